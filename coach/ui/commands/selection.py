"""Whom a key acts on: the person whose page is open, or the selected row's."""

from __future__ import annotations

from coach.acts.people import person_of
from coach.domain.person import Person
from coach.ui.session import Session
from coach.ui.text import HIDDEN

NOBODY = "Nobody is selected. The arrows choose a row, / finds anybody, o logs a message you sent."


def selected_person(session: Session) -> Person | None:
    """Return the person whose page is open, else the selected row's."""
    person_id = session.pages.shown_person_id
    if person_id:
        return person_of(session.journal, person_id)
    row = session.selected_row
    return session.journal.get(Person, row.person) if row else None


def person_on_page(session: Session) -> Person | None:
    """Return the person whose page is open, if one is."""
    return selected_person(session) if session.is_page_open else None


def shown_name(session: Session, person: Person) -> str:
    """Return the name of a person, or what stands for it while names are hidden."""
    return HIDDEN if session.hidden else person.name
