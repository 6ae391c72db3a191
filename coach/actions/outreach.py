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

ContactWay = Literal["out", "in"]


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


def describe_typed_line(journal: Journal, now: datetime, line: str, *, way: ContactWay = "out") -> str:
    """Return how a typed line is understood, part by part: "Ana Lee · LinkedIn · about: the meetup"; "" for no name."""
    try:
        read = _parse_contact(line, "", "", "", "")
        rest, when = _split_time(journal, now, read)
        names = split_names(journal, rest.name)
    except CoachError:
        return ""
    found = [find_people_by_name(journal, name.removeprefix("+")) if name[:1] != "+" else () for name in names]
    who = " and ".join(
        people[0].name if len(people) == 1 else f"{name.removeprefix('+')} ({'which one?' if people else 'new'})"
        for name, people in zip(names, found, strict=True)
    )
    marks = {"promise": "you promise" if way == "out" else "they promise", "request": "they ask"}
    label = marks.get(rest.kind, "about") if rest.text or rest.kind != "message" else ""
    text = rest.text
    if rest.kind == "promise":
        text = format_promise(text, find_promised_day(text, journal.settings.day_of(when.at if when else now)))
    parts = (
        who,
        format_channel(rest.channel),
        format_tie(rest.tie or ""),
        f"{label}: {text}".rstrip(": ") if label else "",
        format_recent_date(when.at.date(), now.date(), weekday=True) if when else "",
    )
    return " · ".join(part for part in parts if part)


def log_promise(who: str, text: str, *, way: ContactWay = "out") -> Action:
    """Log something I promised, so that it stands under "you owe"; or, with `way` in, something they promised me."""
    read = parse_outreach_line(clean_typed_text(who))
    line = replace(read, text=clean_typed_text(text, NOTE_LIMIT), kind="promise")
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
            met = format_names((get_person_of(journal, result).name for result in results), most=len(results))
            return _join_results(results, f"Saved: you met {met}.")
    person, made = resolve_person(
        journal, OutreachLine(clean_typed_text(who)), to=who if find_person_by_id(journal, who) else ""
    )
    logged = create_message(person, now, direction="in", kind="meeting", closed_at=now)
    made = _with_first_talk(journal, made, logged.at)
    if not again and is_meeting_logged(journal, person.id, logged.at):
        raise CoachError(
            f"Saved already: you and {person.name} met.",
            hint=f"coach met {person.name} --again logs a second meeting that day.",
            screen_hint="{undo.undo} undoes that.",
        )
    return ActionResult(f"Saved: you and {person.name} met.", (logged, *made), record_id=person.id)


def is_meeting_logged(journal: Journal, person_id: str, at: datetime) -> bool:
    """Tell whether a meeting with somebody is logged for the day of `at`."""
    day_of = journal.settings.day_of
    met = (m for m in journal.list_records(Message) if m.person == person_id and m.kind == "meeting")
    return any(m.direction != "own" and day_of(m.at) == day_of(at) for m in met)


def act_on_each(line: str, make_action: Callable[[str], Action]) -> Action:
    """Return the action for everybody of "Ana, Ben and Cleo", all or nothing; for one name, that of the name."""

    @action
    def run_actions(journal: Journal, now: datetime) -> ActionResult:
        names = split_known_names(journal, line)
        if len(names) < 2:
            return make_action(line)(journal, now)
        results = [make_action(name)(journal, now) for name in names]
        return _join_results(results, " ".join(result.message for result in results))

    return run_actions()


_TEXT_HINT = "What a message is about goes after a colon: Ana : the meetup."
_MEETING_HINT = "Type the name alone. To say more: coach note TEXT --about NAME. To say when you met: --at TIME."


def _drop_preposition(journal: Journal, line: str, word: str) -> str:
    """Return a line without the word before its name, such as "to" in "to Ana Lee"."""
    first, _, rest = line.partition(" ")
    return rest if first == word and rest and not is_known_name(journal, line) else line


def _merge_results(results: Sequence[ActionResult]) -> list[ActionResult]:
    """Return one result for each person."""
    return list({result.record_id: result for result in results}.values())


def _join_results(results: Sequence[ActionResult], message: str) -> ActionResult:
    records = tuple(record for result in results for record in result.upserts)
    return ActionResult(message, records, record_id=results[0].record_id)


def logged_already_error(message: str) -> CoachError:
    """Return the error for something that is in the data already."""
    return CoachError(message, hint="coach undo undoes that.", screen_hint="{undo.undo} undoes that.")


