"""Rows about a window that stays open: what it costs while nobody touches it, and its memory after an hour of use."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.folders import Folders
from benchmarks.keystrokes import ESCAPE, FLOOR, pressed, settle
from benchmarks.ratios import Row
from benchmarks.terminal import COACH, Window, drain
from tests.importers.make_mail import Mail
from tests.sources.writers import WatchDatabase, deliver, write_card, write_event

BARE = """
from textual.app import App
from textual.widgets import Digits
class Bare(App):
    def compose(self):
        yield Digits("25:00")
    def on_mount(self):
        if TICKS:
            self.left = 1500
            self.set_interval(1.0, self.tick)
    def tick(self):
        self.left -= 1
        self.query_one(Digits).update(f"{self.left // 60}:{self.left % 60:02d}")
Bare().run()
"""
SETTLE = 10.0
"""Seconds after which a window that was opened is at rest."""
MINUTE = ("m", "3", ESCAPE, "j", "k", "/", "s", "o", "m", ESCAPE, "t", ESCAPE, "w", ESCAPE, "u")
"""What somebody presses in a minute of use: a mood, the list, a search, the pictures, the week, undo."""
GROWTH = 1.03
"""How much more memory than after ten minutes still counts as flat: pages come and go."""


def idle(folders: Folders, runs: int, seconds: float) -> list[Row]:
    """CPU of four windows at once, in `runs` slices of `seconds` altogether."""
    rests, runs_on, reads = (folders.home(folders.ten_years) for _ in range(3))
    folders.run(runs_on, "focus", "120")
    connect_five_sources(folders, reads)
    windows = [
        Window(f"TICKS = False\n{BARE}", rests), Window(COACH, rests),
        Window(f"TICKS = True\n{BARE}", rests), Window(COACH, runs_on), Window(COACH, reads),
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
    return [
        Row("idle", 1.3, used[0], used[1], "ms/s"),
        Row("idle, five sources", 1.3, used[0], used[4], "ms/s"),
        Row("a timer runs", 1.3, used[2], used[3], "ms/s"),
    ]


def connect_five_sources(folders: Folders, env: dict[str, str]) -> None:
    """Connect a Maildir of a thousand letters, a calendar, contacts, an inbox and an ActivityWatch database."""
    home, now = Path(env["HOME"]), datetime.now().astimezone()
    me, ana = "Mara Quill <mara@harbour.example>", ("Ana Lee", "ana@lee.example")
    for number in range(1_000):
        deliver(home / "Mail" / "INBOX", Mail(now - timedelta(hours=number), "Ana <ana@lee.example>", me))
    for number in range(100):
        at = now + timedelta(days=number - 50)
        write_event(home / "calendar", f"event{number}", at, "Coffee", ana, own="mara@harbour.example")
        write_card(home / "contacts", f"card{number}", f"Somebody Else{number}", f"s{number}@host.example")
    WatchDatabase(home / "watch.db").add(1, now - timedelta(hours=1), 10, url="https://www.linkedin.com/feed/")
    for kind, place in (("mail", "Mail"), ("calendar", "calendar"), ("contacts", "contacts"), ("inbox", "inbox.txt"),
                        ("activitywatch", "watch.db")):  # fmt: skip
        folders.run(env, "sources", "add", kind, str(home / place), "--me", "mara@harbour.example", "--yes")


def memory(folders: Folders, minutes: int) -> Row:
    """Resident memory over the last ten of so many simulated minutes; `flat` compares with the first ten."""
    env = folders.home(folders.ten_years)
    windows = [Window(FLOOR, env), Window(COACH, env)]
    sizes: list[list[float]] = [[], []]
    try:
        for window in windows:
            settle(window, 2.0)
        opened = _resident(windows[1])
        for _ in range(minutes):
            for number, window in enumerate(windows):
                _pressed_for_a_minute(window, keys=number == 1)
                sizes[number].append(_resident(window))
    finally:
        for window in windows:
            window.close()
    first, last = (max(sizes[1][minutes * n // 60 :][: max(1, minutes // 6)]) for n in (0, 50))
    note = f"just opened {opened:.0f} MB, after ten minutes {first:.0f}, after {minutes} minutes {last:.0f}, simulated"
    late = [size[-max(1, minutes // 6) :] for size in sizes]
    return Row("memory after use, 10 years", None, late[0], late[1], "MB", note, flat=last <= first * GROWTH, limit=120)


def _pressed_for_a_minute(window: Window, *, keys: bool) -> None:
    for key in MINUTE if keys else ():
        pressed(window, key)
    settle(window)


def _resident(window: Window) -> float:
    rows = Path(f"/proc/{window.pid}/status").read_text().splitlines()
    return next(int(row.split()[1]) / 1_024 for row in rows if row.startswith("VmRSS"))
