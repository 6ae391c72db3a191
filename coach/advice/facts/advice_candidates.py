"""Whom each advice rule may name, in the order in which it names them.

The most to gain comes first, then the oldest, then by name; whoever a rule named lately waits for the others. People
behind a boundary and snoozed conversations are on no list. Source: COACHING.md, rules R11 to R20."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import takewhile
from operator import attrgetter

from coach.advice.blocked_people import list_shown_people
from coach.advice.facts.fact_context import FactContext
from coach.advice.outreach.conversations_by_person import DORMANT_AFTER, conversations_by_person
from coach.advice.outreach.open_conversations import OWED_DAYS, OpenConversation, list_open_conversations
from coach.advice.outreach.reply_model import MOST_FOLLOW_UPS
from coach.advice.outreach.working_days import SilenceCalendar, make_calendar
from coach.domain.advice_records import LookBack, collect_nice_names
from coach.domain.boundary import Boundary
from coach.domain.conversation import NEW_BEGINNING_AFTER, Conversation
from coach.domain.journal import Journal, cached_by
from coach.domain.message import Message, format_promise
from coach.domain.person import Person, convert_to_zone, is_night
from coach.domain.settings import Settings

WONDERING_AFTER = 3
"""Working days of silence after which one begins to wonder, and a rule may say that waiting is normal."""
WORTH_WAITING = 0.05
"""The chance (0–1) of an answer from which waiting is advised."""
RECENTLY = timedelta(days=30)
GREETING_RULES = frozenset({"R19", "R20", "R37", "R38"})
"""Rules that propose a message nobody waits for: not while the other sleeps."""
MEETING_ANSWERS_RULES = frozenset({"R12", "R13", "R14", "R19", "R20", "R38"})
"""Rules that speak of waiting, asking again, a hello or a meeting: not about somebody whom one is going to meet."""
QUESTION_RULES = frozenset({"R14", "R19", "R20", "R37", "R38"})
"""Rules that ask a question: may it rest, say hello, meet. Not acting on it is an answer."""
ERRAND_LIMIT, QUESTION_LIMIT = (3, 14), (1, 30)
"""On how many of how many days a rule may name one person."""
NAMED_AGAIN_AFTER = 5
"""Days before a rule names one person again."""
DISMISSED_DAYS = 30
FEWEST_ADDED = 0.03
"""The chance (0–1) of an answer that a follow-up has to add before it is proposed."""
MANY_MAY_REST, MANY_AGAIN_AFTER = 4, 14
"""From so many conversations on that may rest they are proposed together, and not again for so many days."""
TALKED_WITHIN = timedelta(days=14)
"""Somebody who wrote within this time may be asked for a coffee or a call."""
PROMISE_WORKDAYS = 2
"""Working days before a promise is spoken of: nothing is urgent before."""
DAY_BEFORE = 1
"""Working days from which a promise with a day is spoken of before that day."""
OLD_PROMISE_WORKDAYS, FORGOTTEN_PROMISE_WORKDAYS = 20, 40
"""A promise older than the first is asked about once, one older than the second no more."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody a rule may name, and why: `case` picks the sentence, `since` is when it began.

    `days` are working days (for a talk, days until it), `added_reply_probability` the chance (0–1) that a follow-up
    would add, `promise_text` a promise in the person's own words.
    """

    person: str
    name: str
    since: datetime
    case: str = ""
    days: int = 0
    added_reply_probability: float = 0.0
    promise_text: str = ""
    conversation: OpenConversation | None = None


def order_candidates(context: FactContext, rule: str, found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Return `found` in the order in which `rule` would name them; nobody once today's advice of it was followed."""
    most, days = QUESTION_LIMIT if rule in QUESTION_RULES else ERRAND_LIMIT
    soon = context.compute_once(_list_people_to_meet) if rule in MEETING_ANSWERS_RULES else frozenset()
    found = [
        c for c in found if c.person not in soon and (rule not in GREETING_RULES or not is_asleep(context, c.person))
    ]
    shown_on: dict[str, set[date]] = {}
    put_off: set[str] = set()
    for asked in context.asked_before:
        if asked.topic == rule and asked.person:
            ago = context.days_since(asked.day)
            if asked.outcome == "shown" and ago == 0 and all(c.person != asked.person for c in found):
                return ()
            if asked.outcome == "shown" and 0 < ago < NAMED_AGAIN_AFTER:
                put_off.add(asked.person)
            if asked.outcome == "shown" and 0 < ago < days:
                shown_on.setdefault(asked.person, set()).add(asked.day)
            if asked.outcome in ("dismissed", "snoozed") and 0 <= ago < DISMISSED_DAYS:
                put_off.add(asked.person)
    named = {person: len(days_named) for person, days_named in shown_on.items()}
    kept = (c for c in found if c.person not in put_off and named.get(c.person, 0) < most)
    return tuple(
        sorted(
            kept,
            key=lambda c: (named.get(c.person, 0), -round(c.added_reply_probability, 6), c.since, c.name, c.person),
        )
    )


