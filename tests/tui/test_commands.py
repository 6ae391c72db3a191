"""Commands are found by import: each id of the key table has one function, and no function is left without an id."""

from __future__ import annotations

from coach.keys import KEYS
from coach.tui.key_commands import KEY_COMMANDS
from coach.tui.screens.person import PERSON_PAGE_KEYS

WHILE_ASKED = {"focus.enter", "mood.more"}
"""What Enter and Tab run in place of their own command while a question is asked."""


def test_every_key_has_a_command_and_every_command_a_key() -> None:
    assert set(KEY_COMMANDS) == {key.id for key in (*KEYS, *PERSON_PAGE_KEYS)} | WHILE_ASKED
