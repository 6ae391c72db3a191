"""Observations: each has its day, and is silent before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coach.advice.facts.fact_context import FactContext
from coach.advice.observations import (
    choose_week_observation,
    list_observations,
    list_observations_to_tell,
)
from coach.domain.journal import Journal
from coach.domain.record import Record
from coach.views.week import build_week, format_as_lines
from tests.journals import NOW, asked, block, came, goal, journal, person, wrote


def keys(of: Journal) -> set[str]:
    return {each.key for each in list_observations(FactContext(of, NOW))}


def answered(n: int, ago: int = 22) -> list[Record]:
    return [r for k in range(n) for r in (person(f"p{k}"), wrote(f"p{k}", ago), came(f"p{k}", ago - 2, closed_at=NOW))]


def strangers(n: int, ago: int = 30) -> list[Record]:
    return [r for k in range(n) for r in (person(f"s{k}", "cold"), wrote(f"s{k}", ago))]


OLD_PROMISES = [r for k in range(5) for r in (person(f"o{k}"), wrote(f"o{k}", 40, "promise", text="a book"))]
QUICK = [
    r
    for k in range(3)
    for ago in (40, 30, 20)
    for r in (person(f"q{k}"), wrote(f"q{k}", ago), came(f"q{k}", ago - 1, closed_at=NOW))
]
GOALS = [goal(ago, "done", kind="give") for ago in range(20, 26)] + [
    goal(ago, "not today", kind="privacy") for ago in range(26, 32)
]


@pytest.mark.parametrize(
    ("key", "records"),
    [
        ("R35.half", answered(10)),
        ("R35.low", [block(ago, "search", felt=2) for ago in range(1, 21)]),
        ("R35.strangers", strangers(8)),
        ("R35.owed", OLD_PROMISES),
        ("R35.quick", QUICK),
        ("R35.unheard", answered(3, 200)),
        ("R35.goals", GOALS),
    ],
)
def test_an_observation_has_its_day(key: str, records: list[Record]) -> None:
    assert key in keys(journal(*records))


@pytest.mark.parametrize(
    ("key", "records"),
    [
        ("R35.half", answered(9)),
        ("R35.half", answered(10, 10)),  # in the second week
        ("R35.low", [block(ago, "search", felt=2 + ago % 2) for ago in range(1, 21)]),
        ("R35.strangers", strangers(7)),
        ("R35.strangers", strangers(8, 16)),
        ("R35.owed", OLD_PROMISES[:8]),
        ("R35.quick", QUICK[:12]),
        ("R35.goals", GOALS[:6]),
    ],
)
def test_an_observation_is_silent_before(key: str, records: list[Record]) -> None:
    assert key not in keys(journal(*records))


def test_the_week_tells_one_observation_and_another_one_the_week_after() -> None:
    of = journal(*answered(10), *GOALS)
    told = [choose_week_observation(of, NOW + timedelta(days=7 * n)) for n in range(4)]
    assert told[0] == told[2] != told[1] == told[3]
    assert {text.split()[0] for text in told} == {"10", "You"}
    assert build_week(of, NOW).observation == told[0]
    assert told[0] in "\n".join(format_as_lines(build_week(of, NOW)))


def test_the_week_tells_nothing_before_the_third_week() -> None:
    early = [r for r in answered(10, 12) if r.table != "goals"]
    assert choose_week_observation(journal(*early), NOW) == ""
    assert build_week(journal(*early), NOW).observation == ""


def test_an_observation_is_the_advice_of_a_day_once_in_sixty_days() -> None:
    of = journal(*answered(10))
    assert [each.key for each in list_observations_to_tell(FactContext(of, NOW))] == ["R35.half"]
    told = of.with_records([asked("R35.half", 59)])
    assert list_observations_to_tell(FactContext(told, NOW)) == ()
    assert [each.key for each in list_observations(FactContext(told, NOW))] == ["R35.half"]
    again = of.with_records([asked("R35.half", 60)])
    assert list_observations_to_tell(FactContext(again, NOW)) == list_observations(FactContext(again, NOW))
