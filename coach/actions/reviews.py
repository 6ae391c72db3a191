"""Looks back, as acts: the evening and its plan for tomorrow, and the checks that come round."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from coach.actions.focus import end_block
from coach.actions.goals import parse_goal_line
from coach.actions.result import Action, ActionResult
from coach.advice.goals import GoalTemplate, load_goal_templates, rank_goals
from coach.domain.advice_answer import LookBack
from coach.domain.clock import day_of
from coach.domain.focus import FocusBlock, find_running_block
from coach.domain.goal import Goal
from coach.domain.journal import Journal
from coach.domain.mood import Mood
from coach.domain.note import Note
from coach.domain.text import clean_text
from coach.errors import InvalidInput

FRESH_MOOD_SPAN = timedelta(hours=2)
"""A mood logged this recently need not be asked for again in the evening."""
NICE_QUESTION_INTERVAL = timedelta(days=7)

ReviewKind = Literal["evening", "week", "privacy", "reputation"]


def set_goal_of_tomorrow(template_id: str = "", line: str = "") -> Action:
    """Set tomorrow's goal: from the catalogue, in one's own words, or, with neither, the one on offer."""

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        day = day_of(now, journal.settings.day_ends) + timedelta(days=1)
        replaced = tuple(
            g.copy_with(deleted=True) for g in journal.list_records(Goal) if g.day == day and g.state == "open"
        )
        if line.strip():
            goal = Goal(day=day, **parse_goal_line(line))
        else:
            template = next((t for t in load_goal_templates() if t.id == template_id), None) or offer_goal_of_tomorrow(
                journal, now
            )
            if template is None:
                raise InvalidInput("No goal is suggested for tomorrow.", hint="Type a few words of your own.")
            goal = Goal(
                day=day,
                text=template.text,
                template=template.id,
                kind=template.kind,
                serves=template.serves,
                minutes=template.minutes,
                energy=template.energy,
            )
        return ActionResult(f"For tomorrow: {goal.text}.", (goal, *replaced), record_id=goal.id)

    return run_action


def find_goal_of_tomorrow(journal: Journal, now: datetime) -> Goal | None:
    """Return the goal that tomorrow has already, such as the week's one change, or None."""
    day = day_of(now, journal.settings.day_ends) + timedelta(days=1)
    found = (g for g in journal.list_records(Goal) if g.day == day and g.state == "open")
    return max(found, key=lambda g: (g.changed_at, g.id), default=None)


def offer_goal_of_tomorrow(journal: Journal, now: datetime) -> GoalTemplate | None:
    """Return the goal that would be on offer tomorrow morning, as far as today can tell."""
    found = rank_goals(journal, now + timedelta(days=1))
    return found[0] if found else None


def log_review(kind: ReviewKind, answers: Mapping[str, Any] | None = None) -> Action:
    """Log that a look back took place; the same day's look is replaced. The evening ends a running block."""

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        day = day_of(now, journal.settings.day_ends)
        before = next((r for r in journal.list_records(LookBack) if r.kind == kind and r.day == day), None)
        kept = {key: _clean_answer(value) for key, value in (answers or {}).items()}
        if before is not None:
            review = before.copy_with(at=now, answers={**before.answers, **kept})
        else:
            review = LookBack(kind=kind, day=day, at=now, answers=kept)
        block = find_running_block(journal.list_records(FocusBlock)) if kind == "evening" else None
        ended = (end_block(block, now).copy_with(asked=True),) if block else ()
        return ActionResult(_SAVED_MESSAGES[kind], (review, *ended), record_id=review.id)

    return run_action


def park_public_post() -> Action:
    """Park a public post till tomorrow."""

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        due = day_of(now, journal.settings.day_ends) + timedelta(days=1)
        note = Note(at=now, kind="post", text="A public post, set aside", due=due)
        return ActionResult("Set aside until tomorrow.", (note,), record_id=note.id)

    return run_action


_SAVED_MESSAGES = {
    "evening": "Done for today.",
    "week": "Saved: you reviewed the week.",
    "privacy": "Saved: privacy check. The next one is in three months.",
    "reputation": "Saved: check of your own name. The next one is in a year.",
}


def is_mood_fresh(journal: Journal, now: datetime) -> bool:
    """Return whether a mood was logged within the last two hours."""
    return any(timedelta(0) <= now - m.at <= FRESH_MOOD_SPAN for m in journal.list_records(Mood))


def is_nice_question_due(journal: Journal, now: datetime) -> bool:
    """Return whether it is time to ask who was nice to talk to: once a week."""
    today = day_of(now, journal.settings.day_ends)
    return not any(
        r.answers.get("nice") is not None and today - r.day < NICE_QUESTION_INTERVAL
        for r in journal.list_records(LookBack)
    )


def _clean_answer(value: Any) -> Any:
    return clean_text(value) if isinstance(value, str) else value
