"""Trends: six charts of the days. All at once where there is room, else one at a time; digits choose.

The first paint shows what is at hand. Then all years are read in a thread, and what is worked out from them is kept
until the data change, so coming back costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Grid, Horizontal
from textual.content import Content
from textual.reactive import var
from textual.widgets import Static

from coach.actions import patterns as actions
from coach.actions.result import Action
from coach.advice.patterns import experiments
from coach.advice.patterns.day_markers import MARKERS, describe_marker
from coach.advice.patterns.mood_patterns import (
    EXPERIMENT_OFFER,
    CheckSummary,
    describe_pattern,
    describe_uncompared,
    describe_withdrawal,
    due_check_day,
    list_method_lines,
    summarize_checks,
)
from coach.advice.patterns.trend_series import TrendSeries, build_series
from coach.domain.advice_records import ExperimentRecord
from coach.domain.journal import Journal
from coach.domain.wording import format_count, format_date
from coach.keys import USUAL_KEYS, KeyTable
from coach.tui.charts import (
    ChartFrame,
    draw_contacts_chart,
    draw_felt_chart,
    draw_minutes_chart,
    draw_mood_chart,
    draw_year_chart,
)
from coach.tui.dialogs.choice import ask_choice, offer_actions
from coach.tui.screens.page import Page, make_page_bindings
from coach.tui.session import Session
from coach.tui.text_layout import (
    HEADING_STYLE,
    QUIET_STYLE,
    STRONG_STYLE,
    indent_wrapped,
    join_parts,
    quiet_lines,
    stack_lines,
    styled,
    wrap_text,
)
from coach.tui.widgets.key_hints import Choice, ChoiceBar
from coach.views.trends import TREND_SPANS, TrendsView, YearView, build_trends, build_year_grid

MOST_DRAWN_YEARS = 3
"""How many years of days are drawn at most, one below the other."""
_ROWS_A_YEAR = 10
MIN_WIDTH_FOR_ALL, MIN_HEIGHT_FOR_ALL = 110, 34
"""The least window in which all six are shown at once."""
_YOUNG_LOG_DAYS = 21
"""A log of fewer days opens on two weeks."""
_TRENDS_KEYS = (
    Choice("choose(1)", "1–6", "one chart"),
    Choice("span(1)", "← →", "time"),
    Choice("ask", "a", "ask"),
    Choice("experiment", "x", "experiment"),
    Choice("method", "y", "method"),
    Choice("letters", "l", "letters"),
    Choice("leave", "Esc", "back"),
)


@dataclass(frozen=True, slots=True)
class ShownTrends:
    """What the page shows; keys choose `letters` and `method`."""

    trends: TrendsView
    years: tuple[YearView, ...]
    findings: CheckSummary
    experiment: tuple[str, ...] = ()
    letters: bool = False
    method: bool = False
    keys: KeyTable = USUAL_KEYS


def build_shown_trends(
    journal: Journal, series: TrendSeries, now: datetime, span: str, years_back: int = 0
) -> ShownTrends:
    """Return the page for the time span `span` of `series`, with the year grid `years_back` years back."""
    today = journal.settings.day_of(now)
    years = [build_year_grid(series, today, years_back)]
    while years[-1].has_earlier and len(years) < MOST_DRAWN_YEARS:
        years.append(build_year_grid(series, today, years_back + len(years)))
    experiment = experiments.list_experiment_messages(
        journal, today, series.moods_by_day() if journal.list_records(ExperimentRecord) else {}
    )
    return ShownTrends(build_trends(series, today, span), tuple(years), summarize_checks(journal, today), experiment)


def _limit_years_back(series: TrendSeries, today: date, years_back: int) -> int:
    """Return how many years to go back: keys may go too far while it is not known which year is the first one."""
    while years_back and not build_year_grid(series, today, years_back - 1).has_earlier:
        years_back -= 1
    return years_back


@dataclass(frozen=True, slots=True)
class TrendChart:
    """One of the charts: the name of its tab, its title, and the function that draws it."""

    tab: str
    title: Callable[[ShownTrends], str]
    draw: Callable[[ShownTrends, int, int], Content]


def _draw_years(shown: ShownTrends, width: int, height: int) -> Content:
    """Draw as many years as there is room for, the newest first."""
    if not any(year.rated_days for year in shown.years):
        key = shown.keys.name("mood.log")
        return quiet_lines("No moods in this year.", f"{key} on the first page logs how you are")
    years = shown.years[: max(1, (height + 1) // _ROWS_A_YEAR)]
    rows_a_year = (height + 1) // len(years) - 1
    charts = [
        draw_year_chart(year, width, rows_a_year, letters=shown.letters, legend=year is years[-1]) for year in years
    ]
    return Content("\n\n").join(charts)


def _format_contacts_title(shown: ShownTrends) -> str:
    made, received = sum(shown.trends.contacts_made), sum(shown.trends.contacts_received)
    came_back = f"{'came' if made else 'Came'} back {received}" if received else ""
    return _join_title_parts(f"You gave {made}" if made else "", came_back)


def _join_title_parts(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def _format_days(days: int) -> str:
    return format_count(days, "day") if days else ""


TREND_CHARTS: tuple[TrendChart, ...] = (
    TrendChart(
        "mood",
        lambda p: _join_title_parts("Mood", _format_days(p.trends.rated_days)),
        lambda p, w, h: draw_mood_chart(p.trends, w, h, key=p.keys.name("mood.log")),
    ),
    TrendChart(
        "year",
        lambda p: _join_title_parts("A year of days", _format_days(p.years[0].rated_days)),
        _draw_years,
    ),
    TrendChart(
        "focus",
        lambda p: _join_title_parts(
            "Focus", f"{p.trends.total_minutes:,} min".replace(",", " ") * bool(p.trends.total_minutes)
        ),
        lambda p, w, h: draw_minutes_chart(p.trends, w, h, key=p.keys.name("focus.toggle")),
    ),
    TrendChart(
        "outreach",
        lambda p: _format_contacts_title(p) or "Outreach",
        lambda p, w, h: draw_contacts_chart(p.trends, w, h, key=p.keys.name("outreach.sent")),
    ),
    TrendChart("felt", lambda p: "How it felt", lambda p, w, h: draw_felt_chart(p.trends, w, h)),
    TrendChart(
        "patterns",
        lambda p: "When your mood is higher or lower",
        lambda p, w, h: draw_patterns_page(p.findings, p.experiment, w, method=p.method),
    ),
)


class TrendsScreen(Page):
    """Six charts. Digits choose one, the same digit or Esc shows all again, arrows choose the stretch."""

    BINDINGS = make_page_bindings(
        ("escape,q", "leave", "back"),
        ("t", "dismiss", "back"),
        ("w", "week", "the week"),
        *((str(n), f"choose({n})", "one chart") for n in range(1, len(TREND_CHARTS) + 1)),
        ("left", "span(-1)", "a shorter time"),
        ("right", "span(1)", "a longer time"),
        ("up", "year(1)", "a year earlier"),
        ("down", "year(-1)", "a year later"),
        ("enter", "open", "this chart alone"),
        ("l", "letters", "show letters instead of colours"),
        ("y", "method", "how this is calculated"),
        ("a", "ask", "choose a question"),
        ("x", "experiment", "try something out; a coin chooses the days"),
        ("u", "undo", "undo"),
    )

    view: var[ShownTrends | None] = var(None)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._shown_withdrawals: set[str] = set()
        """The withdrawn patterns that this page has shown."""
        self._span, self._years_back, self._chosen_chart = TREND_SPANS[1], 0, 0
        self._shown_for: tuple[Journal, date] | None = None
        """The records and the day that the page was built for the last time; None once a key has chosen other days."""

    def compose_page(self) -> ComposeResult:
        with Horizontal(id="top"):
            yield Static(id="where", markup=False)
            spans = ChoiceBar(id="spans")
            spans.aligned_right = True
            yield spans
        yield ChoiceBar(id="tabs")
        with Grid(id="charts"):
            for chart in TREND_CHARTS:
                yield ChartFrame(chart.tab, chart.title, chart.draw).data_bind(TrendsScreen.view)

    def on_mount(self) -> None:
        self.key_bar.items = _TRENDS_KEYS
        journal, now = self.session.journal, self.session.now()
        if (journal.settings.day_of(now) - build_series(journal).oldest_day).days < _YOUNG_LOG_DAYS:
            self._span = TREND_SPANS[0]
        self._arrange_charts()
        self.session.watch_day(self, self._refresh_page)
        self._refresh_page()

    def on_resize(self) -> None:
        self._arrange_charts()

    @property
    def _fits_all(self) -> bool:
        """Whether there is room for all six at once."""
        return self.app.size.width >= MIN_WIDTH_FOR_ALL and self.app.size.height >= MIN_HEIGHT_FOR_ALL

    @property
    def _focused_number(self) -> int:
        """The number of the chart that has the focus, else of the first."""
        return next((n for n, frame in enumerate(self.query(ChartFrame), 1) if frame.has_focus), 1)

    def _arrange_charts(self) -> None:
        """Show all charts or one, and say which and of what stretch."""
        single_chart = self._chosen_chart or (0 if self._fits_all else self._focused_number)
        self.set_class(bool(single_chart), "-one")
        for chart_number, frame in enumerate(self.query(ChartFrame), 1):
            frame.display = single_chart in (0, chart_number)
            if chart_number == (single_chart or 1) and (single_chart or not isinstance(self.focused, ChartFrame)):
                frame.focus()
        tabs = [Choice(f"choose({n})", str(n), chart.tab, n == single_chart) for n, chart in enumerate(TREND_CHARTS, 1)]
        self.query_one("#tabs", ChoiceBar).items = tuple(tabs)
        spans = [Choice(f"named({n})", "", name, name == self._span) for n, name in enumerate(TREND_SPANS)]
        self.query_one("#spans", ChoiceBar).items = tuple(spans)
        self._show_heading()

    def _show_heading(self) -> None:
        span_text = ""
        if self.view is not None and self.app.size.width >= 80:
            first, last = self.view.trends.first, self.view.trends.last
            first_year = "" if first.year == last.year else f" {first.year}"
            span_text = f"{format_date(first, short=True)}{first_year} – {format_date(last, year=True, short=True)}"
        heading = styled("Trends", HEADING_STYLE), styled(span_text, QUIET_STYLE)
        self.query_one("#where", Static).update(join_parts(*heading, between="   "))

    # What is shown

    def _refresh_page(self) -> None:
        """Show what is at hand now, and all years once they are read; nothing if nothing has changed."""
        service = self.session.service
        journal, now = service.journal, service.now()
        today = journal.settings.day_of(now)
        if self._shown_for == (journal, today):
            return
        self._shown_for = (journal, today)
        series_of_all_years = service.history.cached_series()
        if series_of_all_years is not None:
            self._years_back = _limit_years_back(series_of_all_years, today, self._years_back)
            self._show_page(build_shown_trends(journal, series_of_all_years, now, self._span, self._years_back))
        elif self._span != TREND_SPANS[-1] and not self._years_back:
            self._show_page(build_shown_trends(journal, build_series(journal, now), now, self._span), is_complete=False)
        if series_of_all_years is None or due_check_day(journal, today):
            # After the first paint, because a thread that computes slows down the one that paints.
            self.call_after_refresh(self._build_full_page)

    def _build_full_page(self) -> None:
        """Read all years in a thread, and show them, unless the page shows something else by then."""
        service, shown_for, span, years_back = self.session.service, self._shown_for, self._span, self._years_back

        def build() -> tuple[ShownTrends, int]:
            series, now, journal = service.history.load_series(), service.now(), service.journal
            known_years_back = _limit_years_back(series, journal.settings.day_of(now), years_back)
            return build_shown_trends(journal, series, now, span, known_years_back), known_years_back

        def show(shown_and_years_back: tuple[ShownTrends, int]) -> None:
            if self.is_open and self._shown_for is shown_for:
                shown, self._years_back = shown_and_years_back
                self._show_page(shown)
                run_due_check(self.session)

        self.session.run_in_thread(build, show)

    def _show_other_days(self, span: str, years_back: int) -> None:
        """Show another time span, or the grid of other years."""
        if (span, years_back) != (self._span, self._years_back):
            self._span, self._years_back, self._shown_for = span, years_back, None
            self._refresh_page()

    def _show_page(self, shown: ShownTrends, *, is_complete: bool = True) -> None:
        """Show a new view. Keys keep what they chose, and years that were read stay until they are read again."""
        trends_before = self.view
        shown = replace(shown, keys=self.session.keys, findings=self._drop_shown_withdrawals(shown.findings))
        if trends_before is None:
            shown = replace(shown, letters=self.app.no_color)
        else:
            shown = replace(shown, letters=trends_before.letters, method=trends_before.method)
            if not is_complete:
                shown = replace(shown, years=(*shown.years, *trends_before.years[1:]))
        self.view = shown
        self._show_heading()

    def _drop_shown_withdrawals(self, findings: CheckSummary) -> CheckSummary:
        """Return the findings without withdrawals that were shown on an earlier day, and record those shown now."""
        if findings.checked_on is None or not findings.withdrawn:
            return findings
        journal, shown = self.session.journal, self._shown_withdrawals
        new_withdrawals = []
        for pattern in findings.withdrawn:
            if pattern.name not in shown and actions.is_withdrawal_recorded(journal, pattern.name, findings.checked_on):
                continue
            new_withdrawals.append(pattern)
            if pattern.name not in shown and not journal.read_only:
                shown.add(pattern.name)
                self.session.execute(actions.record_withdrawal(pattern.name, findings.checked_on))
        return replace(findings, withdrawn=tuple(new_withdrawals))

    # Keys and clicks

    def action_choose(self, chart_number: int) -> None:
        """Show one chart alone; a second time, all of them if there is room."""
        self._chosen_chart = 0 if self._fits_all and self._chosen_chart == chart_number else chart_number
        self._arrange_charts()

    @on(ChartFrame.Opened)
    def action_open(self) -> None:
        """Show the chart that has the focus alone; a click has given it the focus before."""
        if isinstance(self.focused, ChartFrame):
            self.action_choose(self._focused_number)

    def action_leave(self) -> None:
        """Show all charts again, or go back to the first page."""
        if self._fits_all and self._chosen_chart:
            self.action_choose(self._chosen_chart)
        else:
            self.dismiss(None)

    def action_span(self, step: int) -> None:
        self.action_named(max(0, min(len(TREND_SPANS) - 1, TREND_SPANS.index(self._span) + step)))

    def action_named(self, span_number: int) -> None:
        self._show_other_days(TREND_SPANS[span_number], self._years_back)
        self._arrange_charts()

    def action_year(self, step: int) -> None:
        """Scroll the text that has the focus, if it does not fit; else go a year back in the grid, or forward again."""
        if isinstance(self.focused, ChartFrame) and self.focused.scroll_text(-step):
            return
        is_first_year_known = self.session.service.history.cached_series() is not None
        if step < 0 or not is_first_year_known or (self.view and self.view.years[0].has_earlier):
            self._show_other_days(self._span, max(0, self._years_back + step))

    def action_letters(self) -> None:
        if self.view is not None:
            self.view = replace(self.view, letters=not self.view.letters)

    def action_method(self) -> None:
        """Show how patterns are worked out, in ten lines; again, the patterns."""
        if self.view is not None:
            self.view = replace(self.view, method=not self.view.method)
            if not self._fits_all:
                self.action_choose(len(TREND_CHARTS))

    def action_ask(self) -> None:
        """Choose the one question of one's own."""
        ask_choice(
            self.session,
            "When is your mood higher or lower?",
            [*MARKERS.items(), ("", "no question")],
            lambda marker_name: self.session.execute(actions.choose_question(marker_name)),
            hint="Pick one of six to test first; you can't change it after the first result.",
        )

    def action_experiment(self) -> None:
        """Start an experiment, or end the running one without a word."""
        session, journal = self.session, self.session.journal
        running_experiment = experiments.find_running_experiment(journal, journal.settings.day_of(session.now()))
        if running_experiment is not None:
            title = f"A coin picks the days for {describe_marker(running_experiment.marker)}"
            end_experiment = partial(session.execute, actions.end_experiment())
            offer_actions(session, title, [("go on", lambda: None), ("end it", end_experiment)])
            return
        ask_choice(
            session,
            "Try something out, and let a coin choose the days",
            [(marker_name, describe_marker(marker_name)) for marker_name in experiments.TESTABLE_MARKERS],
            lambda marker_name: session.execute(actions.start_experiment(marker_name)),
            hint="Of every two days the coach picks one by a coin flip: you do it then, not on the other day. "
            "14 pairs take five to seven weeks.",
        )

    def action_week(self) -> None:
        self.dismiss(None)
        self.session.run_command("week.show")


