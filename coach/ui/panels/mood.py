"""Mood: today's taps, two weeks at a glance, and how kinds of blocks felt. Digits are asked for right here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from textual import events
from textual.content import Content, Span
from textual.message import Message
from textual.reactive import var

from coach.domain.day import Day, MoodEntry
from coach.domain.rounding import round_half_up
from coach.key_table import KeyTable
from coach.ui.panels.panel import Panel
from coach.ui.scale import ENERGY, NAMES, scale
from coach.ui.text import HIDDEN, LEAST, QUIET, STRONG, cut, flow, hints, join, keyed, show, within

Means = tuple[float | None, ...]
"""The mean of each day, 1–5, None where there is none."""
_EIGHTHS = " ▁▂▃▄▅▆▇█"
TALL, WIDE, MOST, ROOMY = 10, 3, 3, 14
"""Rows and cells of a bar at most, since larger ones would be the loudest thing on the screen; rows above the bars at
most, and rows that have room for both and the words around them."""


class MoodPanel(Panel):
    """The mood log. Posts `Chosen` when a digit is clicked. `ask` is what digits answer now ("" if nothing)."""

    TITLE = "Mood"
    ask: var[str] = var("")

    @dataclass
    class Chosen(Message):
        """A value of the scale was clicked."""

        value: int

    def watch_ask(self) -> None:
        self.refresh()

    def draw(self, day: Day, width: int, height: int) -> Sequence[Content]:
        if self.ask == "mood":
            top = [show("How are you?", STRONG), scale(NAMES, width, coloured=True)]
            return self._above(top, day, width, height)
        top = [self._latest(day, width)]
        if self.ask == "energy":
            top += _energy(self.keys, width)
        elif len(day.moods) > 1 and height > 4:
            earlier = " · ".join(f"{m.at:%H:%M} {NAMES[m.value]}" for m in day.moods[-4:-1])
            top.append(show(f"earlier  {earlier}", QUIET))
        return self._above(top, day, width, height)

    def _above(self, top: list[Content], day: Day, width: int, height: int) -> Sequence[Content]:
        """Return `top` with the past below it, which stands still whatever is asked, if there is room for that."""
        if height >= ROOMY:
            top += [Content("")] * (MOST - len(top))
        return [*top, *_past(day.date, day.fortnight, day.after, width, height - len(top))]

    def _latest(self, day: Day, width: int) -> Content:
        if not day.moods:
            return hints(self.keys, width, ("mood.log", "says how you are"))[0]
        entry = day.moods[-1]
        when = join(show("today", QUIET), show(f"{entry.at:%H:%M}", QUIET), between=" ")
        parts = [join(when, show(NAMES[entry.value], f"$mood-{entry.value} bold"), between="  ")]
        if entry.energy:
            parts.append(show(f"energy {ENERGY[entry.energy]}"))
        if entry.words or entry.note:
            room = width - sum(part.cell_length + 3 for part in parts)
            parts += [show(cut(HIDDEN if day.hide else _words(entry), room))] * (room >= LEAST)
        return within(parts, width)

    def on_click(self, event: events.Click) -> None:
        if self.ask != "mood":
            return
        offset = event.get_content_offset(self)
        if offset is not None and offset.y == 1:
            plain = scale(NAMES, self.content_size.width, coloured=True).plain
            digits = [c for c in plain[: offset.x + 1] if c.isdigit()]
            if digits:
                self.post_message(self.Chosen(int(digits[-1])))


def _energy(keys: KeyTable, width: int) -> list[Content]:
    """Ask for energy, and tell what else there is to say."""
    digits = [keyed(str(n), name) for n, name in ENERGY.items()]
    asks = flow([show("energy?", QUIET), *digits], width, "  ")
    return asks + hints(keys, width, ("view.next", "words and note"))


def _past(
    this: date, fortnight: Means, after: tuple[tuple[str, float, int], ...], width: int, height: int
) -> list[Content]:
    """Two weeks as bars, as tall as there is room for; a day without an entry stays blank."""
    felt = [
        join(show(f"after {kind}", QUIET), show(NAMES[round_half_up(mean)]), show(f"({n}×)", QUIET), between=" ")
        for kind, mean, n in after[:3]
    ]
    while felt and sum(part.cell_length for part in felt) + 3 * (len(felt) - 1) > width:
        felt.pop()
    feelings = [Content(" · ").join(felt)] if felt else []
    if not any(value is not None for value in fortnight):
        return feelings
    room = height - len(feelings)
    days = len(fortnight)
    if room < 4 or width < 2 * days - 1:
        gap = " " if width >= 2 * days + 11 else ""
        row = join(*_bars(fortnight, 1, 1, gap=gap), show("two weeks", QUIET), between="   ")
        return [*([Content("")] if room > 1 else []), row, *feelings][: max(1, height)]
    tall, wide = min(TALL, room - 2 - (room > 8)), max(1, min(WIDE, (width + 1) // days - 1))
    rows = _bars(fortnight, tall, wide, gap=" ")
    first = this - timedelta(days=days - 1)
    letters = " ".join(f"{first + timedelta(days=n):%a}"[:wide] for n in range(days))
    apart = [Content("")] * (feelings != [] and room > tall + 2)
    return [Content(""), *rows, Content.styled(letters, QUIET), *apart, *feelings]


def _bars(values: Means, tall: int, wide: int, gap: str) -> list[Content]:
    """Return a bar a day in `tall` rows, the highest first. Even a heavy day is visible.

    Neighbours of one colour are one span: every span is a piece that has to be painted.
    """
    days = [
        (f"$mood-{round_half_up(v)}", max(1, round(v / 5 * tall * 8))) if v is not None else ("", 0) for v in values
    ]
    rows: list[Content] = []
    for level in range(tall - 1, -1, -1):
        cells = [_EIGHTHS[max(0, min(8, eighths - level * 8))] * wide for _, eighths in days]
        spans: list[Span] = []
        for n, (colour, eighths) in enumerate(days):
            if eighths <= level * 8:
                continue
            start = n * (wide + len(gap))
            if spans and spans[-1].style == colour and spans[-1].end == start - len(gap):
                start = spans.pop().start
            spans.append(Span(start, n * (wide + len(gap)) + wide, colour))
        rows.append(Content(gap.join(cells), spans))
    return rows


def _words(entry: MoodEntry) -> str:
    return ", ".join(entry.words) or entry.note
