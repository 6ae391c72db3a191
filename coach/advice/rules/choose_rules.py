"""The rules of the catalogue, and which of them speak now: at most one piece of advice, and a second of another kind.

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
from coach.advice.facts.fact_context import FactValue
from coach.domain.advice_records import AdviceAnswer

_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {">=": ge, "<=": le, ">": gt, "<": lt, "==": eq}


@dataclass(frozen=True, slots=True)
class RuleCondition:
    """A fact compared with a value, or with another fact given by its name."""

    fact: str
    comparison: str
    value: float | bool | str

    @classmethod
    def parse(cls, condition: str) -> RuleCondition:
        """Read "minutes_over >= 0"."""
        fact, comparison, value = condition.split()
        if value in ("true", "false"):
            return cls(fact, comparison, value == "true")
        return cls(fact, comparison, value if value[0].isalpha() else float(value))

    def holds(self, facts: Mapping[str, FactValue]) -> bool | None:
        """Tell whether it holds; None if a fact is unknown."""
        fact_value = facts[self.fact]
        compared_value = facts[self.value] if isinstance(self.value, str) else self.value
        if fact_value is None or compared_value is None:
            return None
        return _COMPARISONS[self.comparison](fact_value, compared_value)


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
    sources: tuple[str, ...]
    serves: tuple[str, ...]
    evidence: str
    minutes: int
    because: str
    per_contact: bool = False
    """It names somebody: a rule that it silences still speaks of other people."""
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
        rests_on_unknown = False
        for conditions in self.when:
            has_unknown = False
            for condition in conditions:
                is_met = condition.holds(facts)
                if is_met is False:
                    break
                has_unknown = has_unknown or is_met is None
            else:
                if not has_unknown:
                    return True
                rests_on_unknown = True
        return None if rests_on_unknown else False


@cache
def load_rules() -> tuple[AdviceRule, ...]:
    """Return all rules in the order of tier, priority and id."""
    parsed_rules = (_parse_rule(**rule_document) for rule_document in catalogue.load_catalogue("rules")["rules"])
    return tuple(sorted(parsed_rules, key=lambda rule: (rule.tier, rule.priority, rule.id)))


@cache
def get_rule(rule_id: str) -> AdviceRule:
    """Return the rule with that id. Raises KeyError."""
    return {rule.id: rule for rule in load_rules()}[rule_id]


def cite_source(rule_id: str) -> str:
    """Return the short citation of a rule's first source."""
    citation: str = catalogue.load_catalogue("rules")["sources"][get_rule(rule_id).sources[0]]
    return citation


def _parse_rule(*, when: list[str], **other_fields: Any) -> AdviceRule:
    alternatives = tuple(
        tuple(RuleCondition.parse(condition) for condition in alternative.split(" and ")) for alternative in when
    )
    field_values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in other_fields.items()
    }
    return AdviceRule(when=alternatives, **field_values)


WORK_PARKING_RULES = frozenset({"R01", "R04", "R05"})
"""Rules after which nothing is suggested for work until tomorrow."""
NEVER_SUSPENDED_RULES = frozenset({"R03", "R04", "R05"})
"""Rules that three dismissals do not send away: they stand for the person's own boundaries."""
DISMISSALS_BEFORE_SUSPENSION = 3
RULE_SUSPENDED_FOR = timedelta(days=30)
SMALL_WIN_RULE = "R24"
"""The one line of tiers 4 and 5 that may follow R05."""
FIRST_TIER_OF_SECOND_RULE = 3
"""The lowest tier that may speak second."""
FIRST_TURN_TIER = 3
"""The lowest tier whose rules take turns."""
MOST_DAYS_WAITED_FOR_TURN = 60
"""Days since a rule was shown count up to here when rules take turns."""
SILENT_FOR_GOOD = date.max
SHOWN_RULE_MEMORY = timedelta(days=90)
"""Longer than any cool-down."""
AdviceAnswersByTopic = dict[str, list[AdviceAnswer]]
"""What was asked, by topic."""


@dataclass(frozen=True, slots=True)
class RuleChoice:
    """Which rules speak, first and second; the rest explains why."""

    first: AdviceRule | None = None
    second: AdviceRule | None = None
    taken: tuple[str, ...] = ()
    suppressed: Mapping[str, str] = field(default_factory=dict)
    """Rule id → the rule that silenced it, which may have spoken earlier today."""
    undecided: tuple[str, ...] = ()
    """Rules that cannot be judged because a fact is unknown."""
    cooling_down: Mapping[str, date] = field(default_factory=dict)
    """Rules that hold but wait → the first day on which they may speak again."""


