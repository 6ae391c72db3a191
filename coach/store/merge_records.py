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

from coach.domain.record import Document, Documents
from coach.store.archive_rules import DATE_FIELDS
from coach.store.file_format import parse_moment

GROWING_FIELDS = {"people": ("keys",), "boundaries": ("steps",), "experiments": ("ratings",)}
"""Table → fields from which nothing is ever taken away: lists of words, and objects by day."""


def merge_tables(one_copy: Documents, other_copy: Documents) -> dict[str, dict[str, Document]]:
    """Return all records of both, each in its newest version, tables and records in one fixed order."""
    joined = join_tables(one_copy, other_copy)
    return {name: _sort_records(name, joined[name]) for name in sorted(joined)}


def join_tables(one_copy: Documents, other_copy: Documents) -> dict[str, dict[str, Document]]:
    """Return all records of both, each in its newest version, in the order they come."""
    joined: dict[str, dict[str, Document]] = {table: dict(rows) for table, rows in one_copy.items()}
    for table, rows in other_copy.items():
        joined_rows = joined.setdefault(table, {})
        for record_id, doc in rows.items():
            known_version = joined_rows.get(record_id)
            joined_rows[record_id] = doc if known_version is None else merge_versions(table, known_version, doc)
    return joined


def overlay_tables(below: Documents, above: Documents) -> dict[str, Mapping[str, Document]]:
    """Return the records of two files of one folder, each once: the newer, and on a tie the one from `above`.

    A table that only one of them has records of is the same object.
    """
    overlaid = {table: _overlay_rows(below[table], rows) if below.get(table) else rows for table, rows in above.items()}
    return {**below, **overlaid}


def _overlay_rows(below: Mapping[str, Document], above: Mapping[str, Document]) -> Mapping[str, Document]:
    if not above:
        return below
    newest_versions = dict(below)
    for record_id, version in above.items():
        version_below = below.get(record_id)
        if version_below is None or version_below is version or version_key(version_below) <= version_key(version):
            newest_versions[record_id] = version
    return newest_versions


def merge_versions(table: str, one_version: Document, other_version: Document) -> Document:
    """Return the newer of two versions of one record, its growing fields united with those of the older."""
    if one_version is other_version:
        return one_version
    growing_fields = GROWING_FIELDS.get(table, ())
    newer_version = max(one_version, other_version, key=lambda version: _version_rank(version, growing_fields))
    united_fields = _unite_fields(growing_fields, one_version, other_version)
    return {**newer_version, **united_fields} if united_fields else newer_version


def version_key(doc: Document) -> tuple[datetime, str, str]:
    """Return what orders the versions of a record."""
    return (parse_moment(doc.get("changed_at")), str(doc.get("device", "")), str(doc.get("id", "")))


def _version_rank(version: Document, growing_fields: Iterable[str]) -> tuple[Any, ...]:
    # Two contents under one version come from a copy edited by hand; every computer still decides alike.
    other_fields = {field_name: value for field_name, value in version.items() if field_name not in growing_fields}
    return (*version_key(version), orjson.dumps(other_fields, option=orjson.OPT_SORT_KEYS))


def _unite_fields(fields: Iterable[str], one: Document, other: Document) -> dict[str, Any]:
    return {name: _unite_values(one.get(name), other.get(name)) for name in fields if name in one or name in other}


def _unite_values(one_value: Any, other_value: Any) -> Any:
    if isinstance(one_value, dict) and isinstance(other_value, dict):
        keys = sorted({*one_value, *other_value})
        return {key: _greater_value(one_value.get(key), other_value.get(key)) for key in keys}
    if isinstance(one_value, list) and isinstance(other_value, list):
        return sorted({orjson.dumps(item): item for item in (*one_value, *other_value)}.values(), key=orjson.dumps)
    return _greater_value(one_value, other_value)


def _greater_value(one_value: Any, other_value: Any) -> Any:
    if one_value is None or other_value is None:
        return other_value if one_value is None else one_value
    return max(one_value, other_value, key=lambda value: orjson.dumps(value, option=orjson.OPT_SORT_KEYS))


def _sort_records(table: str, documents: Mapping[str, Document]) -> dict[str, Document]:
    """Return the records in the order of their dates, then of their ids, every object in the order of its names."""
    date_field, growing_fields = DATE_FIELDS.get(table, "at"), GROWING_FIELDS.get(table, ())
    sorted_documents: dict[str, Document] = {}
    for record_id in sorted(
        documents, key=lambda record_id: (parse_moment(documents[record_id].get(date_field)), record_id)
    ):
        doc = {**documents[record_id], **_unite_fields(growing_fields, documents[record_id], documents[record_id])}
        sorted_documents[record_id] = orjson.loads(orjson.dumps(doc, option=orjson.OPT_SORT_KEYS))
    return sorted_documents
