"""Hostile text on every page and dialog there is: nothing falls over, and no control code reaches the terminal."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path

import pytest
from textual.screen import Screen
from textual.widget import Widget

import coach.ui
from coach.acts.focus import start
from coach.acts.goal import own
from coach.acts.mood import log
from coach.acts.notes import write
from coach.acts.outreach import promised, sent, wrote
from coach.acts.settings import change
from coach.desk import Desk
from coach.ui.dialogs.dialog import Dialog
from tests.conftest import FakeClock
from tests.hostile import HARMFUL, NASTY
from tests.ui.host import running

BUNDLES = (" ".join(text for text in NASTY if len(text) < 80), "x" * 10_000, "漢字仮名" * 40 + "Zoe" + "\u0301" * 40)
WALK = (
    ("m", "TodayScreen"), ("g", "ChoiceDialog"), ("g 4", "GoalLine"), ("o Z", "OutreachLine"), ("i Z", "LineDialog"), ("N", "LineDialog"),     ("M", "MoodsDialog"), ("down space", "ChoiceDialog"), ("R", "ChoiceDialog"), ("c", "TextsDialog"), ("c 1", "DraftDialog"),
    ("e", "EveningDialog"), ("C 1", "CheckDialog"), ("comma", "SettingsDialog"), ("comma end up enter", "ThemesDialog"),
    ("question_mark end", "HelpScreen"), ("slash Z", "FindScreen"), ("down enter", "PersonScreen"), ("down enter e", "PersonForm"),
    ("w", "WeekScreen"), ("t", "TrendsScreen"), ("t 6", "TrendsScreen"), ("I tab", "ImportScreen"), ("semicolon", "JumpDialog"), ("f F", "ChoiceDialog"),
    ("ctrl+p Z", "CommandPalette"), ("u U h h y", "TodayScreen"), ("b 1 2", "StepsDialog"), ("s 2", "AwayScreen"),
)  # fmt: skip
"""Keys, and the page that they lead to. What takes somebody off the lists comes last."""


def fill(desk: Desk, text: str) -> None:
    """Put `text` wherever people can type something."""
    name = f"Zed {text}"
    for n in range(3):
        desk.do(sent(f"+{n} {name}", text=text))
    desk.do(wrote(f"+3 {name}", text=text))
    desk.do(promised("2 Zed", text))
    desk.do(wrote("+4 Zed ? to connect"))
    desk.do(write("note", text, who="0 Zed"))
    desk.do(own(f"{text} x when {text} y"))
    desk.do(log(2, words=[text], note=text))
    desk.do(start(intention=text))
    desk.do(change("support-person", text))


@pytest.mark.parametrize("text", BUNDLES, ids=["codes", "long", "wide"])
async def test_every_page_survives_it(text: str, folder: Path, clock: FakeClock) -> None:
    fill(Desk(folder, clock), text)
    (Path.home() / text.replace("/", "").replace("\0", "").replace("\n", "")[:60]).touch()
    seen: list[str] = []
    async with running(folder, clock, size=(80, 24)) as host:
        for keys, page in WALK:
            await host.press(*keys.split())
            await host.until(lambda page=page: type(host.app.screen).__name__ == page, f"{page} after {keys}")  # type: ignore[misc]
            await host.pilot.pause()
            assert not HARMFUL.search(host.screen_text()), (page, host.screen_text())
            seen.append(type(host.app.screen).__name__)
            while host.app.screen is not host.today and page != "AwayScreen":
                await host.press("escape")
            await host.press("escape")
    assert {page for _, page in WALK} == set(seen)


def test_no_page_is_left_out() -> None:
    for module in pkgutil.walk_packages(coach.ui.__path__, "coach.ui."):
        import_module(module.name)
    ours = {kind.__name__ for kind in _below(Screen) if kind.__module__.startswith("coach.ui.")}
    assert ours - {page for _, page in WALK} == {Dialog.__name__}


def _below(kind: type[Widget]) -> set[type[Widget]]:
    return {kind, *(lower for child in kind.__subclasses__() for lower in _below(child))}
