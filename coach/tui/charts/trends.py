"""The trends page as one frozen value, and the six charts that are drawn from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from textual.content import Content

from coach.advice.patterns import experiments
from coach.advice.patterns.pattern_checks import CheckSummary, summarize_checks
from coach.advice.patterns.trend_series import TrendSeries
from coach.default_keys import USUAL, KeyTable
from coach.domain.advice_records import ExperimentRecord
from coach.domain.journal import Journal
from coach.domain.wording import format_count
from coach.tui.charts.bars import draw_contacts_chart, draw_felt_chart, draw_minutes_chart
from coach.tui.charts.mood import draw_mood_chart
from coach.tui.charts.patterns import draw_patterns_page
from coach.tui.charts.year_grid import draw_year_chart
from coach.tui.markup import quiet_lines, stack_lines
from coach.views.trends import TrendsView, YearView, build_trends, build_year_grid

MOST_YEARS = 3
"""How many years of days are drawn at most, one below the other."""
_ROWS_A_YEAR = 10


@dataclass(frozen=True, slots=True)
class TrendsPage:
    """What the page shows; keys choose `letters` and `method`."""

    trends: TrendsView
    years: tuple[YearView, ...]
    findings: CheckSummary
    experiment: tuple[str, ...] = ()
    letters: bool = False
    method: bool = False
    keys: KeyTable = USUAL


def build_trends_view(journal: Journal, series: TrendSeries, now: datetime, span: str, back: int = 0) -> TrendsPage:
    """Return the page for the time span `span` of `series`, with the year grid `back` years back."""
    today = journal.settings.day_of(now)
    years = [build_year_grid(series, today, back)]
    while years[-1].has_earlier and len(years) < MOST_YEARS:
        years.append(build_year_grid(series, today, back + len(years)))
    experiment = experiments.list_experiment_messages(
        journal, today, series.moods_by_day() if journal.list_records(ExperimentRecord) else {}
    )
    return TrendsPage(build_trends(series, today, span), tuple(years), summarize_checks(journal, today), experiment)


@dataclass(frozen=True, slots=True)
class Chart:
    """One of the charts: the name of its tab, its title, and the function that draws it."""

    tab: str
    title: Callable[[TrendsPage], str]
    draw: Callable[[TrendsPage, int, int], Content]


def _draw_years(view: TrendsPage, width: int, height: int) -> Content:
    """Draw as many years as there is room for, the newest first."""
    if not any(year.rated for year in view.years):
        return quiet_lines("No moods in this year.", f"{view.keys.name('mood.log')} on the first page logs how you are")
    years = view.years[: max(1, (height + 1) // _ROWS_A_YEAR)]
    room = (height + 1) // len(years) - 1
    drawn: list[Content] = []
    for each in years:
        drawn += [Content("")] if drawn else []
        drawn.append(draw_year_chart(each, width, room, letters=view.letters, legend=each is years[-1]))
    return stack_lines(*drawn)


def _format_contact_counts(view: TrendsPage) -> tuple[str, str]:
    gave, came = sum(view.trends.gave), sum(view.trends.came)
    return f"You gave {gave}" if gave else "", f"{'came' if gave else 'Came'} back {came}" if came else ""


def _join_title(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def _format_day_count(n: int) -> str:
    return format_count(n, "day") if n else ""


def _format_minutes(view: TrendsPage) -> str:
    total = view.trends.all_minutes
    return f"{total:,} min".replace(",", " ") if total else ""


CHARTS: tuple[Chart, ...] = (
    Chart(
        "mood",
        lambda v: _join_title("Mood", _format_day_count(v.trends.rated)),
        lambda v, w, h: draw_mood_chart(v.trends, w, h, key=v.keys.name("mood.log")),
    ),
    Chart("year", lambda v: _join_title("A year of days", _format_day_count(v.years[0].rated)), _draw_years),
    Chart(
        "focus",
        lambda v: _join_title("Focus", _format_minutes(v)),
        lambda v, w, h: draw_minutes_chart(v.trends, w, h, key=v.keys.name("focus.toggle")),
    ),
    Chart(
        "outreach",
        lambda v: _join_title(*_format_contact_counts(v)) or "Outreach",
        lambda v, w, h: draw_contacts_chart(v.trends, w, h, key=v.keys.name("outreach.sent")),
    ),
    Chart("felt", lambda v: "How it felt", lambda v, w, h: draw_felt_chart(v.trends, w, h)),
    Chart(
        "patterns",
        lambda v: "When your mood is higher or lower",
        lambda v, w, h: draw_patterns_page(v.findings, v.experiment, w, method=v.method),
    ),
)
