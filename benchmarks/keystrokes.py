"""Rows about keys: how long after one is pressed the first cell changes, and how long until a save is acknowledged.

Both programs run at once, in terminals of their own, and get the same keys one after the other.
"""

from __future__ import annotations

import os
import select
import time
from collections.abc import Iterator
from itertools import cycle, islice
from statistics import median

import orjson

from benchmarks.folders import Folders
from benchmarks.ratios import Row, percentile
from benchmarks.terminal import COACH, Window, drain

FLOOR = "from benchmarks.floor_keys import Keys; Keys().run()"
SETTLE_SECONDS = 3.0
"""Seconds for a window to open and to load its data."""
QUIET, PATIENCE = 0.06, 0.3
"""Seconds without output before a key is pressed, and after which a key is taken to change nothing."""
HELD = 0.03
"""The same for one of hundreds of keys: what follows one of them has come by then, and no other follows so soon."""
PARTS = ("digits", "moves", "letters")
ESCAPE, BACKSPACE, F1 = "\x1b", "\x7f", "\x1bOP"
FIRST_LETTER = 0x430
"""A Cyrillic letter; it and those after it are nowhere on the screen."""
WORD = "somebody else12"


def pressed(window: Window, key: str) -> float | None:
    """Press a key once the window is quiet; return the seconds until it prints something, None if it does not."""
    settle(window)
    return answered(window, key)


def answered(window: Window, key: str) -> float | None:
    """Press a key now; return the seconds until it prints something, None if it does not."""
    started = time.perf_counter()
    os.write(window.terminal, key.encode())
    if not select.select([window.terminal], [], [], PATIENCE)[0]:
        return None
    taken = time.perf_counter() - started
    window.read()
    return taken


def settle(window: Window, seconds: float = QUIET) -> None:
    """Read on until nothing has come for so many seconds."""
    all_settle([window], seconds)


def all_settle(windows: list[Window], seconds: float) -> None:
    """Read on until nothing has come from any window for so many seconds."""
    by_terminal = {window.terminal: window for window in windows}
    while ready := select.select(list(by_terminal), [], [], seconds)[0]:
        for terminal in ready:
            by_terminal[terminal].read()


def script(count: int) -> Iterator[tuple[str, str]]:
    """Yield keys with the part they count for, "" for those on the way: 3 in 10 digits, 3 moves, 4 letters."""
    for mood in islice(cycle(range(1, 6)), count * 3 // 20):
        yield "m", ""  # asks how it is, and after that for energy
        yield from ((str(mood), "digits"), (str(1 + mood % 3), "digits"))
        yield from (("u", ""), ("u", ""))  # the same mood within a minute would be a repetition, and not saved
    yield "j", ""
    for key in islice(cycle("jk"), count * 3 // 10):
        yield key, "moves"
    yield "/", ""
    for key in islice(cycle((*WORD, *BACKSPACE * len(WORD))), count * 4 // 10):
        yield key, "letters"
    yield ESCAPE, ""


def keys(folders: Folders, runs: int, count: int = 500) -> Row:
    """The 99th of 100 keys, in every run over `count` keys; 500 take half a minute.

    Each key goes to the floor and, at once, to the coach; both have been silent before, and the floor, whose one
    frame has come, is so again.
    """
    env = folders.home(folders.many_people)
    windows = [Window(FLOOR, env), Window(COACH, env)]
    slow: tuple[list[float], list[float]] = [], []
    every: dict[str, tuple[list[float], list[float]]] = {part: ([], []) for part in PARTS}
    try:
        all_settle(windows, SETTLE_SECONDS)
        for _ in range(runs):
            taken: tuple[list[float], list[float]] = [], []
            for key, part in script(count):
                all_settle(windows, HELD)
                pair = [answered(window, key) for window in windows]
                for number, each in enumerate(pair):
                    if part and each is not None:
                        taken[number].append(1_000 * each)
                        every[part][number].append(1_000 * each)
            for number in (0, 1):
                slow[number].append(percentile(taken[number], 0.99))
    finally:
        for window in windows:
            window.close()
    told = (f"{part} {median(a):.1f} and {median(b):.1f} ms" for part, (a, b) in every.items() if a and b)
    return Row("key to first changed cell, p99", None, *slow, note="medians of all runs: " + ", ".join(told), limit=33)


def during_import(folders: Folders, count: int = 60) -> Row:
    """Letters that are typed into the help page while the page below it reads 100,000 messages: the 95th of 100.

    The floor gets the same letters at the same time, so the busy processor slows down both.
    """
    windows = [Window(FLOOR, folders.home()), Window(COACH, folders.home())]
    taken: tuple[list[float], list[float]] = [], []
    try:
        drain(windows, SETTLE_SECONDS)
        for keys in ("I", str(folders.big_export), "\r", F1, "/"):
            os.write(windows[1].terminal, keys.encode())
            drain(windows[1:], 0.5)
        os.write(windows[0].terminal, b"/")
        drain(windows, 0.2)
        for number in range(count):
            letter = chr(FIRST_LETTER + number)
            for window, times in zip(windows, taken, strict=True):
                times.append(1_000 * echo_seconds(window, letter.encode()))
            drain(windows, 0.05)
    finally:
        for window in windows:
            window.close()
    floor, ours = (percentile(times, 0.95) for times in taken)
    note = f"medians {median(taken[0]):.1f} and {median(taken[1]):.1f} ms"
    return Row("import of 100,000 messages: key, p95", None, [floor], [ours], note=note, limit=100)


def echo_seconds(window: Window, letter: bytes) -> float:
    """Type a letter that is nowhere on the screen; return the seconds until the window prints it."""
    started, printed = time.perf_counter(), b""
    os.write(window.terminal, letter)
    while letter not in printed:
        if time.perf_counter() - started > 20:
            raise TimeoutError(f"{letter.decode()} was not printed within 20 s")
        if select.select([window.terminal], [], [], 0.5)[0]:
            printed += window.read()
    return time.perf_counter() - started


def saved(folders: Folders, runs: int, times: int = 20) -> Row:
    """A mood from the act to the acknowledgement beside one encoding and durable replace of the same file, `times` a run.

    As with `coach mood 3`, the floor encodes too: whoever keeps a JSON file has to.
    """
    from coach.actions.moods import log_mood
    from coach.service import CoachService

    env = folders.home(folders.ten_years)
    os.environ.update(env)  # this process saves as the screen does, in a home of its own
    service = CoachService().open_folder()
    path = service.folder / "floor.json"

    def ours() -> float:
        started = time.perf_counter()
        pending = service.apply(log_mood(3, energy=2))  # without more than its number it is saved once a minute
        assert pending.change.upserts
        service.confirm(pending, service.save_change(pending))
        taken = time.perf_counter() - started
        service.finish_save()  # what follows the acknowledgement, as on the screen
        return taken

    def floor() -> float:
        tables = orjson.loads((service.folder / "coach.json").read_bytes())
        started = time.perf_counter()
        fresh = path.with_suffix(".new")
        with fresh.open("wb") as file:
            file.write(orjson.dumps(tables))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
        return time.perf_counter() - started

    rows: tuple[list[float], list[float]] = [], []
    floor(), ours()
    for _ in range(runs):
        pairs = [(floor(), ours()) for _ in range(times)]
        for number in (0, 1):
            rows[number].append(1_000 * median(pair[number] for pair in pairs))
    return Row("save acknowledged, 10 years", None, *rows, limit=33)
