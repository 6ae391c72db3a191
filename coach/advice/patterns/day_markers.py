"""Each day's moods and six yes-or-no markers, as the statistics read them.

A marker is left out of the days on which it is not known: before the first block nobody can tell whether a limit was
kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time

from coach.advice.blocked_people import blocked_person_ids
from coach.advice.outreach.conversations_by_person import is_talk
from coach.domain.boundary import Boundary
from coach.domain.clock import END_OF_TIME, day_of
from coach.domain.focus import NETWORKING_KINDS, FocusBlock, count_minutes, sum_time_by_day
from coach.domain.goal import Goal
from coach.domain.journal import Journal, cached_by
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.networking_hours import is_within_hours
from coach.domain.settings import Settings
from coach.domain.text import clean_text

# The six markers a day may carry, in the words of a sentence: "days with …".
MARKERS: Mapping[str, str] = {
    "over_limit": "networking over the limit",
    "after_hours": "networking outside your hours",
    "screen_free_break": "a screen-free break",
    "reply": "a reply",
    "goal_done": "a finished goal",
    "voice": "talking by voice or in person",
}
MoodEntryRow = tuple[int, float, float]  # day ordinal, hour 0–24, value
MarkersByDay = Mapping[str, Mapping[int, int]]  # name → day ordinal → 0 or 1; a day not there is unknown


@cached_by(Mood, Settings)
def list_mood_entries(journal: Journal) -> tuple[MoodEntryRow, ...]:
    """Return every mood as (day ordinal, hour, value)."""
    ends = journal.settings.day_ends
    return tuple(
        (day_ordinal_of(mood.at, ends), mood.at.hour + mood.at.minute / 60, float(mood.value))
        for mood in journal.list_records(Mood)
    )


@cached_by(Mood, FocusBlock, Message, Goal, Boundary, Settings)
def compute_markers(journal: Journal) -> dict[str, dict[int, int]]:
    """Return the six markers of every day with a mood: 1 it was so, 0 it was not, left out where unknown."""
    settings = journal.settings
    day_ends, limit = settings.day_ends, settings.limit_minutes
    mood_days = sorted({day for day, _, _ in list_mood_entries(journal)})
    time_by_day = sum_time_by_day(journal.list_records(FocusBlock), END_OF_TIME, day_ends)
    networking_minutes = {day.toordinal(): count_minutes(kinds, NETWORKING_KINDS) for day, kinds in time_by_day.items()}
    late_days, screen_free_days, days_with_block = set[int](), set[int](), set[int]()
    for block in journal.list_records(FocusBlock):
        day = day_ordinal_of(block.started_at, day_ends)
        days_with_block.add(day)
        if block.kind in NETWORKING_KINDS and is_within_hours(settings, block.started_at) is False:
            late_days.add(day)
        if block.rest == "away":
            screen_free_days.add(day)
    reply_days, voice_days, contact_days = set[int](), set[int](), set[int]()
    blocked_ids = blocked_person_ids(journal)
    for message in journal.list_records(Message):
        if message.person in blocked_ids:
            continue
        day = day_ordinal_of(message.at, day_ends)
        if message.direction == "in" and message.kind in ("message", "meeting"):
            reply_days.add(day)
        if is_talk(message):
            voice_days.add(day)
        contact_days.add(day)
    goal_done_by_day: dict[int, int] = {}
    for goal in journal.list_records(Goal):
        day = goal.day.toordinal()
        goal_done_by_day[day] = max(goal_done_by_day.get(day, 0), int(goal.state == "done"))
    days_since_first_contact = _days_since_first(mood_days, contact_days)
    days_since_first_block = _days_since_first(mood_days, days_with_block)
    return {
        "over_limit": {day: int(networking_minutes.get(day, 0) > limit) for day in days_since_first_block}
        if limit
        else {},
        "after_hours": _mark_days(days_since_first_block, late_days) if settings.hours else {},
        "screen_free_break": _mark_days((day for day in mood_days if day in days_with_block), screen_free_days),
        "reply": _mark_days(days_since_first_contact, reply_days),
        "goal_done": {day: goal_done_by_day[day] for day in mood_days if day in goal_done_by_day},
        "voice": _mark_days(days_since_first_contact, voice_days),
    }


def own_question_marker(journal: Journal) -> str | None:
    """Return the marker that the person asks about, or None."""
    return journal.settings.question if journal.settings.question in MARKERS else None


def day_ordinal_of(at: datetime, ends: time) -> int:
    """Return the ordinal of the day that `at` belongs to."""
    return day_of(at, ends).toordinal()


def _days_since_first(days: list[int], known_days: set[int]) -> list[int]:
    """Return the days from the first of `known_days` on: before it, nobody can tell."""
    first_known_day = min(known_days, default=None)
    return [] if first_known_day is None else [day for day in days if day >= first_known_day]


def _mark_days(days: Iterable[int], days_with_marker: set[int]) -> dict[int, int]:
    return {day: int(day in days_with_marker) for day in days}


def describe_marker(name: str) -> str:
    """Return a marker in the words of a sentence; an unknown name is the person's own words, cleaned."""
    return MARKERS.get(name) or clean_text(name)
