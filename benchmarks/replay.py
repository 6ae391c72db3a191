"""A year of eleven kinds of people: what the coach says to them, and how often.

    python -m benchmarks.replay [--days N] [--kind NAME] [--sample FILE]

Each person lives a year of days, each day looks at the screen once, and what the screen shows is remembered as shown.
They write, are answered, forget to note some answers, promise, work in blocks, set goals, and do what the coach says
about half of the time. Prints the table that docs/coach.md shows, and what a reader must know: how much of the first
advice two rules take, rules that are never heard, people named too often, and advice at a wrong hour. --sample writes
forty days drawn at random for somebody to read.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock
from multiprocessing import Pool
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from coach.advice.facts.registry import compute_facts
from coach.advice.goals import rank_goals
from coach.advice.hours_question import HOURS_TOPIC
from coach.advice.outreach.conversations import conversations_by_person
from coach.advice.outreach.silence_calendar import counted_workdays
from coach.advice.rules.coach_line import choose_coach_line, choose_suggestions, make_shown_record
from coach.advice.rules.rule_catalogue import get_rule, load_rules
from coach.domain.advice_answer import AdviceAnswer, LookBack
from coach.domain.boundary import Boundary
from coach.domain.focus import FocusBlock
from coach.domain.goal import Goal
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.networking_hours import is_within_hours
from coach.domain.note import Note
from coach.domain.person import Person
from coach.domain.record import Record
from coach.domain.settings import HoursSpan, Settings
from tests.journals import looked

ZONE = ZoneInfo("Europe/Berlin")
FIRST, DAYS = date(2025, 1, 6), 365
NAMES = (
    "Ana Bo Chidi Dara Esther Femi Goran Hana Imre Jun Kei Lin Malik Nia Oskar Priya Quim Rosa Sam Tove Uma Vera Wen "
    "Ximena Yusuf Zoe Abel Berit Cleo Dov Edda Finn Gia Hugo Ida Jonas Kaya Leon Mira Nils Olga Paul Rahel Sven Tara"
).split()
MOST_SHARE, MOST_NAMED, NAMED_WITHIN, OFTEN = 0.40, 3, 14, 100
"""What is promised: the share of R11 and R12, days on which one rule names one person, and days on which a rule that
could speak may stay unheard."""
WORK_HOURS = HoursSpan(days=(0, 1, 2, 3, 4), start=clock(9), end=clock(18))
NIGHT_HOURS = HoursSpan(days=(0, 1, 2, 3, 4), start=clock(20), end=clock(3))


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of person lives: chances a day, but `mood` (the usual one) and the numbers of messages."""

    mood: float = 3.4
    rates: float = 0.62
    blocks: float = 0.6
    sends: float = 0.6
    sent: int = 2
    strangers: float = 0.3
    answers: float = 0.45
    noted: float = 0.85
    incoming: float = 0.12
    promises: float = 0.03
    goals: float = 0.6
    done: float = 0.55
    heeds: float = 0.5
    away: float = 0.0
    chore: float = 0.2
    opportunities: float = 0.005
    reading: float = 0.15
    weekends: bool = False
    hour: int = 11
    known: int = 24
    burn_out_on: int = 0
    settings: Settings = field(default_factory=Settings)


KINDS: dict[str, Kind] = {
    "steady": Kind(settings=Settings(hours=(WORK_HOURS,))),
    "seeker": Kind(mood=3.0, sends=0.9, sent=4, strangers=0.75, answers=0.15, opportunities=0.05, known=40),
    "burning out": Kind(rates=0.8, blocks=0.8, chore=0.25, burn_out_on=100, heeds=0.3),
    "low": Kind(mood=1.9, rates=0.7, sends=0.3, sent=1, goals=0.5, done=0.35, chore=0.4),
    "night worker": Kind(hour=23, settings=Settings(hours=(NIGHT_HOURS,), day_ends=clock(6))),
    "often away": Kind(away=0.05, rates=0.5, sends=0.45),
    "well connected": Kind(sends=0.9, sent=5, strangers=0.1, answers=0.7, incoming=0.6, promises=0.08, known=45),
    "seldom rates": Kind(rates=0.25, goals=0.3, settings=Settings(hours=(WORK_HOURS,))),
    "reader": Kind(sends=0.25, reading=0.7, blocks=0.8, goals=0.4),
    "lets goals go": Kind(goals=0.9, done=0.1, heeds=0.25),
    "every day": Kind(weekends=True, sends=0.8, rates=0.9, blocks=0.9, heeds=0.6),
}


@dataclass(frozen=True, slots=True)
class HeardDay:
    """One day of a replay: what the screen showed, and what else held."""

    kind: str
    at: datetime
    rule: str
    person: str
    text: str
    could_speak: tuple[str, ...]
    facts: str
    is_wrong_hour: bool
    is_about_own_answer: bool


