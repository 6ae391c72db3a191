"""Insights: what the newest look of `coach.advice.patterns` at the person's days has just told.

A look happens in few weeks of a year, so on all other days the facts here cost one comparison of dates. For
two weeks after a look the coach may say, once, what is new.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from coach.advice.markers import day_number, entries, markers
from coach.advice.patterns import DAYS_TO_START, Entry, Markers, Pattern, Told, look_days, progress, told_so_far
from coach.advice.scene import Scene, Value, fact
from coach.domain.book import Book
from coach.domain.mood import Mood
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
    return day_number(first.at, book.settings.day_ends) if first else 0
