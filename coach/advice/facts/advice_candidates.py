"""Whom each advice rule may name, in the order in which it names them.

The most to gain comes first, then the oldest, then by name; whoever a rule named lately waits for the others. People
behind a boundary and snoozed conversations are on no list. Source: COACHING.md, rules R11 to R20."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import takewhile
from operator import attrgetter

from coach.advice.blocked_people import list_shown_people
from coach.advice.facts.fact_context import FactContext
from coach.advice.outreach.conversations_by_person import DORMANT_AFTER, conversations_by_person, is_talk
from coach.advice.outreach.open_conversations import OWED_REPLY_DAYS, OpenConversation
from coach.advice.outreach.reply_model import MOST_FOLLOW_UPS
from coach.advice.outreach.working_days import SilenceCalendar
from coach.domain.advice_records import LookBack, collect_nice_names
from coach.domain.boundary import Boundary
from coach.domain.conversation import NEW_BEGINNING_AFTER, Conversation
from coach.domain.journal import Journal, cached_by
from coach.domain.message import Message, format_promise
from coach.domain.person import Person, is_night
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
    would add, `about` what it is about in words: a promise, a takeaway, an employer, a cadence.
    """

    person: str
    name: str
    since: datetime
    case: str = ""
    days: int = 0
    added_reply_probability: float = 0.0
    about: str = ""
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
    put_off_people: set[str] = set()
    for advice_answer in context.advice_answers:
        if advice_answer.topic != rule or not advice_answer.person:
            continue
        days_ago = context.days_since(advice_answer.day)
        if advice_answer.outcome == "shown":
            if days_ago == 0 and all(candidate.person != advice_answer.person for candidate in candidates):
                return ()
            if 0 < days_ago < NAMED_AGAIN_AFTER_DAYS:
                put_off_people.add(advice_answer.person)
        elif advice_answer.outcome in ("dismissed", "snoozed") and 0 <= days_ago < DISMISSED_PERSON_DAYS:
            put_off_people.add(advice_answer.person)
    times_named = _count_namings(context, rule, naming_days)
    kept_candidates = (
        candidate
        for candidate in candidates
        if candidate.person not in put_off_people and times_named[candidate.person] < most_namings
    )
    return tuple(
        sorted(
            kept_candidates,
            key=lambda candidate: (
                times_named[candidate.person],
                -round(candidate.added_reply_probability, 6),
                candidate.since,
                candidate.name,
                candidate.person,
            ),
        )
    )


def is_named_too_often(context: FactContext, rule: str, person: str) -> bool:
    """Tell whether `rule` has named a person as often as it may in two weeks; never for nobody."""
    most_namings, naming_days = ERRAND_NAMING_LIMIT
    return _count_namings(context, rule, naming_days)[person] >= most_namings


def _count_namings(context: FactContext, rule: str, days: int) -> Counter[str]:
    """Return person id → on how many of the last `days` days before today `rule` named them."""
    days_named = {
        (advice_answer.person, advice_answer.day)
        for advice_answer in context.advice_answers
        if advice_answer.topic == rule
        and advice_answer.person
        and advice_answer.outcome == "shown"
        and 0 < context.days_since(advice_answer.day) < days
    }
    return Counter(person for person, _ in days_named)


def list_owed(context: FactContext) -> tuple[Candidate, ...]:
    """Return what I owe: promises (2 working days old, or due), answers and thanks (1 or more), coming talks."""
    owed_candidates = (*_find_coming_meetings(context), *_find_owed_replies(context), *_find_unthanked_help(context))
    in_order = order_candidates(context, "R11", owed_candidates)
    return tuple(sorted(in_order, key=lambda candidate: candidate.case != "meeting"))


def list_too_early(context: FactContext) -> tuple[Candidate, ...]:
    """Return silences that make one wonder, but are shorter than the gap before a follow-up is fine."""
    silences = filter(_is_too_early, _iterate_askable_silences(context))
    return order_candidates(context, "R12", map(_make_silence_candidate, silences))


def list_follow_ups_due(context: FactContext) -> tuple[Candidate, ...]:
    """Return silences for which a follow-up would be fine now, may bring an answer, and which may not rest yet."""
    due_silences = (silence for silence in _iterate_askable_silences(context) if silence.follow_up_due)
    promising_candidates = (
        candidate
        for candidate in map(_make_silence_candidate, due_silences)
        if candidate.added_reply_probability >= SMALLEST_ADDED_REPLY_CHANCE
    )
    return order_candidates(context, "R13", promising_candidates)


def list_may_rest(context: FactContext) -> tuple[Candidate, ...]:
    """Return silences that may rest; nobody while it is not long ago that many were proposed together."""
    resting_silences = [silence for silence in context.compute_once(list_silences) if silence.may_rest]
    if len(resting_silences) >= MANY_MAY_REST and was_asked_about_many(context):
        return ()
    return order_candidates(context, "R14", map(_make_silence_candidate, resting_silences))


