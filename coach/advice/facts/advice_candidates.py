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
from coach.advice.outreach.open_conversations import OWED_REPLY_DAYS, OpenConversation, list_open_conversations
from coach.advice.outreach.reply_model import MOST_FOLLOW_UPS
from coach.advice.outreach.working_days import SilenceCalendar, make_calendar
from coach.domain.advice_records import LookBack, collect_nice_names
from coach.domain.boundary import Boundary
from coach.domain.conversation import NEW_BEGINNING_AFTER, Conversation
from coach.domain.journal import Journal, cached_by
from coach.domain.message import Message, format_promise
from coach.domain.person import Person, convert_to_zone, is_night
from coach.domain.settings import Settings

WONDERING_AFTER_WORKDAYS = 3
"""Working days of silence after which one begins to wonder, and a rule may say that waiting is normal."""
WORTH_WAITING_REPLY_CHANCE = 0.05
"""The chance (0–1) of an answer from which waiting is advised."""
RECENT_CONTACT = timedelta(days=30)
GREETING_RULES = frozenset({"R19", "R20", "R37", "R38"})
"""Rules that propose a message nobody waits for: not while the other sleeps."""
MEETING_ANSWERS_RULES = frozenset({"R12", "R13", "R14", "R19", "R20", "R38"})
"""Rules that speak of waiting, asking again, a hello or a meeting: not about somebody whom one is going to meet."""
QUESTION_RULES = frozenset({"R14", "R19", "R20", "R37", "R38"})
"""Rules that ask a question: may it rest, say hello, meet. Not acting on it is an answer."""
ERRAND_NAMING_LIMIT, QUESTION_NAMING_LIMIT = (3, 14), (1, 30)
"""On how many of how many days a rule may name one person."""
NAMED_AGAIN_AFTER_DAYS = 5
"""Days before a rule names one person again."""
DISMISSED_PERSON_DAYS = 30
SMALLEST_ADDED_REPLY_CHANCE = 0.03
"""The chance (0–1) of an answer that a follow-up has to add before it is proposed."""
MANY_MAY_REST, MANY_MAY_REST_AGAIN_DAYS = 4, 14
"""From so many conversations on that may rest they are proposed together, and not again for so many days."""
TALKED_LATELY = timedelta(days=14)
"""Somebody who wrote within this time may be asked for a coffee or a call."""
PROMISE_WORKDAYS = 2
"""Working days before a promise is spoken of: nothing is urgent before."""
PROMISED_DAY_NEAR_WORKDAYS = 1
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


