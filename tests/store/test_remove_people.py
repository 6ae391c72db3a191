"""Names of forgotten people are found in texts, by the name or by its mark, and names of others are left alone."""

from __future__ import annotations

import pytest

from coach.domain.record import mark_of_name
from coach.store.remove_people import NameFinder


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Ana Lee", "met Ana  Lee, and ANA LEE's boss", "met somebody, and somebody's boss"),
        ("Ana", "Anatole and Ana.", "Anatole and somebody."),
        ("Søren O’Brien", "soren o'brien wrote", "somebody wrote"),
        ("Ana (ACME)", "Ana (ACME) wrote to Ana", "somebody wrote to Ana"),
        ("@ana", "mail @ana or ana", "mail somebody or ana"),
        ("ana@x.example", "ask ana@x.example!", "ask somebody!"),
        ("王小明", "今天见了王小明和王小", "今天见了somebody和王小"),
        ("李", "李 and 李小", "somebody and somebody小"),
        ("Jan van der Berg", "Jan van der Berg-Smit", "somebody-Smit"),
    ],
)
@pytest.mark.parametrize("by_mark", [False, True])
def test_a_name_is_replaced_as_a_whole_word(name: str, text: str, expected: str, by_mark: bool) -> None:
    finder = NameFinder(marks=[mark_of_name(name)]) if by_mark else NameFinder([name])
    assert finder.replace(text) == expected
    assert finder.is_in(text) and not finder.is_in("nobody else")


def test_the_longer_name_of_somebody_else_is_left_alone() -> None:
    finder = NameFinder(marks=[mark_of_name("Ana")], living=["Ana Lee"])
    assert finder.replace("Ana Lee and Ana") == "Ana Lee and somebody"


def test_a_name_that_somebody_has_again_is_left_alone() -> None:
    assert NameFinder(marks=[mark_of_name("Ana")], living=["ana"]).replace("Ana wrote") == "Ana wrote"


def test_without_names_nothing_is_found() -> None:
    assert not NameFinder()
    assert NameFinder([" "]).replace("a  b") == "a  b"