def list_owed(context: FactContext) -> tuple[Candidate, ...]:
    """Return what I owe: promises (2 working days old, or due), answers and thanks (1 or more), coming talks."""
    found = (*_find_coming_meetings(context), *_find_owed_replies(context), *_find_unthanked_help(context))
    return tuple(sorted(order_candidates(context, "R11", found), key=lambda c: c.case != "meeting"))


def list_too_early(context: FactContext) -> tuple[Candidate, ...]:
    """Return silences that make one wonder, but are shorter than the gap before a follow-up is fine."""
    return order_candidates(
        context,
        "R12",
        (_make_silence_candidate(context, row) for row in _iterate_askable_silences(context) if _is_too_early(row)),
    )


def list_follow_ups_due(context: FactContext) -> tuple[Candidate, ...]:
    """Return silences for which a follow-up would be fine now, may bring an answer, and which may not rest yet."""
    due = (
        _make_silence_candidate(context, row)
        for row in _iterate_askable_silences(context)
        if row.follow_up_due and not row.may_rest
    )
    return order_candidates(context, "R13", (c for c in due if c.added_reply_probability >= FEWEST_ADDED))


def list_may_rest(context: FactContext) -> tuple[Candidate, ...]:
    """Return silences that may rest; nobody while it is not long ago that many were proposed together."""
    rows = [row for row in _iterate_silences(context) if row.may_rest]
    if len(rows) >= MANY_MAY_REST and was_asked_about_many(context):
        return ()
    return order_candidates(context, "R14", (_make_silence_candidate(context, row) for row in rows))


def list_dormant_people(context: FactContext) -> tuple[Candidate, ...]:
    """Return people one has talked with, last more than 180 days ago, who may be named; `since` is the last contact."""
    return order_candidates(context, "R19", context.compute_once(list_people_long_unheard))


def list_people_long_unheard(context: FactContext) -> tuple[Candidate, ...]:
    """Return everybody one has talked with, last more than 180 days ago; never somebody who said no."""
    known = _list_known_people(context.journal)
    old = known[: bisect_left(known, (context.now - DORMANT_AFTER).timestamp(), key=attrgetter("newest_timestamp"))]
    found = (t for t in old if t.last_received.kind != "no" and not t.conversation.is_snoozed_past(context.today))
    return tuple(Candidate(t.person.id, t.person.name, t.newest_at) for t in found)


def list_ready_to_meet(context: FactContext) -> tuple[Candidate, ...]:
    """Return people for whom a coffee or a call would be an easy next step, and with whom no answer is open.

    Those who were nice to talk to this week come first, then those who wrote lately, after two turns each.
    Nobody whom one met or phoned within 30 days.
    """
    nice = collect_nice_names(r for r in context.journal.list_records(LookBack) if 0 <= context.days_since(r.day) <= 7)
    found = []
    known = _list_known_people(context.journal)
    for each in known[bisect_left(known, (context.now - RECENTLY).timestamp(), key=attrgetter("newest_timestamp")) :]:
        person, conversation = each.person, each.conversation
        if (
            each.last_received.kind == "no"
            or each.is_waiting
            or each.is_my_turn
            or conversation.is_snoozed_past(context.today)
        ):
            continue
        recent = _list_recent_messages(context, conversation)
        if any(map(_is_meeting, recent)):
            continue
        if person.id in nice or person.folded_name in nice:
            found.append(
                Candidate(person.id, person.name, each.last_received.at, case="nice", added_reply_probability=1.0)
            )
        elif context.now - each.last_received.at <= TALKED_WITHIN and _are_two_turns_each(recent):
            found.append(Candidate(person.id, person.name, each.last_received.at))
    return order_candidates(context, "R20", found)


def is_named_too_often(context: FactContext, rule: str, person: str) -> bool:
    """Tell whether `rule` has named a person as often as it may in two weeks; never for nobody."""
    most, days = ERRAND_LIMIT
    shown = {a.day for a in context.asked_before if a.topic == rule and a.person == person and a.outcome == "shown"}
    return bool(person) and sum(0 < context.days_since(day) < days for day in shown) >= most


def was_asked_about_many(context: FactContext) -> bool:
    """Tell whether it was proposed in the last two weeks to let many conversations rest."""
    return any(
        (asked.topic == "R35.strangers" or (asked.topic == "R14" and not asked.person))
        and asked.outcome == "shown"
        and 0 < context.days_since(asked.day) < MANY_AGAIN_AFTER
        for asked in context.asked_before
    )


