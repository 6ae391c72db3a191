"""Boundaries and time away: `b` takes somebody off every list, and `s` steps away until a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from coach.actions import boundaries_and_away as actions
from coach.actions.boundaries_and_away import EVENING_BEGINS
from coach.actions.typed_names import find_or_create_person, find_person_by_id
from coach.advice.blocked_people import list_boundaries
from coach.advice.checklists_and_help_lines import find_report_steps
from coach.domain.person import Person
from coach.domain.wording import format_date
from coach.tui.dialogs.checklist import BoundaryStepsDialog
from coach.tui.dialogs.choice import ask_choice, offer_actions
from coach.tui.dialogs.text_input import LinePrompt, TextInputDialog
from coach.tui.session import Session
from coach.tui.text_layout import HIDDEN_MARK


def ask_until_when(session: Session) -> None:
    """Ask until when, or come back."""
    day, now = session.day, session.now()
    if day is None:
        return
    if day.away_until is not None:
        if session.execute(actions.come_back()) is not None:
            session.notifier.run_hook("on_back", kind="break", minutes=0)
        return
    choices = [("tomorrow", "tomorrow")]
    if now.time() < EVENING_BEGINS and now.date() == day.date:
        choices.insert(0, ("tonight", "tonight"))
    if (day.date + timedelta(days=1)).weekday() != 0:
        choices.append(("monday", "Monday"))
    choices.append(("date", "a day …"))

    def answer(word: str) -> None:
        if word == "date":
            days = "a day: Thursday, in 2 weeks, 12 March · Enter saves"
            prompt = LinePrompt("Step away until", hint=days, placeholder="Thursday")
            accept = partial(_step_away, session, raises=True)
            TextInputDialog(session, "away.until", prompt, accept=accept).ask()
        else:
            _step_away(session, word)

    hint = "Nothing will remind you until then; due dates move by the same number of days."
    ask_choice(session, "Step away until …", choices, answer, hint=hint)


def _step_away(session: Session, word: str, *, raises: bool = False) -> None:
    if session.execute(actions.step_away(word), raises=raises) is not None:
        session.notifier.run_hook("on_step_away")


REASONS = [("harsh", "harsh words"), ("inappropriate", "inappropriate"), ("other", "something else")]
WHAT_HAPPENS = "They disappear from every list · {undo.undo} undoes it"
MOST_BOUNDARIES = 9
"""Boundaries that are listed: as many as there are digits; coach boundaries lists all."""


def ask_for_boundary(session: Session) -> None:
    """Ask for the reason, about the selected row; or about somebody else; or go on with a boundary of today."""
    row, begun = session.selected_row, actions.find_boundary_of_today(session.journal, session.now())
    has_boundaries = bool(list_boundaries(session.journal))
    if row is None and begun is None and not has_boundaries:
        _ask_whom(session)
        return

    def answer(word: str) -> None:
        if word == "someone":
            _ask_whom(session)
        elif word == "list":
            _list_boundaries(session)
        elif word == "begun" and begun is not None:
            known = session.journal.get_with_deleted(Person, begun.person)
            _offer_next_steps(session, begun.id, known.channel if known else "")
        elif row is not None:
            _set_boundary(session, row.person_id, word)

    choices = [*(REASONS if row else ()), ("someone", "someone else …" if row else "someone …")]
    choices += [("begun", "today's boundary: block, report, a note")] * (begun is not None)
    choices += [("list", "the boundaries you have set …")] * has_boundaries
    title = _reason_title(session, row.name) if row else "A boundary"
    ask_choice(session, title, choices, answer, hint=session.keys.fill(WHAT_HAPPENS))


def _list_boundaries(session: Session) -> None:
    """List the boundaries, newest first; one that is chosen can be lifted, or gets another step or note."""
    found = {boundary.id: (boundary, person) for boundary, person in list_boundaries(session.journal)[:MOST_BOUNDARIES]}
    choices = []
    for boundary, person in found.values():
        name = HIDDEN_MARK if session.hidden or person is None else person.name
        since = f"since {format_date(boundary.at, year=True)}"
        choices.append((boundary.id, ", ".join((name, since, boundary.reason, *boundary.steps))))

    def answer(boundary_id: str) -> None:
        person = found[boundary_id][1]
        _offer_next_steps(session, boundary_id, person.channel if person else "", can_lift=True)

    ask_choice(session, "Boundaries", choices, answer, hint="These people are on none of your lists.")


def _reason_title(session: Session, name: str) -> str:
    return f"What happened with {HIDDEN_MARK if session.hidden else name}?"


def _ask_whom(session: Session) -> None:

    def ask_reason(line: str | None) -> None:
        if line is not None:
            person, made = find_or_create_person(session.journal, line)
            who = line if made else person.id
            title, hint = _reason_title(session, person.name), session.keys.fill(WHAT_HAPPENS)
            ask_choice(session, title, REASONS, lambda word: _set_boundary(session, who, word), hint=hint)

    prompt = LinePrompt("A boundary: who is it about?", hint="a name · Enter goes on")
    accept = partial(find_or_create_person, session.journal)
    TextInputDialog(session, "boundary.who", prompt, names=True, accept=accept).ask(ask_reason)


def _set_boundary(session: Session, who: str, word: str) -> None:
    """Set the boundary, forget what was typed about people, and offer what may follow."""
    known = find_person_by_id(session.journal, who)
    pending = session.execute(actions.set_boundary(who, actions.parse_reason(word)))
    if pending is None:
        return
    session.unsent_input.remove_texts("outreach.sent", "outreach.wrote", "boundary.who")
    _offer_next_steps(session, pending.change.record_id, known.channel if known else "")


def _offer_next_steps(session: Session, boundary_id: str, channel: str, *, can_lift: bool = False) -> None:
    """Offer what may follow, as often as wanted. Esc is enough."""
    offered: list[tuple[str, Callable[[], object]]] = [
        ("block them where it happened", lambda: _show_steps(session, boundary_id, channel, "blocked")),
        ("report it", lambda: _show_steps(session, boundary_id, channel, "reported")),
        ("a private note", lambda: _ask_note(session, boundary_id, channel)),
        ("step away for a while", lambda: ask_until_when(session)),
    ]
    if can_lift:
        lift = actions.lift_boundary(boundary_id)
        offered.append(("lift the boundary: they are in your lists again", lambda: session.execute(lift)))
    offer_actions(session, "What next?", offered, hint="They are on none of your lists now. That may be enough.")


def _show_steps(session: Session, boundary_id: str, channel: str, step: str) -> None:
    def answer(done: bool | None) -> None:
        if done:
            session.execute(actions.extend_boundary(boundary_id, step=step))
        _offer_next_steps(session, boundary_id, channel)

    session.push_screen(BoundaryStepsDialog(find_report_steps(channel, folder=session.service.folder), step), answer)


def _ask_note(session: Session, boundary_id: str, channel: str) -> None:
    TextInputDialog(
        session,
        "boundary.note",
        LinePrompt("A private note", hint="what happened, and when · Enter saves"),
        save=lambda line: actions.extend_boundary(boundary_id, note=line),
    ).ask(lambda _: _offer_next_steps(session, boundary_id, channel))
