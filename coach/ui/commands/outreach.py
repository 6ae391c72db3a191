"""Outreach: `o` and `i` log a message by a name; r, x, . and n act on the selected row, or on the page that is open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from coach.acts.change import Act
from coach.ui.screens.today import TodayScreen
from coach.ui.text import HIDDEN

if TYPE_CHECKING:
    from coach.domain.person import Person

SENT = "@linkedin  #cold #warm #strong  : words  ! a promise  are optional · Tab drafts it · Enter saves · Esc back"
CAME = "@linkedin  #cold #warm #strong  : words  ! their promise  ? a request  are optional · Enter saves · Esc back"
ON_PAGE = "a few words, or nothing · ! a promise  @linkedin · Enter saves · Esc back"
NOBODY = "Nobody is selected. The arrows choose a row, / finds anybody, o logs a message you sent."
_ELSEWHERE = {
    "no": "outreach.no",
    "copy": "outreach.copy",
    "draft": "draft.write",
    "edit": "people.edit",
    "merge": "people.merge",
}
"""Choices of the menu that are commands with a dialog of their own."""


def about(screen: TodayScreen) -> Person | None:
    """Return whom keys act on: the person whose page is open, else the selected row's."""
    from coach.acts.people import person_of
    from coach.domain.person import Person

    top = screen.app.screen
    if top is not screen:
        from coach.ui.screens.person import PersonScreen

        if isinstance(top, PersonScreen):
            return person_of(screen.desk.book, top.person)
    row = screen.outreach.selected
    return screen.desk.book.get(Person, row.person) if row else None


def _page(screen: TodayScreen) -> Person | None:
    """Return the person whose page is open, if one is."""
    return about(screen) if screen.app.screen is not screen else None


def sent(screen: TodayScreen) -> None:
    """I wrote to somebody."""
    from coach.acts.outreach import sent as act
    from coach.ui.commands.draft import from_line

    person = _page(screen)
    if person is not None:
        _on_page(screen, "I wrote to", person, lambda line: act(line, to=person.id))
        return
    from coach.ui.dialogs.outreach import OutreachLine

    screen.app.push_screen(
        OutreachLine(
            "outreach.sent",
            "I wrote to",
            placeholder="Ana",
            hint=SENT,
            complete=lambda typed: completions(screen, typed),
            accept=lambda line: screen.do(act(line), raises=True, draft=("outreach.sent", line)),
            draft=lambda line: from_line(screen, line),
        )
    )


def wrote(screen: TodayScreen) -> None:
    """They wrote to me."""
    from coach.acts.outreach import wrote as act
    from coach.ui.dialogs.line import LineDialog

    person = _page(screen)
    if person is not None:
        _on_page(screen, "They wrote to me:", person, lambda line: act(line, to=person.id))
        return
    screen.app.push_screen(
        LineDialog(
            "outreach.wrote",
            "They wrote to me",
            placeholder="Ana",
            hint=CAME,
            complete=lambda typed: completions(screen, typed),
            accept=lambda line: screen.do(act(line), raises=True, draft=("outreach.wrote", line)),
        )
    )


def _on_page(screen: TodayScreen, title: str, person: Person, act: Callable[[str], Act]) -> None:
    from coach.ui.dialogs.line import LineDialog

    screen.app.push_screen(
        LineDialog(
            f"page.{person.id}",
            f"{title} {HIDDEN if screen.hidden else person.name}",
            placeholder="what about",
            hint=ON_PAGE,
            accept=lambda line: screen.do(act(line), raises=True, draft=(f"page.{person.id}", line)),
            empty_ok=True,
        )
    )


def completions(screen: TodayScreen, typed: str) -> Sequence[str]:
    """Return the names that complete what was typed so far, nothing once a channel, tie or text begins."""
    from coach.advice.people import matching

    if screen.hidden or any(mark in typed for mark in ("@", "#", ":", " !", " ?")) or typed.startswith("+"):
        return ()
    return [p.name for p in matching(screen.desk.book, typed)[:5] if p.name != typed.strip()]


def up(screen: TodayScreen) -> None:
    """Select the row above."""
    _move(screen, -1)


def down(screen: TodayScreen) -> None:
    """Select the row below."""
    _move(screen, 1)


def _move(screen: TodayScreen, step: int) -> None:
    if screen.focused is screen.outreach:
        screen.outreach.move(step)
    else:
        screen.outreach.focus()


def answered(screen: TodayScreen) -> None:
    """They answered, or I gave what I owed."""
    from coach.acts.outreach import answered as act

    _decide(screen, act)


