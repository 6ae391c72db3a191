"""Load and save what is known of imported accounts, one document for each.

Only imports need it, so it has a file of its own beside the data. It names people, so it is private like the data and
`forget` removes people from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from coach.store.repository import Store

IMPORTS_FILE = "coach-imports.json"
ACCOUNTS_TABLE = "accounts"


def load_imported_accounts(store: Store) -> Mapping[str, Mapping[str, Any]]:
    """Return account id → what imports found in it so far, nothing if the file is missing or cannot be read."""
    return store.load_side_file(IMPORTS_FILE).get(ACCOUNTS_TABLE, {})


def load_accounts_as_json(store: Store) -> dict[str, bytes]:
    """Return the same with the JSON of each account, which takes much less memory than its Python values."""
    return {key: orjson.dumps(doc) for key, doc in load_imported_accounts(store).items()}


def read_imported_accounts(store: Store) -> Mapping[str, Mapping[str, Any]]:
    """Return the same, nothing if the file is missing or damaged. Raises OSError if it cannot be read now."""
    try:
        content = store.files.open_file(store.files.real_folder / IMPORTS_FILE).read_content()
    except ValueError:
        return {}
    return {} if content is None else content.docs.get(ACCOUNTS_TABLE, {})


def save_imported_accounts(store: Store, found: Mapping[str, Mapping[str, Any] | bytes]) -> None:
    """Replace the file by `found`: account id → plain values, or a JSON object with that id. Raises CoachError.

    JSON goes to the file as it is, because ten years of messages take much more memory as Python values.
    """
    docs: dict[str, Any] = {
        key: orjson.Fragment(doc) if isinstance(doc, bytes) else {**doc, "id": key} for key, doc in found.items()
    }
    store.save_side_file(IMPORTS_FILE, {ACCOUNTS_TABLE: docs})
