"""Focus blocks: their clock, and the rules for the time that counts.

A block is a record with a deadline and not a process, so closing the window, killing the program or a sleeping
computer change nothing about it. Functions here compute from the record and the present moment what a clock shows and
what counts. Moments are compared as moments, never as wall times, so changes of zone and of daylight saving are
harmless; a clock that is set back or forward makes no time negative and counts none twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import ClassVar, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from coach.domain.clock import A_DAY, DAY_ENDS, NO_TIME, day_of, with_fixed_offset
from coach.domain.intervals import MomentInterval, drop_overlaps
from coach.domain.record import Moment, Record
from coach.domain.settings import Settings
from coach.domain.text import clean_text
from coach.domain.wording import format_count, format_kind, round_to_minutes
from coach.errors import InvalidInput

FocusKind = Literal["messages", "read", "write", "meet", "search", "deep work"]
FOCUS_KINDS: tuple[FocusKind, ...] = get_args(FocusKind)
NETWORKING_KINDS: frozenset[str] = frozenset(FOCUS_KINDS) - {"deep work"}
"""Kinds that count against the daily networking limit."""
FEED_KINDS: frozenset[str] = frozenset({"read", "search"})
"""Kinds with an allowance of their own, because they have no natural end."""
FocusForm = Literal["timed", "flow", "free"]
"""A length and a break · until one stops, and a break of a fifth of it · until one stops."""

OPEN_BLOCK_LIMIT = timedelta(hours=3)
"""A block without a deadline counts as long as this at most, until the person says that it was longer. A pause
as long as this was an end that nobody noted."""
FLOW_BREAK_DIVISOR = 5
"""In flowtime the break is a fifth of the run …"""
SHORTEST_FLOW_BREAK, LONGEST_FLOW_BREAK = timedelta(minutes=5), timedelta(minutes=15)
"""… but no shorter and no longer than this."""


class Pause(BaseModel):
    """A pause from `start` to `end`; still going while `end` is None."""

    model_config = ConfigDict(frozen=True, extra="allow", defer_build=True)
    start: Moment
    end: Moment | None = None


class FocusBlock(Record):
    """A block of focus. Running while `ended_at` is None. `deadline` is None for flow and free forms."""

    table: ClassVar[str] = "blocks"

    kind: FocusKind = "messages"
    intention: str = ""
    form: FocusForm = "timed"
    started_at: Moment
    deadline: Moment | None = None
    pauses: tuple[Pause, ...] = ()
    ended_at: Moment | None = None
    drifts: int = Field(default=0, ge=0, le=10_000)
    felt: int | None = Field(default=None, ge=1, le=5)
    asked: bool = False
    """The question at its end was answered or skipped."""
    chore: int | None = Field(default=None, ge=1, le=5)
    rest: Literal["", "away", "screen"] = ""
    """What the break after it was."""
    rest_until: Moment | None = None
    """When that break is over."""
    key: str = ""


class BlockPhase(Enum):
    """What a block is doing at a moment."""

    RUNNING = "running"
    PAUSED = "paused"
    OVER = "over"
    """Past its deadline or forgotten, not yet ended by the person."""
    ENDED = "ended"


def parse_focus_kind(word: str) -> FocusKind:
    """Return the kind of block that `word` names or begins. Raises InvalidInput."""
    typed_kind = clean_text(word).lower().replace("-", " ")
    for focus_kind in FOCUS_KINDS:
        if typed_kind and (focus_kind.startswith(typed_kind) or format_kind(focus_kind).startswith(typed_kind)):
            return focus_kind
    kind_names = ", ".join(map(format_kind, FOCUS_KINDS))
    raise InvalidInput(f'"{clean_text(word, 40)}" is not a kind of block.', hint=f"Kinds: {kind_names}.")


def phase_at(block: FocusBlock, now: datetime) -> BlockPhase:
    """Return what `block` is doing at `now`."""
    if block.ended_at is not None:
        return BlockPhase.ENDED
    if is_block_paused(block):
        return BlockPhase.PAUSED if now - block.pauses[-1].start < OPEN_BLOCK_LIMIT else BlockPhase.OVER
    if block.deadline is not None:
        return BlockPhase.OVER if now >= block.deadline else BlockPhase.RUNNING
    return BlockPhase.OVER if worked_time(block, now) >= OPEN_BLOCK_LIMIT else BlockPhase.RUNNING


def is_block_paused(block: FocusBlock) -> bool:
    """Tell whether the newest pause is still going."""
    return bool(block.pauses) and block.pauses[-1].end is None


def worked_intervals(block: FocusBlock, end: datetime) -> list[MomentInterval]:
    """Return the intervals worked from the start of `block` to `end`, pauses left out, in their order."""
    working_since, intervals, end_in_utc = block.started_at.astimezone(UTC), [], end.astimezone(UTC)
    pauses = ((pause.start.astimezone(UTC), (pause.end or end).astimezone(UTC)) for pause in block.pauses)
    for pause_start, pause_end in sorted(pauses):
        if pause_start >= end_in_utc:
            break
        if pause_end <= pause_start:  # a pause of no length does not part the time around it
            continue
        if working_since < pause_start:
            intervals.append((working_since, pause_start))
        working_since = max(working_since, pause_start, pause_end)
    if working_since < end_in_utc:
        intervals.append((working_since, end_in_utc))
    return intervals


def worked_time(block: FocusBlock, now: datetime) -> timedelta:
    """Return the time worked in `block` up to `now`: never negative, pauses left out."""
    return sum((end - start for start, end in worked_intervals(block, block.ended_at or now)), NO_TIME)


def end_of_counted_time(block: FocusBlock, now: datetime) -> datetime:
    """Return the moment up to which `block` counts at `now`: its end or, while it has none, `now`.

    A block that was left running counts to its deadline or, without one, until three hours were worked. Only the
    person can say that it was more.
    """
    if block.ended_at is not None:
        return block.ended_at
    counted_until = with_fixed_offset(min(now, block.pauses[-1].start) if is_block_paused(block) else now)
    if block.deadline is not None:
        return min(counted_until, block.deadline)
    return counted_until - max(worked_time(block, counted_until) - OPEN_BLOCK_LIMIT, NO_TIME)


def counted_time(block: FocusBlock, now: datetime) -> timedelta:
    """Return the time of one block that counts: the time worked up to `end_of_counted_time`."""
    return sum((end - start for start, end in worked_intervals(block, end_of_counted_time(block, now))), NO_TIME)


def can_count_overtime(block: FocusBlock, now: datetime) -> bool:
    """Tell whether the time after the end of a running block may have been work: three hours of it at most."""
    return worked_time(block, now) - counted_time(block, now) <= OPEN_BLOCK_LIMIT


def iterate_counted_intervals(
    blocks: Iterable[FocusBlock], now: datetime, day_ends: time
) -> Iterator[tuple[datetime, datetime, tuple[date, str, str]]]:
    """Yield the time that counts as (start, end, (day, kind, block id)), every moment once.

    A block belongs to the day on which it began, by the clock of the place where it began.
    """
    return drop_overlaps(
        (start, end, (day_of(block.started_at, day_ends), block.kind, block.id))
        for block in blocks
        for start, end in worked_intervals(block, end_of_counted_time(block, now))
    )


def sum_time_by_block(blocks: Iterable[FocusBlock], now: datetime, day_ends: time) -> dict[str, timedelta]:
    """Return block id → the time of it that counts, every moment once, for lists beside the sums of days."""
    time_by_block: dict[str, timedelta] = {}
    for start, end, (_, _, block_id) in iterate_counted_intervals(blocks, now, day_ends):
        time_by_block[block_id] = time_by_block.get(block_id, NO_TIME) + (end - start)
    return time_by_block


def sum_time_by_day(blocks: Iterable[FocusBlock], now: datetime, day_ends: time) -> dict[date, dict[str, timedelta]]:
    """Return day → kind → the time that counts. The one rule behind every number of focus minutes."""
    time_by_day: dict[date, dict[str, timedelta]] = {}
    for start, end, (day, kind, _) in iterate_counted_intervals(blocks, now, day_ends):
        time_by_kind = time_by_day.setdefault(day, {})
        time_by_kind[kind] = time_by_kind.get(kind, NO_TIME) + (end - start)
    return time_by_day


def sum_time_of_days(
    blocks: Iterable[FocusBlock], now: datetime, day_ends: time, first: date, last: date
) -> dict[date, dict[str, timedelta]]:
    """Return day → kind → the time that counts, for the days from `first` to `last`.

    Blocks of the days beside them are read too: one may cover minutes of these days, and after a journey one of the
    day after may have begun before one of the day itself.
    """
    nearby_blocks = (block for block in blocks if first - A_DAY <= day_of(block.started_at, day_ends) <= last + A_DAY)
    time_by_day = sum_time_by_day(nearby_blocks, now, day_ends)
    return {day: time_by_kind for day, time_by_kind in time_by_day.items() if first <= day <= last}


def sum_time_by_kind(blocks: Iterable[FocusBlock], now: datetime) -> dict[str, timedelta]:
    """Return kind → the time that counts, over all days of `blocks`."""
    total_by_kind: dict[str, timedelta] = {}
    for time_by_kind in sum_time_by_day(blocks, now, DAY_ENDS).values():
        for focus_kind, time_of_kind in time_by_kind.items():
            total_by_kind[focus_kind] = total_by_kind.get(focus_kind, NO_TIME) + time_of_kind
    return total_by_kind


def count_minutes(time_by_kind: Mapping[str, timedelta], kinds: Container[str] = frozenset(FOCUS_KINDS)) -> int:
    """Return the whole minutes of some `kinds` out of kind → time."""
    return round_to_minutes(sum((time for kind, time in time_by_kind.items() if kind in kinds), NO_TIME))


def find_block_on_break(blocks: Iterable[FocusBlock], now: datetime) -> FocusBlock | None:
    """Return the newest block if it has ended and its break goes on at `now`, else None. Imported blocks have none."""
    all_blocks = list(blocks)
    if not any(block.rest_until is not None and block.rest_until > now for block in all_blocks):
        return None
    newest_block = max((block for block in all_blocks if not block.key), key=_start_order, default=None)
    if newest_block is None or newest_block.rest_until is None or newest_block.rest_until <= now:
        return None
    return newest_block if find_running_block(all_blocks) is None else None


def group_feelings(blocks: Iterable[FocusBlock]) -> dict[str, list[int]]:
    """Return kind → how its blocks felt, 1–5, of those of which it was said."""
    feelings_by_kind: dict[str, list[int]] = defaultdict(list)
    for block in blocks:
        if block.felt is not None:
            feelings_by_kind[block.kind].append(block.felt)
    return feelings_by_kind


def remaining_time(block: FocusBlock, now: datetime) -> timedelta | None:
    """Return the time to the deadline (negative in overtime), frozen while paused; None without a deadline.

    Never more than the whole block, whatever the clock was set to.
    """
    if block.deadline is None:
        return None
    clock_stands_at = block.pauses[-1].start if is_block_paused(block) else now
    return min(block.deadline - clock_stands_at, planned_length(block))


def planned_length(block: FocusBlock) -> timedelta:
    """Return the length that a block with a deadline was given, pauses left out; zero without a deadline."""
    return block.deadline - block.started_at - paused_time(block) if block.deadline else NO_TIME


def paused_time(block: FocusBlock) -> timedelta:
    """Return the time by which finished pauses moved the deadline."""
    return sum((max(pause.end - pause.start, NO_TIME) for pause in block.pauses if pause.end), NO_TIME)


def format_counted_time(block: FocusBlock, now: datetime) -> str:
    """Return "25 minutes of it count" or "1 minute of it counts"."""
    return format_count(round_to_minutes(counted_time(block, now)), "minute of it counts", "minutes of it count")


def _start_order(block: FocusBlock) -> tuple[datetime, str]:
    return block.started_at, block.id


def find_running_block(blocks: Iterable[FocusBlock]) -> FocusBlock | None:
    """Return the newest block that has not ended, or None."""
    open_blocks = [block for block in blocks if block.ended_at is None]
    return max(open_blocks, key=_start_order, default=None)


def format_clock_face(block: FocusBlock, now: datetime) -> str:
    """Return what a clock shows for `block`: "18:42" to go, "+3:05" over, or "12:00" so far without a deadline.

    Of a block that was left running and forgotten it shows the time that counts: "25:00".
    """
    time_left = remaining_time(block, now)
    if time_left is None:
        return format_minutes_seconds(min(worked_time(block, now), OPEN_BLOCK_LIMIT))
    if time_left < -OPEN_BLOCK_LIMIT:
        return format_minutes_seconds(counted_time(block, now))
    # Rounding up keeps 25:00 on the face for the whole first second and 0:00 for none.
    if time_left > NO_TIME:
        return format_minutes_seconds(time_left, up=True)
    return "+" + format_minutes_seconds(-time_left)


def format_minutes_seconds(span: timedelta, *, up: bool = False) -> str:
    """Return "18:42" for a span of time that is not negative, part seconds cut off or rounded up."""
    seconds = -(-span // timedelta(seconds=1)) if up else span // timedelta(seconds=1)
    return f"{seconds // 60}:{seconds % 60:02d}"


def compute_break(block: FocusBlock, settings: Settings, now: datetime) -> timedelta:
    """Return the break that fits `block`, in whole minutes: the one set or, in flowtime, a fifth of the run.

    Fixed rhythms and freely chosen ones end up equal, so the form is the person's own choice (Biwer et al. 2023,
    Br J Educ Psychol; Smits et al. 2025, Behav Sci 15:861).
    """
    if block.form != "flow":
        return timedelta(minutes=settings.break_minutes)
    fifth_of_run = counted_time(block, now) / FLOW_BREAK_DIVISOR
    return timedelta(minutes=round_to_minutes(max(SHORTEST_FLOW_BREAK, min(fifth_of_run, LONGEST_FLOW_BREAK))))


def compute_break_minutes(blocks: Iterable[FocusBlock], settings: Settings, now: datetime) -> int:
    """Return the minutes of the break after the newest of `blocks` that has ended, or of any break without one."""
    last_block = max((block for block in blocks if block.ended_at), key=_start_order, default=None)
    return compute_break(last_block, settings, now) // timedelta(minutes=1) if last_block else settings.break_minutes
