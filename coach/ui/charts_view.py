"""What the page of trends shows, as one frozen value, and the six pictures that are drawn from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from textual.content import Content

from coach.advice import trials
from coach.advice.markers import Findings, findings
from coach.advice.trends import Trends, Year, trends, year
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.ui.charts import mood_chart
from coach.ui.charts_bars import contacts_chart, felt_chart, minutes_chart
from coach.ui.charts_grid import year_chart
from coach.ui.charts_patterns import patterns_page
from coach.ui.text import lines

YEARS = 3
"""How many years of days are drawn at most, one below the other."""
_GRID_ROWS = 10


@dataclass(frozen=True, slots=True)
class View:
    """`findings` and `trial` are None and empty until all years were read; `letters` and `method` are chosen by key."""

    trends: Trends
    years: tuple[Year, ...]
    findings: Findings | None = None
    trial: tuple[str, ...] = ()
    letters: bool = False
    method: bool = False


def at_hand(book: Book, now: datetime, span: str) -> View:
    """Return what this year and the last can show, at once."""
    today = day_of(now, book.settings.day_ends)
    return View(trends(book, today, span), (year(book, today),))


def of_all_years(book: Book, now: datetime, span: str, back: int) -> View:
    """Return everything, the grid `back` years back; `book` holds all years."""
    today = day_of(now, book.settings.day_ends)
    years = [year(book, today, back)]
    while years[-1].earlier and len(years) < YEARS:
        years.append(year(book, today, back + len(years)))
    said = (look(book, today) for look in (trials.side_line, trials.running_line, trials.result_line))
    return View(trends(book, today, span), tuple(years), findings(book, today), tuple(filter(None, said)))


@dataclass(frozen=True, slots=True)
class Picture:
    """One of the pictures: its name among the tabs, its title, and how it is drawn."""

    tab: str
    title: Callable[[View], str]
    draw: Callable[[View, int, int], Content]


def _years(view: View, width: int, height: int) -> Content:
    drawn: list[Content] = []
    for each in view.years[: max(1, (height + 1) // _GRID_ROWS)]:
        drawn += [Content(""), Content("")] if drawn else []
        drawn.append(year_chart(each, width, height, letters=view.letters))
    return lines(*drawn)


def _rated(view: View) -> str:
    found = view.findings
    waits = found is not None and found.looked is None
    return f"What went together · {found.rated} of about {found.need} days" if found and waits else "What went together"


def _days(n: int) -> str:
    return "1 day" if n == 1 else f"{n} days"


PICTURES: tuple[Picture, ...] = (
    Picture("mood", lambda v: f"Mood · {_days(v.trends.rated)}", lambda v, w, h: mood_chart(v.trends, w, h)),
    Picture("year", lambda v: f"A year of days · {_days(v.years[0].rated)}", _years),
    Picture(
        "focus",
        lambda v: f"Focus · {sum(sum(minutes) for _, minutes in v.trends.minutes)} min",
        lambda v, w, h: minutes_chart(v.trends, w, h),
    ),
    Picture(
        "outreach",
        lambda v: f"Outreach · you gave {sum(v.trends.gave)} · came back {sum(v.trends.came)}",
        lambda v, w, h: contacts_chart(v.trends, w, h),
    ),
    Picture("felt", lambda v: "How it felt", lambda v, w, h: felt_chart(v.trends, w, h)),
    Picture("patterns", _rated, lambda v, w, h: patterns_page(v.findings, v.trial, w, h, method=v.method)),
)
