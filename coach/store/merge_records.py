"""Merge the records of two copies of the data, in any order.

Records are matched by id. Of two versions of a record the newer wins, by (changed_at, device, id): a total order, so
every computer decides the same. Every edit gets a later time than the version it changes, so it wins even when
another clock is days ahead. A deletion is a version like any other. Fields of two versions are not mixed, except
fields that only grow, which are united.

`merge_tables` is commutative, associative and idempotent, and its result has one order: two computers with the same
records write the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import orjson

from coach.store.file_format import Doc, Docs, parse_moment
from coach.store.year_rules import DATE_FIELDS

GROWING_FIELDS = {"people": ("keys",), "boundaries": ("steps",), "experiments": ("ratings",)}
"""Table → fields from which nothing is ever taken away: lists of words, and objects by day."""


def merge_tables(a: Docs, b: Docs) -> dict[str, dict[str, Doc]]:
    """Return all records of both, each in its newest version, tables and records in one fixed order."""
    return {name: sort_records(name, merge_copies(name, a.get(name, {}), b.get(name, {}))) for name in sorted({*a, *b})}


def merge_copies(table: str, *copies: Mapping[str, Doc]) -> dict[str, Doc]:
    """Return the records of all copies of one table, each in its newest version, in the order they come."""
    joined: dict[str, Doc] = {}
    for copy in copies:
        for key, doc in copy.items():
            known = joined.get(key)
            joined[key] = doc if known is None else merge_versions(table, known, doc)
    return joined


def overlay_table(below: Mapping[str, Doc], above: Mapping[str, Doc]) -> dict[str, Doc]:
    """Return the records of two files of one folder, each once: the newer, and on a tie the one from `above`."""
    joined = dict(below)
    for key, doc in above.items():
        known = below.get(key)
        if known is None or known is doc or version_key(known) <= version_key(doc):
            joined[key] = doc
    return joined


def merge_versions(table: str, a: Doc, b: Doc) -> Doc:
    """Return the newer of two versions of one record, its growing fields united with those of the older."""
    if a is b:
        return a
    fields = GROWING_FIELDS.get(table, ())
    newer = max(a, b, key=lambda doc: _version_rank(doc, fields))
    united = {name: _unite_values(a.get(name), b.get(name)) for name in fields if name in a or name in b}
    return {**newer, **united} if united else newer


def version_key(doc: Doc) -> tuple[datetime, str, str]:
    """Return what orders the versions of a record."""
    return (parse_moment(doc.get("changed_at")), str(doc.get("device", "")), str(doc.get("id", "")))


def _version_rank(doc: Doc, growing: Iterable[str]) -> tuple[Any, ...]:
    # Two contents under one version come from a copy edited by hand; every computer still decides alike.
    rest = {name: value for name, value in doc.items() if name not in growing}
    return (*version_key(doc), orjson.dumps(rest, option=orjson.OPT_SORT_KEYS))


def _unite_values(a: Any, b: Any) -> Any:
    if isinstance(a, dict) and isinstance(b, dict):
        return {key: _greater_value(a.get(key), b.get(key)) for key in sorted({*a, *b})}
    if isinstance(a, list) and isinstance(b, list):
        return sorted({orjson.dumps(item): item for item in (*a, *b)}.values(), key=orjson.dumps)
    return _greater_value(a, b)


def _greater_value(a: Any, b: Any) -> Any:
    if a is None or b is None:
        return b if a is None else a
    return max(a, b, key=lambda value: orjson.dumps(value, option=orjson.OPT_SORT_KEYS))


def sort_records(table: str, docs: Mapping[str, Doc]) -> dict[str, Doc]:
    """Return the records in the order of their dates, then of their ids, every object in the order of its names."""
    when = DATE_FIELDS.get(table, "at")
    keys = sorted(docs, key=lambda key: (parse_moment(docs[key].get(when)), key))
    return {key: _normalize(table, docs[key]) for key in keys}


def _normalize(table: str, doc: Doc) -> Doc:
    united = {name: _unite_values(doc[name], doc[name]) for name in GROWING_FIELDS.get(table, ()) if name in doc}
    normalized: Doc = orjson.loads(orjson.dumps({**doc, **united}, option=orjson.OPT_SORT_KEYS))
    return normalized