class Life:
    """One person, drawn from one seed."""

    def __init__(self, name: str, seed: int = 1) -> None:
        self.name, self.kind = name, KINDS[name]
        self.random = Random(f"{name} {seed}")
        self.journal = Journal({}).with_records([self.kind.settings])
        self.gone_until = FIRST
        self.swing, self.count = 0.0, 0
        self.coming: list[tuple[date, str]] = []
        for n, each in enumerate(NAMES[: self.kind.known]):
            tie = ("warm", "cold", "strong", "warm")[n % 4]
            self.keep(Person(id=each.lower(), name=each, tie=tie, channel=("linkedin", "e-mail")[n % 2]))
        before = datetime.combine(FIRST - timedelta(days=150), clock(12), ZONE)
        for each in NAMES[: self.kind.known : 5]:  # people met before the coach was there
            self.keep(Message(person=each.lower(), at=before, direction="out", key="imported"))
            self.keep(Message(person=each.lower(), at=before + timedelta(days=2), direction="in", key="imported"))

    def chance(self, p: float) -> bool:
        return self.random.random() < p

    def keep(self, *records: Record) -> None:
        named = []
        for record in records:
            self.count += 1
            fixed = isinstance(record, (Person, Settings)) or record.table == "asked"
            named.append(record if fixed else record.model_copy(update={"id": f"{self.count:032x}"}))
        self.journal = self.journal.with_records(named)

    def live(self, days: int) -> list[HeardDay]:
        return [
            self.live_day(day, n)
            for n in range(days)
            if (day := FIRST + timedelta(days=n)) >= self.gone_until and (day.weekday() < 5 or self.is_up_on_weekend())
        ]

    def is_up_on_weekend(self) -> bool:
        return self.kind.weekends or self.chance(0.4)

    def live_day(self, day: date, n: int) -> HeardDay:
        kind, base = self.kind, datetime.combine(day, clock(self.kind.hour), ZONE)
        burning = bool(kind.burn_out_on) and kind.burn_out_on <= n < kind.burn_out_on + 90
        self.swing = 0.7 * self.swing + 0.7 * (self.random.random() - 0.5)
        if self.chance(kind.rates):
            value = round(kind.mood - 1.2 * burning + 1.5 * self.swing + 1.6 * (self.random.random() - 0.5))
            energy = self.random.choice((None, None, 1, 2, 3))
            self.keep(Mood(at=base - timedelta(hours=2), value=min(5, max(1, value)), energy=energy))
            if self.chance(0.4):
                self.keep(Mood(at=base + timedelta(hours=7), value=min(5, max(1, value))))
        if day.weekday() < 5 or kind.weekends:
            self.write(day, base)
            self.work(base, 0.75 if burning else kind.chore)
        self.answer(base)
        self.note(day, base)
        self.set_goal(day, base)
        now = base + timedelta(minutes=self.random.choice((10, 70, 200, 400, 600)))
        self.journal = looked(self.journal, now)
        return self.look(now)

    def write(self, day: date, base: datetime) -> None:
        kind = self.kind
        for due, person in [each for each in self.coming if each[0] <= day]:
            self.coming.remove((due, person))
            how = "no" if self.chance(0.1) else "meeting" if self.chance(0.12) else "message"
            if self.chance(kind.noted):
                self.keep(Message(person=person, at=base - timedelta(hours=2), direction="in", kind=how))
        if self.chance(kind.sends):
            for _ in range(1 + self.random.randrange(kind.sent)):
                self.send(self.draw_person(self.chance(kind.strangers)), base - timedelta(minutes=50))
        if self.chance(kind.incoming):
            person = self.draw_person(stranger=False)
            self.keep(Message(person=person, at=base - timedelta(hours=3), direction="in"))

    def draw_person(self, stranger: bool) -> str:
        known = [p for p in self.journal.list_records(Person) if (p.tie == "cold") is stranger]
        return self.random.choice(known).id

    def send(self, person: str, at: datetime) -> None:
        tie = self.journal.get_record(Person, person)
        self.keep(Message(person=person, at=at, channel=tie.channel if tie else ""))
        if self.chance(self.kind.answers * (0.25 if tie and tie.tie == "cold" else 1.0)):
            days = min(20, 1 + int(self.random.expovariate(0.5)))
            self.coming.append((at.date() + timedelta(days=days), person))

    def answer(self, base: datetime) -> None:
        """Answer some of those who wrote: thanks, and no question."""
        for person, thread in conversations_by_person(self.journal).items():
            if thread.is_my_turn and self.chance(0.25):
                self.keep(Message(person=person, at=base - timedelta(minutes=30), text="Thank you, that helped."))

    def work(self, base: datetime, chore: float) -> None:
        if self.chance(self.kind.reading):
            self.block("read", base, 30, 0.1)
        if self.chance(self.kind.blocks):
            for n in range(self.random.choice((1, 1, 2))):
                kind = self.random.choice(("messages", "messages", "write", "search", "deep work"))
                self.block(kind, base + timedelta(minutes=45 * n), self.random.choice((15, 25, 25)), chore)

    def block(self, kind: Any, start: datetime, minutes: int, chore: float) -> None:
        end = start + timedelta(minutes=minutes) - timedelta(hours=1)
        heavy = self.chance(chore)
        self.keep(
            FocusBlock(
                kind=kind, started_at=start - timedelta(hours=1), deadline=end, ended_at=end,
                felt=max(1, min(5, round(3.2 - 1.2 * heavy + 2 * (self.random.random() - 0.5)))),
                chore=(4 if heavy else 2) if self.chance(0.5) else None, rest=self.random.choice(("", "away", "screen")),
            )
        )  # fmt: skip

    def note(self, day: date, base: datetime) -> None:
        kind = self.kind
        if self.chance(kind.promises):
            person = self.draw_person(stranger=False)
            self.keep(Message(person=person, at=base, kind="promise", text="an introduction"))
        if self.chance(0.03):
            self.keep(Message(person=self.draw_person(stranger=True), at=base, direction="in", kind="request"))
        if self.chance(0.02):
            self.keep(
                Note(at=base, kind=self.random.choice(("draft", "post")), person=self.draw_person(stranger=False))
            )
        if self.chance(kind.opportunities):
            self.keep(Note(at=base, kind="opportunity", text="an opening at Acme", next_step="ask Bo", due=day))
        if self.chance(0.003):
            self.keep(Boundary(person=self.draw_person(stranger=True), at=base))
        if self.chance(0.01):
            self.keep(LookBack(kind=self.random.choice(("privacy", "reputation")), day=day, at=base))

    def set_goal(self, day: date, base: datetime) -> None:
        if self.chance(self.kind.goals):
            offer = rank_goals(self.journal, base)[0]
            state = "done" if self.chance(self.kind.done) else self.random.choice(("open", "not today", "let go"))
            self.keep(
                Goal(day=day, text=offer.text, template=offer.id, kind=offer.kind, serves=offer.serves, state=state)
            )

    def look(self, now: datetime) -> HeardDay:
        line = choose_coach_line(self.journal, now)
        facts = compute_facts(self.journal, now)
        could = tuple(r.id for r in load_rules() if r.holds(facts) and (not r.in_working_time or facts["working_time"]))
        own = line.rule in ("R12", "R13", "R14") and not conversations_by_person(self.journal)[line.person].is_waiting
        heard = HeardDay(
            self.name,
            now,
            line.rule,
            line.person,
            line.text,
            could,
            self.describe(facts),
            self.is_wrong(line.rule, now),
            own,
        )
        if line.rule == HOURS_TOPIC:
            self.keep(AdviceAnswer(topic=HOURS_TOPIC, at=now, day=facts.today, outcome="answered"))
            return heard
        said = choose_suggestions(self.journal, now).line
        if said is not None:
            assert said.rule == line.rule
            self.journal = self.journal.with_records([make_shown_record(said, now)])
            if self.chance(self.kind.heeds):
                self.heed(said.rule, said.person, now + timedelta(minutes=20))
        if self.chance(self.kind.away):
            self.gone_until = now.date() + timedelta(days=2 + self.random.randrange(16))
        return heard

    def is_wrong(self, rule: str, now: datetime) -> bool:
        """Tell whether this is no time for what was said: after hours, or a follow-up on a day off."""
        if not rule.startswith("R") or not get_rule(rule).in_working_time:
            return False
        today = compute_facts(self.journal, now).today
        off = is_within_hours(self.journal.settings, now) is False
        return off or not counted_workdays(self.journal).is_workday(today)

    def describe(self, facts: Any) -> str:
        names = ("mood_today", "too_early", "followup_due_warm", "followup_due_cold", "rest_due", "unthanked",
                 "promises_open", "replies_10bd", "sent_10bd", "minutes_today", "goal_today", "chore_high_5")  # fmt: skip
        return ", ".join(f"{name} {facts[name]}" for name in names if facts[name])

    def heed(self, rule: str, person: str, at: datetime) -> None:
        if rule == "R11":
            promises = [m for m in self.journal.list_records(Message) if m.person == person and m.kind == "promise"]
            self.journal = self.journal.with_records([m.copy_with(closed_at=at) for m in promises if not m.closed_at])
            self.keep(Message(person=person, at=at, text="Thank you."))
        elif rule in ("R13", "R19", "R20"):
            self.send(person, at)
        elif rule == "R14":
            self.keep(Message(person=person, at=at, direction="own", kind="rest"))
        elif rule == "R27":
            self.keep(LookBack(kind="privacy", day=at.date(), at=at))
            self.keep(LookBack(kind="reputation", day=at.date(), at=at))
        elif rule in ("R16", "R26", "R31"):
            kinds = {"R16": "draft", "R26": "post", "R31": "opportunity"}
            notes = [n for n in self.journal.list_records(Note) if n.kind == kinds[rule] and not n.closed_at]
            self.journal = self.journal.with_records([n.copy_with(closed_at=at) for n in notes])
        elif rule == "R28":
            requests = [m for m in self.journal.list_records(Message) if m.kind == "request" and not m.closed_at]
            self.journal = self.journal.with_records([m.copy_with(closed_at=at) for m in requests])
        elif rule in ("R07", "R08", "R32"):
            self.gone_until = at.date() + timedelta(days=3)


