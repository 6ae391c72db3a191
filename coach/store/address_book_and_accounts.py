"""Load and save the address book, and what is known of imported accounts: each has a file of its own beside the data.

The address book, `address-book.json`, has imported contacts without any message yet: thousands, which rarely change,
and which mainly the completion of names needs. Only imports need what is known of accounts. Both name people, so they
are private like the data, and `forget` removes people from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from coach.atomic_file import FileSystem, FileVersion, file_version
from coach.domain.address_book import AddressBook, read_contact
from coach.domain.record import Document
from coach.store.file_format import copy_document
from coach.store.repository import Store

ADDRESS_BOOK_FILE = "address-book.json"
CONTACTS_TABLE = "contacts"


def load_address_book(store: Store) -> Mapping[str, Document]:
    """Return the contacts by id, none if the address book is missing or cannot be read. Never raises."""
    return store.load_side_file(ADDRESS_BOOK_FILE).get(CONTACTS_TABLE, {})


def save_address_book(store: Store, contacts: Iterable[Document]) -> None:
    """Replace the address book by `contacts`, each with its own "id". Raises CoachError."""
    contact_documents: dict[str, Document] = {contact["id"]: copy_document(contact) for contact in contacts}
    store.save_side_file(ADDRESS_BOOK_FILE, {CONTACTS_TABLE: contact_documents})


def list_contact_steps(before: Mapping[str, Document], after: Mapping[str, Document]) -> list[Document]:
    """Return the steps for the undo log that lead from one address book to another."""
    changed_ids = [id_ for id_ in dict.fromkeys((*before, *after)) if before.get(id_) != after.get(id_)]
    return [
        {"table": CONTACTS_TABLE, "record": id_, "before": before.get(id_), "after": after.get(id_)}
        for id_ in changed_ids
    ]


def apply_contact_steps(store: Store, steps: Iterable[Document], *, undo: bool) -> None:
    """Undo or redo what an import changed in the address book. Contacts changed since stay. Raises CoachError."""
    expected_version, restored_version = ("after", "before") if undo else ("before", "after")
    contacts = dict(load_address_book(store))
    changed = False
    for step in steps:
        contact_id = step["record"]
        if step["table"] != CONTACTS_TABLE or contacts.get(contact_id) != step.get(expected_version):
            continue
        changed = True
        if (contact := step.get(restored_version)) is None:
            contacts.pop(contact_id, None)
        else:
            contacts[contact_id] = contact
    if changed:
        save_address_book(store, contacts.values())


class AddressBookReader:
    """Read the address book of a store when it is asked for, and again once its file has changed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read: tuple[FileVersion | None, AddressBook] = (None, AddressBook())

    def __call__(self) -> AddressBook:
        """Return the contacts as the file has them now. Never raises."""
        path = self._store.files.real_folder / ADDRESS_BOOK_FILE
        try:
            version = file_version(FileSystem(), path)
        except OSError:
            version = None
        if version != self._read[0]:
            contacts = map(read_contact, load_address_book(self._store).values())
            self._read = (version, AddressBook(contact for contact in contacts if contact is not None))
        return self._read[1]


IMPORTS_FILE = "coach-imports.json"
ACCOUNTS_TABLE = "accounts"


def load_imported_accounts(store: Store) -> Mapping[str, Document]:
    """Return account id → what imports found in it so far, nothing if the file is missing or cannot be read."""
    return store.load_side_file(IMPORTS_FILE).get(ACCOUNTS_TABLE, {})


def load_accounts_as_json(store: Store) -> dict[str, bytes]:
    """Return the same with the JSON of each account, which takes much less memory than its Python values."""
    return {account_id: orjson.dumps(account) for account_id, account in load_imported_accounts(store).items()}


def read_imported_accounts(store: Store) -> Mapping[str, Document]:
    """Return the same, nothing if the file is missing or damaged. Raises OSError if it cannot be read now."""
    try:
        content = store.files.open_file(store.files.real_folder / IMPORTS_FILE).read_content()
    except ValueError:
        return {}
    return {} if content is None else content.documents.get(ACCOUNTS_TABLE, {})


def save_imported_accounts(store: Store, accounts_to_save: Mapping[str, Document | bytes]) -> None:
    """Replace the file by `accounts_to_save`: account id → plain values, or a JSON object with that id.

    JSON goes to the file as it is, because ten years of messages take much more memory as Python values. Raises
    CoachError.
    """
    account_documents: dict[str, Any] = {
        account_id: orjson.Fragment(account) if isinstance(account, bytes) else {**account, "id": account_id}
        for account_id, account in accounts_to_save.items()
    }
    store.save_side_file(IMPORTS_FILE, {ACCOUNTS_TABLE: account_documents})
