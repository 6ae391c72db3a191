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
from coach.domain.person import Person
from coach.domain.text import fold_text, shorten_handle


def find_contacts_by_name(journal: Journal, name: str, limit: int) -> list[Contact]:
    """Return contacts whose words begin with the typed words ("an le" finds Ana Lee), one of each name."""
    parts = fold_text(name).split()
    book = journal.address_book
    if not parts or not book.contacts:
        return []
    found = (book.contacts[n] for n in book.names.lines_with_all([f" {part}" for part in parts]))
    return list(islice(list_only_contacts(journal, found), limit))


def find_new_contact(journal: Journal, name: str) -> Contact | None:
    """Return the one contact of exactly that name, if they are not a person of the journal yet."""
    contact = journal.address_book.find_only(name)
    return contact if contact is not None and any(True for _ in list_only_contacts(journal, [contact])) else None


def search_contacts(journal: Journal, query: str, limit: int) -> list[Contact]:
    """Return contacts that fit what was typed: those whose name begins so, then those who work or are reached there."""
    parts = [shorten_handle(part) for part in fold_text(query).split()]
    book = journal.address_book
    if not parts or not book.contacts:
        return []
    words = [f" {part}" for part in parts]
    begun = book.names.lines_matching(re.compile(rf"^ {re.escape(' '.join(parts))}", re.MULTILINE))
    numbers = chain(
        begun,
        book.names.lines_with_all(words),
        book.names.lines_with_all(parts),
        book.known_about.lines_with_all(words),
    )
    found = (book.contacts[number] for number in dict.fromkeys(islice(numbers, limit * 40)))
    return list(islice(list_only_contacts(journal, found), limit))


def list_only_contacts(journal: Journal, found: Iterable[Contact]) -> Iterator[Contact]:
    """Yield one of each name: those who are not people of the journal yet, and are behind no boundary."""
    names, keys = _collect_known(journal.with_archived_people())
    seen = set(names)
    for one in found:
        if not is_person(one, seen, keys):
            seen.add(fold_text(one.name))
            yield one


@cached_by(Person, Boundary)
def _collect_known(journal: Journal) -> tuple[frozenset[str], frozenset[str]]:
    people = journal.list_records(Person)
    return frozenset(p.folded_name for p in people), frozenset(key for p in people for key in p.keys)


def describe_contact(book: AddressBook, contact: Contact) -> str:
    """Return what is known of a contact in one line: position, employer, and a way to reach them."""
    known = book.find_only(contact.name) or contact
    return " · ".join(part for part in (known.job, next(iter(known.handles.values()), "")) if part)


@dataclass(frozen=True, slots=True)
class CompanyView:
    """Whom one knows at an employer, and which opportunities are there."""

    name: str
    people: tuple[Person, ...]
    contacts: tuple[Contact, ...]
    opportunities: tuple[Note, ...]


def view_company(journal: Journal, company: str) -> CompanyView:
    """Return the people, contacts and open opportunities at an employer, by its name or the beginning of its words."""
    people, contacts = _list_people_at(journal, company), _list_contacts_at(journal, company)
    there = {p.id for p in people}
    words = re.compile(rf"(?<!\w){re.escape(fold_text(company))}(?!\w)")
    opportunities = [
        redact_record(journal, note)
        for note in list_shown_notes(journal)
        if note.is_open_opportunity
        and (
            note.person in there
            or is_same_company(note.employer, company)
            or words.search(fold_text(f"{note.text} {note.next_step} {note.to}"))
        )
    ]
    return CompanyView(
        next((name for name in (*(p.company for p in people), *(c.company for c in contacts)) if name), company),
        people,
        contacts,
        tuple(opportunities) if fold_text(company) else (),
    )


def list_names_at(journal: Journal, company: str, *, with_contacts: bool = True) -> tuple[str, ...]:
    """Return the names of people and contacts at exactly this employer, in the order of the alphabet."""
    found = [p.name for p in _list_people_at(journal, company, whole=True)]
    if with_contacts:
        found += [c.name for c in _list_contacts_at(journal, company, whole=True)]
    return tuple(sorted(found))


def is_same_company(known: str, wanted: str, *, whole: bool = False) -> bool:
    """Return whether an employer is meant by a typed name: "acme" means "ACME Ltd.", and "acme limited" too.

    "acme" means "ACME Foods" as well, unless the `whole` name counts.
    """
    words, typed = employer_key(known).split(), employer_key(wanted).split()
    return bool(typed) and (words == typed if whole else words[: len(typed)] == typed)


def _list_people_at(journal: Journal, company: str, *, whole: bool = False) -> tuple[Person, ...]:
    shown = list_shown_people(journal.with_archived_people())
    return tuple(p for p in shown if p.company and is_same_company(p.company, company, whole=whole))


def _list_contacts_at(journal: Journal, company: str, *, whole: bool = False) -> tuple[Contact, ...]:
    book, parts = journal.address_book, employer_key(company).split()
    numbers = book.known_about.lines_with_all(parts) if parts and book.contacts else ()
    found = (book.contacts[n] for n in numbers if is_same_company(book.contacts[n].company, company, whole=whole))
    return tuple(list_only_contacts(journal, found))
