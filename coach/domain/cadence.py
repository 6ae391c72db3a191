"""Cadence: how often one would like to be in touch with somebody, as typed: "8w", "every 10 days", "3 months"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from coach.domain.person import Person, parse_tie
from coach.domain.text import clean_text
from coach.domain.typed_times import parse_amount
from coach.domain.wording import OFF_WORDS, TIE_NAMES
from coach.errors import InvalidInput

_LENGTH = re.compile(r"(?:every )?(\d{1,3})\s*(d|w|m|y)(?:ays?|eeks?|ks?|onths?|os?|ears?|rs?)?$")
_RULE = re.compile(r"(#\S+|[a-z _-]+?) +((?:every )?\d.*)$")
_UNIT_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_UNIT_NAMES = {"d": "day", "w": "week", "m": "month", "y": "year"}


def parse_cadence(text: str) -> str:
    """Return the stored form of a cadence, "8w"; "" for off. Raises InvalidInput."""
    low = clean_text(text).lower()
    if low in OFF_WORDS:
        return ""
    length = low.removeprefix("every ").removesuffix("ly").replace("fortnight", "2 weeks")
    amount = parse_amount(length) or (parse_amount(f"a {length}") if len(length) > 1 else None)
    found = _LENGTH.match(f"{amount[0]} {amount[1]}" if amount else low)
    if found is None or int(found[1]) == 0:
        raise InvalidInput(f'"{clean_text(text, 40)}" is not a length of time.', hint="Try 8w, 3 months, or off.")
    return f"{int(found[1])}{found[2]}"


def cadence_days(stored: str) -> int:
    """Return the days of a stored cadence, 0 for none."""
    found = _LENGTH.match(stored)
    return int(found[1]) * _UNIT_DAYS[found[2]] if found else 0


def format_cadence(stored: str) -> str:
    """Return "8 weeks" for "8w"."""
    found = _LENGTH.match(stored)
    if found is None:
        return ""
    number, unit = int(found[1]), _UNIT_NAMES[found[2]]
    return f"{number} {unit}{'' if number == 1 else 's'}"


def format_every(stored: str) -> str:
    """Return "every 8 weeks" for "8w", "every month" for "1m", "" for none."""
    length = format_cadence(stored)
    return f"every {length.removeprefix('1 ')}" if length else ""


def parse_cadence_rules(typed: str) -> tuple[str, ...]:
    """Read "#mentor 4w, well 10w" into one rule each, for a tag or a tie. Raises InvalidInput."""
    rules: dict[str, str] = {}
    if clean_text(typed).lower() in OFF_WORDS:
        return ()
    for part in clean_text(typed).split(","):
        found = _RULE.match(part.strip().lower())
        name = "" if found is None else found[1] if found[1].startswith("#") else parse_tie(found[1])
        if found is None or not name:
            raise InvalidInput(
                f'"{clean_text(part, 40)}" is not understood.',
                hint='A tag or how well they know you, then a length: "#mentor 4w, well 10w".',
            )
        rules[name] = parse_cadence(found[2])
    return tuple(f"{name} {stored}" for name, stored in rules.items())


def format_cadence_rules(rules: Iterable[str]) -> str:
    """Return rules as people type them, "#mentor 4w, well 10w"; "off" for none."""
    parts = (rule.rpartition(" ") for rule in rules)
    return (
        ", ".join(f"{TIE_NAMES.get(name, name).removeprefix('knows you ')} {length}" for name, _, length in parts)
        or "off"
    )


def cadence_of(person: Person, rules: Iterable[str]) -> str:
    """Return the cadence of somebody: their own, else the shortest of the rules for their tags and tie, else ""."""
    if person.every:
        return person.every
    marks = {f"#{tag.lower()}" for tag in person.tags} | ({person.tie} if person.tie else set())
    fitting = [length for name, _, length in (rule.rpartition(" ") for rule in rules) if name in marks]
    return min(fitting, key=cadence_days, default="")
