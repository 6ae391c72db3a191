"""The page of opportunities and events: a line adds one, the arrows choose, Enter offers what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Static

from coach.domain.wording import format_count, format_recent_date
from coach.errors import CoachError
from coach.tui.commands import opportunities_and_events as commands
from coach.tui.screens.page import Page
from coach.tui.text_layout import (
    HIDDEN_MARK,
    QUIET_STYLE,
    TITLE_STYLE,
    fit_width,
    indent_wrapped,
    join_parts,
    shorten_text,
    stack_lines,
    styled,
    wrap_lines,
)
from coach.tui.widgets.header_and_footer import SaveMessageLine
from coach.tui.widgets.key_hints import Choice, KeyBar
from coach.tui.widgets.line_input import LineInput
from coach.views.opportunities_and_events import (
    EventRow,
    OpportunitiesView,
    OpportunityRow,
    build_opportunities,
    format_step,
)

if TYPE_CHECKING:
    from datetime import date

    from coach.tui.session import Session

MOST_ROWS = 5
"""Rows of each list that are shown at once in a window that is high enough."""
_ROWS_AROUND_LISTS = 14
"""Rows of the page that neither list uses: titles, frames, the chosen row in full, the line to type in, the keys."""
_NARROW_WIDTH = 48
"""Below this width a row leaves out the next step, which stands below the lists."""
LINE_EXAMPLES = (
    "Data engineer at Brightwater https://… : ask Priya by Friday   –   or an event: Trade fair, 12 March, Leipzig",
    "Engineer at Acme : ask Ana by Friday   –   or an event: Trade fair, 12 March, Leipzig",
    "Engineer at Acme : ask Ana by Friday",
    "Trade fair, 12 March, Leipzig",
)
"""What may be typed, the longest first: the first one that fits stands in the empty line."""
_DRAFT_KEY = "opportunities.line"
_KEYS = (
    Choice("open", "Enter", "adds, or opens the row"),
    Choice("move(1)", "↑ ↓", "choose"),
    Choice("leave", "Esc", "back"),
)
_EVENT_QUESTION = "who did you meet?"
_SPARE = 8
"""The most blanks that stand behind a text, beside the gap."""


class RowList(Widget):
    """Draws up to five opportunities or events; `at` is the chosen row, -1 for none."""

    rows: reactive[tuple[OpportunityRow | EventRow, ...]] = reactive(())
    at: reactive[int] = reactive(-1)
    hides: reactive[bool] = reactive(False)
    most: reactive[int] = reactive(MOST_ROWS)
    today: reactive[date | None] = reactive(None)

    def __init__(self, name: str, *empty: str) -> None:
        super().__init__(id=name)
        self._empty = empty
        """What stands in the empty list, the longest text first."""

    @property
    def _first(self) -> int:
        return max(0, self.at - self._count + 1)

    @property
    def _count(self) -> int:
        """How many rows are shown: one that is left out would be counted in a row of its own."""
        return len(self.rows) if len(self.rows) <= self.most + 1 else self.most

    def render(self) -> Content:
        width = self.content_size.width
        if not self.rows:
            text = next((text for text in self._empty if cell_len(text) <= width), self._empty[-1])
            return fit_width(styled(text, QUIET_STYLE), width)
        shown = self.rows[self._first : self._first + self._count]
        columns = _divide_width([row for row in shown if isinstance(row, OpportunityRow)], width - 2)
        lines = [self._draw_row(row, columns, width, self._first + n == self.at) for n, row in enumerate(shown)]
        more = len(self.rows) - len(shown)
        if more:
            lines.append(styled(f"  + {more} more", QUIET_STYLE))
        return stack_lines(*lines)

    def _draw_row(self, row: OpportunityRow | EventRow, columns: _Columns, width: int, chosen: bool) -> Content:
        if isinstance(row, OpportunityRow):
            drawn = _draw_opportunity(row, columns, self.hides)
        else:
            drawn = _draw_event(row, self.today or row.day, width - 2, self.hides)
        line = fit_width(join_parts("› " if chosen else "  ", drawn), width)
        return line.stylize_before("on $selected") if chosen else line

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and offset.y < self._count:
            screen = self.screen
            if isinstance(screen, OpportunitiesScreen):
                screen.open_row(self.rows[self._first + offset.y])


class OpportunitiesScreen(Page):
    """The page behind `O`: what may come of it, and where one may meet somebody."""

    FIRST_FOCUS = "#line"
    BINDINGS = [
        Binding("escape", "leave", show=False),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._view: OpportunitiesView | None = None
        self._has_contacts = False
        self._at = 0

    def compose(self) -> ComposeResult:
        yield Static(id="where", markup=False)
        with Vertical(id="lists"):
            with Vertical(classes="framed", id="opportunities-frame") as frame:
                frame.border_title = "Opportunities"
                yield RowList(
                    "opportunities",
                    "A role, a project, a speaking slot: type one below to add it.",
                    "A role or a project: type it below.",
                )
            with Vertical(classes="framed", id="events-frame") as frame:
                frame.border_title = "Events"
                yield RowList(
                    "events",
                    "Where you may meet someone; type one below: Trade fair, 12 March, Leipzig.",
                    "Where you may meet someone: type it below.",
                    "An event to go to: type it below.",
                )
            yield Static(id="detail", markup=False)
        yield LineInput(self.session.unsent_input.get_text(_DRAFT_KEY), select_on_focus=False, id="line")
        yield SaveMessageLine()
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        self.query_one("#keys", KeyBar).items = _KEYS
        self.session.watch_day(self, self.draw_page)
        self.session.run_in_thread(lambda: self.session.journal.address_book.known_about, self._show_contacts)

    def _show_contacts(self, _: object) -> None:
        """Draw the page with the contacts, whose file is read by now."""
        self._has_contacts = True
        self.draw_page()

    def on_screen_resume(self) -> None:
        self.draw_page()

    def on_resize(self) -> None:
        room = self.size.width - 4
        examples = (text for text in LINE_EXAMPLES if len(text) <= room)
        self.query_one("#line", LineInput).placeholder = next(examples, LINE_EXAMPLES[-1])
        self.call_after_refresh(self.draw_page)

    @property
    def chosen_row(self) -> OpportunityRow | EventRow | None:
        """The row that Enter opens."""
        rows = self._rows
        return rows[min(self._at, len(rows) - 1)] if rows else None

    @property
    def _rows(self) -> tuple[OpportunityRow | EventRow, ...]:
        return (*self._view.opportunities, *self._view.events) if self._view else ()

    def draw_page(self) -> None:
        """Draw both lists as the journal has them now."""
        if not self.is_open:
            return
        first = self._view is None
        view = self._view = build_opportunities(
            self.session.journal, self.session.now(), with_contacts=self._has_contacts
        )
        if first:  # the question of the morning after stands first
            asked = next((n for n, row in enumerate(view.events) if row.asks), None)
            self._at = 0 if asked is None else len(view.opportunities) + asked
        self._at = max(0, min(self._at, len(self._rows) - 1))
        self._show_list("opportunities", view.opportunities, 0)
        self._show_list("events", view.events, len(view.opportunities))
        opportunities = format_count(len(view.opportunities), "opportunity", "opportunities")
        events = format_count(sum(1 for row in view.events if not row.is_past), "event")
        title = styled("Opportunities and events", f"{TITLE_STYLE} bold")
        counts = styled(f"{opportunities} · {events}", QUIET_STYLE)
        where = self.query_one("#where", Static)
        both = join_parts(title, counts, between="   ")
        where.update(next((line for line in (both, counts) if line.cell_length <= where.content_size.width), title))
        self.query_one("#detail", Static).update(self._describe_chosen())

    def _show_list(self, name: str, found: tuple[OpportunityRow | EventRow, ...], start: int) -> None:
        """Show the rows of one list, the first of which has the number `start` on the page."""
        rows = self.query_one(f"#{name}", RowList)
        rows.rows, rows.hides = found, self.session.hidden
        rows.today = self._view.today if self._view else None
        rows.most = most = max(1, min(MOST_ROWS, (self.size.height - _ROWS_AROUND_LISTS) // 2))
        rows.at = self._at - start if start <= self._at < start + len(found) else -1
        # In a low window the list without the chosen row gives way to what is known of that row.
        self.query_one(f"#{name}-frame").display = rows.at >= 0 or not self._rows or not self.has_class("-flat")
        rows.styles.height = max(1, min(len(found), most) + (len(found) > most))

    def _describe_chosen(self) -> Content:
        row = self.chosen_row
        if row is None or self.session.hidden:
            return styled("")
        facts: list[tuple[str, str]] = []
        if isinstance(row, OpportunityRow):
            facts.append(("", row.text))
            facts.append(("next", format_step(row) if row.next_step else "no next step yet"))
            if row.people:
                where = f"at {row.employer}" if row.employer else "for it"
                facts.append(("you know", f"{', '.join(row.people)} {where}"))
        else:
            facts += [("", "Who did you meet? Press Enter to log the names, all on one line.")] * row.asks
            facts.append(("", ", ".join(part for part in (row.title, row.place) if part)))
            facts += [("meet", f"{name}: {ask}" if ask else name) for name, ask in row.meetings[:MOST_ROWS]]
        facts += [("link", row.link)] * bool(row.link)
        width = max(20, self.query_one("#detail").content_size.width)
        return stack_lines(*(_labelled(label, text, width) for label, text in facts))

    # Keys

    def action_move(self, step: int) -> None:
        self._at = max(0, min(self._at + step, len(self._rows) - 1))
        self.draw_page()

    @on(Input.Submitted)
    def _on_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Save the line that was typed or, without one, open the chosen row."""
        line = self.query_one(Input)
        typed = line.value.strip()
        if not typed:
            row = self.chosen_row
            if row is not None:
                self.open_row(row)
            return
        try:
            commands.save_line(self.session, typed)
        except CoachError as error:
            detail, problem = self.query_one("#detail", Static), styled(self.session.format_error(error))
            detail.update(wrap_lines(problem, max(20, detail.content_size.width)))
            return
        line.value = ""
        self.session.unsent_input.store_text(_DRAFT_KEY, "")
        self.draw_page()

    def open_row(self, row: OpportunityRow | EventRow) -> None:
        """Offer what can be done with a row."""
        if isinstance(row, OpportunityRow):
            commands.open_opportunity(self.session, row)
        else:
            commands.open_event(self.session, row)

    @on(Input.Changed)
    def _keep_typed(self, event: Input.Changed) -> None:
        self.session.unsent_input.store_text(_DRAFT_KEY, event.value)

    def action_leave(self) -> None:
        """Step back; a line that was not saved is offered again."""
        self.session.unsent_input.store_text(_DRAFT_KEY, self.query_one(Input).value)
        self.dismiss(None)


