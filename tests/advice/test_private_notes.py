"""Notes are never scanned: whatever a person writes, the coach says and offers the same."""

from __future__ import annotations

from typing import Any

import pytest

from coach.advice.facts.fact_values import compute_facts
from coach.advice.goals import rank_goals
from coach.advice.rules.current_advice import choose_suggestions
from coach.domain.advice_records import LookBack
from coach.domain.focus import FocusBlock
from coach.domain.goal import Goal
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.note import Note
from coach.domain.person import Person
from coach.domain.record import Record
from tests.advice.lives import each_life, year

HEAVY = "I cannot go on, everything is hopeless and I want to die. depressed suicidal alone panic"
WORDS: dict[type[Record], dict[str, Any]] = {
    Mood: {"note": HEAVY, "words": ("hopeless", "suicidal")},
    Note: {"text": HEAVY},
    Message: {"text": HEAVY},
    FocusBlock: {"intention": HEAVY},
    Goal: {"text": HEAVY},
    Person: {"note": HEAVY},
    LookBack: {"answers": {"said": HEAVY}},
}
"""Every field into which a person writes what they like, and something that would wake a scanner."""


def rewritten(journal: Journal) -> Journal:
    """Return the book with heavy words wherever there may be words; a goal of one's own stays the same goal."""
    found: list[Record] = []
    for kind, words in WORDS.items():
        for record in journal.list_records(kind):
            if kind is LookBack and "nice" in getattr(record, "answers", {}):
                continue
            found.append(record.copy_with(**words))
    return journal.with_records(found)


@pytest.mark.slow
@each_life
def test_heavy_words_in_notes_change_nothing_that_is_said_or_offered(name: str) -> None:
    for day in year(name)[20::120]:
        journal, now = day.asked, day.at
        heavy = rewritten(journal)
        assert dict(compute_facts(heavy, now)) == dict(compute_facts(journal, now))
        before, after = choose_suggestions(journal, now, hide=True), choose_suggestions(heavy, now, hide=True)
        assert after == before
        assert [t.id for t in rank_goals(heavy, now)] == [t.id for t in rank_goals(journal, now)]


def test_no_module_of_advice_that_decides_looks_into_a_note() -> None:
    import ast
    from pathlib import Path

    import coach.advice

    package = Path(coach.advice.__file__).parent
    names = (
        "rules/choose_rules",
        "rules/current_advice",
        "facts/fact_values",
        "facts/day",
        "facts/focus_and_goals",
    )
    for file in (*names, "facts/moods", "facts/notes_and_events", "facts/patterns"):
        tree = ast.parse((package / f"{file}.py").read_text(encoding="utf-8"))
        read = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not read & {"note", "intention"}, file
