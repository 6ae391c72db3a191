"""Migrate old files to the present schema, one numbered step at a time, and take words out of old tombstones.

`STEPS[n]` is a pure function from schema n to schema n + 1. A file is migrated in memory when it is read, and written
by the next save, after a backup. A released step never changes. Every step has a file of the old form in
`tests/store/old/`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from coach.domain.record import (
    SMALLEST_STEP,
    TABLE_NAMES,
    TAKEN_BACK_FIELDS,
    TOMBSTONE_FIELDS,
    WRITTEN_FIELDS,
    record_type_of,
)
from coach.store.file_format import SCHEMA_VERSION, UNKNOWN_TIME, Doc, FileContent, parse_moment
from coach.store.record_versions import GROWING_FIELDS  # an older copy would bring them back

Docs = dict[str, dict[str, Doc]]


def _migrate_from_0(tables: Docs) -> Docs:
    """Give the earliest time of change to records without one, which files older than schemas have."""
    earliest_change = {"changed_at": "1970-01-01T00:00:00Z"}
    return {
        name: {record_id: doc if "changed_at" in doc else {**doc, **earliest_change} for record_id, doc in rows.items()}
        for name, rows in tables.items()
    }


MIGRATIONS: dict[int, Callable[[Docs], Docs]] = {0: _migrate_from_0}


def migrate_content(content: FileContent) -> FileContent:
    """Return `content` in the present schema; the same object if its schema is the present or a newer one."""
    if content.schema >= SCHEMA_VERSION:
        return content
    migrated = content.docs
    for schema in range(content.schema, SCHEMA_VERSION):
        migrated = MIGRATIONS[schema](migrated)
    return FileContent(migrated, {**content.marks, "schema": SCHEMA_VERSION}, content.foreign_rows)


_VERSION_FIELDS = {"id", "changed_at", "device", "deleted", "taken_back"}
_PERSON_FIELDS = {"name", "named", "merged_into"}
"""What a deleted person is forgotten by."""


def without_words_of_deleted(content: FileContent) -> FileContent:
    """Return `content` with no more in its tombstones than those of this version have; the same object if it has none.

    A cleaned one is a little newer, and the same on every computer, so that no copy brings the words back.
    While an action can be redone, nothing is cleaned, because the redo may read the words.
    """
    if any(doc.get("undone") for doc in content.docs.get("actions", {}).values()):
        return content
    cleaned = {
        table: {
            record_id: _remove_words(table, doc) if doc.get("deleted") is True else doc
            for record_id, doc in rows.items()
        }
        for table, rows in content.docs.items()
        if table in TABLE_NAMES and any(doc.get("deleted") is True for doc in rows.values())
    }
    changed_tables = {table: rows for table, rows in cleaned.items() if rows != content.docs[table]}
    return (
        FileContent({**content.docs, **changed_tables}, content.marks, content.foreign_rows)
        if changed_tables
        else content
    )


def _remove_words(table: str, doc: Doc) -> Doc:
    """Return a tombstone without the words in it, the same object if it has none."""
    is_taken_back = doc.get("taken_back") is True
    leaving_fields = _list_leaving_fields(table, is_taken_back)
    emptied_fields = [
        field_name for field_name in (TAKEN_BACK_FIELDS if is_taken_back else WRITTEN_FIELDS) if doc.get(field_name)
    ]
    if leaving_fields.isdisjoint(doc) and not emptied_fields:
        return doc
    cleaned_tombstone: dict[str, Any] = {
        field_name: value for field_name, value in doc.items() if field_name not in leaving_fields
    }
    changed_at = parse_moment(doc.get("changed_at"))
    if changed_at != UNKNOWN_TIME:
        cleaned_tombstone["changed_at"] = (changed_at + SMALLEST_STEP).isoformat().replace("+00:00", "Z")
    return {**cleaned_tombstone, **dict.fromkeys(emptied_fields, "")}


@cache
def _list_leaving_fields(table: str, is_taken_back: bool) -> frozenset[str]:
    """Return the fields that a tombstone of this version does not have; those of newer versions are none of them."""
    tombstone_fields = {*_VERSION_FIELDS, *GROWING_FIELDS.get(table, ()), *(() if is_taken_back else TOMBSTONE_FIELDS)}
    if table == "people" and not is_taken_back:
        tombstone_fields |= _PERSON_FIELDS
    record_fields = record_type_of(table).model_fields
    return frozenset(
        field_name
        for field_name, field in record_fields.items()
        if not field.is_required() and field_name not in tombstone_fields
    )
