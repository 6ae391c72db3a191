"""The numbers of the trends page, to draw or print: moods, minutes, contacts.

Days without an entry are left out and never filled in; a mean always comes with the number of answers it rests on. A
span is cut into days, weeks, months or quarters, never more of them than a narrow screen has columns."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

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
FEWEST_RATED_ANSWERS = 3
"""Answers from which on a mean is put into a word."""
_SMOOTHING_REACH_DAYS, _SMOOTHING_FEWEST_DAYS = 3, 3
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

    `dots` and the unbroken pieces of `line` are moods; `minutes` are focus minutes by kind, with one number per step,
    as contacts have. `minutes_by_kind` and `total_minutes` are of the whole span, each rounded once, so that they are
    those of the days and weeks elsewhere.
    """

    span: str
    step: str
    first: date
    last: date
    starts: tuple[date, ...]
    rated_days: int = 0
    dots: tuple[TrendPoint, ...] = ()
    line: tuple[tuple[TrendPoint, ...], ...] = ()
    minutes: tuple[tuple[str, tuple[int, ...]], ...] = ()
    contacts_made: tuple[int, ...] = ()
    """Messages I wrote."""
    contacts_received: tuple[int, ...] = ()
    """Messages from others, and meetings."""
    day_part_moods: tuple[MeanFeeling, ...] = ()
    block_feelings: tuple[MeanFeeling, ...] = ()
    minutes_by_kind: tuple[tuple[str, int], ...] = ()
    total_minutes: int = 0


@dataclass(frozen=True, slots=True)
class YearView:
    """53 weeks of days, Monday to Sunday, from `first` to `last`: the mean mood, or None for a blank day."""

    first: date
    last: date
    weeks: tuple[tuple[float | None, ...], ...]
    rated_days: int
    has_earlier: bool = False
    """Whether there is anything before `first`."""


def build_trends(series: TrendSeries, today: date, span: str = TREND_SPANS[1]) -> TrendsView:
    """Return the trends of a span, one of TREND_SPANS, up to `today`."""
    first, step, starts = _choose_steps(span, today, series.oldest_day)
    span_series = series.select_days(first, today)
    mood_by_day = {day: _mean(values) for day, values in span_series.moods_by_day().items()}
    dots, line = _make_mood_points(mood_by_day, step, starts, smooth=span == TREND_SPANS[1])
    step_ordinals = [start.toordinal() for start in starts]
    minutes_by_kind: dict[str, list[float]] = {kind: [0.0] * len(step_ordinals) for kind in FOCUS_KINDS}
    feelings_by_kind: dict[str, list[int]] = defaultdict(list)
    # of all days, because a block may cover minutes of the first one here
    for start, end, (day, kind) in drop_overlaps(
        (block_start, block_end, (day, kind)) for day, kind, block_start, block_end, _ in series.focus_rows
    ):
        if first.toordinal() <= day <= today.toordinal():
            minutes_by_kind[kind][bisect_right(step_ordinals, day) - 1] += (end - start) / 60
    for _, kind, _, _, feeling in span_series.focus_rows:
        if feeling is not None:
            feelings_by_kind[kind].append(feeling)
    minutes_by_kind = {kind: minutes for kind, minutes in minutes_by_kind.items() if any(minutes)}
    contacts_made, contacts_received = [0] * len(step_ordinals), [0] * len(step_ordinals)
    for day, is_mine in span_series.contact_rows:
        (contacts_made if is_mine else contacts_received)[bisect_right(step_ordinals, day) - 1] += 1
    moods_by_day_part: dict[str, list[int]] = defaultdict(list)
    for _, day_part, mood_value in span_series.mood_rows:
        moods_by_day_part[DAY_PARTS[day_part]].append(mood_value)
    return TrendsView(
        span, step, first, today, starts, len(mood_by_day), dots, line,
        minutes=tuple((kind, tuple(map(round_half_up, minutes))) for kind, minutes in minutes_by_kind.items()),
        contacts_made=tuple(contacts_made), contacts_received=tuple(contacts_received),
        day_part_moods=compute_mean_feelings(moods_by_day_part, DAY_PARTS),
        block_feelings=compute_mean_feelings(feelings_by_kind, FOCUS_KINDS),
        minutes_by_kind=tuple((kind, round_half_up(sum(minutes))) for kind, minutes in minutes_by_kind.items()),
        total_minutes=round_half_up(sum(map(sum, minutes_by_kind.values()))),
    )  # fmt: skip


def build_year_grid(series: TrendSeries, today: date, back: int = 0) -> YearView:
    """Return the 53 weeks that end with this week, or those `back` times 53 weeks earlier."""
    monday = today - timedelta(days=today.weekday() + 7 * YEAR_GRID_WEEKS * back)
    first, last = monday - timedelta(weeks=YEAR_GRID_WEEKS - 1), monday + timedelta(days=6)
    moods = series.select_days(first, last).moods_by_day()
    means = [_mean(moods[day]) if day in moods else None for day in range(first.toordinal(), last.toordinal() + 1)]
    weeks = tuple(tuple(means[start : start + 7]) for start in range(0, len(means), 7))
    has_earlier = series.first_mood_day is not None and series.first_mood_day < first
    return YearView(first, min(last, today), weeks, len(moods), has_earlier)


