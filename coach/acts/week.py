"""The week, as acts: one change for the next one, which becomes Monday's goal, and who was nice to talk to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from coach.acts.change import Act, Change
from coach.acts.goal import read
from coach.acts.outreach import who_is
from coach.advice.proposals import Proposal, change_day, current_monday, proposals, review_of
from coach.domain.asked import Review
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.domain.goal import Goal
from coach.domain.wording import format_date
from coach.errors import NotUnderstood


def take(proposal: Proposal) -> Act:
    """Adopt a proposal as the one change of the week."""

    def run_action(book: Book, now: datetime) -> Change:
        goal = Goal(
            day=_day(book, now), text=proposal.text, template=proposal.template, kind=proposal.kind,
            serves=proposal.serves, minutes=proposal.minutes, energy=proposal.energy,
        )  # fmt: skip
        return _changed(book, now, goal)

    return run_action


def take_number(number: int) -> Act:
    """Take the proposal with that number, from 1 on. Raises NotUnderstood for another one."""

    def run_action(book: Book, now: datetime) -> Change:
        offered = proposals(book, now)
        if not 1 <= number <= len(offered):
            raise NotUnderstood(f"There is no proposal {number}.", hint=f"1 to {len(offered)}, or words of your own.")
        return take(offered[number - 1])(book, now)

    return run_action


def own(line: str) -> Act:
    """Set the one change in one's own words; "… when …" gives it a moment. Raises NotUnderstood for an empty line."""
    if not line.strip():
        raise NotUnderstood("The change is still empty.", hint="A few words are enough.")
    fields = read(line)

    def run_action(book: Book, now: datetime) -> Change:
        return _changed(book, now, Goal(day=_day(book, now), **fields))

    return run_action


def nice(who: str) -> Act:
    """Say that somebody (an id or a name) was nice to talk to this week; a second time takes it back."""

    def run_action(book: Book, now: datetime) -> Change:
        person = who_is(book, who)
        before = _review(book, now)
        said = before.answers.get("nice") or ()
        named = [said] if isinstance(said, str) else [name for name in said if isinstance(name, str)]
        was = person.id in named
        after = [name for name in named if name != person.id] if was else [*named, person.id]
        review = before.but(at=now, answers={**before.answers, "nice": after})
        says = f"Taken back: {person.name}." if was else f"Saved: {person.name} was nice to talk to."
        return Change(says, (review,), about=review.id)

    return run_action


def _changed(book: Book, now: datetime, goal: Goal) -> Change:
    """Return the goal and the look back, as one change; an open goal of that Monday gives way."""
    before = _review(book, now)
    answers: dict[str, Any] = {**before.answers, "change": goal.text, "goal": goal.id}
    review = before.but(at=now, answers=answers)
    replaced = tuple(g.but(deleted=True) for g in book.all(Goal) if g.day == goal.day and g.state == "open")
    when = "today" if goal.day == day_of(now, book.settings.day_ends) else format_date(goal.day, weekday=True)
    return Change(f"For {when}: {goal.text}.", (goal, review, *replaced), about=goal.id)


def _review(book: Book, now: datetime) -> Review:
    """Return the look back at the current week, a new one if there is none yet."""
    today = day_of(now, book.settings.day_ends)
    monday = current_monday(today)
    known = review_of(book, monday)
    return known or Review(kind="week", day=today, at=now, answers={"week": monday.isoformat()})


def _day(book: Book, now: datetime) -> date:
    return change_day(current_monday(day_of(now, book.settings.day_ends)))
