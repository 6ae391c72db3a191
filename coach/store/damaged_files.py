"""Recover the records of a damaged file.

The damaged data file stays as it is, and a copy of it is quarantined under a dated name. The records in memory, or else
the newest good backup, are joined with every record that can be salvaged from its bytes, and with those of the local
copy; the next save writes them. If nothing is found, the data is shown empty and read-only until the person decides.

Salvage scans the bytes from left to right. It remembers the name of each table, parses each row and returns complete
rows with an id; everything else is skipped. The table of rows without a heading is guessed from their fields.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from coach.domain.record import Document
from coach.store import errors_and_notices
from coach.store.backups import Backup, Backups
from coach.store.data_folder import DataFolder
from coach.store.file_format import (
    IDENTITY_MARK,
    META_TABLE,
    SCHEMA_VERSION,
    FileContent,
    detect_encoding,
    list_identities,
)
from coach.store.merge_records import join_tables, merge_versions

_JSON_OBJECT_START = re.compile(r'"([^"\\]{1,64})"\s*:\s*\{')
_ROW_OF_TABLE_FOLLOWS = re.compile(r'\s*(?:"\d+"\s*:|\})')
_CHARACTERS_TO_SKIP_IF_NESTED = 4096
"""How far to go on, in characters, where objects are nested deeper than any of ours."""
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_FIELDS_THAT_TELL_TABLE: dict[str, frozenset[str]] = {
    "asked": frozenset({"topic", "at", "day"}),
    "reviews": frozenset({"kind", "at", "day"}),
    "events": frozenset({"at", "day", "title"}),
    "experiments": frozenset({"marker", "start", "seed"}),
    "looks": frozenset({"first", "day", "taken_on"}),
    "goals": frozenset({"day", "text"}),
    "moods": frozenset({"at", "value"}),
    "messages": frozenset({"at", "person"}),
    "actions": frozenset({"at", "says"}),
    "blocks": frozenset({"started_at"}),
    "people": frozenset({"name"}),
    "notes": frozenset({"at"}),
}
"""Table → fields that every record of it has, the most telling first."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A damaged data file: its copy, and the newest good backup."""

    quarantined: Path | None
    backup: Backup | None = None
    message: str = ""
    nothing_found: bool = False
    """No record was found anywhere."""


def recover_content(
    folder: DataFolder,
    backups: Backups,
    data: bytes,
    memory: FileContent | None,
    with_saved_records: Callable[[FileContent], FileContent],
) -> tuple[FileContent, Damage]:
    """Return the content to use instead of the damaged `data`. The caller holds the lock, if it was free.

    `with_saved_records` adds what the local copy has in addition.
    """
    try:
        quarantined_file: Path | None = folder.quarantine(folder.data_file, data)
    except OSError:
        quarantined_file = None
    salvaged = salvage_records(data)
    newest = backups.newest_good()
    backup, copy = newest or (None, FileContent())
    undamaged = memory or copy
    recovered = join_tables(undamaged.documents, salvaged)
    identities = list_identities(undamaged) or _read_identities(data)
    file_marks = {"schema": SCHEMA_VERSION} | ({IDENTITY_MARK: identities} if identities else {})
    content = with_saved_records(FileContent(recovered, file_marks, undamaged.foreign_rows))
    empty = not any(content.documents.values())
    if empty:
        notice = errors_and_notices.nothing_readable_message(folder.path, quarantined_file)
    elif quarantined_file is None:
        notice = errors_and_notices.not_quarantined_message(folder.path)
    else:
        records_read, records_shown = (sum(map(len, documents.values())) for documents in (salvaged, content.documents))
        notice = errors_and_notices.damaged_message(
            quarantined_file,
            (backup.path, backup.day) if backup else None,
            records_read,
            records_shown,
            in_memory=memory is not None,
            in_local_copy=content.documents != recovered,
        )
    return content, Damage(quarantined_file, backup, notice, empty)


def _read_identities(data: bytes) -> list[str]:
    """Return what identifies damaged data, if those bytes are whole."""
    identity_row = re.search(rb'"id":\s*"identity",\s*"value":\s*\[([^\]]{0,4000})\]', data)
    return sorted(word.decode() for word in re.findall(rb'"([0-9a-f]{32})"', identity_row[1])) if identity_row else []


def salvage_records(data: bytes) -> dict[str, dict[str, Document]]:
    """Return every record that can be read from `data`, whatever `data` is. Never raises."""
    text = data.decode(detect_encoding(data), errors="replace")
    decoder = json.JSONDecoder(parse_constant=lambda _: None)
    salvaged: dict[str, dict[str, Document]] = {}
    table, last_row_number, position = "", 0, 0
    while opening := _JSON_OBJECT_START.search(text, position):
        heading, position = opening[1], opening.end()
        if not heading.isdecimal():
            if _ROW_OF_TABLE_FOLLOWS.match(text, position):
                table, last_row_number = heading, 0
            continue
        try:
            row, row_end = decoder.raw_decode(text, position - 1)
            doc = _make_storable(row)
            orjson.dumps(doc)
        except RecursionError:
            position += _CHARACTERS_TO_SKIP_IF_NESTED
            continue
        except (ValueError, TypeError):
            continue
        position = row_end
        row_number = int(heading[:18])
        if row_number <= last_row_number:
            table = ""  # numbers rise within a table, so a heading was lost between
        last_row_number = row_number
        if not isinstance(doc.get("id"), str) or table == META_TABLE:
            continue
        table_of_row, record_id = table or _guess_table(doc), doc["id"]
        if table_of_row:
            rows = salvaged.setdefault(table_of_row, {})
            rows[record_id] = merge_versions(table_of_row, rows[record_id], doc) if record_id in rows else doc
    return salvaged


def _guess_table(doc: Document) -> str:
    if doc.get("id") == "settings":
        return "settings"
    return next((name for name, fields in _FIELDS_THAT_TELL_TABLE.items() if fields <= doc.keys()), "")


def _make_storable(value: Any) -> Any:
    """Return `value` without what JSON cannot store: lone surrogates, numbers beyond 64 bits."""
    if isinstance(value, str):
        return _LONE_SURROGATE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_make_storable(key): _make_storable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_make_storable(item) for item in value]
    if isinstance(value, int) and not -(2**63) <= value < 2**64:
        return float(value) if abs(value) < 2**1023 else None
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return None
    return value
