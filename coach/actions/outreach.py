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
from coach.advice.find_people_by_name import find_people_by_name, is_same_name
from coach.advice.outreach.conversations_by_person import current_tie, find_conversation
from coach.advice.outreach.reply_model import MOST_FOLLOW_UPS
from coach.advice.outreach.working_days import counted_workdays, make_calendar
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
        parsed, typed_time = _split_time(journal, now, _parse_contact(line, "", "", "", ""))
        names = split_names(journal, parsed.name)
    except CoachError:
        return ""
    recipients = []
    for name in names:
        people = find_people_by_name(journal, name) if name[:1] != "+" else ()
        unclear = f"{name.removeprefix('+')} ({'which one?' if people else 'new'})"
        recipients.append(people[0].name if len(people) == 1 else unclear)
    text = parsed.text
    if parsed.kind == "promise":
        day = journal.settings.day_of(typed_time.at if typed_time else now)
        text = format_promise(text, find_promised_day(text, day))
    labels = {"promise": "you promise" if way == "out" else "they promise", "request": "they ask"}
    label = labels.get(parsed.kind, "about") if parsed.text or parsed.kind != "message" else ""
    parts = (
        " and ".join(recipients),
        format_channel(parsed.channel),
        format_tie(parsed.tie or ""),
        f"{label}: {text}".rstrip(": ") if label else "",
        format_recent_date(typed_time.at.date(), now.date(), weekday=True) if typed_time else "",
    )
    return " · ".join(filter(None, parts))


def log_promise(who: str, text: str, *, way: ContactDirection = "out") -> Action:
    """Log something I promised, so that it stands under "you owe"; or, with `way` in, something they promised me."""
    line = parse_outreach_line(clean_typed_text(who))
    line = replace(line, text=clean_typed_text(text, NOTE_LIMIT), kind="promise")
    if not line.name:
        raise InvalidInput("The name is still empty.", hint="Type a name, then what was promised.")
    return _log_contact(way, line)


@action
def log_meeting(journal: Journal, now: datetime, who: str, *, again: bool = False) -> ActionResult:
    """Log that we met or talked; nothing is unanswered after that. A second meeting of a day needs `again`.

    `who` may be several people: "Ana and Ben".
    """
    if find_person_by_id(journal, who) is None:
        who = _drop_preposition(journal, clean_typed_text(who), "with")
        names = split_names(journal, who, hint=_MEETING_HINT, screen_hint="Type the name alone.")
        if len(names) > 1:
            results = _merge_results([log_meeting(name, again=again)(journal, now) for name in names])
            return _join_results(results, f"Saved: you met {_format_people_of(journal, results)}.")
    person, new_people = resolve_person(journal, OutreachLine(clean_typed_text(who)))
    meeting = create_message(person, now, direction="in", kind="meeting", closed_at=now)
    if not again and is_meeting_logged(journal, person.id, meeting.at):
        raise CoachError(
            f"Saved already: you and {person.name} met.",
            hint=f"coach met {person.name} --again logs a second meeting that day.",
            screen_hint="{undo.undo} undoes that.",
        )
    records = (meeting, *_with_first_talk(journal, new_people, meeting.at))
    return ActionResult(f"Saved: you and {person.name} met.", records, record_id=person.id)


def is_meeting_logged(journal: Journal, person_id: str, at: datetime) -> bool:
    """Tell whether a meeting with somebody is logged for the day of `at`."""
    day_of = journal.settings.day_of
    messages = (message for message in journal.list_records(Message) if message.person == person_id)
    meetings = (message for message in messages if message.kind == "meeting" and message.direction != "own")
    return any(day_of(meeting.at) == day_of(at) for meeting in meetings)


def act_on_each(line: str, make_action: Callable[[str], Action]) -> Action:
    """Return the action for everybody of "Ana, Ben and Cleo", all or nothing; for one name, that of the name."""

    @action
    def run_actions(journal: Journal, now: datetime) -> ActionResult:
        names = split_known_names(journal, line)
        if len(names) == 1:
            return make_action(names[0])(journal, now)
        results = [make_action(name)(journal, now) for name in names]
        return _join_results(results, " ".join(result.message for result in results))

    return run_actions()


_MESSAGE_TEXT_HINT = "What a message is about goes after a colon: Ana : the meetup."
_MEETING_HINT = "Type the name alone. To say more: coach note TEXT --about NAME. To say when you met: --at TIME."


def _drop_preposition(journal: Journal, line: str, preposition: str) -> str:
    """Return a line without the word before its name, such as "to" in "to Ana Lee"."""
    first_word, _, rest = line.partition(" ")
    return rest if first_word == preposition and rest and not is_known_name(journal, line) else line


def _merge_results(results: Sequence[ActionResult]) -> list[ActionResult]:
    """Return one result for each person."""
    return list({result.record_id: result for result in results}.values())


def _join_results(results: Sequence[ActionResult], message: str) -> ActionResult:
    records = tuple(record for result in results for record in result.upserts)
    return ActionResult(message, records, record_id=results[0].record_id)


