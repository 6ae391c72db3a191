"""Actions about goals: adopt one on offer, set one in own words, close it.

A goal line may hold a moment ("… when …"), a kind ("#profile") and a star at its end, which keeps it on offer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from coach.actions.result import ActionResult, action
from coach.advice.goals import (
    OWN_GOAL_KIND,
    ROWS_OF_GOAL_TAG,
    GoalTemplate,
    list_own_templates,
    load_goal_templates,
    rank_goals,
)
from coach.domain.goal import GOAL_STATES, Goal, GoalState, split_goal_trigger
from coach.domain.journal import Journal
from coach.domain.text import clean_typed_text
from coach.domain.wording import format_date
from coach.errors import CoachError, InvalidInput

T = TypeVar("T")
GOAL_TEXT_LIMIT = 200


@action
def adopt_goal(journal: Journal, now: datetime, template_id: str = "") -> ActionResult:
    """Adopt a goal of the catalogue for today; without an id, the one on offer."""
    offered = rank_goals(journal, now)
    known = (*offered, *load_goal_templates(), *list_own_templates(journal))
    template = next((t for t in known if t.id.casefold() == template_id.casefold()), None)
    template = template or (None if template_id else offered[0])
    if template is None:
        raise InvalidInput(
            "That goal is not suggested today.",
            hint="coach goal --list shows the goals suggested today.",
            screen_hint="{goal.write} shows the goals suggested today.",
        )
    goal = _make_goal(template, journal.settings.day_of(now))
    return ActionResult(f"Goal: {goal.text}.", (goal, *replace_open_goal(journal, goal)), record_id=goal.id)


@action
def adopt_offered_goal(journal: Journal, now: datetime, number: int) -> ActionResult:
    """Take the goal on offer with that number, from 1 on. Raises InvalidInput for another one."""
    return adopt_goal(choose_suggestion(rank_goals(journal, now), number).id)(journal, now)


def choose_suggestion(offered: Sequence[T], number: int) -> T:
    """Return the suggestion with that number, from 1 on. Raises InvalidInput for another one."""
    if not 1 <= number <= len(offered):
        raise InvalidInput(
            f"There is no suggestion {number}.", hint=f"Choose 1 to {len(offered)}, or write your own words."
        )
    return offered[number - 1]


@action
def set_own_goal(journal: Journal, now: datetime, line: str) -> ActionResult:
    """Set a goal in own words. Raises InvalidInput for an empty line."""
    fields = parse_goal_line(line)
    goal = Goal(day=journal.settings.day_of(now), **fields)
    kept = " Saved for other days." if goal.kept else ""
    return ActionResult(
        f"Goal: {describe_goal(goal)}.{kept}", (goal, *replace_open_goal(journal, goal)), record_id=goal.id
    )


def parse_goal_line(line: str) -> dict[str, Any]:
    """Return the fields of a goal that a line stands for. Raises InvalidInput for an empty one."""
    typed = clean_typed_text(line, GOAL_TEXT_LIMIT)
    kept = typed.endswith("*")
    tags = [
        word[1:].lower()
        for word in typed.rstrip("* ").split()
        if word[:1] == "#" and word[1:].lower() in ROWS_OF_GOAL_TAG
    ]
    bare = " ".join(word for word in typed.rstrip("* ").split(" ") if word[1:].lower() not in tags or word[:1] != "#")
    text, cue = split_goal_trigger(bare.strip())
    if not text:
        raise InvalidInput("The goal is still empty.", hint="A few words are enough.")
    rows = dict.fromkeys(row for tag in tags for row in ROWS_OF_GOAL_TAG[tag])
    return {"text": text, "cue": cue, "kind": tags[0] if tags else OWN_GOAL_KIND, "serves": tuple(rows), "kept": kept}


@action
def close_goal(journal: Journal, now: datetime, state: GoalState) -> ActionResult:
    """End the goal of the day of `now`: done, not today or let go. Raises CoachError if there is none."""
    if state not in GOAL_STATES:
        raise InvalidInput(f"A goal ends with {', '.join(GOAL_STATES[:-1])} or {GOAL_STATES[-1]}.")
    goal = find_goal_of_today(journal, now)
    if goal is not None and goal.state == state:
        raise CoachError(
            f'The goal is marked "{state}" already.',
            hint="coach undo undoes that.",
            screen_hint="{undo.undo} undoes that.",
        )
    if goal is None:
        raise CoachError(
            "No goal is open.",
            hint="coach goal take takes the suggested one.",
            screen_hint="{goal.take} takes the suggested one.",
        )
    return ActionResult(f"Goal {state}: {goal.text}.", (goal.copy_with(state=state, closed_at=now),), record_id=goal.id)


def find_goal_of_today(journal: Journal, now: datetime) -> Goal | None:
    """Return the goal of the day of `now`: the open one, else the one closed last, else None."""
    today = journal.settings.day_of(now)
    mine = [g for g in journal.list_records(Goal) if g.day == today]
    return max(mine, key=lambda g: (g.state == "open", g.changed_at, g.id), default=None)


def describe_goal(goal: Goal) -> str:
    """Return "write to Ana, when coffee is made"."""
    return f"{goal.text}, when {goal.cue}" if goal.cue else goal.text


def _make_goal(template: GoalTemplate, day: date) -> Goal:
    return Goal(
        day=day, text=template.text, template=template.id, kind=template.kind, serves=template.serves,
        minutes=template.minutes, energy=template.energy,
    )  # fmt: skip


def replace_open_goal(journal: Journal, goal: Goal) -> tuple[Goal, ...]:
    """Return the open goal of the same day, deleted: one goal is enough for a day."""
    return tuple(
        g.copy_with(deleted=True) for g in journal.list_records(Goal) if g.day == goal.day and g.state == "open"
    )


@action
def set_goal_of_tomorrow(journal: Journal, now: datetime, template_id: str = "", line: str = "") -> ActionResult:
    """Set tomorrow's goal: from the catalogue, in one's own words, or, with neither, the one on offer."""
    day = journal.settings.day_of(now) + timedelta(days=1)
    if line.strip():
        goal = Goal(day=day, **parse_goal_line(line))
    else:
        template = next((t for t in load_goal_templates() if t.id == template_id), None)
        goal = _make_goal(template or offer_goal_of_tomorrow(journal, now), day)
    named = format_date(day, weekday=True)  # not "tomorrow": an evening may be logged on another day
    return ActionResult(f"For {named}: {goal.text}.", (goal, *replace_open_goal(journal, goal)), record_id=goal.id)


def find_goal_of_tomorrow(journal: Journal, now: datetime) -> Goal | None:
    """Return the goal that tomorrow has already, such as the week's one change, or None."""
    day = journal.settings.day_of(now) + timedelta(days=1)
    found = (g for g in journal.list_records(Goal) if g.day == day and g.state == "open")
    return max(found, key=lambda g: (g.changed_at, g.id), default=None)


def offer_goal_of_tomorrow(journal: Journal, now: datetime) -> GoalTemplate:
    """Return the goal that would be on offer tomorrow morning, as far as today can tell."""
    return rank_goals(journal, now + timedelta(days=1))[0]
