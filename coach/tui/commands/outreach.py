"""Outreach: `o` and `i` log a message by a name; r, x, . and n act on the selected row, or on the page that is open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from coach.actions import advice, conversations
from coach.actions import outreach as actions
from coach.actions.result import Action
from coach.advice.follow_up_texts import TEXTS_FILE, create_texts_file, list_follow_up_texts
from coach.advice.outreach.open_conversations import list_open_requests
from coach.domain.outreach_line import split_outreach_line
from coach.domain.person import Person
from coach.paths import format_path
from coach.tui.commands.notes import ask_what_was_learned, open_draft
from coach.tui.commands.people import edit_person, format_name, get_person_on_page, get_selected_person, merge_person
from coach.tui.dialogs.choice import KeyedOffer, TextChoiceDialog, offer_keyed_actions
from coach.tui.dialogs.draft import DraftDialog
from coach.tui.dialogs.text_input import LinePrompt, TextInputDialog
from coach.tui.session import Session
from coach.tui.text_layout import NAMES_ARE_HIDDEN
from coach.views.person import PersonView, build_person_view, last_subject

NOBODY_SELECTED = (
    "Nobody is selected. {outreach.up} {outreach.down} choose a row, {people.find} finds anyone, "
    "{outreach.sent} logs a message you sent."
)
NOBODY_IN_OUTREACH = "The list is empty. {outreach.sent} logs a message you sent."
LINE_HINT = "Optional: @linkedin · #well (knows you well) · : what it is about"
SENT_HINT = f"{LINE_HINT} · ! a promise · Tab writes a draft · Enter saves"
RECEIVED_HINT = f"{LINE_HINT} · ! their promise · ? a request · Enter saves"
PAGE_HINT = "a few words, or nothing · begin with ! for a promise · @linkedin says where · Enter saves"
ASK_WHY_TEXT = "Thanks for thinking of me. What made you get in touch?"


def log_sent_message(session: Session, name: str = "") -> None:
    """Log a message you sent, to `name` if it is given."""
    person = get_person_on_page(session)
    if person is not None:
        _log_on_page(session, "I wrote to", person, partial(actions.log_sent_message, to=person.id))
        return
    draft_key, name_before = (f"outreach.sent.{name}", f"{name} ") if name else ("outreach.sent", "")
    preview, draft = partial(_describe_line, session, way="out"), partial(_continue_as_draft, session)
    prompt = LinePrompt("I wrote to", hint=SENT_HINT, placeholder="Ana", value=name_before, preview=preview)
    TextInputDialog(session, draft_key, prompt, save=actions.log_sent_message, names=True, draft=draft).ask()


def _continue_as_draft(session: Session, line: str) -> None:
    """Go on with what was typed in a draft: the name stays the recipient, the words become the text."""
    recipient, _, message_text = split_outreach_line(line)
    session.push_screen(DraftDialog(session, to=recipient, text=message_text))


def log_received_message(session: Session) -> None:
    """Log a message they wrote."""
    person = get_person_on_page(session)
    if person is not None:
        _log_on_page(session, "They wrote to me:", person, partial(actions.log_received_message, to=person.id))
        return
    preview = partial(_describe_line, session, way="in")
    prompt = LinePrompt("They wrote to me", hint=RECEIVED_HINT, placeholder="Ana", preview=preview)
    TextInputDialog(session, "outreach.wrote", prompt, names=True, save=actions.log_received_message).ask()


def _describe_line(session: Session, line: str, way: actions.ContactDirection) -> str:
    """Return how the typed line is understood; nothing while names are hidden."""
    return "" if session.hidden else actions.describe_typed_line(session.journal, session.now(), line, way=way)


def _log_on_page(session: Session, title: str, person: Person, save: Callable[[str], Action]) -> None:
    prompt = LinePrompt(f"{title} {format_name(session, person)}", hint=PAGE_HINT, placeholder="what it was about")
    TextInputDialog(session, f"page.{person.id}", prompt, save=save, empty="accepted").ask()


def snooze_selected(session: Session) -> None:
    """Snooze the row if the list has the focus, else the coach's line, else the row."""
    on_row = session.focused_panel == "outreach" or session.is_page_open
    if not on_row and session.day and session.day.advice_rule_id:
        session.execute(advice.snooze_advice(session.day.advice_rule_id, session.day.advice_person_id))
    else:
        session.show_panel("outreach")
        act_on_selected(session, conversations.snooze_conversation)


def act_on_selected(session: Session, action: Callable[[str], Action]) -> None:
    """Execute the action that is made of the id of the person that keys act on."""
    person = _get_selected_or_notify(session)
    if person is not None:
        session.execute(action(person.id))


def mark_answered(session: Session) -> None:
    """Mark that they answered, or that you did; ask which, if others have just changed whose turn it is."""
    person = _get_selected_or_notify(session)
    if person is None:
        return
    if session.has_just_turned(person.id):
        offer_row_actions(session, person)
    else:
        session.execute(conversations.mark_answered(person.id))


def _get_selected_or_notify(session: Session) -> Person | None:
    """Return the person that keys act on; with none, say how to select or log one."""
    person = get_selected_person(session)
    if person is None:
        session.notify(session.keys.fill(NOBODY_SELECTED if session.selected_row else NOBODY_IN_OUTREACH))
    return person


