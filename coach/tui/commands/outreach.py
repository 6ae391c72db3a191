"""Outreach: `o` and `i` log a message by a name; r, x, . and n act on the selected row, or on the page that is open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from coach.actions import advice
from coach.actions import outreach as actions
from coach.advice.follow_up_texts import TEXTS_FILE, create_texts_file, list_follow_up_texts
from coach.advice.outreach.open_conversations import list_open_requests
from coach.paths import format_path
from coach.tui.commands.drafts import draft_from_line, open_draft, open_ready_text
from coach.tui.commands.people import ask_what_was_learned, edit_person, merge_person
from coach.tui.commands.selection import NOBODY_SELECTED, format_name, get_person_on_page, get_selected_person
from coach.tui.dialogs.choice import ChoiceDialog, TextChoiceDialog
from coach.tui.dialogs.text_input import OutreachInputDialog, TextInputDialog, list_name_completions
from coach.tui.markup import HIDDEN_MARK, shorten_text
from coach.tui.session import Session
from coach.views.person import build_person_view, last_subject

if TYPE_CHECKING:
    from coach.actions.result import Action
    from coach.domain.person import Person

SENT_HINT = "Optional: @linkedin · #well · : what about · ! a promise · Tab writes a draft · Enter saves"
RECEIVED_HINT = "Optional: @linkedin · #well · : what about · ! their promise · ? a request · Enter saves"
PAGE_HINT = "a few words, or leave it empty · ! a promise · @linkedin · Enter saves"
ASK_WHY_TEXT = "Thanks for thinking of me. What made you get in touch?"


def log_sent_message(session: Session, name: str = "") -> None:
    """Log a message you sent, to `name` if it is given."""
    person = get_person_on_page(session)
    if person is not None:
        _log_on_page(session, "I wrote to", person, lambda line: actions.log_sent_message(line, to=person.id))
        return
    key = f"outreach.sent.{name}" if name else "outreach.sent"
    session.push_screen(
        OutreachInputDialog(
            key,
            "I wrote to",
            placeholder="Ana",
            value=f"{name} " if name else "",
            hint=SENT_HINT,
            complete=lambda typed: list_name_completions(session, typed),
            accept=lambda line: session.execute(actions.log_sent_message(line), raises=True, draft=(key, line)),
            draft=lambda line: draft_from_line(session, line),
            preview=lambda line: _describe_line(session, line, "out"),
        )
    )


def log_received_message(session: Session) -> None:
    """Log a message they wrote."""
    person = get_person_on_page(session)
    if person is not None:
        _log_on_page(
            session, "They wrote to me:", person, lambda line: actions.log_received_message(line, to=person.id)
        )
        return
    session.push_screen(
        TextInputDialog(
            "outreach.wrote",
            "They wrote to me",
            placeholder="Ana",
            hint=RECEIVED_HINT,
            complete=lambda typed: list_name_completions(session, typed),
            accept=lambda line: session.execute(
                actions.log_received_message(line), raises=True, draft=("outreach.wrote", line)
            ),
            preview=lambda line: _describe_line(session, line, "in"),
        )
    )


def _describe_line(session: Session, line: str, way: actions.ContactWay) -> str:
    """Return how the typed line is understood; nothing while names are hidden."""
    return "" if session.hidden else actions.describe_typed_line(session.journal, session.now(), line, way=way)


def _log_on_page(session: Session, title: str, person: Person, action: Callable[[str], Action]) -> None:
    key = f"page.{person.id}"
    session.push_screen(
        TextInputDialog(
            key,
            f"{title} {format_name(session, person)}",
            placeholder="what about",
            hint=PAGE_HINT,
            accept=lambda line: session.execute(action(line), raises=True, draft=(key, line)),
            empty_ok=True,
        )
    )


def select_row_above(session: Session) -> None:
    """Select the row above."""
    session.move_selection(-1)


def select_row_below(session: Session) -> None:
    """Select the row below."""
    session.move_selection(1)


def mark_answered(session: Session) -> None:
    """They answered, or I gave what I owed."""
    _act_on_selected(session, actions.mark_answered)


def let_rest(session: Session) -> None:
    """Let the conversation rest."""
    _act_on_selected(session, actions.rest_conversation)


def let_old_rest(session: Session) -> None:
    """Let every conversation rest that has waited long enough."""
    session.execute(actions.rest_old_conversations())


def snooze_selected(session: Session) -> None:
    """Snooze the row if the list has the focus, else the coach's line, else the row."""
    on_row = session.focused_panel == "outreach" or session.is_page_open
    if not on_row and session.day and session.day.advice_rule_id:
        session.execute(advice.snooze_advice(session.day.advice_rule_id, session.day.advice_person_id))
    else:
        _act_on_selected(session, actions.snooze_conversation)


