"""Mood: today's taps, two weeks at a glance, and how kinds of blocks felt. Digits are asked for right here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from textual import events
from textual.content import Content
from textual.message import Message

from coach.domain.day import Day, MoodEntry
from coach.ui.panels.panel import Panel
from coach.ui.scale import ENERGY, NAMES, scale
from coach.ui.text import HIDDEN, QUIET, STRONG, join, lines, show

_EIGHTHS = " ▁▂▃▄▅▆▇█"


class MoodPanel(Panel):
    """The mood log. Posts `Chosen` when a digit is clicked."""

    TITLE = "Mood"

    @dataclass
    class Chosen(Message):
        """A value of the scale was clicked."""

        value: int

    def draw(self, day: Day, width: int, height: int) -> Content:
        if self.ask == "mood":
            return lines(
                show("How are you?", STRONG),
                scale(NAMES, width, coloured=True),
                *self._past(day, width, height - 2),
            )
        top = [self._latest(day, width)]
        if self.ask == "energy":
            top += [
                join(show("energy?", QUIET), scale(ENERGY, width - 9, coloured=False), between="  "),
                show(f"{self.keys.name('view.next')} words and note", QUIET),
            ]
        elif len(day.moods) > 1 and height > 4:
            earlier = " · ".join(f"{NAMES[m.value]} {m.at:%H:%M}" for m in day.moods[-4:-1])
            top.append(show(f"earlier  {earlier}", QUIET))
        return lines(*top, *self._past(day, width, height - len(top)))

    def _latest(self, day: Day, width: int) -> Content:
        if not day.moods:
            return show(f"{self.keys.name('mood.log')} says how you are", QUIET)
        entry = day.moods[-1]
        parts = [show(NAMES[entry.value], f"$mood-{entry.value} bold")]
        if entry.energy:
            parts.append(show(f"energy {ENERGY[entry.energy]}"))
        if entry.words or entry.note:
            parts.append(show(HIDDEN if day.hide else _words(entry), "", max(8, width - 30)))
        said = Content(" · ").join(parts)
        return join(show("today", QUIET), said, show(f"{entry.at:%H:%M}", QUIET), between="  ")

    def _past(self, day: Day, width: int, height: int) -> list[Content]:
        """Two weeks as bars, as tall as there is room for; a day without an entry stays blank."""
        felt = [
            join(show(f"after {kind}", QUIET), show(NAMES[round(mean)]), show(f"({n})", QUIET), between=" ")
            for kind, mean, n in day.after[:3]
        ]
        while felt and sum(part.cell_length for part in felt) + 3 * (len(felt) - 1) > width:
            felt.pop()
        feelings = [Content(" · ").join(felt)] if felt else []
        if not any(value is not None for value in day.fortnight):
            return feelings
        room = height - len(feelings)
        if room < 4 or width < 30:
            bars = Content("").join(_bar(value, 0, 1, 1) for value in day.fortnight)
            row = join(bars, show("two weeks", QUIET), between="   ")
            return [*([Content("")] if room > 1 else []), row, *feelings][: max(1, height)]
        tall, wide = min(8, room - 2), 2 if width >= 3 * len(day.fortnight) else 1
        rows = [
            Content(" ").join([_bar(value, level, tall, wide) for value in day.fortnight])
            for level in range(tall - 1, -1, -1)
        ]
        first = day.date - timedelta(days=len(day.fortnight) - 1)
        letters = " ".join(f"{first + timedelta(days=n):%a}"[:wide] for n in range(len(day.fortnight)))
        return [Content(""), *rows, Content.styled(letters, QUIET), *feelings]

    def on_click(self, event: events.Click) -> None:
        if self.ask != "mood":
            return
        offset = event.get_content_offset(self)
        if offset is not None and offset.y == 1:
            plain = scale(NAMES, self.content_size.width, coloured=True).plain
            digits = [c for c in plain[: offset.x + 1] if c.isdigit()]
            if digits:
                self.post_message(self.Chosen(int(digits[-1])))


def _bar(value: float | None, level: int, tall: int, wide: int) -> Content:
    """Return the part of a day's bar in row `level` (0 lowest) of `tall` rows. Even a heavy day is visible."""
    if value is None:
        return Content(" " * wide)
    eighths = max(1, round(value / 5 * tall * 8)) - level * 8
    return show_bar(_EIGHTHS[max(0, min(8, eighths))] * wide, round(value))


def show_bar(cells: str, value: int) -> Content:
    """Return drawn cells in the colour of a mood. They are ours, and may be spaces, so they are not cleaned."""
    return Content.styled(cells, f"$mood-{value}")


def _words(entry: MoodEntry) -> str:
    return ", ".join(entry.words) or entry.note
