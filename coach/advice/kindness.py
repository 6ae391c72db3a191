"""Kindness: what is said once after a no. An answer is about fit and timing, so these sentences are too.

They stand in catalogue/words.en.json, and each stands alone: none needs a name, a number or a reply.
"""

from __future__ import annotations

from collections.abc import Sequence

from coach.advice import words

APART = 5
"""A sentence does not come back within so many."""


def after_a_no(previous: Sequence[int], day: int) -> tuple[int, str]:
    """Return (index, sentence), none of the last five of the `previous` indexes, oldest first.

    `day` is any whole number that moves on, such as a day's ordinal or the count of answers so far; the same
    numbers give the same sentence. Counting up by one keeps sentences apart even if nothing is remembered.
    """
    recent = set(previous[-APART:])
    said = words.page("after a no")
    turns = ((day + step) % len(said) for step in range(len(said)))
    index = next(turn for turn in turns if turn not in recent)
    return index, said[index]
