"""Export the journal in formats that other programs and people read.

Blocked people are left out of Markdown, calendar and CSV, which others may see. The JSON export is complete.
"""

from __future__ import annotations

import io
import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from coach.acts.kinds import TABLES, kind_of
from coach.advice.people import gone
from coach.advice.replies import GAP, SECOND_GAP
from coach.advice.threads import work_days
from coach.advice.waiting import waiting
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.domain.focus import Block, counted
from coach.domain.goal import Goal
from coach.domain.mood import ENERGY, NAMES, Mood
from coach.domain.note import Note
from coach.domain.outreach import Message
from coach.domain.person import Person, channel_name
from coach.domain.rounding import whole_minutes
from coach.exporters import markdown as md
from coach.exporters.csv import write_csv
from coach.exporters.daylio import MoodRow, write_daylio
from coach.exporters.ics import FollowUp, Meeting, format_events, format_todos

FORMAT = "networking-coach"
"""The word by which the coach knows its own export again."""
CONTACTS = "contacts"
CSV_TABLES = ("moods", "goals", "blocks", "people", "messages", "notes")


def export_json(book: Book, now: datetime, contacts: Mapping[str, Mapping[str, Any]] | None = None) -> str:
    """Return everything, settings, undone things and the address book (`contacts`, by id) included.

    Importing it into an empty folder gives the same state.
    """
    tables: dict[str, Any] = {table: {r.id: r.doc() for r in book.every(kind_of(table))} for table in TABLES}
    tables = {table: rows for table, rows in {**tables, CONTACTS: contacts or {}}.items() if rows}
    whole = {"format": FORMAT, "version": 1, "exported_at": now.astimezone(UTC).isoformat(), "tables": tables}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def export_csv(book: Book, table: str) -> str:
    """Return one table as CSV, formula-safe. Raises KeyError for a table that is not in CSV_TABLES."""
    if table not in CSV_TABLES:
        raise KeyError(table)
    kind = kind_of(table)
    names = {p.id: p.name for p in book.all(Person)}
    hidden = gone(book)
    skipped = {"changed_at", "device", "deleted", "key", "keys", "handles", "named"}
    columns = [name for name in kind.model_fields if name not in skipped]
    rows = []
    for record in book.all(kind):
        if getattr(record, "person", "") in hidden or record.id in hidden:
            continue
        rows.append([_format_cell(getattr(record, name), names if name == "person" else {}) for name in columns])
    file = io.StringIO(newline="")
    write_csv(file, columns, rows)
    return file.getvalue()


def export_markdown(book: Book, now: datetime) -> str:
    """Return a journal by day: goals, moods, blocks, what passed with whom, notes."""
    names = {p.id: p.name for p in book.all(Person)}
    hidden = gone(book)
    ends = book.settings.day_ends
    days: dict[date, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for goal in book.all(Goal):
        days[goal.day]["goals"].append(md.GoalLine(goal.text, goal.state, goal.cue))
    for m in sorted(book.all(Mood), key=lambda m: m.at):
        energy = ENERGY[m.energy] if m.energy else ""
        days[day_of(m.at, ends)]["moods"].append(md.MoodLine(m.at, NAMES[m.value], energy, m.words, m.note))
    for b in sorted(book.all(Block), key=lambda b: b.started_at):
        minutes = whole_minutes(counted(b, now))
        felt = NAMES[b.felt] if b.felt else ""
        line = md.BlockLine(b.started_at, b.ended_at, b.kind, minutes, intention=b.intention, felt=felt)
        days[day_of(b.started_at, ends)]["blocks"].append(line)
    for e in sorted(book.all(Message), key=lambda e: e.at):
        what = _MESSAGE_VERBS.get((e.direction, e.kind))
        if what and e.person not in hidden and e.person in names:
            passed = md.MessageLine(e.at, what, names[e.person], channel_name(e.channel), e.text, e.whole_day)
            days[day_of(e.at, ends)]["messages"].append(passed)
    for note in sorted(book.all(Note), key=lambda note: note.at):
        if note.person not in hidden:
            days[day_of(note.at, ends)]["notes"].append(md.NoteLine(note.kind, note.text))
    journal = (
        md.JournalDay(day, **{kind: tuple(lines) for kind, lines in kinds.items()})
        for day, kinds in sorted(days.items())
    )
    return "".join(md.format_journal(journal))


_MESSAGE_VERBS: Mapping[tuple[str, str], str] = {
    ("out", "message"): "Wrote to",
    ("out", "invitation"): "Invited",
    ("out", "promise"): "Promised",
    ("in", "message"): "Heard from",
    ("in", "invitation"): "Invited by",
    ("in", "meeting"): "Met",
    ("in", "no"): "A no from",
}


def export_calendar(book: Book, now: datetime, *, todo: bool = False) -> str:
    """Return follow-ups and meetings as iCalendar; with `todo`, the follow-ups alone, as to-dos."""
    names = {p.id: p.name for p in book.all(Person)}
    follow_ups = []
    for row in waiting(book, now):
        about = book.get(Message, row.event)
        title = f"{row.name}: {row.what}" if row.owed else f"A line to {row.name}, if you like"
        today = day_of(now, book.settings.day_ends)
        due = today if row.owed else max(today, _follow_up_day(book, row.since, row.kind, row.attempts))
        stamp = about.changed_at if about else None
        follow_ups.append(FollowUp(row.event or row.person, due, title, changed_at=stamp))
    if todo:
        return format_todos(follow_ups, now)
    hidden = gone(book)
    meetings = [
        Meeting(m.id, m.at, f"Talk with {names[m.person]}", changed_at=m.changed_at)
        for m in book.all(Message)
        if m.kind == "meeting" and m.person in names and m.person not in hidden
    ]
    return format_events(follow_ups, meetings, now)


def export_daylio(book: Book) -> str:
    """Return the moods as CSV in Daylio's layout."""
    file = io.StringIO(newline="")
    write_daylio(file, (MoodRow(m.at, m.value, m.words, m.note) for m in sorted(book.all(Mood), key=lambda m: m.at)))
    return file.getvalue()


def _follow_up_day(book: Book, since: datetime, kind: str, attempts: int) -> date:
    """Return the day from which another message is fine."""
    gaps: Mapping[Any, int] = GAP
    gap = gaps.get(kind, 5) if attempts == 0 else SECOND_GAP
    return work_days(book).add(day_of(since, book.settings.day_ends), int(gap))


def _format_cell(value: Any, names: Mapping[str, str]) -> object:
    if isinstance(value, (tuple, list)):
        return ", ".join(str(part) for part in value)
    return names.get(value, value) if isinstance(value, str) else value


WRITERS: Mapping[str, Callable[[Book, datetime], str]] = {
    "markdown": export_markdown,
    "calendar": export_calendar,
    "daylio": lambda book, now: export_daylio(book),
}
