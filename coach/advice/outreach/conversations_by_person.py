"""Everybody's conversation, all messages in the order of time, and how well the two know each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from coach.advice.blocked_people import blocked_person_ids
from coach.domain.boundary import Boundary
from coach.domain.conversation import Conversation, build_conversation, group_conversations
from coach.domain.journal import Journal, cached_by
from coach.domain.message import Message
from coach.domain.person import Person
from coach.domain.settings import Settings

DORMANT_AFTER = timedelta(days=180)


@cached_by(Message, Boundary, Settings)
def conversations_by_person(journal: Journal) -> Mapping[str, Conversation]:
    """Return person id → conversation for everybody who may be shown."""
    blocked_ids = blocked_person_ids(journal)
    shown_messages = (message for message in journal.list_records(Message) if message.person not in blocked_ids)
    return group_conversations(shown_messages, journal.settings.day_ends)


def find_conversation(journal: Journal, person: Person, now: datetime | None = None) -> Conversation:
    """Return the conversation with somebody, or how it stood at `now`, which may be past.

    A message of which no more than the day is known counts from the beginning of that day.
    """
    whole_conversation = conversations_by_person(
        journal if journal.get_record(Person, person.id) else journal.with_archived_people()
    ).get(person.id) or build_conversation(person.id, (), journal.settings.day_ends)
    if now is None:
        return whole_conversation
    day_of, day = journal.settings.day_of, journal.settings.day_of(now)
    messages_until_now = tuple(
        message
        for message in whole_conversation.messages
        if message.at <= now or (message.whole_day and day_of(message.at) == day)
    )
    if len(messages_until_now) == len(whole_conversation.messages):
        return whole_conversation
    return build_conversation(person.id, messages_until_now, whole_conversation.day_ends)


@cached_by(Message)
def messages_in_order(journal: Journal) -> tuple[Message, ...]:
    """Return every message in the order of time, people behind a boundary included."""
    return tuple(sorted(journal.list_records(Message), key=lambda message: message.at.timestamp()))


def is_talk(message: Message) -> bool:
    """Tell whether two people talked: a meeting that took place, a call, or words in person."""
    return message.direction != "own" and (message.kind == "meeting" or message.channel in ("phone", "in person"))


def current_tie(person: Person | None, conversation: Conversation | None, now: datetime) -> str:
    """Return cold, warm, dormant or strong: dormant follows from 180 days without a message before mine."""
    tie = (person.tie if person else None) or "warm"
    if conversation is None or not conversation.received_messages:
        return tie
    last_heard = conversation.received_messages[-1].at
    silence_began = next((message.at for message in conversation.sent_messages if message.at > last_heard), now)
    return tie_at_time(tie, last_heard, silence_began)


def tie_at_time(tie: str, last_heard: datetime, silence_began: datetime) -> str:
    """Return the tie to somebody who was last heard of at `last_heard`, for lines that began at `silence_began`."""
    if tie == "cold":
        return tie
    return "dormant" if silence_began - last_heard > DORMANT_AFTER else "warm" if tie == "dormant" else tie
