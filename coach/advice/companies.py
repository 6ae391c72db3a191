"""What is known of an employer: the people, contacts and opportunities there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from coach.advice.contact_search import list_only_contacts
from coach.advice.shown_people import list_shown_notes, list_shown_people, redact_record
from coach.domain.address_book import Contact
from coach.domain.journal import Journal
from coach.domain.note import Note
from coach.domain.opportunity import employer_key
from coach.domain.person import Person
from coach.domain.text import fold_text


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
