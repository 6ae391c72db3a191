"""Comparing days within weeks: a reference person, and what the comparison has to leave alone."""

from __future__ import annotations

import json
import random
from math import inf
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.advice.statistics import compute_weekly_effect
from tests.examples import examples

PERSON: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "patterns_reference.json").read_text("utf-8")
)["simulated_person"]
MONDAY = 738_886  # 2024-01-01


def coin(seed: int, days: int = 364) -> dict[int, int]:
    rng = random.Random(seed)
    return {day: int(rng.random() < 0.5) for day in range(MONDAY, MONDAY + days)}


def test_the_reference_person_has_the_effect_of_a_regression_with_week_and_weekday_dummies() -> None:
    expected = PERSON["expected"]
    found = compute_weekly_effect(PERSON["day_ordinals"], PERSON["mood"], PERSON["marker"])
    assert found.effect == pytest.approx(expected["effect"], abs=1e-8)
    assert found.t == pytest.approx(expected["weekly_t"], abs=1e-8)
    assert found.df == expected["df"]
    assert found.p == pytest.approx(expected["p"], abs=1e-8)
    assert found.se == pytest.approx(expected["cluster_se"], abs=1e-8)
    assert (found.low, found.high) == pytest.approx(tuple(expected["ci95"]), abs=1e-8)
    assert (found.n_yes, found.n_yes + found.n_no) == (expected["n1"], expected["n"])
    assert len(found.week_weights) == expected["weeks"]


@pytest.mark.parametrize(("ours", "theirs"), [("week_scores", "weekly_scores"), ("week_weights", "weekly_weights")])
def test_the_reference_person_has_the_weeks_of_the_reference(ours: str, theirs: str) -> None:
    found = compute_weekly_effect(PERSON["day_ordinals"], PERSON["mood"], PERSON["marker"])
    expected = {int(week): value for week, value in PERSON[theirs].items()}
    assert getattr(found, ours) == pytest.approx(expected, abs=1e-8)


moods = st.lists(st.tuples(st.integers(1, 5), st.integers(0, 1)), min_size=20, max_size=80)


@examples(50)
@given(moods, st.floats(-100, 100))
def test_adding_a_constant_to_every_mood_changes_no_effect(rows: list[tuple[int, int]], constant: float) -> None:
    days = list(range(MONDAY, MONDAY + len(rows)))
    marker = [m for _, m in rows]
    plain = compute_weekly_effect(days, [v for v, _ in rows], marker)
    moved = compute_weekly_effect(days, [v + constant for v, _ in rows], marker)
    assert moved.effect == pytest.approx(plain.effect, abs=1e-8)
    assert moved.se == pytest.approx(plain.se, abs=1e-8)


@examples(50)
@given(moods)
def test_exchanging_yes_and_no_turns_the_effect_round(rows: list[tuple[int, int]]) -> None:
    days = list(range(MONDAY, MONDAY + len(rows)))
    mood = [v for v, _ in rows]
    plain = compute_weekly_effect(days, mood, [m for _, m in rows])
    turned = compute_weekly_effect(days, mood, [1 - m for _, m in rows])
    assert turned.effect == pytest.approx(-plain.effect, abs=1e-8)
    assert (turned.n_yes, turned.n_no) == (plain.n_no, plain.n_yes)


def test_a_mood_that_differs_by_week_and_weekday_alone_has_no_effect() -> None:
    marker = coin(3)
    mood = [2.0 + ((day - 1) // 7) % 3 + 0.25 * (day % 7) for day in marker]
    found = compute_weekly_effect(list(marker), [float(v) for v in mood], list(marker.values()))
    assert found.effect == pytest.approx(0.0, abs=1e-9)


def test_an_effect_without_noise_is_found_whole() -> None:
    marker = coin(4)
    found = compute_weekly_effect(list(marker), [2.0 + 0.7 * m for m in marker.values()], list(marker.values()))
    assert found.effect == pytest.approx(0.7)
    assert found.se == pytest.approx(0.0, abs=1e-9)


def test_an_unchanging_mood_is_no_evidence() -> None:
    marker = coin(5)
    found = compute_weekly_effect(list(marker), [3.1] * len(marker), list(marker.values()))
    assert (found.effect, found.p) == (0.0, 1.0)


@pytest.mark.parametrize("days", [[], [MONDAY], [MONDAY, MONDAY + 1]])
def test_too_few_days_give_an_infinite_interval(days: list[int]) -> None:
    found = compute_weekly_effect(days, [3.0] * len(days), [1, 0][: len(days)])
    assert (found.effect, found.p, found.se, found.low, found.high) == (0.0, 1.0, inf, -inf, inf)
