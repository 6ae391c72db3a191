"""People: `/` finds anybody and anything noted, `N` keeps a line; on a person's page `e` edits and `=` merges."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from coach.ui.screens.today import TodayScreen
from coach.ui.text import HIDDEN

if TYPE_CHECKING:
    from coach.acts.change import Act
    from coach.domain.note import Note
    from coach.domain.person import Person

KEEPS = "Enter saves · Esc back"
OPENING = "what it is : the next step by friday · Enter saves · Esc back"


def find(screen: TodayScreen) -> None:
    """Find people, notes and texts by any part of them."""
    from coach.ui.screens.find import FindScreen

    screen.app.push_screen(FindScreen(screen))


def show(screen: TodayScreen, person: str) -> None:
    """Open the page of a person, by id."""
    from coach.ui.screens.person import PersonScreen

    screen.app.push_screen(PersonScreen(screen, person))


def note(screen: TodayScreen) -> None:
    """Keep a line: about the page that is open or the row that has the focus, else a takeaway."""
    from coach.acts.notes import write
    from coach.ui.commands.outreach import about

    in_sight = screen.app.screen is not screen or screen.focused is screen.outreach
    person = about(screen) if in_sight else None
    if person is None:
        _line(screen, "note.takeaway", "A takeaway", "what is worth keeping", lambda line: write("takeaway", line))
    else:
        _what_kind(screen, person)


def learned(screen: TodayScreen, person: Person, sentence: str) -> None:
    """After a no: one kind sentence, and room for what was learned, which may stay empty."""
    from coach.acts.notes import write
    from coach.ui.dialogs.line import LineDialog

    key = f"learned.{person.id}"

    def accept(line: str) -> None:
        if line.strip():
            screen.do(write("learned", line, who=person.id), raises=True, draft=(key, line))

    name = HIDDEN if screen.hidden else person.name
    screen.app.push_screen(
        LineDialog(
            key,
            f"{name} said no",
            placeholder="What did you learn? It may stay empty.",
            hint=f"{sentence} · Enter goes on",
            accept=accept,
            empty_ok=True,
        )
    )


def edit(screen: TodayScreen) -> None:
    """Change what is known of the person whose page is open."""
    from coach.ui.commands.outreach import about
    from coach.ui.dialogs.person import PersonForm

    person = about(screen)
    if person is not None:
        screen.app.push_screen(PersonForm(screen, person))


def merge(screen: TodayScreen) -> None:
    """Say that the person whose page is open is the same as somebody else in the book."""
    from coach.acts.people import merge as act
    from coach.ui.commands.outreach import about, completions
    from coach.ui.dialogs.line import LineDialog

    person = about(screen)
    if person is None:
        return
    name = HIDDEN if screen.hidden else person.name
    screen.app.push_screen(
        LineDialog(
            f"merge.{person.id}",
            f"{name} is the same person as",
            hint="a name · this page stays, and theirs becomes part of it · u takes it apart · Esc back",
            complete=lambda typed: completions(screen, typed),
            accept=lambda line: screen.do(act(person.id, line), raises=True),
        )
    )


def open_note(screen: TodayScreen, note: Note) -> None:
    """Open a note of nobody's: a draft goes on, another text can be changed or taken out."""
    from coach.acts.notes import rewrite
    from coach.ui.commands.draft import reopen
    from coach.ui.dialogs.line import LineDialog

    if note.kind in ("draft", "post"):
        reopen(screen, note.id)
        return
    screen.app.push_screen(
        LineDialog(
            f"note.{note.id}",
            f"A {note.kind}",
            value=note.text,
            hint="Enter saves · an empty line takes it out · Esc back",
            accept=lambda line: screen.do(rewrite(note.id, line), raises=True),
            empty_ok=True,
        )
    )


def _what_kind(screen: TodayScreen, person: Person) -> None:
    from coach.acts import notes
    from coach.acts.outreach import promised
    from coach.advice.person import portrait
    from coach.ui.dialogs.choice import ChoiceDialog

    found = portrait(screen.desk.book, person.id, screen.now())
    opening = found.openings[0] if found and found.openings else None
    offered: list[tuple[str, str]] = [
        ("note", "a note"),
        ("learned", "something you learned"),
        ("gave", "help you gave"),
        ("got", "help you got"),
        ("promise", "a promise of yours"),
        ("opening", "change the opening" if opening else "an opening, with its next step"),
    ]
    if opening:
        offered.append(("close", "the opening is complete"))
    who, asks = person.id, dict(offered)

    def chosen(word: str | None) -> None:
        if word is None:
            return
        if word == "close" and opening:
            screen.do(notes.close(opening.id))
            return
        acts: dict[str, Callable[[str], Act]] = {
            "note": lambda line: notes.write("note", line, who=who),
            "learned": lambda line: notes.write("learned", line, who=who),
            "gave": lambda line: notes.write("gave", line, who=who),
            "got": lambda line: notes.write("got", line, who=who),
            "promise": lambda line: promised(who, line),
            "opening": lambda line: notes.opportunity(line, who=who, note_id=opening.id if opening else ""),
        }
        hint = OPENING if word == "opening" else KEEPS
        title = asks[word][:1].upper() + asks[word][1:]
        value = notes.as_line(opening) if word == "opening" and opening else ""
        _line(screen, f"{word}.{who}", title, "", acts[word], hint=hint, value=value)

    name = HIDDEN if screen.hidden else person.name
    screen.app.push_screen(ChoiceDialog(f"A line to keep about {name}", offered), chosen)


def _line(
    screen: TodayScreen, key: str, title: str, placeholder: str, act: Callable[[str], Act],
    *, hint: str = KEEPS, value: str = "",
) -> None:  # fmt: skip
    from coach.ui.dialogs.line import LineDialog

    screen.app.push_screen(
        LineDialog(
            key, title, placeholder=placeholder, hint=hint, value=value,
            accept=lambda line: screen.do(act(line), raises=True, draft=(key, line)),
        )
    )  # fmt: skip
