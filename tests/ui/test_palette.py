"""The palette and the help page: everything is found by its name or by a natural word, whatever people are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.acts.boundary import draw
from coach.acts.outreach import sent
from coach.desk import Desk
from coach.domain.goal import Goal
from coach.ui.dialogs.settings import SettingsDialog
from coach.ui.screens.person import PersonScreen
from tests.conftest import FakeClock
from tests.hostile import HARMFUL, NASTY
from tests.ui.host import Host, running


async def look_for(host: Host, words: str) -> None:
    await host.press("ctrl+p")
    await host.write(words)


@pytest.mark.parametrize(
    ("words", "finds"),
    [
        ("stop for today", "step away"),
        ("pomodoro", "focus"),
        ("rude", "boundary"),
        ("charts", "trends"),
        ("search", "find"),
    ],
)
async def test_a_natural_word_finds_a_command(words: str, finds: str, folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await look_for(host, words)
        await host.until(lambda: f"{finds} (" in host.screen_text(), finds)


async def test_a_setting_is_found_and_opened_at_its_row(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await look_for(host, "setting still")
        await host.until(lambda: "no movement on the screen: no" in host.screen_text(), "the setting")
        await host.press("enter")
        await host.until(lambda: isinstance(host.app.screen, SettingsDialog), "the page")
        await host.pilot.pause()
        await host.press("enter")
        assert host.desk.book.settings.still


async def test_a_goal_is_found_and_taken(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await look_for(host, "goal: thank")
        await host.until(lambda: "Take it for today" in host.screen_text(), "a goal")
        await host.press("enter")
        await host.until(lambda: host.desk.book.all(Goal), "the goal of today")


async def test_a_person_is_found_by_the_beginning_of_a_name(folder: Path, clock: FakeClock) -> None:
    Desk(folder, clock).do(sent("Priya Raman"))
    async with running(folder, clock) as host:
        await look_for(host, "pri ra")
        await host.until(lambda: "What is known, and what passed" in host.screen_text(), "the person")
        await host.press("enter")
        await host.until(lambda: isinstance(host.app.screen, PersonScreen), "the page of the person")


async def test_nobody_behind_a_boundary_and_no_hidden_name_is_found(folder: Path, clock: FakeClock) -> None:
    desk = Desk(folder, clock)
    for name in ("Mallory Grey", "Mali Berg"):
        desk.do(sent(name))
    desk.do(draw("Mallory Grey"))
    async with running(folder, clock) as host:
        await look_for(host, "mal")
        await host.until(lambda: "Mali Berg" in host.screen_text(), "the one that is no secret")
        assert "Mallory" not in host.screen_text()
        await host.press("escape", "h")
        await look_for(host, "mal")
        assert "Mali" not in host.screen_text().splitlines()[2:]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
async def test_hostile_names_pass_through_the_palette(text: str, folder: Path, clock: FakeClock) -> None:
    Desk(folder, clock).do(sent(f"+Zed {text} x"))
    async with running(folder, clock, size=(80, 24)) as host:
        await look_for(host, "zed")
        await host.until(lambda: "What is known, and what passed" in host.screen_text(), "the person")
        assert not HARMFUL.search(host.screen_text())


@pytest.mark.parametrize(("tabs", "group"), [(0, "Goal"), (1, "Focus"), (2, "Outreach"), (3, "Mood")])
async def test_help_begins_with_the_panel_that_has_the_focus(
    tabs: int, group: str, folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock) as host:
        await host.press(*["tab"] * tabs, "question_mark")
        assert f"│ {group} " in host.screen_text().splitlines()[1]


async def test_help_is_searched_and_esc_shows_all_of_it_again(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("question_mark", "slash")
        await host.write("holiday")
        assert "Everything is silent until" in host.screen_text()
        assert "How are you?" not in host.screen_text()
        await host.press("escape")
        assert "How are you?" in host.screen_text()
        await host.press("escape")
        assert host.app.screen is host.today


async def test_help_says_when_nothing_holds_the_words(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("question_mark", "slash")
        await host.write("xyzzy")
        assert "Nothing here holds these words" in host.screen_text()
