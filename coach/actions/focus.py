"""Actions about focus blocks: start, pause, extend, record a drift, stop, edit, rate."""

from __future__ import annotations

from dataclasses import dataclass
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
from coach.domain.wording import MOOD_NAMES, format_date, format_kind, round_to_minutes
from coach.errors import CoachError, InvalidInput

BLOCK_EXTENSION = timedelta(minutes=5)
SEAMLESS_EXTENSION_WITHIN = timedelta(minutes=5)
"""Who asks for more within this time after the deadline has worked on all the while."""


@action
def start_block(
    journal: Journal,
    now: datetime,
    kind: FocusKind | None = None,
    minutes: int | None = None,
    *,
    intention: str = "",
    form: FocusForm = "timed",
    ago: timedelta = timedelta(0),
) -> ActionResult:
    """Start a block: of the last kind and length unless said otherwise, `ago` before now if it was forgotten.

    A block that is past its end is ended first; one that still runs is left alone (CoachError). A block never
    begins before the end of the one before it, so no minute counts twice.
    """
    _check_length(minutes)
    place_now, now = now, with_fixed_offset(now)
    open_block = find_running_block(journal.list_records(FocusBlock))
    if open_block is not None and phase_at(open_block, now) is not BlockPhase.OVER:
        raise CoachError(
            f"A block is running: {format_kind(open_block.kind)}, {format_clock_face(open_block, now)}.",
            hint="coach focus stop ends it.",
            screen_hint="{focus.toggle} ends it.",
        )
    block_start = now - ago
    block_before = end_block(open_block, min(now, max(block_start, open_block.deadline or now))) if open_block else None
    ends_of_blocks = [
        focus_block.ended_at
        for focus_block in (*journal.list_records(FocusBlock), *((block_before,) if block_before else ()))
        if focus_block.ended_at
    ]
    block_start = max([block_start, *(with_fixed_offset(end) for end in ends_of_blocks if end <= now)])
    block = FocusBlock(
        kind=kind or last_focus_kind(journal),
        intention=clean_typed_text(intention),
        form=form,
        started_at=block_start,
        deadline=block_start + timedelta(minutes=minutes or journal.settings.block_minutes)
        if form == "timed"
        else None,
    )
    since_clock = f", since {to_wall_time(block_start, place_now):%H:%M}" if ago else ""
    until_clock = _format_deadline(block, place_now)
    ended_block = (block_before.copy_with(asked=True),) if block_before else ()
    return ActionResult(
        f"Started: {format_kind(block.kind)}{since_clock}{until_clock}.", (block, *ended_block), record_id=block.id
    )


@action
def log_past_block(
    journal: Journal, now: datetime, kind: FocusKind | None = None, minutes: int | None = None, *, intention: str = "",
    ends_by: datetime | None = None,
) -> ActionResult:  # fmt: skip
    """Log a block that began at the time of the action and is over, by `ends_by` at the latest.

    Nothing is asked about it. Raises CoachError for one that would end later, or is logged already.
    """
    _check_length(minutes)
    block_start = with_fixed_offset(now)
    block_end = block_start + timedelta(minutes=minutes or journal.settings.block_minutes)
    block = FocusBlock(
        kind=kind or last_focus_kind(journal), intention=clean_typed_text(intention), started_at=block_start,
        deadline=block_end, ended_at=block_end, asked=True,
    )  # fmt: skip
    if ends_by is not None and block_end > ends_by:
        end_clock = f"{to_wall_time(block_end, now):%H:%M}"
        raise InvalidInput(
            f"That block would end at {end_clock}, which is still to come.",
            hint="coach focus --ago 10m starts one that began 10 minutes ago.",
        )
    same_blocks = (
        focus_block
        for focus_block in journal.list_records(FocusBlock)
        if focus_block.started_at == block_start and focus_block.ended_at == block_end
    )
    if (same_block := next(same_blocks, None)) is not None:
        raise CoachError(
            f"Saved already: {describe_block(same_block, block_end)}, "
            f"{now:%H:%M}–{to_wall_time(block_end, now):%H:%M}.",
            hint="To log a second one, change the time or the length.",
        )
    return ActionResult(
        f"Saved: {describe_block(block, block_end)}, {now:%H:%M}–{to_wall_time(block_end, now):%H:%M}.", (block,),
        record_id=block.id,
    )  # fmt: skip


