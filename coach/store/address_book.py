"""Load and save the address book: imported contacts without any message yet.

There are thousands, they rarely change, and mainly the completion of names needs them. So they have a file of their
own, `address-book.json`, in the format of the data file, with one table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from coach.store import messages
from coach.store.codec import SCHEMA_VERSION, Doc, FileContent, copy_document
from coach.store.repository import Store

ADDRESS_BOOK_FILE = "address-book.json"
CONTACTS_TABLE = "contacts"


def load_address_book(store: Store) -> Mapping[str, Doc]:
    """Return the contacts by id, none if the address book is missing or cannot be read. Never raises."""
    try:
        content = store.files.open_file(store.files.real_folder / ADDRESS_BOOK_FILE).read_content()
    except (OSError, ValueError):
        return {}  # it can be imported again, and whoever types a name must not be stopped by it
    return {} if content is None else content.docs.get(CONTACTS_TABLE, {})


def save_address_book(store: Store, contacts: Iterable[Doc]) -> None:
    """Replace the address book by `contacts`, each with its own "id". Raises CoachError."""
    docs: dict[str, Doc] = {doc["id"]: copy_document(doc) for doc in contacts}
    with store.hold_lock():
        try:
            store.files.open_file(store.files.real_folder / ADDRESS_BOOK_FILE).write_content(
                FileContent({CONTACTS_TABLE: docs}, {"schema": SCHEMA_VERSION})
            )
        except OSError as error:
            raise messages.not_saved_error(error, store.folder) from error
