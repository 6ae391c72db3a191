"""Trials: the experiments in a book. At most one runs; its days follow from its start and its coin.

The ratings are the ordinary moods of its days. Nothing is computed before the last day is over, and one that was
ended earlier says nothing at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from coach.advice import experiment
from coach.advice.experiment import Plan, Result
from coach.advice.markers import moods_by_day
from coach.advice.patterns import phrase
from coach.domain.asked import Trial
from coach.domain.book import Book

Moods = Mapping[int, Sequence[int]]
"""Day ordinal → the values of that day."""


def plan_of(trial: Trial) -> Plan:
    """Return the 28 days of a trial."""
    return experiment.plan(trial.start, trial.seed, weekends=trial.weekends)


def running(book: Book, today: date) -> Trial | None:
    """Return the trial whose last day is not over and that nobody has ended, or None."""
    open_ones = [
        t for t in book.all(Trial) if t.ended_on is None and experiment.ends_on(plan_of(t)) >= today.toordinal()
    ]
    return max(open_ones, key=lambda t: (t.start, t.changed_at, t.id), default=None)


def finished(book: Book, today: date, moods: Moods | None = None) -> tuple[Trial, Result] | None:
    """Return the newest trial that came to its end, with what it found, or None.

    `moods` are those of all years, where the records at hand do not reach back to it.
    """
    over = [t for t in book.all(Trial) if t.ended_on is None and experiment.ends_on(plan_of(t)) < today.toordinal()]
    newest = max(over, key=lambda t: (t.start, t.changed_at, t.id), default=None)
    if newest is None:
        return None
    result = experiment.result(plan_of(newest), moods_by_day(book) if moods is None else moods, today)
    return None if result is None else (newest, result)


def side_line(book: Book, today: date) -> str:
    """Return the line for the goal panel: which side today has, a day off, or "" without a trial."""
    trial = running(book, today)
    if trial is None:
        return ""
    plan = plan_of(trial)
    side = experiment.side_of(plan, today)
    if side is not None:
        return experiment.today_line(side, trial.marker)
    following = next((each for each in plan if each.day > today.toordinal()), None)
    return "" if following is None else f"No coin for today · pair {following.pair} of {experiment.PAIRS} comes next"


def result_line(book: Book, today: date, moods: Moods | None = None) -> str:
    """Return what the newest finished trial found, in words, or ""."""
    found = finished(book, today, moods)
    return experiment.sentence(found[1], found[0].marker) if found else ""


def running_line(book: Book, today: date) -> str:
    """Return what runs and when it ends, or ""."""
    trial = running(book, today)
    if trial is None:
        return ""
    last = date.fromordinal(experiment.ends_on(plan_of(trial)))
    what = phrase(trial.marker)
    until = f"{last.day} {last:%B}"
    return f"A coin decides about {what} until {until}. Two moods a day are enough; nothing is computed before it ends."


def said(book: Book, today: date, moods: Moods | None = None) -> tuple[str, ...]:
    """Return all there is to say: today's side, what runs until when, and what the last one found."""
    lines = (side_line(book, today), running_line(book, today), result_line(book, today, moods))
    return tuple(line for line in lines if line)