def order_candidates(context: FactContext, rule: str, candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Return `candidates` in the order in which `rule` names them; nobody once its advice of today was followed."""
    most_namings, naming_days = QUESTION_NAMING_LIMIT if rule in QUESTION_RULES else ERRAND_NAMING_LIMIT
    people_to_meet = context.compute_once(_list_people_to_meet) if rule in MEETING_ANSWERS_RULES else frozenset()
    candidates = [
        candidate
        for candidate in candidates
        if candidate.person not in people_to_meet
        and (rule not in GREETING_RULES or not is_asleep(context, candidate.person))
    ]
    shown_on: dict[str, set[date]] = {}
    put_off_people: set[str] = set()
    for advice_answer in context.asked_before:
        if advice_answer.topic == rule and advice_answer.person:
            days_ago = context.days_since(advice_answer.day)
            if (
                advice_answer.outcome == "shown"
                and days_ago == 0
                and all(candidate.person != advice_answer.person for candidate in candidates)
            ):
                return ()
            if advice_answer.outcome == "shown" and 0 < days_ago < NAMED_AGAIN_AFTER_DAYS:
                put_off_people.add(advice_answer.person)
            if advice_answer.outcome == "shown" and 0 < days_ago < naming_days:
                shown_on.setdefault(advice_answer.person, set()).add(advice_answer.day)
            if advice_answer.outcome in ("dismissed", "snoozed") and 0 <= days_ago < DISMISSED_PERSON_DAYS:
                put_off_people.add(advice_answer.person)
    times_named = {person: len(days_named) for person, days_named in shown_on.items()}
    kept_candidates = (
        candidate
        for candidate in candidates
        if candidate.person not in put_off_people and times_named.get(candidate.person, 0) < most_namings
    )
    return tuple(
        sorted(
            kept_candidates,
            key=lambda candidate: (
                times_named.get(candidate.person, 0),
                -round(candidate.added_reply_probability, 6),
                candidate.since,
                candidate.name,
                candidate.person,
            ),
        )
    )


def list_owed(context: FactContext) -> tuple[Candidate, ...]:
    """Return what I owe: promises (2 working days old, or due), answers and thanks (1 or more), coming talks."""
    owed_candidates = (*_find_coming_meetings(context), *_find_owed_replies(context), *_find_unthanked_help(context))
    return tuple(
        sorted(order_candidates(context, "R11", owed_candidates), key=lambda candidate: candidate.case != "meeting")
    )


def list_too_early(context: FactContext) -> tuple[Candidate, ...]:
    """Return silences that make one wonder, but are shorter than the gap before a follow-up is fine."""
    return order_candidates(
        context,
        "R12",
        (
            _make_silence_candidate(context, silence)
            for silence in _iterate_askable_silences(context)
            if _is_too_early(silence)
        ),
    )


def list_follow_ups_due(context: FactContext) -> tuple[Candidate, ...]:
    """Return silences for which a follow-up would be fine now, may bring an answer, and which may not rest yet."""
    due_candidates = (
        _make_silence_candidate(context, silence)
        for silence in _iterate_askable_silences(context)
        if silence.follow_up_due
    )
    return order_candidates(
        context,
        "R13",
        (candidate for candidate in due_candidates if candidate.added_reply_probability >= SMALLEST_ADDED_REPLY_CHANCE),
    )


def list_may_rest(context: FactContext) -> tuple[Candidate, ...]:
    """Return silences that may rest; nobody while it is not long ago that many were proposed together."""
    resting_silences = [silence for silence in _iterate_silences(context) if silence.may_rest]
    if len(resting_silences) >= MANY_MAY_REST and was_asked_about_many(context):
        return ()
    return order_candidates(context, "R14", (_make_silence_candidate(context, silence) for silence in resting_silences))


def list_dormant_people(context: FactContext) -> tuple[Candidate, ...]:
    """Return people one has talked with, last more than 180 days ago, who may be named; `since` is the last contact."""
    return order_candidates(context, "R19", context.compute_once(list_people_long_unheard))


def list_people_long_unheard(context: FactContext) -> tuple[Candidate, ...]:
    """Return everybody one has talked with, last more than 180 days ago; never somebody who said no."""
    known_people = _list_known_people(context.journal)
    long_unheard = known_people[
        : bisect_left(known_people, (context.now - DORMANT_AFTER).timestamp(), key=attrgetter("newest_timestamp"))
    ]
    nameable = (
        known_person
        for known_person in long_unheard
        if known_person.last_received.kind != "no" and not known_person.conversation.is_snoozed_past(context.today)
    )
    return tuple(
        Candidate(known_person.person.id, known_person.person.name, known_person.newest_at) for known_person in nameable
    )


def list_ready_to_meet(context: FactContext) -> tuple[Candidate, ...]:
    """Return people for whom a coffee or a call would be an easy next step, and with whom no answer is open.

    Those who were nice to talk to this week come first, then those who wrote lately, after two turns each.
    Nobody whom one met or phoned within 30 days.
    """
    nice_names = collect_nice_names(
        look_back for look_back in context.journal.list_records(LookBack) if 0 <= context.days_since(look_back.day) <= 7
    )
    candidates = []
    known_people = _list_known_people(context.journal)
    for known_person in known_people[
        bisect_left(known_people, (context.now - RECENT_CONTACT).timestamp(), key=attrgetter("newest_timestamp")) :
    ]:
        person, conversation = known_person.person, known_person.conversation
        if (
            known_person.last_received.kind == "no"
            or known_person.is_waiting
            or known_person.is_my_turn
            or conversation.is_snoozed_past(context.today)
        ):
            continue
        recent_messages = _list_recent_messages(context, conversation)
        if any(map(_is_meeting, recent_messages)):
            continue
        if person.id in nice_names or person.folded_name in nice_names:
            candidates.append(
                Candidate(
                    person.id, person.name, known_person.last_received.at, case="nice", added_reply_probability=1.0
                )
            )
        elif context.now - known_person.last_received.at <= TALKED_LATELY and _are_two_turns_each(recent_messages):
            candidates.append(Candidate(person.id, person.name, known_person.last_received.at))
    return order_candidates(context, "R20", candidates)


def is_named_too_often(context: FactContext, rule: str, person: str) -> bool:
    """Tell whether `rule` has named a person as often as it may in two weeks; never for nobody."""
    most_namings, naming_days = ERRAND_NAMING_LIMIT
    days_named = {
        advice_answer.day
        for advice_answer in context.asked_before
        if advice_answer.topic == rule and advice_answer.person == person and advice_answer.outcome == "shown"
    }
    times_named = sum(0 < context.days_since(day_named) < naming_days for day_named in days_named)
    return bool(person) and times_named >= most_namings


def was_asked_about_many(context: FactContext) -> bool:
    """Tell whether it was proposed in the last two weeks to let many conversations rest."""
    return any(
        (advice_answer.topic == "R35.strangers" or (advice_answer.topic == "R14" and not advice_answer.person))
        and advice_answer.outcome == "shown"
        and 0 < context.days_since(advice_answer.day) < MANY_MAY_REST_AGAIN_DAYS
        for advice_answer in context.asked_before
    )


def list_silences(context: FactContext) -> tuple[OpenConversation, ...]:
    """Return the open conversations in which an answer would be theirs to give."""
    return tuple(_iterate_silences(context))


def _iterate_askable_silences(context: FactContext) -> Iterator[OpenConversation]:
    """Yield the silences of people who have not said no, and whose request is not open."""
    conversations = conversations_by_person(context.journal)
    for silence in _iterate_silences(context):
        last_received = conversations[silence.person].last_received
        if (last_received is None or last_received.kind != "no") and not conversations[silence.person].requests:
            yield silence


def _iterate_silences(context: FactContext) -> Iterator[OpenConversation]:
    """Yield the silences of people to whom nothing is owed: what I owe somebody goes before their reply."""
    open_conversations = list_open_conversations(context.journal, context.now)
    people_owed = {open_conversation.person for open_conversation in open_conversations if open_conversation.i_owe}
    return (
        open_conversation for open_conversation in open_conversations if open_conversation.person not in people_owed
    )


def _is_too_early(silence: OpenConversation) -> bool:
    return (
        not silence.follow_up_due
        and not silence.may_rest
        and silence.follow_ups_sent < MOST_FOLLOW_UPS[silence.tie]
        and (silence.reply_probability or 0.0) >= WORTH_WAITING_REPLY_CHANCE
        and WONDERING_AFTER_WORKDAYS <= silence.silent_workdays < silence.follow_up_gap
    )


def _make_silence_candidate(context: FactContext, silence: OpenConversation) -> Candidate:
    added_reply_probability = (
        silence.reply_model.reply_probability(silence.tie, 0, followed_up=True) - silence.reply_probability
        if silence.follow_up_due and silence.reply_model and silence.reply_probability is not None
        else 0.0
    )
    return Candidate(
        silence.person,
        silence.name,
        silence.since,
        silence.tie,
        silence.silent_workdays,
        added_reply_probability,
        conversation=silence,
    )


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
    conversations, known_people = conversations_by_person(journal), []
    for person in list_shown_people(journal):
        conversation = conversations.get(person.id)
        if conversation is None or not conversation.received_messages:
            continue
        newest_of_both = (conversation.received_messages[-1], *conversation.sent_messages[-1:])
        newest_moment = max((message.at.timestamp(), message.at) for message in newest_of_both)
        known_people.append(
            _KnownPerson(
                person,
                conversation,
                newest_of_both[0],
                newest_moment[1],
                newest_moment[0],
                conversation.is_my_turn,
                conversation.is_waiting,
            )
        )
    return tuple(sorted(known_people, key=attrgetter("newest_timestamp")))


@cached_by(*_CONVERSATION_TABLES)
def _list_people_owed(journal: Journal) -> tuple[tuple[Person, Conversation], ...]:
    """Return everybody to whom something may be owed: a promise or an answer."""
    owed_by_id = {
        known_person.person.id: (known_person.person, known_person.conversation)
        for known_person in _list_known_people(journal)
        if known_person.is_my_turn
    }
    conversations = conversations_by_person(journal)
    promised_to = (
        person
        for person in list_shown_people(journal)
        if person.id in conversations and conversations[person.id].promises
    )
    return tuple((owed_by_id | {person.id: (person, conversations[person.id]) for person in promised_to}).values())


def _find_owed_replies(context: FactContext) -> Iterator[Candidate]:
    calendar = make_calendar(context.journal, context.now)
    for person, conversation in _list_people_owed(context.journal):
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
        last_received = conversation.last_received
        if last_received is None or not conversation.is_my_turn or conversation.is_snoozed_past(context.today):
            continue
        if not 0 <= calendar.days_since(last_received.at) <= OWED_REPLY_DAYS:
            continue
        silent_workdays = calendar.workdays_since(last_received.at)
        is_answer = _is_answer_to_me(conversation)
        if silent_workdays >= (1 if is_answer else 2):
            yield Candidate(
                person.id, person.name, last_received.at, "answered" if is_answer else "wrote", silent_workdays
            )


def _is_answer_to_me(conversation: Conversation) -> bool:
    """Tell whether what they wrote since my last message answers it: I waited for it, and not for too long."""
    last_sent = conversation.last_sent
    if last_sent is None:
        return False
    received_before = tuple(message for message in conversation.received_messages if message.at <= last_sent.at)
    conversation_before = replace(conversation, received_messages=received_before)
    first_reply = next(message for message in conversation.received_messages if message.at >= last_sent.at)
    was_waiting = conversation_before.is_my_message_last and not conversation_before.is_closed_by_answer
    return was_waiting and first_reply.at - last_sent.at < NEW_BEGINNING_AFTER


def _is_promise_due(promise: Message, calendar: SilenceCalendar) -> bool:
    """Tell whether a promise is spoken of: two working days after it was made, or the working day before its day."""
    if promise.until is None:
        return calendar.workdays_since(promise.at) >= PROMISE_WORKDAYS
    return is_promised_day_near(promise.until, calendar) and calendar.days_since(promise.at) > 0


def is_promised_day_near(day: date, calendar: SilenceCalendar) -> bool:
    """Tell whether a promise for `day` is spoken of: from the working day before."""
    return calendar.workdays.count_days(calendar.today, day) <= PROMISED_DAY_NEAR_WORKDAYS


def _was_asked_about_old_promise(context: FactContext, promise: Message, calendar: SilenceCalendar) -> bool:
    """Tell whether a promise expired: it is old, and was asked about once since it became so."""
    promised_for = promise.until or calendar.day_of_moment(promise.at)
    workdays_past = calendar.workdays.count_days(promised_for, calendar.today)
    if workdays_past < OLD_PROMISE_WORKDAYS:
        return False
    old_on = calendar.workdays.add_workdays(promised_for, OLD_PROMISE_WORKDAYS)
    was_asked_about = any(
        advice_answer.topic == "R11"
        and advice_answer.person == promise.person
        and old_on <= advice_answer.day < context.today
        for advice_answer in context.asked_before
    )
    return was_asked_about or workdays_past > FORGOTTEN_PROMISE_WORKDAYS


def _find_unthanked_help(context: FactContext) -> Iterator[Candidate]:
    """Yield help of the last weeks after which I have not written: one word of thanks is all that is owed."""
    calendar, conversations = make_calendar(context.journal, context.now), conversations_by_person(context.journal)
    shown_people: dict[str, Person] = {}
    for help_note in reversed(context.notes):
        if calendar.days_since(help_note.at) > OWED_REPLY_DAYS:
            break
        if help_note.kind != "got" or not help_note.person or help_note.at > context.now:
            continue
        shown_people = shown_people or {person.id: person for person in list_shown_people(context.journal)}
        conversation, silent_workdays = conversations.get(help_note.person), calendar.workdays_since(help_note.at)
        if help_note.person not in shown_people or silent_workdays < 1:
            continue
        if conversation is None or not (
            conversation.is_my_turn
            or conversation.is_snoozed_past(context.today)
            or any(message.at > help_note.at for message in conversation.sent_messages)
        ):
            yield Candidate(
                help_note.person,
                shown_people[help_note.person].name,
                help_note.at,
                "favour",
                silent_workdays,
                promise_text=help_note.text,
            )


def _list_people_to_meet(context: FactContext) -> frozenset[str]:
    """Return the ids of people with whom a meeting is planned."""
    return frozenset(event.person for event in context.coming_events if event.kind == "meeting")


def _find_coming_meetings(context: FactContext) -> Iterator[Candidate]:
    """Yield talks of the next three days for which nothing was noted in the two weeks before."""
    people_to_meet = context.compute_once(_list_people_to_meet)
    if not people_to_meet:
        return
    names_by_id = {
        person.id: person.name for person in list_shown_people(context.journal) if person.id in people_to_meet
    }
    prepared_for = {
        note.person for note in context.notes if note.person and timedelta(0) <= context.now - note.at <= timedelta(14)
    }
    for meeting in context.coming_events:
        days_until = -context.days_since(context.settings.day_of(meeting.at))
        if (
            meeting.kind == "meeting"
            and days_until <= 3
            and meeting.person in names_by_id
            and meeting.person not in prepared_for
        ):
            yield Candidate(meeting.person, names_by_id[meeting.person], meeting.at, "meeting", days_until)


def _list_recent_messages(context: FactContext, conversation: Conversation) -> list[Message]:
    """Return the messages with one person of the last thirty days, newest first."""
    recent_since = context.now - RECENT_CONTACT
    return list(takewhile(lambda message: message.at >= recent_since, reversed(conversation.messages)))


def _is_meeting(message: Message) -> bool:
    return message.direction != "own" and (message.kind == "meeting" or message.channel in ("phone", "in person"))


def _are_two_turns_each(messages: Sequence[Message]) -> bool:
    """Tell whether both sides had two turns or more in `messages`."""
    directions = [message.direction for message in messages if message.kind == "message"]
    return directions.count("out") >= 2 and directions.count("in") >= 2


def time_at_recipient(context: FactContext, person: str) -> datetime:
    """Return now where `person` (an id) lives, as far as it is known; else now."""
    recipient = context.journal.get_record(Person, person) if person else None
    recipient_time = convert_to_zone(recipient.zone, context.now) if recipient else None
    return recipient_time or context.now  # an unknown zone is no reason to say nothing


def is_asleep(context: FactContext, person: str) -> bool:
    """Tell whether it is night where `person` (an id) lives; then no message to them is proposed."""
    return is_night(time_at_recipient(context, person))
