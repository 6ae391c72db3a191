"""Every theme, every terminal: our tokens are known in all of them, and no meaning rests on colour or a rare glyph."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.theme import BUILTIN_THEMES

from coach.actions.outreach import log_sent_message
from coach.demo import write_demo_data
from coach.service import CoachService
from coach.tui.plain_glyphs import PLAIN_GLYPHS, needs_plain_glyphs
from coach.tui.themes import THEMES, choose_themes
from tests.conftest import FakeClock
from tests.tui.host import Host, running

ROOT = Path(__file__).parents[2]
ALL = [*(theme.name for theme in THEMES), *BUILTIN_THEMES]
FEW = ["textual-light", "ansi-dark", "coach-light"]


def style_at(host: Host, text: str) -> set[str]:
    """Return how `text` looks in its first line on the screen: bold, underline."""
    for row in host.draw_screen():
        for segment in row:
            if text in segment.text and segment.style is not None:
                return {name for name in ("bold", "underline") if getattr(segment.style, name)}
    raise AssertionError(f"{text} is not there")


def marked(host: Host) -> list[str]:
    """Return the names of the rows with a mark before them."""
    return [name for line in host.screen_text().splitlines() if "›" in line for name in ("Ana", "Ben") if name in line]


def test_there_are_all_the_themes_of_textual() -> None:
    assert len(BUILTIN_THEMES) >= 21


@pytest.mark.parametrize(
    ("key", "shows", "themes"),
    [
        ("", "Today's goal", FEW),  # a change of theme parses the styles of all pages
        pytest.param("", "Today's goal", ALL, marks=pytest.mark.slow),
        pytest.param("ctrl+p", "any word", FEW, marks=pytest.mark.slow),
    ],
)
async def test_every_page_is_drawn_in_every_theme(
    key: str, shows: str, themes: list[str], folder: Path, clock: FakeClock
) -> None:
    write_demo_data(CoachService(folder, clock))
    async with running(folder, clock, size=(80, 24)) as host:
        await host.press(*[key] if key else [])
        for name in themes:
            host.app.theme = name
            await host.pilot.pause()
            assert shows in host.screen_text(), name


@pytest.mark.parametrize(
    ("environ", "few"),
    [
        ({"TERM": "linux"}, True),
        ({"TERM": "linux", "COLORTERM": "truecolor"}, False),
        ({"TERM": "xterm-256color"}, False),
    ],
)
def test_the_linux_console_has_sixteen_colours(environ: dict[str, str], few: bool) -> None:
    assert [theme.ansi for theme in choose_themes(environ)] == [few] * len(THEMES)


def test_a_terminal_of_sixteen_colours_gets_our_themes_in_its_own_colours() -> None:
    assert [theme.name for theme in choose_themes({"TERM": "linux"})] == [theme.name for theme in THEMES]


async def test_the_focus_shows_without_colour(folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(folder, clock) as host:
        assert style_at(host, "Today's goal") == {"bold", "underline"}
        assert style_at(host, "Mood") == set()
        await host.press("shift+tab")
        assert style_at(host, "Today's goal") == set()
        assert style_at(host, "Mood") == {"bold", "underline"}


async def test_the_chosen_row_of_a_list_shows_without_colour_and_moves(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    write_demo_data(CoachService(folder, clock))
    async with running(folder, clock, size=(80, 24)) as host:
        for key, row in (("M", "Mon 23 Nov 14:15"), ("comma", "minutes of networking"), ("ctrl+p", "mood (m)")):
            await host.press(key)
            await host.until(lambda row=row: row in host.screen_text(), "the list")  # type: ignore[misc]
            await host.until(lambda row=row: "underline" in style_at(host, row), "the mark")  # type: ignore[misc]
            await host.press("down")
            assert "underline" not in style_at(host, row)
            await host.press("escape")


async def test_the_selected_row_and_choice_show_without_colour(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    for name in ("Ana", "Ben"):
        service.execute(log_sent_message(name))
    async with running(folder, clock) as host:
        assert marked(host) == ["Ana"]
        await host.press("down", "down")
        assert marked(host) == ["Ben"]
        await host.press("F")
        assert "›1" not in host.screen_text()
        await host.press("down")
        assert "›1" in host.screen_text()


@pytest.mark.parametrize(
    ("environ", "wanted"),
    [
        ({"TERM": "linux"}, True),
        ({"TERM": "linux", "COACH_GLYPHS": "full"}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm-256color", "COACH_GLYPHS": "plain"}, True),
    ],
)
def test_the_linux_console_gets_plain_glyphs_and_everybody_may_choose(environ: dict[str, str], wanted: bool) -> None:
    assert needs_plain_glyphs(environ) is wanted


def test_a_plain_glyph_is_as_wide_as_the_one_it_stands_for() -> None:
    assert {chr(fine): cell_len(chr(fine)) for fine in PLAIN_GLYPHS} == {
        chr(f): cell_len(text) for f, text in PLAIN_GLYPHS.items()
    }


def test_every_glyph_that_the_screen_draws_is_in_every_console_font_or_has_a_plain_one() -> None:
    known = set(bytes(range(128, 256)).decode("cp437")) | set("←↑→↓•") | {chr(c) for c in PLAIN_GLYPHS}
    drawn = set()
    for file in [*(ROOT / "coach" / "tui").rglob("*.py"), *(ROOT / "coach" / "views").glob("*.py")]:
        drawn |= set(re.findall(r"[^\x00-\x7f]", file.read_text(encoding="utf-8")))
    assert drawn - known == set()


async def test_nothing_fine_is_left_on_the_linux_console(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_GLYPHS", "plain")
    write_demo_data(CoachService(folder, clock))
    fine = "".join(map(chr, PLAIN_GLYPHS))
    async with running(folder, clock) as host:
        assert re.findall(f"[{re.escape(fine)}]", host.screen_text()) == []
        assert "┌─ Today's goal" in host.screen_text()
        await host.press("t", "1")
        await host.until(lambda: "each dot is a day" in host.screen_text(), "the curve")
        assert re.findall("[\u2800-\u28ff]", host.screen_text()) == [] and "·" in host.screen_text()
