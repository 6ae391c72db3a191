"""Kindness: what is said once after a no. An answer is about fit and timing, so these sentences are too."""

from __future__ import annotations

from collections.abc import Sequence

AFTER_A_NO = (
    "It was about this request on this day, not about you.",
    "You asked, and now you know. That is what asking is for.",
    "A clear no is kinder than a long wait, for both of you.",
    "Somebody took the time to answer. That door stays friendly.",
    "Everybody who asks hears this now and then.",
    "Everyone else on your list is just where they were.",
    "It may sting for a moment. That is allowed, and it passes.",
    "One line of thanks, or nothing more at all: both are fine.",
    "The asking was yours; the answer was theirs to give.",
    "No today goes well with hello next year.",
    "A no is mostly about fit and timing, and neither was in your hands.",
    "This thread is complete. Nothing is owed on either side.",
    "They answered a question about time, not one about worth.",
    "There is no next step to take now. A short walk is a fine one.",
)
"""All of them stand alone: none needs a name, a number or a reply."""
APART = 5
"""A sentence does not come back within so many."""


def after_a_no(previous: Sequence[int], day: int) -> tuple[int, str]:
    """Return (index, sentence), none of the last five of the `previous` indexes, oldest first.

    `day` is any whole number that moves on, such as a day's ordinal or the count of answers so far; the same
    numbers give the same sentence. Counting up by one keeps sentences apart even if nothing is remembered.
    """
    recent = set(previous[-APART:])
    turns = ((day + step) % len(AFTER_A_NO) for step in range(len(AFTER_A_NO)))
    index = next(turn for turn in turns if turn not in recent)
    return index, AFTER_A_NO[index]
