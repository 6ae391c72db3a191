"""The mood chart: dots and lines on a scale of five words, drawn by plotext. Blank days leave gaps.

plotext draws axes, braille lines and dots as text with colour codes; here the codes become theme variables, so a
change of theme needs no new drawing and nothing here knows a colour. Why plotext: docs/decisions/0003-charts.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from textual.content import Content, Span

from coach.advice.trends import Trends
from coach.domain.rounding import round_half_up
from coach.domain.wording import format_date
from coach.ui.scale import NAMES
from coach.ui.text import QUIET, lines, show

_LINE, _AXIS, _MOODS = 6, 7, {value: value for value in NAMES}
_STYLES = {**{code: f"$mood-{value}" for value, code in _MOODS.items()}, _LINE: "$bar", _AXIS: QUIET}
"""Colour number that plotext is given → theme variable it stands for."""
_CODE = re.compile(r"\x1b\[([0-9;]*)m")
_LEAST_WIDTH, _LEAST_HEIGHT = 24, 7
_AXIS_ROWS = 2
_CAPTIONS = {
    "two weeks": "each dot a day; blank days leave gaps",
    "three months": "each dot a day; the line: the week around it",
    "a year": "each dot the mean of a week",
    "all": "each dot the mean of a {step}",
}


def mood_chart(trends: Trends, width: int, height: int, *, key: str = "m") -> Content:
    """Return the moods of a stretch in `width` × `height` cells; a few words where there is nothing or no room."""
    if not trends.dots:
        return lines(show("No moods in this stretch.", QUIET), show(f"{key} on the first page says how you are", QUIET))
    if width < _LEAST_WIDTH or height < _LEAST_HEIGHT:
        return show(f"{trends.rated} days with a mood", QUIET)
    from textual_plotext import Plot  # with plotext 16 ms: nobody who logs a mood pays for it

    rows = 4 * ((height - _AXIS_ROWS - 1) // 4) + 1  # so that the five words stand equally far apart
    plot = Plot()
    plot.plotsize(width, rows + _AXIS_ROWS)
    plot._set_size(width, rows + _AXIS_ROWS)  # plotsize alone does not let a figure outgrow the terminal it guessed
    plot.theme("clear")
    plot.axes_color(_AXIS)
    plot.ticks_color(_AXIS)
    plot.xaxes(True, False)
    plot.yaxes(True, False)
    plot.ylim(min(NAMES), max(NAMES))
    plot.yticks(list(NAMES), list(NAMES.values()))
    first, last = trends.first.toordinal(), max(trends.last.toordinal(), trends.first.toordinal() + 1)
    plot.xlim(first, last)
    marks = date_ticks(trends.first, trends.last, width - 8)
    plot.xticks([day.toordinal() for day, _ in marks], [label for _, label in marks])
    for piece in trends.line:
        days, values = [point.day.toordinal() for point in piece], [point.value for point in piece]
        if len(piece) > 1:
            plot.plot(days, values, marker="braille", color=_LINE)
    for value, code in _MOODS.items():
        dots = [point for point in trends.dots if round_half_up(point.value) == value]
        if dots:
            plot.scatter([p.day.toordinal() for p in dots], [p.value for p in dots], marker="●", color=code)
    drawn = _content(plot.build())
    if height < rows + _AXIS_ROWS + 1:
        return drawn
    caption = _CAPTIONS[trends.span].format(step=trends.step)
    return lines(drawn, Content.styled(f"{caption:>{width}}", QUIET))


def date_ticks(first: date, last: date, room: int) -> list[tuple[date, str]]:
    """Return days to name on an axis from `first` to `last`, as many as `room` cells hold."""
    for found in _candidates(first, last):
        if found and sum(len(label) + 2 for _, label in found) <= room:
            return found
    return [(first, format_date(first, short=True))]


def _candidates(first: date, last: date) -> Iterator[list[tuple[date, str]]]:
    """Yield ways to name days, the densest first: days, weeks, months, quarters, years."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if len(days) < 60:
        yield [(day, f"{day:%a} {day.day}") for day in days]
        yield [(day, f"{day:%a} {day.day}") for day in days[::2]]
        yield [(day, format_date(day, short=True)) for day in days if day.weekday() == 0]
    months = [day for day in days if day.day == 1]
    for every in (1, 2, 3):
        yield [(day, _month(day)) for day in months if (day.month - 1) % every == 0]
    years = [day for day in months if day.month == 1]
    for every in (1, 2, 5):
        yield [(day, f"{day.year}") for day in years if day.year % every == 0]


def _month(day: date) -> str:
    return f"{day.year}" if day.month == 1 else f"{day:%b}"


def _content(drawn: str) -> Content:
    """Return what plotext drew, with theme variables for its colour numbers."""
    text, spans, style = "", list[Span](), ""
    for n, part in enumerate(_CODE.split(drawn.rstrip("\n"))):
        if n % 2:
            code = part.rsplit(";", 1)[-1]
            style = _STYLES.get(int(code), "") if part.startswith("38;5;") else ""
        elif part:
            if style:
                spans.append(Span(len(text), len(text) + len(part), style))
            text += part
    return Content(text, spans)