def rest(screen: TodayScreen) -> None:
    """Let the thread rest."""
    from coach.acts.outreach import rest as act

    _decide(screen, act)


def no(screen: TodayScreen) -> None:
    """They said no: saved at once; a kind sentence, and room for what was learned, follow."""
    from coach.acts.outreach import kind_sentence
    from coach.acts.outreach import no as act
    from coach.ui.commands.people import learned

    person = about(screen)
    if person is None:
        screen.say(NOBODY)
        return
    sentence = kind_sentence(screen.desk.book)
    if screen.do(act(person.id)) is not None:
        learned(screen, person, sentence)


def later(screen: TodayScreen) -> None:
    """Put off the row if the list has the focus, else the coach's line, else the row."""
    from coach.acts.outreach import later as act

    on_row = screen.focused is screen.outreach or screen.app.screen is not screen
    if not on_row and screen.day and screen.day.rule:
        from coach.acts.asked import put_off

        screen.do(put_off(screen.day.rule, screen.day.about))
    else:
        _decide(screen, act)


def open_page(screen: TodayScreen) -> None:
    """Open the page of the selected row's person."""
    from coach.ui.commands.people import show

    person = about(screen)
    if person is not None:
        show(screen, person.id)


def choices(screen: TodayScreen) -> None:
    """Offer what can be done with the row or the page, and ask the one question left once every line was sent."""
    from coach.acts import outreach as acts
    from coach.advice.person import portrait
    from coach.ui.dialogs.choice import ChoiceDialog

    person = about(screen)
    found = portrait(screen.desk.book, person.id, screen.now()) if person else None
    if person is None or found is None:
        screen.say(NOBODY)
        return
    owed = bool(found.promises) or found.state in ("your turn", "they wrote first")
    offered: list[tuple[str, str, str, Callable[[str], Act] | None]] = [
        ("r", "answered", "I gave it, or wrote back" if owed else "they answered", acts.answered),
        ("x", "rest", "let it rest", acts.rest),
        (".", "later", "later, in three working days", acts.later),
        ("w", "wait", "wait 30 days", acts.wait),
        ("k", "keep", "keep it in the list", acts.keep),
        ("n", "no", "they said no", None),
        ("t", "met", "we met or talked", acts.met),
        ("c", "copy", "a text to ask again with", None),
        ("D", "draft", "a draft", None),
    ]
    if screen.app.screen is not screen:  # on a page
        offered += [
            ("e", "edit", "change what is known", None),
            ("=", "merge", "the same person as somebody else", None),
        ]
    offered = [one for one in offered if one[1] != "keep" or found.ask]
    if found.ask:
        offered.sort(key=lambda one: one[1] not in ("rest", "wait", "keep"))
    title = "You wrote, and that was enough. What now?" if found.ask else "This thread"

    def chosen(word: str | None) -> None:
        act = next((act for _, name, _, act in offered if name == word), None)
        if act is not None:
            screen.do(act(person.id))
        elif word is not None:
            screen.action_run(_ELSEWHERE[word])

    keys = "".join(key for key, *_ in offered)
    screen.app.push_screen(ChoiceDialog(title, [(name, label) for _, name, label, _ in offered], keys=keys), chosen)


def copy(screen: TodayScreen) -> None:
    """Offer texts to ask again with; the one chosen goes into the draft box, ready to be copied."""
    from coach.advice.person import portrait, subject
    from coach.advice.texts import TEXTS_FILE, edit_texts, offers, place_name
    from coach.ui.commands.draft import ready_made
    from coach.ui.dialogs.texts import TextsDialog

    person = about(screen)
    found = portrait(screen.desk.book, person.id, screen.now()) if person else None
    if person is None or found is None:
        screen.say(NOBODY)
        return
    if screen.hidden:
        screen.say("Names and notes are hidden. h shows them.")
        return
    try:
        where = place_name(edit_texts(screen.desk.folder))
    except OSError:  # the folder cannot be written to; the coach's own texts need no file
        where = TEXTS_FILE

    def chosen(text: str | None) -> None:
        if text is not None:
            ready_made(screen, person.id, text)

    texts = offers(person.name, subject(found), screen.desk.folder)
    screen.app.push_screen(TextsDialog(person.name, texts, where), chosen)


def requests(screen: TodayScreen) -> None:
    """Look at requests one after the other: accept, ask why, later, decline."""
    from coach.ui.commands.requests import look

    look(screen)


def _decide(screen: TodayScreen, act: Callable[[str], Act]) -> None:
    person = about(screen)
    if person is None:
        screen.say(NOBODY if screen.outreach.selected else "The list is empty. o logs a message you sent.")
        return
    screen.do(act(person.id))
