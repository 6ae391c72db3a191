"""Kinds of faults that readers marked in the texts of the product, looked for in every text that people can see."""

from __future__ import annotations

import re

import pytest

from tests.strings import load_strings


@pytest.fixture(scope="module")
def texts() -> list[tuple[str, str]]:
    return [(place, " ".join(text.split())) for place, text in load_strings().list_all_texts()]


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        ("a file that only the source has", r"\bdocs/\w"),
        ("how the data is stored", r"\b(in memory|record by record|schema|flock|file lock|lock files|UTF-8|pyrage)\b"),
        ("a word for undoing other than undo", r"\breverts?\b"),
        ("standard input, which a pipe or a file is to people", r"\bstandard input\b"),
        ("a weekday without its capital", r"\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"),
        ("a mean where other texts say average", r"\bmean of\b"),
        ("silence as something that nobody does", r"\bnobody (has )?answered\b"),
        ("a free day where other texts say day off", r"\bfree days?\b"),
    ],
)
def test_no_text_tells_of(kind: str, pattern: str, texts: list[tuple[str, str]]) -> None:
    assert [found for found in texts if re.search(pattern, found[1])] == []


def test_every_chance_says_of_how_many(texts: list[tuple[str, str]]) -> None:
    told = [(place, text) for place, text in texts if "patterns" not in place and re.search(r"\(likely .*\{", text)]
    assert told
    assert [found for found in told if not re.search(r"in 100|points \(likely", found[1])] == []
