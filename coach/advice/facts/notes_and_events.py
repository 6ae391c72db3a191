"""Facts about notes and events: drafts and posts to send, takeaways, opportunities with a step due, whom one met."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from coach.advice.blocked_people import blocked_person_ids
from coach.advice.facts.advice_candidates import is_named_too_often
from coach.advice.facts.fact_context import FactContext, FactValue, register_fact
from coach.domain.note import Note
from coach.domain.opportunities_and_events import Event, is_event_to_ask_about

DRAFT_FRESH_DAYS = {"draft": 7, "post": 3}
"""Days for which a draft of a message, or of a post, counts as about to be sent."""
NEXT_STEP_ASKED_DAYS = 30
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
    ready_drafts = list_drafts_to_send(context)
    if not ready_drafts:
        return None
    recipient_time = context.time_at(ready_drafts[-1].person)
    return recipient_time.weekday() >= 5 or recipient_time.time() < time(7) or _is_too_late_to_send(recipient_time)


@register_fact("yes or no")
def takeaway_today(context: FactContext) -> FactValue:
    """A takeaway or something learned was saved today. Always known."""
    return any(
        note.kind in ("takeaway", "learned") and context.is_within_days(note.at, 1) for note in context.notes[-50:]
    )


@register_fact("opportunities")
def next_steps_due(context: FactContext) -> FactValue:
    """Open opportunities whose next step is due, or that have none yet, for 30 days. Always known."""
    return len(list_due_opportunities(context))


def list_drafts_to_send(context: FactContext) -> list[Note]:
    """Return drafts that are ready, but for people of whom it was said often enough these two weeks."""
    return [
        draft for draft in list_ready_drafts(context, "draft") if not is_named_too_often(context, "R16", draft.person)
    ]


def list_ready_drafts(context: FactContext, draft_kind: str) -> list[Note]:
    """Return open drafts ("draft" or "post") of the last days that are not parked until a later day."""
    return [
        note
        for note in context.notes
        if note.kind == draft_kind and note.closed_at is None and note.person not in blocked_person_ids(context.journal)
        and 0 <= context.days_since(note.due or context.settings.day_of(note.at)) < DRAFT_FRESH_DAYS[draft_kind]
    ]  # fmt: skip


def list_due_opportunities(context: FactContext) -> list[Note]:
    """Return open opportunities to ask about: next step due, or a day old without any; the oldest first."""
    return [
        note
        for note in context.notes
        if note.is_open_opportunity
        and note.person not in blocked_person_ids(context.journal)
        and not is_named_too_often(context, "R31", note.person)
        and (
            0 <= context.days_since(note.due) < NEXT_STEP_ASKED_DAYS
            if note.due
            else not note.next_step and 1 <= context.days_since(context.settings.day_of(note.at)) < NEXT_STEP_ASKED_DAYS
        )
    ]


def next_good_send_time(recipient_time: datetime, today: date) -> str:
    """Return the next good morning to send: "tomorrow morning", "on Monday morning".

    `recipient_time` is now where it arrives, `today` the calendar day of the person who sends.
    """
    send_day = recipient_time.date() + timedelta(days=_is_too_late_to_send(recipient_time))
    while send_day.weekday() >= 5:
        send_day += timedelta(days=1)
    if send_day <= today:
        return "this morning"
    return "tomorrow morning" if send_day == today + timedelta(days=1) else f"on {send_day:%A} morning"


def _is_too_late_to_send(recipient_time: datetime) -> bool:
    """Tell whether it is after 18 where a message arrives, on a Friday after 15."""
    return recipient_time.time() >= (time(15) if recipient_time.weekday() == 4 else time(18))


EVENT_RULE = "R36"


@register_fact("events")
def events_to_tell(context: FactContext) -> FactValue:
    """Events of the last three days of which it was neither said nor asked before whom one met. Always known."""
    return len(context.compute_once(list_events_to_tell))


def list_events_to_tell(context: FactContext) -> tuple[Event, ...]:
    """Return the events whose question is due, the newest first; each is asked about on one day."""
    days_asked = {
        advice_answer.day
        for advice_answer in context.advice_answers
        if advice_answer.topic == EVENT_RULE and advice_answer.outcome == "shown"
    }
    events_to_ask_about = [
        event
        for event in context.journal.list_records(Event)
        if is_event_to_ask_about(event, context.today)
        and not any(event.day < day_asked < context.today for day_asked in days_asked)
    ]  # fmt: skip
    return tuple(sorted(events_to_ask_about, key=lambda each: (each.day, each.title), reverse=True))
