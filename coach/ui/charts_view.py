"""What the page of trends shows, as one frozen value, and the six pictures that are drawn from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from textual.content import Content

from coach.advice import experiment as trials
from coach.advice.looks import Findings, findings
from coach.advice.series import Series
from coach.advice.trends import Trends, Year, trends, year
from coach.domain.asked import Trial
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.key_table import USUAL, KeyTable
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
    """What is shown; `letters` and `method` are chosen by key."""

    trends: Trends
    years: tuple[Year, ...]
    findings: Findings
    trial: tuple[str, ...] = ()
    letters: bool = False
    method: bool = False
    keys: KeyTable = USUAL


def view(book: Book, of: Series, now: datetime, span: str, back: int = 0) -> View:
    """Return what `of` shows of the stretch `span`, the grid `back` years back, and what may be said of `book`."""
    today = day_of(now, book.settings.day_ends)
    years = [year(of, today, back)]
    while years[-1].earlier and len(years) < YEARS:
        years.append(year(of, today, back + len(years)))
    said = trials.said(book, today, of.moods() if book.all(Trial) else {})
    return View(trends(of, today, span), tuple(years), findings(book, today), said)


@dataclass(frozen=True, slots=True)
class Picture:
    """One of the pictures: its name among the tabs, its title, and how it is drawn."""

    tab: str
    title: Callable[[View], str]
    draw: Callable[[View, int, int], Content]


def _draw_years(view: View, width: int, height: int) -> Content:
    """Draw as many years as there is room for, the newest first."""
    years = view.years[: max(1, (height + 1) // _GRID_ROWS)]
    room = (height + 1) // len(years) - 1
    drawn: list[Content] = []
    for each in years:
        drawn += [Content("")] if drawn else []
        drawn.append(year_chart(each, width, room, letters=view.letters, legend=each is years[-1]))
    return lines(*drawn)


def _contacts(view: View) -> tuple[str, str]:
    gave, came = sum(view.trends.gave), sum(view.trends.came)
    return f"you gave {gave}" if gave else "", f"came back {came}" if came else ""


def _title(name: str, *about: str) -> str:
    return " · ".join(part for part in (name, *about) if part)


def _days(n: int) -> str:
    return "" if not n else "1 day" if n == 1 else f"{n} days"


def _minutes(view: View) -> str:
    total = sum(sum(minutes) for _, minutes in view.trends.minutes)
    return f"{total:,} min".replace(",", " ") if total else ""


def _draw_mood(view: View, width: int, height: int) -> Content:
    return mood_chart(view.trends, width, height, key=view.keys.name("mood.log"))


def _draw_minutes(view: View, width: int, height: int) -> Content:
    return minutes_chart(view.trends, width, height, key=view.keys.name("focus.toggle"))


def _draw_contacts(view: View, width: int, height: int) -> Content:
    return contacts_chart(view.trends, width, height, key=view.keys.name("outreach.sent"))


def _draw_patterns(view: View, width: int, height: int) -> Content:
    return patterns_page(view.findings, view.trial, width, height, method=view.method)


PICTURES: tuple[Picture, ...] = (
    Picture("mood", lambda v: _title("Mood", _days(v.trends.rated)), _draw_mood),
    Picture("year", lambda v: _title("A year of days", _days(v.years[0].rated)), _draw_years),
    Picture("focus", lambda v: _title("Focus", _minutes(v)), _draw_minutes),
    Picture("outreach", lambda v: _title("Outreach", *_contacts(v)), _draw_contacts),
    Picture("felt", lambda v: "How it felt", lambda v, w, h: felt_chart(v.trends, w, h)),
    Picture("patterns", lambda v: "What went together", _draw_patterns),
)
