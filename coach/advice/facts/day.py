"""Facts about notes and drafts, reviews, boundaries, and what the coach said before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from coach.advice.facts.candidates import is_named_too_often
from coach.advice.facts.context import FACT_WINDOW, FactContext, FactValue, register_fact
from coach.advice.insights import list_insights
from coach.advice.networking_hours import is_within_hours
from coach.advice.outreach.conversations import counted_workdays
from coach.advice.patterns.checks import first_mood_day
from coach.advice.people import blocked_person_ids
from coach.domain.advice_answer import ExperimentRecord, LookBack
from coach.domain.boundary import Boundary
from coach.domain.note import Note
from coach.domain.person import Person

WORK_PARKING_RULES = frozenset({"R01", "R04", "R05"})
"""Rules after which nothing is suggested for work until tomorrow."""
NIGHT_FROM, LATE_DAY_ENDS = time(4), time(10)
"""Whoever closes the day between these hours may want it to end later."""
COIN_FROM_DAY, COIN_TO_DAY = 14, 28
"""Days since the first mood between which the coin-flip experiment is offered, once."""
DRAFT_FRESH_DAYS = 7
"""Days for which a draft counts as about to be sent."""


@register_fact("people")
def unwanted_today(context: FactContext) -> FactValue:
    """Boundaries set today. Always known."""
    return sum(1 for b in context.journal.list_records(Boundary) if context.is_within_days(b.at, 1))


@register_fact("days")
def days_away(context: FactContext) -> FactValue:
    """Whole days without any use before today, counted up to 60: a free weekend is 2. Unknown on the first day.

    What an import brought is no use of the coach.
    """
    newest = (
        _last_day_before_today(context, (m.at for m in reversed(context.moods) if not m.key)),
        _last_day_before_today(context, (b.started_at for b in reversed(context.blocks) if not b.key)),
        _last_day_before_today(context, (m.at for m in reversed(context.messages) if not m.key)),
        next((g.day for g in reversed(context.goals) if g.day < context.today), None),
        next((a.day for a in reversed(context.asked_before) if a.day < context.today), None),
    )
    known = [day for day in newest if day]
    if known:
        return context.days_since(max(known)) - 1
    return FACT_WINDOW.days if context.first_use_day and context.first_use_day < context.today else None


@register_fact("days")
def profile_review_age(context: FactContext) -> FactValue:
    """Days since the last privacy check or, before the first, since the first entry. Unknown in an empty book."""
    return _days_since_review(context, "privacy")


@register_fact("days")
def reputation_review_age(context: FactContext) -> FactValue:
    """Days since the last look at one's own name or, before the first, since the first entry.
    Unknown in an empty book."""
    return _days_since_review(context, "reputation")


@register_fact("yes or no")
def draft_ready(context: FactContext) -> FactValue:
    """A message draft of the last week is open and not parked until a later day. Always known."""
    return bool(list_drafts_to_send(context))


@register_fact("yes or no")
def post_draft(context: FactContext) -> FactValue:
    """A public post of the last week is open and not parked until a later day. Always known."""
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
    """Open opportunities whose next step is due, or that have none yet. Always known."""
    return len(list_due_opportunities(context))


@register_fact("yes or no")
def tier_parked(context: FactContext) -> FactValue:
    """A rule that parks work until tomorrow (R01, R04, R05) has spoken today. Always known."""
    return any(a.topic in WORK_PARKING_RULES and a.day == context.today for a in context.asked_before)


@register_fact("yes or no")
def working_time(context: FactContext) -> FactValue:
    """Today is a working day, and now lies within the networking hours if some are set. Always known."""
    off = is_within_hours(context.settings, context.now) is False
    return not off and counted_workdays(context.journal).is_workday(context.today)


@register_fact("evenings")
def late_evenings(context: FactContext) -> FactValue:
    """Days of the last 30 that were closed between 4 and 10 in the morning, if the day ends before 10. Always known."""
    if context.settings.day_ends >= LATE_DAY_ENDS:
        return 0
    looks = (
        r for r in context.journal.list_records(LookBack) if r.kind == "evening" and context.is_within_days(r.at, 30)
    )
    return sum(1 for r in looks if NIGHT_FROM <= r.at.time() < LATE_DAY_ENDS)


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
    """Observations with their numbers that may be told today. Always known."""
    return len(context.compute_once(list_insights))


def list_drafts_to_send(context: FactContext) -> list[Note]:
    """Return drafts that are ready, but for people of whom it was said often enough these two weeks."""
    return [n for n in list_ready_drafts(context, "draft") if not is_named_too_often(context, "R16", n.person)]


def list_ready_drafts(context: FactContext, kind: str) -> list[Note]:
    """Return open drafts ("draft" or "post") of the last week that are not parked until a later day."""
    return [
        n
        for n in context.notes
        if n.kind == kind and n.closed_at is None and n.person not in blocked_person_ids(context.journal)
        and 0 <= context.days_since(n.due or context.day_of_moment(n.at)) < DRAFT_FRESH_DAYS
    ]  # fmt: skip


def list_due_opportunities(context: FactContext) -> list[Note]:
    """Return open opportunities to ask about: next step due, or a day old without any; the oldest first."""
    return [
        n
        for n in context.notes
        if n.kind == "opportunity"
        and n.closed_at is None
        and n.person not in blocked_person_ids(context.journal)
        and not is_named_too_often(context, "R31", n.person)
        and (
            n.due <= context.today
            if n.due
            else not n.next_step and context.days_since(context.day_of_moment(n.at)) >= 1
        )
    ]


def time_at_recipient(context: FactContext, person: str) -> datetime:
    """Return now where `person` (an id) lives, as far as it is known; else now."""
    known = context.journal.get_record(Person, person) if person else None
    if known is None or not known.zone:
        return context.now
    try:
        return context.now.astimezone(ZoneInfo(known.zone))
    except (KeyError, OSError, ValueError):  # an unknown zone is no reason to say nothing
        return context.now


def next_good_send_time(there: datetime, today: date) -> str:
    """Return the next good morning to send, `there` being now where it arrives: "tomorrow morning", "Monday morning".

    `today` is the calendar day of the person who sends.
    """
    late = time(15) if there.weekday() == 4 else time(18)
    day = there.date() if there.time() < late else there.date() + timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    if day <= today:
        return "this morning"
    return "tomorrow morning" if day == today + timedelta(days=1) else f"{day:%A} morning"


def _last_day_before_today(context: FactContext, times: Iterator[datetime]) -> date | None:
    return next((day for at in times if (day := context.day_of_moment(at)) < context.today), None)


def _days_since_review(context: FactContext, kind: str) -> int | None:
    days = [r.day for r in context.journal.list_records(LookBack) if r.kind == kind]
    last = max(days, default=context.first_day)
    return context.days_since(last) if last else None