def _parse_contact(line: str, to: str, via: str, tie: str, text: str) -> OutreachLine:
    line = clean_typed_text(line, NOTE_LIMIT)
    if to:  # a name stands first in a line, so an id takes its place; words alone are the text
        line = f"{to} {line}" if line[:1] in ("@", "#", "!", "?", ":") else f"{to} : {line}"
    read = parse_outreach_line(line)
    if tie and parse_tie(tie) is None:
        raise unknown_tie(tie)
    name = clean_typed_text(read.name)
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
    known = parse_tie(tie) or read.tie
    said = clean_typed_text(text or read.text, NOTE_LIMIT, lines=True)
    return OutreachLine(name, clean_typed_text(parse_channel(via or read.channel), 40), known, said, read.kind)


def _log_contact(
    way: ContactWay, line: OutreachLine, *, to: str = "", new: bool = False, waits: bool = False
) -> Action:
    def log_line(journal: Journal, now: datetime, line: OutreachLine) -> ActionResult:
        if way == "out" and not to:
            line = replace(line, name=_drop_preposition(journal, line.name, "to"))
        names = [] if to or new else split_names(journal, line.name, screen_hint=_TEXT_HINT)
        if len(names) > 1:
            return _log_several_contacts(way, [replace(line, name=name) for name in names], journal, now)
        person, made = resolve_person(
            journal, line, to=to or (line.name if find_person_by_id(journal, line.name) else ""), new=new
        )
        # A question of mine is a message like any other; of theirs it is a request, to be answered or not.
        kind: MessageKind = "message" if line.kind == "request" and way == "out" else line.kind
        if kind in ("promise", "request"):
            _refuse_open_twin(journal, now, person, way, kind, line.text)
        via = line.channel or person.channel
        day = find_promised_day(line.text, journal.settings.day_of(now)) if kind == "promise" else None
        logged = create_message(
            person, now, direction=way, kind=kind, channel=via, text=line.text, waits=waits, until=day
        )
        message = _describe_contact(journal, person, logged, now) + _describe_near_names(journal, person)
        return ActionResult(message, (logged, *_with_first_talk(journal, made, logged.at)), record_id=person.id)

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        rest, when = _split_time(journal, now, line)
        if when is None:
            return log_line(journal, now, rest)
        return backdate_action(lambda journal, now: log_line(journal, now, rest), when)(journal, now)

    return run_action


def _refuse_open_twin(
    journal: Journal, now: datetime, person: Person, way: ContactWay, kind: MessageKind, text: str
) -> None:
    """Raise CoachError if the same promise or request is open already."""
    open_ones = (m for m in journal.list_records(Message) if m.kind == kind and m.closed_at is None)
    if any(m.person == person.id and m.direction == way and fold_text(m.text) == fold_text(text) for m in open_ones):
        twin = create_message(person, now, direction=way, kind=kind, text=text)
        already = _describe_promise_or_request(person, twin, "Saved already")
        raise CoachError(already, hint="To save a second one, word it differently.")


def _describe_promise_or_request(person: Person, logged: Message, saved: str = "Saved") -> str:
    """Return "Saved: you promised Ana: an intro."; of somebody else that they promised or asked it."""
    what = f": {format_promise(logged.text, logged.until)}" if logged.text else " something"
    if logged.kind == "request":
        return f"{saved}: {person.name} asks{what if logged.text else ' you for something'}."
    whose = f"you promised {person.name}" if logged.direction == "out" else f"{person.name} promised you"
    return f"{saved}: {whose}{what}."


def _split_time(journal: Journal, now: datetime, line: OutreachLine) -> tuple[OutreachLine, TypedTime | None]:
    """Return a line without the time behind its name ("Ana yesterday") or its text, and that time."""
    ends = journal.settings.day_ends
    text, when = split_trailing_time(line.text, now, ends)
    if when is None and find_person_by_id(journal, line.name):
        rest, found = split_trailing_time(line.text, now, ends, bare=True)
        text, when = (rest, found) if not rest else (text, None)  # on a page the time may be all that is typed
    if when is not None:
        return replace(line, text=text), when
    if find_person_by_id(journal, line.name) or is_known_name(journal, line.name):
        return line, None
    name, when = split_trailing_time(line.name, now, ends, bare=True)
    return (replace(line, name=name), when) if name else (line, None)


def is_known_name(journal: Journal, name: str) -> bool:
    """Tell whether somebody is called exactly that, so that a name like "Joe Friday" is no time."""
    people = journal.with_archived_people().list_records(Person)
    return any(is_same_name(person.folded_name, name) for person in people)


