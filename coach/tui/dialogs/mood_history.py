"""The mood history dialog: change the value, words, note or time of an entry, delete it, or add an earlier one."""

from __future__ import annotations

from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from coach.actions import moods as actions
from coach.actions.backdate import backdate_to_typed_time
from coach.actions.result import Action
from coach.actions.undo import undo_last_action
from coach.domain.mood import Mood, format_words_and_note, parse_words_and_note
from coach.domain.typed_times import parse_past_time
from coach.domain.wording import ENERGY_NAMES, MOOD_NAMES, format_date, format_energy
from coach.errors import InvalidInput
from coach.tui.dialogs.dialog import Dialog, replace_options
from coach.tui.dialogs.text_input import LinePrompt, TextInputDialog
from coach.tui.session import Session
from coach.tui.text_layout import QUIET_STYLE, fit_width, hang_wrapped, join_parts, styled
from coach.tui.widgets.key_hints import render_legend

MOST_LISTED_MOODS = 200
NARROW_MOODS_WIDTH = 44
MOST_CHARACTERS = 400
"""Characters of a note that the list shows; n shows the whole note."""
SCROLLBAR_ROOM = 2
MOOD_TIME_HINT = "14:30, yesterday, last Friday 21:00, 2026-11-20 · Enter saves"
MOOD_KEYS_HINT = "1–5 value · n words and note · w when · x delete · a add one · u undo"
ADD_MOOD_HINT = "a number from 1 to 5, then when it was · Enter saves"
WORDS_HINT = "#tired #hopeful are words for your mood · Enter saves"


