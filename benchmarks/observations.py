"""How often the sentences that compare are told in vain, and how soon they are told when they are true.

    python -m benchmarks.observations [PEOPLE]

Two comparisons look on a few fixed days of a year: how a kind of block felt beside the day (weeks 4, 8, 13, 26, 39
and 52), and who answers, strangers or one channel beside the others (months 1, 2, 3, 6, 9 and 12). Without any
difference whatever is told is told in vain. What only counts (half of your answers, people who wait) cannot be told in
vain. Goals that are offered more, because they went with better evenings, are counted too: they say nothing aloud.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from datetime import date, timedelta

from coach.advice.goals import BETTER_EVENING, FEWEST_EVENING_ERRORS
from coach.advice.outreach.reply_outcomes import REPLY_CHECK_MONTHS, compare_groups
from coach.advice.patterns.block_feelings import BLOCK_FEELING_CHECK_WEEKS, compare_feelings, sum_feelings_by_day

START = date(2025, 1, 6)
KINDS = ("messages", "read", "write", "search")


def told_feelings(rng: random.Random, blocks: float, drain: float) -> list[str | None]:
    """Return what is told at each check of a year, reading being lower by `drain` than the day."""
    rows, mood = list[tuple[date, str, float]](), 0.0
    for n in range(364):
        mood = 0.6 * mood + rng.gauss(0, 0.6)
        if rng.random() > blocks:
            continue
        rated = max(1, min(5, round(3.3 + mood + rng.gauss(0, 0.3))))
        for _ in range(rng.choice((1, 1, 2, 3))):
            kind = rng.choice(KINDS)
            felt = 3.3 + 0.8 * mood + rng.gauss(0, 0.7) + (drain if kind == "read" else 0.0)
            rows.append((START + timedelta(days=n), kind, max(1, min(5, round(felt))) - rated))
    found = []
    for week in BLOCK_FEELING_CHECK_WEEKS:
        sums = sum_feelings_by_day(row for row in rows if row[0] < START + timedelta(weeks=week))
        known = compare_feelings((feelings, 0.0) for feelings in sums.values())
        found.append(known.kind if known else None)
    return found


def told_answers(rng: random.Random, a_month: int, rates: tuple[float, float], share: float = 0.5) -> list[bool]:
    """Return whether a difference is told at each check, `rates` being those of the group and of the others."""
    sent, found, before = list[tuple[bool, bool]](), [], 0
    for month in REPLY_CHECK_MONTHS:
        for _ in range(a_month * (month - before)):
            inside = rng.random() < share
            sent.append((inside, rng.random() < rates[0 if inside else 1]))
        before = month
        compared = compare_groups(sent)
        found.append(bool(compared and compared.is_told))
    return found


def better_evenings_in_vain(rng: random.Random) -> int:
    """Return how many of ten kinds of goals are taken to go with better evenings, though none does."""
    evenings = [[rng.choice((2, 3, 3, 4, 4, 5)) for _ in range(rng.randint(0, 25))] for _ in range(10)]
    everything = [value for kind in evenings for value in kind]
    usual = sum(everything) / len(everything)
    spread = (sum((value - usual) ** 2 for value in everything) / len(everything)) ** 0.5
    lifts = [(sum(value - usual for value in kind), len(kind)) for kind in evenings if kind]
    return sum(
        lift / (n + 6) >= BETTER_EVENING and lift / (spread * n**0.5) >= FEWEST_EVENING_ERRORS for lift, n in lifts
    )


def share_by(found: Sequence[Sequence[object]], check: int) -> float:
    """Return how many of 100 were told by a check."""
    return 100 * sum(any(one[: check + 1]) for one in found) / len(found)


def print_row(name: str, found: Sequence[Sequence[object]]) -> None:
    print(f"| {name} | " + " | ".join(f"{share_by(found, n):.1f}" for n in range(len(found[0]))) + " |", flush=True)


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    rng = random.Random(2026)
    print(
        f"of 100 people told by week ({people} people)\n| how a kind of block feels | "
        + " | ".join(map(str, BLOCK_FEELING_CHECK_WEEKS))
        + " |"
    )
    print("|---|" + "---:|" * len(BLOCK_FEELING_CHECK_WEEKS))
    for blocks in (0.4, 0.6, 0.9):
        print_row(
            f"no difference, blocks on {blocks:.0%} of days", [told_feelings(rng, blocks, 0.0) for _ in range(people)]
        )
    for blocks in (0.4, 0.9):
        true = [[kind == "read" for kind in told_feelings(rng, blocks, -0.8)] for _ in range(people)]
        print_row(f"reading 0.8 lower, blocks on {blocks:.0%} of days", true)
    print(
        "\n| answers, by month | "
        + " | ".join(map(str, REPLY_CHECK_MONTHS))
        + " |\n|---|"
        + "---:|" * len(REPLY_CHECK_MONTHS)
    )
    for rate in (0.1, 0.3, 0.5):
        print_row(f"{rate:.0%} from both", [told_answers(rng, 20, (rate, rate)) for _ in range(people)])
    print_row("40 % against 8 %, 12 a month", [told_answers(rng, 12, (0.08, 0.40)) for _ in range(people)])
    print_row("never against always, 20 a month", [told_answers(rng, 20, (0.0, 1.0)) for _ in range(people)])
    vain = sum(better_evenings_in_vain(rng) for _ in range(people))
    print(f"\nKinds of goals taken in vain to go with better evenings: {vain / people:.2f} of ten.")


if __name__ == "__main__":
    main()
