"""Forget a person, or erase everything, in the data, state and cache folders. Neither can be undone."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

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
from coach.sources.state_file import READING_KIND
from coach.status.cache import cache_path
from coach.store import forget_and_erase, notices
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

    @property
    def name(self) -> str:
        return self.names[0]

    @property
    def entries(self) -> list[Person | Contact]:
        """The entries in the people table and in the address book."""
        return [*self.people, *self.contacts]

    @property
    def keys(self) -> tuple[str, ...]:
        """The provenance keys of imports."""
        return tuple(dict.fromkeys(key for one in self.entries for key in one.keys))

    @property
    def addresses(self) -> tuple[str, ...]:
        """Their addresses and handles; one that may be a word of a sentence only after the sign of an address."""
        handles = (handle for one in self.entries for handle in one.handles.values())
        known = dict.fromkeys((*handles, *(key.partition(":")[2] for key in self.keys)))
        return tuple(
            text for each in filter(None, known) for text in ((f"@{each}", f"/{each}") if each.isalpha() else (each,))
        )


def find_forgettable_person(service: CoachService, who: str) -> ForgottenPerson:
    """Return the person called `who`, also from blocked, archived, undone and merged entries. Raises InvalidInput."""
    journal = Journal(service.store.load_history())
    everybody = [*journal.list_with_deleted(Person), *_list_undone_people(service, journal)]
    same = [person for person in everybody if person.folded_name == fold_text(who) or person.id == who]
    if sum(not person.deleted for person in same) != 1 and (len(same) != 1):
        living = [person for person in same if not person.deleted]
        if living or not same:
            namesakes = service.journal.address_book.list_namesakes(who)
            contacts = () if living else (*namesakes, *_undone_contacts(service, who))
            if contacts and len({contact.id for contact in contacts}) == 1:
                return ForgottenPerson((), (contacts[0].name,), contacts)
            same = [get_person_by_name(service.journal, who)]
    ids = {person.id for person in same} | {person.merged_into for person in same if person.merged_into}
    found = [person for person in everybody if person.id in ids or (person.merged_into and person.merged_into in ids)]
    found.sort(key=lambda person: (person.deleted, person not in same))
    names = tuple(dict.fromkeys(name for person in found for name in (person.name, person.named) if name))
    others = [f" {p.folded_name} " for p in everybody if not p.deleted and p not in found]
    shared = any(f" {fold_text(name)} " in other for name in names for other in others)
    keys = {key for person in found for key in person.keys}
    contacts = tuple(one for one in service.journal.address_book.contacts if not keys.isdisjoint(one.keys))
    return ForgottenPerson(tuple(found), names, contacts, shared)


def _list_undone_people(service: CoachService, journal: Journal) -> list[Person]:
    """Return the people of undone imports and merges, whose names are in the files for the redo alone."""
    living = {person.id for person in journal.list_records(Person)}
    docs = list_undone_documents(service.store, Person.table)
    gone = {doc["id"]: {**doc, "deleted": True} for doc in docs if doc["id"] not in living}
    return list(Journal({Person.table: gone}).list_with_deleted(Person))


def _undone_contacts(service: CoachService, who: str) -> list[Contact]:
    """Return the contacts of that name whose import was undone."""
    contacts = (read_contact(doc) for doc in list_undone_documents(service.store, CONTACTS_TABLE))
    return [one for one in contacts if one is not None and fold_text(one.name) == fold_text(who)]


def forget_person(service: CoachService, who: ForgottenPerson) -> forget_and_erase.ForgetResult:
    """Remove a person from every file. Raises CoachError; then it can be done again."""
    names = (*(() if who.shared_name else who.names), *who.addresses)
    forget_imported_people(service, who.keys)
    try:
        remove_from_inboxes(service, names)
        remove_file(FileSystem(), service.folder / COPIED_FILE)  # a text that was copied may be to them
        if unsent := find_unsent_file(service.folder):
            remove_file(FileSystem(), unsent)  # and so may one that was not saved
            remove_temps(FileSystem(), unsent.parent)
        for folder in (find_state_folder(), Path(cache_path()).parent):
            remove_temps(FileSystem(), folder)
        _remove_left_texts(service.folder)
    except OSError as error:
        raise notices.not_saved_error(error, service.folder) from error
    marks = (*map(mark_of_name, names), *map(mark_of_key, who.keys))
    done = forget_and_erase.forget_people(service.store, [one.id for one in who.entries], names, marks)
    service.open_folder().finish_save()  # the calendar file has the name too
    return done


def _remove_left_texts(folder: Path) -> None:
    """Remove the texts of killed editors. Raises OSError."""
    place = find_editing_folder(folder)
    for left, _, _ in list_left_texts(place) if place else ():
        remove_text_folder(left)


def keep_returned_person(service: CoachService, who: str) -> str:
    """Keep somebody who was forgotten and came back from another computer; return the name. Raises CoachError."""
    names = find_undecided_people(service.store.state.content, service.store.load_history()).values()
    name = next((name for name in names if fold_text(name) == fold_text(who)), None)
    if name is None:
        typed = clean_text(who, 60)
        raise InvalidInput(f"There is nobody called {typed} to bring back.", hint=f"coach sent {typed} adds them.")
    forget_and_erase.keep_person(service.store, name)
    return name


def erase_everything(service: CoachService) -> int:
    """Remove every file of the coach on this computer but its settings file. Return how many. Raises CoachError."""
    calendar = find_calendar_file(Journal(service.store.load_folder().docs))
    count = forget_and_erase.erase_all(service.store)
    unsent = find_unsent_file(service.folder)
    state, cache = find_state_folder(), Path(cache_path()).parent
    try:
        statuses = cache.glob("status*") if cache.is_dir() else ()
        timers = [path for path in (state / "waiting").glob("*") if path.is_file()]
        locks = find_state_place(READING_KIND, service.folder).glob(LOCK_FILE_NAME)
        noted = [state / LOG_FILE_NAME, state / LEFT_FOLDER_FILE, *([unsent] if unsent else ())]
        noted.append(find_state_place(ASKED_KIND, service.folder))
        noted += dict.fromkeys((Path(os.path.realpath(calendar)), calendar)) if calendar else ()
        there = [path for path in (*noted, *timers, *locks, *statuses) if path.exists()]
        for path in there:
            remove_file(FileSystem(), path)
        for folder in (state, cache, *([unsent.parent] if unsent else ())):
            remove_temps(FileSystem(), folder)
        _remove_left_texts(service.folder)
        if read_folder_note(MOVED_FOLDER_FILE) == service.folder:
            remove_folder_note(MOVED_FOLDER_FILE)
    except OSError as error:
        raise notices.not_erased_error(error, service.folder) from error
    return count + len(there)
