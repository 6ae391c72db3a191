"""The rules of the catalogue, and which of them speak now: at most one piece of advice and one quiet line.

Rules are resolved in the order of (tier, priority, id): safety, boundaries, recovery, commitments, outreach, growth,
patterns. A rule that is taken suppresses others. Of those taken, tiers 0 to 2 speak in that order; the others take
turns, so that no rule is heard every day and none never. Source: docs/coach.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from math import inf
from operator import attrgetter, eq, ge, gt, le, lt
from typing import Any

from coach.advice import catalogue
from coach.advice.facts.context import FactValue
from coach.domain.advice_records import AdviceAnswer

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
    """It speaks on working days and, if hours are set, within them; not while a break goes on."""
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


WORK_PARKING_RULES = frozenset({"R01", "R04", "R05"})
"""Rules after which nothing is suggested for work until tomorrow."""
NEVER_SUSPENDED = frozenset({"R03", "R04", "R05"})
"""Rules that three dismissals do not send away: they stand for the person's own boundaries."""
DISMISSALS_BEFORE_REST = 3
SUSPENDED_FOR = timedelta(days=30)
SMALL_WIN_RULE = "R24"
"""The one line of tiers 4 and 5 that may follow R05."""
FIRST_QUIET_TIER = 3
"""The lowest tier that may speak as the quiet line."""
FIRST_TURN_TIER = 3
"""The lowest tier whose rules take turns."""
MOST_WAITED_DAYS = 60
"""Days since a rule was shown count up to here when rules take turns."""
FOR_GOOD = date.max
SHOWN_MEMORY = timedelta(days=90)
"""Longer than any cool-down."""
AskedByTopic = dict[str, list[AdviceAnswer]]
"""What was asked, by topic."""


@dataclass(frozen=True, slots=True)
class RuleChoice:
    """Which rules speak. `line` and `quiet_line` may be shown; the rest explains why."""

    line: AdviceRule | None = None
    quiet_line: AdviceRule | None = None
    taken: tuple[str, ...] = ()
    suppressed: Mapping[str, str] = field(default_factory=dict)
    """Rule id → the rule that silenced it, or "parked" from a rule that spoke earlier today."""
    undecided: tuple[str, ...] = ()
    """Rules that cannot be judged because a fact is unknown."""
    cooling_down: Mapping[str, date] = field(default_factory=dict)
    """Rules that hold but wait → the first day on which they may speak again."""


def choose_rules(
    facts: Mapping[str, FactValue],
    asked: Iterable[AdviceAnswer] | AskedByTopic,
    today: date,
    contacts: Callable[[str], Collection[str]] = lambda rule_id: (),
    first_use: date | None = None,
) -> RuleChoice:
    """Resolve the rules on the day `today`; `first_use` is the day of the first entry.

    `asked` is what was shown, dismissed, snoozed or muted so far (topic: rule id), in any order, or sorted already
    by `group_by_topic`. `contacts` returns the people whom a rule could name: a rule silenced for one person still
    speaks for another.
    """
    memory = asked if isinstance(asked, dict) else group_by_topic(asked)
    holding, resting, null, cooled = [], [], [], {}
    works = facts["working_time"] and not facts["on_break"]
    for each in load_rules():
        holds = each.holds(facts) if works or not each.in_working_time else False
        if holds is None:
            null.append(each.id)
        if holds:
            free = first_free_day(each, memory.get(each.id, ()), today)
            if free > today:
                cooled[each.id] = free
            if free > today or (each.before_evening and facts["late_today"]):
                resting += [each] if each.silences_while_resting else []
            else:
                holding.append(each)
    parked_by = [key for key in sorted(WORK_PARKING_RULES) if any(a.day == today for a in memory.get(key, ()))]
    taken: list[AdviceRule] = []
    suppressed: dict[str, str] = {}
    for each in holding:
        by = _find_suppressor(each, [*taken, *resting], parked_by, contacts)
        if by:
            suppressed[each.id] = by
        else:
            taken.append(each)
    taken.sort(key=lambda rule: _turn_of(rule, memory.get(rule.id, ()), today, first_use or today))
    line = taken[0] if taken else None
    quiet = next((r for r in taken[1:] if line and r.kind != line.kind and r.tier >= FIRST_QUIET_TIER), None)
    return RuleChoice(line, quiet, tuple(r.id for r in taken), suppressed, tuple(null), cooled)


