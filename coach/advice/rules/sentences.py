"""Every sentence the coach says, read from catalogue/words.en.json and filled in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from coach.advice import catalogue

OWN_WORDS_LENGTH = 20
"""Longest name or phrase of the person's own within a sentence, so that it fits two lines of 76 columns."""
KEY_PHRASES = {
    "Press O, then Enter,": ("Press {opportunities.show}, then Enter,", "Use coach events EVENT --met NAMES"),
    "press t, then x": ("press {trends.show}, then x", "use coach experiment"),
    "Press C, then 1": ("Press {review.checks}, then 1", "Use coach check privacy"),
    "press C, then 1": ("press {review.checks}, then 1", "use coach check privacy"),
    "Press C, then 2": ("Press {review.checks}, then 2", "Use coach check reputation"),
    "press C, then 2": ("press {review.checks}, then 2", "use coach check reputation"),
    "Press ? for help": ("Press {view.help} for help", "Use coach help-me for help"),
    "Press X": ("Press {outreach.rest_old}", "Use coach rest --old"),
    "u undoes it": ("{undo.undo} undoes it", "coach undo undoes it"),
    'Press H to set them, or "." to skip': (
        'Press {hours.set} to set them, or "{outreach.later}" to skip',
        "Use coach hours to set them, or coach later to skip",
    ),
}
"""What a sentence of advice says of a key → the same with the id of its command, and the command of the shell."""
_KEY_PHRASE = re.compile("|".join(map(re.escape, KEY_PHRASES)))


def list_variants(sentence_key: str) -> tuple[str, ...]:
    """Return all ways to say `sentence_key` (a rule id, or a rule id and a case: "R11.promise"). Raises KeyError."""
    return tuple(_load_sentences()["says"][sentence_key])


def render_message(sentence_key: str, turn: int = 0, **slots: object) -> str:
    """Return the sentence of `sentence_key` whose turn it is, filled in. Raises KeyError for an unknown key or slot.

    `turn` counts how often it was said before: with five variants, none comes back within five.
    """
    variants = list_variants(sentence_key)
    text = variants[turn % len(variants)].format_map(slots)
    return text[:1].upper() + text[1:]  # whatever was filled in first


def rule_reason(sentence_key: str, rule: str) -> str:
    """Return why a rule spoke, in under 60 characters: by the key of its sentence or by the rule. Raises KeyError."""
    reasons = _load_sentences()["why"]
    return str(reasons[sentence_key] if sentence_key in reasons else reasons[rule])


def rule_name(rule: str) -> str:
    """Return a rule in a few words. Raises KeyError."""
    return str(_load_sentences()["names"][rule])


def list_row_keys() -> tuple[str, ...]:
    """Return the rows (P1 to B4b, K) in their order."""
    return tuple(_load_sentences()["rows"])


def describe_row(key: str) -> str:
    """Return what a row (P1 to B4b, K) is about, in a few words. Raises KeyError."""
    return str(_load_sentences()["rows"][key])


def page_lines(key: str) -> tuple[str, ...]:
    """Return the lines of a fixed page ("help"), read one after the other. Raises KeyError."""
    return tuple(_load_sentences()["pages"][key])


def short_text(key: str, **slots: object) -> str:
    """Return a short fixed text, filled in. Raises KeyError."""
    return str(_load_sentences()["bits"][key]).format_map(slots)


def replace_keys_with_commands(text: str) -> str:
    """Return a sentence of advice for the shell, with commands where it names keys of the full screen."""
    return _KEY_PHRASE.sub(lambda found: KEY_PHRASES[found[0]][1], text)


def fill_in_keys(text: str, fill: Callable[[str], str]) -> str:
    """Return a sentence of advice for the screen, with the keys in force where it names keys.

    `fill` puts keys in place of command ids. It gets the phrases alone: the rest may be the person's own words.
    """
    return _KEY_PHRASE.sub(lambda found: fill(KEY_PHRASES[found[0]][0]), text)


def choose_kind_sentence(turn: int) -> str:
    """Return the sentence after a no whose turn it is: `turn` counts those that were said before."""
    kind_sentences = page_lines("after a no")
    return kind_sentences[turn % len(kind_sentences)]


def _load_sentences() -> Mapping[str, Any]:
    sentences: Mapping[str, Any] = catalogue.load_catalogue("words.en")
    return sentences
