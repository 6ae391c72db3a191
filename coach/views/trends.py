"""The numbers of the trends page, to draw or print: moods, minutes, contacts.

Days without an entry are left out and never filled in; a mean always comes with the number of answers it rests on. A
span is cut into days, weeks, months or quarters, never more of them than a narrow screen has columns."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from coach.advice.patterns.block_feelings import MeanFeeling, compute_mean_feelings
from coach.advice.patterns.trend_series import TrendSeries
from coach.domain.focus import FOCUS_KINDS
from coach.domain.intervals import drop_overlaps
from coach.domain.wording import format_date, round_half_up

TREND_SPANS = ("two weeks", "three months", "a year", "all")
DAY_PARTS = ("morning", "midday", "afternoon", "evening")
LARGEST_STEP_COUNT = 52
"""How many steps a span has at most: one column each on the narrowest screen."""
YEAR_GRID_WEEKS = 53
FEWEST_ANSWERS = 3
"""Answers from which on a mean is put into a word."""
_SMOOTHING_REACH, _SMOOTHING_FEWEST_DAYS = 3, 3
"""A smoothed day is the mean of seven days around it, of which at least three are rated."""


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A mean mood, 1–5, at a day (the first day of a step), resting on `n` rated days."""

    day: date
    value: float
    n: int = 1


@dataclass(frozen=True, slots=True)
class TrendsView:
    """One span of days, `first` to `last`, in steps of a `step` that begin on `starts`.

    `dots` and the unbroken pieces of `line` are moods; `minutes` are focus minutes by kind, `gave` and `came`
    contacts I made and contacts they made, each with one number per step; `parts` and `felt` are how parts of the
    day and kinds of block felt. `kind_minutes` and `all_minutes` are of the whole span, each rounded once, so that
    they are those of the days and weeks elsewhere.
    """

    span: str
    step: str
    first: date
    last: date
    starts: tuple[date, ...]
    rated: int = 0
    dots: tuple[TrendPoint, ...] = ()
    line: tuple[tuple[TrendPoint, ...], ...] = ()
    minutes: tuple[tuple[str, tuple[int, ...]], ...] = ()
    gave: tuple[int, ...] = ()
    came: tuple[int, ...] = ()
    parts: tuple[MeanFeeling, ...] = ()
    felt: tuple[MeanFeeling, ...] = ()
    kind_minutes: tuple[tuple[str, int], ...] = ()
    all_minutes: int = 0


@dataclass(frozen=True, slots=True)
class YearView:
    """53 weeks of days, Monday to Sunday, from `first` to `last`: the mean mood, or None for a blank day."""

    first: date
    last: date
    weeks: tuple[tuple[float | None, ...], ...]
    rated: int
    has_earlier: bool = False
    """Whether there is anything before `first`."""


def build_trends(series: TrendSeries, today: date, span: str = TREND_SPANS[1]) -> TrendsView:
    """Return the trends of a span, one of TREND_SPANS, up to `today`."""
    first, step, starts = _choose_steps(span, today, series.oldest_day)
    here = series.select_days(first, today)
    days = {day: _mean_value(values) for day, values in here.moods_by_day().items()}
    dots, line = _mood_points(days, step, starts, smooth=span == TREND_SPANS[1])
    edges = [start.toordinal() for start in starts]
    minutes: dict[str, list[float]] = {kind: [0.0] * len(edges) for kind in FOCUS_KINDS}
    felt: dict[str, list[int]] = defaultdict(list)
    # of all days, because a block may cover minutes of the first one here
    for start, end, (day, kind) in drop_overlaps((a, b, (day, kind)) for day, kind, a, b, _ in series.focus_rows):
        if first.toordinal() <= day <= today.toordinal():
            minutes[kind][bisect_right(edges, day) - 1] += (end - start) / 60
    for _, kind, _, _, answer in here.focus_rows:
        if answer is not None:
            felt[kind].append(answer)
    gave, came = [0] * len(edges), [0] * len(edges)
    for day, mine in here.contact_rows:
        (gave if mine else came)[bisect_right(edges, day) - 1] += 1
    parts: dict[str, list[int]] = defaultdict(list)
    for _, part, score in here.mood_rows:
        parts[DAY_PARTS[part]].append(score)
    return TrendsView(
        span, step, first, today, starts, len(days), dots, line,
        minutes=tuple((kind, tuple(map(round_half_up, each))) for kind, each in minutes.items() if any(each)),
        gave=tuple(gave), came=tuple(came),
        parts=compute_mean_feelings(parts, DAY_PARTS), felt=compute_mean_feelings(felt, FOCUS_KINDS),
        kind_minutes=tuple((kind, round_half_up(sum(each))) for kind, each in minutes.items() if any(each)),
        all_minutes=round_half_up(sum(map(sum, minutes.values()))),
    )  # fmt: skip


def build_year_grid(series: TrendSeries, today: date, back: int = 0) -> YearView:
    """Return the 53 weeks that end with this week, or those `back` times 53 weeks earlier."""
    monday = today - timedelta(days=today.weekday() + 7 * YEAR_GRID_WEEKS * back)
    first, last = monday - timedelta(weeks=YEAR_GRID_WEEKS - 1), monday + timedelta(days=6)
    days = series.select_days(first, last).moods_by_day()
    start = first.toordinal()
    cells = [_mean_value(days[day]) if day in days else None for day in range(start, start + 7 * YEAR_GRID_WEEKS)]
    weeks = tuple(tuple(cells[week : week + 7]) for week in range(0, len(cells), 7))
    begins = series.first_mood_day
    return YearView(first, min(last, today), weeks, len(days), has_earlier=begins is not None and begins < first)


