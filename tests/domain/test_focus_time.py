"""Time under everything that can happen to it: random days of blocks, kills, sleeps, set clocks and zones.

A second is the unit of the machine below. It keeps its own record of what a person with a stopwatch would have
written down, by wall time, and compares after every step.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from coach.actions.focus import (
    edit_block,
    extend_block,
    rate_feeling,
    start_block,
    stop_block,
    toggle_pause,
)
from coach.actions.result import stamp_result
from coach.domain.clock import NO_TIME
from coach.domain.focus import (
    OPEN_BLOCK_LIMIT,
    BlockPhase,
    FocusBlock,
    counted_time,
    end_of_counted_time,
    find_running_block,
    format_clock_face,
    phase_at,
    planned_length,
    remaining_time,
    sum_time_by_kind,
    worked_intervals,
    worked_time,
)
from coach.domain.journal import Journal
from coach.errors import CoachError
from tests.examples import examples

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Auckland", "UTC")
BEGINNINGS = (
    datetime(2026, 3, 29, 0, 30, tzinfo=UTC),  # half an hour before Berlin springs forward
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # … and falls back
    datetime(2026, 11, 1, 5, 30, tzinfo=UTC),  # New York falls back
    datetime(2026, 11, 24, 22, 50, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 30, tzinfo=UTC),
)


class Days(RuleBasedStateMachine):
    """A person, a timer, and a computer that is treated badly."""

    def __init__(self) -> None:
        super().__init__()
        self.journal = Journal({})
        self.utc = BEGINNINGS[0]
        self.zone = ZoneInfo(ZONES[0])

    @property
    def now(self) -> datetime:
        return self.utc.astimezone(self.zone)

    def do(self, action: object) -> None:
        try:
            change = stamp_result(action(self.journal, self.now), self.journal, self.now, "test0001")  # type: ignore[operator]
        except CoachError:
            return
        self.journal = self.journal.with_records(change.upserts, change.deletes)

    @property
    def blocks(self) -> tuple[FocusBlock, ...]:
        return self.journal.list_records(FocusBlock)

    @initialize(at=st.sampled_from(BEGINNINGS), zone=st.sampled_from(ZONES))
    def begin(self, at: datetime, zone: str) -> None:
        self.utc, self.zone = at, ZoneInfo(zone)

    @rule(
        minutes=st.sampled_from([None, 1, 5, 25, 90]),
        form=st.sampled_from(["timed", "timed", "flow", "free"]),
        kind=st.sampled_from(["messages", "read", "deep work", None]),
        ago=st.integers(0, 90),
    )
    def start(self, minutes: int | None, form: str, kind: str | None, ago: int) -> None:
        self.do(start_block(kind, minutes, form=form, ago=timedelta(minutes=ago)))  # type: ignore[arg-type]

    @rule()
    def pause_or_go_on(self) -> None:
        self.do(toggle_pause())

    @rule()
    def five_more(self) -> None:
        self.do(extend_block())

    @rule(all_of_it=st.booleans())
    def stop(self, all_of_it: bool) -> None:
        self.do(stop_block(all_of_it=all_of_it))

    @rule(value=st.sampled_from([None, 1, 5]))
    def say_how_it_felt(self, value: int | None) -> None:
        self.do(rate_feeling(value))

    @rule(minutes=st.integers(1, 60))
    def amend(self, minutes: int) -> None:
        self.do(edit_block(minutes=minutes))

    @rule(seconds=st.integers(1, 7_200))
    def time_passes(self, seconds: int) -> None:
        self.utc += timedelta(seconds=seconds)

    @rule(hours=st.integers(1, 14))
    def the_computer_sleeps(self, hours: int) -> None:
        self.utc += timedelta(hours=hours)

    @rule(minutes=st.integers(-180, 180))
    def the_clock_is_set(self, minutes: int) -> None:
        self.utc += timedelta(minutes=minutes)

    @rule(zone=st.sampled_from(ZONES))
    def the_person_travels(self, zone: str) -> None:
        self.zone = ZoneInfo(zone)

    @rule()
    def the_program_is_killed(self) -> None:
        """What is left is the file: plain JSON, read again."""
        blocks = json.loads(json.dumps({b.id: b.to_document() for b in self.blocks}))
        before = [counted_time(b, self.now) for b in self.blocks]
        self.journal = Journal({"blocks": blocks})
        assert [counted_time(b, self.now) for b in self.blocks] == before

    @invariant()
    def no_time_is_negative_and_none_is_invented(self) -> None:
        for block in self.blocks:
            ran = worked_time(block, self.now)
            assert NO_TIME <= counted_time(block, self.now) <= ran
            end = block.ended_at or max(self.now, block.started_at)
            assert ran <= max(end - block.started_at, NO_TIME)

    @invariant()
    def worked_and_paused_make_up_the_wall_time(self) -> None:
        for block in self.blocks:
            end = (block.ended_at or self.now).astimezone(UTC)
            begin = block.started_at.astimezone(UTC)
            if end <= begin:
                assert worked_time(block, self.now) == NO_TIME
                continue
            done = worked_intervals(block, end)
            gaps = [(begin, begin), *done, (end, end)]
            resting = sum((b[0] - a[1] for a, b in pairwise(gaps)), NO_TIME)
            assert resting >= NO_TIME
            assert worked_time(block, self.now) + resting == end - begin
            assert resting == NO_TIME or block.pauses

    @invariant()
    def nothing_counts_beyond_what_was_attended(self) -> None:
        for block in self.blocks:
            if block.ended_at is None:
                if block.deadline is not None:
                    assert end_of_counted_time(block, self.now) <= block.deadline
                else:
                    assert counted_time(block, self.now) <= OPEN_BLOCK_LIMIT

    @invariant()
    def every_second_counts_once(self) -> None:
        """By kind, against a brute-force set of seconds."""
        seen: dict[int, str] = {}
        for block in sorted(self.blocks, key=lambda b: b.started_at):
            for begin, end in worked_intervals(block, end_of_counted_time(block, self.now)):
                for second in range(int(begin.timestamp()), int(end.timestamp()), 30):
                    seen.setdefault(second // 30, block.kind)
        total = sum(sum_time_by_kind(self.blocks, self.now).values(), NO_TIME)
        hull = sum((max((b.ended_at or self.now) - b.started_at, NO_TIME) for b in self.blocks), NO_TIME)
        assert total <= hull
        assert abs(total.total_seconds() - 30 * len(seen)) <= 60 * (1 + 2 * len(self.blocks) + _pauses(self.blocks))

    @invariant()
    def at_most_one_block_runs(self) -> None:
        assert sum(1 for b in self.blocks if b.ended_at is None) <= 1

    @precondition(lambda self: find_running_block(self.blocks) is not None)
    @invariant()
    def the_face_never_shows_more_than_the_whole(self) -> None:
        block = find_running_block(self.blocks)
        assert block is not None
        span = remaining_time(block, self.now)
        if span is not None:
            assert span <= planned_length(block)
            assert format_clock_face(block, self.now).startswith("+") is (-OPEN_BLOCK_LIMIT <= span <= NO_TIME)
            if phase_at(block, self.now) is BlockPhase.RUNNING:
                assert span > NO_TIME


def _pauses(blocks: tuple[FocusBlock, ...]) -> int:
    return sum(len(b.pauses) for b in blocks)


TestDays = Days.TestCase
TestDays.settings = examples(60, stateful_step_count=30)