def choose_rules(
    facts: Mapping[str, FactValue],
    answers_by_topic: AdviceAnswersByTopic,
    today: date,
    contacts: Callable[[str], Collection[str]] = lambda rule_id: (),
    first_use: date | None = None,
) -> RuleChoice:
    """Resolve the rules on the day `today`; `first_use` is the day of the first entry.

    `answers_by_topic` is what was shown, dismissed, snoozed or muted so far. `contacts` returns the people whom a rule
    could name: a rule silenced for one person still speaks for another.
    """
    holding_rules, resting_rules, undecided_rules, cooling_rules = [], [], [], {}
    is_working_time = facts["working_time"] and not facts["on_break"]
    for rule in load_rules():
        is_holding = rule.holds(facts) if is_working_time or not rule.in_working_time else False
        if is_holding is None:
            undecided_rules.append(rule.id)
        if is_holding:
            free_from = first_free_day(rule, answers_by_topic.get(rule.id, ()), today)
            if free_from > today:
                cooling_rules[rule.id] = free_from
            if free_from > today or (rule.before_evening and facts["late_today"]):
                resting_rules += [rule] if rule.silences_while_resting else []
            else:
                holding_rules.append(rule)
    parked_today_by = [
        rule_id
        for rule_id in sorted(WORK_PARKING_RULES)
        if any(answer.day == today for answer in answers_by_topic.get(rule_id, ()))
    ]
    taken_rules: list[AdviceRule] = []
    suppressed_rules: dict[str, str] = {}
    for rule in holding_rules:
        suppressor = _find_suppressor(rule, [*taken_rules, *resting_rules], parked_today_by, contacts)
        if suppressor:
            suppressed_rules[rule.id] = suppressor
        else:
            taken_rules.append(rule)
    first_use = first_use or today
    taken_rules.sort(key=lambda rule: _turn_sort_key(rule, answers_by_topic.get(rule.id, ()), today, first_use))
    rules_of_another_kind = (
        rule for rule in taken_rules[1:] if rule.kind != taken_rules[0].kind and rule.tier >= FIRST_TIER_OF_SECOND_RULE
    )
    return RuleChoice(
        next(iter(taken_rules), None), next(rules_of_another_kind, None), tuple(rule.id for rule in taken_rules),
        suppressed_rules, tuple(undecided_rules), cooling_rules,
    )  # fmt: skip


def first_free_day(rule: AdviceRule, advice_answers: Iterable[AdviceAnswer], today: date) -> date:
    """Return the first day from which `rule` may speak, given the `advice_answers` about it.

    A rule shown today may stay for the day; from tomorrow on its cool-down counts from the day it was shown.
    Dismissed: as long, and at least today. Three dismissals: thirty days off, not for R03 to R05; taking it up
    starts the count again. Snoozed: until its date, else today. Muted: until its date, else for good.
    """
    free_from, dismissal_count = date.min, 0
    for answer in sorted(advice_answers, key=attrgetter("day", "at", "id")):
        silent_until = date.min
        if answer.outcome == "shown" and answer.day < today:
            silent_until = answer.day + timedelta(days=rule.cooldown_days)
        elif answer.outcome == "dismissed":
            dismissal_count += 1
            silent_until = answer.day + timedelta(days=max(1, rule.cooldown_days))
            if dismissal_count == DISMISSALS_BEFORE_SUSPENSION and rule.id not in NEVER_SUSPENDED_RULES:
                silent_until = max(silent_until, answer.day + RULE_SUSPENDED_FOR)
                dismissal_count = 0
        elif answer.outcome == "snoozed":
            silent_until = answer.until or answer.day + timedelta(days=1)
        elif answer.outcome == "muted":
            silent_until = answer.until or SILENT_FOR_GOOD
        elif answer.outcome in ("taken", "answered"):
            dismissal_count = 0
        free_from = max(free_from, silent_until)
    return free_from


def _turn_sort_key(
    rule: AdviceRule, advice_answers: Iterable[AdviceAnswer], today: date, first_use: date
) -> tuple[int, float, int, int, str]:
    """Return what rules that hold are sorted by.

    Tiers 0 to 2 go by tier and priority. From tier 3 on the rules take turns: the one with the most days since it was
    shown, divided by its rest, goes first; what was shown today stays.
    """
    if rule.tier < FIRST_TURN_TIER:
        return rule.tier, 0.0, rule.tier, rule.priority, rule.id
    days_shown = [answer.day for answer in advice_answers if answer.outcome == "shown" and answer.day <= today]
    if today in days_shown:
        turns_waited = inf
    elif days_shown:
        turns_waited = min(MOST_DAYS_WAITED_FOR_TURN, (today - max(days_shown)).days) / rule.rest_days
    else:
        turns_waited = (max(0, (today - first_use).days) + 1) / rule.rest_days
    return FIRST_TURN_TIER, -turns_waited, rule.tier, rule.priority, rule.id


def _find_suppressor(
    rule: AdviceRule,
    taken_rules: list[AdviceRule],
    parked_today_by: list[str],
    contacts: Callable[[str], Collection[str]],
) -> str:
    """Return the id of the rule that silences `rule`, or ""."""
    for taken_rule in taken_rules:
        if rule.id in taken_rule.suppresses and not (
            taken_rule.per_contact and set(contacts(rule.id)) - set(contacts(taken_rule.id))
        ):
            return taken_rule.id
    if rule.tier not in (4, 5):
        return ""
    parked_by = [taken_rule.id for taken_rule in taken_rules if taken_rule.id in WORK_PARKING_RULES] + parked_today_by
    return next((parking for parking in parked_by if (rule.id, parking) != (SMALL_WIN_RULE, "R05")), "")


def group_by_topic(advice_answers: Iterable[AdviceAnswer]) -> AdviceAnswersByTopic:
    """Return rule or other topic → what was shown, dismissed, snoozed or muted of it, oldest first.

    What was shown longer ago than any cool-down lasts is left out: ten years of it would be walked for nothing.
    """
    answers_by_topic: AdviceAnswersByTopic = {}
    answers_in_order = sorted(advice_answers, key=attrgetter("day", "at", "id"))
    oldest_shown_day = answers_in_order[-1].day - SHOWN_RULE_MEMORY if answers_in_order else SILENT_FOR_GOOD
    for answer in answers_in_order:
        if answer.outcome == "shown" and answer.day < oldest_shown_day:
            continue
        rule_or_topic = answer.topic.partition(".")[0]  # R35 for "R35.half", one of its sentences
        answers_by_topic.setdefault(rule_or_topic, []).append(answer)
    return answers_by_topic
