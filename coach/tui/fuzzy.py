"""Fuzzy search: score things with a name, other words and a help line by a few natural words that were typed.

Small words are ignored, endings are cut off, and a word of few things counts more than a word of many.
Nothing here imports Textual.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

STOP_WORDS = frozenset(
    "a am an and any are at be but can did do does for from had has have how i if in is it me my no of on or please "
    "something that the this to was what when which who whom will with would you".split()
)
"""Words that do not help to find anything."""
_SAME_WORDS = {"somebody": "someone"}
_ENDINGS = ("ings", "ing", "ies", "ed", "es", "s", "y")
NAME_WEIGHT, WORDS_WEIGHT, HELP_WEIGHT = 3.0, 2.5, 1.0
"""The weight of a word in the name, among the other words, and in the help line."""
PREFIX_WEIGHT = 0.8
"""The weight of the beginning of a word, beside that of the whole word."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that can be found. A `weight` below 1 puts it behind others."""

    name: str
    help_line: str = ""
    other_words: str = ""
    weight: float = 1.0


def score_candidates(query: str, known: Sequence[Candidate]) -> list[float]:
    """Return a score for each of `known`: 0 if it has less than half of the words of `query`."""
    typed = _split_into_stems(query)
    wanted = tuple(word for word in typed if word not in _STOP_STEMS) or typed
    hits = [_score_words(wanted, thing) for thing in known]
    common = [sqrt(sum(row[n] > 0 for row in hits) or 1) for n in range(len(wanted))]
    scores = []
    for thing, row in zip(known, hits, strict=True):
        found = sum(hit > 0 for hit in row) / (len(wanted) or 1)
        score = sum(hit / often for hit, often in zip(row, common, strict=True)) * found * found
        scores.append(score * thing.weight if found >= 0.5 else 0.0)
    return scores


def _score_words(wanted: Sequence[str], thing: Candidate) -> list[float]:
    """Return the best score of each word in the name, the other words and the help line."""
    places = [
        (NAME_WEIGHT, _split_into_stems(thing.name)),
        (WORDS_WEIGHT, _split_into_stems(thing.other_words)),
        (HELP_WEIGHT, _split_into_stems(thing.help_line)),
    ]
    return [max(weight * _match_word(word, stems) for weight, stems in places) for word in wanted]


def _match_word(word: str, stems: Sequence[str]) -> float:
    """Return 1 for a whole word, `PREFIX_WEIGHT` for the beginning of one, 0 for neither."""
    return 1.0 if word in stems else PREFIX_WEIGHT if any(stem.startswith(word) for stem in stems) else 0.0


def _split_into_stems(text: str) -> tuple[str, ...]:
    return tuple(_cut_ending(_SAME_WORDS.get(word, word)) for word in re.findall(r"\w+", text.casefold()))


def _cut_ending(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


_STOP_STEMS = frozenset(map(_cut_ending, STOP_WORDS))
