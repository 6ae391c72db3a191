"""Backdate an action: `coach met Ana --at yesterday`, or "@yesterday" at the end of a typed line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta

from coach.actions.result import Action, ActionResult, action
from coach.domain.clock import day_of
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.typed_times import TypedTime, parse_past_time, split_trailing_time
from coach.domain.wording import format_recent_date
from coach.errors import CoachError, InvalidInput


@action
def backdate_action(journal: Journal, now: datetime, action: Action, when: TypedTime) -> ActionResult:
    """Return the action backdated to a time; its message, or its error, names the day if it is not today."""
    day = format_other_day(when.at, now, journal.settings.day_ends)
    try:
        change, ran_at = _run_or_run_later(journal, action, when)
        people = {r.person for r in change.upserts if isinstance(r, Message)}
        at = _find_moment_behind((m for m in journal.list_records(Message) if m.person in people), when)
        if at != ran_at:
            change = action(journal, at)  # what it says depends on the messages before it
    except CoachError as error:
        if day and not isinstance(error, InvalidInput) and day not in str(error):
            error.title = f"{day}: {error.title}"
        raise
    records = change.upserts
    if when.whole_day:
        records = tuple(
            r.model_copy(update={"whole_day": True}) if isinstance(r, Message) and r.at == at else r for r in records
        )
    return replace(change, message=f"{change.message} Logged for {day}." if day else change.message, upserts=records)


@action
def backdate_to_typed_time(journal: Journal, now: datetime, action: Action, typed: str) -> ActionResult:
    """Return the action backdated to a typed past time. Raises InvalidInput when it runs."""
    return backdate_action(action, parse_past_time(typed, now, journal.settings.day_ends))(journal, now)


@action
def backdate_by_trailing_time(
    journal: Journal, now: datetime, line: str, make_action: Callable[[str], Action]
) -> ActionResult:
    """Return the action that `make_action` makes of a line, backdated to the time after an "@" at its end."""
    rest, when = split_trailing_time(line, now, journal.settings.day_ends)
    action = make_action(rest)
    return (backdate_action(action, when) if when else action)(journal, now)


def describe_backdated_day(at: datetime, now: datetime, day_ends: time) -> str:
    """Return " Logged for Friday 20 November." if `at` belongs to another day than `now`, else ""."""
    day = format_other_day(at, now, day_ends)
    return f" Logged for {day}." if day else ""


def format_other_day(at: datetime, now: datetime, day_ends: time) -> str:
    """Return "Friday 20 November" if `at` belongs to another day than `now`, else ""."""
    day, today = day_of(at, day_ends), day_of(now, day_ends)
    return "" if day == today else format_recent_date(day, today, weekday=True)


def _run_or_run_later(journal: Journal, action: Action, when: TypedTime) -> tuple[ActionResult, datetime]:
    """Return what the action does, and at which moment: behind the messages of that time if it fits only there."""
    behind = _find_moment_behind(journal.list_records(Message), when)
    try:
        return action(journal, when.at), when.at
    except CoachError:
        if behind == when.at:
            raise
        return action(journal, behind), behind


def _find_moment_behind(messages: Iterable[Message], when: TypedTime) -> datetime:
    """Return the moment behind the messages of that minute or, if it has no hour, of that day."""
    others = [m.at for m in messages if m.at >= when.at]
    if when.whole_day:
        same_day = [at for at in others if at.date() == when.at.date()]
        return max(same_day) + timedelta(minutes=1) if same_day else when.at
    same_minute = [at for at in others if at - when.at < timedelta(minutes=1)]
    return max(same_minute) + timedelta(seconds=1) if same_minute else when.at
