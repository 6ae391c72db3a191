"""Blocks: what counts, what a clock shows, and how a block is started, changed, ended and asked about."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from coach.acts.after import chore, noticed_by, rest, takeaway
from coach.acts.focus import amend, drift, felt, more, pause, start, stop, to_ask
from coach.advice.after import break_for, next_question
from coach.desk import Desk
from coach.domain.asked import Asked
from coach.domain.focus import Block, Pause, Phase, by_kind, clock_face, counted, exact, left, phase, worked
from coach.domain.note import Note
from coach.domain.settings import Settings
from coach.errors import CoachError
from tests.conftest import BERLIN, FakeClock

MINUTE = timedelta(minutes=1)


def the_block(desk: Desk) -> Block:
    (block,) = desk.open().book.all(Block)
    return block


def minutes(span: timedelta) -> float:
    return span.total_seconds() / 60


def test_a_block_is_a_record_with_a_deadline_that_any_process_reads_alike(folder: Path, clock: FakeClock) -> None:
    Desk(folder, clock).do(start("read", 25))
    clock.forward(minutes=7, seconds=30)
    block = the_block(Desk(folder, clock))
    assert clock_face(block, clock.now()) == "17:30"
    assert minutes(counted(block, clock.now())) == 7.5


def test_the_face_rounds_up_so_that_a_whole_second_is_whole(clock: FakeClock) -> None:
    block = Block(started_at=clock.now(), deadline=clock.now() + 25 * MINUTE)
    assert clock_face(block, clock.now() + timedelta(milliseconds=1)) == "25:00"
    assert clock_face(block, clock.now() + timedelta(seconds=1)) == "24:59"
    assert clock_face(block, clock.now() + 25 * MINUTE) == "+0:00"


def test_overtime_is_shown_with_a_plus_and_does_not_count_by_itself(clock: FakeClock) -> None:
    block = Block(started_at=clock.now(), deadline=clock.now() + 25 * MINUTE)
    later = clock.now() + 28 * MINUTE
    assert clock_face(block, later) == "+3:00" and minutes(counted(block, later)) == 25
    assert minutes(counted(block, clock.now() + timedelta(hours=9))) == 25


def test_a_block_left_running_counts_to_its_deadline_and_is_asked_about_once(desk: Desk, clock: FakeClock) -> None:
    desk.do(start("messages", 25))
    clock.forward(hours=14)
    assert to_ask(desk.book, clock.now()) is not None
    desk.do(felt(3))
    assert minutes(counted(the_block(desk), clock.now())) == 25
    assert to_ask(desk.book, clock.now()) is None


def test_all_of_the_overtime_counts_if_the_person_says_so(desk: Desk, clock: FakeClock) -> None:
    desk.do(start("messages", 25))
    clock.forward(minutes=52)
    desk.do(stop(all_of_it=True))
    assert minutes(counted(the_block(desk), clock.now())) == 52
    assert to_ask(desk.book, clock.now()) is not None


def test_a_pause_moves_the_deadline_and_does_not_count(desk: Desk, clock: FakeClock) -> None:
    desk.do(start("write", 25))
    clock.forward(minutes=10)
    desk.do(pause())
    clock.forward(minutes=7)
    assert clock_face(the_block(desk), clock.now()) == "15:00"
    desk.do(pause())
    clock.forward(minutes=5)
    assert clock_face(the_block(desk), clock.now()) == "10:00"
    assert minutes(worked(the_block(desk), clock.now())) == 15


def test_a_pause_of_three_hours_was_an_end(desk: Desk, clock: FakeClock) -> None:
    desk.do(start("write", 25))
    clock.forward(minutes=10)
    desk.do(pause())
    clock.forward(hours=3)
    assert phase(the_block(desk), clock.now()) is Phase.OVER
    desk.do(start())
    old, new = sorted(desk.book.all(Block), key=lambda b: b.started_at)
    assert minutes(counted(old, clock.now())) == 10 and new.started_at == clock.now()


def test_five_more_after_an_unattended_end_leaves_the_time_between_out(desk: Desk, clock: FakeClock) -> None:
    desk.do(start("write", 25))
    clock.forward(minutes=65)
    desk.do(more())
    clock.forward(minutes=5)
    block = the_block(desk)
    assert phase(block, clock.now()) is Phase.OVER
    assert minutes(counted(block, clock.now())) == 30


def test_five_more_right_after_the_end_simply_goes_on(desk: Desk, clock: FakeClock) -> None:
    desk.do(start("write", 25))
    clock.forward(minutes=27)
    desk.do(more())
    clock.forward(minutes=4)
    assert clock_face(the_block(desk), clock.now()) == "1:00"
    assert minutes(counted(the_block(desk), clock.now())) == 31


def test_a_part_of_a_block_counts(desk: Desk, clock: FakeClock) -> None:
    desk.do(start("meet", 25))
    clock.forward(minutes=4)
    desk.do(drift())
    assert "meet · 4 min · drifted 1" in desk.do(stop()).says


def test_a_free_block_counts_three_hours_at_most_by_itself(desk: Desk, clock: FakeClock) -> None:
    desk.do(start("deep work", form="free"))
    clock.forward(hours=11)
    block = the_block(desk)
    assert phase(block, clock.now()) is Phase.OVER and minutes(counted(block, clock.now())) == 180


def test_a_forgotten_beginning_can_be_said_later_but_never_overlaps(desk: Desk, clock: FakeClock) -> None:
    desk.do(start("messages", 25))
    clock.forward(minutes=20)
    desk.do(stop())
    clock.forward(minutes=5)
    assert "since 10:20" in desk.do(start("read", 25, ago=timedelta(minutes=10))).says
    total = by_kind(desk.book.all(Block), clock.now())
    assert {kind: minutes(span) for kind, span in total.items()} == {"messages": 20, "read": 5}


def test_blocks_of_two_computers_at_the_same_time_count_once(clock: FakeClock) -> None:
    begin = clock.now()
    here = Block(kind="messages", started_at=begin, ended_at=begin + 20 * MINUTE)
    there = Block(kind="read", started_at=begin + 10 * MINUTE, ended_at=begin + 40 * MINUTE)
    total = by_kind((there, here), begin + 60 * MINUTE)
    assert {kind: minutes(span) for kind, span in total.items()} == {"messages": 20, "read": 20}


@pytest.mark.parametrize(
    "day", [datetime(2026, 3, 29, 1, 50, tzinfo=BERLIN), datetime(2026, 10, 25, 2, 50, tzinfo=BERLIN)]
)
def test_twenty_five_minutes_are_twenty_five_minutes_when_the_clocks_change(folder: Path, day: datetime) -> None:
    clock = FakeClock(day)
    desk = Desk(folder, clock).open()
    desk.do(start("read", 25))
    block = the_block(desk)
    assert block.deadline is not None
    assert block.deadline.timestamp() - day.timestamp() == 25 * 60


def test_a_moment_with_a_fixed_offset_is_the_same_moment() -> None:
    for fold in (0, 1):
        at = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=fold)
        assert exact(at).timestamp() == at.timestamp()


def test_a_clock_that_is_set_back_shows_the_whole_block_and_nothing_negative(clock: FakeClock) -> None:
    block = Block(started_at=clock.now(), deadline=clock.now() + 25 * MINUTE)
    before = clock.now() - timedelta(hours=3)
    assert clock_face(block, before) == "25:00" and worked(block, before) == timedelta(0)
    assert left(block, before) == 25 * MINUTE


def test_amending_puts_kind_beginning_length_and_end_right(desk: Desk, clock: FakeClock) -> None:
    desk.do(start("messages", 25))
    clock.forward(minutes=10)
    desk.do(amend(kind="read", minutes=40, started=clock.now() - 15 * MINUTE, intention="one article"))
    block = the_block(desk)
    assert (block.kind, block.intention, clock_face(block, clock.now())) == ("read", "one article", "25:00")
    clock.forward(minutes=30)
    desk.do(stop())
    desk.do(amend(minutes=20))
    assert minutes(counted(the_block(desk), clock.now())) == 20
    desk.do(amend(ended=clock.now()))
    assert minutes(counted(the_block(desk), clock.now())) == 45


def test_amending_refuses_what_cannot_have_been(desk: Desk, clock: FakeClock) -> None:
    desk.do(start("messages", 25))
    clock.forward(minutes=10)
    soon, long_ago = clock.now() + 5 * MINUTE, clock.now() - 90 * MINUTE
    for act in (amend(started=soon), amend(ended=soon), amend(ended=long_ago)):
        with pytest.raises(CoachError):
            desk.do(act)


def test_a_pause_of_a_block_that_ran_on_begins_where_its_time_stopped_counting(desk: Desk, clock: FakeClock) -> None:
    desk.do(start("messages", 25))
    clock.forward(minutes=60)
    desk.do(pause())
    assert minutes(worked(the_block(desk), clock.now())) == 25


def test_amending_does_not_reach_into_the_block_before(desk: Desk, clock: FakeClock) -> None:
    desk.do(start("messages", 25))
    clock.forward(minutes=20)
    desk.do(stop())
    desk.do(start("read", 25))
    with pytest.raises(CoachError, match="went on until 10:20"):
        desk.do(amend(started=clock.now() - 10 * MINUTE))


def test_a_pause_beyond_an_amended_end_takes_nothing_away(clock: FakeClock) -> None:
    begin = clock.now()
    block = Block(
        started_at=begin,
        ended_at=begin + 10 * MINUTE,
        pauses=(Pause(start=begin + 30 * MINUTE, end=begin + 40 * MINUTE),),
    )
    assert minutes(worked(block, begin + timedelta(hours=2))) == 10


@pytest.mark.parametrize(("ran", "wanted"), [(10, 5), (25, 5), (50, 10), (75, 15), (170, 15)])
def test_the_break_of_flowtime_is_a_fifth_of_the_run_between_five_and_fifteen(
    clock: FakeClock, ran: int, wanted: int
) -> None:
    block = Block(form="flow", started_at=clock.now(), ended_at=clock.now() + ran * MINUTE)
    assert break_for(block, Settings(), clock.now()) == wanted * MINUTE


def test_the_bell_is_asked_about_once_ever_and_the_chore_once_a_day(desk: Desk, clock: FakeClock) -> None:
    asked, block = [], None
    for _ in range(3):
        desk.do(start("messages", 25))
        clock.forward(minutes=25)
        block = to_ask(desk.book, clock.now())
        assert block is not None
        question = next_question(desk.book, clock.now(), block)
        desk.do(felt(3, block.id, asks=question))
        asked.append(question)
    assert asked == ["bell", "chore", ""]
    assert [a.topic for a in desk.book.all(Asked)] == ["bell", "chore"]
    clock.forward(hours=24)
    assert block is not None and next_question(desk.book, clock.now(), block) == "chore"


def test_deep_work_is_never_called_a_chore(desk: Desk, clock: FakeClock) -> None:
    desk.do(noticed_by(bell=False, notify=False))
    desk.do(start("deep work", 25))
    clock.forward(minutes=25)
    block = to_ask(desk.book, clock.now())
    assert block is not None and next_question(desk.book, clock.now(), block) == ""


def test_chore_break_and_takeaway_belong_to_the_block_that_ended(desk: Desk, clock: FakeClock) -> None:
    desk.do(start("read", 25))
    clock.forward(minutes=25)
    desk.do(felt(2))
    desk.do(chore(5))
    desk.do(takeaway("Queues need a limit"))
    assert "away from the screen, until 10:30" in desk.do(rest("away")).says
    block = the_block(desk)
    assert (block.felt, block.chore, block.rest, block.rest_until) == (2, 5, "away", clock.now() + 5 * MINUTE)
    assert [n.text for n in desk.book.all(Note)] == ["Queues need a limit"]


def test_a_break_without_an_ended_block_says_what_to_do(desk: Desk) -> None:
    with pytest.raises(CoachError, match="f, or coach focus, starts one"):
        desk.do(rest("away"))
