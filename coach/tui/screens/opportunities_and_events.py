"""The page of opportunities and events: a line adds one, the arrows choose, Enter offers what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Static

from coach.actions import notes
from coach.actions import opportunities_and_events as actions
from coach.actions.typed_names import find_person_by_id
from coach.domain.note import Note
from coach.domain.opportunities_and_events import (
    OPPORTUNITY_STAGES,
    Event,
    format_opportunity_line,
    format_planned_meetings,
    parse_opportunity_line,
)
from coach.domain.text import HIDDEN_MARK
from coach.domain.typed_times import find_day
from coach.domain.wording import format_count, format_recent_date
from coach.errors import CoachError
from coach.tui.dialogs.choice import KeyedOffer, offer_keyed_actions
from coach.tui.dialogs.draft import DraftDialog
from coach.tui.dialogs.text_input import LinePrompt, TextInputDialog
from coach.tui.screens.page import Page
from coach.tui.session import Session
from coach.tui.text_layout import (
    HEADING_STYLE,
    QUIET_STYLE,
    choose_fitting,
    find_first_visible,
    find_row_again,
    fit_width,
    highlight_row,
    indent_wrapped,
    join_parts,
    shorten_text,
    stack_lines,
    styled,
    wrap_lines,
)
from coach.tui.widgets.key_hints import Choice
from coach.tui.widgets.line_input import UnsentLineInput
from coach.views.opportunities_and_events import (
    EventRow,
    OpportunitiesView,
    OpportunityRow,
    build_opportunities,
    format_step,
)

MOST_LIST_ROWS = 5
"""Rows of each list that are shown at once in a window that is high enough."""
_ROWS_AROUND_LISTS = 14
"""Rows of the page that neither list uses: titles, frames, the chosen row in full, the line to type in, the keys."""
_NARROW_ROW_WIDTH = 48
"""Below this width a row leaves out the next step, which stands below the lists."""
OPPORTUNITY_LINE_EXAMPLES = (
    "Data engineer at Brightwater https://… : ask Priya by Friday   –   or an event: Trade fair, 12 March, Leipzig",
    "Engineer at Acme : ask Ana by Friday   –   or an event: Trade fair, 12 March, Leipzig",
    "Engineer at Acme : ask Ana by Friday",
    "Trade fair, 12 March, Leipzig",
)
"""What may be typed, the longest first: the first one that fits stands in the empty line."""
_OPPORTUNITY_LINE_KEY = "opportunities.line"
_OPPORTUNITY_KEYS = (
    Choice("open", "Enter", "adds, or opens the row"),
    Choice("move(1)", "↑ ↓", "choose"),
    Choice("dismiss", "Esc", "back"),
)
_STAGE_KEYS = {"found": "f", "asked": "a", "talking": "t", "waiting": "w"}
_WHO_WAS_MET = "who did you meet?"
_MOST_SPARE_CELLS = 8
"""The most blanks that stand behind a text, beside the gap."""


class RowList(Widget):
    """Draws up to five opportunities or events; `at` is the chosen row, -1 for none."""

    rows: reactive[tuple[OpportunityRow | EventRow, ...]] = reactive(())
    at: reactive[int] = reactive(-1)
    hides: reactive[bool] = reactive(False)
    most: reactive[int] = reactive(MOST_LIST_ROWS)
    today: reactive[date | None] = reactive(None)

    def __init__(self, name: str, *empty: str) -> None:
        super().__init__(id=name)
        self._empty = empty
        """What stands in the empty list, the longest text first."""

    @property
    def _first_shown(self) -> int:
        return find_first_visible(self.at, self._shown_count, len(self.rows))

    @property
    def _shown_count(self) -> int:
        """How many rows are shown: one that is left out would be counted in a row of its own."""
        return len(self.rows) if len(self.rows) <= self.most + 1 else self.most

    def render(self) -> Content:
        width = self.content_size.width
        if not self.rows:
            return fit_width(styled(choose_fitting(self._empty, width), QUIET_STYLE), width)
        shown_rows = self.rows[self._first_shown : self._first_shown + self._shown_count]
        columns = _divide_width([row for row in shown_rows if isinstance(row, OpportunityRow)], width - 2)
        row_lines = [
            self._draw_row(row, columns, width, self._first_shown + row_number == self.at)
            for row_number, row in enumerate(shown_rows)
        ]
        hidden_count = len(self.rows) - len(shown_rows)
        if hidden_count:
            row_lines.append(styled(f"  + {hidden_count} more", QUIET_STYLE))
        return stack_lines(*row_lines)

    def _draw_row(
        self, row: OpportunityRow | EventRow, columns: _OpportunityColumns, width: int, chosen: bool
    ) -> Content:
        if isinstance(row, OpportunityRow):
            row_content = _draw_opportunity(row, columns, self.hides)
        else:
            row_content = _draw_event(row, self.today or row.day, width - 2, self.hides)
        row_line = join_parts("› " if chosen else "  ", row_content)
        return highlight_row(row_line, width) if chosen else fit_width(row_line, width)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and offset.y < self._shown_count and isinstance(self.screen, OpportunitiesScreen):
            open_row(self.screen.session, self.rows[self._first_shown + offset.y])


class OpportunitiesScreen(Page):
    """The page behind `O`: what may come of it, and where one may meet somebody."""

    FIRST_FOCUS = "#line"
    BINDINGS = [
        Binding("escape", "dismiss", show=False),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._has_contacts = False
        view = self._view = self._build_view()
        asking_event = next((n for n, row in enumerate(view.events) if row.asks), None)
        # the question of the morning after stands first
        self._chosen_index = 0 if asking_event is None else len(view.opportunities) + asking_event

    def compose_page(self) -> ComposeResult:
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
        yield UnsentLineInput(self.session.unsent_input, _OPPORTUNITY_LINE_KEY, id="line")

    def on_mount(self) -> None:
        self.key_bar.items = _OPPORTUNITY_KEYS
        self.session.watch_day(self, self.draw_page)
        self.draw_page()
        self.session.run_in_thread(lambda: self.session.journal.address_book.known_about, self._show_contacts)

    def _show_contacts(self, _: object) -> None:
        """Draw the page with the contacts, whose file is read by now."""
        self._has_contacts = True
        self.draw_page()

    def on_screen_resume(self) -> None:
        self.draw_page()

    def on_resize(self) -> None:
        self.query_one(Input).placeholder = choose_fitting(OPPORTUNITY_LINE_EXAMPLES, self.size.width - 4)
        self.call_after_refresh(self.draw_page)

    @property
    def chosen_row(self) -> OpportunityRow | EventRow | None:
        """The row that Enter opens."""
        return self._rows[self._chosen_index] if self._rows else None

    @property
    def _rows(self) -> tuple[OpportunityRow | EventRow, ...]:
        return (*self._view.opportunities, *self._view.events)

    def _build_view(self) -> OpportunitiesView:
        return build_opportunities(self.session.journal, self.session.now(), with_contacts=self._has_contacts)

    def draw_page(self) -> None:
        """Draw both lists as the journal has them now."""
        if not self.is_open:
            return
        ids_before, view = [row.id for row in self._rows], self._build_view()
        self._view = view
        self._chosen_index = find_row_again(ids_before, self._chosen_index, [row.id for row in self._rows])
        self._show_list("opportunities", view.opportunities, 0)
        self._show_list("events", view.events, len(view.opportunities))
        opportunity_count = format_count(len(view.opportunities), "opportunity", "opportunities")
        event_count = format_count(sum(1 for row in view.events if not row.is_past), "event")
        title = styled("Opportunities and events", HEADING_STYLE)
        counts = styled(f"{opportunity_count} · {event_count}", QUIET_STYLE)
        heading = self.query_one("#where", Static)
        both = join_parts(title, counts, between="   ")
        heading.update(next((line for line in (both, counts) if line.cell_length <= heading.content_size.width), title))
        self.query_one("#detail", Static).update(self._describe_chosen())

    def _show_list(self, name: str, shown_rows: tuple[OpportunityRow | EventRow, ...], start: int) -> None:
        """Show the rows of one list, the first of which has the number `start` on the page."""
        row_list = self.query_one(f"#{name}", RowList)
        row_list.rows, row_list.hides = shown_rows, self.session.hidden
        row_list.today = self._view.today
        row_list.most = most_rows = max(1, min(MOST_LIST_ROWS, (self.size.height - _ROWS_AROUND_LISTS) // 2))
        row_list.at = self._chosen_index - start if start <= self._chosen_index < start + len(shown_rows) else -1
        # In a low window the list without the chosen row gives way to what is known of that row.
        self.query_one(f"#{name}-frame").display = row_list.at >= 0 or not self._rows or not self.has_class("-flat")
        row_list.styles.height = max(1, min(len(shown_rows), most_rows) + (len(shown_rows) > most_rows))

    def _describe_chosen(self) -> Content:
        row = self.chosen_row
        if row is None or self.session.hidden:
            return styled("")
        facts: list[tuple[str, str]] = []
        if isinstance(row, OpportunityRow):
            facts.append(("", row.text))
            facts.append(("next", format_step(row) if row.next_step else "no next step yet"))
            if row.people:
                employer_text = f"at {row.employer}" if row.employer else "for it"
                facts.append(("you know", f"{', '.join(row.people)} {employer_text}"))
        else:
            facts += [("", "Who did you meet? Press Enter to log the names, all on one line.")] * row.asks
            facts.append(("", ", ".join(part for part in (row.title, row.place) if part)))
            facts += [("meet", f"{name}: {ask}" if ask else name) for name, ask in row.meetings[:MOST_LIST_ROWS]]
        facts += [("link", row.link)] * bool(row.link)
        width = max(20, self.query_one("#detail").content_size.width)
        return stack_lines(*(_draw_labelled_fact(label, text, width) for label, text in facts))

    # Keys

    def action_move(self, step: int) -> None:
        self._chosen_index = max(0, min(self._chosen_index + step, len(self._rows) - 1))
        self.draw_page()

    @on(Input.Submitted)
    def _on_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Save the line that was typed or, without one, open the chosen row.

        A line with a day before any next step is an event, another one an opportunity.
        """
        session, typed_line = self.session, self.query_one(Input)
        typed = typed_line.value.strip()
        if not typed:
            if self.chosen_row is not None:
                open_row(session, self.chosen_row)
            return
        try:
            today = session.journal.settings.day_of(session.now())
            is_event = find_day(parse_opportunity_line(typed).text, today) is not None
            session.execute(actions.save_event(typed) if is_event else actions.save_opportunity(typed), raises=True)
        except CoachError as error:
            detail_text, problem = self.query_one("#detail", Static), styled(session.format_error(error))
            detail_text.update(wrap_lines(problem, max(20, detail_text.content_size.width)))
            return
        typed_line.value = ""


