"""Open the full screen: bring data, clock, keys and app together."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.desk import Desk
    from coach.keymap import Keymap


def open_full_screen(folder: str | None = None, *, demo: bool = False, hide: bool = False, tour: bool = False) -> int:
    """Open the app on a data folder, or on invented data in a throw-away one; return the exit code."""
    keymap = _keymap()  # before the first key can be pressed
    if demo or tour:
        return _demo(hide, keymap, tour)
    from coach.ui.app import run

    return run(lambda: _desk(folder, keymap), _now, hide=hide, keymap=keymap)


def _keymap() -> Keymap:
    from coach.key_table import USUAL
    from coach.keymap import load_keymap
    from coach.paths import find_config_file

    return load_keymap(find_config_file(), USUAL.keys())


def _desk(folder: str | None, keymap: Keymap) -> Desk:
    from coach.desk import Desk  # after the first paint: it brings pydantic and tinydb

    desk = Desk(folder).open()
    desk.notices += _remarks(keymap)
    return desk


def _remarks(keymap: Keymap) -> tuple[str, ...]:
    """Return the first thing that could not be used, and where the others are."""
    more = len(keymap.problems) - 1
    return tuple(f"{line}{f' {more} more: coach keys --check' if more else ''}" for line in keymap.problems[:1])


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


def _demo(hide: bool, keymap: Keymap, tour: bool) -> int:
    from tempfile import TemporaryDirectory

    from coach.ui.app import run

    with TemporaryDirectory(prefix="coach-demo-") as folder:

        def open_desk() -> Desk:
            from coach.demo import write_demo_data
            from coach.desk import Desk

            write_demo_data(Desk(folder))
            return _desk(folder, keymap)

        return run(open_desk, _now, hide=hide, keymap=keymap, tour=tour)
