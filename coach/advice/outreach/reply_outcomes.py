"""What became of each message that the person sent: a reply, a message after it, or silence until today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from coach.advice.outreach.conversations import conversations_by_person, tie_at_time
from coach.advice.outreach.silence_calendar import SilenceCalendar, cached_for_day
from coach.domain.conversation import NEW_BEGINNING_AFTER, Conversation, answers_message
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.person import Person


@dataclass(frozen=True, slots=True)
class ReplyOutcome:
    """What became of one message of mine: `days` working days until the reply, my next message, or today."""

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
            yield ReplyOutcome(kind, sent.channel, begun, max(0, total(day) - total(begun)), theirs, is_follow_up)
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
        yield ReplyOutcome(kind, sent.channel, begun, max(0, today - total(begun)), False, is_follow_up)