@action
def toggle_pause(journal: Journal, now: datetime) -> ActionResult:
    """Pause the running block, or go on with a paused one; the deadline moves by the length of the pause."""
    place_now, block, now = now, _get_block_going_on(journal, now), with_fixed_offset(now)
    if is_block_paused(block):
        block = _resume_block(block, now)
        until_clock = _format_deadline(block, place_now)
        return ActionResult(f"The block goes on{until_clock}.", (block,), record_id=block.id)
    pause_start = max(end_of_counted_time(block, now), block.started_at)  # not now, if nobody attended the last while
    block = block.copy_with(pauses=(*block.pauses, Pause(start=pause_start)))
    return ActionResult("Paused.", (block,), record_id=block.id, undo_label="the pause.")


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
    return ActionResult(f"Five more minutes{_format_deadline(block, place_now)}.", (block,), record_id=block.id)


@action
def record_drift(journal: Journal, now: datetime) -> ActionResult:
    """Record that attention drifted; the block stays as it is: running, paused or past its end."""
    block = _get_block_going_on(journal, now)
    block = block.copy_with(drifts=block.drifts + 1)
    phase_messages = {BlockPhase.PAUSED: "The block stays paused.", BlockPhase.RUNNING: "The block goes on."}
    drift_message = " ".join(
        filter(None, ("Saved: your attention drifted.", phase_messages.get(phase_at(block, now), "")))
    )
    return ActionResult(drift_message, (block,), record_id=block.id, undo_label="a drift.")


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
    ended_block = end_block(block, now, all_of_it=all_of_it)
    return ActionResult(f"Ended: {describe_block(ended_block, now)}.", (ended_block,), record_id=ended_block.id)


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
            raise CoachError(
                "The block is still running.", hint="coach focus stop ends it.", screen_hint="{focus.toggle} ends it."
            )
        if earlier := next((block for block in _sort_newest_first(journal) if not block.key), None):
            day = format_date(journal.settings.day_of(earlier.started_at), weekday=True)
            raise CoachError(
                f"There is no block to rate today; the last one is from {day}.",
                hint='coach focus felt 4 --at "yesterday" rates one of another day.',
                screen_hint="{focus.toggle} starts one.",
            )
        raise CoachError(
            "There is no block to rate.", hint="coach focus starts one.", screen_hint="{focus.toggle} starts one."
        )
    block = end_block(block, now).copy_with(felt=feeling, asked=True)
    rated_block = (
        f"{describe_block(block, now)} · felt {MOOD_NAMES[feeling]}" if feeling else describe_block(block, now)
    )
    rated_records: list[Record] = [block]
    if question_topic:
        rated_records.append(AdviceAnswer(topic=question_topic, at=now, day=journal.settings.day_of(now)))
    return ActionResult(f"Saved: {rated_block}.", tuple(rated_records), record_id=block.id)


@dataclass(frozen=True, slots=True)
class BlockChanges:
    """What to change of a block; None leaves it as it is.

    `minutes` are those of the whole block while it runs, and the time worked once it has ended.
    """

    kind: FocusKind | None = None
    minutes: int | None = None
    started: datetime | None = None
    ended: datetime | None = None
    intention: str | None = None


