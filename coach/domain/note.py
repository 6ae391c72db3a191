"""Notes: a takeaway, something learned, an opportunity with its next step, a draft that waits till tomorrow."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Literal

from coach.domain.record import Record

NoteKind = Literal["note", "takeaway", "learned", "opportunity", "draft", "post", "gave"]


class Note(Record):
    """A short text, for a `person` or a `block`. `due` and `closed_at` serve opportunities and drafts."""

    table: ClassVar[str] = "notes"

    at: datetime
    kind: NoteKind = "note"
    text: str = ""
    person: str = ""
    block: str = ""
    next_step: str = ""
    due: date | None = None
    closed_at: datetime | None = None
