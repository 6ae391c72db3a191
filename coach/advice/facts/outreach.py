"""Facts about people, as counts: what I owe, who has not answered, whom to say hello to.

Silence is counted in the person's own working days. People behind a boundary and snoozed conversations are not counted,
and a rule counts nobody whom it has named often enough this week. `facts.advice_candidates` returns the names."""

from __future__ import annotations

from datetime import timedelta

from coach.advice.facts import advice_candidates
from coach.advice.facts.fact_context import FactContext, FactValue, register_fact
from coach.advice.facts.focus_and_goals import goal_done_today, networking_minutes_left
from coach.advice.outreach.conversations_by_person import conversations_by_person
from coach.advice.outreach.reply_outcomes import ReplyOutcome, list_reply_outcomes
from coach.domain.message import Message
from coach.domain.person import Person

STRANGER_MESSAGE_DAYS = 90
"""Days for which first messages to strangers count."""
ENOUGH_MESSAGES_A_DAY, FEWEST_MINUTES_FOR_OUTREACH = 3, 10
"""After so many messages, or with fewer minutes left, no more outreach is proposed today."""
OUTREACH_MESSAGE_KINDS = ("message", "invitation")
REPLY_MESSAGE_KINDS = ("message", "invitation", "meeting", "no")


@register_fact("conversations")
def unthanked(context: FactContext) -> FactValue:
    """Answers to me that I have not answered, and help after which I have not written, at least 1 working day old.
    Always known."""
    return _count_owed(context, "answered", "favour")


@register_fact("conversations")
def inbound_waiting(context: FactContext) -> FactValue:
    """Messages from others that I have not answered, at least 2 working days old. Always known."""
    return _count_owed(context, "answered", "wrote", fewest_days=2)


@register_fact("promises")
def promises_open(context: FactContext) -> FactValue:
    """Promises of mine that are open, at least 2 working days old or, with a day, due by the next working day, and not
    so old that they were asked about for the last time. Always known."""
    return _count_owed(context, "promise", "dated")


@register_fact("talks")
def meetings_due_3(context: FactContext) -> FactValue:
    """Talks agreed for today or the next 3 days, without a note about the person in the 14 days before.
    Always known."""
    return _count_owed(context, "meeting")


@register_fact("conversations")
def too_early(context: FactContext) -> FactValue:
    """Conversations silent for 3 working days or more, but not yet long enough for a follow-up. Always known."""
    return len(context.compute_once(advice_candidates.list_too_early))


@register_fact("conversations")
def followup_due_warm(context: FactContext) -> FactValue:
    """Warm, strong and dormant conversations for which a follow-up would be fine now, and which may not rest yet.
    Always known."""
    return sum(candidate.case != "cold" for candidate in context.compute_once(advice_candidates.list_follow_ups_due))


@register_fact("conversations")
def followup_due_cold(context: FactContext) -> FactValue:
    """Cold conversations for which a follow-up would be fine now, and which may not rest yet. Always known."""
    return sum(candidate.case == "cold" for candidate in context.compute_once(advice_candidates.list_follow_ups_due))


@register_fact("conversations")
def rest_due(context: FactContext) -> FactValue:
    """Conversations silent for 15 working days with every follow-up used, or a chance under 5 in 100. Always known."""
    return len(context.compute_once(advice_candidates.list_may_rest))


@register_fact("answers")
def replies_10bd(context: FactContext) -> FactValue:
    """Answers of the last 10 working days from people I had written to: a no and a talk count. Always known."""
    conversations = conversations_by_person(context.journal)
    return sum(
        1
        for message in context.compute_once(_messages_of_ten_workdays)
        if message.direction == "in"
        and message.kind in REPLY_MESSAGE_KINDS
        and (conversation := conversations.get(message.person))
        and conversation.sent_messages
        and conversation.sent_messages[0].at < message.at
    )


@register_fact("messages")
def sent_10bd(context: FactContext) -> FactValue:
    """Messages and invitations sent in the last 10 working days. Always known."""
    return sum(1 for message in context.compute_once(_messages_of_ten_workdays) if _is_sent_contact(message))


@register_fact("messages")
def cold_7(context: FactContext) -> FactValue:
    """First messages to people I do not know, sent in the last 7 days. Always known."""
    conversations = conversations_by_person(context.journal)
    return sum(
        1
        for message in context.messages_of_last_days(7)
        if _is_sent_contact(message)
        and _has_tie(context, message.person, "cold")
        and conversations[message.person].sent_messages[0].id == message.id
    )