class _Columns(NamedTuple):
    """Widths of the parts of an opportunity's row, and of the gaps between them."""

    text: int
    stage: int
    step: int
    due: int
    gap: int = 2


def _divide_width(rows: Sequence[OpportunityRow], width: int) -> _Columns:
    """Give each column what its longest text needs; the text and the step share what there is."""
    if not rows:
        return _Columns(0, 0, 0, 0)
    parts = zip(*((row.text, row.stage, row.next_step, row.due_text) for row in rows), strict=True)
    text, stage, step, due = (max(map(cell_len, texts)) for texts in parts)
    gap = 2 if text + stage + step + due + 6 <= width else 1
    due = due if width >= 60 else 0
    room = width - stage - due - 3 * gap
    step = min(step, max(room // 2, room - text)) if width >= _NARROW_WIDTH else 0
    return _Columns(min(room - step, text + _SPARE), stage, step, due, gap)


def _draw_opportunity(row: OpportunityRow, columns: _Columns, hides: bool) -> Content:
    step = HIDDEN_MARK if hides and row.next_step else row.next_step
    text = HIDDEN_MARK if hides else shorten_text(row.text, columns.text)
    return join_parts(
        fit_width(styled(text), columns.text),
        fit_width(styled(row.stage, QUIET_STYLE), columns.stage),
        fit_width(styled(shorten_text(step, columns.step)), columns.step),
        fit_width(styled(row.due_text if columns.due else "", "" if row.is_due else QUIET_STYLE), columns.due),
        between=" " * columns.gap,
    )


def _draw_event(row: EventRow, today: date, width: int, hides: bool) -> Content:
    """Draw an event; a day in another year has the year in place of the weekday."""
    when = format_recent_date(row.day, today, weekday=row.day.year == today.year, short=True)
    title_width = max(12, min(40, width // 2, width - 14 - len(_EVENT_QUESTION)))
    place = HIDDEN_MARK if hides and row.place else row.place
    rest = _EVENT_QUESTION if row.asks and width >= _NARROW_WIDTH else place
    title = HIDDEN_MARK if hides else shorten_text(row.title, title_width)
    rest, room = HIDDEN_MARK if hides and not row.asks else rest, max(4, width - title_width - 14)
    meet = f" · {len(row.meetings)} to meet" if row.meetings and not row.asks else ""
    rest += meet if cell_len(rest + meet) <= room else ""  # the names stand below the lists
    day = fit_width(styled(when, QUIET_STYLE), 12)
    return join_parts(fit_width(styled(title), title_width), "  ", day, styled(shorten_text(rest, room)))


def _labelled(label: str, text: str, width: int) -> Content:
    lead = fit_width(styled(label, QUIET_STYLE), 10) if label else styled("")
    return indent_wrapped(lead, styled(text), width)