def open_by_id(session: Session, record_id: str) -> None:
    """Offer what can be done with the opportunity or event of that id, or open their page if it is not on it."""
    view = build_opportunities(session.journal, session.now(), with_contacts=False)
    rows: tuple[OpportunityRow | EventRow, ...] = (*view.opportunities, *view.closed, *view.events, *view.past_events)
    row = next((row for row in rows if row.id == record_id), None)
    if row is not None:
        open_row(session, row)
    else:
        session.run_command("opportunities.show")


def open_row(session: Session, row: OpportunityRow | EventRow) -> None:
    """Offer what can be done with a row."""
    if isinstance(row, OpportunityRow):
        _open_opportunity(session, row)
    else:
        _open_event(session, row)


def _open_opportunity(session: Session, row: OpportunityRow) -> None:
    """Offer the stages, the next step, and how an opportunity may end."""
    note = session.journal.get_record(Note, row.id)
    if note is None:
        return
    stages = [stage for stage in OPPORTUNITY_STAGES if stage not in ("closed", row.stage)]
    offered: list[KeyedOffer] = [
        ("s", "the next step", lambda: _ask_next_step(session, note)),
        *((_STAGE_KEYS[stage], stage, partial(session.execute, actions.set_stage(row.id, stage))) for stage in stages),
        ("n", "they said no", partial(session.execute, actions.log_opportunity_no(row.id))),
        ("x", "close it", partial(session.execute, notes.close_note(row.id))),
        ("e", "edit it", lambda: _edit_opportunity(session, note)),
    ]
    if find_person_by_id(session.journal, note.person) is not None:
        offered.append(("p", "open the person", lambda: session.open_person(note.person)))
    _offer_row_actions(session, row.text, offered, row.link)


