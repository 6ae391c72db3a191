"""The installed wheel: it opens in a real terminal with its styles. CI points COACH_WHEEL at a clean install."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.terminal import COACH, Terminal

PROGRAM = [os.environ["COACH_WHEEL"]] if "COACH_WHEEL" in os.environ else COACH


def test_the_program_paints_saves_and_quits(tmp_path: Path) -> None:
    env = {"COACH_DATA_DIR": str(tmp_path / "data")}
    with Terminal(*PROGRAM, env=env, cwd=tmp_path) as terminal:
        terminal.wait_for(r"Today.s goal")
        terminal.wait_for("m logs how you are")
        terminal.press("m", "3")
        terminal.wait_for("Saved: okay")
        terminal.press("q")
        assert terminal.wait_end() == 0
    assert (tmp_path / "data" / "coach.json").exists()


def test_every_stylesheet_is_found() -> None:
    from coach.tui.themes import STYLESHEET_NAMES, find_styles_folder, list_stylesheets

    assert all(Path(sheet).is_file() for sheet in list_stylesheets()), sys.path
    assert sorted(sheet.stem for sheet in find_styles_folder().glob("*.tcss")) == sorted(STYLESHEET_NAMES)


@pytest.mark.skipif("COACH_WHEEL" not in os.environ, reason="a checkout has its manual page in docs/")
def test_the_manual_page_is_where_man_looks_for_it() -> None:
    page = Path(os.environ["COACH_WHEEL"]).parents[1] / "share" / "man" / "man1" / "coach.1"
    assert page.read_text(encoding="utf-8").startswith(".TH COACH 1")
