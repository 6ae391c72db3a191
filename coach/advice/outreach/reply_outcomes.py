"""What became of each message that the person sent, and whether strangers or one channel reply less often.

A difference is told when both groups have ten first messages, it is at least 0.15, and it is certain by 0.999 after
Jeffreys' prior. What a channel was found to differ in then counts for the chances told, too.
Source: docs/replies.md, which shows how often it is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from coach.advice.outreach.conversations_by_person import conversations_by_person, tie_at_time
from coach.advice.outreach.working_days import SilenceCalendar, cached_for_day
from coach.advice.statistics import regularised_beta
from coach.domain.conversation import NEW_BEGINNING_AFTER, Conversation, answers_message
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.person import Person


@dataclass(frozen=True, slots=True)
class ReplyOutcome:
    """What became of one message of mine; `workdays` until the reply, my next message, or today."""

    person: str
    tie: str
    channel: str
    sent_on: date
    workdays: int
    has_reply: bool
    is_follow_up: bool


@cached_for_day
def list_reply_outcomes(journal: Journal, calendar: SilenceCalendar) -> tuple[ReplyOutcome, ...]:
    """Return what became of every contact of mine as of the day of `calendar`, person by person."""
    ties = {person.id: person.tie or "warm" for person in journal.list_records(Person)}
    return tuple(
        outcome
        for person, conversation in conversations_by_person(journal).items()
        for outcome in _iterate_outcomes(conversation, ties.get(person, "warm"), calendar)
    )


def _iterate_outcomes(conversation: Conversation, tie: str, calendar: SilenceCalendar) -> Iterator[ReplyOutcome]:
    """Yield what became of each contact of mine: a reply, a next message of mine, or silence until today."""
    last_heard: datetime | None = None
    their_last_message, my_reply_on = None, None  # their message, and the day on which mine replies to it
    tie_of_contact, is_sent_follow_up = "", False
    sent_contact: Message | None = None  # the contact that is open

    def end_contact(contact: Message, day: date, *, has_reply: bool) -> ReplyOutcome:
        sent_on = calendar.day_of_moment(contact.at)
        silent_workdays = calendar.workdays.count_days(sent_on, day)
        return ReplyOutcome(
            contact.person, tie_of_contact, contact.channel, sent_on, silent_workdays, has_reply, is_sent_follow_up
        )

    for message in conversation.messages:
        is_my_contact = message.direction == "out" and message.kind in ("message", "invitation")
        is_their_contact = message.direction == "in" or message.kind in ("meeting", "no")
        if not is_my_contact and not is_their_contact:
            continue  # a promise or a decision of mine ends no wait
        message_day = calendar.day_of_moment(message.at)
        is_answer = is_my_contact and sent_contact is None and answers_message(message, their_last_message)
        if is_their_contact:
            their_last_message, my_reply_on = message, None
        elif is_answer and my_reply_on in (None, message_day):
            my_reply_on = message_day
            continue  # a reply that asks nothing waits for none
        if sent_contact is not None:
            yield end_contact(sent_contact, message_day, has_reply=is_their_contact)
        if is_my_contact:
            if sent_contact is None:
                tie_of_contact = tie if last_heard is None else tie_at_time(tie, last_heard, message.at)
            # Pieces sent on one day are one contact, and a message after a long time begins anew.
            if sent_contact is None or message.at - sent_contact.at >= NEW_BEGINNING_AFTER:
                is_sent_follow_up = False
            elif message_day != calendar.day_of_moment(sent_contact.at):
                is_sent_follow_up = True
        sent_contact = message if is_my_contact else None
        last_heard = message.at if is_their_contact else last_heard
    if sent_contact is not None:
        yield end_contact(sent_contact, calendar.today, has_reply=False)


REPLY_CHECK_MONTHS = (1, 2, 3, 6, 9, 12)
"""Months of thirty days since the first message; then once a year."""
REPLY_CHECK_MONTH = timedelta(days=30)
FEWEST_COMPARED_MESSAGES, SMALLEST_RATE_DIFFERENCE, RATE_CERTAINTY = 10, 0.15, 0.999
WATCHED_WORKDAYS = 5
"""Working days for which a message without a reply was watched, at least."""
_RATE_GRID_CELLS = 400


@dataclass(frozen=True, slots=True)
class ReplyCount:
    """First messages sent, and how many of them were replied to."""

    sent: int
    replied: int

    @property
    def rate(self) -> float:
        """The share that was replied to."""
        return self.replied / self.sent


@dataclass(frozen=True, slots=True)
class ReplyComparison:
    """One group of first messages beside all the others."""

    group: ReplyCount
    others: ReplyCount

    @property
    def difference(self) -> float:
        """The rate of the group minus that of the others."""
        return self.group.rate - self.others.rate

    @property
    def is_told(self) -> bool:
        """Whether there is enough to tell it."""
        is_small_group = min(self.group.sent, self.others.sent) < FEWEST_COMPARED_MESSAGES
        if is_small_group or abs(self.difference) < SMALLEST_RATE_DIFFERENCE:
            return False
        lower_rate, higher_rate = sorted((self.group, self.others), key=lambda reply_count: reply_count.rate)
        return probability_of_higher_rate(higher_rate, lower_rate) >= RATE_CERTAINTY


@cached_for_day
def compare_ties(journal: Journal, calendar: SilenceCalendar) -> ReplyComparison | None:
    """Return how strangers reply beside people one knows, as of the last check; None if nothing may be told."""
    outcomes = _counted_outcomes(journal, calendar)
    comparison = compare_groups((outcome.tie == "cold", outcome.has_reply) for outcome in outcomes)
    return comparison if comparison and comparison.is_told else None


@cached_for_day
def find_distinct_channels(journal: Journal, calendar: SilenceCalendar) -> dict[str, ReplyComparison]:
    """Return channel → how people reply on it beside all others, for those that differ as of the last check."""
    outcomes = _counted_outcomes(journal, calendar)
    distinct_channels: dict[str, ReplyComparison] = {}
    for channel in sorted({outcome.channel for outcome in outcomes if outcome.channel}):
        comparison = compare_groups((outcome.channel == channel, outcome.has_reply) for outcome in outcomes)
        if comparison and comparison.is_told:
            distinct_channels[channel] = comparison
    return distinct_channels


def last_reply_check_day(first_sent_on: date, today: date) -> date | None:
    """Return the day of the last fixed check up to `today`, or None before the first."""
    check_months = (*REPLY_CHECK_MONTHS, *range(24, 1200, 12))
    check_days = (first_sent_on + month * REPLY_CHECK_MONTH for month in check_months)
    return max((check_day for check_day in check_days if check_day <= today), default=None)


def probability_of_higher_rate(higher: ReplyCount, lower: ReplyCount) -> float:
    """Return the chance that one true rate is above the other, both with Jeffreys' prior Beta(½, ½)."""
    a, b = higher.replied + 0.5, higher.sent - higher.replied + 0.5
    c, d = lower.replied + 0.5, lower.sent - lower.replied + 0.5
    probability, rate_probability_before = 0.0, 0.0
    for cell in range(1, _RATE_GRID_CELLS + 1):
        rate_probability = regularised_beta(a, b, cell / _RATE_GRID_CELLS)
        lower_rate_probability = regularised_beta(c, d, (cell - 0.5) / _RATE_GRID_CELLS)
        probability += (rate_probability - rate_probability_before) * lower_rate_probability
        rate_probability_before = rate_probability
    return probability