def first_free_day(each: AdviceRule, asked: Iterable[AdviceAnswer], today: date) -> date:
    """Return the first day from which `each` may speak, given everything `asked` about it.

    A rule shown today may stay for the day; from tomorrow on its cool-down counts from the day it was shown.
    Dismissed: as long, and at least today. Three dismissals: thirty days off, not for R03 to R05; taking it up
    starts the count again. Snoozed: until its date, else today. Muted: until its date, else for good.
    """
    free, dismissed = date.min, 0
    for one in sorted(asked, key=attrgetter("day", "at", "id")):
        until = date.min
        if one.outcome == "shown" and one.day < today:
            until = one.day + timedelta(days=each.cooldown_days)
        elif one.outcome == "dismissed":
            dismissed += 1
            until = one.day + timedelta(days=max(1, each.cooldown_days))
            if dismissed == DISMISSALS_BEFORE_REST and each.id not in NEVER_SUSPENDED:
                until = max(until, one.day + SUSPENDED_FOR)
                dismissed = 0
        elif one.outcome == "snoozed":
            until = one.until or one.day + timedelta(days=1)
        elif one.outcome == "muted":
            until = one.until or FOR_GOOD
        elif one.outcome in ("taken", "answered"):
            dismissed = 0
        free = max(free, until)
    return free


def _turn_of(
    rule: AdviceRule, asked: Iterable[AdviceAnswer], today: date, first_use: date
) -> tuple[int, float, int, int, str]:
    """Return what rules that hold are sorted by.

    Tiers 0 to 2 go by tier and priority. From tier 3 on the rules take turns: the one with the most days since it was
    shown, divided by its rest, goes first; what was shown today stays.
    """
    if rule.tier < FIRST_TURN_TIER:
        return rule.tier, 0.0, rule.tier, rule.priority, rule.id
    shown = [one.day for one in asked if one.outcome == "shown" and one.day <= today]
    if today in shown:
        waited = inf
    elif shown:
        waited = min(MOST_WAITED_DAYS, (today - max(shown)).days) / rule.rest_days
    else:
        waited = (max(0, (today - first_use).days) + 1) / rule.rest_days
    return FIRST_TURN_TIER, -waited, rule.tier, rule.priority, rule.id


def _find_suppressor(
    each: AdviceRule, taken: list[AdviceRule], parked_by: list[str], contacts: Callable[[str], Collection[str]]
) -> str:
    """Return the id of the rule that silences `each`, or ""."""
    for other in taken:
        if each.id in other.suppresses and not (other.per_contact and set(contacts(each.id)) - set(contacts(other.id))):
            return other.id
    if each.tier in (4, 5):
        for key in (*(r.id for r in taken if r.id in WORK_PARKING_RULES), *parked_by):
            if not (each.id == SMALL_WIN_RULE and key == "R05"):
                return key
    return ""


def rule_of_topic(topic: str) -> str:
    """Return the id of the rule whose sentence was shown: R35 for "R35.half"; other topics stay as they are."""
    return topic.partition(".")[0]


def group_by_topic(asked: Iterable[AdviceAnswer]) -> AskedByTopic:
    """Return rule or other topic → what was shown, dismissed, snoozed or muted of it, oldest first.

    What was shown longer ago than any cool-down lasts is left out: ten years of it would be walked for nothing.
    """
    found: AskedByTopic = {}
    known = sorted(asked, key=attrgetter("day", "at", "id"))
    since = known[-1].day - SHOWN_MEMORY if known else FOR_GOOD
    for one in known:
        if one.outcome == "shown" and one.day < since:
            continue
        found.setdefault(rule_of_topic(one.topic), []).append(one)
    return found
