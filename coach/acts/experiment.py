"""Actions about the experiment and the own question: start, end, choose the question, record a withdrawn finding."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from secrets import randbits

from coach.acts.change import Act, Change
from coach.advice import experiment as trials
from coach.advice.experiment import CHOICES, PAIRS, ends_on
from coach.advice.looks import newest
from coach.advice.patterns import MARKERS, phrase
from coach.domain.asked import Asked, Trial
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.domain.settings import SETTINGS_ID
from coach.domain.text import clean, fold
from coach.domain.wording import format_date
from coach.errors import CoachError, NotUnderstood

_WEEKEND = {5, 6}


def marker_named(word: str, among: tuple[str, ...] = tuple(MARKERS)) -> str:
    """Return the marker that `word` names or begins, by its id or its words. Raises NotUnderstood."""
    low = _bare(fold(word).replace("_", " ").replace("-", " "))
    for name in among:
        words = (name.replace("_", " "), _bare(fold(phrase(name)).replace("-", " ")))
        if low and any(each.startswith(low) for each in words):
            return name
    known = ", ".join(name.replace("_", " ") for name in among)
    raise NotUnderstood(f'"{clean(word, 40)}" is none of them.', hint=f"Known: {known}.")


def _bare(words: str) -> str:
    return words.removeprefix("a ").removeprefix("the ")


def start(marker: str, seed: int | None = None) -> Act:
    """Start 14 pairs of days with a coin, from tomorrow on. Raises CoachError while another runs.

    Weekends take part if both of their days are work days. Raises NotUnderstood for what no coin may decide.
    """
    name = marker_named(marker, CHOICES)
    coin = randbits(32) if seed is None else seed

    def run_action(book: Book, now: datetime) -> Change:
        today = day_of(now, book.settings.day_ends)
        if trials.running(book, today) is not None:
            raise CoachError("An experiment is running already.", hint="It can be ended at any time, without a word.")
        weekends = set(book.settings.work_days) >= _WEEKEND
        trial = Trial(marker=name, start=today + timedelta(days=1), seed=coin, weekends=weekends)
        plan = trials.plan_of(trial)
        first, last = _said(plan[0].day), _said(ends_on(plan))
        says = f"From {first} a coin decides about {phrase(name)}: {PAIRS} pairs of days, until {last}."
        return Change(says, (trial,), about=trial.id)

    return run_action


def end() -> Act:
    """End the running experiment. Nothing is computed, and nothing is asked."""

    def run_action(book: Book, now: datetime) -> Change:
        today = day_of(now, book.settings.day_ends)
        trial = trials.running(book, today)
        if trial is None:
            raise CoachError("No experiment is running.", hint="coach experiment start voice, for one.")
        return Change("The experiment is ended.", (trial.but(ended_on=today),), about=trial.id)

    return run_action


def ask(marker: str) -> Act:
    """Choose the one question of one's own, before the first look; "" asks none.

    Once a look has taken place the question stays, because asking again and again is how chance gets in: then
    CoachError.
    """
    name = marker_named(marker) if marker else ""

    def run_action(book: Book, now: datetime) -> Change:
        settings = book.settings
        if settings.question and settings.question != name and newest(book) is not None:
            raise CoachError(
                f"Your question is {phrase(settings.question)}, and a look has been taken.",
                hint="Asking another one now would let chance in. An experiment can ask any of them.",
            )
        says = f"Your own question: {phrase(name)}." if name else "No question of your own."
        return Change(says, (settings.but(question=name),), about=SETTINGS_ID)

    return run_action


def said(marker: str, look: date) -> Act:
    """Remember that a withdrawal was said, so that it is said once."""

    def run_action(book: Book, now: datetime) -> Change:
        today = day_of(now, book.settings.day_ends)
        asked = Asked(topic=withdrawal_topic(marker, look), at=now, day=today, outcome="shown")
        return Change("", (asked,), undoable=False)

    return run_action


def is_said(book: Book, marker: str, look: date) -> bool:
    """Return whether this withdrawal was said on an earlier occasion."""
    topic = withdrawal_topic(marker, look)
    return any(asked.topic == topic for asked in book.all(Asked))


def withdrawal_topic(marker: str, look: date) -> str:
    """Return the topic under which a withdrawal at the look of a day is remembered."""
    return f"withdrawn {marker} {look}"


def _said(ordinal: int) -> str:
    day = date.fromordinal(ordinal)
    return format_date(day, weekday=True)
