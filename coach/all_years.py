"""Answer questions about finished years: trends, past weeks, a person's whole history, pattern checks.

Only the numbers for trends stay in memory; documents of finished years are read each time. All methods may be called
from any thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from coach.actions.patterns import record_pattern_check
from coach.actions.people import set_first_talk_days
from coach.actions.result import Action
from coach.advice.blocked_people import blocked_person_ids
from coach.advice.patterns import mood_patterns
from coach.advice.patterns.trend_series import TrendSeries, build_series, join_series, series_from_documents
from coach.atomic_file import FileVersion
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.note import Note
from coach.domain.person import Person
from coach.domain.record import Document, Documents
from coach.store.archive_rules import DATE_FIELDS, first_recent_month, is_before_month, record_month
from coach.views.week import WeekView, build_week

if TYPE_CHECKING:
    from coach.service import CoachService

_SERIES_TABLES = ("moods", "blocks", "messages")


class _SeriesVersion(NamedTuple):
    """What the numbers of finished years depend on: while it is the same, so are they."""

    files: tuple[tuple[Path, FileVersion | None], ...]
    day_ends: time
    blocked_ids: frozenset[str]
    pending_ids: frozenset[str]
    """Old records that are being saved: the journal has them, and the files may."""


class AllYears:
    """Answers about all years of one data folder."""

    def __init__(self, service: CoachService) -> None:
        self._service = service
        self._series_version_read: _SeriesVersion | None = None
        self._series = TrendSeries()
        self._reading_lock = Lock()
        self.tried_check: tuple[date, date | None] | None = None
        """The day of the last check that was asked for, and the first day with a mood that was known after it."""
        self.is_checking = False
        """Whether a check that was asked for is being run."""

    def cached_series(self) -> TrendSeries | None:
        """Return the numbers of all years if no file has to be read for them, else None."""
        journal = self._service.journal
        version = self._series_version(journal)
        if version.files and version != self._series_version_read:
            return None
        series = build_series(journal, self._service.now())
        return join_series(self._series, series) if version.files else series

    def load_series(self) -> TrendSeries:
        """Return the numbers of all years. Finished years are read again only if one of them changed."""
        with self._reading_lock:
            journal = self._service.journal  # once, because it may change while files are read
            version = self._series_version(journal)
            if version != self._series_version_read:
                self._series, self._series_version_read = self._read_series(version), version
            return join_series(self._series, build_series(journal, self._service.now()))

    def load_person_history(self, person: str) -> tuple[Message | Note, ...]:
        """Return all messages and notes of one person, of all years."""

        return self._service.with_all_years(
            lambda journal, _: (*journal.list_records(Message), *journal.list_records(Note)),
            lambda table, doc: table in ("messages", "notes") and doc.get("person") == person,
        )

    def load_week(self, monday: date) -> WeekView:
        """Return the week that begins on `monday`, from the twelve months before its end and nothing later."""
        first_month, last_month = first_recent_month(monday), (monday + timedelta(days=13)).isoformat()[:7]

        def is_near_week(table: str, doc: Document) -> bool:
            month, closed_month = record_month(table, doc), str(doc.get("closed_at"))[:7]
            return month is None or (
                month <= last_month and (month >= first_month or first_month <= closed_month <= last_month)
            )

        week = self._service.with_all_years(lambda journal, now: build_week(journal, now, monday), is_near_week)
        return replace(week, has_earlier=week.has_earlier or self.load_series().oldest_day < week.first)

    def run_due_check(self) -> Action | None:
        """Run the pattern check that is due, or correct its first day. Return the action that records it, or None.

        Checks are counted from the first mood of all years, which may be archived.
        """
        service = self._service
        journal, first_mood_day = service.journal, self.load_series().first_mood_day
        if first_mood_day is None or journal.read_only:
            return None
        today, last_check = journal.settings.day_of(service.now()), mood_patterns.newest_check(journal)
        check_day = mood_patterns.due_check_day(journal, today, first_mood_day)
        if check_day is not None:
            check = service.with_all_years(
                lambda journal, now: mood_patterns.run_check(journal, check_day, first_mood_day, today, last_check),
                _needed_for_check(check_day),
            )
            return record_pattern_check(check)
        if last_check is None or last_check.first == first_mood_day:
            return None
        return record_pattern_check(last_check.copy_with(first=first_mood_day))

    def find_first_talks(self) -> Action | None:
        """Return the action that dates the first word with people whose records are older than that field, or None."""
        journal = self._service.journal
        if journal.read_only:
            return None
        undated = {person.id for person in journal.list_records(Person) if person.first_talk_on is None}
        talks = (message for message in journal.list_records(Message) if message.direction != "own")
        talked_to = {message.person for message in talks} & undated
        if not talked_to:
            return None

        def is_talk(table: str, doc: Document) -> bool:
            return table == Message.table and doc.get("person") in talked_to and doc.get("direction") != "own"

        first_talk_days: dict[str, date] = {}
        for message in self._service.with_all_years(lambda talks, _: talks.list_records(Message), is_talk):
            day = journal.settings.day_of(message.at)
            first_talk_days[message.person] = min(day, first_talk_days.get(message.person, day))
        return set_first_talk_days(first_talk_days)

    def _series_version(self, journal: Journal) -> _SeriesVersion:
        """Return what the numbers of the years that `journal` lacks depend on."""
        first_month = first_recent_month(journal.settings.day_of(self._service.now()))
        pending_ids = frozenset(
            record.id
            for record in self._service.pending_records
            if record.table in _SERIES_TABLES and is_before_month(record.table, record.to_document(), first_month)
        )
        files = self._service.store.years.file_versions()
        return _SeriesVersion(files, journal.settings.day_ends, blocked_person_ids(journal), pending_ids)

    def _read_series(self, version: _SeriesVersion) -> TrendSeries:
        """Read one year after the other and keep its numbers only."""
        store, series_by_year, record_ids = self._service.store, list[TrendSeries](), list[str]()
        for year_documents in store.years.read_each_year():
            record_ids.extend(record_id for table in _SERIES_TABLES for record_id in year_documents.get(table, ()))
            series_by_year.append(self._archived_series(year_documents, version))
        if len(set(record_ids)) == len(record_ids):
            return join_series(*series_by_year)
        # A record in two files counts once, in its newest version.
        return self._archived_series(store.load_history(), version)

    def _archived_series(self, year_documents: Documents, version: _SeriesVersion) -> TrendSeries:
        recent_documents = self._service.store.state.content.documents
        archived_documents = {
            table: {
                record_id: doc
                for record_id, doc in year_documents.get(table, {}).items()
                if record_id not in recent_documents.get(table, {}) and record_id not in version.pending_ids
            }
            for table in _SERIES_TABLES
        }
        return series_from_documents(archived_documents, version.day_ends, version.blocked_ids)


def _needed_for_check(day: date) -> Callable[[str, Document], bool]:
    """Return a filter for the check of `day`: the days of its window, and the oldest record of each table."""
    first_month = mood_patterns.check_window(day)[0].isoformat()[:7]
    oldest: dict[str, str] = {}

    def is_needed(table: str, doc: Document) -> bool:
        month, field = record_month(table, doc), DATE_FIELDS.get(table, "")
        if month is None or month >= first_month:
            return True
        record_date = str(doc[field])[:16]
        if doc.get("deleted") or record_date > oldest.get(table, record_date):
            return False
        oldest[table] = record_date
        return True

    return is_needed
