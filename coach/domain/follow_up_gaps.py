"""Follow-up gaps: after how many working days of silence a follow-up is fine, as usual or as the person chose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from coach.domain.person import PERSON_TIES, parse_tie
from coach.domain.text import clean_text
from coach.domain.wording import TIE_NAMES
from coach.errors import InvalidInput

FIRST_FOLLOW_UP_GAP: Mapping[str, int] = {"cold": 7, "warm": 5, "dormant": 7, "strong": 5}
"""Tie → usual working days of silence before a first follow-up."""
SECOND_FOLLOW_UP_GAP = 10
"""Usual working days of silence after the first follow-up before a second."""
LONGEST_GAP = 60
_SECOND = "second"
_USUAL_WORDS = frozenset({"", "usual", "default", "off", "none"})
_HINT = (
    'Type how many working days to wait: "new 7, a little 5, well 5, out of touch 7, second 10". '
    'One number sets them all; "usual" brings back the usual numbers.'
)


def follow_up_gap(rules: Iterable[str], tie: str, attempts: int) -> int:
    """Return the working days of silence before the next follow-up, after `attempts` of them."""
    chosen = chosen_follow_up_gap(rules, tie, attempts)
    return chosen or (SECOND_FOLLOW_UP_GAP if attempts else FIRST_FOLLOW_UP_GAP[tie])


def chosen_follow_up_gap(rules: Iterable[str], tie: str, attempts: int) -> int:
    """Return the gap that the person chose, 0 where they chose none."""
    wanted = _SECOND if attempts else tie
    for name, _, days in (rule.rpartition(" ") for rule in rules):
        if name == wanted and days.isdecimal():
            return int(days)
    return 0


def parse_follow_up_gaps(typed: str) -> tuple[str, ...]:
    """Read "new 10, a little 4, second 14", or one number, into a rule for each unusual gap. Raises InvalidInput."""
    text = clean_text(typed).lower()
    if text in _USUAL_WORDS:
        return ()
    rules: dict[str, int] = {}
    if text.isdecimal():
        _parse_days(text, text)
        text = ", ".join(f"{name} {text}" for name in (*PERSON_TIES, _SECOND))
    for part in text.split(","):
        words, _, days = part.strip().rpartition(" ")
        name = _SECOND if words == _SECOND else parse_tie(words)
        if name is None:
            raise InvalidInput(f'"{clean_text(part, 40)}" is not understood.', hint=_HINT)
        rules[name] = _parse_days(days, part)
    usual = {**FIRST_FOLLOW_UP_GAP, _SECOND: SECOND_FOLLOW_UP_GAP}
    return tuple(f"{name} {days}" for name, days in rules.items() if days != usual[name])


def format_follow_up_gaps(rules: Iterable[str]) -> str:
    """Return all gaps in force, as `parse_follow_up_gaps` reads them."""
    known = tuple(rules)
    ties = (
        f"{TIE_NAMES[tie].removeprefix('knows you ')} {follow_up_gap(known, tie, 0)}"
        for tie in ("cold", "warm", "strong", "dormant")
    )
    return f"{', '.join(ties)}, {_SECOND} {follow_up_gap(known, 'warm', 1)}"


def _parse_days(days: str, part: str) -> int:
    if not days.isdecimal() or not 1 <= int(days) <= LONGEST_GAP:
        raise InvalidInput(
            f'"{clean_text(part, 40)}" is not understood.', hint=f"A wait is 1 to {LONGEST_GAP} working days. {_HINT}"
        )
    return int(days)
