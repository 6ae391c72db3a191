"""Actions about focus blocks: start, pause, extend, record a drift, stop, edit, rate."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from coach.actions.result import ActionResult, action
from coach.domain.advice_records import AdviceAnswer
from coach.domain.clock import to_wall_time, with_fixed_offset
from coach.domain.focus import (
    BlockPhase,
    FocusBlock,
    FocusForm,
    FocusKind,
    Pause,
    can_count_overtime,
    compute_break,
    counted_time,
    end_of_counted_time,
    find_running_block,
    format_clock_face,
    format_counted_time,
    is_block_paused,
    paused_time,
    phase_at,
)
from coach.domain.journal import Journal, cached_by
from coach.domain.record import Record
from coach.domain.text import clean_typed_text
from coach.domain.wording import MOOD_NAMES, format_date, format_kind, format_recent_date, round_to_minutes
from coach.errors import CoachError, InvalidInput

BLOCK_EXTENSION = timedelta(minutes=5)
SEAMLESS_EXTENSION_WITHIN = timedelta(minutes=5)
"""Who asks for more within this time after the deadline has worked on all the while."""


@action
def start_block(
    journal: Journal, now: datetime, kind: FocusKind | None = None, minutes: int | None = None, *, intention: str = "",
    form: FocusForm = "timed", ago: timedelta = timedelta(0),
) -> ActionResult:  # fmt: skip
    """Start a block: of the last kind and length unless said otherwise, `ago` before now if it was forgotten.

    A block that is past its end is ended first; one that still runs is left alone (CoachError). A block never
    begins before the end of the one before it, so no minute counts twice.
    """
    _check_length(minutes)
    place_now, now = now, with_fixed_offset(now)
    start, blocks, ended_blocks = now - ago, journal.list_records(FocusBlock), tuple[FocusBlock, ...]()
    if (open_block := find_running_block(blocks)) is not None:
        if phase_at(open_block, now) is not BlockPhase.OVER:
            kind_and_clock = f"{format_kind(open_block.kind)}, {format_clock_face(open_block, now)}"
            raise _not_ended_error(f"A block is running: {kind_and_clock}.")
        ended_blocks = end_running_block(blocks, min(now, max(start, open_block.deadline or now)))
    ends = (block.ended_at for block in (*blocks, *ended_blocks))
    start = max([start, *(with_fixed_offset(end) for end in ends if end and end <= now)])
    length = timedelta(minutes=minutes or journal.settings.block_minutes)
    block = FocusBlock(
        kind=kind or last_focus_kind(journal), intention=clean_typed_text(intention), form=form, started_at=start,
        deadline=start + length if form == "timed" else None,
    )  # fmt: skip
    since = f", since {_format_clock(start, place_now)}" if ago else ""
    message = f"Started: {format_kind(block.kind)}{since}{_format_deadline(block, place_now)}."
    return ActionResult(message, (block, *ended_blocks))


@action
def log_past_block(
    journal: Journal, now: datetime, kind: FocusKind | None = None, minutes: int | None = None, *, intention: str = "",
    ends_by: datetime | None = None,
) -> ActionResult:  # fmt: skip
    """Log a block that began at the time of the action and is over, by `ends_by` at the latest.

    Nothing is asked about it. Raises CoachError for one that would end later, or is logged already.
    """
    _check_length(minutes)
    start = with_fixed_offset(now)
    end = start + timedelta(minutes=minutes or journal.settings.block_minutes)
    block = FocusBlock(
        kind=kind or last_focus_kind(journal), intention=clean_typed_text(intention), started_at=start, deadline=end,
        ended_at=end, asked=True,
    )  # fmt: skip
    end_clock = _format_clock(end, now)
    if ends_by is not None and end > ends_by:
        raise InvalidInput(
            f"That block would end at {end_clock}, which is still to come.",
            hint="coach focus --ago 10m starts one that began 10 minutes ago.",
        )
    for same in journal.list_records(FocusBlock):
        if (same.started_at, same.ended_at) == (start, end):
            raise CoachError(
                f"Saved already: {describe_block(same, end)}, {now:%H:%M}–{end_clock}.",
                hint="To log a second one, change the time or the length.",
            )
    return ActionResult(f"Saved: {describe_block(block, end)}, {now:%H:%M}–{end_clock}.", (block,))


@action
def toggle_pause(journal: Journal, now: datetime) -> ActionResult:
    """Pause the running block, or go on with a paused one; the deadline moves by the length of the pause."""
    place_now, block, now = now, _get_block_going_on(journal, now), with_fixed_offset(now)
    if is_block_paused(block):
        block = _resume_block(block, now)
        return ActionResult(f"The block goes on{_format_deadline(block, place_now)}.", (block,))
    pause_start = max(end_of_counted_time(block, now), block.started_at)  # not now, if nobody attended the last while
    block = block.copy_with(pauses=(*block.pauses, Pause(start=pause_start)))
    return ActionResult("Paused.", (block,), undo_label="the pause.")


@action
def extend_block(journal: Journal, now: datetime) -> ActionResult:
    """Add five minutes: to what is left, or from now on if the block is over already.

    Right after the end the block simply goes on; later, the time since then becomes a pause.
    """
    place_now, block, now = now, _get_block_going_on(journal, now), with_fixed_offset(now)
    if block.deadline is None:
        raise CoachError(
            "This block has no set end, so there is nothing to extend.",
            hint="coach focus stop ends it whenever you like.",
            screen_hint="{focus.toggle} ends it whenever you like.",
        )
    deadline = block.deadline
    if phase_at(block, now) is BlockPhase.OVER:
        block, deadline = _continue_block(block, now), max(now, deadline)
    block = block.copy_with(deadline=deadline + BLOCK_EXTENSION)
    is_paused = is_block_paused(block)  # then its end depends on when it goes on
    until = f", {format_clock_face(block, now)} left" if is_paused else _format_deadline(block, place_now)
    return ActionResult(f"Five more minutes{until}.", (block,))


@action
def record_drift(journal: Journal, now: datetime) -> ActionResult:
    """Record that attention drifted; the block stays as it is: running, paused or past its end."""
    block = _get_block_going_on(journal, now)
    block = block.copy_with(drifts=block.drifts + 1)
    what_next = {BlockPhase.PAUSED: " The block stays paused.", BlockPhase.RUNNING: " The block goes on."}
    message = f"Saved: your attention drifted.{what_next.get(phase_at(block, now), '')}"
    return ActionResult(message, (block,), undo_label="a drift.")


@action
def stop_block(journal: Journal, now: datetime, *, all_of_it: bool = False) -> ActionResult:
    """End the running block; the part that was done counts.

    Time after the deadline is left out unless `all_of_it` says that it was work.
    """
    block = _get_open_block(journal, now)
    if all_of_it and not can_count_overtime(block, now):
        raise CoachError(
            f"The block ran for a very long time, so {format_counted_time(block, now)}.",
            hint="Once the block has ended, coach focus amend changes its length.",
        )
    block = end_block(block, now, all_of_it=all_of_it)
    return ActionResult(f"Ended: {describe_block(block, now)}.", (block,))


@action
def rate_feeling(
    journal: Journal, now: datetime, feeling: int | None, block_id: str = "", *, question_topic: str = ""
) -> ActionResult:
    """Say how a block felt, 1 heavy … 5 bright; None skips. A block that is over ends with it.

    Without an id it is the block that was not asked about yet or, to change what was said, today's last one.
    `question_topic` is the topic of the question that the screen goes on to ask, so that it is asked once.
    """
    if feeling is not None and feeling not in MOOD_NAMES:
        raise InvalidInput(f"Rate how it felt from 1 to 5, not {feeling}.", hint="1 heavy, 3 okay, 5 bright.")
    block = journal.get_record(FocusBlock, block_id) if block_id else find_unrated_block(journal, now)
    if block is None and feeling is not None:
        block = _find_last_ended_block(journal, now)
    if block is None:
        if find_running_block(journal.list_records(FocusBlock)) is not None:
            raise _not_ended_error("The block is still running.")
        if own_blocks := _list_own_blocks(journal):
            day_of = journal.settings.day_of
            day = format_recent_date(day_of(own_blocks[0].started_at), day_of(now), weekday=True)
            raise CoachError(
                f"There is no block to rate today; the last one is from {day}.",
                hint='coach focus felt 4 --at "yesterday" rates one of another day.',
                screen_hint="{focus.toggle} starts one.",
            )
        raise _no_block_error("There is no block to rate.")
    block = end_block(block, now).copy_with(felt=feeling, asked=True)
    records: list[Record] = [block]
    if question_topic:
        records.append(AdviceAnswer(topic=question_topic, at=now, day=journal.settings.day_of(now)))
    felt = f" · felt {MOOD_NAMES[feeling]}" if feeling else ""
    return ActionResult(f"Saved: {describe_block(block, now)}{felt}.", tuple(records))


@action
def edit_block(
    journal: Journal, now: datetime, block_id: str = "", *, kind: FocusKind | None = None, minutes: int | None = None,
    started: datetime | None = None, ended: datetime | None = None, intention: str | None = None,
) -> ActionResult:  # fmt: skip
    """Edit the running block, the newest one or that with `block_id`; None leaves a part of it as it is.

    `minutes` are those of the whole block while it runs, and the time worked once it has ended. Raises CoachError if it
    would end before it begins, lie in the future or begin before the block before it ended.
    """
    _check_length(minutes)
    block = journal.get_record(FocusBlock, block_id) or get_newest_block(journal)
    place_now, now = now, with_fixed_offset(now)
    changes: dict[str, Any] = {} if kind is None else {"kind": kind}
    if intention is not None:
        changes["intention"] = clean_typed_text(intention)
    start = with_fixed_offset(started) if started else block.started_at
    deadline = block.deadline and block.deadline + (start - block.started_at)
    end = with_fixed_offset(ended) if ended else block.ended_at
    if minutes is not None:
        length = timedelta(minutes=minutes)
        if block.ended_at is None:
            changes["form"], deadline = "timed", start + paused_time(block) + length
        elif not ended:
            end = _find_end_of_work(block, start, length)
    if ended and is_block_paused(block):
        changes["pauses"] = _end_last_pause(block, with_fixed_offset(ended))
    _validate_times(journal, block, start, end, now)
    block = block.copy_with(**changes, started_at=start, deadline=deadline, ended_at=end)
    start_clock = _format_clock(start, place_now)
    span = f"{start_clock}–{_format_clock(end, place_now)}" if end else f"since {start_clock}"
    day, today = journal.settings.day_of(start), journal.settings.day_of(now)
    on_day = f" on {format_recent_date(day, today, weekday=True)}" if day < today else ""
    return ActionResult(f"Changed: {describe_block(block, now)}, {span}{on_day}.", (block,))


def _find_end_of_work(block: FocusBlock, start: datetime, length: timedelta) -> datetime:
    """Return when a block that begins at `start` has been worked on for so long, its pauses left out."""
    end, worked_since = start + length, start
    for pause in sorted(block.pauses, key=lambda pause: pause.start):
        pause_start = max(pause.start, worked_since)
        if pause.end and pause_start < end and pause_start < pause.end:
            end, worked_since = end + (pause.end - pause_start), pause.end
    return end


def find_unrated_block(journal: Journal, now: datetime) -> FocusBlock | None:
    """Return the block whose end has not been asked about: today's newest that ended or is past its deadline."""
    day_of, running = journal.settings.day_of, find_running_block(journal.list_records(FocusBlock))
    for block in (block for block in _list_own_blocks(journal) if not block.asked):
        phase = phase_at(block, now)
        if phase in (BlockPhase.ENDED, BlockPhase.OVER):
            is_recent = phase is BlockPhase.OVER or day_of(block.started_at) == day_of(now)
            return block if is_recent and (running is None or running.id == block.id) else None
    return None


