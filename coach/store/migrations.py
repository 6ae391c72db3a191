"""Migrate old files to the present schema, one numbered step at a time, and take words out of old tombstones.

`STEPS[n]` is a pure function from schema n to schema n + 1. A file is migrated in memory when it is read, and written
by the next save, after a backup. A released step never changes. Every step has a file of the old form in
`tests/store/old/`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from coach.domain.record import (
    SMALLEST_STEP,
    TABLE_NAMES,
    TAKEN_BACK_FIELDS,
    TOMBSTONE_FIELDS,
    WRITTEN_FIELDS,
    Document,
    Documents,
    record_type_of,
)
from coach.store.file_format import SCHEMA_VERSION, UNKNOWN_TIME, FileContent, format_moment, parse_moment
from coach.store.merge_records import GROWING_FIELDS  # an older copy would bring them back


def _migrate_from_0(tables: Documents) -> Documents:
    """Give the earliest time of change to records without one, which files older than schemas have."""
    earliest_change = {"changed_at": "1970-01-01T00:00:00Z"}
    return {
        name: {record_id: doc if "changed_at" in doc else {**doc, **earliest_change} for record_id, doc in rows.items()}
        for name, rows in tables.items()
    }


MIGRATIONS: dict[int, Callable[[Documents], Documents]] = {0: _migrate_from_0}


def migrate_content(content: FileContent) -> FileContent:
    """Return `content` in the present schema; the same object if its schema is the present or a newer one."""
    if content.schema >= SCHEMA_VERSION:
        return content
    migrated = content.documents
    for schema in range(content.schema, SCHEMA_VERSION):
        migrated = MIGRATIONS[schema](migrated)
    return replace(content, documents=migrated, marks={**content.marks, "schema": SCHEMA_VERSION})


_VERSION_FIELDS = {"id", "changed_at", "device", "deleted", "taken_back"}
_PERSON_FIELDS = {"name", "named", "merged_into"}
"""What a deleted person is forgotten by."""


def without_words_of_deleted(content: FileContent) -> FileContent:
    """Return `content` with no more in its tombstones than those of this version have; the same object if it has none.

    A cleaned one is a little newer, and the same on every computer, so that no copy brings the words back.
    While an action can be redone, nothing is cleaned, because the redo may read the words.
    """
    if any(doc.get("undone") for doc in content.documents.get("actions", {}).values()):
        return content
    changed_tables = {}
    for table in content.documents.keys() & TABLE_NAMES:
        rows = content.documents[table]
        tombstones = {record_id: doc for record_id, doc in rows.items() if doc.get("deleted") is True}
        cleaned = {record_id: _remove_words(table, doc) for record_id, doc in tombstones.items()}
        if cleaned != tombstones:
            changed_tables[table] = {**rows, **cleaned}
    return replace(content, documents={**content.documents, **changed_tables}) if changed_tables else content


def _remove_words(table: str, doc: Document) -> Document:
    """Return a tombstone without the words in it, the same object if it has none."""
    is_taken_back = doc.get("taken_back") is True
    leaving_fields = _list_leaving_fields(table, is_taken_back)
    emptied_fields = [name for name in (TAKEN_BACK_FIELDS if is_taken_back else WRITTEN_FIELDS) if doc.get(name)]
    if leaving_fields.isdisjoint(doc) and not emptied_fields:
        return doc
    cleaned: dict[str, Any] = {name: value for name, value in doc.items() if name not in leaving_fields}
    changed_at = parse_moment(doc.get("changed_at"))
    if changed_at != UNKNOWN_TIME:
        cleaned["changed_at"] = format_moment(changed_at + SMALLEST_STEP)
    return {**cleaned, **dict.fromkeys(emptied_fields, "")}


@cache
def _list_leaving_fields(table: str, is_taken_back: bool) -> frozenset[str]:
    """Return the fields that a tombstone of this version does not have; those of newer versions are none of them."""
    tombstone_fields = {*_VERSION_FIELDS, *GROWING_FIELDS.get(table, ()), *(() if is_taken_back else TOMBSTONE_FIELDS)}
    if table == "people" and not is_taken_back:
        tombstone_fields |= _PERSON_FIELDS
    fields = record_type_of(table).model_fields.items()
    return frozenset({name for name, field in fields if not field.is_required()} - tombstone_fields)
