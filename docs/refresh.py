"""Make what the docs show from the program itself: pictures of the demo, tables of keys, pages of commands.

Run it from the checkout: `.venv/bin/python docs/refresh.py`, with `--tables` for the tables and pages of commands alone, which
takes a second. The clock stands still and the demo is seeded, so the same program gives the same pictures.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

os.environ["TEXTUAL_ANIMATIONS"] = "none"
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
NOW = datetime(2026, 11, 24, 14, 5, tzinfo=ZoneInfo("Europe/Berlin"))


GONE = timedelta(minutes=6, seconds=18)
"""How long the block on the pictures has been running."""
KEYS = ("m", "4", "2", "enter", "F", "1", "1", *"write", "space", *"to", "space", *"Priya", "enter")
"""How the day on the pictures began: a mood, the goal on offer, and a block with an intention."""


class Still:
    """A clock that stands still until it is moved."""

    at = NOW

    def now(self) -> datetime:
        return self.at


async def picture(name: str, size: tuple[int, int], theme: str) -> None:
    """Write one picture of the demo."""
    from coach.actions.settings import save_setting
    from coach.demo import write_demo_data
    from coach.service import CoachService
    from coach.tui.app import CoachApp

    with TemporaryDirectory() as folder:
        clock = Still()
        service = CoachService(folder, clock, device_id="demo0000")
        write_demo_data(service)
        service.execute(save_setting("theme", theme))
        app = CoachApp(service.open_folder, clock.now)
        async with app.run_test(size=size) as pilot:
            while app.today.day is None:
                await pilot.pause(0.01)
            await pilot.press(*KEYS)
            await pilot.pause(0.2)
            clock.at += GONE
            app.today.refresh_day()
            await pilot.pause(0.2)
            svg = app.export_screenshot(title="coach")
        app.finish_saves()
    # Ids in the picture are random; fixed ones keep the diff quiet. Fonts are those of the reader, fetched from nowhere.
    svg = re.sub(r"terminal-\d+", f"terminal-{name}", svg)
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    (ROOT / "docs" / "pictures" / f"{name}.svg").write_text(svg, encoding="utf-8")


def tables() -> None:
    """Put the tables of keys between their marks, and write the manual page and the page of all commands."""
    from docs.key_tables import render_key_table, render_presets
    from docs.manual import page, render_cli_page

    _between("keys", ROOT / "README.md", render_key_table())
    _between("keys", ROOT / "docs" / "keys.md", render_key_table(ids=True))
    _between("presets", ROOT / "docs" / "keys.md", render_presets())
    (ROOT / "docs" / "coach.1").write_text(page(), encoding="utf-8")
    (ROOT / "docs" / "cli.md").write_text(render_cli_page(), encoding="utf-8")


def _between(mark: str, file: Path, made: str) -> None:
    marks = re.compile(rf"(<!-- {mark} -->\n).*?(<!-- /{mark} -->)", re.DOTALL)
    text = file.read_text(encoding="utf-8")
    file.write_text(marks.sub(lambda m: f"{m[1]}{made}\n{m[2]}", text), encoding="utf-8")


def main() -> None:
    (ROOT / "docs" / "pictures").mkdir(exist_ok=True)
    tables()
    if "--tables" in sys.argv:
        return
    for theme in ("dark", "light"):
        asyncio.run(picture(f"first-screen-{theme}", (120, 36), f"coach-{theme}"))
        asyncio.run(picture(f"small-{theme}", (80, 24), f"coach-{theme}"))
    from docs.moving_picture import render_moving_picture

    (ROOT / "docs" / "pictures" / "a-minute.svg").write_text(render_moving_picture(), encoding="utf-8")


if __name__ == "__main__":
    main()