def _find_last_ended_block(journal: Journal, now: datetime) -> FocusBlock | None:
    """Return today's newest block if it has ended, else None."""
    day_of, newest = journal.settings.day_of, next(iter(_list_own_blocks(journal)), None)
    is_of_today = newest is not None and day_of(newest.started_at) == day_of(now)
    return newest if newest and newest.ended_at and is_of_today else None


def get_block_of_day(journal: Journal, at: datetime) -> FocusBlock:
    """Return the newest block of the day of `at`. Raises CoachError if there is none."""
    day_of, day = journal.settings.day_of, journal.settings.day_of(at)
    block = next((block for block in _list_own_blocks(journal) if day_of(block.started_at) == day), None)
    if block is None:
        named_day = format_date(day, weekday=True, year=True)
        raise CoachError(f"{named_day} has no block.", hint='coach focus 25 --at "yesterday 14:00" logs one.')
    return block


def _list_own_blocks(journal: Journal) -> list[FocusBlock]:
    """Return the blocks that no other timer brought, newest first."""
    return [block for block in _sort_newest_first(journal) if not block.key]


def last_focus_kind(journal: Journal) -> FocusKind:
    """Return the kind of the newest block, or messages."""
    newest_blocks = _sort_newest_first(journal)
    return newest_blocks[0].kind if newest_blocks else "messages"


