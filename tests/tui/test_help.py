"""Help on a hard day: under ? and F1 from everywhere, whatever state the data is in, and the same for everybody."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Event

import pytest

from coach.actions.boundaries_and_away import step_away
from coach.actions.outreach import log_sent_message
from coach.actions.settings import save_setting
from coach.keys import parse_user_keys
from coach.service import CoachService
from coach.store.file_format import SCHEMA_VERSION
from coach.tui.app import CoachApp
from coach.tui.screens.help import HelpScreen
from tests.conftest import FakeClock
from tests.tui.host import Host, running

PAGES = {
    "moods": ["M"], "another block": ["F"], "hours": ["H"], "outreach": ["o"], "they wrote": ["i"],
    "row": ["down", "space"], "texts": ["down", "c"], "draft": ["D"], "find": ["slash"], "note": ["N"],
    "boundary": ["down", "b"], "person": ["down", "enter"], "person form": ["down", "enter", "e"], "goal": ["g"],
    "evening": ["e"], "checks": ["C"], "a check": ["C", "1"], "step away": ["s"], "week": ["w"], "trends": ["t"],
    "import": ["I"], "settings": ["comma"], "a setting": ["comma", "enter"], "first screen": [],
}  # fmt: skip


async def help_shows(host: Host, *said: str) -> None:
    """The help page is in front and begins with the hard-day lines."""
    await host.until(lambda: isinstance(host.app.screen, HelpScreen), "the help page")
    text = host.screen_text()
    for line in ("On a hard day", "First: ", "your doctor", "local emergency number", *said):
        assert line in text, (line, text)


@pytest.mark.slow
@pytest.mark.parametrize("third", range(3))
async def test_help_opens_from_every_page(third: int, folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_sent_message("Ana"))
    async with running(folder, clock) as host:
        for keys in list(PAGES.values())[third::3]:
            await host.press(*keys)
            page = host.app.screen
            await host.press("f1")
            await help_shows(host, "Samaritans 116 123")
            await host.press("escape")
            assert host.app.screen is page, keys
            while host.app.screen is not host.today:
                await host.press("escape")
            await host.press("escape")


async def test_where_nothing_is_typed_a_question_mark_is_enough(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        for key in ("M", "e", "t", "comma"):
            await host.press(key, "question_mark")
            await help_shows(host)
            await host.press("escape", "escape")
            assert host.app.screen is host.today


async def test_help_is_there_while_one_has_stepped_away(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(step_away("monday"))
    async with running(folder, clock) as host:
        await host.press("question_mark")
        await help_shows(host)


async def test_help_is_there_while_names_are_hidden(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(save_setting("support-person", "my sister Lea"))
    async with running(folder, clock, hide=True) as host:
        await host.press("question_mark")
        await help_shows(host, "First: my sister Lea.")


async def test_help_is_there_when_the_file_can_only_be_read(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(save_setting("support-person", "Lea"))
    file = folder / "coach.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    data["meta"]["1"]["value"] = SCHEMA_VERSION + 1
    file.write_text(json.dumps(data), encoding="utf-8")
    async with running(folder, clock) as host:
        assert host.service.journal.read_only
        await host.press("question_mark")
        await help_shows(host, "First: Lea.")


async def test_help_is_there_when_the_file_is_damaged(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_sent_message("Ana"))
    (folder / "coach.json").write_bytes(b"\x00 no longer JSON")
    async with running(folder, clock) as host:
        await host.press("question_mark")
        await help_shows(host)


async def test_help_is_there_before_the_data_is_and_names_the_person_once_it_came(
    folder: Path, clock: FakeClock
) -> None:
    CoachService(folder, clock).execute(save_setting("support-person", "Lea"))
    come = Event()

    def slowly() -> CoachService:
        come.wait(60)
        return CoachService(folder, clock).open_folder()

    app = CoachApp(slowly, clock.now, keymap=parse_user_keys(""))
    async with app.run_test(size=(120, 36)) as pilot:
        host = Host(app, pilot)
        await host.press("question_mark")
        assert app.today.day is None
        await help_shows(host, "First: someone you trust.")
        come.set()
        await host.until(lambda: "First: Lea." in host.screen_text(), "the person")
    app.finish_saves()


async def test_a_list_of_ones_own_takes_the_place_of_the_shipped_one(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_sent_message("Ana"))
    line = {"countries": ["NZ"], "where": "New Zealand", "name": "call or text", "number": "1737"}
    own = json.dumps({"lines": [{**line, "checked_on": "2026-11-01"}]})
    (folder / "help_lines.json").write_text(own, encoding="utf-8")
    async with running(folder, clock) as host:
        await host.press("question_mark")
        await help_shows(host, "New Zealand: call or text 1737 (checked on 2026-11-01; numbers can change)")
        assert "Samaritans" not in host.screen_text()


async def test_looking_at_help_changes_nothing(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_sent_message("Ana"))
    async with running(folder, clock) as host:
        await host.press("question_mark", "escape")  # the first time, it is noted that the hint was of use
        await host.saved()
        before = (folder / "coach.json").read_bytes()
        await host.press("question_mark", "end", "escape")
        await host.saved()
        assert (folder / "coach.json").read_bytes() == before


async def test_the_day_of_a_check_has_one_colour_beside_a_number_and_below_it(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock, size=(120, 36)) as host:
        await host.press("question_mark")
        await help_shows(host)
        checks, numbers = set(), set()
        for row in host.draw_screen():
            for segment in row:
                if segment.style is not None and "(checked on" in segment.text:
                    assert segment.text.strip().startswith("(checked on")
                    checks.add(segment.style.color)
                elif segment.style is not None and "Samaritans" in segment.text:
                    numbers.add(segment.style.color)
        assert len(checks) == len(numbers) == 1
        assert checks != numbers
