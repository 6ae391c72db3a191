"""The page of one person: where the conversation stands, all messages, what each side gave.

The sentences contain no names, so they can be shown while names are hidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from coach.advice.blocked_people import blocked_person_ids, redact_record
from coach.advice.facts.reasons_to_write import CadenceStatus, find_cadence_status
from coach.advice.outreach import reply_model
from coach.advice.outreach.conversations_by_person import current_tie, find_conversation
from coach.advice.outreach.open_conversations import OpenConversation, find_silence
from coach.advice.outreach.working_days import SilenceCalendar, make_calendar
from coach.domain.cadence import cadence_of, format_every
from coach.domain.clock import NO_TIME
from coach.domain.conversation import Conversation, ConversationState, build_conversation, list_kept_promises
from coach.domain.journal import Journal
from coach.domain.message import Message, format_promise
from coach.domain.note import Note
from coach.domain.person import Person, convert_to_zone, format_channel
from coach.domain.wording import format_count, format_recent_date, round_to_minutes

_LONG_SILENCE_DAYS = 60
"""Working days from which a silence is given by its first day."""


@dataclass(frozen=True, slots=True)
class PersonEvent:
    """One thing that happened. `summary` says it in two words ("you wrote"), `text` is in the person's own words."""

    at: datetime
    day: date
    """The person's day to which it belongs."""
    summary: str
    channel: str = ""
    text: str = ""
    whole_day: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True)
class PersonView:
    """What the page of one person shows. Texts are as they were typed and may hold any character."""

    person: Person
    tie: str
    state: ConversationState
    status_sentences: tuple[str, ...]
    """Where the conversation stands, without names."""
    may_rest: bool
    """Every follow-up was sent: whether to let it rest, wait or keep it is the one question left."""
    calendar: SilenceCalendar
    """Which day of the person a moment belongs to."""
    local_time: datetime | None = None
    """The time in their time zone."""
    offset_text: str = ""
    """Difference to my time: "1 h later than yours"."""
    events: tuple[PersonEvent, ...] = ()
    """All messages and decisions, newest first."""
    promises: tuple[Message, ...] = ()
    """What I promised and have not given yet, oldest first."""
    their_promises: tuple[Message, ...] = ()
    """What they promised me, newest first."""
    given_help: tuple[tuple[datetime, str], ...] = ()
    """Help I gave and promises I kept, newest first."""
    received_help: tuple[tuple[datetime, str], ...] = ()
    """Help I got, newest first."""
    opportunities: tuple[Note, ...] = ()
    """Open opportunities."""
    notes: tuple[Note, ...] = ()
    """Notes, takeaways and what was learned, newest first."""
    drafts: tuple[Note, ...] = ()
    cadence: str = ""
    """How often one would like to be in touch: their own cadence, or that of a tag or tie; "" for none."""
    is_cadence_reached: bool = False
    """It is time to be in touch again, by that cadence."""
    silence: OpenConversation | None = None
    conversation: Conversation = field(default_factory=lambda: build_conversation("", ()))

    @property
    def awaits_me(self) -> bool:
        """They wrote, and a reply is mine to give."""
        return self.state in ("your turn", "they wrote first")


def build_person_view(
    journal: Journal, person_id: str, now: datetime, *, hidden: str = "", past: Iterable[Message | Note] = ()
) -> PersonView | None:
    """Return the page of one person at `now`; None if there is nobody, or a boundary. Promises read `hidden` if set.

    `past` are the records of finished years: they are shown, and do not change where the conversation stands.
    """
    if journal.get_record(Person, person_id) is None:
        journal = journal.with_archived_people()
    person = journal.get_record(Person, person_id)
    if person is None or person_id in blocked_person_ids(journal):
        return None
    conversation = find_conversation(journal, person)
    today = journal.settings.day_of(now)
    silence = find_silence(journal, person, now)
    redact_names = partial(redact_record, journal)
    redacted_messages = map(redact_names, conversation.messages)
    conversation = build_conversation(person_id, redacted_messages, conversation.day_ends)
    person = redact_names(person)
    past_records = [
        redact_names(record) for record in past if journal.get_with_deleted(type(record), record.id) is None
    ]
    past_messages = (record for record in past_records if isinstance(record, Message))
    events = build_conversation(person_id, (*past_messages, *conversation.messages)).messages
    notes = [redact_names(note) for note in journal.list_records(Note) if note.person == person_id]
    notes += (record for record in past_records if isinstance(record, Note))
    notes.sort(key=lambda note: (note.at, note.id), reverse=True)
    their_time = convert_to_zone(person.zone or person.zone_guess, now)
    calendar = make_calendar(journal, now)
    cadence = find_cadence_status(person, conversation, journal.settings.every, calendar)
    where_it_stands = _describe_where_it_stands(conversation, silence, calendar, now, hidden)
    return PersonView(
        person,
        current_tie(person, conversation, now) if person.tie or conversation.received_messages else "",
        conversation.state_on(today),
        (*where_it_stands, *_describe_cadence(cadence, calendar)),
        may_rest=silence is not None and silence.may_rest,
        calendar=calendar,
        local_time=their_time,
        offset_text=_format_clock_offset(their_time, now, is_guess=not person.zone),
        events=tuple(_make_person_event(message, calendar.day_of_moment(message.at)) for message in reversed(events)),
        promises=conversation.promises,
        their_promises=tuple(m for m in reversed(events) if m.kind == "promise" and m.direction == "in"),
        given_help=_list_given_help(events, notes),
        received_help=tuple((n.at, n.text) for n in notes if n.kind == "got"),
        opportunities=tuple(n for n in notes if n.is_open_opportunity),
        notes=tuple(n for n in notes if n.kind in ("note", "takeaway", "learned")),
        cadence=cadence_of(person, journal.settings.every),
        is_cadence_reached=cadence is not None and cadence.is_reached,
        drafts=tuple(n for n in notes if n.kind in ("draft", "post") and n.closed_at is None),
        silence=silence,
        conversation=conversation,
    )


