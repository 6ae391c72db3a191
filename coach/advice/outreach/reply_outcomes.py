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
    """What became of one message of mine: `days` working days until the reply, my next message, or today."""

    person: str
    kind: str
    channel: str
    sent_on: date
    days: int
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
    total, today = calendar.workdays.count_up_to, calendar.workdays.count_up_to(calendar.today)
    heard: datetime | None = None
    their_last, replied_on = None, None  # their message, and the day on which mine replies to it
    kind, is_follow_up = "", False
    sent: Message | None = None  # the contact that is open
    for event in conversation.messages:
        mine = event.direction == "out" and event.kind in ("message", "invitation")
        theirs = event.direction == "in" or event.kind in ("meeting", "no")
        if not mine and not theirs:
            continue  # a promise or a decision of mine ends no wait
        day = calendar.day_of_moment(event.at)
        if theirs:
            their_last, replied_on = event, None
        elif sent is None and answers_message(event, their_last) and replied_on in (None, day):
            replied_on = day
            continue  # a reply that asks nothing waits for none
        if sent is not None:
            begun = calendar.day_of_moment(sent.at)
            days = max(0, total(day) - total(begun))
            yield ReplyOutcome(sent.person, kind, sent.channel, begun, days, theirs, is_follow_up)
        if mine:
            kind = kind if sent is not None else tie if heard is None else tie_at_time(tie, heard, event.at)
            # Pieces sent on one day are one contact, and a message after a long time begins anew.
            if sent is None or event.at - sent.at >= NEW_BEGINNING_AFTER:
                is_follow_up = False
            elif day != calendar.day_of_moment(sent.at):
                is_follow_up = True
        sent = event if mine else None
        heard = event.at if theirs else heard
    if sent is not None:
        begun = calendar.day_of_moment(sent.at)
        days = max(0, today - total(begun))
        yield ReplyOutcome(sent.person, kind, sent.channel, begun, days, False, is_follow_up)


CHECK_MONTHS = (1, 2, 3, 6, 9, 12)
"""Months of thirty days since the first message; then once a year."""
MONTH = timedelta(days=30)
FEWEST_MESSAGES, SMALLEST_DIFFERENCE, CERTAINTY = 10, 0.15, 0.999
WATCHED_WORKDAYS = 5
"""Working days for which a message without a reply was watched, at least."""
_GRID = 400


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
        if min(self.group.sent, self.others.sent) < FEWEST_MESSAGES or abs(self.difference) < SMALLEST_DIFFERENCE:
            return False
        lower, higher = sorted((self.group, self.others), key=lambda count: count.rate)
        return probability_of_more(higher, lower) >= CERTAINTY


@cached_for_day
def compare_ties(journal: Journal, calendar: SilenceCalendar) -> ReplyComparison | None:
    """Return how strangers reply beside people one knows, as of the last check; None if nothing may be told."""
    known = _counted_outcomes(journal, calendar)
    found = compare_groups((each.kind == "cold", each.has_reply) for each in known)
    return found if found and found.is_told else None


@cached_for_day
def find_distinct_channels(journal: Journal, calendar: SilenceCalendar) -> dict[str, ReplyComparison]:
    """Return channel → how people reply on it beside all others, for those that differ as of the last check."""
    known = _counted_outcomes(journal, calendar)
    found: dict[str, ReplyComparison] = {}
    for channel in sorted({each.channel for each in known if each.channel}):
        compared = compare_groups((each.channel == channel, each.has_reply) for each in known)
        if compared and compared.is_told:
            found[channel] = compared
    return found


def last_check_day(first: date, today: date) -> date | None:
    """Return the day of the last fixed check up to `today`, or None before the first."""
    months = (*CHECK_MONTHS, *range(24, 1200, 12))
    return max((first + n * MONTH for n in months if first + n * MONTH <= today), default=None)


def probability_of_more(higher: ReplyCount, lower: ReplyCount) -> float:
    """Return the chance that one true rate is above the other, both with Jeffreys' prior Beta(½, ½)."""
    a, b = higher.replied + 0.5, higher.sent - higher.replied + 0.5
    c, d = lower.replied + 0.5, lower.sent - lower.replied + 0.5
    total, before = 0.0, 0.0
    for n in range(1, _GRID + 1):
        upto = regularised_beta(a, b, n / _GRID)
        total += (upto - before) * regularised_beta(c, d, (n - 0.5) / _GRID)
        before = upto
    return total


def compare_groups(messages: Iterable[tuple[bool, bool]]) -> ReplyComparison | None:
    """Count (in the group, replied) pairs; None while one side is empty."""
    counts = {True: [0, 0], False: [0, 0]}
    for inside, replied in messages:
        counts[inside][0] += 1
        counts[inside][1] += replied
    if not (counts[True][0] and counts[False][0]):
        return None
    return ReplyComparison(ReplyCount(*counts[True]), ReplyCount(*counts[False]))


def _counted_outcomes(journal: Journal, calendar: SilenceCalendar) -> list[ReplyOutcome]:
    """Return the first messages known at the last check: replied to, or watched for long enough."""
    known = [each for each in list_reply_outcomes(journal, calendar) if not each.is_follow_up]
    first = min((each.sent_on for each in known), default=None)
    check = last_check_day(first, calendar.today) if first else None
    if check is None:
        return []
    latest = calendar.workdays.add_workdays(check, -WATCHED_WORKDAYS)
    return [each for each in known if each.sent_on <= latest and (each.has_reply or each.days >= WATCHED_WORKDAYS)]
