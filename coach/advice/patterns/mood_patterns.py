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
    describe_marker,
    list_mood_entries,
    own_question_marker,
)
from coach.advice.statistics import WeeklyEffect, adjust_benjamini_hochberg, compute_weekly_effect
from coach.domain.advice_records import PatternCheck, PatternFinding
from coach.domain.journal import Journal, cached_by
from coach.domain.mood import moods_in_order
from coach.domain.wording import format_count, format_date

PATTERN_WINDOW_DAYS = 371  # 53 weeks: a year, and the week it began in
DAYS_BEFORE_FIRST_CHECK = 70
_FIRST_CHECK_WEEKS = (10, 17, 34, 52)  # weeks since the first entry; then every 52
_OWN_QUESTION_LEVEL, _OTHER_MARKERS_LEVEL = 0.0075, 0.005
_FEWEST_DAYS, _FEWEST_WEEKS, _SMALLEST_EFFECT, _LARGEST_WEEK_WEIGHT = 10, 6, 0.30, 0.5
NEVER_WITH_HIGHER_MOOD = frozenset({"over_limit", "after_hours"})
"""Nobody is told that more than the limit, or late hours, went with a higher mood: on a good day one does more."""
_NEEDED_DAYS_IN_WORDS = f"{_FEWEST_DAYS} days with it, {_FEWEST_DAYS} without, {_FEWEST_WEEKS} weeks with both"
_WITHDRAW_ABOVE_P = 0.20
_PRIOR_EFFECT_SD = 0.25  # most true differences are smaller than this, so what is shown is drawn towards none
_DAY_PART_SHRINKAGE_RATINGS = 10  # a part of the day needs more ratings than this before its shift is mostly believed
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


def check_patterns(
    entries: Iterable[MoodEntryRow], markers: MarkersByDay, day: int, primary: str | None = None
) -> list[Pattern]:
    """Return what a check at the start of `day` finds in the 371 days before it, one pattern per marker.

    `entries` in any order, several a day allowed. `primary` is the person's own question: it has a level of its own,
    the others share theirs. Whether a check is due is for the caller to know (`check_days`).
    """
    daily_mood = adjust_daily_mood(entry for entry in entries if day - PATTERN_WINDOW_DAYS <= entry[0] < day)
    weekly_effects: dict[str, WeeklyEffect] = {}
    for name, marker_by_day in markers.items():
        compared_days = [rated_day for rated_day in daily_mood if rated_day in marker_by_day]
        weekly_effects[name] = compute_weekly_effect(
            compared_days,
            [daily_mood[rated_day] for rated_day in compared_days],
            [marker_by_day[rated_day] for rated_day in compared_days],
        )
    other_markers = [name for name in weekly_effects if name != primary]
    adjusted_ps = adjust_benjamini_hochberg([weekly_effects[name].p for name in other_markers])
    significant = {
        name for name, adjusted_p in zip(other_markers, adjusted_ps, strict=True) if adjusted_p <= _OTHER_MARKERS_LEVEL
    }
    if primary is not None and weekly_effects[primary].p <= _OWN_QUESTION_LEVEL:
        significant.add(primary)
    return [_make_pattern(name, weekly_effect, name in significant) for name, weekly_effect in weekly_effects.items()]


def update_told_patterns(
    standing: Iterable[Pattern], patterns: Iterable[Pattern]
) -> tuple[tuple[Pattern, ...], tuple[Pattern, ...]]:
    """Return which patterns still stand after a new check of `patterns`, and which of those `standing` it takes back.

    A check takes a pattern back that has a p above .20 now, or the other sign. The numbers of those that stand are
    those of the new check. A told marker that was not checked this time is left out of both.
    """
    new_patterns = {pattern.name: pattern for pattern in patterns}
    checked_again = [pattern for pattern in standing if pattern.name in new_patterns]
    withdrawn = tuple(
        pattern
        for pattern in checked_again
        if new_patterns[pattern.name].p > _WITHDRAW_ABOVE_P or new_patterns[pattern.name].effect * pattern.effect <= 0.0
    )
    kept_names = {pattern.name for pattern in checked_again} - {pattern.name for pattern in withdrawn}
    still_standing = (each for each in new_patterns.values() if each.speaks or each.name in kept_names)
    return tuple(replace(each, speaks=True) for each in still_standing), withdrawn


