"""Who has not replied, whom I owe a reply, and whether a follow-up is due or the conversation may rest.

Read out of the messages, never stored. Silence is counted in the person's own working days from the last real
contact. What I owe stands first, then conversations where a follow-up is due, then the rest, newest first. Those
silent for more than ninety days are not listed: they are people to say hello to one day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from coach.advice.blocked_people import list_shown_people
from coach.advice.find_people_by_name import describe_namesake
from coach.advice.outreach.conversations_by_person import conversations_by_person, current_tie
from coach.advice.outreach.reply_model import Probability, ReplyModel, build_channel_models
from coach.advice.outreach.working_days import SilenceCalendar, cached_for_day, make_calendar
from coach.domain.boundary import Boundary
from coach.domain.conversation import Conversation
from coach.domain.follow_up_gaps import chosen_follow_up_gap, follow_up_gap
from coach.domain.journal import Journal, cached_by
from coach.domain.message import Message, format_promise
from coach.domain.person import Person
from coach.domain.wording import format_date

SILENCE_LISTED_DAYS = 90
"""Days, of any kind, for which a silence is listed."""
OWED_REPLY_DAYS = 45
"""A message of theirs older than so many days is no longer shown as owed: nobody is waiting for it by the hour."""
OWED_REPLY_STATUS = "wrote to you"
"""What I owe when they wrote last."""


@dataclass(frozen=True, slots=True)
class OpenConversation:
    """One open conversation or promise. `i_owe`: a reply or a promise of mine is open; else theirs would be next.

    `status` says what I owe, or which silence it is: never replied, or went quiet.
    """

    person: str
    name: str
    i_owe: bool
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
    """A follow-up is fine now, and it may not rest yet."""
    follow_up_gap: int = 0
    """Working days of silence before the next follow-up is fine; 0 for what I owe."""
    may_rest: bool = False
    """A silence is old enough to rest; never so where I owe something."""
    told_apart: str = ""
    """What tells this person from others of the same name; "" for a name of one person."""
    reply_model: ReplyModel | None = None
    """What chances rest on; None for what I owe."""

    @property
    def is_reply_owed(self) -> bool:
        """They wrote last, and I have not replied yet."""
        return self.i_owe and self.status == OWED_REPLY_STATUS

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
    return tuple(each for each in list_open_conversations(journal, now) if each.may_rest)


def count_snoozed_conversations(journal: Journal, now: datetime, *, owed: bool = False) -> int:
    """Return how many conversations come back on a later day; with `owed`, of those in which I owe something."""
    today, conversations = journal.settings.day_of(now), conversations_by_person(journal)
    snoozed_conversations = (
        conversations[person.id]
        for person in list_shown_people(journal)
        if person.id in conversations and conversations[person.id].is_snoozed_past(today)
    )
    return sum(
        bool(conversation.is_my_turn or conversation.promises) if owed else conversation.is_open
        for conversation in snoozed_conversations
    )


@cached_for_day
def list_free_people(journal: Journal, calendar: SilenceCalendar) -> tuple[Person, ...]:
    """Return everybody with whom nothing is open on the day of `calendar`, by name."""
    conversations = conversations_by_person(journal)
    return tuple(
        person
        for person in list_shown_people(journal)
        if has_nothing_open(conversations.get(person.id), calendar.today)
    )


def has_nothing_open(conversation: Conversation | None, today: date) -> bool:
    """Return whether nothing is open with somebody: no wait, no debt, no snooze, no promise, and no no of theirs."""
    if conversation is None:
        return True
    last_received = conversation.last_received
    is_something_open = conversation.is_open or conversation.is_snoozed_past(today)
    return not (is_something_open or (last_received is not None and last_received.kind == "no"))


def find_silence(journal: Journal, person: Person, now: datetime) -> OpenConversation | None:
    """Return the silence of one person, however long it is; None if nothing waits for a reply of theirs."""
    conversation, calendar = conversations_by_person(journal).get(person.id), make_calendar(journal, now)
    if conversation is None or not conversation.is_waiting:
        return None
    return _describe_silence(journal, person, conversation, calendar)


def list_open_requests(journal: Journal, now: datetime) -> tuple[tuple[Person, Message], ...]:
    """Return the requests to be looked at today, the oldest first."""
    today = journal.settings.day_of(now)
    requests_of_today = [
        (person, request)
        for person, request in _collect_requests(journal)
        if request.until is None or request.until <= today
    ]
    return tuple(sorted(requests_of_today, key=lambda of_person: (of_person[1].at, of_person[1].id)))


def has_snoozed_requests(journal: Journal, now: datetime) -> bool:
    """Tell whether a request comes back on a later day."""
    today = journal.settings.day_of(now)
    return any(request.until is not None and request.until > today for _, request in _collect_requests(journal))


@cached_by(Message, Person, Boundary)
def _collect_requests(journal: Journal) -> tuple[tuple[Person, Message], ...]:
    conversations = conversations_by_person(journal)
    return tuple(
        (person, request)
        for person in list_shown_people(journal)
        if person.id in conversations
        for request in conversations[person.id].requests
    )


@cached_for_day
def _collect_open_conversations(journal: Journal, calendar: SilenceCalendar) -> tuple[OpenConversation, ...]:
    conversations, open_conversations = conversations_by_person(journal), list[OpenConversation]()
    for person in list_shown_people(journal):
        conversation = conversations.get(person.id)
        if conversation is not None:
            open_conversations.extend(_iterate_debts(journal, person, conversation, calendar))
            if _is_silence_listed(conversation, calendar):
                open_conversations.append(_describe_silence(journal, person, conversation, calendar))
    return tuple(sorted(open_conversations, key=_open_conversation_order))


def _is_silence_listed(conversation: Conversation, calendar: SilenceCalendar) -> bool:
    last_sent = conversation.last_sent
    if last_sent is None or calendar.days_since(last_sent.at) > SILENCE_LISTED_DAYS:
        return False
    return conversation.is_waiting and not conversation.is_snoozed_past(calendar.today)


def _open_conversation_order(open_conversation: OpenConversation) -> tuple[int, float, str]:
    """What I owe, oldest first; then where a follow-up would be fine, oldest first; then the rest, newest first.

    What may rest stands with the rest: a list that begins with the longest silences would not be calm.
    """
    since, name = open_conversation.since.timestamp(), open_conversation.name
    if open_conversation.i_owe:
        return 0, since, name
    return (1, since, name) if open_conversation.follow_up_due else (2, -since, name)


def _iterate_debts(
    journal: Journal, person: Person, conversation: Conversation, calendar: SilenceCalendar
) -> Iterator[OpenConversation]:
    """Yield what I owe to a person: each open promise, and a reply."""
    for promise in conversation.open_promises_on(calendar.today):
        promised = format_promise(promise.text, promise.until) or "something"
        yield _describe_debt(journal, person, promise, f"promised {promised}", calendar)
    last_received = conversation.last_received
    is_my_turn = conversation.is_my_turn and not conversation.is_snoozed_past(calendar.today)
    if is_my_turn and last_received is not None and calendar.days_since(last_received.at) <= OWED_REPLY_DAYS:
        yield _describe_debt(journal, person, last_received, OWED_REPLY_STATUS, calendar)


def _describe_debt(
    journal: Journal, person: Person, message: Message, status: str, calendar: SilenceCalendar
) -> OpenConversation:
    return OpenConversation(
        person.id,
        person.name,
        True,
        status,
        calendar.workdays_since(message.at),
        message.at,
        channel=message.channel,
        message_id=message.id,
        time_zone=person.known_zone,
        day_name=_name_day_of_message(calendar, message.at),
        told_apart=describe_namesake(journal, person),
    )


def _name_day_of_message(calendar: SilenceCalendar, at: datetime) -> str:
    """Return "today", "Friday" or "24 December" for a moment since which no working day has passed, else ""."""
    if calendar.workdays_since(at):
        return ""
    days, day = calendar.days_since(at), calendar.day_of_moment(at)
    return "today" if days <= 0 else f"{day:%A}" if days < 7 else format_date(day)


def _describe_silence(
    journal: Journal, person: Person, conversation: Conversation, calendar: SilenceCalendar
) -> OpenConversation:
    """Return a silence, with what the person's own experience says about it."""
    last_sent, gap_rules = conversation.last_sent, journal.settings.follow_up_gaps
    assert last_sent is not None  # a waiting conversation has one by definition
    channel_models = build_channel_models(journal, calendar)
    channel_model = channel_models.get(last_sent.channel, channel_models[""])
    tie, follow_ups_sent = current_tie(person, conversation, last_sent.at), conversation.follow_up_count
    silent_workdays = calendar.workdays_since(last_sent.at)
    may_rest = channel_model.may_rest(tie, silent_workdays, follow_ups_sent) and not conversation.is_kept
    chosen_gap = chosen_follow_up_gap(gap_rules, tie, follow_ups_sent)
    is_due = channel_model.is_follow_up_due(tie, silent_workdays, follow_ups_sent, chosen_gap)
    return OpenConversation(
        person.id,
        person.name,
        False,
        "went quiet" if conversation.last_received else "never replied",
        silent_workdays,
        last_sent.at,
        tie,
        last_sent.channel,
        follow_ups_sent,
        last_sent.id,
        person.known_zone,
        _name_day_of_message(calendar, last_sent.at),
        follow_up_due=is_due and not may_rest,
        follow_up_gap=follow_up_gap(gap_rules, tie, follow_ups_sent),
        may_rest=may_rest,
        told_apart=describe_namesake(journal, person),
        reply_model=channel_model,
    )
