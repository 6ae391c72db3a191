"""Write a journal by day as Markdown, for people to read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from coach.domain.text import NOTE_LIMIT, clean_text
from coach.domain.wording import format_kind

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""English, whatever the locale of the process."""
_MARKS = re.compile(r"([\\`*_\[\]<>#|~])")
_AT_LINE_START = re.compile(r"(?m)^(\s*)([-+=]|\d{1,9}(?=[.)]))")


@dataclass(frozen=True, slots=True)
class MoodLine:
    """A mood in words: "good", "plenty"."""

    at: datetime
    mood: str
    energy: str = ""
    words: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal and how it ended: open, done, not today, let go."""

    text: str
    state: str = "open"
    cue: str = ""


@dataclass(frozen=True, slots=True)
class BlockLine:
    """A block of focus."""

    started_at: datetime
    ended_at: datetime | None
    kind: str
    minutes: int
    """Minutes worked, pauses left out."""
    intention: str = ""
    felt: str = ""


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message or a meeting. `what` is a verb with its object: "Wrote to", "Heard from", "Met"."""

    at: datetime
    what: str
    name: str
    channel: str = ""
    text: str = ""
    whole_day: bool = False


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A takeaway, something learned, a note."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class JournalDay:
    """All of one day, each list in the order it is to stand in."""

    day: date
    goals: tuple[GoalLine, ...] = ()
    moods: tuple[MoodLine, ...] = ()
    blocks: tuple[BlockLine, ...] = ()
    messages: tuple[MessageLine, ...] = ()
    notes: tuple[NoteLine, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.goals or self.moods or self.blocks or self.messages or self.notes)


def format_journal(days: Iterable[JournalDay], title: str = "Journal") -> Iterator[str]:
    """Yield the text of a journal, line by line, each with its line end. Empty days are left out."""
    yield f"# {escape_markdown(title)}\n"
    for day in days:
        if day.is_empty:
            continue
        at = day.day
        yield f"\n## {WEEKDAYS[at.weekday()]} {_format_date(at)}\n\n"
        yield from format_day(day)


def format_day(day: JournalDay) -> Iterator[str]:
    """Yield the entries of a day, line by line, each with its line end."""
    for lines in (
        map(_format_goal, day.goals),
        map(_format_mood, day.moods),
        map(_format_block, day.blocks),
        map(_format_message, day.messages),
        map(_format_note, day.notes),
    ):
        yield from (f"{line}\n" for line in lines)


def format_person(facts: Iterable[str], entries: Iterable[tuple[date, MessageLine | NoteLine]]) -> Iterator[str]:
    """Yield what is known of a person, then what passed and what was noted, each with its date."""
    known = " · ".join(escape_markdown(fact) for fact in facts if fact)
    if known:
        yield f"- **Known**: {known}\n"
    for day, entry in entries:
        if isinstance(entry, MessageLine):
            channel = f" · {escape_markdown(entry.channel)}" if entry.channel else ""
            yield f"- {_format_date(day)}: {escape_markdown(entry.what)}{channel}{_format_quotation(entry.text)}\n"
        else:
            kind = escape_markdown(clean_text(entry.kind) or "note")
            yield f"- {_format_date(day)}: {kind}{_format_quotation(entry.text)}\n"


def _format_date(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def escape_markdown(text: str, *, lines: bool = False) -> str:
    """Return user text so that Markdown shows it as it is. With `lines`, its line breaks stay."""
    text = _MARKS.sub(r"\\\1", clean_text(text, NOTE_LIMIT, lines=lines))
    return _AT_LINE_START.sub(_escape_line_start, text)


def _escape_line_start(found: re.Match[str]) -> str:
    space, mark = found.groups()
    return f"{space}{mark}\\" if mark.isdigit() else f"{space}\\{mark}"


def _format_goal(goal: GoalLine) -> str:
    cue = f" (when {escape_markdown(goal.cue)})" if goal.cue else ""
    return f"- **Goal**: {escape_markdown(goal.text)}{cue} · {escape_markdown(goal.state)}"


def _format_mood(mood: MoodLine) -> str:
    parts = [escape_markdown(mood.mood)]
    if mood.energy:
        parts.append(f"{escape_markdown(mood.energy)} energy")
    if mood.words:
        parts.append(", ".join(map(escape_markdown, mood.words)))
    return f"- **Mood** {mood.at:%H:%M}: {' · '.join(parts)}{_format_quotation(mood.note)}"


def _format_block(block: BlockLine) -> str:
    end = f"–{block.ended_at:%H:%M}" if block.ended_at is not None else ""
    parts = [f"{escape_markdown(format_kind(block.kind))}, {block.minutes} min"]
    if block.intention:
        parts.append(escape_markdown(block.intention))
    if block.felt:
        parts.append(f"felt {escape_markdown(block.felt)}")
    return f"- **Focus** {block.started_at:%H:%M}{end}: {' · '.join(parts)}"


def _format_message(message: MessageLine) -> str:
    at = "" if message.whole_day else f" {message.at:%H:%M}"
    channel = f" · {escape_markdown(message.channel)}" if message.channel else ""
    name = escape_markdown(message.name)
    return f"- **{escape_markdown(message.what)}**{at}: {name}{channel}{_format_quotation(message.text)}"


def _format_note(note: NoteLine) -> str:
    kind = clean_text(note.kind) or "note"
    return f"- **{escape_markdown(kind[:1].upper() + kind[1:])}**{_format_quotation(note.text)}"


def _format_quotation(text: str) -> str:
    """Return a text under its entry, as a quotation."""
    shown = escape_markdown(text, lines=True)
    return "".join(f"\n  > {line}".rstrip() for line in shown.split("\n")) if shown else ""
