"""Load and save the address book: imported contacts without any message yet.

There are thousands, they rarely change, and mainly the completion of names needs them. So they have a file of their
own, `address-book.json`, in the format of the data file, with one table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from coach.store import words
from coach.store.form import SCHEMA, Content, Doc, plain
from coach.store.store import Store

ADDRESS_BOOK = "address-book.json"
TABLE = "contacts"


def address_book(store: Store) -> Mapping[str, Doc]:
    """Return the contacts by id, none if the address book is missing or cannot be read. Never raises."""
    try:
        content = store.files.open(store.files.home / ADDRESS_BOOK).read()
    except (OSError, ValueError):
        return {}  # it can be imported again, and whoever types a name must not be stopped by it
    return {} if content is None else content.docs.get(TABLE, {})


def put_address_book(store: Store, contacts: Iterable[Doc]) -> None:
    """Replace the address book by `contacts`, each with its own "id". Raises CoachError."""
    docs: dict[str, Doc] = {doc["id"]: plain(doc) for doc in contacts}
    with store.locked():
        try:
            store.files.open(store.files.home / ADDRESS_BOOK).write(Content({TABLE: docs}, {"schema": SCHEMA}))
        except OSError as error:
            raise words.not_saved(error, store.folder) from error
