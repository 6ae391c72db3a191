"""Two computers, each with a block of its own: two rows, every minute once, and either may end either."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.acts.focus import start, stop
from coach.desk import Desk
from coach.domain.focus import Block, running
from coach.store.whole import take_in
from tests.conftest import FakeClock


@pytest.fixture
def both(tmp_path: Path, clock: FakeClock) -> Desk:
    """Return the desk of one computer after both have started a block, ten minutes apart, and have met."""
    here, there = (Desk(tmp_path / name, clock, name).open() for name in ("here", "there"))
    here.do(start("messages", 25))
    clock.forward(minutes=10)
    there.do(start("read", 25))
    clock.forward(minutes=10)
    take_in(here.store, there.folder / "coach.json")
    return here.open()


def test_each_block_knows_its_computer(both: Desk) -> None:
    assert {block.device: block.kind for block in both.book.all(Block)} == {"here": "messages", "there": "read"}


def test_the_newer_block_is_shown_whichever_computer_it_runs_on(both: Desk) -> None:
    block = both.day().block
    assert block is not None and (block.kind, block.device) == ("read", "there")


def test_ending_the_block_of_the_other_computer_shows_ones_own_again(both: Desk) -> None:
    both.do(stop())
    block = both.day().block
    assert block is not None and (block.kind, block.device) == ("messages", "here")


def test_two_blocks_at_once_are_two_rows_and_their_minutes_count_once(both: Desk, clock: FakeClock) -> None:
    both.do(stop())
    both.do(stop())
    assert running(both.book.all(Block)) is None
    assert dict(both.day().kinds) == {"messages": 20}
    assert both.day().networking_minutes == 20
    assert [block.ended_at is not None for block in both.book.all(Block)] == [True, True]


def test_a_block_that_was_ended_there_is_ended_here(tmp_path: Path, clock: FakeClock, both: Desk) -> None:
    there = Desk(tmp_path / "there", clock, "there").open()
    clock.forward(minutes=1)
    there.do(stop())
    take_in(both.store, there.folder / "coach.json")
    block = both.open().day().block
    assert block is not None and block.device == "here"