def _choose_steps(span: str, today: date, oldest_day: date) -> tuple[date, str, tuple[date, ...]]:
    """Return the first day, the name of the step and the first day of each."""
    monday, two_weeks_ago = today - timedelta(days=today.weekday()), today - timedelta(days=13)
    if span == "two weeks":
        return two_weeks_ago, "day", _cut_into_steps(two_weeks_ago, today, "day")
    if span in ("three months", "a year"):
        first = monday - timedelta(weeks=12 if span == "three months" else 51)
        return first, "week", _cut_into_steps(first, today, "week")
    for step in ("week", "month", "quarter", "year"):
        first = _step_start(min(oldest_day, two_weeks_ago), step)
        starts = _cut_into_steps(first, today, step)
        if len(starts) <= LARGEST_STEP_COUNT:
            break
    return first, step, starts


def _cut_into_steps(first: date, last: date, step: str) -> tuple[date, ...]:
    starts = [first]
    while (start := _next_step_start(starts[-1], step)) <= last:
        starts.append(start)
    return tuple(starts)


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


def _make_mood_points(
    mood_by_day: Mapping[int, float], step: str, starts: Sequence[date], *, smooth: bool
) -> tuple[tuple[TrendPoint, ...], tuple[tuple[TrendPoint, ...], ...]]:
    """Return the dots and the pieces of line: day by day, smoothed over a week, or a mean for each step."""
    if step == "day" or smooth:
        dots = [TrendPoint(date.fromordinal(day), mood) for day, mood in sorted(mood_by_day.items())]
        return tuple(dots), _split_line(_smooth_moods(mood_by_day) if smooth else dots, "day")
    step_ordinals = [start.toordinal() for start in starts]
    moods_by_step: dict[date, list[float]] = defaultdict(list)
    for day, mood in sorted(mood_by_day.items()):
        moods_by_step[starts[bisect_right(step_ordinals, day) - 1]].append(mood)
    dots = [TrendPoint(start, _mean(moods), len(moods)) for start, moods in moods_by_step.items()]
    return tuple(dots), _split_line(dots, step)


def _smooth_moods(mood_by_day: Mapping[int, float]) -> list[TrendPoint]:
    points = []
    for day in range(min(mood_by_day, default=0), max(mood_by_day, default=-1) + 1):
        around = range(day - _SMOOTHING_REACH_DAYS, day + _SMOOTHING_REACH_DAYS + 1)
        moods = [mood_by_day[neighbour] for neighbour in around if neighbour in mood_by_day]
        if len(moods) >= _SMOOTHING_FEWEST_DAYS:
            points.append(TrendPoint(date.fromordinal(day), _mean(moods), len(moods)))
    return points


def _split_line(points: Sequence[TrendPoint], step: str) -> tuple[tuple[TrendPoint, ...], ...]:
    """Return runs of neighbouring points: a line is never drawn across days without an entry."""
    runs: list[list[TrendPoint]] = []
    for point in points:
        if runs and point.day == _next_step_start(runs[-1][-1].day, step):
            runs[-1].append(point)
        else:
            runs.append([point])
    return tuple(tuple(run) for run in runs)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def format_day_part(name: str) -> str:
    """Return "in the morning", "at midday" and so on for one of `DAY_PARTS`."""
    return "at midday" if name == "midday" else f"in the {name}"


def choose_date_ticks(first: date, last: date, room: int) -> list[tuple[date, str]]:
    """Return days to name on an axis from `first` to `last`, as many as `room` cells hold."""
    for ticks in _list_tick_choices(first, last):
        if ticks and sum(len(label) + 2 for _, label in ticks) <= room:
            return ticks
    return [(first, format_date(first, short=True))]


def _list_tick_choices(first: date, last: date) -> Iterator[list[tuple[date, str]]]:
    """Yield ways to name days, the densest first: days, weeks, months, quarters, years."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if len(days) < 60:
        yield [(day, f"{day:%a} {day.day}") for day in days]
        yield [(day, f"{day:%a} {day.day}") for day in days[::2]]
        yield [(day, format_date(day, short=True)) for day in days if day.weekday() == 0]
    months = [day for day in days if day.day == 1]
    for interval in (1, 2, 3):
        yield [(day, format_month(day)) for day in months if (day.month - 1) % interval == 0]
    years = [day for day in months if day.month == 1]
    for interval in (1, 2, 5):
        yield [(day, f"{day.year}") for day in years if day.year % interval == 0]


def format_month(day: date) -> str:
    """Return "Nov", and "Jan 2026" for the first month of a year."""
    return f"Jan {day.year}" if day.month == 1 else f"{day:%b}"
