"""Where there is room nothing is cut, and where there is none the screen says how much is left out, or where to find it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.widgets import Input

from coach.actions.moods import log_mood
from coach.actions.notes import log_post, write_note
from coach.actions.outreach import log_sent_message
from coach.demo import write_demo_data
from coach.service import CoachService
from coach.tui.screens.takeaways import TakeawayList
from coach.tui.screens.week import ShownWeek, draw_given
from coach.views.week import build_week
from tests.conftest import FakeClock
from tests.tui.host import Host, running

SMALL = (40, 12)


@pytest.fixture
def demo(folder: Path, clock: FakeClock) -> Path:
    write_demo_data(CoachService(folder, clock))
    return folder


def read_words(host: Host) -> str:
    """Return the words of the screen, without frames and line breaks."""
    return " ".join(re.sub(r"[│╭╮╰╯─]", " ", host.screen_text()).split())


@pytest.mark.parametrize("size", [pytest.param((80, 24), marks=pytest.mark.slow), (60, 20)], ids=str)
async def test_suggested_goals_are_whole_where_there_are_rows_for_them(
    size: tuple[int, int], demo: Path, clock: FakeClock
) -> None:
    async with running(demo, clock, size=size) as host:
        await host.press("g")
        box = host.app.screen.query_one("#offers").region
        offers = host.screen_text().split("\n")[box.y : box.bottom]
        assert "…" not in "".join(offers)
        assert [row.split("  ")[-1].strip(" │") for row in offers].count("nothing today") == 1
        assert "Enter saves" in host.screen_text()


@pytest.mark.slow
async def test_what_stands_below_the_suggested_goals_is_never_cut(demo: Path, clock: FakeClock) -> None:
    async with running(demo, clock, size=(60, 22)) as host:
        await host.press("g")
        for size in [(width, height) for height in (22, 24) for width in range(46, 62, 2)]:
            await host.pilot.resize_terminal(*size)
            await host.until(lambda size=size: host.app.size == size, "the new size")  # type: ignore[misc]
            await host.until(lambda: "Enter saves" in host.screen_text(), f"the whole hint at {size}")


@pytest.mark.slow
async def test_a_small_window_names_enter_below_the_suggested_goals(demo: Path, clock: FakeClock) -> None:
    async with running(demo, clock, size=SMALL) as host:
        await host.press("g")
        assert "Enter saves" in host.screen_text()


async def test_earlier_moods_stand_in_one_row_the_last_ones_first_to_stay(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    for value in (4, 2, 3):
        service.execute(log_mood(value))
        clock.forward(hours=1)
    async with running(folder, clock, size=(60, 20)) as host:
        assert "earlier 11:00 low     " in host.screen_text()
        await host.resize((80, 24))
        assert "earlier 10:00 good · 11:00 low" in host.screen_text()


@pytest.mark.parametrize(
    ("width", "height", "shown"),
    [
        (26, 3, "1 message written\n1 thing shared\n1 post"),
        (26, 2, "1 message written\n1 thing shared · 1 post"),
        (40, 1, "1 message written · + 2 more"),
        (26, 1, "1 message written …"),
    ],
)
def test_a_low_frame_of_the_week_says_that_there_is_more(
    width: int, height: int, shown: str, folder: Path, clock: FakeClock
) -> None:
    service = CoachService(folder, clock)
    for action in (log_sent_message("Ana Lee"), write_note("gave", "an intro", who="Ana Lee"), log_post("On queues")):
        service.execute(action)
    assert draw_given(ShownWeek(build_week(service.journal, clock.now())), width, height).plain == shown


async def test_a_list_of_hits_says_how_many_are_out_of_view(demo: Path, clock: FakeClock) -> None:
    async with running(demo, clock, size=SMALL) as host:
        await host.press("slash")
        await host.until(lambda: re.search(r"│ \+ \d+ more", host.screen_text()), "the number of the others")
        await host.press(*["down"] * 3, "pagedown", "pagedown")
        await host.until(lambda: re.search(r"│ \d+ above", host.screen_text()), "the number of those before")
        await host.resize((120, 36))
        await host.until(lambda: " above" not in host.screen_text(), "all of them")


@pytest.mark.slow
async def test_a_list_of_takeaways_says_how_many_are_out_of_view(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    for n in range(12):
        service.execute(write_note("takeaway", f"idea {n}"))
    async with running(folder, clock, size=SMALL) as host:
        await host.press("T")
        await host.until(lambda: host.app.screen.query_one(TakeawayList).rows, "the takeaways")
        await host.until(lambda: "+ 5 more" in host.screen_text(), "the number of the others")
        assert len(re.findall(r"idea \d", host.screen_text())) == 7
        await host.press(*["down"] * 11)
        await host.until(lambda: "idea 11 " in host.screen_text() and "│ 4 above" in host.screen_text(), "the last one")


@pytest.mark.slow
async def test_tab_on_the_page_of_a_person_leads_to_what_scrolls(demo: Path, clock: FakeClock) -> None:
    async with running(demo, clock) as host:
        await host.press("slash")
        await host.write("ruth")
        await host.press("enter")
        seen = [host.app.focused]
        for _ in range(2):
            await host.press("tab")
            seen.append(host.app.focused)
        assert [widget.id for widget in seen if widget is not None] == ["thread", "known", "thread"]
        await host.resize((80, 24))
        await host.press("tab")
        assert host.app.focused is host.app.screen.query_one("#page-body")


async def test_the_page_of_a_person_begins_with_the_whole_name(folder: Path, clock: FakeClock) -> None:
    name = "Maximiliane Wolfeschlegelsteinhausen von und zu Hohenlohe-Langenburg-Weikersheim"
    CoachService(folder, clock).execute(log_sent_message(name))
    async with running(folder, clock) as host:
        await host.press("slash")
        await host.write("maxi")
        await host.press("enter")
        await host.until(lambda: host.screen_text().strip().startswith(name), "the name")


async def test_tab_is_named_once_while_a_name_is_typed(demo: Path, clock: FakeClock) -> None:
    async with running(demo, clock) as host:
        await host.press("o")
        await host.write("pri")
        assert "Tab completes" in host.screen_text() and "Tab writes" not in host.screen_text()
        host.app.screen.query_one(Input).value = "Nobody Yet"
        await host.until(lambda: "Tab writes a draft" in host.screen_text(), "what Tab does now")


@pytest.mark.slow
async def test_the_palette_shows_the_end_of_each_help_line(demo: Path, clock: FakeClock) -> None:
    async with running(demo, clock, size=(60, 20)) as host:
        await host.press("ctrl+p")
        await host.write("stop for")
        await host.until(lambda: "until tonight, tomorrow, Monday or a date" in read_words(host), "the last word")


@pytest.mark.slow
async def test_the_chart_with_the_focus_is_the_one_left_when_the_window_shrinks(demo: Path, clock: FakeClock) -> None:
    async with running(demo, clock) as host:
        await host.press("t", "tab", "tab")
        await host.resize((80, 24))
        await host.until(lambda: "╭─ Focus ·" in host.screen_text(), "the chart of the focus blocks")


@pytest.mark.slow
async def test_no_row_below_the_list_is_free_while_what_enter_does_is_not_named(demo: Path, clock: FakeClock) -> None:
    async with running(demo, clock) as host:
        await host.press("down")
        for height in range(20, 25):
            await host.resize((60, height))
            region = host.today.outreach.content_region
            last = host.screen_text().split("\n")[region.bottom - 1][region.x : region.right]
            assert last.strip() or "Enter opens" in host.screen_text(), height


@pytest.mark.slow
async def test_a_small_page_of_opportunities_says_how_many_there_are(demo: Path, clock: FakeClock) -> None:
    async with running(demo, clock, size=SMALL) as host:
        await host.press("O")
        await host.until(lambda: "2 opportunities · 1 event" in host.screen_text(), "the counts")


@pytest.mark.slow
async def test_a_setting_of_several_values_is_broken_between_them(demo: Path, clock: FakeClock) -> None:
    async with running(demo, clock, size=(60, 20)) as host:
        await host.press("comma", "end")
        await host.until(lambda: re.search(r"│\s+second 10\s+│", host.screen_text()), "the last value")
