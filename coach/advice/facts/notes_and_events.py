"""Facts about notes and events: drafts and posts to send, takeaways, opportunities with a step due, whom one met."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from coach.advice.blocked_people import blocked_person_ids
from coach.advice.facts.advice_candidates import is_named_too_often, time_at_recipient
from coach.advice.facts.fact_context import FactContext, FactValue, register_fact
from coach.domain.note import Note
from coach.domain.opportunities_and_events import Event, is_event_to_ask_about

FRESH_DAYS = {"draft": 7, "post": 3}
"""Days for which a draft of a message, or of a post, counts as about to be sent."""
STEP_ASKED_DAYS = 30
"""Days for which a step that is due, or an opportunity without one, is asked about."""


@register_fact("yes or no")
def draft_ready(context: FactContext) -> FactValue:
    """A message draft of the last week is open and not parked until a later day. Always known."""
    return bool(list_drafts_to_send(context))


@register_fact("yes or no")
def post_draft(context: FactContext) -> FactValue:
    """A public post of the last three days is open and not parked until a later day. Always known."""
    return bool(list_ready_drafts(context, "post"))


@register_fact("yes or no")
def bad_send_time(context: FactContext) -> FactValue:
    """Where the recipient of the draft lives it is weekend, before 7, after 18, or Friday after 15.
    Unknown without a draft; without a known place, the person's own time counts."""
    ready = list_drafts_to_send(context)
    if not ready:
        return None
    there = time_at_recipient(context, ready[-1].person)
    late = time(15) if there.weekday() == 4 else time(18)
    return there.weekday() >= 5 or there.time() < time(7) or there.time() >= late


@register_fact("yes or no")
def takeaway_today(context: FactContext) -> FactValue:
    """A takeaway or something learned was saved today. Always known."""
    return any(n.kind in ("takeaway", "learned") and context.is_within_days(n.at, 1) for n in context.notes[-50:])


@register_fact("opportunities")
def next_steps_due(context: FactContext) -> FactValue:
    """Open opportunities whose next step is due, or that have none yet, for 30 days. Always known."""
    return len(list_due_opportunities(context))


def list_drafts_to_send(context: FactContext) -> list[Note]:
    """Return drafts that are ready, but for people of whom it was said often enough these two weeks."""
    return [n for n in list_ready_drafts(context, "draft") if not is_named_too_often(context, "R16", n.person)]


def list_ready_drafts(context: FactContext, kind: str) -> list[Note]:
    """Return open drafts ("draft" or "post") of the last days that are not parked until a later day."""
    return [
        n
        for n in context.notes
        if n.kind == kind and n.closed_at is None and n.person not in blocked_person_ids(context.journal)
        and 0 <= context.days_since(n.due or context.settings.day_of(n.at)) < FRESH_DAYS[kind]
    ]  # fmt: skip


def list_due_opportunities(context: FactContext) -> list[Note]:
    """Return open opportunities to ask about: next step due, or a day old without any; the oldest first."""
    return [
        n
        for n in context.notes
        if n.is_open_opportunity
        and n.person not in blocked_person_ids(context.journal)
        and not is_named_too_often(context, "R31", n.person)
        and (
            0 <= context.days_since(n.due) < STEP_ASKED_DAYS
            if n.due
            else not n.next_step and 1 <= context.days_since(context.settings.day_of(n.at)) < STEP_ASKED_DAYS
        )
    ]


def next_good_send_time(there: datetime, today: date) -> str:
    """Return the next good morning to send: "tomorrow morning", "on Monday morning".

    `there` is now where it arrives, `today` the calendar day of the person who sends.
    """
    late = time(15) if there.weekday() == 4 else time(18)
    day = there.date() if there.time() < late else there.date() + timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    if day <= today:
        return "this morning"
    return "tomorrow morning" if day == today + timedelta(days=1) else f"on {day:%A} morning"


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
