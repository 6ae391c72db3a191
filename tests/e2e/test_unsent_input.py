"""What is typed in any dialog and not saved is offered again: after Esc, ctrl+q, a closed window and a shutdown.

The search of /, the filter of ? and the palette keep nothing: what is typed there is a question and no text.
"""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

from coach.cli.main import run_command_line
from tests.terminal import COACH, Terminal


class Dialog(NamedTuple):
    """The keys that open a dialog from the first screen, and how often Esc leads back there."""

    keys: tuple[str, ...]
    back: int = 1


ESC = "\x1b[27u"
"""Esc as terminals with the kitty protocol send it: it never becomes one key with what follows."""
PERSON = ("/Dot Hale", "enter")
POST = ("/slow queues", "enter")
DIALOGS: dict[str, Dialog] = {
    "sent": Dialog(("o",)),
    "wrote": Dialog(("i",)),
    "takeaway": Dialog(("tab", "N")),
    "goal": Dialog(("g",)),
    "draft": Dialog(("D",)),
    "hours": Dialog(("H",)),
    "whom to block": Dialog(("b", "4")),
    "mood note": Dialog(("M", "n"), 2),
    "mood time": Dialog(("M", "w"), 2),
    "mood for another time": Dialog(("M", "a"), 2),
    "intention": Dialog(("F", "1", "1")),
    "day to step away": Dialog(("s", "up", "enter")),
    "change of the week": Dialog(("w", "4"), 2),
    "goal of tomorrow": Dialog(("e", "g"), 2),
    "setting": Dialog((",", "enter"), 2),
    "import": Dialog(("I",)),
    "next step": Dialog(("O", "enter", "s"), 2),
    "opportunity": Dialog(("O", "enter", "e"), 2),
    "who to meet": Dialog(("O", "down", "enter", "m"), 2),
    "who was met": Dialog(("O", "down", "enter", "w"), 2),
    "event": Dialog(("O", "down", "enter", "e"), 2),
    "page, sent": Dialog((*PERSON, "o"), 3),
    "page, note": Dialog((*PERSON, "N", "1"), 3),
    "page, learned": Dialog((*PERSON, "N", "2"), 3),
    "page, gave": Dialog((*PERSON, "N", "3"), 3),
    "page, got": Dialog((*PERSON, "N", "4"), 3),
    "page, promise": Dialog((*PERSON, "N", "5"), 3),
    "page, opportunity": Dialog((*PERSON, "N", "6"), 3),
    "page, edit": Dialog((*PERSON, "e"), 3),
    "page, merge": Dialog((*PERSON, "space", "="), 3),
    "post, who answered": Dialog((*POST, "a"), 2),
    "post, link": Dialog((*POST, "l"), 2),
    "post, text": Dialog((*POST, "t"), 2),
    "note": Dialog(("/glue matters", "enter"), 2),
}


FEW = ("sent", "mood note", "page, edit")
"""A line, a dialog over a list and a form, for every run of the tests; the slow ones go through all."""
LINE = "opportunity or event"
"""The line of the page of opportunities: while it holds a text, Enter saves that and opens no row."""


