"""Eight people who have not answered: no screen of it shows a red, a percent sign or a word that stings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.color import Color

from coach.actions import outreach
from coach.cli.main import run_command_line
from coach.domain.clock import SystemClock
from coach.service import CoachService
from tests.conftest import FakeClock
from tests.test_house import NEVER
from tests.tui.host import Host, running


def eight_silences(service: CoachService, clock: FakeClock) -> None:
    """Eight people who have not answered: cold and warm, once and twice, for a day up to most of a year."""
    for n, days in enumerate((250, 120, 60, 30, 12, 6, 3, 1)):
        start = clock.at
        clock.forward(days=-days)
        tie = ("cold", "warm", "dormant", "strong")[n % 4]
        service.execute(outreach.log_sent_message(f"Person N{n} #{tie} : about the meetup"))
        if days >= 30:
            clock.forward(days=10)
            service.execute(outreach.log_sent_message(f"Person N{n} : once more"))
        clock.at = start


def reddish(color: Color) -> bool:
    """Tell what a person would call red."""
    hue, lightness, saturation = color.hsl
    return (hue < 0.045 or hue > 0.93) and saturation > 0.3 and 0.15 < lightness < 0.85


def colours(host: Host) -> Iterator[Color]:
    for row in host.draw_screen():
        for segment in row:
            for part in (segment.style.color, segment.style.bgcolor) if segment.style else ():
                if part is not None and part.triplet is not None and segment.text.strip():
                    yield Color(*part.triplet)


@pytest.mark.slow
@pytest.mark.parametrize(("theme", "size"), [("coach-dark", (120, 36)), ("coach-light", (80, 24))])
async def test_no_screen_of_eight_silent_threads_stings(
    folder: Path, clock: FakeClock, theme: str, size: tuple[int, int]
) -> None:
    service = CoachService(folder, clock)
    eight_silences(service, clock)
    async with running(folder, clock, size=size) as host:
        host.app.theme = theme

        async def look(*keys: str) -> None:
            await host.press(*keys)
            text = host.screen_text()
            assert NEVER.findall(text) == [], (keys, text)
            assert "%" not in text, (keys, text)
            assert "!" not in text.replace("! a promise", "").replace("! their promise", ""), (keys, text)
            assert not any(reddish(color) for color in colours(host)), keys

        await look("down")
        for _ in range(8):
            await look("enter")
            await look("space")
            await host.press("escape", "escape", "down")
        await host.press("enter")
        for keys in (["c"], ["2"], ["escape"], ["N"], ["escape"], ["D"], ["escape"], ["e"], ["escape"]):
            await look(*keys)
        await look("escape")
        await look("slash")
        await look("p", "e", "r")
        await look("escape")
        await look("o")
        await look("escape")
        await look("n")
        await look("escape")
        await look("x")
        await look("full_stop")
        await look("u")
        await look("question_mark")
        await look("escape")
        for page in ("w", "t", "e", "i", "R", "C", "M", "g", "comma", "ctrl+p"):
            await look(page)
            if page == "t":
                for picture in "123456":
                    await look(picture)
            await look("escape")
        for _ in range(3):  # a no, and another, and the coach's line about them
            await look("n")
            await look("escape")
        await look("y")


LINES = [
    ("waiting",), ("waiting", "--json"), ("owe",), ("people",), ("people", "--json"), ("requests",), ("today",),
    ("today", "--json"), ("week",), ("trends",), ("status",), ("why",), ("find", "person"),
    *(("person", f"Person N{n}", *more) for n in range(8) for more in ((), ("--json",))), ("texts", "Person N0"),
    ("no", "Person N1"), ("rest", "Person N2"), ("wait", "Person N3"), ("keep", "Person N4"), ("undo",),
]  # fmt: skip
"""What is said about them in the shell; the last five change something."""


def test_no_line_in_the_shell_about_eight_silent_threads_stings(
    folder: Path, clock: FakeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    clock.at = SystemClock().now()  # the shell has the clock of this computer
    eight_silences(CoachService(folder, clock), clock)
    for line in LINES:
        assert run_command_line(["--data", str(folder), *line]) == 0, line
        said = capsys.readouterr().out
        assert said and NEVER.findall(said) == [] and "%" not in said and "!" not in said, line