def list_dormant_people(context: FactContext) -> tuple[Candidate, ...]:
    """Return people one has talked with, last more than 180 days ago, who may be named; `since` is the last contact."""
    return order_candidates(context, "R19", context.compute_once(list_people_long_unheard))


def list_people_long_unheard(context: FactContext) -> tuple[Candidate, ...]:
    """Return everybody one has talked with, last more than 180 days ago; never somebody who said no."""
    known_people = _list_known_people(context.journal)
    dormant_since = (context.now - DORMANT_AFTER).timestamp()
    long_unheard = known_people[: bisect_left(known_people, dormant_since, key=attrgetter("newest_timestamp"))]
    return tuple(
        Candidate(known_person.person.id, known_person.person.name, known_person.newest_at)
        for known_person in long_unheard
        if known_person.last_received.kind != "no" and not known_person.conversation.is_snoozed_past(context.today)
    )


def list_ready_to_meet(context: FactContext) -> tuple[Candidate, ...]:
    """Return people for whom a coffee or a call would be an easy next step, and with whom no answer is open.

    Those who were nice to talk to this week come first, then those who wrote lately, after two turns each.
    Nobody whom one met or phoned within 30 days.
    """
    nice_names = collect_nice_names(
        look_back for look_back in context.journal.list_records(LookBack) if 0 <= context.days_since(look_back.day) <= 7
    )
    recent_since, known_people = context.now - RECENT_CONTACT, _list_known_people(context.journal)
    first_index = bisect_left(known_people, recent_since.timestamp(), key=attrgetter("newest_timestamp"))
    candidates = []
    for known_person in known_people[first_index:]:
        person, conversation, last_received = known_person.person, known_person.conversation, known_person.last_received
        if known_person.has_open_answer or last_received.kind == "no" or conversation.is_snoozed_past(context.today):
            continue
        recent_messages = list(takewhile(lambda message: message.at >= recent_since, reversed(conversation.messages)))
        if any(map(is_talk, recent_messages)):
            continue
        if person.id in nice_names or person.folded_name in nice_names:
            candidates.append(
                Candidate(person.id, person.name, last_received.at, case="nice", added_reply_probability=1.0)
            )
        elif context.now - last_received.at <= TALKED_LATELY and _are_two_turns_each(recent_messages):
            candidates.append(Candidate(person.id, person.name, last_received.at))
    return order_candidates(context, "R20", candidates)


def was_asked_about_many(context: FactContext) -> bool:
    """Tell whether it was proposed in the last two weeks to let many conversations rest."""
    return any(
        (advice_answer.topic == "R35.strangers" or (advice_answer.topic == "R14" and not advice_answer.person))
        and advice_answer.outcome == "shown"
        and 0 < context.days_since(advice_answer.day) < MANY_MAY_REST_AGAIN_DAYS
        for advice_answer in context.advice_answers
    )


def list_silences(context: FactContext) -> tuple[OpenConversation, ...]:
    """Return the open conversations in which an answer would be theirs to give.

    People to whom something is owed are left out: what I owe somebody goes before their reply.
    """
    people_owed = {each.person for each in context.open_conversations if each.i_owe}
    return tuple(each for each in context.open_conversations if each.person not in people_owed)


def _iterate_askable_silences(context: FactContext) -> Iterator[OpenConversation]:
    """Yield the silences of people who have not said no, and whose request is not open."""
    conversations = conversations_by_person(context.journal)
    for silence in context.compute_once(list_silences):
        last_received = conversations[silence.person].last_received
        if (last_received is None or last_received.kind != "no") and not conversations[silence.person].requests:
            yield silence


def _is_too_early(silence: OpenConversation) -> bool:
    return (
        not silence.follow_up_due
        and not silence.may_rest
        and silence.follow_ups_sent < MOST_FOLLOW_UPS[silence.tie]
        and (silence.reply_probability or 0.0) >= WORTH_WAITING_REPLY_CHANCE
        and WONDERING_AFTER_WORKDAYS <= silence.silent_workdays < silence.follow_up_gap
    )


