"""Boundaries: `b` and a digit take somebody off every list; how to block and report, and a note, may follow."""

from __future__ import annotations

from coach.acts import boundary as acts
from coach.acts.outreach import who_is
from coach.acts.people import person_of
from coach.advice.boundary import steps
from coach.domain.person import Person
from coach.ui.commands.away import ask_until_when
from coach.ui.dialogs.check import StepsDialog
from coach.ui.dialogs.choice import ChoiceDialog
from coach.ui.dialogs.line import LineDialog, complete_name
from coach.ui.session import Session
from coach.ui.text import HIDDEN

REASONS = [("harsh", "harsh words"), ("inappropriate", "inappropriate"), ("other", "something else")]
NEXT_STEPS = [
    ("blocked", "block them where it happened"),
    ("reported", "report it"),
    ("note", "a private note"),
    ("away", "step away for a while"),
]


def ask_for_boundary(session: Session) -> None:
    """Ask for the reason, about the selected row; or about somebody else; or go on with a boundary of today."""
    row, begun = session.selected_row, acts.open_today(session.journal, session.now())
    if row is None and begun is None:
        _ask_whom(session)
        return

    def answer(word: str | None) -> None:
        if word == "somebody":
            _ask_whom(session)
        elif word == "begun" and begun is not None:
            known = session.journal.newest(Person, begun.person)
            _offer_next_steps(session, begun.id, known.channel if known else "")
        elif word is not None and row is not None:
            _set_boundary(session, row.person, word)

    choices = [*(REASONS if row else ()), ("somebody", "it is about somebody else …" if row else "somebody …")]
    choices += [("begun", "today's boundary: block, report, a note")] * (begun is not None)
    hint = "From then on they are on no list. u undoes it."
    title = _reason_title(session, row.name) if row else "A boundary"
    session.push(ChoiceDialog(title, choices, hint=hint), answer)


def _reason_title(session: Session, name: str) -> str:
    return f"A boundary towards {HIDDEN if session.day and session.day.hide else name}: what was it?"


def _ask_whom(session: Session) -> None:
    """Ask who it is about, then why."""

    def ask_reason(line: str | None) -> None:
        if line is None:
            return
        person = who_is(session.journal, line)

        def answer(word: str | None) -> None:
            if word is not None:
                _set_boundary(session, person.id, word)

        session.push(ChoiceDialog(_reason_title(session, person.name), REASONS), answer)

    session.push(
        LineDialog(
            "boundary.who",
            "A boundary towards whom?",
            hint="a name · Enter goes on · Esc back",
            complete=lambda typed: complete_name(session, typed),
            accept=lambda line: who_is(session.journal, line),
        ),
        ask_reason,
    )


def _set_boundary(session: Session, person_id: str, word: str) -> None:
    """Set the boundary, forget what was typed about people, and offer what may follow."""
    known = person_of(session.journal, person_id)
    pending = session.execute(acts.draw(person_id, acts.reason_named(word)))
    if pending is None:
        return
    session.drafts.forget("outreach.sent", "outreach.wrote", "boundary.who")
    _offer_next_steps(session, pending.change.about, known.channel if known else "")


def _offer_next_steps(session: Session, boundary_id: str, channel: str) -> None:
    """Offer what may follow, as often as wanted. Esc is enough."""

    def answer(word: str | None) -> None:
        if word in ("blocked", "reported"):
            _show_steps(session, boundary_id, channel, word)
        elif word == "note":
            _ask_note(session, boundary_id, channel)
        elif word == "away":
            ask_until_when(session)

    hint = "They are out of every list. Each of these is your choice; Esc is enough."
    session.push(ChoiceDialog("And now?", NEXT_STEPS, hint=hint), answer)


def _show_steps(session: Session, boundary_id: str, channel: str, step: str) -> None:
    def answer(done: bool | None) -> None:
        if done:
            session.execute(acts.add(boundary_id, step=step))
        _offer_next_steps(session, boundary_id, channel)

    session.push(StepsDialog(steps(channel, folder=session.service.folder), step), answer)


def _ask_note(session: Session, boundary_id: str, channel: str) -> None:
    key = "boundary.note"
    session.push(
        LineDialog(
            key,
            "A note for you alone",
            hint="what happened, and when · Enter saves · Esc back",
            accept=lambda line: session.execute(acts.add(boundary_id, note=line), raises=True, draft=(key, line)),
        ),
        lambda _: _offer_next_steps(session, boundary_id, channel),
    )
