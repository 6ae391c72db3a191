"""Reply chances against the specification written down a second time, plainly, and against people whose truth is known."""

from __future__ import annotations

import random
from collections.abc import Callable
from math import exp, lgamma, log
from statistics import mean as average

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from benchmarks.replies import SIZES, WITHIN, Hazards, as_believed, covered, one_ratio, uneven, written
from coach.advice.outreach.beta_distribution import regularised_beta
from coach.advice.outreach.reply_model import ReplyHistory, ReplyModel, spell_probability
from tests.examples import examples

EDGES = (1, 2, 3, 5, 7, 10, 15, 20, 30)
BINS = tuple(zip((0, *EDGES[:-1]), EDGES, strict=True))
USUAL = (0.52, 0.66, 0.74, 0.83, 0.89, 0.94, 0.97, 0.985, 1.0)
SHARES = {
    "cold": (0.12, USUAL),
    "warm": (0.45, USUAL),
    "dormant": (0.40, (0.45, 0.60, 0.69, 0.80, 0.87, 0.93, 0.965, 0.98, 1.0)),
    "strong": (0.75, (0.65, 0.78, 0.85, 0.91, 0.94, 0.97, 0.985, 0.99, 1.0)),
}
GAPS, MOST = {"cold": 7, "warm": 5, "dormant": 7, "strong": 5}, {"cold": 1, "warm": 2, "dormant": 1, "strong": 2}

Person = Callable[[random.Random], Hazards]
days = st.one_of(st.sampled_from((0, *EDGES, 31)), st.integers(0, 60), st.floats(0, 60))
kinds = st.sampled_from(list(SHARES))
histories = st.dictionaries(kinds, st.lists(st.tuples(days, st.booleans()), max_size=40))


def own_of(history: ReplyHistory | ReplyModel) -> ReplyModel:
    return history if isinstance(history, ReplyModel) else ReplyModel.from_history(history)


def prior(kind: str) -> list[float]:
    within_horizon, shares = SHARES[kind]
    by = [0.0, *(within_horizon * share for share in shares)]
    return [(by[j + 1] - by[j]) / (1 - by[j]) for j in range(len(BINS))]


def seen(history: ReplyHistory, kind: str) -> list[tuple[int, int]]:
    """Count (n, d) for each bin by looking at every message."""
    counts = []
    for low, high in BINS:
        answered = sum(1 for t, came in history.get(kind, ()) if came and (low < t <= high or t == low == 0))
        watched = sum(1 for t, came in history.get(kind, ()) if (t > high if came else t >= high))
        counts.append((answered + watched, answered))
    return counts


def shapes(history: ReplyHistory, kind: str) -> list[tuple[float, float]]:
    of_all = [(n, d, x) for each in SHARES for (n, d), x in zip(seen(history, each), prior(each), strict=True)]
    ratio = (sum(d for _, d, _ in of_all) + 3) / (sum(-n * log(1 - x) for n, _, x in of_all) + 3)
    k = min(20.0, 10 + sum(map(len, history.values())) / 2)
    silent, found = 1.0, []
    for (n, d), x in zip(seen(history, kind), prior(kind), strict=True):
        personal = 1 - (1 - x) ** ratio
        weight = max(1.0, k * silent)
        found.append((weight * personal + d, weight * (1 - personal) + n - d))
        silent *= 1 - personal
    return found


def silence(history: ReplyHistory, kind: str, start: float, end: float, times: int = 1) -> float:
    """Return E[silence to the power of `times`] from `start` to `end` by the formula with the gamma function."""
    product = 1.0
    for (a, b), (low, high) in zip(shapes(history, kind), BINS, strict=True):
        f = times * max(0.0, min(high, end) - max(low, start)) / (high - low)
        if f > 0:
            product *= exp(lgamma(b + f) + lgamma(a + b) - lgamma(b) - lgamma(a + b + f))
    return product


@examples(300)
@given(kinds, days, histories, st.one_of(st.none(), days))
@example("warm", 0, {}, None)
@example("strong", 30, {"strong": [(0, True), (30, False)]}, 0)
@example("cold", 12.5, {"cold": [(45, True)] * 40}, 400)
def test_a_chance_is_what_the_specification_says(
    kind: str, silent: float, history: ReplyHistory, within: float | None
) -> None:
    end = 30 if within is None else silent + within
    told = own_of(history).reply_interval(kind, silent, within)
    still = silence(history, kind, silent, end)
    variance = silence(history, kind, silent, end, times=2) - still * still
    assert told.mean == pytest.approx(1 - still, abs=1e-9)
    if variance > 1e-9:  # else the plain subtraction above has no digits left
        weight = still * (1 - still) / variance - 1
        for p, bound in ((0.1, told.low), (0.9, told.high)):
            if 1e-9 < bound < 1 - 1e-9:
                assert regularised_beta(weight * (1 - still), weight * still, bound) == pytest.approx(p, abs=1e-5)


@examples(200)
@given(kinds, days, histories, st.integers(0, 3))
def test_a_line_is_due_when_the_specification_says(
    kind: str, silent: float, history: ReplyHistory, attempts: int
) -> None:
    left, whole = (1 - silence(history, kind, start, 30) for start in (silent, 0))
    due = attempts < MOST[kind] and silent >= (10 if attempts else GAPS[kind]) and left <= whole / 2
    if abs(left - whole / 2) > 1e-9:
        assert own_of(history).is_follow_up_due(kind, silent, attempts) == due


@examples(100)
@given(st.lists(st.tuples(kinds, days), max_size=8), histories)
def test_a_quiet_spell_is_the_product_of_its_silences(spell: list[tuple[str, float]], history: ReplyHistory) -> None:
    expected = 1.0
    for kind, since in spell:
        expected *= 1 - own_of(history).reply_interval(kind, 0, since).mean
    assert spell_probability(spell, own_of(history)) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("person", [one_ratio, uneven, as_believed], ids=lambda person: str(person.__name__))
def test_a_range_of_80_in_100_holds_the_truth_of_invented_people_about_so_often(person: Person, n: int) -> None:
    assert WITHIN[0] <= average(covered(person, n, users=400).values()) <= WITHIN[1]


def test_many_messages_leave_the_truth_and_not_the_prior() -> None:
    rng = random.Random(8)
    hazards = one_ratio(rng)
    own = written(rng, hazards, 20_000)
    for kind, known in hazards.items():
        still = 1.0
        for h in known:
            still *= 1 - h
        assert own_of(own).reply_interval(kind, 0).mean == pytest.approx(1 - still, abs=0.02)
