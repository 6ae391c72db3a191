"""Deliver keys in the order in which they were typed, each to whatever has the focus when the keys before it are done.

Textual hands a letter to the focused widget at once, and runs what an editing key is bound to only after that key has
bubbled up to the app; a dialog takes keys only after it is mounted. So in a burst (a fast hand, a macro, a packet of
ssh) Backspace is overtaken by later letters, and letters meant for a dialog arrive before it is there. Here a key
waits until the messages of the key before it have been handled. Letters for one field need not wait for each other.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import suppress

from textual import events
from textual.app import App
from textual.message import Message
from textual.message_pump import MessagePump
from textual.widget import Widget

PASS_SECONDS = 0.5
"""Seconds for one pass through the widgets; one that is closing may never handle its messages."""
STABLE_PASSES, MOST_PASSES = 2, 20
"""Passes through the widgets without a new screen or focus after which a key is done, and passes at most.

One is not enough: a field answers Enter with a message of its own, to its dialog.
"""
UNQUEUED_KEYS = frozenset({"ctrl+q", "ctrl+c"})
"""Keys that leave or copy whatever else is going on."""


class KeyQueueApp(App[None]):
    """An app that handles one key at a time. `can_take_key` tells whether the app can use a key by now."""

    class KeyDone(Message):
        """Everything that the last key started has been handled."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting_keys: deque[events.Key | events.Paste] = deque()
        self._settling_task: asyncio.Task[None] | None = None
        self._is_settled = True
        self._typing_into: Widget | None = None
        """The field that takes letters now, while every key since the last pause was a letter for it."""

    def can_take_key(self, event: events.Key | events.Paste) -> bool:
        """Tell whether the first waiting key may be handled now."""
        return True

    async def on_event(self, event: events.Event) -> None:
        # No other documented method sees a key before the app's priority bindings do.
        if not isinstance(event, (events.Key, events.Paste)) or event.is_forwarded or not self.screen_stack:
            await super().on_event(event)
            return
        if isinstance(event, events.Key):
            if event.key in UNQUEUED_KEYS:
                await super().on_event(event)
                return
            if event.key == "ctrl+j" and not self.can_take_key(event):
                event = events.Key("enter", "\r")  # typed before the terminal was in raw mode, Enter is a line feed
            if event.key.startswith("alt+") and event.character and event.key not in self.screen.active_bindings:
                # Esc and a letter that arrive in one piece are the same bytes as Alt and that letter.
                self._waiting_keys.append(events.Key("escape", "\x1b"))
                event = events.Key(event.character, event.character)
        self._waiting_keys.append(event)
        await self._handle_waiting()

    async def on_key_queue_app_key_done(self) -> None:
        self._is_settled, self._typing_into = True, None
        await self._handle_waiting()

    @property
    def has_handled_keys(self) -> bool:
        """Whether every key so far has been handed on, and what the last command started is done."""
        return not (self._settling_task or self._waiting_keys or self.message_queue_size)

    async def _handle_waiting(self) -> None:
        while self._waiting_keys and self.screen_stack and self.can_take_key(self._waiting_keys[0]):
            event, focused_field = self._waiting_keys[0], self.focused
            is_letter = (
                focused_field is not None
                and isinstance(event, events.Key)
                and focused_field.check_consume_key(event.key, event.character)
            )
            if not self._is_settled and not (is_letter and focused_field is self._typing_into):
                self.resume_keys()
                return
            self._is_settled = False
            try:
                await super().on_event(event)
            finally:
                self._waiting_keys.popleft()  # it waits until it is handled
            self._typing_into = focused_field if is_letter else None
            if not is_letter:
                self.resume_keys()
                return

    def resume_keys(self) -> None:
        """Handle the waiting keys as soon as the screen is ready for them."""
        if self._settling_task is None or self._settling_task.done():
            self._settling_task = asyncio.create_task(self._wait_until_done())

    async def _wait_until_done(self) -> None:
        """Wait until the screen in front has handled all messages, and say so."""
        stable = 0
        for _ in range(MOST_PASSES):
            if not self.is_running or not self.screen_stack:
                return
            screen_and_focus = self.screen, self.focused
            with suppress(TimeoutError):
                async with asyncio.timeout(PASS_SECONDS):
                    for node in self._list_nodes_to_settle():
                        await _handle_messages(node)
            stable = stable + 1 if self.screen_stack and (self.screen, self.focused) == screen_and_focus else 0
            if stable == STABLE_PASSES:
                break
        self._settling_task = None
        self.post_message(self.KeyDone())

    def _list_nodes_to_settle(self) -> Iterator[MessagePump]:
        """Yield, one after the other, what a key may have sent messages to."""
        yield from (self.focused or self.screen).ancestors_with_self  # the app is the last of them
        bottom_screen = self.screen_stack[0]
        if bottom_screen is not self.screen and bottom_screen.message_queue_size:
            yield bottom_screen  # without messages of its own, one of ours would make Textual paint both screens anew
            yield self


async def _handle_messages(node: MessagePump) -> None:
    """Wait until `node` has handled the messages that it has now."""
    are_messages_handled = asyncio.Event()
    if node.call_later(are_messages_handled.set):
        await are_messages_handled.wait()