class MoodHistoryDialog(Dialog[None]):
    """Lists the entries, newest first. 1–5 changes the value, n the note, w the time; x deletes, a adds."""

    FIRST_FOCUS = "OptionList"
    BINDINGS = [
        ("escape", "dismiss", "back"),
        ("n", "note", "note"),
        ("w", "when", "when"),
        ("a", "add", "add"),
        ("x", "remove", "delete"),
        ("u", "undo", "undo"),
        *((str(n), f"value({n})", "") for n in range(1, 6)),
    ]

    def __init__(self, session: Session, first_mood: Mood | None = None) -> None:
        """Show the entries with the newest one highlighted, or `first_mood`, which may be of a finished year."""
        super().__init__(session)
        self._first_mood = first_mood
        """The entry that the dialog was opened for, as it was last seen."""
        self._shown_moods: list[Mood] = []
        self._has_undone = False
        """Whether an undo is not shown yet."""

    def compose(self) -> ComposeResult:
        with self.make_box("Moods", "-tall"):
            yield OptionList(*self._build_options(), markup=False)
            yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        first_id = self._first_mood.id if self._first_mood is not None else ""
        rows = (n for n, mood in enumerate(self._shown_moods) if first_id in ("", mood.id))
        self.query_one(OptionList).highlighted = next(rows, None)
        self.session.watch_day(self, self._show_changes)

    def on_resize(self) -> None:
        self._update_rows()

    def _list_moods(self) -> list[Mood]:
        """Return the newest entries, and the one that the dialog was opened for."""
        moods, first_mood = {mood.id: mood for mood in self.session.journal.list_records(Mood)}, self._first_mood
        if first_mood is not None:  # one of a finished year is in memory only until a change of it is saved
            first_mood = self.session.journal.get_with_deleted(Mood, first_mood.id) or first_mood
            moods |= {} if first_mood.deleted else {first_mood.id: first_mood}
            self._first_mood = first_mood
        newest_moods = sorted(moods.values(), key=lambda mood: mood.at, reverse=True)
        return [mood for n, mood in enumerate(newest_moods) if n < MOST_LISTED_MOODS or mood is first_mood]

    def _build_options(self) -> list[Option]:
        self._shown_moods = self._list_moods()
        options = [Option(self._render_row(mood), id=mood.id) for mood in self._shown_moods]
        return options or [Option(styled("No entries yet.", QUIET_STYLE), disabled=True)]

    def _render_row(self, mood: Mood) -> Content:
        wide = self.content_width >= NARROW_MOODS_WIDTH
        cells = [
            self._render_time(mood.at).stylize(QUIET_STYLE),
            fit_width(styled(MOOD_NAMES[mood.value], f"$mood-{mood.value} bold"), 6),
        ]
        if mood.energy:
            cells.append(styled(format_energy(mood.energy) if wide else f"energy: {ENERGY_NAMES[mood.energy]}"))
        words_and_note = " ".join([*mood.words, mood.note])
        if words_and_note:
            cells.append(styled(self.session.hide_text(words_and_note), limit=MOST_CHARACTERS))
        mood_row = join_parts(*cells, between="  " if wide else " ")
        return hang_wrapped(mood_row, self.content_width - SCROLLBAR_ROOM)

    def _render_time(self, at: datetime) -> Content:
        """Return "Tue 24 Nov 09:30", with the year if it is not this one; without the weekday in a narrow window."""
        wide = self.content_width >= NARROW_MOODS_WIDTH
        day = format_date(at.date(), weekday=wide, short=True, year=at.year != self.session.now().year)
        return join_parts(fit_width(styled(day), max(len(day), 10 if wide else 6)), styled(f"{at:%H:%M}"), between=" ")

    def _update_rows(self) -> None:
        replace_options(self.query_one(OptionList), self._build_options(), undone=self._has_undone)
        self._has_undone = False
        hints = MOOD_KEYS_HINT if self._shown_moods else "a add one"
        self.query_one("#keys", Static).update(render_legend(hints, self.content_width, letters=True))

    def _show_changes(self) -> None:
        """Show the entries of now, if one has changed."""
        if self._list_moods() != self._shown_moods:
            self._update_rows()

    @property
    def _highlighted_mood(self) -> Mood | None:
        highlighted_row = self.query_one(OptionList).highlighted_option
        row_id = highlighted_row.id if highlighted_row is not None else None
        return next((mood for mood in self._list_moods() if mood.id == row_id), None)

    def action_value(self, value: int) -> None:
        if mood := self._highlighted_mood:
            self.session.execute(actions.edit_mood(mood.id, value=value))

    def action_remove(self) -> None:
        if mood := self._highlighted_mood:
            self.session.execute(actions.remove_mood(mood.id))

    def action_undo(self) -> None:
        self._has_undone = self.session.execute(undo_last_action()) is not None

    @on(OptionList.OptionSelected)
    def action_note(self) -> None:
        mood = self._highlighted_mood
        if mood is None:
            return
        prompt = LinePrompt("Words and a note", hint=WORDS_HINT, value=format_words_and_note(mood))

        def save(line: str) -> Action:
            return actions.edit_mood(mood.id, **{"words": (), **parse_words_and_note(line)})

        TextInputDialog(self.session, f"mood.{mood.id}", prompt, save=save, empty="accepted").ask()

    def action_when(self) -> None:
        mood = self._highlighted_mood
        if mood is None:
            return
        prompt = LinePrompt("When was it?", hint=MOOD_TIME_HINT, placeholder="yesterday 21:00")

        def save(line: str) -> Action:
            at = parse_past_time(line, self.session.now(), self.session.journal.settings.day_ends).at
            return actions.edit_mood(mood.id, at=at)

        TextInputDialog(self.session, f"mood.when.{mood.id}", prompt, save=save).ask()

    def action_add(self) -> None:
        def save(line: str) -> Action:
            value, _, when = line.strip().partition(" ")
            if not value.isdecimal():
                raise InvalidInput("First a number from 1 to 5, then when: 3 yesterday 21:00")
            action = actions.log_mood(int(value))
            return backdate_to_typed_time(action, when) if when else action

        prompt = LinePrompt("A mood for another time", hint=ADD_MOOD_HINT, placeholder="3 yesterday 21:00")
        TextInputDialog(self.session, "mood.add", prompt, save=save).ask()