def is_reportable(weekly_effect: WeeklyEffect) -> bool:
    """Return whether a difference is large enough, rests on enough days and weeks, and hangs on no single week."""
    total_score, total_weight = sum(weekly_effect.week_scores.values()), sum(weekly_effect.week_weights.values())
    return (
        min(weekly_effect.n_yes, weekly_effect.n_no) >= _FEWEST_DAYS
        and weekly_effect.mixed_weeks >= _FEWEST_WEEKS
        and abs(weekly_effect.effect) >= _SMALLEST_EFFECT
        and max(weekly_effect.week_weights.values()) <= _LARGEST_WEEK_WEIGHT * total_weight
        and all((total_score - week_score) * total_score > 0.0 for week_score in weekly_effect.week_scores.values())
    )


def count_rated_days(entries: Iterable[MoodEntryRow]) -> int:
    """Return how many days are rated, counted up to the about 70 that the first check waits for."""
    return min(DAYS_BEFORE_FIRST_CHECK, len({day for day, _, _ in entries}))


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
    entries_by_day_part: dict[int, list[tuple[int, float]]] = {}
    for day, hour, mood_value in entries:
        entries_by_day_part.setdefault(part_of_day_index(hour), []).append((day, mood_value))
    entry_count = sum(map(len, entries_by_day_part.values()))
    grand_mean = (
        sum(mood_value for part_entries in entries_by_day_part.values() for _, mood_value in part_entries) / entry_count
        if entry_count
        else 0.0
    )
    adjusted_by_day: dict[int, list[float]] = {}
    for _, part_entries in sorted(entries_by_day_part.items()):
        day_part_shift = (sum(mood_value for _, mood_value in part_entries) - len(part_entries) * grand_mean) / (
            len(part_entries) + _DAY_PART_SHRINKAGE_RATINGS
        )
        for day, mood_value in part_entries:
            adjusted_by_day.setdefault(day, []).append(mood_value - day_part_shift)
    return {
        day: sum(adjusted_values) / len(adjusted_values) for day, adjusted_values in sorted(adjusted_by_day.items())
    }


