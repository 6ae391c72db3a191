"""Actions that log messages, promises and meetings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from coach.actions.backdate import backdate_action
from coach.actions.result import Action, ActionResult, action
from coach.actions.typed_names import (
    find_person_by_id,
    get_person_by_name,
    resolve_person,
    split_known_names,
    split_names,
)
from coach.advice.blocked_people import list_shown_people
from coach.advice.outreach.conversations_by_person import current_tie, find_conversation
from coach.advice.outreach.reply_model import MOST_FOLLOW_UPS
from coach.advice.outreach.working_days import counted_workdays, make_calendar
from coach.advice.people_by_name import find_people_by_name, is_same_name
from coach.domain.conversation import Conversation, build_conversation
from coach.domain.follow_up_gaps import follow_up_gap
from coach.domain.journal import Journal
from coach.domain.message import Message, MessageKind, find_promised_day, format_promise
from coach.domain.outreach_line import OutreachLine, parse_outreach_line
from coach.domain.person import CHANNEL_NAMES, Person, format_channel, parse_channel, parse_tie, unknown_tie
from coach.domain.text import NOTE_LIMIT, clean_typed_text, find_closest_match, fold_text
from coach.domain.typed_times import TypedTime, names_a_time, split_trailing_time
from coach.domain.wording import format_date, format_names, format_recent_date, format_tie
from coach.errors import CoachError, InvalidInput

ContactDirection = Literal["out", "in"]


def log_sent_message(
    line: str, *, to: str = "", via: str = "", tie: str = "", text: str = "", new: bool = False,
    waits: bool = False,
) -> Action:  # fmt: skip
    """Log a message I sent, typed in one line ("Ana @linkedin #warm : text") or given in parts.

    "Sam ! an intro" logs a promise of mine instead. With `to` (an id) the line holds no name. `waits`: I wait for a
    reply, although it answers a message of theirs.
    """
    return _log_contact("out", _parse_contact(line, to, via, tie, text), to=to, new=new, waits=waits)


def log_received_message(
    line: str, *, to: str = "", via: str = "", tie: str = "", text: str = "", new: bool = False
) -> Action:
    """Log that they wrote to me. "Lin ? to connect" is a request, "Sam ! an intro" a promise of theirs."""
    return _log_contact("in", _parse_contact(line, to, via, tie, text), to=to, new=new)


def describe_typed_line(journal: Journal, now: datetime, line: str, *, way: ContactDirection = "out") -> str:
    """Return how a typed line is understood, part by part: "Ana Lee · LinkedIn · about: the meetup"; "" for no name."""
    try:
        outreach_line = _parse_contact(line, "", "", "", "")
        line_without_time, typed_time = _split_time(journal, now, outreach_line)
        typed_names = split_names(journal, line_without_time.name)
    except CoachError:
        return ""
    people_by_typed_name = [
        find_people_by_name(journal, name.removeprefix("+")) if name[:1] != "+" else () for name in typed_names
    ]
    recipients = " and ".join(
        people[0].name if len(people) == 1 else f"{name.removeprefix('+')} ({'which one?' if people else 'new'})"
        for name, people in zip(typed_names, people_by_typed_name, strict=True)
    )
    kind_labels = {"promise": "you promise" if way == "out" else "they promise", "request": "they ask"}
    kind_label = (
        kind_labels.get(line_without_time.kind, "about")
        if line_without_time.text or line_without_time.kind != "message"
        else ""
    )
    text = line_without_time.text
    if line_without_time.kind == "promise":
        text = format_promise(
            text, find_promised_day(text, journal.settings.day_of(typed_time.at if typed_time else now))
        )
    line_parts = (
        recipients,
        format_channel(line_without_time.channel),
        format_tie(line_without_time.tie or ""),
        f"{kind_label}: {text}".rstrip(": ") if kind_label else "",
        format_recent_date(typed_time.at.date(), now.date(), weekday=True) if typed_time else "",
    )
    return " · ".join(line_part for line_part in line_parts if line_part)


def log_promise(who: str, text: str, *, way: ContactDirection = "out") -> Action:
    """Log something I promised, so that it stands under "you owe"; or, with `way` in, something they promised me."""
    typed_promise = parse_outreach_line(clean_typed_text(who))
    promise_line = replace(typed_promise, text=clean_typed_text(text, NOTE_LIMIT), kind="promise")
    if not promise_line.name:
        raise InvalidInput("The name is still empty.", hint="Type a name, then what was promised.")
    return _log_contact(way, promise_line)


@action
def log_meeting(journal: Journal, now: datetime, who: str, *, again: bool = False) -> ActionResult:
    """Log that we met or talked; nothing is unanswered after that. A second meeting of a day needs `again`.

    `who` may be several people: "Ana and Ben".
    """
    if find_person_by_id(journal, who) is None:
        who = _drop_preposition(journal, clean_typed_text(who), "with")
        typed_names = split_names(journal, who, hint=_MEETING_HINT, screen_hint="Type the name alone.")
        if len(typed_names) > 1:
            meeting_results = _merge_results([log_meeting(name, again=again)(journal, now) for name in typed_names])
            names_met = format_names(
                (get_person_of(journal, result).name for result in meeting_results), most=len(meeting_results)
            )
            return _join_results(meeting_results, f"Saved: you met {names_met}.")
    person, new_people = resolve_person(
        journal, OutreachLine(clean_typed_text(who)), to=who if find_person_by_id(journal, who) else ""
    )
    meeting_message = create_message(person, now, direction="in", kind="meeting", closed_at=now)
    new_people = _with_first_talk(journal, new_people, meeting_message.at)
    if not again and is_meeting_logged(journal, person.id, meeting_message.at):
        raise CoachError(
            f"Saved already: you and {person.name} met.",
            hint=f"coach met {person.name} --again logs a second meeting that day.",
            screen_hint="{undo.undo} undoes that.",
        )
    return ActionResult(f"Saved: you and {person.name} met.", (meeting_message, *new_people), record_id=person.id)


def is_meeting_logged(journal: Journal, person_id: str, at: datetime) -> bool:
    """Tell whether a meeting with somebody is logged for the day of `at`."""
    day_of = journal.settings.day_of
    meetings_with_person = (
        meeting
        for meeting in journal.list_records(Message)
        if meeting.person == person_id and meeting.kind == "meeting"
    )
    return any(meeting.direction != "own" and day_of(meeting.at) == day_of(at) for meeting in meetings_with_person)


def act_on_each(line: str, make_action: Callable[[str], Action]) -> Action:
    """Return the action for everybody of "Ana, Ben and Cleo", all or nothing; for one name, that of the name."""

    @action
    def run_actions(journal: Journal, now: datetime) -> ActionResult:
        known_names = split_known_names(journal, line)
        if len(known_names) < 2:
            return make_action(line)(journal, now)
        results_by_name = [make_action(name)(journal, now) for name in known_names]
        return _join_results(results_by_name, " ".join(result.message for result in results_by_name))

    return run_actions()


_MESSAGE_TEXT_HINT = "What a message is about goes after a colon: Ana : the meetup."
_MEETING_HINT = "Type the name alone. To say more: coach note TEXT --about NAME. To say when you met: --at TIME."


def _drop_preposition(journal: Journal, contact_line: str, preposition: str) -> str:
    """Return a line without the word before its name, such as "to" in "to Ana Lee"."""
    first_word, _, line_without_preposition = contact_line.partition(" ")
    return (
        line_without_preposition
        if first_word == preposition and line_without_preposition and not is_known_name(journal, contact_line)
        else contact_line
    )


def _merge_results(contact_results: Sequence[ActionResult]) -> list[ActionResult]:
    """Return one result for each person."""
    return list({contact_result.record_id: contact_result for contact_result in contact_results}.values())


def _join_results(contact_results: Sequence[ActionResult], message: str) -> ActionResult:
    records = tuple(record for contact_result in contact_results for record in contact_result.upserts)
    return ActionResult(message, records, record_id=contact_results[0].record_id)


def logged_already_error(message: str) -> CoachError:
    """Return the error for something that is in the data already."""
    return CoachError(message, hint="coach undo undoes that.", screen_hint="{undo.undo} undoes that.")


def _parse_contact(contact_line: str, to: str, via: str, tie: str, text: str) -> OutreachLine:
    contact_line = clean_typed_text(contact_line, NOTE_LIMIT)
    if to:  # a name stands first in a line, so an id takes its place; words alone are the text
        contact_line = (
            f"{to} {contact_line}" if contact_line[:1] in ("@", "#", "!", "?", ":") else f"{to} : {contact_line}"
        )
    parsed_line = parse_outreach_line(contact_line)
    if tie and parse_tie(tie) is None:
        raise unknown_tie(tie)
    contact_name = clean_typed_text(parsed_line.name)
    for name_word in contact_name.split()[1:]:
        if name_word[0] == "#" and name_word[1:].isalpha():  # "#2" may be part of a name, "#hot" was meant for a tie
            raise unknown_tie(name_word[1:])
    if (
        not contact_name
        or contact_name.split()[0] in ":!?"
        or (contact_name[0] == "@" and parse_channel(contact_name[1:]) in CHANNEL_NAMES)
        or names_a_time(contact_name)
    ):
        raise InvalidInput(
            "The name is still empty.", hint="coach sent Ana, for example.", screen_hint="Type a name, then Enter."
        )
    typed_tie = parse_tie(tie) or parsed_line.tie
    message_text = clean_typed_text(text or parsed_line.text, NOTE_LIMIT, lines=True)
    return OutreachLine(
        contact_name,
        clean_typed_text(parse_channel(via or parsed_line.channel), 40),
        typed_tie,
        message_text,
        parsed_line.kind,
    )


def _log_contact(
    way: ContactDirection, line: OutreachLine, *, to: str = "", new: bool = False, waits: bool = False
) -> Action:
    def log_line(journal: Journal, now: datetime, outreach_line: OutreachLine) -> ActionResult:
        if way == "out" and not to:
            outreach_line = replace(outreach_line, name=_drop_preposition(journal, outreach_line.name, "to"))
        typed_names = [] if to or new else split_names(journal, outreach_line.name, screen_hint=_MESSAGE_TEXT_HINT)
        if len(typed_names) > 1:
            return _log_several_contacts(way, [replace(outreach_line, name=name) for name in typed_names], journal, now)
        person, new_people = resolve_person(
            journal,
            outreach_line,
            to=to or (outreach_line.name if find_person_by_id(journal, outreach_line.name) else ""),
            new=new,
        )
        # A question of mine is a message like any other; of theirs it is a request, to be answered or not.
        message_kind: MessageKind = (
            "message" if outreach_line.kind == "request" and way == "out" else outreach_line.kind
        )
        if message_kind in ("promise", "request"):
            _refuse_open_twin(journal, now, person, way, message_kind, outreach_line.text)
        message_channel = outreach_line.channel or person.channel
        promised_day = (
            find_promised_day(outreach_line.text, journal.settings.day_of(now)) if message_kind == "promise" else None
        )
        contact_message = create_message(
            person,
            now,
            direction=way,
            kind=message_kind,
            channel=message_channel,
            text=outreach_line.text,
            waits=waits,
            until=promised_day,
        )
        message = _describe_contact(journal, person, contact_message, now) + _describe_near_names(journal, person)
        return ActionResult(
            message, (contact_message, *_with_first_talk(journal, new_people, contact_message.at)), record_id=person.id
        )

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        line_without_time, typed_time = _split_time(journal, now, line)
        if typed_time is None:
            return log_line(journal, now, line_without_time)
        return backdate_action(lambda journal, now: log_line(journal, now, line_without_time), typed_time)(journal, now)

    return run_action


def _refuse_open_twin(
    journal: Journal, now: datetime, person: Person, way: ContactDirection, kind: MessageKind, text: str
) -> None:
    """Raise CoachError if the same promise or request is open already."""
    open_messages = (
        open_message
        for open_message in journal.list_records(Message)
        if open_message.kind == kind and open_message.closed_at is None
    )
    if any(
        open_message.person == person.id
        and open_message.direction == way
        and fold_text(open_message.text) == fold_text(text)
        for open_message in open_messages
    ):
        repeated_message = create_message(person, now, direction=way, kind=kind, text=text)
        already_saved = _describe_promise_or_request(person, repeated_message, "Saved already")
        raise CoachError(already_saved, hint="To save a second one, word it differently.")


def _describe_promise_or_request(person: Person, promise_or_request: Message, saved: str = "Saved") -> str:
    """Return "Saved: you promised Ana: an intro."; of somebody else that they promised or asked it."""
    promised_text = (
        f": {format_promise(promise_or_request.text, promise_or_request.until)}"
        if promise_or_request.text
        else " something"
    )
    if promise_or_request.kind == "request":
        return f"{saved}: {person.name} asks{promised_text if promise_or_request.text else ' you for something'}."
    who_promised = (
        f"you promised {person.name}" if promise_or_request.direction == "out" else f"{person.name} promised you"
    )
    return f"{saved}: {who_promised}{promised_text}."


def _split_time(journal: Journal, now: datetime, outreach_line: OutreachLine) -> tuple[OutreachLine, TypedTime | None]:
    """Return a line without the time behind its name ("Ana yesterday") or its text, and that time."""
    day_ends = journal.settings.day_ends
    text, typed_time = split_trailing_time(outreach_line.text, now, day_ends)
    if typed_time is None and find_person_by_id(journal, outreach_line.name):
        text_without_time, time_in_text = split_trailing_time(outreach_line.text, now, day_ends, bare=True)
        # On a page the time may be all that is typed.
        text, typed_time = (text_without_time, time_in_text) if not text_without_time else (text, None)
    if typed_time is not None:
        return replace(outreach_line, text=text), typed_time
    if find_person_by_id(journal, outreach_line.name) or is_known_name(journal, outreach_line.name):
        return outreach_line, None
    name, typed_time = split_trailing_time(outreach_line.name, now, day_ends, bare=True)
    return (replace(outreach_line, name=name), typed_time) if name else (outreach_line, None)


def is_known_name(journal: Journal, name: str) -> bool:
    """Tell whether somebody is called exactly that, so that a name like "Joe Friday" is no time."""
    people = journal.with_archived_people().list_records(Person)
    return any(is_same_name(person.folded_name, name) for person in people)


def _log_several_contacts(
    way: ContactDirection, outreach_lines: Sequence[OutreachLine], journal: Journal, now: datetime
) -> ActionResult:
    """Return the same contact with several people as one change."""
    lines_by_name = {fold_text(outreach_line.name): outreach_line for outreach_line in outreach_lines}.values()
    contact_results = [_log_contact(way, outreach_line)(journal, now) for outreach_line in lines_by_name]
    merged_results = _merge_results(contact_results)
    joined_names = format_names(
        (get_person_of(journal, result).name for result in merged_results), most=len(merged_results)
    )
    promised_text = outreach_lines[0].text
    if outreach_lines[0].kind == "promise":
        promised_text = format_promise(promised_text, find_promised_day(promised_text, journal.settings.day_of(now)))
    message_text = f": {promised_text}" if promised_text else " something"
    request_text = message_text if outreach_lines[0].text else " you for something"
    asking_text = f"{'ask' if len(merged_results) > 1 else 'asks'}{request_text}"
    messages = {
        "promise": (
            f"Saved: you promised {joined_names}{message_text}.",
            f"Saved: {joined_names} promised you{message_text}.",
        ),
        "request": (f"Saved: you wrote to {joined_names}.", f"Saved: {joined_names} {asking_text}."),
    }
    sent_message, received_message = messages.get(
        outreach_lines[0].kind, (f"Saved: you wrote to {joined_names}.", f"Saved: {joined_names} wrote to you.")
    )
    return _join_results(merged_results, sent_message if way == "out" else received_message)


def get_person_of(journal: Journal, contact_result: ActionResult) -> Person:
    """Return the person whom a logged contact is about, who may be new."""
    new_people = (
        record
        for record in contact_result.upserts
        if isinstance(record, Person) and record.id == contact_result.record_id
    )
    return next(new_people, None) or get_person_by_name(journal, contact_result.record_id)


def _describe_near_names(journal: Journal, person: Person) -> str:
    """Return who else may have been meant, if the person is new and somebody has nearly that name."""
    if find_person_by_id(journal, person.id) is not None:
        return ""
    shown_names = {person.folded_name: person.name for person in list_shown_people(journal.with_archived_people())}
    near_name = find_closest_match(person.folded_name, shown_names, 0.85) if len(person.folded_name) > 2 else ""
    return (
        f" Added {person.name} as a new person. If you meant {shown_names[near_name]}, undo and type the whole name."
        if near_name and near_name != person.folded_name
        else ""
    )


def _describe_contact(journal: Journal, person: Person, contact_message: Message, now: datetime) -> str:
    is_sent, person_name = contact_message.direction == "out", person.name
    if contact_message.kind in ("promise", "request"):
        return _describe_promise_or_request(person, contact_message)
    conversation_before = find_conversation(journal, person)
    count_of_day = _format_count_of_day(journal, conversation_before.messages, contact_message)
    if not is_sent:
        return f"Saved: {person_name} wrote to you{count_of_day}."
    if build_conversation(
        person.id, (*conversation_before.messages, contact_message), conversation_before.day_ends
    ).is_closed_by_answer:
        return f"Saved: you answered {person_name}{count_of_day}."
    return f"Saved: you wrote to {person_name}{count_of_day}{_format_follow_up(journal, person, contact_message, now)}."


def _format_count_of_day(journal: Journal, messages: Sequence[Message], contact_message: Message) -> str:
    """Return " (message 2 of the day)" if the day has others, so that none is logged twice unseen."""
    day_of = journal.settings.day_of
    messages_of_same_kind = (
        message
        for message in messages
        if message.direction == contact_message.direction and message.kind in ("message", "invitation")
    )
    messages_before = sum(1 for message in messages_of_same_kind if day_of(message.at) == day_of(contact_message.at))
    return f" (message {messages_before + 1} of the day)" if messages_before else ""


def _with_first_talk(journal: Journal, new_people: tuple[Person, ...], at: datetime) -> tuple[Person, ...]:
    """Return the people to save, those who are new with the day of the first word between the two."""
    first_talk_day, journal_with_archived = journal.settings.day_of(at), journal.with_archived_people()
    return tuple(
        person
        if journal_with_archived.get_record(Person, person.id)
        else person.copy_with(first_talk_on=first_talk_day)
        for person in new_people
    )


def create_message(person: Person, at: datetime, **fields: Any) -> Message:
    """Return a message with `person`, by their usual channel unless said otherwise."""
    return Message.model_validate({"person": person.id, "at": at, "channel": person.channel, **fields})


def _format_follow_up(journal: Journal, person: Person, contact_message: Message, now: datetime) -> str:
    """Return "; a follow-up is fine from 3 December", or "" once every follow-up was sent or they have replied since.

    In few words: the status line has one row, and the name takes part of it.
    """
    conversation_before = find_conversation(journal, person)
    conversation: Conversation = build_conversation(
        person.id, (*conversation_before.messages, contact_message), conversation_before.day_ends
    )
    tie = current_tie(person, conversation, now)
    last = conversation.last_sent
    if not conversation.is_waiting or last is None or conversation.follow_up_count >= MOST_FOLLOW_UPS[tie]:
        return ""
    gap_in_workdays = follow_up_gap(journal.settings.follow_up_gaps, tie, conversation.follow_up_count)
    follow_up_day = counted_workdays(journal).add_workdays(
        make_calendar(journal, now).day_of_moment(last.at), gap_in_workdays
    )
    return f"; a follow-up is fine from {format_date(follow_up_day)}"
