"""Notes are never scanned: whatever a person writes, the coach says and offers the same."""

from __future__ import annotations

from typing import Any

import pytest

from coach.advice.facts import facts
from coach.advice.goals import pick
from coach.advice.suggestion import suggest
from coach.domain.asked import Review
from coach.domain.book import Book
from coach.domain.focus import Block
from coach.domain.goal import Goal
from coach.domain.mood import Mood
from coach.domain.note import Note
from coach.domain.outreach import Message
from coach.domain.person import Person
from coach.domain.record import Record
from tests.unit.lives import LIVES, year

HEAVY = "I cannot go on, everything is hopeless and I want to die. depressed suicidal alone panic"
WORDS: dict[type[Record], dict[str, Any]] = {
    Mood: {"note": HEAVY, "words": ("hopeless", "suicidal")},
    Note: {"text": HEAVY},
    Message: {"text": HEAVY},
    Block: {"intention": HEAVY},
    Goal: {"text": HEAVY},
    Person: {"note": HEAVY},
    Review: {"answers": {"said": HEAVY}},
}
"""Every field into which a person writes what they like, and something that would wake a scanner."""


def rewritten(book: Book) -> Book:
    """Return the book with heavy words wherever there may be words; a goal of one's own stays the same goal."""
    found: list[Record] = []
    for kind, words in WORDS.items():
        for record in book.all(kind):
            if kind is Review and "nice" in getattr(record, "answers", {}):
                continue
            found.append(record.but(**words))
    return book.put(found)


@pytest.mark.parametrize("name", LIVES)
def test_heavy_words_in_notes_change_nothing_that_is_said_or_offered(name: str) -> None:
    for day in year(name)[20::40]:
        book, now = day.asked, day.at
        heavy = rewritten(book)
        assert dict(facts(heavy, now)) == dict(facts(book, now))
        before, after = suggest(book, now, hide=True), suggest(heavy, now, hide=True)
        assert after == before
        assert [t.id for t in pick(heavy, now)] == [t.id for t in pick(book, now)]


def test_no_room_of_advice_that_decides_looks_into_a_note() -> None:
    import ast
    from pathlib import Path

    import coach.advice

    room = Path(coach.advice.__file__).parent
    for file in ("rules", "facts", "facts_day", "facts_focus", "facts_goal", "facts_mood", "insights", "suggestion"):
        tree = ast.parse((room / f"{file}.py").read_text(encoding="utf-8"))
        read = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not read & {"note", "intention"}, file
