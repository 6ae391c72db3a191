"""The first screen: owns today's `Day`, hands it to the panels, and carries acts to the desk.

An act is shown at once and saved in another thread; the line that says so comes once it is safe on the disk. What
the disk does not take stays shown, is tried again by itself, and one line says so for as long. If it can never be
saved, the day before it comes back, and what was typed is kept. Keys pressed before the data is there wait for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from textual import constants, getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.message import Message
from textual.reactive import var
from textual.screen import Screen
from textual.signal import Signal
from textual.widget import Widget

from coach.domain.day import Day
from coach.errors import CoachError
from coach.key_table import KEYS, USUAL, KeyTable
from coach.ui.commands.view import WITHOUT_DATA
from coach.ui.looking import Looking
from coach.ui.panels.focus import FocusPanel
from coach.ui.panels.goal import GoalPanel
from coach.ui.panels.grid import Panels
from coach.ui.panels.lines import CoachLine, Flash, Header, KeyLine
from coach.ui.panels.mood import MoodPanel
from coach.ui.panels.outreach import OutreachPanel
from coach.ui.session import Session

if TYPE_CHECKING:
    from coach.desk import Desk
    from coach.ui.keeping import Keeper
    from coach.ui.notice import Notice

DIGITS = {"mood": "mood.chosen", "energy": "mood.energy", "felt": "focus.felt", "chore": "focus.chore",
          "rest": "focus.rest", "bell": "focus.bell"}  # fmt: skip
"""What is asked now → the command that a digit answers it with."""
ENTER = frozenset({"chore", "rest", "bell", "start"})
"""Questions that Enter skips or, for a start outside the hours, answers."""
PANELS: dict[str, type[Widget]] = {"mood": MoodPanel, "focus": FocusPanel, "outreach": OutreachPanel,
                                   "goal": GoalPanel}  # fmt: skip
"""The panel that the commands of a column show, where one is shown at a time."""
OpenDesk = Callable[[], "Desk"]


class TodayScreen(Screen[None]):
    """Four panels and four lines. `ask` is what a digit or Enter answers now: "", start, or one of `DIGITS`.

    Bindings have priority, so that a key has done its work, a dialog opened, before the next key is looked at.
    """

    BINDINGS = [
        *(Binding(k.key, f"run('{k.id}')", k.label, id=k.id, tooltip=k.help, show=False, priority=True) for k in KEYS),
        *(Binding(str(n), f"digit({n})", show=False, priority=True) for n in range(1, 6)),
        Binding("escape", "back", show=False, priority=True),
    ]
    BLANK = True
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-small"), (80, "-normal"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (9, "-flat"), (20, "-low"), (24, "-medium"), (34, "-tall"), (50, "-huge")]

    class Loaded(Message):
        """The data is there, or it was said why not."""

    day: var[Day | None] = var(None)
    ask: var[str] = var("")
    hidden: var[bool] = var(False)
    keys: var[KeyTable] = var(USUAL)
    desk: Desk
    keeper: Keeper
    notice: Notice

    def __init__(self, open_desk: OpenDesk, now: Callable[[], datetime], keys: KeyTable = USUAL) -> None:
        super().__init__()
        self.set_reactive(TodayScreen.keys, keys)
        self._open_desk = open_desk
        self.now = now
        self.session = Session(self)
        self._commands: Mapping[str, Callable[..., object]] = WITHOUT_DATA
        self._begun = False
        self.is_loaded = False  # or could not be loaded, which was said
        self.lines = 0  # said so far, other than by saves
        self.used: Signal[str] = Signal(self, "used")  # tells hints and the tour which command was carried out

    def compose(self) -> ComposeResult:
        down = TodayScreen.day, TodayScreen.keys
        yield Header().data_bind(TodayScreen.day)
        with Panels(id="panels").data_bind(TodayScreen.keys):
            yield GoalPanel().data_bind(*down)
            yield FocusPanel(self.now).data_bind(*down, TodayScreen.ask)
            yield OutreachPanel().data_bind(*down)
            yield MoodPanel().data_bind(*down, TodayScreen.ask)
        yield CoachLine().data_bind(TodayScreen.day, TodayScreen.keys)
        yield Flash().data_bind(TodayScreen.keys)
        yield KeyLine().data_bind(TodayScreen.keys)

    def on_mount(self) -> None:
        self.query_one(GoalPanel).focus()
        self.call_after_refresh(self.on_screen_suspend)  # the first paint does not wait for the data

    def on_unmount(self) -> None:
        if self.day is not None:
            self.looking.stop()
            self.notice.leave()

    @property
    def keys_without_data(self) -> set[str]:
        """The keys, as Textual names them, of the commands that need no data."""
        return {key for row in self.keys if row.id in WITHOUT_DATA for key in row.key.split(",")}

    panels = getters.query_one(Panels)
    outreach = getters.query_one(OutreachPanel)
    mood_panel = getters.query_one(MoodPanel)
    focus_panel = getters.query_one(FocusPanel)
    coach_line = getters.query_one(CoachLine)

    # The data comes, and keeps coming

    def on_screen_suspend(self) -> None:
        """Begin to read the data, once: after the first paint, or behind a page that was opened before it."""
        if not self._begun:
            self._begun = True
            self._load()

    @work(thread=True, group="load")
    def _load(self) -> None:
        # The records bring pydantic along, so what needs them is imported in this thread, behind the first paint.
        from coach.ui.keeping import Keeper

        try:
            desk = self._open_desk()
            day = desk.day()
        except CoachError as error:
            self.app.call_from_thread(self._end_load, str(error))
            return
        self.app.call_from_thread(self._show_first_day, desk, Keeper(desk, self), day)
        # Now that the day is shown, what the keys do.
        from coach.ui.commands.registry import ANSWERS, COMMANDS
        from coach.ui.screens.pages import ScreenPages

        self._commands = {**COMMANDS, **ANSWERS}
        self.session.pages = ScreenPages(self.app, self.session)
        self.app.call_from_thread(self._end_load)

    def _show_first_day(self, desk: Desk, keeper: Keeper, day: Day) -> None:
        from coach.ui.hints import begin
        from coach.ui.notice import Notice

        self.desk, self.keeper, self.notice = desk, keeper, Notice(self)
        self.hidden = self.hidden or day.hide
        self.show_day(day)
        self.watch(self.app, "app_focus", self._looked_away, init=False)
        begin(self)
        if day.notices:
            self.say(day.notices[0], undo=day.notices[0] in self.desk.merged)
        self.looking = Looking(self)

    def _end_load(self, error: str = "") -> None:
        """Let the keys come that were pressed before there was any data."""
        if not self.is_running:
            return  # left in the meantime
        self.is_loaded = True
        if error:
            self.say(error)
        elif self.day is not None:
            self._follow_up(self.day)
        self.post_message(self.Loaded())

    def look(self) -> None:
        """Show what others wrote, and the new day when it has begun."""
        if self.desk.stirred() and not self.keeper.fetching:
            self._fetch()
        if self.day and self.notice.moves(self.day, self.now()):
            self.refresh_day()

    @work(group="fetch")
    async def _fetch(self) -> None:
        docs = await self.keeper.fetch()
        if docs is not None:
            for line in self.desk.accept(docs):
                self.say(line, undo=True)
            self.refresh_day()

    def refresh_day(self) -> None:
        """Compute today anew from the records, and show it."""
        self.show_day(self.desk.day())

    def show_day(self, day: Day) -> None:
        """Hand `day` to the panels, and do what follows from it."""
        self.day = replace(day, hide=self.hidden)
        if self.ask in ("", "felt"):
            self.ask_again()
        if day.theme != self.app.theme and day.theme in self.app.available_themes:
            self.app.theme = day.theme
        self.app.animation_level = "none" if day.still else constants.TEXTUAL_ANIMATIONS
        self.notice.saw(day)
        if self.is_loaded:
            self._follow_up(day)

    def _follow_up(self, day: Day) -> None:
        """Do what a day asks for when it is shown: the quiet page, a record of the advice, a check that is due."""
        from coach.acts.asked import shown
        from coach.ui.commands.trends import run_due_check

        self.session.pages.update_away_page()
        if not day.shown and not day.read_only:
            self.session.record(shown())
        if day.look_due and not day.read_only:
            run_due_check(self.session)

    def watch_hidden(self) -> None:
        if self.day is not None:
            self.day = replace(self.day, hide=self.hidden)

    def _looked_away(self, focus: bool) -> None:
        """Hide names while the window is left, if that was chosen; coming back shows them as they were."""
        if self.desk.book.settings.hide_on_blur and self.day is not None:
            self.day = replace(self.day, hide=self.hidden or not focus)

    # What the session uses

    @property
    def focused_panel(self) -> str:
        """The name of the panel that has the focus, or ""."""
        return next((name for name, panel in PANELS.items() if isinstance(self.focused, panel)), "")

    def open_help(self) -> None:
        """Open the help, with the keys of the focused panel first."""
        from coach.ui.screens.help import HelpScreen  # the first paint needs nothing of it

        self.app.push_screen(HelpScreen(self.session, self.focused_panel.capitalize()))

    def say(self, text: str, *, undo: bool = False) -> None:
        """Show one quiet line."""
        self.lines += 1
        self.query_one(Flash).say(text, undo=undo)

    # Keys and clicks

    def action_run(self, command: str) -> None:
        """Carry out the command of a key; without data, only those that need none."""
        if command not in self._commands:
            return
        if command == "goal.take" and self.ask in ENTER:
            command = "focus.enter"
        elif command == "view.next" and self.ask == "energy":
            command = "mood.more"
        elif self.ask != "felt" and not (command == "goal.take" and self.ask == "mood"):
            self.ask_again()
        self._call(command)

    def _call(self, command: str, *values: int) -> None:
        column = command.split(".")[0]
        if column in PANELS:
            self.panels.bring(self.query_one(PANELS[column]))
        self._commands[command](self.session, *values)
        self.used.publish(command)

    def ask_again(self) -> None:
        """Leave the question that is asked; what comes back is how a block felt, until that is answered or skipped."""
        self.ask = "felt" if self.day and self.day.ask_felt else ""

    def action_digit(self, value: int) -> None:
        """Give a digit to the question that is asked now."""
        if self.is_loaded and self.ask in DIGITS:
            self._call(DIGITS[self.ask], value)

    def action_back(self) -> None:
        """Esc: leave the question; the next Esc leaves the list."""
        self.used.publish("view.back")
        if self.ask not in ("", "felt"):
            self.ask_again()
        else:
            self.query_one(GoalPanel).focus()

    @on(MoodPanel.Chosen)
    def _mood_clicked(self, event: MoodPanel.Chosen) -> None:
        self.action_digit(event.value)

    @on(FocusPanel.Over)
    def _over(self, event: FocusPanel.Over) -> None:
        self.refresh_day()
        self.notice.over(rest=event.rest)

    @on(OutreachPanel.Opened)
    def _row_clicked(self) -> None:
        self.action_run("goal.take")
