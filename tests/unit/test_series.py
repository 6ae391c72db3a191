"""Series: the numbers read out of documents are those of the records, and years are read once and let go."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest

from coach.advice.people import gone
from coach.advice.series import Series, joined, series, series_of
from coach.desk import Desk
from coach.domain.book import Book
from coach.domain.focus import Pause
from coach.domain.mood import Mood
from coach.domain.settings import Settings
from tests.conftest import FakeClock
from tests.lives_drawn import full, stamped
from tests.unit.books import NOW, TODAY, at, block, boundary, came, mood, numbers, person, wrote

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


def docs(*records: Any) -> dict[str, dict[str, dict[str, Any]]]:
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for record in records:
        found.setdefault(record.table, {})[record.id] = record.doc()
    return found


def test_documents_give_the_numbers_of_their_records() -> None:
    book = Book(docs(*LIFE))
    assert series_of(docs(*LIFE), book.settings.day_ends, gone(book)) == series(book, NOW)


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
    there = {"moods": {"a": mood(1, 3).doc(), "b": {**mood(2, 4).doc(), "id": "b", **odd}}}
    assert series_of(there, FOUR, frozenset()) == series(Book(there))


def test_two_parts_joined_are_the_whole() -> None:
    records = full(NOW, days=60)
    half = [numbers(*records[n::2]) for n in (0, 1)]
    whole, found = numbers(*records), joined(*half)
    assert [sorted(map(str, rows)) for rows in (found.taps, found.stints, found.contacts)] == [
        sorted(map(str, rows)) for rows in (whole.taps, whole.stints, whole.contacts)
    ]
    assert [day for day, _, _ in found.taps] == sorted(day for day, _, _ in found.taps)


def test_a_stretch_has_its_first_and_its_last_day() -> None:
    found = numbers(*(mood(n, 3) for n in range(9))).between(TODAY - timedelta(days=5), TODAY - timedelta(days=2))
    assert [TODAY.toordinal() - day for day, _, _ in found.taps] == [5, 4, 3, 2]


@pytest.fixture
def old(folder: Path, clock: FakeClock) -> Desk:
    """A desk with nine hundred days, most of them in the files of finished years."""
    desk = Desk(folder, clock, device_id="test0001")
    desk.store.save([(r.table, r.doc()) for r in stamped(full(clock.now(), days=900), clock.now())])
    return desk.open()


def test_all_years_are_in_the_numbers_and_none_twice(old: Desk, clock: FakeClock) -> None:
    assert old.past.series() == series(old.all_years(lambda book, now: book))
    assert len(old.past.series().taps) > 2 * len(old.book.all(Mood))


def test_years_are_read_once_until_one_changes(old: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert old.past.known() is None
    whole = old.past.series()
    monkeypatch.setattr(old.store, "history", lambda: pytest.fail("read again"))
    assert old.past.series() == whole == old.past.known()


def test_a_mood_of_years_ago_is_counted_once_it_is_saved(old: Desk, clock: FakeClock) -> None:
    before = old.past.series()
    old.do(lambda book, now: _put(Mood(at=now - timedelta(days=800), value=5)))
    assert len(old.past.series().taps) == len(before.taps) + 1


def test_an_empty_folder_has_no_numbers(folder: Path, clock: FakeClock) -> None:
    assert Desk(folder, clock).open().past.series() == Series()


def _put(record: Mood) -> Any:
    from coach.acts.change import Change

    return Change("", (record,))
