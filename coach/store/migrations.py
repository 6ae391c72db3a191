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
from coach.store.merge_records import GROWING_FIELDS  # an older copy would bring them back

Docs = dict[str, dict[str, Doc]]


def _migrate_from_0(docs: Docs) -> Docs:
    """Give the earliest time of change to records without one, which files older than schemas have."""
    start = {"changed_at": "1970-01-01T00:00:00Z"}
    return {
        name: {key: doc if "changed_at" in doc else {**doc, **start} for key, doc in rows.items()}
        for name, rows in docs.items()
    }


MIGRATIONS: dict[int, Callable[[Docs], Docs]] = {0: _migrate_from_0}


def migrate_content(content: FileContent) -> FileContent:
    """Return `content` in the present schema; the same object if its schema is the present or a newer one."""
    if content.schema >= SCHEMA_VERSION:
        return content
    docs = content.docs
    for step in range(content.schema, SCHEMA_VERSION):
        docs = MIGRATIONS[step](docs)
    return FileContent(docs, {**content.marks, "schema": SCHEMA_VERSION}, content.foreign_rows)


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
        table: {key: _remove_words(table, doc) if doc.get("deleted") is True else doc for key, doc in rows.items()}
        for table, rows in content.docs.items()
        if table in TABLE_NAMES and any(doc.get("deleted") is True for doc in rows.values())
    }
    changed = {table: rows for table, rows in cleaned.items() if rows != content.docs[table]}
    return FileContent({**content.docs, **changed}, content.marks, content.foreign_rows) if changed else content


def _remove_words(table: str, doc: Doc) -> Doc:
    """Return a tombstone without the words in it, the same object if it has none."""
    is_taken_back = doc.get("taken_back") is True
    leaving = _list_leaving_fields(table, is_taken_back)
    emptied = [name for name in (TAKEN_BACK_FIELDS if is_taken_back else WRITTEN_FIELDS) if doc.get(name)]
    if leaving.isdisjoint(doc) and not emptied:
        return doc
    clean: dict[str, Any] = {name: value for name, value in doc.items() if name not in leaving}
    at = parse_moment(doc.get("changed_at"))
    if at != UNKNOWN_TIME:
        clean["changed_at"] = (at + SMALLEST_STEP).isoformat().replace("+00:00", "Z")
    return {**clean, **dict.fromkeys(emptied, "")}


@cache
def _list_leaving_fields(table: str, is_taken_back: bool) -> frozenset[str]:
    """Return the fields that a tombstone of this version does not have; those of newer versions are none of them."""
    kept = {*_VERSION_FIELDS, *GROWING_FIELDS.get(table, ()), *(() if is_taken_back else TOMBSTONE_FIELDS)}
    if table == "people" and not is_taken_back:
        kept |= _PERSON_FIELDS
    fields = record_type_of(table).model_fields
    return frozenset(name for name, field in fields.items() if not field.is_required() and name not in kept)