def _log_several_contacts(
    way: ContactWay, lines: Sequence[OutreachLine], journal: Journal, now: datetime
) -> ActionResult:
    """Return the same contact with several people as one change."""
    each_once = {fold_text(line.name): line for line in lines}.values()
    found = [_log_contact(way, line)(journal, now) for line in each_once]
    results = _merge_results(found)
    joined = format_names((get_person_of(journal, result).name for result in results), most=len(results))
    said = lines[0].text
    if lines[0].kind == "promise":
        said = format_promise(said, find_promised_day(said, journal.settings.day_of(now)))
    text = f": {said}" if said else " something"
    asks = f"{'ask' if len(results) > 1 else 'asks'}{text if lines[0].text else ' you for something'}"
    messages = {
        "promise": (f"Saved: you promised {joined}{text}.", f"Saved: {joined} promised you{text}."),
        "request": (f"Saved: you wrote to {joined}.", f"Saved: {joined} {asks}."),
    }
    sent, received = messages.get(lines[0].kind, (f"Saved: you wrote to {joined}.", f"Saved: {joined} wrote to you."))
    return _join_results(results, sent if way == "out" else received)


def get_person_of(journal: Journal, result: ActionResult) -> Person:
    """Return the person whom a logged contact is about, who may be new."""
    new = (r for r in result.upserts if isinstance(r, Person) and r.id == result.record_id)
    return next(new, None) or get_person_by_name(journal, result.record_id)


def _describe_near_names(journal: Journal, person: Person) -> str:
    """Return who else may have been meant, if the person is new and somebody has nearly that name."""
    if find_person_by_id(journal, person.id) is not None:
        return ""
    names = {p.folded_name: p.name for p in list_shown_people(journal.with_archived_people())}
    near = find_closest_match(person.folded_name, names, 0.85) if len(person.folded_name) > 2 else ""
    return (
        f" Added {person.name} as a new person. If you meant {names[near]}, undo and type the whole name."
        if near and near != person.folded_name
        else ""
    )


def _describe_contact(journal: Journal, person: Person, logged: Message, now: datetime) -> str:
    mine, name = logged.direction == "out", person.name
    if logged.kind in ("promise", "request"):
        return _describe_promise_or_request(person, logged)
    known = find_conversation(journal, person)
    count = _format_count_of_day(journal, known.messages, logged)
    if not mine:
        return f"Saved: {name} wrote to you{count}."
    if build_conversation(person.id, (*known.messages, logged), known.day_ends).is_closed_by_answer:
        return f"Saved: you answered {name}{count}."
    return f"Saved: you wrote to {name}{count}{_format_follow_up(journal, person, logged, now)}."


def _format_count_of_day(journal: Journal, messages: Sequence[Message], logged: Message) -> str:
    """Return " (message 2 of the day)" if the day has others, so that none is logged twice unseen."""
    day_of = journal.settings.day_of
    same = (m for m in messages if m.direction == logged.direction and m.kind in ("message", "invitation"))
    before = sum(1 for m in same if day_of(m.at) == day_of(logged.at))
    return f" (message {before + 1} of the day)" if before else ""


def _with_first_talk(journal: Journal, made: tuple[Person, ...], at: datetime) -> tuple[Person, ...]:
    """Return the people to save, those who are new with the day of the first word between the two."""
    day, known = journal.settings.day_of(at), journal.with_archived_people()
    return tuple(p if known.get_record(Person, p.id) else p.copy_with(first_talk_on=day) for p in made)


def create_message(person: Person, at: datetime, **fields: Any) -> Message:
    """Return a message with `person`, by their usual channel unless said otherwise."""
    return Message.model_validate({"person": person.id, "at": at, "channel": person.channel, **fields})


def _format_follow_up(journal: Journal, person: Person, logged: Message, now: datetime) -> str:
    """Return "; a follow-up is fine from 3 December", or "" once every follow-up was sent or they have replied since.

    In few words: the status line has one row, and the name takes part of it.
    """
    known = find_conversation(journal, person)
    conversation: Conversation = build_conversation(person.id, (*known.messages, logged), known.day_ends)
    tie = current_tie(person, conversation, now)
    last = conversation.last_sent
    if not conversation.is_waiting or last is None or conversation.follow_up_count >= MOST_FOLLOW_UPS[tie]:
        return ""
    gap = follow_up_gap(journal.settings.follow_up_gaps, tie, conversation.follow_up_count)
    day = counted_workdays(journal).add_workdays(make_calendar(journal, now).day_of_moment(last.at), gap)
    return f"; a follow-up is fine from {format_date(day)}"
