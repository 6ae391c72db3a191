"""Find: people, notes and texts by any part of them, as one types. Enter opens, Esc steps back."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Static

from coach.advice.finding import MOST, all_years, find, shelf
from coach.domain.note import Note
from coach.domain.person import Person
from coach.domain.text import clean, fold
from coach.domain.wording import format_date
from coach.ui.commands.people import open_note
from coach.ui.dialogs.dialog import Dialog
from coach.ui.dialogs.field import Field
from coach.ui.text import QUIET, fit, join, legend, lines, show, spread

if TYPE_CHECKING:
    from coach.advice.finding import Hit, Shelf
    from coach.domain.book import Book
    from coach.ui.session import Session

KEYS = "↑ ↓ choose · Enter opens · Esc back"
_BEFORE = 12  # characters of a long text that are shown before what was found


class Hits(Widget):
    """Draws the hits in sight, and no others: a key costs what a page costs."""

    hits: reactive[tuple[Hit, ...]] = reactive(())
    at: reactive[int] = reactive(0)
    parts: Sequence[str] = ()

    def show(self, hits: tuple[Hit, ...], parts: Sequence[str]) -> None:
        """Show new hits, the first one chosen."""
        self.parts = parts
        self.set_reactive(Hits.at, 0)
        self.hits = hits
        self.refresh()

    def move(self, step: int) -> None:
        """Choose the next or the previous hit."""
        self.at = max(0, min(self.at + step, len(self.hits) - 1))

    @property
    def chosen(self) -> Hit | None:
        """The hit that Enter opens."""
        return self.hits[min(self.at, len(self.hits) - 1)] if self.hits else None

    @property
    def _first(self) -> int:
        return max(0, min(self.at - self.content_size.height + 1, len(self.hits) - self.content_size.height))

    def render(self) -> Content:
        first, width = self._first, self.content_size.width
        shown = self.hits[first : first + max(1, self.content_size.height)]
        return lines(*(self._row(hit, width, first + n == self.at) for n, hit in enumerate(shown)))

    def _row(self, hit: Hit, width: int, chosen: bool) -> Content:
        kind = fit(show(hit.kind, QUIET), 10)
        name_width = max(18, min(26, width // 4))
        room = max(8, width - 10 - name_width - 8)
        name = fit(_lit(hit.name, self.parts), name_width - 1) + " "
        named = hit.kind == "person" and all(part in fold(hit.name) for part in self.parts)
        text = fit(_lit(_around(hit.text, () if named else self.parts, room), self.parts), room)
        row = join(kind, name, text)
        if hit.at is not None:
            row = spread(row, show(f" {format_date(hit.at, short=True)}", QUIET), width)
        row = fit(row, width)
        return row.stylize_before("on $selected") if chosen else row

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and self._first + offset.y < len(self.hits):
            self.at = self._first + offset.y
            self.screen.action_open() if isinstance(self.screen, FindScreen) else None


class FindScreen(Dialog[None]):
    """A line to type in, and what it finds below. The page that Enter opens leads back here."""

    FIRST = "#query"
    BINDINGS = [
        Binding("escape", "dismiss", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "move(-10)", show=False),
        Binding("pagedown", "move(10)", show=False),
        Binding("tab", "move(1)", show=False),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._said = ""
        self._read: tuple[Book | None, Shelf | None] = (None, None)

    def compose(self) -> ComposeResult:
        with Vertical(id="box", classes="-tall") as box:
            box.border_title = "Find people, notes and texts"
            yield Field(placeholder="any part of a name, a note, a text", select_on_focus=False, id="query")
            yield Hits()
            yield Static(id="hint", markup=False)

    def on_mount(self) -> None:
        self._warm()

    def on_unmount(self) -> None:
        self._read = None, None  # what all years hold goes at once, and not when somebody looks for garbage

    @property
    def _shelf(self) -> Shelf | None:
        """What all years hold, once they are read and while nothing is newer; None for what is at hand."""
        known, shelf = self._read
        return shelf if known is self.session.journal else None

    @work(thread=True, exclusive=True, group="shelf")
    def _warm(self) -> None:
        """Make the shelf while the first letter is on its way to the key, then the one of all years."""
        book = self.session.journal
        shelf(book)
        self.app.call_from_thread(self._look)
        if book.further is not None:
            files = takewhile(lambda _: self.is_attached, book.further.files())  # none more for a page that is closed
            found = all_years(book, files)
            if self.is_attached:
                self._read = book, found
                self.app.call_from_thread(self._look)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._look()

    def on_screen_resume(self) -> None:
        self._look()
        if self._read[0] not in (None, self.session.journal):
            self._warm()

    def _look(self) -> None:
        """Show what the line finds now."""
        if not self.is_attached:
            return
        if self.session.hidden:
            self._say("Names and notes are hidden. Esc, then h shows them.")
            return
        typed = self.query_one(Input).value
        hits = find(self.session.journal, typed, on=self._shelf)
        self.query_one(Hits).show(hits, fold(clean(typed)).split())
        if not hits:
            nothing = "Nothing holds that." if typed.strip() else "Nobody is here yet. o logs a message you sent."
            self._say(f"{nothing} Esc back")
        else:
            more = " · more letters narrow it" if len(hits) == MOST else ""
            self._say(("" if typed.strip() else "In touch lately · ") + KEYS + more)

    def _say(self, text: str) -> None:
        """Write the line at the foot, if it is another one: most letters change nothing about it."""
        if text != self._said:
            self._said = text
            self.query_one("#hint", Static).update(legend(text, self.room), layout=False)

    def action_move(self, step: int) -> None:
        """Choose another hit."""
        self.query_one(Hits).move(step)

    @on(Input.Submitted)
    def _enter(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Open what is chosen: the person it is about, or the note itself."""
        hit, book = self.query_one(Hits).chosen, self.session.journal
        if hit is None:
            return
        note = (book.get(Note, hit.note) or book.everything().get(Note, hit.note)) if hit.note else None
        if book.everybody().get(Person, hit.person) is not None:
            self.session.pages.open_person(hit.person)
        elif note is not None:
            open_note(self.session, note)


def _around(text: str, parts: Sequence[str], room: int) -> str:
    """Return the stretch of a long text in which the first part was found, hardly longer than the room for it."""
    text = clean(text, 4000)
    low = text.lower()
    at = min((found for part in parts if (found := low.find(part)) >= 0), default=0)
    if len(text) > room and at > room - 2 * _BEFORE:
        return f"…{text[at - _BEFORE : at + room]}"
    return text[: room + 1]


def _lit(text: str, parts: Sequence[str]) -> Content:
    """Return `text` with the parts that were looked for lit."""
    content = show(text, limit=200)
    low = content.plain.lower()
    if len(low) != len(content.plain):  # a letter that is longer when it is small: nothing is lit
        return content
    for part in parts:
        at = low.find(part)
        if at >= 0:
            content = content.stylize("$key bold", at, at + len(part))
    return content
