"""Everybody's thread, how silence is counted on a day, and what became of the messages the person sent.

Silence is counted in whole days of the person's own (they end at 04:00 unless set), so the answers depend on the
records and on the day, not on the hour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, TypeVar

from coach.advice.outreach.reply_model import CONTACT_KINDS, ReplyModel
from coach.advice.people import blocked_person_ids
from coach.domain.boundary import Boundary
from coach.domain.clock import day_of
from coach.domain.journal import Journal
from coach.domain.message import (
    NEW_BEGINNING_AFTER,
    Conversation,
    Message,
    answers_message,
    group_conversations,
)
from coach.domain.person import Person
from coach.domain.settings import Settings
from coach.domain.workdays import WorkDays

T = TypeVar("T")
DORMANT_AFTER = timedelta(days=180)
YEAR_END_DAYS = frozenset(date(year, 12, 24) + timedelta(days=n) for year in range(2000, 2100) for n in range(9))
"""24 December to 1 January: nobody is asked again in these days, unless the person works through them."""
ContactOutcomes = dict[str, list[tuple[float, bool]]]
"""Kind → (working days until the answer, my next message, or today; answered)."""


@dataclass(frozen=True, slots=True)
class ContactOutcome:
    """What became of one message of mine: `days` working days until the answer, my next message, or today."""

    kind: str
    channel: str
    sent_on: date
    days: int
    is_answered: bool
    is_follow_up: bool


@dataclass(frozen=True, slots=True)
class SilenceCalendar:
    """How silence is counted on one day. Equal calendars count alike."""

    workdays: WorkDays
    day_ends: time
    zone: tzinfo | None
    today: date

    def day_of_moment(self, at: datetime) -> date:
        """Return the person's day that `at` belongs to.

        A record keeps the wall clock of where it was made; one in UTC, as imports are, knows no place and is read
        by the clock of here.
        """
        return day_of(at if at.utcoffset() else at.astimezone(self.zone), self.day_ends)

    def workdays_since(self, at: datetime) -> int:
        """Return the working days of silence from `at` until today."""
        return self.workdays.count_days(self.day_of_moment(at), self.today)

    def days_since(self, at: datetime) -> int:
        """Return the days, of any kind, from `at` until today."""
        return (self.today - self.day_of_moment(at)).days


def conversations_by_person(journal: Journal) -> Mapping[str, Conversation]:
    """Return person id → thread for everybody who may be shown."""
    return journal.compute_cached(_group_shown_threads, Message, Boundary)


def events_in_order(journal: Journal) -> tuple[Message, ...]:
    """Return every event in the order of time, people behind a boundary included."""
    return journal.compute_cached(_sort_events, Message)


def compute_for_day(journal: Journal, work: Callable[[Journal, SilenceCalendar], T], calendar: SilenceCalendar) -> T:
    """Return `work(book, calendar)`, computed once for each version of the records and each day."""
    results = journal.compute_cached(_new_results, Message, Person, Boundary, Settings)
    if (work, calendar) not in results:
        results[work, calendar] = work(journal, calendar)
    result: T = results[work, calendar]
    return result


def counted_workdays(journal: Journal) -> WorkDays:
    """Return the working days that silence is counted in: no holidays, and no days away."""
    return journal.compute_cached(_read_workdays, Settings)


def make_calendar(journal: Journal, now: datetime) -> SilenceCalendar:
    """Return the calendar of the day that `now` belongs to."""
    ends = journal.settings.day_ends
    return SilenceCalendar(counted_workdays(journal), ends, now.tzinfo, day_of(now, ends))


def current_tie(person: Person | None, thread: Conversation | None, now: datetime) -> str:
    """Return cold, warm, dormant or strong: dormant follows from 180 days without a word before the last run."""
    tie = (person.tie if person else None) or "warm"
    if thread is None or not thread.received_messages:
        return tie
    heard = thread.received_messages[-1].at
    began = next((m.at for m in thread.sent_messages if m.at > heard), now)
    return _tie_at_time(tie, heard, began)


def collect_contact_outcomes(journal: Journal, now: datetime) -> ContactOutcomes:
    """Return what became of every contact of mine, follow-ups too, by the tie of that time, as of today."""
    result: ContactOutcomes = {kind: [] for kind in CONTACT_KINDS}
    for each in list_contact_outcomes(journal, make_calendar(journal, now)):
        result[each.kind].append((each.days, each.is_answered))
    return result


def list_contact_outcomes(journal: Journal, calendar: SilenceCalendar) -> tuple[ContactOutcome, ...]:
    """Return what became of every contact of mine as of the day of `calendar`, person by person."""
    return compute_for_day(journal, _collect_outcomes, calendar)


def build_reply_model(journal: Journal, now: datetime) -> ReplyModel:
    """Return what the person's own messages say about answers, as of today."""
    return build_reply_model_on(journal, make_calendar(journal, now))