def _act_on_selected(session: Session, action: Callable[[str], Action]) -> None:
    person = get_selected_person(session)
    if person is None:
        session.notify(NOBODY_SELECTED if session.selected_row else "The list is empty. o logs a message you sent.")
        return
    session.execute(action(person.id))


def log_no(session: Session) -> None:
    """They said no: saved at once; a kind sentence, and room for what was learned, follow."""
    person = get_selected_person(session)
    if person is None:
        session.notify(NOBODY_SELECTED)
        return
    sentence = actions.kind_sentence_after_no(session.journal)
    if session.execute(actions.log_refusal(person.id)) is not None:
        ask_what_was_learned(session, person, sentence)


def open_person_page(session: Session) -> None:
    """Open the page of the selected row's person."""
    person = get_selected_person(session)
    if person is not None:
        session.pages.open_person(person.id)


def offer_row_actions(session: Session) -> None:
    """Offer what can be done with the row or the page, and ask the one question left once every line was sent."""
    person = get_selected_person(session)
    found = build_person_view(session.journal, person.id, session.now()) if person else None
    if person is None or found is None:
        session.notify(NOBODY_SELECTED)
        return

    def run_action(action: Callable[[str], Action]) -> Callable[[Session], object]:
        return lambda session: session.execute(action(person.id))

    owed = bool(found.promises) or found.state in ("your turn", "they wrote first")
    offered: list[tuple[str, str, str, Callable[[Session], object]]] = [
        ("r", "answered", "I did it, or wrote back" if owed else "they answered", run_action(actions.mark_answered)),
        ("x", "rest", "let it rest", run_action(actions.rest_conversation)),
        (".", "later", "snooze for three working days", run_action(actions.snooze_conversation)),
        ("w", "wait", "wait 30 days", run_action(actions.snooze_for_a_month)),
        ("k", "keep", "keep it in the list", run_action(actions.keep_conversation)),
        ("n", "no", "they said no", log_no),
        ("t", "met", "we met or talked", run_action(actions.log_meeting)),
        ("c", "copy", "a follow-up text", offer_texts),
        ("D", "draft", "a draft", open_draft),
    ]
    if session.is_page_open:
        offered += [
            ("e", "edit", "edit this person", edit_person),
            ("=", "merge", "the same person as someone else", merge_person),
        ]
    offered = [one for one in offered if one[1] != "keep" or found.may_rest]
    if found.may_rest:
        offered.sort(key=lambda one: one[1] not in ("rest", "wait", "keep"))
    title = "No follow-up is needed. What now?" if found.may_rest else "This conversation"
    run = {name: command for _, name, _, command in offered}

    def answer(name: str | None) -> None:
        if name is not None:
            run[name](session)

    keys = "".join(key for key, *_ in offered)
    session.push_screen(ChoiceDialog(title, [(name, label) for _, name, label, _ in offered], keys=keys), answer)


def offer_texts(session: Session) -> None:
    """Offer texts to ask again with; the one chosen goes into the draft box, ready to be copied."""
    person = get_selected_person(session)
    found = build_person_view(session.journal, person.id, session.now()) if person else None
    if person is None or found is None:
        session.notify(NOBODY_SELECTED)
        return
    if session.hidden:
        session.notify("Names and notes are hidden. h shows them.")
        return
    folder = session.service.folder
    try:
        where = format_path(create_texts_file(folder))
    except OSError:  # the folder cannot be written to; the coach's own texts need no file
        where = TEXTS_FILE

    def answer(text: str | None) -> None:
        if text is not None:
            open_ready_text(session, person.id, text)

    texts: Sequence[str] = list_follow_up_texts(person.name, last_subject(found), folder)
    session.push_screen(TextChoiceDialog(person.name, texts, where), answer)


def review_requests(session: Session) -> None:
    """Show the oldest open request; each answer brings the next one, Esc leaves the rest for another time."""
    open_now = list_open_requests(session.journal, session.now())
    if not open_now:
        session.notify("No open requests. i, then NAME ? what they ask, logs one.")
        return
    person, request = open_now[0]
    asks = f": {HIDDEN_MARK if session.hidden else request.text}" if request.text else ""
    offered = [
        ("accept", "accept: you see what you could give or learn"),
        ("why", "ask why, in a friendly sentence"),
        ("later", "later"),
        ("decline", "decline: they are not told"),
    ]

    def answer(word: str | None) -> None:
        if word is None:
            return
        if word == "why":
            open_ready_text(session, person.id, ASK_WHY_TEXT)
            return
        action = (
            actions.snooze_request(person.id)
            if word == "later"
            else actions.answer_request(person.id, accept=word == "accept")
        )
        if session.execute(action) is not None and list_open_requests(session.journal, session.now()):
            review_requests(session)

    session.push_screen(
        ChoiceDialog(shorten_text(f"{format_name(session, person)} asks{asks}", 90), offered, keys="awld"), answer
    )
