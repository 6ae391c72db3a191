"""Facts about what the log shows: observations, and the offer of the coin-flip experiment."""

from __future__ import annotations

from coach.advice.facts.context import FactContext, FactValue, register_fact
from coach.advice.observations import list_observations_to_tell
from coach.advice.patterns.checks import first_mood_day
from coach.domain.advice_records import ExperimentRecord

COIN_FROM_DAY, COIN_TO_DAY = 14, 28
"""Days since the first mood between which the coin-flip experiment is offered, once."""


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


@register_fact("observations")
def insights_ready(context: FactContext) -> FactValue:
    """Observations with their numbers that were not told in the last 60 days. Always known."""
    return len(context.compute_once(list_observations_to_tell))
