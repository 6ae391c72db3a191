"""What the coach suggests, at most one line and one quiet line, with the reason and the source.

While the person is away nothing is suggested. Suggesting stores nothing: whoever shows a suggestion saves what
`record_shown` returns, so that cool-downs hold."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, datetime
from uuid import NAMESPACE_OID, uuid5

from coach.advice import words
from coach.advice.facts import Facts, facts
from coach.advice.hours import question_due
from coach.advice.rules import FOR_GOOD, QUIET_FROM, Memory, Resolution, Rule, by_topic, resolve, rule, source
from coach.advice.scene import FACTS, Value
from coach.advice.slots import Asking, filling
from coach.domain.asked import Asked
from coach.domain.book import Book
from coach.domain.text import HIDDEN
from coach.domain.wording import format_date

WELCOME = "R25"
"""Who comes back after days is greeted, and not met with errands."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something the coach says on one day.

    `rule` is its id, `text` at most two lines of 76 columns, `hidden` the same without names and notes, `why`
    under 60 characters, `source` a short citation, `person` whom it is about (an id, or ""), `act` what could be
    done about it (the rule's kind: follow_up, close, invite, goal …), `minutes` about how long that takes (0:
    nothing to do).
    """

    rule: str
    text: str
    why: str
    source: str
    day: date
    person: str = ""
    act: str = ""
    minutes: int = 0
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The line of a moment, and a quiet one of another kind."""

    line: Suggestion | None = None
    quiet: Suggestion | None = None


def suggest(book: Book, now: datetime, *, hide: bool | None = None) -> Suggestions:
    """Return what may be said at the aware moment `now`; nothing while the person has stepped away.

    `hide` keeps names and notes out of the sentences; as the settings say, unless given.
    """
    if _away(book, now):
        return Suggestions()
    known, found = _resolved(book, now)
    hidden = book.settings.hide if hide is None else hide
    line, quiet = (_said(each, known, hidden) if each else None for each in _shown(found))
    return Suggestions(line, quiet)


def record_shown(suggestion: Suggestion, now: datetime) -> Asked:
    """Return the record that `suggestion` was shown; the same one however often on one day, on any device."""
    key = uuid5(NAMESPACE_OID, f"shown {suggestion.rule} {suggestion.day}").hex
    return Asked(id=key, topic=suggestion.rule, at=now, day=suggestion.day, outcome="shown", person=suggestion.person)


def why(book: Book, now: datetime, *, hide: bool | None = None) -> list[str]:
    """Return the lines of "coach why": what is said and why, where it comes from, and everything it rests on."""
    if _away(book, now):
        until = book.settings.away_until
        return [words.bit("away", until=f"{until:%A %H:%M}" if until else "")]
    known, found = _resolved(book, now)
    said = suggest(book, now, hide=hide)
    lines: list[str] = [words.bit("question first")] if question_due(book, now) else []
    for key, each in (("asked first", said.line), ("asked next", said.quiet)):
        if each is not None:
            lines.append(words.bit(key, text=each.text))
            lines.append(words.bit("because", rule=each.rule, name=words.name_of(each.rule), why=each.why))
            lines.append(words.bit("source", source=each.source, evidence=rule(each.rule).evidence))
    lines = lines or [words.bit("nothing")]
    if found.taken:
        lines.append(words.bit("matched", rules=", ".join(map(_named, found.taken))))
    if found.suppressed:
        lines.append(words.bit("silenced", pairs=", ".join(f"{a} by {b}" for a, b in found.suppressed.items())))
    if found.cooled:
        lines.append(words.bit("waiting", pairs=", ".join(f"{a} {_until(b)}" for a, b in found.cooled.items())))
    if found.null:
        lines.append(words.bit("unknown", rules=", ".join(found.null)))
    lines.append(words.bit("facts"))
    return [*lines, *(_fact_line(name, value) for name, value in known.items())]


def _resolved(book: Book, now: datetime) -> tuple[Facts, Resolution]:
    known = facts(book, now)

    def people(key: str) -> set[str]:
        return {contact.person for contact in known.contacts(key)}

    return known, resolve(known, book.derive(_memory, Asked), known.today, people)


def _memory(book: Book) -> Memory:
    return by_topic(book.all(Asked))


def _shown(found: Resolution) -> tuple[Rule | None, Rule | None]:
    """Return the rules of the line and the quiet line: on coming back a greeting stands where errands would."""
    if WELCOME not in found.taken:
        return found.line, found.quiet
    greeting = rule(WELCOME)
    if found.line is None or found.line.tier >= QUIET_FROM:
        return greeting, None
    return found.line, greeting


def _said(each: Rule, known: Facts, hide: bool) -> Suggestion:
    turn = _times_shown(known.scene.book, each.id, known.today)
    what = filling(each.id, Asking(known, turn, hide=True))
    hidden = text = words.say(what.key, turn, **what.slots)
    if not hide and HIDDEN in hidden:
        text = words.say(what.key, turn, **filling(each.id, Asking(known, turn, hide=False)).slots)
    return Suggestion(
        each.id, text, words.why(each.id), source(each.id), known.today, what.person, each.kind, each.minutes, hidden
    )


def _times_shown(book: Book, topic: str, today: date) -> int:
    """Return on how many days before today `topic` was shown: whose turn it is among its variants."""
    return bisect_left(book.derive(_days_shown, Asked).get(topic, []), today)


def _days_shown(book: Book) -> dict[str, list[date]]:
    found: dict[str, set[date]] = {}
    for one in book.all(Asked):
        if one.outcome == "shown":
            found.setdefault(one.topic, set()).add(one.day)
    return {topic: sorted(days) for topic, days in found.items()}


def _away(book: Book, now: datetime) -> bool:
    until = book.settings.away_until
    return until is not None and until > now


def _named(key: str) -> str:
    return f"{key} {words.name_of(key)}"


def _until(day: date) -> str:
    return "for good" if day == FOR_GOOD else f"until {format_date(day)}"


def _fact_line(name: str, value: Value) -> str:
    if value is None:
        return words.bit("fact", name=name, value=words.bit("not known"), unit="")
    if isinstance(value, bool):
        return words.bit("fact", name=name, value=words.bit("yes" if value else "no"), unit="")
    number = f"{value:.2f}" if isinstance(value, float) else str(value)
    return words.bit("fact", name=name, value=number, unit=f" ({FACTS[name].unit})")
