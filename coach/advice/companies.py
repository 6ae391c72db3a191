"""What is known of an employer: the people, contacts and opportunities there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from coach.advice.contacts import _drop_namesakes, _only_contacts
from coach.advice.people import blocked_person_ids, list_shown_people
from coach.domain.contact import Contact
from coach.domain.journal import Journal
from coach.domain.note import Note
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
    people = [p for p in list_shown_people(journal.with_archived_people()) if is_same_company(p.company, company)]
    book = journal.address_book
    parts = fold_text(company).split()
    numbers = book.known_about.lines_with_all([f" {part}" for part in parts]) if parts and book.contacts else ()
    contacts = [one for n in numbers if is_same_company((one := book.contacts[n]).company, company)]
    hidden, there = blocked_person_ids(journal), {p.id for p in people}
    words = re.compile(rf"(?<!\w){re.escape(fold_text(company))}(?!\w)")
    opportunities = [
        note
        for note in journal.list_records(Note)
        if note.kind == "opportunity"
        and note.closed_at is None
        and note.person not in hidden
        and (
            note.person in there
            or is_same_company(note.employer, company)
            or words.search(fold_text(f"{note.text} {note.next_step} {note.to}"))
        )
    ]
    return CompanyView(
        next((name for name in (*(p.company for p in people), *(c.company for c in contacts)) if name), company),
        tuple(people),
        tuple(_drop_namesakes(_only_contacts(journal, contacts))),
        tuple(opportunities) if fold_text(company) else (),
    )


def is_same_company(known: str, wanted: str) -> bool:
    """Return whether an employer is meant by a typed name: "acme" means "ACME Ltd.", and "acme ltd" too."""
    words, typed = _company_words(known), _company_words(wanted)
    return bool(typed) and words[: len(typed)] == typed


def _company_words(text: str) -> list[str]:
    return re.findall(r"\w+", fold_text(text))