@action
def edit_block(journal: Journal, now: datetime, block_changes: BlockChanges, block_id: str = "") -> ActionResult:
    """Edit the running block, the newest one or that with `block_id`.

    Raises CoachError if it would end before it begins, lie in the future or begin before the block before it ended.
    """
    _check_length(block_changes.minutes)
    block = (journal.get_record(FocusBlock, block_id) if block_id else None) or get_newest_block(journal)
    place_now, now = now, with_fixed_offset(now)
    changed_fields: dict[str, Any] = {} if block_changes.kind is None else {"kind": block_changes.kind}
    if block_changes.intention is not None:
        changed_fields["intention"] = clean_typed_text(block_changes.intention)
    block_start = with_fixed_offset(block_changes.started) if block_changes.started else block.started_at
    deadline = block.deadline and block.deadline + (block_start - block.started_at)
    block_end = with_fixed_offset(block_changes.ended) if block_changes.ended else block.ended_at
    if block_changes.minutes is not None:
        block_length = timedelta(minutes=block_changes.minutes)
        if block.ended_at is None:
            changed_fields["form"], deadline = "timed", block_start + paused_time(block) + block_length
        elif not block_changes.ended:
            block_end = _find_end_of_work(block, block_start, block_length)
    if block_changes.ended and is_block_paused(block):
        changed_fields["pauses"] = _end_last_pause(block, with_fixed_offset(block_changes.ended))
    _validate_times(journal, block, block_start, block_end, now)
    block = block.copy_with(**changed_fields, started_at=block_start, deadline=deadline, ended_at=block_end)
    start_clock = f"{to_wall_time(block_start, place_now):%H:%M}"
    block_span = f"{start_clock}–{to_wall_time(block_end, place_now):%H:%M}" if block_end else f"since {start_clock}"
    day_of_block = journal.settings.day_of(block_start)
    block_span += (
        f" on {format_date(day_of_block, weekday=True)}" if day_of_block < journal.settings.day_of(now) else ""
    )
    return ActionResult(f"Changed: {describe_block(block, now)}, {block_span}.", (block,), record_id=block.id)


def _find_end_of_work(block: FocusBlock, block_start: datetime, block_length: timedelta) -> datetime:
    """Return when a block that begins at `block_start` has been worked on for so long, its pauses left out."""
    end_of_work, worked_since = block_start + block_length, block_start
    for pause in sorted(block.pauses, key=lambda pause: pause.start):
        pause_start = max(pause.start, worked_since)
        if pause.end and pause_start < end_of_work and pause_start < pause.end:
            end_of_work, worked_since = end_of_work + (pause.end - pause_start), pause.end
    return end_of_work


def find_unrated_block(journal: Journal, now: datetime) -> FocusBlock | None:
    """Return the block whose end has not been asked about: today's newest that ended or is past its deadline."""
    today = journal.settings.day_of(now)
    not_asked = (
        focus_block for focus_block in _sort_newest_first(journal) if not focus_block.asked and not focus_block.key
    )
    newest_unrated = next(
        (focus_block for focus_block in not_asked if phase_at(focus_block, now) in (BlockPhase.ENDED, BlockPhase.OVER)),
        None,
    )
    if newest_unrated is None:
        return None
    is_recent = (
        phase_at(newest_unrated, now) is BlockPhase.OVER or journal.settings.day_of(newest_unrated.started_at) == today
    )
    open_block = find_running_block(journal.list_records(FocusBlock))
    return newest_unrated if is_recent and (open_block is None or open_block.id == newest_unrated.id) else None


def _find_last_ended_block(journal: Journal, now: datetime) -> FocusBlock | None:
    """Return today's newest block if it has ended, else None."""
    newest = next((block for block in _sort_newest_first(journal) if not block.key), None)
    is_ended = newest is not None and newest.ended_at is not None
    return (
        newest
        if newest and is_ended and journal.settings.day_of(newest.started_at) == journal.settings.day_of(now)
        else None
    )


