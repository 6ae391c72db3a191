"""The find page: people, notes, events, moods and texts by any part of them, as one types. Enter opens a hit."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date
from functools import partial
from itertools import takewhile

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Input

from coach.actions.moods import find_mood
from coach.actions.notes import find_note
from coach.advice.search import (
    MOST_HITS,
    SEARCHED_RECORD_TYPES,
    SearchHit,
    SearchIndex,
    build_search_index,
    index_all_years,
    search_index,
)
from coach.domain.journal import Journal
from coach.domain.person import Person
from coach.domain.text import clean_text, fold_text
from coach.domain.wording import format_recent_date
from coach.tui.commands.notes import open_note
from coach.tui.commands.outreach import log_sent_message
from coach.tui.dialogs.dialog import Dialog
from coach.tui.dialogs.mood_history import MoodHistoryDialog
from coach.tui.screens.opportunities_and_events import open_by_id
from coach.tui.session import Session
from coach.tui.text_layout import (
    KEY_STYLE,
    QUIET_STYLE,
    count_hidden_rows,
    find_first_visible,
    find_row_again,
    fit_width,
    highlight_row,
    join_parts,
    justify,
    stack_lines,
    styled,
)
from coach.tui.widgets.key_hints import PlainLinkWidget, render_legend
from coach.tui.widgets.line_input import LineInput
from coach.tui.widgets.wrapped_text import WrappedText

_HIT_KIND_WIDTH = 12
NARROW_HITS_WIDTH = 50
_CHARACTERS_BEFORE_MATCH = 12  # characters of a long text that are shown before what was found


class HitList(PlainLinkWidget):
    """Draws the visible hits."""

    hits: reactive[tuple[SearchHit, ...]] = reactive(())
    at: reactive[int] = reactive(0)
    query_parts: Sequence[str] = ()
    today = date.max
    """The day of whose year dates are told without the year."""

    def show_hits(self, hits: tuple[SearchHit, ...], parts: Sequence[str], today: date) -> None:
        """Show new hits. The first one is chosen, or for the same words the one that was chosen."""
        chosen = find_row_again(_list_ids(self.hits), self.at, _list_ids(hits)) if parts == self.query_parts else 0
        self.query_parts, self.today = parts, today
        self.set_reactive(HitList.at, chosen)
        self.hits = hits
        self.refresh()

    def move_selection(self, step: int) -> None:
        """Choose the next or the previous hit."""
        self.at = max(0, min(self.at + step, len(self.hits) - 1))

    @property
    def selected_hit(self) -> SearchHit | None:
        """The hit that Enter opens."""
        return self.hits[min(self.at, len(self.hits) - 1)] if self.hits else None

    @property
    def _visible_count(self) -> int:
        """How many hits are shown at once. Where that is not all of them, the last row counts the others."""
        height = max(1, self.content_size.height)
        return height if len(self.hits) <= height else max(1, height - 1)

    @property
    def _first_visible(self) -> int:
        return find_first_visible(self.at, self._visible_count, len(self.hits))

    def render(self) -> Content:
        first_visible, width = self._first_visible, self.content_size.width
        visible_hits = self.hits[first_visible : first_visible + self._visible_count]
        hit_rows = [self._draw_hit(hit, width, first_visible + n == self.at) for n, hit in enumerate(visible_hits)]
        if len(visible_hits) < len(self.hits):
            hit_rows.append(count_hidden_rows(len(self.hits) - first_visible - len(visible_hits), first_visible))
        return stack_lines(*hit_rows[: max(1, self.content_size.height)])

    def _draw_hit(self, hit: SearchHit, width: int, chosen: bool) -> Content:
        is_narrow = width < NARROW_HITS_WIDTH  # without the kind and the date
        kind_cell = Content("") if is_narrow else fit_width(styled(hit.kind, QUIET_STYLE), _HIT_KIND_WIDTH)
        date_text = "" if is_narrow or hit.at is None else format_recent_date(hit.at, self.today, short=True)
        date_cell = styled(date_text, QUIET_STYLE).pad_left(2 * bool(date_text))
        if hit.name or is_narrow:
            name_width = max(18, min(26, width // 4))
            name_text = _highlight_matches(hit.name, self.query_parts) if hit.name else styled(hit.kind, QUIET_STYLE)
            name_cell = fit_width(name_text, name_width - 1) + " "
        else:  # a text about nobody has the room of the name too
            name_width, name_cell = 0, Content("")
        text_room = max(8, width - kind_cell.cell_length - name_width - date_cell.cell_length)
        if hit.kind == "contact":
            name_cell = name_cell.stylize_before(QUIET_STYLE)
        is_name_match = hit.kind == "person" and all(part in fold_text(hit.name) for part in self.query_parts)
        cut_text = _cut_around_match(hit.text, () if is_name_match else self.query_parts, text_room)
        text_cell = fit_width(_highlight_matches(cut_text, self.query_parts), text_room)
        hit_row = justify(join_parts(kind_cell, name_cell, text_cell), date_cell, width)
        return highlight_row(hit_row, width) if chosen else hit_row

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and offset.y < self._visible_count and self._first_visible + offset.y < len(self.hits):
            self.at = self._first_visible + offset.y
            if isinstance(self.screen, FindScreen):
                self.screen.action_open()


class FindScreen(Dialog[None]):
    """A line to type in, and what it finds below. The page that Enter opens leads back here."""

    FIRST_FOCUS = "#query"
    BINDINGS = [
        Binding("escape", "dismiss", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "move(-10)", show=False),
        Binding("pagedown", "move(10)", show=False),
        Binding("tab", "move(1)", show=False),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._indexed_journal: Journal | None = None
        """The journal of which the index is made, or being made."""
        self._all_years_index: SearchIndex | None = None
        """The index of all years; None until it is made."""

    def compose(self) -> ComposeResult:
        with self.make_box("Find people, notes, events, texts", "-tall"):
            yield LineInput(placeholder="any part of a name, a note, a text", select_on_focus=False, id="query")
            yield HitList()
            yield WrappedText(id="hint")

    def on_mount(self) -> None:
        self._build_index()
        self.session.watch_day(self, self._update)

    def on_unmount(self) -> None:
        self._indexed_journal = self._all_years_index = None  # the index of all years is large

    @property
    def _is_up_to_date(self) -> bool:
        """Whether the index is, or will be, one of the records as they are now."""
        indexed_journal = self._indexed_journal
        return indexed_journal is not None and indexed_journal.has_same_records(
            self.session.journal, *SEARCHED_RECORD_TYPES
        )

    def _build_index(self) -> None:
        """Index the records in memory before the first letter is typed, then those of all years."""
        journal = self._indexed_journal = self.session.journal
        self._all_years_index = None
        years = journal.years

        def is_wanted(_: object) -> bool:
            return self.is_open and self._indexed_journal is journal

        def go_on(index: SearchIndex) -> None:
            self._show_hits()
            if years is not None and self.is_open:
                year_files = takewhile(is_wanted, years.iterate_files())
                self.session.run_in_thread(lambda: index_all_years(journal, year_files), show, replaces="index")

        def show(index: SearchIndex) -> None:
            if is_wanted(index):
                self._all_years_index = index
                self._show_hits()

        self.session.run_in_thread(lambda: build_search_index(journal), go_on, replaces="index")

    @on(Input.Changed)
    def _on_text_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._show_hits()

    def on_screen_resume(self) -> None:
        self._update()

    def _update(self) -> None:
        """Show what is found now; if a record has changed, index all years anew."""
        if self.app.screen is not self:
            return  # it does so once nothing lies over it any more
        if not self._is_up_to_date:
            self._build_index()
        self._show_hits()

    def _show_hits(self) -> None:
        if not self.is_open:
            return
        keys = self.session.keys
        if self.session.hidden:
            self._show_hint(keys.fill("Names and notes are hidden. Esc, then {view.hide} shows them."))
            return
        typed_words = self.query_one(Input).value
        index = self._all_years_index if self._is_up_to_date else None
        hits = search_index(self.session.journal, typed_words, index=index)
        today = self.session.journal.settings.day_of(self.session.now())
        self.query_one(HitList).show_hits(hits, fold_text(clean_text(typed_words)).split(), today)
        if not hits:
            nobody_hint = keys.fill("Nobody is here yet. Esc, then {outreach.sent} logs a message you sent.")
            self._show_hint("Nothing found." if typed_words.strip() else nobody_hint)
        else:
            order_hint = "" if typed_words.strip() else "In touch lately · "
            narrow_hint = " · type more to narrow it down" if len(hits) == MOST_HITS else ""
            self._show_hint(f"{order_hint}↑ ↓ choose · Enter opens{narrow_hint}")

    def _show_hint(self, text: str) -> None:
        self.query_one("#hint", WrappedText).show(partial(render_legend, text))

    def action_move(self, step: int) -> None:
        self.query_one(HitList).move_selection(step)

    @on(Input.Submitted)
    def _on_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Open what is chosen: an opportunity, an event, a mood, the person it is about, or the note itself."""
        hit, journal = self.query_one(HitList).selected_hit, self.session.journal
        if hit is None:
            return
        if hit.kind in ("event", "opportunity"):
            open_by_id(self.session, hit.record_id)
        elif hit.kind == "mood":
            if (mood := find_mood(journal, hit.record_id)) is not None:
                self.session.push_screen(MoodHistoryDialog(self.session, mood))
        elif journal.with_archived_people().get_record(Person, hit.person) is not None:
            self.session.open_person(hit.person)
        elif hit.record_id and (note := find_note(journal, hit.record_id)) is not None:
            open_note(self.session, note)
        elif hit.kind == "contact":
            self.dismiss(None)
            log_sent_message(self.session, hit.name)


