"""Who has not replied, whom I owe a reply, and whether a follow-up is due or the conversation may rest.

Read out of the messages, never stored. Silence is counted in the person's own working days from the last real
contact. What I owe stands first, then conversations where a follow-up is due, then the rest, newest first. Those
silent for more than ninety days are not listed: they are people to say hello to one day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from coach.advice.blocked_people import list_shown_people
from coach.advice.outreach.conversations_by_person import conversations_by_person, current_tie
from coach.advice.outreach.reply_model import Probability, ReplyModel, build_channel_models
from coach.advice.outreach.working_days import SilenceCalendar, cached_for_day, make_calendar
from coach.advice.people_by_name import describe_namesake
from coach.domain.boundary import Boundary
from coach.domain.conversation import Conversation
from coach.domain.follow_up_gaps import chosen_follow_up_gap, follow_up_gap
from coach.domain.journal import Journal, cached_by
from coach.domain.message import Message, format_promise
from coach.domain.person import Person

LISTED_DAYS = 90
"""Days, of any kind, for which a silence is listed."""
OWED_DAYS = 45
"""A message of theirs older than so many days is no longer shown as owed: nobody is waiting for it by the hour."""


OWED_REPLY = "wrote to you"
"""What I owe when they wrote last."""


@dataclass(frozen=True, slots=True)
class OpenConversation:
    """One open conversation or promise. `days` are working days of silence.

    `status` says what I owe, or which silence it is: never replied, or went quiet.
    """

    person: str
    name: str
    owed: bool
    status: str
    silent_workdays: int
    since: datetime
    tie: str = "warm"
    channel: str = ""
    follow_ups_sent: int = 0
    message_id: str = ""
    time_zone: str = ""
    """Their time zone, so that the hour can stand beside the name."""
    day_name: str = ""
    """The day of the message while no working day has passed since: "today", "Friday"; else ""."""
    follow_up_due: bool = False
    follow_up_gap: int = 0
    """Working days of silence before the next follow-up is fine; 0 for what I owe."""
    may_rest: bool = False
    told_apart: str = ""
    """What tells this person from others of the same name; "" for a name of one person."""
    reply_model: ReplyModel | None = None
    """What chances rest on; None for what I owe."""

    @property
    def is_reply_owed(self) -> bool:
        """They wrote last, and I have not replied yet."""
        return self.owed and self.status == OWED_REPLY

    @property
    def reply_probability(self) -> float | None:
        """The chance (0–1) that a reply still comes; None for what I owe."""
        if self.reply_model is None:
            return None
        return self.reply_model.reply_probability(self.tie, self.silent_workdays, followed_up=self.follow_ups_sent > 0)

    @property
    def reply_interval(self) -> Probability | None:
        """The same chance with its range, which takes a moment to work out."""
        if self.reply_model is None:
            return None
        return self.reply_model.reply_interval(self.tie, self.silent_workdays, followed_up=self.follow_ups_sent > 0)


def list_open_conversations(journal: Journal, now: datetime) -> tuple[OpenConversation, ...]:
    """Return all open conversations and promises as of today, in the order in which they are listed."""
    return _collect_open_conversations(journal, make_calendar(journal, now))


def list_old_conversations(journal: Journal, now: datetime) -> tuple[OpenConversation, ...]:
    """Return the conversations that are old enough to rest, which `X` and `coach rest --old` let rest together."""
    return tuple(row for row in list_open_conversations(journal, now) if not row.owed and row.may_rest)


def count_snoozed_conversations(journal: Journal, now: datetime, *, owed: bool = False) -> int:
    """Return how many conversations come back on a later day; with `owed`, of those in which I owe something."""
    today, found = make_calendar(journal, now).today, conversations_by_person(journal)
    snoozed = (found[p.id] for p in list_shown_people(journal) if p.id in found and found[p.id].is_snoozed_past(today))
    return sum(bool(c.is_my_turn or c.promises) if owed else c.is_open for c in snoozed)


def find_silence(journal: Journal, person: Person, now: datetime) -> OpenConversation | None:
    """Return the silence of one person, however long it is; None if nothing waits for a reply of theirs."""
    conversation, calendar = conversations_by_person(journal).get(person.id), make_calendar(journal, now)
    if conversation is None or not conversation.is_waiting:
        return None
    return _describe_silence(
        person, conversation, calendar, build_channel_models(journal, calendar), journal.settings.follow_up_gaps
    )


def list_open_requests(journal: Journal, now: datetime) -> tuple[tuple[Person, Message], ...]:
    """Return the requests to be looked at today, the oldest first."""
    today = make_calendar(journal, now).today
    known = _collect_requests(journal)
    open_now = (one for one in known if one[1].until is None or one[1].until <= today)
    return tuple(sorted(open_now, key=lambda one: (one[1].at, one[1].id)))


@cached_by(Message, Person, Boundary)
def _collect_requests(journal: Journal) -> tuple[tuple[Person, Message], ...]:
    found = conversations_by_person(journal)
    return tuple((p, request) for p in list_shown_people(journal) if p.id in found for request in found[p.id].requests)


@cached_for_day
def _collect_open_conversations(journal: Journal, calendar: SilenceCalendar) -> tuple[OpenConversation, ...]:
    models, found = build_channel_models(journal, calendar), conversations_by_person(journal)
    rows: list[OpenConversation] = []
    for person in list_shown_people(journal):
        conversation = found.get(person.id)
        if conversation is not None:
            rows.extend(_owed_to_person(person, conversation, calendar))
            if _is_silence_listed(conversation, calendar):
                rows.append(_describe_silence(person, conversation, calendar, models, journal.settings.follow_up_gaps))
    people = {person.id: person for person in list_shown_people(journal)}
    rows = [
        replace(row, told_apart=apart) if (apart := describe_namesake(journal, people[row.person])) else row
        for row in rows
    ]
    return tuple(sorted(rows, key=_sort_key))


def _is_silence_listed(conversation: Conversation, calendar: SilenceCalendar) -> bool:
    last = conversation.last_sent
    if last is None or calendar.days_since(last.at) > LISTED_DAYS:
        return False
    return conversation.is_waiting and not conversation.is_snoozed_past(calendar.today)


def _sort_key(row: OpenConversation) -> tuple[int, float, str]:
    """What I owe, oldest first; then where a follow-up would be fine, oldest first; then the rest, newest first.

    What may rest stands with the rest: a list that begins with the longest silences would not be calm.
    """
    at = row.since.timestamp()
    if row.owed:
        return (0, at, row.name)
    return (1, at, row.name) if row.follow_up_due and not row.may_rest else (2, -at, row.name)


def _owed_to_person(
    person: Person, conversation: Conversation, calendar: SilenceCalendar
) -> Iterator[OpenConversation]:
    for p in conversation.open_promises_on(calendar.today):
        yield OpenConversation(
            person.id, person.name, True, f"promised {format_promise(p.text, p.until) or 'something'}",
            calendar.workdays_since(p.at), p.at, channel=p.channel, message_id=p.id, time_zone=person.known_zone,
            day_name=_name_day(calendar, p.at),
        )  # fmt: skip
    last = conversation.last_received
    turn = conversation.is_my_turn and not conversation.is_snoozed_past(calendar.today)
    if turn and last is not None and calendar.days_since(last.at) <= OWED_DAYS:
        yield OpenConversation(
            person.id, person.name, True, OWED_REPLY, calendar.workdays_since(last.at), last.at,
            channel=last.channel, message_id=last.id, time_zone=person.known_zone,
            day_name=_name_day(calendar, last.at),
        )  # fmt: skip


def _name_day(calendar: SilenceCalendar, at: datetime) -> str:
    """Return "today" or "Friday" for a moment since which no working day has passed, else ""."""
    if calendar.workdays_since(at):
        return ""
    return "today" if calendar.days_since(at) <= 0 else f"{calendar.day_of_moment(at):%A}"


def _describe_silence(
    person: Person,
    conversation: Conversation,
    calendar: SilenceCalendar,
    models: Mapping[str, ReplyModel],
    gap_rules: tuple[str, ...],
) -> OpenConversation:
    """Return a silence, with what the person's own experience says about it."""
    last = conversation.last_sent
    assert last is not None  # a waiting conversation has one by definition
    own = models.get(last.channel, models[""])
    kind, days, attempts = (
        current_tie(person, conversation, last.at),
        calendar.workdays_since(last.at),
        conversation.follow_up_count,
    )
    return OpenConversation(
        person.id,
        person.name,
        False,
        "went quiet" if conversation.last_received else "never replied",
        days,
        last.at,
        kind,
        last.channel,
        attempts,
        last.id,
        person.known_zone,
        _name_day(calendar, last.at),
        follow_up_due=own.is_follow_up_due(kind, days, attempts, chosen_follow_up_gap(gap_rules, kind, attempts)),
        follow_up_gap=follow_up_gap(gap_rules, kind, attempts),
        may_rest=own.may_rest(kind, days, attempts) and not conversation.is_kept,
        reply_model=own,
    )
