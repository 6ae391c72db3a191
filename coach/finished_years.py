"""Answer questions about finished years: trends, past weeks, a person's whole history, pattern checks.

Only the numbers for trends stay in memory; documents of finished years are read each time. All methods may be called
from any thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any, Protocol, TypeVar

from coach.actions.patterns import record_pattern_check
from coach.actions.people import set_first_talk_days
from coach.actions.result import Action
from coach.advice.blocked_people import blocked_person_ids
from coach.advice.patterns import mood_patterns
from coach.advice.patterns.trend_series import TrendSeries, build_series, join_series, series_from_documents
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.note import Note
from coach.domain.person import Person
from coach.store import Doc, Docs, Store
from coach.store.year_rules import DATE_FIELDS, first_recent_month, record_month
from coach.views.week import WeekView, build_week

_SERIES_TABLES = ("moods", "blocks", "messages")
T = TypeVar("T")


class HistorySource(Protocol):
    """The part of the service that reading the years needs."""

    journal: Journal
    store: Store

    def now(self) -> datetime:
        """Return the present moment."""
        ...

    def with_all_years(
        self, work: Callable[[Journal, datetime], T], only: Callable[[str, Doc], bool] | None = None
    ) -> T:
        """Return `work` of the records of all years that `only` accepts, and of the present moment."""
        ...


class FinishedYears:
    """Answers about all years of one data folder."""

    def __init__(self, service: HistorySource) -> None:
        self._service = service
        self._known: tuple[Any, ...] = ()
        self._series = TrendSeries()
        self._reading = Lock()
        self.tried: tuple[date, date | None] | None = None
        """The day of the last request for a check, and the first day with a mood that was known then."""

    def cached_series(self) -> TrendSeries | None:
        """Return the numbers of all years if no file has to be read for them, else None."""
        journal, version = self._service.journal, self._series_version()
        if not version[0]:
            return build_series(journal, self._service.now())
        return join_series(self._series, build_series(journal, self._service.now())) if version == self._known else None

    def load_series(self) -> TrendSeries:
        """Return the numbers of all years. Finished years are read again only if one of them changed."""
        with self._reading:
            version = self._series_version()
            if version != self._known:
                self._series, self._known = self._read_series(), version
            return join_series(self._series, build_series(self._service.journal, self._service.now()))

    def load_person_history(self, person: str) -> tuple[Message | Note, ...]:
        """Return all messages and notes of one person, of all years."""

        def theirs(table: str, doc: Doc) -> bool:
            return table in ("messages", "notes") and doc.get("person") == person

        return self._service.with_all_years(
            lambda journal, _: (*journal.list_records(Message), *journal.list_records(Note)), theirs
        )

    def load_week(self, monday: date) -> WeekView:
        """Return the week that begins on `monday`, from the twelve months before its end and nothing later."""
        first, last = first_recent_month(monday), (monday + timedelta(days=13)).isoformat()[:7]

        def near_week(table: str, doc: Doc) -> bool:
            month, closed = record_month(table, doc), str(doc.get("closed_at"))[:7]
            return month is None or (month <= last and (month >= first or first <= closed <= last))

        found = self._service.with_all_years(lambda journal, now: build_week(journal, now, monday), near_week)
        return replace(found, has_earlier=found.has_earlier or self.load_series().oldest_day < found.first)

    def run_due_check(self) -> Action | None:
        """Run the pattern check that is due, or correct its first day. Return the action that records it, or None.

        Checks are counted from the first mood of all years, which may be archived.
        """
        service = self._service
        journal, first = service.journal, self.load_series().first_mood_day
        if first is None or journal.read_only:
            return None
        today, last = journal.settings.day_of(service.now()), mood_patterns.newest_check(journal)
        day = mood_patterns.due_check_day(journal, today, first)
        if day is not None:
            return record_pattern_check(
                service.with_all_years(
                    lambda days, now: mood_patterns.run_check(days, day, first, today, last), _needed_for_check(day)
                )
            )
        return record_pattern_check(last.copy_with(first=first)) if last is not None and last.first != first else None

    def find_first_talks(self) -> Action | None:
        """Return the action that dates the first word with people whose records are older than that field, or None."""
        journal = self._service.journal
        if journal.read_only:
            return None
        undated = {p.id for p in journal.list_records(Person) if p.first_talk_on is None}
        wanted = {m.person for m in journal.list_records(Message) if m.direction != "own"} & undated
        if not wanted:
            return None

        def is_talk(table: str, doc: Doc) -> bool:
            return table == Message.table and doc.get("person") in wanted and doc.get("direction") != "own"

        talks = self._service.with_all_years(lambda years, _: years.list_records(Message), is_talk)
        first: dict[str, date] = {}
        for message in talks:
            day = journal.settings.day_of(message.at)
            first[message.person] = min(day, first.get(message.person, day))
        return set_first_talk_days(first)

    def _series_version(self) -> tuple[Any, ...]:
        """Return what the numbers of finished years depend on."""
        journal = self._service.journal
        return self._service.store.years.file_versions(), journal.settings.day_ends, blocked_person_ids(journal)

    def _read_series(self) -> TrendSeries:
        """Read one year after the other and keep its numbers only."""
        store, parts, ids = self._service.store, list[TrendSeries](), list[str]()
        for docs in store.years.read_each_year():
            ids.extend(key for table in _SERIES_TABLES for key in docs.get(table, ()))
            parts.append(self._archived_series(docs))
        if len(set(ids)) == len(ids):
            return join_series(*parts)
        return self._archived_series(store.load_history())  # a record in two files counts once, in its newest version

    def _archived_series(self, docs: Docs) -> TrendSeries:
        journal, hot = self._service.journal, self._service.store.state.content.docs
        past = {
            table: {key: doc for key, doc in docs.get(table, {}).items() if key not in hot.get(table, {})}
            for table in _SERIES_TABLES
        }
        return series_from_documents(past, journal.settings.day_ends, blocked_person_ids(journal))


def _needed_for_check(day: date) -> Callable[[str, Doc], bool]:
    """Return a filter for the check of `day`: the days of its window, and the oldest record of each table."""
    since = mood_patterns.check_window(day)[0].isoformat()[:7]
    oldest: dict[str, str] = {}

    def wanted(table: str, doc: Doc) -> bool:
        month, field = record_month(table, doc), DATE_FIELDS.get(table, "")
        if month is None or month >= since:
            return True
        at = str(doc[field])[:16]
        if doc.get("deleted") or at > oldest.get(table, at):
            return False
        oldest[table] = at
        return True

    return wanted