def run_due_check(session: Session) -> None:
    """Run the check of the patterns that is due in a thread, one at a time. What isn't saved waits for another day."""
    service, history = session.service, session.service.history

    def find_check_day() -> tuple[date, date | None]:
        known_series = history.cached_series()
        return service.journal.settings.day_of(service.now()), known_series.first_mood_day if known_series else None

    if history.is_checking or find_check_day() == history.tried_check:
        return
    history.is_checking = True

    def save_check(due_check: Action | None) -> None:
        history.is_checking, history.tried_check = False, find_check_day()  # by now the first day is known
        if due_check is not None:
            session.save_silently(due_check)
            session.refresh_day()
        # The first word with people of whom no day is known: it reads all years too, and is as seldom of use.
        session.run_in_thread(history.find_first_talks, save_first_talks)

    def save_first_talks(first_talks: Action | None) -> None:
        if first_talks is not None:
            session.save_silently(first_talks)

    session.run_in_thread(history.run_due_check, save_check)


def draw_patterns_page(
    findings: CheckSummary, experiment: Sequence[str], width: int, *, method: bool = False
) -> Content:
    """Return the page in rows of `width` cells, the important paragraphs first."""
    if method:
        method_lines = enumerate(list_method_lines(), 1)
        return stack_lines(*(indent_wrapped(Content(f"{n:>2} "), styled(line), width) for n, line in method_lines))
    paragraph_rows: list[Content] = []
    for text, style in _list_paragraphs(findings, experiment):
        paragraph_rows += wrap_text(styled(text, style, 1000), max(10, width)) if text else [Content("")]
    return stack_lines(*paragraph_rows)


