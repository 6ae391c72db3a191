"""Each day's moods and six yes-or-no markers, as the statistics read them.

A marker is left out of the days on which it is not known: before the first block nobody can tell whether a limit was
kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time

from coach.advice.hours import within
from coach.advice.patterns import MARKERS, Entry
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.domain.focus import FOREVER, NETWORKING, Block, count_minutes, time_by_day
from coach.domain.goal import Goal
from coach.domain.mood import Mood
from coach.domain.outreach import Message
from coach.domain.settings import Settings


def entries(book: Book) -> tuple[Entry, ...]:
    """Return every mood as (day ordinal, hour, value)."""
    return book.derive(_entries, Mood, Settings)


def markers(book: Book) -> dict[str, dict[int, int]]:
    """Return the six markers of every day with a mood: 1 it was so, 0 it was not, left out where unknown."""
    return book.derive(_markers, Mood, Block, Message, Goal, Settings)


def question(book: Book) -> str | None:
    """Return the marker that the person asks about, or None."""
    return book.settings.question if book.settings.question in MARKERS else None


def moods_by_day(book: Book) -> dict[int, tuple[int, ...]]:
    """Return day ordinal → the values of that day."""
    return book.derive(_moods_by_day, Mood, Settings)


def day_number(at: datetime, ends: time) -> int:
    """Return the ordinal of the day that `at` belongs to."""
    return day_of(at, ends).toordinal()


def _entries(book: Book) -> tuple[Entry, ...]:
    ends = book.settings.day_ends
    return tuple((day_number(m.at, ends), m.at.hour + m.at.minute / 60, float(m.value)) for m in book.all(Mood))


def _moods_by_day(book: Book) -> dict[int, tuple[int, ...]]:
    days: dict[int, list[int]] = defaultdict(list)
    ends = book.settings.day_ends
    for mood in book.all(Mood):
        days[day_number(mood.at, ends)].append(mood.value)
    return {day: tuple(days[day]) for day in sorted(days)}


def _markers(book: Book) -> dict[str, dict[int, int]]:
    settings = book.settings
    ends, limit = settings.day_ends, settings.limit_minutes
    days = sorted({day for day, _, _ in entries(book)})
    spent = time_by_day(book.all(Block), FOREVER, ends)
    minutes = {day.toordinal(): count_minutes(kinds, NETWORKING) for day, kinds in spent.items()}
    late, away, blocked = set[int](), set[int](), set[int]()
    for block in book.all(Block):
        day = day_number(block.started_at, ends)
        blocked.add(day)
        if block.kind in NETWORKING and within(settings, block.started_at) is False:
            late.add(day)
        if block.rest == "away":
            away.add(day)
    answered, spoke, wrote = set[int](), set[int](), set[int]()
    for event in book.all(Message):
        day = day_number(event.at, ends)
        if event.direction == "in" and event.kind in ("message", "meeting"):
            answered.add(day)
        if event.direction != "own" and (event.kind == "meeting" or event.channel in ("phone", "in person")):
            spoke.add(day)
        wrote.add(day)
    goals: dict[int, int] = {}
    for goal in book.all(Goal):
        day = goal.day.toordinal()
        goals[day] = max(goals.get(day, 0), int(goal.state == "done"))
    in_log, in_focus = _since(days, wrote), _since(days, blocked)
    return {
        "over_limit": {day: int(minutes.get(day, 0) > limit) for day in in_focus} if limit else {},
        "after_hours": _sides(in_focus, late) if settings.hours else {},
        "screen_free_break": _sides((day for day in days if day in blocked), away),
        "reply": _sides(in_log, answered),
        "goal_done": {day: goals[day] for day in days if day in goals},
        "voice": _sides(in_log, spoke),
    }


def _since(days: list[int], known: set[int]) -> list[int]:
    """Return the days from the first of `known` on: before it, nobody can tell."""
    first = min(known, default=None)
    return [] if first is None else [day for day in days if day >= first]


def _sides(days: Iterable[int], having: set[int]) -> dict[int, int]:
    return {day: int(day in having) for day in days}
