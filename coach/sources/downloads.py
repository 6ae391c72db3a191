"""Notice new LinkedIn and X exports in a downloads folder, and offer each once."""

from __future__ import annotations

import os
import re
import zipfile
from contextlib import suppress
from datetime import datetime

from coach.domain.text import clean_text
from coach.domain.wording import format_recent_date
from coach.sources.source import ReadContext, Reading, Source

_EXPORT_NAMES = (
    (re.compile(r"(?i)(?:basic|complete)_linkedindataexport_.*\.zip"), "LinkedIn", ("Connections.csv", "messages.csv")),
    (re.compile(r"(?i)(?:twitter|x)-\d{4}-\d{2}-\d{2}-.*\.zip"), "X", ("data/manifest.js", "data/account.js")),
)
_DOWNLOADS_LIMIT = 20_000
_SEEN_EXPORTS_LIMIT = 500


def has_changes(source: Source, now: datetime) -> bool:
    """Return whether something came into the folder: one stat. Raises OSError if it is gone."""
    return source.place.stat().st_mtime_ns != source.marks.get("stamp") or bool(source.marks.get("unfinished"))


def read_source(source: Source, context: ReadContext) -> Reading:
    """Return one line for each export that was not there the last time. Raises OSError."""
    stamp = source.place.stat().st_mtime_ns
    seen_exports, notices, has_unfinished = list(source.marks.get("seen", ())), [], False
    with os.scandir(source.path) as entries:
        for downloads_read, download in enumerate(sorted(entries, key=lambda download: download.name)):
            exports = [export for export in _EXPORT_NAMES if export[0].fullmatch(download.name)]
            if not exports or downloads_read > _DOWNLOADS_LIMIT or not download.is_file():
                continue
            _, service_name, zip_names = exports[0]
            download_status = download.stat()
            export_mark = f"{download.name}:{download_status.st_size}"
            if export_mark in seen_exports:
                continue
            if not _holds_one_of(download.path, zip_names):
                has_unfinished = True  # still being downloaded, or another file of that name
                continue
            seen_exports.append(export_mark)
            downloaded_on = datetime.fromtimestamp(download_status.st_mtime, context.now.tzinfo).date()
            notices.append(
                f"An export from {service_name}, dated {format_recent_date(downloaded_on, context.now)}, is in "
                f"{clean_text(source.place.name)}. To import it: coach import '{clean_text(download.path, 300)}'."
            )
    marks = {"stamp": stamp, "seen": seen_exports[-_SEEN_EXPORTS_LIMIT:], "unfinished": has_unfinished}
    return Reading(marks, came=len(notices), notices=tuple(notices))


def _holds_one_of(path: str, names: tuple[str, ...]) -> bool:
    """Return whether the file is a whole zip that holds one of the named files."""
    with suppress(OSError, zipfile.BadZipFile, ValueError), zipfile.ZipFile(path) as archive:
        wanted_endings = tuple(f"/{name}".lower() for name in names)
        return any(f"/{name}".lower().endswith(wanted_endings) for name in archive.namelist())
    return False