def _parse_contact(line: str, to: str, via: str, tie: str, text: str) -> OutreachLine:
    line = clean_typed_text(line, NOTE_LIMIT)
    if to:  # a name stands first in a line, so an id takes its place; words alone are the text
        line = f"{to} {line}" if line[:1] in ("@", "#", "!", "?", ":") else f"{to} : {line}"
    parsed = parse_outreach_line(line)
    if tie and parse_tie(tie) is None:
        raise unknown_tie(tie)
    name = clean_typed_text(parsed.name)
    for word in name.split()[1:]:
        if word[0] == "#" and word[1:].isalpha():  # "#2" may be part of a name, "#hot" was meant for a tie
            raise unknown_tie(word[1:])
    if (
        not name
        or name.split()[0] in ":!?"
        or (name[0] == "@" and parse_channel(name[1:]) in CHANNEL_NAMES)
        or names_a_time(name)
    ):
        raise InvalidInput(
            "The name is still empty.", hint="coach sent Ana, for example.", screen_hint="Type a name, then Enter."
        )
    text = clean_typed_text(text or parsed.text, NOTE_LIMIT, lines=True)
    channel = clean_typed_text(parse_channel(via or parsed.channel), 40)
    return OutreachLine(name, channel, parse_tie(tie) or parsed.tie, text, parsed.kind)


def _log_contact(
    way: ContactDirection, typed_line: OutreachLine, *, to: str = "", new: bool = False, waits: bool = False
) -> Action:
    def run_action(journal: Journal, now: datetime) -> ActionResult:
        line, typed_time = _split_time(journal, now, typed_line)
        log_line = _log_line(way, line, to=to, new=new, waits=waits)
        return (backdate_action(log_line, typed_time) if typed_time else log_line)(journal, now)

    return run_action


@action
def _log_line(
    journal: Journal, now: datetime, way: ContactDirection, line: OutreachLine, *, to: str, new: bool, waits: bool
) -> ActionResult:
    if way == "out" and not to:
        line = replace(line, name=_drop_preposition(journal, line.name, "to"))
    names = [] if to or new else split_names(journal, line.name, screen_hint=_MESSAGE_TEXT_HINT)
    if len(names) > 1:
        return _log_several_contacts(journal, now, way, line, names)
    person, new_people = resolve_person(journal, line, to=to, new=new)
    # A question of mine is a message like any other; of theirs it is a request, to be answered or not.
    kind: MessageKind = "message" if line.kind == "request" and way == "out" else line.kind
    if kind in ("promise", "request"):
        _refuse_open_twin(journal, now, person, way, kind, line.text)
    message = create_message(
        person, now, direction=way, kind=kind, channel=line.channel or person.channel, text=line.text, waits=waits,
        until=find_promised_day(line.text, journal.settings.day_of(now)) if kind == "promise" else None,
    )  # fmt: skip
    description = _describe_contact(journal, person, message, now) + _describe_near_names(journal, person)
    records = (message, *_with_first_talk(journal, new_people, message.at))
    return ActionResult(description, records, record_id=person.id)


def _refuse_open_twin(
    journal: Journal, now: datetime, person: Person, way: ContactDirection, kind: MessageKind, text: str
) -> None:
    """Raise CoachError if the same promise or request is open already."""
    messages = (message for message in journal.list_records(Message) if message.kind == kind and not message.closed_at)
    same = (message for message in messages if message.person == person.id and message.direction == way)
    if any(fold_text(message.text) == fold_text(text) for message in same):
        repeated = create_message(person, now, direction=way, kind=kind, text=text)
        already_saved = _describe_promise_or_request(person, repeated, "Saved already")
        raise CoachError(already_saved, hint="To save a second one, word it differently.")


def _describe_promise_or_request(person: Person, message: Message, saved: str = "Saved") -> str:
    """Return "Saved: you promised Ana: an intro."; of somebody else that they promised or asked it."""
    text = f": {format_promise(message.text, message.until)}" if message.text else ""
    if message.kind == "request":
        return f"{saved}: {person.name} asks{text or ' you for something'}."
    who = f"you promised {person.name}" if message.direction == "out" else f"{person.name} promised you"
    return f"{saved}: {who}{text or ' something'}."


def _split_time(journal: Journal, now: datetime, line: OutreachLine) -> tuple[OutreachLine, TypedTime | None]:
    """Return a line without the time behind its name ("Ana yesterday") or its text, and that time."""
    day_ends = journal.settings.day_ends
    text, typed_time = split_trailing_time(line.text, now, day_ends)
    is_id = find_person_by_id(journal, line.name) is not None
    if typed_time is None and is_id:  # on a page the time may be all that is typed
        rest, time_in_text = split_trailing_time(line.text, now, day_ends, bare=True)
        typed_time, text = (None, text) if rest else (time_in_text, "")
    if typed_time is not None:
        return replace(line, text=text), typed_time
    if is_id or is_known_name(journal, line.name):
        return line, None
    name, typed_time = split_trailing_time(line.name, now, day_ends, bare=True)
    return (replace(line, name=name), typed_time) if name else (line, None)


