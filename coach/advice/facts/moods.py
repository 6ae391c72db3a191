"""Facts about mood and energy, and the offer of the coin-flip experiment.

A day's mood is the mean of its entries; the newest entry counts for now.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from coach.advice.facts.fact_context import FactContext, FactValue, register_fact
from coach.advice.facts.focus_and_goals import count_chores, list_chore_answers
from coach.advice.patterns.mood_patterns import first_mood_day
from coach.domain.advice_records import ExperimentRecord
from coach.domain.mood import Mood, list_moods_on

VERY_LOW_MEAN_MOOD = 1.5
LOW_STRETCH_DAYS = 14
"""Days in which answers about chores belong to a lower week: older ones say nothing of it."""
LOW_MOOD = 2
"""Heavy and low, on the scale of five."""
COIN_OFFER_FROM_DAY, COIN_OFFER_TO_DAY = 14, 28
"""Days since the first mood between which the coin-flip experiment is offered, once."""


@register_fact("days")
def rated_days_14(context: FactContext) -> FactValue:
    """Days with a mood entry among the last 14. Always known."""
    return len(_mean_mood_by_day(context, 14))


@register_fact("share 0–1")
def low_share_14(context: FactContext) -> FactValue:
    """Share of the rated days of the last 14 whose mean is at most 2. Unknown without a rated day."""
    mood_by_day = _mean_mood_by_day(context, 14)
    return sum(1 for mood in mood_by_day.values() if mood <= LOW_MOOD) / len(mood_by_day) if mood_by_day else None


@register_fact("days")
def very_low_days_14(context: FactContext) -> FactValue:
    """Rated days of the last 14 whose mean is at most 1.5. Always known."""
    return sum(1 for mood in _mean_mood_by_day(context, 14).values() if mood <= VERY_LOW_MEAN_MOOD)


@register_fact("yes or no")
def low_stretch(context: FactContext) -> FactValue:
    """The mean of the last 7 days lies more than half a point below that of the 28 days before, and 3 of the last 5
    answers of two weeks called networking a chore. Unknown with fewer than 4 and 12 rated days."""
    moods_of_week, moods_before = _week_and_weeks_before(context)
    if len(moods_of_week) < 4 or len(moods_before) < 12:
        return None
    is_lower_week = sum(moods_of_week) / len(moods_of_week) < sum(moods_before) / len(moods_before) - 0.5
    return is_lower_week and count_chores(list_chore_answers(context, LOW_STRETCH_DAYS)) >= 3


@register_fact("1–5")
def mood_today(context: FactContext) -> FactValue:
    """The newest mood entry of today. Unknown before the first."""
    moods_of_today = context.compute_once(_list_moods_of_today)
    return moods_of_today[-1].value if moods_of_today else None


@register_fact("1–3")
def energy_today(context: FactContext) -> FactValue:
    """The newest energy given today. Unknown if none was."""
    moods_of_today = context.compute_once(_list_moods_of_today)
    return next((mood.energy for mood in reversed(moods_of_today) if mood.energy), None)


@register_fact("yes or no")
def mood_drop(context: FactContext) -> FactValue:
    """The mean of the last 7 days is at most 3 and lies below that of the 28 days before by more than their
    standard deviation and by more than half a point. Unknown with fewer than 4 and 14 rated days."""
    moods_of_week, moods_before = _week_and_weeks_before(context)
    if len(moods_of_week) < 4 or len(moods_before) < 14:
        return None
    mean_of_week, usual_mood = sum(moods_of_week) / len(moods_of_week), sum(moods_before) / len(moods_before)
    mood_spread = (sum((mood - usual_mood) ** 2 for mood in moods_before) / (len(moods_before) - 1)) ** 0.5
    return mean_of_week <= 3.0 and mean_of_week < usual_mood - max(0.5, mood_spread)


@register_fact("yes or no")
def coin_offer_due(context: FactContext) -> FactValue:
    """The third week of moods has begun, no coin-flip experiment was ever begun, and none was offered before today.
    Unknown without a mood."""
    first_day = first_mood_day(context.journal)
    if first_day is None:
        return None
    was_offered = any(answer.topic == "R34" and answer.day < context.today for answer in context.advice_answers)
    is_third_week = COIN_OFFER_FROM_DAY <= context.days_since(first_day) < COIN_OFFER_TO_DAY
    return is_third_week and not was_offered and not context.journal.list_records(ExperimentRecord)


def _week_and_weeks_before(context: FactContext) -> tuple[list[float], list[float]]:
    """Return the mean moods of the rated days of the last 7, and those of the 28 days before."""
    moods_of_week = _mean_mood_by_day(context, 7)
    moods_before = [mood for day, mood in _mean_mood_by_day(context, 35).items() if day not in moods_of_week]
    return list(moods_of_week.values()), moods_before


def _mean_mood_by_day(context: FactContext, days: int) -> dict[date, float]:
    """Return day → mean mood for the rated days among the last `days`, today included."""
    mean_moods = context.compute_once(_compute_mean_moods)
    return {day: mean_mood for day, mean_mood in mean_moods.items() if 0 <= context.days_since(day) < days}


def _compute_mean_moods(context: FactContext) -> dict[date, float]:
    """Return day → mean mood for the rated days of the last sixty."""
    moods_by_day: dict[date, list[int]] = defaultdict(list)
    for mood in context.moods:
        moods_by_day[context.settings.day_of(mood.at)].append(mood.value)
    return {day: sum(day_moods) / len(day_moods) for day, day_moods in moods_by_day.items()}


def _list_moods_of_today(context: FactContext) -> list[Mood]:
    """Return the moods of today until now, oldest first."""
    return [mood for mood in list_moods_on(context.journal, context.today) if mood.at <= context.now]
