"""Session: what commands, dialogs and pages use of the first screen, and all that they know of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

from textual.dom import DOMNode
from textual.screen import Screen

from coach.errors import CoachError
from coach.ui.drafts import Drafts, drafts
from coach.ui.panels.goal import GoalPanel
from coach.ui.panels.lines import Flash

if TYPE_CHECKING:
    from coach.acts.change import Act
    from coach.desk import Desk, Pending
    from coach.domain.book import Book
    from coach.domain.day import Day, Row
    from coach.key_table import KeyTable
    from coach.ui.notice import Notice
    from coach.ui.screens.today import TodayScreen

Answer = TypeVar("Answer")


class Pages(Protocol):
    """The pages that commands open. `coach.ui.screens.pages` is what opens them."""

    @property
    def shown_person_id(self) -> str:
        """Return the id of the person whose page is in front, or ""."""

    def open_find(self) -> None:
        """Open the page that finds people, notes and texts."""

    def open_import(self) -> None:
        """Open the page that imports a history."""

    def open_person(self, person_id: str) -> None:
        """Open the page of a person."""

    def open_trends(self) -> None:
        """Open the trends."""

    def open_week(self) -> None:
        """Open the week."""

    def update_away_page(self) -> None:
        """Put the quiet page in front while the person is away, and take it away afterwards."""


class Session:
    """The data, the time, and the ways to act, ask and show that commands and dialogs have.

    `pages` is set once the data is there, as `service` is; `question_about` is the id of the record that the
    question on the first screen is about, `waiting_start` the block that Enter starts outside the hours.
    """

    pages: Pages

    def __init__(self, screen: TodayScreen) -> None:
        self._screen = screen
        self.question_about = ""
        self.waiting_start: Act | None = None

    # What is known

    @property
    def service(self) -> Desk:
        """The service that all data goes through."""
        return self._screen.desk

    @property
    def journal(self) -> Book:
        """The records in memory, as they stand now."""
        return self._screen.desk.book

    @property
    def day(self) -> Day | None:
        """The day that is shown; None until the data is there."""
        return self._screen.day

    @property
    def keys(self) -> KeyTable:
        """The keys in force."""
        return self._screen.keys

    @property
    def drafts(self) -> Drafts:
        """The texts that were typed and not sent."""
        return drafts(self._screen)

    @property
    def notifier(self) -> Notice:
        """What rings, notifies and runs hooks."""
        return self._screen.notice

    @property
    def hidden(self) -> bool:
        """Whether names and notes are hidden."""
        return self._screen.hidden

    @hidden.setter
    def hidden(self, hidden: bool) -> None:
        self._screen.hidden = hidden

    def now(self) -> datetime:
        """Return the present moment."""
        return self._screen.now()

    def watch_day(self, page: DOMNode, callback: Callable[[], None], *, init: bool = True) -> None:
        """Call `callback` whenever another day is shown, for as long as `page` is there."""
        page.watch(self._screen, "day", callback, init=init)

    # What is selected

    @property
    def selected_row(self) -> Row | None:
        """The selected row of the outreach list."""
        return self._screen.outreach.selected

    @property
    def focused_panel(self) -> str:
        """The name of the panel that has the focus: goal, focus, outreach, mood, or ""."""
        return self._screen.focused_panel

    @property
    def is_page_open(self) -> bool:
        """Whether a page lies over the first screen."""
        return self._screen.app.screen is not self._screen

    def move_selection(self, step: int) -> None:
        """Select another row of the outreach list; from elsewhere, go to the list first."""
        if self.focused_panel == "outreach":
            self._screen.outreach.move(step)
        else:
            self._screen.outreach.focus()

    def focus_next_panel(self, step: int = 1) -> None:
        """Go on by `step` panels, back if it is negative."""
        self._screen.panels.step(step)

    # Acting

    def execute(
        self, act: Act, *, raises: bool = False, draft: tuple[str, str] | None = None,
        on_saved: Callable[[Pending], None] | None = None,
    ) -> Pending | None:  # fmt: skip
        """Show the result of `act` at once and save it in another thread; return None if it was refused.

        `on_saved` is called once it is on the disk; without it the status line says what was saved. With `raises`,
        CoachError goes to the caller, who shows it where the text is. `draft` (dialog, text) is offered again if it
        can never be saved.
        """
        try:
            pending = self.service.show(act)
        except CoachError as error:
            if raises:
                raise
            self.notify(str(error))
            return None
        self._screen.refresh_day()
        keeper = self._screen.keeper
        keeper.keep(pending, draft, on_saved or keeper.say_saved)
        return pending

    def record(self, act: Act) -> None:
        """Save something that there is nothing to say about."""
        self._screen.keeper.keep(self.service.show(act))

    def run_command(self, command_id: str) -> None:
        """Run another command of the key table."""
        self._screen.action_run(command_id)

    def run_in_thread(self, work: Callable[[], Answer], done: Callable[[Answer], object]) -> None:
        """Call `work` in a thread, and `done` with what it returns in the thread of the screen."""
        screen = self._screen

        def work_and_tell() -> None:
            answer = work()
            if screen.is_attached:
                screen.app.call_from_thread(done, answer)

        screen.run_worker(work_and_tell, thread=True)

    def refresh(self) -> None:
        """Work the day out again and show it."""
        self._screen.refresh_day()

    # Asking and showing

    @property
    def question(self) -> str:
        """What a digit or Enter answers now: mood, energy, felt, chore, rest, bell, start, or ""."""
        return self._screen.ask

    @question.setter
    def question(self, question: str) -> None:
        self._screen.ask = question

    def close_question(self) -> None:
        """Leave the question that is asked; how a block felt is asked again until it is answered or skipped."""
        self._screen.ask_again()

    def notify(self, text: str, *, undo: bool = False) -> None:
        """Show one line in the status line."""
        self._screen.say(text, undo=undo)

    def mirror_status(self, line: Flash) -> None:
        """Show what the status line says in the one of a page, too."""
        line.follow(self._screen.query_one(Flash))

    def push(self, dialog: Screen[Answer], callback: Callable[[Answer | None], None] | None = None) -> None:
        """Open a dialog or a page; `callback` gets its answer, None if there is none."""
        self._screen.app.push_screen(dialog, callback)

    def copy_text(self, text: str) -> None:
        """Copy `text` to the clipboard, as far as the terminal allows it."""
        self._screen.app.copy_to_clipboard(text)

    def toggle_reasons(self) -> None:
        """Show the reasons for the coach's line and the goal on offer, or the line again."""
        line, goal = self._screen.coach_line, self._screen.query_one(GoalPanel)
        line.why = goal.why = not (line.why or (goal.why and not (self.day and self.day.line)))

    def open_help(self) -> None:
        """Open the help, with the keys of the focused panel first."""
        self._screen.open_help()

    def open_palette(self) -> None:
        """Open the palette, which finds any command by name."""
        self._screen.app.action_command_palette()

    def quit(self) -> None:
        """Leave the full screen; saves on their way are waited for."""
        self._screen.app.exit()
