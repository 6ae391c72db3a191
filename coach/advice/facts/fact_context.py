"""The records at one moment, as facts read them, and the register of facts.

A fact is a function of a FactContext. `@register_fact` registers it under its own name with its unit and its docstring,
which says what it means and when it is unknown."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from coach.advice.blocked_people import blocked_person_ids
from coach.advice.outreach.conversations_by_person import messages_in_order
from coach.advice.outreach.open_conversations import OpenConversation, list_open_conversations
from coach.advice.outreach.working_days import make_calendar
from coach.domain.advice_records import AdviceAnswer
from coach.domain.focus import FocusBlock
from coach.domain.goal import Goal
from coach.domain.journal import Journal, cached_by
from coach.domain.message import Message
from coach.domain.mood import Mood, moods_in_order
from coach.domain.note import Note
from coach.domain.person import Person, convert_to_zone

_T = TypeVar("_T")
FACT_WINDOW = timedelta(days=60)
"""How far back the daily facts look; longer ones read conversations or reviews."""

FactValue = bool | int | float | None
FactFunction = Callable[["FactContext"], FactValue]


class FactContext:
    """The journal at the aware moment `now`. Everything is worked out on first use; a context is used once."""

    def __init__(self, journal: Journal, now: datetime) -> None:
        self.journal = journal
        self.now = now
        self.settings = journal.settings
        self.calendar = make_calendar(journal, now)
        self.today = self.calendar.today
        self._results: dict[Any, Any] = {}

    def compute_once(self, work: Callable[[FactContext], _T]) -> _T:
        """Return `work(self)`, worked out the first time it is asked for."""
        if work not in self._results:
            self._results[work] = work(self)
        value: _T = self._results[work]
        return value

    def days_since(self, day: date) -> int:
        """Return how many days before today `day` was; negative for a day to come."""
        return (self.today - day).days

    def is_within_days(self, at: datetime, days: int) -> bool:
        """Tell whether `at` lies in the last `days` days, today included."""
        return 0 <= self.days_since(self.settings.day_of(at)) < days

    @cached_property
    def moods(self) -> tuple[Mood, ...]:
        """Moods of the last sixty days, oldest first, none from the future."""
        return _select_recent(moods_in_order(self.journal), "at", self.now)

    @cached_property
    def blocks(self) -> tuple[FocusBlock, ...]:
        """Focus blocks of the last sixty days, oldest first, none from the future."""
        return _select_recent(_blocks_in_order(self.journal), "started_at", self.now)

    @cached_property
    def messages(self) -> tuple[Message, ...]:
        """Messages of the last sixty days, oldest first, none from the future and none behind a boundary."""
        blocked_ids = blocked_person_ids(self.journal)
        recent_messages = _select_recent(messages_in_order(self.journal), "at", self.now)
        return tuple(message for message in recent_messages if message.person not in blocked_ids)

    def messages_of_last_days(self, days: int) -> list[Message]:
        """Return the messages of the last `days` days (at most sixty), today included, oldest first."""
        # A day's slack, because messages from two zones may stand out of order by a day.
        first_index = bisect_left(self.messages, self.now - timedelta(days=days + 1), key=attrgetter("at"))
        return [message for message in self.messages[first_index:] if self.is_within_days(message.at, days)]

    def blocks_of_last_days(self, days: int) -> list[FocusBlock]:
        """Return the focus blocks of the last `days` days (at most sixty), today included, oldest first."""
        first_index = bisect_left(self.blocks, self.now - timedelta(days=days + 1), key=attrgetter("started_at"))
        return [block for block in self.blocks[first_index:] if self.is_within_days(block.started_at, days)]

    @cached_property
    def open_conversations(self) -> tuple[OpenConversation, ...]:
        """What I owe, and who has not replied, in the order in which they are listed."""
        return list_open_conversations(self.journal, self.now)

    @cached_property
    def coming_meetings(self) -> tuple[Message, ...]:
        """Meetings still to come, soonest first, none behind a boundary."""
        all_messages, blocked_ids = messages_in_order(self.journal), blocked_person_ids(self.journal)
        coming_messages = all_messages[bisect_left(all_messages, self.now, key=attrgetter("at")) :]
        return tuple(each for each in coming_messages if each.kind == "meeting" and each.person not in blocked_ids)

    def time_at(self, person_id: str) -> datetime:
        """Return now where a person lives, as far as it is known; else now."""
        person = self.journal.get_record(Person, person_id) if person_id else None
        return (convert_to_zone(person.zone, self.now) if person else None) or self.now

    @cached_property
    def goals(self) -> tuple[Goal, ...]:
        """Goals of the last sixty days, oldest first."""
        all_goals = _goals_in_order(self.journal)
        first_index = bisect_left(all_goals, self.today - FACT_WINDOW, key=attrgetter("day"))
        return tuple(goal for goal in all_goals[first_index:] if goal.day <= self.today)

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """Notes, oldest first; all of them, because an opportunity may stay open for long."""
        return _notes_in_order(self.journal)

    @cached_property
    def advice_answers(self) -> tuple[AdviceAnswer, ...]:
        """What was shown and put off in the last sixty days, oldest first."""
        all_answers = _advice_answers_in_order(self.journal)
        return tuple(all_answers[bisect_left(all_answers, self.today - FACT_WINDOW, key=attrgetter("day")) :])

    @cached_property
    def first_use_day(self) -> date | None:
        """The day of the oldest entry that no import brought, or None if there is none."""
        moods, blocks = moods_in_order(self.journal), _blocks_in_order(self.journal)
        first_moments = (
            next((record.at for record in moods if not record.key), None),
            next((block.started_at for block in blocks if not block.key), None),
            next((record.at for record in messages_in_order(self.journal) if not record.key), None),
        )
        first_days = [self.settings.day_of(at) for at in first_moments if at]
        first_days += [goal.day for goal in _goals_in_order(self.journal)[:1]]
        return min(first_days, default=None)


class FactDefinition(NamedTuple):
    """The unit of a fact, and the function that works it out; its docstring says when the fact is unknown."""

    unit: str
    function: FactFunction


REGISTERED_FACTS: dict[str, FactDefinition] = {}
"""Every fact by name, in the order in which the modules register them."""


def register_fact(unit: str) -> Callable[[FactFunction], FactFunction]:
    """Register the decorated function as the fact of its name, measured in `unit`."""

    def register(work: FactFunction) -> FactFunction:
        REGISTERED_FACTS[work.__name__] = FactDefinition(unit, work)
        return work

    return register


def _select_recent(records: Sequence[_T], field: str, now: datetime) -> tuple[_T, ...]:
    moment_of = attrgetter(field)
    return tuple(
        records[bisect_left(records, now - FACT_WINDOW, key=moment_of) : bisect_right(records, now, key=moment_of)]
    )


@cached_by(FocusBlock)
def _blocks_in_order(journal: Journal) -> tuple[FocusBlock, ...]:
    return tuple(sorted(journal.list_records(FocusBlock), key=attrgetter("started_at")))


@cached_by(Goal)
def _goals_in_order(journal: Journal) -> tuple[Goal, ...]:
    return tuple(sorted(journal.list_records(Goal), key=attrgetter("day")))


@cached_by(Note)
def _notes_in_order(journal: Journal) -> tuple[Note, ...]:
    return tuple(sorted(journal.list_records(Note), key=attrgetter("at")))


@cached_by(AdviceAnswer)
def _advice_answers_in_order(journal: Journal) -> tuple[AdviceAnswer, ...]:
    return tuple(sorted(journal.list_records(AdviceAnswer), key=attrgetter("day", "at")))
