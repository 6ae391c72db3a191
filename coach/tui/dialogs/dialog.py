"""The base of all dialogs: a modal screen with a first focus and a width for its lines; and a list in a dialog."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from coach.tui.session import Session
from coach.tui.text_layout import find_row_again, wrap_text

Result = TypeVar("Result")
MAX_WIDTH, FRAME_WIDTH = 100, 4
"""The largest width of a box, and the width of its frame, in cells (see `#box` in styles/dialogs.tcss)."""


class Dialog(ModalScreen[Result]):
    """A modal screen. `FIRST_FOCUS` selects the widget that has the focus at first; its frame shows `LEAVE_HINT`."""

    FIRST_FOCUS = ""
    LEAVE_HINT = "Esc back"
    BINDINGS = [
        Binding("semicolon", "app.jump", "jump", show=False, id="view.jump"),
        Binding("question_mark,f1", "app.help", "help", show=False, id="view.help"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (20, "-high")]
    AUTO_FOCUS = ""  # the focus is given once, by `on_mount`
    is_ready = True
    """Whether there is what its keys act on. Until then keys wait, except Esc."""

    class Ready(Message):
        """There is now what the keys of a dialog act on."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    @property
    def content_width(self) -> int:
        """The width of a line in the dialog's box, in cells."""
        return max(10, min(MAX_WIDTH, self.app.size.width) - FRAME_WIDTH)

    def leave_scrollbar(self, width: int) -> int:
        """Return the width of a line in a list that keeps a column for its scrollbar, and a blank before it.

        Textual asks for the rows of such a list in the width with that column, and draws them without it.
        """
        return min(width, self.content_width - 1) - 1

    def repeat_title(self, title: Content, width: int) -> list[Content]:
        """Return a title in lines, to stand once more where the frame has no room for it; else nothing."""
        return wrap_text(title, width) if title.cell_length > self.content_width - 2 else []

    @property
    def is_open(self) -> bool:
        """Whether its widgets are there; while it closes they go first, and a thread may still answer."""
        return self.is_attached and self.display

    def make_box(self, title: str | Content, classes: str = "") -> Vertical:
        """Return the box around the widgets, with its title and how to leave in the frame."""
        box = Vertical(id="box", classes=classes)
        box.border_title, box.border_subtitle = title, self.LEAVE_HINT
        return box

    def on_mount(self) -> None:
        if self.FIRST_FOCUS:
            self.set_focus(self.query_one(self.FIRST_FOCUS))

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close the dialog. A second call, such as a double click, closes nothing else."""
        if self.app.screen is not self:
            return AwaitComplete()
        return super().dismiss(result)


class DialogList(OptionList):
    """A list in a dialog: j and k move too, and the highlighted row stays in view when the room for it shrinks."""

    BINDINGS = [("j", "cursor_down", "down"), ("k", "cursor_up", "up")]

    def on_resize(self) -> None:
        self.scroll_to_highlight()


def replace_options(option_list: OptionList, options: Sequence[Option], *, undone: bool = False) -> None:
    """Show other rows in a list. The same row stays highlighted; see `find_row_again` for one that has left."""
    ids_before, highlighted = [option.id for option in option_list.options], option_list.highlighted or 0
    option_list.clear_options()
    option_list.add_options(options)
    option_list.highlighted = find_row_again(ids_before, highlighted, [o.id for o in options], undone=undone)
