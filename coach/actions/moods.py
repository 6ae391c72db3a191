"""Actions about moods: log, edit, remove."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from coach.actions.backdate import describe_backdated_day
from coach.actions.find_record import get_existing
from coach.actions.result import ActionResult, action
from coach.domain.journal import Journal
from coach.domain.mood import Mood
from coach.domain.text import NOTE_LIMIT, clean_typed_text, drop_repeated_words
from coach.domain.wording import ENERGY_NAMES, MOOD_NAMES, format_energy
from coach.errors import InvalidInput

A_MINUTE = timedelta(minutes=1)
_MOST_WORDS = 12


@action
def log_mood(
    journal: Journal, now: datetime, value: int, *, energy: int | None = None, words: Sequence[str] = (), note: str = ""
) -> ActionResult:
    """Log a mood, 1 heavy … 5 bright. Raises InvalidInput for other numbers."""
    _validate_mood(value, energy)
    mood = Mood(
        at=now,
        value=value,
        energy=energy,
        words=_clean_words(words),
        note=clean_typed_text(note, NOTE_LIMIT, lines=True),
    )
    if (known := _find_same_mood(journal, mood)) is not None:
        return ActionResult(f"Saved already: {describe_mood(known)}.", record_id=known.id)
    return ActionResult(f"Saved: {describe_mood(mood)}.", (mood,), record_id=mood.id)


def _find_same_mood(journal: Journal, mood: Mood) -> Mood | None:
    """Return the mood of the same minute that says what `mood` does; None if `mood` says more than its value."""
    if mood.note or mood.words or mood.energy:
        return None
    known = journal.list_matching(Mood, "value", mood.value)
    return next((each for each in known if abs(mood.at - each.at) < A_MINUTE), None)


@action
def edit_mood(journal: Journal, now: datetime, /, mood_id: str, **changes: Any) -> ActionResult:
    """Change some of value, energy, words, note and at of one entry."""
    if "note" in changes:
        changes["note"] = clean_typed_text(changes["note"], NOTE_LIMIT, lines=True)
    if "words" in changes:
        changes["words"] = _clean_words(changes["words"])
    known = get_existing(journal, Mood, mood_id, "entry")
    _validate_mood(changes.get("value", known.value), changes.get("energy", known.energy))
    mood = known.copy_with(**changes)
    message = f"Saved: {describe_mood(mood)}.{describe_backdated_day(mood.at, now, journal.settings.day_ends)}"
    return ActionResult(message, (mood,), record_id=mood.id)


@action
def remove_mood(journal: Journal, now: datetime, mood_id: str) -> ActionResult:
    """Delete one mood."""
    mood = get_existing(journal, Mood, mood_id, "entry")
    return ActionResult(f"Deleted: {describe_mood(mood)}.", (mood.copy_with(deleted=True),), record_id=mood.id)


def describe_mood(mood: Mood) -> str:
    """Return "okay · some energy · 14:05"."""
    parts = [MOOD_NAMES[mood.value]]
    if mood.energy:
        parts.append(format_energy(mood.energy))
    parts += [*mood.words, f"{mood.at:%H:%M}"]
    return " · ".join(parts)


def _clean_words(words: Sequence[str]) -> tuple[str, ...]:
    cleaned = (clean_typed_text(word.strip(" ,#"), 40) for word in words)
    found = drop_repeated_words(cleaned)
    if len(found) > _MOST_WORDS:
        raise InvalidInput(f"These are {len(found)} words, and {_MOST_WORDS} fit.", hint="A note has room for more.")
    return found


def _validate_mood(value: int, energy: int | None) -> None:
    if value not in MOOD_NAMES:
        raise InvalidInput(f"Mood is a number from 1 to 5, not {value}.", hint="1 heavy, 3 okay, 5 bright.")
    if energy is not None and energy not in ENERGY_NAMES:
        raise InvalidInput(f"Energy is a number from 1 to 3, not {energy}.", hint="1 little, 2 some, 3 plenty.")
