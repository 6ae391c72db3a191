"""Forget a person, or erase everything, in the data, state and cache folders. Neither can be undone."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from coach.actions.imports.people import list_contacts_by_key, list_handle_keys
from coach.actions.typed_names import get_person_by_name
from coach.advice.follow_up_texts import COPIED_FILE
from coach.atomic_file import FileSystem, remove_file, remove_temps
from coach.crash_log import LOG_FILE_NAME
from coach.domain.address_book import Contact, read_contact
from coach.domain.journal import Journal
from coach.domain.person import Person
from coach.domain.record import mark_of_key, mark_of_name
from coach.domain.text import clean_text, fold_text
from coach.errors import InvalidInput
from coach.paths import (
    LEFT_FOLDER_FILE,
    MOVED_FOLDER_FILE,
    find_editing_folder,
    find_state_folder,
    find_state_place,
    find_unsent_file,
    read_folder_note,
    remove_folder_note,
)
from coach.run_export import find_calendar_file
from coach.run_import import forget_imported_people
from coach.service import ASKED_KIND, CoachService
from coach.sources.connected_sources import remove_from_inboxes
from coach.sources.source import READING_KIND
from coach.status.cache import status_cache_path
from coach.store import errors_and_notices, forget_and_erase
from coach.store.address_book_and_accounts import CONTACTS_TABLE
from coach.store.lock import LOCK_FILE_NAME
from coach.store.remove_people import find_undecided_people
from coach.store.undo_log import list_undone_documents
from coach.text_editor import list_left_texts, remove_text_folder


@dataclass(frozen=True, slots=True)
class ForgottenPerson:
    """Somebody to forget: all their entries in the people table and in the address book, and all their names."""

    people: tuple[Person, ...]
    names: tuple[str, ...]
    contacts: tuple[Contact, ...] = ()
    shared_name: bool = False
    """Whether somebody else has that name, or a longer one with it, so that texts are left as they are."""
    keys_of_others: frozenset[str] = frozenset()
    """Provenance keys that others have, such as the telephone number of a household: these stay theirs."""

    @property
    def name(self) -> str:
        return self.names[0]

    @property
    def entries(self) -> list[Person | Contact]:
        """The entries in the people table and in the address book."""
        return [*self.people, *self.contacts]

    @property
    def keys(self) -> tuple[str, ...]:
        """The provenance keys of imports that are theirs alone."""
        return tuple(
            dict.fromkeys(key for entry in self.entries for key in entry.keys if key not in self.keys_of_others)
        )

    @property
    def addresses(self) -> tuple[str, ...]:
        """Their addresses and handles; one that may be a word of a sentence only after the sign of an address."""
        handles = (
            handle
            for entry in self.entries
            for channel, handle in entry.handles.items()
            if self.keys_of_others.isdisjoint(list_handle_keys({channel: handle}))
        )
        possible_addresses = dict.fromkeys((*handles, *(key.partition(":")[2] for key in self.keys)))
        return tuple(
            text
            for address in filter(None, possible_addresses)
            for text in ((f"@{address}", f"/{address}") if address.isalpha() else (address,))
        )


def find_forgettable_person(service: CoachService, typed_name: str) -> ForgottenPerson:
    """Return the person of a typed name, also a blocked, archived, undone or merged one. Raises InvalidInput."""
    journal, book = Journal(service.store.load_history()), service.journal.address_book
    known: list[Person | Contact] = [*journal.list_records(Person), *book.contacts]
    folded_name = fold_text(typed_name)
    # The names of people of undone imports and merges are in the files for the redo alone.
    living_ids = {person.id for person in journal.list_records(Person)}
    undone_documents = list_undone_documents(service.store, Person.table)
    undone = {doc["id"]: {**doc, "deleted": True} for doc in undone_documents if doc["id"] not in living_ids}
    undone_people = Journal({Person.table: undone}).list_with_deleted(Person)
    everybody = [*journal.list_with_deleted(Person), *undone_people]
    namesakes = [person for person in everybody if person.folded_name == folded_name or person.id == typed_name]
    living = [person for person in namesakes if not person.deleted]
    if not namesakes:
        undone_contacts = map(read_contact, list_undone_documents(service.store, CONTACTS_TABLE))
        contacts_of_that_name = (
            *book.list_namesakes(typed_name),
            *(contact for contact in undone_contacts if contact and fold_text(contact.name) == folded_name),
        )
        if len({contact.id for contact in contacts_of_that_name}) == 1:
            keys_of_others = _list_keys_of_others(known, contacts_of_that_name)
            name = contacts_of_that_name[0].name
            return ForgottenPerson((), (name,), contacts_of_that_name, keys_of_others=keys_of_others)
    if not namesakes or len(living) > 1:
        namesakes = [get_person_by_name(service.journal, typed_name)]
    ids = {person.id for person in namesakes} | {person.merged_into for person in namesakes if person.merged_into}
    people_to_forget = [
        person for person in everybody if person.id in ids or (person.merged_into and person.merged_into in ids)
    ]
    people_to_forget.sort(key=lambda person: (person.deleted, person not in namesakes))
    names = tuple(dict.fromkeys(name for person in people_to_forget for name in (person.name, person.named) if name))
    other_names = [
        f" {person.folded_name} " for person in everybody if not person.deleted and person not in people_to_forget
    ]
    is_shared_name = any(f" {fold_text(name)} " in other_name for name in names for other_name in other_names)
    found_contacts = (contact for person in people_to_forget for contact in list_contacts_by_key(book, person))
    contacts = tuple({contact.id: contact for contact in found_contacts}.values())
    keys_of_others = _list_keys_of_others(known, (*people_to_forget, *contacts))
    return ForgottenPerson(tuple(people_to_forget), names, contacts, is_shared_name, keys_of_others)


def _list_keys_of_others(known: Iterable[Person | Contact], forgotten: Iterable[Person | Contact]) -> frozenset[str]:
    """Return the provenance keys of all `known` people and contacts that are not `forgotten`."""
    forgotten_ids = {entry.id for entry in forgotten}
    return frozenset(
        key
        for entry in known
        if entry.id not in forgotten_ids
        for key in (*entry.keys, *list_handle_keys(entry.handles))
    )


def forget_person(service: CoachService, person: ForgottenPerson) -> forget_and_erase.ForgetResult:
    """Remove a person from every file. Raises CoachError; then it can be done again."""
    names = (*(() if person.shared_name else person.names), *person.addresses)
    forget_imported_people(service, person.keys)
    try:
        remove_from_inboxes(service, names)
        remove_file(FileSystem(), service.folder / COPIED_FILE)  # a text that was copied may be to them
        if unsent := find_unsent_file(service.folder):
            remove_file(FileSystem(), unsent)  # and so may one that was not saved
            remove_temps(FileSystem(), unsent.parent)
        for folder in (find_state_folder(), Path(status_cache_path()).parent):
            remove_temps(FileSystem(), folder)
        _remove_left_texts(service.folder)
    except OSError as error:
        raise errors_and_notices.not_saved_error(error, service.folder) from error
    marks = (*map(mark_of_name, names), *map(mark_of_key, person.keys))
    forget_result = forget_and_erase.forget_people(
        service.store, [entry.id for entry in person.entries], names, marks, person.keys_of_others
    )
    service.open_folder().finish_save()  # the calendar file has the name too
    return forget_result


def _remove_left_texts(folder: Path) -> None:
    """Remove the texts of killed editors. Raises OSError."""
    editing_folder = find_editing_folder(folder)
    for text_folder, _, _ in list_left_texts(editing_folder) if editing_folder else ():
        remove_text_folder(text_folder)


def keep_returned_person(service: CoachService, typed_name: str) -> str:
    """Keep somebody who was forgotten and came back from another computer; return the name. Raises CoachError."""
    undecided_names = find_undecided_people(service.store.state.content, service.store.load_history()).values()
    name = next((name for name in undecided_names if fold_text(name) == fold_text(typed_name)), None)
    if name is None:
        typed = clean_text(typed_name, 60)
        raise InvalidInput(f"There is nobody called {typed} to bring back.", hint=f"coach sent {typed} adds them.")
    forget_and_erase.keep_person(service.store, name)
    return name


def erase_everything(service: CoachService) -> int:
    """Remove every file of the coach on this computer but its settings file. Return how many. Raises CoachError."""
    calendar = find_calendar_file(Journal(service.store.load_folder().documents))
    count = forget_and_erase.erase_all(service.store)
    unsent = find_unsent_file(service.folder)
    state, cache = find_state_folder(), Path(status_cache_path()).parent
    try:
        statuses = cache.glob("status*") if cache.is_dir() else ()
        timers = [path for path in (state / "waiting").glob("*") if path.is_file()]
        locks = find_state_place(READING_KIND, service.folder).glob(LOCK_FILE_NAME)
        state_files = [state / LOG_FILE_NAME, state / LEFT_FOLDER_FILE, *([unsent] if unsent else ())]
        state_files.append(find_state_place(ASKED_KIND, service.folder))
        state_files += dict.fromkeys((Path(os.path.realpath(calendar)), calendar)) if calendar else ()
        existing_files = [path for path in (*state_files, *timers, *locks, *statuses) if path.exists()]
        for path in existing_files:
            remove_file(FileSystem(), path)
        for folder in (state, cache, *([unsent.parent] if unsent else ())):
            remove_temps(FileSystem(), folder)
        _remove_left_texts(service.folder)
        if read_folder_note(MOVED_FOLDER_FILE) == service.folder:
            remove_folder_note(MOVED_FOLDER_FILE)
    except OSError as error:
        raise errors_and_notices.not_erased_error(error, service.folder) from error
    return count + len(existing_files)
