"""Invented lives for charts: a full year with a little of everything, three days, and nothing at all. Seeded."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from coach.domain.advice_records import ExperimentRecord
from coach.domain.focus import FOCUS_KINDS, FocusBlock
from coach.domain.goal import Goal
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.person import Person
from coach.domain.record import Record, stamp_record
from coach.domain.settings import HoursSpan, Settings

NAMES = ("Priya Raman", "Lin Haldorsen", "Sam Okafor", "Ana Brankova", "Tomás Leiro", "Mei Castellane")
_LIKED = {"messages": 0.2, "read": -0.9, "write": 0.6, "meet": 0.9, "search": -0.6, "deep work": 0.3}


def full(now: datetime, *, days: int = 420, seed: int = 5, effect: float = 1.2) -> list[Record]:
    """Return records of so many days up to `now`; days with a break away from the screen are better by `effect`."""
    rng = Random(seed)
    people = [Person(id=_id(rng), name=name, tie="warm", channel="linkedin") for name in NAMES]
    records: list[Record] = [*people, Settings(hours=(HoursSpan(),), question="screen_free_break")]
    slow = 0.0
    for back in range(days, -1, -1):
        day = now - timedelta(days=back)
        slow = 0.97 * slow + rng.gauss(0, 0.12)
        away = rng.random() < 0.5
        mood = 3.0 + slow + (effect if away else 0.0) - effect / 2
        free = day.weekday() >= 5 and rng.random() < 0.6
        for hour in (9, 13, 20):
            if rng.random() < 0.55:
                at = day.replace(hour=hour, minute=rng.randint(0, 59))
                records.append(Mood(id=_id(rng), at=at, value=max(1, min(5, round(mood + rng.gauss(0, 0.6))))))
        for hour in () if free else (10, 15)[: rng.randint(1, 2)]:
            start = day.replace(hour=hour, minute=5)
            kind = rng.choice(FOCUS_KINDS)
            felt = max(1, min(5, round(3.1 + _LIKED[kind] + rng.gauss(0, 0.6))))
            records.append(
                FocusBlock(
                    id=_id(rng), kind=kind, started_at=start, deadline=start + timedelta(minutes=25),
                    ended_at=start + timedelta(minutes=rng.choice((15, 25, 25, 45))), felt=felt, asked=True,
                    drifts=rng.choice((0, 0, 1)), rest="away" if away else "screen",
                )
            )  # fmt: skip
        if not free and rng.random() < 0.6:
            sent = Message(id=_id(rng), person=rng.choice(people).id, at=day.replace(hour=11), channel="linkedin")
            records.append(sent)
            if rng.random() < 0.5:
                came = sent.at + timedelta(days=rng.choice((0, 1, 2)), hours=2)
                records.append(Message(id=_id(rng), person=sent.person, at=came, direction="in", closed_at=came))
        if rng.random() < 0.6:
            state = rng.choice(("done", "done", "not today", "let go"))
            records.append(Goal(id=_id(rng), day=day.date(), text="write one line", kind="own", state=state))
    return [record for record in records if _when(record, now) <= now]


def sparse(now: datetime) -> list[Record]:
    """Return three days: three moods, one block, one message."""
    days = [now - timedelta(days=back) for back in (2, 1, 0)]
    start = days[1].replace(hour=9)
    end = start + timedelta(minutes=25)
    moods = [Mood(id=f"mood{n}", at=days[n].replace(hour=8), value=value) for n, value in enumerate((2, 1, 4))]
    return [
        Person(id="ana", name="Ana Brankova", tie="warm"),
        *moods,
        FocusBlock(id="block", kind="messages", started_at=start, deadline=end, ended_at=end, felt=4, asked=True),
        Message(id="message", person="ana", at=end),
    ]


def running_experiment(now: datetime, *, started: int = 9) -> ExperimentRecord:
    """Return an experiment that began so many days ago."""
    return ExperimentRecord(
        id="trial", marker="screen_free_break", start=(now - timedelta(days=started)).date(), seed=3
    )


def stamped(records: list[Record], now: datetime) -> list[Record]:
    """Return the records as the program would have saved them."""
    return [stamp_record(record, None, now - timedelta(seconds=1), "test0001") for record in records]


def _when(record: Record, now: datetime) -> datetime:
    for field in ("ended_at", "at"):
        at = getattr(record, field, None)
        if isinstance(at, datetime):
            return at
    return now


def _id(rng: Random) -> str:
    return f"{rng.getrandbits(128):032x}"
