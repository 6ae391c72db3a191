"""A year of three invented people, replayed day by day and kept as text that a person can read.

To keep a new year after a change that is meant: python -m tests.advice.test_replay (then read the difference).
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from coach.advice.rules.choose_rules import (
    DISMISSALS_BEFORE_SUSPENSION,
    NEVER_SUSPENDED_RULES,
    SMALL_WIN_RULE,
    WORK_PARKING_RULES,
    get_rule,
)
from coach.advice.rules.current_advice import Suggestion
from tests.advice.lives import LIVES, Said, each_life, year

pytestmark = pytest.mark.timeout(300)

DATA = Path(__file__).parents[1] / "data"
OUTREACH = {"R11", "R13", "R15", "R16", "R17", "R18", "R19", "R20"}


def told(day: Said) -> list[Suggestion]:
    return [day.heard.first] if day.heard.first else []


def text(days: tuple[Said, ...]) -> str:
    """The year as text: one line a day, as the screen shows it."""
    lines: list[str] = []
    for day in days:
        first = day.heard.first
        said = f"{first.rule}  {first.text}" if first else "-"
        lines.append(f"{day.at:%a %Y-%m-%d %H:%M}  {said}{'  (put off)' if day.dismissed else ''}")
    return "\n".join(lines) + "\n"


@each_life
def test_the_year_reads_as_it_did(name: str) -> None:
    assert text(year(name)) == (DATA / f"replay_{name}.txt").read_text(encoding="utf-8")


@each_life
def test_no_rule_comes_back_within_its_cool_down(name: str) -> None:
    last: dict[str, int] = {}
    for day in year(name):
        for each in told(day):
            now = each.day.toordinal()
            assert now - last.get(each.rule, 0) >= max(1, get_rule(each.rule).cooldown_days), (each.rule, each.day)
            last[each.rule] = now


@each_life
def test_nothing_about_work_is_said_beside_a_stopping_rule(name: str) -> None:
    for day in year(name):
        rules = {each.rule for each in told(day)}
        if rules & WORK_PARKING_RULES:
            assert not rules & OUTREACH, day.at
            late = {key for key in rules if get_rule(key).tier in (4, 5)}
            assert late <= ({SMALL_WIN_RULE} if "R05" in rules else set())


@each_life
def test_the_second_advice_is_another_kind_of_thing(name: str) -> None:
    pairs = [(day.heard.first, day.heard.second) for day in year(name) if day.heard.second]
    assert pairs
    assert all(
        line and quiet and get_rule(line.rule).kind != get_rule(quiet.rule).kind and get_rule(quiet.rule).tier >= 3
        for line, quiet in pairs
    )


@each_life
def test_no_sentence_comes_back_within_five_times_of_its_rule(name: str) -> None:
    heard: dict[str, list[str]] = {}
    for day in year(name):
        for each in told(day):
            heard.setdefault(each.rule, []).append(each.text)
    for key, texts in heard.items():
        if key not in {"R01", "R29", "R30", "R32", "R33", "R34", "R35"}:
            assert all(len(set(texts[n : n + 5])) == len(texts[n : n + 5]) for n in range(len(texts))), key


@each_life
def test_three_dismissals_bring_thirty_days_of_peace(name: str) -> None:
    count: dict[str, int] = {}
    away: dict[str, int] = {}
    for day in year(name):
        for each in told(day):
            assert each.day.toordinal() >= away.get(each.rule, 0), (each.rule, each.day)
        if day.dismissed and day.heard.first and day.heard.first.rule not in NEVER_SUSPENDED_RULES:
            key = day.heard.first.rule
            count[key] = count.get(key, 0) + 1
            if count[key] % DISMISSALS_BEFORE_SUSPENSION == 0:
                away[key] = day.heard.first.day.toordinal() + 30


@pytest.mark.slow
def test_the_three_years_are_of_different_temper() -> None:
    spoken = {name: {each.rule for day in year(name) for each in told(day)} for name in LIVES}
    cards = {name: sum(each.rule == "R01" for day in year(name) for each in told(day)) for name in LIVES}
    assert cards["low"] >= 5 * max(1, cards["busy"])
    assert "R04" in spoken["busy"] and "R05" in spoken["busy"]
    assert "R25" in spoken["away"]
    assert len(set.union(*spoken.values())) >= 24


def test_the_support_card_is_shown_at_most_every_four_weeks() -> None:
    days = [each.day for day in year("low") for each in told(day) if each.rule == "R01"]
    assert days
    assert all((b - a).days >= 28 for a, b in pairwise(days))


def main() -> None:
    """Write the years anew."""
    for name in LIVES:
        (DATA / f"replay_{name}.txt").write_text(text(year(name)), encoding="utf-8")


if __name__ == "__main__":
    main()
