"""Goals, as acts: take the one on offer, write one's own, and end it as done, not today or let go."""

from __future__ import annotations

from datetime import datetime

from coach.acts.change import Act, Change
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.domain.goal import STATES, Goal, State, split_cue
from coach.domain.text import clean
from coach.errors import CoachError, NotUnderstood

LIMIT = 200


def take(template_id: str = "", *, cue: str = "") -> Act:
    """Take a goal from the catalogue for today; without an id, the one on offer."""

    def act(book: Book, now: datetime) -> Change:
        from coach.advice.goals import catalogue, pick

        offered = pick(book, now)
        template = next((t for t in (*offered, *catalogue()) if t.id == template_id), None)
        template = template or (offered[0] if offered and not template_id else None)
        if template is None:
            raise NotUnderstood("There is no such goal on offer.", hint="g writes one of your own.")
        goal = Goal(
            day=day_of(now, book.settings.day_ends), text=template.text, cue=clean(cue), template=template.id,
            kind=template.kind, serves=tuple(template.serves), minutes=template.minutes, energy=template.energy,
        )  # fmt: skip
        return Change(f"Goal for today: {goal.text}.", (goal, *_replaced(book, goal)), about=goal.id)

    return act


def own(line: str) -> Act:
    """Set a goal in one's own words; "… when …" gives it a moment. Raises NotUnderstood for an empty line."""
    text, cue = split_cue(clean(line, LIMIT))
    if not text:
        raise NotUnderstood("The goal is still empty.", hint="A few words are enough.")

    def act(book: Book, now: datetime) -> Change:
        goal = Goal(day=day_of(now, book.settings.day_ends), text=text, cue=cue, kind="own")
        return Change(f"Goal for today: {said(goal)}.", (goal, *_replaced(book, goal)), about=goal.id)

    return act


def close(state: State) -> Act:
    """End today's goal: done, not today or let go. Raises CoachError if there is none."""
    if state not in STATES:
        raise NotUnderstood(f"A goal ends as {', '.join(STATES[:-1])} or {STATES[-1]}.")

    def act(book: Book, now: datetime) -> Change:
        goal = current(book, now)
        if goal is None or goal.state == state:
            hint = "Enter takes the one on offer, g writes your own." if goal is None else "u undoes it."
            raise CoachError("There is no open goal today." if goal is None else f"It is {state} already.", hint=hint)
        return Change(f"Goal {state}: {goal.text}.", (goal.but(state=state, closed_at=now),), about=goal.id)

    return act


def current(book: Book, now: datetime) -> Goal | None:
    """Return today's goal: the open one, else the one closed last, else None."""
    today = day_of(now, book.settings.day_ends)
    mine = [g for g in book.all(Goal) if g.day == today]
    return max(mine, key=lambda g: (g.state == "open", g.changed_at, g.id), default=None)


def said(goal: Goal) -> str:
    """Return "write to Ana, when coffee is made"."""
    return f"{goal.text}, when {goal.cue}" if goal.cue else goal.text


def _replaced(book: Book, goal: Goal) -> tuple[Goal, ...]:
    """A new goal takes the place of an open one: one goal is enough for a day."""
    return tuple(g.but(deleted=True) for g in book.all(Goal) if g.day == goal.day and g.state == "open")
