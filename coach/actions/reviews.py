"""Actions about reviews: log an evening, privacy or reputation review; choose the week's one change and nice people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Literal

from coach.actions.focus import end_running_block
from coach.actions.goals import choose_suggestion, parse_goal_line, replace_open_goal
from coach.actions.result import ActionResult, action
from coach.actions.typed_names import get_person_by_name
from coach.advice.week_proposals import Proposal, day_of_change, find_week_review, monday_in_review, propose_changes
from coach.domain.advice_records import LookBack
from coach.domain.focus import FocusBlock
from coach.domain.goal import Goal
from coach.domain.journal import Journal
from coach.domain.mood import Mood
from coach.domain.text import clean_typed_text
from coach.domain.wording import format_date
from coach.errors import AmbiguousName, CoachError, InvalidInput

FRESH_MOOD_SPAN = timedelta(hours=2)
"""A mood logged this recently need not be asked for again in the evening."""
NICE_QUESTION_INTERVAL = timedelta(days=7)

ReviewKind = Literal["evening", "week", "privacy", "reputation"]
CHECKLISTS: Mapping[str, str] = {
    "privacy": "privacy: who sees what",
    "privacy-linkedin": "privacy on LinkedIn, step by step",
    "privacy-x": "privacy on X, step by step",
    "privacy-e-mail": "privacy of your e-mail, step by step",
    "reputation": "your own name, and old posts",
    "post": "before a public post",
    "request": "a request from someone you have little in common with",
}
"""Checklist → what it is about."""


@action
def log_review(
    journal: Journal, now: datetime, kind: ReviewKind, answers: Mapping[str, Any] | None = None
) -> ActionResult:
    """Log a review; one of the same day and kind is replaced. The evening ends a block that runs then."""
    day = journal.settings.day_of(now)
    same_reviews = (each for each in journal.list_records(LookBack) if each.kind == kind and each.day == day)
    review = next(same_reviews, None) or LookBack(kind=kind, day=day, at=now)
    clean_answers = {
        name: clean_typed_text(answer) if isinstance(answer, str) else answer
        for name, answer in (answers or {}).items()
    }
    review = review.copy_with(at=now, answers={**review.answers, **clean_answers})
    # An evening of the past ends no later one.
    blocks_begun = (block for block in journal.list_records(FocusBlock) if block.started_at <= now)
    ended_block = end_running_block(blocks_begun, now) if kind == "evening" else ()
    return ActionResult(_SAVED_MESSAGES[kind], (review, *ended_block))


_SAVED_MESSAGES = {
    "evening": "Done for today.",
    "week": "Saved: you reviewed the week.",
    "privacy": "Saved: privacy check. The next one is in three months.",
    "reputation": "Saved: check of your own name. The next one is in a year.",
}


def review_of_checklist(checklist_name: str) -> ReviewKind | None:
    """Return the review that is done with a checklist, None if it is looked at as often as one likes."""
    if checklist_name.startswith("privacy"):
        return "privacy"
    return "reputation" if checklist_name == "reputation" else None


def is_mood_fresh(journal: Journal, now: datetime) -> bool:
    """Return whether a mood was logged within the last two hours."""
    return any(timedelta(0) <= now - mood.at <= FRESH_MOOD_SPAN for mood in journal.list_records(Mood))


def is_nice_question_due(journal: Journal, now: datetime) -> bool:
    """Return whether it is time to ask who was nice to talk to: once a week."""
    today = journal.settings.day_of(now)
    return not any(
        review.answers.get("nice") is not None and today - review.day < NICE_QUESTION_INTERVAL
        for review in journal.list_records(LookBack)
    )


@action
def adopt_proposal(journal: Journal, now: datetime, proposal: Proposal) -> ActionResult:
    """Adopt a proposal as the one change of the week."""
    goal = Goal(
        day=_change_day_of_week(journal, now), text=proposal.text, template=proposal.template, kind=proposal.kind,
        serves=proposal.serves, minutes=proposal.minutes, energy=proposal.energy,
    )  # fmt: skip
    return _set_change_of_week(journal, now, goal)


@action
def adopt_numbered_proposal(journal: Journal, now: datetime, number: int) -> ActionResult:
    """Take the proposal with that number, from 1 on. Raises InvalidInput for another one."""
    return adopt_proposal(choose_suggestion(propose_changes(journal, now), number))(journal, now)


@action
def set_own_change(journal: Journal, now: datetime, change_line: str) -> ActionResult:
    """Set the one change in one's own words; "… when …" gives it a moment. Raises InvalidInput for an empty line."""
    if not change_line.strip():
        raise InvalidInput("The change is still empty.", hint="A few words are enough.")
    goal = Goal(day=_change_day_of_week(journal, now), **parse_goal_line(change_line))
    return _set_change_of_week(journal, now, goal)


def find_nice_person(journal: Journal, typed: str) -> str:
    """Return the id of the person that was typed, or the name as typed if nobody is called so.

    Raises AmbiguousName if several people are.
    """
    try:
        return get_person_by_name(journal, typed).id
    except AmbiguousName:
        raise
    except CoachError:
        return typed


@action
def toggle_nice_person(journal: Journal, now: datetime, who: str) -> ActionResult:
    """Say that somebody (an id or a name) was nice to talk to this week; a second time takes it back."""
    person = get_person_by_name(journal, who)
    review = _get_week_review(journal, now)
    was_nice = person.id in review.nice_people
    others = [person_id for person_id in review.nice_people if person_id != person.id]
    nice_people = others if was_nice else [*others, person.id]
    message = f"Removed: {person.name}." if was_nice else f"Saved: {person.name} was nice to talk to."
    return ActionResult(message, (review.copy_with(at=now, answers={**review.answers, "nice": nice_people}),))


def _set_change_of_week(journal: Journal, now: datetime, goal: Goal) -> ActionResult:
    """Return the goal and the review of the week; an open goal of that Monday is replaced."""
    review = _get_week_review(journal, now)
    review = review.copy_with(at=now, answers={**review.answers, "change": goal.text, "goal": goal.id})
    goal_date = "today" if goal.day == journal.settings.day_of(now) else format_date(goal.day, weekday=True)
    return ActionResult(f"For {goal_date}: {goal.text}.", (goal, review, *replace_open_goal(journal, goal)))


def _get_week_review(journal: Journal, now: datetime) -> LookBack:
    """Return the review of the current week, a new one if there is none yet."""
    today = journal.settings.day_of(now)
    monday = monday_in_review(today)
    review = find_week_review(journal, monday)
    return review or LookBack(kind="week", day=today, at=now, answers={"week": monday.isoformat()})


def _change_day_of_week(journal: Journal, now: datetime) -> date:
    return day_of_change(monday_in_review(journal.settings.day_of(now)))
