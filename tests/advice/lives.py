"""Three invented people and a year of their days: somebody busy, somebody low, somebody often away.

Everything is drawn from one seed with `Random.random`, which gives the same numbers in every Python, so a year is
the same on every computer. The people and their contacts are made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from coach.advice.goals import rank_goals
from coach.advice.questions_asked_once import HOURS_TOPIC
from coach.advice.rules.current_advice import (
    Suggestion,
    Suggestions,
    choose_current_advice,
    choose_suggestions,
    make_shown_record,
)
from coach.domain.advice_records import AdviceAnswer, LookBack
from coach.domain.boundary import Boundary
from coach.domain.focus import FocusBlock
from coach.domain.goal import Goal
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.note import Note
from coach.domain.person import Person
from coach.domain.record import Record
from coach.domain.settings import HoursSpan, Settings
from tests.journals import looked

ZONE = ZoneInfo("Europe/Berlin")
FIRST = date(2025, 1, 6)
DAYS = 365
CONTACTS = (
    "Ana", "Bo", "Chidi", "Dara", "Esther", "Femi", "Goran", "Hana", "Imre", "Jun", "Kei", "Lin", "Malik", "Nia",
    "Oskar", "Priya", "Quim", "Rosa", "Sam", "Tove", "Uma", "Vera", "Wen", "Ximena", "Yusuf", "Zoe",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Habits:
    """How somebody lives: chances per day, but `mood` (the usual one) and `sent` (messages on a day with any)."""

    seed: int
    mood: float
    rates: float
    blocks: float
    sends: float
    sent: int
    cold: float
    answers: float
    goals: float
    done: float
    late: float
    dismisses: float
    heeds: float
    away: float = 0.0
    settings: Settings = field(default_factory=Settings)


HOURS = HoursSpan(days=(0, 1, 2, 3, 4), start=time(9), end=time(18))
LIVES = {
    "busy": Habits(1, 3.6, 0.9, 0.6, 0.8, 3, 0.6, 0.25, 0.8, 0.6, 0.2, 0.02, 0.5, settings=Settings(hours=(HOURS,))),
    "low": Habits(
        2, 2.0, 0.8, 0.5, 0.35, 1, 0.2, 0.45, 0.6, 0.4, 0.1, 0.06, 0.3, settings=Settings(question="goal_done")
    ),
    "away": Habits(3, 3.6, 0.6, 0.4, 0.4, 2, 0.3, 0.5, 0.4, 0.7, 0.0, 0.15, 0.5, away=0.06),
}


each_life = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name == "low" else pytest.mark.slow) for name in LIVES]
)
"""Tests that live a year: every run of the tests lives one, and the slow ones live all."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one person was told at a moment, and what was done about it."""

    at: datetime
    heard: Suggestions
    dismissed: bool
    asked: Journal = field(repr=False)
    """What the coach was asked with."""


def live(habits: Habits) -> Iterator[Said]:
    """Live a year: each day something happens, then the coach is asked once, and what it says is remembered."""
    life = _Life(habits)
    for n in range(DAYS):
        day = FIRST + timedelta(days=n)
        if life.gone_until and day < life.gone_until:
            continue
        yield life.day(day)


@cache
def year(name: str) -> tuple[Said, ...]:
    """Return the year of one of `LIVES`, lived once for all who ask."""
    return tuple(live(LIVES[name]))


