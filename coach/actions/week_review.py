"""The week, as acts: one change for the next one, which becomes Monday's goal, and who was nice to talk to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from coach.actions.goals import parse_goal_line
from coach.actions.outreach import get_person_by_name
from coach.actions.result import Action, ActionResult
from coach.advice.week_proposals import Proposal, day_of_change, find_week_review, monday_in_review, propose_changes
from coach.domain.advice_answer import LookBack
from coach.domain.clock import day_of
from coach.domain.goal import Goal
from coach.domain.journal import Journal
from coach.domain.wording import format_date
from coach.errors import InvalidInput


def adopt_proposal(proposal: Proposal) -> Action:
    """Adopt a proposal as the one change of the week."""

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        goal = Goal(
            day=_change_day_of_week(journal, now), text=proposal.text, template=proposal.template, kind=proposal.kind,
            serves=proposal.serves, minutes=proposal.minutes, energy=proposal.energy,
        )  # fmt: skip
        return _set_change_of_week(journal, now, goal)

    return run_action


def adopt_numbered_proposal(number: int) -> Action:
    """Take the proposal with that number, from 1 on. Raises NotUnderstood for another one."""

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        offered = propose_changes(journal, now)
        if not 1 <= number <= len(offered):
            raise InvalidInput(f"There is no proposal {number}.", hint=f"1 to {len(offered)}, or words of your own.")
        return adopt_proposal(offered[number - 1])(journal, now)

    return run_action


def set_own_change(line: str) -> Action:
    """Set the one change in one's own words; "… when …" gives it a moment. Raises NotUnderstood for an empty line."""
    if not line.strip():
        raise InvalidInput("The change is still empty.", hint="A few words are enough.")
    fields = parse_goal_line(line)

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        return _set_change_of_week(journal, now, Goal(day=_change_day_of_week(journal, now), **fields))

    return run_action


def toggle_nice_person(who: str) -> Action:
    """Say that somebody (an id or a name) was nice to talk to this week; a second time takes it back."""

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        person = get_person_by_name(journal, who)
        before = _get_week_review(journal, now)
        said = before.answers.get("nice") or ()
        named = [said] if isinstance(said, str) else [name for name in said if isinstance(name, str)]
        was = person.id in named
        after = [name for name in named if name != person.id] if was else [*named, person.id]
        review = before.copy_with(at=now, answers={**before.answers, "nice": after})
        says = f"Taken back: {person.name}." if was else f"Saved: {person.name} was nice to talk to."
        return ActionResult(says, (review,), record_id=review.id)

    return run_action


def _set_change_of_week(journal: Journal, now: datetime, goal: Goal) -> ActionResult:
    """Return the goal and the look back, as one change; an open goal of that Monday gives way."""
    before = _get_week_review(journal, now)
    answers: dict[str, Any] = {**before.answers, "change": goal.text, "goal": goal.id}
    review = before.copy_with(at=now, answers=answers)
    replaced = tuple(
        g.copy_with(deleted=True) for g in journal.list_records(Goal) if g.day == goal.day and g.state == "open"
    )
    when = "today" if goal.day == day_of(now, journal.settings.day_ends) else format_date(goal.day, weekday=True)
    return ActionResult(f"For {when}: {goal.text}.", (goal, review, *replaced), record_id=goal.id)


def _get_week_review(journal: Journal, now: datetime) -> LookBack:
    """Return the look back at the current week, a new one if there is none yet."""
    today = day_of(now, journal.settings.day_ends)
    monday = monday_in_review(today)
    known = find_week_review(journal, monday)
    return known or LookBack(kind="week", day=today, at=now, answers={"week": monday.isoformat()})


def _change_day_of_week(journal: Journal, now: datetime) -> date:
    return day_of_change(monday_in_review(day_of(now, journal.settings.day_ends)))
