"""The person's own editor: what it wrote comes back, also after an error, and a missing one is one calm line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from coach.errors import CoachError
from coach.text_editor import edit_in_editor, find_editor


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
