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
from coach.views.trends import FEWEST_ANSWERS, TrendPoint, TrendsView, YearView, choose_date_ticks, format_day_part

WIDTH, MARGIN, LABEL, SUM = 960, 32, 90, 52
"""Cells of the picture in pixels: all of it, its edges, the words before a row and the number behind it."""
_LETTER = 8
"""Pixels that a letter of a date takes at most."""
_PLOT_WIDTH = WIDTH - 2 * MARGIN - LABEL - SUM


def render_svg(trends: TrendsView, year: YearView, description: str) -> str:
    """Return the picture; `description` holds the same facts in words."""
    parts: list[str] = []
    y = 76.0
    span = f"{format_date(trends.first, year=True)} to {format_date(trends.last, year=True)}"
    for heading, height, drawn in (
        ("Mood", 200, _draw_mood(trends)),
        ("A year of days", 146, _draw_year(year)),
        ("Focus, minutes", 34 * len(trends.minutes) + 6, _draw_minutes(trends)),
        ("Outreach: what you gave, what came back", 150, _draw_outreach(trends)),
        ("How it felt, from heavy to bright", 24 * (len(trends.felt) + len(trends.parts)), _draw_feelings(trends)),
    ):
        body = list(drawn)
        if not body:
            continue
        parts.append(f'<g transform="translate({MARGIN} {y:.0f})"><text class="head">{heading}</text>')
        parts.append(f'<g transform="translate(0 16)">{"".join(body)}</g></g>')
        y += height + 52
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y:.0f}" width="{WIDTH}" role="img">'
        f"<title>Trends, {span}</title>"
        f"<desc>{escape(description)}</desc>"
        f'<style>{_render_styles()}</style><rect class="ground" width="100%" height="100%"/>'
        f'<text x="{MARGIN}" y="36">{span}</text>{"".join(parts)}</svg>\n'
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
    height = 160.0
    for value, name in MOOD_NAMES.items():
        y = height - (value - 1) / 4 * height
        yield f'<text class="end" x="{LABEL - 12}" y="{y + 4:.0f}">{name}</text>'
        yield f'<path class="rule" d="M{LABEL} {y:.1f}H{LABEL + _PLOT_WIDTH}"/>'

    def at(point: TrendPoint) -> str:
        return f"{_day_position(trends, point.day):.1f} {height - (point.value - 1) / 4 * height:.1f}"

    for piece in trends.line:
        if len(piece) > 1:
            yield f'<path class="stroke" stroke-width="1.5" d="M{"L".join(map(at, piece))}"/>'
    for point in trends.dots:
        x, y_text = at(point).split()
        yield f'<circle class="mood-{round_half_up(point.value)}" cx="{x}" cy="{y_text}" r="3.5"/>'
    yield from _draw_dates(trends, height + 24, lambda day: _day_position(trends, day))


def _draw_year(year: YearView) -> Iterator[str]:
    step = _PLOT_WIDTH / len(year.weeks)
    for weekday, name in enumerate(("Mo", "", "We", "", "Fr", "", "Su")):
        yield f'<text class="end" x="{LABEL - 12}" y="{weekday * 17 + 13}">{name}</text>'
    for week, days in enumerate(year.weeks):
        for weekday, mood in enumerate(days):
            if mood is not None:
                height = 3 + 12 * (mood - 1) / 4  # a heavy day is low, and there
                place = f'x="{LABEL + week * step:.1f}" y="{weekday * 17 + 15 - height:.1f}"'
                yield f'<rect class="mood-{round_half_up(mood)}" {place} width="{step - 2:.1f}" height="{height:.1f}"/>'
    span = f"{format_date(year.first, year=True)} to {format_date(year.last, year=True)}"
    yield f'<text x="{LABEL}" y="136">{span}; blank: no entry</text>'
    for value, name in MOOD_NAMES.items():
        x, height = LABEL + _PLOT_WIDTH - 68 * (len(MOOD_NAMES) - value) - 56, 3 + 12 * (value - 1) / 4
        yield f'<rect class="mood-{value}" x="{x}" y="{136 - height:.1f}" width="10" height="{height:.1f}"/>'
        yield f'<text x="{x + 15}" y="136">{name}</text>'


