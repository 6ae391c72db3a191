"""A line to write a goal in, above the goals on offer: ↓ chooses one, Enter takes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import on
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Input, Static

from coach.errors import NotUnderstood
from coach.ui.dialogs.line import LineDialog
from coach.ui.text import QUIET, cut, join, legend, lines, show

HINT = '"… when …" gives it a moment, * at its end keeps it · Enter saves · Esc back'
OFFERS = "↓ chooses · Enter takes it · Del no longer offers it"
DAY_OFF = "nothing today"


@dataclass(frozen=True, slots=True)
class Offer:
    """A goal on offer: its template id, its text, its length, and why it is offered."""

    template: str
    text: str
    size: str
    why: str


class GoalLine(LineDialog):
    """A line for a goal of one's own. `take` gets the template of an offer, `mute` that of one no longer wanted.

    `offers` says what is on offer now, the day off last. None of them is chosen until ↓ or ↑ does it.
    """

    BINDINGS = [
        Binding("down", "choose(1)", show=False, priority=True),
        Binding("up", "choose(-1)", show=False, priority=True),
        Binding("delete", "mute", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        *,
        offers: Callable[[], Sequence[Offer]],
        write: Callable[[str], object],
        take: Callable[[str], object],
        mute: Callable[[str], object],
    ) -> None:
        super().__init__(
            "goal", title, placeholder="write to Ana when coffee is made", hint=HINT, accept=self._taken, empty_ok=True
        )
        self._find, self._offers = offers, list(offers())
        self._write, self._take, self._mute = write, take, mute
        self._at = -1

    def on_mount(self) -> None:
        self.query_one("#box").mount(Static(id="offers", markup=False), before="#hint")

    def on_resize(self) -> None:
        self._show()

    def _show(self) -> None:
        for offers in self.query("#offers").results(Static):
            offers.update(self._draw())

    def _draw(self) -> Content:
        width = max(20, self.query_one("#line").size.width)
        rows = [self._row(n, offer, width) for n, offer in enumerate(self._offers)]
        return lines(*rows, legend(OFFERS, width))

    def _row(self, n: int, offer: Offer, width: int) -> Content:
        chosen = n == self._at
        size = show(offer.size, QUIET)
        text = show(cut(offer.text, width - size.cell_length - 4))
        row = join(Content.styled("› " if chosen else "  ", "$key bold"), text, Content("  "), size)
        if not chosen:
            return row
        return lines(row.stylize_before("on $selected"), join("    ", show(offer.why, QUIET)))

    def action_choose(self, step: int) -> None:
        """Choose the next offer or the one before; beyond the first and the last, none."""
        self._at = (self._at + 1 + step) % (len(self._offers) + 1) - 1
        self._show()

    def action_mute(self) -> None:
        """Mute the chosen goal; with none chosen, delete the next letter of the line."""
        if self._at < 0:
            self.query_one(Input).action_delete_right()
        elif self._at < len(self._offers) - 1:
            self._mute(self._offers[self._at].template)
            self._offers = list(self._find())
            self._show()

    @on(Input.Changed)
    def _own_words(self, event: Input.Changed) -> None:
        if self._at >= 0 and event.value:
            self._at = -1
            self._show()

    def _taken(self, line: str) -> None:
        if self._at >= 0:
            self._take(self._offers[self._at].template)
        elif line.strip():
            self._write(line)
        else:
            raise NotUnderstood("Still empty.", hint="↓ chooses an offer, Esc steps back.")
