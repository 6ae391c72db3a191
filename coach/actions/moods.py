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

SAME_MOOD_WITHIN = timedelta(minutes=1)
_MOST_MOOD_WORDS = 12


@action
def log_mood(
    journal: Journal, now: datetime, mood_value: int, *, energy: int | None = None, words: Sequence[str] = (),
    note: str = "",
) -> ActionResult:  # fmt: skip
    """Log a mood, 1 heavy … 5 bright. Raises InvalidInput for other numbers."""
    _validate_mood(mood_value, energy)
    note = clean_typed_text(note, NOTE_LIMIT, lines=True)
    mood = Mood(at=now, value=mood_value, energy=energy, words=_clean_words(words), note=note)
    if (same_mood := _find_same_mood(journal, mood)) is not None:
        return ActionResult(f"Saved already: {describe_mood(same_mood)}.", record_id=same_mood.id)
    return ActionResult(f"Saved: {describe_mood(mood)}.", (mood,))


def _find_same_mood(journal: Journal, mood: Mood) -> Mood | None:
    """Return the mood of the same minute that says what `mood` does; None if `mood` says more than its value."""
    if mood.note or mood.words or mood.energy:
        return None
    others = journal.list_matching(Mood, "value", mood.value)
    return next((other for other in others if abs(mood.at - other.at) < SAME_MOOD_WITHIN), None)


def find_mood(journal: Journal, mood_id: str) -> Mood | None:
    """Return a mood of any year, None if it is gone."""
    return journal.get_record(Mood, mood_id) or journal.with_all_years().get_record(Mood, mood_id)


def _get_mood(journal: Journal, mood_id: str) -> Mood:
    """Return a mood of any year. Raises CoachError if it is gone."""
    return find_mood(journal, mood_id) or get_existing(journal, Mood, mood_id, "entry")


@action
def edit_mood(journal: Journal, now: datetime, /, mood_id: str, **changes: Any) -> ActionResult:
    """Change some of value, energy, words, note and at of one entry."""
    if "note" in changes:
        changes["note"] = clean_typed_text(changes["note"], NOTE_LIMIT, lines=True)
    if "words" in changes:
        changes["words"] = _clean_words(changes["words"])
    mood = _get_mood(journal, mood_id)
    _validate_mood(changes.get("value", mood.value), changes.get("energy", mood.energy))
    mood = mood.copy_with(**changes)
    backdated_day = describe_backdated_day(mood.at, now, journal.settings.day_ends)
    return ActionResult(f"Saved: {describe_mood(mood)}.{backdated_day}", (mood,))


@action
def remove_mood(journal: Journal, now: datetime, mood_id: str) -> ActionResult:
    """Delete one mood."""
    mood = _get_mood(journal, mood_id)
    return ActionResult(f"Deleted: {describe_mood(mood)}.", (mood.copy_with(deleted=True),))


def describe_mood(mood: Mood) -> str:
    """Return "okay · some energy · 14:05"."""
    energy = [format_energy(mood.energy)] if mood.energy else []
    return " · ".join([MOOD_NAMES[mood.value], *energy, *mood.words, f"{mood.at:%H:%M}"])


def _clean_words(typed_words: Sequence[str]) -> tuple[str, ...]:
    words = drop_repeated_words(clean_typed_text(word.strip(" ,#"), 40) for word in typed_words)
    if len(words) > _MOST_MOOD_WORDS:
        raise InvalidInput(
            f"These are {len(words)} words, and {_MOST_MOOD_WORDS} fit.", hint="A note has room for more."
        )
    return words


def _validate_mood(mood_value: int, energy: int | None) -> None:
    if mood_value not in MOOD_NAMES:
        raise InvalidInput(f"Mood is a number from 1 to 5, not {mood_value}.", hint="1 heavy, 3 okay, 5 bright.")
    if energy is not None and energy not in ENERGY_NAMES:
        raise InvalidInput(f"Energy is a number from 1 to 3, not {energy}.", hint="1 little, 2 some, 3 plenty.")
