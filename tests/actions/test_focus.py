"""Blocks: what counts, what a clock shows, and how a block is started, changed, ended and asked about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from coach.actions.focus import (
    begin_break,
    edit_block,
    extend_block,
    find_unrated_block,
    rate_chore,
    rate_feeling,
    record_drift,
    start_block,
    stop_block,
    toggle_pause,
)
from coach.actions.notes import write_note
from coach.actions.result import Action
from coach.actions.reviews import log_review
from coach.actions.settings import choose_block_end_signal
from coach.advice.questions_asked_once import choose_next_question
from coach.domain.advice_records import AdviceAnswer
from coach.domain.clock import with_fixed_offset
from coach.domain.focus import (
    BlockPhase,
    FocusBlock,
    Pause,
    compute_break,
    counted_time,
    format_clock_face,
    phase_at,
    remaining_time,
    sum_time_by_kind,
    worked_time,
)
from coach.domain.note import Note
from coach.domain.settings import Settings
from coach.errors import CoachError
from coach.service import CoachService
from tests.conftest import BERLIN, FakeClock

MINUTE = timedelta(minutes=1)


def the_block(service: CoachService) -> FocusBlock:
    (block,) = service.open_folder().journal.list_records(FocusBlock)
    return block


def minutes(span: timedelta) -> float:
    return span.total_seconds() / 60


def test_a_block_is_a_record_with_a_deadline_that_any_process_reads_alike(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(start_block("read", 25))
    clock.forward(minutes=7, seconds=30)
    block = the_block(CoachService(folder, clock))
    assert format_clock_face(block, clock.now()) == "17:30"
    assert minutes(counted_time(block, clock.now())) == 7.5


def test_the_face_rounds_up_so_that_a_whole_second_is_whole(clock: FakeClock) -> None:
    block = FocusBlock(started_at=clock.now(), deadline=clock.now() + 25 * MINUTE)
    assert format_clock_face(block, clock.now() + timedelta(milliseconds=1)) == "25:00"
    assert format_clock_face(block, clock.now() + timedelta(seconds=1)) == "24:59"
    assert format_clock_face(block, clock.now() + 25 * MINUTE) == "+0:00"


def test_a_block_that_was_forgotten_shows_the_time_that_counts(clock: FakeClock) -> None:
    """40 minutes from 10:00: three hours past its end the clock still runs, the next morning it shows 40 minutes."""
    block = FocusBlock(started_at=clock.now(), deadline=clock.now() + 40 * MINUTE)
    assert format_clock_face(block, clock.now() + 220 * MINUTE) == "+180:00"
    assert format_clock_face(block, clock.now() + timedelta(hours=23)) == "40:00"


def test_overtime_is_shown_with_a_plus_and_does_not_count_by_itself(clock: FakeClock) -> None:
    block = FocusBlock(started_at=clock.now(), deadline=clock.now() + 25 * MINUTE)
    later = clock.now() + 28 * MINUTE
    assert format_clock_face(block, later) == "+3:00" and minutes(counted_time(block, later)) == 25
    assert minutes(counted_time(block, clock.now() + timedelta(hours=9))) == 25


def test_a_block_left_running_counts_to_its_deadline_and_is_asked_about_once(
    service: CoachService, clock: FakeClock
) -> None:
    service.execute(start_block("messages", 25))
    clock.forward(hours=14)
    assert find_unrated_block(service.journal, clock.now()) is not None
    service.execute(rate_feeling(3))
    assert minutes(counted_time(the_block(service), clock.now())) == 25
    assert find_unrated_block(service.journal, clock.now()) is None


def test_all_of_the_overtime_counts_if_the_person_says_so(service: CoachService, clock: FakeClock) -> None:
    service.execute(start_block("messages", 25))
    clock.forward(minutes=52)
    service.execute(stop_block(all_of_it=True))
    assert minutes(counted_time(the_block(service), clock.now())) == 52
    assert find_unrated_block(service.journal, clock.now()) is not None


def test_a_pause_moves_the_deadline_and_does_not_count(service: CoachService, clock: FakeClock) -> None:
    service.execute(start_block("write", 25))
    clock.forward(minutes=10)
    service.execute(toggle_pause())
    clock.forward(minutes=7)
    assert format_clock_face(the_block(service), clock.now()) == "15:00"
    service.execute(toggle_pause())
    clock.forward(minutes=5)
    assert format_clock_face(the_block(service), clock.now()) == "10:00"
    assert minutes(worked_time(the_block(service), clock.now())) == 15


def test_five_more_minutes_in_a_pause_say_what_is_left(service: CoachService, clock: FakeClock) -> None:
    service.execute(start_block(minutes=25))
    clock.forward(minutes=10)
    service.execute(toggle_pause())
    clock.forward(minutes=10)
    assert service.execute(extend_block()).message == "Five more minutes, 20:00 left."
    assert service.execute(toggle_pause()).message == f"The block goes on, until {clock.now() + 20 * MINUTE:%H:%M}."


def test_a_pause_of_three_hours_was_an_end(service: CoachService, clock: FakeClock) -> None:
    service.execute(start_block("write", 25))
    clock.forward(minutes=10)
    service.execute(toggle_pause())
    clock.forward(hours=3)
    assert phase_at(the_block(service), clock.now()) is BlockPhase.OVER
    service.execute(start_block())
    old, new = sorted(service.journal.list_records(FocusBlock), key=lambda b: b.started_at)
    assert minutes(counted_time(old, clock.now())) == 10 and new.started_at == clock.now()


def test_five_more_after_an_unattended_end_leaves_the_time_between_out(service: CoachService, clock: FakeClock) -> None:
    service.execute(start_block("write", 25))
    clock.forward(minutes=65)
    service.execute(extend_block())
    clock.forward(minutes=5)
    block = the_block(service)
    assert phase_at(block, clock.now()) is BlockPhase.OVER
    assert minutes(counted_time(block, clock.now())) == 30


def test_five_more_right_after_the_end_simply_goes_on(service: CoachService, clock: FakeClock) -> None:
    service.execute(start_block("write", 25))
    clock.forward(minutes=27)
    service.execute(extend_block())
    clock.forward(minutes=4)
    assert format_clock_face(the_block(service), clock.now()) == "1:00"
    assert minutes(counted_time(the_block(service), clock.now())) == 31


def test_a_part_of_a_block_counts(service: CoachService, clock: FakeClock) -> None:
    service.execute(start_block("meet", 25))
    clock.forward(minutes=4)
    service.execute(record_drift())
    assert "meetings · 4 min · drifted 1" in service.execute(stop_block()).message


def test_a_drift_says_what_the_block_goes_on_doing(service: CoachService, clock: FakeClock) -> None:
    service.execute(start_block("meet", 20))
    clock.forward(minutes=4)
    service.execute(toggle_pause())
    assert service.execute(record_drift()).message == "Saved: your attention drifted. The block stays paused."
    service.execute(toggle_pause())
    assert service.execute(record_drift()).message == "Saved: your attention drifted. The block goes on."
    clock.forward(minutes=30)
    assert service.execute(record_drift()).message == "Saved: your attention drifted."


def test_a_free_block_counts_three_hours_at_most_by_itself(service: CoachService, clock: FakeClock) -> None:
    service.execute(start_block("deep work", form="free"))
    clock.forward(hours=11)
    block = the_block(service)
    assert phase_at(block, clock.now()) is BlockPhase.OVER and minutes(counted_time(block, clock.now())) == 180


def test_a_forgotten_beginning_can_be_said_later_but_never_overlaps(service: CoachService, clock: FakeClock) -> None:
    service.execute(start_block("messages", 25))
    clock.forward(minutes=20)
    service.execute(stop_block())
    clock.forward(minutes=5)
    assert "since 10:20" in service.execute(start_block("read", 25, ago=timedelta(minutes=10))).message
    total = sum_time_by_kind(service.journal.list_records(FocusBlock), clock.now())
    assert {kind: minutes(span) for kind, span in total.items()} == {"messages": 20, "read": 5}


def test_blocks_of_two_computers_at_the_same_time_count_once(clock: FakeClock) -> None:
    begin = clock.now()
    here = FocusBlock(kind="messages", started_at=begin, ended_at=begin + 20 * MINUTE)
    there = FocusBlock(kind="read", started_at=begin + 10 * MINUTE, ended_at=begin + 40 * MINUTE)
    total = sum_time_by_kind((there, here), begin + 60 * MINUTE)
    assert {kind: minutes(span) for kind, span in total.items()} == {"messages": 20, "read": 20}


@pytest.mark.parametrize(
    "day", [datetime(2026, 3, 29, 1, 50, tzinfo=BERLIN), datetime(2026, 10, 25, 2, 50, tzinfo=BERLIN)]
)
def test_twenty_five_minutes_are_twenty_five_minutes_when_the_clocks_change(folder: Path, day: datetime) -> None:
    clock = FakeClock(day)
    service = CoachService(folder, clock).open_folder()
    service.execute(start_block("read", 25))
    block = the_block(service)
    assert block.deadline is not None
    assert block.deadline.timestamp() - day.timestamp() == 25 * 60


def test_a_moment_with_a_fixed_offset_is_the_same_moment() -> None:
    for fold in (0, 1):
        at = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=fold)
        assert with_fixed_offset(at).timestamp() == at.timestamp()


def test_a_clock_that_is_set_back_shows_the_whole_block_and_nothing_negative(clock: FakeClock) -> None:
    block = FocusBlock(started_at=clock.now(), deadline=clock.now() + 25 * MINUTE)
    before = clock.now() - timedelta(hours=3)
    assert format_clock_face(block, before) == "25:00" and worked_time(block, before) == timedelta(0)
    assert remaining_time(block, before) == 25 * MINUTE


def test_amending_puts_kind_beginning_length_and_end_right(service: CoachService, clock: FakeClock) -> None:
    service.execute(start_block("messages", 25))
    clock.forward(minutes=10)
    service.execute(edit_block(kind="read", minutes=40, started=clock.now() - 15 * MINUTE, intention="one article"))
    block = the_block(service)
    assert (block.kind, block.intention, format_clock_face(block, clock.now())) == ("read", "one article", "25:00")
    clock.forward(minutes=30)
    service.execute(stop_block())
    service.execute(edit_block(minutes=20))
    assert minutes(counted_time(the_block(service), clock.now())) == 20
    service.execute(edit_block(ended=clock.now()))
    assert minutes(counted_time(the_block(service), clock.now())) == 45


def test_an_amended_length_is_worked_time_before_or_after_a_pause(service: CoachService, clock: FakeClock) -> None:
    service.execute(start_block("messages", 25))  # 10:00
    clock.forward(minutes=15)
    service.execute(toggle_pause())
    clock.forward(minutes=30)
    service.execute(toggle_pause())
    clock.forward(minutes=10)
    service.execute(stop_block())  # 10:55
    for minutes, ended in ((10, "10:10"), (15, "10:15"), (20, "10:50")):
        said = service.execute(edit_block(minutes=minutes)).message
        assert said == f"Changed: messages · {minutes} min, 10:00–{ended}."


def test_amending_refuses_what_cannot_have_been(service: CoachService, clock: FakeClock) -> None:
    service.execute(start_block("messages", 25))
    clock.forward(minutes=10)
    soon, long_ago = clock.now() + 5 * MINUTE, clock.now() - 90 * MINUTE
    for action in (
        edit_block(started=soon),
        edit_block(ended=soon),
        edit_block(ended=long_ago),
    ):
        with pytest.raises(CoachError):
            service.execute(action)


def test_a_pause_of_a_block_that_ran_on_begins_where_its_time_stopped_counting(
    service: CoachService, clock: FakeClock
) -> None:
    service.execute(start_block("messages", 25))
    clock.forward(minutes=60)
    service.execute(toggle_pause())
    assert minutes(worked_time(the_block(service), clock.now())) == 25


def test_amending_does_not_reach_into_the_block_before(service: CoachService, clock: FakeClock) -> None:
    service.execute(start_block("messages", 25))
    clock.forward(minutes=20)
    service.execute(stop_block())
    service.execute(start_block("read", 25))
    with pytest.raises(CoachError, match="ended at 10:20"):
        service.execute(edit_block(started=clock.now() - 10 * MINUTE))


def test_a_pause_beyond_an_amended_end_takes_nothing_away(clock: FakeClock) -> None:
    begin = clock.now()
    block = FocusBlock(
        started_at=begin,
        ended_at=begin + 10 * MINUTE,
        pauses=(Pause(start=begin + 30 * MINUTE, end=begin + 40 * MINUTE),),
    )
    assert minutes(worked_time(block, begin + timedelta(hours=2))) == 10


@pytest.mark.parametrize(("ran", "wanted"), [(10, 5), (25, 5), (50, 10), (75, 15), (170, 15)])
def test_the_break_of_flowtime_is_a_fifth_of_the_run_between_five_and_fifteen(
    clock: FakeClock, ran: int, wanted: int
) -> None:
    block = FocusBlock(form="flow", started_at=clock.now(), ended_at=clock.now() + ran * MINUTE)
    assert compute_break(block, Settings(), clock.now()) == wanted * MINUTE


def test_the_bell_is_asked_about_once_ever_and_the_chore_once_a_day(service: CoachService, clock: FakeClock) -> None:
    asked, block = [], None
    for _ in range(3):
        service.execute(start_block("messages", 25))
        clock.forward(minutes=25)
        block = find_unrated_block(service.journal, clock.now())
        assert block is not None
        question = choose_next_question(service.journal, clock.now(), block)
        service.execute(rate_feeling(3, block.id, question_topic=question))
        asked.append(question)
    assert asked == ["bell", "chore", ""]
    assert [a.topic for a in service.journal.list_records(AdviceAnswer)] == ["bell", "chore"]
    clock.forward(hours=24)
    assert block is not None and choose_next_question(service.journal, clock.now(), block) == "chore"


def test_deep_work_is_never_called_a_chore(service: CoachService, clock: FakeClock) -> None:
    service.execute(choose_block_end_signal(bell=False, notify=False))
    service.execute(start_block("deep work", 25))
    clock.forward(minutes=25)
    block = find_unrated_block(service.journal, clock.now())
    assert block is not None and choose_next_question(service.journal, clock.now(), block) == ""


def test_chore_break_and_takeaway_belong_to_the_block_that_ended(service: CoachService, clock: FakeClock) -> None:
    service.execute(start_block("read", 25))
    clock.forward(minutes=25)
    service.execute(rate_feeling(2))
    service.execute(rate_chore(5))
    service.execute(write_note("takeaway", "Queues need a limit"))
    assert "away from the screen, until 10:30" in service.execute(begin_break("away")).message
    block = the_block(service)
    assert (block.felt, block.chore, block.rest, block.rest_until) == (2, 5, "away", clock.now() + 5 * MINUTE)
    assert [n.text for n in service.journal.list_records(Note)] == ["Queues need a limit"]


def test_a_break_without_an_ended_block_says_what_to_do(service: CoachService) -> None:
    with pytest.raises(CoachError, match="coach focus starts one"):
        service.execute(begin_break("away"))


def test_the_evening_ends_a_running_block_and_asks_no_more_about_it(service: CoachService, clock: FakeClock) -> None:
    service.execute(start_block("write", 50))
    clock.forward(minutes=20)
    service.execute(log_review("evening"))
    block = the_block(service)
    assert (block.ended_at, block.asked) == (clock.now(), True)


def test_a_block_forgotten_over_days_counts_to_its_end_and_cannot_be_counted_whole(
    service: CoachService, clock: FakeClock
) -> None:
    service.execute(start_block("search", 40))
    clock.forward(days=3)
    with pytest.raises(CoachError, match="40 minutes of it count"):
        service.execute(stop_block(all_of_it=True))
    service.execute(rate_feeling(None))
    assert the_block(service).ended_at == the_block(service).deadline
    assert find_unrated_block(service.journal, clock.now()) is None


def test_of_a_block_of_one_minute_one_minute_counts(service: CoachService, clock: FakeClock) -> None:
    service.execute(start_block("search", 1))
    clock.forward(days=2)
    with pytest.raises(CoachError, match=r"is over; 1 minute of it counts\."):
        service.execute(record_drift())


@pytest.mark.parametrize("act", [toggle_pause, extend_block, record_drift])
@pytest.mark.parametrize("is_paused", [True, False])
def test_a_block_of_friday_does_not_go_on_on_monday(
    act: Callable[[], Action], is_paused: bool, service: CoachService, clock: FakeClock
) -> None:
    service.execute(start_block("search", 30))
    clock.forward(minutes=12)
    if is_paused:
        service.execute(toggle_pause())
    clock.forward(days=3)
    counted = 12 if is_paused else 30
    with pytest.raises(CoachError, match=f"block of Tuesday 24 November is over; {counted} minutes of it count"):
        service.execute(act())
    assert service.execute(stop_block()).message == f"Ended: searching · {counted} min."


def test_a_block_of_another_year_is_told_with_its_year(service: CoachService, clock: FakeClock) -> None:
    service.execute(start_block(minutes=25))
    clock.forward(days=60)
    with pytest.raises(CoachError, match=r"The block of Tuesday 24 November 2026 is over; 25 minutes"):
        service.execute(extend_block())
    service.execute(stop_block())
    with pytest.raises(CoachError, match=r"the last one is from Tuesday 24 November 2026\."):
        service.execute(rate_feeling(3))