def live_kind(name: str, days: int = DAYS) -> list[HeardDay]:
    return Life(name).live(days)


def share_of_two(days: list[HeardDay]) -> float:
    """Return the share of the days with advice on which R11 or R12 spoke."""
    said = [each for each in days if each.rule.startswith("R")]
    return sum(each.rule in ("R11", "R12") for each in said) / max(1, len(said))


def unheard(days: list[HeardDay]) -> dict[str, int]:
    """Return the rules that could speak on a hundred days and were heard on none, with those days."""
    could, heard = Counter(rule for each in days for rule in each.could_speak), {each.rule for each in days}
    return {rule: n for rule, n in sorted(could.items()) if n >= OFTEN and rule not in heard}


def named_too_often(days: list[HeardDay]) -> list[tuple[str, str]]:
    """Return (rule, person) that was heard on more than three days of fourteen."""
    on: dict[tuple[str, str], list[int]] = defaultdict(list)
    for each in days:
        if each.person:
            on[each.rule, each.person].append(each.at.toordinal())
    return [
        key
        for key, when in on.items()
        if any(when[n + MOST_NAMED] - when[n] < NAMED_WITHIN for n in range(len(when) - MOST_NAMED))
    ]


def print_table(lives: dict[str, list[HeardDay]]) -> None:
    print(
        "| person | days | R11 + R12 | rules heard | never heard, could on 100 days | wrong hour | own answer | too often |"
    )
    print("|---|---:|---:|---:|---|---:|---:|---:|")
    for name, days in lives.items():
        heard = {each.rule for each in days if each.rule.startswith("R")}
        print(
            f"| {name} | {len(days)} | {share_of_two(days):.0%} | {len(heard)} | {', '.join(unheard(days)) or '–'} "
            f"| {sum(d.is_wrong_hour for d in days)} | {sum(d.is_about_own_answer for d in days)} "
            f"| {len(named_too_often(days))} |"
        )
    print("\n| rule | could speak | shown |\n|---|---:|---:|")
    everything = [each for days in lives.values() for each in days]
    could, shown = Counter(r for d in everything for r in d.could_speak), Counter(d.rule for d in everything)
    for rule in load_rules():
        print(f"| {rule.id} | {could[rule.id]} | {shown[rule.id]} |")


