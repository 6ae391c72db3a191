"""Everybody's thread, how silence is counted on a day, and what became of the messages the person sent.

Silence is counted in whole days of the person's own (they end at 04:00 unless set), so the answers depend on the
records and on the day, not on the hour.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, TypeVar

from coach.advice.outreach.reply_model import CONTACT_KINDS, ReplyModel
from coach.advice.people import blocked_person_ids
from coach.domain.boundary import Boundary
from coach.domain.clock import day_of
from coach.domain.journal import Journal
from coach.domain.message import Conversation, Message, answers_message, group_conversations
from coach.domain.person import Person
from coach.domain.settings import Settings
from coach.domain.workdays import WorkDays

T = TypeVar("T")
DORMANT_AFTER = timedelta(days=180)
ContactOutcomes = dict[str, list[tuple[float, bool]]]
"""Kind → (working days until the answer, my next line, or today; answered)."""


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
    """Return what became of every contact of mine, by the tie of that time, as of today."""
    return _collect_outcomes(journal, make_calendar(journal, now))


def build_reply_model(journal: Journal, now: datetime) -> ReplyModel:
    """Return what the person's own messages say about answers, as of today."""
    return build_reply_model_on(journal, make_calendar(journal, now))


def build_reply_model_on(journal: Journal, calendar: SilenceCalendar) -> ReplyModel:
    """Return what the person's own messages say about answers, as of the day of `calendar`."""
    return compute_for_day(journal, _fit_reply_model, calendar)


def _fit_reply_model(journal: Journal, calendar: SilenceCalendar) -> ReplyModel:
    return ReplyModel.from_history(_collect_outcomes(journal, calendar))


def _collect_outcomes(journal: Journal, calendar: SilenceCalendar) -> ContactOutcomes:
    ties = {person.id: person.tie or "warm" for person in journal.list_records(Person)}
    result: ContactOutcomes = {kind: [] for kind in CONTACT_KINDS}
    for person, thread in conversations_by_person(journal).items():
        for kind, seen in _outcomes_of_thread(thread, ties.get(person, "warm"), calendar).items():
            result[kind].extend(seen)
    return result


def _read_workdays(journal: Journal) -> WorkDays:
    settings = journal.settings
    return WorkDays(frozenset(settings.work_days), frozenset((*settings.holidays, *settings.days_away)))


def _group_shown_threads(journal: Journal) -> dict[str, Conversation]:
    hidden = blocked_person_ids(journal)
    return group_conversations(message for message in journal.list_records(Message) if message.person not in hidden)


def _sort_events(journal: Journal) -> tuple[Message, ...]:
    return tuple(sorted(journal.list_records(Message), key=lambda message: message.at.timestamp()))


def _new_results(_: Journal) -> dict[tuple[Callable[[Journal, SilenceCalendar], Any], SilenceCalendar], Any]:
    return {}


def _outcomes_of_thread(thread: Conversation, tie: str, calendar: SilenceCalendar) -> ContactOutcomes:
    """Return what became of each contact of mine: an answer, a next line of mine, or silence until today."""
    found: ContactOutcomes = {}
    heard: datetime | None = None
    their_last, answered_on = None, None  # their message, and the day on which mine answers it
    kind, since = "", None  # of the contact that is open
    total, today = calendar.workdays.count_up_to, calendar.workdays.count_up_to(calendar.today)
    for event in thread.messages:
        mine = event.direction == "out" and event.kind in ("message", "invitation")
        theirs = event.direction == "in" or event.kind in ("meeting", "no")
        if not mine and not theirs:
            continue  # a promise or a decision of mine ends no wait
        at = total(calendar.day_of_moment(event.at))
        if theirs:
            their_last, answered_on = event, None
        elif since is None and answers_message(event, their_last):
            day = day_of(event.at)
            if answered_on in (None, day):
                answered_on = day
                continue  # an answer that asks nothing waits for none
        if since is not None:
            found.setdefault(kind, []).append((max(0, at - since), theirs))
        elif mine:
            kind = tie if heard is None else _tie_at_time(tie, heard, event.at)
        since = at if mine else None
        heard = event.at if theirs else heard
    if since is not None:
        found.setdefault(kind, []).append((max(0, today - since), False))
    return found


def _tie_at_time(tie: str, heard: datetime, began: datetime) -> str:
    """Return the tie to somebody who was last heard of at `heard`, for lines that began at `began`."""
    if tie == "cold":
        return tie
    return "dormant" if began - heard > DORMANT_AFTER else "warm" if tie == "dormant" else tie
