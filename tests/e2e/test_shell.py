"""The shell twins: the real program in real processes, without Textual, one line each, on the same file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tinydb import TinyDB

from tests import forked
from tests.hostile import HARMFUL, NASTY
from tests.terminal import COACH, Terminal


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "COACH_DATA_DIR": str(tmp_path / "data"), "TZ": "Europe/Berlin"}


def run(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return forked.run(*words, env=env)


def said(env: dict[str, str], *words: str) -> str:
    done = run(env, *words)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["mood", "3", "a long day", "--energy", "2"], "Saved: okay · some energy"),
        (["mood", "4", "--at", "yesterday 21:00"], "Saved: good · 21:00"),
        (["sent", "Ana", "--via", "linkedin"], "Saved: you wrote to Ana"),
        (["wrote", "Ana"], "Saved: Ana wrote to you"),
        (["promised", "Sam", "an", "intro"], "Saved: you promised Sam: an intro"),
        (["goal", "write to Ana when coffee is made"], "Goal: write to Ana, when coffee is made"),
        (["goal", "take"], "Goal:"),
        (["focus", "25", "messages"], "Started: messages, until"),
        (["undo"], "Nothing to undo."),
        (["redo"], "Nothing to redo."),
        (["waiting"], "You are not waiting for anyone."),
        (["--version"], "coach 0."),
    ],
)
def test_one_line_says_what_happened(env: dict[str, str], words: list[str], line: str) -> None:
    out = said(env, *words)
    assert out.startswith(line)
    assert out.count("\n") == 1


def test_a_day_in_the_shell_from_the_first_message_to_the_answer(env: dict[str, str]) -> None:
    said(env, "sent", "Ana", "Lee", "@linkedin", "#warm", ":", "the meetup")
    said(env, "sent", "Ben")
    assert [r["name"] for r in json.loads(said(env, "waiting", "--json"))] == ["Ben", "Ana Lee"]
    assert said(env, "answered", "ana").startswith("Ana Lee answered")
    assert said(env, "rest", "Ben").startswith("Saved: the conversation with Ben rests")
    assert json.loads(said(env, "waiting", "--json")) == []
    assert said(env, "undo").startswith("Undone: the conversation with Ben rests")
    assert [r["name"] for r in json.loads(said(env, "waiting", "--json"))] == ["Ben"]
    assert said(env, "redo").startswith("Redone")


def test_the_goal_is_shown_and_ended(env: dict[str, str]) -> None:
    assert said(env, "goal").startswith("suggested: ")
    said(env, "goal", "thank Ruth")
    assert said(env, "goal", "not", "today").startswith("Goal not today: thank Ruth")
    assert json.loads(said(env, "goal", "--json"))["state"] == "not today"


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["moood", "3"], "Did you mean mood?"),
        (["mood", "9"], "1 heavy, 3 okay, 5 bright."),
        (["mood", "three"], "three"),
        (["mood", "3", "--enrgy", "2"], "--energy"),
        (["mood", "3", "--at", "sometime"], "last friday 9:00"),
        (["focus", "25", "juggling"], "Kinds: messages"),
        (["answered", "Nobody"], 'coach sent "Name"'),
        (["sent", "Ana", "--tie", "lukewarm"], "use new, a little"),
        (["mood"], "value"),
    ],
)
def test_a_wrong_word_gets_one_line_with_a_hint_and_exit_code_2(
    env: dict[str, str], words: list[str], hint: str
) -> None:
    done = run(env, *words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("coach: ") and done.stderr.count("\n") == 1
    assert hint.lower() in done.stderr.lower()


def test_the_nearest_name_is_offered(env: dict[str, str]) -> None:
    said(env, "sent", "Priya Raman")
    done = run(env, "answered", "Prija Raman")
    assert (done.returncode, "Did you mean Priya Raman?" in done.stderr) == (2, True)


def test_the_data_folder_is_chosen_by_option_or_variable_and_is_the_owners_alone(
    env: dict[str, str], tmp_path: Path
) -> None:
    said(env, "--data", str(tmp_path / "other"), "mood", "3")
    assert f"data: {tmp_path / 'data'}" in said(env, "where")
    assert not (tmp_path / "data").exists()
    file = tmp_path / "other" / "coach.json"
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    assert oct(file.parent.stat().st_mode & 0o777) == "0o700"
    with TinyDB(file) as database:
        assert [m["value"] for m in database.table("moods").all()] == [3]


def test_hostile_text_leaves_no_control_code_in_any_line(env: dict[str, str]) -> None:
    texts = [text for text in NASTY if "\x00" not in text]
    lines = [line for text in texts for line in (
        ["sent", f"+{text} x", "--text", text], ["goal", f"{text} x"], ["waiting"], ["today"], ["goal"],
        ["answered", f"{text} nobody"], [text])]  # fmt: skip
    code = "import json, sys; from coach.cli.main import run_command_line as run; print([run(w) for w in json.loads(sys.argv[1])])"
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps(lines)], env=env, capture_output=True, text=True, timeout=60
    )
    assert not HARMFUL.search(done.stdout + done.stderr)
    assert "Traceback" not in done.stderr
    codes = json.loads(done.stdout.splitlines()[-1])
    for n, text in enumerate(texts):
        saved = 2 if len(text) > 150 else 0  # a name or goal that is too long is refused and never cut
        assert codes[7 * n : 7 * n + 7] in ([0, 0, 0, 0, 0, 2, 2], [saved, saved, 0, 0, 0, 2, 2]), text


def test_without_a_terminal_the_full_screen_says_what_to_do_instead(env: dict[str, str]) -> None:
    done = run(env)
    assert done.returncode == 1
    assert "coach today" in done.stderr and done.stderr.count("\n") == 1


def test_a_dumb_terminal_says_what_to_do_too(env: dict[str, str]) -> None:
    with Terminal(*COACH, env={**env, "TERM": "dumb"}) as terminal:
        assert terminal.wait_end() == 1
        assert "coach today" in terminal.text
        assert b"\x1b" not in terminal.raw


def test_a_closed_pipe_is_no_error(env: dict[str, str]) -> None:
    said(env, "sent", "Ana")
    done = subprocess.run(
        f"{sys.executable} -m coach keys | head -n 1", shell=True, env=env, capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""


def test_no_shell_twin_starts_textual(env: dict[str, str]) -> None:
    twins = [*("mood 3", "sent Ana", "waiting", "today", "goal", "focus", "undo", "where", "keys", "week", "--help")]
    code = (
        f"import sys; from coach.cli.main import run_command_line as run; [run(line.split()) for line in {twins!r}]; "
        "print(sorted(m for m in sys.modules if m.startswith(('textual', 'rich'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "[]", done.stderr
