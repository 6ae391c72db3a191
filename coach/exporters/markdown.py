"""Write records as Markdown, for people to read: a journal by day, and what passed with a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from coach.domain.clock import to_wall_time
from coach.domain.focus import FocusBlock
from coach.domain.goal import Goal
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.note import Note
from coach.domain.person import format_channel
from coach.domain.text import NOTE_LIMIT, clean_text
from coach.domain.wording import MOOD_NAMES, format_date, format_energy, format_kind, round_to_minutes

_MARKDOWN_MARKS = re.compile(r"([\\`*_\[\]<>#|~])")
_MARKDOWN_MARK_AT_LINE_START = re.compile(r"(?m)^(\s*)([-+=]|\d{1,9}(?=[.)]))")
_MESSAGE_VERBS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("out", "message"): ("Wrote to", "you wrote"),
    ("out", "invitation"): ("Invited", "you invited them"),
    ("out", "promise"): ("Promised", "you promised"),
    ("in", "message"): ("Heard from", "they wrote"),
    ("in", "invitation"): ("Invited by", "they invited you"),
    ("in", "meeting"): ("Met", "you met"),
    ("in", "request"): ("Asked by", "they asked"),
    ("in", "no"): ('A "no" from', "they said no"),
}
"""Direction and kind of a message → what the journal says of it, and what the page of the person does."""


def format_journal(days: Mapping[date, Iterable[str]]) -> Iterator[str]:
    """Yield the text of a journal of day → entries, line by line, each with its line end."""
    yield "# Journal\n"
    for day, entries in sorted(days.items()):
        yield f"\n## {format_date(day, weekday=True, year=True)}\n\n"
        yield from (f"{entry}\n" for entry in entries)


def format_known(facts: Iterable[str]) -> str:
    """Return what is known of a person as an entry, "" if that is nothing."""
    known_facts = " · ".join(escape_markdown(fact) for fact in facts if fact)
    return f"- **Known**: {known_facts}" if known_facts else ""


def format_goal(goal: Goal) -> str:
    """Return a goal, its moment and how it ended as an entry of its day."""
    cue = f" (when {escape_markdown(goal.cue)})" if goal.cue else ""
    return f"- **Goal**: {escape_markdown(goal.text)}{cue} · {goal.state}"


def format_mood(mood: Mood) -> str:
    """Return a mood as an entry of its day."""
    mood_parts = [MOOD_NAMES[mood.value]]
    if mood.energy:
        mood_parts.append(format_energy(mood.energy))
    if mood.words:
        mood_parts.append(", ".join(map(escape_markdown, mood.words)))
    return f"- **Mood** {mood.at:%H:%M}: {' · '.join(mood_parts)}{_format_quotation(mood.note)}"


def format_block(block: FocusBlock, spent_time: timedelta) -> str:
    """Return a focus block as an entry of its day, with the time that counts."""
    block_end = f"–{to_wall_time(block.ended_at, block.started_at):%H:%M}" if block.ended_at is not None else ""
    block_parts = [f"{format_kind(block.kind)}, {round_to_minutes(spent_time)} min"]
    if block.intention:
        block_parts.append(escape_markdown(block.intention))
    if block.felt:
        block_parts.append(f"felt {MOOD_NAMES[block.felt]}")
    return f"- **Focus** {block.started_at:%H:%M}{block_end}: {' · '.join(block_parts)}"


def format_message(message: Message, name: str) -> str:
    """Return a message or a meeting as an entry of its day, "" for a decision of one's own."""
    if (verbs := _MESSAGE_VERBS.get((message.direction, message.kind))) is None:
        return ""
    clock_time = "" if message.whole_day else f" {message.at:%H:%M}"
    person_and_channel = f"{escape_markdown(name)}{_format_channel(message)}"
    return f"- **{verbs[0]}**{clock_time}: {person_and_channel}{_format_quotation(message.text)}"


def format_note(note: Note) -> str:
    """Return a note as an entry of its day."""
    return f"- **{note.kind.capitalize()}**{_format_quotation(note.text)}"


def format_dated_entry(day: date, entry: Message | Note) -> str:
    """Return a message or a note as an entry of a person's page, "" for a decision of one's own."""
    if isinstance(entry, Note):
        return f"- {format_date(day, year=True)}: {entry.kind}{_format_quotation(entry.text)}"
    if (verbs := _MESSAGE_VERBS.get((entry.direction, entry.kind))) is None:
        return ""
    return f"- {format_date(day, year=True)}: {verbs[1]}{_format_channel(entry)}{_format_quotation(entry.text)}"


def escape_markdown(text: str, *, lines: bool = False) -> str:
    """Return user text so that Markdown shows it as it is. With `lines`, its line breaks stay."""
    text = _MARKDOWN_MARKS.sub(r"\\\1", clean_text(text, NOTE_LIMIT, lines=lines))
    return _MARKDOWN_MARK_AT_LINE_START.sub(_escape_line_start, text)


def _escape_line_start(line_start: re.Match[str]) -> str:
    space, line_mark = line_start.groups()
    return f"{space}{line_mark}\\" if line_mark.isdigit() else f"{space}\\{line_mark}"


def _format_channel(message: Message) -> str:
    return f" · {escape_markdown(format_channel(message.channel))}" if message.channel else ""


def _format_quotation(text: str) -> str:
    """Return a text under its entry, as a quotation."""
    shown_text = escape_markdown(text, lines=True)
    return "".join(f"\n  > {quoted_line}".rstrip() for quoted_line in shown_text.split("\n")) if shown_text else ""
