"""People: `/` finds anybody and anything noted, `N` keeps a line; on a person's page `e` edits and `=` merges."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from coach.actions import notes, opportunities, outreach
from coach.actions import people as actions
from coach.actions.backdate import backdate_by_trailing_time
from coach.actions.notes import find_note
from coach.domain.opportunity import format_opportunity_line
from coach.tui.commands.drafts import reopen_draft
from coach.tui.commands.posts import open_post
from coach.tui.commands.selection import format_name, get_selected_person
from coach.tui.dialogs.choice import ChoiceDialog
from coach.tui.dialogs.person_form import PersonForm
from coach.tui.dialogs.text_input import TextInputDialog, list_name_completions
from coach.tui.session import Session
from coach.views.person import build_person_view

if TYPE_CHECKING:
    from coach.actions.result import Action
    from coach.domain.note import Note
    from coach.domain.person import Person

SAVE_HINT = "end with @yesterday to log it for then · Enter saves"
OPPORTUNITY_HINT = "what it is : the next step by friday · Enter saves"


def open_find(session: Session) -> None:
    """Find people, notes, events, moods and texts by any part of them."""
    session.pages.open_find()


def write_note(session: Session) -> None:
    """Keep a line: about the page that is open or the row that has the focus, else a takeaway."""
    in_sight = session.is_page_open or session.focused_panel == "outreach"
    person = get_selected_person(session) if in_sight else None
    if person is None:
        title, placeholder = "A takeaway", "what is worth keeping"
        _ask_line(
            session, "note.takeaway", title, lambda line: notes.write_note("takeaway", line), placeholder=placeholder
        )
    else:
        _ask_note_kind(session, person)


def ask_what_was_learned(session: Session, person: Person, sentence: str) -> None:
    """After a no: one kind sentence, and room for what was learned, which may stay empty."""
    key = f"learned.{person.id}"

    def save_line(line: str) -> None:
        if line.strip():
            session.execute(notes.write_note("learned", line, who=person.id), raises=True, draft=(key, line))

    session.push_screen(
        TextInputDialog(
            key,
            f"{format_name(session, person)} said no",
            placeholder="What did you learn? It may stay empty.",
            hint=f"{sentence} · Enter goes on",
            accept=save_line,
            empty_ok=True,
        )
    )


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
    session.push_screen(
        TextInputDialog(
            f"merge.{person.id}",
            f"{format_name(session, person)} is the same person as",
            hint="a name · their entry becomes part of this one · u undoes it",
            complete=lambda typed: list_name_completions(session, typed),
            accept=lambda line: session.execute(actions.merge_people(person.id, line), raises=True),
        )
    )


def date_first_talks(session: Session) -> None:
    """Find, in a thread, the first word with people of whom no day is known, so that it can come round."""

    def save(action: Action | None) -> None:
        if action is not None:
            session.record(action)

    session.run_in_thread(session.service.history.find_first_talks, save)


def open_note(session: Session, note: Note) -> None:
    """Open a note about nobody: a draft goes on, another text can be changed or taken out."""
    if note.kind == "post" and note.posted_at is not None:
        open_post(session, note)
        return
    if note.kind in ("draft", "post"):
        reopen_draft(session, note.id)
        return
    session.push_screen(
        TextInputDialog(
            f"note.{note.id}",
            f"A {note.kind}",
            value=note.text,
            hint="Enter saves · leave it empty to delete it",
            accept=lambda line: session.execute(notes.rewrite_note(note.id, line), raises=True),
            empty_ok=True,
        )
    )


def _ask_note_kind(session: Session, person: Person) -> None:
    found = build_person_view(session.journal, person.id, session.now())
    shown = found.opportunities[0] if found and found.opportunities else None
    opening = find_note(session.journal, shown.id) if shown else None  # as typed: names are redacted on the page
    offered: list[tuple[str, str]] = [
        ("note", "a note"),
        ("learned", "something you learned"),
        ("gave", "help you gave"),
        ("got", "help you got"),
        ("promise", "a promise of yours"),
        ("opening", "change the opportunity" if opening else "an opportunity, with its next step"),
    ]
    if opening:
        offered.append(("close", "the opportunity is closed"))
    who, labels = person.id, dict(offered)

    def answer(word: str | None) -> None:
        if word is None:
            return
        if word == "close" and opening:
            session.execute(notes.close_note(opening.id))
            return
        actions_by_kind: dict[str, Callable[[str], Action]] = {
            "note": lambda line: notes.write_note("note", line, who=who),
            "learned": lambda line: notes.write_note("learned", line, who=who),
            "gave": lambda line: notes.write_note("gave", line, who=who),
            "got": lambda line: notes.write_note("got", line, who=who),
            "promise": lambda line: outreach.log_promise(who, line),
            "opening": lambda line: opportunities.save_opportunity(
                line, who=who, note_id=opening.id if opening else ""
            ),
        }
        hint = OPPORTUNITY_HINT if word == "opening" else SAVE_HINT
        title = labels[word][:1].upper() + labels[word][1:]
        value = format_opportunity_line(opening) if word == "opening" and opening else ""
        _ask_line(session, f"{word}.{who}", title, actions_by_kind[word], hint=hint, value=value)

    session.push_screen(ChoiceDialog(f"A note about {format_name(session, person)}", offered), answer)


def _ask_line(
    session: Session, key: str, title: str, action: Callable[[str], Action],
    *, placeholder: str = "", hint: str = SAVE_HINT, value: str = "",
) -> None:  # fmt: skip
    session.push_screen(
        TextInputDialog(
            key, title, placeholder=placeholder, hint=hint, value=value,
            accept=lambda line: session.execute(
                backdate_by_trailing_time(line, action), raises=True, draft=(key, line)
            ),
        )
    )  # fmt: skip
