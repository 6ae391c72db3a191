"""The draft dialog: a text area with hints below it. Tab leads to the keys that copy, log or park the text.

The text stays on this computer. Copying hands it to the terminal and writes it to a file; logging records it as sent;
parking offers it again tomorrow. Esc closes, and the text is there again the next time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time
from functools import partial

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import TextArea

from coach.actions import notes as actions
from coach.actions.result import Action
from coach.actions.typed_names import find_person_by_id
from coach.advice.checklists_and_help_lines import load_checklist
from coach.advice.draft_remarks import check_draft
from coach.advice.follow_up_texts import save_copied_text
from coach.domain.outreach_line import parse_outreach_line
from coach.domain.person import convert_to_zone
from coach.domain.wording import format_count
from coach.errors import AmbiguousName, CoachError
from coach.paths import format_path
from coach.service import PendingChange
from coach.tui.dialogs.choice import SOMEBODY_NEW, ask_which_person
from coach.tui.dialogs.dialog import Dialog
from coach.tui.dialogs.text_input import LinePrompt, TextInputDialog
from coach.tui.session import Session
from coach.tui.text_layout import QUIET_STYLE, indent_wrapped, join_parts, stack_lines, styled
from coach.tui.widgets.key_hints import Choice, KeyBar
from coach.tui.widgets.line_input import take_invisible_letter
from coach.tui.widgets.wrapped_text import WrappedText

POSTED_HINT = (
    "the link, or leave it empty · Enter goes on · later, {people.find} finds the post, to log who answered it"
)
NO_RUSH_TEXT = "No rush, whenever suits you."
_WORK_BEGINS, _WORK_ENDS = time(8), time(18)
MESSAGE_KEYS = (
    Choice("copy", "c", "copy"), Choice("send", "s", "copy, log"), Choice("park", "t", "set aside"),
    Choice("no_rush", "n", "no rush"), Choice("turn_post", "p", "a post"), Choice("turn", "Tab", "write"),
)  # fmt: skip
POST_KEYS = (
    Choice("copy", "c", "copy"), Choice("posted", "p", "I posted it"), Choice("park", "t", "set aside"),
    Choice("turn_post", "m", "a message"), Choice("turn", "Tab", "write"),
)  # fmt: skip
WRITING_KEYS = (Choice("edit_outside", "ctrl+o", "your editor"), Choice("turn", "Tab", "copy, log or set aside"))


class DraftKeys(KeyBar, can_focus=True):
    """The keys below a draft. They work while it has the focus."""

    STAYS_WHOLE = True


class DraftArea(TextArea):
    """A `TextArea` that takes what joins an emoji of several people."""

    def on_key(self, event: events.Key) -> None:
        take_invisible_letter(event, self.insert)


class DraftDialog(Dialog[None]):
    """Edits a message to `to` (an id, or a typed line with a name; "" for nobody yet), or a public post.

    `note` is the id of the parked text it continues. With `ready` the focus starts on the keys.
    """

    LEAVE_HINT = "Esc back, text is kept"
    BINDINGS = [
        Binding("escape", "leave", show=False),
        Binding("tab,shift+tab", "turn", show=False, priority=True),
        Binding("ctrl+o", "edit_outside", show=False, priority=True),
    ]

    def __init__(
        self, session: Session, *, to: str = "", text: str = "", note: str = "", post: bool = False, ready: bool = False
    ) -> None:
        super().__init__(session)
        self.note_id, self.is_post = note, post
        self.person = actions.find_recipient(session.journal, to)
        self.recipient = self.person.id if self.person else to
        self._draft_key = f"draft.{note or self.recipient}"
        self._text = text or session.unsent_input.get_text(self._draft_key)
        self._starts_at_keys = ready and bool(self._text)

    def compose(self) -> ComposeResult:
        with self.make_box(self._format_title(), "-tall"):
            yield DraftArea(self._text, id="draft", soft_wrap=True, compact=True, highlight_cursor_line=False)
            with VerticalScroll(id="margin", can_focus=False):
                yield WrappedText(id="marks")
            yield DraftKeys(id="keys")

    def on_mount(self) -> None:
        draft = self.query_one(TextArea)
        draft.cursor_location = draft.document.end
        self.set_focus(self.query_one(DraftKeys) if self._starts_at_keys else draft)
        self._update_margin()

    @property
    def text(self) -> str:
        return self.query_one(TextArea).text.strip()

    def _format_title(self) -> Content:
        if self.is_post:
            return styled("A public post")
        if not self.recipient:
            return styled("A draft")
        if self.person is None:
            return styled(f"A draft to {parse_outreach_line(self.recipient).name}", limit=60)
        their_time = self._get_recipient_time()
        is_elsewhere = their_time.utcoffset() != self.session.now().utcoffset()
        clock = styled(f"{their_time:%H:%M} on {their_time:%A} there") if is_elsewhere else ""
        title = styled(f"A draft to {self.session.hide_text(self.person.name)}", limit=60)
        title_and_clock = join_parts(title, clock, between=" · ")
        return title if self.repeat_title(title_and_clock, self.content_width) else title_and_clock

    def _get_recipient_time(self) -> datetime:
        """Return the time where the recipient is, or the local time if that is not known."""
        local_time = self.session.now()
        return convert_to_zone(self.person.zone if self.person else "", local_time) or local_time

    # Hints below the text

    @on(TextArea.Changed)
    def _update_after_typing(self, event: TextArea.Changed) -> None:
        event.stop()
        self.session.unsent_input.store_text(self._draft_key, self.text)
        self._update_margin()

    def on_resize(self) -> None:
        self.query_one("#box").border_title = self._format_title()

    def _update_margin(self) -> None:
        """Update the hints below the text, and the keys."""
        marks = list(self._list_marks())

        def wrap_marks(width: int) -> Content:
            return stack_lines(*(indent_wrapped(lead, text, self.leave_scrollbar(width)) for lead, text in marks))

        self.query_one("#marks", WrappedText).show(wrap_marks)
        self._update_keys()

    def _list_marks(self) -> Iterator[tuple[Content, Content]]:
        """Yield the questions about a post, the remarks on the text, and its length, each with what leads it."""
        no_mark = Content("")
        if self.is_post:
            for question in load_checklist("post", folder=self.session.service.folder).lines:
                yield styled("?", "$key") + " ", styled(question)
        if not self.text:
            yield no_mark, styled("It stays on this computer until you copy it.", QUIET_STYLE)
            return
        tie = "strong" if self.is_post else self.person.tie if self.person else None
        draft_remarks = check_draft(self.text, to_tie=tie)
        for draft_remark in draft_remarks:
            yield styled("·", QUIET_STYLE) + " ", styled(draft_remark.message)
        length_text = format_count(len(self.text), "character")
        yield no_mark, styled(length_text if draft_remarks else f"{length_text} · nothing to point out", QUIET_STYLE)
        if self._is_outside_usual_hours():
            yield no_mark, styled("It is outside working hours there. n adds that there is no rush.", QUIET_STYLE)

    def _show_problem(self, error: CoachError) -> None:
        self.query_one("#marks", WrappedText).show_text(self.session.format_error(error))

    def _is_outside_usual_hours(self) -> bool:
        their_time = self._get_recipient_time()
        is_usual_hour = their_time.weekday() < 5 and _WORK_BEGINS <= their_time.time() < _WORK_ENDS
        return not is_usual_hour and not self.is_post and "no rush" not in self.text.lower()

    @on(events.DescendantFocus)
    def _update_keys(self) -> None:
        draft_keys = self.query_one(DraftKeys)
        draft_keys.items = WRITING_KEYS if not draft_keys.has_focus else POST_KEYS if self.is_post else MESSAGE_KEYS

    # Keys

    def action_turn(self) -> None:
        """Move the focus from the text to the keys, or back."""
        draft_keys, draft = self.query_one(DraftKeys), self.query_one(TextArea)
        self.set_focus(draft if draft_keys.has_focus else draft_keys)

    async def on_key(self, event: events.Key) -> None:
        draft_keys = self.query_one(DraftKeys)
        action = next((choice.action for choice in draft_keys.items if choice.key == event.character), "")
        if action and draft_keys.has_focus:
            event.stop()
            await self.run_action(action)

    def action_edit_outside(self) -> None:
        """Continue in the editor that $EDITOR names."""
        draft = self.query_one(TextArea)
        try:
            draft.text = self.session.edit_text(draft.text, self._draft_key)
        except CoachError as error:
            self._show_problem(error)
            return
        draft.cursor_location = draft.document.end
        self.session.unsent_input.store_text(self._draft_key, draft.text)

    def action_leave(self) -> None:
        """Close the dialog and store the text as a draft."""
        self._close_with_draft(unsent=self.text)

    def action_copy(self) -> None:
        draft_text = self.text
        if draft_text:
            self._close_with_draft()
            copied_text = CopiedText(self.session, draft_text)
            copied_text.copy()
            copied_text.notify(None)

    def action_send(self) -> None:
        """Copy the text and log it as a message to the recipient."""
        draft_text = self.text
        if draft_text and not self.recipient:
            self._ask_recipient()
        elif draft_text:
            copied_text = CopiedText(self.session, draft_text)
            logged_draft = actions.log_sent_draft(draft_text, to=self.recipient, note_id=self.note_id)
            if self._execute(logged_draft, on_saved=copied_text.notify) is not None:
                self.session.unsent_input.remove_texts("outreach.sent")  # a name that led here has found its message
                self._close_with_draft()
                copied_text.copy()

    def action_park(self) -> None:
        parked = actions.park_text(
            self.text, to=self.recipient, kind="post" if self.is_post else "draft", note_id=self.note_id
        )
        if self.text and self._execute(parked) is not None:
            self._close_with_draft()

    def action_no_rush(self) -> None:
        if NO_RUSH_TEXT not in self.text:
            self.query_one(TextArea).text = f"{self.text}\n\n{NO_RUSH_TEXT}".strip()

    def action_turn_post(self) -> None:
        self.is_post = not self.is_post
        self.query_one("#box").border_title = self._format_title()
        self._update_margin()

    def action_posted(self) -> None:
        """Log the text as posted, then ask where it can be read, which may stay empty."""
        post_text, session = self.text, self.session
        if not post_text:
            return
        logged_post = self._execute(actions.log_post(post_text, note_id=self.note_id))
        if logged_post is None:
            return
        post_id = logged_post.change.record_id
        self._close_with_draft()
        prompt = LinePrompt("You posted it", hint=session.keys.fill(POSTED_HINT), placeholder="https://…")
        save = partial(actions.set_post_link, post_id)
        TextInputDialog(session, f"post.link.{post_id}", prompt, save=save, empty="skipped").ask()

    def _execute(
        self, action: Action, *, on_saved: Callable[[PendingChange], None] | None = None
    ) -> PendingChange | None:
        """Execute an action. If it is refused, show why; the text stays."""
        try:
            return self.session.execute(action, raises=True, draft=(self._draft_key, self.text), on_saved=on_saved)
        except AmbiguousName as error:
            ask_which_person(self.session, error, self._set_recipient)
        except CoachError as error:
            self._show_problem(error)
        return None

    def _set_recipient(self, person_id: str) -> None:
        """Set the recipient: the person with an id, or a new person with the typed name."""
        if person_id == SOMEBODY_NEW:
            self.recipient = f"+{self.recipient}"
        else:
            self.person, self.recipient = find_person_by_id(self.session.journal, person_id), person_id
        self.query_one("#box").border_title = self._format_title()

    def _ask_recipient(self) -> None:
        text, session, note_id = self.text, self.session, self.note_id
        self._close_with_draft(unsent=text)

        def accept(line: str) -> None:
            copied, logged = CopiedText(session, text), actions.log_sent_draft(text, to=line, note_id=note_id)
            session.execute(logged, raises=True, draft=("draft.", text), on_saved=copied.notify)
            session.unsent_input.remove_texts("draft.")
            copied.copy()

        prompt = LinePrompt("Whom is it for?", hint="a name · Enter logs it and copies the text")
        TextInputDialog(session, "draft.whom", prompt, names=True, accept=accept).ask()

    def _close_with_draft(self, *, unsent: str = "") -> None:
        self.session.unsent_input.store_text(self._draft_key, unsent)
        self.dismiss(None)


class CopiedText:
    """A text to copy. `copy` copies it at once; `notify` confirms it after the save."""

    def __init__(self, session: Session, text: str) -> None:
        self.session, self._text, self._where_stored = session, text, ""

    def copy(self) -> None:
        """Copy the text, and write it to a file for terminals that cannot copy."""
        self.session.copy_text(self._text)
        try:
            stored_path = format_path(save_copied_text(self.session.service.folder, self._text))
            self._where_stored = f". If not, the text is in {stored_path}"
        except OSError:
            self._where_stored = ", if your terminal allows it."

    def notify(self, saved: PendingChange | None) -> None:
        """Show what was saved, if anything was, and that the text is copied."""
        may_name = saved is not None and not self.session.hidden
        confirmation = f"{saved.message.split(';')[0].rstrip('.')}; copied" if saved and may_name else "Copied"
        self.session.notify(f"{confirmation}{self._where_stored}", undo=saved is not None)
