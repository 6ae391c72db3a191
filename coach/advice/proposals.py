"""Three small changes for next week, proposed from what the last one holds, and which week that is.

Each proposal says what logged data it rests on. Where there is none, small goals from the catalogue fill up. The same
records give the same proposals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from coach.advice.facts_focus import after_hours_days_7
from coach.advice.goals import REST, pick
from coach.advice.people import named_as_nice, people
from coach.advice.scene import Scene
from coach.advice.series import Felt, means
from coach.advice.waiting import waiting
from coach.domain.asked import Review
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.domain.focus import KINDS, NETWORKING, count_minutes, time_by_day
from coach.domain.mood import NAMES
from coach.domain.rounding import round_half_up
from coach.domain.wording import format_count

OFFERED = 3
_WINDOW, _WEEK = 28, 7
_ENOUGH = 3  # answers before a kind of block is said to feel like anything
_HEAVY, _LIGHT = 2.6, 3.4
_OFTEN = 2
_BLOCKS = {
    "messages": "message blocks",
    "read": "reading blocks",
    "write": "writing blocks",
    "meet": "talks",
    "search": "search blocks",
    "deep work": "deep-work blocks",
}


_DOING = {"messages": "messages", "read": "reading", "write": "writing", "meet": "talks", "search": "a search"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change, and what in the log it rests on. `name` is a person's, if one stands in `text`."""

    text: str
    why: str
    name: str = ""
    template: str = ""
    kind: str = "own"
    serves: tuple[str, ...] = ()
    minutes: int = 0
    energy: str = ""


def current_monday(today: date) -> date:
    """Return the Monday of the week that one looks back at: this week, on a Monday the one that is over."""
    return today - timedelta(days=today.weekday() or 7)


def change_day(monday: date) -> date:
    """Return the Monday for which the change of a week is."""
    return monday + timedelta(days=7)


def review_of(book: Book, monday: date) -> Review | None:
    """Return the review of the week that began on `monday`, or None."""
    found = [r for r in book.all(Review) if r.kind == "week" and r.answers.get("week") == monday.isoformat()]
    return max(found, key=lambda r: (r.at, r.id), default=None)


def nice_in_week(book: Book, monday: date) -> frozenset[str]:
    """Return who was named as nice to talk to in that week or its review: ids, and names as typed, folded."""
    of_week, last = review_of(book, monday), monday + timedelta(days=6)
    return named_as_nice(
        r for r in book.all(Review) if r is of_week or (r.kind == "evening" and monday <= r.day <= last)
    )


def proposals(book: Book, now: datetime) -> tuple[Proposal, ...]:
    """Return three proposals for the week after the one that one looks back at."""
    scene = Scene(book, now)
    named = nice_in_week(book, current_monday(day_of(now, book.settings.day_ends)))
    nice = [person.name for person in people(book) if {person.id, person.folded} & named]
    found = [proposal for look in _LOOKS if (proposal := look(scene, nice)) is not None]
    found += _from_catalogue(scene)
    return tuple(found[:OFFERED])


def _owed(scene: Scene, nice: Sequence[str]) -> Proposal | None:
    row = next((row for row in waiting(scene.book, scene.now) if row.owed), None)
    if row is None:
        return None
    days = "since today" if row.days == 0 else f"for {format_count(row.days, 'working day')}"
    text = f"Answer {row.name} first" if row.what == "wrote to you" else f"Give {row.name} what you promised"
    return Proposal(text, f"it has been yours to give {days}", row.name, serves=("B1a",))


def _heavy_kind(scene: Scene, nice: Sequence[str]) -> Proposal | None:
    felt = [each for each in _felt(scene) if each.mean <= _HEAVY]
    heaviest = min(felt, key=lambda each: each.mean, default=None)
    if heaviest is None:
        return None
    return Proposal(f"Keep {_BLOCKS[heaviest.name]} to 10 minutes", _felt_like(heaviest), serves=("B4a",))


def _late(scene: Scene, nice: Sequence[str]) -> Proposal | None:
    days = after_hours_days_7(scene) or 0
    if days < _OFTEN:
        return None
    return Proposal("Stop networking when your hours end", f"{days} days went on after them", serves=("B4a",))


def _much(scene: Scene, nice: Sequence[str]) -> Proposal | None:
    limit = scene.settings.limit_minutes
    minutes = _minutes_by_day(scene)
    days = sum(1 for each in minutes.values() if each > limit)
    if not limit or days < _OFTEN:
        return None
    return Proposal(f"Stop at {limit} minutes a day", f"{days} days of this week had more", serves=("B4a",))


def _pleasant(scene: Scene, nice: Sequence[str]) -> Proposal | None:
    if not nice:
        return None
    text = f"Offer {nice[0]} a coffee or a short call"
    return Proposal(text, "nice to talk to, you noted", nice[0], serves=("B2b",), minutes=10)


def _light_kind(scene: Scene, nice: Sequence[str]) -> Proposal | None:
    felt = [each for each in _felt(scene) if each.mean >= _LIGHT and each.name in NETWORKING]
    lightest = max(felt, key=lambda each: each.mean, default=None)
    if lightest is None:
        return None
    return Proposal(f"Begin the day with {_DOING[lightest.name]}", _felt_like(lightest), serves=("K",))


def _drifting(scene: Scene, nice: Sequence[str]) -> Proposal | None:
    drifts = sum(block.drifts for block in scene.blocks if scene.within(block.started_at, _WEEK))
    if drifts <= _OFTEN:
        return None
    return Proposal("Give each block a line of intention", f"{drifts} drifts noted this week", serves=("C4",))


def _no_day_off(scene: Scene, nice: Sequence[str]) -> Proposal | None:
    if len(_minutes_by_day(scene)) < _WEEK:
        return None
    return Proposal("Keep two days free of networking", "all seven days had some", serves=("B3a", "B4b"))


_LOOKS: tuple[Callable[[Scene, Sequence[str]], Proposal | None], ...] = (
    _owed, _heavy_kind, _late, _pleasant, _much, _light_kind, _drifting, _no_day_off,
)  # fmt: skip


def _from_catalogue(scene: Scene) -> Iterator[Proposal]:
    for each in pick(scene.book, scene.now, energy=2):
        if each.id != REST:
            why = f"a small one, {each.minutes} min" if each.minutes else "a small one"
            yield Proposal(
                each.text, why, template=each.id, kind=each.kind,
                serves=each.serves, minutes=each.minutes, energy=each.energy,
            )  # fmt: skip


def _felt(scene: Scene) -> list[Felt]:
    """Return how kinds of block felt in four weeks, where there are answers enough to say so."""
    answers: dict[str, list[int]] = defaultdict(list)
    for block in scene.blocks:
        if block.felt is not None and scene.within(block.started_at, _WINDOW):
            answers[block.kind].append(block.felt)
    return [each for each in means(answers, KINDS) if each.n >= _ENOUGH]


def _felt_like(felt: Felt) -> str:
    return f"they felt {NAMES[round_half_up(felt.mean)]}, {felt.n} answers in four weeks"


def _minutes_by_day(scene: Scene) -> dict[date, int]:
    """Return the networking minutes of each day of the last week that had any."""
    blocks = (block for block in scene.blocks if scene.within(block.started_at, _WEEK))
    days = time_by_day(blocks, scene.now, scene.settings.day_ends)
    minutes = {day: count_minutes(spent, NETWORKING) for day, spent in days.items()}
    return {day: n for day, n in minutes.items() if n}
