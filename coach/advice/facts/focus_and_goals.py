"""Facts about focus and goals: networking minutes, hours, breaks, how blocks felt, and how the last goals went."""

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

FEED_GOAL_KINDS = frozenset({"learn", "jobs", "rest"})
"""Kinds of goals that are done by reading or searching, or by neither of them."""
CHORE_FROM = 4
"""From this answer of five on it felt like a chore."""
_ATTENDED_OVERTIME = timedelta(minutes=5)
"""Time past the deadline for which somebody may still be sitting there."""
_FREE_BLOCK_FORGOTTEN_AFTER = timedelta(hours=6)
"""A free block older than this was forgotten, not worked on."""


@register_fact("yes or no")
def outside_hours(context: FactContext) -> FactValue:
    """Now lies outside the networking hours. Unknown if no hours are set."""
    is_inside_hours = is_within_hours(context.settings, context.now)
    return None if is_inside_hours is None else not is_inside_hours


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
    networking_times = [block.started_at for block in _networking_blocks_of_week(context)]
    sent_messages = (message for message in context.messages_of_last_days(7) if message.direction == "out")
    networking_times += [message.at for message in sent_messages if not message.whole_day]
    late_times = (at for at in networking_times if not is_within_hours(context.settings, at))
    return len(set(map(context.settings.day_of, late_times)))


@register_fact("days")
def active_days_7(context: FactContext) -> FactValue:
    """Days of the last 7 with any networking: a block, or a message out. Always known."""
    networking_times = [block.started_at for block in _networking_blocks_of_week(context)]
    networking_times += [message.at for message in context.messages_of_last_days(7) if message.direction == "out"]
    return len(set(map(context.settings.day_of, networking_times)))


@register_fact("1–5")
def chore_today(context: FactContext) -> FactValue:
    """How much a block of today felt like a chore, the newest answer. Unknown if it was not asked today."""
    chore_answers = (
        block.chore
        for block in reversed(context.blocks)
        if block.chore and context.settings.day_of(block.started_at) == context.today
    )
    return next(chore_answers, None)


@register_fact("answers")
def chore_high_5(context: FactContext) -> FactValue:
    """Of the last 5 answers within 30 days, how many called it a chore (4 or 5). Unknown without one."""
    answers = list_chore_answers(context, 30)
    return count_chores(answers) if answers else None


@register_fact("minutes")
def focus_run_minutes(context: FactContext) -> FactValue:
    """Minutes of focus of any kind since the last break, 0 once a break has been taken. Always known.
    A gap as long as the person's break is a break, said or unsaid."""
    shortest_break = timedelta(minutes=context.settings.break_minutes)
    later_start, blocks_of_run = context.now, list[FocusBlock]()
    for block in reversed(context.blocks):
        block_end = block.ended_at or (
            context.now if _is_attended(block, context.now) else block.deadline or block.started_at
        )
        if later_start - block_end >= shortest_break or block.rest:
            break
        blocks_of_run.append(block)
        later_start = block.started_at
    return count_minutes(sum_time_by_kind(blocks_of_run, context.now))


@register_fact("yes or no")
def on_break(context: FactContext) -> FactValue:
    """A break was begun after the last block and is not over. Always known."""
    return find_block_on_break(context.blocks, context.now) is not None


@register_fact("yes or no")
def goal_today(context: FactContext) -> FactValue:
    """A goal is set for today, whatever became of it. Always known."""
    return any(goal.day == context.today for goal in context.goals)


@register_fact("yes or no")
def goal_done_today(context: FactContext) -> FactValue:
    """A goal of today is done. Always known."""
    return any(goal.day == context.today and goal.state == "done" for goal in context.goals)


@register_fact("yes or no")
def goal_to_do(context: FactContext) -> FactValue:
    """A goal of today is open that is not itself about reading, searching or rest. Always known."""
    return any(
        goal.day == context.today and goal.state == "open" and goal.kind not in FEED_GOAL_KINDS
        for goal in context.goals
    )


@register_fact("days with a goal")
def unfinished_goals_3(context: FactContext) -> FactValue:
    """Of the last 3 days before today that had a goal, at most 14 days back, how many ended without it done.
    Unknown without such a day."""
    done_by_days_ago: dict[int, bool] = {}
    for goal in context.goals:
        days_ago = context.days_since(goal.day)
        if 1 <= days_ago <= 14:
            done_by_days_ago[days_ago] = done_by_days_ago.get(days_ago, False) or goal.state == "done"
    last_goal_days = [done_by_days_ago[days_ago] for days_ago in sorted(done_by_days_ago)[:3]]
    return last_goal_days.count(False) if last_goal_days else None


def list_chore_answers(context: FactContext, days: int) -> list[int]:
    """Return the last five answers (1 to 5) of the last `days` days to whether networking felt like a chore."""
    return [block.chore for block in context.blocks_of_last_days(days) if block.chore][-5:]


def count_chores(answers: Iterable[int]) -> int:
    """Return how many answers called it a chore."""
    return sum(1 for answer in answers if answer >= CHORE_FROM)


def networking_minutes_left(context: FactContext) -> int | None:
    """Return the networking minutes left today, at least 0; None without a limit."""
    limit = context.settings.limit_minutes
    return max(0, limit - _minutes_of_today(context, NETWORKING_KINDS)) if limit else None


def _minutes_of_today(context: FactContext, focus_kinds: Container[str]) -> int:
    return count_minutes(context.compute_once(_time_of_today), focus_kinds)


def _time_of_today(context: FactContext) -> Mapping[str, timedelta]:
    today = context.today
    return sum_time_of_days(context.blocks, context.now, context.settings.day_ends, today, today).get(today, {})


def _networking_blocks_of_week(context: FactContext) -> list[FocusBlock]:
    return [block for block in context.blocks_of_last_days(7) if block.kind in NETWORKING_KINDS]


def _is_attended(block: FocusBlock, now: datetime) -> bool:
    """Tell whether somebody may still be sitting at a block that has not ended."""
    if block.ended_at is not None:
        return False
    time_left = remaining_time(block, now)
    if time_left is None:
        return now - block.started_at < _FREE_BLOCK_FORGOTTEN_AFTER
    return time_left > -_ATTENDED_OVERTIME
