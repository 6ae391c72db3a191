"""Messages and progress of the terminal: each gets the sequence it knows, the others nothing."""

from __future__ import annotations

import pytest

from coach.terminal import format_message, format_progress

ITERM = {"TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "3.6.6"}
KITTY_MESSAGE = "\x1b]99;i=coach:d=0;coach\x1b\\\x1b]99;i=coach:p=body;It is over\x1b\\"
GHOSTTY = {"TERM_PROGRAM": "ghostty", "TERM_PROGRAM_VERSION": "1.2.0"}


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        (ITERM, "\x1b]9;It is over\x1b\\"),
        ({"TERM_PROGRAM": "WezTerm"}, "\x1b]9;It is over\x1b\\"),
        ({"TERM": "xterm-kitty"}, KITTY_MESSAGE),
        ({"KITTY_WINDOW_ID": "1", "TERM": "xterm-256color"}, KITTY_MESSAGE),
        ({"TERM": "foot"}, "\x1b]777;notify;coach;It is over\x1b\\"),
        ({"VTE_VERSION": "7600"}, "\x1b]777;notify;coach;It is over\x1b\\"),
        ({"TERM": "xterm-256color"}, ""),
        ({"TERM": "linux"}, ""),
        (
            {"TERM": "tmux-256color", "TMUX": "/tmp/tmux", "LC_TERMINAL": "iTerm2"},
            "\x1bPtmux;\x1b\x1b]9;It is over\x1b\x1b\\\x1b\\",
        ),
        (
            {"TERM": "screen-256color", "STY": "1.host", "VTE_VERSION": "7600"},
            "\x1bP\x1b]777;notify;coach;It is over\x07\x1b\\",
        ),
        (
            {"TERM": "screen", "STY": "1.host", "KITTY_WINDOW_ID": "1"},
            "\x1bP\x1b]99;i=coach:d=0;coach\x07\x1b\\\x1bP\x1b]99;i=coach:p=body;It is over\x07\x1b\\",
        ),
    ],
)
def test_a_message_goes_to_terminals_that_show_it(environment: dict[str, str], expected: str) -> None:
    assert format_message("It is over", environment) == expected


def test_a_message_cannot_end_its_sequence() -> None:
    assert format_message("a\x1b\\b\x07c;d", {"TERM": "foot"}) == "\x1b]777;notify;coach;a\\bc,d\x1b\\"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        (GHOSTTY, "\x1b]9;4;1;40\x1b\\"),
        (ITERM, "\x1b]9;4;1;40\x1b\\"),
        ({"WT_SESSION": "1"}, "\x1b]9;4;1;40\x1b\\"),
        ({"TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "3.4.1"}, ""),  # would show it as a message
        ({"TERM_PROGRAM": "ghostty", "TERM_PROGRAM_VERSION": "1.1.3"}, ""),
        ({"TERM": "xterm"}, ""),
    ],
)
def test_progress_goes_to_terminals_that_show_it(environment: dict[str, str], expected: str) -> None:
    assert format_progress(0.4, environment) == expected


def test_progress_ends() -> None:
    assert format_progress(None, GHOSTTY) == "\x1b]9;4;0;0\x1b\\"
