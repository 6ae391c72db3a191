"""Contacts of the address book, and what is known of an employer: the people, contacts and opportunities there.

A contact who has become a person is no contact any more, and nobody behind a boundary is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from coach.advice.blocked_people import list_shown_notes, list_shown_people, redact_record
from coach.domain.address_book import AddressBook, Contact, is_person
from coach.domain.boundary import Boundary
from coach.domain.journal import Journal, cached_by
from coach.domain.note import Note
from coach.domain.opportunities_and_events import employer_key
from coach.domain.person import Person, drop_titles
from coach.domain.text import fold_text, shorten_handle


def find_contacts_by_name(journal: Journal, name: str, limit: int) -> list[Contact]:
    """Return contacts whose words begin with the typed words ("an le" finds Ana Lee), one of each name."""
    name_parts = fold_text(name).split()
    book = journal.address_book
    if not name_parts or not book.contacts:
        return []
    matching_contacts = (
        book.contacts[number] for number in book.names.lines_with_all([f" {part}" for part in name_parts])
    )
    return list(islice(list_only_contacts(journal, matching_contacts), limit))


def find_new_contact(journal: Journal, name: str) -> Contact | None:
    """Return the one contact of that name, with its titles or without, if they are not a person of the journal yet."""
    contact = journal.address_book.find_only(name) or journal.address_book.find_only(drop_titles(name))
    return next(list_only_contacts(journal, [contact]), None) if contact is not None else None


def search_contacts(journal: Journal, query: str, limit: int) -> list[Contact]:
    """Return contacts that fit what was typed: those whose name begins so, then those who work or are reached there."""
    query_parts = [shorten_handle(part) for part in fold_text(query).split()]
    book = journal.address_book
    if not query_parts or not book.contacts:
        return []
    word_beginnings = [f" {part}" for part in query_parts]
    names_begun = book.names.lines_matching(re.compile(rf"^ {re.escape(' '.join(query_parts))}", re.MULTILINE))
    contact_numbers = chain(
        names_begun,
        book.names.lines_with_all(word_beginnings),
        book.names.lines_with_all(query_parts),
        book.known_about.lines_with_all(word_beginnings),
    )
    matching_contacts = (book.contacts[number] for number in dict.fromkeys(islice(contact_numbers, limit * 40)))
    return list(islice(list_only_contacts(journal, matching_contacts), limit))


def list_only_contacts(journal: Journal, contacts: Iterable[Contact]) -> Iterator[Contact]:
    """Yield one of each name: those who are not people of the journal yet, and are behind no boundary."""
    known_names, known_keys = _collect_known(journal.with_archived_people())
    names_seen = set(known_names)
    for contact in contacts:
        if not is_person(contact, names_seen, known_keys):
            names_seen.add(fold_text(contact.name))
            yield contact


@cached_by(Person, Boundary)
def _collect_known(journal: Journal) -> tuple[frozenset[str], frozenset[str]]:
    people = journal.list_records(Person)
    keys = frozenset(key for person in people for key in person.keys)
    return frozenset(person.folded_name for person in people), keys


def describe_contact(book: AddressBook, contact: Contact) -> str:
    """Return what is known of a contact in one line: position, employer, and a way to reach them."""
    joined_contact = book.find_only(contact.name) or contact
    handle = next(iter(joined_contact.handles.values()), "")
    return " · ".join(part for part in (joined_contact.job, handle) if part)


@dataclass(frozen=True, slots=True)
class CompanyView:
    """Whom one knows at an employer, and which opportunities are there."""

    name: str
    people: tuple[Person, ...]
    contacts: tuple[Contact, ...]
    opportunities: tuple[Note, ...]


def view_company(journal: Journal, company: str) -> CompanyView:
    """Return the people, contacts and open opportunities at an employer, by its name or the beginning of its words."""
    if not fold_text(company):
        return CompanyView(company, (), (), ())
    people, contacts = _list_people_at(journal, company), _list_contacts_at(journal, company)
    ids_of_people_there = {person.id for person in people}
    company_pattern = re.compile(rf"(?<!\w){re.escape(fold_text(company))}(?!\w)")
    opportunities = [
        redact_record(journal, note)
        for note in list_shown_notes(journal)
        if note.is_open_opportunity
        and (
            note.person in ids_of_people_there
            or is_same_company(note.employer, company)
            or company_pattern.search(fold_text(f"{note.text} {note.next_step} {note.to}"))
        )
    ]
    known_names = chain((person.company for person in people), (contact.company for contact in contacts))
    return CompanyView(next(known_names, company), people, contacts, tuple(opportunities))


def list_names_at(journal: Journal, company: str, *, with_contacts: bool = True) -> tuple[str, ...]:
    """Return the names of people and contacts at exactly this employer, in the order of the alphabet."""
    names_there = [person.name for person in _list_people_at(journal, company, whole=True)]
    if with_contacts:
        names_there += [contact.name for contact in _list_contacts_at(journal, company, whole=True)]
    return tuple(sorted(names_there))


def is_same_company(known_employer: str, typed_employer: str, *, whole: bool = False) -> bool:
    """Return whether an employer is meant by a typed name: "acme" means "ACME Ltd.", and "acme limited" too.

    "acme" means "ACME Foods" as well, unless the `whole` name counts.
    """
    known_words, typed_words = employer_key(known_employer).split(), employer_key(typed_employer).split()
    return bool(typed_words) and (
        known_words == typed_words if whole else known_words[: len(typed_words)] == typed_words
    )


def _list_people_at(journal: Journal, company: str, *, whole: bool = False) -> tuple[Person, ...]:
    shown_people = list_shown_people(journal.with_archived_people())
    return tuple(
        person for person in shown_people if person.company and is_same_company(person.company, company, whole=whole)
    )


def _list_contacts_at(journal: Journal, company: str, *, whole: bool = False) -> tuple[Contact, ...]:
    book, employer_words = journal.address_book, employer_key(company).split()
    contact_numbers = book.known_about.lines_with_all(employer_words) if employer_words and book.contacts else ()
    contacts_there = (
        book.contacts[number]
        for number in contact_numbers
        if is_same_company(book.contacts[number].company, company, whole=whole)
    )
    return tuple(list_only_contacts(journal, contacts_there))
