"""Load and save what is known of imported accounts, one document for each.

Only imports need it, so it has a file of its own beside the data. It names people, so it is private like the data and
`forget` removes people from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coach.store import words
from coach.store.form import SCHEMA, Content, Doc, plain
from coach.store.store import Store

IMPORTS = "coach-imports.json"
TABLE = "accounts"


def accounts(store: Store) -> Mapping[str, Mapping[str, Any]]:
    """Return account id → what imports found in it so far, nothing if the file is missing or cannot be read."""
    try:
        content = store.files.open(store.files.home / IMPORTS).read()
    except (OSError, ValueError):
        return {}  # the exports can be imported again
    return {} if content is None else content.docs.get(TABLE, {})


def put_accounts(store: Store, found: Mapping[str, Mapping[str, Any]]) -> None:
    """Replace the file by `found`: account id → plain values. Raises CoachError."""
    docs: dict[str, Doc] = {key: plain({**doc, "id": key}) for key, doc in found.items()}
    with store.locked():
        try:
            store.files.open(store.files.home / IMPORTS).write(Content({TABLE: docs}, {"schema": SCHEMA}))
        except OSError as error:
            raise words.not_saved(error, store.folder) from error
