"""Notes and drafts: `N` keeps a line, `D` opens a draft; a post keeps its link and who answered it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from coach.actions import notes as actions
from coach.actions import opportunities_and_events, outreach
from coach.actions.backdate import backdate_by_trailing_time
from coach.actions.result import Action
from coach.domain.note import Note, NoteKind
from coach.domain.opportunities_and_events import format_opportunity_line
from coach.domain.person import Person
from coach.tui.commands.people import format_name, get_selected_person
from coach.tui.dialogs.choice import KeyedOffer, Offer, offer_actions, offer_keyed_actions
from coach.tui.dialogs.draft import DraftDialog
from coach.tui.dialogs.text_input import LinePrompt, TextInputDialog
from coach.tui.session import Session
from coach.tui.text_layout import shorten_text
from coach.views.person import build_person_view

MOST_PARKED = 8
"""Parked texts that are listed."""
NOTE_HINT = "end with @yesterday to log it for yesterday · Enter saves"
NOTE_TITLES: tuple[tuple[NoteKind, str], ...] = (
    ("note", "a note"), ("learned", "something you learned"), ("gave", "help you gave"), ("got", "help you got"),
)  # fmt: skip
OPPORTUNITY_HINT = 'what it is, then " : " and the next step with its day · Enter saves'


def write_note(session: Session) -> None:
    """Keep a line: about the page that is open or the row that has the focus, else a takeaway."""
    is_person_in_sight = session.is_page_open or session.focused_panel == "outreach"
    person = get_selected_person(session) if is_person_in_sight else None
    if person is not None:
        _ask_note_kind(session, person)
        return
    prompt = LinePrompt("A takeaway", hint=NOTE_HINT, placeholder="what is worth keeping")
    write = partial(actions.write_note, "takeaway")
    TextInputDialog(session, "note.takeaway", prompt, save=lambda line: backdate_by_trailing_time(line, write)).ask()


def _ask_note_kind(session: Session, person: Person) -> None:
    person_view = build_person_view(session.journal, person.id, session.now())
    shown = person_view.opportunities[0] if person_view and person_view.opportunities else None
    # As it was typed: names are redacted on the page.
    opportunity = actions.find_note(session.journal, shown.id) if shown else None

    def ask_line(title: str, key: str, save: Callable[[str], Action], hint: str = NOTE_HINT, value: str = "") -> Offer:
        prompt = LinePrompt(title[:1].upper() + title[1:], hint=hint, value=value)
        save_backdated = partial(backdate_by_trailing_time, make_action=save)
        return title, lambda: TextInputDialog(session, f"{key}.{person.id}", prompt, save=save_backdated).ask()

    opportunity_title = "change the opportunity" if opportunity else "an opportunity, with its next step"
    note_id, opportunity_line = (opportunity.id, format_opportunity_line(opportunity)) if opportunity else ("", "")
    save_opportunity = partial(opportunities_and_events.save_opportunity, who=person.id, note_id=note_id)
    note_kinds = [
        *(ask_line(title, kind, partial(actions.write_note, kind, who=person.id)) for kind, title in NOTE_TITLES),
        ask_line("a promise of yours", "promise", partial(outreach.log_promise, person.id)),
        ask_line(opportunity_title, "opening", save_opportunity, OPPORTUNITY_HINT, opportunity_line),
    ]
    if opportunity:
        note_kinds.append(("the opportunity is closed", lambda: session.execute(actions.close_note(opportunity.id))))
    offer_actions(session, f"A note about {format_name(session, person)}", note_kinds)


def ask_what_was_learned(session: Session, person: Person, sentence: str) -> None:
    """After a no: one kind sentence, and room for what was learned, which may stay empty."""
    title, empty_line = f"{format_name(session, person)} said no", "Anything to note? You can leave it empty."
    prompt = LinePrompt(title, hint=f"{sentence} · Enter goes on", placeholder=empty_line)
    save = partial(actions.write_note, "learned", who=person.id)
    TextInputDialog(session, f"learned.{person.id}", prompt, save=save, empty="skipped").ask()


def open_draft(session: Session, person: Person | None = None) -> None:
    """Open a draft to a person, else to whom the keys act on; while texts are parked, ask first which one."""
    person = person or get_selected_person(session)
    drafts = [n for n in actions.list_parked_texts(session.journal) if person is None or n.person in ("", person.id)]

    def open_new() -> None:
        session.push_screen(DraftDialog(session, to=person.id if person else ""))

    if not drafts:
        open_new()
        return
    new = f"a new draft to {format_name(session, person)}" if person else "a new draft"
    offered: list[Offer] = [(shorten_text(new, 60), open_new)]
    for note in drafts[:MOST_PARKED]:
        offered.append((session.hide_text(shorten_text(note.text, 60)), partial(_reopen_draft, session, note)))
    offer_actions(session, "A draft", offered)


def _reopen_draft(session: Session, note: Note) -> None:
    """Open a parked text again."""
    recipient, is_post = note.person or note.to, note.kind == "post"
    session.push_screen(DraftDialog(session, to=recipient, text=note.text, note=note.id, post=is_post))


def open_note(session: Session, note: Note) -> None:
    """Open a note about nobody: a draft goes on, another text can be changed or taken out."""
    if note.kind == "post" and note.posted_at is not None:
        _open_post(session, note)
    elif note.kind in ("draft", "post"):
        _reopen_draft(session, note)
    else:
        _rewrite_note(session, note)


def _rewrite_note(session: Session, note: Note) -> None:
    """Ask for the new text of a note or a post; an empty line deletes it."""
    prompt = LinePrompt(f"A {note.kind}", hint="Enter saves · leave it empty to delete it", value=note.text)
    save_text = partial(actions.rewrite_note, note.id)
    TextInputDialog(session, f"note.{note.id}", prompt, save=save_text, empty="accepted").ask()


def _open_post(session: Session, note: Note) -> None:
    """Offer what can be done with a published post."""
    post_actions: list[KeyedOffer] = [
        ("a", "who answered it", lambda: _ask_who_answered(session, note)),
        ("l", "the link to it", lambda: _ask_link(session, note)),
        ("t", "change the text", lambda: _rewrite_note(session, note)),
    ]
    offer_keyed_actions(session, "A post", post_actions)


def _ask_who_answered(session: Session, note: Note) -> None:
    hint = "several names with commas; you owe no reply for this · Enter saves"
    prompt = LinePrompt("Who answered your post?", hint=hint, placeholder="Ana Lee, Ben Okri")
    save = partial(actions.log_post_answers, note.id)
    TextInputDialog(session, f"post.answered.{note.id}", prompt, names=True, save=save).ask()


def _ask_link(session: Session, note: Note) -> None:
    prompt, save = LinePrompt("The link to the post", value=note.link), partial(actions.set_post_link, note.id)
    TextInputDialog(session, f"post.link.{note.id}", prompt, save=save, empty="accepted").ask()
