"""Kinds of faults that readers marked in the texts of the product, looked for in every text that people can see."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from coach.advice.rules.sentences import fill_in_keys
from coach.keys import KEYS, USUAL_KEYS
from docs import strings
from docs.strings import list_all_texts
from tests.other_keys import OTHER_KEYS


@pytest.fixture(scope="module")
def texts() -> list[tuple[str, str]]:
    return [(place, " ".join(text.split())) for place, text in list_all_texts()]


FAULTS = (
    ("a file that only the source has", r"\bdocs/\w"),
    ("how the data is stored", r"\b(in memory|record by record|schema|flock|file lock|lock files|UTF-8|pyrage)\b"),
    ("a word for undoing other than undo", r"\breverts?\b"),
    ("standard input, which a pipe or a file is to people", r"\bstandard input\b"),
    ("a weekday without its capital", r"\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"),
    ("a mean where other texts say average", r"\bmean of\b"),
    ("silence as something that nobody does", r"\bnobody (has )?answered\b"),
    ("a free day where other texts say day off", r"\bfree days?\b"),
    ("days with a mood, which every day has", r"\bdays? with a mood\b"),
    ("mood points without their scale", r"\d\}? points (?!\(of 5\)|outside)|\} points (?!\(of 5\)|outside)"),
    ("a range between a number and its hundred", r"\(likely [^)]*\) in 100"),
    ("a person or a first message as the next one in a row", r"\bnext (first message|new person)\b"),
    ("a command without its argument", r"\band the path of the file\b"),
    ("a list after words that promise none", r"\bThere are:? \{"),
    ("data as more than one", r"\bdata are\b"),
    ("two examples of a day that read as one date", r"day(,| ·) \d{4}-\d\d"),
    ("curly quotation marks around what may be typed", r"“\w|[^s] “"),
    ("a message to somebody as a reminder", r"\bfriendly reminder\b"),
    (
        "the mind of another or the future",
        r"means a full inbox|not about you|judged? you|[Tt]hat passes|people are glad|nothing here is urgent",
    ),
    ("a limit as a distance", r"\bas far as\b"),
    ("the least time that has passed, said from behind", r"\bago or longer\b"),
    ("a person without a name, told from where the name is", r", where (several|two) (people )?have\b"),
    ("a step as a fact about other values", r"\b(Other|Another) [\w ]+ (saves?|logs?|can be)\b"),
)
"""Kinds of faults, and the pattern of each."""


def test_no_text_has_a_known_fault(texts: list[tuple[str, str]]) -> None:
    found = {kind: [text for text in texts if re.search(pattern, text[1])] for kind, pattern in FAULTS}
    assert {kind: those for kind, those in found.items() if those} == {}


def test_the_list_is_complete_where_texts_begin_with_a_mark_and_has_no_selector(texts: list[tuple[str, str]]) -> None:
    listed = [text for _, text in texts]
    assert any(text.startswith("--- name: coach") and "never guess" in text.lower() for text in listed)
    assert "--out needs --encrypt." in listed
    assert [text for text in listed if re.match(r"[#.]\w[\w-]* [A-Z.#]\w*$", text)] == []


def test_every_chance_says_of_how_many(texts: list[tuple[str, str]]) -> None:
    told = [(place, text) for place, text in texts if "patterns" not in place and re.search(r"\(likely .*\{", text)]
    assert told
    assert [found for found in told if not re.search(r"in 100|points \(of 5\)", found[1])] == []


LOCAL_KEYS = r"\b(p turns one|n adds that|n words|e adds how|d disconnects|l snooze|then x\b)"
"""Keys of one page or dialog, which nobody can change."""


def test_no_text_names_a_usual_key_to_people_who_chose_others(texts: list[tuple[str, str]]) -> None:
    others = USUAL_KEYS.replace_keys(OTHER_KEYS)
    letters = "".join({key for row in KEYS for key in row.all_shown if len(key) == 1} - set("aX,;.+↑↓"))
    named = re.compile(
        rf"(?:^|[ ·(])(?:[{letters}]|ctrl\+p|F1)(?=,? then\b| [a-z]+s\b)|\b(?:[Pp]ress|then|with) (?:[{letters}X]|ctrl)(?!\w)"
    )
    assert named.search("f ends it, then F starts another.") and named.search("Press X to let them rest.")
    shown = [(place, fill_in_keys(text, others.fill)) for place, text in texts]
    assert [found for found in shown if named.search(re.sub(LOCAL_KEYS, "", found[1]))] == []
    assert any("alt+" in text for _, text in shown)


@pytest.mark.slow
def test_the_list_of_texts_ends_calmly_when_its_reader_has_seen_enough() -> None:
    """As in `docs/strings.py | head`."""
    with subprocess.Popen(
        [sys.executable, strings.__file__], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        assert program.stdout is not None and program.stderr is not None
        program.stdout.close()
        assert (program.stderr.read(), program.wait()) == (b"", 0)
