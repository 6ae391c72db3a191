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
    journal: Journal,
    now: datetime,
    mood_value: int,
    *,
    energy: int | None = None,
    words: Sequence[str] = (),
    note: str = "",
) -> ActionResult:
    """Log a mood, 1 heavy … 5 bright. Raises InvalidInput for other numbers."""
    _validate_mood(mood_value, energy)
    mood = Mood(
        at=now,
        value=mood_value,
        energy=energy,
        words=_clean_words(words),
        note=clean_typed_text(note, NOTE_LIMIT, lines=True),
    )
    if (same_mood := _find_same_mood(journal, mood)) is not None:
        return ActionResult(f"Saved already: {describe_mood(same_mood)}.", record_id=same_mood.id)
    return ActionResult(f"Saved: {describe_mood(mood)}.", (mood,), record_id=mood.id)


def _find_same_mood(journal: Journal, mood: Mood) -> Mood | None:
    """Return the mood of the same minute that says what `mood` does; None if `mood` says more than its value."""
    if mood.note or mood.words or mood.energy:
        return None
    moods_of_same_value = journal.list_matching(Mood, "value", mood.value)
    return next(
        (same_mood for same_mood in moods_of_same_value if abs(mood.at - same_mood.at) < SAME_MOOD_WITHIN), None
    )


@action
def edit_mood(journal: Journal, now: datetime, /, mood_id: str, **mood_changes: Any) -> ActionResult:
    """Change some of value, energy, words, note and at of one entry."""
    if "note" in mood_changes:
        mood_changes["note"] = clean_typed_text(mood_changes["note"], NOTE_LIMIT, lines=True)
    if "words" in mood_changes:
        mood_changes["words"] = _clean_words(mood_changes["words"])
    mood_before = get_existing(journal, Mood, mood_id, "entry")
    _validate_mood(mood_changes.get("value", mood_before.value), mood_changes.get("energy", mood_before.energy))
    mood = mood_before.copy_with(**mood_changes)
    message = f"Saved: {describe_mood(mood)}.{describe_backdated_day(mood.at, now, journal.settings.day_ends)}"
    return ActionResult(message, (mood,), record_id=mood.id)


@action
def remove_mood(journal: Journal, now: datetime, mood_id: str) -> ActionResult:
    """Delete one mood."""
    mood = get_existing(journal, Mood, mood_id, "entry")
    return ActionResult(f"Deleted: {describe_mood(mood)}.", (mood.copy_with(deleted=True),), record_id=mood.id)


def describe_mood(mood: Mood) -> str:
    """Return "okay · some energy · 14:05"."""
    mood_parts = [MOOD_NAMES[mood.value]]
    if mood.energy:
        mood_parts.append(format_energy(mood.energy))
    mood_parts += [*mood.words, f"{mood.at:%H:%M}"]
    return " · ".join(mood_parts)


def _clean_words(typed_words: Sequence[str]) -> tuple[str, ...]:
    cleaned_words = (clean_typed_text(mood_word.strip(" ,#"), 40) for mood_word in typed_words)
    mood_words = drop_repeated_words(cleaned_words)
    if len(mood_words) > _MOST_MOOD_WORDS:
        raise InvalidInput(
            f"These are {len(mood_words)} words, and {_MOST_MOOD_WORDS} fit.", hint="A note has room for more."
        )
    return mood_words


def _validate_mood(mood_value: int, energy: int | None) -> None:
    if mood_value not in MOOD_NAMES:
        raise InvalidInput(f"Mood is a number from 1 to 5, not {mood_value}.", hint="1 heavy, 3 okay, 5 bright.")
    if energy is not None and energy not in ENERGY_NAMES:
        raise InvalidInput(f"Energy is a number from 1 to 3, not {energy}.", hint="1 little, 2 some, 3 plenty.")