def _list_ids(hits: Sequence[SearchHit]) -> list[Hashable]:
    """Return what tells hits apart: an id, as texts may change while they are shown, else all of a hit."""
    return [(hit.kind, hit.record_id or hit.person) if hit.record_id or hit.kind == "person" else hit for hit in hits]


def _cut_around_match(text: str, parts: Sequence[str], room: int) -> str:
    """Return the part of a long text in which the first match stands, hardly longer than the room for it."""
    text = clean_text(text, 4000)
    lower_text = text.lower()
    if len(text) <= room:
        return text
    match_at = min((part_at for part in parts if (part_at := lower_text.find(part)) >= 0), default=0)
    if match_at <= max(_CHARACTERS_BEFORE_MATCH, room - 2 * _CHARACTERS_BEFORE_MATCH):
        return text[: room + 1]
    shown_from = max(1, min(match_at - _CHARACTERS_BEFORE_MATCH, len(text) - room + 1))  # the room is used to its end
    shown_from = text.find(" ", shown_from, match_at) + 1 or shown_from  # not within a word
    shown_from += len(text[shown_from:]) - len(text[shown_from:].lstrip("· "))
    return f"…{text[shown_from : shown_from + room + 1]}"


def _highlight_matches(text: str, parts: Sequence[str]) -> Content:
    highlighted = styled(text, limit=200)
    lower_text = highlighted.plain.lower()
    if len(lower_text) != len(highlighted.plain):  # a letter that becomes two in lower case
        return highlighted
    for part in parts:
        match_at = lower_text.find(part)
        if match_at >= 0:
            highlighted = highlighted.stylize(KEY_STYLE, match_at, match_at + len(part))
    return highlighted
