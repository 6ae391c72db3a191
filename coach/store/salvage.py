"""Read the records of a damaged file that are still complete.

The bytes are scanned from left to right. The name of each table is remembered, each row is parsed, and complete rows
with an id are returned; everything else is skipped. The table of rows without a heading is guessed from their fields.
"""

from __future__ import annotations

import json
import re
from typing import Any

import orjson

from coach.store.form import META, Doc
from coach.store.merge import join

_OPENING = re.compile(r'"([^"\\]{1,64})"\s*:\s*\{')
_ROW_FOLLOWS = re.compile(r'\s*(?:"\d+"\s*:|\})')
_TOO_DEEP = 4096
"""How far to go on, in characters, where objects are nested deeper than any of ours."""
_LONE = re.compile("[\ud800-\udfff]")
_FIELDS: dict[str, frozenset[str]] = {
    "asked": frozenset({"topic", "at", "day"}),
    "reviews": frozenset({"kind", "at", "day"}),
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


def salvage(data: bytes) -> dict[str, dict[str, Doc]]:
    """Return every record that can be read from `data`, whatever `data` is. Never raises."""
    text = data.decode("utf-8", errors="replace")
    decoder = json.JSONDecoder(parse_constant=lambda _: None)
    found: dict[str, dict[str, Doc]] = {}
    table, last, at = "", 0, 0
    while opening := _OPENING.search(text, at):
        name, at = opening[1], opening.end()
        if not name.isdecimal():
            if _ROW_FOLLOWS.match(text, at):
                table, last = name, 0
            continue
        try:
            row, after = decoder.raw_decode(text, at - 1)
            doc = _storable(row)
            orjson.dumps(doc)
        except RecursionError:
            at += _TOO_DEEP
            continue
        except (ValueError, TypeError):
            continue
        at = after
        number = int(name[:18])
        if number <= last:
            table = ""  # numbers rise within a table, so a heading was lost between
        last = number
        if not isinstance(doc.get("id"), str) or table == META:
            continue
        home = table or _table_of(doc)
        if home:
            rows = found.setdefault(home, {})
            rows[doc["id"]] = join(home, rows[doc["id"]], doc) if doc["id"] in rows else doc
    return found


def _table_of(doc: Doc) -> str:
    if doc.get("id") == "settings":
        return "settings"
    return next((name for name, fields in _FIELDS.items() if fields <= doc.keys()), "")


def _storable(value: Any) -> Any:
    """Return `value` without what JSON cannot store: lone surrogates, numbers beyond 64 bits."""
    if isinstance(value, str):
        return _LONE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_storable(key): _storable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, int) and not -(2**63) <= value < 2**64:
        return float(value) if abs(value) < 2**1023 else None
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return None
    return value
