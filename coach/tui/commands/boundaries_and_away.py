"""Boundaries and time away: `b` takes somebody off every list, and `s` steps away until a day."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from coach.actions import boundaries_and_away as actions
from coach.actions.typed_names import find_or_create_person, find_person_by_id
from coach.advice.blocked_people import list_boundaries
from coach.advice.checklists_and_help_lines import find_report_steps
from coach.domain.boundary import Boundary
from coach.domain.person import Person
from coach.domain.text import HIDDEN_MARK
from coach.domain.wording import format_date
from coach.tui.commands.people import format_name, get_selected_person
from coach.tui.dialogs.checklist import BoundaryStepsDialog
from coach.tui.dialogs.choice import Offer, ask_choice, offer_actions
from coach.tui.dialogs.text_input import LinePrompt, TextInputDialog
from coach.tui.session import Session


def ask_until_when(session: Session) -> None:
    """Ask until when, or come back."""
    day, now = session.day, session.now()
    if day is None:
        return
    if day.away_until is not None:
        if session.execute(actions.come_back()) is not None:
            session.notifier.run_hook("on_back", kind="break", minutes=0)
        return
    ends = [("tomorrow", "tomorrow")]
    if now.time() < actions.EVENING_BEGINS and now.date() == day.date:
        ends.insert(0, ("tonight", "tonight"))
    if (day.date + timedelta(days=1)).weekday() != 0:
        ends.append(("Monday", "monday"))
    offered: list[Offer] = [(label, partial(_step_away, session, until)) for label, until in ends]
    offered.append(("a day …", lambda: _ask_away_day(session)))
    hint = "Nothing will remind you until then; due dates move by the same number of days."
    offer_actions(session, "Step away until …", offered, hint=hint)


def _ask_away_day(session: Session) -> None:
    day_examples = "a day: Thursday, in 2 weeks, 12 March · Enter saves"
    prompt = LinePrompt("Step away until", hint=day_examples, placeholder="Thursday")
    TextInputDialog(session, "away.until", prompt, accept=partial(_step_away, session, raises=True)).ask()


def _step_away(session: Session, until: str, *, raises: bool = False) -> None:
    if session.execute(actions.step_away(until), raises=raises) is not None:
        session.notifier.run_hook("on_step_away")


REASON_CHOICES = [("harsh", "harsh words"), ("inappropriate", "inappropriate"), ("other", "something else")]
BOUNDARY_HINT = "They disappear from every list · {undo.undo} undoes it"
MOST_BOUNDARIES = 9
"""Boundaries that are listed: as many as there are digits; coach boundaries lists all."""


def ask_for_boundary(session: Session) -> None:
    """Ask for the reason, about the page's or the row's person; or about somebody else; or go on with one of today."""
    selected = get_selected_person(session)
    todays_boundary = actions.find_boundary_of_today(session.journal, session.now())
    has_boundaries = bool(list_boundaries(session.journal))
    if selected is None and todays_boundary is None and not has_boundaries:
        _ask_whom(session)
        return
    offered: list[Offer] = []
    if selected is not None:
        offered += [(label, partial(_set_boundary, session, selected.id, reason)) for reason, label in REASON_CHOICES]
    offered.append(("someone else …" if selected else "someone …", lambda: _ask_whom(session)))
    if todays_boundary is not None:
        next_steps = partial(_offer_next_steps, session, todays_boundary.id)
        offered.append(("today's boundary: block, report, a note", next_steps))
    if has_boundaries:
        offered.append(("the boundaries you have set …", lambda: _list_boundaries(session)))
    title = _ask_what_happened(session, selected) if selected else "A boundary"
    offer_actions(session, title, offered, hint=session.keys.fill(BOUNDARY_HINT))


def _list_boundaries(session: Session) -> None:
    """List the boundaries, newest first; one that is chosen can be lifted, or gets another step or note."""
    choices = []
    for boundary, person in list_boundaries(session.journal)[:MOST_BOUNDARIES]:
        name = session.hide_text(person.name) if person else HIDDEN_MARK
        since_text = f"since {format_date(boundary.at, year=True)}"
        choices.append((boundary.id, ", ".join((name, since_text, boundary.reason, *boundary.steps))))
    next_steps = partial(_offer_next_steps, session, can_lift=True)
    ask_choice(session, "Boundaries", choices, next_steps, hint="These people are on none of your lists.")


def _ask_what_happened(session: Session, person: Person) -> str:
    return f"What happened with {format_name(session, person)}?"


def _ask_whom(session: Session) -> None:
    def ask_reason(typed_name: str) -> None:
        person, is_new_person = find_or_create_person(session.journal, typed_name)
        who = typed_name if is_new_person else person.id
        title, hint = _ask_what_happened(session, person), session.keys.fill(BOUNDARY_HINT)
        ask_choice(session, title, REASON_CHOICES, partial(_set_boundary, session, who), hint=hint)

    prompt = LinePrompt("A boundary: who is it about?", hint="a name · Enter goes on")
    accept = partial(find_or_create_person, session.journal)
    TextInputDialog(session, "boundary.who", prompt, names=True, accept=accept).ask(ask_reason)


def _set_boundary(session: Session, who: str, reason: str) -> None:
    """Set the boundary, forget what was typed about people, and offer what may follow."""
    saved_boundary = session.execute(actions.set_boundary(who, actions.parse_reason(reason)))
    if saved_boundary is not None:
        session.unsent_input.remove_texts("outreach.sent", "outreach.wrote", "boundary.who")
        _offer_next_steps(session, saved_boundary.change.record_id)


def _offer_next_steps(session: Session, boundary_id: str, *, can_lift: bool = False) -> None:
    """Offer what may follow, as often as wanted. Esc is enough."""
    next_steps: list[Offer] = [
        ("block them where it happened", lambda: _show_steps(session, boundary_id, "blocked")),
        ("report it", lambda: _show_steps(session, boundary_id, "reported")),
        ("a private note", lambda: _ask_note(session, boundary_id)),
        ("step away for a while", lambda: ask_until_when(session)),
    ]
    if can_lift:
        lift_boundary = partial(session.execute, actions.lift_boundary(boundary_id))
        next_steps.append(("lift the boundary: they are in your lists again", lift_boundary))
    offer_actions(session, "What next?", next_steps, hint="They are on none of your lists now. That may be enough.")


def _show_steps(session: Session, boundary_id: str, step: str) -> None:
    """Show how to block or to report the person on the channel where they write."""

    def answer(done: bool | None) -> None:
        if done:
            session.execute(actions.extend_boundary(boundary_id, boundary_step=step))
        _offer_next_steps(session, boundary_id)

    boundary = session.journal.get_record(Boundary, boundary_id)
    person = find_person_by_id(session.journal, boundary.person) if boundary else None
    steps = find_report_steps(person.channel if person else "", folder=session.service.folder)
    session.push_screen(BoundaryStepsDialog(session, steps, step), answer)


def _ask_note(session: Session, boundary_id: str) -> None:
    prompt = LinePrompt("A private note", hint="what happened, and when · Enter saves")
    dialog = TextInputDialog(
        session, "boundary.note", prompt, save=lambda line: actions.extend_boundary(boundary_id, note=line)
    )
    session.push_screen(dialog, lambda _: _offer_next_steps(session, boundary_id))
