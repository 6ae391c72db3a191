"""Outreach: `o` and `i` log a message by a name; r, x, . and n act on the selected row, or on the page that is open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from coach.acts import asked
from coach.acts import outreach as acts
from coach.advice.person import portrait, subject
from coach.advice.texts import TEXTS_FILE, edit_texts, offers, place_name
from coach.advice.waiting import requests
from coach.ui.commands.draft import draft_from_line, open_draft, open_ready_text
from coach.ui.commands.people import ask_what_was_learned, edit_person, merge_person
from coach.ui.commands.selection import NOBODY, person_on_page, selected_person, shown_name
from coach.ui.dialogs.choice import ChoiceDialog, TextsDialog
from coach.ui.dialogs.line import LineDialog, OutreachLine, complete_name
from coach.ui.session import Session
from coach.ui.text import HIDDEN, cut

if TYPE_CHECKING:
    from coach.acts.change import Act
    from coach.domain.person import Person

SENT = "@linkedin  #cold #warm #strong  : words  ! a promise  are optional · Tab drafts it · Enter saves · Esc back"
CAME = "@linkedin  #cold #warm #strong  : words  ! their promise  ? a request  are optional · Enter saves · Esc back"
ON_PAGE = "a few words, or nothing · ! a promise  @linkedin · Enter saves · Esc back"
ASK_WHY = "Thank you for thinking of me. What made you think of me?"


def log_sent_message(session: Session) -> None:
    """Log a message I wrote."""
    person = person_on_page(session)
    if person is not None:
        _log_on_page(session, "I wrote to", person, lambda line: acts.sent(line, to=person.id))
        return
    session.push(
        OutreachLine(
            "outreach.sent",
            "I wrote to",
            placeholder="Ana",
            hint=SENT,
            complete=lambda typed: complete_name(session, typed),
            accept=lambda line: session.execute(acts.sent(line), raises=True, draft=("outreach.sent", line)),
            draft=lambda line: draft_from_line(session, line),
        )
    )


def log_received_message(session: Session) -> None:
    """Log a message they wrote."""
    person = person_on_page(session)
    if person is not None:
        _log_on_page(session, "They wrote to me:", person, lambda line: acts.wrote(line, to=person.id))
        return
    session.push(
        LineDialog(
            "outreach.wrote",
            "They wrote to me",
            placeholder="Ana",
            hint=CAME,
            complete=lambda typed: complete_name(session, typed),
            accept=lambda line: session.execute(acts.wrote(line), raises=True, draft=("outreach.wrote", line)),
        )
    )


def _log_on_page(session: Session, title: str, person: Person, act: Callable[[str], Act]) -> None:
    key = f"page.{person.id}"
    session.push(
        LineDialog(
            key,
            f"{title} {shown_name(session, person)}",
            placeholder="what about",
            hint=ON_PAGE,
            accept=lambda line: session.execute(act(line), raises=True, draft=(key, line)),
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
    _act_on_selected(session, acts.answered)


def let_rest(session: Session) -> None:
    """Let the conversation rest."""
    _act_on_selected(session, acts.rest)


def snooze_selected(session: Session) -> None:
    """Snooze the row if the list has the focus, else the coach's line, else the row."""
    on_row = session.focused_panel == "outreach" or session.is_page_open
    if not on_row and session.day and session.day.rule:
        session.execute(asked.put_off(session.day.rule, session.day.about))
    else:
        _act_on_selected(session, acts.later)


def _act_on_selected(session: Session, act: Callable[[str], Act]) -> None:
    person = selected_person(session)
    if person is None:
        session.notify(NOBODY if session.selected_row else "The list is empty. o logs a message you sent.")
        return
    session.execute(act(person.id))


def log_no(session: Session) -> None:
    """They said no: saved at once; a kind sentence, and room for what was learned, follow."""
    person = selected_person(session)
    if person is None:
        session.notify(NOBODY)
        return
    sentence = acts.kind_sentence(session.journal)
    if session.execute(acts.no(person.id)) is not None:
        ask_what_was_learned(session, person, sentence)


