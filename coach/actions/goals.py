"""Actions about goals: adopt one on offer, set one in own words, close it.

A goal line may hold a moment ("… when …"), a kind ("#profile") and a star at its end, which keeps it on offer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from coach.actions.result import ActionResult, action, logged_already_error
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
    wanted = (template_id or offered[0].id).casefold()
    template = next((template for template in known if template.id.casefold() == wanted), None)
    if template is None:
        raise InvalidInput(
            "That goal is not suggested today.",
            hint="coach goal --list shows the goals suggested today.",
            screen_hint="{goal.write} shows the goals suggested today.",
        )
    goal = _make_goal(template, journal.settings.day_of(now))
    return ActionResult(f"Goal: {goal.text}.", (goal, *replace_open_goal(journal, goal)))


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
def set_own_goal(journal: Journal, now: datetime, goal_line: str) -> ActionResult:
    """Set a goal in own words. Raises InvalidInput for an empty line."""
    goal = Goal(day=journal.settings.day_of(now), **parse_goal_line(goal_line))
    trigger = f", when {goal.cue}" if goal.cue else ""
    saved_for_other_days = " Saved for other days." if goal.kept else ""
    message = f"Goal: {goal.text}{trigger}.{saved_for_other_days}"
    return ActionResult(message, (goal, *replace_open_goal(journal, goal)))


def parse_goal_line(goal_line: str) -> dict[str, Any]:
    """Return the fields of a goal that a line stands for. Raises InvalidInput for an empty one."""
    typed_goal = clean_typed_text(goal_line, GOAL_TEXT_LIMIT)
    words, tags = [], []
    for word in typed_goal.rstrip("* ").split(" "):
        if word.startswith("#") and word[1:].lower() in ROWS_OF_GOAL_TAG:
            tags.append(word[1:].lower())
        else:
            words.append(word)
    text, trigger = split_goal_trigger(" ".join(words).strip())
    if not text:
        raise InvalidInput("The goal is still empty.", hint="A few words are enough.")
    return {
        "text": text,
        "cue": trigger,
        "kind": tags[0] if tags else OWN_GOAL_KIND,
        "serves": tuple(dict.fromkeys(row for tag in tags for row in ROWS_OF_GOAL_TAG[tag])),
        "kept": typed_goal.endswith("*"),
    }


@action
def close_goal(journal: Journal, now: datetime, goal_state: GoalState, goal_id: str = "") -> ActionResult:
    """End a goal, by default that of the day of `now`: done, not today or let go. Raises CoachError without one."""
    if goal_state not in GOAL_STATES:
        raise InvalidInput(f"Say how the goal went: {', '.join(GOAL_STATES[:-1])} or {GOAL_STATES[-1]}.")
    goal = journal.get_record(Goal, goal_id) if goal_id else find_goal_of_today(journal, now)
    if goal is not None and goal.state == goal_state:
        raise logged_already_error(f'The goal is marked "{goal_state}" already.')
    if goal is None:
        raise CoachError(
            "No goal is open.",
            hint="coach goal take takes the suggested one.",
            screen_hint="{goal.take} takes the suggested one.",
        )
    return ActionResult(f"Goal {goal_state}: {goal.text}.", (goal.copy_with(state=goal_state, closed_at=now),))


def find_goal_of_today(journal: Journal, now: datetime) -> Goal | None:
    """Return the goal of the day of `now`: the open one, else the one closed last, else None."""
    today = journal.settings.day_of(now)
    goals_of_today = [goal for goal in journal.list_records(Goal) if goal.day == today]
    return max(goals_of_today, key=lambda goal: (goal.state == "open", goal.changed_at, goal.id), default=None)


def _make_goal(template: GoalTemplate, day: date) -> Goal:
    return Goal(
        day=day, text=template.text, template=template.id, kind=template.kind, serves=template.serves,
        minutes=template.minutes, energy=template.energy,
    )  # fmt: skip


def replace_open_goal(journal: Journal, goal: Goal) -> tuple[Goal, ...]:
    """Return the open goal of the same day, deleted: one goal is enough for a day."""
    return tuple(
        open_goal.copy_with(deleted=True)
        for open_goal in journal.list_records(Goal)
        if open_goal.day == goal.day and open_goal.state == "open"
    )


@action
def set_goal_of_tomorrow(journal: Journal, now: datetime, template_id: str = "", goal_line: str = "") -> ActionResult:
    """Set tomorrow's goal: from the catalogue, in one's own words, or, with neither, the one on offer."""
    tomorrow = journal.settings.day_of(now) + timedelta(days=1)
    if goal_line.strip():
        goal = Goal(day=tomorrow, **parse_goal_line(goal_line))
    else:
        template = next((template for template in load_goal_templates() if template.id == template_id), None)
        goal = _make_goal(template or offer_goal_of_tomorrow(journal, now), tomorrow)
    named_tomorrow = format_date(tomorrow, weekday=True)  # not "tomorrow": an evening may be logged on another day
    return ActionResult(f"For {named_tomorrow}: {goal.text}.", (goal, *replace_open_goal(journal, goal)))


def find_goal_of_tomorrow(journal: Journal, now: datetime) -> Goal | None:
    """Return the goal that tomorrow has already, such as the week's one change, or None."""
    tomorrow = journal.settings.day_of(now) + timedelta(days=1)
    goals_of_tomorrow = (goal for goal in journal.list_records(Goal) if goal.day == tomorrow and goal.state == "open")
    return max(goals_of_tomorrow, key=lambda goal: (goal.changed_at, goal.id), default=None)


def offer_goal_of_tomorrow(journal: Journal, now: datetime) -> GoalTemplate:
    """Return the goal that would be on offer tomorrow morning, as far as today can tell."""
    return rank_goals(journal, now + timedelta(days=1))[0]
