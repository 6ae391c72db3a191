"""What dialogs share: they take over the keys the moment they are asked for, so nothing typed ahead goes astray.

A fast hand types "o", "Ana" and Enter before the dialog has been drawn. Keys are held back until the dialog
says that it is `ready`: once when its first field has the focus, and again after each Enter. The app itself is
never made to wait, because it is the app that carries out what the dialog's own keys are bound to.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from textual import events
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widget import Widget

Result = TypeVar("Result")
WIDEST, FRAME = 100, 4
"""Cells of a box at most, and of its frame (see `#box` in styles/dialogs.tcss)."""
PATIENCE = 1.0
"""Seconds that a key waits for a dialog at most."""


class Dialog(ModalScreen[Result]):
    """A modal screen that can be typed at before it is drawn. `FIRST` selects the field that has the focus."""

    FIRST = ""
    ANSWERS = False
    """Whether single keys answer, so that each waits for the one before it."""
    BINDINGS = [
        Binding("semicolon", "app.jump", "jump", show=False, id="view.jump"),
        Binding("question_mark,f1", "app.help", "help", show=False, id="view.help"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (20, "-high")]
    AUTO_FOCUS = ""  # the focus is given once, by `on_mount`

    def __init__(self) -> None:
        super().__init__()
        self.ready = asyncio.Event()

    @property
    def room(self) -> int:
        """How many cells wide a line in the dialog's box may be."""
        return max(10, min(WIDEST, self.app.size.width) - FRAME)

    def on_mount(self) -> None:
        if self.FIRST:
            self.set_focus(self.query_one(self.FIRST))
        self.ready.set()

    def on_unmount(self) -> None:
        self.ready.set()

    def looked_at(self) -> None:
        """Let the next key come once the keys before it are through."""

        def through() -> None:
            if self.app.screen is self:
                self.ready.set()

        self.call_later(through)

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close the dialog, once: a second key that reaches it on its way out closes nothing else."""
        if self.app.screen is not self:
            return AwaitComplete()
        self.ready.clear()  # keys wait until it is gone, and go to what follows
        return super().dismiss(result)

    def once_typed(self, field: Widget, work: Callable[[], object]) -> None:
        """Run `work` once `field` has taken in every key before this one; the keys after it wait till then."""
        self.ready.clear()

        def run() -> None:
            work()
            self.ready.set()

        field.call_later(run)


class TypeAhead:
    """Holds keys back, in their order, while the dialog they are meant for is not ready."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._held: deque[events.Event] = deque()
        self._asked: Dialog[object] | None = None
        """The dialog that was given a key last."""

    def holds(self, event: events.Event) -> bool:
        """Return True if `event` is kept for later; False if it may go on now."""
        if not isinstance(event, (events.Key, events.Paste)) or event.is_forwarded or not self._app.screen_stack:
            return False
        if not self._held and self._free(event):
            if isinstance(screen := self._app.screen, Dialog) and screen.ANSWERS:
                self._app.call_later(screen.looked_at)  # by then the dialog has been given the key
            return False
        self._held.append(event)
        if len(self._held) == 1:
            self._app.run_worker(self._release(), group="type-ahead")
        return True

    def forget(self) -> None:
        """Forget a dialog that was closed, once nothing is on its way to what follows it."""
        if not self._held and self._asked is not self._app.screen:
            self._asked = None

    def _free(self, event: events.Event) -> bool:
        screen = self._app.screen
        if self._asked not in (None, screen):
            return False  # it was answered just now, and the next one may be on its way
        if not isinstance(screen, Dialog):
            return True
        if not screen.ready.is_set():
            return False
        self._asked = screen
        if isinstance(event, events.Key) and (screen.ANSWERS or (event.key == "enter" and screen.FIRST)):
            screen.ready.clear()  # until the dialog has looked at this key, or at what was typed
        return True

    async def _release(self) -> None:
        while self._held:
            await self._settled()
            screen, event = self._app.screen, self._held[0]
            self._free(event)
            await App.on_event(self._app, event)
            if isinstance(screen, Dialog) and screen.ANSWERS:
                screen.looked_at()
            self._held.popleft()

    async def _settled(self) -> None:
        """Wait until the screen in front is the one that keys are meant for, and can take one."""
        while True:
            screen = self._app.screen
            if self._asked not in (None, screen):
                self._asked = None
                for asks in (self._app, self._app.screen_stack[0]):  # whichever asked is told the answer first
                    told = asyncio.Event()
                    asks.call_later(told.set)
                    await self._patiently(told)
            elif isinstance(screen, Dialog) and not screen.ready.is_set():
                await self._patiently(screen.ready)
                screen.ready.set()  # and another dialog may be in front by now
            else:
                return

    async def _patiently(self, event: asyncio.Event) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(event.wait(), PATIENCE)
