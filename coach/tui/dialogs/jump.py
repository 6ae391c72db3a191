"""The jump dialog: a letter beside every place that can have the focus; the letter moves the focus there."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from itertools import islice

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from coach.tui.dialogs.dialog import Dialog
from coach.tui.panels.outreach import JumpTarget, OutreachPanel

JUMP_LETTERS = "asdfghjklqwertyuiopzxcvbnm"
"""The letters in the order of use, the home row first."""


class JumpDialog(Dialog[None]):
    """Shows a letter over each place of the screen below."""

    BINDINGS = [Binding("semicolon", "dismiss", "back", show=False, id="view.jump")]

    def compose(self) -> ComposeResult:
        self._screen_below: Screen[object] = self.app.screen_stack[-2]
        self._targets: dict[str, JumpTarget] = dict(zip(JUMP_LETTERS, self._find_targets(), strict=False))
        for letter, (offset, _) in self._targets.items():
            label = Static(Content(f" {letter} "), markup=False, classes="label")
            label.styles.offset = (max(0, min(offset.x, self._screen_below.size.width - 3)), offset.y)
            yield label

    def on_mount(self) -> None:
        self._screen_below.screen_layout_refresh_signal.subscribe(self, lambda _: self.call_later(self._move_letters))

    async def _move_letters(self) -> None:
        """Put the letters where the places are now, if these have moved."""
        offsets = [offset for offset, _ in self._targets.values()]
        if offsets != [offset for offset, _ in islice(self._find_targets(), len(JUMP_LETTERS))]:
            await self.recompose()

    def _find_targets(self) -> Iterable[JumpTarget]:
        for widget in self._screen_below.focus_chain:
            region = widget.region
            if not region.area:
                continue
            if widget.can_focus:
                yield region.offset, partial(self._screen_below.set_focus, widget)
            if isinstance(widget, OutreachPanel):
                yield from widget.list_jump_targets()

    def on_key(self, event: events.Key) -> None:
        event.stop()
        jump_target = self._targets.get(event.character or "")
        self.dismiss(None)
        if jump_target is not None:
            jump_target[1]()

    def on_click(self) -> None:
        self.dismiss(None)
