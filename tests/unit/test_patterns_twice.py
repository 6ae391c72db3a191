"""The whole comparison written down a second time, step by step as it is specified, and asked of drawn people."""

from __future__ import annotations

import random
from math import copysign, inf, isnan, sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.advice.patterns import Entry, find_patterns
from coach.advice.stats import benjamini_hochberg, t_quantile, t_two_sided
from tests.examples import examples
from tests.unit.invented import MONDAY

Numbers = dict[str, Any]
Markers = dict[str, dict[int, int]]
STYLES = ("whole", "sparse", "constant", "no weekends", "one busy week", "two years", "few", "exact")


def twice(entries: list[Entry], markers: Markers, end: int, primary: str | None) -> dict[str, Numbers]:
    """What the days from `end` - 371 to the one before `end` say, without a thought for speed."""
    mood = moods([entry for entry in entries if end - 371 <= entry[0] < end])
    found = {name: compared(mood, known) for name, known in markers.items()}
    others = [name for name in markers if name != primary]
    heard = {n for n, p in zip(others, benjamini_hochberg([found[n]["p"] for n in others]), strict=True) if p <= 0.005}
    if primary is not None and found[primary]["p"] <= 0.0075:
        heard.add(primary)
    for name, each in found.items():
        each["speaks"] = name in heard and each.pop("stands")
    return found


def moods(entries: list[Entry]) -> dict[int, float]:
    grand = mean([value for _, _, value in entries]) if entries else 0.0
    shifts = []
    for part in range(4):
        values = [value for _, hour, value in entries if part_of(hour) == part]
        shifts.append((sum(values) - len(values) * grand) / (len(values) + 10))
    days = {day for day, _, _ in entries}
    return {d: mean([v - shifts[part_of(h)] for day, h, v in entries if day == d]) for d in sorted(days)}


def part_of(hour: float) -> int:
    return 0 if 4 <= hour < 11 else 1 if 11 <= hour < 15 else 2 if 15 <= hour < 19 else 3


