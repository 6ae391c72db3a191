"""The mood: a value from 1 to 5; energy, words and a note are optional."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from coach.domain.record import Moment, Record


class Mood(Record):
    """How somebody felt at one moment. `value` 1–5 (heavy … bright), `energy` 1–3 (little … plenty)."""

    table: ClassVar[str] = "moods"

    at: Moment
    value: int = Field(ge=1, le=5)
    energy: int | None = Field(default=None, ge=1, le=3)
    words: tuple[str, ...] = ()
    note: str = ""
    key: str = ""
    """Provenance of an imported entry, so that importing twice changes nothing."""