def list_silences(context: FactContext) -> tuple[OpenConversation, ...]:
    """Return the open conversations in which an answer would be theirs to give."""
    return tuple(_iterate_silences(context))


def _iterate_askable_silences(context: FactContext) -> Iterator[OpenConversation]:
    """Yield the silences of people who have not said no, and whose request is not open."""
    conversations = conversations_by_person(context.journal)
    for row in _iterate_silences(context):
        last = conversations[row.person].last_received
        if (last is None or last.kind != "no") and not conversations[row.person].requests:
            yield row


def _iterate_silences(context: FactContext) -> Iterator[OpenConversation]:
    """Yield the silences of people to whom nothing is owed: what I owe somebody goes before their reply."""
    rows = list_open_conversations(context.journal, context.now)
    owed_to = {row.person for row in rows if row.owed}
    return (row for row in rows if row.person not in owed_to)


def _is_too_early(row: OpenConversation) -> bool:
    return (
        not row.follow_up_due
        and not row.may_rest
        and row.follow_ups_sent < MOST_FOLLOW_UPS[row.tie]
        and (row.reply_probability or 0.0) >= WORTH_WAITING
        and WONDERING_AFTER <= row.silent_workdays < row.follow_up_gap
    )


def _make_silence_candidate(context: FactContext, row: OpenConversation) -> Candidate:
    gain = (
        row.reply_model.reply_probability(row.tie, 0, followed_up=True) - row.reply_probability
        if row.follow_up_due and row.reply_model and row.reply_probability is not None
        else 0.0
    )
    return Candidate(row.person, row.name, row.since, row.tie, row.silent_workdays, gain, conversation=row)


@dataclass(frozen=True, slots=True)
class _KnownPerson:
    """Somebody who has written or met: their conversation, their last event, and the newest message of either side."""

    person: Person
    conversation: Conversation
    last_received: Message
    newest_at: datetime
    newest_timestamp: float
    """The same in seconds since 1970: moments of many zones are slow to compare."""
    is_my_turn: bool
    is_waiting: bool


_CONVERSATION_TABLES = (Message, Person, Boundary, Settings)
"""The tables that conversations are read from."""


@cached_by(*_CONVERSATION_TABLES)
def _list_known_people(journal: Journal) -> tuple[_KnownPerson, ...]:
    """Return everybody one has talked with, the longest ago first."""
    conversations, found = conversations_by_person(journal), []
    for person in list_shown_people(journal):
        conversation = conversations.get(person.id)
        if conversation is None or not conversation.received_messages:
            continue
        both = (conversation.received_messages[-1], *conversation.sent_messages[-1:])
        newest = max((m.at.timestamp(), m.at) for m in both)
        found.append(
            _KnownPerson(
                person,
                conversation,
                both[0],
                newest[1],
                newest[0],
                conversation.is_my_turn,
                conversation.is_waiting,
            )
        )
    return tuple(sorted(found, key=attrgetter("newest_timestamp")))


@cached_by(*_CONVERSATION_TABLES)
def _list_debts(journal: Journal) -> tuple[tuple[Person, Conversation], ...]:
    """Return everybody to whom something may be owed: a promise or an answer."""
    mine = {each.person.id: (each.person, each.conversation) for each in _list_known_people(journal) if each.is_my_turn}
    conversations = conversations_by_person(journal)
    promised = (p for p in list_shown_people(journal) if p.id in conversations and conversations[p.id].promises)
    return tuple((mine | {p.id: (p, conversations[p.id]) for p in promised}).values())


def _find_owed_replies(context: FactContext) -> Iterator[Candidate]:
    calendar = make_calendar(context.journal, context.now)
    for person, conversation in _list_debts(context.journal):
        for promise in conversation.open_promises_on(context.today):
            if _is_promise_due(promise, calendar) and not _was_asked_about_old_promise(context, promise, calendar):
                yield Candidate(
                    person.id,
                    person.name,
                    promise.at,
                    "dated" if promise.until else "promise",
                    calendar.workdays_since(promise.at),
                    promise_text=format_promise(promise.text, promise.until),
                )
        last = conversation.last_received
        if last is None or not conversation.is_my_turn or conversation.is_snoozed_past(context.today):
            continue
        if not 0 <= calendar.days_since(last.at) <= OWED_DAYS:
            continue
        silent = calendar.workdays_since(last.at)
        is_answer = _is_answer_to_me(conversation)
        if silent >= (1 if is_answer else 2):
            yield Candidate(person.id, person.name, last.at, "answered" if is_answer else "wrote", silent)


