"""Contrast, computed for every pair of colours that is really drawn: 4.5 : 1 at least, on every page, in both themes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.color import Color
from textual.css.query import NoMatches
from textual.geometry import Region

from coach.actions.focus import start_block
from coach.actions.settings import save_setting
from coach.demo import write_demo_data
from coach.service import CoachService
from coach.tui.themes import THEMES
from tests.conftest import FakeClock
from tests.tui.host import Host, running

PAGES = (
    *("", "m", "m 3", "y", "h", "down", "semicolon", "F", "o A n a", "g", "e", "s", "b", "space", "C 1", "M", "comma"),
    *("I tab", "c", "D h i", "slash q u", "question_mark", "slash p r i y a enter", "w", "t", "t 6", "ctrl+p"),
)
"""Keys that lead to what is looked at."""
SOME_PAGES = ("", "m 3", "down", "o A n a", "g", "t")


def luminance(colour: Color) -> float:
    """Return the relative luminance of WCAG 2.2."""
    linear = [
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4
        for c in (part / 255 for part in colour.get_truecolor())
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Color, other: Color) -> float:
    """Return the contrast of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def pairs(host: Host) -> Iterator[tuple[str, Color, Color]]:
    """Yield every piece of text of the page in front with its colour and its ground; frames and bars are no text."""
    for y, row in enumerate(host.draw_screen()):
        x = 0
        for segment in row:
            text = segment.text
            letters = any(unicodedata.category(char)[0] in "LNP" for char in text)
            if letters and inside(host, x, y) and segment.style and segment.style.color and segment.style.bgcolor:
                colours = segment.style.color, segment.style.bgcolor
                yield text.strip(), *(reversed(colours) if segment.style.reverse else colours)
            x += segment.cell_length


def inside(host: Host, x: int, y: int) -> bool:
    """Tell whether a place is on the page in front, and not on the dimmed one behind it."""
    screen = host.app.screen
    for name in ("#box", "#page", "#--container"):
        try:
            return screen.query_one(name).region.contains(x, y)
        except NoMatches:
            continue
    labels = [label.region for label in screen.query(".label")]
    return any(label.contains(x, y) for label in labels or [Region(0, 0, *host.app.size)])


@pytest.mark.parametrize(
    ("theme", "pages"),
    [
        *(pytest.param(theme.name, PAGES, marks=pytest.mark.slow, id=theme.name) for theme in THEMES),
        pytest.param("coach-light", SOME_PAGES, id="some pages"),
    ],
)
async def test_all_text_can_be_read(theme: str, pages: tuple[str, ...], folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    write_demo_data(service)
    service.execute(start_block(intention="write to Ana"))
    service.execute(save_setting("theme", theme))
    faint, seen = set(), 0
    async with running(folder, clock, size=(80, 24)) as host:
        assert host.app.theme == theme
        for keys in pages:
            await host.press(*keys.split())
            for text, ink, ground in pairs(host):
                seen += 1
                if contrast(ink, ground) < 4.5:
                    faint.add((keys, text, ink.name, ground.name, round(contrast(ink, ground), 1)))
            while host.app.screen is not host.today:
                await host.press("escape")
            await host.press("escape")
    assert faint == set()
    assert seen > 10 * len(pages)
