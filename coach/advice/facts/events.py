"""Facts about events: fairs and meetups of the last days, of which one may be asked whom one met."""

from __future__ import annotations

from coach.advice.facts.context import FactContext, FactValue, register_fact
from coach.domain.event import Event, is_event_to_ask_about

EVENT_RULE = "R36"


@register_fact("events")
def events_to_tell(context: FactContext) -> FactValue:
    """Events of the last three days of which it was neither said nor asked before whom one met. Always known."""
    return len(context.compute_once(list_events_to_tell))


def list_events_to_tell(context: FactContext) -> tuple[Event, ...]:
    """Return the events whose question is due, the newest first; each is asked about on one day."""
    shown = {a.day for a in context.asked_before if a.topic == EVENT_RULE and a.outcome == "shown"}
    found = [
        event
        for event in context.journal.list_records(Event)
        if is_event_to_ask_about(event, context.today)
        and not any(event.day < day < context.today for day in shown)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda e: (e.day, e.title), reverse=True))
