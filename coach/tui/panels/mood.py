"""The mood panel: the latest entry, two weeks as bars, how kinds of blocks felt, and the scale that digits answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import var

from coach.domain.text import HIDDEN_MARK
from coach.domain.wording import ENERGY_NAMES, MOOD_NAMES, format_energy, format_kind, round_half_up
from coach.tui.panels.panel import Panel
from coach.tui.text_layout import (
    MIN_WIDTH,
    QUIET_STYLE,
    STRONG_STYLE,
    choose_fitting,
    draw_eighths,
    fit_parts,
    flow_parts,
    join_cells,
    join_parts,
    shorten_text,
    styled,
)
from coach.tui.widgets.key_hints import render_key, render_key_hints, render_scale
from coach.views.day import DayView

MAX_BAR_ROWS, MAX_BAR_WIDTH, MAX_TOP_ROWS, ROOMY_MOOD_HEIGHT = 10, 3, 3, 14
"""A bar has at most so many rows and cells, because larger ones would dominate the screen. Above the bars stand at most
`MAX_TOP_ROWS`; from `ROOMY_MOOD_HEIGHT` rows on the bars stay in place whatever is asked above them."""


class MoodPanel(Panel):
    """The mood log. Posts `Chosen` when a digit is clicked. `ask` is what digits answer now ("" if nothing)."""

    TITLE = "Mood"
    ask: var[str] = var("")

    @dataclass
    class Chosen(Message):
        """A value of the scale was clicked."""

        value: int

    def watch_ask(self) -> None:
        self.draw_changed_rows()

    def select_drawn_part(self, day: DayView) -> object:
        return day.date, day.moods, day.fortnight_moods, day.mean_feelings, day.hides_names

    def draw_rows(self, day: DayView, width: int, height: int) -> Sequence[Content]:
        if self.ask == "mood":
            top_rows = [styled("How are you?", STRONG_STYLE), *render_scale(MOOD_NAMES, width, coloured=True)]
        else:
            top_rows = [self._draw_latest(day, width)]
        if self.ask == "energy":
            digits = [render_key(str(n), name) for n, name in ENERGY_NAMES.items()]
            top_rows += flow_parts([styled("energy?", QUIET_STYLE), *digits], width, "  ")
            top_rows += render_key_hints(self.keys, width, ("view.next", "words and note"))
        elif self.ask != "mood" and len(day.moods) > 1 and height > 4:
            top_rows.append(_draw_earlier(day, width))
        if height >= ROOMY_MOOD_HEIGHT:
            top_rows += [Content("")] * (MAX_TOP_ROWS - len(top_rows))
        return [*top_rows, *_draw_past(day, width, height - len(top_rows))]

    def _draw_latest(self, day: DayView, width: int) -> Content:
        if not day.moods:
            return render_key_hints(self.keys, width, ("mood.log", "logs how you are"))[0]
        mood = day.moods[-1]
        mood_time = styled(f"today {mood.at:%H:%M}", QUIET_STYLE)
        parts = [join_parts(mood_time, styled(MOOD_NAMES[mood.value], f"$mood-{mood.value} bold"), between="  ")]
        if mood.energy:
            parts.append(styled(format_energy(mood.energy)))
        if mood.words or mood.note:
            room = width - sum(part.cell_length + 3 for part in parts)
            if room >= MIN_WIDTH:
                words_or_note = HIDDEN_MARK if day.hides_names else ", ".join(mood.words) or mood.note
                parts.append(styled(shorten_text(words_or_note, room)))
        return fit_parts(parts, width)

    def on_click(self, event: events.Click) -> None:
        if self.ask != "mood":
            return
        offset = event.get_content_offset(self)
        scale_rows = render_scale(MOOD_NAMES, max(MIN_WIDTH, self.content_size.width), coloured=True)
        if offset is not None and 1 <= offset.y <= len(scale_rows):
            digits_before_click = [
                character for character in scale_rows[offset.y - 1].plain[: offset.x + 1] if character.isdigit()
            ]
            if digits_before_click:
                self.post_message(self.Chosen(int(digits_before_click[-1])))


def _draw_earlier(day: DayView, width: int) -> Content:
    """Return the entries before the latest one in one row, of more than fit the last ones."""
    earlier = [f"{mood.at:%H:%M} {MOOD_NAMES[mood.value]}" for mood in day.moods[-4:-1]]
    texts = (f"earlier  {' · '.join(earlier[start:])}" for start in range(len(earlier)))
    return styled(choose_fitting(texts, width), QUIET_STYLE)


def _draw_past(day: DayView, width: int, height: int) -> list[Content]:
    """Return two weeks as bars, as tall as there is room for; a day without an entry stays blank."""
    fortnight, felt_kinds = day.fortnight_moods, []
    for felt in day.mean_feelings[:3]:
        label, count = styled(f"after {format_kind(felt.name)}", QUIET_STYLE), styled(f"({felt.n}×)", QUIET_STYLE)
        felt_kinds.append(join_parts(label, styled(MOOD_NAMES[round_half_up(felt.mean)]), count, between=" "))
    while felt_kinds and sum(part.cell_length for part in felt_kinds) + 3 * (len(felt_kinds) - 1) > width:
        felt_kinds.pop()
    feelings = [Content(" · ").join(felt_kinds)] if felt_kinds else []
    if not any(value is not None for value in fortnight):
        return feelings
    room = height - len(feelings)
    day_count = len(fortnight)
    if room < 4 or width < 2 * day_count - 1:
        gap = " " if width >= 2 * day_count + 11 else ""
        row = join_parts(*_draw_bars(fortnight, 1, 1, gap=gap), styled("two weeks", QUIET_STYLE), between="   ")
        return [*([Content("")] if room > 1 else []), row, *feelings][: max(1, height)]
    tall, wide = min(MAX_BAR_ROWS, room - 2 - (room > 8)), max(1, min(MAX_BAR_WIDTH, (width + 1) // day_count - 1))
    rows = _draw_bars(fortnight, tall, wide, gap=" ")
    first_day = day.date - timedelta(days=day_count - 1)
    letters = " ".join(f"{first_day + timedelta(days=n):%a}"[:wide] for n in range(day_count))
    gap_row = [Content("")] * (feelings != [] and room > tall + 2)
    return [Content(""), *rows, Content.styled(letters, QUIET_STYLE), *gap_row, *feelings]


def _draw_bars(day_means: Sequence[float | None], tall: int, wide: int, gap: str) -> list[Content]:
    """Return a bar for each day in `tall` rows, the highest row first; a day without a mean (1–5) has none."""
    bars = [
        ("", 0) if day_mean is None else (f"$mood-{round_half_up(day_mean)}", round(day_mean / 5 * tall * 8))
        for day_mean in day_means
    ]
    rows = []
    for level in range(tall - 1, -1, -1):
        cells = ((draw_eighths(each, level) * wide, colour if each > level * 8 else "") for colour, each in bars)
        rows.append(join_cells(cells, gap))
    return rows