def describe_pattern(pattern: Pattern) -> str:
    """Return one sentence: what went together, the range, and both day counts; never a reason."""
    marker_words = describe_marker(pattern.name)
    if not pattern.speaks:
        return f"No clear link between {marker_words} and your mood so far."
    return (
        f"Your mood was {_format_difference(pattern)} on {format_count(pattern.n_yes, 'day')} with {marker_words} "
        f"than on {format_count(pattern.n_no, 'day')} without, compared within the same weeks. "
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
    markers_in_words, it_or_each = ", ".join(map(describe_marker, names)), "It" if len(names) == 1 else "Each"
    return f"Not compared yet: {markers_in_words}. {it_or_each} needs {_NEEDED_DAYS_IN_WORDS}."


def list_method_lines() -> tuple[str, ...]:
    """Return the method in ten plain lines, each under 60 characters."""
    return (
        "Your days are compared with your own days, no one else's.",
        "First, the effect of the time of day is removed.",
        "Days are compared within the same week, then averaged.",
        "The effect of the weekday is removed.",
        "Each week counts once, so one odd week cannot decide it.",
        "There are six questions, all chosen in advance.",
        f"Each needs {_NEEDED_DAYS_IN_WORDS}.",
        "Checks run 10, 17, 34 and 52 weeks in, then every year.",
        "An uncertain difference is shown smaller than measured.",
        "A pattern that a later check no longer finds is withdrawn.",
    )


def part_of_day_index(hour: float) -> int:
    """Return the part of the day that an hour, 0 to 24, lies in: 0 from 4 h, 1 from 11, 2 from 15, 3 from 19 h on."""
    return 0 if 4 <= hour < 11 else 1 if 11 <= hour < 15 else 2 if 15 <= hour < 19 else 3


def higher_or_lower(difference: float) -> str:
    """Return the word for the direction of a difference in mood."""
    return "lower" if difference < 0.0 else "higher"


def _make_pattern(name: str, weekly_effect: WeeklyEffect, is_significant: bool) -> Pattern:
    told_wrongly = name in NEVER_WITH_HIGHER_MOOD and weekly_effect.effect > 0.0
    return Pattern(
        name,
        speaks=is_significant and not told_wrongly and is_reportable(weekly_effect),
        effect=weekly_effect.effect,
        shown=weekly_effect.effect * _PRIOR_EFFECT_SD**2 / (_PRIOR_EFFECT_SD**2 + weekly_effect.se**2),
        se=weekly_effect.se,
        low=weekly_effect.low,
        high=weekly_effect.high,
        p=weekly_effect.p,
        n_yes=weekly_effect.n_yes,
        n_no=weekly_effect.n_no,
        weeks=len(weekly_effect.week_weights),
    )


def _format_difference(pattern: Pattern) -> str:
    points = f"{abs(pattern.shown):.1f}"
    points_in_words = "less than 0.1 points (of 5)" if points == "0.0" else f"about {points} points (of 5)"
    effect_in_words = f"{points_in_words} {higher_or_lower(pattern.shown)}"
    if higher_or_lower(pattern.low) != higher_or_lower(pattern.high):
        return f"{effect_in_words} (likely between {-pattern.low:.1f} lower and {pattern.high:.1f} higher)"
    return f"{effect_in_words} (likely {format_range(pattern)})"


def format_range(pattern: Pattern) -> str:
    """Return the interval of an effect without its sign: "0.3 to 0.9", the end nearer to none first."""
    nearer_end, farther_end = sorted((abs(pattern.low), abs(pattern.high)))
    return f"{nearer_end:.1f} to {farther_end:.1f}"


_NEXT_CHECK_WITHIN = 53 * 7
"""Days within which there is always another check."""


@cached_by(PatternCheck)
def list_checks(journal: Journal) -> tuple[PatternCheck, ...]:
    """Return all checks that were taken, oldest first."""
    return tuple(sorted(journal.list_records(PatternCheck), key=lambda check: (check.day, check.id)))


def newest_check(journal: Journal) -> PatternCheck | None:
    """Return the last check that was taken, or None."""
    all_checks = list_checks(journal)
    return all_checks[-1] if all_checks else None


def first_mood_day(journal: Journal) -> date | None:
    """Return the first day with a mood, as the last check knew it or as the records at hand do; None without a mood."""
    last_check, moods = newest_check(journal), moods_in_order(journal)
    first_days = [last_check.first] if last_check else []
    if moods:
        first_days.append(journal.settings.day_of(moods[0].at))
    return min(first_days, default=None)


def due_check_day(journal: Journal, today: date, first: date | None = None) -> date | None:
    """Return the day of a check that has yet to be taken, or None. `first` is the first day with a mood, if known."""
    first_day, last_check = first or first_mood_day(journal), newest_check(journal)
    check_ordinals = check_days(first_day.toordinal(), today.toordinal()) if first_day else ()
    newest_check_day = date.fromordinal(check_ordinals[-1]) if check_ordinals else None
    return newest_check_day if newest_check_day and (last_check is None or last_check.day < newest_check_day) else None


def next_check_day(journal: Journal, today: date) -> date | None:
    """Return the day of the next check after those that were taken or are due, or None without a mood.

    The first mood may be years ahead of today, where a clock was wrong."""
    first_day, last_check = first_mood_day(journal), newest_check(journal)
    if first_day is None:
        return None
    after_ordinal = (max(today, last_check.day) if last_check else today).toordinal()
    check_ordinals = check_days(first_day.toordinal(), max(after_ordinal, first_day.toordinal()) + _NEXT_CHECK_WITHIN)
    return date.fromordinal(next(day for day in check_ordinals if day > after_ordinal))


def check_window(day: date) -> tuple[date, date]:
    """Return the first and the last day that a check on `day` reads."""
    return day - timedelta(days=PATTERN_WINDOW_DAYS), day - timedelta(days=1)


def run_check(days: Journal, day: date, first: date, today: date, check_before: PatternCheck | None) -> PatternCheck:
    """Return the check of `day`.

    `days` holds the records of its window (`check_window`), `check_before` is the check before it.
    """
    patterns = check_patterns(
        list_mood_entries(days), compute_markers(days), day.toordinal(), own_question_marker(days)
    )
    standing_before = map(pattern_from_finding, check_before.told) if check_before else ()
    standing, withdrawn = update_told_patterns(standing_before, patterns)
    told_names = {pattern.name for pattern in (*standing, *withdrawn)}
    silent_names = tuple(each.name for each in patterns if each.name not in told_names and each.n_yes + each.n_no)
    return PatternCheck(
        id=f"look-{day.isoformat()}",  # two computers that take the same check make one record
        day=day,
        first=first,
        taken_on=today,
        told=_findings_from_patterns(standing),
        withdrawn=_findings_from_patterns(withdrawn),
        silent=silent_names,
    )


def pattern_from_finding(finding: PatternFinding) -> Pattern:
    """Return a remembered finding as the pattern it was."""
    return Pattern(speaks=True, **finding.model_dump(include={*PatternFinding.model_fields}))


@dataclass(frozen=True, slots=True)
class CheckSummary:
    """What may be said today. The days that are rated, up to 70; the days of the last and the next check, or None.

    `standing` patterns are told, `withdrawn` ones were taken back at the last check, `silent` the other markers with
    data, `without_data` those that have none; `question` is the person's own, "" if they have none.
    """

    rated_days: int
    checked_on: date | None = None
    next_check_on: date | None = None
    standing: tuple[Pattern, ...] = ()
    withdrawn: tuple[Pattern, ...] = ()
    silent: tuple[str, ...] = ()
    without_data: tuple[str, ...] = tuple(MARKERS)
    question: str = ""

    def describe_needed_days(self) -> str:
        """Return what the first check waits for."""
        needed, rated = DAYS_BEFORE_FIRST_CHECK, self.rated_days
        return f"The first check needs about {needed} days with a logged mood; you have {rated}."

    def describe_silent(self) -> str:
        """Return the sentence about the markers with data and without a pattern."""
        return f"No clear link with your mood so far: {', '.join(map(describe_marker, self.silent))}."

    def describe_next_check(self) -> str:
        """Return the sentence that names the day of the next check, "" if there is none."""
        if self.next_check_on is None:
            return ""
        next_or_first = "next" if self.checked_on else "first"
        return f"The {next_or_first} check is on {format_date(self.next_check_on, year=True)}."


def summarize_checks(journal: Journal, today: date) -> CheckSummary:
    """Return what the checks that were taken allow to say."""
    rated_days, next_day = count_rated_days(list_mood_entries(journal)), next_check_day(journal, today)
    last_check, own_question = newest_check(journal), own_question_marker(journal) or ""
    if last_check is None:
        return CheckSummary(rated_days, next_check_on=next_day, question=own_question)
    with_data = {*last_check.silent, *(finding.name for finding in (*last_check.told, *last_check.withdrawn))}
    return CheckSummary(
        rated_days,
        last_check.day,
        next_day,
        tuple(map(pattern_from_finding, last_check.told)),
        tuple(map(pattern_from_finding, last_check.withdrawn)),
        last_check.silent,
        tuple(name for name in MARKERS if name not in with_data),
        own_question,
    )


def _findings_from_patterns(patterns: Iterable[Pattern]) -> tuple[PatternFinding, ...]:
    return tuple(PatternFinding.model_validate(asdict(pattern)) for pattern in patterns)
