"""The page of a person: where it stands, what is known, the whole conversation; with the keys of the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from coach.default_keys import USUAL, Key
from coach.tui.markup import HIDDEN_MARK
from coach.tui.screens import person_sections as draw
from coach.tui.screens.page import Page
from coach.tui.widgets.choice_bar import Choice, KeyBar
from coach.tui.widgets.status_bar import SaveMessageLine
from coach.views.person import build_person_view

if TYPE_CHECKING:
    from coach.domain.message import Message
    from coach.domain.note import Note
    from coach.tui.session import Session

PAGE_COMMANDS = frozenset({
    "outreach.answered", "outreach.rest", "outreach.later", "outreach.no", "outreach.copy", "draft.write",
    "outreach.choices", "people.note", "outreach.sent", "outreach.wrote", "outreach.requests", "people.find",
    "undo.undo", "undo.redo", "view.hide", "view.help", "view.quit",
})  # fmt: skip
"""Commands of the key table that work on a page, on its person."""
PAGE_KEYS = (
    Key(
        "people.edit", "e", "edit", "Name, how well they know you, place, time zone, handles, how you met, note", "Page"
    ),
    Key("people.merge", "equals_sign", "same person", "Merge two entries of one person; can be undone", "Page"),
)
"""Commands of the page alone."""
_KEY_LABELS = {
    "outreach.answered": "answered", "outreach.choices": "more", "outreach.rest": "let rest",
    "outreach.later": "snooze", "outreach.no": "no", "outreach.copy": "text", "draft.write": "draft",
    "people.note": "note", "outreach.sent": "I wrote", "outreach.wrote": "they wrote",
}  # fmt: skip
"""The labels in the line of keys, the most useful first."""
_WIDE_WIDTH = 96
_EVENTS_A_STEP = 100
"""Events of a long conversation that are drawn at first, and added when one scrolls near the end."""


class PersonScreen(Page):
    """Shows one person by id, and draws again whenever the day changes.

    Its keys have priority, as on the first screen: a dialog is open before the next key is handled.
    """

    BINDINGS = [
        *(
            Binding(key.key, f"run('{key.id}')", key.label, id=key.id, tooltip=key.help, show=False, priority=True)
            for key in (*(key for key in USUAL if key.id in PAGE_COMMANDS), *PAGE_KEYS)
        ),
        Binding("escape", "dismiss", show=False),
        Binding("j", "scroll_down", show=False),
        Binding("k", "scroll_up", show=False),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_WIDE_WIDTH, "-wide")]

    def __init__(self, session: Session, person: str) -> None:
        super().__init__(session)
        self.person = person
        self._shown_count = _EVENTS_A_STEP
        self._event_count = 0
        self._past: tuple[Message | Note, ...] = ()

    def compose(self) -> ComposeResult:
        yield Static(id="head", markup=False)
        with VerticalScroll(id="page-body"):
            with Container(id="standing", classes="framed") as standing:
                standing.border_title = "Where it stands"
                yield Static(markup=False)
            with Container(id="columns"):
                with VerticalScroll(id="known", classes="framed") as known:
                    known.border_title = "Known"
                    yield Static(markup=False)
                with VerticalScroll(id="thread", classes="framed") as thread:
                    thread.border_title = "Conversation, newest first"
                    yield Static(markup=False)
        yield SaveMessageLine()
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        edit, keys = PAGE_KEYS[0], self.session.keys
        line = [Choice(f"run('{id}')", keys.name(id), label) for id, label in _KEY_LABELS.items()]
        line.insert(6, Choice(f"run('{edit.id}')", edit.key, edit.label))
        self.query_one("#keys", KeyBar).items = (*line, Choice("dismiss", "Esc", "back"))
        self.session.watch_day(self, self.draw_page, init=False)
        for scrolls in ("#thread", "#page-body"):
            self.watch(self.query_one(scrolls), "scroll_y", self._show_more_events, init=False)
        self.on_resize()
        self._load_past()

    @work(thread=True)
    def _load_past(self) -> None:
        """Load the conversation of finished years, after the first paint."""
        past = self.session.service.history.load_person_history(self.person)
        if self.is_open:
            self.app.call_from_thread(self._show_past, past)

    def _show_past(self, past: tuple[Message | Note, ...]) -> None:
        self._past = past
        self.draw_page()

    def on_resize(self) -> None:
        wide = self.size.width >= _WIDE_WIDTH
        self.query_one("#thread" if wide else "#page-body").focus()
        self.call_after_refresh(self.draw_page)

    def on_screen_resume(self) -> None:
        self.draw_page()

    def draw_page(self) -> None:
        """Draw the person as the journal has them now; leave if they are no longer in it."""
        if not self.is_open:
            return
        hide, now = self.session.hidden, self.session.now()
        page = build_person_view(
            self.session.journal, self.person, now, hidden=HIDDEN_MARK if hide else "", past=self._past
        )
        if page is None:
            if self.is_current:  # else it leaves once it is in front again
                self.dismiss()
            return
        standing, known, thread = (self.query_one(f"#{name}") for name in ("standing", "known", "thread"))
        self.query_one("#head", Static).update(draw.draw_head(page, self.size.width - 2, hide=hide))
        self.query_one("#standing Static", Static).update(
            draw.draw_standing(page, self.session.keys, self._content_width(standing))
        )
        self.query_one("#known Static", Static).update(
            draw.draw_known(page, now, self.session.keys, self._content_width(known), hide=hide)
        )
        self._event_count = len(page.events)
        events = draw.draw_conversation(page, now, self._content_width(thread), hide=hide, most=self._shown_count)
        self.query_one("#thread Static", Static).update(events)

    def _show_more_events(self) -> None:
        """Draw more of a long conversation when one has scrolled near the end of what is drawn."""
        scrolls = self.query_one("#thread" if self.size.width >= _WIDE_WIDTH else "#page-body")
        if self._shown_count < self._event_count and scrolls.max_scroll_y - scrolls.scroll_y < scrolls.size.height:
            self._shown_count += _EVENTS_A_STEP
            self.call_after_refresh(self.draw_page)

    def _content_width(self, frame: Widget) -> int:
        """Return the columns for text in a frame, one left free at its end."""
        return max(20, frame.content_size.width - 1)

    def action_scroll_down(self) -> None:
        if isinstance(self.focused, Widget):
            self.focused.scroll_down()

    def action_scroll_up(self) -> None:
        if isinstance(self.focused, Widget):
            self.focused.scroll_up()
