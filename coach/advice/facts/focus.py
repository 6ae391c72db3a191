"""Facts about networking minutes, hours, breaks, and how blocks felt."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import datetime, timedelta

from coach.advice.facts.fact_context import FactContext, FactValue, register_fact
from coach.domain.focus import (
    FEED_KINDS,
    NETWORKING_KINDS,
    FocusBlock,
    count_minutes,
    find_block_on_break,
    find_running_block,
    remaining_time,
    sum_time_by_kind,
    sum_time_of_days,
)
from coach.domain.networking_hours import is_within_hours

CHORE_FROM = 4
"""From this answer of five on it felt like a chore."""
_OVERTIME_ALLOWED = timedelta(minutes=5)
"""Time past the deadline for which somebody may still be sitting there."""
_FORGOTTEN_AFTER = timedelta(hours=6)
"""A free block older than this was forgotten, not worked on."""


@register_fact("yes or no")
def outside_hours(context: FactContext) -> FactValue:
    """Now lies outside the networking hours. Unknown if no hours are set."""
    inside = is_within_hours(context.settings, context.now)
    return None if inside is None else not inside


@register_fact("yes or no")
def session_running(context: FactContext) -> FactValue:
    """A networking block is running, up to five minutes past its deadline. Always known."""
    block = find_running_block(context.blocks)
    return block is not None and block.kind in NETWORKING_KINDS and _is_attended(block, context.now)


@register_fact("minutes")
def minutes_today(context: FactContext) -> FactValue:
    """Networking minutes of today, the running block included. Always known."""
    return _minutes_of_today(context, NETWORKING_KINDS)


@register_fact("minutes")
def limit_minutes(context: FactContext) -> FactValue:
    """The person's daily limit. Unknown when it is set to 0, which means none."""
    return context.settings.limit_minutes or None


@register_fact("minutes")
def minutes_over(context: FactContext) -> FactValue:
    """Minutes past the limit; negative while some are left. Unknown without a limit."""
    limit = context.settings.limit_minutes
    return _minutes_of_today(context, NETWORKING_KINDS) - limit if limit else None


@register_fact("minutes")
def feed_minutes_today(context: FactContext) -> FactValue:
    """Minutes of today in blocks of reading and searching. Always known."""
    return _minutes_of_today(context, FEED_KINDS)


@register_fact("minutes")
def feed_allowance(context: FactContext) -> FactValue:
    """The person's allowance for reading and searching. Unknown when it is set to 0, which means none."""
    return context.settings.feed_minutes or None


@register_fact("minutes")
def reading_minutes_today(context: FactContext) -> FactValue:
    """Minutes of today in blocks of reading. Always known."""
    return _minutes_of_today(context, {"read"})


@register_fact("days")
def after_hours_days_7(context: FactContext) -> FactValue:
    """Days of the last 7 with networking outside the hours. Unknown if no hours are set."""
    if not context.settings.hours:
        return None
    times = [b.started_at for b in _blocks_of_week(context)]
    times += [m.at for m in context.events_of_last_days(7) if m.direction == "out" and not m.whole_day]
    return len({context.settings.day_of(at) for at in times if not is_within_hours(context.settings, at)})


@register_fact("days")
def active_days_7(context: FactContext) -> FactValue:
    """Days of the last 7 with any networking: a block, or a message out. Always known."""
    times = [b.started_at for b in _blocks_of_week(context)]
    times += [m.at for m in context.events_of_last_days(7) if m.direction == "out"]
    return len({context.settings.day_of(at) for at in times})


@register_fact("1–5")
def chore_today(context: FactContext) -> FactValue:
    """How much a block of today felt like a chore, the newest answer. Unknown if it was not asked today."""
    answers = (
        b.chore for b in reversed(context.blocks) if b.chore and context.settings.day_of(b.started_at) == context.today
    )
    return next(answers, None)


@register_fact("answers")
def chore_high_5(context: FactContext) -> FactValue:
    """Of the last 5 answers within 30 days, how many called it a chore (4 or 5). Unknown without one."""
    answers = list_chore_answers(context, 30)
    return count_chores(answers) if answers else None


@register_fact("minutes")
def focus_run_minutes(context: FactContext) -> FactValue:
    """Minutes of focus of any kind since the last break, 0 once a break has been taken. Always known.
    A gap as long as the person's break is a break, said or unsaid."""
    gap = timedelta(minutes=context.settings.break_minutes)
    edge, run = context.now, list[FocusBlock]()
    for block in reversed(context.blocks):
        end = block.ended_at or (
            context.now if _is_attended(block, context.now) else block.deadline or block.started_at
        )
        if edge - end >= gap or block.rest:
            break
        run.append(block)
        edge = block.started_at
    return count_minutes(sum_time_by_kind(run, context.now))


@register_fact("yes or no")
def on_break(context: FactContext) -> FactValue:
    """A break was begun after the last block and is not over. Always known."""
    return find_block_on_break(context.blocks, context.now) is not None


def list_chore_answers(context: FactContext, days: int) -> list[int]:
    """Return the last five answers (1 to 5) of the last `days` days to whether networking felt like a chore."""
    return [b.chore for b in context.blocks if b.chore and context.is_within_days(b.started_at, days)][-5:]


def count_chores(answers: Iterable[int]) -> int:
    """Return how many answers called it a chore."""
    return sum(1 for answer in answers if answer >= CHORE_FROM)


def networking_minutes_left(context: FactContext) -> int | None:
    """Return the networking minutes left today, at least 0; None without a limit."""
    limit = context.settings.limit_minutes
    return max(0, limit - _minutes_of_today(context, NETWORKING_KINDS)) if limit else None


def _minutes_of_today(context: FactContext, kinds: Container[str]) -> int:
    return count_minutes(context.compute_once(_time_of_today), kinds)


def _time_of_today(context: FactContext) -> Mapping[str, timedelta]:
    day = context.today
    return sum_time_of_days(context.blocks, context.now, context.settings.day_ends, day, day).get(day, {})


def _blocks_of_week(context: FactContext) -> list[FocusBlock]:
    return [b for b in _blocks_of_last_days(context, 7) if b.kind in NETWORKING_KINDS]


def _blocks_of_last_days(context: FactContext, days: int) -> list[FocusBlock]:
    """Return the blocks of the last `days` days, today included, newest first."""
    found = []
    for block in reversed(context.blocks):
        ago = context.days_since(context.settings.day_of(block.started_at))
        if ago > days:  # a day's slack, because blocks from two zones may stand out of order by a day
            break
        if 0 <= ago < days:
            found.append(block)
    return found


def _is_attended(block: FocusBlock, now: datetime) -> bool:
    """Tell whether somebody may still be sitting at a block that has not ended."""
    if block.ended_at is not None:
        return False
    span = remaining_time(block, now)
    return span > -_OVERTIME_ALLOWED if span is not None else now - block.started_at < _FORGOTTEN_AFTER
