"""The person's own editor: what it wrote comes back, also after an error, and a missing one is one calm line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from coach.errors import CoachError
from coach.text_editor import edit_in_editor, find_editor, list_left_texts, remove_text_folder


def make_editor(tmp_path: Path, script: str) -> dict[str, str]:
    editor = tmp_path / "my editor"
    editor.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    editor.chmod(0o755)
    return {"EDITOR": f"'{editor}' --wait", "PATH": os.environ["PATH"]}


def test_the_text_comes_back_as_the_editor_left_it(tmp_path: Path) -> None:
    environment = make_editor(tmp_path, '[ "$1" = --wait ] && echo "and more" >> "$2"')
    assert edit_in_editor("a line", environment=environment) == "a line\nand more"


@pytest.mark.parametrize("end", ["exit 3", "kill -9 $$"])
def test_what_was_written_comes_back_when_the_editor_ends_badly(tmp_path: Path, end: str) -> None:
    environment = make_editor(tmp_path, f'echo "written" > "$2"; {end}')
    assert edit_in_editor("before", environment=environment) == "written"


def test_a_removed_file_gives_back_what_was_there(tmp_path: Path) -> None:
    assert edit_in_editor("before", environment=make_editor(tmp_path, 'rm "$2"')) == "before"


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    environment = make_editor(tmp_path, 'stat -c "%a" "$2" "$(dirname "$2")" > "$2.x"; mv "$2.x" "$2"')
    assert edit_in_editor("", environment=environment).split() == ["600", "700"]


def test_an_editor_that_is_not_there_is_one_calm_line(tmp_path: Path) -> None:
    with pytest.raises(CoachError, match="cannot be started"):
        edit_in_editor("x", environment={"EDITOR": str(tmp_path / "nothing"), "PATH": ""})


def test_visual_goes_before_editor_and_a_usual_one_stands_in(tmp_path: Path) -> None:
    assert find_editor({"VISUAL": "hx", "EDITOR": "nano"}) == ["hx"]
    (tmp_path / "nano").write_text("", encoding="utf-8")
    (tmp_path / "nano").chmod(0o755)
    assert find_editor({"PATH": str(tmp_path)}) == ["nano"]
    assert find_editor({"EDITOR": "'half", "PATH": ""}) == ["'half"]


EDIT = (
    "from pathlib import Path; from coach.text_editor import edit_in_editor; "
    "edit_in_editor('first', editing_folder=Path({!r}), line_key='k')"
)


def start_editing(tmp_path: Path, script: str) -> tuple[subprocess.Popen[bytes], Path]:
    """Start a program that waits for an editor; return it and the place, once the editor has done its `script`."""
    place, ready = tmp_path / "editing", tmp_path / "ready"
    environment = make_editor(
        tmp_path, f'cd "${{2%/*}}"; {script}; echo $$ > "{ready}.x"; mv "{ready}.x" "{ready}"; exec sleep 60'
    )
    program = subprocess.Popen([sys.executable, "-c", EDIT.format(str(place))], env={**os.environ, **environment})
    wait_until(ready.exists)
    return program, place


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("script", "left"),
    [
        ("printf saved > text.md", "saved"),
        ("printf nano > text.md.save", "nano"),
        ("printf emacs > '#text.md#'", "emacs"),
        ("printf early > text.md.save; touch -d '2 hours ago' text.md.save", "first"),
        ("rm text.md", ""),
    ],
)
def test_what_an_editor_left_in_a_killed_program_is_found_once(tmp_path: Path, script: str, left: str) -> None:
    program, place = start_editing(tmp_path, script)
    editor = (tmp_path / "ready").read_text(encoding="ascii")
    assert list(list_left_texts(place)) == []  # the program still waits for it
    program.kill()
    program.wait()
    assert list(list_left_texts(place)) == []  # the editor is still open
    os.kill(int(editor), signal.SIGKILL)
    wait_until(lambda: bool(list(list_left_texts(place))))
    [(folder, key, text)] = list_left_texts(place)
    assert (key, text) == ("k", left)
    remove_text_folder(folder)
    assert not list(place.iterdir())


def test_the_copy_that_an_editor_made_as_its_window_closed_comes_back(tmp_path: Path) -> None:
    environment = make_editor(tmp_path, 'printf "typed last" > "$2.save"; kill -1 $$')
    assert edit_in_editor("before", environment=environment, editing_folder=tmp_path / "editing") == "typed last"
    assert not list((tmp_path / "editing").iterdir())


@pytest.mark.parametrize("length", [4076, 4086], ids=["no room for the text", "no room for its folder"])
def test_where_nothing_can_be_written_the_text_is_edited_among_temporary_files(tmp_path: Path, length: int) -> None:
    place = str(tmp_path)
    while len(place) < length:  # the longest path that systems take is 4095 letters
        place += "/" + "d" * min(200, length - len(place) - 1)
    Path(place).mkdir(parents=True)
    environment = make_editor(tmp_path, 'echo "of a poem" >> "$2"')
    assert edit_in_editor("a line", environment=environment, editing_folder=Path(place)) == "a line\nof a poem"
    assert not [*Path(place).iterdir()]


def test_without_any_place_to_write_no_editor_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(CoachError, match="cannot be created"):
        edit_in_editor("x", environment=make_editor(tmp_path, f'touch "{tmp_path}/opened"'))
    assert not (tmp_path / "opened").exists()


def test_without_a_place_for_it_the_text_is_edited_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    environment = make_editor(tmp_path, 'echo more >> "$2"')
    assert edit_in_editor("a", environment=environment, editing_folder=tmp_path / "file" / "editing") == "a\nmore"
