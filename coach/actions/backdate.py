"""Backdate an action: `coach met Ana --at yesterday`, or "@yesterday" at the end of a typed line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta

from coach.actions.result import Action, ActionResult, action
from coach.domain.clock import day_of
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.record import Record
from coach.domain.typed_times import TypedTime, parse_past_time, split_trailing_time
from coach.domain.wording import format_recent_date
from coach.errors import CoachError, InvalidInput


@action
def backdate_action(journal: Journal, now: datetime, action: Action, when: TypedTime) -> ActionResult:
    """Return the action backdated to a time; its message, or its error, names the day if it is not today."""
    day = format_other_day(when.at, now, journal.settings.day_ends)
    try:
        change = action(journal, when.at)
    except CoachError as error:
        if day and not isinstance(error, InvalidInput) and day not in str(error):
            error.title = f"{day}: {error.title}"
        raise
    records = tuple(_place_message(journal, r, when) for r in change.upserts)
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


def _place_message(journal: Journal, record: Record, when: TypedTime) -> Record:
    """Return a message placed behind others of the person: of that minute or, if it has no hour, of that day."""
    if not isinstance(record, Message) or record.at != when.at:
        return record
    if not when.whole_day:
        same_minute = [
            m.at
            for m in journal.list_records(Message)
            if m.person == record.person and m.id != record.id and timedelta(0) <= m.at - when.at < timedelta(minutes=1)
        ]
        return record.model_copy(update={"at": max(same_minute) + timedelta(seconds=1)}) if same_minute else record
    same_day = [
        m.at
        for m in journal.list_records(Message)
        if m.person == record.person and m.id != record.id and m.at.date() == when.at.date() and m.at >= when.at
    ]
    at = max(same_day) + timedelta(minutes=1) if same_day else record.at
    return record.model_copy(update={"at": at, "whole_day": True})