@cached_by(FocusBlock)
def _sort_newest_first(journal: Journal) -> tuple[FocusBlock, ...]:
    return tuple(sorted(journal.list_records(FocusBlock), key=lambda block: (block.started_at, block.id), reverse=True))


def describe_block(block: FocusBlock, now: datetime) -> str:
    """Return "messages · 25 min · drifted 1"."""
    drifts = f" · drifted {block.drifts}" if block.drifts else ""
    return f"{format_kind(block.kind)} · {round_to_minutes(counted_time(block, now))} min{drifts}"


def _format_deadline(block: FocusBlock, now: datetime) -> str:
    """Return ", until 14:25", or "" without a deadline."""
    return f", until {_format_clock(block.deadline, now)}" if block.deadline else ""


def _format_clock(at: datetime, now: datetime) -> str:
    """Return "14:25" by the clocks where one is."""
    return f"{to_wall_time(at, now):%H:%M}"


def _check_length(minutes: int | None) -> None:
    if minutes is not None and not 1 <= minutes <= 600:
        raise InvalidInput(f"A block is 1 to 600 minutes long, not {minutes}.", hint="25 minutes is a good length.")


def _no_block_error(title: str) -> CoachError:
    return CoachError(title, hint="coach focus starts one.", screen_hint="{focus.toggle} starts one.")


