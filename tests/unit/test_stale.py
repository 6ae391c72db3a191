"""Nothing that is remembered can be out of date: two desks write in turn, and each shows what a fresh one shows.

Two desks on one folder are what two processes are to each other: stores, books and caches of their own, and the file
between them.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from coach.acts.away import away, back
from coach.acts.boundary import draw
from coach.acts.change import Act, Change
from coach.acts.focus import drift, felt, start, stop
from coach.acts.goal import close, own
from coach.acts.hours import set_hours
from coach.acts.kinds import TABLES, kind_of
from coach.acts.mood import edit, log
from coach.acts.outreach import answered, sent, wrote
from coach.acts.settings import change
from coach.acts.undo import redo, undo
from coach.desk import Desk
from coach.domain.book import Book
from coach.domain.day import Day
from coach.domain.mood import Mood
from coach.errors import CoachError
from coach.status import line as status
from coach.status.summary import compute_summary
from tests.conftest import FakeClock
from tests.examples import examples


def more(**changes: object) -> Act:
    """Say more of the mood that was logged last."""

    def act(book: Book, now: datetime) -> Change:
        moods = sorted(book.all(Mood), key=lambda mood: mood.at)
        if not moods:
            raise CoachError("Nothing was logged.")
        return edit(moods[-1].id, **changes)(book, now)

    return act


ACTS: list[Act] = [
    log(2), log(5, note="a walk"), start(), stop(), drift(), felt(3), own("rest a little"), own("write to Ana Lee"),
    close("done"), sent("Ana Lee"), wrote("Ana Lee"), answered("Ana Lee"), sent("Bo Sun"), draw("Ana Lee", "harsh"),
    set_hours("mon-fri 9:00-12:00"), change("day-ends", "00:00"), change("day-ends", "06:00"),
    change("limit", "30"), change("hide", "yes"), away("tonight"), back(), undo(), redo(),
    more(energy=2), more(words=("calm",)), more(value=1), more(note="with Ana Lee"),
]  # fmt: skip
STEPS = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(range(len(ACTS))), st.sampled_from([0, 1, 1, 1, 25, 200])),
    min_size=4, max_size=16,
)  # fmt: skip
"""Who writes, what, and how many minutes pass before it."""
BEGIN = st.sampled_from([time(4, 30), time(8, 0), time(23, 30)])
"""Around half past four, when the day ends decides which day it is."""


@examples(80)
@given(BEGIN, STEPS)
def test_two_desks_that_write_in_turn_show_what_a_fresh_one_shows(at: time, steps: list[tuple[int, int, int]]) -> None:
    clock = FakeClock(datetime.combine(date(2026, 11, 24), at, UTC))
    with TemporaryDirectory() as folder:
        desks = [Desk(folder, clock, device_id=f"test000{n}").open() for n in (0, 1)]
        for who, act, minutes in steps:
            clock.forward(minutes=minutes)
            _try(desks[who], ACTS[act])
            fresh = Desk(folder, clock, device_id="test0002").open()
            for desk in desks:
                docs = desk.fetch()
                if docs is not None:
                    desk.accept(docs)
                assert _shown(desk) == _shown(fresh)
                for table in TABLES:
                    assert _by_id(desk, table) == _by_id(fresh, table)


@examples(80)
@given(BEGIN, STEPS)
def test_what_status_reads_is_what_the_data_says(at: time, steps: list[tuple[int, int, int]]) -> None:
    here = datetime.now(UTC).astimezone()  # the line is told in the zone of this computer
    clock = FakeClock(datetime.combine(here.date(), at, here.tzinfo))
    with TemporaryDirectory() as scratch, patch.dict(os.environ, _home(scratch)):
        desks = [Desk(None, clock, device_id=f"test000{n}") for n in (0, 1)]
        for who, act, minutes in steps:
            clock.forward(minutes=minutes)
            _try(desks[who], ACTS[act])
            left, now = status.read_cache(), clock.now()
            if left is not None and status.is_current(left, now.timestamp()):
                known = compute_summary(desks[who].store.load().docs, now)
                assert status.compute_fields(left, now.timestamp()) == status.compute_fields(known, now.timestamp())


def test_when_the_day_ends_later_a_block_at_dawn_moves_to_the_day_before(folder: Path) -> None:
    desk = Desk(folder, clock := FakeClock(datetime(2026, 11, 24, 4, 30, tzinfo=UTC))).open()
    desk.do(start())
    clock.forward(minutes=20)
    desk.do(stop())
    clock.forward(minutes=100)
    assert desk.day().networking_minutes == 20
    desk.do(change("day-ends", "06:00"))
    assert desk.day().networking_minutes == 0 == Desk(folder, clock).open().day().networking_minutes


def _try(desk: Desk, act: Act) -> None:
    try:
        desk.do(act)
    except CoachError:
        return  # stopping what does not run, say: nothing was written


def _shown(desk: Desk) -> Day:
    """Return the day without what time alone moves: rows are worked out once an hour, chances once a day."""
    day = desk.day()
    return replace(day, notices=(), rows=tuple(replace(row, days=0, says="") for row in day.rows))


def _by_id(desk: Desk, table: str) -> dict[str, object]:
    return {record.id: record for record in desk.book.every(kind_of(table))}


def _home(scratch: str) -> dict[str, str]:
    names = ("DATA", "CACHE", "STATE", "CONFIG")
    return {"COACH_DATA_DIR": str(Path(scratch) / "data"), **{f"XDG_{name}_HOME": scratch for name in names}}
