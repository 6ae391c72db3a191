"""How often do patterns speak, and how often in vain? Invented people with known truths, and a clock.

    python benchmarks/patterns.py [PEOPLE] [--seed N] [--workers N]

A person lives a year: mood that drifts and resembles yesterday's, weekdays that differ, a rating that depends
on the hour it is given, bad days that go unrated more often, six habits that come in spells and lean on
weekdays. Without any effect, whatever is told is told in vain. Prints the tables that docs/statistics.md
shows.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from dataclasses import dataclass, field
from functools import partial
from math import exp, sqrt
from multiprocessing import Pool

from coach.advice.patterns.discoveries import MARKERS, MoodEntryRow, check_days, check_patterns
from coach.advice.patterns.statistics import t_two_sided_p

START = 738_886  # a Monday, the first of January 2024
YEAR = 364
LOOKS = check_days(START, START + YEAR)
NAMES = tuple(MARKERS)
OWN, OTHER, LATE = "screen_free_break", "voice", "after_hours"
NAIVE_DAYS = 60


@dataclass(frozen=True, slots=True)
class Person:
    """What one invented person logged."""

    entries: list[MoodEntryRow]
    markers: dict[str, dict[int, int]]


@dataclass(slots=True)
class Life:
    """What an invented person is like; every number is drawn once, in points of the 1–5 scale."""

    rng: random.Random
    level: float = field(init=False)
    inertia: float = field(init=False)
    spread: float = field(init=False)
    drift: float = field(init=False)
    late: float = field(init=False)
    weekday: list[float] = field(init=False)

    def __post_init__(self) -> None:
        draw = self.rng.uniform
        self.level = draw(2.8, 3.6)
        self.inertia = draw(0.3, 0.8)  # how much a day resembles the day before
        self.spread = draw(0.6, 0.9)  # standard deviation of a day's mood
        self.drift = draw(0.0, 0.06)  # daily step of a random walk, drawn back slowly
        self.late = draw(-0.5, 0.2)  # what an evening rating adds
        self.weekday = [draw(-0.3, 0.1), *(draw(-0.1, 0.1) for _ in range(4)), draw(0.0, 0.5), draw(0.0, 0.5)]


def invent(seed: int, d: float = 0.0, effect_on: str = OWN, days: int = YEAR) -> Person:
    """Return a person whose mood is `d` standard deviations higher on days with `effect_on`."""
    rng = random.Random(seed)
    life = Life(rng)
    markers = {name: _habit(rng, days) for name in NAMES}
    entries: list[MoodEntryRow] = []
    inert, slow = rng.gauss(0.0, life.spread), 0.0
    for day in range(START, START + days):
        inert = life.inertia * inert + rng.gauss(0.0, life.spread * sqrt(1.0 - life.inertia**2))
        slow = 0.99 * slow + rng.gauss(0.0, life.drift)
        mood = life.level + inert + slow + life.weekday[(day - 1) % 7]
        mood += d * life.spread * markers[effect_on][day]
        if rng.random() < (0.35 if mood < 2.5 else 0.12):
            continue  # bad days are rated less often
        for _ in range(2 if rng.random() < 0.4 else 1):
            evening = rng.random() < (0.8 if markers[LATE][day] else 0.4)  # who works late rates late
            hour = rng.uniform(19.0, 24.0) if evening else rng.uniform(7.0, 19.0)
            felt = mood + (life.late if evening else 0.0) + rng.gauss(0.0, 0.3)
            entries.append((day, hour, min(5, max(1, round(felt)))))
    return Person(entries, markers)


def _habit(rng: random.Random, days: int) -> dict[int, int]:
    """A habit that comes in spells, leans on some weekdays and drifts over the year."""
    base, trend = rng.gauss(-0.4, 0.6), rng.gauss(0.0, 1.0)
    weekday = [rng.gauss(0.0, 0.6) for _ in range(7)]
    stickiness, spell = rng.uniform(0.3, 0.9), 0.0
    found = {}
    for i in range(days):
        spell = stickiness * spell + rng.gauss(0.0, sqrt(1.0 - stickiness**2))
        odds = base + trend * (i / days - 0.5) + weekday[(START + i - 1) % 7] + spell
        found[START + i] = int(rng.random() < 1.0 / (1.0 + exp(-odds)))
    return found


@dataclass(frozen=True, slots=True)
class Heard:
    """What one person was told at each look, and what a plain comparison after 60 days would have told."""

    at: tuple[frozenset[str], ...]
    naive: bool


def listen(seed: int, d: float, effect_on: str) -> Heard:
    person = invent(seed, d, effect_on)
    at = (check_patterns(person.entries, person.markers, look, OWN) for look in LOOKS)
    return Heard(tuple(frozenset(p.name for p in found if p.speaks) for found in at), _naive(person))


def _naive(person: Person) -> bool:
    """Whether Welch's t of plain days gives p ≤ .05 for any marker after 60 days."""
    mood: dict[int, list[float]] = {}
    for day, _, value in person.entries:
        if day < START + NAIVE_DAYS:
            mood.setdefault(day, []).append(value)
    daily = {day: sum(values) / len(values) for day, values in mood.items()}
    for known in person.markers.values():
        yes = [value for day, value in daily.items() if known[day]]
        no = [value for day, value in daily.items() if not known[day]]
        if _welch(yes, no) <= 0.05:
            return True
    return False