def _not_ended_error(title: str) -> CoachError:
    return CoachError(title, hint="coach focus stop ends it.", screen_hint="{focus.toggle} ends it.")


def _get_open_block(journal: Journal, now: datetime) -> FocusBlock:
    """Return the running block. Raises CoachError if none is, or if it began later than `now`, a past time."""
    block = find_running_block(journal.list_records(FocusBlock))
    if block is None:
        raise _no_block_error("No block is running.")
    if now < block.started_at:
        began_on = format_recent_date(block.started_at, now, weekday=True)
        raise InvalidInput("The block had not begun then.", hint=f"It began at {block.started_at:%H:%M} on {began_on}.")
    return block


def _get_block_going_on(journal: Journal, now: datetime) -> FocusBlock:
    """Return the running block. Raises CoachError for one of an earlier day that is over: its time is that day's."""
    block, day_of = _get_open_block(journal, now), journal.settings.day_of
    if day_of(block.started_at) < day_of(now) and phase_at(block, now) is BlockPhase.OVER:
        day = format_recent_date(day_of(block.started_at), day_of(now), weekday=True)
        raise _not_ended_error(f"The block of {day} is over; {format_counted_time(block, now)}.")
    return block


def _resume_block(block: FocusBlock, now: datetime) -> FocusBlock:
    """Return a paused block going on from `now`: its deadline moves by the length of the pause."""
    pause_start = block.pauses[-1].start
    pause_end = max(now, pause_start)
    deadline = block.deadline and block.deadline + (pause_end - pause_start)
    return block.copy_with(pauses=_end_last_pause(block, pause_end), deadline=deadline)


def _end_last_pause(block: FocusBlock, pause_end: datetime) -> tuple[Pause, ...]:
    return (*block.pauses[:-1], block.pauses[-1].model_copy(update={"end": pause_end}))


def _continue_block(block: FocusBlock, now: datetime) -> FocusBlock:
    """Return a block that is over as one that goes on now; a long time since then becomes a pause."""
    if is_block_paused(block):
        return _resume_block(block, now)
    counted_until = end_of_counted_time(block, now)
    if now - counted_until <= SEAMLESS_EXTENSION_WITHIN:
        return block
    return block.copy_with(pauses=(*block.pauses, Pause(start=counted_until, end=now)))


