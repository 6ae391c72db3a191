"""Hostile text on every page and dialog there is: nothing falls over, and no control code reaches the terminal."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path

import pytest
from textual.screen import Screen
from textual.widget import Widget

import coach.tui
from coach.actions.focus import start_block
from coach.actions.goals import set_own_goal
from coach.actions.moods import log_mood
from coach.actions.notes import write_note
from coach.actions.opportunities_and_events import save_opportunity
from coach.actions.outreach import log_promise, log_received_message, log_sent_message
from coach.actions.settings import save_setting
from coach.service import CoachService
from coach.tui.dialogs.dialog import Dialog
from coach.tui.screens.page import Page
from tests.conftest import FakeClock
from tests.hostile import HARMFUL, NASTY, short
from tests.tui.host import running

BUNDLES = (" ".join(text for text in NASTY if len(text) < 80), "x" * 10_000, "漢字仮名" * 40 + "Zoe" + "\u0301" * 40)
WALK = (
    ("m", "TodayScreen"), ("g", "ChoiceDialog"), ("g 4", "GoalInputDialog"), ("o Z", "TextInputDialog"), ("i Z", "TextInputDialog"), ("N", "TextInputDialog"),     ("M", "MoodHistoryDialog"), ("down space", "ChoiceDialog"), ("R", "ChoiceDialog"), ("c", "TextChoiceDialog"), ("c 1", "DraftDialog"),
    ("e", "EveningDialog"), ("C 1", "ChecklistDialog"), ("comma", "SettingsDialog"), ("comma end up up up up up up enter", "ThemeChoiceDialog"), ("comma end enter", "SourcesDialog"),
    ("question_mark end", "HelpScreen"), ("slash Z", "FindScreen"), ("down enter", "PersonScreen"), ("down enter e", "PersonForm"),
    ("w", "WeekScreen"), ("t", "TrendsScreen"), ("t 6", "TrendsScreen"), ("O", "OpportunitiesScreen"), ("T", "TakeawaysScreen"), ("I tab", "ImportScreen"), ("semicolon", "JumpDialog"), ("f F", "ChoiceDialog"),
    ("ctrl+p Z", "FramedPalette"), ("u U h h y", "TodayScreen"), ("b 1 2", "BoundaryStepsDialog"), ("s 2", "AwayScreen"),
)  # fmt: skip
"""Keys, and the page that they lead to. What takes somebody off the lists comes last."""


def fill(service: CoachService, text: str) -> None:
    """Put `text` wherever people can type something, and all of it where a file can bring it."""
    long, text = text, short(text)
    name = f"Zed {text}"
    now = service.now().isoformat()
    known = {"id": "longest", "changed_at": now, "name": long, "note": long, "tie": "warm"}
    sent = {"id": "longest-sent", "changed_at": now, "at": now, "person": "longest", "direction": "out", "text": long}
    service.store.save_documents([("people", known), ("messages", sent)])
    service.open_folder()
    for n in range(3):
        service.execute(log_sent_message(f"+{n} {name}", text=text))
    service.execute(log_received_message(f"+3 {name}", text=text))
    service.execute(log_promise("2 Zed", text))
    service.execute(log_received_message("+4 Zed ? to connect"))
    service.execute(write_note("note", text, who="0 Zed"))
    service.execute(write_note("takeaway", text))
    service.execute(save_opportunity(f"x {text} : y {text}"))
    service.execute(set_own_goal(f"{text} x when {text} y"))
    service.execute(log_mood(2, words=[text[:40]], note=text))
    service.execute(start_block(intention=text))
    service.execute(save_setting("support-person", text[:60]))


@pytest.mark.slow
@pytest.mark.parametrize("text", BUNDLES, ids=["codes", "long", "wide"])
async def test_every_page_survives_it(text: str, folder: Path, clock: FakeClock) -> None:
    fill(CoachService(folder, clock), text)
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
    for module in pkgutil.walk_packages(coach.tui.__path__, "coach.tui."):
        import_module(module.name)
    ours = {kind.__name__ for kind in _below(Screen) if kind.__module__.startswith("coach.tui.")}
    assert ours - {page for _, page in WALK} == {Dialog.__name__, Page.__name__}


def _below(kind: type[Widget]) -> set[type[Widget]]:
    return {kind, *(lower for child in kind.__subclasses__() for lower in _below(child))}
