"""Draws trends as one SVG file without scripts, fonts, links or names.

It follows the light or dark setting of the reader and has a description in words for those who cannot see it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from xml.sax.saxutils import escape

from coach.advice.patterns.block_feelings import MeanFeeling
from coach.domain.wording import MOOD_NAMES, format_date, format_kind, round_half_up
from coach.views.colours import DARK, LIGHT
from coach.views.trends import (
    FEWEST_RATED_ANSWERS,
    TrendPoint,
    TrendsView,
    YearView,
    choose_date_ticks,
    format_day_part,
)

PICTURE_WIDTH, PICTURE_MARGIN, LABEL_WIDTH, SUM_WIDTH = 960, 32, 90, 52
"""Cells of the picture in pixels: all of it, its edges, the words before a row and the number behind it."""
_LETTER_WIDTH = 8
"""Pixels that a letter of a date takes at most."""
_PLOT_WIDTH = PICTURE_WIDTH - 2 * PICTURE_MARGIN - LABEL_WIDTH - SUM_WIDTH


def render_svg(trends: TrendsView, year: YearView, description: str) -> str:
    """Return the picture; `description` holds the same facts in words."""
    svg_parts: list[str] = []
    y = 76.0
    span = f"{format_date(trends.first, year=True)} to {format_date(trends.last, year=True)}"
    for heading, height, drawn in (
        ("Mood", 200, _draw_mood(trends)),
        ("A year of days", 146, _draw_year(year)),
        ("Focus, minutes", 34 * len(trends.minutes) + 6, _draw_minutes(trends)),
        ("Outreach: what you gave, what came back", 150, _draw_outreach(trends)),
        (
            "How it felt, from heavy to bright",
            24 * len((*trends.block_feelings, *trends.day_part_moods)),
            _draw_feelings(trends),
        ),
    ):
        drawn_parts = list(drawn)
        if not drawn_parts:
            continue
        svg_parts.append(f'<g transform="translate({PICTURE_MARGIN} {y:.0f})"><text class="head">{heading}</text>')
        svg_parts.append(f'<g transform="translate(0 16)">{"".join(drawn_parts)}</g></g>')
        y += height + 52
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {PICTURE_WIDTH} {y:.0f}" '
        f'width="{PICTURE_WIDTH}" role="img">'
        f"<title>Trends, {span}</title>"
        f"<desc>{escape(description)}</desc>"
        f'<style>{_render_styles()}</style><rect class="ground" width="100%" height="100%"/>'
        f'<text x="{PICTURE_MARGIN}" y="36">{span}</text>{"".join(svg_parts)}</svg>\n'
    )


def _render_styles() -> str:
    def rules(colours: dict[str, str]) -> str:
        fills = "".join(f".{name}{{fill:{colour}}}" for name, colour in colours.items())
        lines = f".stroke{{stroke:{colours['bar']}}}.rule{{stroke:{colours['frame']}}}"
        return f"{fills}{lines}text{{fill:{colours['quiet']}}}"

    words = "text{font:13px system-ui,sans-serif}.head{font-size:16px;font-weight:600}"
    places = ".end{text-anchor:end}.middle{text-anchor:middle}"
    return f"{words}{places}{rules(LIGHT)}.stroke,.rule{{fill:none}}@media(prefers-color-scheme:dark){{{rules(DARK)}}}"


def _draw_mood(trends: TrendsView) -> Iterator[str]:
    if not trends.dots:
        return
    scale_height = 160.0
    for value, name in MOOD_NAMES.items():
        y = scale_height - (value - 1) / 4 * scale_height
        yield f'<text class="end" x="{LABEL_WIDTH - 12}" y="{y + 4:.0f}">{name}</text>'
        yield f'<path class="rule" d="M{LABEL_WIDTH} {y:.1f}H{LABEL_WIDTH + _PLOT_WIDTH}"/>'

    def format_point(point: TrendPoint) -> str:
        return f"{_day_position(trends, point.day):.1f} {scale_height - (point.value - 1) / 4 * scale_height:.1f}"

    for piece in trends.line:
        if len(piece) > 1:
            yield f'<path class="stroke" stroke-width="1.5" d="M{"L".join(map(format_point, piece))}"/>'
    for point in trends.dots:
        x, y_text = format_point(point).split()
        yield f'<circle class="mood-{round_half_up(point.value)}" cx="{x}" cy="{y_text}" r="3.5"/>'
    yield from _draw_dates(trends, scale_height + 24, lambda day: _day_position(trends, day))


def _draw_year(year: YearView) -> Iterator[str]:
    step = _PLOT_WIDTH / len(year.weeks)
    for weekday, name in enumerate(("Mo", "", "We", "", "Fr", "", "Su")):
        yield f'<text class="end" x="{LABEL_WIDTH - 12}" y="{weekday * 17 + 13}">{name}</text>'
    for week, days in enumerate(year.weeks):
        for weekday, mood in enumerate(days):
            if mood is not None:
                height = 3 + 12 * (mood - 1) / 4  # a heavy day is low, and there
                place = f'x="{LABEL_WIDTH + week * step:.1f}" y="{weekday * 17 + 15 - height:.1f}"'
                yield f'<rect class="mood-{round_half_up(mood)}" {place} width="{step - 2:.1f}" height="{height:.1f}"/>'
    span = f"{format_date(year.first, year=True)} to {format_date(year.last, year=True)}"
    yield f'<text x="{LABEL_WIDTH}" y="136">{span}; blank: no entry</text>'
    for value, name in MOOD_NAMES.items():
        x, height = LABEL_WIDTH + _PLOT_WIDTH - 68 * (len(MOOD_NAMES) - value) - 56, 3 + 12 * (value - 1) / 4
        yield f'<rect class="mood-{value}" x="{x}" y="{136 - height:.1f}" width="10" height="{height:.1f}"/>'
        yield f'<text x="{x + 15}" y="136">{name}</text>'


def _draw_minutes(trends: TrendsView) -> Iterator[str]:
    most_minutes = max((max(each) for _, each in trends.minutes), default=1) or 1
    for row, (kind, minutes) in enumerate(trends.minutes):
        y = row * 34 + 26
        yield f'<text class="end" x="{LABEL_WIDTH - 12}" y="{y}">{format_kind(kind)}</text>'
        yield from _draw_columns(trends, minutes, y, 26 / most_minutes, "bar")
        total_text = f"{sum(minutes):,}".replace(",", "\u202f")
        yield f'<text class="end" x="{LABEL_WIDTH + _PLOT_WIDTH + SUM_WIDTH}" y="{y}">{total_text}</text>'


def _draw_outreach(trends: TrendsView) -> Iterator[str]:
    most_contacts = max((*trends.contacts_made, *trends.contacts_received), default=0)
    if not most_contacts:
        return
    yield f'<text class="end" x="{LABEL_WIDTH - 12}" y="52">gave {sum(trends.contacts_made)}</text>'
    yield f'<text class="end" x="{LABEL_WIDTH - 12}" y="74">back {sum(trends.contacts_received)}</text>'
    yield from _draw_columns(trends, trends.contacts_made, 58, 52 / most_contacts, "bar")
    yield from _draw_columns(trends, trends.contacts_received, 60, -52 / most_contacts, "mood-2")
    yield f'<path class="rule" d="M{LABEL_WIDTH} 59H{LABEL_WIDTH + _PLOT_WIDTH}"/>'

    def column_middle(day: date) -> float:
        column = max(0, bisect_right(trends.starts, day) - 1)
        return LABEL_WIDTH + _PLOT_WIDTH * (column + 0.5) / max(1, len(trends.starts))

    yield from _draw_dates(trends, 130, column_middle)


def _draw_columns(trends: TrendsView, numbers: Sequence[int], y: float, scale: float, colour: str) -> Iterator[str]:
    column_width = _PLOT_WIDTH / max(1, len(trends.starts))
    for column, number in enumerate(numbers):
        if number:
            height = abs(number * scale)
            top = y - height if scale > 0 else y
            column_size = f'width="{max(1.0, column_width - 2):.1f}" height="{height:.1f}"'
            yield f'<rect class="{colour}" x="{LABEL_WIDTH + column * column_width:.1f}" y="{top:.1f}" {column_size}/>'


def _draw_feelings(trends: TrendsView) -> Iterator[str]:
    def row(row_number: int, name: str, feeling: MeanFeeling) -> str:
        y, x = row_number * 24 + 10, LABEL_WIDTH + 60 + (feeling.mean - 1) / 4 * 300
        track = f'<text y="{y + 4}">{name}</text><path class="rule" d="M{LABEL_WIDTH + 60} {y}H{LABEL_WIDTH + 360}"/>'
        if feeling.n < FEWEST_RATED_ANSWERS:
            return f'{track}<text x="{LABEL_WIDTH + 380}" y="{y + 4}">{feeling.n} so far</text>'
        return (
            f'{track}<circle class="mood-{round_half_up(feeling.mean)}" cx="{x:.1f}" cy="{y}" r="5"/>'
            f'<text x="{LABEL_WIDTH + 380}" y="{y + 4}">{MOOD_NAMES[round_half_up(feeling.mean)]}, n {feeling.n}</text>'
        )

    rows = [(f"after {format_kind(each.name)}", each) for each in trends.block_feelings]
    rows += [(format_day_part(each.name), each) for each in trends.day_part_moods]
    yield from (row(n, name, felt) for n, (name, felt) in enumerate(rows))


def _draw_dates(trends: TrendsView, y: float, find_place: Callable[[date], float]) -> Iterator[str]:
    """Yield a mark and a name for the days of the axis that have room, as on the screen."""
    for day, name in choose_date_ticks(trends.first, trends.last, _PLOT_WIDTH // _LETTER_WIDTH):
        x, half_name = find_place(day), len(name) * _LETTER_WIDTH / 2
        middle = max(LABEL_WIDTH + half_name, min(x, LABEL_WIDTH + _PLOT_WIDTH - half_name))
        yield f'<path class="rule" d="M{x:.1f} {y - 18:.0f}v4"/>'
        yield f'<text class="middle" x="{middle:.1f}" y="{y:.0f}">{name}</text>'


def _day_position(trends: TrendsView, day: date) -> float:
    days = max(1, (trends.last - trends.first).days)
    return LABEL_WIDTH + _PLOT_WIDTH * (day - trends.first).days / days
