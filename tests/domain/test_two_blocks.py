"""Two computers, each with a block of its own: two rows, every minute once, and either may end either."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.actions.focus import start_block, stop_block
from coach.domain.focus import FocusBlock, find_running_block
from coach.service import CoachService
from coach.store.merge_copies import merge_from
from tests.conftest import FakeClock


@pytest.fixture
def both(tmp_path: Path, clock: FakeClock) -> CoachService:
    """Return the desk of one computer after both have started a block, ten minutes apart, and have met."""
    here, there = (CoachService(tmp_path / name, clock, name).open_folder() for name in ("here", "there"))
    here.execute(start_block("messages", 25))
    clock.forward(minutes=10)
    there.execute(start_block("read", 25))
    clock.forward(minutes=10)
    merge_from(here.store, there.folder / "coach.json")
    return here.open_folder()


def test_each_block_knows_its_computer(both: CoachService) -> None:
    assert {block.device: block.kind for block in both.journal.list_records(FocusBlock)} == {
        "here": "messages",
        "there": "read",
    }


def test_the_newer_block_is_shown_whichever_computer_it_runs_on(both: CoachService) -> None:
    block = both.build_day().running_block
    assert block is not None and (block.kind, block.device) == ("read", "there")


def test_ending_the_block_of_the_other_computer_shows_ones_own_again(both: CoachService) -> None:
    both.execute(stop_block())
    block = both.build_day().running_block
    assert block is not None and (block.kind, block.device) == ("messages", "here")


def test_two_blocks_at_once_are_two_rows_and_their_minutes_count_once(both: CoachService, clock: FakeClock) -> None:
    both.execute(stop_block())
    both.execute(stop_block())
    assert find_running_block(both.journal.list_records(FocusBlock)) is None
    assert dict(both.build_day().minutes_by_kind) == {"messages": 20}
    assert both.build_day().networking_minutes == 20
    assert [block.ended_at is not None for block in both.journal.list_records(FocusBlock)] == [True, True]


def test_a_block_that_was_ended_there_is_ended_here(tmp_path: Path, clock: FakeClock, both: CoachService) -> None:
    there = CoachService(tmp_path / "there", clock, "there").open_folder()
    clock.forward(minutes=1)
    there.execute(stop_block())
    merge_from(both.store, there.folder / "coach.json")
    block = both.open_folder().build_day().running_block
    assert block is not None and block.device == "here"