def _list_given_help(events: Iterable[Message], notes: Iterable[Note]) -> tuple[tuple[datetime, str], ...]:
    """Return the promises that were kept and the help that was noted, newest first."""
    kept_promises = ((kept_at, promise.text) for kept_at, promise in list_kept_promises(events))
    noted_help = ((note.at, note.text) for note in notes if note.kind == "gave")
    return tuple(sorted((*kept_promises, *noted_help), reverse=True))


def last_subject(person_view: PersonView) -> str:
    """Return what was last written about, for a text to ask again with; "" if it was not noted."""
    subject = next((message.text for message in reversed(person_view.conversation.sent_messages) if message.text), "")
    return subject or next((opportunity.text for opportunity in person_view.opportunities), "")


def _format_day_of_moment(at: datetime, calendar: SilenceCalendar) -> str:
    """Return the date of the day that a moment belongs to: "3 November", with its year if it is another one."""
    return format_recent_date(calendar.day_of_moment(at), calendar.today)


def _describe_where_it_stands(
    conversation: Conversation, silence: OpenConversation | None, calendar: SilenceCalendar, now: datetime, hidden: str
) -> Iterator[str]:
    today = calendar.today
    for promise in conversation.promises:
        text, ago = promise.text or "something", _format_time_ago(calendar, promise.at)
        if promise.text:
            text = hidden or format_promise(promise.text, promise.until)
        yield f"You promised {ago}: {text}." if promise.until else f"You promised {text}, {ago}."
    for meeting in conversation.messages:
        if meeting.kind == "meeting" and meeting.direction == "own" and meeting.at > now:
            yield f"You are meeting on {_format_day_of_moment(meeting.at, calendar)}."
    for request in conversation.requests:
        if request.until is None or request.until <= today:
            text = f": {hidden or request.text}" if request.text else " you for something"
            yield f"They ask{text}. You can accept, ask why, snooze or decline."
    state, last_received = conversation.state_on(today), conversation.last_received
    last_day = _format_day_of_moment(last_received.at, calendar) if last_received else ""
    if state == "later" and conversation.decision and conversation.decision.until:
        yield f"Snoozed until {format_recent_date(conversation.decision.until, today, weekday=True)}."
    elif silence is not None:
        yield from _describe_silence(conversation, silence, calendar)
    elif state in ("your turn", "they wrote first") and last_received is not None:
        they_wrote = "They wrote to you first" if state == "they wrote first" else "They wrote"
        ago = _format_time_ago(calendar, last_received.at)
        yield f"{they_wrote}, {ago}. It is your turn; a short reply is fine."
    elif state == "resting" and conversation.decision is not None:
        resting_since = _format_day_of_moment(conversation.decision.at, calendar)
        yield f"Resting since {resting_since}. A message from either side opens it again."
    elif state == "no" and last_received is not None:
        yield f"They said no on {last_day}. This conversation is complete."
    elif state == "met" and last_received is not None:
        yield f"You met on {last_day}." if last_received.at <= now else f"You are meeting on {last_day}."
    elif state == "answered":
        yield "No message waits for a reply."
    elif state == "none" and not conversation.promises:
        yield "No messages yet."


