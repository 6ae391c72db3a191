"""Actions about moods: log, edit, remove."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from coach.acts.change import Act, Change
from coach.domain.book import Book
from coach.domain.mood import ENERGY, NAMES, Mood
from coach.domain.text import NOTE_LIMIT, clean
from coach.errors import CoachError, NotUnderstood


def log(
    value: int,
    *,
    energy: int | None = None,
    words: Sequence[str] = (),
    note: str = "",
    at: datetime | None = None,
) -> Act:
    """Log a mood, 1 heavy … 5 bright, now or at an earlier time. Raises NotUnderstood for other numbers."""
    _check(value, energy)

    def run_action(book: Book, now: datetime) -> Change:
        if at is not None and at > now:
            raise NotUnderstood("That time is still to come.", hint="A mood can be logged for now or earlier.")
        mood = Mood(
            at=at or now,
            value=value,
            energy=energy,
            words=_words(words),
            note=clean(note, NOTE_LIMIT, lines=True),
        )
        return Change(f"Saved: {said(mood)}.", (mood,), about=mood.id)

    return run_action


def edit(mood_id: str, **changes: Any) -> Act:
    """Change some of value, energy, words, note and at of one entry."""
    if "note" in changes:
        changes["note"] = clean(changes["note"], NOTE_LIMIT, lines=True)
    if "words" in changes:
        changes["words"] = _words(changes["words"])

    def run_action(book: Book, now: datetime) -> Change:
        known = _known(book, mood_id)
        _check(changes.get("value", known.value), changes.get("energy", known.energy))
        mood = known.but(**changes)
        return Change(f"Saved: {said(mood)}.", (mood,), about=mood.id)

    return run_action


def remove(mood_id: str) -> Act:
    """Delete one mood."""

    def run_action(book: Book, now: datetime) -> Change:
        mood = _known(book, mood_id)
        return Change(f"Taken out: {said(mood)}.", (mood.but(deleted=True),), about=mood.id)

    return run_action


def said(mood: Mood) -> str:
    """Return "okay · energy some · 14:05"."""
    parts = [NAMES[mood.value]]
    if mood.energy:
        parts.append(f"energy {ENERGY[mood.energy]}")
    parts += [*mood.words, f"{mood.at:%H:%M}"]
    return " · ".join(parts)


def _known(book: Book, mood_id: str) -> Mood:
    mood = book.get(Mood, mood_id)
    if mood is None:
        raise CoachError("That entry is no longer there.", hint="Another window may have taken it out; u undoes.")
    return mood


def _words(words: Sequence[str]) -> tuple[str, ...]:
    cleaned = (clean(word.strip(" ,#"), 40) for word in words)
    return tuple(dict.fromkeys(word for word in cleaned if word))[:12]


def _check(value: int, energy: int | None) -> None:
    if value not in NAMES:
        raise NotUnderstood(f"A mood is a number from 1 to 5, not {value}.", hint="1 heavy, 3 okay, 5 bright.")
    if energy is not None and energy not in ENERGY:
        raise NotUnderstood(f"Energy is a number from 1 to 3, not {energy}.", hint="1 little, 2 some, 3 plenty.")
