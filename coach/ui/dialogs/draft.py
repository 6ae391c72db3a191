"""A draft: room to write, with quiet remarks in the margin. Tab leads to what can be done with it; nothing blocks.

The text stays on this computer. Copying hands it to the terminal and keeps it in a file, logging notes that it
was sent, parking lets it wait till tomorrow. Esc steps back and the text is there again the next time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static, TextArea

from coach.acts import drafts as acts
from coach.advice.drafts import marks
from coach.advice.texts import keep_copied, place_name
from coach.advice.words import checklist
from coach.domain.outreach import parse_line
from coach.domain.person import local_time
from coach.errors import CoachError
from coach.ui.dialogs.dialog import Dialog
from coach.ui.dialogs.line import LineDialog, complete_name
from coach.ui.panels.choices import Choice, Choices
from coach.ui.session import Session
from coach.ui.text import HIDDEN, QUIET, hang, join, lines, show

if TYPE_CHECKING:
    from coach.acts.change import Act
    from coach.desk import Pending

NO_RUSH = "No rush: whenever it suits you is fine."
_MORNING, _EVENING = time(8), time(18)


KEYS = (
    Choice("copy", "c", "copy"), Choice("send", "s", "copy, log"), Choice("park", "t", "wait till tomorrow"),
    Choice("no_rush", "n", "no rush"), Choice("turn_post", "p", "a post"), Choice("turn", "Tab", "write"),
)  # fmt: skip
POST_KEYS = (
    Choice("copy", "c", "copy"), Choice("park", "t", "wait till tomorrow"),
    Choice("turn_post", "p", "a message"), Choice("turn", "Tab", "write"),
)  # fmt: skip
WRITING = (
    Choice("turn", "Tab", "copies, logs or lets it wait"),
    Choice("leave", "Esc", "back, text kept"),
)


class DraftKeys(Choices, can_focus=True):
    """The line of keys below a draft. They work while it has the focus."""


class DraftDialog(Dialog[None]):
    """A text to `to` (an id, or a line with a name; "" for nobody yet), or a public post.

    `note` is the id of the parked text it was; `ready` starts at the keys, with a text that may go out as it is.
    """

    BINDINGS = [
        Binding("escape", "leave", show=False),
        Binding("tab,shift+tab", "turn", show=False, priority=True),
    ]

    def __init__(
        self,
        session: Session,
        *,
        to: str = "",
        text: str = "",
        note: str = "",
        post: bool = False,
        ready: bool = False,
    ) -> None:
        super().__init__()
        self.session, self.note, self.post = session, note, post
        self.person = acts.whom(session.journal, to)
        self.to = self.person.id if self.person else to
        self._about = f"draft.{note or self.to}"
        self._text = text or session.drafts.of(self._about)
        self._ready = ready and bool(self._text)

    def compose(self) -> ComposeResult:
        with Vertical(id="box", classes="-tall") as box:
            box.border_title = self._title()
            yield TextArea(self._text, id="draft", soft_wrap=True, compact=True, highlight_cursor_line=False)
            with VerticalScroll(id="margin", can_focus=False):
                yield Static(id="marks", markup=False)
            yield DraftKeys(id="keys")

    def on_mount(self) -> None:
        draft = self.query_one(TextArea)
        draft.cursor_location = draft.document.end
        self.set_focus(self.query_one(DraftKeys) if self._ready else draft)
        self._look()

    @property
    def text(self) -> str:
        """The text as it is now, without blanks around it."""
        return self.query_one(TextArea).text.strip()

    def _title(self) -> Content:
        if self.post:
            return show("A public post")
        if not self.to:
            return show("A draft")
        if self.person is None:
            return show(f"A draft to {parse_line(self.to).name}", limit=60)
        there = self._there()
        clock = show(f"{there:%H:%M} on {there:%A} for them") if self.person.zone else ""
        return join(
            show(f"A draft to {HIDDEN if self.session.hidden else self.person.name}", limit=60), clock, between=" · "
        )

    def _there(self) -> datetime:
        """Return the time where the recipient is, or ours if theirs is not known."""
        now = self.session.now()
        return local_time(self.person.zone if self.person else "", now) or now

    # Remarks

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._look()

    def on_resize(self) -> None:
        self._look()

    def _look(self) -> None:
        """Update the remarks in the margin, and the keys."""
        width = max(30, self.query_one("#margin").content_size.width - 1)
        rows: list[Content | str] = []
        if self.post:
            questions = checklist("post", folder=self.session.service.folder).lines
            rows += [hang(show("?", "$key") + " ", show(question), width) for question in questions]
        if self.text:
            tie = "strong" if self.post else self.person.tie if self.person else None
            found = marks(self.text, to_tie=tie)
            rows += [hang(show("·", QUIET) + " ", show(mark.says), width) for mark in found]
            rows.append(show(f"{len(self.text)} characters{'' if found else ' · nothing to look at twice'}", QUIET))
            if self._off_hours():
                rows.append(show("Outside usual hours there. n adds that there is no rush.", QUIET))
        else:
            rows.append(show("It stays on this computer until you copy it.", QUIET))
        self.query_one("#marks", Static).update(lines(*rows))
        self._show_keys()

    def _off_hours(self) -> bool:
        there = self._there()
        usual = there.weekday() < 5 and _MORNING <= there.time() < _EVENING
        return not usual and not self.post and "no rush" not in self.text.lower()

    def _show_keys(self) -> None:
        keys = self.query_one(DraftKeys)
        keys.items = WRITING if not keys.has_focus else POST_KEYS if self.post else KEYS

    # Keys

    def action_turn(self) -> None:
        """Go from the text to the keys, or back."""
        keys, draft = self.query_one(DraftKeys), self.query_one(TextArea)
        if keys.has_focus:
            self.set_focus(draft)
        else:
            self.set_focus(keys)

    @on(events.DescendantFocus)
    def _turned(self) -> None:
        self._show_keys()

    async def on_key(self, event: events.Key) -> None:
        keys = self.query_one(DraftKeys)
        action = next((choice.action for choice in keys.items if choice.key == event.character), "")
        if action and keys.has_focus:
            event.stop()
            await self.run_action(action)

    def action_leave(self) -> None:
        """Step back; the text is offered again."""
        self._end(kept=self.text)

    def action_copy(self) -> None:
        """Copy the text."""
        text = self.text
        if text:
            self._end()
            copied = CopiedText(self.session, text)
            copied.copy()
            copied.notify(None)

    def action_send(self) -> None:
        """Copy the text and log it as a message to the recipient."""
        text = self.text
        if text and not self.to:
            self._ask_whom()
        elif text:
            copied = CopiedText(self.session, text)
            if self._execute(acts.went_out(text, to=self.to, note_id=self.note), on_saved=copied.notify) is not None:
                self.session.drafts.forget("outreach.sent")  # a name that led here has found its message
                self._end()
                copied.copy()

    def action_park(self) -> None:
        """Let the text wait till tomorrow."""
        if not self.text:
            return
        act = acts.park(self.text, to=self.to, kind="post" if self.post else "draft", note_id=self.note)
        if self._execute(act) is not None:
            self._end()

    def action_no_rush(self) -> None:
        """Add that there is no rush."""
        if NO_RUSH not in self.text:
            self.query_one(TextArea).text = f"{self.text}\n\n{NO_RUSH}".strip()

    def action_turn_post(self) -> None:
        """Turn the message into a public post, or back."""
        self.post = not self.post
        self.query_one("#box").border_title = self._title()
        self._look()

    def _execute(self, act: Act, *, on_saved: Callable[[Pending], None] | None = None) -> Pending | None:
        """Execute an action. If it is refused, the margin says why and the text stays."""
        try:
            return self.session.execute(act, raises=True, draft=(self._about, self.text), on_saved=on_saved)
        except CoachError as error:
            self.query_one("#marks", Static).update(show(str(error)))
            return None

    def _ask_whom(self) -> None:
        text, session, note = self.text, self.session, self.note
        self._end(kept=text)

        def accept(line: str) -> None:
            copied, act = CopiedText(session, text), acts.went_out(text, to=line, note_id=note)
            if session.execute(act, raises=True, draft=("draft.", text), on_saved=copied.notify) is not None:
                session.drafts.forget("draft.")
                copied.copy()

        session.push(
            LineDialog(
                "draft.whom", "It goes to", hint="a name · Enter logs it and copies the text · Esc back",
                complete=lambda typed: complete_name(session, typed), accept=accept,
            )
        )  # fmt: skip

    def _end(self, *, kept: str = "") -> None:
        self.session.drafts.keep(self._about, kept)
        self.dismiss(None)


class CopiedText:
    """A text that is copied at once; `notify` says so once what was saved with it is on the disk."""

    def __init__(self, session: Session, text: str) -> None:
        self._session, self._text, self._rest = session, text, ""

    def copy(self) -> None:
        """Copy the text, and store it in a file for terminals that do not copy."""
        self._session.copy_text(self._text)
        try:
            place = place_name(keep_copied(self._session.service.folder, self._text))
            self._rest = f". If not, the text is in {place}"
        except OSError:
            self._rest = ", if this terminal can."

    def notify(self, saved: Pending | None) -> None:
        """Say what was saved, if anything was, and that the text is copied."""
        named = saved is not None and not self._session.hidden
        done = f"{saved.says.split(';')[0].rstrip('.')}; copied" if saved and named else "Copied"
        self._session.notify(f"{done}{self._rest}", undo=saved is not None)
