"""Boundaries: `b` and a digit take somebody off every list; how to block and report, and a note, may follow."""

from __future__ import annotations

from coach.actions import boundaries as actions
from coach.actions.people import find_person_by_id, get_person_by_name
from coach.advice.blocked_people import list_boundaries
from coach.advice.report_steps import find_report_steps
from coach.domain.person import Person
from coach.domain.wording import format_date
from coach.tui.commands.away import ask_until_when
from coach.tui.dialogs.checklist import BoundaryStepsDialog
from coach.tui.dialogs.choice import ChoiceDialog
from coach.tui.dialogs.text_input import TextInputDialog, list_name_completions
from coach.tui.markup import HIDDEN_MARK
from coach.tui.session import Session

REASONS = [("harsh", "harsh words"), ("inappropriate", "inappropriate"), ("other", "something else")]
NEXT_STEPS = [
    ("blocked", "block them where it happened"),
    ("reported", "report it"),
    ("note", "a private note"),
    ("away", "step away for a while"),
]


LIFT = ("lift", "lift the boundary: they are in your lists again")
MOST_BOUNDARIES = 9
"""Boundaries that are listed: as many as there are digits; coach boundaries lists all."""


def ask_for_boundary(session: Session) -> None:
    """Ask for the reason, about the selected row; or about somebody else; or go on with a boundary of today."""
    row, begun = session.selected_row, actions.find_boundary_of_today(session.journal, session.now())
    if row is None and begun is None and not list_boundaries(session.journal):
        _ask_whom(session)
        return

    def answer(word: str | None) -> None:
        if word == "someone":
            _ask_whom(session)
        elif word == "list":
            _list_boundaries(session)
        elif word == "begun" and begun is not None:
            known = session.journal.get_with_deleted(Person, begun.person)
            _offer_next_steps(session, begun.id, known.channel if known else "")
        elif word is not None and row is not None:
            _set_boundary(session, row.person_id, word)

    choices = [*(REASONS if row else ()), ("someone", "someone else …" if row else "someone …")]
    choices += [("begun", "today's boundary: block, report, a note")] * (begun is not None)
    choices += [("list", "the boundaries you have set …")] * bool(list_boundaries(session.journal))
    hint = "They disappear from every list. u undoes it."
    title = _reason_title(session, row.name) if row else "A boundary"
    session.push_screen(ChoiceDialog(title, choices, hint=hint), answer)


def _list_boundaries(session: Session) -> None:
    """List the boundaries, newest first; one that is chosen can be lifted, or gets another step or note."""
    found = list_boundaries(session.journal)[:MOST_BOUNDARIES]
    names = [HIDDEN_MARK if session.hidden or person is None else person.name for _, person in found]
    choices = [
        (
            boundary.id,
            ", ".join((name, f"since {format_date(boundary.at, year=True)}", boundary.reason, *boundary.steps)),
        )
        for (boundary, _), name in zip(found, names, strict=True)
    ]

    def answer(boundary_id: str | None) -> None:
        known = next(((b, p) for b, p in found if b.id == boundary_id), None)
        if known is not None:
            _offer_next_steps(session, known[0].id, known[1].channel if known[1] else "", can_lift=True)

    session.push_screen(ChoiceDialog("Boundaries", choices, hint="These people are on none of your lists."), answer)


def _reason_title(session: Session, name: str) -> str:
    return f"{HIDDEN_MARK if session.day and session.day.hides_names else name} crossed a line. How?"


def _ask_whom(session: Session) -> None:
    """Ask who it is about, then why."""

    def ask_reason(line: str | None) -> None:
        if line is None:
            return
        person = get_person_by_name(session.journal, line)

        def answer(word: str | None) -> None:
            if word is not None:
                _set_boundary(session, person.id, word)

        session.push_screen(ChoiceDialog(_reason_title(session, person.name), REASONS), answer)

    session.push_screen(
        TextInputDialog(
            "boundary.who",
            "Who crossed a line?",
            hint="a name · Enter goes on",
            complete=lambda typed: list_name_completions(session, typed),
            accept=lambda line: get_person_by_name(session.journal, line),
        ),
        ask_reason,
    )


def _set_boundary(session: Session, person_id: str, word: str) -> None:
    """Set the boundary, forget what was typed about people, and offer what may follow."""
    known = find_person_by_id(session.journal, person_id)
    pending = session.execute(actions.set_boundary(person_id, actions.parse_reason(word)))
    if pending is None:
        return
    session.unsent_input.remove_texts("outreach.sent", "outreach.wrote", "boundary.who")
    _offer_next_steps(session, pending.change.record_id, known.channel if known else "")


def _offer_next_steps(session: Session, boundary_id: str, channel: str, *, can_lift: bool = False) -> None:
    """Offer what may follow, as often as wanted. Esc is enough."""

    def answer(word: str | None) -> None:
        if word in ("blocked", "reported"):
            _show_steps(session, boundary_id, channel, word)
        elif word == "note":
            _ask_note(session, boundary_id, channel)
        elif word == "away":
            ask_until_when(session)
        elif word == "lift":
            session.execute(actions.lift_boundary(boundary_id))

    hint = "They are on none of your lists now. That may be enough."
    session.push_screen(ChoiceDialog("What next?", [*NEXT_STEPS, *([LIFT] if can_lift else [])], hint=hint), answer)


def _show_steps(session: Session, boundary_id: str, channel: str, step: str) -> None:
    def answer(done: bool | None) -> None:
        if done:
            session.execute(actions.extend_boundary(boundary_id, step=step))
        _offer_next_steps(session, boundary_id, channel)

    session.push_screen(BoundaryStepsDialog(find_report_steps(channel, folder=session.service.folder), step), answer)


def _ask_note(session: Session, boundary_id: str, channel: str) -> None:
    key = "boundary.note"
    session.push_screen(
        TextInputDialog(
            key,
            "A private note",
            hint="what happened, and when · Enter saves",
            accept=lambda line: session.execute(
                actions.extend_boundary(boundary_id, note=line), raises=True, draft=(key, line)
            ),
        ),
        lambda _: _offer_next_steps(session, boundary_id, channel),
    )
