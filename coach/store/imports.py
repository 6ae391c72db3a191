"""What imports leave behind: one file beside the data, with one document per imported account.

It is needed only while importing, so it stays out of the data file. It names people, so it is written like
the data (owner-only, whole or not at all) and `forget` goes through it.
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
    """Return account id → what was found in it so far; nothing if there is no file or it cannot be read."""
    try:
        content = store.files.open(store.files.home / IMPORTS).read()
    except (OSError, ValueError):
        return {}  # the exports can be imported again
    return {} if content is None else content.docs.get(TABLE, {})


def put_accounts(store: Store, found: Mapping[str, Mapping[str, Any]]) -> None:
    """Make `found` (account id → plain values) what is kept. Raises CoachError."""
    docs: dict[str, Doc] = {key: plain({**doc, "id": key}) for key, doc in found.items()}
    with store.locked():
        try:
            store.files.open(store.files.home / IMPORTS).write(Content({TABLE: docs}, {"schema": SCHEMA}))
        except OSError as error:
            raise words.not_saved(error, store.folder) from error