def _list_paragraphs(findings: CheckSummary, experiment: Sequence[str]) -> list[tuple[str, str]]:
    own_question = f"Your question: {describe_marker(findings.question)}." if findings.question else ""
    paragraphs = [(line, "" if n else STRONG_STYLE) for n, line in enumerate(experiment)]
    if findings.checked_on is None:
        next_check = (
            findings.describe_next_check()
            or "The first check comes ten weeks after your first mood entry, if enough days have a mood."
        )
        compared = f"The coach compares your mood with six things, chosen in advance: {', '.join(MARKERS.values())}."
        return [
            *paragraphs,
            (findings.describe_needed_days(), STRONG_STYLE),
            (next_check, ""),
            (f"{compared} {own_question}".rstrip(), QUIET_STYLE),
        ]
    paragraphs += [(describe_withdrawal(pattern), "") for pattern in findings.withdrawn]
    paragraphs += [(describe_pattern(pattern), "") for pattern in findings.standing]
    if findings.standing and not experiment:
        paragraphs.append((EXPERIMENT_OFFER, QUIET_STYLE))
    if findings.silent:
        paragraphs.append((findings.describe_silent(), QUIET_STYLE if findings.standing else ""))
    if findings.without_data:
        paragraphs.append((describe_uncompared(findings.without_data), QUIET_STYLE))
    if findings.next_check_on is not None:
        paragraphs.append((f"{own_question} {findings.describe_next_check()}".lstrip(), QUIET_STYLE))
    return paragraphs
