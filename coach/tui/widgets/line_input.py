"""A one-line text field that joins pasted lines."""

from __future__ import annotations

from textual import events
from textual.widgets import Input


class LineInput(Input):
    """An `Input` that takes all pasted lines; line breaks become spaces."""

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()  # Textual's own handler takes the first line only
        lines = (line.strip() for line in event.text.splitlines())
        self.replace(" ".join(line for line in lines if line), *self.selection)