def _open_event(session: Session, row: EventRow) -> None:
    """Ask whom one met, if that is due; else offer what can be done with an event."""
    event = session.journal.get_record(Event, row.id)
    if event is None:
        return
    if row.asks:
        _ask_who_was_met(session, event)
        return
    invitation = actions.write_invitation(row.title, row.day, row.place)
    offered: list[KeyedOffer] = [
        ("m", "who to meet, with one question each", lambda: _ask_meetings(session, event)),
        ("i", "a text to invite someone", lambda: session.push_screen(DraftDialog(session, text=invitation))),
        ("w", "who you met there", lambda: _ask_who_was_met(session, event)),
        ("e", "edit it", lambda: _edit_event(session, event)),
        ("x", "remove it", partial(session.execute, actions.remove_event(event.id))),
    ]
    _offer_row_actions(session, row.title, offered, row.link)


def _ask_who_was_met(session: Session, event: Event) -> None:
    """Ask whom one met; each name becomes somebody met there, with a first sentence ready as a draft."""
    planned_names = "" if session.hidden else ", ".join(meeting.name for meeting in event.meetings)
    title = f"{session.hide_text(event.title)}: who did you meet?"
    hint = "several names with commas, or none · Enter saves"
    prompt = LinePrompt(title, hint=hint, placeholder=planned_names or "Ana Lee, Ben Okri")
    save = partial(actions.log_people_met, event.id)
    TextInputDialog(session, f"met.{event.id}", prompt, save=save, empty="accepted").ask()


def _offer_row_actions(session: Session, title: str, offered: list[KeyedOffer], link: str) -> None:
    """Offer what can be done with an opportunity or an event, and to copy its link if it has one."""

    def copy_link() -> None:
        session.copy_text(link)
        session.notify("The link is copied, if your terminal allows it.")

    if link:
        offered.append(("c", "copy the link", copy_link))
    offer_keyed_actions(session, session.hide_text(title), offered)


