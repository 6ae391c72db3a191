"""Write the cache of `coach status` after a save.

A save that changes neither blocks nor settings, such as a mood, only updates the version in the cache, without the
rules that `coach.status.summary` imports.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from coach.atomic_file import write_private_file
from coach.paths import MOVED_FOLDER_FILE, find_data_folder, find_state_folder
from coach.status import cache
from coach.status.line import is_current

SOURCE_TABLES = ("blocks", "settings")
"""The tables that the summary is computed from."""


def read_summary(folder: Path, stamp: str, now: datetime) -> cache.Summary | None:
    """Return the cached summary, if it is about the version `stamp` of the data and valid at `now`."""
    if folder != find_data_folder():
        return None
    summary = cache.read_cache(stamp)
    return summary if summary is not None and is_current(summary, now.timestamp()) else None


def write_summary(folder: Path, summary: cache.Summary, stamp: str = "") -> None:
    """Cache a summary of the version `stamp` of the data, by default the present one. Raises OSError."""
    # With symbolic links as they are, so that another target is another file.
    data_file, moved_file = str(folder / "coach.json"), str(find_state_folder() / MOVED_FOLDER_FILE)
    stamped_summary = {
        **summary,
        "of": f"{data_file}\t{stamp or cache.file_stamp(data_file)}",
        "moved": f"{moved_file}\t{cache.file_stamp(moved_file)}",
    }
    cache_text = "\n".join(
        (cache.STATUS_CACHE_VERSION, *(f"{name}\t{value}" for name, value in stamped_summary.items()))
    )
    write_private_file(Path(cache.status_cache_path()), cache_text.encode("utf-8", "surrogateescape"), durable=False)
