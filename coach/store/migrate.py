"""Migrate old files to the present schema, one numbered step at a time.

`STEPS[n]` is a pure function from schema n to schema n + 1. A file is migrated in memory when it is read, and written
by the next save, after a backup. A released step never changes. Every step has a file of the old form in
`tests/store/old/`.
"""

from __future__ import annotations

from collections.abc import Callable

from coach.store.form import SCHEMA, Content, Doc

Docs = dict[str, dict[str, Doc]]


def _from_0(docs: Docs) -> Docs:
    """Give the earliest time of change to records without one, which files older than schemas have."""
    start = {"changed_at": "1970-01-01T00:00:00Z"}
    return {
        name: {key: doc if "changed_at" in doc else {**doc, **start} for key, doc in rows.items()}
        for name, rows in docs.items()
    }


STEPS: dict[int, Callable[[Docs], Docs]] = {0: _from_0}


def migrated(content: Content) -> Content:
    """Return `content` in the present schema; the same object if its schema is the present or a newer one."""
    if content.schema >= SCHEMA:
        return content
    docs = content.docs
    for step in range(content.schema, SCHEMA):
        docs = STEPS[step](docs)
    return Content(docs, {**content.marks, "schema": SCHEMA}, content.strangers)
