"""Migrate old files to the present schema, one numbered step at a time.

`STEPS[n]` is a pure function from schema n to schema n + 1. A file is migrated in memory when it is read, and written
by the next save, after a backup. A released step never changes. Every step has a file of the old form in
`tests/store/old/`.
"""

from __future__ import annotations

from collections.abc import Callable

from coach.store.file_format import SCHEMA_VERSION, Doc, FileContent

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