def get_block_of_day(journal: Journal, at: datetime) -> FocusBlock:
    """Return the newest block of the day of `at`. Raises CoachError if there is none."""
    day_of, block_day = journal.settings.day_of, journal.settings.day_of(at)
    newest_blocks = _sort_newest_first(journal)
    block_of_day = next(
        (block for block in newest_blocks if day_of(block.started_at) == block_day and not block.key), None
    )
    if block_of_day is None:
        named_day = format_date(block_day, weekday=True, year=True)
        raise CoachError(f"{named_day} has no block.", hint='coach focus 25 --at "yesterday 14:00" logs one.')
    return block_of_day


def last_focus_kind(journal: Journal) -> FocusKind:
    """Return the kind of the newest block, or messages."""
    newest_blocks = _sort_newest_first(journal)
    return newest_blocks[0].kind if newest_blocks else "messages"


@cached_by(FocusBlock)
def _sort_newest_first(journal: Journal) -> tuple[FocusBlock, ...]:
    return tuple(
        sorted(
            journal.list_records(FocusBlock),
            key=lambda focus_block: (focus_block.started_at, focus_block.id),
            reverse=True,
        )
    )


def describe_block(block: FocusBlock, now: datetime) -> str:
    """Return "messages · 25 min · drifted 1"."""
    block_facts = [format_kind(block.kind), f"{round_to_minutes(counted_time(block, now))} min"]
    if block.drifts:
        block_facts.append(f"drifted {block.drifts}")
    return " · ".join(block_facts)


def _format_deadline(block: FocusBlock, now: datetime) -> str:
    """Return ", until 14:25" by the clocks where one is, or "" without a deadline."""
    return f", until {to_wall_time(block.deadline, now):%H:%M}" if block.deadline else ""


def _check_length(minutes: int | None) -> None:
    if minutes is not None and not 1 <= minutes <= 600:
        raise InvalidInput(f"A block is 1 to 600 minutes long, not {minutes}.", hint="25 minutes is a good length.")


def _get_open_block(journal: Journal, now: datetime) -> FocusBlock:
    """Return the running block. Raises CoachError if none is, or if it began later than `now`, a past time."""
    block = find_running_block(journal.list_records(FocusBlock))
    if block is None:
        raise CoachError(
            "No block is running.", hint="coach focus starts one.", screen_hint="{focus.toggle} starts one."
        )
    if now < block.started_at:
        block_date = format_date(block.started_at, weekday=True)
        raise InvalidInput(
            "The block had not begun then.", hint=f"It began at {block.started_at:%H:%M} on {block_date}."
        )
    return block


def _get_block_going_on(journal: Journal, now: datetime) -> FocusBlock:
    """Return the running block. Raises CoachError for one of an earlier day that is over: its time is that day's."""
    block, day_of = _get_open_block(journal, now), journal.settings.day_of
    if day_of(block.started_at) < day_of(now) and phase_at(block, now) is BlockPhase.OVER:
        counted_time_text = format_counted_time(block, now)
        raise CoachError(
            f"The block of {format_date(day_of(block.started_at), weekday=True)} is over; {counted_time_text}.",
            hint="coach focus stop ends it.",
            screen_hint="{focus.toggle} ends it.",
        )
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
    not_counted_since = end_of_counted_time(block, now)
    return (
        block.copy_with(pauses=(*block.pauses, Pause(start=not_counted_since, end=now)))
        if now - not_counted_since > SEAMLESS_EXTENSION_WITHIN
        else block
    )


def get_newest_block(journal: Journal) -> FocusBlock:
    """Return the running block, else the one that began last. Raises CoachError if there is none."""
    newest_block = find_running_block(journal.list_records(FocusBlock)) or max(
        journal.list_records(FocusBlock), key=lambda focus_block: focus_block.started_at, default=None
    )
    if newest_block is None:
        raise CoachError("There is no block to change.", hint="coach focus starts one.")
    return newest_block


