"""Actions for stepping away and coming back.

Days away are stored in the settings and are no working days, so silence does not grow on them. Chosen dates (a
snoozed conversation, a draft, a next step) move by as many days; coming back early moves them back by the unused
days.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from coach.acts.change import Act, Change
from coach.acts.focus import ended_now
from coach.domain.away import EVENING, LONGEST, days_between, see_you
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.domain.focus import Block, running
from coach.domain.note import Note
from coach.domain.outreach import Message
from coach.domain.record import Record
from coach.domain.settings import SETTINGS_ID, Settings
from coach.domain.text import clean
from coach.domain.times import coming_day
from coach.errors import CoachError, NotUnderstood

KEPT = 400
"""Days away that are remembered: those that a listed silence can still contain, and many more."""


def away(word: str = "tomorrow") -> Act:
    """Step away until "tonight", "tomorrow", a weekday or an ISO date. Raises NotUnderstood.

    A running block ends, and its part counts. Days begin when the person's day does (04:00 unless set).
    """

    def run_action(book: Book, now: datetime) -> Change:
        settings = _returned(book.settings, now) if _is_away(book.settings, now) else book.settings
        until = moment(word, settings, now)
        days = days_between(now, until, settings.day_ends)
        kept = sorted({*settings.days_away, *days})[-KEPT:]
        changed = settings.but(away_since=now, away_until=until, days_away=kept)
        block = running(book.all(Block))
        ended = (ended_now(block, now).but(asked=True),) if block else ()
        moved = _moved(book, now, len(days) - _unused(book, now))
        says = see_you(now, until, settings.day_ends)
        return Change(says, (changed, *ended, *moved), about=SETTINGS_ID, named="the stepping away.")

    return run_action


def back() -> Act:
    """Come back. Days that were not used are working days again, and what was due moves back by them."""

    def run_action(book: Book, now: datetime) -> Change:
        settings = book.settings
        if not _is_away(settings, now):
            raise CoachError("You are here already.", hint="s, or coach away monday, steps away.")
        moved = _moved(book, now, -_unused(book, now))
        changed = _returned(settings, now)
        says = "Welcome back. Everything is as you left it."
        return Change(says, (changed, *moved), about=SETTINGS_ID, named="the coming back.")

    return run_action


def moment(word: str, settings: Settings, now: datetime) -> datetime:
    """Return the moment at which the time away that `word` names is over. Raises NotUnderstood."""
    low = clean(word, 40).lower().removeprefix("until ").strip()
    today = day_of(now, settings.day_ends)
    if low in ("tonight", "today", "evening"):
        until = datetime.combine(today, EVENING, tzinfo=now.tzinfo)
        if until <= now:
            raise NotUnderstood("It is evening already.", hint="Try tomorrow, monday or a date.")
        return until
    day = coming_day(low, today)
    if day - today > LONGEST:
        raise NotUnderstood("That is more than a year away.", hint="Try tomorrow, monday or 2026-12-01.")
    return _begins(day if day > today else today + timedelta(days=7), settings.day_ends, now)


def _begins(day: date, day_ends: time, now: datetime) -> datetime:
    return datetime.combine(day, day_ends, tzinfo=now.tzinfo)


def _is_away(settings: Settings, now: datetime) -> bool:
    return settings.away_until is not None and settings.away_until > now


def _unused(book: Book, now: datetime) -> int:
    """Return how many days of the present time away are still to come."""
    settings = book.settings
    if settings.away_until is None or not _is_away(settings, now):
        return 0
    return len(days_between(now, settings.away_until, settings.day_ends))


def _returned(settings: Settings, now: datetime) -> Settings:
    today = day_of(now, settings.day_ends)
    used = tuple(day for day in settings.days_away if day < today)
    return settings.but(away_since=None, away_until=None, days_away=used)


def _moved(book: Book, now: datetime, days: int) -> Iterator[Record]:
    """Yield what is still to come, due `days` later; of a time away that changes, what is due after it."""
    settings, step = book.settings, timedelta(days=days)
    since = day_of(settings.away_until if settings.away_until and _is_away(settings, now) else now, settings.day_ends)
    if not days:
        return
    for message in book.all(Message):
        if message.kind == "later" and message.until is not None and message.until >= since:
            yield message.but(until=message.until + step)
    for note in book.all(Note):
        if note.closed_at is None and note.due is not None and note.due >= since:
            yield note.but(due=note.due + step)
