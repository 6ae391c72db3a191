"""Boundaries: `b` and a digit take somebody off every list; how to block and report, and a note, may follow."""

from __future__ import annotations

from coach.ui.screens.today import TodayScreen
from coach.ui.text import HIDDEN

REASONS = [("harsh", "harsh words"), ("inappropriate", "inappropriate"), ("other", "something else")]
MORE = [
    ("blocked", "block them where it happened"),
    ("reported", "report it"),
    ("note", "a private note"),
    ("away", "step away for a while"),
]


def draw(screen: TodayScreen) -> None:
    """Ask for the reason, about the selected row; or about somebody else; or go on with a boundary of today."""
    from coach.acts.boundary import open_today
    from coach.domain.person import Person
    from coach.ui.dialogs.choice import ChoiceDialog

    row, begun = screen.outreach.selected, open_today(screen.desk.book, screen.now())
    if row is None and begun is None:
        _somebody(screen)
        return
    name = HIDDEN if screen.day and screen.day.hide else row.name if row else ""

    def chosen(word: str | None) -> None:
        if word == "somebody":
            _somebody(screen)
        elif word == "begun" and begun is not None:
            known = screen.desk.book.newest(Person, begun.person)
            _more(screen, begun.id, known.channel if known else "")
        elif word is not None and row is not None:
            _drawn(screen, row.person, word)

    choices = [*(REASONS if row else ()), ("somebody", "it is about somebody else …" if row else "somebody …")]
    choices += [("begun", "today's boundary: block, report, a note")] * (begun is not None)
    hint = "From then on they are on no list. u undoes it."
    title = f"A boundary towards {name}: what was it?" if row else "A boundary"
    screen.app.push_screen(ChoiceDialog(title, choices, hint=hint), chosen)


def _somebody(screen: TodayScreen) -> None:
    """Ask who it is about, then why."""
    from coach.acts.outreach import who_is
    from coach.ui.commands.outreach import completions
    from coach.ui.dialogs.choice import ChoiceDialog
    from coach.ui.dialogs.line import LineDialog

    def named(line: str | None) -> None:
        if line is None:
            return
        person = who_is(screen.desk.book, line)
        name = HIDDEN if screen.day and screen.day.hide else person.name
        title = f"A boundary towards {name}: what was it?"
        screen.app.push_screen(
            ChoiceDialog(title, REASONS), lambda word: _drawn(screen, person.id, word) if word else None
        )

    screen.app.push_screen(
        LineDialog(
            "boundary.who",
            "A boundary towards whom?",
            hint="a name · Enter goes on · Esc back",
            complete=lambda typed: completions(screen, typed),
            accept=lambda line: who_is(screen.desk.book, line),
        ),
        named,
    )


def _drawn(screen: TodayScreen, person: str, word: str) -> None:
    """Draw the boundary, forget what was typed about people, and offer what may follow."""
    from coach.acts.boundary import draw as act
    from coach.acts.boundary import reason_named
    from coach.acts.people import person_of
    from coach.ui.drafts import drafts

    known = person_of(screen.desk.book, person)
    pending = screen.do(act(person, reason_named(word)))
    if pending is None:
        return
    drafts(screen).forget("outreach.sent", "outreach.wrote", "boundary.who")
    _more(screen, pending.change.about, known.channel if known else "")


def _more(screen: TodayScreen, boundary: str, channel: str) -> None:
    """Offer what may follow, as often as wanted. Esc is enough."""
    from coach.ui.dialogs.choice import ChoiceDialog

    def chosen(word: str | None) -> None:
        if word in ("blocked", "reported"):
            _steps(screen, boundary, channel, word)
        elif word == "note":
            _note(screen, boundary, channel)
        elif word == "away":
            screen.action_run("away.step")

    hint = "They are out of every list. Each of these is your choice; Esc is enough."
    screen.app.push_screen(ChoiceDialog("And now?", MORE, hint=hint), chosen)


def _steps(screen: TodayScreen, boundary: str, channel: str, step: str) -> None:
    from coach.acts.boundary import add
    from coach.advice.boundary import steps
    from coach.ui.dialogs.steps import StepsDialog

    def answered(done: bool | None) -> None:
        if done:
            screen.do(add(boundary, step=step))
        _more(screen, boundary, channel)

    screen.app.push_screen(StepsDialog(steps(channel, folder=screen.desk.folder), step), answered)


def _note(screen: TodayScreen, boundary: str, channel: str) -> None:
    from coach.acts.boundary import add
    from coach.ui.dialogs.line import LineDialog

    screen.app.push_screen(
        LineDialog(
            "boundary.note",
            "A note for you alone",
            hint="what happened, and when · Enter saves · Esc back",
            accept=lambda line: screen.do(add(boundary, note=line), raises=True, draft=("boundary.note", line)),
        ),
        lambda _: _more(screen, boundary, channel),
    )
