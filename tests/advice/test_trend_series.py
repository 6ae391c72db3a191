"""Series: the numbers read out of documents are those of the records, and years are read once and let go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest

from coach.actions.settings import save_setting
from coach.advice.blocked_people import blocked_person_ids
from coach.advice.patterns.trend_series import TrendSeries, build_series, join_series, series_from_documents
from coach.domain.focus import Pause
from coach.domain.journal import Journal
from coach.domain.mood import Mood
from coach.domain.record import Documents
from coach.domain.settings import Settings
from coach.service import CoachService
from tests.conftest import FakeClock
from tests.journals import NOW, TODAY, at, block, boundary, came, mood, numbers, person, wrote
from tests.lives_drawn import full, stamped

FOUR = time(4)
LIFE = [
    *full(NOW, days=200),
    Settings(day_ends=time(5, 30)),
    mood(3, 2, hour=3),
    block(2, minutes=50, pauses=(Pause(start=at(2, 9, 10), end=at(2, 9, 30)),), felt=1),
    block(1, ended_at=None),
    person("Ana"),
    wrote("Ana", 1),
    came("Ana", 1, "meeting"),
    came("Zoe", 1, "no"),
    boundary("Ana"),
]


def documents(*records: Any) -> dict[str, dict[str, dict[str, Any]]]:
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for record in records:
        found.setdefault(record.table, {})[record.id] = record.to_document()
    return found


def test_documents_give_the_numbers_of_their_records() -> None:
    journal = Journal(documents(*LIFE))
    assert series_from_documents(
        documents(*LIFE), journal.settings.day_ends, blocked_person_ids(journal)
    ) == build_series(journal, NOW)


@pytest.mark.parametrize(
    "odd",
    [
        {"value": "5"},
        {"value": 9},
        {"value": [3]},
        {"value": None},
        {"at": "yesterday"},
        {"at": 1_780_000_000},
        {"at": "2026-11-20T09:00:00Z"},
        {"at": "2026-11-20 09:00:00+01:00"},
        {"deleted": True},
    ],
    ids=str,
)
def test_an_odd_document_is_read_as_the_book_reads_it(odd: dict[str, Any]) -> None:
    there = {"moods": {"a": mood(1, 3).to_document(), "b": {**mood(2, 4).to_document(), "id": "b", **odd}}}
    assert series_from_documents(there, FOUR, frozenset()) == build_series(Journal(there))


def test_two_parts_joined_are_the_whole() -> None:
    records = full(NOW, days=60)
    half = [numbers(*records[n::2]) for n in (0, 1)]
    whole, found = numbers(*records), join_series(*half)
    assert [sorted(map(str, rows)) for rows in (found.mood_rows, found.focus_rows, found.contact_rows)] == [
        sorted(map(str, rows)) for rows in (whole.mood_rows, whole.focus_rows, whole.contact_rows)
    ]
    assert [day for day, _, _ in found.mood_rows] == sorted(day for day, _, _ in found.mood_rows)


def test_a_stretch_has_its_first_and_its_last_day() -> None:
    found = numbers(*(mood(n, 3) for n in range(9))).select_days(TODAY - timedelta(days=5), TODAY - timedelta(days=2))
    assert [TODAY.toordinal() - day for day, _, _ in found.mood_rows] == [5, 4, 3, 2]


@pytest.fixture
def old(folder: Path, clock: FakeClock) -> CoachService:
    """A service with nine hundred days, most of them in the files of finished years."""
    service = CoachService(folder, clock, device_id="test0001")
    service.store.save_documents(
        [(r.table, r.to_document()) for r in stamped(full(clock.now(), days=900), clock.now())]
    )
    return service.open_folder()


def test_all_years_are_in_the_numbers_and_none_twice(old: CoachService, clock: FakeClock) -> None:
    assert old.history.load_series() == build_series(old.with_all_years(lambda journal, now: journal))
    assert len(old.history.load_series().mood_rows) > 2 * len(old.journal.list_records(Mood))


def test_years_are_read_once_until_one_changes(old: CoachService, monkeypatch: pytest.MonkeyPatch) -> None:
    assert old.history.cached_series() is None
    whole = old.history.load_series()
    monkeypatch.setattr(old.store, "load_history", lambda: pytest.fail("read again"))
    assert old.history.load_series() == whole == old.history.cached_series()


def test_a_mood_of_years_ago_is_counted_once_it_is_saved(old: CoachService, clock: FakeClock) -> None:
    before = old.history.load_series()
    old.execute(lambda journal, now: _put(Mood(at=now - timedelta(days=800), value=5)))
    assert len(old.history.load_series().mood_rows) == len(before.mood_rows) + 1


@pytest.mark.parametrize(("change", "fewer"), [({"value": 1}, 0), ({"deleted": True}, 1)])
def test_a_mood_of_years_ago_counts_as_it_was_changed_before_and_after_that_is_saved(
    old: CoachService, change: dict[str, Any], fewer: int
) -> None:
    count = len(old.history.load_series().mood_rows)
    mood_of_years_ago = old.with_all_years(lambda journal, now: journal.list_records(Mood))[0]
    pending = old.apply(lambda journal, now: _put(mood_of_years_ago.copy_with(**change)))
    assert len(old.history.load_series().mood_rows) == count - fewer
    old.confirm(pending, old.save_change(pending))
    assert len(old.history.load_series().mood_rows) == count - fewer


def test_a_setting_that_is_taken_back_while_years_are_read_changes_no_number(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = CoachService(folder, clock, device_id="test0001")
    early = clock.now().replace(year=2023, hour=4, minute=30)
    for day in (early, early + timedelta(days=40)):  # the newest mood is never archived
        service.execute(lambda journal, now, day=day: _put(Mood(at=day, value=4)))
    service.execute(lambda journal, now: _put(Mood(at=now, value=4)))
    service = CoachService(folder, clock, device_id="test0001").open_folder()
    read_each_year, pending = service.store.years.read_each_year, []

    def change_while_reading() -> Iterator[Documents]:
        pending.append(service.apply(save_setting("day-ends", "06:00")))
        yield from read_each_year()

    monkeypatch.setattr(service.store.years, "read_each_year", change_while_reading)
    service.history.load_series()
    monkeypatch.undo()
    service.rollback(pending[0])
    assert service.history.load_series().first_mood_day == early.date()


def test_an_empty_folder_has_no_numbers(folder: Path, clock: FakeClock) -> None:
    assert CoachService(folder, clock).open_folder().history.load_series() == TrendSeries()


def _put(record: Mood) -> Any:
    from coach.actions.result import ActionResult

    return ActionResult("", (record,))
