"""A year of eleven kinds of people: what the coach says to them, and how often.

    python -m benchmarks.replay [--length DAYS] [--kind NAME]
    python -m benchmarks.replay --days 40 --seed N

Each person lives a year of days, each day looks at the screen once, and what the screen shows is remembered as shown.
They write, are answered, forget to note some answers, promise, work in blocks, set goals, go to events, and do what the
coach says about half of the time. Prints the table that docs/coach.md shows, and what a reader must know: how much of
the first advice two rules take, rules that are never heard, people named too often, advice at a wrong hour, and sentences
of a rule heard on more than three days of two weeks. --days prints so many days drawn at random, each with what the
person logged lately, the open conversations, the hour, and the advice with its reason, for somebody to judge.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock
from multiprocessing import Pool
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from coach.actions.advice import record_shown_advice
from coach.advice.facts.fact_values import FactValues, compute_facts
from coach.advice.goals import rank_goals
from coach.advice.outreach.conversations_by_person import conversations_by_person
from coach.advice.outreach.open_conversations import list_open_conversations
from coach.advice.questions_asked_once import HOURS_TOPIC
from coach.advice.rules.choose_rules import get_rule, load_rules
from coach.advice.rules.current_advice import choose_current_advice
from coach.domain.advice_records import AdviceAnswer, LookBack
from coach.domain.boundary import Boundary
from coach.domain.focus import FocusBlock
from coach.domain.goal import Goal
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.networking_hours import format_hours
from coach.domain.note import Note
from coach.domain.opportunities_and_events import Event
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
GREETINGS = {"R19", "R20", "R37", "R38"}
"""Rules that propose a message nobody waits for: never while the other sleeps."""
ABOUT_PEOPLE = {"R11", "R12", "R13", "R14", "R15", "R17", "R18", "R19", "R20", "R22", "R23", "R31", "R38"}
"""Rules that propose work: never at night, on a day off, or outside the hours."""
BOUNDARY_TIERS = 1
TIE_WORDS = {"cold": "new", "warm": "known a little", "strong": "known well", "dormant": "out of touch"}
EVENTS = ("PyData Meetup", "Trade fair", "Alumni evening", "Design breakfast", "Career day")


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of person lives: chances a day, but `mood` (the usual one) and the numbers of messages."""

    mood: float = 3.4
    rates: float = 0.62
    blocks: float = 0.6
    sends: float = 0.6
    sent: int = 2
    strangers: float = 0.3
    close: float = 0.0
    """The share of messages to known people that goes to those known well."""
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
    events: float = 0.0
    late_blocks: float = 0.0
    """A block that still runs after hours."""
    long_runs: float = 0.02
    """A block that has run for more than an hour."""
    closes_late: float = 0.0
    """An evening review after four in the morning."""
    lifts: float = 0.0
    """Points of mood that a break away from the screen adds."""
    new_strangers: bool = False
    weekends: bool = False
    hour: int = 11
    known: int = 24
    burn_out_on: int = 0
    settings: Settings = field(default_factory=Settings)


