"""Actions about goals: adopt one on offer, set one in own words, close it.

A goal line may hold a moment ("… when …"), a kind ("#profile", see `coach.advice.goals.TAGS`) and a star at its end,
which keeps it among the goals on offer.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from coach.acts.change import Act, Change
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.domain.goal import STATES, Goal, State, split_cue
from coach.domain.text import clean
from coach.errors import CoachError, NotUnderstood

LIMIT = 200


def take(template_id: str = "", *, cue: str = "") -> Act:
    """Adopt a goal of the catalogue for today; without an id, the one on offer."""

    def run_action(book: Book, now: datetime) -> Change:
        from coach.advice.goals import catalogue, own_templates, pick

        offered = pick(book, now)
        known = (*offered, *catalogue(), *own_templates(book))
        template = next((t for t in known if t.id.casefold() == template_id.casefold()), None)
        template = template or (offered[0] if offered and not template_id else None)
        if template is None:
            raise NotUnderstood("There is no such goal on offer.", hint="g, or coach goal --list, shows what is.")
        goal = Goal(
            day=day_of(now, book.settings.day_ends), text=template.text, cue=clean(cue), template=template.id,
            kind=template.kind, serves=tuple(template.serves), minutes=template.minutes, energy=template.energy,
        )  # fmt: skip
        return Change(f"Goal for today: {goal.text}.", (goal, *_replaced(book, goal)), about=goal.id)

    return run_action


def take_number(number: int) -> Act:
    """Take the goal on offer with that number, from 1 on. Raises NotUnderstood for another one."""

    def run_action(book: Book, now: datetime) -> Change:
        from coach.advice.goals import pick

        offered = pick(book, now)
        if not 1 <= number <= len(offered):
            raise NotUnderstood(f"There is no offer {number}.", hint=f"1 to {len(offered)}; coach goal --list.")
        return take(offered[number - 1].id)(book, now)

    return run_action


def own(line: str) -> Act:
    """Set a goal in own words. Raises NotUnderstood for an empty line."""
    fields = read(line)

    def run_action(book: Book, now: datetime) -> Change:
        goal = Goal(day=day_of(now, book.settings.day_ends), **fields)
        kept = " Kept for other days." if goal.kept else ""
        return Change(f"Goal for today: {said(goal)}.{kept}", (goal, *_replaced(book, goal)), about=goal.id)

    return run_action


def read(line: str) -> dict[str, Any]:
    """Return the fields of a goal that a line stands for. Raises NotUnderstood for an empty one."""
    from coach.advice.goals import OWN, TAGS

    typed = clean(line, LIMIT)
    kept = typed.endswith("*")
    tags = [word[1:].lower() for word in typed.rstrip("* ").split() if word[:1] == "#" and word[1:].lower() in TAGS]
    bare = " ".join(word for word in typed.rstrip("* ").split(" ") if word[1:].lower() not in tags or word[:1] != "#")
    text, cue = split_cue(bare.strip())
    if not text:
        raise NotUnderstood("The goal is still empty.", hint="A few words are enough.")
    rows = dict.fromkeys(row for tag in tags for row in TAGS[tag])
    return {"text": text, "cue": cue, "kind": tags[0] if tags else OWN, "serves": tuple(rows), "kept": kept}


def close(state: State) -> Act:
    """End today's goal: done, not today or let go. Raises CoachError if there is none."""
    if state not in STATES:
        raise NotUnderstood(f"A goal ends as {', '.join(STATES[:-1])} or {STATES[-1]}.")

    def run_action(book: Book, now: datetime) -> Change:
        goal = current(book, now)
        if goal is not None and goal.state == state:
            raise CoachError(f"It is {state} already.", hint="u, or coach undo, takes it back.")
        if goal is None:
            raise CoachError("There is no open goal today.", hint="Enter, or coach goal take, takes the one on offer.")
        return Change(f"Goal {state}: {goal.text}.", (goal.but(state=state, closed_at=now),), about=goal.id)

    return run_action


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
