"""Asking again in a real terminal: find somebody, take a text, copy it, and let a draft wait."""

from __future__ import annotations

import json
import os
from base64 import b64decode
from pathlib import Path

import pytest

from tests.forked import run
from tests.terminal import Terminal


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"COACH_DATA_DIR": str(tmp_path / "data"), "TZ": "Europe/Berlin"}


def shell(env: dict[str, str], *words: str) -> str:
    done = run(*words, env={**os.environ, **env})
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_text_is_found_taken_changed_copied_and_logged_by_keyboard(env: dict[str, str]) -> None:
    shell(env, "sent", "Priya Raman", ":", "the meetup")
    with Terminal(env=env) as terminal:
        terminal.wait_for("Priya Raman")
        terminal.press("/", "prija")
        terminal.wait_for("person +Priya Raman")
        terminal.press("enter")
        terminal.wait_for("Status")
        terminal.press("c")
        terminal.wait_for("15-minute call")
        terminal.press("2")
        terminal.wait_for("A draft to Priya Raman")
        terminal.press("tab", " Yours, Mo.")
        terminal.wait_for("Yours, Mo")
        terminal.press("tab", "s")
        terminal.wait_for("copied. If not, the text is in")
        terminal.wait_for("you wrote +Hi Priya")
        terminal.press("q")
        assert terminal.wait_end() == 0
    copied = bytes(terminal.raw).split(b"\x1b]52;c;")[1].split(b"\x07")[0]
    text = b64decode(copied).decode()
    assert text.startswith("Hi Priya, I'd still love to hear about the meetup.") and text.endswith("Yours, Mo.")
    assert (Path(env["COACH_DATA_DIR"]) / "copied.txt").read_text(encoding="utf-8") == f"{text}\n"
    thread = json.loads(shell(env, "person", "Priya", "--json"))["thread"]
    assert thread[0]["text"].split() == text.split()


def test_a_draft_waits_till_tomorrow_and_is_there_after_a_restart(env: dict[str, str]) -> None:
    with Terminal(env=env, columns=80, rows=24) as terminal:
        terminal.wait_for("m logs how you are")
        terminal.press("o")
        terminal.wait_for("I wrote to")
        terminal.press("Nora Quist", "tab")
        terminal.wait_for("A draft to Nora Quist")
        terminal.press("A question, as you know?")
        terminal.wait_for("24 characters")
        terminal.press("tab", "t")
        terminal.wait_for("Set aside until tomorrow")
        terminal.press("q")
        assert terminal.wait_end() == 0
    assert json.loads(shell(env, "draft", "--json"))[0]["text"] == "A question, as you know?"
    with Terminal(env=env, columns=80, rows=24) as terminal:
        terminal.wait_for("m logs how you are")
        terminal.press("D")
        terminal.wait_for("a new draft")
        terminal.press("2")
        terminal.wait_for("A draft to Nora Quist")
        terminal.wait_for("A question, as you know")
