"""Reply chances: how fast they are, and whether an 80 % range holds the truth about 80 times in 100.

    python benchmarks/replies.py

Calibration invents people whose true chances are known, lets each write n messages, and looks how often the
range told to them holds their truth, after 0, 3 and 7 days of silence:

  one ratio        a person is answered r times as often as usual, r ~ Gamma(3, 3), which is what the ratio
                   (O + 3)/(E + 3) takes for granted before anything is seen
  as believed      besides, every stretch of silence differs on its own, by as much as the model itself allows for
                   at its full weight: h ~ Beta(20 S x', 20 S (1 − x'))
  uneven           a ratio, and each kind and stretch differs by about 30 %: nobody is quite as the model thinks
  without pattern  no ratio: every kind and stretch differs by as much as the range told to somebody new allows, so
                   that one kind teaches nothing about another; a stress test, outside what the model promises

The verdict is about all kinds together, which is what is promised. Below it stand the kinds: what is specified (ten
messages' weight at first) makes the ranges of a cold silence wider than they need be, those of a close tie on the day
of writing narrower, and both meet the wanted share as messages come in.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import exp
from statistics import mean

from coach.advice.outreach.reply_model import BIN_EDGES, CONTACT_KINDS, REPLY_HORIZON, ReplyModel, spell_probability
from coach.advice.outreach.survival import combine_reply_probability
from coach.domain.workdays import WorkDays

SIZES = (0, 10, 50, 300)
USERS = 1_000
SILENCES = (0, 3, 7)
WITHIN = (0.75, 0.92)
USUAL = ReplyModel.from_history({})
Hazards = dict[str, list[float]]
History = dict[str, list[tuple[float, bool]]]


def usual(kind: str) -> list[float]:
    """Return the hazards of general experience: the prior means, which an empty history leaves as they are."""
    return [shape.a / (shape.a + shape.b) for shape in USUAL.hazards[kind]]


def one_ratio(rng: random.Random) -> Hazards:
    ratio = rng.gammavariate(3, 1 / 3)
    return {kind: [1 - (1 - h) ** ratio for h in usual(kind)] for kind in CONTACT_KINDS}


def as_believed(rng: random.Random) -> Hazards:
    ratio, hazards = rng.gammavariate(3, 1 / 3), {}
    for kind in CONTACT_KINDS:
        silent, drawn = 1.0, []
        for h in usual(kind):
            x = 1 - (1 - h) ** ratio
            weight = max(1.0, 20 * silent)
            drawn.append(min(0.999_999, rng.betavariate(max(1e-9, weight * x), max(1e-9, weight * (1 - x)))))
            silent *= 1 - x
        hazards[kind] = drawn
    return hazards


def uneven(rng: random.Random) -> Hazards:
    ratio = rng.gammavariate(3, 1 / 3)
    ratios = {kind: ratio * exp(rng.gauss(0, 0.3)) for kind in CONTACT_KINDS}
    return {
        kind: [1 - (1 - h) ** (ratios[kind] * exp(rng.gauss(0, 0.3))) for h in usual(kind)] for kind in CONTACT_KINDS
    }


def without_pattern(rng: random.Random) -> Hazards:
    return {kind: [rng.betavariate(shape.a, shape.b) for shape in USUAL.hazards[kind]] for kind in CONTACT_KINDS}


def truth(hazards: list[float], since: float) -> float:
    """Return the true chance of an answer before the horizon, given silence at `since`."""
    silent = 1.0
    for h, (low, high) in zip(hazards, pairwise((0.0, *BIN_EDGES)), strict=True):
        silent *= (1 - h) ** (max(0.0, high - max(low, since)) / (high - low))
    return 1 - silent


def message(rng: random.Random, hazards: list[float]) -> tuple[float, bool]:
    """Return one message's fate: three of four are watched to the horizon, the others are younger."""
    watched = REPLY_HORIZON if rng.random() < 0.75 else rng.randint(0, 30)
    for h, (low, high) in zip(hazards, pairwise((0, *map(int, BIN_EDGES))), strict=True):
        if rng.random() < h:
            days = rng.randint(low + 1, high)
            return (days, True) if days <= watched else (watched, False)
    return (watched, False)


def written(rng: random.Random, hazards: Hazards, n: int) -> History:
    history: History = {kind: [] for kind in CONTACT_KINDS}
    for kind in rng.choices(CONTACT_KINDS, (5, 3, 1, 1), k=n):
        history[kind].append(message(rng, hazards[kind]))
    return history


def covered(person: Callable[[random.Random], Hazards], n: int, users: int = USERS) -> dict[str, float]:
    """Return kind → the share of ranges that hold the truth, averaged over the silences."""
    rng, hits = random.Random(2026), dict.fromkeys(CONTACT_KINDS, 0)
    for _ in range(users):
        hazards = person(rng)
        own = ReplyModel.from_history(written(rng, hazards, n))
        for kind in CONTACT_KINDS:
            for since in SILENCES:
                _, low, high = own.reply_interval(kind, since)
                hits[kind] += low <= truth(hazards[kind], since) <= high
    return {kind: found / (users * len(SILENCES)) for kind, found in hits.items()}


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
    spell_probability(((kind, silent) for kind, silent, _ in threads), own)


def main() -> None:
    rng = random.Random(1)
    big, small = (written(rng, one_ratio(rng), n) for n in (10_000, 2_000))
    threads = [(rng.choice(CONTACT_KINDS), rng.randint(0, 40), rng.randint(0, 2)) for _ in range(5_000)]
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    moments = [now - timedelta(minutes=rng.randint(0, 5_000_000)) for _ in range(20_000)]
    days = WorkDays()
    parts = [(hazard, 1.0) for hazard in USUAL.hazards["warm"]]

    print("time, best of seven")
    for name, limit, task in (
        (
            "read 10,000 messages and tell one chance",
            "25",
            lambda: ReplyModel.from_history(big).reply_interval("warm", 4),
        ),
        (
            "read 2,000 messages and tell one chance",
            "5",
            lambda: ReplyModel.from_history(small).reply_interval("warm", 4),
        ),
        ("read 10,000 messages and list 5,000 threads", "-", lambda: waiting(ReplyModel.from_history(big), threads)),
        ("working days since 20,000 moments", "-", lambda: [days.count_silent_days(m, now, UTC) for m in moments]),
        ("one chance with its range, nothing cached", "-", lambda: combine_reply_probability(parts)),
    ):
        print(f"  {name:<45} {milliseconds(task):7.2f} ms   (limit {limit})")

    print(f"\nranges of 80 % that hold the truth, {USERS} people (wanted: {WITHIN[0]:.0%} to {WITHIN[1]:.0%})")
    print(f"  {'n':<18}" + "".join(f"{n:>8}" for n in SIZES))
    for person in (one_ratio, as_believed, uneven, without_pattern):
        found = [covered(person, n) for n in SIZES]
        shares = [mean(kinds.values()) for kinds in found]
        verdict = "ok" if all(WITHIN[0] <= share <= WITHIN[1] for share in shares) else "outside"
        name = person.__name__.replace("_", " ")
        print(f"  {name:<18}" + "".join(f"{share:8.1%}" for share in shares) + f"   {verdict}")
        for kind in CONTACT_KINDS:
            print(f"    {kind:<16}" + "".join(f"{kinds[kind]:8.1%}" for kinds in found))


if __name__ == "__main__":
    main()