def _choose_steps(span: str, today: date, oldest_day: date) -> tuple[date, str, tuple[date, ...]]:
    """Return the first day, the name of the step and the first day of each."""
    monday = today - timedelta(days=today.weekday())
    if span == "two weeks":
        return _cut_into_steps(today - timedelta(days=13), today, "day")
    if span == "three months":
        return _cut_into_steps(monday - timedelta(weeks=12), today, "week")
    if span == "a year":
        return _cut_into_steps(monday - timedelta(weeks=51), today, "week")
    first = min(oldest_day, today - timedelta(days=13))
    for step in ("week", "month", "quarter"):
        found = _cut_into_steps(_step_start(first, step), today, step)
        if len(found[2]) <= LARGEST_STEP_COUNT:
            return found
    return _cut_into_steps(_step_start(first, "year"), today, "year")


def _cut_into_steps(first: date, last: date, step: str) -> tuple[date, str, tuple[date, ...]]:
    starts, day = [], first
    while day <= last:
        starts.append(day)
        day = _next_step_start(day, step)
    return first, step, tuple(starts)


def _step_start(day: date, step: str) -> date:
    if step == "week":
        return day - timedelta(days=day.weekday())
    month = {"month": day.month, "quarter": day.month - (day.month - 1) % 3, "year": 1}[step]
    return day.replace(month=month, day=1)


def _next_step_start(day: date, step: str) -> date:
    if step in ("day", "week"):
        return day + timedelta(days=7 if step == "week" else 1)
    month = day.month + {"month": 1, "quarter": 3, "year": 12}[step]
    return day.replace(year=day.year + (month - 1) // 12, month=(month - 1) % 12 + 1)


def _mood_points(
    days: Mapping[int, float], step: str, starts: Sequence[date], *, smooth: bool
) -> tuple[tuple[TrendPoint, ...], tuple[tuple[TrendPoint, ...], ...]]:
    """Return the dots and the pieces of line: day by day, smoothed over a week, or a mean for each step."""
    if step == "day" or smooth:
        dots = [TrendPoint(date.fromordinal(day), value) for day, value in sorted(days.items())]
        if not smooth:
            return tuple(dots), _split_line(dots, lambda a, b: (b - a).days == 1)
        return tuple(dots), _split_line(_smooth_moods(days), lambda a, b: (b - a).days == 1)
    edges = [start.toordinal() for start in starts]
    bins: dict[int, list[float]] = defaultdict(list)
    for day, value in days.items():
        bins[bisect_right(edges, day) - 1].append(value)
    dots = [TrendPoint(starts[at], _mean_value(values), len(values)) for at, values in sorted(bins.items())]
    following = dict(pairwise(starts))
    return tuple(dots), _split_line(dots, lambda a, b: following.get(a) == b)


def _smooth_moods(days: Mapping[int, float]) -> list[TrendPoint]:
    found = []
    for day in range(min(days, default=0), max(days, default=-1) + 1):
        near = [days[other] for other in range(day - _SMOOTHING_REACH, day + _SMOOTHING_REACH + 1) if other in days]
        if len(near) >= _SMOOTHING_FEWEST_DAYS:
            found.append(TrendPoint(date.fromordinal(day), _mean_value(near), len(near)))
    return found


def _split_line(
    points: Sequence[TrendPoint], joined: Callable[[date, date], bool]
) -> tuple[tuple[TrendPoint, ...], ...]:
    """Return runs of neighbouring points: a line is never drawn across days without an entry."""
    runs: list[list[TrendPoint]] = []
    for point in points:
        if runs and joined(runs[-1][-1].day, point.day):
            runs[-1].append(point)
        else:
            runs.append([point])
    return tuple(tuple(run) for run in runs)


def _mean_value(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def format_day_part(name: str) -> str:
    """Return "in the morning", "at midday" and so on for one of `DAY_PARTS`."""
    return "at midday" if name == "midday" else f"in the {name}"


def write_label(cells: list[str], at: int, text: str) -> bool:
    """Write `text` from cell `at` on, if it fits into the row and touches no other label; return whether it did."""
    end = at + len(text)
    if end > len(cells) or any(cell != " " for cell in cells[max(0, at - 1) : end + 1]):
        return False
    cells[at:end] = text
    return True


def choose_date_ticks(first: date, last: date, room: int) -> list[tuple[date, str]]:
    """Return days to name on an axis from `first` to `last`, as many as `room` cells hold."""
    for found in _list_tick_choices(first, last):
        if found and sum(len(label) + 2 for _, label in found) <= room:
            return found
    return [(first, format_date(first, short=True))]


def _list_tick_choices(first: date, last: date) -> Iterator[list[tuple[date, str]]]:
    """Yield ways to name days, the densest first: days, weeks, months, quarters, years."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if len(days) < 60:
        yield [(day, f"{day:%a} {day.day}") for day in days]
        yield [(day, f"{day:%a} {day.day}") for day in days[::2]]
        yield [(day, format_date(day, short=True)) for day in days if day.weekday() == 0]
    months = [day for day in days if day.day == 1]
    for every in (1, 2, 3):
        yield [(day, format_month(day)) for day in months if (day.month - 1) % every == 0]
    years = [day for day in months if day.month == 1]
    for every in (1, 2, 5):
        yield [(day, f"{day.year}") for day in years if day.year % every == 0]


def format_month(day: date) -> str:
    """Return "Nov", and "Jan 2026" for the first month of a year."""
    return f"Jan {day.year}" if day.month == 1 else f"{day:%b}"
