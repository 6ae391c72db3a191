"""Actions about advice: snooze it, mute a rule, let a muted rule speak again.

Each answer is a record, so it survives a restart, reaches other computers and can be undone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta

from coach.acts.change import Act, Change
from coach.domain.asked import Asked
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.domain.text import clean
from coach.domain.wording import format_date
from coach.errors import CoachError, NotUnderstood

MUTED_FOR = 28
"""Days for which a rule is muted unless said otherwise."""


def shown() -> Act:
    """Record that today's advice was shown, which starts its cool-down. It cannot be undone and shows no message."""

    def run_action(book: Book, now: datetime) -> Change:
        from coach.advice.suggestion import record_shown, suggest

        said = suggest(book, now).line
        record = record_shown(said, now) if said else None
        puts = (record,) if record and book.get(Asked, record.id) is None else ()
        return Change("", puts, undoable=False)

    return run_action


def put_off(topic: str = "", person: str = "") -> Act:
    """Dismiss a suggestion, by default the one of now: it stays away for its own while, and for thirty days after
    the third time. Raises CoachError if nothing is suggested."""

    def run_action(book: Book, now: datetime) -> Change:
        about, whom = (topic, person) if topic else _line(book, now)
        today = day_of(now, book.settings.day_ends)
        asked = Asked(topic=about, at=now, day=today, outcome="dismissed", person=whom)
        return Change(_put_off_until(book, asked), (asked,), about=asked.id)

    return run_action


def mute(topic: str = "", days: int | None = MUTED_FOR) -> Act:
    """Let the coach keep a rule or a goal (an id such as "R01" or "G41", by default the rule of the line of now) to
    itself for so many days, with None for good. Raises NotUnderstood for one or a span that there is not, CoachError
    without a line."""

    def run_action(book: Book, now: datetime) -> Change:
        key = _key(book, topic) if topic else _line(book, now)[0]
        today = day_of(now, book.settings.day_ends)
        if days is not None and not 1 <= days <= 3660:
            raise NotUnderstood("A rule is muted for 1 to 3660 days, or for good.")
        until = None if days is None else today + timedelta(days=days)
        asked = Asked(topic=key, at=now, day=today, outcome="muted", until=until)
        return Change(f"Muted: {_name(book, key)}, {_until(until)}.", (asked,), about=asked.id)

    return run_action


def unmute(topic: str) -> Act:
    """Let a muted rule speak again. Raises NotUnderstood for a rule that is not muted."""

    def run_action(book: Book, now: datetime) -> Change:
        key, today = _key(book, topic), day_of(now, book.settings.day_ends)
        found = tuple(a.but(deleted=True) for a in _mutings(book, today) if a.topic == key)
        if not found:
            raise NotUnderstood(f"It is not muted: {_name(book, key)}.", hint="coach mute --list shows what is.")
        return Change(f"May speak again: {_name(book, key)}.", found, about=found[0].id)

    return run_action


def muted(book: Book, now: datetime) -> list[tuple[str, str, str]]:
    """Return the muted rules: (id, its name, "until 24 December" or "for good")."""
    today, last = day_of(now, book.settings.day_ends), dict[str, date]()
    for each in _mutings(book, today):
        last[each.topic] = max(last.get(each.topic, today), each.until or date.max)
    return [(key, _name(book, key), _until(None if day == date.max else day)) for key, day in sorted(last.items())]


def _mutings(book: Book, today: date) -> Iterator[Asked]:
    """Yield what mutes a rule today. (Questions that are no rule's are never muted.)"""
    return (a for a in book.all(Asked) if a.outcome == "muted" and (a.until is None or a.until > today))


def _line(book: Book, now: datetime) -> tuple[str, str]:
    """Return what the coach's line of now is about: a rule (or the question about hours) and a person or ""."""
    from coach.advice.line import line

    said = line(book, now)
    if not said.rule:
        raise CoachError("The coach has nothing to say just now.", hint="coach why tells what waits, and until when.")
    return said.rule, said.person


def _put_off_until(book: Book, asked: Asked) -> str:
    from coach.advice.rules import free_from, rule

    try:
        each = rule(asked.topic)
    except KeyError:  # a question that is asked once
        return "Put off."
    log = [a for a in book.all(Asked) if a.topic == asked.topic]
    return f"Put off, {_until(free_from(each, [*log, asked], asked.day))}."


def _key(book: Book, topic: str) -> str:
    """Return the id of a rule or a goal as it is stored. Taking the day off is never muted."""
    from coach.advice.goals import REST, catalogue, own_templates
    from coach.advice.rules import rules

    known = {each.id for each in rules()} | {each.id for each in (*catalogue(), *own_templates(book))} - {REST}
    found = next((key for key in sorted(known) if key.casefold() == topic.strip().casefold()), None)
    if found is None:
        raise NotUnderstood(
            f'There is no rule or goal "{clean(topic, 40)}".', hint="coach why and coach goal --list name them."
        )
    return found


def _name(book: Book, key: str) -> str:
    from coach.advice.goals import template_of
    from coach.advice.words import name_of

    try:
        return name_of(key)
    except KeyError:
        with suppress(KeyError):
            return template_of(book, key).text
    return key


def _until(day: date | None) -> str:
    return f"until {format_date(day, weekday=True)}" if day else "for good"
