"""The takeaways page: by month, those of this day in earlier years first; p makes a post, Enter edits."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from coach.domain.note import Note
from coach.domain.text import HIDDEN_MARK
from coach.domain.wording import format_date
from coach.tui.commands.notes import open_note
from coach.tui.dialogs.draft import DraftDialog
from coach.tui.screens.page import Page, make_page_bindings
from coach.tui.text_layout import (
    HEADING_STYLE,
    QUIET_STYLE,
    count_hidden_rows,
    find_row_again,
    fit_width,
    highlight_row,
    indent_wrapped,
    join_parts,
    stack_lines,
    styled,
)
from coach.tui.widgets.key_hints import Choice
from coach.views.takeaways import TakeawayRow, build_takeaways

_TAKEAWAY_KEYS = (
    Choice("post", "p", "make it a post"),
    Choice("edit", "Enter", "edit"),
    Choice("run('people.find')", "/", "find"),
    Choice("move(1)", "↑ ↓", "choose"),
    Choice("dismiss", "Esc", "back"),
)
NO_TAKEAWAY_TEXT = (
    "No takeaway yet. {people.note} on the first page adds one; when a reading block ends, the coach asks for one."
)


class TakeawayList(Widget):
    """Draws the rows around the chosen one, each month under its name."""

    rows: reactive[tuple[TakeawayRow, ...]] = reactive(())
    at: reactive[int] = reactive(0)
    hides: reactive[bool] = reactive(False)

    def __init__(self, empty_text: str) -> None:
        super().__init__()
        self.empty_text = empty_text

    def render(self) -> Content:
        width, height = self.content_size
        if not self.rows:
            return styled(self.empty_text, QUIET_STYLE)
        lines: list[Content] = []
        first_lines: list[int] = []  # the line in which each takeaway begins
        chosen_line = chosen_end = 0
        shown_heading = ""
        for n, row in enumerate(self.rows):
            month_heading = f"{row.ago}, on this day" if row.ago else row.month
            if month_heading != shown_heading:
                shown_heading = month_heading
                lines.append(styled(month_heading, HEADING_STYLE))
            first_lines.append(len(lines))
            if n == self.at:
                chosen = self._draw_chosen(row, width, height - 1)
                chosen_line, chosen_end = len(lines), len(lines) + len(chosen)
                lines += chosen
            else:
                lines.append(fit_width(join_parts("  ", self._draw_day(row), self._draw_text(row)), width))
        if len(lines) <= height or height < 2:
            return stack_lines(*lines[chosen_line if height < 2 else 0 :][: max(1, height)])
        room = height - 1  # the last line counts the takeaways that are not shown
        first_shown = max(0, min(max(chosen_line - room // 2, chosen_end - room), len(lines) - room))
        below = sum(start >= first_shown + room for start in first_lines)
        above = sum(start < first_shown for start in first_lines)
        return stack_lines(*lines[first_shown : first_shown + room], count_hidden_rows(below, above))

    def _draw_day(self, row: TakeawayRow) -> Content:
        return fit_width(styled(format_date(row.day, short=True), QUIET_STYLE), 8)

    def _draw_text(self, row: TakeawayRow) -> Content:
        return styled(HIDDEN_MARK if self.hides else f"{row.text}{f' ({row.about})' if row.about else ''}")

    def _draw_chosen(self, row: TakeawayRow, width: int, height: int) -> list[Content]:
        """Return the chosen row in full, as far as there is room for it under its month."""
        chosen_lines = indent_wrapped(join_parts("› ", self._draw_day(row)), self._draw_text(row), width).split("\n")
        most_lines = max(1, height - 1)
        if len(chosen_lines) > most_lines:
            chosen_lines[most_lines - 1] = chosen_lines[most_lines - 1] + " …"
        return [highlight_row(line, width) for line in chosen_lines[:most_lines]]

    def move_selection(self, step: int) -> None:
        """Choose another takeaway, `step` rows below."""
        self.at = max(0, min(self.at + step, len(self.rows) - 1))

    def on_mouse_scroll_down(self) -> None:
        self.move_selection(1)

    def on_mouse_scroll_up(self) -> None:
        self.move_selection(-1)


class TakeawaysScreen(Page):
    """The page behind `T`."""

    BINDINGS = make_page_bindings(
        ("escape,q,T", "dismiss", "back"),
        ("up,k", "move(-1)", "the one above"),
        ("down,j", "move(1)", "the one below"),
        ("p", "post", "make it a post"),
        ("enter", "edit", "change it"),
        ("slash", "run('people.find')", "find"),
        ("u", "undo", "undo"),
    )

    is_ready = False
    _has_undone = False
    """Whether an undo is not shown yet."""

    def compose_page(self) -> ComposeResult:
        with Vertical(id="takeaways", classes="framed") as frame:
            frame.border_title = "Takeaways"
            yield TakeawayList(self.session.keys.fill(NO_TAKEAWAY_TEXT))

    def on_mount(self) -> None:
        self.session.watch_day(self, self._load_rows)
        self._load_rows()

    def _load_rows(self) -> None:
        service = self.session.service
        self.session.run_in_thread(
            lambda: service.with_all_years(build_takeaways), self._show_rows, replaces="takeaways"
        )

    def _show_rows(self, takeaways: tuple[TakeawayRow, ...]) -> None:
        if not self.is_open:
            return
        takeaway_list = self.query_one(TakeawayList)
        takeaway_list.hides = self.session.hidden
        rows = (*(row for row in takeaways if row.ago), *(row for row in takeaways if not row.ago))
        ids_before, ids = [row.id for row in takeaway_list.rows], [row.id for row in rows]
        takeaway_list.at = find_row_again(ids_before, takeaway_list.at, ids, undone=self._has_undone)
        takeaway_list.rows, self._has_undone = rows, False
        usable_keys = (key for key in _TAKEAWAY_KEYS if takeaway_list.rows or key.label in ("find", "back"))
        self.key_bar.items = tuple(usable_keys)
        self.is_ready = True
        self.post_message(self.Ready())

    @property
    def chosen_row(self) -> TakeawayRow | None:
        """The takeaway that keys act on."""
        takeaway_list = self.query_one(TakeawayList)
        return takeaway_list.rows[takeaway_list.at] if takeaway_list.rows else None

    def action_move(self, step: int) -> None:
        self.query_one(TakeawayList).move_selection(step)

    def action_undo(self) -> None:
        self._has_undone = True
        super().action_undo()

    def action_post(self) -> None:
        """Open the draft box with a post of the chosen takeaway."""
        if self.chosen_row is not None:
            self.session.push_screen(DraftDialog(self.session, text=self.chosen_row.text, post=True))

    def action_edit(self) -> None:
        takeaway, journal = self.chosen_row, self.session.journal
        if takeaway is None:
            return
        note = journal.get_record(Note, takeaway.id) or journal.with_all_years().get_record(Note, takeaway.id)
        if note is not None:
            open_note(self.session, note)
