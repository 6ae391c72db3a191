"""Trends: six pictures of the days. All at once where there is room, else one at a time; digits choose.

The first paint shows what is at hand. Then all years are read in a thread, and what is worked out from them is kept
until the data change, so coming back costs nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Grid, Horizontal
from textual.reactive import var
from textual.widgets import Static

from coach.advice import looks
from coach.advice.series import series
from coach.advice.trends import SPANS
from coach.domain.clock import day_of
from coach.domain.wording import format_date
from coach.ui.charts_view import PICTURES, View, view
from coach.ui.commands.data import undo_last_action
from coach.ui.commands.trends import choose_experiment, choose_own_question, drop_told_withdrawals, run_due_check
from coach.ui.dialogs.dialog import Dialog
from coach.ui.panels.choices import Choice, Choices, bindings
from coach.ui.panels.frame import Frame
from coach.ui.panels.lines import Flash
from coach.ui.text import QUIET, TITLE, join, show

if TYPE_CHECKING:
    from datetime import date

    from coach.domain.book import Book
    from coach.ui.session import Session

WIDE, TALL = 110, 34
"""The least window in which all six are shown at once."""
_PATTERNS = len(PICTURES)
_YOUNG = 21
"""A log of fewer days opens on two weeks."""
_KEYS = (
    Choice("choose(1)", "1–6", "one picture"),
    Choice("span(1)", "← →", "stretch"),
    Choice("ask", "a", "ask"),
    Choice("experiment", "x", "experiment"),
    Choice("method", "y", "method"),
    Choice("letters", "l", "letters"),
    Choice("leave", "Esc", "back"),
)


class TrendsScreen(Dialog[None]):
    """Six pictures. Digits choose one, the same digit or Esc shows all again, arrows choose the stretch."""

    DEFAULT_CLASSES = "-page"
    BINDINGS = bindings(
        ("escape,q", "leave", "back"),
        ("t", "dismiss", "back"),
        ("w", "week", "the week"),
        *((str(n), f"choose({n})", "one picture") for n in range(1, len(PICTURES) + 1)),
        ("left", "span(-1)", "a shorter stretch"),
        ("right", "span(1)", "a longer stretch"),
        ("up", "year(1)", "a year earlier"),
        ("down", "year(-1)", "a year later"),
        ("enter", "open", "this picture alone"),
        ("l", "letters", "letters for colours"),
        ("y", "method", "how it is worked out"),
        ("a", "ask", "a question of your own"),
        ("x", "experiment", "let a coin decide"),
        ("u", "undo", "undo"),
    )

    view: var[View | None] = var(None)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.told: set[str] = set()
        """Withdrawals that were said on this page."""
        self._span, self._back, self._chosen = SPANS[1], 0, 0
        self._seen: tuple[Book, str, int, date] | None = None
        self._asked = 0

    def compose(self) -> ComposeResult:
        with Horizontal(id="top"):
            yield Static(id="where", markup=False)
            spans = Choices(id="spans")
            spans.right = True
            yield spans
        yield Choices(id="tabs")
        with Grid(id="charts"):
            for picture in PICTURES:
                yield Frame(picture.tab, picture.title, picture.draw).data_bind(TrendsScreen.view)
        yield Flash()
        yield Choices(id="keys")

    def on_mount(self) -> None:
        self.query_one("#keys", Choices).items = _KEYS
        book, now = self.session.journal, self.session.now()
        if (day_of(now, book.settings.day_ends) - series(book).oldest).days < _YOUNG:
            self._span = SPANS[0]
        self._arrange()
        self.session.mirror_status(self.query_one(Flash))
        self.session.watch_day(self, self._look)

    def on_resize(self) -> None:
        self._arrange()

    @property
    def _whole(self) -> bool:
        """Whether there is room for all six at once."""
        return self.app.size.width >= WIDE and self.app.size.height >= TALL

    def _arrange(self) -> None:
        """Show all pictures or one, and say which and of what stretch."""
        one = self._chosen or (0 if self._whole else 1)
        self.set_class(bool(one), "-one")
        for number, frame in enumerate(self.query(Frame), 1):
            frame.display = one in (0, number)
            if number == (one or 1) and (one or not isinstance(self.focused, Frame)):
                frame.focus()
        tabs = [Choice(f"choose({n})", str(n), picture.tab, n == one) for n, picture in enumerate(PICTURES, 1)]
        self.query_one("#tabs", Choices).items = tuple(tabs)
        spans = [Choice(f"named({n})", "", name, name == self._span) for n, name in enumerate(SPANS)]
        self.query_one("#spans", Choices).items = tuple(spans)
        self._say_where()

    def _say_where(self) -> None:
        stretch = ""
        if self.view is not None and self.app.size.width >= 80:
            first, last = self.view.trends.first, self.view.trends.last
            year = "" if first.year == last.year else f" {first.year}"
            stretch = f"{format_date(first, short=True)}{year} – {format_date(last, year=True, short=True)}"
        title = join(show("Trends", f"{TITLE} bold"), show(stretch, QUIET) if stretch else "", between="   ")
        self.query_one("#where", Static).update(title)

    # What is shown

    def _look(self) -> None:
        """Show what is at hand now, and all years once they are read; nothing if nothing has changed."""
        desk = self.session.service
        book, now = desk.book, desk.now()
        seen = (book, self._span, self._back, day_of(now, book.settings.day_ends))
        if self._seen is not None and self._seen[0] is book and self._seen[1:] == seen[1:]:
            return
        self._seen = seen
        self._asked += 1
        whole = desk.past.known()
        if whole is not None:
            self._take(view(book, whole, now, self._span, self._back))
        elif self._span != SPANS[-1] and not self._back:
            self._take(view(book, series(book, now), now, self._span), whole=False)
        if whole is None or looks.due(book, seen[3]):
            # After the first paint, because a thread that computes slows down the one that paints.
            self.call_after_refresh(self._read_all, self._span, self._back, self._asked)

    @work(thread=True, exclusive=True, group="trends")
    def _read_all(self, span: str, back: int, asked: int) -> None:
        desk = self.session.service
        found = view(desk.book, desk.past.series(), desk.now(), span, back)
        self.app.call_from_thread(self._read, found, asked)

    def _read(self, found: View, asked: int) -> None:
        if self.is_attached and asked == self._asked:
            self._take(found)
            run_due_check(self.session)

    def _take(self, found: View, *, whole: bool = True) -> None:
        """Show a new view. Keys keep what they chose, and years that were read stay until they are read again."""
        known = self.view
        found = replace(
            found, keys=self.session.keys, findings=drop_told_withdrawals(self.session, found.findings, self.told)
        )
        if known is None:
            found = replace(found, letters=self.app.no_color)
        else:
            found = replace(found, letters=known.letters, method=known.method)
            if not whole:
                found = replace(found, years=(*found.years, *known.years[1:]))
        self.view = found
        self._say_where()

    # Keys and clicks

    @on(Frame.Opened)
    def _opened(self, event: Frame.Opened) -> None:
        self.action_choose(next(n for n, picture in enumerate(PICTURES, 1) if picture.tab == event.name))

    def action_choose(self, number: int) -> None:
        """Show one picture alone; a second time, all of them if there is room."""
        self._chosen = 0 if self._whole and self._chosen == number else number
        self._arrange()

    def action_open(self) -> None:
        if isinstance(self.focused, Frame):
            self._opened(Frame.Opened(self.focused.id or ""))

    def action_leave(self) -> None:
        """Show all pictures again, or go back to the first page."""
        if self._whole and self._chosen:
            self.action_choose(self._chosen)
        else:
            self.dismiss(None)

    def action_span(self, step: int) -> None:
        self.action_named(max(0, min(len(SPANS) - 1, SPANS.index(self._span) + step)))

    def action_named(self, number: int) -> None:
        self._span = SPANS[number]
        self._arrange()
        self._look()

    def action_year(self, step: int) -> None:
        """Go a year back in the grid, or forward again."""
        if step < 0 or (self.view and self.view.years[0].earlier):
            self._back = max(0, self._back + step)
            self._look()

    def action_letters(self) -> None:
        if self.view is not None:
            self.view = replace(self.view, letters=not self.view.letters)

    def action_method(self) -> None:
        """Show how patterns are worked out, in ten lines; again, the patterns."""
        if self.view is not None:
            self.view = replace(self.view, method=not self.view.method)
            if not self._whole:
                self.action_choose(_PATTERNS)

    def action_ask(self) -> None:
        choose_own_question(self.session)

    def action_experiment(self) -> None:
        choose_experiment(self.session)

    def action_undo(self) -> None:
        undo_last_action(self.session)

    def action_week(self) -> None:
        self.dismiss(None)
        self.session.pages.open_week()