def _is_answer_to_me(conversation: Conversation) -> bool:
    """Tell whether what they wrote since my last message answers it: I waited for it, and not for too long."""
    mine = conversation.last_sent
    if mine is None:
        return False
    earlier = tuple(m for m in conversation.received_messages if m.at <= mine.at)
    before = replace(conversation, received_messages=earlier)
    theirs = next(m for m in conversation.received_messages if m.at >= mine.at)
    waited = before.is_my_message_last and not before.is_closed_by_answer
    return waited and theirs.at - mine.at < NEW_BEGINNING_AFTER


def _is_promise_due(promise: Message, calendar: SilenceCalendar) -> bool:
    """Tell whether a promise is spoken of: two working days after it was made, or the working day before its day."""
    if promise.until is None:
        return calendar.workdays_since(promise.at) >= PROMISE_WORKDAYS
    return is_promised_day_near(promise.until, calendar) and calendar.days_since(promise.at) > 0


def is_promised_day_near(day: date, calendar: SilenceCalendar) -> bool:
    """Tell whether a promise for `day` is spoken of: from the working day before."""
    return calendar.workdays.count_days(calendar.today, day) <= DAY_BEFORE


def _was_asked_about_old_promise(context: FactContext, promise: Message, calendar: SilenceCalendar) -> bool:
    """Tell whether a promise expired: it is old, and was asked about once since it became so."""
    began = promise.until or calendar.day_of_moment(promise.at)
    silent = calendar.workdays.count_days(began, calendar.today)
    if silent < OLD_PROMISE_WORKDAYS:
        return False
    old_on = calendar.workdays.add_workdays(began, OLD_PROMISE_WORKDAYS)
    asked = any(
        one.topic == "R11" and one.person == promise.person and old_on <= one.day < context.today
        for one in context.asked_before
    )
    return asked or silent > FORGOTTEN_PROMISE_WORKDAYS


def _find_unthanked_help(context: FactContext) -> Iterator[Candidate]:
    """Yield help of the last weeks after which I have not written: one word of thanks is all that is owed."""
    calendar, conversations = make_calendar(context.journal, context.now), conversations_by_person(context.journal)
    known: dict[str, Person] = {}
    for note in reversed(context.notes):
        if calendar.days_since(note.at) > OWED_DAYS:
            break
        if note.kind != "got" or not note.person or note.at > context.now:
            continue
        known = known or {person.id: person for person in list_shown_people(context.journal)}
        conversation, silent = conversations.get(note.person), calendar.workdays_since(note.at)
        if note.person not in known or silent < 1:
            continue
        if conversation is None or not (
            conversation.is_my_turn
            or conversation.is_snoozed_past(context.today)
            or any(m.at > note.at for m in conversation.sent_messages)
        ):
            yield Candidate(note.person, known[note.person].name, note.at, "favour", silent, promise_text=note.text)


def _list_people_to_meet(context: FactContext) -> frozenset[str]:
    """Return the ids of people with whom a meeting is planned."""
    return frozenset(event.person for event in context.coming_events if event.kind == "meeting")


def _find_coming_meetings(context: FactContext) -> Iterator[Candidate]:
    """Yield talks of the next three days for which nothing was noted in the two weeks before."""
    coming = context.compute_once(_list_people_to_meet)
    if not coming:
        return
    names = {person.id: person.name for person in list_shown_people(context.journal) if person.id in coming}
    prepared = {n.person for n in context.notes if n.person and timedelta(0) <= context.now - n.at <= timedelta(14)}
    for event in context.coming_events:
        soon = -context.days_since(context.settings.day_of(event.at))
        if event.kind == "meeting" and soon <= 3 and event.person in names and event.person not in prepared:
            yield Candidate(event.person, names[event.person], event.at, "meeting", soon)


def _list_recent_messages(context: FactContext, conversation: Conversation) -> list[Message]:
    """Return the messages with one person of the last thirty days, newest first."""
    since = context.now - RECENTLY
    return list(takewhile(lambda message: message.at >= since, reversed(conversation.messages)))


def _is_meeting(message: Message) -> bool:
    return message.direction != "own" and (message.kind == "meeting" or message.channel in ("phone", "in person"))


def _are_two_turns_each(messages: Sequence[Message]) -> bool:
    """Tell whether both sides had two turns or more in `messages`."""
    sides = [message.direction for message in messages if message.kind == "message"]
    return sides.count("out") >= 2 and sides.count("in") >= 2


def time_at_recipient(context: FactContext, person: str) -> datetime:
    """Return now where `person` (an id) lives, as far as it is known; else now."""
    known = context.journal.get_record(Person, person) if person else None
    there = convert_to_zone(known.zone, context.now) if known else None
    return there or context.now  # an unknown zone is no reason to say nothing


def is_asleep(context: FactContext, person: str) -> bool:
    """Tell whether it is night where `person` (an id) lives; then no message to them is proposed."""
    return is_night(time_at_recipient(context, person))
