"""Exports that others may see carry no control characters and no names of blocked people."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from coach import run_export
from coach.domain.boundary import Boundary
from coach.domain.goal import Goal
from coach.domain.journal import Journal
from coach.domain.mood import Mood
from coach.domain.note import Note
from coach.domain.person import Person
from tests.hostile import HARMFUL

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone(timedelta(hours=1)))
FORMATS = ["moods", "goals", "notes", *run_export.WRITERS]


def journal() -> Journal:
    harsh = Person(id="b" * 32, name="Quirin Harsher")
    return Journal({}).with_records(
        [
            harsh,
            Boundary(person=harsh.id, at=NOW),
            Mood(at=NOW, value=3, note="\x1b]0;owned\x07\x1b[31mred\u202e tea\x9b2J", words=("\x1b[1mbold",)),
            Goal(day=NOW.date(), text="write to quirin harsher \x1b[2J"),
            Note(at=NOW, text="saw Quirin Harsher there"),
        ]
    )


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_harmful_and_nobody_blocked_is_exported(form: str) -> None:
    if form in run_export.WRITERS:
        text = run_export.WRITERS[form](journal(), NOW)
    else:
        text = run_export.export_csv(journal(), form)
    assert not HARMFUL.search(text.replace("\r\n", "\n"))
    assert "harsher" not in text.lower()
