"""Looks back, as acts: the evening and its plan for tomorrow, and the checks that come round."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from coach.acts.change import Act, Change
from coach.acts.goal import read
from coach.advice.goals import Template, catalogue, pick
from coach.domain.asked import Review
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.domain.goal import Goal
from coach.domain.mood import Mood
from coach.domain.note import Note
from coach.domain.text import clean
from coach.errors import NotUnderstood

MOOD_IS_FRESH = timedelta(hours=2)
"""A mood logged this recently need not be asked for again in the evening."""
NICE_EVERY = timedelta(days=7)

Kind = Literal["evening", "week", "privacy", "reputation"]


def tomorrow(template_id: str = "", line: str = "") -> Act:
    """Set tomorrow's goal: from the catalogue, in one's own words, or, with neither, the one on offer."""

    def run_action(book: Book, now: datetime) -> Change:
        day = day_of(now, book.settings.day_ends) + timedelta(days=1)
        replaced = tuple(g.but(deleted=True) for g in book.all(Goal) if g.day == day and g.state == "open")
        if line.strip():
            goal = Goal(day=day, **read(line))
        else:
            template = next((t for t in catalogue() if t.id == template_id), None) or offer(book, now)
            if template is None:
                raise NotUnderstood("There is no goal on offer for tomorrow.", hint="A few words of your own will do.")
            goal = Goal(
                day=day,
                text=template.text,
                template=template.id,
                kind=template.kind,
                serves=template.serves,
                minutes=template.minutes,
                energy=template.energy,
            )
        return Change(f"For tomorrow: {goal.text}.", (goal, *replaced), about=goal.id)

    return run_action


def set_for_tomorrow(book: Book, now: datetime) -> Goal | None:
    """Return the goal that tomorrow has already, such as the week's one change, or None."""
    day = day_of(now, book.settings.day_ends) + timedelta(days=1)
    found = (g for g in book.all(Goal) if g.day == day and g.state == "open")
    return max(found, key=lambda g: (g.changed_at, g.id), default=None)


def offer(book: Book, now: datetime) -> Template | None:
    """Return the goal that would be on offer tomorrow morning, as far as today can tell."""
    found = pick(book, now + timedelta(days=1))
    return found[0] if found else None


def looked(kind: Kind, answers: Mapping[str, Any] | None = None) -> Act:
    """Log that a look back took place; the same day's look is replaced."""

    def run_action(book: Book, now: datetime) -> Change:
        day = day_of(now, book.settings.day_ends)
        before = next((r for r in book.all(Review) if r.kind == kind and r.day == day), None)
        kept = {key: _cleaned(value) for key, value in (answers or {}).items()}
        if before is not None:
            review = before.but(at=now, answers={**before.answers, **kept})
        else:
            review = Review(kind=kind, day=day, at=now, answers=kept)
        return Change(_SAYS[kind], (review,), about=review.id)

    return run_action


def park_post() -> Act:
    """Park a public post till tomorrow."""

    def run_action(book: Book, now: datetime) -> Change:
        due = day_of(now, book.settings.day_ends) + timedelta(days=1)
        note = Note(at=now, kind="post", text="A public post, parked", due=due)
        return Change("Parked till tomorrow.", (note,), about=note.id)

    return run_action


_SAYS = {
    "evening": "Done for today.",
    "week": "Saved: a look at the week.",
    "privacy": "Saved: a look at privacy. The next one comes in three months.",
    "reputation": "Saved: a look at your own name. The next one comes in a year.",
}


def mood_is_fresh(book: Book, now: datetime) -> bool:
    """Return whether a mood was logged within the last two hours."""
    return any(timedelta(0) <= now - m.at <= MOOD_IS_FRESH for m in book.all(Mood))


def ask_who_was_nice(book: Book, now: datetime) -> bool:
    """Return whether it is time to ask who was nice to talk to: once a week."""
    today = day_of(now, book.settings.day_ends)
    return not any(r.answers.get("nice") is not None and today - r.day < NICE_EVERY for r in book.all(Review))


def _cleaned(value: Any) -> Any:
    return clean(value) if isinstance(value, str) else value
