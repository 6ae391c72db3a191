"""Every size: four panels where there is room, one at a time where there is not, and no crash at one cell by one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from coach.actions.outreach import log_sent_message
from coach.demo import write_demo_data
from coach.domain.goal import Goal
from coach.domain.person import Person
from coach.domain.wording import MOOD_NAMES
from coach.service import CoachService
from coach.tui.dialogs.dialog import Dialog
from coach.tui.widgets.header_and_footer import AdviceLine
from coach.tui.widgets.key_hints import render_scale
from tests.conftest import FakeClock
from tests.tui.host import Host, running

TITLES = ("Today's goal", "Focus", "Unanswered", "Mood")
FOUR = [(200, 60), (120, 36), (80, 24), (60, 20)]
ONE = [(40, 12), (59, 40), (120, 19), (30, 8)]


def framed(host: Host) -> list[str]:
    """Return the panels that are on the screen."""
    return [
        str(getattr(panel, "TITLE", "")) for panel in host.today.panels.children if panel.display and panel.region.area
    ]


async def test_where_there_is_little_room_tab_shows_one_panel_after_the_other(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock, size=ONE[0]) as host:
        for size in ONE:
            await host.resize(size)
            seen = [framed(host)]
            for _ in TITLES:
                await host.press("tab")
                seen.append(framed(host))
            assert seen == [[title] for title in (*TITLES, TITLES[0])], size
        await host.press("shift+tab")
        assert framed(host) == ["Mood"]


async def test_in_small_windows_no_hint_or_saved_line_is_cut_in_its_middle(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock, size=(60, 20)) as host:
        assert "f starts messages" in host.screen_text()
    async with running(folder, clock, size=(80, 24)) as host:
        assert "f starts 25 minutes of messages" in host.screen_text()
        await host.press("o")
        await host.write("Ruth Adeyemi")
        await host.press("enter")
        await host.until(lambda: "a follow-up is fine from 1 December.  " in host.screen_text(), "the save")
        await host.press("u", "o")
        await host.write("Somebody Whose Name Takes All Of The Room")
        await host.press("enter")
        await host.until(lambda: "Takes All Of The Room;" in host.screen_text(), "the save")
        last = host.screen_text().split("\n")[-3:-1]  # a long line takes two rows
        assert "Somebody Whose Name Takes All Of The Room;" in last[0] and "1 December.  " in " ".join(last)
        await host.saved()


async def test_a_lone_panel_names_the_next_stays_behind_a_dialog_and_gives_way_to_the_one_a_key_is_about(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock, size=(40, 12)) as host:
        await host.until(lambda: "Tab Focus" in host.screen_text(), "the name of the next panel")
        await host.press("tab", "comma")
        assert framed(host) == ["Focus"]
        await host.press("escape")
        assert framed(host) == ["Focus"]
        for key, title in (("down", "Unanswered"), ("m", "Mood"), ("f", "Focus")):
            await host.press(key)
            assert framed(host) == [title], key


async def test_the_panel_with_the_focus_is_the_one_left_when_the_window_shrinks(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("tab", "tab")
        await host.resize((40, 12))
        await host.until(lambda: framed(host) == ["Unanswered"], "one panel")
        for size in FOUR:
            await host.resize(size)
            await host.until(lambda: framed(host) == list(TITLES), f"four panels at {size}")


@pytest.mark.parametrize("size", [(1, 1), pytest.param((2, 40), marks=pytest.mark.slow)], ids=str)
async def test_in_the_smallest_window_every_key_still_works(
    size: tuple[int, int], folder: Path, clock: FakeClock
) -> None:
    write_demo_data(CoachService(folder, clock))
    async with running(folder, clock, size=size) as host:
        await host.press("m", "3", "tab", "escape", "f", "comma", "escape", "o", "escape", "question_mark", "escape")
        await host.press("tab", "down", "y", "h", "ctrl+p", "escape", "semicolon", "escape")
        assert [entry.value for entry in host.today.day.moods][-1] == 3  # type: ignore[union-attr]


async def test_no_line_is_wider_than_the_window_and_help_and_quit_are_always_named(
    folder: Path, clock: FakeClock
) -> None:
    write_demo_data(CoachService(folder, clock))
    async with running(folder, clock) as host:
        for size in ((200, 60), (80, 24), (40, 12)):
            await host.resize(size)
            rows = host.screen_text().splitlines()
            assert len(rows) == size[1] and {len(row) for row in rows} == {size[0]}
            assert "? help" in rows[-1] and "q quit" in rows[-1]


async def test_with_room_for_four_the_coachs_line_keeps_the_words_of_its_keys_and_a_key_the_focus(
    folder: Path, clock: FakeClock
) -> None:
    write_demo_data(CoachService(folder, clock))
    async with running(folder, clock, size=(80, 24)) as host:
        first, last = (row.plain for row in host.today.query_one(AdviceLine).render().split("\n"))
        assert first.strip() and last.split()[-5:] == ["y", "why", "·", ".", "snooze"]
        await host.press("m", "3")
        assert host.app.focused is host.today.panels.children[0]


@pytest.mark.slow
async def test_enter_opens_the_person_who_is_marked_at_every_size(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_sent_message("Noor Haddad"))
    async with running(folder, clock) as host:
        for size in ((58, 20), (100, 30)):
            await host.resize(size)
            await host.press("down", "enter")
            assert host.today.session.shown_person_id
            assert host.service.journal.list_records(Goal) == ()
            await host.press("escape", "escape")


async def test_enter_on_an_empty_list_opens_the_line_that_it_offers(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock, size=(80, 16)) as host:
        await host.press("down", "enter")
        await host.write("Noor")
        await host.press("enter")
        await host.saved()
        assert [p.name for p in host.service.journal.list_records(Person)] == ["Noor"]


DIALOGS = (
    "m 3 tab", "M", "M w", "M a", "o", "i", "N", "D", "D x tab", "slash", "slash r u t h enter e", "g", "C", "C 1", "b", "b 1",
    "b 1 1", "e", "s", "F", "F 1", "F 1 1", "H", "comma", "comma enter", "Y", "I", "down space", "down down c", "question_mark",
)  # fmt: skip
"""The keys that open each dialog from the first screen."""


@pytest.mark.slow
@pytest.mark.parametrize("size", [(40, 12), (80, 24)], ids=str)
async def test_every_dialog_names_esc_once(size: tuple[int, int], folder: Path, clock: FakeClock) -> None:
    write_demo_data(CoachService(folder, clock))
    async with running(folder, clock, size=size) as host:
        for keys in DIALOGS:
            await host.press(*keys.split())
            await host.until(lambda: isinstance(host.app.screen, Dialog), keys)
            await host.pilot.pause()
            box = host.app.screen.query("#box, #page").first().region
            rows = host.screen_text().split("\n")[box.y : box.bottom]
            assert sum(row.count("Esc ") for row in rows) == 1, (keys, rows)
            while len(host.app.screen_stack) > 1:
                host.app.pop_screen()
                await host.pilot.pause()


@pytest.mark.parametrize("width", [12, 20, 26, 36, 38, 44, 60])
def test_a_digit_of_a_scale_stays_with_its_word(width: int) -> None:
    rows = render_scale(MOOD_NAMES, width, coloured=True)
    shown = [choice for row in rows for choice in re.findall(r"\d \w+", row.plain)]
    assert shown == ["1 heavy", "2 low", "3 okay", "4 good", "5 bright"]
    assert max(row.cell_length for row in rows) <= width


async def test_a_low_week_page_shows_one_frame_and_tab_the_next(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock, size=(40, 12)) as host:
        await host.press("w")
        frames = ["One change for Monday 30 November", "You gave", "What came back", "How it felt", "Seven days"]
        for title in frames:
            await host.until(lambda title=title: f"╭─ {title} ─" in host.screen_text(), title)
            assert host.screen_text().count("╭─") == 1
            await host.press("tab")


async def test_a_form_of_a_low_window_scrolls_to_its_last_field(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_sent_message("Ana Lee"))
    async with running(folder, clock, size=(40, 12)) as host:
        await host.press("slash")
        await host.write("ana")
        await host.press("enter", "e", "shift+tab")
        await host.write("likes tea")
        await host.until(lambda: "note      likes tea" in host.screen_text(), "the last field")


async def test_a_hit_shows_the_words_around_it_in_a_small_window(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_sent_message("Ruth Adeyemi : a question about the team and the office"))
    async with running(folder, clock, size=(40, 12)) as host:
        await host.press("slash")
        await host.write("que")
        for size in ((40, 12), (60, 20)):
            await host.resize(size)
            await host.until(lambda: re.search(r"Ruth Adeyemi +a question", host.screen_text()), f"the hit at {size}")