def build_reply_model_on(journal: Journal, calendar: SilenceCalendar) -> ReplyModel:
    """Return what the person's own messages say about answers, as of the day of `calendar`."""
    return compute_for_day(journal, _fit_reply_model, calendar)


def fit_reply_model(outcomes: Iterable[ContactOutcome]) -> ReplyModel:
    """Return what `outcomes` say about answers."""
    first: ContactOutcomes = {kind: [] for kind in CONTACT_KINDS}
    again: ContactOutcomes = {kind: [] for kind in CONTACT_KINDS}
    for each in outcomes:
        (again if each.is_follow_up else first)[each.kind].append((each.days, each.is_answered))
    return ReplyModel.from_history(first, again)


def _fit_reply_model(journal: Journal, calendar: SilenceCalendar) -> ReplyModel:
    return fit_reply_model(list_contact_outcomes(journal, calendar))


def _collect_outcomes(journal: Journal, calendar: SilenceCalendar) -> tuple[ContactOutcome, ...]:
    ties = {person.id: person.tie or "warm" for person in journal.list_records(Person)}
    return tuple(
        outcome
        for person, thread in conversations_by_person(journal).items()
        for outcome in _iterate_outcomes(thread, ties.get(person, "warm"), calendar)
    )


def _read_workdays(journal: Journal) -> WorkDays:
    settings = journal.settings
    off = {*settings.holidays, *settings.days_away}
    if settings.year_end_off:
        off |= YEAR_END_DAYS
    return WorkDays(frozenset(settings.work_days), frozenset(off))


def _group_shown_threads(journal: Journal) -> dict[str, Conversation]:
    hidden = blocked_person_ids(journal)
    return group_conversations(message for message in journal.list_records(Message) if message.person not in hidden)


def _sort_events(journal: Journal) -> tuple[Message, ...]:
    return tuple(sorted(journal.list_records(Message), key=lambda message: message.at.timestamp()))


def _new_results(_: Journal) -> dict[tuple[Callable[[Journal, SilenceCalendar], Any], SilenceCalendar], Any]:
    return {}


def _iterate_outcomes(thread: Conversation, tie: str, calendar: SilenceCalendar) -> Iterator[ContactOutcome]:
    """Yield what became of each contact of mine: an answer, a next message of mine, or silence until today."""
    total, today = calendar.workdays.count_up_to, calendar.workdays.count_up_to(calendar.today)
    heard: datetime | None = None
    their_last, answered_on = None, None  # their message, and the day on which mine answers it
    kind, is_follow_up = "", False
    sent: Message | None = None  # the contact that is open
    for event in thread.messages:
        mine = event.direction == "out" and event.kind in ("message", "invitation")
        theirs = event.direction == "in" or event.kind in ("meeting", "no")
        if not mine and not theirs:
            continue  # a promise or a decision of mine ends no wait
        day = calendar.day_of_moment(event.at)
        if theirs:
            their_last, answered_on = event, None
        elif sent is None and answers_message(event, their_last) and answered_on in (None, day):
            answered_on = day
            continue  # an answer that asks nothing waits for none
        if sent is not None:
            begun = calendar.day_of_moment(sent.at)
            yield ContactOutcome(kind, sent.channel, begun, max(0, total(day) - total(begun)), theirs, is_follow_up)
        if mine:
            kind = kind if sent is not None else tie if heard is None else _tie_at_time(tie, heard, event.at)
            # Pieces sent on one day are one contact, and a message after a long time begins anew.
            if sent is None or event.at - sent.at >= NEW_BEGINNING_AFTER:
                is_follow_up = False
            elif day != calendar.day_of_moment(sent.at):
                is_follow_up = True
        sent = event if mine else None
        heard = event.at if theirs else heard
    if sent is not None:
        begun = calendar.day_of_moment(sent.at)
        yield ContactOutcome(kind, sent.channel, begun, max(0, today - total(begun)), False, is_follow_up)


def _tie_at_time(tie: str, heard: datetime, began: datetime) -> str:
    """Return the tie to somebody who was last heard of at `heard`, for lines that began at `began`."""
    if tie == "cold":
        return tie
    return "dormant" if began - heard > DORMANT_AFTER else "warm" if tie == "dormant" else tie