def log_no(session: Session, person: Person | None = None) -> None:
    """They said no: saved at once; a kind sentence, and room for what was learned, follow."""
    person = person or _get_selected_or_notify(session)
    if person is None:
        return
    sentence = conversations.kind_sentence_after_no(session.journal)
    if session.execute(conversations.log_refusal(person.id)) is not None:
        ask_what_was_learned(session, person, sentence)


def offer_row_actions(session: Session, person: Person | None = None) -> None:
    """Offer what can be done with the row or the page, and ask the one question left once every line was sent."""
    person = person or _get_selected_or_notify(session)
    person_view = build_person_view(session.journal, person.id, session.now()) if person else None
    if person is None or person_view is None:
        return

    def run(action: Callable[[str], Action]) -> Callable[[], object]:
        return lambda: session.execute(action(person.id))

    has_met_today = actions.is_meeting_logged(session.journal, person.id, session.now())
    log_meeting = partial(actions.log_meeting, again=has_met_today)
    is_owed = _is_owed(person_view)

    def mark_answered() -> None:
        view_now = build_person_view(session.journal, person.id, session.now())
        if view_now is not None and _is_owed(view_now) != is_owed:
            offer_row_actions(session, person)  # somebody wrote meanwhile, so the key means something else
        else:
            session.execute(conversations.mark_answered(person.id))

    keep = ("k", "keep it in the list", run(conversations.keep_conversation))
    row_actions: list[KeyedOffer] = [
        ("r", "I did it, or wrote back" if is_owed else "they answered", mark_answered),
        ("x", "let it rest", run(conversations.rest_conversation)),
        (".", "snooze for three working days", run(conversations.snooze_conversation)),
        ("w", "snooze for 30 days", run(conversations.snooze_for_a_month)),
        *((keep,) if person_view.may_rest else ()),
        ("n", "they said no", partial(log_no, session, person)),
        ("t", "we met or talked again today" if has_met_today else "we met or talked", run(log_meeting)),
        ("c", "a follow-up text", partial(offer_texts, session, person)),
        ("D", "a draft", partial(open_draft, session, person)),
    ]
    if session.is_page_open:
        row_actions += [
            ("e", "edit this person", lambda: edit_person(session)),
            ("=", "merge with another entry of the same person", lambda: merge_person(session)),
        ]
    if person_view.may_rest:
        row_actions.sort(key=lambda offer: offer[0] not in "xwk")
    title = "No follow-up is needed. What would you like to do?" if person_view.may_rest else "This conversation"
    offer_keyed_actions(session, title, row_actions)


def _is_owed(person_view: PersonView) -> bool:
    return bool(person_view.promises) or person_view.awaits_me


def offer_texts(session: Session, person: Person | None = None) -> None:
    """Offer texts to ask again with, or to reply with; the one chosen goes into the draft box, ready to be copied."""
    person = person or _get_selected_or_notify(session)
    person_view = build_person_view(session.journal, person.id, session.now()) if person else None
    if person is None or person_view is None:
        return
    if session.hidden:
        session.notify(session.keys.fill(NAMES_ARE_HIDDEN))
        return
    folder = session.service.folder
    try:
        texts_file = format_path(create_texts_file(folder))
    except OSError:  # the folder cannot be written to; the coach's own texts need no file
        texts_file = TEXTS_FILE
    follow_up_texts = list_follow_up_texts(person.name, last_subject(person_view), folder, reply=person_view.awaits_me)
    session.push_screen(
        TextChoiceDialog(session, person.name, follow_up_texts, texts_file),
        lambda text: None if text is None else _open_ready_text(session, person, text),
    )


def _open_ready_text(session: Session, person: Person, text: str) -> None:
    """Open a text that may go out as it is: the first key can copy it."""
    session.push_screen(DraftDialog(session, to=person.id, text=text, ready=True))


def review_requests(session: Session) -> None:
    """Show the oldest open request; each answer brings the next one, Esc leaves the rest for another time."""
    open_requests = list_open_requests(session.journal, session.now())
    if not open_requests:
        log_hint = "To log one, press {outreach.wrote} and type: Ana ? an intro to Sam"
        session.notify(f"No open requests. {session.keys.fill(log_hint)}")
        return
    person, request = open_requests[0]
    request_text = f": {session.hide_text(request.text)}" if request.text else ""

    def run(action: Action) -> None:
        if session.execute(action) is not None and list_open_requests(session.journal, session.now()):
            review_requests(session)

    accept = partial(run, conversations.answer_request(person.id, accept=True, request_id=request.id))
    decline = partial(run, conversations.answer_request(person.id, accept=False, request_id=request.id))
    request_answers: list[KeyedOffer] = [
        ("a", "accept, if you see something you could give or learn", accept),
        ("w", "ask why, in a friendly sentence", lambda: _open_ready_text(session, person, ASK_WHY_TEXT)),
        ("l", "snooze it", partial(run, conversations.snooze_request(person.id, request_id=request.id))),
        ("d", "decline: no explanation is needed", decline),
    ]
    offer_keyed_actions(session, f"{format_name(session, person)} asks{request_text}", request_answers)
