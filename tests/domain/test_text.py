"""Cleaning: what `clean` promises about any text at all."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.text import (
    clean_text,
    clean_typed_text,
    fold_text,
    format_json,
    strip_control_characters,
    trim_name,
)
from coach.errors import InvalidInput
from tests.hostile import HARMFUL, NASTY

anything = st.one_of(
    st.text(), st.text(alphabet="\x1b[]0;m\x07\x9b\u202e\u200d\u0301a \n\t", max_size=60), st.sampled_from(NASTY)
)


@given(anything, st.integers(1, 300), st.booleans())
def test_cleaning_twice_is_cleaning_once(text: str, limit: int, lines: bool) -> None:
    once = clean_text(text, limit, lines=lines)
    assert clean_text(once, limit, lines=lines) == once


@given(anything, st.booleans())
def test_nothing_harmful_is_left(text: str, lines: bool) -> None:
    assert not HARMFUL.search(clean_text(text, lines=lines))


@given(anything, st.integers(1, 50))
def test_a_name_is_one_line_within_its_limit(text: str, limit: int) -> None:
    cleaned = clean_text(text, limit)
    assert len(cleaned) <= limit and "\n" not in cleaned and "\t" not in cleaned


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1, max_size=40))
def test_letters_and_digits_of_every_script_stay(text: str) -> None:
    assert clean_text(text) == unicodedata.normalize("NFC", text)


def test_an_escape_sequence_goes_whole() -> None:
    assert clean_text("\x1b[31mRed\x1b[0m") == "Red"
    assert clean_text("\x1b]8;;http://x\x07link\x1b]8;;\x07") == "link"


def test_lines_stay_in_notes_and_fold_in_names() -> None:
    assert clean_text("one\r\ntwo", lines=True) == "one\ntwo"
    assert clean_text("one\r\ntwo") == "one two"


def test_a_family_emoji_stays_whole() -> None:
    assert clean_text("👩‍👩‍👧 us") == "👩‍👩‍👧 us"


@pytest.mark.parametrize("text", ["👩‍❤️‍👨", "👍🏽", "🇸🇪", "🏳️‍🌈", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "می‌خواهم"])
@pytest.mark.parametrize("lines", [True, False])
def test_emoji_of_several_parts_stay_whole(text: str, lines: bool) -> None:
    assert clean_text(f"Jo {text} Berg", lines=lines) == f"Jo {text} Berg"
    assert strip_control_characters(text) == text


def test_letters_of_a_flag_stay_in_a_flag_only() -> None:
    assert clean_text("Jo\U000e0067\U000e0062\U000e007f") == "Jo"
    assert clean_text("🏴󠁧󠁢󠁳󠁣󠁴󠁿" * 3, 9) == "🏴󠁧󠁢󠁳󠁣󠁴󠁿🏴…"


def test_folding_forgets_joiners() -> None:
    assert fold_text("علی‌رضا") == fold_text("علیرضا") and fold_text("Jo ❤️") == fold_text("Jo ❤")


def test_folding_forgets_case_and_accents() -> None:
    assert fold_text("ÖSEL  Tamm") == fold_text("osel tamm") == "osel tamm"


@pytest.mark.parametrize(
    ("name", "trimmed"),
    [
        ("Ana Lee,", "Ana Lee"),
        ("Ana Lee, MBA, PhD, ", "Ana Lee, MBA, PhD"),
        ("Ana .", "Ana"),
        ("- Ana (she/her) -", "Ana (she/her)"),
        ("~ Ana", "Ana"),
        ("Ana Lee Jr.", "Ana Lee Jr."),
        ("Dr. Ana Lee, Inc.", "Dr. Ana Lee, Inc."),
        ("Lee, Ana", "Lee, Ana"),
        ("Smith-Lee", "Smith-Lee"),
        ("+49 30 1234", "+49 30 1234"),
        ("- -", "- -"),
        ("🌹 Ana", "🌹 Ana"),
    ],
)
def test_a_name_loses_the_marks_around_it(name: str, trimmed: str) -> None:
    assert trim_name(name) == trimmed


def test_names_without_a_letter_are_not_equal() -> None:
    assert len({fold_text(name) for name in ("\u0301\u0323", "\u0327", "ー", "", "a")}) == 5


def test_a_typed_text_is_whole_or_refused() -> None:
    assert clean_typed_text("a b" * 10, 30) == "a b" * 10
    with pytest.raises(InvalidInput, match="31 characters, and 30 fit"):
        clean_typed_text("x" * 31, 30)


@given(anything)
def test_json_holds_the_same_text_and_nothing_harmful(text: str) -> None:
    written = format_json({text: [text]}, indent=1)
    assert not HARMFUL.search(written)
    assert json.loads(written) == {text: [text]}


@given(anything)
def test_a_text_stripped_of_control_characters_has_none(text: str) -> None:
    text += "\r\v\f\r\n\x85end"
    stripped = strip_control_characters(text)
    assert not HARMFUL.search(stripped) and strip_control_characters(stripped) == stripped