def _draw_minutes(trends: TrendsView) -> Iterator[str]:
    most = max((max(each) for _, each in trends.minutes), default=1) or 1
    for row, (kind, minutes) in enumerate(trends.minutes):
        y = row * 34 + 26
        yield f'<text class="end" x="{LABEL - 12}" y="{y}">{format_kind(kind)}</text>'
        yield from _draw_columns(trends, minutes, y, 26 / most, "bar")
        total = f"{sum(minutes):,}".replace(",", "\u202f")
        yield f'<text class="end" x="{LABEL + _PLOT_WIDTH + SUM}" y="{y}">{total}</text>'


def _draw_outreach(trends: TrendsView) -> Iterator[str]:
    most = max((*trends.gave, *trends.came), default=0)
    if not most:
        return
    yield f'<text class="end" x="{LABEL - 12}" y="52">gave {sum(trends.gave)}</text>'
    yield f'<text class="end" x="{LABEL - 12}" y="74">back {sum(trends.came)}</text>'
    yield from _draw_columns(trends, trends.gave, 58, 52 / most, "bar")
    yield from _draw_columns(trends, trends.came, 60, -52 / most, "mood-2")
    yield f'<path class="rule" d="M{LABEL} 59H{LABEL + _PLOT_WIDTH}"/>'
    yield from _draw_dates(trends, 130, lambda day: _column_middle(trends, day))


def _draw_columns(trends: TrendsView, numbers: Sequence[int], y: float, scale: float, colour: str) -> Iterator[str]:
    step = _PLOT_WIDTH / max(1, len(trends.starts))
    for at, number in enumerate(numbers):
        if number:
            height = abs(number * scale)
            top = y - height if scale > 0 else y
            size = f'width="{max(1.0, step - 2):.1f}" height="{height:.1f}"'
            yield f'<rect class="{colour}" x="{LABEL + at * step:.1f}" y="{top:.1f}" {size}/>'


def _draw_feelings(trends: TrendsView) -> Iterator[str]:
    def row(n: int, name: str, felt: MeanFeeling) -> str:
        y, x = n * 24 + 10, LABEL + 60 + (felt.mean - 1) / 4 * 300
        track = f'<text y="{y + 4}">{name}</text><path class="rule" d="M{LABEL + 60} {y}H{LABEL + 360}"/>'
        if felt.n < FEWEST_ANSWERS:
            return f'{track}<text x="{LABEL + 380}" y="{y + 4}">{felt.n} so far</text>'
        return (
            f'{track}<circle class="mood-{round_half_up(felt.mean)}" cx="{x:.1f}" cy="{y}" r="5"/>'
            f'<text x="{LABEL + 380}" y="{y + 4}">{MOOD_NAMES[round_half_up(felt.mean)]}, n {felt.n}</text>'
        )

    rows = [(f"after {format_kind(each.name)}", each) for each in trends.felt]
    rows += [(format_day_part(each.name), each) for each in trends.parts]
    yield from (row(n, name, felt) for n, (name, felt) in enumerate(rows))


def _draw_dates(trends: TrendsView, y: float, find_place: Callable[[date], float]) -> Iterator[str]:
    """Yield a mark and a name for the days of the axis that have room, as on the screen."""
    for day, name in choose_date_ticks(trends.first, trends.last, _PLOT_WIDTH // _LETTER):
        x, half = find_place(day), len(name) * _LETTER / 2
        middle = max(LABEL + half, min(x, LABEL + _PLOT_WIDTH - half))
        yield f'<path class="rule" d="M{x:.1f} {y - 18:.0f}v4"/>'
        yield f'<text class="middle" x="{middle:.1f}" y="{y:.0f}">{name}</text>'


def _day_position(trends: TrendsView, day: date) -> float:
    days = max(1, (trends.last - trends.first).days)
    return LABEL + _PLOT_WIDTH * (day - trends.first).days / days


def _column_middle(trends: TrendsView, day: date) -> float:
    column = max(0, bisect_right(trends.starts, day) - 1)
    return LABEL + _PLOT_WIDTH * (column + 0.5) / max(1, len(trends.starts))
