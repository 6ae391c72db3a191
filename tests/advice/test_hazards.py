"""Kaplan–Meier and its Beta hazards against published tables."""

from __future__ import annotations

import json
import random
from itertools import accumulate
from math import sqrt
from operator import mul
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.advice.outreach.beta_distribution import beta_quantile
from coach.advice.outreach.survival import (
    BetaHazard,
    TimeBin,
    combine_reply_probability,
    count_into_bins,
    estimate_survival,
    silence_moments,
)

REFERENCE: Any = json.loads((Path(__file__).parents[1] / "data" / "replies_reference.json").read_text())
TREATED, PLACEBO = REFERENCE["freireich_6mp"], REFERENCE["freireich_placebo"]

Seen = list[tuple[float, bool]]
times = st.lists(st.tuples(st.integers(0, 12).map(float), st.booleans()), max_size=30)


def seen(case: dict[str, Any]) -> Seen:
    events = case.get("event", [1] * len(case["time"]))
    return [(time, bool(event)) for time, event in zip(case["time"], events, strict=True)]


def edges(case: dict[str, Any]) -> list[float]:
    return [row["t"] for row in case["rows"]]


@pytest.mark.parametrize("case", [TREATED, PLACEBO], ids=["6-MP", "placebo"])
def test_the_leukaemia_trial_comes_out_exactly(case: dict[str, Any]) -> None:
    published = [row["S"] for row in case["rows"]]
    assert estimate_survival(seen(case), edges(case)) == pytest.approx(published, abs=1e-12)


def test_the_leukaemia_trial_agrees_with_the_printed_table() -> None:
    told = [round(share, 3) for share in estimate_survival(seen(TREATED), edges(TREATED))]
    assert told == TREATED["published"]


@pytest.mark.parametrize("case", [TREATED, PLACEBO], ids=["6-MP", "placebo"])
def test_those_at_risk_are_counted_as_in_the_trial(case: dict[str, Any]) -> None:
    expected = [TimeBin(row["at_risk"], row["events"]) for row in case["rows"]]
    assert list(count_into_bins(seen(case), edges(case))) == expected


def test_a_prior_on_the_hazards_gives_the_reference_posterior() -> None:
    a, b = REFERENCE["beta_hazards"]["prior"]
    hazards = [BetaHazard(a + d, b + n - d) for n, d in count_into_bins(seen(TREATED), edges(TREATED))]
    told = [silence_moments((hazard, 1.0) for hazard in hazards[: n + 1]) for n in range(len(hazards))]
    rows = REFERENCE["beta_hazards"]["rows"]
    assert [mean for mean, _ in told] == pytest.approx([row["S_mean"] for row in rows], abs=1e-9)
    assert [sqrt(variance) for _, variance in told] == pytest.approx([row["S_sd"] for row in rows], abs=1e-9)


@given(times)
def test_the_product_agrees_with_the_textbook_definition(data: Seen) -> None:
    ends = [float(t) for t in range(1, 13)]
    data = [(max(1.0, time), came) for time, came in data]  # the textbook knows no event at time 0
    factors = []
    for t in ends:
        at_risk = sum(time >= t for time, _ in data)
        events = sum(time == t and came for time, came in data)
        factors.append(1 - events / at_risk if at_risk else 1.0)
    assert estimate_survival(data, ends) == pytest.approx(list(accumulate(factors, mul)), abs=1e-12)


@given(times)
def test_everybody_is_counted_in_every_bin_they_were_watched_through(data: Seen) -> None:
    ends = (1.0, 3.0, 6.0)
    open_, answered = zip(*count_into_bins(data, ends), strict=True)
    for edge, low, n, d in zip(ends, (-1.0, 1.0, 3.0), open_, answered, strict=True):
        assert d == sum(came and low < time <= edge for time, came in data)
        assert n == d + sum(time > edge if came else time >= edge for time, came in data)


@pytest.mark.parametrize("share", [0.25, 0.5, 1.0, 2.0, 3.0])
def test_passing_part_of_a_bin_agrees_with_drawing_hazards(share: float) -> None:
    rng = random.Random(7)
    drawn = sum((1 - rng.betavariate(2, 6)) ** share for _ in range(40_000)) / 40_000
    assert BetaHazard(2, 6).survival_probability(share) == pytest.approx(drawn, abs=4e-3)


def test_two_halves_of_a_known_bin_are_the_whole() -> None:
    sure = BetaHazard(2e5, 8e5)
    assert sure.survival_probability(0.5) ** 2 == pytest.approx(sure.survival_probability(), abs=1e-6)


@pytest.mark.parametrize(
    ("hazard", "chance"), [(BetaHazard(0, 0), 0.0), (BetaHazard(0, 9), 0.0), (BetaHazard(9, 0), 1.0)]
)
def test_certainty_has_no_range(hazard: BetaHazard, chance: float) -> None:
    assert combine_reply_probability([(hazard, 1.0)]) == (chance, chance, chance)


def test_nothing_ahead_is_no_chance() -> None:
    assert combine_reply_probability([]) == (0.0, 0.0, 0.0)


def test_one_whole_bin_has_the_range_of_its_own_distribution() -> None:
    own = (2.4 / 20, beta_quantile(0.1, 2.4, 17.6), beta_quantile(0.9, 2.4, 17.6))
    assert combine_reply_probability([(BetaHazard(2.4, 17.6), 1.0)]) == pytest.approx(own, abs=1e-9)
