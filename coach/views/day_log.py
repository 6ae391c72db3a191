"""The log of one day in the order of time, as `coach day` prints it: moods, goals, blocks, messages, notes, events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from coach.advice.blocked_people import list_shown_notes, list_shown_people, redact_blocked_names
from coach.domain.advice_records import LookBack
from coach.domain.clock import NO_TIME
from coach.domain.focus import FocusBlock, sum_time_by_block
from coach.domain.goal import Goal
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.opportunities_and_events import Event
from coach.domain.person import format_channel
from coach.domain.wording import MOOD_NAMES, format_date, format_energy, format_kind, round_to_minutes

_DAY_ENTRY_LABELS = {
    ("out", "message"): "you wrote to", ("in", "message"): "from", ("out", "invitation"): "you invited",
    ("in", "invitation"): "invited by", ("out", "promise"): "you promised", ("in", "promise"): "promised by",
    ("in", "request"): "asked by", ("in", "meeting"): "met", ("out", "meeting"): "met", ("in", "no"): "a no from",
    ("own", "rest"): "let rest", ("own", "later"): "snoozed", ("own", "keep"): "kept",
}  # fmt: skip
_NOTE_ENTRY_LABELS = {"gave": "you helped", "got": "helped you"}
_PRINTED_ENTRY_KINDS = {"a no from": 'a "no" from', "looked back": "reviewed"}
"""What people read for a kind where that is another word than the one that scripts read."""


@dataclass(frozen=True, slots=True)
class DayEntry:
    """One thing of a day: when (None for the whole day), what sort of thing, and its words.

    With `whole_day` only the day was said of it, and the hour of `at` means nothing.
    """

    at: datetime | None
    kind: str
    text: str
    whole_day: bool = False

    @property
    def clock(self) -> str:
        """The time of the day: "14:30", or "" for what has none."""
        return f"{self.at:%H:%M}" if self.at and not self.whole_day else ""


def build_day_log(journal: Journal, day: date, now: datetime) -> tuple[DayEntry, ...]:
    """Return everything that was logged on `day`; what holds for the whole day comes first."""

    def order(entry: DayEntry) -> tuple[bool, float, str, str]:
        return (bool(entry.clock), entry.at.timestamp() if entry.at else 0.0, entry.kind, entry.text)

    return tuple(sorted(_iterate_day_entries(journal, day, now), key=order))


def format_day_log(day: date, entries: tuple[DayEntry, ...]) -> list[str]:
    """Return a day as lines of plain text."""
    heading = format_date(day, weekday=True, year=True)
    if not entries:
        return [f"{heading}: nothing is logged."]
    return [
        heading,
        *(
            f"{entry.clock:5}  {_PRINTED_ENTRY_KINDS.get(entry.kind, entry.kind)}: {' '.join(entry.text.split())}"
            for entry in entries
        ),
    ]


def _iterate_day_entries(journal: Journal, day: date, now: datetime) -> Iterator[DayEntry]:
    names = {person.id: person.name for person in list_shown_people(journal.with_archived_people())}

    def is_of_day(at: datetime) -> bool:
        return journal.settings.day_of(at) == day

    def redact(text: str) -> str:
        return redact_blocked_names(journal, text)

    for goal in journal.list_records(Goal):
        if goal.day == day:
            state = "" if goal.state == "open" else f", {goal.state}"
            yield DayEntry(None, "goal", redact(goal.text) + state)
    for event in journal.list_records(Event):
        if event.day == day:
            yield DayEntry(None, "event", redact(_join_parts(event.title, event.place)))
    for mood in journal.list_records(Mood):
        if is_of_day(mood.at):
            energy = format_energy(mood.energy) if mood.energy else ""
            text = _join_parts(MOOD_NAMES[mood.value], energy, " ".join(mood.words), redact(mood.note))
            yield DayEntry(mood.at, "mood", text)
    counted_time = sum_time_by_block(journal.list_records(FocusBlock), now, journal.settings.day_ends)
    for block in journal.list_records(FocusBlock):
        if is_of_day(block.started_at):
            felt = f"felt {MOOD_NAMES[block.felt]}" if block.felt else ""
            length = f"{round_to_minutes(counted_time.get(block.id, NO_TIME))} min"
            text = _join_parts(format_kind(block.kind), length, redact(block.intention), felt)
            yield DayEntry(block.started_at, "focus", text)
    for message in journal.list_records(Message):
        if message.person in names and is_of_day(message.at):
            label = _DAY_ENTRY_LABELS.get((message.direction, message.kind), message.kind)
            channel = f", {format_channel(message.channel)}" if message.channel else ""
            text = f": {redact(message.text)}" if message.text else ""
            yield DayEntry(message.at, label, f"{names[message.person]}{channel}{text}", message.whole_day)
    for note in list_shown_notes(journal):
        noted_at, label = note.posted_at or note.at, _NOTE_ENTRY_LABELS.get(note.kind, note.kind)
        if is_of_day(noted_at):
            about = f" ({names[note.person]})" if note.person in names else ""
            link = f" {note.link}" if note.link else ""
            yield DayEntry(noted_at, label, f"{redact(note.text)}{about}{link}")
    for review in journal.list_records(LookBack):
        if review.day == day:
            yield DayEntry(review.at, "looked back", review.kind)


def _join_parts(*parts: str) -> str:
    return ", ".join(filter(None, parts))
