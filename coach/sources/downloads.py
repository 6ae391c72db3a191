"""Notice new LinkedIn and X exports in a downloads folder, and offer each once."""

from __future__ import annotations

import os
import re
import zipfile
from contextlib import suppress
from datetime import datetime

from coach.domain.text import clean_text
from coach.domain.wording import format_date
from coach.sources.source import ReadContext, Reading, Source

_NAMES = (
    (re.compile(r"(?i)(?:basic|complete)_linkedindataexport_.*\.zip"), "LinkedIn", ("Connections.csv", "messages.csv")),
    (re.compile(r"(?i)(?:twitter|x)-\d{4}-\d{2}-\d{2}-.*\.zip"), "X", ("data/manifest.js", "data/account.js")),
)
_FILES_LIMIT = 20_000
_MARKS_LIMIT = 500


def has_changes(source: Source, now: datetime) -> bool:
    """Return whether something came into the folder: one stat. Raises OSError if it is gone."""
    return source.place.stat().st_mtime_ns != source.marks.get("stamp") or bool(source.marks.get("unfinished"))


def read_source(source: Source, context: ReadContext) -> Reading:
    """Return one line for each export that was not there the last time. Raises OSError."""
    stamp = source.place.stat().st_mtime_ns
    seen, notices, unfinished = list(source.marks.get("seen", ())), [], False
    with os.scandir(source.path) as entries:
        for number, entry in enumerate(sorted(entries, key=lambda entry: entry.name)):
            service = next((each for each in _NAMES if each[0].fullmatch(entry.name)), None)
            if service is None or number > _FILES_LIMIT or not entry.is_file():
                continue
            stat = entry.stat()
            mark = f"{entry.name}:{stat.st_size}"
            if mark in seen:
                continue
            if not _holds_one_of(entry.path, service[2]):
                unfinished = True  # still being downloaded, or another file of that name
                continue
            seen.append(mark)
            day = datetime.fromtimestamp(stat.st_mtime, context.now.tzinfo).date()
            notices.append(
                f"An export from {service[1]}, dated {format_date(day)}, is in {clean_text(source.place.name)}. "
                f"To import it: coach import '{clean_text(entry.path, 300)}'."
            )
    marks = {"stamp": stamp, "seen": seen[-_MARKS_LIMIT:], "unfinished": unfinished}
    return Reading(marks, came=len(notices), notices=tuple(notices))


def _holds_one_of(path: str, names: tuple[str, ...]) -> bool:
    """Return whether the file is a whole zip that holds one of the named files."""
    with suppress(OSError, zipfile.BadZipFile, ValueError), zipfile.ZipFile(path) as archive:
        inside = {name.lower() for name in archive.namelist()}
        return any(each.lower() == name or name.endswith(f"/{each.lower()}") for each in names for name in inside)
    return False
