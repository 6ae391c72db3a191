"""The rules, worked out a second time by hand: the same facts and memory, read straight from the catalogue's JSON.

Written from docs/coach.md and not from `coach.advice.rules`, slow and plain on purpose.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

import coach.advice.catalogue as catalogue
from coach.advice.rules import resolve
from coach.domain.asked import Asked, Outcome
from tests.unit.books import TODAY, asked
from tests.unit.test_rules import CALM, SPEAKS

RULES = json.loads((Path(catalogue.__file__).parent / "rules.json").read_text(encoding="utf-8"))["rules"]
BOUNDARIES, STOPPING = {"R03", "R04", "R05"}, ("R01", "R04", "R05")
PEOPLE = ("ana", "bo", "chidi")
OUTCOMES: tuple[Outcome, ...] = ("shown", "shown", "dismissed", "dismissed", "snoozed", "muted", "taken", "answered")


def holds(rule: dict[str, Any], facts: dict[str, Any]) -> bool:
    """A rule holds if all conditions of any of its lines do; a condition with an unknown fact does not."""
    for line in rule["when"]:
        every = True
        for condition in line.split(" and "):
            name, op, text = condition.split()
            one = facts[name]
            other = {"true": True, "false": False}[text] if text in ("true", "false") else facts.get(text)
            if text not in facts and text not in ("true", "false"):
                other = float(text)
            if one is None or other is None:
                every = False
            elif op == ">=":
                every = every and one >= other
            elif op == "<=":
                every = every and one <= other
            elif op == "<":
                every = every and one < other
            elif op == ">":
                every = every and one > other
            else:
                assert op == "=="
                every = every and one == other
        if every:
            return True
    return False


def rests(rule: dict[str, Any], memory: list[Asked]) -> bool:
    """Whether a rule is in its cool-down, put off, snoozed, muted or sent away today."""
    mine = sorted((a for a in memory if a.topic == rule["id"]), key=lambda a: (a.day, a.at, a.id))
    count = 0
    for a in mine:
        age = (TODAY - a.day).days
        if a.outcome == "shown" and age >= 1 and age < rule["cooldown_days"]:
            return True
        if a.outcome == "dismissed":
            count += 1
            if age < max(1, rule["cooldown_days"]):
                return True
            if count == 3:
                count = 0 if rule["id"] not in BOUNDARIES else count
                if rule["id"] not in BOUNDARIES and age < 30:
                    return True
        if a.outcome in ("taken", "answered"):
            count = 0
        if a.outcome == "snoozed" and (a.until or a.day + timedelta(days=1)) > TODAY:
            return True
        if a.outcome == "muted" and (a.until is None or a.until > TODAY):
            return True
    return False


def by_hand(
    facts: dict[str, Any], memory: list[Asked], contacts: dict[str, set[str]]
) -> tuple[str | None, str | None, list[str]]:
    """Return (line, quiet line, all taken) as docs/coach.md says."""
    order = sorted(RULES, key=lambda r: (r["tier"], r["priority"], r["id"]))
    spoke_today = {a.topic for a in memory if a.day == TODAY and a.topic in STOPPING}
    taken: list[dict[str, Any]] = []
    for rule in order:
        if not holds(rule, facts) or rests(rule, memory):
            continue
        stop = False
        for other in taken:
            if rule["id"] in other["suppresses"]:
                if other["id"] in ("R12", "R14"):
                    left = contacts.get(rule["id"], set()) - contacts.get(other["id"], set())
                    stop = stop or not left
                else:
                    stop = True
        if rule["tier"] in (4, 5):
            stoppers = {r["id"] for r in taken} & set(STOPPING) | spoke_today
            if rule["id"] == "R24":
                stoppers -= {"R05"}
            stop = stop or bool(stoppers)
        if not stop:
            taken.append(rule)
    if not taken:
        return None, None, []
    others = [r for r in taken[1:] if r["kind"] != taken[0]["kind"] and r["tier"] >= 3]
    return taken[0]["id"], others[0]["id"] if others else None, [r["id"] for r in taken]


def drawn(seed: int) -> tuple[dict[str, Any], list[Asked], dict[str, set[str]]]:
    """Draw a day on which several rules hold, some facts are unknown, and something was said before."""
    rng = Random(seed)
    facts = dict(CALM)
    for key in rng.sample(sorted(SPEAKS), rng.randrange(1, 12)):
        facts.update(SPEAKS[key])
    for name in rng.sample(sorted(facts), rng.randrange(0, 6)):
        facts[name] = None
    for name in rng.sample(sorted(facts), rng.randrange(0, 6)):
        value = facts[name]
        if isinstance(value, bool):
            facts[name] = rng.random() < 0.5
        elif value is not None:
            facts[name] = rng.choice([0, 1, 2, 3, 5, 8, 15, 50, 90])
    memory = []
    for _ in range(rng.choice([0, 0, 1, 3, 8, 20])):
        outcome = rng.choice(OUTCOMES)
        until: date | None = None
        if outcome in ("snoozed", "muted") and rng.random() < 0.7:
            until = TODAY + timedelta(days=rng.randrange(-5, 20))
        memory.append(
            asked(rng.choice(sorted(SPEAKS)), rng.choice([0, 0, 1, 2, 3, 5, 13, 27, 29, 31]), outcome, until=until)
        )
    people = {key: {p for p in PEOPLE if rng.random() < 0.5} for key in ("R11", "R12", "R13", "R14", "R19", "R20")}
    return facts, memory, people


@pytest.mark.parametrize("hundred", range(50))
def test_the_rules_and_a_plain_reading_of_them_agree(hundred: int) -> None:
    spoke = set()
    for seed in range(100 * hundred, 100 * hundred + 100):
        facts, memory, people = drawn(seed)
        found = resolve(facts, memory, TODAY, lambda key, people=people: people.get(key, set()))  # type: ignore[misc]
        line, quiet = (each.id if each else None for each in (found.line, found.quiet))
        assert (line, quiet, list(found.taken)) == by_hand(facts, memory, people), seed
        spoke |= {line, quiet}
    assert len(spoke) > 10
