"""Migrations: old files into the present form, one numbered step at a time.

`STEPS[n]` is a pure function from schema n to schema n + 1. A file is brought up in memory when it is read and
written in its new form by the next save, after a backup; a step is never changed once it has been released.
Every step has a file of the old form under `tests/store/old/`.
"""

from __future__ import annotations

from collections.abc import Callable

from coach.store.form import SCHEMA, Content, Doc

Docs = dict[str, dict[str, Doc]]


def _from_0(docs: Docs) -> Docs:
    """Files from before there were schemas: records without a moment of change get the earliest there is."""
    start = {"changed_at": "1970-01-01T00:00:00Z"}
    return {
        name: {key: doc if "changed_at" in doc else {**doc, **start} for key, doc in rows.items()}
        for name, rows in docs.items()
    }


STEPS: dict[int, Callable[[Docs], Docs]] = {0: _from_0}


def migrated(content: Content) -> Content:
    """Return `content` in the present schema; the same object if it is, or if it is of a newer one."""
    if content.schema >= SCHEMA:
        return content
    docs = content.docs
    for step in range(content.schema, SCHEMA):
        docs = STEPS[step](docs)
    return Content(docs, {**content.marks, "schema": SCHEMA}, content.strangers)
