"""What a terminal sends is passed on as it is, but for pasted texts, which arrive whole and without control characters."""

from __future__ import annotations

import pytest

from coach.domain.text import strip_control_characters
from coach.tui.textual_private import PasteFilter

SENT = (
    "o\x1b[A\x1b[200~Ana \x1b[1mLee\x1b[0m\r\nand\x07 Bo\x1b\x1b[201~\x1bx\x1b[200~\x1b[201~\r\x1b[200~é\x9b\x1b[201~!"
)
READ = "o\x1b[A\x1b[200~Ana Lee\nand Bo\x1b[201~\x1bx\x1b[200~\x1b[201~\r\x1b[200~é\x1b[201~!"


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 64, 1000])
def test_a_paste_is_cleaned_however_it_arrives(size: int) -> None:
    pastes = PasteFilter(strip_control_characters)
    pieces = [SENT[at : at + size] for at in range(0, len(SENT), size)]
    assert "".join(read for piece in pieces for read in pastes.filter(piece)) == READ


def test_a_key_is_passed_on_at_once() -> None:
    pastes = PasteFilter(strip_control_characters)
    assert [list(pastes.filter(key)) for key in ("\x1b", "[", "2", "0", "~")] == [["\x1b"], ["["], ["2"], ["0"], ["~"]]


def test_a_long_paste_waits_for_its_end() -> None:
    pastes = PasteFilter(strip_control_characters)
    assert list(pastes.filter("\x1b[200~" + "a" * 5000)) == ["\x1b[200~"]
    assert list(pastes.filter("b\x1b[20")) == []
    assert list(pastes.filter("1~c")) == ["a" * 5000 + "b\x1b[201~", "c"]
