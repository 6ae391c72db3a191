"""Actions about drafts: park a text until tomorrow, or log it as sent. Nothing here sends anything."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal

from coach.acts.change import Act, Change
from coach.acts.outreach import sent
from coach.acts.people import person_of
from coach.advice.people import matching
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.domain.note import Note
from coach.domain.person import Person
from coach.domain.text import NOTE_LIMIT, clean
from coach.errors import NotUnderstood

Parked = Literal["draft", "post"]


def park(text: str, *, to: str = "", kind: Parked = "draft", note_id: str = "") -> Act:
    """Let a text wait till tomorrow. `to` is an id or a line with a name; `note_id` the parked text it replaces.

    Raises NotUnderstood for an empty text.
    """
    text = clean(text, NOTE_LIMIT, lines=True)
    if not text:
        raise NotUnderstood("There is no text to keep yet.", hint="A few words are enough.")

    def run_action(book: Book, now: datetime) -> Change:
        person = whom(book, to)
        due = day_of(now, book.settings.day_ends) + timedelta(days=1)
        fields: dict[str, Any] = {
            "text": text, "kind": kind, "due": due, "person": person.id if person else "",
            "to": "" if person else clean(to), "closed_at": None,
        }  # fmt: skip
        note = (book.get(Note, note_id) if note_id else None) or Note(at=now)
        note = note.but(**fields)
        whose = f" for {person.name}" if person else ""
        return Change(f"Parked till tomorrow: the draft{whose}.", (note,), about=note.id)

    return run_action


def went_out(text: str, *, to: str, note_id: str = "") -> Act:
    """Log a draft as a message I sent to `to` (an id or a line with a name), and put its parked copy away."""

    def run_action(book: Book, now: datetime) -> Change:
        line_is_id = person_of(book, to) is not None
        logged = (sent("", to=to, text=text) if line_is_id else sent(to, text=text))(book, now)
        parked = book.get(Note, note_id) if note_id else None
        put_away = () if parked is None else (parked.but(closed_at=now),)
        return Change(logged.says, (*logged.puts, *put_away), about=logged.about)

    return run_action


def parked(book: Book) -> tuple[Note, ...]:
    """Return the texts that wait, the soonest due first."""
    from coach.advice.people import gone

    hidden = gone(book)
    found = (n for n in book.all(Note) if n.kind in ("draft", "post") and not n.closed_at and n.person not in hidden)
    return tuple(sorted(found, key=lambda n: (n.due is not None, n.due or n.at.date(), n.id)))


def whom(book: Book, to: str) -> Person | None:
    """Return the one person that `to` (an id or a line with a name) means, if there is one."""
    from coach.domain.outreach import parse_line

    known = person_of(book, to)
    found = (known,) if known else matching(book, parse_line(to).name) if to else ()
    return found[0] if len(found) == 1 else None