def is_known_name(journal: Journal, name: str) -> bool:
    """Tell whether somebody is called exactly that, so that a name like "Joe Friday" is no time."""
    people = journal.with_archived_people().list_records(Person)
    return any(is_same_name(person.folded_name, name) for person in people)


def _log_several_contacts(
    journal: Journal, now: datetime, way: ContactDirection, line: OutreachLine, names: Sequence[str]
) -> ActionResult:
    """Return the same contact with several people as one change."""
    different_names = {fold_text(name): name for name in names}.values()
    results = [_log_contact(way, replace(line, name=name))(journal, now) for name in different_names]
    results = _merge_results(results)
    people, is_sent = _format_people_of(journal, results), way == "out"
    if line.kind == "promise":
        promise = format_promise(line.text, find_promised_day(line.text, journal.settings.day_of(now)))
        who = f"you promised {people}" if is_sent else f"{people} promised you"
        message = f"Saved: {who}{f': {promise}' if promise else ' something'}."
    elif is_sent:
        message = f"Saved: you wrote to {people}."
    elif line.kind == "request":
        verb, text = "ask" if len(results) > 1 else "asks", f": {line.text}" if line.text else " you for something"
        message = f"Saved: {people} {verb}{text}."
    else:
        message = f"Saved: {people} wrote to you."
    return _join_results(results, message)


def _format_people_of(journal: Journal, results: Sequence[ActionResult]) -> str:
    return format_names((get_person_of(journal, result).name for result in results), most=len(results))


def get_person_of(journal: Journal, result: ActionResult) -> Person:
    """Return the person whom a logged contact is about, who may be new."""
    people = (record for record in result.upserts if isinstance(record, Person) and record.id == result.record_id)
    return next(people, None) or get_person_by_name(journal, result.record_id)


def _describe_near_names(journal: Journal, person: Person) -> str:
    """Return who else may have been meant, if the person is new and somebody has nearly that name."""
    if find_person_by_id(journal, person.id) is not None:
        return ""
    names = {each.folded_name: each.name for each in list_shown_people(journal.with_archived_people())}
    near = find_closest_match(person.folded_name, names, 0.85) if len(person.folded_name) > 2 else ""
    if not near or near == person.folded_name:
        return ""
    return f" Added {person.name} as a new person. If you meant {names[near]}, undo and type the whole name."


def _describe_contact(journal: Journal, person: Person, message: Message, now: datetime) -> str:
    if message.kind in ("promise", "request"):
        return _describe_promise_or_request(person, message)
    before = find_conversation(journal, person)
    count_of_day = _format_count_of_day(journal, before.messages, message)
    if message.direction != "out":
        return f"Saved: {person.name} wrote to you{count_of_day}."
    conversation = build_conversation(person.id, (*before.messages, message), before.day_ends)
    if conversation.is_closed_by_answer:
        return f"Saved: you answered {person.name}{count_of_day}."
    return f"Saved: you wrote to {person.name}{count_of_day}{_format_follow_up(journal, person, conversation, now)}."


def _format_count_of_day(journal: Journal, messages: Sequence[Message], new: Message) -> str:
    """Return " (message 2 of the day)" if the day has others, so that none is logged twice unseen."""
    day_of = journal.settings.day_of
    same_day = [message for message in messages if day_of(message.at) == day_of(new.at)]
    count = sum(1 for each in same_day if each.direction == new.direction and each.kind in ("message", "invitation"))
    return f" (message {count + 1} of the day)" if count else ""


def _with_first_talk(journal: Journal, new_people: tuple[Person, ...], at: datetime) -> tuple[Person, ...]:
    """Return the people to save, those who are new with the day of the first word between the two."""
    first_day, everybody = journal.settings.day_of(at), journal.with_archived_people()
    return tuple(
        person if everybody.get_record(Person, person.id) else person.copy_with(first_talk_on=first_day)
        for person in new_people
    )


def create_message(person: Person, at: datetime, **fields: Any) -> Message:
    """Return a message with `person`, by their usual channel unless said otherwise."""
    return Message.model_validate({"person": person.id, "at": at, "channel": person.channel, **fields})


def _format_follow_up(journal: Journal, person: Person, conversation: Conversation, now: datetime) -> str:
    """Return "; a follow-up is fine from 3 December", or "" once every follow-up was sent or they have replied since.

    In few words: the status line has one row, and the name takes part of it.
    """
    tie, last = current_tie(person, conversation, now), conversation.last_sent
    if not conversation.is_waiting or last is None or conversation.follow_up_count >= MOST_FOLLOW_UPS[tie]:
        return ""
    gap = follow_up_gap(journal.settings.follow_up_gaps, tie, conversation.follow_up_count)
    sent_on = make_calendar(journal, now).day_of_moment(last.at)
    return f"; a follow-up is fine from {format_date(counted_workdays(journal).add_workdays(sent_on, gap))}"
