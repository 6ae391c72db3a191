"""Facts about networking minutes, hours, breaks, and how blocks felt.

A block belongs to the day on which it began. Its minutes are counted by `coach.domain.focus`."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime, timedelta

from coach.advice.hours import within
from coach.advice.scene import Scene, Value, fact
from coach.domain.focus import (
    FEED,
    NETWORKING,
    Block,
    block_on_break,
    by_kind,
    count_minutes,
    left,
    running,
    time_by_day,
)

_OVERTIME = timedelta(minutes=5)
"""Time past the deadline for which somebody may still be sitting there."""
_NEVER_ENDS = timedelta(hours=6)
"""A free block older than this was forgotten, not worked on."""


@fact("yes or no")
def outside_hours(scene: Scene) -> Value:
    """Now lies outside the networking hours. Unknown if no hours are set."""
    inside = within(scene.settings, scene.now)
    return None if inside is None else not inside


@fact("yes or no")
def hours_set(scene: Scene) -> Value:
    """The person has set networking hours. Always known."""
    return bool(scene.settings.hours)


@fact("yes or no")
def session_running(scene: Scene) -> Value:
    """A networking block is running, up to five minutes past its deadline. Always known."""
    block = running(scene.blocks)
    return block is not None and block.kind in NETWORKING and _attended(block, scene.now)


@fact("minutes")
def minutes_today(scene: Scene) -> Value:
    """Networking minutes of today, the running block included. Always known."""
    return _minutes(scene, NETWORKING)


@fact("minutes")
def limit_minutes(scene: Scene) -> Value:
    """The person's daily limit. Unknown when it is set to 0, which means none."""
    return scene.settings.limit_minutes or None


@fact("minutes")
def minutes_over(scene: Scene) -> Value:
    """Minutes past the limit; negative while some are left. Unknown without a limit."""
    limit = scene.settings.limit_minutes
    return _minutes(scene, NETWORKING) - limit if limit else None


@fact("minutes")
def feed_minutes_today(scene: Scene) -> Value:
    """Minutes of today in blocks of reading and searching. Always known."""
    return _minutes(scene, FEED)


@fact("minutes")
def feed_allowance(scene: Scene) -> Value:
    """The person's allowance for reading and searching. Unknown when it is set to 0, which means none."""
    return scene.settings.feed_minutes or None


@fact("minutes")
def reading_minutes_today(scene: Scene) -> Value:
    """Minutes of today in blocks of reading. Always known."""
    return _minutes(scene, {"read"})


@fact("days")
def after_hours_days_7(scene: Scene) -> Value:
    """Days of the last 7 with networking outside the hours. Unknown if no hours are set."""
    if not scene.settings.hours:
        return None
    times = [b.started_at for b in _blocks_7(scene)]
    times += [m.at for m in scene.mail(7) if m.direction == "out" and not m.whole_day]
    return len({scene.day(at) for at in times if not within(scene.settings, at)})


@fact("days")
def active_days_7(scene: Scene) -> Value:
    """Days of the last 7 with any networking: a block, or a message out. Always known."""
    times = [b.started_at for b in _blocks_7(scene)]
    times += [m.at for m in scene.mail(7) if m.direction == "out"]
    return len({scene.day(at) for at in times})


@fact("1–5")
def chore_today(scene: Scene) -> Value:
    """How much a block of today felt like a chore, the newest answer. Unknown if it was not asked today."""
    answers = (b.chore for b in reversed(scene.blocks) if b.chore and scene.day(b.started_at) == scene.today)
    return next(answers, None)


@fact("answers")
def chore_high_5(scene: Scene) -> Value:
    """Of the last 5 answers within 30 days, how many called it a chore (4 or 5). Unknown without one."""
    answers = [b.chore for b in scene.blocks if b.chore and scene.within(b.started_at, 30)][-5:]
    return sum(1 for answer in answers if answer >= 4) if answers else None


@fact("minutes")
def focus_run_minutes(scene: Scene) -> Value:
    """Minutes of focus of any kind since the last break, 0 once a break has been taken. Always known.
    A gap as long as the person's break is a break, said or unsaid."""
    gap = timedelta(minutes=scene.settings.break_minutes)
    edge, run = scene.now, list[Block]()
    for block in reversed(scene.blocks):
        end = block.ended_at or (scene.now if _attended(block, scene.now) else block.deadline or block.started_at)
        if edge - end >= gap or block.rest:
            break
        run.append(block)
        edge = block.started_at
    return count_minutes(by_kind(run, scene.now))


@fact("yes or no")
def on_break(scene: Scene) -> Value:
    """A break was begun after the last block and is not over. Always known."""
    return block_on_break(scene.blocks, scene.now) is not None


@fact("breaks")
def breaks_on_screen_3(scene: Scene) -> Value:
    """Of the last 3 breaks that were named, how many were on a screen. Unknown without one."""
    last = [b.rest for b in scene.blocks if b.rest][-3:]
    return last.count("screen") if last else None


def minutes_left(scene: Scene) -> int | None:
    """Return the networking minutes left today, at least 0; None without a limit."""
    limit = scene.settings.limit_minutes
    return max(0, limit - _minutes(scene, NETWORKING)) if limit else None


def _minutes(scene: Scene, kinds: Container[str]) -> int:
    # yesterday's blocks too: one of them may cover minutes of the first block of today
    days = time_by_day(_since(scene, 2), scene.now, scene.settings.day_ends)
    return count_minutes(days.get(scene.today, {}), kinds)


def _blocks_7(scene: Scene) -> list[Block]:
    return [b for b in _since(scene, 7) if b.kind in NETWORKING]


def _since(scene: Scene, days: int) -> list[Block]:
    """Return the blocks of the last `days` days, today included, newest first."""
    found = []
    for block in reversed(scene.blocks):
        ago = scene.ago(scene.day(block.started_at))
        if ago > days:  # a day's slack, because blocks from two zones may stand out of order by a day
            break
        if 0 <= ago < days:
            found.append(block)
    return found


def _attended(block: Block, now: datetime) -> bool:
    """Tell whether somebody may still be sitting at a block that has not ended."""
    if block.ended_at is not None:
        return False
    span = left(block, now)
    return span > -_OVERTIME if span is not None else now - block.started_at < _NEVER_ENDS
