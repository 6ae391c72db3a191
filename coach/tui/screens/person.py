"""The page of a person: where it stands, what is known, the whole conversation; with the keys of the list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from coach.domain.cadence import format_every
from coach.domain.message import Message
from coach.domain.note import Note
from coach.domain.person import format_birthday, format_channel, format_connection
from coach.domain.text import HIDDEN_MARK
from coach.domain.wording import format_recent_date, format_tie
from coach.keys import USUAL_KEYS, Key, KeyTable
from coach.tui.screens.page import Page
from coach.tui.session import Session
from coach.tui.text_layout import (
    NAMES_ARE_HIDDEN,
    QUIET_STYLE,
    STRONG_STYLE,
    TITLE_STYLE,
    fit_width,
    flow_parts,
    indent_wrapped,
    join_parts,
    justify,
    stack_lines,
    styled,
    wrap_lines,
    wrap_text,
)
from coach.tui.widgets.key_hints import Choice, bind_commands
from coach.views.person import PersonView, build_person_view

_EDIT_HELP = "Name, how well they know you, place, time zone, addresses, how you met, note"
PERSON_PAGE_KEYS = (
    Key("people.edit", "e", "edit", _EDIT_HELP, "Page"),
    Key("people.merge", "equals_sign", "same person", "Merge two entries of one person; can be undone", "Page"),
)
"""Commands of the page alone."""
_PERSON_KEY_LABELS = {
    "outreach.answered": "answered", "outreach.choices": "more", "outreach.rest": "let rest",
    "outreach.later": "snooze", "outreach.no": "no", "outreach.copy": "text", "draft.write": "draft",
    "people.note": "note", "outreach.sent": "I wrote", "outreach.wrote": "they wrote", "boundary.draw": "boundary",
}  # fmt: skip
"""The labels in the line of keys, the most useful first."""
PERSON_PAGE_COMMANDS = frozenset({
    *_PERSON_KEY_LABELS, "outreach.requests", "people.find", "undo.undo", "undo.redo", "view.hide", "view.help",
    "view.quit",
})  # fmt: skip
"""Commands of the key table that work on a page, on its person."""
_WIDE_PAGE_WIDTH = 96
_FACT_LABEL_WIDTH = 12
_MOST_ENTRIES_OF_A_KIND = 3
"""So many entries of a kind are listed; the rest is a count, and `coach person` lists all."""
_CONVERSATION_STEP = 100
"""Events of a long conversation that are drawn at first, and added when one scrolls near the end."""


class PersonScreen(Page):
    """Shows one person by id, and draws again whenever the day changes.

    Its keys have priority, as on the first screen: a dialog is open before the next key is handled.
    """

    BINDINGS = [
        *bind_commands([key for key in USUAL_KEYS if key.id in PERSON_PAGE_COMMANDS]),
        *bind_commands(PERSON_PAGE_KEYS),
        Binding("escape", "dismiss", show=False),
        Binding("j", "scroll_down", show=False),
        Binding("k", "scroll_up", show=False),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_WIDE_PAGE_WIDTH, "-wide")]

    def __init__(self, session: Session, person_id: str) -> None:
        super().__init__(session)
        self.shown_person_id = person_id
        self._shown_count = _CONVERSATION_STEP
        self._event_count = 0
        self._past: tuple[Message | Note, ...] = ()
        self._years_read: object = None
        """The versions of the year files that the conversation was read from."""

    def compose_page(self) -> ComposeResult:
        yield Static(id="head", markup=False)
        with VerticalScroll(id="page-body"):
            with Container(id="standing", classes="framed") as standing:
                standing.border_title = "Status"
                yield Static(markup=False)
            with Container(id="columns"):
                with VerticalScroll(id="known", classes="framed") as known:
                    known.border_title = "Known"
                    yield Static(markup=False)
                with VerticalScroll(id="thread", classes="framed") as thread:
                    thread.border_title = "Conversation, newest first"
                    yield Static(markup=False)

    def on_mount(self) -> None:
        edit_key, keys = PERSON_PAGE_KEYS[0], self.session.keys
        page_keys = [
            Choice(f"run('{command}')", keys.name(command), label) for command, label in _PERSON_KEY_LABELS.items()
        ]
        page_keys.insert(6, Choice(f"run('{edit_key.id}')", edit_key.key, edit_key.label))
        self.key_bar.items = (*page_keys, Choice("dismiss", "Esc", "back"))
        self.session.watch_day(self, self._refresh_page)
        for scrolling_id in ("#thread", "#page-body"):
            self.watch(self.query_one(scrolling_id), "scroll_y", self._show_more_events, init=False)
        self.on_resize()
        self._read_past()

    def _refresh_page(self) -> None:
        """Draw the page; if a save archived something, read the conversation before, else that would be gone."""
        if self._years_read == self.session.service.store.years.file_versions():
            self.draw_page()
        else:
            self._read_past()

    def _read_past(self) -> None:
        service = self.session.service
        self._years_read = service.store.years.file_versions()
        load_past = partial(service.history.load_person_history, self.shown_person_id)
        self.session.run_in_thread(load_past, self._show_past, replaces=f"person {self.shown_person_id}")

    def _show_past(self, past: tuple[Message | Note, ...]) -> None:
        """Show the conversation of finished years, too."""
        self._past = past
        self.draw_page()

    def on_resize(self) -> None:
        is_wide = self.size.width >= _WIDE_PAGE_WIDTH
        for scrolling_id in ("page-body", "known", "thread"):  # what scrolls: the two columns, or the page as a whole
            self.query_one(f"#{scrolling_id}").can_focus = is_wide is (scrolling_id != "page-body")
        if self.focused is None or not self.focused.can_focus:
            self.query_one("#thread" if is_wide else "#page-body").focus()
        self.call_after_refresh(self.draw_page)

    def on_screen_resume(self) -> None:
        self.draw_page()

    def draw_page(self) -> None:
        """Draw the person as the journal has them now; leave if they are no longer in it."""
        if not self.is_open:
            return
        hide, now = self.session.hidden, self.session.now()
        person_view = build_person_view(
            self.session.journal, self.shown_person_id, now, hidden=HIDDEN_MARK if hide else "", past=self._past
        )
        if person_view is None:
            if self.is_current:  # else it leaves once it is in front again
                self.dismiss()
            return
        standing, known, thread = (self.query_one(f"#{frame_id}") for frame_id in ("standing", "known", "thread"))
        self.query_one("#head", Static).update(draw_head(person_view, self.size.width - 2, hide=hide))
        keys, self._event_count = self.session.keys, len(person_view.events)
        drawn_frames = {
            "standing": draw_standing(person_view, keys, _content_width(standing)),
            "known": draw_known(person_view, now, keys, _content_width(known), hide=hide),
            "thread": draw_conversation(person_view, now, _content_width(thread), hide=hide, most=self._shown_count),
        }
        for frame_id, frame_content in drawn_frames.items():
            self.query_one(f"#{frame_id} Static", Static).update(frame_content)

    def _show_more_events(self) -> None:
        """Draw more of a long conversation when one has scrolled near the end of what is drawn."""
        frame = self.query_one("#thread" if self.size.width >= _WIDE_PAGE_WIDTH else "#page-body")
        if self._shown_count < self._event_count and frame.max_scroll_y - frame.scroll_y < frame.size.height:
            self._shown_count += _CONVERSATION_STEP
            self.call_after_refresh(self.draw_page)

    def action_scroll_down(self) -> None:
        if isinstance(self.focused, Widget):
            self.focused.scroll_down()

    def action_scroll_up(self) -> None:
        if isinstance(self.focused, Widget):
            self.focused.scroll_up()


def _content_width(frame: Widget) -> int:
    """Return the columns for text in a frame, one left free at its end."""
    return max(20, frame.content_size.width - 1)


def draw_head(person_view: PersonView, width: int, *, hide: bool) -> Content:
    """Draw name, tie, place and local time: on one line, or on two where there is little room."""
    person = person_view.person
    name = styled(HIDDEN_MARK if hide else person.name, STRONG_STYLE, limit=120)
    tie_text = styled(f"· {format_tie(person_view.tie)}", QUIET_STYLE) if person_view.tie else Content("")
    place = "" if hide else person.place
    place_and_time = [place] if place else []
    if person_view.local_time is not None:
        in_place = f" in {place}" if place else ""
        place_and_time = [f"{person_view.local_time:%H:%M on %A}{in_place}", person_view.offset_text]
    name_and_tie = join_parts(name, tie_text, between=" ")
    place_and_time_parts = [styled(part, QUIET_STYLE) for part in place_and_time]
    place_line = join_parts(*place_and_time_parts, between=" · ")
    if name_and_tie.cell_length + place_line.cell_length + 2 <= width:
        return justify(name_and_tie, place_line, width)
    return stack_lines(*wrap_text(name_and_tie, width), *flow_parts(place_and_time_parts, width))


def draw_standing(person_view: PersonView, keys: KeyTable, width: int) -> Content:
    """Draw where the conversation stands, one sentence to a paragraph, and the keys for it."""
    sentences = [wrap_lines(styled(sentence), width) for sentence in person_view.status_sentences]
    key_hints = " · ".join(_list_key_hints(person_view, keys))
    return stack_lines(*sentences, *(wrap_text(styled(key_hints, QUIET_STYLE), width) if key_hints else []))


def _list_key_hints(person_view: PersonView, keys: KeyTable) -> Iterator[str]:
    if person_view.promises:
        yield f"{keys.name('outreach.answered')} logs that you have done it"
    if person_view.conversation.requests:
        yield f"{keys.name('outreach.requests')} logs your answer to the request"
    if person_view.may_rest:
        yield f"{keys.name('outreach.rest')} lets it rest, {keys.name('outreach.choices')} offers more"
    elif person_view.silence and person_view.silence.follow_up_due:
        yield f"{keys.name('outreach.copy')} offers follow-up texts"
    elif person_view.awaits_me:
        yield f"{keys.name('outreach.answered')} logs your reply, {keys.name('draft.write')} writes a draft"
    elif person_view.state == "none":
        yield f"{keys.name('outreach.sent')} logs a message you sent"


def draw_known(person_view: PersonView, now: datetime, keys: KeyTable, width: int, *, hide: bool) -> Content:
    """Draw contact details, opportunities, promises, help given and received, drafts and notes."""
    if hide:
        return wrap_lines(styled(keys.fill(NAMES_ARE_HIDDEN), QUIET_STYLE), width)
    fact_rows = [*_list_facts(person_view, width), *_list_exchanges(person_view, now, width)]
    if not fact_rows:
        hint = keys.fill("e adds how you met, a place, a time zone. {people.note} adds a note about them.")
        return wrap_lines(styled(hint, QUIET_STYLE), width)
    return stack_lines(*fact_rows)


def draw_conversation(person_view: PersonView, now: datetime, width: int, *, hide: bool, most: int) -> Content:
    """Draw the messages, newest first, at most `most` of them."""
    if not person_view.events:
        return styled("No messages yet.", QUIET_STYLE)
    event_rows = []
    for event in person_view.events[:most]:
        date_cell = fit_width(styled(format_recent_date(event.day, now, short=True), QUIET_STYLE), 11)
        channel_text = styled(f"· {event.channel}", QUIET_STYLE) if event.channel else ""
        event_text = join_parts(styled(event.summary), channel_text, between=" ")
        if event.text:
            event_text = join_parts(event_text, styled(HIDDEN_MARK if hide else event.text), between="  ")
        event_rows.append(indent_wrapped(date_cell, event_text, width))
    if len(person_view.events) > most:
        event_rows.append(styled("scroll down for earlier ones", QUIET_STYLE))
    return stack_lines(*event_rows)


def _list_facts(person_view: PersonView, width: int) -> Iterator[Content]:
    person = person_view.person
    handles = ", ".join(f"{format_channel(channel)} {handle}".strip() for channel, handle in person.handles.items())
    work = " · ".join(part for part in (person.position, person.company) if part)
    facts = [
        ("met", person.met), ("reach", handles or format_channel(person.channel)), ("work", work),
        ("place", person.place), ("connected", format_connection(person)),
        ("birthday", format_birthday(person.birthday)), ("in touch", format_every(person_view.cadence)),
        ("tags", " ".join(f"#{tag}" for tag in person.tags)), ("note", person.note),
    ]  # fmt: skip
    for label, fact in facts:
        if fact:
            yield _draw_labelled_row(label, fact, width)


def _list_exchanges(person_view: PersonView, now: datetime, width: int) -> Iterator[Content]:
    """Yield opportunities, promises, help given and received, drafts and notes; help is never summed up or compared."""

    def date_text(text: str, at: datetime) -> str:
        return f"{text}, {format_recent_date(person_view.calendar.day_of_moment(at), now, short=True)}"

    groups: list[tuple[str, list[str]]] = [
        (
            "opportunity",
            [f"{note.text}{_format_next_step(note, now)}" for note in person_view.opportunities],
        ),
        ("you owe", [m.text or "something you promised" for m in person_view.promises]),
        ("promised", [date_text(m.text or "something", m.at) for m in person_view.their_promises]),
        ("you gave", [date_text(text or "what you promised", at) for at, text in person_view.given_help]),
        ("you got", [date_text(text, at) for at, text in person_view.received_help]),
        ("draft", [draft.text for draft in person_view.drafts]),
        ("noted", [date_text(note.text, note.at) for note in person_view.notes]),
    ]
    for label, entries in groups:
        for number, text in enumerate(entries[:_MOST_ENTRIES_OF_A_KIND]):
            yield _draw_labelled_row("" if number else label, text, width)
        if len(entries) > _MOST_ENTRIES_OF_A_KIND:
            yield _draw_labelled_row("", f"and {len(entries) - _MOST_ENTRIES_OF_A_KIND} more", width)


def _format_next_step(opportunity: Note, now: datetime) -> str:
    due_text = f", {format_recent_date(opportunity.due, now, short=True)}" if opportunity.due else ""
    return f" → {opportunity.next_step}{due_text}" if opportunity.next_step else ""


def _draw_labelled_row(label: str, text: str, width: int) -> Content:
    return indent_wrapped(fit_width(styled(label, TITLE_STYLE), _FACT_LABEL_WIDTH), styled(text, limit=600), width)