def open_person_page(session: Session) -> None:
    """Open the page of the selected row's person."""
    person = selected_person(session)
    if person is not None:
        session.pages.open_person(person.id)


def offer_row_actions(session: Session) -> None:
    """Offer what can be done with the row or the page, and ask the one question left once every line was sent."""
    person = selected_person(session)
    found = portrait(session.journal, person.id, session.now()) if person else None
    if person is None or found is None:
        session.notify(NOBODY)
        return

    def run_act(act: Callable[[str], Act]) -> Callable[[Session], object]:
        return lambda session: session.execute(act(person.id))

    owed = bool(found.promises) or found.state in ("your turn", "they wrote first")
    offered: list[tuple[str, str, str, Callable[[Session], object]]] = [
        ("r", "answered", "I gave it, or wrote back" if owed else "they answered", run_act(acts.answered)),
        ("x", "rest", "let it rest", run_act(acts.rest)),
        (".", "later", "later, in three working days", run_act(acts.later)),
        ("w", "wait", "wait 30 days", run_act(acts.wait)),
        ("k", "keep", "keep it in the list", run_act(acts.keep)),
        ("n", "no", "they said no", log_no),
        ("t", "met", "we met or talked", run_act(acts.met)),
        ("c", "copy", "a text to ask again with", offer_texts),
        ("D", "draft", "a draft", open_draft),
    ]
    if session.is_page_open:
        offered += [
            ("e", "edit", "change what is known", edit_person),
            ("=", "merge", "the same person as somebody else", merge_person),
        ]
    offered = [one for one in offered if one[1] != "keep" or found.ask]
    if found.ask:
        offered.sort(key=lambda one: one[1] not in ("rest", "wait", "keep"))
    title = "You wrote, and that was enough. What now?" if found.ask else "This thread"
    run = {name: command for _, name, _, command in offered}

    def answer(name: str | None) -> None:
        if name is not None:
            run[name](session)

    keys = "".join(key for key, *_ in offered)
    session.push(ChoiceDialog(title, [(name, label) for _, name, label, _ in offered], keys=keys), answer)


def offer_texts(session: Session) -> None:
    """Offer texts to ask again with; the one chosen goes into the draft box, ready to be copied."""
    person = selected_person(session)
    found = portrait(session.journal, person.id, session.now()) if person else None
    if person is None or found is None:
        session.notify(NOBODY)
        return
    if session.hidden:
        session.notify("Names and notes are hidden. h shows them.")
        return
    folder = session.service.folder
    try:
        where = place_name(edit_texts(folder))
    except OSError:  # the folder cannot be written to; the coach's own texts need no file
        where = TEXTS_FILE

    def answer(text: str | None) -> None:
        if text is not None:
            open_ready_text(session, person.id, text)

    texts: Sequence[str] = offers(person.name, subject(found), folder)
    session.push(TextsDialog(person.name, texts, where), answer)


def review_requests(session: Session) -> None:
    """Show the oldest open request; each answer brings the next one, Esc leaves the rest for another time."""
    open_now = requests(session.journal, session.now())
    if not open_now:
        session.notify("No request waits for a look. i Name ? what logs one.")
        return
    person, request = open_now[0]
    asks = f": {HIDDEN if session.hidden else request.text}" if request.text else ""
    offered = [
        ("accept", "accept: you see what you could give or learn"),
        ("why", "ask why, in one friendly line"),
        ("later", "later"),
        ("decline", "decline: quiet, and no explanation owed"),
    ]

    def answer(word: str | None) -> None:
        if word is None:
            return
        if word == "why":
            open_ready_text(session, person.id, ASK_WHY)
            return
        act = acts.put_off(person.id) if word == "later" else acts.decide(person.id, accept=word == "accept")
        if session.execute(act) is not None and requests(session.journal, session.now()):
            review_requests(session)

    session.push(ChoiceDialog(cut(f"{shown_name(session, person)} asks{asks}", 90), offered, keys="awld"), answer)
