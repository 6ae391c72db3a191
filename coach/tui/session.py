"""Session: the part of the first screen that commands, dialogs and pages may use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from textual.app import SuspendNotSupported
from textual.dom import DOMNode
from textual.screen import Screen
from textual.worker import get_current_worker

from coach.domain.text import HIDDEN_MARK
from coach.errors import CoachError
from coach.paths import find_editing_folder
from coach.tui.panels.goal import GoalPanel
from coach.tui.panels.panel_grid import PANEL_TYPES
from coach.tui.text_layout import NAMES_ARE_HIDDEN
from coach.tui.unsent_input import UnsentInput
from coach.tui.widgets.header_and_footer import SaveMessageLine

if TYPE_CHECKING:
    from coach.actions.result import Action
    from coach.domain.journal import Journal
    from coach.service import CoachService, PendingChange
    from coach.tui.dialogs.dialog import Dialog
    from coach.tui.notifications import Notifier
    from coach.tui.screens.today import TodayScreen
    from coach.views.day import DayView, OutreachRow

Answer = TypeVar("Answer")


class Session:
    """The data, the time, and the ways to act, ask and show that commands and dialogs have."""

    def __init__(self, screen: TodayScreen) -> None:
        self._screen = screen
        self.now = screen.now
        """Returns the present moment."""
        self.keys = screen.keys
        """The keys in force."""
        self.unsent_input = UnsentInput()
        """The texts that were typed and not sent."""
        self.question_record_id = ""
        """The id of the record that the question on the first screen is about."""
        self.waiting_start: Action | None = None
        """The start of a block that Enter confirms outside the networking hours."""
        self.is_importing = False
        """Whether an import is being saved. What it changes is loaded at its end."""
        self.message_count = 0
        """How many messages `notify` has shown."""
        self._day_watchers: dict[Dialog[Any], Callable[[], object]] = {}

    def finish_import(self, then: Callable[[], object] = lambda: None) -> None:
        """Load what an import has changed, then call `then`."""
        self.is_importing = False
        self.load_changes(then)

    def load_changes(self, then: Callable[[], object] = lambda: None) -> None:
        """Load and show what others wrote, then call `then`: from now on undo reaches their actions."""
        self._screen.check_for_changes(then)

    # What is known

    @property
    def service(self) -> CoachService:
        """The service that all data goes through."""
        return self._screen.service

    @property
    def journal(self) -> Journal:
        """The records in memory, as they stand now."""
        return self._screen.service.journal

    @property
    def day(self) -> DayView | None:
        """The day that is shown; None until the data is there."""
        return self._screen.day

    @property
    def notifier(self) -> Notifier:
        """What rings, notifies and runs hooks."""
        return self._screen.notifier

    @property
    def hidden(self) -> bool:
        """Whether names and notes are hidden."""
        return self._screen.hidden

    @hidden.setter
    def hidden(self, hidden: bool) -> None:
        self._screen.hidden = hidden

    def hide_text(self, text: str) -> str:
        """Return `text`, or what stands for it while names and notes are hidden."""
        return HIDDEN_MARK if self.hidden else text

    def toggle_names(self) -> None:
        """Hide names and notes on the screen, or show them again."""
        self.hidden = not self.hidden
        self.notify(self.keys.fill(NAMES_ARE_HIDDEN) if self.hidden else "Names and notes are shown.")

    def watch_day(self, page: Dialog[Any], callback: Callable[[], object]) -> None:
        """Call `callback` whenever another day is shown, for as long as `page` is open."""
        # A watcher of the reactive would keep a closed page in memory until the day changes.
        self._day_watchers = {**self._list_open_watchers(), page: callback}

    def announce_day(self) -> None:
        """Tell the open pages that another day is shown."""
        self._day_watchers = self._list_open_watchers()
        for page, callback in self._day_watchers.items():
            page.call_next(_call_if_open, page, callback)

    def _list_open_watchers(self) -> dict[Dialog[Any], Callable[[], object]]:
        return {page: callback for page, callback in self._day_watchers.items() if page.is_open}

    # What is selected

    @property
    def selected_row(self) -> OutreachRow | None:
        """The selected row of the outreach list."""
        return self._screen.outreach.selected_row

    def has_just_turned(self, person_id: str) -> bool:
        """Return whether others wrote so lately that a key may be meant for what the row of somebody said before."""
        return self._screen.outreach.has_just_turned(person_id, self.now())

    @property
    def focused_panel(self) -> str:
        """The name of the panel that has the focus: goal, focus, outreach, mood, or ""."""
        focused_widget = self._screen.focused
        return next((name for name, panel in PANEL_TYPES.items() if isinstance(focused_widget, panel)), "")

    @property
    def shown_person_id(self) -> str:
        """The id of the person whose page is in front, or ""."""
        return getattr(self._screen.app.screen, "shown_person_id", "")

    @property
    def shows_block_question(self) -> bool:
        """Whether how a block felt is asked on the screen now, so that Enter skips the question."""
        return self._screen.shows_block_question

    @property
    def is_page_open(self) -> bool:
        """Whether a page lies over the first screen."""
        return self._screen.app.screen is not self._screen

    def move_selection(self, step: int) -> None:
        """Select another row of the outreach list; from elsewhere, go to the list first."""
        if self.focused_panel == "outreach":
            self._screen.outreach.move_selection(step)
        else:
            self._screen.outreach.focus()

    def focus_panel(self, name: str) -> None:
        """Give the focus to the panel with this name."""
        self._screen.set_focus(self._screen.query_one(PANEL_TYPES[name]))

    def show_panel(self, name: str) -> None:
        """Show the panel with this name, where a small window shows one at a time."""
        self._screen.panels.bring_to_front(self._screen.query_one(PANEL_TYPES[name]))

    def focus_next_panel(self, step: int) -> None:
        """Go on by `step` panels, back if it is negative."""
        self._screen.panels.focus_other_panel(step)

    # Acting

    def execute(
        self, action: Action, *, raises: bool = False, draft: tuple[str, str] | None = None,
        on_saved: Callable[[PendingChange], None] | None = None,
    ) -> PendingChange | None:  # fmt: skip
        """Show the result of `action` at once and save it in another thread; return None if it was refused.

        `on_saved` is called once it is on the disk; without it the status line says what was saved. With `raises`,
        CoachError goes to the caller, who shows it where the text is. `draft` (dialog, text) is offered again if it
        can never be saved.
        """
        outreach = self._screen.outreach
        rows_before, row = self.day.rows if self.day else (), outreach.row
        try:
            pending = self.service.apply(action)
        except CoachError as error:
            if raises:
                raise
            self.notify(self.format_error(error))
            return None
        self.refresh_day()
        outreach.select_after_action(rows_before, row, undone=not pending.change.undoable)
        save_queue = self._screen.save_queue
        save_queue.enqueue(pending, draft, on_saved or save_queue.confirm_saved)
        return pending

    def save_silently(self, action: Action) -> None:
        """Save without a message. What is refused, say because the file can only be read by now, is not saved."""
        with suppress(CoachError):  # nobody asked for it
            self._screen.save_queue.enqueue(self.service.apply(action))

    def run_command(self, command_id: str) -> None:
        """Run another command of the key table."""
        self._screen.action_run(command_id)

    def watch_commands(self, widget: DOMNode, callback: Callable[[str], object]) -> None:
        """Call `callback` with the id of each command that is run, for as long as `widget` is there."""
        self._screen.command_used.subscribe(widget, callback)

    def run_in_thread(
        self,
        work: Callable[[], Answer],
        done: Callable[[Answer], object],
        *,
        replaces: str = "",
        exit_on_error: bool = True,
    ) -> None:
        """Call `work` in a thread, and `done` with what it returns in the thread of the screen.

        An earlier call with the same name in `replaces` is dropped if it is not done yet.
        An error in `work` ends the program, unless `exit_on_error` is false.
        """
        screen = self._screen

        def run() -> None:
            worker, answer = get_current_worker(), work()
            if screen.is_attached:
                screen.app.call_from_thread(lambda: None if worker.is_cancelled else done(answer))

        screen.run_worker(
            run, thread=True, group=replaces or "default", exclusive=bool(replaces), exit_on_error=exit_on_error
        )

    def refresh_day(self) -> None:
        """Build the day anew from the records, and show it."""
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
        self._screen.leave_question()

    def notify(self, text: str, *, undo: bool = False, waits: bool = False) -> None:
        """Show one message in the status line; with `waits`, after those that are shown now."""
        self.message_count += 1
        self._screen.status_line.show_message(text, undo=undo, waits=waits)

    def format_error(self, error: CoachError) -> str:
        """Return what is wrong and what works, with the keys in force."""
        return error.format_for_screen(self.keys.fill)

    def mirror_status(self, line: SaveMessageLine) -> None:
        """Show the messages of the status line in the one of a page, too."""
        line.mirror_messages(self._screen.status_line)

    def push_screen(self, dialog: Screen[Answer], callback: Callable[[Answer | None], Any] | None = None) -> None:
        """Open a dialog or a page; `callback` gets its answer, None if there is none."""
        self._screen.app.push_screen(dialog, callback)

    def edit_text(self, text: str, key: str) -> str:
        """Give the screen to the person's own editor; return `text` as it leaves it. Raises CoachError.

        `key` is that of the line or box.
        """
        from coach.text_editor import edit_in_editor  # the first paint needs nothing of it

        try:
            with self._screen.app.suspend():
                return edit_in_editor(text, editing_folder=find_editing_folder(self.service.folder), line_key=key)
        except SuspendNotSupported:
            hint = "coach draft --edit opens your editor in the shell."
            raise CoachError("This terminal cannot start an editor from here.", hint=hint) from None

    def copy_text(self, text: str) -> None:
        """Copy `text` to the clipboard, as far as the terminal allows it."""
        self._screen.app.copy_to_clipboard(text)

    def toggle_reasons(self) -> None:
        """Show the reasons for the coach's line and the goal on offer, or the line again."""
        self.show_panel("goal")
        self._screen.remove_class("-telling")  # the reason is asked for while a message has the rows of the advice
        advice_line, goal_panel = self._screen.advice_line, self._screen.query_one(GoalPanel)
        advice_line.shows_reason = goal_panel.shows_reason = not (
            advice_line.shows_reason or (goal_panel.shows_reason and not (self.day and self.day.advice_text))
        )

    def open_help(self) -> None:
        """Open the help, with the keys of the focused panel first."""
        self._screen.open_help()

    def open_person(self, person_id: str) -> None:
        """Open the page of a person."""
        self._screen.open_person(person_id)

    def open_palette(self) -> None:
        """Open the palette, which finds any command by name."""
        self._screen.app.action_command_palette()

    def quit_app(self) -> None:
        """Leave the full screen; saves on their way are waited for."""
        self._screen.app.exit()


def _call_if_open(page: Dialog[Any], callback: Callable[[], object]) -> None:
    """Call `callback` unless `page` has been closed since."""
    if page.is_open:
        callback()


COMMANDS_WITHOUT_DATA: Mapping[str, Callable[[Session], object]] = {
    "view.help": Session.open_help,
    "view.palette": Session.open_palette,
    "view.quit": Session.quit_app,
}
"""Commands that work before the data is there."""
