"""The week: five pictures and one change. 1–3 takes a proposal, 4 asks for words of one's own; past weeks by arrows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Grid, Horizontal
from textual.reactive import var
from textual.widgets import Static

from coach.advice.proposals import current_monday
from coach.advice.week import Week, stretch, week
from coach.domain.clock import day_of
from coach.ui import charts_week as charts
from coach.ui.charts_week import Shown
from coach.ui.commands.data import undo_last_action
from coach.ui.commands.view import toggle_names
from coach.ui.commands.week import choose_change, choose_nice_person, copy_week, take_proposal, write_change
from coach.ui.dialogs.dialog import Dialog
from coach.ui.panels.choices import Choice, Choices, bindings
from coach.ui.panels.frame import Frame
from coach.ui.panels.lines import Flash
from coach.ui.text import QUIET, TITLE, join, show

if TYPE_CHECKING:
    from coach.ui.session import Session

_OWN = 4
_OPEN_KEYS = (
    Choice("own", "1–4", "one change"),
    Choice("nice", "n", "nice to talk to"),
    Choice("move(-1)", "← →", "weeks"),
    Choice("copy", "c", "copy"),
    Choice("trends", "t", "trends"),
    Choice("dismiss", "Esc", "back"),
)
_PAST_KEYS = tuple(choice for choice in _OPEN_KEYS if choice.action not in ("own", "nice"))


class WeekScreen(Dialog[None]):
    """One week. The current one comes from what is at hand; past ones from all years, read in a thread."""

    DEFAULT_CLASSES = "-page"
    BINDINGS = bindings(
        ("escape,q,w", "dismiss", "back"),
        *((str(n), f"take({n})", "take it") for n in range(1, _OWN)),
        (f"{_OWN},g", "own", "in your own words"),
        ("n", "nice", "who was nice to talk to"),
        ("left", "move(-1)", "the week before"),
        ("right", "move(1)", "the week after"),
        ("c", "copy", "copy as Markdown"),
        ("h", "hide", "hide names"),
        ("t", "trends", "trends"),
        ("u", "undo", "undo"),
    )

    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-tall")]

    shown: var[Shown | None] = var(None)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._monday: date | None = None
        """The week that is shown; None for the one that one looks back at now."""

    def compose(self) -> ComposeResult:
        with Horizontal(id="top"):
            yield Static(id="where", markup=False)
        with Grid(id="week"):
            yield Frame("gave", lambda s: "You gave", charts.gave).data_bind(view=WeekScreen.shown)
            yield Frame("came", lambda s: "What came back", charts.came).data_bind(view=WeekScreen.shown)
            yield Frame("felt", lambda s: "How it felt", charts.felt).data_bind(view=WeekScreen.shown)
            yield Frame("days", lambda s: "Seven days", charts.days).data_bind(view=WeekScreen.shown)
            yield Frame("change", charts.change_title, charts.change).data_bind(view=WeekScreen.shown)
        yield Flash()
        yield Choices(id="keys")

    def on_mount(self) -> None:
        self.query_one("#change").focus()
        self.session.mirror_status(self.query_one(Flash))
        self.session.watch_day(self, self._look)

    @property
    def week(self) -> Week | None:
        return self.shown.week if self.shown else None

    def _look(self) -> None:
        desk = self.session.service
        if self._monday is None:
            self._show(week(desk.book, desk.now()))
        else:
            self._read(self._monday)

    @work(thread=True, exclusive=True, group="week")
    def _read(self, monday: date) -> None:
        found = self.session.service.past.week(monday)
        self.app.call_from_thread(self._show_past, found)

    def _show_past(self, found: Week) -> None:
        if self.is_attached and found.first == self._monday:
            self._show(found)

    def _show(self, found: Week) -> None:
        self.shown = Shown(found, self.session.hidden)
        where = join(show("Week", f"{TITLE} bold"), show(stretch(found)), between="   ")
        minutes = show(f"{found.minutes} min of networking", QUIET) if found.minutes else show("")
        self.query_one("#where", Static).update(join(where, minutes, between="   "))
        self.query_one("#keys", Choices).items = _OPEN_KEYS if found.open else _PAST_KEYS

    # Keys and clicks

    @on(Frame.Opened)
    def _opened(self, event: Frame.Opened) -> None:
        if event.name == "days":
            self.action_nice()
        elif event.name == "change" and self.week and self.week.open:
            choose_change(self.session, self.week, self._close)

    def action_take(self, number: int) -> None:
        """Take a proposal as the one change, and go back to the first page."""
        if self.week is not None and take_proposal(self.session, self.week, number):
            self._close()

    def action_own(self) -> None:
        if self.week is not None:
            write_change(self.session, self.week, self._close)

    def _close(self) -> None:
        self.dismiss(None)

    def action_nice(self) -> None:
        if self.week is not None:
            choose_nice_person(self.session, self.week)

    def action_copy(self) -> None:
        if self.week is not None:
            copy_week(self.session, self.week)

    def action_move(self, step: int) -> None:
        """Show the week before or after, as far as there is anything to read."""
        shown = self.week
        if shown is None or (step < 0 and not shown.earlier):
            return
        desk = self.session.service
        current = current_monday(day_of(desk.now(), desk.book.settings.day_ends))
        monday = min(current, shown.first + timedelta(days=7 * step))
        self._monday = None if monday == current else monday
        self._look()

    def action_hide(self) -> None:
        toggle_names(self.session)
        if self.shown is not None:
            self.shown = Shown(self.shown.week, self.session.hidden)

    def action_trends(self) -> None:
        self.dismiss(None)
        self.session.pages.open_trends()

    def action_undo(self) -> None:
        undo_last_action(self.session)
