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

from coach.store.archive_rules import DATE_FIELDS
from coach.store.file_format import Doc, Docs, parse_moment

GROWING_FIELDS = {"people": ("keys",), "boundaries": ("steps",), "experiments": ("ratings",)}
"""Table → fields from which nothing is ever taken away: lists of words, and objects by day."""


def merge_tables(one_copy: Docs, other_copy: Docs) -> dict[str, dict[str, Doc]]:
    """Return all records of both, each in its newest version, tables and records in one fixed order."""
    return {
        name: sort_records(name, merge_copies(name, one_copy.get(name, {}), other_copy.get(name, {})))
        for name in sorted({*one_copy, *other_copy})
    }


def merge_copies(table: str, *copies: Mapping[str, Doc]) -> dict[str, Doc]:
    """Return the records of all copies of one table, each in its newest version, in the order they come."""
    newest_versions: dict[str, Doc] = {}
    for copy in copies:
        for record_id, version in copy.items():
            known_version = newest_versions.get(record_id)
            newest_versions[record_id] = (
                version if known_version is None else merge_versions(table, known_version, version)
            )
    return newest_versions


def overlay_table(below: Mapping[str, Doc], above: Mapping[str, Doc]) -> dict[str, Doc]:
    """Return the records of two files of one folder, each once: the newer, and on a tie the one from `above`."""
    newest_versions = dict(below)
    for record_id, version_above in above.items():
        version_below = below.get(record_id)
        if (
            version_below is None
            or version_below is version_above
            or version_key(version_below) <= version_key(version_above)
        ):
            newest_versions[record_id] = version_above
    return newest_versions


def merge_versions(table: str, one_version: Doc, other_version: Doc) -> Doc:
    """Return the newer of two versions of one record, its growing fields united with those of the older."""
    if one_version is other_version:
        return one_version
    growing_fields = GROWING_FIELDS.get(table, ())
    newer_version = max(one_version, other_version, key=lambda version: _version_rank(version, growing_fields))
    united_fields = {
        field_name: _unite_values(one_version.get(field_name), other_version.get(field_name))
        for field_name in growing_fields
        if field_name in one_version or field_name in other_version
    }
    return {**newer_version, **united_fields} if united_fields else newer_version


def version_key(doc: Doc) -> tuple[datetime, str, str]:
    """Return what orders the versions of a record."""
    return (parse_moment(doc.get("changed_at")), str(doc.get("device", "")), str(doc.get("id", "")))


def _version_rank(version: Doc, growing_fields: Iterable[str]) -> tuple[Any, ...]:
    # Two contents under one version come from a copy edited by hand; every computer still decides alike.
    other_fields = {field_name: value for field_name, value in version.items() if field_name not in growing_fields}
    return (*version_key(version), orjson.dumps(other_fields, option=orjson.OPT_SORT_KEYS))


def _unite_values(one_value: Any, other_value: Any) -> Any:
    if isinstance(one_value, dict) and isinstance(other_value, dict):
        return {
            key: _greater_value(one_value.get(key), other_value.get(key)) for key in sorted({*one_value, *other_value})
        }
    if isinstance(one_value, list) and isinstance(other_value, list):
        return sorted({orjson.dumps(item): item for item in (*one_value, *other_value)}.values(), key=orjson.dumps)
    return _greater_value(one_value, other_value)


def _greater_value(one_value: Any, other_value: Any) -> Any:
    if one_value is None or other_value is None:
        return other_value if one_value is None else one_value
    return max(one_value, other_value, key=lambda value: orjson.dumps(value, option=orjson.OPT_SORT_KEYS))


def sort_records(table: str, docs: Mapping[str, Doc]) -> dict[str, Doc]:
    """Return the records in the order of their dates, then of their ids, every object in the order of its names."""
    date_field = DATE_FIELDS.get(table, "at")
    sorted_ids = sorted(docs, key=lambda record_id: (parse_moment(docs[record_id].get(date_field)), record_id))
    return {record_id: _normalize(table, docs[record_id]) for record_id in sorted_ids}


def _normalize(table: str, doc: Doc) -> Doc:
    united_fields = {
        field_name: _unite_values(doc[field_name], doc[field_name])
        for field_name in GROWING_FIELDS.get(table, ())
        if field_name in doc
    }
    normalized: Doc = orjson.loads(orjson.dumps({**doc, **united_fields}, option=orjson.OPT_SORT_KEYS))
    return normalized
