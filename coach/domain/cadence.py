"""Cadence: how often one would like to be in touch with somebody, as typed: "8w", "every 10 days", "3 months"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from coach.domain.person import Person, parse_tie
from coach.domain.text import clean_text
from coach.domain.typed_times import parse_amount
from coach.domain.wording import OFF_WORDS, format_count, format_short_tie
from coach.errors import InvalidInput

_CADENCE_PATTERN = re.compile(r"(?:every )?(\d{1,3})\s*(d|w|m|y)(?:ays?|eeks?|ks?|onths?|os?|ears?|rs?)?$")
_CADENCE_RULE_PATTERN = re.compile(r"(#\S+|[a-z _-]+?) +((?:every )?\d.*)$")
_DAYS_OF_CADENCE_UNIT = {"d": 1, "w": 7, "m": 30, "y": 365}
_NAME_OF_CADENCE_UNIT = {"d": "day", "w": "week", "m": "month", "y": "year"}


def parse_cadence(text: str) -> str:
    """Return the stored form of a cadence, "8w"; "" for off. Raises InvalidInput."""
    typed_cadence = clean_text(text).lower()
    if typed_cadence in OFF_WORDS:
        return ""
    cadence_words = typed_cadence.removeprefix("every ").removesuffix("ly").replace("fortnight", "2 weeks")
    amount = parse_amount(cadence_words) or (parse_amount(f"a {cadence_words}") if len(cadence_words) > 1 else None)
    cadence_match = _CADENCE_PATTERN.match(f"{amount[0]} {amount[1]}" if amount else typed_cadence)
    if cadence_match is None or int(cadence_match[1]) == 0:
        raise InvalidInput(f'"{clean_text(text, 40)}" is not a length of time.', hint="Try 8w, 3 months, or off.")
    return f"{int(cadence_match[1])}{cadence_match[2]}"


def cadence_days(stored: str) -> int:
    """Return the days of a stored cadence, 0 for none."""
    cadence_match = _CADENCE_PATTERN.match(stored)
    return int(cadence_match[1]) * _DAYS_OF_CADENCE_UNIT[cadence_match[2]] if cadence_match else 0


def format_cadence(stored: str) -> str:
    """Return "8 weeks" for "8w"."""
    cadence_match = _CADENCE_PATTERN.match(stored)
    return format_count(int(cadence_match[1]), _NAME_OF_CADENCE_UNIT[cadence_match[2]]) if cadence_match else ""


def format_every(stored: str) -> str:
    """Return "every 8 weeks" for "8w", "every month" for "1m", "" for none."""
    cadence = format_cadence(stored)
    return f"every {cadence.removeprefix('1 ')}" if cadence else ""


def parse_cadence_rules(typed: str) -> tuple[str, ...]:
    """Read "#mentor 4w, well 10w" into one rule each, for a tag or a tie. Raises InvalidInput."""
    rules: dict[str, str] = {}
    if clean_text(typed).lower() in OFF_WORDS:
        return ()
    for typed_rule in clean_text(typed).split(","):
        rule_match = _CADENCE_RULE_PATTERN.match(typed_rule.strip().lower())
        name = rule_match[1] if rule_match else ""
        tag_or_tie = name if name.startswith("#") else parse_tie(name)
        if rule_match is None or not tag_or_tie:
            raise InvalidInput(
                f'"{clean_text(typed_rule, 40)}" is not understood.',
                hint='A tag or how well they know you, then a length: "#mentor 4w, well 10w".',
            )
        rules[tag_or_tie] = parse_cadence(rule_match[2])
    return tuple(f"{tag_or_tie} {stored}" for tag_or_tie, stored in rules.items())


def format_cadence_rules(rules: Iterable[str]) -> str:
    """Return rules as people type them, "#mentor 4w, well 10w"; "off" for none."""
    typed_rules = []
    for tag_or_tie, _, cadence in (rule.rpartition(" ") for rule in rules):
        typed_rules.append(f"{format_short_tie(tag_or_tie)} {cadence}")
    return ", ".join(typed_rules) or "off"


def cadence_of(person: Person, rules: Iterable[str]) -> str:
    """Return the cadence of somebody: their own, else the shortest of the rules for their tags and tie, else ""."""
    if person.every:
        return person.every
    tags_and_tie = {f"#{tag.lower()}" for tag in person.tags} | ({person.tie} if person.tie else set())
    split_rules = (rule.rpartition(" ") for rule in rules)
    cadences = (cadence for tag_or_tie, _, cadence in split_rules if tag_or_tie in tags_and_tie)
    return min(cadences, key=cadence_days, default="")
