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
def backdate_action(journal: Journal, now: datetime, action: Action, typed_time: TypedTime) -> ActionResult:
    """Return the action backdated to a time; its message, or its error, names the day if it is not today."""
    day_ends = journal.settings.day_ends
    try:
        result, ran_at = _run_or_run_later(journal, action, typed_time)
        people = {record.person for record in result.upserts if isinstance(record, Message)}
        messages = (message for message in journal.list_records(Message) if message.person in people)
        moment = _find_moment_behind(messages, typed_time)
        if moment != ran_at:
            result = action(journal, moment)  # what it says depends on the messages before it
    except CoachError as error:
        other_day = format_other_day(typed_time.at, now, day_ends)
        if other_day and not isinstance(error, InvalidInput) and other_day not in str(error):
            error.title = f"{other_day}: {error.title}"
        raise
    records = list(result.upserts)
    for number, record in enumerate(records):
        if typed_time.whole_day and isinstance(record, Message) and record.at == moment:
            records[number] = record.model_copy(update={"whole_day": True})
    message = f"{result.message}{describe_backdated_day(typed_time.at, now, day_ends)}"
    return replace(result, message=message, upserts=tuple(records))


@action
def backdate_to_typed_time(journal: Journal, now: datetime, action: Action, typed: str) -> ActionResult:
    """Return the action backdated to a typed past time. Raises InvalidInput when it runs."""
    return backdate_action(action, parse_past_time(typed, now, journal.settings.day_ends))(journal, now)


@action
def backdate_by_trailing_time(
    journal: Journal, now: datetime, typed_line: str, make_action: Callable[[str], Action]
) -> ActionResult:
    """Return the action that `make_action` makes of a line, backdated to the time after an "@" at its end."""
    line_without_time, typed_time = split_trailing_time(typed_line, now, journal.settings.day_ends)
    action = make_action(line_without_time)
    return (backdate_action(action, typed_time) if typed_time else action)(journal, now)


def describe_backdated_day(at: datetime, now: datetime, day_ends: time) -> str:
    """Return " Logged for Friday 20 November." if `at` belongs to another day than `now`, else ""."""
    other_day = format_other_day(at, now, day_ends)
    return f" Logged for {other_day}." if other_day else ""


def format_other_day(at: datetime, now: datetime, day_ends: time) -> str:
    """Return "Friday 20 November" if `at` belongs to another day than `now`, else ""."""
    day, today = day_of(at, day_ends), day_of(now, day_ends)
    return "" if day == today else format_recent_date(day, today, weekday=True)


def _run_or_run_later(journal: Journal, action: Action, typed_time: TypedTime) -> tuple[ActionResult, datetime]:
    """Return what the action does, and at which moment: behind the messages of that time if it fits only there."""
    moment_behind = _find_moment_behind(journal.list_records(Message), typed_time)
    try:
        return action(journal, typed_time.at), typed_time.at
    except CoachError:
        if moment_behind == typed_time.at:
            raise
        return action(journal, moment_behind), moment_behind


def _find_moment_behind(messages: Iterable[Message], typed_time: TypedTime) -> datetime:
    """Return the moment behind the messages of that minute or, if it has no hour, of that day."""
    times = [message.at for message in messages if message.at >= typed_time.at]
    if typed_time.whole_day:
        same_day = [at for at in times if at.date() == typed_time.at.date()]
        return max(same_day) + timedelta(minutes=1) if same_day else typed_time.at
    same_minute = [at for at in times if at - typed_time.at < timedelta(minutes=1)]
    return max(same_minute) + timedelta(seconds=1) if same_minute else typed_time.at
