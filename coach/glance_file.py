"""The file of the glance in the cache: how it is written, and when the one that is there still holds.

Nothing here knows blocks or hours: a save that touches neither, such as a mood, only notes in the file that it is
about the data as it is now, and needs none of the rules that `coach.glance` works out.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from coach.paths import MOVED, data_folder, state_folder
from coach.status import line as status

SEEN = ("blocks", "settings")
"""The tables that a glance is worked out from."""


def data_file(folder: Path) -> str:
    """Return the path of the data file itself, behind symbolic links."""
    return os.path.realpath(folder / "coach.json")


def of_version(folder: Path, stamp: str, now: datetime) -> status.Glance | None:
    """Return the glance that is there, if it holds at `now` and is about the data as that `stamp` tells."""
    if folder != data_folder():
        return None
    seen = status.read(stamp)
    return seen if seen is not None and status.holds(seen, now.timestamp()) else None


def write(folder: Path, seen: status.Glance, stamp: str = "") -> None:
    """Put a glance into the cache, about the data with that `stamp`, usually as it is now. Raises OSError."""
    data, moved = data_file(folder), str(state_folder() / MOVED)
    about = {
        **seen,
        "of": f"{data}\t{stamp or status.stamp(data)}",
        "moved": f"{moved}\t{status.stamp(moved)}",
    }
    text = "\n".join((status.FORM, *(f"{name}\t{value}" for name, value in about.items())))
    place = Path(status.file())
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = place.with_name(f".{place.name}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogateescape") as kept:
            kept.write(text)
        fresh.replace(place)
    except OSError:
        with suppress(OSError):
            fresh.unlink()
        raise