def _ask_next_step(session: Session, note: Note) -> None:
    prompt = LinePrompt("The next step", hint="one step, and its day · Enter saves", placeholder="ask Priya by Friday")
    save = partial(actions.set_next_step, note.id)
    TextInputDialog(session, f"step.{note.id}", prompt, save=save, empty="accepted").ask()


def _edit_opportunity(session: Session, note: Note) -> None:
    hint = 'what it is, a link, then " : " and the next step with its day · Enter saves'
    prompt = LinePrompt("An opportunity", hint=hint, value=format_opportunity_line(note))
    save = partial(actions.save_opportunity, note_id=note.id)
    TextInputDialog(session, f"opportunity.{note.id}", prompt, save=save).ask()


def _edit_event(session: Session, event: Event) -> None:
    event_line = ", ".join(filter(None, (event.title, event.day.isoformat(), event.place, event.link)))
    prompt = LinePrompt("An event", hint="name, day, place · Enter saves", value=event_line)
    save = partial(actions.save_event, event_id=event.id)
    TextInputDialog(session, f"event.{event.id}", prompt, save=save).ask()


def _ask_meetings(session: Session, event: Event) -> None:
    hint = 'a name, ":" and a question, then ";" and the next name · Enter saves'
    meetings_line = format_planned_meetings(event.meetings)
    prompt = LinePrompt("Who to meet", hint=hint, placeholder="Ana Lee: how did the move go; Ben", value=meetings_line)
    save = partial(actions.plan_meetings, event.id)
    TextInputDialog(session, f"meet.{event.id}", prompt, save=save).ask()


class _OpportunityColumns(NamedTuple):
    """Widths of the parts of an opportunity's row, and of the gaps between them."""

    text: int
    stage: int
    step: int
    due: int
    gap: int = 2


def _divide_width(rows: Sequence[OpportunityRow], width: int) -> _OpportunityColumns:
    """Give each column what its longest text needs; the text and the step share what there is."""
    if not rows:
        return _OpportunityColumns(0, 0, 0, 0)
    column_texts = zip(*((row.text, row.stage, row.next_step, row.due_text) for row in rows), strict=True)
    text, stage, step, due = (max(map(cell_len, texts)) for texts in column_texts)
    gap = 2 if text + stage + step + due + 6 <= width else 1
    due = due if width >= 60 else 0
    shared_room = width - stage - due - 3 * gap
    step = min(step, max(shared_room // 2, shared_room - text)) if width >= _NARROW_ROW_WIDTH else 0
    return _OpportunityColumns(min(shared_room - step, text + _MOST_SPARE_CELLS), stage, step, due, gap)


def _draw_opportunity(row: OpportunityRow, columns: _OpportunityColumns, hides: bool) -> Content:
    step_text = HIDDEN_MARK if hides and row.next_step else row.next_step
    opportunity_text = HIDDEN_MARK if hides else shorten_text(row.text, columns.text)
    return join_parts(
        fit_width(styled(opportunity_text), columns.text),
        fit_width(styled(row.stage, QUIET_STYLE), columns.stage),
        fit_width(styled(shorten_text(step_text, columns.step)), columns.step),
        fit_width(styled(row.due_text if columns.due else "", "" if row.is_due else QUIET_STYLE), columns.due),
        between=" " * columns.gap,
    )


def _draw_event(row: EventRow, today: date, width: int, hides: bool) -> Content:
    """Draw an event; a day in another year has the year in place of the weekday."""
    day_text = format_recent_date(row.day, today, weekday=row.day.year == today.year, short=True)
    title_width = max(12, min(40, width // 2, width - 14 - len(_WHO_WAS_MET)))
    place = HIDDEN_MARK if hides and row.place else row.place
    right_text = _WHO_WAS_MET if row.asks and width >= _NARROW_ROW_WIDTH else place
    title = HIDDEN_MARK if hides else shorten_text(row.title, title_width)
    right_text, room = HIDDEN_MARK if hides and not row.asks else right_text, max(4, width - title_width - 14)
    meet = f" · {len(row.meetings)} to meet" if row.meetings and not row.asks else ""
    right_text += meet if cell_len(right_text + meet) <= room else ""  # the names stand below the lists
    day_cell = fit_width(styled(day_text, QUIET_STYLE), 12)
    return join_parts(fit_width(styled(title), title_width), "  ", day_cell, styled(shorten_text(right_text, room)))


def _draw_labelled_fact(label: str, text: str, width: int) -> Content:
    label_cell = fit_width(styled(label, QUIET_STYLE), 10) if label else styled("")
    return indent_wrapped(label_cell, styled(text), width)
