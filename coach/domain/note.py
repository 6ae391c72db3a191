"""Notes: takeaways, things learned, help given or received, opportunities, and drafts that wait until tomorrow."""

from __future__ import annotations

from typing import ClassVar, Literal

from coach.domain.record import Day, Moment, Record

NoteKind = Literal["note", "takeaway", "learned", "opportunity", "draft", "post", "gave", "got"]


class Note(Record):
    """A short text, for a `person` or a `block`. `due` and `closed_at` serve opportunities and drafts.

    gave and got are help, in either direction; they are never balanced against each other.
    """

    table: ClassVar[str] = "notes"

    at: Moment
    kind: NoteKind = "note"
    text: str = ""
    person: str = ""
    to: str = ""
    """Whom a draft is for, as typed, while nobody of that name is known."""
    block: str = ""
    next_step: str = ""
    due: Day | None = None
    closed_at: Moment | None = None
    employer: str = ""
    link: str = ""
    """Where an opportunity is described, or where a post can be read."""
    stage: str = ""
    """The stage of an opportunity; "" means found."""
    outcome: str = ""
    """How a closed opportunity ended, "no" or ""."""
    posted_at: Moment | None = None
    """When a post was published."""

    @property
    def is_open_opportunity(self) -> bool:
        """Whether it is an opportunity that nobody has closed."""
        return self.kind == "opportunity" and self.closed_at is None