def compare_groups(outcomes: Iterable[tuple[bool, bool]]) -> ReplyComparison | None:
    """Count (in the group, replied) pairs; None while one side is empty."""
    replies_by_group: dict[bool, list[bool]] = {True: [], False: []}
    for is_in_group, has_reply in outcomes:
        replies_by_group[is_in_group].append(has_reply)
    group, others = (ReplyCount(len(replies), sum(replies)) for replies in replies_by_group.values())
    return ReplyComparison(group, others) if group.sent and others.sent else None


def _counted_outcomes(journal: Journal, calendar: SilenceCalendar) -> list[ReplyOutcome]:
    """Return the first messages known at the last check: replied to, or watched for long enough."""
    first_outcomes = [outcome for outcome in list_reply_outcomes(journal, calendar) if not outcome.is_follow_up]
    first_sent_on = min((outcome.sent_on for outcome in first_outcomes), default=None)
    check_day = last_reply_check_day(first_sent_on, calendar.today) if first_sent_on else None
    if check_day is None:
        return []
    latest_sent_on = calendar.workdays.add_workdays(check_day, -WATCHED_WORKDAYS)
    return [
        outcome
        for outcome in first_outcomes
        if outcome.sent_on <= latest_sent_on and (outcome.has_reply or outcome.workdays >= WATCHED_WORKDAYS)
    ]