def write_sample(lives: dict[str, list[HeardDay]], path: Path, n: int = 40) -> None:
    """Write days drawn at random from all lives, for people to read."""
    drawn = Random(2026).sample([each for days in lives.values() for each in days if each.text], n)
    lines = [f"{d.at:%a %Y-%m-%d %H:%M} · {d.kind}\n  facts: {d.facts}\n  {d.rule}: {d.text}\n" for d in drawn]
    path.write_text("\n".join(lines), encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--kind", choices=KINDS, action="append", help="only this kind of person")
    parser.add_argument("--sample", type=Path, metavar="FILE", help="write forty days drawn at random")
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    begun, names = time.perf_counter(), args.kind or list(KINDS)
    with Pool(args.workers) as pool:
        lives = dict(
            zip(names, pool.starmap(live_kind, [(name, args.days) for name in names], chunksize=1), strict=True)
        )
    print_table(lives)
    print(f"\n{sum(map(len, lives.values())):,} days in {time.perf_counter() - begun:.0f} seconds.")
    if args.sample:
        write_sample(lives, args.sample)
    kept = all(
        share_of_two(days) <= MOST_SHARE
        and not unheard(days)
        and not named_too_often(days)
        and not any(d.is_wrong_hour or d.is_about_own_answer for d in days)
        for days in lives.values()
    )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