@pytest.fixture
def env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A folder with one of each thing that has a dialog."""
    env = {"COACH_DATA_DIR": str(tmp_path / "data"), "TZ": "UTC"}
    env |= {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("CONFIG", "STATE", "CACHE", "DATA")}
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    for words in (
        ("sent", "Dot Hale"), ("mood", "3"), ("opportunities", "Editor at Quay : call them by friday"),
        ("events", "Meetup, in 3 days, Riga"), ("takeaway", "glue matters"), ("posts", "--add", "Of slow queues"),
    ):  # fmt: skip
        assert run_command_line(words) == 0
    return env


def typed_text(name: str) -> str:
    """Return a text of no other dialog, without a letter that a dialog takes for an answer."""
    return "zz-line" if name == LINE else f"zz{list(DIALOGS).index(name):02}zz"


def type_everywhere(terminal: Terminal, names: Iterable[str], last: str) -> None:
    """Type into each dialog and leave it with Esc, except for the last one, which stays open."""
    for name in [*(name for name in names if name != last), last]:
        terminal.press(*DIALOGS[name].keys, typed_text(name))
        terminal.wait_for(typed_text(name))
        if name != last:
            go_back(terminal, name)


def go_back(terminal: Terminal, name: str) -> None:
    terminal.press(*[ESC] * DIALOGS[name].back)
    terminal.wait_gone(typed_text(name))


@pytest.mark.parametrize(
    ("way", "last", "names"),
    [
        ("SIGHUP", "page, edit", FEW),
        pytest.param("ctrl+q", "goal", DIALOGS, marks=pytest.mark.slow),
        pytest.param("SIGHUP", "page, edit", DIALOGS, marks=pytest.mark.slow),
        pytest.param("q", "note", DIALOGS, marks=pytest.mark.slow),
        pytest.param("SIGTERM", "draft", DIALOGS, marks=pytest.mark.slow),
    ],
)
def test_every_dialog_offers_again_what_was_typed(
    env: dict[str, str], way: str, last: str, names: Iterable[str]
) -> None:
    with Terminal(env=env, columns=110, rows=40) as terminal:
        terminal.wait_for("takes it")
        type_everywhere(terminal, names, last)
        if way.startswith("SIG"):
            terminal.kill(getattr(signal, way))
        else:
            if way == "q":
                go_back(terminal, last)
            terminal.press(way)
            assert terminal.wait_end() == 0
    with Terminal(env=env, columns=110, rows=40) as terminal:
        terminal.wait_for("takes it")
        lost = []
        for name in names:
            terminal.press(*DIALOGS[name].keys)
            try:
                terminal.wait_for(re.escape(typed_text(name)), 10)
            except AssertionError:
                lost.append(name)
            go_back(terminal, name)
        assert not lost, lost


@pytest.mark.slow  # the program waits ten seconds for the terminal
def test_a_terminal_that_takes_no_output_costs_no_text(env: dict[str, str]) -> None:
    with Terminal(env=env, columns=110, rows=40) as terminal:
        terminal.wait_for("takes it")
        terminal.press("o", "somebody unsent")
        terminal.wait_for("somebody unsent")
        for _ in range(60):
            terminal.press("tab")  # each redraws the dialog, which nobody reads
        terminal.kill(signal.SIGHUP, reading=False)
        assert terminal.code == 128 + signal.SIGHUP
    with Terminal(env=env, columns=110, rows=40) as terminal:
        terminal.wait_for("takes it")
        terminal.press("o")
        terminal.wait_for("somebody unsent")


@pytest.mark.parametrize("way", ["SIGHUP", pytest.param("SIGTERM", marks=pytest.mark.slow)])
def test_the_line_of_the_opportunities_is_offered_again(env: dict[str, str], way: str) -> None:
    with Terminal(env=env, columns=110, rows=40) as terminal:
        terminal.wait_for("takes it")
        terminal.press("O", typed_text(LINE))
        terminal.wait_for(typed_text(LINE))
        terminal.kill(getattr(signal, way))
    with Terminal(env=env, columns=110, rows=40) as terminal:
        terminal.wait_for("takes it")
        terminal.press("O")
        terminal.wait_for(typed_text(LINE))


EDITOR = """#!/bin/sh
printf %s "$$" > "$0.pid"; printf 'zz words of the editor' > "$1"; echo zz ready; exec sleep 60
"""


def make_editor(env: dict[str, str], tmp_path: Path) -> tuple[dict[str, str], Path]:
    """Return an environment whose editor writes a text and waits, and the file with the editor's process number."""
    editor = tmp_path / "editor"
    editor.write_text(EDITOR, encoding="utf-8")
    editor.chmod(0o755)
    return {**env, "EDITOR": str(editor), "VISUAL": ""}, tmp_path / "editor.pid"


@pytest.mark.parametrize("keys", [("D",), pytest.param(("N",), marks=pytest.mark.slow)])
def test_the_text_in_an_editor_is_offered_after_the_program_was_killed(
    env: dict[str, str], tmp_path: Path, keys: tuple[str, ...]
) -> None:
    env, editor = make_editor(env, tmp_path)
    with Terminal(env=env, columns=110, rows=40) as terminal:
        terminal.wait_for("takes it")
        terminal.press(*keys, "zz first")
        terminal.wait_for("zz first")
        terminal.press("\x0f")
        terminal.wait_for("zz ready")
        for each in (terminal.pid, int(editor.read_text(encoding="ascii"))):
            os.kill(each, signal.SIGKILL)
    with Terminal(env=env, columns=110, rows=40) as terminal:
        terminal.wait_for("takes it")
        terminal.press(*keys)
        terminal.wait_for("zz words of the editor")
    assert not list(tmp_path.rglob("text.md"))


def test_a_draft_of_the_shell_goes_on_after_it_was_killed(env: dict[str, str], tmp_path: Path) -> None:
    env, editor = make_editor(env, tmp_path)
    with Terminal(*COACH, "draft", "--edit", env=env) as terminal:
        terminal.wait_for("zz ready")
        for each in (terminal.pid, int(editor.read_text(encoding="ascii"))):
            os.kill(each, signal.SIGKILL)
    (tmp_path / "editor").write_text('#!/bin/sh\necho "and more" >> "$1"\n', encoding="utf-8")
    with Terminal(*COACH, "draft", "--edit", env=env) as terminal:
        assert terminal.wait_end() == 0
    with Terminal(*COACH, "draft", env=env) as terminal:
        assert terminal.wait_end() == 0
        assert "zz words of the editor" in terminal.text and "and more" in terminal.text
    assert not list(tmp_path.rglob("text.md"))
