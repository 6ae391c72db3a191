"""The rules of the catalogue: when each holds, which tier it has, and what it silences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from operator import eq, ge, gt, le, lt
from typing import Any

from coach.advice import catalogue
from coach.advice.facts.context import FactValue

_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {">=": ge, "<=": le, ">": gt, "<": lt, "==": eq}


@dataclass(frozen=True, slots=True)
class RuleCondition:
    """A fact compared with a value, or with another fact given by its name."""

    fact: str
    comparison: str
    value: float | bool | str

    @classmethod
    def parse(cls, line: str) -> RuleCondition:
        """Read "minutes_over >= 0"."""
        fact, op, value = line.split()
        if value in ("true", "false"):
            return cls(fact, op, value == "true")
        return cls(fact, op, value if value[0].isalpha() else float(value))

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts it rests on."""
        return (self.fact, self.value) if isinstance(self.value, str) else (self.fact,)

    def holds(self, facts: Mapping[str, FactValue]) -> bool | None:
        """Tell whether it holds; None if a fact is unknown."""
        one = facts[self.fact]
        other = facts[self.value] if isinstance(self.value, str) else self.value
        return None if one is None or other is None else _COMPARISONS[self.comparison](one, other)


@dataclass(frozen=True, slots=True)
class AdviceRule:
    """One rule of the catalogue. `when` holds if every condition of any of its lines does."""

    id: str
    tier: int
    priority: int
    kind: str
    when: tuple[tuple[RuleCondition, ...], ...]
    cooldown_days: int
    suppresses: tuple[str, ...]
    per_contact: bool
    sources: tuple[str, ...]
    serves: tuple[str, ...]
    evidence: str
    minutes: int
    because: str
    in_working_time: bool = False
    """It speaks on working days and, if hours are set, within them."""
    before_evening: bool = False
    """It speaks while something can still be done today."""
    silences_while_resting: bool = False
    """It silences other rules also when it holds and rests, or comes too late in the day."""
    rest_days: int = 1
    """From tier 3 on: of the rules that hold, the one that has waited longest, in units of this, speaks."""

    def holds(self, facts: Mapping[str, FactValue]) -> bool | None:
        """Tell whether the rule holds; None if it does not and an unknown fact is in the way."""
        unknown = False
        for line in self.when:
            answers = [condition.holds(facts) for condition in line]
            if all(answers):
                return True
            unknown = unknown or (None in answers and False not in answers)
        return None if unknown else False


@cache
def load_rules() -> tuple[AdviceRule, ...]:
    """Return all rules in the order of tier, priority and id."""
    found = (_parse_rule(**entry) for entry in catalogue.load_catalogue("rules")["rules"])
    return tuple(sorted(found, key=lambda r: (r.tier, r.priority, r.id)))


@cache
def get_rule(key: str) -> AdviceRule:
    """Return the rule with that id. Raises KeyError."""
    return {each.id: each for each in load_rules()}[key]


def cite_source(key: str) -> str:
    """Return the short citation of a rule's first source."""
    citation: str = catalogue.load_catalogue("rules")["sources"][get_rule(key).sources[0]]
    return citation


def _parse_rule(
    *,
    when: list[str],
    suppresses: list[str],
    sources: list[str],
    serves: list[str],
    per_contact: bool = False,
    **rest: Any,
) -> AdviceRule:
    lines = tuple(tuple(RuleCondition.parse(part) for part in line.split(" and ")) for line in when)
    return AdviceRule(
        when=lines, suppresses=tuple(suppresses), sources=tuple(sources), serves=tuple(serves),
        per_contact=per_contact, **rest,
    )  # fmt: skip
