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
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from coach.store import notices
from coach.store.backups import Backup, Backups
from coach.store.data_folder import DataFolder
from coach.store.file_format import (
    IDENTITY_MARK,
    META_TABLE,
    SCHEMA_VERSION,
    Doc,
    Docs,
    FileContent,
    detect_encoding,
    list_identities,
)
from coach.store.merge_records import merge_copies, merge_versions

_OBJECT_START = re.compile(r'"([^"\\]{1,64})"\s*:\s*\{')
_ROW_FOLLOWS = re.compile(r'\s*(?:"\d+"\s*:|\})')
_SKIP_IF_NESTED = 4096
"""How far to go on, in characters, where objects are nested deeper than any of ours."""
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_TELLING_FIELDS: dict[str, frozenset[str]] = {
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
    """A damaged data file: its copy, the records salvaged from it, and the newest good backup."""

    quarantined: Path | None
    salvaged: Docs = field(default_factory=dict)
    backup: Backup | None = None
    message: str = ""
    nothing_found: bool = False
    """No record was found anywhere."""


def recover_content(
    folder: DataFolder,
    backups: Backups,
    data: bytes,
    memory: FileContent | None,
    day: date,
    with_saved_records: Callable[[FileContent], FileContent],
) -> tuple[FileContent, Damage]:
    """Return the content to use instead of the damaged `data`. The caller holds the lock, if it was free.

    `with_saved_records` adds what the local copy has in addition.
    """
    try:
        aside: Path | None = folder.quarantine(folder.data_file, data, day)
    except OSError:
        aside = None
    found = salvage_records(data)
    newest = backups.newest_good()
    backup, copy = newest or (None, FileContent())
    base = memory or copy
    docs = {name: merge_copies(name, base.docs.get(name, {}), found.get(name, {})) for name in {**base.docs, **found}}
    identities = list_identities(base) or _read_identities(data)
    marks = {"schema": SCHEMA_VERSION} | ({IDENTITY_MARK: identities} if identities else {})
    content = with_saved_records(FileContent(docs, marks, base.foreign_rows))
    empty = not any(content.docs.values())
    if empty:
        notice = notices.nothing_readable_message(folder.path, aside)
    elif aside is None:
        notice = notices.not_quarantined_message(folder.path)
    else:
        notice = notices.damaged_message(
            aside,
            (backup.path, backup.day) if backup else None,
            _count_records(found),
            _count_records(content.docs),
            in_memory=memory is not None,
            in_local_copy=content.docs != docs,
        )
    return content, Damage(aside, found, backup, notice, empty)


def _read_identities(data: bytes) -> list[str]:
    """Return what identifies damaged data, if those bytes are whole."""
    found = re.search(rb'"id":\s*"identity",\s*"value":\s*\[([^\]]{0,4000})\]', data)
    return sorted(word.decode() for word in re.findall(rb'"([0-9a-f]{32})"', found[1])) if found else []


def _count_records(docs: Docs) -> int:
    return sum(len(rows) for rows in docs.values())


def salvage_records(data: bytes) -> dict[str, dict[str, Doc]]:
    """Return every record that can be read from `data`, whatever `data` is. Never raises."""
    text = data.decode(detect_encoding(data), errors="replace")
    decoder = json.JSONDecoder(parse_constant=lambda _: None)
    found: dict[str, dict[str, Doc]] = {}
    table, last, at = "", 0, 0
    while opening := _OBJECT_START.search(text, at):
        name, at = opening[1], opening.end()
        if not name.isdecimal():
            if _ROW_FOLLOWS.match(text, at):
                table, last = name, 0
            continue
        try:
            row, after = decoder.raw_decode(text, at - 1)
            doc = _make_storable(row)
            orjson.dumps(doc)
        except RecursionError:
            at += _SKIP_IF_NESTED
            continue
        except (ValueError, TypeError):
            continue
        at = after
        number = int(name[:18])
        if number <= last:
            table = ""  # numbers rise within a table, so a heading was lost between
        last = number
        if not isinstance(doc.get("id"), str) or table == META_TABLE:
            continue
        home = table or _guess_table(doc)
        if home:
            rows = found.setdefault(home, {})
            rows[doc["id"]] = merge_versions(home, rows[doc["id"]], doc) if doc["id"] in rows else doc
    return found


def _guess_table(doc: Doc) -> str:
    if doc.get("id") == "settings":
        return "settings"
    return next((name for name, fields in _TELLING_FIELDS.items() if fields <= doc.keys()), "")


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
