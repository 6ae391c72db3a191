"""Opportunities and events: `O` opens their page; a line adds one, and a row offers what can be done with it."""

from __future__ import annotations

from functools import partial

from coach.actions import notes
from coach.actions import opportunities_and_events as actions
from coach.actions.typed_names import find_person_by_id
from coach.domain.note import Note
from coach.domain.opportunities_and_events import (
    OPPORTUNITY_STAGES,
    Event,
    format_opportunity_line,
    format_planned_meetings,
    parse_opportunity_line,
)
from coach.domain.typed_times import find_day
from coach.tui.dialogs.choice import KeyedOffer, offer_keyed_actions
from coach.tui.dialogs.draft import DraftDialog
from coach.tui.dialogs.text_input import LinePrompt, TextInputDialog
from coach.tui.session import Session
from coach.views.opportunities_and_events import EventRow, OpportunityRow, build_opportunities

_STAGE_KEYS = {"found": "f", "asked": "a", "talking": "t", "waiting": "w"}


def save_line(session: Session, line: str) -> None:
    """Save a typed line: one with a day before any next step is an event, another one an opportunity."""
    today = session.journal.settings.day_of(session.now())
    is_event = find_day(parse_opportunity_line(line).text, today) is not None
    session.execute(actions.save_event(line) if is_event else actions.save_opportunity(line), raises=True)


def open_opportunity(session: Session, row: OpportunityRow) -> None:
    """Offer the stages, the next step, and how an opportunity may end."""
    note = session.journal.get_record(Note, row.id)
    if note is None:
        return
    stages = [stage for stage in OPPORTUNITY_STAGES if stage not in ("closed", row.stage)]
    offered: list[KeyedOffer] = [
        ("s", "the next step", lambda: _ask_next_step(session, note)),
        *((_STAGE_KEYS[stage], stage, partial(session.execute, actions.set_stage(row.id, stage))) for stage in stages),
        ("n", "they said no", partial(session.execute, actions.log_opportunity_no(row.id))),
        ("x", "close it", partial(session.execute, notes.close_note(row.id))),
        ("e", "edit it", lambda: _edit_opportunity(session, note)),
    ]
    if find_person_by_id(session.journal, note.person) is not None:
        offered.append(("p", "open the person", lambda: session.open_person(note.person)))
    _offer_row_actions(session, row.text, offered, row.link)


def open_event(session: Session, row: EventRow) -> None:
    """Ask whom one met, if that is due; else offer what can be done with an event."""
    event = session.journal.get_record(Event, row.id)
    if event is None:
        return
    if row.asks:
        ask_who_was_met(session, event)
        return
    invitation = actions.write_invitation(row.title, row.day, row.place)
    offered: list[KeyedOffer] = [
        ("m", "who to meet, with one question each", lambda: _ask_meetings(session, event)),
        ("i", "a text to invite someone", lambda: session.push_screen(DraftDialog(session, text=invitation))),
        ("w", "who you met there", lambda: ask_who_was_met(session, event)),
        ("e", "edit it", lambda: _edit_event(session, event)),
        ("x", "remove it", partial(session.execute, actions.remove_event(event.id))),
    ]
    _offer_row_actions(session, row.title, offered, row.link)


def open_by_id(session: Session, record_id: str) -> None:
    """Offer what can be done with the opportunity or event of that id, or open their page if it is not on it."""
    view = build_opportunities(session.journal, session.now(), with_contacts=False)
    opportunity = next((row for row in (*view.opportunities, *view.closed) if row.id == record_id), None)
    event = next((row for row in (*view.events, *view.past_events) if row.id == record_id), None)
    if opportunity is not None:
        open_opportunity(session, opportunity)
    elif event is not None:
        open_event(session, event)
    else:
        session.run_command("opportunities.show")


def ask_who_was_met(session: Session, event: Event) -> None:
    """Ask whom one met; each name becomes somebody met there, with a first sentence ready as a draft."""
    planned_names = "" if session.hidden else ", ".join(meeting.name for meeting in event.meetings)
    title = f"{session.hide_text(event.title)}: who did you meet?"
    hint = "several names with commas, or none · Enter saves"
    prompt = LinePrompt(title, hint=hint, placeholder=planned_names or "Ana Lee, Ben Okri")
    save = partial(actions.log_people_met, event.id)
    TextInputDialog(session, f"met.{event.id}", prompt, save=save, empty="accepted").ask()


def _offer_row_actions(session: Session, title: str, offered: list[KeyedOffer], link: str) -> None:
    """Offer what can be done with an opportunity or an event, and to copy its link if it has one."""

    def copy_link() -> None:
        session.copy_text(link)
        session.notify("The link is copied, if your terminal allows it.")

    if link:
        offered.append(("c", "copy the link", copy_link))
    offer_keyed_actions(session, session.hide_text(title), offered)


def _ask_next_step(session: Session, note: Note) -> None:
    prompt = LinePrompt("The next step", hint="one step, and its day · Enter saves", placeholder="ask Priya by Friday")
    save = partial(actions.set_next_step, note.id)
    TextInputDialog(session, f"step.{note.id}", prompt, save=save, empty="accepted").ask()


def _edit_opportunity(session: Session, note: Note) -> None:
    hint = 'what it is, a link, then " : " and the next step with its day · Enter saves'
    prompt = LinePrompt("An opportunity", hint=hint, value=format_opportunity_line(note))
    save = partial(actions.save_opportunity, note_id=note.id)
    TextInputDialog(session, f"opportunity.{note.id}", prompt, save=save).ask()


def _edit_event(session: Session, event: Event) -> None:
    event_line = ", ".join(filter(None, (event.title, event.day.isoformat(), event.place, event.link)))
    prompt = LinePrompt("An event", hint="name, day, place · Enter saves", value=event_line)
    save = partial(actions.save_event, event_id=event.id)
    TextInputDialog(session, f"event.{event.id}", prompt, save=save).ask()


def _ask_meetings(session: Session, event: Event) -> None:
    hint = 'a name, ":" and a question, then ";" and the next name · Enter saves'
    meetings_line = format_planned_meetings(event.meetings)
    prompt = LinePrompt("Who to meet", hint=hint, placeholder="Ana Lee: how did the move go; Ben", value=meetings_line)
    save = partial(actions.plan_meetings, event.id)
    TextInputDialog(session, f"meet.{event.id}", prompt, save=save).ask()