def compared(mood: dict[int, float], known: dict[int, int]) -> Numbers:
    days = [day for day in mood if day in known]
    y, x = left([mood[d] for d in days], days), left([float(known[d]) for d in days], days)
    weeks = sorted({(day - 1) // 7 for day in days})
    rows = {week: [i for i, day in enumerate(days) if (day - 1) // 7 == week] for week in weeks}
    weight = {week: sum(x[i] ** 2 for i in rows[week]) for week in weeks}
    counting = [week for week in weeks if weight[week] > 1e-9]
    scores = [sum(x[i] * y[i] for i in rows[week]) for week in counting]
    scores = [score if abs(score) > 1e-12 else 0.0 for score in scores]
    yes = sum(known[day] for day in days)
    found: Numbers = {
        "effect": 0.0, "se": inf, "low": -inf, "high": inf, "p": 1.0, "n_yes": yes, "n_no": len(days) - yes,
        "weeks": len(counting), "stands": False,
    }  # fmt: skip
    m = len(counting)
    if m < 2:
        return found
    whole = sum(weight[week] for week in counting)
    effect = sum(scores) / whole
    spread = sqrt(sum((score - mean(scores)) ** 2 for score in scores) / (m - 1))
    if spread:
        found["p"] = t_two_sided(mean(scores) / (spread / sqrt(m)), m - 1)
    else:
        found["p"] = 0.0 if any(scores) else 1.0
    rest = sum((score - effect * weight[week]) ** 2 for score, week in zip(scores, counting, strict=True))
    se = sqrt(m / (m - 1) * rest / whole**2)
    reach = t_quantile(0.975, m - 1) * se
    mixed = sum(1 for week in weeks if len({known[days[i]] for i in rows[week]}) == 2)
    signs = {copysign(1.0, sum(scores) - each) if sum(scores) != each else 0.0 for each in scores}
    stands = (
        min(yes, len(days) - yes) >= 10 and mixed >= 6 and abs(effect) >= 0.30
        and signs == {copysign(1.0, effect)} and max(weight[week] for week in counting) <= whole / 2
    )  # fmt: skip
    return {**found, "effect": effect, "se": se, "low": effect - reach, "high": effect + reach, "stands": stands}


def left(values: list[float], days: list[int]) -> list[float]:
    """Week means and weekday means out, by turns, all days each time."""
    rest = list(values)
    for _ in range(60):
        for key in sorted({(day - 1) // 7 for day in days}):
            take(rest, [i for i, day in enumerate(days) if (day - 1) // 7 == key])
        means = [
            take(rest, [i for i, d in enumerate(days) if (d - 1) % 7 == key]) for key in {(d - 1) % 7 for d in days}
        ]
        if max(map(abs, means), default=0.0) < 1e-10:
            break
    return rest


def take(values: list[float], rows: list[int]) -> float:
    middle = mean([values[i] for i in rows])
    for i in rows:
        values[i] -= middle
    return middle


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def person(seed: int, style: str) -> tuple[list[Entry], Markers]:
    rng = random.Random(f"{seed} {style}")
    start, days = MONDAY + rng.randint(0, 400), rng.randint(60, 380)
    days = {"few": rng.randint(1, 12), "two years": 500}.get(style, days)
    effect, names = rng.choice((0.0, 0.5, 1.5, -1.2)), rng.sample("abcdef", rng.randint(1, 3))
    markers: Markers = {}
    for name in names:
        share, known = rng.choice((0.0, 0.05, 0.4, 0.5, 1.0)), rng.choice((1.0, 0.7))
        markers[name] = {start + i: int(rng.random() < share) for i in range(days) if rng.random() < known}
    entries: list[Entry] = []
    for day in range(start, start + days):
        gone = {
            "sparse": rng.random() < 0.7,
            "no weekends": (day - 1) % 7 >= 5,
            "one busy week": day - start > 6 and (day - 1) % 7 != 0,
        }.get(style, rng.random() < 0.1)
        for _ in range(0 if gone else rng.choice((1, 1, 2))):
            felt = 3.0 + effect * markers[names[0]].get(day, 0) + (0.0 if style == "exact" else rng.gauss(0.0, 0.7))
            value = 3.0 if style == "constant" else felt if style == "exact" else float(min(5, max(1, round(felt))))
            entries.append((day, rng.choice((rng.uniform(0.0, 24.0), 9.0, 21.0)), value))
    rng.shuffle(entries)
    return entries, markers


@pytest.mark.parametrize("style", STYLES)
@examples(8)
@given(st.integers(0, 10**6), st.sampled_from((-40, -1, 0, 1, 30, 400)), st.booleans())
def test_both_say_the_same(style: str, seed: int, later: int, own: bool) -> None:
    entries, markers = person(seed, style)
    last, first = (pick(day for day, _, _ in entries) if entries else MONDAY for pick in (max, min))
    today, primary = last + later, next(iter(markers)) if own else None
    seen = [entry for entry in entries if entry[0] <= today]
    expected = twice(seen, markers, today + (today in {day for day, _, _ in seen}), primary)
    weeks = [week for week in (10, 17, 34, 52, 104, 156) if 7 * week <= today - first] if seen else []
    told = twice(seen, markers, first + 7 * weeks[-1], primary) if weeks else {}
    found = find_patterns(entries, markers, today, primary)
    assert [pattern.name for pattern in found] == list(markers)
    for pattern in found:
        other = expected[pattern.name]
        for name in ("effect", "se", "low", "high", "p"):
            assert not isnan(getattr(pattern, name))
            assert getattr(pattern, name) == pytest.approx(other[name], abs=1e-6), name
        assert (pattern.n_yes, pattern.n_no, pattern.weeks) == (other["n_yes"], other["n_no"], other["weeks"])
        assert pattern.speaks == told.get(pattern.name, {"speaks": False})["speaks"]
        assert pattern.shown == pattern.effect * 0.0625 / (0.0625 + pattern.se**2)
