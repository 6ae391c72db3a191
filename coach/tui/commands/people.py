"""People: the one that a key acts on; on a person's page `e` edits and `=` merges."""

from __future__ import annotations

from functools import partial

from coach.actions.people import merge_people
from coach.actions.typed_names import find_person_by_id
from coach.advice.find_people_by_name import describe_namesake
from coach.domain.person import Person
from coach.domain.text import HIDDEN_MARK
from coach.tui.dialogs.person_form import PersonForm
from coach.tui.dialogs.text_input import LinePrompt, TextInputDialog
from coach.tui.session import Session


def get_selected_person(session: Session) -> Person | None:
    """Return the person whose page is open, else the selected row's."""
    person_id = session.shown_person_id
    if person_id:
        return find_person_by_id(session.journal, person_id)
    outreach_row = session.selected_row
    return session.journal.get_record(Person, outreach_row.person_id) if outreach_row else None


def get_person_on_page(session: Session) -> Person | None:
    """Return the person whose page is open, if one is."""
    return get_selected_person(session) if session.is_page_open else None


def format_name(session: Session, person: Person) -> str:
    """Return the name of a person, with what tells namesakes apart, or what stands for it while names are hidden."""
    if session.hidden:
        return HIDDEN_MARK
    apart = describe_namesake(session.journal, person)
    return f"{person.name} ({apart})" if apart else person.name


def edit_person(session: Session) -> None:
    """Change what is known of the person whose page is open."""
    person = get_selected_person(session)
    if person is not None:
        session.push_screen(PersonForm(session, person))


def merge_person(session: Session) -> None:
    """Say that the person whose page is open is the same as somebody else in the journal."""
    person = get_selected_person(session)
    if person is None:
        return
    hint = session.keys.fill("a name · their entry becomes part of this one · {undo.undo} undoes it")
    prompt = LinePrompt(f"{format_name(session, person)} is the same person as", hint=hint)
    save = partial(merge_people, person.id)
    TextInputDialog(session, f"merge.{person.id}", prompt, names=True, save=save).ask()
