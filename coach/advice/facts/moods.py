"""Facts about mood and energy, and the offer of the coin-flip experiment.

A day's mood is the mean of its entries; the newest entry counts for now.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from coach.advice.facts.fact_context import FactContext, FactValue, register_fact
from coach.advice.facts.focus import count_chores, list_chore_answers
from coach.advice.patterns.mood_patterns import first_mood_day
from coach.domain.advice_records import ExperimentRecord

VERY_LOW_MOOD = 1.5
LOW_STRETCH_DAYS = 14
"""Days in which answers about chores belong to a lower week: older ones say nothing of it."""
LOW_MOOD = 2
"""Heavy and low, on the scale of five."""
COIN_FROM_DAY, COIN_TO_DAY = 14, 28
"""Days since the first mood between which the coin-flip experiment is offered, once."""


@register_fact("days")
def rated_days_14(context: FactContext) -> FactValue:
    """Days with a mood entry among the last 14. Always known."""
    return len(_mean_mood_by_day(context, 14))


@register_fact("share 0–1")
def low_share_14(context: FactContext) -> FactValue:
    """Share of the rated days of the last 14 whose mean is at most 2. Unknown without a rated day."""
    days = _mean_mood_by_day(context, 14)
    return sum(1 for mood in days.values() if mood <= LOW_MOOD) / len(days) if days else None


@register_fact("days")
def very_low_days_14(context: FactContext) -> FactValue:
    """Rated days of the last 14 whose mean is at most 1.5. Always known."""
    return sum(1 for mood in _mean_mood_by_day(context, 14).values() if mood <= VERY_LOW_MOOD)


@register_fact("yes or no")
def low_stretch(context: FactContext) -> FactValue:
    """The mean of the last 7 days lies more than half a point below that of the 28 days before, and 3 of the last 5
    answers of two weeks called networking a chore. Unknown with fewer than 4 and 12 rated days."""
    last = _mean_mood_by_day(context, 7)
    before = [mood for day, mood in _mean_mood_by_day(context, 35).items() if day not in last]
    if len(last) < 4 or len(before) < 12:
        return None
    lower = sum(last.values()) / len(last) < sum(before) / len(before) - 0.5
    return lower and count_chores(list_chore_answers(context, LOW_STRETCH_DAYS)) >= 3


@register_fact("1–5")
def mood_today(context: FactContext) -> FactValue:
    """The newest mood entry of today. Unknown before the first."""
    return next((m.value for m in reversed(context.moods) if context.settings.day_of(m.at) == context.today), None)


@register_fact("1–3")
def energy_today(context: FactContext) -> FactValue:
    """The newest energy given today. Unknown if none was."""
    given = (m.energy for m in reversed(context.moods) if m.energy and context.settings.day_of(m.at) == context.today)
    return next(given, None)


@register_fact("yes or no")
def mood_drop(context: FactContext) -> FactValue:
    """The mean of the last 7 days is at most 3 and lies below that of the 28 days before by more than their
    standard deviation and by more than half a point. Unknown with fewer than 4 and 14 rated days."""
    last = _mean_mood_by_day(context, 7)
    before = [mood for day, mood in _mean_mood_by_day(context, 35).items() if day not in last]
    if len(last) < 4 or len(before) < 14:
        return None
    mean, usual = sum(last.values()) / len(last), sum(before) / len(before)
    spread = (sum((mood - usual) ** 2 for mood in before) / (len(before) - 1)) ** 0.5
    return mean <= 3.0 and mean < usual - max(0.5, spread)


@register_fact("yes or no")
def coin_offer_due(context: FactContext) -> FactValue:
    """The third week of moods has begun, no coin-flip experiment was ever begun, and none was offered before today.
    Unknown without a mood."""
    first = first_mood_day(context.journal)
    if first is None:
        return None
    if not COIN_FROM_DAY <= context.days_since(first) < COIN_TO_DAY or context.journal.list_records(ExperimentRecord):
        return False
    return not any(a.topic == "R34" and a.day < context.today for a in context.asked_before)


def _mean_mood_by_day(context: FactContext, days: int) -> dict[date, float]:
    """Return day → mean mood for the rated days among the last `days`, today included."""
    means = context.compute_once(_compute_means)
    return {day: mean for day, mean in means.items() if 0 <= context.days_since(day) < days}


def _compute_means(context: FactContext) -> dict[date, float]:
    """Return day → mean mood for the rated days of the last sixty."""
    values: dict[date, list[int]] = defaultdict(list)
    for mood in context.moods:
        values[context.settings.day_of(mood.at)].append(mood.value)
    return {day: sum(each) / len(each) for day, each in values.items()}
