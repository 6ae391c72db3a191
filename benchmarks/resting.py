"""Rows about a window that stays open: what it costs while nobody touches it, and its memory after an hour of use."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from benchmarks.folders import Folders
from benchmarks.idle import BARE, COACH, SETTLE, Window, drain
from benchmarks.keystrokes import ESCAPE, FLOOR, pressed, settle
from benchmarks.ratios import Row

MINUTE = ("m", "3", ESCAPE, "j", "k", "/", "s", "o", "m", ESCAPE, "t", ESCAPE, "w", ESCAPE, "u")
"""What somebody presses in a minute of use: a mood, the list, a search, the pictures, the week, undo."""
GROWTH = 1.03
"""How much more memory than after ten minutes still counts as flat: pages come and go."""


PARTS = {
    "with pydantic, tinydb and orjson": """
import coach.domain.record, orjson, tinydb
from coach.domain.settings import Settings
Settings()
""",
    "with the code of the first page": """
import coach.tui.app, coach.service, coach.views.day_builder, coach.tui.save_queue, coach.tui.notifications, coach.tui.hints
""",
    "with that of the pages": """
import coach.history, coach.tui.screens.find, coach.tui.screens.trends, coach.tui.screens.week, coach.tui.dialogs.text_input
import coach.advice.search, coach.actions.undo, coach.tui.commands.outreach, coach.tui.commands.trends
""",
    "with this year's documents and records": """
import os
from coach.actions.record_types import record_type_of
from coach.domain.journal import Journal
from coach.store.codec import content_of
with open(os.environ["COACH_DATA_DIR"] + "/coach.json", "rb") as file:
    docs = content_of(orjson.loads(file.read())).docs
journal = Journal(docs)
for table in docs:
    journal.list_records(record_type_of(table))
""",
}
"""What no coach can do without, though the bare app does; each on top of the ones before, and nothing worked out or
painted."""


def idle(folders: Folders, runs: int, seconds: float) -> list[Row]:
    """CPU of four windows at once, in `runs` slices of `seconds` altogether."""
    rests, runs_on = folders.home(folders.ten_years), folders.home(folders.ten_years)
    folders.run(runs_on, "focus", "120")
    windows = [
        Window(f"TICKS = False\n{BARE}", rests), Window(COACH, rests),
        Window(f"TICKS = True\n{BARE}", rests), Window(COACH, runs_on),
    ]  # fmt: skip
    used: list[list[float]] = [[] for _ in windows]
    try:
        drain(windows, SETTLE)
        for _ in range(runs):
            before = [window.used for window in windows]
            drain(windows, seconds / runs)
            for figures, window, was in zip(used, windows, before, strict=True):
                figures.append((window.used - was) / (seconds / runs) * 1_000)
    finally:
        for window in windows:
            window.close()
    return [Row("idle", 1.2, used[0], used[1], "ms/s"), Row("a timer runs", 1.2, used[2], used[3], "ms/s")]


def memory(folders: Folders, minutes: int) -> Row:
    """Resident memory over the last ten of so many simulated minutes; `flat` compares with the first ten."""
    env = folders.home(folders.ten_years)
    laden = [f"{''.join(list(PARTS.values())[: n + 1])}{FLOOR}" for n in range(len(PARTS))]
    programs = FLOOR, COACH, *laden
    for code in programs:  # once for nothing: a program that compiles what it imports is larger by 5 MB
        settle(window := Window(code, env), 2.0)
        _pressed_for_a_minute(window, keys=code == COACH)
        window.close()
    windows = [Window(code, env) for code in programs]
    sizes: list[list[float]] = [[] for _ in programs]
    opened = 0.0
    try:
        for number, window in enumerate(windows):
            settle(window, 2.0)
            opened = _resident(window) if number == 1 else opened
            for _ in range(minutes if number < 2 else 1):
                _pressed_for_a_minute(window, keys=number == 1)
                sizes[number].append(_resident(window))
    finally:
        for window in windows:
            window.close()
    first, last = (max(sizes[1][minutes * n // 60 :][: max(1, minutes // 6)]) for n in (0, 50))
    note = f"just opened {opened:.0f} MB, after ten minutes {first:.0f}, after {minutes} minutes {last:.0f}, simulated"
    floor = median(sizes[0])
    parts = "; ".join(f"{what} {size:.1f}" for what, (size,) in zip(PARTS, sizes[2:], strict=True))
    left = f"the bare app alone {floor:.1f} MB; {parts}, {sizes[-1][0] / floor:.2f} ×; painted pages and caches are the rest"
    late = [size[-max(1, minutes // 6) :] for size in sizes[:2]]
    return Row("memory after use, 10 years", 1.6, late[0], late[1], "MB", note, flat=last <= first * GROWTH, left=left)


def _pressed_for_a_minute(window: Window, *, keys: bool) -> None:
    for key in MINUTE if keys else ():
        pressed(window, key)
    settle(window)


def _resident(window: Window) -> float:
    rows = Path(f"/proc/{window.pid}/status").read_text().splitlines()
    return next(int(row.split()[1]) / 1_024 for row in rows if row.startswith("VmRSS"))
