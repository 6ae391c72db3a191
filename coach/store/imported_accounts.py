"""Load and save what is known of imported accounts, one document for each.

Only imports need it, so it has a file of its own beside the data. It names people, so it is private like the data and
`forget` removes people from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coach.store import notices
from coach.store.file_format import SCHEMA_VERSION, Doc, FileContent, copy_document
from coach.store.repository import Store

IMPORTS_FILE = "coach-imports.json"
ACCOUNTS_TABLE = "accounts"


def load_imported_accounts(store: Store) -> Mapping[str, Mapping[str, Any]]:
    """Return account id → what imports found in it so far, nothing if the file is missing or cannot be read."""
    try:
        content = store.files.open_file(store.files.real_folder / IMPORTS_FILE).read_content()
    except (OSError, ValueError):
        return {}  # the exports can be imported again
    return {} if content is None else content.docs.get(ACCOUNTS_TABLE, {})


def save_imported_accounts(store: Store, found: Mapping[str, Mapping[str, Any]]) -> None:
    """Replace the file by `found`: account id → plain values. Raises CoachError."""
    docs: dict[str, Doc] = {key: copy_document({**doc, "id": key}) for key, doc in found.items()}
    with store.hold_lock():
        try:
            store.files.open_file(store.files.real_folder / IMPORTS_FILE).write_content(
                FileContent({ACCOUNTS_TABLE: docs}, {"schema": SCHEMA_VERSION})
            )
        except OSError as error:
            raise notices.not_saved_error(error, store.folder) from error