def _make_silence_candidate(silence: OpenConversation) -> Candidate:
    added_reply_probability = 0.0
    if silence.follow_up_due and silence.reply_model and silence.reply_probability is not None:
        chance_after_follow_up = silence.reply_model.reply_probability(silence.tie, 0, followed_up=True)
        added_reply_probability = chance_after_follow_up - silence.reply_probability
    return Candidate(
        silence.person, silence.name, silence.since, silence.tie, silence.silent_workdays, added_reply_probability,
        conversation=silence,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _KnownPerson:
    """Somebody who has written or met: their last event, and the moment of the newest message of either side."""

    person: Person
    conversation: Conversation
    last_received: Message
    newest_at: datetime
    newest_timestamp: float
    """The same in seconds since 1970: moments of many zones are slow to compare."""
    has_open_answer: bool
    """Whether one of the two waits for an answer."""


@cached_by(Message, Person, Boundary, Settings)
def _list_known_people(journal: Journal) -> tuple[_KnownPerson, ...]:
    """Return everybody one has talked with, the longest ago first."""
    conversations, known_people = conversations_by_person(journal), []
    for person in list_shown_people(journal):
        conversation = conversations.get(person.id)
        if conversation is None or not conversation.received_messages:
            continue
        last_received = conversation.received_messages[-1]
        newest_of_both = (last_received, *conversation.sent_messages[-1:])
        newest = max(newest_of_both, key=lambda message: message.at.timestamp())
        has_open_answer = conversation.is_waiting or conversation.is_my_turn
        known_people.append(
            _KnownPerson(person, conversation, last_received, newest.at, newest.at.timestamp(), has_open_answer)
        )
    return tuple(sorted(known_people, key=attrgetter("newest_timestamp")))


@cached_by(Message, Person, Boundary, Settings)
def _list_people_owed(journal: Journal) -> tuple[tuple[Person, Conversation, bool], ...]:
    """Return everybody to whom something may be owed, a promise or an answer, and whether they answered me."""
    conversations = conversations_by_person(journal)
    return tuple(
        (person, conversation, conversation.is_my_turn and _is_answer_to_me(conversation))
        for person in list_shown_people(journal)
        if (conversation := conversations.get(person.id)) and (conversation.promises or conversation.is_my_turn)
    )


def _find_owed_replies(context: FactContext) -> Iterator[Candidate]:
    calendar = context.calendar
    for person, conversation, is_answer_to_me in _list_people_owed(context.journal):
        for promise in conversation.open_promises_on(context.today):
            if _is_promise_due(promise, calendar) and not _was_asked_about_old_promise(context, promise, calendar):
                case, about = "dated" if promise.until else "promise", format_promise(promise.text, promise.until)
                workdays = calendar.workdays_since(promise.at)
                yield Candidate(person.id, person.name, promise.at, case, workdays, about=about)
        last_received = conversation.last_received
        if last_received is None or not conversation.is_my_turn or conversation.is_snoozed_past(context.today):
            continue
        if not 0 <= calendar.days_since(last_received.at) <= OWED_REPLY_DAYS:
            continue
        silent_workdays = calendar.workdays_since(last_received.at)
        case, fewest_workdays = ("answered", 1) if is_answer_to_me else ("wrote", 2)
        if silent_workdays >= fewest_workdays:
            yield Candidate(person.id, person.name, last_received.at, case, silent_workdays)


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
        for advice_answer in context.advice_answers
    )
    return was_asked_about or workdays_past > FORGOTTEN_PROMISE_WORKDAYS


def _find_unthanked_help(context: FactContext) -> Iterator[Candidate]:
    """Yield help of the last weeks after which I have not written: one word of thanks is all that is owed."""
    calendar, conversations = context.calendar, conversations_by_person(context.journal)
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
            name = shown_people[help_note.person].name
            yield Candidate(help_note.person, name, help_note.at, "favour", silent_workdays, about=help_note.text)


def _list_people_to_meet(context: FactContext) -> frozenset[str]:
    """Return the ids of people with whom a meeting is planned."""
    return frozenset(meeting.person for meeting in context.coming_meetings)


def _find_coming_meetings(context: FactContext) -> Iterator[Candidate]:
    """Yield talks of the next three days for which nothing was noted in the two weeks before."""
    people_to_meet = context.compute_once(_list_people_to_meet)
    if not people_to_meet:
        return
    shown_people = list_shown_people(context.journal)
    names_by_id = {person.id: person.name for person in shown_people if person.id in people_to_meet}
    prepared_for = {
        note.person for note in context.notes if note.person and timedelta(0) <= context.now - note.at <= timedelta(14)
    }
    for meeting in context.coming_meetings:
        days_until = -context.days_since(context.settings.day_of(meeting.at))
        if days_until <= 3 and meeting.person in names_by_id and meeting.person not in prepared_for:
            yield Candidate(meeting.person, names_by_id[meeting.person], meeting.at, "meeting", days_until)


def _are_two_turns_each(messages: Sequence[Message]) -> bool:
    """Tell whether both sides had two turns or more in `messages`."""
    directions = [message.direction for message in messages if message.kind == "message"]
    return directions.count("out") >= 2 and directions.count("in") >= 2


def is_asleep(context: FactContext, person_id: str) -> bool:
    """Tell whether it is night where a person lives; then no message to them is proposed."""
    return is_night(context.time_at(person_id))
