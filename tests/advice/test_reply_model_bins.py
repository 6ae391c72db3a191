"""Messages counted into bins, against the published tables of Kaplan and Meier."""

from __future__ import annotations

import json
from itertools import accumulate
from operator import mul
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.advice.outreach.reply_model import TimeBin, count_into_bins

REFERENCE: Any = json.loads((Path(__file__).parents[1] / "data" / "replies_reference.json").read_text())
TREATED, PLACEBO = REFERENCE["freireich_6mp"], REFERENCE["freireich_placebo"]

Seen = list[tuple[float, bool]]
times = st.lists(st.tuples(st.integers(0, 12).map(float), st.booleans()), max_size=30)


def seen(case: dict[str, Any]) -> Seen:
    events = case.get("event", [1] * len(case["time"]))
    return [(time, bool(event)) for time, event in zip(case["time"], events, strict=True)]


def estimate_survival(data: Seen, ends: list[float]) -> list[float]:
    """Return the product of those who were not answered, bin by bin."""
    return list(accumulate(((n - d) / n if n else 1.0 for n, d in count_into_bins(data, ends)), mul))


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
