"""Single rules in simulated lives: how soon each is said when it is true, and how often when it is not.

    python -m benchmarks.rules [PEOPLE]

Heavy weeks (R01) and a low stretch (R32) are looked for day by day in moods and blocks of invented people, a late end
of the day (R33) in evening reviews, and few answers from strangers (R17) in messages; the rules are those that ship.
The coin (R34) is thrown for people with and without an effect. Goals that are always let go are offered for sixty
days. The limit: how many people would be told that more than it went with a higher mood, were that not ruled out. What
is proposed to rest, and would still have been answered; what is said outside the hours; goals about drafts given up.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Literal
from zoneinfo import ZoneInfo

from benchmarks.patterns import LOOKS, NULL_WORLDS, invent
from coach.advice.facts.fact_values import compute_facts
from coach.advice.goals import rank_goals
from coach.advice.outreach.open_conversations import list_open_conversations
from coach.advice.patterns.day_markers import day_ordinal_of
from coach.advice.patterns.experiments import draw_plan, evaluate_experiment, last_day_of
from coach.advice.patterns.mood_patterns import check_patterns, is_reportable
from coach.advice.rules.choose_rules import get_rule
from coach.advice.rules.current_advice import choose_suggestions, make_shown_record
from coach.advice.statistics import compute_weekly_effect
from coach.domain.advice_records import LookBack
from coach.domain.focus import FocusBlock
from coach.domain.goal import Goal
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.note import Note
from coach.domain.person import Person
from coach.domain.record import Record
from coach.domain.settings import HoursSpan, Settings

ZONE = ZoneInfo("Europe/Berlin")
FIRST = date(2025, 1, 6)
YEAR = 365
SINKS_ON = 100
"""The day of the year on which a dip or a burn-out begins."""


ANSWERED_BY = {1: 0.52, 2: 0.66, 3: 0.74, 5: 0.83, 7: 0.89, 10: 0.94, 15: 0.97, 20: 0.985, 30: 1.0}
"""Working days → the share of answers that came by then, as usual people do (docs/replies.md)."""


def moment(day: int, hour: int) -> datetime:
    return datetime.combine(FIRST + timedelta(days=day), time(hour), ZONE)


def write_year(
    rng: random.Random, usual: float, rates: float, sinks: float = 0.0, sinks_for: int = 0, chores: bool = False
) -> Journal:
    """Return a year of moods and blocks; from day 100 on mood sinks for so many days, and blocks become a chore."""
    records, swing = list[Record](), 0.0
    for n in range(YEAR):
        low = SINKS_ON <= n < SINKS_ON + sinks_for
        swing = 0.6 * swing + rng.gauss(0.0, 0.45)
        if rng.random() < rates:
            value = round(usual + swing - sinks * low + rng.gauss(0.0, 0.3))
            records.append(Mood(id=f"mood {n}", at=moment(n, 9), value=min(5, max(1, value))))
        if n % 7 < 5 and rng.random() < 0.6:
            heavy = rng.random() < (0.75 if low and chores else 0.2)
            chore = (4 if heavy else 2) if rng.random() < 0.5 else None
            begin = moment(n, 10)
            end = begin + timedelta(minutes=25)
            records.append(FocusBlock(id=f"block {n}", started_at=begin, deadline=end, ended_at=end, chore=chore))
    return Journal({}).with_records(records)


def days_that_hold(journal: Journal, rule: str, days: Sequence[int]) -> list[int]:
    """Return the days on which a rule holds in the evening."""
    found = get_rule(rule)
    return [n for n in days if found.holds(compute_facts(journal, moment(n, 20)))]


def share(found: Sequence[object]) -> str:
    return f"{100 * sum(map(bool, found)) / len(found):.0f} of 100"


def simulate_heavy_weeks(rng: random.Random, people: int) -> None:
    print("R01, heavy weeks: a dip of two points for thirty days, seen before it is over")
    for usual, rates in ((3.3, 0.8), (3.3, 0.4), (3.3, 0.25), (4.3, 0.4)):
        dips = [write_year(rng, usual, rates, 2.0, 30) for _ in range(people)]
        seen = [days_that_hold(each, "R01", range(SINKS_ON, SINKS_ON + 33)) for each in dips]
        print(f"  usual mood {usual}, rates {rates:.0%} of days: {share(seen)}")
    healthy = [write_year(rng, 3.3, rates) for rates in (0.8, 0.4, 0.25) for _ in range(people // 2)]
    print(f"  nothing is wrong, a year: {share([days_that_hold(each, 'R01', range(14, YEAR, 2)) for each in healthy])}")


def simulate_low_stretch(rng: random.Random, people: int) -> None:
    print("R32, a low stretch: a burn-out of ninety days, 1.2 points lower and three of four blocks a chore")
    tired = [write_year(rng, 3.4, 0.8, 1.2, 90, chores=True) for _ in range(people)]
    days = [days_that_hold(each, "R32", range(SINKS_ON, SINKS_ON + 90)) for each in tired]
    after = [found[0] - SINKS_ON + 1 for found in days if found]
    print(f"  told: {share(days)}, half of them by day {median(after):.0f} of it")
    healthy = [write_year(rng, 3.4, rates) for rates in (0.8, 0.4) for _ in range(people // 2)]
    print(f"  nothing is wrong, a year: {share([days_that_hold(each, 'R32', range(14, YEAR)) for each in healthy])}")


def simulate_late_evenings(rng: random.Random, people: int) -> None:
    print("R33, a later end of the day: evening reviews on four of ten days")

    def close(hour: Callable[[], float]) -> Journal:
        looks = []
        for n in range(60):
            if rng.random() < 0.4:
                at = moment(n, 0) + timedelta(hours=24 + hour())
                looks.append(LookBack(id=f"evening {n}", kind="evening", day=FIRST + timedelta(days=n), at=at))
        return Journal({}).with_records(looks)

    for name, hour in (
        ("at about 5 in the morning", lambda: rng.gauss(5.0, 1.0)),
        ("at about 1 at night", lambda: rng.gauss(1.0, 1.0)),
        ("at about 22 in the evening", lambda: rng.gauss(-2.0, 1.0)),
    ):
        days = [days_that_hold(close(hour), "R33", range(60)) for _ in range(people)]
        first = [found[0] + 1 for found in days if found]
        print(f"  {name}: told {share(days)}" + (f", half by day {median(first):.0f}" if first else ""))


def simulate_strangers(rng: random.Random, people: int) -> None:
    print("R17, few answers from strangers: ten first messages a week for eight weeks")
    for rate in (0.03, 0.1, 0.25):
        told = []
        for _ in range(people):
            records = list[Record]()
            for n in range(80):
                day, who = n // 2 + 2 * (n // 10), f"s{n}"
                records.append(Person(id=who, name=who, tie="cold"))
                records.append(Message(id=f"out {n}", person=who, at=moment(day, 10)))
                if rng.random() < rate:
                    back = day + 1 + int(rng.expovariate(0.5))
                    records.append(Message(id=f"in {n}", person=who, at=moment(back, 10), direction="in"))
            told.append(days_that_hold(Journal({}).with_records(records), "R17", range(0, 60, 3)))
        print(f"  {rate:.0%} answer: told {share(told)}")


def simulate_coin(rng: random.Random, people: int) -> None:
    print("R34, the coin: fourteen pairs of days, two ratings a day")
    for effect in (0.0, 0.5, 0.8):
        told = []
        for _ in range(people * 5):
            plan = draw_plan(FIRST, rng.randrange(2**32))
            ratings = {}
            for day in plan:
                mood = 3.3 + rng.gauss(0.0, 0.6) + effect * day.has_marker
                ratings[day.day] = [min(5, max(1, round(mood + rng.gauss(0.0, 0.3)))) for _ in range(2)]
            result = evaluate_experiment(plan, ratings, date.fromordinal(last_day_of(plan) + 1))
            told.append(result is not None and result.is_significant)
        print(f"  {effect} points: because is said to {share(told)}")


def offer_goals(state: Literal["done", "let go"]) -> int:
    """Return on how many of sixty days a goal of giving is a choice, when each that was taken ends so."""
    journal, choices = Journal({}), 0
    for n in range(60):
        offers = rank_goals(journal, moment(n, 9), energy=3)
        choices += any(offer.kind == "give" for offer in offers)
        offer = next((each for each in offers if each.kind == "give"), offers[0])
        ended = state if offer.kind == "give" else "done"
        journal = journal.with_records(
            [Goal(id=f"goal {n}", day=FIRST + timedelta(days=n), text=offer.text, kind=offer.kind, state=ended)]
        )
    return choices


def simulate_goals() -> None:
    print("Goals of giving, taken whenever they are a choice, in sixty days")
    print(f"  always done: a choice on {offer_goals('done')} days; always let go: on {offer_goals('let go')}")


def draw_answer_day(rng: random.Random, tie: str) -> int | None:
    """Return after how many working days somebody answers a first message, or None, as usual people do."""
    if rng.random() >= {"cold": 0.08, "warm": 0.45, "strong": 0.75}[tie]:
        return None
    drawn = rng.random()
    return next(edge for edge, share_by in ANSWERED_BY.items() if drawn <= share_by)


def simulate_resting(rng: random.Random, people: int) -> None:
    """Rule L: what is proposed to rest, and how much of it would still have been answered."""
    proposed, answered_later = 0, 0
    for _ in range(people):
        records, later = list[Record](), dict[str, int]()
        for n in range(60):
            who, tie = f"p{n}", rng.choice(("cold", "warm", "strong"))
            records.append(Person(id=who, name=who, tie=tie))
            day = 7 * (n // 5) + n % 5
            records.append(Message(id=f"out {n}", person=who, at=moment(day, 10)))
            wait = draw_answer_day(rng, tie)
            if wait is not None:
                later[who] = day + wait + 2 * (wait // 5)
        for today in range(28, 84, 14):
            known = [
                Message(id=f"in {who}", person=who, at=moment(day, 9), direction="in")
                for who, day in later.items()
                if day <= today
            ]
            rows = list_open_conversations(Journal({}).with_records([*records, *known]), moment(today, 12))
            old = [row for row in rows if row.may_rest and row.since < moment(today, 12)]
            proposed += len(old)
            answered_later += sum(row.person in later for row in old)
    print("L, letting old conversations rest (R14): usual people, five first messages a week for twelve weeks")
    print(f"  of {proposed} proposals, an answer would still have come to {100 * answered_later / proposed:.1f} of 100")
    promise = Message(id="promise", person="ana", at=moment(0, 10), kind="promise", text="an introduction")
    journal, asked = Journal({}).with_records([Person(id="ana", name="Ana"), promise]), list[int]()
    for n in (day for day in range(120) if day % 7 < 5):
        found = choose_suggestions(journal, moment(n, 11)).first
        if found is not None:
            journal = journal.with_records([make_shown_record(found, moment(n, 11))])
            asked += [n] if found.rule == "R11" else []
    print(f"  a promise that is never kept is asked about {len(asked)} times in 120 days, last on day {asked[-1]}")


def simulate_first_hours(rng: random.Random, people: int) -> None:
    """Rule M: what is said to a block that runs before, within and after the hours of a working day."""
    span = HoursSpan(days=(0, 1, 2, 3, 4), start=time(9), end=time(18))
    said: dict[str, list[str]] = {"before": [], "within": [], "after": []}
    for n in range(people * 3):
        now = moment(n % 5, 0) + timedelta(minutes=rng.randrange(6 * 60, 23 * 60))
        block = FocusBlock(id="block", started_at=now - timedelta(minutes=5), deadline=now + timedelta(minutes=20))
        line = choose_suggestions(Journal({}).with_records([Settings(hours=(span,)), block]), now).first
        when = "before" if now.time() < span.start else "within" if now.time() < span.end else "after"
        said[when].append("" if line is None or line.rule != "R04" else line.text)
    print("M, outside the hours (R04): a block at any time from 6 to 23, hours 9 to 18")
    begins = [bool(re.search("09:00", text)) for text in said["before"]]
    print(
        f"  before them, when they begin is told to {share(begins)}; within them, anything to {share(said['within'])}"
    )
    print(f"  after them, told to {share(said['after'])}")


def simulate_drafts(rng: random.Random, people: int) -> None:
    """Rule Q: a goal about a draft that nobody means to send any more."""
    offered, in_vain, without_limit = 0, 0, 0
    for _ in range(people):
        records, meant = list[Record](), dict[str, int]()
        for n in range(0, 60, 6):
            gives_up = n + 1 + int(rng.expovariate(1 / 4))
            sent = moment(gives_up, 12) if rng.random() < 0.6 else None
            records.append(Note(id=f"draft {n}", kind="draft", text="Hello", at=moment(n, 12), closed_at=sent))
            meant[f"draft {n}"] = gives_up
        for today in range(3, 60, 3):
            then = [
                note.model_copy(update={"closed_at": note.closed_at if gone else None})
                for note in records
                if isinstance(note, Note) and note.at < moment(today, 13)
                for gone in [note.closed_at is not None and note.closed_at < moment(today, 13)]
            ]
            alive = any(today < meant[note.id] for note in then)
            is_open = any(note.closed_at is None for note in then)
            without_limit += is_open and not alive
            if any(offer.id == "G28" for offer in rank_goals(Journal({}).with_records(then), moment(today, 13))):
                offered += 1
                in_vain += not alive
    print("Q, a goal about a draft (G28): a draft every six days, six of ten sent after four days, the others given up")
    print(
        f"  {100 * in_vain / offered:.0f} of 100 offers are in vain, on {in_vain} days; were drafts never too old, a goal"
        f" would be offered in vain on {without_limit} days"
    )


def simulate_limit(people: int) -> None:
    world = NULL_WORLDS[-1]
    would, told = 0, 0
    for seed in range(people):
        person = invent(seed, world=world)
        for look in LOOKS:
            found = {each.name: each for each in check_patterns(person.entries, person.markers, look)}
            pattern = found["over_limit"]
            days = {day for day, _, _ in person.entries if day < look}
            known = sorted(days & person.markers["over_limit"].keys())
            mood = {day: [value for each, _, value in person.entries if each == day] for day in known}
            means = [sum(mood[day]) / len(mood[day]) for day in known]
            effect = compute_weekly_effect(known, means, [person.markers["over_limit"][day] for day in known])
            if pattern.effect > 0 and pattern.p <= 0.005 and effect.mixed_weeks and is_reportable(effect):
                would += 1
                break
        told += any(
            each.speaks and each.effect > 0
            for look in LOOKS
            for each in check_patterns(person.entries, person.markers, look)
            if each.name in ("over_limit", "after_hours")
        )
    print("More than the limit with a higher mood, in people whom a good mood makes work more")
    print(f"  would be told without the rule: {would} of {people}; told: {told}")


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    rng = random.Random(2026)
    assert day_ordinal_of(moment(0, 9), time(4)) == FIRST.toordinal()
    simulate_heavy_weeks(rng, people)
    simulate_low_stretch(rng, people)
    simulate_late_evenings(rng, people)
    simulate_strangers(rng, people)
    simulate_coin(rng, people)
    simulate_goals()
    simulate_limit(people)
    simulate_resting(rng, people // 4)
    simulate_first_hours(rng, people)
    simulate_drafts(rng, people // 4)


if __name__ == "__main__":
    main()