def _welch(xs: list[float], ys: list[float]) -> float:
    if min(len(xs), len(ys)) < 5:
        return 1.0
    (mx, vx), (my, vy) = _mean_and_error(xs), _mean_and_error(ys)
    if vx + vy == 0.0:
        return 1.0
    df = (vx + vy) ** 2 / (vx**2 / (len(xs) - 1) + vy**2 / (len(ys) - 1))
    return t_two_sided_p((mx - my) / sqrt(vx + vy), df)


def _mean_and_error(values: list[float]) -> tuple[float, float]:
    mean = sum(values) / len(values)
    return mean, sum((v - mean) ** 2 for v in values) / (len(values) - 1) / len(values)


def simulate(people: int, seed: int, workers: int, d: float = 0.0, effect_on: str = OWN) -> list[Heard]:
    seeds = range(seed * 1_000_000, seed * 1_000_000 + people)
    with Pool(workers, initializer=os.nice, initargs=(10,)) as pool:
        return pool.map(partial(listen, d=d, effect_on=effect_on), seeds, chunksize=20)


def told_by(heard: list[Heard], look: int, name: str | None = None) -> float:
    """Return how many of 100 were told anything (or of `name`) at any look up to this one."""
    hits = sum(any(name in at if name else at for at in one.at[: look + 1]) for one in heard)
    return 100.0 * hits / len(heard)


def told_at_end(heard: list[Heard], name: str) -> float:
    return 100.0 * sum(name in one.at[-1] for one in heard) / len(heard)


def ten_years() -> tuple[int, float]:
    """Return the entries in ten years, and the best of five times for all six markers, in ms."""
    days = 3_650
    rng = random.Random(7)
    twice = [(START + i // 2, rng.uniform(7, 23), rng.randint(1, 5)) for i in range(2 * days)]
    entries = rng.sample(twice, 7_000)
    markers = {name: _habit(rng, days) for name in NAMES}
    took = []
    for _ in range(5):
        begun = time.perf_counter()
        check_patterns(entries, markers, START + days, OWN)
        took.append(time.perf_counter() - begun)
    return len(entries), 1_000.0 * min(took)


def main() -> None:
    parser = argparse.ArgumentParser(description="How often patterns speak, and how often in vain.")
    parser.add_argument("people", nargs="?", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()

    weeks = [(look - START) // 7 for look in LOOKS]
    print(f"| of 100 people told by week | {' | '.join(map(str, weeks))} | at the look of week {weeks[-1]} |")
    print("|---|" + "---:|" * (len(weeks) + 1))
    nothing = simulate(args.people, args.seed, args.workers)
    row = " | ".join(f"{told_by(nothing, k):.1f}" for k in range(len(weeks)))
    at_end = 100.0 * sum(bool(one.at[-1]) for one in nothing) / len(nothing)
    print(f"| no effect: told anything | {row} | {at_end:.1f} |")
    for d in (0.3, 0.5, 0.8):
        for place, name in (("own question", OWN), ("one of the others", OTHER)):
            heard = simulate(args.people, args.seed + 1, args.workers, d, name)
            row = " | ".join(f"{told_by(heard, k, name):.1f}" for k in range(len(weeks)))
            print(f"| d = {d}, {place}: told of it | {row} | {told_at_end(heard, name):.1f} |", flush=True)
    naive = 100.0 * sum(one.naive for one in nothing) / len(nothing)
    print(f"\nNo effect, days compared plainly after {NAIVE_DAYS} days: {naive:.1f} of 100 told something.")
    n, took = ten_years()
    print(f"Ten years, {n:,} entries, six markers: {took:.1f} ms.")


if __name__ == "__main__":
    main()
