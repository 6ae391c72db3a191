"""The moving picture of the README: a real terminal in which the demo is used for 24 seconds, as one animated SVG.

`docs/refresh.py` makes it. The program runs in a pseudo-terminal with a clock that stands still, so the same program
gives the same picture. Frames are shown in turn by CSS; nothing in the file is a script, and nothing is loaded.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

import pyte

from tests.terminal import Terminal

ROOT = Path(__file__).resolve().parent.parent
COLUMNS, ROWS = 80, 24
WIDTH, HEIGHT, SIZE = 8.4, 16.4, 14
STEPS: tuple[tuple[tuple[str, ...], str, float], ...] = (
    ((), r"Enter takes it", 2.5),
    (("m",), r"1 heavy", 1.5),
    (("4",), r"Saved: good", 2.0),
    (("2",), r"energy some|some energy", 1.5),
    (("enter",), r"how it went|Goal|goal", 2.0),
    (("f",), r"[Ss]tarted", 2.0),
    (("o",), r"I wrote to", 1.2),
    (("Ana",), r"Ana", 1.2),
    (("enter",), r"you wrote to Ana", 2.5),
    (("O",), r"Trade fair", 3.5),
    (("esc",), r"Today.s goal", 1.0),
    (("?",), r"Esc back", 2.0),
    (("esc",), r"Today.s goal", 1.0),
)
"""What is pressed, what is to be seen afterwards, and for how many seconds the picture shows it."""
PROGRAM = """
import sys
from datetime import datetime
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo
from coach.demo import write_demo_data
from coach.keys import UserKeys
from coach.service import CoachService
from coach.tui.app import run_full_screen

NOW = datetime(2026, 11, 24, 14, 5, tzinfo=ZoneInfo("Europe/Berlin"))

class Still:
    def now(self):
        return NOW

with TemporaryDirectory() as folder:
    def open_data():
        service = CoachService(folder, Still(), device_id="demo0000")
        write_demo_data(service)
        return service.open_folder()
    sys.exit(run_full_screen(open_data, Still().now, hide=False, keymap=UserKeys()))
"""


def render_moving_picture() -> str:
    """Return the animated SVG."""
    frames: list[tuple[list[str], float]] = []
    env = {"PYTHONPATH": str(ROOT), "TEXTUAL_ANIMATIONS": "none", "TZ": "Europe/Berlin"}
    with Terminal(sys.executable, "-c", PROGRAM, columns=COLUMNS, rows=ROWS, env=env, start=True) as terminal:
        for keys, pattern, seconds in STEPS:
            terminal.press(*keys)
            terminal.wait_for(pattern)
            terminal.settle(0.4)
            frames.append((list(_draw_screen(terminal.screen)), seconds))
        terminal.press("q")
        terminal.wait_end()
    return _join_frames(frames)


def _draw_screen(screen: pyte.Screen) -> Iterator[str]:
    for row in range(ROWS):
        cells = [screen.buffer[row][column] for column in range(COLUMNS)]
        column = 0
        for (fg, bg, bold), group in groupby(cells, lambda cell: (*_pick_colours(cell), cell.bold)):
            run = list(group)
            text = "".join(cell.data for cell in run)
            x, width = column * WIDTH, len(run) * WIDTH
            column += len(run)
            if bg != _GROUND:
                yield f'<rect x="{x:.1f}" y="{row * HEIGHT}" width="{width:.1f}" height="{HEIGHT}" fill="{bg}"/>'
            if text.strip():
                weight = ' font-weight="bold"' if bold else ""
                left = len(text) - len(text.lstrip())
                shown, start = text.strip(), x + left * WIDTH
                length = len(shown) * WIDTH
                yield (
                    f'<text x="{start:.1f}" y="{row * HEIGHT + SIZE}" textLength="{length:.1f}" fill="{fg}"{weight}>'
                    f"{escape(shown)}</text>"
                )


_GROUND, _INK = "#1b1d22", "#d8d8d8"
_NAMED = {"default": "", "black": "#000000", "white": "#d8d8d8"}


def _pick_colours(cell: pyte.screens.Char) -> tuple[str, str]:
    """Return the colours of letters and ground; blank cells differ by their ground alone."""
    fg, bg = (_NAMED.get(name, f"#{name}") for name in (cell.fg, cell.bg))
    fg, bg = fg or _INK, bg or _GROUND
    return (bg, fg) if cell.reverse else (fg, bg)


def _join_frames(frames: list[tuple[list[str], float]]) -> str:
    whole = sum(seconds for _, seconds in frames)
    rules, groups, at = [], [], 0.0
    for number, (shapes, seconds) in enumerate(frames):
        begin, end = 100 * at / whole, 100 * (at + seconds) / whole
        hidden = f"0%{{visibility:hidden}}{begin:.2f}%" if begin else "0%"
        rules.append(f"@keyframes f{number}{{{hidden}{{visibility:visible}}{end:.2f}%,100%{{visibility:hidden}}}}")
        rules.append(f"#f{number}{{animation:f{number} {whole:g}s step-end infinite}}")
        still = "" if number == 2 else ' class="moving"'
        groups.append(f'<g id="f{number}"{still}>{"".join(shapes)}</g>')
        at += seconds
    calm = "@media (prefers-reduced-motion:reduce){g{animation:none!important}.moving{visibility:hidden}}"
    width, height = COLUMNS * WIDTH + 20, ROWS * HEIGHT + 20
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" font-size="{SIZE}" '
        'font-family="ui-monospace,Menlo,Consolas,DejaVu Sans Mono,monospace" xml:space="preserve">'
        "<title>A minute with the coach: a mood, the goal on offer, a focus block, a message to Ana</title>"
        f"<style>g g{{visibility:hidden}}{''.join(rules)}{calm}</style>"
        f'<rect width="100%" height="100%" rx="8" fill="{_GROUND}"/><g transform="translate(10 10)">{"".join(groups)}</g></svg>\n'
    )