def _validate_times(
    journal: Journal, block: FocusBlock, block_start: datetime, block_end: datetime | None, now: datetime
) -> None:
    if block_start > now or (block_end and block_end > now):
        raise InvalidInput("That time is still to come.", hint="A block can't begin or end later than now.")
    if block_end and block_end < block_start:
        start_clock, end_clock = to_wall_time(block_start, now), to_wall_time(block_end, now)
        end_day = f" on {format_date(end_clock.date(), weekday=True)}" if end_clock.date() != start_clock.date() else ""
        raise InvalidInput(
            f"The block begins at {start_clock:%H:%M}, and {end_clock:%H:%M}{end_day} is before that.",
            hint="Give both times: --start 10:05 --end 10:30.",
        )
    earlier_blocks = (
        other_block
        for other_block in journal.list_records(FocusBlock)
        if other_block.id != block.id and other_block.ended_at and other_block.started_at <= block.started_at
    )
    end_of_block_before = max(
        (other_block.ended_at for other_block in earlier_blocks if other_block.ended_at), default=None
    )
    if end_of_block_before and block_start < end_of_block_before and block_start < block.started_at:
        raise InvalidInput(
            f"The block before it ended at {to_wall_time(end_of_block_before, now):%H:%M}.",
            hint="This one can begin then, or later.",
        )


def end_block(block: FocusBlock, now: datetime, *, all_of_it: bool = False) -> FocusBlock:
    """Return `block` ended now, or at the moment from which time no longer counts."""
    if block.ended_at is not None:
        return block
    block_end = max(
        now if all_of_it and not is_block_paused(block) else end_of_counted_time(block, now), block.started_at
    )
    pauses = block.pauses
    if is_block_paused(block):
        pauses = _end_last_pause(block, max(block_end, pauses[-1].start))
    return block.copy_with(ended_at=block_end, pauses=pauses)


BREAK_PLACES: dict[str, str] = {"away": "away from the screen", "screen": "at the screen"}
"""What a break may be, as stored and as said."""


@action
def rate_chore(journal: Journal, now: datetime, chore_rating: int, block_id: str = "") -> ActionResult:
    """Say how much the block felt like a chore, 1 not at all … 5 very much. Raises InvalidInput."""
    if not 1 <= chore_rating <= 5:
        raise InvalidInput(
            f"Rate how much of a chore it was from 1 to 5, not {chore_rating}.", hint="1 not at all, 5 very much."
        )
    block = _find_block(journal, block_id).copy_with(chore=chore_rating)
    return ActionResult(f"Saved: how much of a chore it was, {chore_rating} of 5.", (block,), record_id=block.id)


@action
def begin_break(journal: Journal, now: datetime, break_kind: str, block_id: str = "") -> ActionResult:
    """Begin the break after a block, now, "away" or "screen". Raises InvalidInput for another kind."""
    if break_kind not in BREAK_PLACES:
        raise InvalidInput(
            'A break is "away" (from the screen) or "screen" (at the screen).', hint="coach focus break away"
        )
    block = _find_block(journal, block_id)
    break_until = with_fixed_offset(now) + compute_break(block, journal.settings, now)
    return ActionResult(
        f"Break {BREAK_PLACES[break_kind]}, until {to_wall_time(break_until, now):%H:%M}.",
        (block.copy_with(rest=break_kind, rest_until=break_until),),
        record_id=block.id,
    )


def _find_block(journal: Journal, block_id: str) -> FocusBlock:
    """Return the block with that id, or the one that ended last."""
    ended_blocks = (
        ended_block
        for ended_block in journal.list_records(FocusBlock)
        if ended_block.ended_at is not None and not ended_block.key
    )
    block = (
        journal.get_record(FocusBlock, block_id)
        if block_id
        else max(ended_blocks, key=lambda ended_block: ended_block.started_at, default=None)
    )
    if block is None or block.ended_at is None:
        raise CoachError(
            "There is no block to rate.", hint="coach focus starts one.", screen_hint="{focus.toggle} starts one."
        )
    return block