KINDS: dict[str, Kind] = {
    "steady": Kind(events=0.04, late_blocks=0.04, settings=Settings(hours=(WORK_HOURS,), every=("strong 6w",))),
    "seeker": Kind(
        mood=3.0, sends=0.9, sent=4, strangers=0.75, answers=0.15, opportunities=0.05, known=40, new_strangers=True
    ),
    "burning out": Kind(rates=0.8, blocks=0.8, chore=0.25, burn_out_on=100, heeds=0.3),
    "low": Kind(mood=1.9, rates=0.7, sends=0.3, sent=1, goals=0.5, done=0.35, chore=0.4),
    "night worker": Kind(hour=23, closes_late=0.15, settings=Settings(hours=(NIGHT_HOURS,))),
    "often away": Kind(away=0.05, rates=0.5, sends=0.45, close=0.9, strangers=0.05),
    "well connected": Kind(
        sends=0.9, sent=5, strangers=0.1, answers=0.7, incoming=0.6, promises=0.08, known=45, events=0.05,
        settings=Settings(every=("strong 4w",)),
    ),
    "seldom rates": Kind(rates=0.25, goals=0.3, late_blocks=0.03, settings=Settings(hours=(WORK_HOURS,))),
    "reader": Kind(sends=0.25, reading=0.7, blocks=0.8, goals=0.4, settings=Settings(question="voice")),
    "lets goals go": Kind(goals=0.9, done=0.1, heeds=0.25),
    "every day": Kind(weekends=True, sends=0.8, rates=0.9, blocks=0.9, heeds=0.6, lifts=1.2),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class HeardDay:
    """One day of a replay: what the screen showed, and what else held."""

    kind: str
    at: datetime
    rule: str
    person: str
    text: str
    why: str
    could_speak: tuple[str, ...]
    background: tuple[str, ...]
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
        self.said: list[tuple[date, str]] = []
        self.running: FocusBlock | None = None
        for n, each in enumerate(NAMES[: self.kind.known]):
            tie = ("warm", "cold", "strong", "warm")[n % 4]
            birthday = f"--{1 + n % 12:02}-{1 + 7 * n % 28:02}" if n % 4 == 0 else ""
            channel = ("linkedin", "e-mail")[n % 2]
            self.keep(Person(id=each.lower(), name=each, tie=tie, channel=channel, birthday=birthday))
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
        works = day.weekday() < 5 or kind.weekends
        breaks_away = self.chance(0.5)
        self.swing = 0.7 * self.swing + 0.7 * (self.random.random() - 0.5)
        if self.chance(kind.rates):
            lift = kind.lifts * (breaks_away - 0.5)
            value = round(kind.mood + lift - 1.2 * burning + 1.5 * self.swing + 1.6 * (self.random.random() - 0.5))
            energy = self.random.choice((None, None, 1, 2, 3))
            self.keep(Mood(at=base - timedelta(hours=2), value=min(5, max(1, value)), energy=energy))
            if self.chance(0.4):
                self.keep(Mood(at=base + timedelta(hours=7), value=min(5, max(1, value))))
        if works:
            self.write(day, base)
            self.work(base, 0.75 if burning else kind.chore, breaks_away)
        self.answer(base)
        self.note(day, base)
        self.set_goal(day, base)
        now = base + timedelta(minutes=self.random.choice((10, 70, 200, 400, 600)))
        if works and self.chance(kind.late_blocks):
            now = base + timedelta(minutes=570)
            self.run_block(now, "messages", 10)
        elif works and self.chance(kind.long_runs):
            self.run_block(now, "deep work", self.random.choice((55, 70, 95)))
        self.journal = looked(self.journal, now)
        heard = self.look(now)
        if self.running:
            self.journal = self.journal.with_records([self.running.copy_with(ended_at=now)])
            self.running = None
        if self.chance(kind.closes_late):
            late = datetime.combine(day + timedelta(days=1), clock(5), ZONE)
            self.keep(LookBack(kind="evening", day=day, at=late))
        return heard

    def run_block(self, now: datetime, kind: Any, minutes: int) -> None:
        start = now - timedelta(minutes=minutes)
        self.running = FocusBlock(
            id=f"running {now.date()}", kind=kind, started_at=start, deadline=now + timedelta(minutes=15)
        )
        self.journal = self.journal.with_records([self.running])

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
        people = self.journal.list_records(Person)
        if stranger and self.kind.new_strangers:
            name = f"{self.random.choice(NAMES)} {chr(65 + self.random.randrange(26))}{len(people)}"
            self.keep(Person(id=name.lower(), name=name, tie="cold", channel="linkedin"))
            return name.lower()
        wanted = {"cold"} if stranger else {"strong"} if self.chance(self.kind.close) else {"warm", "strong"}
        fitting = [p for p in people if p.tie in wanted]
        known = conversations_by_person(self.journal)
        free = [p for p in fitting if p.id not in known or not known[p.id].is_waiting]
        return self.random.choice(free or fitting).id

    def send(self, person: str, at: datetime) -> None:
        tie = self.journal.get_record(Person, person)
        self.keep(Message(person=person, at=at, channel=tie.channel if tie else ""))
        if self.chance(self.kind.answers * (0.25 if tie and tie.tie == "cold" else 1.0)):
            days = min(20, 1 + int(self.random.expovariate(0.5)))
            self.coming.append((at.date() + timedelta(days=days), person))

    def answer(self, base: datetime) -> None:
        """Answer some of those who wrote: thanks, and no question."""
        for person, conversation in conversations_by_person(self.journal).items():
            for promise in conversation.promises:
                if not promise.closed_at and self.chance(0.03):
                    self.journal = self.journal.with_records([promise.copy_with(closed_at=base)])
            if conversation.is_my_turn and self.chance(0.25):
                self.keep(Message(person=person, at=base - timedelta(minutes=30), text="Thank you, that helped."))

    def work(self, base: datetime, chore: float, breaks_away: bool) -> None:
        if self.chance(self.kind.reading):
            self.block("read", base, 30, 0.1, breaks_away)
        if self.chance(self.kind.blocks):
            for n in range(self.random.choice((1, 1, 2))):
                kind = self.random.choice(("messages", "messages", "write", "search", "deep work"))
                self.block(kind, base + timedelta(minutes=45 * n), self.random.choice((15, 25, 25)), chore, breaks_away)

    def block(self, kind: Any, start: datetime, minutes: int, chore: float, breaks_away: bool) -> None:
        end = start + timedelta(minutes=minutes) - timedelta(hours=1)
        heavy = self.chance(chore)
        self.keep(
            FocusBlock(
                kind=kind, started_at=start - timedelta(hours=1), deadline=end, ended_at=end,
                felt=max(1, min(5, round(3.2 - 1.2 * heavy + 2 * (self.random.random() - 0.5)))),
                chore=(4 if heavy else 2) if self.chance(0.5) else None, rest="away" if breaks_away else self.random.choice(("", "screen")),
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
            self.keep(
                Note(at=base, kind="opportunity", text="an opening at Acme", next_step="ask a colleague", due=day)
            )
        if self.chance(kind.events):
            self.keep(Event(at=base, title=self.random.choice(EVENTS), day=day - timedelta(days=1)))
        if self.chance(0.01):
            someone = self.journal.get_record(Person, self.draw_person(stranger=False))
            assert someone is not None
            self.keep(someone.copy_with(company=self.random.choice(("Acme", "Globex", "Initech")), employer_since=day))
        if self.chance(0.003):
            self.keep(Boundary(person=self.draw_person(stranger=True), at=base))
        if self.chance(0.01):
            self.keep(LookBack(kind=self.random.choice(("privacy", "reputation")), day=day, at=base))

    def set_goal(self, day: date, base: datetime) -> None:
        if self.chance(self.kind.goals):
            self.adopt_goal(day, base)

    def adopt_goal(self, day: date, at: datetime) -> None:
        offer = rank_goals(self.journal, at)[0]
        state = "done" if self.chance(self.kind.done) else self.random.choice(("open", "not today", "let go"))
        self.keep(Goal(day=day, text=offer.text, template=offer.id, kind=offer.kind, serves=offer.serves, state=state))

    def look(self, now: datetime) -> HeardDay:
        line = choose_current_advice(self.journal, now)
        facts = compute_facts(self.journal, now)
        could = tuple(
            r.id
            for r in load_rules()
            if r.holds(facts)
            and (not r.in_working_time or facts["working_time"])
            and not (r.before_evening and facts["late_today"])
        )
        own = line.person and line.rule in ("R12", "R13", "R14")
        heard = HeardDay(
            self.name,
            now,
            line.rule,
            line.person,
            line.text,
            line.why,
            could,
            (*self.describe_background(facts), *self.describe_exchange(line.person, facts)),
            self.is_wrong(line.rule, now),
            bool(own) and not conversations_by_person(self.journal)[line.person].is_waiting,
        )
        self.said = [*self.said[-6:], (facts.today, line.text)]
        if line.rule == HOURS_TOPIC:
            self.keep(AdviceAnswer(topic=HOURS_TOPIC, at=now, day=facts.today, outcome="answered"))
            return heard
        if line.rule:
            self.journal = self.journal.with_records(record_shown_advice()(self.journal, now).upserts)
            if self.chance(self.kind.heeds):
                self.heed(line.rule, line.person, now + timedelta(minutes=20))
        if self.chance(self.kind.away):
            self.gone_until = now.date() + timedelta(days=2 + self.random.randrange(16))
        return heard

    def is_wrong(self, rule: str, now: datetime) -> bool:
        """Tell whether this is no time for what was said, worked out without the coach."""
        if rule in GREETINGS and not clock(7) <= now.time() < clock(22):
            return True
        if rule not in ABOUT_PEOPLE:
            return False
        settings = self.journal.settings
        ends = timedelta(hours=settings.day_ends.hour, minutes=settings.day_ends.minute)
        day, time_of_day = (now - ends).date(), now.time()
        if day.weekday() >= 5 or (day.month, day.day) in {(12, n) for n in range(24, 32)} | {(1, 1)}:
            return True
        if not settings.hours:
            return not clock(7) <= time_of_day < clock(20)
        span = settings.hours[0]
        if span.start < span.end:
            return not span.start <= time_of_day < span.end
        return span.end <= time_of_day < span.start

    def describe_background(self, facts: FactValues) -> Iterator[str]:
        """Yield what a stranger has to know to judge the advice of the day."""
        now, today, settings = facts.context.now, facts.today, self.journal.settings
        hours = f"networking hours {format_hours(settings.hours)}" if settings.hours else "no networking hours set"
        away = f", away for {facts['days_away']} days before" if (facts["days_away"] or 0) >= 3 else ""
        yield f"{hours}; limit {settings.limit_minutes} minutes a day; using it for {(today - FIRST).days} days{away}"
        rated = [m for m in facts.context.moods if facts.context.days_since(self.journal.settings.day_of(m.at)) < 14]
        energy = f", energy today {facts['energy_today']} of 3" if facts["energy_today"] else ""
        today_mood = f", today {facts['mood_today']}" if facts["mood_today"] else ", none today"
        yield f"moods of two weeks (1 to 5): {' '.join(str(m.value) for m in rated) or 'none'}{today_mood}{energy}"
        blocks = [b for b in facts.context.blocks if self.journal.settings.day_of(b.started_at) == today]
        done = [
            f"{b.kind} {b.started_at:%H:%M}{f'–{b.ended_at:%H:%M}' if b.ended_at else ', still running'}"
            for b in blocks
        ]
        chores = [str(b.chore) for b in facts.context.blocks if b.chore][-5:]
        networking, feeds = facts["minutes_today"], facts["feed_minutes_today"]
        yield (
            f"blocks today: {', '.join(done) or 'none'} ({networking} networking minutes, {feeds} of them reading or "
            f"searching); felt like a chore (1 to 5), the last five answers: {', '.join(chores) or 'none'}"
        )
        goals = [
            f"{'today' if g.day == today else f'{g.day:%a %d %b}'} {g.text!r}: {g.state}"
            for g in facts.context.goals[-3:]
        ]
        yield f"last goals: {'; '.join(goals) or 'none'}"
        last = [self.describe_message(m, facts) for m in facts.context.messages[-6:]]
        yield f"last messages: {'; '.join(last) or 'none'}"
        counted = f"{facts['sent_10bd']} sent and {facts['replies_10bd']} answers in ten working days"
        notes = [n for n in facts.context.notes if n.kind in ("draft", "post", "opportunity") and not n.closed_at]
        kept = [f"{n.kind} of {n.at:%d %b}{f', next: {n.next_step}' if n.next_step else ''}" for n in notes[-3:]]
        yield f"{counted}; days with networking in the last seven: {facts['active_days_7']}; open notes: {'; '.join(kept) or 'none'}; open requests: {facts['pending_requests']}"
        events = [e for e in self.journal.list_records(Event) if 0 <= (today - e.day).days <= 3]
        birthdays = [p.name for p in self.journal.list_records(Person) if p.birthday[-5:] == f"{today:%m-%d}"]
        moved = [
            f"{p.name} to {p.company}"
            for p in self.journal.list_records(Person)
            if p.employer_since and 0 <= (today - p.employer_since).days < 14
        ]
        drawn = [b for b in self.journal.list_records(Boundary) if facts.context.is_within_days(b.at, 1)]
        yield (
            f"events of the last days: {', '.join(e.title for e in events) or 'none'}; birthdays today: "
            f"{', '.join(birthdays) or 'none'}; new employers: {', '.join(moved) or 'none'}; "
            f"wishes to be in touch: {', '.join(settings.every) or 'none'}; people blocked today: {len(drawn)}"
        )
        said_no = [m.person for m in facts.context.messages_of_last_days(1) if m.kind == "no"]
        if said_no:
            yield f"said no today: {', '.join(said_no)}"
        rows = list_open_conversations(self.journal, now)
        yield f"open conversations: {len(rows)}, of which {sum(r.may_rest for r in rows)} may rest"
        for row in rows[:8]:
            if row.i_owe:
                yield f"  owed to {row.name}: {row.status}, {row.silent_workdays} working days"
            else:
                again = f", follow-ups sent: {row.follow_ups_sent}" if row.follow_ups_sent else ""
                chance = f"{100 * (row.reply_probability or 0):.0f} in 100 still answer"
                state = ", may rest" if row.may_rest else ", follow-up fine" if row.follow_up_due else ""
                who = f"{row.name} ({TIE_WORDS[row.tie]}, {row.channel or 'no channel'})"
                yield f"  waiting for {who}: {row.silent_workdays} working days{again}, {chance}{state}"
        if len(rows) > 8:
            yield f"  … and {len(rows) - 8} more"
        yield "advice of the days before: " + (
            " | ".join(f"{day:%a} {text}" for day, text in self.said[-4:] if text) or "none"
        )

    def describe_exchange(self, person: str, facts: FactValues) -> Iterator[str]:
        """Yield the last messages with the person whom the advice names."""
        conversation = conversations_by_person(self.journal).get(person)
        if conversation is not None:
            last = [self.describe_message(m, facts) for m in conversation.messages[-5:]]
            yield f"last messages with the person named: {'; '.join(last)}"

    def describe_message(self, message: Message, facts: FactValues) -> str:
        ago = facts.context.days_since(self.journal.settings.day_of(message.at))
        known = self.journal.get_record(Person, message.person)
        name = known.name if known else message.person
        word = {"out": "to", "in": "from", "own": "about"}[message.direction]
        return f"{message.kind} {word} {name} {'today' if not ago else f'{ago} days ago'}"

    def heed(self, rule: str, person: str, at: datetime) -> None:
        if rule == "R11":
            promises = [m for m in self.journal.list_records(Message) if m.person == person and m.kind == "promise"]
            self.journal = self.journal.with_records([m.copy_with(closed_at=at) for m in promises if not m.closed_at])
            self.keep(Message(person=person, at=at, text="Thank you."))
        elif rule in ("R13", "R19", "R20", "R37", "R38"):
            self.send(person, at)
        elif rule == "R14":
            rows = [row for row in list_open_conversations(self.journal, at) if row.may_rest]
            for each in [person] if person else [row.person for row in rows]:
                self.keep(Message(person=each, at=at, direction="own", kind="rest"))
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
        elif rule == "R33":
            self.journal = self.journal.with_records([self.journal.settings.copy_with(day_ends=clock(10))])
        elif rule == "R36":
            events = [e for e in self.journal.list_records(Event) if not e.answered_at]
            self.journal = self.journal.with_records([e.copy_with(answered_at=at) for e in events])
        elif rule in ("R22", "R23"):
            self.adopt_goal(at.date(), at)
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


def heard_too_often(days: list[HeardDay]) -> dict[str, int]:
    """Return the rules about nobody that were heard on more than three days of fourteen, with the most of any such time.

    Safety and boundaries are left out: a limit that is reached every day is said every day.
    """
    on: dict[str, list[int]] = defaultdict(list)
    for each in days:
        if each.rule.startswith("R") and not each.person and get_rule(each.rule).tier > BOUNDARY_TIERS:
            on[each.rule].append(each.at.toordinal())
    most = {rule: max(sum(0 <= b - a < NAMED_WITHIN for b in when) for a in when) for rule, when in on.items()}
    return {rule: n for rule, n in most.items() if n > MOST_NAMED}


def print_table(lives: dict[str, list[HeardDay]]) -> None:
    print(
        "| person | days | with advice | R11 + R12 | rules heard | never heard, could on 100 days | wrong hour "
        "| own answer | person too often | rule too often |"
    )
    print("|---|---:|---:|---:|---:|---|---:|---:|---:|---|")
    for name, days in lives.items():
        heard = {each.rule for each in days if each.rule.startswith("R")}
        often = ", ".join(f"{rule} {n}" for rule, n in sorted(heard_too_often(days).items())) or "–"
        print(
            f"| {name} | {len(days)} | {sum(bool(d.rule) for d in days)} | {share_of_two(days):.0%} | {len(heard)} "
            f"| {', '.join(unheard(days)) or '–'} | {sum(d.is_wrong_hour for d in days)} "
            f"| {sum(d.is_about_own_answer for d in days)} | {len(named_too_often(days))} | {often} |"
        )
    print("\n| rule | could speak | shown |\n|---|---:|---:|")
    everything = [each for days in lives.values() for each in days]
    could, shown = Counter(r for d in everything for r in d.could_speak), Counter(d.rule for d in everything)
    for rule in load_rules():
        print(f"| {rule.id} | {could[rule.id]} | {shown[rule.id]} |")


def print_days(lives: dict[str, list[HeardDay]], n: int, seed: int) -> None:
    """Print days drawn at random from all lives, for people to judge."""
    drawn = Random(seed).sample([each for days in lives.values() for each in days if each.rule.startswith("R")], n)
    for number, day in enumerate(drawn, 1):
        print(f"--- {number} · {day.at:%A %d %B %Y, %H:%M} · {day.kind}")
        print("\n".join(f"    {line}" for line in day.background))
        print(f"  ADVICE: {day.text}\n  WHY: {day.why}\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--length", type=int, default=DAYS, help="how many days each life has")
    parser.add_argument("--kind", choices=KINDS, action="append", help="only this kind of person")
    parser.add_argument("--days", type=int, default=0, metavar="N", help="print N days drawn at random, and no table")
    parser.add_argument("--seed", type=int, default=1, help="which days are drawn")
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    begun, names = time.perf_counter(), args.kind or list(KINDS)
    with Pool(args.workers) as pool:
        lives = dict(
            zip(names, pool.starmap(live_kind, [(name, args.length) for name in names], chunksize=1), strict=True)
        )
    if args.days:
        print_days(lives, args.days, args.seed)
        return 0
    print_table(lives)
    print(f"\n{sum(map(len, lives.values())):,} days in {time.perf_counter() - begun:.0f} seconds.")
    kept = all(
        share_of_two(days) <= MOST_SHARE
        and not unheard(days)
        and not named_too_often(days)
        and not heard_too_often(days)
        and not any(d.is_wrong_hour or d.is_about_own_answer for d in days)
        for days in lives.values()
    )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
