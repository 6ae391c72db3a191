"""The first screen: loads the data after the first paint, owns the day that the panels show, and runs commands.

Keys that are pressed before the data is there wait for it. Functions that run after the first paint import what needs
records: these bring pydantic, which the first paint does not wait for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, cast

from textual import constants, events, getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var
from textual.screen import Screen
from textual.signal import Signal
from textual.widget import Widget

from coach.errors import CoachError
from coach.keys import KEYS, USUAL_KEYS, KeyTable
from coach.paths import find_editing_folder, find_unsent_file
from coach.tui.panels.focus import FOCUS_QUESTIONS, FocusPanel
from coach.tui.panels.goal import GoalPanel
from coach.tui.panels.mood import MoodPanel
from coach.tui.panels.outreach import OutreachPanel
from coach.tui.panels.panel_grid import PANEL_TYPES, PanelGrid
from coach.tui.screens.away import AwayScreen
from coach.tui.session import COMMANDS_WITHOUT_DATA, Session
from coach.tui.textual_private import forget_closed_pages
from coach.tui.watchers import FILE_CHECK_SECONDS, SOURCE_READ_SECONDS, DataWatcher, SourceReader
from coach.tui.widgets.header_and_footer import LABELS_BY_BLOCK, AdviceLine, Header, KeyFooter, SaveMessageLine
from coach.tui.widgets.key_hints import bind_commands
from coach.views.day import DayView

if TYPE_CHECKING:
    from coach.service import CoachService
    from coach.tui.app import CoachApp
    from coach.tui.notifications import Notifier
    from coach.tui.save_queue import SaveQueue

ENTER_QUESTIONS = frozenset({"chore", "rest", "bell", "start"})
"""Questions that Enter skips or, for a start outside the hours, answers."""
COMMANDS_BY_FOCUS = frozenset({"goal.take", "outreach.later", "outreach.up", "outreach.down"})
"""Commands that ask which panel has the focus, and so bring none to the front before."""
UNREADABLE_DATA = "Your data cannot be read just now. Nothing in it is changed."
OpenService = Callable[[], "CoachService"]


class TodayScreen(Screen[None]):
    """Four panels and four lines. `ask` is the question that a digit or Enter answers now, or "".

    Bindings have priority, so that a key has done its work, a dialog opened, before the next key is handled.
    """

    BINDINGS = [
        *bind_commands(KEYS),
        *(Binding(str(n), f"digit({n})", show=False, priority=True) for n in range(1, 6)),
        Binding("escape", "back", show=False, priority=True),
    ]
    BLANK = True
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-small"), (80, "-normal"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (9, "-flat"), (20, "-low"), (24, "-medium"), (34, "-tall"), (50, "-huge")]

    class Loaded(Message):
        """The data is there, or a message says why not."""

    day: var[DayView | None] = var(None, always_update=True)  # pages show more than the day, and load it anew
    ask: var[str] = var("")
    hidden: var[bool] = var(False)
    enter_is_taken: var[bool] = var(False)
    """Whether Enter answers a question that is on the screen, and not the goal."""
    keys: var[KeyTable] = var(USUAL_KEYS)
    service: CoachService
    save_queue: SaveQueue
    notifier: Notifier

    def __init__(self, open_service: OpenService, now: Callable[[], datetime], keys: KeyTable) -> None:
        super().__init__()
        self.set_reactive(TodayScreen.keys, keys)
        self._open_service = open_service
        self.now = now
        self.session = Session(self)
        self._commands: Mapping[str, Callable[[Session], object]] = COMMANDS_WITHOUT_DATA
        self._digit_answers: Mapping[str, Callable[[Session, int], object]] = {}
        self._has_begun_loading = False
        self._arranged_size = Size()
        """The size of the window for which the panels were last arranged."""
        self._awaited_block = ""
        """The id of the block that was running when the day was last shown, until its end is announced."""
        self.is_loaded = False
        """Whether the data is there, or a message says why not."""
        self.command_used: Signal[str] = Signal(self, "command-used")
        """Published with the id of each command that is run."""

    def compose(self) -> ComposeResult:
        day_and_keys = TodayScreen.day, TodayScreen.keys
        yield Header().data_bind(TodayScreen.day)
        with PanelGrid(id="panels").data_bind(TodayScreen.keys):
            yield GoalPanel().data_bind(*day_and_keys, TodayScreen.enter_is_taken)
            yield FocusPanel(self.now).data_bind(*day_and_keys, TodayScreen.ask)
            yield OutreachPanel().data_bind(*day_and_keys, TodayScreen.enter_is_taken)
            yield MoodPanel().data_bind(*day_and_keys, TodayScreen.ask)
        yield AdviceLine().data_bind(TodayScreen.day, TodayScreen.keys)
        yield SaveMessageLine().data_bind(TodayScreen.keys)
        yield KeyFooter().data_bind(TodayScreen.keys)

    def on_mount(self) -> None:
        self.query_one(GoalPanel).focus()
        # Where there are few rows, the advice gives its own to a message.
        self.status_line.changed.subscribe(
            self, lambda line: self.set_class(bool(line.text or line.trouble), "-telling"), immediate=True
        )
        self.call_after_refresh(self.on_screen_suspend)  # the first paint does not wait for the data

    def on_unmount(self) -> None:
        if self.day is not None:
            self.notifier.restore_window_title()

    @property
    def keys_without_data(self) -> set[str]:
        """The keys, as Textual names them, of the commands that need no data."""
        return {key for row in self.keys if row.id in COMMANDS_WITHOUT_DATA for key in row.key.split(",")}

    panels = getters.query_one(PanelGrid)
    outreach = getters.query_one(OutreachPanel)
    focus_panel = getters.query_one(FocusPanel)
    advice_line = getters.query_one(AdviceLine)
    status_line = getters.query_one(SaveMessageLine)

    # Loading the data, and what changes it

    def on_screen_resume(self) -> None:
        if self._has_begun_loading:  # at the first paint no page has been closed yet
            forget_closed_pages()

    def on_screen_suspend(self) -> None:
        """Begin to load the data, once: after the first paint, or when another page is opened before it."""
        if not self._has_begun_loading:
            self._has_begun_loading = True
            self._load_data()

    @work(thread=True, group="load")
    def _load_data(self) -> None:
        # The records bring pydantic along, so what needs them is imported in this thread, after the first paint.
        from coach.tui.save_queue import SaveQueue

        try:
            service = self._open_service()
            first_day = service.build_day()
        except CoachError as error:
            self.app.call_from_thread(self._finish_loading, error.format_for_screen(self.keys.fill))
            return
        save_queue = SaveQueue(service, self.session, self.status_line)
        self.app.call_from_thread(self._show_first_day, service, save_queue, first_day)
        # What the keys run is imported once the day is shown.
        from coach.tui.key_commands import DIGIT_ANSWERS, KEY_COMMANDS

        self._commands, self._digit_answers = KEY_COMMANDS, DIGIT_ANSWERS
        self.app.call_from_thread(self._finish_loading)

    def _show_first_day(self, service: CoachService, save_queue: SaveQueue, day: DayView) -> None:
        from coach.tui.notifications import Notifier

        self.service, self.save_queue, self.notifier = service, save_queue, Notifier(self.session, self.app)
        self.session.unsent_input.load_from_file(find_unsent_file(service.folder), find_editing_folder(service.folder))
        self.hidden = self.hidden or day.hides_names
        self.show_day(day)
        self.watch(self.app, "app_focus", self._on_app_focus, init=False)
        self._start_beginner_hints()
        for day_notice in day.notices:
            self.session.notify(day_notice, undo=day_notice in service.merged, waits=True)
        self._data_watcher = DataWatcher(service.store.path)
        self.file_timer = self.set_interval(FILE_CHECK_SECONDS, self._check_window)
        self.source_reader = SourceReader(self.session)
        self.set_interval(SOURCE_READ_SECONDS, self.source_reader.read_changes)
        self.call_later(self.source_reader.read_changes)
        if getattr(self.app, "is_in_terminal", False):
            self._mark_window()

    def _start_beginner_hints(self) -> None:
        """Show the first hint whose key was not used yet, and record which of these keys are used."""
        from coach.actions.beginner_hints import HINTED_COMMANDS, choose_beginner_hint, record_hint_used

        hinted_command, status_line = choose_beginner_hint(self.session.journal), self.status_line
        status_line.hint = self.keys.fill(HINTED_COMMANDS[hinted_command]) if hinted_command else ""

        def record_use(command: str) -> None:
            if command in HINTED_COMMANDS and not self.session.journal.read_only:
                self.session.save_silently(record_hint_used(command))
                if command == hinted_command:
                    status_line.hint = ""

        self.session.watch_commands(status_line, record_use)

    def _finish_loading(self, error: str = "") -> None:
        """Show what follows from the day, and let the waiting keys be handled."""
        if not self.is_running:
            return  # left in the meantime
        self.is_loaded = True
        if error:
            self.session.notify(error)
        elif self.day is not None:
            self._follow_up(self.day)
        self.post_message(self.Loaded())

    def _check_window(self) -> None:
        """Leave if the terminal is gone; else check for changes if a file or the minute has changed."""
        cast("CoachApp", self.app).leave_lost_terminal()
        if self._data_watcher.has_changed(self.now()):
            self.check_for_changes()

    def check_for_changes(self, then: Callable[[], object] = lambda: None) -> None:
        """Show what others wrote, and the new day when it has begun; `then` is called once it is shown.

        While an import is being saved, nothing is loaded, and `then` is called at once.
        """
        # Also while others are loaded: the load may have begun before these.
        if not self.session.is_importing and self.service.has_external_changes():
            self._load_external_changes(then)
        else:
            then()
        if self.day and self._is_outdated(self.day):
            self.refresh_day()

    def _is_outdated(self, day: DayView) -> bool:
        """Tell whether a new minute may change the screen; outside the networking hours only a new day does."""
        from coach.domain.networking_hours import is_within_hours

        now, settings = self.now(), self.service.journal.settings
        if now.replace(second=0, microsecond=0) == day.minute:
            return False
        is_new_day = settings.day_of(now) != day.date
        return is_new_day or not day.is_outside_hours or is_within_hours(settings, now) is not False

    @work(group="fetch")
    async def _load_external_changes(self, then: Callable[[], object]) -> None:
        external_changes = await self.save_queue.load_external_changes()
        if external_changes is not None:
            rows_before = self.day.rows if self.day else ()
            for notice in self.service.apply_external_changes(external_changes):
                self.session.notify(notice, undo=True, waits=True)
            for notice in self.service.fetched_notices:
                self.session.notify(notice, waits=True)
            self.refresh_day()
            self.outreach.note_turns(rows_before, self.now())
        then()

    def refresh_day(self) -> None:
        """Build the day anew from the records, and show it."""
        self.show_day(self.service.build_day())

    def show_day(self, day: DayView) -> None:
        """Hand `day` to the panels, and do what follows from it."""
        from coach.domain.focus import BlockPhase, phase_at

        self.day = replace(day, hides_names=self.hidden)
        if day.running_block is not None and phase_at(day.running_block, day.now) is BlockPhase.RUNNING:
            self._awaited_block = day.running_block.id
        self._update_footer()
        if self.ask in ("", "felt"):
            self.leave_question()
        if day.theme != self.app.theme and day.theme in self.app.available_themes:
            self.app.theme = day.theme
        self.app.animation_level = "none" if day.without_motion else constants.TEXTUAL_ANIMATIONS
        self.notifier.handle_new_day(day)
        if self.service.is_unreadable:
            self.status_line.trouble = UNREADABLE_DATA  # the empty panels are no answer
        elif self.status_line.trouble == UNREADABLE_DATA:
            self.status_line.trouble = ""
        if self.is_loaded:
            self._follow_up(day)

    def _follow_up(self, day: DayView) -> None:
        """Open or close the away page, record that the advice was shown, and run a check that is due."""
        from coach.actions.advice import record_shown_advice
        from coach.tui.screens.trends import run_due_check

        self.call_later(self._update_away_page)  # a dialog that called this has to close first
        if not day.advice_was_shown and not day.read_only:
            self.session.save_silently(record_shown_advice())
        if day.is_check_due and not day.read_only:
            run_due_check(self.session)

    def _update_away_page(self) -> None:
        """Show the away page while the person is away, and close it and what lies over it afterwards."""
        is_away = self.day is not None and self.day.away_until is not None
        self.app.use_command_palette = not is_away  # no command has a use then
        away_page = next((screen for screen in self.app.screen_stack if isinstance(screen, AwayScreen)), None)
        if is_away and away_page is None:
            self.app.push_screen(AwayScreen(self.session))
        while not is_away and away_page in self.app.screen_stack:
            self.app.pop_screen()

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _update_footer(self) -> None:
        """Show the keys for what has the focus, or for the running block, in the footer, and what Enter does."""
        if not self.is_mounted:
            return
        day, footer, block_context = self.day, self.query_one(KeyFooter), ""
        is_on_row = bool(day and day.rows) and self.session.focused_panel == "outreach"
        if day is not None and day.running_block is not None:
            from coach.domain.focus import is_block_paused

            if day.unrated_block_id:
                block_context = "over"
            elif is_block_paused(day.running_block):
                block_context = "paused"
            else:
                block_context = "endless" if day.running_block.deadline is None else "block"
        footer.context = "row" if is_on_row else block_context
        footer.labels = LABELS_BY_BLOCK.get(block_context, {})
        self.enter_is_taken = self.shows_block_question or self.ask in ENTER_QUESTIONS

    @property
    def shows_block_question(self) -> bool:
        """Whether how a block felt is asked on the screen now, so that Enter skips the question."""
        if self.day is None or not self.day.unrated_block_id or self.ask not in ("", "felt"):
            return False
        return not self.panels.shows_one_panel or self.panels.front_panel is self.focus_panel

    @on(PanelGrid.Arranged)
    def _on_panels_arranged(self) -> None:
        front_panel = self.panels.front_panel
        self.set_class(self.panels.shows_one_panel and not isinstance(front_panel, GoalPanel), "-beside-goal")
        self._update_footer()
        self._show_question()

    def _show_question(self) -> None:
        """Bring the panel that asks something to the front: a window that has shrunk may show another one."""
        is_new_size, self._arranged_size = self.size != self._arranged_size, self.size
        if self.ask and is_new_size:
            self.panels.bring_to_front(self._asking_panel)

    @property
    def _asking_panel(self) -> Widget:
        """The panel that shows the question."""
        return self.query_one(FocusPanel if self.ask in FOCUS_QUESTIONS else MoodPanel)

    def watch_ask(self, before: str, after: str) -> None:
        if after == "felt" and before != after:
            self.panels.bring_to_front(self.focus_panel)  # a digit answers what is seen
        self._update_footer()

    def watch_day(self) -> None:
        self.session.announce_day()

    def watch_hidden(self) -> None:
        if self.day is not None:
            self.day = replace(self.day, hides_names=self.hidden)

    def _on_app_focus(self, focus: bool) -> None:
        """Hide names while another window has the focus, if that was chosen."""
        if self.service.journal.settings.hide_on_blur and self.day is not None:
            self.day = replace(self.day, hides_names=self.hidden or not focus)

    @work(thread=True, group="window")
    def _mark_window(self) -> None:
        """Mark that a window is open, so that only the window announces the end of a block."""
        from coach.reminders.block_end import mark_window  # after the first paint

        mark_window(self.service.folder, is_open=True)

    def schedule_block_end(self) -> None:
        """Let the end of a running block be announced without the window, which is closed now."""
        if self.day is not None:
            from coach.reminders.block_end import mark_window, schedule_block_end  # only when the window closes

            mark_window(self.service.folder, is_open=False)
            schedule_block_end(self.service, awaited=self._awaited_block)

    def open_help(self) -> None:
        """Open the help, with the keys of the focused panel first."""
        from coach.tui.screens.help import HelpScreen  # the first paint needs nothing of it

        self.app.push_screen(HelpScreen(self.session, self.session.focused_panel.capitalize()))

    def open_person(self, person_id: str) -> None:
        """Open the page of a person."""
        from coach.tui.screens.person import PersonScreen  # it needs the records

        self.app.push_screen(PersonScreen(self.session, person_id))

    # Keys and clicks

    def action_run(self, command: str) -> None:
        """Run the command of a key; without data, only those that need none."""
        if command not in self._commands:
            return
        if command == "goal.take" and self.ask in ENTER_QUESTIONS:
            command = "focus.enter"
        elif command == "view.next" and self.ask == "energy":
            command = "mood.more"
        elif self.ask != "felt" and not (command == "goal.take" and self.ask == "mood"):
            self.leave_question()
        panel_name = command.split(".")[0]
        if panel_name in PANEL_TYPES and command not in COMMANDS_BY_FOCUS:
            self.session.show_panel(panel_name)
        self._commands[command](self.session)
        self.command_used.publish(command)

    def leave_question(self) -> None:
        """Leave the question that is asked; how a block felt is asked again until it is answered or skipped."""
        self.ask = "felt" if self.day and self.day.unrated_block_id else ""

    def action_digit(self, value: int) -> None:
        """Give a digit to the question that is asked now."""
        question = self.ask
        if self.is_loaded and question in self._digit_answers:
            self.panels.bring_to_front(self._asking_panel)
            self._digit_answers[question](self.session, value)
            self.command_used.publish(question)

    def action_back(self) -> None:
        """Esc: leave the question; the next Esc leaves the list."""
        self.command_used.publish("view.back")
        if self.ask not in ("", "felt"):
            self.leave_question()
        else:
            self.query_one(GoalPanel).focus()

    @on(MoodPanel.Chosen)
    def _on_mood_chosen(self, event: MoodPanel.Chosen) -> None:
        self.action_digit(event.value)

    @on(FocusPanel.Over)
    def _on_phase_ended(self, event: FocusPanel.Over) -> None:
        if event.block is not None:
            self._awaited_block = ""
        if not event.quiet:
            self.refresh_day()
        self.notifier.announce_phase_end(event.block, quiet=event.quiet)

    @on(OutreachPanel.Opened)
    def _on_row_opened(self) -> None:
        self.action_run("goal.take")
