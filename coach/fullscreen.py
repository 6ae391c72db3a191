"""Opening the full screen: the composition root, where desk, clock and app meet. The one way to Textual."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.desk import Desk


def open_full_screen(folder: str | None = None, *, demo: bool = False, hide: bool = False) -> int:
    """Open the app on a data folder, or on invented data in a throw-away one; return the exit code."""
    if demo:
        return _demo(hide)
    from coach.ui.app import run

    return run(lambda: _desk(folder), _now, hide=hide)


def _desk(folder: str | None) -> Desk:
    from coach.desk import Desk  # after the first paint: it brings pydantic and tinydb

    return Desk(folder).open()


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


def _demo(hide: bool) -> int:
    from tempfile import TemporaryDirectory

    from coach.ui.app import run

    with TemporaryDirectory(prefix="coach-demo-") as folder:

        def open_desk() -> Desk:
            from coach.demo import fill
            from coach.desk import Desk

            desk = Desk(folder)
            fill(desk)
            return desk.open()

        return run(open_desk, _now, hide=hide)
