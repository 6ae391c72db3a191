"""Patterns: differences in mood between days with and without something, and the checks that tell which may be told.

A plain comparison of such days misleads one person in three, because moods drift, Mondays differ from Saturdays, and
a rating given late differs from one given early. So days are compared within the same weeks, with weekday and hour
taken out; each week counts as one observation; few questions are asked, at a few fixed checks, and what no longer
holds is withdrawn. Source: docs/statistics.md, which shows how often it is wrong.

A check is stored as a record, so the coach line, the trends page and the command line all say the same and none of
them needs the years before. A check reads days that were over by then, so a late one finds the same.

Days are day ordinals (`date.toordinal()`), moods are 1 to 5, markers are 0 or 1.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from math import inf

from coach.advice.patterns.day_markers import (
    MARKERS,
    MarkersByDay,
    MoodEntryRow,
    compute_markers,
    day_ordinal_of,
    describe_marker,
    list_mood_entries,
    own_question_marker,
)
from coach.advice.statistics import WeeklyEffect, adjust_benjamini_hochberg, compute_weekly_effect
from coach.domain.advice_records import PatternCheck, PatternFinding
from coach.domain.journal import Journal, cached_by
from coach.domain.mood import Mood, moods_in_order
from coach.domain.settings import Settings
from coach.domain.wording import format_count, format_date

WINDOW_DAYS = 371  # 53 weeks: a year, and the week it began in
DAYS_TO_START = 70
_FIRST_CHECK_WEEKS = (10, 17, 34, 52)  # weeks since the first entry; then every 52
_OWN_QUESTION_LEVEL, _OTHER_MARKERS_LEVEL = 0.0075, 0.005
_FEWEST_DAYS, _FEWEST_WEEKS, _SMALLEST_EFFECT, _LARGEST_WEEK_WEIGHT = 10, 6, 0.30, 0.5
NEVER_WITH_HIGHER_MOOD = frozenset({"over_limit", "after_hours"})
"""Nobody is told that more than the limit, or late hours, went with a higher mood: on a good day one does more."""
_NEEDED_DAYS = f"{_FEWEST_DAYS} days with it, {_FEWEST_DAYS} without, {_FEWEST_WEEKS} weeks with both"
_WITHDRAW_ABOVE = 0.20
_PRIOR_SD = 0.25  # most true differences are smaller than this, so what is shown is drawn towards none
_HOUR_WEIGHT = 10  # a part of the day needs more ratings than this before its shift is mostly believed
EXPERIMENT_OFFER = (
    "An experiment can test whether it changes your mood: a coin picks one of every two days, and you do it then."
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """What one marker and the mood did together.

    `speaks`: it may be told. `effect` is the difference in mood points, days with minus days without, `shown`
    the same drawn towards none; `se`, `low`, `high` its standard error and 95 % interval; `p` of the weekly
    test; `n_yes`, `n_no` the days compared; `weeks` the weeks that counted. Nothing to compare: effect 0, p
    1, and an infinite interval.
    """

    name: str
    speaks: bool = False
    effect: float = 0.0
    shown: float = 0.0
    se: float = inf
    low: float = -inf
    high: float = inf
    p: float = 1.0
    n_yes: int = 0
    n_no: int = 0
    weeks: int = 0


@dataclass(frozen=True, slots=True)
class ToldPatterns:
    """The patterns that stand after all checks so far, and those that the last check took back."""

    standing: tuple[Pattern, ...] = ()
    withdrawn: tuple[Pattern, ...] = ()


def check_patterns(
    entries: Iterable[MoodEntryRow], markers: MarkersByDay, day: int, primary: str | None = None
) -> list[Pattern]:
    """Return what a check at the start of `day` finds in the 371 days before it, one pattern per marker.

    `entries` in any order, several a day allowed. `primary` is the person's own question: it has a level of its own,
    the others share theirs. Whether a check is due is for the caller to know (`check_days`).
    """
    mood = adjust_daily_mood(entry for entry in entries if day - WINDOW_DAYS <= entry[0] < day)
    found: dict[str, WeeklyEffect] = {}
    for name, known in markers.items():
        days = [each for each in mood if each in known]
        found[name] = compute_weekly_effect(days, [mood[each] for each in days], [known[each] for each in days])
    others = [name for name in found if name != primary]
    adjusted = adjust_benjamini_hochberg([found[name].p for name in others])
    significant = {name for name, p in zip(others, adjusted, strict=True) if p <= _OTHER_MARKERS_LEVEL}
    if primary is not None and found[primary].p <= _OWN_QUESTION_LEVEL:
        significant.add(primary)
    return [_make_pattern(name, result, name in significant) for name, result in found.items()]


def update_told_patterns(standing: Iterable[Pattern], patterns: Iterable[Pattern]) -> ToldPatterns:
    """Return which patterns still stand after a new check of `patterns`, and which of those `standing` it takes back.

    Numbers are those of the new check. A told marker that was not checked this time is left out of both.
    """
    before, now = tuple(standing), tuple(patterns)
    withdrawn = find_withdrawn(before, now)
    kept = {pattern.name for pattern in before} - {pattern.name for pattern in withdrawn}
    return ToldPatterns(tuple(replace(p, speaks=True) for p in now if p.speaks or p.name in kept), withdrawn)


def is_reportable(found: WeeklyEffect) -> bool:
    """Return whether a difference is large enough, rests on enough days and weeks, and hangs on no single week."""
    score, weight = sum(found.week_scores.values()), sum(found.week_weights.values())
    return (
        min(found.n_yes, found.n_no) >= _FEWEST_DAYS
        and found.mixed_weeks >= _FEWEST_WEEKS
        and abs(found.effect) >= _SMALLEST_EFFECT
        and max(found.week_weights.values()) <= _LARGEST_WEEK_WEIGHT * weight
        and all((score - one) * score > 0.0 for one in found.week_scores.values())
    )


def find_withdrawn(told: Iterable[Pattern], patterns: Iterable[Pattern]) -> tuple[Pattern, ...]:
    """Return those of `told` that a new check takes back: p above .20 now, or the other sign.

    A told marker that is no longer among `patterns` was not checked, and is left out.
    """
    now = {pattern.name: pattern for pattern in patterns}
    return tuple(
        old
        for old in told
        if (new := now.get(old.name)) and (new.p > _WITHDRAW_ABOVE or new.effect * old.effect <= 0.0)
    )


def count_rated_days(entries: Iterable[MoodEntryRow]) -> tuple[int, int]:
    """Return how many days are rated, counted up to 70, and the about 70 that the first check waits for."""
    return min(DAYS_TO_START, len({day for day, _, _ in entries})), DAYS_TO_START


def check_days(first: int, today: int) -> tuple[int, ...]:
    """Return the days of all checks up to `today`: 10, 17, 34, 52 weeks after `first`, then every 52."""
    weeks = (today - first) // 7
    yearly = range(2 * _FIRST_CHECK_WEEKS[-1], weeks + 1, _FIRST_CHECK_WEEKS[-1])
    return tuple(first + 7 * week for week in (*_FIRST_CHECK_WEEKS, *yearly) if week <= weeks)


def adjust_daily_mood(entries: Iterable[MoodEntryRow]) -> dict[int, float]:
    """Return the mean mood of each day once what the hour of rating does to it is taken out.

    A part of the day (4–11, 11–15, 15–19, 19–4 h) is shifted by its distance from the grand mean, less so
    when it has few ratings.
    """
    parts: dict[int, list[tuple[int, float]]] = {}
    for day, hour, value in entries:
        parts.setdefault(part_of_day_index(hour), []).append((day, value))
    count = sum(map(len, parts.values()))
    grand = sum(value for rows in parts.values() for _, value in rows) / count if count else 0.0
    by_day: dict[int, list[float]] = {}
    for _, rows in sorted(parts.items()):
        shift = (sum(value for _, value in rows) - len(rows) * grand) / (len(rows) + _HOUR_WEIGHT)
        for day, value in rows:
            by_day.setdefault(day, []).append(value - shift)
    return {day: sum(values) / len(values) for day, values in sorted(by_day.items())}


def describe_pattern(pattern: Pattern) -> str:
    """Return one sentence: what went together, the range, and both day counts; never a reason."""
    name = describe_marker(pattern.name)
    if not pattern.speaks:
        return f"No clear link between {name} and your mood so far."
    return (
        f"Your mood was {_format_difference(pattern)} on {format_count(pattern.n_yes, 'day')} with {name} than on "
        f"{format_count(pattern.n_no, 'day')} without, compared within the same weeks. "
        "They went together; this does not show why."
    )


def describe_withdrawal(pattern: Pattern) -> str:
    """Return the sentence that takes a told pattern back."""
    return (
        f"With the newer days, {describe_marker(pattern.name)} "
        f"and a {higher_or_lower(pattern.effect)} mood "
        "no longer go together, so the coach withdraws this pattern."
    )


def describe_uncompared(names: Collection[str]) -> str:
    """Return which markers were not compared, and how many days that takes."""
    listed, each = ", ".join(map(describe_marker, names)), "It" if len(names) == 1 else "Each"
    return f"Not compared yet: {listed}. {each} needs {_NEEDED_DAYS}."


def list_method_lines() -> tuple[str, ...]:
    """Return the method in ten plain lines, each under 60 characters."""
    return (
        "Your days are compared with your own days, no one else's.",
        "First, the effect of the time of day is removed.",
        "Days are compared within the same week, then averaged.",
        "The effect of the weekday is removed.",
        "Each week counts once, so one odd week cannot decide it.",
        "There are six questions, all chosen in advance.",
        f"Each needs {_NEEDED_DAYS}.",
        "Checks run in weeks 10, 17, 34 and 52, then every year.",
        "An uncertain difference is shown smaller than measured.",
        "A pattern that a later check no longer finds is withdrawn.",
    )


def part_of_day_index(hour: float) -> int:
    """Return the part of the day that an hour, 0 to 24, lies in: 0 from 4 h, 1 from 11, 2 from 15, 3 from 19 h on."""
    return 0 if 4 <= hour < 11 else 1 if 11 <= hour < 15 else 2 if 15 <= hour < 19 else 3


def higher_or_lower(difference: float) -> str:
    """Return the word for the direction of a difference in mood."""
    return "lower" if difference < 0.0 else "higher"


def _make_pattern(name: str, found: WeeklyEffect, significant: bool) -> Pattern:
    told_wrongly = name in NEVER_WITH_HIGHER_MOOD and found.effect > 0.0
    return Pattern(
        name,
        speaks=significant and not told_wrongly and is_reportable(found),
        effect=found.effect,
        shown=found.effect * _PRIOR_SD**2 / (_PRIOR_SD**2 + found.se**2),
        se=found.se,
        low=found.low,
        high=found.high,
        p=found.p,
        n_yes=found.n_yes,
        n_no=found.n_no,
        weeks=len(found.week_weights),
    )


def _format_difference(pattern: Pattern) -> str:
    size, side = f"{abs(pattern.shown):.1f}", higher_or_lower(pattern.shown)
    points = "less than 0.1 points (of 5)" if size == "0.0" else f"about {size} points (of 5)"
    if higher_or_lower(pattern.low) != higher_or_lower(pattern.high):
        return f"{points} {side} (likely between {-pattern.low:.1f} lower and {pattern.high:.1f} higher)"
    near, far = sorted((abs(pattern.low), abs(pattern.high)))
    return f"{points} {side} (likely {near:.1f} to {far:.1f})"


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
