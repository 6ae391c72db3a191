"""An experiment with one's own days: a coin decides which of two neighbouring days has something.

The coin, not the person, chooses, the end is fixed at the start, and the test counts every other way the coin could
have fallen, so this is the one module whose sentences may say "because". A plan is a pure function of its start and
seed. Nothing is computed before the last day is over. Days are day ordinals, ratings are moods from 1 to 5."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from random import Random

from coach.advice.markers import moods_by_day
from coach.advice.patterns import ordinal, phrase, side
from coach.advice.stats import SignFlip, sign_flip
from coach.domain.asked import Trial
from coach.domain.book import Book
from coach.domain.wording import format_date

PAIRS = 14
LEVEL = 0.05
LEAST_PAIRS = 6  # with five pairs even the clearest answer has p = 2/32, which is above the level
# What a coin may decide: a reply is another person's doing, and no coin asks anybody past a limit or hours.
CHOICES = ("screen_free_break", "goal_done", "voice")
# Monday–Tuesday, Wednesday–Thursday, Saturday–Sunday. Friday stands alone: work and a day off are no pair.
_PAIR_STARTS = (0, 2, 5)


@dataclass(frozen=True, slots=True)
class Side:
    """One day of the plan: `pair` counts from 1, `with_it` says which side of the coin the day has."""

    day: int
    pair: int
    with_it: bool


Plan = tuple[Side, ...]
Moods = Mapping[int, Sequence[int]]
"""Day ordinal → the values of that day."""


@dataclass(frozen=True, slots=True)
class Result:
    """What `pairs` whole pairs say: `effect` is the mean difference in mood points, with minus without."""

    pairs: int
    effect: float
    test: SignFlip

    @property
    def speaks(self) -> bool:
        """Whether chance alone would do this in at most 5 of 100 experiments."""
        return self.test.p <= LEVEL


def plan(start: int | date, seed: int, *, weekends: bool = True) -> Plan:
    """Return the 28 days of 14 pairs from `start` on, in order; the same start and seed give the same days.

    A pair is Monday–Tuesday, Wednesday–Thursday or Saturday–Sunday, never Friday–Saturday; 14 of them take
    about five weeks, or seven without `weekends`.
    """
    starts = _PAIR_STARTS if weekends else _PAIR_STARTS[:2]
    coin = Random(seed)
    days: list[Side] = []
    for day in count(ordinal(start)):
        pair = len(days) // 2 + 1
        if pair > PAIRS:
            break
        if (day - 1) % 7 in starts:
            first = coin.random() < 0.5  # random() is the call that gives the same numbers in every Python
            days += [Side(day, pair, first), Side(day + 1, pair, not first)]
    return tuple(days)


def ends_on(days: Plan) -> int:
    """Return the last day of a plan: fixed at the start, and nothing is computed before it is over."""
    return days[-1].day


def side_of(days: Plan, today: int | date) -> Side | None:
    """Return what the coin said for `today`, or None on a day that is not part of the plan."""
    day = ordinal(today)
    return next((each for each in days if each.day == day), None)


def differences(days: Plan, ratings: Mapping[int, Sequence[float]]) -> list[float]:
    """Return with minus without for each whole pair; days count as the coin said, whatever was done.

    A day's value is the mean of its ratings (two are asked for, one counts too). A pair with an unrated day
    is dropped.
    """
    found = []
    for one, other in zip(days[::2], days[1::2], strict=True):
        with_it, without = (one, other) if one.with_it else (other, one)
        if ratings.get(with_it.day) and ratings.get(without.day):
            found.append(_mean(ratings[with_it.day]) - _mean(ratings[without.day]))
    return found


def result(days: Plan, ratings: Mapping[int, Sequence[float]], today: int | date) -> Result | None:
    """Return what the experiment found, or None until its last day is over: nobody looks early.

    `ratings`: day → the moods of that day.
    """
    if ordinal(today) <= ends_on(days):
        return None
    found = differences(days, ratings)
    return Result(len(found), _mean(found) if found else 0.0, sign_flip(found))


def today_line(today: Side, marker: str) -> str:
    """Return the line for the goal panel."""
    word = "with" if today.with_it else "without"
    return f"Today {word} {phrase(marker)} · pair {today.pair} of {PAIRS}"


def sentence(found: Result, marker: str) -> str:
    """Return the result in words. Only here, and only when the test allows it, stands "because"."""
    if found.pairs < LEAST_PAIRS:
        return f"Whole pairs of days: {found.pairs}. A coin can answer from {LEAST_PAIRS} on."
    if not found.speaks:
        return f"{found.pairs} pairs of days: chance is explanation enough for what they show."
    return (
        f"Your mood was about {abs(found.effect):.1f} {side(found.effect)} because of {phrase(marker)}: "
        f"a coin chose the day in {found.pairs} pairs, and chance alone does this in "
        f"{_of_hundred(found.test.p)} such experiments."
    )


def plan_of(trial: Trial) -> Plan:
    """Return the 28 days of a trial."""
    return plan(trial.start, trial.seed, weekends=trial.weekends)


def running(book: Book, today: date) -> Trial | None:
    """Return the trial whose last day is not over and that nobody has ended, or None."""
    open_ones = [t for t in book.all(Trial) if t.ended_on is None and ends_on(plan_of(t)) >= today.toordinal()]
    return max(open_ones, key=lambda t: (t.start, t.changed_at, t.id), default=None)


def finished(book: Book, today: date, moods: Moods | None = None) -> tuple[Trial, Result] | None:
    """Return the newest trial that came to its end, with what it found, or None.

    `moods` are those of all years, where the records at hand do not reach back to it.
    """
    over = [t for t in book.all(Trial) if t.ended_on is None and ends_on(plan_of(t)) < today.toordinal()]
    newest = max(over, key=lambda t: (t.start, t.changed_at, t.id), default=None)
    if newest is None:
        return None
    outcome = result(plan_of(newest), moods_by_day(book) if moods is None else moods, today)
    return None if outcome is None else (newest, outcome)


def side_line(book: Book, today: date) -> str:
    """Return the line for the goal panel: which side today has, a day off, or "" without a trial."""
    trial = running(book, today)
    if trial is None:
        return ""
    days = plan_of(trial)
    chosen = side_of(days, today)
    if chosen is not None:
        return today_line(chosen, trial.marker)
    following = next((each for each in days if each.day > today.toordinal()), None)
    return "" if following is None else f"No coin for today · pair {following.pair} of {PAIRS} comes next"


def result_line(book: Book, today: date, moods: Moods | None = None) -> str:
    """Return what the newest finished trial found, in words, or ""."""
    found = finished(book, today, moods)
    return sentence(found[1], found[0].marker) if found else ""


def running_line(book: Book, today: date) -> str:
    """Return what runs and when it ends, or ""."""
    trial = running(book, today)
    if trial is None:
        return ""
    last = date.fromordinal(ends_on(plan_of(trial)))
    what = phrase(trial.marker)
    until = format_date(last)
    return f"A coin decides about {what} until {until}. Two moods a day are enough; nothing is computed before it ends."


def said(book: Book, today: date, moods: Moods | None = None) -> tuple[str, ...]:
    """Return all there is to say: today's side, what runs until when, and what the last one found."""
    lines = (side_line(book, today), running_line(book, today), result_line(book, today, moods))
    return tuple(line for line in lines if line)


def _of_hundred(p: float) -> str:
    return "fewer than 1 of 100" if p < 0.01 else f"about {round(100 * p)} of 100"


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return sum(numbers) / len(numbers)