def get_newest_block(journal: Journal) -> FocusBlock:
    """Return the running block, else the one that began last. Raises CoachError if there is none."""
    block = find_running_block(journal.list_records(FocusBlock)) or next(iter(_sort_newest_first(journal)), None)
    if block is None:
        raise CoachError("There is no block to change.", hint="coach focus starts one.")
    return block


def _validate_times(journal: Journal, block: FocusBlock, start: datetime, end: datetime | None, now: datetime) -> None:
    if start > now or (end and end > now):
        raise InvalidInput("That time is still to come.", hint="A block can't begin or end later than now.")
    if end and end < start:
        end_date = to_wall_time(end, now).date()
        on_day = f" on {format_date(end_date, weekday=True)}" if end_date != to_wall_time(start, now).date() else ""
        raise InvalidInput(
            f"The block begins at {_format_clock(start, now)}, and {_format_clock(end, now)}{on_day} is before that.",
            hint="Give both times: --start 10:05 --end 10:30.",
        )
    others = (other for other in journal.list_records(FocusBlock) if other.id != block.id)
    ends = (other.ended_at for other in others if other.started_at <= block.started_at)
    end_before = max(filter(None, ends), default=None)
    if end_before and start < end_before and start < block.started_at:
        title = f"The block before it ended at {_format_clock(end_before, now)}."
        raise InvalidInput(title, hint="This one can begin then, or later.")


def end_running_block(blocks: Iterable[FocusBlock], now: datetime) -> tuple[FocusBlock, ...]:
    """Return the running one of `blocks`, ended and with nothing to be asked about it, or none if none runs."""
    block = find_running_block(blocks)
    return (end_block(block, now).copy_with(asked=True),) if block else ()


def end_block(block: FocusBlock, now: datetime, *, all_of_it: bool = False) -> FocusBlock:
    """Return `block` ended now, or at the moment from which time no longer counts."""
    if block.ended_at is not None:
        return block
    is_paused, pauses = is_block_paused(block), block.pauses
    end = now if all_of_it and not is_paused else end_of_counted_time(block, now)
    end = max(end, block.started_at)
    if is_paused:
        pauses = _end_last_pause(block, max(end, pauses[-1].start))
    return block.copy_with(ended_at=end, pauses=pauses)


BREAK_PLACES: dict[str, str] = {"away": "away from the screen", "screen": "at the screen"}
"""What a break may be, as stored and as said."""


@action
def rate_chore(journal: Journal, now: datetime, chore_rating: int, block_id: str = "") -> ActionResult:
    """Say how much the block felt like a chore, 1 not at all … 5 very much. Raises InvalidInput."""
    if not 1 <= chore_rating <= 5:
        raise InvalidInput(
            f"Rate how much of a chore it was from 1 to 5, not {chore_rating}.", hint="1 not at all, 5 very much."
        )
    block = _get_ended_block(journal, block_id).copy_with(chore=chore_rating)
    return ActionResult(f"Saved: how much of a chore it was, {chore_rating} of 5.", (block,))


@action
def begin_break(journal: Journal, now: datetime, break_kind: str, block_id: str = "") -> ActionResult:
    """Begin the break after a block, now, "away" or "screen". Raises InvalidInput for another kind."""
    if break_kind not in BREAK_PLACES:
        raise InvalidInput(
            'A break is "away" (from the screen) or "screen" (at the screen).', hint="coach focus break away"
        )
    block = _get_ended_block(journal, block_id)
    until = with_fixed_offset(now) + compute_break(block, journal.settings, now)
    message = f"Break {BREAK_PLACES[break_kind]}, until {_format_clock(until, now)}."
    return ActionResult(message, (block.copy_with(rest=break_kind, rest_until=until),))


def _get_ended_block(journal: Journal, block_id: str) -> FocusBlock:
    """Return the block with that id, or the newest that has ended. Raises CoachError if there is none."""
    newest_ended = next((block for block in _list_own_blocks(journal) if block.ended_at), None)
    block = journal.get_record(FocusBlock, block_id) if block_id else newest_ended
    if block is None or block.ended_at is None:
        raise _no_block_error("There is no block to rate.")
    return block