@register_fact("messages")
def old_cold(context: FactContext) -> FactValue:
    """First messages to people I do not know, watched for 7 working days or more. Always known."""
    return len(context.compute_once(list_old_cold_outcomes))


@register_fact("share 0–1")
def old_cold_answered(context: FactContext) -> FactValue:
    """Share of those messages that was answered. Unknown without one."""
    outcomes = context.compute_once(list_old_cold_outcomes)
    return sum(outcome.has_reply for outcome in outcomes) / len(outcomes) if outcomes else None


@register_fact("conversations")
def silent_3(context: FactContext) -> FactValue:
    """Conversations in which I wrote last, silent for 3 working days or more. Always known."""
    return sum(1 for silence in context.compute_once(advice_candidates.list_silences) if silence.silent_workdays >= 3)


@register_fact("people")
def dormant_available(context: FactContext) -> FactValue:
    """People I have talked with, last more than 180 days ago. Always known."""
    return len(context.compute_once(advice_candidates.list_dormant_people))


@register_fact("messages")
def outreach_today(context: FactContext) -> FactValue:
    """Messages and invitations sent today. Always known."""
    return sum(1 for message in context.messages_of_last_days(1) if _is_sent_contact(message))


@register_fact("yes or no")
def enough_today(context: FactContext) -> FactValue:
    """Today's goal is done, three messages were sent today, or fewer than ten of the day's minutes are left.
    Always known."""
    minutes_left, messages_sent = networking_minutes_left(context), int(outreach_today(context) or 0)
    return (
        bool(goal_done_today(context))
        or messages_sent >= ENOUGH_MESSAGES_A_DAY
        or (minutes_left is not None and minutes_left < FEWEST_MINUTES_FOR_OUTREACH)
    )


@register_fact("messages")
def n_outreach_14(context: FactContext) -> FactValue:
    """Messages and invitations sent in the last 14 days. Always known."""
    return len(context.compute_once(_sent_in_two_weeks))


@register_fact("share 0–1")
def share_strong_14(context: FactContext) -> FactValue:
    """Share of what was sent in the last 14 days that went to close ties. Unknown if nothing was sent."""
    sent_messages = context.compute_once(_sent_in_two_weeks)
    strong_count = sum(_has_tie(context, message.person, "strong") for message in sent_messages)
    return strong_count / len(sent_messages) if sent_messages else None


@register_fact("people")
def warm_threads_ready(context: FactContext) -> FactValue:
    """People with two turns each side and no talk within 30 days, or named as nice to talk to. Always known."""
    return len(context.compute_once(advice_candidates.list_ready_to_meet))


@register_fact("answers")
def no_today(context: FactContext) -> FactValue:
    """Answers of today that were a no. Always known."""
    return sum(1 for message in context.messages_of_last_days(1) if message.kind == "no")


@register_fact("requests")
def pending_requests(context: FactContext) -> FactValue:
    """Requests of the last 60 days that are neither accepted nor declined. Always known."""
    return sum(1 for message in context.messages if message.kind == "request" and message.closed_at is None)


def list_old_cold_outcomes(context: FactContext) -> list[ReplyOutcome]:
    """Return first messages to people I do not know, of three months, answered or watched for 7 working days."""
    return [
        outcome
        for outcome in list_reply_outcomes(context.journal, context.calendar)
        if outcome.tie == "cold"
        and not outcome.is_follow_up
        and (outcome.has_reply or outcome.workdays >= 7)
        and context.days_since(outcome.sent_on) <= STRANGER_MESSAGE_DAYS
    ]


def _count_owed(context: FactContext, *cases: str, fewest_days: int = 0) -> int:
    """Return to how many something of these `cases` is owed, for `fewest_days` working days at least."""
    return sum(
        candidate.case in cases and candidate.days >= fewest_days
        for candidate in context.compute_once(advice_candidates.list_owed)
    )


def _has_tie(context: FactContext, person_id: str, tie: str) -> bool:
    person = context.journal.get_record(Person, person_id)
    return person is not None and person.tie == tie


def _is_sent_contact(message: Message) -> bool:
    return message.direction == "out" and message.kind in OUTREACH_MESSAGE_KINDS


def _sent_in_two_weeks(context: FactContext) -> list[Message]:
    return [message for message in context.messages_of_last_days(14) if _is_sent_contact(message)]


def _messages_of_ten_workdays(context: FactContext) -> list[Message]:
    # Counted back from tomorrow, so that a weekend shortens the ten days as little as a working day does.
    first_workday = context.calendar.workdays.add_workdays(context.today + timedelta(days=1), -10)
    return context.messages_of_last_days(context.days_since(first_workday) + 1)
