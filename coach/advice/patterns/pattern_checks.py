"""The checks of the patterns: on which days they are due, what they found, and what may be said today.

A check is stored as a record, so the coach line, the trends page and the command line all say the same and none of
them needs the years before. A check reads days that were over by then, so a late one finds the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from coach.advice.patterns.markers import (
    MARKERS,
    compute_markers,
    day_ordinal_of,
    describe_marker,
    list_mood_entries,
    own_question_marker,
)
from coach.advice.patterns.mood_patterns import (
    WINDOW_DAYS,
    Pattern,
    check_days,
    check_patterns,
    count_rated_days,
    update_told_patterns,
)
from coach.domain.advice_records import PatternCheck, PatternFinding
from coach.domain.journal import Journal, cached_by
from coach.domain.mood import Mood, moods_in_order
from coach.domain.settings import Settings
from coach.domain.wording import format_date

_NEXT_CHECK_WITHIN = 53 * 7
"""Days within which there is always another check."""


@cached_by(PatternCheck)
def list_checks(journal: Journal) -> tuple[PatternCheck, ...]:
    """Return all checks that were taken, oldest first."""
    return tuple(sorted(journal.list_records(PatternCheck), key=lambda each: (each.day, each.id)))


def newest_check(journal: Journal) -> PatternCheck | None:
    """Return the last check that was taken, or None."""
    checks = list_checks(journal)
    return checks[-1] if checks else None


def first_mood_day(journal: Journal) -> date | None:
    """Return the first day with a mood, as the last check knew it or as the records at hand do; None without a mood."""
    last, first = newest_check(journal), _first_mood_ordinal(journal)
    known = [day for day in (last and last.first, first and date.fromordinal(first)) if day]
    return min(known, default=None)


def due_check_day(journal: Journal, today: date, first: date | None = None) -> date | None:
    """Return the day of a check that has yet to be taken, or None. `first` is the first day with a mood, if known."""
    begins, last = first or first_mood_day(journal), newest_check(journal)
    days = check_days(begins.toordinal(), today.toordinal()) if begins else ()
    day = date.fromordinal(days[-1]) if days else None
    return day if day and (last is None or last.day < day) else None


def next_check_day(journal: Journal, today: date) -> date | None:
    """Return the day of the next check after those that were taken or are due, or None without a mood.

    The first mood may be years ahead of today, where a clock was wrong."""
    begins, last = first_mood_day(journal), newest_check(journal)
    if begins is None:
        return None
    after = (max(today, last.day) if last else today).toordinal()
    days = check_days(begins.toordinal(), max(after, begins.toordinal()) + _NEXT_CHECK_WITHIN)
    return date.fromordinal(next(day for day in days if day > after))


def check_window(day: date) -> tuple[date, date]:
    """Return the first and the last day that a check on `day` reads."""
    return day - timedelta(days=WINDOW_DAYS), day - timedelta(days=1)


def run_check(days: Journal, day: date, first: date, today: date, before: PatternCheck | None) -> PatternCheck:
    """Return the check of `day`.

    `days` holds the records of its window (`check_window`), `before` is the check before it.
    """
    patterns = check_patterns(
        list_mood_entries(days), compute_markers(days), day.toordinal(), own_question_marker(days)
    )
    told = update_told_patterns(map(pattern_from_finding, before.told) if before else (), patterns)
    said = {pattern.name for pattern in (*told.standing, *told.withdrawn)}
    silent = tuple(p.name for p in patterns if p.name not in said and p.n_yes + p.n_no)
    return PatternCheck(
        id=f"look-{day.isoformat()}",  # two computers that take the same check make one record
        day=day,
        first=first,
        taken_on=today,
        told=_findings_from_patterns(told.standing),
        withdrawn=_findings_from_patterns(told.withdrawn),
        silent=silent,
    )


def pattern_from_finding(finding: PatternFinding) -> Pattern:
    """Return a remembered finding as the pattern it was."""
    return Pattern(speaks=True, **finding.model_dump(include={*PatternFinding.model_fields}))


def markers_without_data(check: PatternCheck) -> tuple[str, ...]:
    """Return the markers that a check had no days for."""
    seen = {*check.silent, *(each.name for each in (*check.told, *check.withdrawn))}
    return tuple(name for name in MARKERS if name not in seen)


@dataclass(frozen=True, slots=True)
class CheckSummary:
    """What may be said today. `rated_days` of about `needed_days`; the days of the last and the next check, or None.

    `standing` patterns are told, `withdrawn` ones were taken back at the last check, `silent` the other markers with
    data, `without_data` those that have none; `question` is the person's own, "" if they have none.
    """

    rated_days: int
    needed_days: int
    checked_on: date | None = None
    next_check_on: date | None = None
    standing: tuple[Pattern, ...] = ()
    withdrawn: tuple[Pattern, ...] = ()
    silent: tuple[str, ...] = ()
    without_data: tuple[str, ...] = tuple(MARKERS)
    question: str = ""

    def describe_needed_days(self) -> str:
        """Return what the first check waits for."""
        needed, rated = self.needed_days, self.rated_days
        return f"The first check needs about {needed} days with a logged mood; you have {rated}."

    def describe_silent(self) -> str:
        """Return the sentence about the markers with data and without a pattern."""
        return f"No clear link with your mood so far: {', '.join(map(describe_marker, self.silent))}."

    def describe_next_check(self) -> str:
        """Return the sentence that names the day of the next check, "" if there is none."""
        which = "next" if self.checked_on else "first"
        return f"The {which} check is on {format_date(self.next_check_on, year=True)}." if self.next_check_on else ""


def summarize_checks(journal: Journal, today: date) -> CheckSummary:
    """Return what the checks that were taken allow to say."""
    rated, need = count_rated_days(list_mood_entries(journal))
    following, own, last = next_check_day(journal, today), own_question_marker(journal) or "", newest_check(journal)
    if last is None:
        return CheckSummary(rated, need, next_check_on=following, question=own)
    return CheckSummary(
        rated,
        need,
        last.day,
        following,
        tuple(map(pattern_from_finding, last.told)),
        tuple(map(pattern_from_finding, last.withdrawn)),
        last.silent,
        markers_without_data(last),
        own,
    )


def _findings_from_patterns(patterns: Iterable[Pattern]) -> tuple[PatternFinding, ...]:
    return tuple(PatternFinding.model_validate(asdict(pattern)) for pattern in patterns)


@cached_by(Mood, Settings)
def _first_mood_ordinal(journal: Journal) -> int:
    moods = moods_in_order(journal)
    return day_ordinal_of(moods[0].at, journal.settings.day_ends) if moods else 0
