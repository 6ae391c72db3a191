"""Reply chances: how fast they are, and whether an 80 % range holds the truth about 80 times in 100.

    python -m benchmarks.replies

Calibration invents people whose true chances are known, lets each write n messages, and looks how often the range
told to them holds their truth, for each kind of contact, after 0, 3 and 7 days of silence. Three worlds:

  one ratio   a person is answered r times as often as usual, r ~ Gamma(3, 3), by everybody alike
  by kind     people differ in logits by 0.6, each kind on its own by 0.45 (strangers 0.7), some answer sooner
  uneven      a ratio, and each kind and each stretch of silence differs by about 30 %

In each of them people write follow-ups once the gap has passed, which are answered about half as often as a first
message would be, and one answer of ten is never noted: the truth is the chance of an answer that will be noted,
because nothing else can be learned from a log.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import exp, log
from statistics import mean

from coach.advice.outreach.reply_model import (
    BIN_EDGES,
    CONTACT_KINDS,
    REPLY_HORIZON,
    ReplyModel,
    follow_up_gap,
    spell_probability,
)
from coach.advice.outreach.working_days import WorkingDays

SIZES = (0, 10, 50, 150, 400)
USERS = 400
SILENCES = (0, 3, 7)
WITHIN = (0.75, 0.92)
FOLLOW_UPS, NOTED = 0.5, 0.9
Hazards = dict[str, list[float]]
History = dict[str, list[tuple[float, bool]]]
USUAL_TIMES = (0.52, 0.66, 0.74, 0.83, 0.89, 0.94, 0.97, 0.985, 1.0)
USUAL: dict[str, tuple[float, float, tuple[float, ...]]] = {
    "cold": (0.08, 0.7, USUAL_TIMES),
    "warm": (0.45, 0.45, USUAL_TIMES),
    "dormant": (0.40, 0.45, (0.45, 0.60, 0.69, 0.80, 0.87, 0.93, 0.965, 0.98, 1.0)),
    "strong": (0.75, 0.45, (0.65, 0.78, 0.85, 0.91, 0.94, 0.97, 0.985, 0.99, 1.0)),
}


def hazards_of(share: float, times: Iterable[float]) -> list[float]:
    """Return the hazard of each bin, `share` answered in the end and `times` of those by each edge."""
    by = (0.0, *times)
    return [share * (after - before) / (1 - share * before) for before, after in pairwise(by)]


def usual(kind: str) -> list[float]:
    """Return the hazards of general experience."""
    share, _, times = USUAL[kind]
    return hazards_of(share, times)


def one_ratio(rng: random.Random) -> Hazards:
    ratio = rng.gammavariate(3, 1 / 3)
    return {kind: [1 - (1 - h) ** ratio for h in usual(kind)] for kind in CONTACT_KINDS}


def by_kind(rng: random.Random) -> Hazards:
    shared, found = 0.6 * rng.gauss(0, 1), {}
    for kind, (share, spread, times) in USUAL.items():
        logit = log(share / (1 - share)) + shared + spread * rng.gauss(0, 1)
        pace = exp(rng.gauss(0, 0.45))
        found[kind] = hazards_of(1 / (1 + exp(-logit)), (time**pace for time in times))
    return found


def uneven(rng: random.Random) -> Hazards:
    ratio = rng.gammavariate(3, 1 / 3)
    ratios = {kind: ratio * exp(rng.gauss(0, 0.3)) for kind in CONTACT_KINDS}
    return {
        kind: [1 - (1 - h) ** (ratios[kind] * exp(rng.gauss(0, 0.3))) for h in usual(kind)] for kind in CONTACT_KINDS
    }


WORLDS = (one_ratio, by_kind, uneven)


def truth(hazards: list[float], since: float, factor: float = 1.0) -> float:
    """Return the true chance of an answer before the horizon, given silence at `since`."""
    silent = 1.0
    for h, (low, high) in zip(hazards, pairwise((0.0, *BIN_EDGES)), strict=True):
        silent *= (1 - h) ** (factor * max(0.0, high - max(low, since)) / (high - low))
    return 1 - silent


def fate(rng: random.Random, hazards: list[float], watched: int, factor: float = 1.0) -> tuple[float, bool]:
    """Return how long a message watched for so many days was silent, and whether a noted answer ended it."""
    for h, (low, high) in zip(hazards, pairwise((0, *map(int, BIN_EDGES))), strict=True):
        if rng.random() < 1 - (1 - h) ** factor:
            days = rng.randint(low + 1, high)
            return (days, True) if days <= watched else (watched, False)
    return (watched, False)


def written(rng: random.Random, hazards: Hazards, n: int) -> tuple[History, History]:
    """Return what became of `n` first messages, and of the follow-ups to half of those that stayed silent."""
    first: History = {kind: [] for kind in CONTACT_KINDS}
    again: History = {kind: [] for kind in CONTACT_KINDS}
    for kind in rng.choices(CONTACT_KINDS, (5, 3, 1, 1), k=n):
        watched = REPLY_HORIZON if rng.random() < 0.75 else rng.randint(0, 30)
        gap = follow_up_gap((), kind, 0) + rng.randint(0, 3)
        if watched > gap and rng.random() < 0.5:
            days, came = fate(rng, hazards[kind], gap)
            if not came:
                again[kind].append(fate(rng, hazards[kind], min(watched, REPLY_HORIZON), FOLLOW_UPS))
        else:
            days, came = fate(rng, hazards[kind], watched)
        first[kind].append((days, came))
    return first, again


def noted(hazards: Hazards) -> Hazards:
    """Return the hazards of answers that will be noted."""
    return {kind: [1 - (1 - h) ** NOTED for h in found] for kind, found in hazards.items()}


def covered(person: Callable[[random.Random], Hazards], n: int, users: int = USERS) -> dict[str, float]:
    """Return kind → the share of ranges that hold the truth, averaged over the silences."""
    rng, hits = random.Random(2026), dict.fromkeys(CONTACT_KINDS, 0)
    for _ in range(users):
        hazards = noted(person(rng))
        own = ReplyModel.from_history(*written(rng, hazards, n))
        for kind in CONTACT_KINDS:
            for since in SILENCES:
                _, low, high = own.reply_interval(kind, since)
                hits[kind] += low <= truth(hazards[kind], since) <= high
    return {kind: found / (users * len(SILENCES)) for kind, found in hits.items()}


def follow_up_error(person: Callable[[random.Random], Hazards], n: int, users: int = USERS) -> tuple[float, float]:
    """Return the mean of the error, and of its size, of the chance told on the day of a follow-up."""
    rng, errors = random.Random(2027), list[float]()
    for _ in range(users):
        hazards = noted(person(rng))
        own = ReplyModel.from_history(*written(rng, hazards, n))
        for kind in CONTACT_KINDS:
            told = own.reply_probability(kind, 0, followed_up=True)
            errors.append(told - truth(hazards[kind], 0, FOLLOW_UPS))
    return mean(errors), mean(map(abs, errors))


def milliseconds(task: Callable[[], object], times: int = 7) -> float:
    """Return the best of some runs, in milliseconds."""
    runs = []
    for _ in range(times):
        start = time.perf_counter()
        task()
        runs.append((time.perf_counter() - start) * 1000)
    return min(runs)


def waiting(own: ReplyModel, threads: list[tuple[str, int, int]]) -> None:
    """Work out everything that a list of open threads shows."""
    for kind, silent, attempts in threads:
        own.reply_interval(kind, silent)
        own.is_follow_up_due(kind, silent, attempts)
        own.may_rest(kind, silent, attempts)
    spell_probability(((kind, silent, attempts > 0) for kind, silent, attempts in threads), own)


def main() -> None:
    rng = random.Random(1)
    big, small = (written(rng, one_ratio(rng), n) for n in (10_000, 2_000))
    threads = [(rng.choice(CONTACT_KINDS), rng.randint(0, 40), rng.randint(0, 2)) for _ in range(5_000)]
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    moments = [now - timedelta(minutes=rng.randint(0, 5_000_000)) for _ in range(20_000)]
    days = WorkingDays()
    counted = ReplyModel.from_history(*small)

    print("time, best of seven")
    for name, limit, task in (
        ("a posterior of counted messages", "5", lambda: replace(counted)),
        (
            "read 2,000 messages and tell one chance",
            "-",
            lambda: ReplyModel.from_history(*small).reply_interval("warm", 4),
        ),
        (
            "read 10,000 messages and tell one chance",
            "25",
            lambda: ReplyModel.from_history(*big).reply_interval("warm", 4),
        ),
        ("read 10,000 messages and list 5,000 threads", "-", lambda: waiting(ReplyModel.from_history(*big), threads)),
        ("working days since 20,000 moments", "-", lambda: [days.count_silent_days(m, now, UTC) for m in moments]),
    ):
        print(f"  {name:<45} {milliseconds(task):7.2f} ms   (limit {limit})")

    print(f"\nranges of 80 % that hold the truth, {USERS} people (wanted: {WITHIN[0]:.0%} to {WITHIN[1]:.0%})")
    print(f"  {'n':<18}" + "".join(f"{n:>8}" for n in SIZES))
    for person in WORLDS:
        found = [covered(person, n) for n in SIZES]
        shares = [mean(kinds.values()) for kinds in found]
        verdict = "ok" if all(WITHIN[0] <= share <= WITHIN[1] for share in shares) else "outside"
        name = person.__name__.replace("_", " ")
        print(f"  {name:<18}" + "".join(f"{share:8.1%}" for share in shares) + f"   {verdict}")
        for kind in CONTACT_KINDS:
            print(f"    {kind:<16}" + "".join(f"{kinds[kind]:8.1%}" for kinds in found))
        errors = [follow_up_error(person, n) for n in SIZES]
        print(f"    {'after a follow-up':<18}" + "".join(f"{bias:+.2f}±{size:.2f} " for bias, size in errors))


if __name__ == "__main__":
    main()
