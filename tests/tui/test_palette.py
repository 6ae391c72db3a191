"""The palette and the help page: everything is found by its name or by a natural word, whatever people are called."""

from __future__ import annotations

from pathlib import Path

from textual.command import Hit

from coach.actions.boundaries_and_away import set_boundary
from coach.actions.outreach import log_sent_message
from coach.domain.goal import Goal
from coach.service import CoachService
from coach.tui.dialogs.settings import SettingsDialog
from coach.tui.palette import COMMANDS_OF_THE_SHELL, CoachCommands
from coach.tui.screens.help import HelpScreen
from coach.tui.screens.person import PersonScreen
from tests.conftest import FakeClock
from tests.tui.host import Host, running


async def look_for(host: Host, words: str) -> None:
    await host.press("ctrl+p")
    await host.write(words)


PHRASES = {
    "stop for today": "step away", "take a break": "step away", "day off": "step away", "vacation": "step away",
    "who have I not answered": "panel Unanswered", "who owes me a reply": "panel Unanswered",
    "they replied": "answered", "somebody wrote to me": "they wrote", "remind me later": "snooze", "snooze": "snooze",
    "ask again": "follow-up text", "follow up": "follow-up text", "compose a message": "draft",
    "dark": "theme coach-dark", "light": "theme coach-light", "no animation": "settings", "notification": "setting notify",
    "I feel bad": "mood", "how am I": "mood", "crisis": "help", "keyboard shortcuts": "help", "change my keys": "coach keys",
    "export": "coach export", "back up": "coach backup", "where is my data": "coach where", "delete a person": "coach forget",
    "import linkedin": "import", "bring my contacts": "import",
    "pomodoro": "focus", "start a timer": "focus", "I was distracted": "drifted", "working hours": "hours",
    "charts": "trends", "statistics": "trends", "weekly review": "week", "finish the day": "evening",
    "someone was rude": "boundary", "block somebody": "boundary", "harassment": "boundary",
    "hide names": "hide", "mistake": "undo", "a new goal": "goal", "remember something": "note", "job opening": "note",
    "exit": "quit", "look up a name": "find", "stpawy": "step away", "how do i take it back": "undo",
}  # fmt: skip
"""What a person might type, and what is offered first."""


async def test_natural_words_find_what_is_meant_and_who_feels_bad_is_offered_help_too(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock) as host:
        provider = CoachCommands(host.today)
        first = {}
        for words in PHRASES:
            hits = [hit async for hit in provider.search(words) if isinstance(hit, Hit)]
            best = max(hits, key=lambda hit: hit.score, default=None)
            first[words] = str(best.text).partition(" (")[0] if best else ""
        assert first == PHRASES
        for words in ("I feel bad", "I am sad", "panic"):
            found = [str(hit.text) async for hit in provider.search(words) if isinstance(hit, Hit)]
            assert any(hit.startswith("help (?") for hit in found)


async def test_enter_carries_a_command_out_takes_a_goal_opens_a_setting_or_tells_what_only_the_shell_has(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock) as host:
        await look_for(host, "export")
        await host.until(lambda: "coach export" in host.screen_text(), "the hit")
        await host.press("enter")
        await host.until(lambda: "In the shell: coach export." in host.screen_text(), "the line")
        await look_for(host, "goal: thank")
        await host.until(lambda: "Take it for today" in host.screen_text(), "a goal")
        await host.press("enter")
        await host.until(lambda: host.service.journal.list_records(Goal), "the goal of today")
        await look_for(host, "stop for today")
        await host.until(lambda: "step away (s)" in host.screen_text(), "the hit")
        await host.press("enter")
        await host.until(lambda: "Step away until" in host.screen_text(), "the question")
        await host.press("escape")
        await look_for(host, "setting still")
        await host.until(lambda: "stop all movement on the screen: no" in host.screen_text(), "the setting")
        await host.press("enter")
        await host.until(lambda: isinstance(host.app.screen, SettingsDialog), "the page")
        await host.pilot.pause()
        await host.press("enter")
        assert host.service.journal.settings.still


async def test_where_nothing_is_found_enter_leads_to_the_help(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await look_for(host, "zzqqzz")
        await host.until(lambda: "Try another word" in host.screen_text(), "what to do then")
        await host.press("enter")
        await host.until(lambda: isinstance(host.app.screen, HelpScreen), "the help")
        await host.press("escape")


async def test_a_panel_is_gone_to(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock, size=(40, 12)) as host:
        await look_for(host, "who has not answered")
        await host.until(lambda: "panel Unanswered" in host.screen_text(), "the hit")
        await host.press("enter")
        await host.until(lambda: host.app.focused is host.today.outreach, "the panel")


def test_what_the_palette_names_of_the_shell_is_there() -> None:
    from coach.cli.command_table import COMMANDS

    assert COMMANDS_OF_THE_SHELL.keys() <= COMMANDS.keys()


async def test_a_person_is_found_by_the_beginning_of_a_name(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_sent_message("Priya Raman"))
    async with running(folder, clock) as host:
        await look_for(host, "pri ra")
        await host.until(lambda: "What you know about them, and your conversation" in host.screen_text(), "the person")
        await host.press("enter")
        await host.until(lambda: isinstance(host.app.screen, PersonScreen), "the page of the person")


async def test_nobody_behind_a_boundary_and_no_hidden_name_is_found(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    for name in ("Mallory Grey", "Mali Berg"):
        service.execute(log_sent_message(name))
    service.execute(set_boundary("Mallory Grey"))
    async with running(folder, clock) as host:
        await look_for(host, "mal")
        await host.until(lambda: "Mali Berg" in host.screen_text(), "the one that is no secret")
        assert "Mallory" not in host.screen_text()
        await host.press("escape", "h")
        await look_for(host, "mal")
        assert "Mali" not in host.screen_text().splitlines()[2:]


async def test_help_begins_with_the_panel_that_has_the_focus(folder: Path, clock: FakeClock) -> None:
    names = ("Goal", "Focus", "Outreach", "Mood")
    async with running(folder, clock) as host:
        for focused in names:
            await host.press("question_mark")
            groups = [word for word in (*names, "Coach") if f"│ {word} " in host.screen_text()]
            below_help = min(groups, key=lambda word: host.screen_text().index(f"│ {word} "))
            assert below_help == focused
            await host.press("escape", "tab")


async def test_help_is_searched_and_esc_shows_all_of_it_again(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("question_mark", "slash")
        await host.write("holiday")
        assert "Pause everything until" in host.screen_text()
        assert "Log how you are" not in host.screen_text()
        await host.press("escape")
        assert "Log how you are" in host.screen_text()
        await host.press("slash")
        await host.write("xyzzy")
        assert "Nothing found." in host.screen_text()
        await host.press("escape")
        await host.press("escape")
        assert host.app.screen is host.today
