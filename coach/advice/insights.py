"""Insights: the days of a book as `coach.advice.patterns` wants them, and what a look at them has just told.

A look happens in few weeks of a year, so on all other days the facts here cost one comparison of dates. For
two weeks after a look the coach may say, once, what is new.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache

from coach.advice.hours import within
from coach.advice.patterns import (
    DAYS_TO_START,
    Entry,
    Markers,
    Pattern,
    Told,
    look_days,
    progress,
    told_so_far,
)
from coach.advice.scene import Scene, Value, fact
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.domain.focus import NETWORKING, Block, counted
from coach.domain.goal import Goal
from coach.domain.mood import Mood
from coach.domain.outreach import Message
from coach.domain.settings import Settings

TOLD_FOR = 14
"""Days after a look in which its news may be said."""
_Frozen = tuple[tuple[str, tuple[tuple[int, int], ...]], ...]


@dataclass(frozen=True, slots=True)
class News:
    """What the newest look changed: a pattern newly told, one taken back, or a question still without answer."""

    told: Pattern | None = None
    withdrawn: Pattern | None = None
    unanswered: bool = False


@fact("yes or no")
def insight_ready(scene: Scene) -> Value:
    """A look in the last two weeks told a pattern for the first time, or took one back.
    Unknown before the first look, ten weeks after the first mood."""
    if _last_look(scene) is None:
        return None
    found = scene.once(news)
    return bool(found.told or found.withdrawn)


@fact("yes or no")
def insight_candidate(scene: Scene) -> Value:
    """The person asked a question of their own, and there are too few days to answer it, or a look in the last
    two weeks found nothing. Unknown without a question or without a mood."""
    if not scene.settings.question or not scene.moods:
        return None
    if _last_look(scene) is None:
        return True
    return scene.once(news).unanswered


def days_so_far(scene: Scene) -> tuple[int, int]:
    """Return how many days are rated, and the about 70 that the first look waits for."""
    return progress(entries(scene.book)) if scene.moods else (0, DAYS_TO_START)


def entries(book: Book) -> tuple[Entry, ...]:
    """Return every mood as (day ordinal, hour, value)."""
    return book.derive(_entries, Mood, Settings)


def markers(book: Book) -> dict[str, dict[int, int]]:
    """Return the six markers of every day with a mood: 1 it was so, 0 it was not, left out where unknown."""
    return book.derive(_markers, Mood, Block, Message, Goal, Settings)


def news(scene: Scene) -> News:
    """Return what the look of the last two weeks changed; nothing at any other time."""
    look = _last_look(scene)
    if look is None or scene.today.toordinal() - look >= TOLD_FOR:
        return News()
    known = markers(scene.book)
    frozen = tuple((name, tuple(days.items())) for name, days in known.items())
    question = scene.settings.question if scene.settings.question in known else None
    now, before = _told(entries(scene.book), frozen, look, question)
    old = {pattern.name for pattern in before.standing}
    fresh = [pattern for pattern in now.standing if pattern.name not in old]
    told = min(fresh, key=lambda p: (p.name != question, p.p, p.name), default=None)
    withdrawn = now.withdrawn[0] if now.withdrawn else None
    standing = {pattern.name for pattern in now.standing}
    return News(told, withdrawn, question is not None and question not in standing)


def _last_look(scene: Scene) -> int | None:
    """Return the ordinal of the newest look up to today, or None before the first."""
    first = scene.book.derive(_first_mood, Mood, Settings)
    looks = look_days(first, scene.today.toordinal()) if first else ()
    return looks[-1] if looks else None


@lru_cache(maxsize=2)
def _told(rows: tuple[Entry, ...], known: _Frozen, look: int, question: str | None) -> tuple[Told, Told]:
    """Return what stands at the look and what stood on the day before it."""
    found: Markers = {name: dict(days) for name, days in known}
    return told_so_far(rows, found, look, question), told_so_far(rows, found, look - 1, question)


def _first_mood(book: Book) -> int:
    first = min(book.all(Mood), key=lambda m: m.at, default=None)
    return _ordinal(first.at, book.settings.day_ends) if first else 0


def _entries(book: Book) -> tuple[Entry, ...]:
    ends = book.settings.day_ends
    return tuple((_ordinal(m.at, ends), m.at.hour + m.at.minute / 60, float(m.value)) for m in book.all(Mood))


def _markers(book: Book) -> dict[str, dict[int, int]]:
    settings = book.settings
    days = sorted({day for day, _, _ in entries(book)})
    minutes: dict[int, float] = defaultdict(float)
    late, away, blocked = set[int](), set[int](), set[int]()
    for block in book.all(Block):
        day = _ordinal(block.started_at, settings.day_ends)
        blocked.add(day)
        if block.kind in NETWORKING:
            minutes[day] += (
                counted(block, block.ended_at or block.deadline or block.started_at).total_seconds() / 60
            )
            if within(settings, block.started_at) is False:
                late.add(day)
        if block.rest == "away":
            away.add(day)
    answered, spoke, wrote = set[int](), set[int](), set[int]()
    for event in book.all(Message):
        day = _ordinal(event.at, settings.day_ends)
        if event.direction == "in" and event.kind in ("message", "meeting"):
            answered.add(day)
        if event.direction != "own" and (event.kind == "meeting" or event.channel in ("phone", "in person")):
            spoke.add(day)
        wrote.add(day)
    goals: dict[int, int] = {}
    for goal in book.all(Goal):
        day = goal.day.toordinal()
        goals[day] = max(goals.get(day, 0), int(goal.state == "done"))
    in_log = [day for day in days if wrote and day >= min(wrote)]
    in_focus = [day for day in days if blocked and day >= min(blocked)]
    limit = settings.limit_minutes
    return {
        "over_limit": {day: int(minutes[day] > limit) for day in in_focus} if limit else {},
        "after_hours": _sides(in_focus, late) if settings.hours else {},
        "screen_free_break": _sides((day for day in days if day in blocked), away),
        "reply": _sides(in_log, answered),
        "goal_done": {day: goals[day] for day in days if day in goals},
        "voice": _sides(in_log, spoke),
    }


def _sides(days: Iterable[int], having: set[int]) -> dict[int, int]:
    return {day: int(day in having) for day in days}


def _ordinal(at: datetime, ends: time) -> int:
    return day_of(at, ends).toordinal()