def _describe_cadence(cadence: CadenceStatus | None, calendar: SilenceCalendar) -> Iterator[str]:
    if cadence is not None and cadence.is_reached:
        last_contact_day = _format_day_of_moment(cadence.last_contact, calendar)
        yield (
            f"You chose to be in touch {format_every(cadence.every)}; the last time was on {last_contact_day}. "
            "A hello is fine now."
        )


def _describe_silence(
    conversation: Conversation, silence: OpenConversation, calendar: SilenceCalendar
) -> Iterator[str]:
    count, days = conversation.follow_up_count + 1, silence.silent_workdays
    times = {1: "once", 2: "twice"}.get(count, f"{count} times")
    last_received, last_heard = conversation.last_received, ""
    if last_received is not None:
        they_last = "You last met" if last_received.kind == "meeting" else "They last wrote"
        last_heard = f" {they_last} on {_format_day_of_moment(last_received.at, calendar)}."
    how_long = f"for {format_count(days, 'working day')}" if days else "yet"
    if days >= _LONG_SILENCE_DAYS:
        how_long = f"since {_format_day_of_moment(silence.since, calendar)}"
    yield f"No reply {how_long}. You wrote {times}.{last_heard}"
    if silence.reply_model is not None and silence.reply_interval is not None:
        chance = reply_model.format_reply_chance(silence.reply_interval).capitalize()
        grounds = reply_model.describe_grounds(silence.reply_model.message_count)
        yield f"{chance} get a reply. The number comes {grounds}."
    if silence.may_rest:
        yield "You can let it rest, snooze it for 30 days, or keep it in the list."
        if calendar.days_since(silence.since) >= reply_model.REVIVE_AFTER_DAYS:
            yield "A new message can open it again at any time."
    elif silence.follow_up_due:
        yield "A follow-up would be fine now. An invitation to a coffee, a short call or an event is easy to answer."
    elif silence.follow_ups_sent < reply_model.MOST_FOLLOW_UPS[silence.tie] and days < silence.follow_up_gap:
        follow_up_day = calendar.workdays.add_workdays(calendar.day_of_moment(silence.since), silence.follow_up_gap)
        yield f"It is fine to wait until {format_recent_date(follow_up_day, calendar.today, weekday=True)}."


def _format_time_ago(calendar: SilenceCalendar, at: datetime) -> str:
    days = calendar.workdays_since(at)
    if calendar.days_since(at) == 0 and days <= 0:
        return "today"
    if 0 < days < _LONG_SILENCE_DAYS:
        return f"{format_count(days, 'working day')} ago"
    return f"on {_format_day_of_moment(at, calendar)}"


def _format_clock_offset(their_time: datetime | None, now: datetime, *, is_guess: bool) -> str:
    """Return the difference to my time: "same time as yours", "5 h 30 earlier than yours"."""
    if their_time is None:
        return ""
    guess = ", a guess from their mail" if is_guess else ""
    minutes_ahead = round_to_minutes((their_time.utcoffset() or NO_TIME) - (now.utcoffset() or NO_TIME))
    if not minutes_ahead:
        return f"same time as yours{guess}"
    hours, minutes = divmod(abs(minutes_ahead), 60)
    offset = f"{hours} h {minutes}" if minutes and hours else f"{minutes} min" if minutes else f"{hours} h"
    return f"{offset} {'later' if minutes_ahead > 0 else 'earlier'} than yours{guess}"


_PERSON_EVENT_LABELS = {
    ("out", "message"): "you wrote", ("in", "message"): "they wrote",
    ("out", "invitation"): "you invited", ("in", "invitation"): "they invited",
    ("out", "promise"): "you promised", ("in", "promise"): "they promised",
    ("in", "request"): "they asked", ("in", "meeting"): "you met", ("out", "meeting"): "you met",
    ("own", "meeting"): "you planned to meet", ("in", "no"): "they said no",
    ("own", "rest"): "let it rest", ("own", "keep"): "kept",
}  # fmt: skip


def _make_person_event(message: Message, day: date) -> PersonEvent:
    label, text = _PERSON_EVENT_LABELS.get((message.direction, message.kind), message.kind), message.text
    if message.kind == "later" and message.until:
        label = f"later, {format_recent_date(message.until, day, short=True)}"
    if message.kind in ("promise", "request") and message.closed_at:
        outcome = message.answer or ("given" if message.direction == "out" else "")
        text = f"{text} ({outcome})" if text and outcome else text or outcome
    channel = format_channel(message.channel) if message.direction != "own" else ""
    return PersonEvent(message.at, day, label, channel, text, message.whole_day, message.kind)
