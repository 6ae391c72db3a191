"""Make what the docs show from the program itself: pictures of the demo, tables of keys, the manual page.

Run it from the checkout: `.venv/bin/python docs/refresh.py`. The clock stands still and the demo is seeded, so
the same program gives the same pictures.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

os.environ["TEXTUAL_ANIMATIONS"] = "none"
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
NOW = datetime(2026, 11, 24, 14, 5, tzinfo=ZoneInfo("Europe/Berlin"))


class Still:
    """A clock that stands still."""

    def now(self) -> datetime:
        return NOW


async def picture(name: str, size: tuple[int, int], theme: str, keys: tuple[str, ...]) -> None:
    """Write one picture of the demo after some keys."""
    from coach.acts.settings import change
    from coach.demo import fill
    from coach.desk import Desk
    from coach.ui.app import CoachApp

    with TemporaryDirectory() as folder:
        desk = Desk(folder, Still(), device_id="demo0000")
        fill(desk)
        desk.do(change("theme", theme))
        app = CoachApp(desk.open, Still().now)
        async with app.run_test(size=size) as pilot:
            while app.today.day is None:
                await pilot.pause(0.01)
            await pilot.press(*keys)
            await pilot.pause(0.2)
            svg = app.export_screenshot(title="coach")
        app.close()
    # Ids in the picture are random; fixed ones keep the diff quiet.
    svg = re.sub(r"terminal-\d+", f"terminal-{name}", svg)
    (ROOT / "docs" / "pictures" / f"{name}.svg").write_text(svg, encoding="utf-8")


def tables() -> None:
    """Put the tables of keys between their marks, and write the manual page."""
    from coach.ui.keys import markdown, presets_markdown
    from docs.manual import page

    _between("keys", ROOT / "README.md", markdown())
    _between("keys", ROOT / "docs" / "keys.md", markdown(ids=True))
    _between("presets", ROOT / "docs" / "keys.md", presets_markdown())
    (ROOT / "docs" / "coach.1").write_text(page(), encoding="utf-8")


def _between(mark: str, file: Path, made: str) -> None:
    marks = re.compile(rf"(<!-- {mark} -->\n).*?(<!-- /{mark} -->)", re.DOTALL)
    text = file.read_text(encoding="utf-8")
    file.write_text(marks.sub(lambda m: f"{m[1]}{made}\n{m[2]}", text), encoding="utf-8")


def main() -> None:
    (ROOT / "docs" / "pictures").mkdir(exist_ok=True)
    tables()
    for theme in ("dark", "light"):
        asyncio.run(picture(f"first-screen-{theme}", (120, 36), f"coach-{theme}", ("m", "4", "2", "enter", "f")))
        asyncio.run(picture(f"small-{theme}", (80, 24), f"coach-{theme}", ("m", "4", "2", "enter", "f")))


if __name__ == "__main__":
    main()