class _Life:
    def __init__(self, habits: Habits) -> None:
        self.habits = habits
        self.random = Random(habits.seed)
        self.journal = Journal({}).with_records([habits.settings])
        self.gone_until: date | None = None
        self.swing = 0.0
        self.count = 0
        self.coming: list[tuple[date, str]] = []
        for n, name in enumerate(CONTACTS):
            tie = ("cold", "warm", "strong", None)[n % 4]
            self.keep(Person(id=name.lower(), name=name, tie=tie))

    def chance(self, p: float) -> bool:
        return self.random.random() < p

    def one_of(self, things: tuple[Any, ...]) -> Any:
        return things[int(self.random.random() * len(things))]

    def keep(self, *records: Record) -> None:
        named = []
        for record in records:
            self.count += 1
            fixed = isinstance(record, (Person, Settings)) or record.id.startswith("shown")
            named.append(record if fixed else record.model_copy(update={"id": f"{self.count:032x}"}))
        self.journal = self.journal.with_records(named)

    def day(self, day: date) -> Said:
        h, noon = self.habits, datetime.combine(day, time(12), ZONE)
        self.swing = 0.8 * self.swing + 0.6 * (self.random.random() - 0.5)
        if self.chance(h.rates):
            value = round(h.mood + 2 * self.swing + 2.4 * (self.random.random() - 0.5))
            energy = self.one_of((None, None, 1, 2, 3))
            self.keep(Mood(at=noon - timedelta(hours=3), value=min(5, max(1, value)), energy=energy))
        self.mail(day, noon)
        self.work(noon)
        self.aims(day, noon)
        now = noon + timedelta(hours=self.one_of((-2, 1, 5, 8)))
        if self.chance(h.late) and now.hour >= 17:
            start = now - timedelta(minutes=20)
            self.keep(FocusBlock(kind="messages", started_at=start, deadline=start + timedelta(minutes=25)))
        self.journal = looked(self.journal, now)  # as the program does once a look is due
        asked = self.journal
        line = choose_current_advice(self.journal, now)
        if line.rule == HOURS_TOPIC:
            self.keep(AdviceAnswer(topic=HOURS_TOPIC, at=now, day=now.date(), outcome="answered"))
        heard = choose_suggestions(self.journal, now)
        if heard.first is None or heard.first.rule != line.rule:  # the screen shows something else, or nothing
            heard = Suggestions()
        return self.remember(now, heard, asked)

    def remember(self, now: datetime, heard: Suggestions, asked: Journal) -> Said:
        if heard.first is not None:  # the screen shows no other
            self.journal = self.journal.with_records([make_shown_record(heard.first, now)])
        dismissed = heard.first is not None and self.chance(self.habits.dismisses)
        if dismissed and heard.first is not None:
            self.keep(AdviceAnswer(topic=heard.first.rule, at=now, day=heard.first.day, outcome="dismissed"))
        if heard.first is not None and self.chance(self.habits.heeds):
            self.heed(heard.first, now)
        for block in self.journal.list_records(FocusBlock):
            if block.ended_at is None:
                self.journal = self.journal.with_records([block.copy_with(ended_at=block.deadline)])
        if self.chance(self.habits.away):
            self.gone_until = now.date() + timedelta(days=int(2 + self.random.random() * 16))
        return Said(now, heard, dismissed, asked)

    def heed(self, line: Suggestion, now: datetime) -> None:
        """Do what was suggested, more or less."""
        person, at = line.person, now + timedelta(minutes=20)
        if line.rule == "R32":
            self.gone_until = now.date() + timedelta(days=4)
        elif line.rule == "R11":
            for promise in self.journal.list_records(Message):
                if promise.person == person and promise.kind == "promise":
                    self.journal = self.journal.with_records([promise.copy_with(closed_at=at)])
            self.keep(Message(person=person, at=at))
        elif line.rule in ("R13", "R19", "R20"):
            self.keep(Message(person=person, at=at))
        elif line.rule == "R14":
            self.keep(Message(person=person, at=at, direction="own", kind="rest"))
        elif line.rule == "R27":
            self.keep(LookBack(kind="privacy", day=line.day, at=at))
        elif line.rule == "R28":
            requests = [m for m in self.journal.list_records(Message) if m.kind == "request"]
            self.journal = self.journal.with_records([m.copy_with(closed_at=at) for m in requests])
        elif line.rule in ("R16", "R26", "R31"):
            kinds = {"R16": "draft", "R26": "post", "R31": "opportunity"}
            notes = [n for n in self.journal.list_records(Note) if n.kind == kinds[line.rule]]
            self.journal = self.journal.with_records([n.copy_with(closed_at=at) for n in notes])

    def mail(self, day: date, noon: datetime) -> None:
        h = self.habits
        for due, person in [each for each in self.coming if each[0] <= day]:
            self.coming.remove((due, person))
            kind = "no" if self.chance(0.12) else "meeting" if self.chance(0.15) else "message"
            self.keep(Message(person=person, at=noon - timedelta(hours=2), direction="in", kind=kind))
        if day.weekday() < 5 and self.chance(h.sends):
            for _ in range(1 + int(self.random.random() * h.sent)):
                cold = self.chance(h.cold)
                names = CONTACTS[::4] if cold else CONTACTS
                person = self.one_of(names).lower()
                self.keep(Message(person=person, at=noon - timedelta(hours=1), direction="out"))
                if self.chance(h.answers):
                    self.coming.append((day + timedelta(days=1 + int(self.random.random() * 7)), person))
        if self.chance(0.03):
            self.keep(Message(person=self.one_of(CONTACTS).lower(), at=noon, kind="promise", text="an introduction"))
        if self.chance(0.04):
            self.keep(Message(person=self.one_of(CONTACTS).lower(), at=noon, direction="in", kind="request"))
        if self.chance(0.006):
            self.keep(Boundary(person=self.one_of(CONTACTS).lower(), at=noon))

    def work(self, noon: datetime) -> None:
        if not self.chance(self.habits.blocks):
            return
        for n in range(1 + int(self.random.random() * 2)):
            start, minutes = noon - timedelta(hours=2 - n), self.one_of((15, 25, 25, 30))
            kind = self.one_of(("messages", "messages", "write", "read", "search", "deep work"))
            chore = self.one_of((None, None, None, 2, 3, 4, 5))
            end = start + timedelta(minutes=minutes)
            rest = self.one_of(("", "away", "screen"))
            self.keep(FocusBlock(kind=kind, started_at=start, deadline=end, ended_at=end, chore=chore, rest=rest))

    def aims(self, day: date, noon: datetime) -> None:
        if self.chance(self.habits.goals):
            offer = rank_goals(self.journal, noon)[0]
            state = "done" if self.chance(self.habits.done) else self.one_of(("open", "not today", "let go"))
            self.keep(
                Goal(day=day, text=offer.text, template=offer.id, kind=offer.kind, serves=offer.serves, state=state)
            )
        if self.chance(0.03):
            self.keep(Note(at=noon, kind=self.one_of(("draft", "post", "takeaway"))))
        if self.chance(0.01):
            self.keep(
                Note(at=noon, kind="opportunity", text="an opening at Acme", next_step="ask Bo about it", due=day)
            )
        if self.chance(0.01):
            self.keep(LookBack(kind=self.one_of(("privacy", "reputation")), day=day, at=noon))
