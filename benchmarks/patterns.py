"""How often do patterns speak, and how often in vain? Invented people with known truths, and a clock.

    python -m benchmarks.patterns [PEOPLE] [--seed N] [--workers N] [--null-only]

A person lives a year: mood that drifts and resembles yesterday's, weekdays that differ, a rating that depends
on the hour it is given, bad days that go unrated more often, six habits that come in spells and lean on
weekdays. Without any effect, whatever is told is told in vain. Prints the tables that docs/statistics.md
shows: the power for a known effect, also for an ordinary person who rates 62 of 100 days and asks no question of their
own, and seven worlds in which nothing has an effect. In these worlds a year is lived end to end: the patterns, how kinds
of block feel, and who answers are all checked as the coach checks them, and whoever is told anything is counted.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from dataclasses import dataclass, field
from functools import partial
from math import exp, sqrt
from multiprocessing import Pool

from benchmarks.observations import told_answers, told_feelings
from coach.advice.patterns.day_markers import MARKERS, MoodEntryRow
from coach.advice.patterns.mood_patterns import check_days, check_patterns
from coach.advice.statistics import t_two_sided_p

START = 738_886  # a Monday, the first of January 2024
YEAR = 364
LOOKS = check_days(START, START + YEAR)
NAMES = tuple(MARKERS)
OWN, OTHER, LATE = "screen_free_break", "voice", "after_hours"
NAIVE_DAYS = 60


@dataclass(frozen=True, slots=True)
class World:
    """What is alike in all people of a world; what is not said is as in the first."""

    name: str
    rated: float = 0.88
    """The share of days that are rated, but for bad ones."""
    rated_bad: float = 0.65
    bad_below: float = 2.5
    drift: float = 0.06
    """The largest daily step of the slow change of mood."""
    trend: float = 1.0
    """How much habits change over the year."""
    weekdays: float = 1.0
    """How much weekdays differ, in mood and in habits."""
    late: tuple[float, float] = (-0.5, 0.2)
    """What an evening rating adds, between these."""
    habits_move_ratings: bool = False
    """Any habit of a day moves its rating to the evening, not late work alone."""
    mood_drives: float = 0.0
    """How much more often a good day brings more than the limit, and late hours."""
    asking: float = 0.2
    """The share of people who ask a question of their own."""


FIRST_WORLD = World("as above")
ORDINARY = World("an ordinary person: 62 of 100 days rated, no question", rated=0.65, rated_bad=0.5, asking=0.0)
NULL_WORLDS = (
    FIRST_WORLD,
    ORDINARY,
    World("mood and habits drift for months", drift=0.15, trend=3.0),
    World("weekdays decide nearly everything", weekdays=2.5),
    World("every habit moves the hour of the rating", late=(-1.2, -0.6), habits_move_ratings=True),
    World("most bad days go unrated", rated=0.9, rated_bad=0.25, bad_below=3.0),
    World("a good mood brings more work, also after hours", mood_drives=1.5),
)
"""Seven worlds in which nothing changes the mood."""
MOST_IN_VAIN = 5.0
"""Of 100 people in a year, how many may be told something in vain."""


@dataclass(frozen=True, slots=True)
class Person:
    """What one invented person logged."""

    entries: list[MoodEntryRow]
    markers: dict[str, dict[int, int]]


@dataclass(slots=True)
class Life:
    """What an invented person is like; every number is drawn once, in points of the 1–5 scale."""

    rng: random.Random
    world: World = FIRST_WORLD
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
        self.drift = draw(0.0, self.world.drift)  # daily step of a random walk, drawn back slowly
        self.late = draw(*self.world.late)  # what an evening rating adds
        days = [draw(-0.3, 0.1), *(draw(-0.1, 0.1) for _ in range(4)), draw(0.0, 0.5), draw(0.0, 0.5)]
        self.weekday = [self.world.weekdays * day for day in days]


def invent(seed: int, d: float = 0.0, effect_on: str = OWN, world: World = FIRST_WORLD, days: int = YEAR) -> Person:
    """Return a person whose mood is `d` standard deviations higher on days with `effect_on`."""
    rng = random.Random(seed)
    life = Life(rng, world)
    markers = {name: _habit(rng, days, world) for name in NAMES}
    entries: list[MoodEntryRow] = []
    inert, slow = rng.gauss(0.0, life.spread), 0.0
    for day in range(START, START + days):
        inert = life.inertia * inert + rng.gauss(0.0, life.spread * sqrt(1.0 - life.inertia**2))
        slow = 0.99 * slow + rng.gauss(0.0, life.drift)
        mood = life.level + inert + slow + life.weekday[(day - 1) % 7]
        mood += d * life.spread * markers[effect_on][day]
        if world.mood_drives and rng.random() < 0.6:
            odds = world.mood_drives * (inert + slow) / life.spread
            for name in ("over_limit", LATE):
                markers[name][day] = int(rng.random() < 1.0 / (1.0 + exp(-odds)))
        if rng.random() >= (world.rated_bad if mood < world.bad_below else world.rated):
            continue  # bad days are rated less often
        for _ in range(2 if rng.random() < 0.4 else 1):
            moves = any(known[day] for known in markers.values()) if world.habits_move_ratings else markers[LATE][day]
            evening = rng.random() < (0.8 if moves else 0.4)  # who works late rates late
            hour = rng.uniform(19.0, 24.0) if evening else rng.uniform(7.0, 19.0)
            felt = mood + (life.late if evening else 0.0) + rng.gauss(0.0, 0.3)
            entries.append((day, hour, min(5, max(1, round(felt)))))
    return Person(entries, markers)


def _habit(rng: random.Random, days: int, world: World = FIRST_WORLD) -> dict[int, int]:
    """A habit that comes in spells, leans on some weekdays and drifts over the year."""
    base, trend = rng.gauss(-0.4, 0.6), rng.gauss(0.0, world.trend)
    weekday = [rng.gauss(0.0, 0.6 * world.weekdays) for _ in range(7)]
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


def listen(seed: int, d: float, effect_on: str, world: World, asks: bool = True) -> Heard:
    person = invent(seed, d, effect_on, world)
    at = (check_patterns(person.entries, person.markers, look, OWN if asks else None) for look in LOOKS)
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


@dataclass(frozen=True, slots=True)
class ToldInVain:
    """What one person in whom nothing differs was told in a year."""

    pattern: bool
    block: bool
    answers: bool


def live_null_year(seed: int, world: World) -> ToldInVain:
    """Let a person live a year in which nothing has an effect, and check everything that compares."""
    rng = random.Random(f"null {seed}")
    heard = listen(seed, 0.0, OWN, world, asks=rng.random() < world.asking)
    blocks, rate = rng.uniform(0.3, 0.9), rng.uniform(0.1, 0.6)
    feelings = told_feelings(rng, blocks, 0.0)
    by_tie = told_answers(rng, rng.randint(5, 30), (rate, rate), share=rng.uniform(0.2, 0.8))
    by_channel = told_answers(rng, rng.randint(5, 30), (rate, rate), share=rng.uniform(0.2, 0.8))
    return ToldInVain(any(heard.at), any(feelings), any(by_tie) or any(by_channel))


def print_null_worlds(people: int, seed: int, workers: int) -> bool:
    """Print how many of 100 are told something in vain, and return whether no world has too many."""
    print("| a year in which nothing has an effect | a pattern | a kind of block | who answers | any of them |")
    print("|---|---:|---:|---:|---:|")
    kept = True
    for number, world in enumerate(NULL_WORLDS):
        seeds = range((seed + number) * 1_000_000, (seed + number) * 1_000_000 + people)
        with Pool(workers, initializer=os.nice, initargs=(10,)) as pool:
            found = pool.map(partial(live_null_year, world=world), seeds, chunksize=10)
        counts = (
            sum(one.pattern for one in found),
            sum(one.block for one in found),
            sum(one.answers for one in found),
            sum(one.pattern or one.block or one.answers for one in found),
        )
        print(f"| {world.name} | " + " | ".join(f"{100 * n / people:.1f}" for n in counts) + " |", flush=True)
        kept = kept and 100 * counts[-1] / people <= MOST_IN_VAIN
    return kept


def simulate(
    people: int, seed: int, workers: int, d: float = 0.0, effect_on: str = OWN, world: World = FIRST_WORLD
) -> list[Heard]:
    seeds = range(seed * 1_000_000, seed * 1_000_000 + people)
    with Pool(workers, initializer=os.nice, initargs=(10,)) as pool:
        return pool.map(
            partial(listen, d=d, effect_on=effect_on, world=world, asks=world is not ORDINARY), seeds, chunksize=20
        )


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
    parser.add_argument("--null-only", action="store_true", help="only the seven worlds without an effect")
    args = parser.parse_args()
    if args.null_only:
        sys.exit(0 if print_null_worlds(args.people, args.seed, args.workers) else 1)

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
    for d in (0.5, 0.8):
        heard = simulate(args.people, args.seed + 1, args.workers, d, OTHER, ORDINARY)
        row = " | ".join(f"{told_by(heard, k, OTHER):.1f}" for k in range(len(weeks)))
        print(f"| d = {d}, an ordinary person: told of it | {row} | {told_at_end(heard, OTHER):.1f} |", flush=True)
    naive = 100.0 * sum(one.naive for one in nothing) / len(nothing)
    print(f"\nNo effect, days compared plainly after {NAIVE_DAYS} days: {naive:.1f} of 100 told something.")
    print()
    print_null_worlds(args.people, args.seed, args.workers)
    n, took = ten_years()
    print(f"Ten years, {n:,} entries, six markers: {took:.1f} ms.")


if __name__ == "__main__":
    main()
