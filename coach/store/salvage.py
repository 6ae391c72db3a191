"""Read the records of a damaged file that are still complete.

The bytes are scanned from left to right. The name of each table is remembered, each row is parsed, and complete rows
with an id are returned; everything else is skipped. The table of rows without a heading is guessed from their fields.
"""

from __future__ import annotations

import json
import re
from typing import Any

import orjson

from coach.store.codec import META_TABLE, Doc
from coach.store.merge import merge_versions

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


def salvage_records(data: bytes) -> dict[str, dict[str, Doc]]:
    """Return every record that can be read from `data`, whatever `data` is. Never raises."""
    text = data.decode("utf-8", errors="replace")
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
