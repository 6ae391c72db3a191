"""Small books for the tests of advice: a few records around one Tuesday morning, each made by one short call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from coach.advice.facts.fact_values import FactValues, compute_facts
from coach.advice.patterns import mood_patterns
from coach.advice.patterns.trend_series import TrendSeries, build_series
from coach.advice.rules.choose_rules import RuleChoice, choose_rules, group_by_topic
from coach.domain.advice_records import AdviceAnswer, AnswerOutcome, LookBack
from coach.domain.boundary import Boundary
from coach.domain.clock import day_of
from coach.domain.focus import FocusBlock, FocusKind
from coach.domain.goal import Goal, GoalState
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.note import Note, NoteKind
from coach.domain.opportunities_and_events import Event
from coach.domain.person import Person, PersonTie
from coach.domain.record import Record
from coach.domain.settings import HoursSpan, Settings
from tests.conftest import TUESDAY

NOW = TUESDAY
TODAY = NOW.date()
OFFICE = HoursSpan(days=(0, 1, 2, 3, 4), start=NOW.time().replace(hour=9), end=NOW.time().replace(hour=18))


def journal(*records: Record) -> Journal:
    return Journal({}).with_records(records)


def numbers(*records: Record) -> TrendSeries:
    """The numbers that trends are drawn from."""
    return build_series(journal(*records))


def looked(of: Journal, now: datetime = NOW) -> Journal:
    """The book after the look that is due was taken, if one is."""
    today, first = of.settings.day_of(now), mood_patterns.first_mood_day(of)
    day = mood_patterns.due_check_day(of, today)
    return (
        of
        if day is None or first is None
        else of.with_records([mood_patterns.run_check(of, day, first, today, mood_patterns.newest_check(of))])
    )


def at(days_ago: float, hour: int | None = None, minute: int = 0) -> datetime:
    """The moment so many days before now, at `hour` or at the hour of now."""
    moment = NOW - timedelta(days=days_ago)
    return moment if hour is None else moment.replace(hour=hour, minute=minute)


def mood(days_ago: float, value: int, energy: int | None = None, hour: int = 9) -> Mood:
    return Mood(at=at(days_ago, hour), value=value, energy=energy)


def block(days_ago: float, kind: FocusKind = "messages", minutes: int = 25, hour: int = 9, **fields: Any) -> FocusBlock:
    """A block that has ended, unless `ended_at` says otherwise."""
    start = at(days_ago, hour)
    ends = {"deadline": start + timedelta(minutes=minutes), "ended_at": start + timedelta(minutes=minutes)}
    return FocusBlock.model_validate({"kind": kind, "started_at": start, **ends, **fields})


def person(name: str, tie: PersonTie | None = "warm", **fields: Any) -> Person:
    return Person(id=name.lower(), name=name, tie=tie, **fields)


def wrote(name: str, days_ago: float, kind: str = "message", **fields: Any) -> Message:
    """A message of mine to somebody."""
    return Message.model_validate(
        {"person": name.lower(), "at": at(days_ago), "direction": "out", "kind": kind, **fields}
    )


def came(name: str, days_ago: float, kind: str = "message", **fields: Any) -> Message:
    """A message of theirs."""
    return Message.model_validate(
        {"person": name.lower(), "at": at(days_ago), "direction": "in", "kind": kind, **fields}
    )


def goal(days_ago: int, state: GoalState = "open", text: str = "write to Ana", **fields: Any) -> Goal:
    return Goal(day=TODAY - timedelta(days=days_ago), text=text, state=state, **fields)


def note(kind: NoteKind, days_ago: float = 0, **fields: Any) -> Note:
    return Note(at=at(days_ago), kind=kind, text=fields.pop("text", "a text"), **fields)


def event(title: str, days_ago: int, **fields: Any) -> Event:
    return Event(at=at(days_ago + 3), title=title, day=NOW.date() - timedelta(days=days_ago), **fields)


def boundary(name: str, days_ago: float = 0, **fields: Any) -> Boundary:
    return Boundary(person=name.lower(), at=at(days_ago), **fields)


def review(kind: str, days_ago: int, **answers: Any) -> LookBack:
    return LookBack.model_validate(
        {"kind": kind, "day": TODAY - timedelta(days=days_ago), "at": at(days_ago), "answers": answers}
    )


def asked(
    topic: str, days_ago: int, outcome: AnswerOutcome = "shown", who: str = "", until: date | None = None
) -> AdviceAnswer:
    day = TODAY - timedelta(days=days_ago)
    return AdviceAnswer(topic=topic, at=at(days_ago), day=day, outcome=outcome, person=who, until=until)


def known(*records: Record, now: datetime = NOW) -> FactValues:
    return compute_facts(journal(*records), now)


def resolved(of: Journal, now: datetime = NOW) -> RuleChoice:
    """What becomes of the rules in a book, as the suggestion sees it."""
    found = compute_facts(of, now)
    return choose_rules(
        found, group_by_topic(of.list_records(AdviceAnswer)), day_of(now), lambda key: {c.person for c in found.candidates_for(key)},
    )  # fmt: skip


def hours(**fields: Any) -> Settings:
    return Settings(hours=(OFFICE,), **fields)


def merged(*parts: Mapping[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for part in parts:
        result |= part
    return result
