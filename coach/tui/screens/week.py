"""The week page: five charts and one change. 1–3 take a proposal, 4 asks for other words, arrows change the week."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.reactive import var
from textual.widgets import Static

from coach.advice.week_proposals import monday_in_review
from coach.tui.charts import week as charts
from coach.tui.charts.week import ShownWeek
from coach.tui.commands.week import choose_change, choose_nice_person, copy_week, take_proposal, write_change
from coach.tui.panels.panel_grid import PanelGrid
from coach.tui.screens.page import Page, make_page_bindings
from coach.tui.text import QUIET_STYLE, TITLE_STYLE, join_parts, styled
from coach.tui.widgets.chart_frame import ChartFrame
from coach.tui.widgets.choice_bar import Choice, KeyBar
from coach.tui.widgets.header_and_footer import SaveMessageLine
from coach.views.week import WeekView, build_week, format_change_title, format_date_range

if TYPE_CHECKING:
    from coach.tui.session import Session

_OWN_WORDS_NUMBER = 4
_OPEN_KEYS = (
    Choice("own", "1–4", "one change"),
    Choice("nice", "n", "nice to talk to"),
    Choice("move(-1)", "← →", "weeks"),
    Choice("copy", "c", "copy"),
    Choice("trends", "t", "trends"),
    Choice("dismiss", "Esc", "back"),
)
_PAST_KEYS = tuple(choice for choice in _OPEN_KEYS if choice.action not in ("own", "nice"))


class WeekScreen(Page):
    """One week. The current one is built from memory; past ones from the files of all years, in a thread."""

    BINDINGS = make_page_bindings(
        ("escape,q,w", "dismiss", "back"),
        *((str(n), f"take({n})", "take it") for n in range(1, _OWN_WORDS_NUMBER)),
        (f"{_OWN_WORDS_NUMBER},g", "own", "in your own words"),
        ("n", "nice", "who was nice to talk to"),
        ("tab", "panel(1)", "the next panel"),
        ("shift+tab", "panel(-1)", "the panel before"),
        ("left", "move(-1)", "the week before"),
        ("right", "move(1)", "the week after"),
        ("c", "copy", "copy as Markdown"),
        ("h", "hide", "hide names"),
        ("t", "trends", "trends"),
        ("u", "undo", "undo"),
    )

    VERTICAL_BREAKPOINTS = [(0, "-flat"), (20, "-low"), (32, "-tall")]

    shown: var[ShownWeek | None] = var(None)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._monday: date | None = None
        """The week that is shown; None for the one that one looks back at now."""

    def compose(self) -> ComposeResult:
        with Horizontal(id="top"):
            yield Static(id="where", markup=False)
        with PanelGrid(id="week"):
            for frame in (
                ChartFrame("gave", lambda s: "You gave", charts.draw_given),
                ChartFrame("came", lambda s: "What came back", charts.draw_received),
                ChartFrame("felt", lambda s: "How it felt", charts.draw_felt),
                ChartFrame("days", lambda s: "Seven days", charts.draw_days),
                ChartFrame("change", lambda s: format_change_title(s.week), charts.draw_change),
            ):
                yield frame.data_bind(view=WeekScreen.shown)
        yield SaveMessageLine()
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        self.query_one("#change").focus()
        self.session.watch_day(self, self._refresh_week)

    def on_resize(self) -> None:
        if self.shown_week is not None:
            self._show_heading(self.shown_week)

    def action_panel(self, step: int) -> None:
        """Move the focus to another frame, which is the only one that a low window shows."""
        self.query_one(PanelGrid).focus_other_panel(step)

    @property
    def shown_week(self) -> WeekView | None:
        return self.shown.week if self.shown else None

    def _refresh_week(self) -> None:
        service = self.session.service
        if self._monday is None:
            self._show_week(build_week(service.journal, service.now()))
        else:
            self._load_past_week(self._monday)

    @work(thread=True, exclusive=True, group="week")
    def _load_past_week(self, monday: date) -> None:
        found = self.session.service.history.load_week(monday)
        self.app.call_from_thread(self._show_past_week, found)

    def _show_past_week(self, found: WeekView) -> None:
        if self.is_open and found.first == self._monday:
            self._show_week(found)

    def _show_week(self, found: WeekView) -> None:
        self.shown = ShownWeek(found, self.session.hidden)
        self._show_heading(found)
        keys = _OPEN_KEYS if found.is_open else _PAST_KEYS
        self.query_one("#keys", KeyBar).items = tuple(key for key in keys if key.action != "nice" or found.people)

    def _show_heading(self, found: WeekView) -> None:
        """Say which week it is, and its minutes where there is room."""
        where = join_parts(styled("Week", f"{TITLE_STYLE} bold"), styled(format_date_range(found)), between="   ")
        minutes, room = f"{found.minutes} min" * bool(found.minutes), self.app.size.width - 2
        texts = (
            join_parts(where, styled(f"{minutes}{more}", QUIET_STYLE), between="   ") for more in (" of networking", "")
        )
        fitting = (text for text in texts if minutes and text.cell_length <= room)
        self.query_one("#where", Static).update(next(fitting, where))

    # Keys and clicks

    @on(ChartFrame.Opened)
    def _on_frame_opened(self, event: ChartFrame.Opened) -> None:
        if event.name == "days":
            self.action_nice()
        elif event.name == "change" and self.shown_week and self.shown_week.is_open:
            choose_change(self.session, self.shown_week, self.dismiss)

    def action_take(self, number: int) -> None:
        """Take a proposal as the one change, and go back to the first page."""
        if self.shown_week is not None and take_proposal(self.session, self.shown_week, number):
            self.dismiss()

    def action_own(self) -> None:
        if self.shown_week is not None:
            write_change(self.session, self.shown_week, self.dismiss)

    def action_nice(self) -> None:
        if self.shown_week is not None:
            choose_nice_person(self.session, self.shown_week)

    def action_copy(self) -> None:
        if self.shown_week is not None:
            copy_week(self.session, self.shown_week)

    def action_move(self, step: int) -> None:
        """Show the week before or after, as far as there is anything to read."""
        shown, service = self.shown_week, self.session.service
        today = service.journal.settings.day_of(service.now())
        current, running = monday_in_review(today), today - timedelta(days=today.weekday())  # on Mondays, two weeks
        if shown is None or (step < 0 and not shown.has_earlier and shown.first <= current):
            return
        monday = min(running, shown.first + timedelta(days=7 * step))
        self._monday = None if monday == current else monday
        self._refresh_week()

    def action_hide(self) -> None:
        self.session.toggle_names()
        if self.shown is not None:
            self.shown = ShownWeek(self.shown.week, self.session.hidden)

    def action_trends(self) -> None:
        self.dismiss(None)
        self.session.run_command("trends.show")
