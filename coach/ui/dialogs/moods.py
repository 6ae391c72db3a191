"""Earlier moods: change the value, words, note or time of one, delete it, or add one for another time."""

from __future__ import annotations

from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from coach.acts import mood as acts
from coach.acts.undo import undo
from coach.domain.mood import ENERGY, NAMES, Mood
from coach.domain.times import moment
from coach.errors import NotUnderstood
from coach.ui.dialogs.dialog import Dialog
from coach.ui.dialogs.line import LineDialog
from coach.ui.session import Session
from coach.ui.text import HIDDEN, QUIET, fit, join, legend, show

SHOWN = 200
TIMES = "14:30 · yesterday 21:00 · 2026-11-20 09:00"
KEYS = "1–5 value · n words and note · w when · x take out · a add one · u undo · Esc back"
WORDS = "#tired #hopeful for words · Enter saves · Esc back"


class MoodsDialog(Dialog[None]):
    """Lists the newest entries first. 1–5 changes the value, n the note, w the time; x deletes, a adds."""

    BINDINGS = [
        ("escape", "dismiss", "back"),
        ("n", "note", "note"),
        ("w", "when", "when"),
        ("a", "add", "add"),
        ("x", "out", "out"),
        ("u", "undo", "undo"),
        *((str(n), f"value({n})", "") for n in range(1, 6)),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def compose(self) -> ComposeResult:
        with Vertical(id="box", classes="-tall") as box:
            box.border_title = "Moods"
            yield OptionList(*self._options(), markup=False)
            yield Static(legend(KEYS, self.room, letters=True), markup=False)

    def on_mount(self) -> None:
        choices = self.query_one(OptionList)
        self.set_focus(choices)
        choices.highlighted = 0

    def _moods(self) -> list[Mood]:
        return sorted(self.session.journal.all(Mood), key=lambda m: m.at, reverse=True)[:SHOWN]

    def _options(self) -> list[Option]:
        options = [Option(self._row(m), id=m.id) for m in self._moods()]
        return options or [Option(show("No entries yet. a adds one.", QUIET), disabled=True)]

    def _row(self, mood: Mood) -> Content:
        parts = [
            show(f"{mood.at:%a %d %b %H:%M}", QUIET),
            fit(show(NAMES[mood.value], f"$mood-{mood.value} bold"), 7),
        ]
        if mood.energy:
            parts.append(show(f"energy {ENERGY[mood.energy]}"))
        said = " ".join([*mood.words, mood.note])
        if said:
            parts.append(show(HIDDEN if self.session.hidden else said, "", 120))
        return join(*parts, between="  ")

    def _redraw(self) -> None:
        choices = self.query_one(OptionList)
        at = choices.highlighted
        choices.clear_options()
        choices.add_options(self._options())
        choices.highlighted = min(at or 0, choices.option_count - 1)

    @property
    def _chosen(self) -> Mood | None:
        at = self.query_one(OptionList).highlighted
        moods = self._moods()
        return moods[at] if at is not None and at < len(moods) else None

    def action_value(self, value: int) -> None:
        if self._chosen:
            self.session.execute(acts.edit(self._chosen.id, value=value))
            self._redraw()

    def action_out(self) -> None:
        if self._chosen:
            self.session.execute(acts.remove(self._chosen.id))
            self._redraw()

    def action_undo(self) -> None:
        self.session.execute(undo())
        self._redraw()

    @on(OptionList.OptionSelected)
    def action_note(self) -> None:
        mood = self._chosen
        if mood is None:
            return
        value = " ".join([*(f"#{w.replace(' ', '-')}" for w in mood.words), mood.note]).strip()
        self.app.push_screen(
            LineDialog(
                f"mood.{mood.id}",
                "Words and a note",
                value=value,
                hint=WORDS,
                accept=lambda line: self.session.execute(
                    acts.edit(mood.id, **{"words": (), **parse_words_and_note(line)}), raises=True
                ),
                empty_ok=True,
            ),
            lambda _: self._redraw(),
        )

    def action_when(self) -> None:
        mood = self._chosen
        if mood is None:
            return
        self.app.push_screen(
            LineDialog(
                f"mood.when.{mood.id}",
                "When was it?",
                placeholder="yesterday 21:00",
                hint=TIMES,
                accept=lambda line: self.session.execute(acts.edit(mood.id, at=self._time(line)), raises=True),
            ),
            lambda _: self._redraw(),
        )

    def action_add(self) -> None:
        def accept(line: str) -> None:
            value, _, when = line.strip().partition(" ")
            if not value.isdecimal():
                raise NotUnderstood("First a number from 1 to 5, then when: 3 yesterday 21:00")
            self.session.execute(acts.log(int(value), at=self._time(when) if when else None), raises=True)

        self.app.push_screen(
            LineDialog("mood.add", "A mood for another time", placeholder="3 yesterday 21:00", accept=accept),
            lambda _: self._redraw(),
        )

    def _time(self, line: str) -> datetime:
        return moment(line, self.session.now())


def parse_words_and_note(line: str) -> dict[str, object]:
    """Return the fields that a line like "#tired #calm long talk with Ana" fills."""
    words = [part for part in line.split() if part.startswith("#") and len(part) > 1]
    note = " ".join(part for part in line.split(" ") if part not in words).strip()
    return {"words": words, "note": note} if words else {"note": note}
