"""Follow-up gaps: after how many working days of silence a follow-up is fine, as usual or as the person chose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from coach.domain.person import PERSON_TIES, parse_tie
from coach.domain.text import clean_text
from coach.domain.wording import format_short_tie
from coach.errors import InvalidInput

FIRST_FOLLOW_UP_GAP: Mapping[str, int] = {"cold": 7, "warm": 5, "dormant": 7, "strong": 5}
"""Tie → usual working days of silence before a first follow-up."""
SECOND_FOLLOW_UP_GAP = 10
"""Usual working days of silence after the first follow-up before a second."""
LONGEST_FOLLOW_UP_GAP = 60
_SECOND_FOLLOW_UP = "second"
_USUAL_GAP_WORDS = frozenset({"", "usual", "default", "off", "none"})
_FOLLOW_UP_GAPS_HINT = (
    'Type how many working days to wait: "new 7, a little 5, well 5, out of touch 7, second 10". '
    'One number sets them all; "usual" brings back the usual numbers.'
)


def follow_up_gap(rules: Iterable[str], tie: str, attempts: int) -> int:
    """Return the working days of silence before the next follow-up, after `attempts` of them."""
    chosen = chosen_follow_up_gap(rules, tie, attempts)
    return chosen or (SECOND_FOLLOW_UP_GAP if attempts else FIRST_FOLLOW_UP_GAP[tie])


def chosen_follow_up_gap(rules: Iterable[str], tie: str, attempts: int) -> int:
    """Return the gap that the person chose, 0 where they chose none."""
    tie_or_second = _SECOND_FOLLOW_UP if attempts else tie
    for rule_name, _, gap_days in (rule.rpartition(" ") for rule in rules):
        if rule_name == tie_or_second and gap_days.isdecimal():
            return int(gap_days)
    return 0


def parse_follow_up_gaps(typed: str) -> tuple[str, ...]:
    """Read "new 10, a little 4, second 14", or one number, into a rule for each unusual gap. Raises InvalidInput."""
    typed_gaps = clean_text(typed).lower()
    if typed_gaps in _USUAL_GAP_WORDS:
        return ()
    rules: dict[str, int] = {}
    if typed_gaps.isdecimal():
        _parse_gap_days(typed_gaps, typed_gaps)
        typed_gaps = ", ".join(f"{name} {typed_gaps}" for name in (*PERSON_TIES, _SECOND_FOLLOW_UP))
    for typed_gap in typed_gaps.split(","):
        tie_words, _, gap_days = typed_gap.strip().rpartition(" ")
        tie_or_second = _SECOND_FOLLOW_UP if tie_words == _SECOND_FOLLOW_UP else parse_tie(tie_words)
        if tie_or_second is None:
            raise InvalidInput(f'"{clean_text(typed_gap, 40)}" is not understood.', hint=_FOLLOW_UP_GAPS_HINT)
        rules[tie_or_second] = _parse_gap_days(gap_days, typed_gap)
    usual_gaps = {**FIRST_FOLLOW_UP_GAP, _SECOND_FOLLOW_UP: SECOND_FOLLOW_UP_GAP}
    return tuple(f"{name} {gap_days}" for name, gap_days in rules.items() if gap_days != usual_gaps[name])


def format_follow_up_gaps(rules: Iterable[str]) -> str:
    """Return all gaps in force, as `parse_follow_up_gaps` reads them."""
    gap_rules = tuple(rules)
    ties = ("cold", "warm", "strong", "dormant")
    gaps_by_tie = (f"{format_short_tie(tie)} {follow_up_gap(gap_rules, tie, 0)}" for tie in ties)
    return f"{', '.join(gaps_by_tie)}, {_SECOND_FOLLOW_UP} {follow_up_gap(gap_rules, 'warm', 1)}"


def _parse_gap_days(typed_days: str, typed_gap: str) -> int:
    if not typed_days.isdecimal() or not 1 <= int(typed_days) <= LONGEST_FOLLOW_UP_GAP:
        raise InvalidInput(
            f'"{clean_text(typed_gap, 40)}" is not understood.',
            hint=f"A wait is 1 to {LONGEST_FOLLOW_UP_GAP} working days. {_FOLLOW_UP_GAPS_HINT}",
        )
    return int(typed_days)
