"""Opportunities and events: `O` opens their page; a line adds one, and a row offers what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from coach.actions import events, notes
from coach.actions import opportunities as actions
from coach.actions.people import find_person_by_id
from coach.domain.event import Event, format_planned_meetings
from coach.domain.note import Note
from coach.domain.opportunity import OPPORTUNITY_STAGES, format_opportunity_line
from coach.domain.typed_times import find_day
from coach.tui.dialogs.choice import ChoiceDialog
from coach.tui.dialogs.draft import DraftDialog
from coach.tui.dialogs.text_input import TextInputDialog
from coach.tui.markup import HIDDEN_MARK
from coach.tui.session import Session
from coach.views.opportunities import build_opportunities

if TYPE_CHECKING:
    from coach.actions.result import Action
    from coach.views.opportunities import EventRow, OpportunityRow

SAVE_HINT = "Enter saves"
_STAGE_KEYS = {"found": "f", "asked": "a", "talking": "t", "waiting": "w"}


def open_opportunities(session: Session) -> None:
    """Open the page of opportunities and events."""
    session.pages.open_opportunities()


def save_line(session: Session, line: str) -> None:
    """Save a typed line: one with a day before any next step is an event, another one an opportunity."""
    today = session.journal.settings.day_of(session.now())
    head = f" {line} ".partition(" : ")[0]
    is_event = find_day(head.strip(), today) is not None
    session.execute(events.save_event(line) if is_event else actions.save_opportunity(line), raises=True)


def open_opportunity(session: Session, row: OpportunityRow) -> None:
    """Offer the stages, the next step, and how an opportunity may end."""
    note = session.journal.get_record(Note, row.id)
    if note is None:
        return
    offered: list[tuple[str, str, str, Callable[[], object]]] = [
        ("s", "step", "the next step", lambda: _ask_step(session, note)),
        *(
            (key, stage, stage, _make_runner(session, actions.set_stage(row.id, stage)))
            for stage, key in ((stage, _STAGE_KEYS[stage]) for stage in OPPORTUNITY_STAGES if stage != "closed")
            if stage != row.stage
        ),
        ("n", "no", "they said no", _make_runner(session, actions.log_opportunity_no(row.id))),
        ("x", "close", "it is complete", _make_runner(session, notes.close_note(row.id))),
        ("e", "edit", "edit it", lambda: _edit_opportunity(session, note)),
    ]
    person = find_person_by_id(session.journal, note.person)
    if person is not None:
        offered.append(("p", "person", "open the person", lambda: session.pages.open_person(note.person)))
    if row.link:
        offered.append(("c", "copy", "copy the link", lambda: _copy_link(session, row.link)))
    _offer(session, row.text, offered)


def open_event(session: Session, row: EventRow) -> None:
    """Ask whom one met, if that is due; else offer what can be done with an event."""
    event = session.journal.get_record(Event, row.id)
    if event is None:
        return
    if row.asks:
        ask_who_was_met(session, event)
        return
    offered: list[tuple[str, str, str, Callable[[], object]]] = [
        ("m", "meet", "who to meet, with one question each", lambda: _ask_meetings(session, event)),
        ("i", "invite", "a text to invite someone", lambda: _open_invitation(session, row)),
        ("w", "met", "who you met there", lambda: ask_who_was_met(session, event)),
        ("e", "edit", "edit it", lambda: _edit_event(session, event)),
        ("x", "remove", "remove it", _make_runner(session, events.remove_event(event.id))),
    ]
    if row.link:
        offered.append(("c", "copy", "copy the link", lambda: _copy_link(session, row.link)))
    _offer(session, row.title, offered)


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
        open_opportunities(session)


def ask_who_was_met(session: Session, event: Event) -> None:
    """Ask whom one met; each name becomes somebody met there, with a first sentence ready as a draft."""
    key = f"met.{event.id}"
    planned = "" if session.hidden else ", ".join(each.name for each in event.meetings)
    session.push_screen(
        TextInputDialog(
            key,
            f"{HIDDEN_MARK if session.hidden else event.title}: who did you meet?",
            placeholder=planned or "Ana Lee, Ben Okri",
            hint="several names with commas, or none · Enter saves",
            accept=lambda line: session.execute(
                events.log_people_met(event.id, line), raises=True, draft=(key, line)
            ),
            empty_ok=True,
        )
    )  # fmt: skip


def _offer(session: Session, title: str, offered: list[tuple[str, str, str, Callable[[], object]]]) -> None:
    run = {name: work for _, name, _, work in offered}

    def answer(name: str | None) -> None:
        if name is not None:
            run[name]()

    session.push_screen(
        ChoiceDialog(
            HIDDEN_MARK if session.hidden else title,
            [(name, label) for _, name, label, _ in offered],
            keys="".join(key for key, *_ in offered),
        ),
        answer,
    )


def _make_runner(session: Session, action: Action) -> Callable[[], object]:
    return lambda: session.execute(action)


def _ask_line(
    session: Session, key: str, title: str, action: Callable[[str], Action], *, value: str, hint: str = SAVE_HINT,
    placeholder: str = "", empty_ok: bool = False,
) -> None:  # fmt: skip
    session.push_screen(
        TextInputDialog(
            key, title, value=value, hint=hint, placeholder=placeholder, empty_ok=empty_ok,
            accept=lambda line: session.execute(action(line), raises=True, draft=(key, line)),
        )
    )  # fmt: skip


def _ask_step(session: Session, note: Note) -> None:
    _ask_line(
        session, f"step.{note.id}", "The next step", lambda line: actions.set_next_step(note.id, line),
        value="", placeholder="ask Priya by friday", hint=f"one step, and its day · {SAVE_HINT}", empty_ok=True,
    )  # fmt: skip


def _edit_opportunity(session: Session, note: Note) -> None:
    _ask_line(
        session, f"opportunity.{note.id}", "An opportunity",
        lambda line: actions.save_opportunity(line, note_id=note.id), value=format_opportunity_line(note),
        hint=f"what it is, a link : the next step by friday · {SAVE_HINT}",
    )  # fmt: skip


def _edit_event(session: Session, event: Event) -> None:
    parts = (event.title, event.day.isoformat(), event.place, event.link)
    _ask_line(
        session, f"event.{event.id}", "An event", lambda line: events.save_event(line, event_id=event.id),
        value=", ".join(part for part in parts if part), hint=f"name, day, place · {SAVE_HINT}",
    )  # fmt: skip


def _ask_meetings(session: Session, event: Event) -> None:
    _ask_line(
        session, f"meet.{event.id}", "Who to meet", lambda line: events.plan_meetings(event.id, line),
        value=format_planned_meetings(event.meetings), placeholder="Ana Lee: how did the move go; Ben",
        hint=f"a name: one question; the next name · {SAVE_HINT}",
    )  # fmt: skip


def _open_invitation(session: Session, row: EventRow) -> None:
    session.push_screen(DraftDialog(session, text=events.write_invitation("", row.title, row.day, row.place)))


def _copy_link(session: Session, link: str) -> None:
    session.copy_text(link)
    session.notify("The link is copied, if your terminal allows it.")
