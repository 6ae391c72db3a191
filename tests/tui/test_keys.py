"""Keys on the screen: the person's own work, and footer, help, palette and panels show them."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from textual import events
from textual.binding import Binding

from coach.actions.moods import log_mood
from coach.actions.outreach import log_sent_message
from coach.keys import KEY_PRESETS, KEYS
from coach.service import CoachService
from coach.tui.key_queue import KeyQueueApp
from coach.tui.panels.mood import MoodPanel
from tests.conftest import FakeClock
from tests.other_keys import OTHER_KEYS, OTHER_KEYS_LINES
from tests.tui.host import Host, running, wait_until

OWN = 'mood.log = "v"\nfocus.toggle = "m"'


def focused(host: Host) -> object:
    """Return what has the focus."""
    return host.app.focused


async def test_a_key_of_ones_own_works_is_shown_everywhere_and_leaves_the_usual_one_free(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock, keys=OWN) as host:
        text = host.screen_text()
        assert "v logs how you are" in text and "m starts 25 minutes" in text
        assert "v mood" in text and "m focus" in text
        await host.press("question_mark")
        assert "v " in next(line for line in host.screen_text().splitlines() if "Log how you are" in line)
        await host.press("escape", "ctrl+p")
        await host.write("pomodoro")
        await host.until(lambda: "focus (m)" in host.screen_text(), "the hit")
        await host.press("escape", "m")
        assert host.today.day is not None and host.today.day.running_block is not None
        await host.press("v", "3")
        assert [entry.value for entry in host.today.day.moods] == [3]
        await host.press("f")
        assert host.today.day.running_block is not None


async def test_a_key_that_the_busy_app_has_not_looked_at_is_not_handled(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        gate = asyncio.Event()
        host.app.call_later(gate.wait)  # the app is busy until the gate opens
        host.app.post_message(events.Key("m", "m"))
        has_handled = host.app.has_handled_keys
        gate.set()
        assert not has_handled
        await host.press("4")
        assert host.today.day is not None and [entry.value for entry in host.today.day.moods] == [4]


class SlowApp(KeyQueueApp):
    """An app whose key `a` takes until `gate` opens."""

    BINDINGS = [Binding("a", "wait", priority=True)]

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.gate = asyncio.Event(), asyncio.Event()

    async def action_wait(self) -> None:
        self.begun.set()
        await self.gate.wait()


async def test_a_key_is_handled_once_its_action_has_ended() -> None:
    app = SlowApp()
    async with app.run_test() as pilot:
        app.post_message(events.Key("a", "a"))
        await app.begun.wait()
        has_handled = app.has_handled_keys
        app.gate.set()
        assert not has_handled
        await wait_until(pilot, lambda: app.has_handled_keys, "the key")


async def test_undo_palette_and_help_have_the_keys_that_were_chosen_and_no_others(
    folder: Path, clock: FakeClock
) -> None:
    keys = 'undo.undo = "Z"\nview.palette = "f2"\nview.help = "f1"'
    async with running(folder, clock, keys=keys) as host:
        await host.press("m", "3")
        await host.until(lambda: "Z undo" in host.screen_text(), "the save")
        await host.press("Z")
        assert host.today.day is not None and host.today.day.moods == ()
        await host.press("ctrl+p")
        assert host.app.screen is host.today
        await host.press("f2")
        assert host.app.screen is not host.today
        await host.press("escape", "f1")
        assert "Esc back" in host.screen_text()
        await host.press("f1")
        assert "Esc back" not in host.screen_text()


async def test_a_command_without_a_key_is_found_by_the_palette_and_sentences_say_so(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock, keys='mood.log = "f"') as host:
        assert "ctrl+p starts 25 minutes" in host.screen_text()
        host.today.action_run("focus.pause")
        said = 'No block is running. ctrl+p "focus" starts one.'
        await host.until(lambda: said in host.screen_text(), "how to start one")
        await host.press("ctrl+p")
        await host.write("pomodoro")
        await host.until(lambda: "focus" in host.screen_text(), "the hit")
        await host.press("enter")
        await host.until(lambda: host.today.day and host.today.day.running_block, "the block")


@pytest.mark.parametrize("preset", KEY_PRESETS)
async def test_with_a_preset_keys_go_from_panel_to_panel_and_from_row_to_row(
    preset: str, folder: Path, clock: FakeClock
) -> None:
    service = CoachService(folder, clock)
    for name in ("Ana", "Ben"):
        service.execute(log_sent_message(name))
    on, back, down = {"vim": ("l", "h", "j"), "arrows": ("right", "left", "down")}[preset]
    async with running(folder, clock, keys=f'preset = "{preset}"') as host:
        await host.press(on)
        assert focused(host) is host.today.focus_panel
        await host.press(back, back)
        assert focused(host) is host.today.query_one(MoodPanel)
        await host.press(down)
        assert focused(host) is host.today.outreach
        await host.press(down)
        assert host.today.outreach.row == 1


async def test_the_footer_shows_as_many_keys_as_fit_and_always_help_and_quit(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        for width, count in ((120, 8), (80, 6), (60, 5), (40, 4)):
            await host.resize((width, 24))
            footer = host.screen_text().splitlines()[-1]
            keys = re.split(" {2,}", footer.strip())
            assert keys[-2:] == ["? help", "q quit"]
            assert len(keys) >= count


def usual_keys_in(text: str) -> set[str]:
    """Return the usual keys of one letter or sign that stand for themselves in a text of the screen."""
    usual = {key for row in KEYS for key in row.all_shown if len(key) == 1}
    return usual & {word.strip("(),;:") for word in re.split(r"[\s·│]+", text)} - {"a", "I", ""}


def shown_key(command: str) -> str:
    """Return the other key of a command as the screen shows it: a name of one key with a capital, alt+ as it is."""
    return OTHER_KEYS[command].replace("f", "F") if OTHER_KEYS[command].startswith("f") else OTHER_KEYS[command]


async def show_every_notice(host: Host) -> str:
    """Return all that the first screen says while each command is tried on an empty day and while a block runs."""
    said = [host.screen_text()]
    for command in ("outreach.answered", "outreach.rest_old", "outreach.requests", "outreach.copy", "focus.pause",
                    "view.hide", "view.hide", "focus.toggle", "focus.choose"):  # fmt: skip
        host.today.action_run(command)
        await host.pilot.pause()
        said.append(host.screen_text())
    return "\n".join(said)


@pytest.mark.parametrize("tour", [pytest.param(False, marks=pytest.mark.slow), True])
async def test_the_first_screen_names_no_usual_key_to_people_who_chose_others(
    tour: bool, folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock, keys=OTHER_KEYS_LINES, tour=tour) as host:
        text = await show_every_notice(host)
        assert usual_keys_in(text.replace("Ana ? an intro", "")) == set()
        rest, wrote, toggle, choose = map(
            shown_key, ("outreach.rest", "outreach.wrote", "focus.toggle", "focus.choose")
        )
        for said in (
            f"{rest} lets the selected conversation",
            f"press {wrote} and type",
            f"{toggle} ends it, then {choose}",
        ):
            assert said in text


async def test_the_advice_names_the_keys_in_force(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(log_mood(3))
    clock.forward(days=1)
    async with running(folder, clock, keys=OTHER_KEYS_LINES) as host:
        said = f'Press {shown_key("hours.set")} to set them, or "{shown_key("outreach.later")}" to skip.'
        await host.until(lambda: said in host.screen_text(), "the question")
        assert usual_keys_in(host.screen_text()) == set()


async def test_pages_name_the_keys_in_force(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(log_sent_message("Ana"))
    pages = {
        "takeaways.show": f"No takeaway yet. {shown_key('people.note')} on the first page",
        "people.find": "Enter opens",
        "view.help": "On a hard day",
    }
    async with running(folder, clock, keys=OTHER_KEYS_LINES) as host:
        for command, said in pages.items():
            host.today.action_run(command)
            await host.until(lambda said=said: said in " ".join(host.screen_text().split()), command)  # type: ignore[misc]
            await host.press("escape")
            await host.until(lambda: host.app.screen is host.today, "the first screen")
        host.today.action_run("outreach.up")
        await host.pilot.pause()
        host.today.action_run("goal.take")
        note, hide = shown_key("people.note"), shown_key("view.hide")
        await host.until(lambda: f"{note} adds a note about them" in host.screen_text(), "the page of Ana")
        host.today.action_run("view.hide")
        await host.until(lambda: f"hidden. {hide} shows them" in " ".join(host.screen_text().split()), "what is hidden")
