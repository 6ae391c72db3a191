"""Record what a merge or an import changed, so that one key undoes it, also after a restart.

The data file gets one small action that names a file in the backups with the previous version of every changed
record. That file belongs to this computer: actions of another computer cannot be undone here.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import uuid4

from coach.atomic_file import make_folder, steady
from coach.store import words
from coach.store.backup import KEPT
from coach.store.folder import Folder
from coach.store.form import SCHEMA, Content, Doc, Docs
from coach.store.store import Store

ACTIONS, STEPS = "actions", "steps"
_PREFIX = "coach-undo-"


def as_action(store: Store, after: Docs, says: str, log: Mapping[str, Doc]) -> Doc:
    """Write the present versions of the records `after`, and return the action to save with them. Raises CoachError.

    `log` has actions that are saved too. Call it under the lock.
    """
    known = store.history()
    try:
        return _keep_steps(store.files, known, after, {**known.get(ACTIONS, {}), **log}, says)
    except OSError as error:
        raise words.not_copied(error, store.folder) from error


def _keep_steps(folder: Folder, before: Docs, after: Docs, log: Mapping[str, Doc], says: str) -> Doc:
    """Write the file; a new record has only its id in it. Raises OSError."""
    now, key = datetime.now(UTC), uuid4().hex
    name = f"{_PREFIX}{now:%Y%m%dT%H%M%S}-{key[:12]}.json"
    steps: dict[str, Doc] = {}
    for table, rows in after.items():
        for record, doc in rows.items():
            known = before.get(table, {}).get(record)
            change = {"record": record} if known is None else {"record": record, "before": known, "after": doc}
            steps[f"{table}/{record}"] = {"id": f"{table}/{record}", "table": table, **change}
    make_folder(folder.disk, folder.backups)
    written = folder.open(folder.backups / name).write(Content({STEPS: steps}, {"schema": SCHEMA}))
    if written.doubt:
        raise written.doubt
    for old in [each for each in folder.names(folder.backups) if each.startswith(_PREFIX)][:-KEPT]:
        with contextlib.suppress(OSError):
            steady(partial(folder.disk.unlink, folder.backups / old))
    number = 1 + max((n for doc in log.values() if isinstance(n := doc.get("number", 0), int)), default=0)
    at = now.isoformat().replace("+00:00", "Z")  # as records are written
    return {"id": key, "changed_at": at, "at": at, "number": number, "says": says, "kept": name}


def steps_of(folder: Folder, name: str) -> list[dict[str, Any]]:
    """Return the changes in the file `name`: table and record, before and after if it was not new; maybe none."""
    if not name.startswith(_PREFIX) or "/" in name:
        return []
    try:
        content = folder.open(folder.backups / name).read()
    except (OSError, ValueError):
        return []
    rows: Mapping[str, Doc] = {} if content is None else content.docs.get(STEPS, {})
    return [
        dict(doc) for doc in rows.values() if isinstance(doc.get("table"), str) and isinstance(doc.get("record"), str)
    ]
