"""What an importer returns: plain, frozen values that are not records yet, and the JSON that stores them.

The combined result of an account is stored for its next import. Combining two exports needs more than the records
that people see: conversations, dates of lists, messages of somebody whose name another export may know. With them,
the order in which exports are imported makes no difference. The names of fields are the names in the stored document.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any

from pydantic import TypeAdapter

from coach.importers.dates import CLOCK_ERROR


@dataclass(frozen=True, slots=True)
class ImportedPerson:
    """Somebody in the export. `key` is stable between exports of one account (slug, X id, mail address)."""

    key: str
    name: str | None = None
    """As the export shows it, cleaned; None if the export never names them. Nothing is invented."""
    channel: str = ""
    """linkedin, x, e-mail, mastodon, …"""
    handle: str | None = None
    """Profile address, handle or mail address."""
    aliases: tuple[str, ...] = ()
    """Other keys that are the same person (a profile that was renamed, a second address)."""
    company: str | None = None
    position: str | None = None
    connected_on: date | None = None
    bounced: bool = False
    """Every attempt to reach them came back (mail only)."""
    acknowledged: bool = False
    """They reacted to a message without writing one."""
    seen: datetime | None = None
    """Moment of the oldest export that shows them under this key: of two keys the older one stays."""
    birthday: str = ""
    """YYYY-MM-DD, or --MM-DD without the year."""
    links: tuple[str, ...] = ()
    """Further ways to reach them: profile addresses, web pages, mail addresses."""
    zone: str = ""
    """IANA name of the zone that the offsets of their mail agree with."""
    is_owners_word: bool = False
    """The name is what the owner calls them; they never gave one themselves (mail only)."""
    employer_seen: date | None = None
    """Day of the oldest export that names this employer, as far as several exports were combined."""
    has_moved: bool = False
    """An older export named another employer."""

    @property
    def employer_since(self) -> date | None:
        """The day on which an export first named this employer after another one."""
        return self.employer_seen if self.has_moved else None


@dataclass(frozen=True, slots=True)
class ImportedMessage:
    """One message between the owner and one person: sent, not automatic, no draft, counted once."""

    key: str
    """Provenance key: the same message in another export of the same account has the same key."""
    person: str
    """`ImportedPerson.key`."""
    at: datetime
    """Aware, UTC. If the format gives no more than a day, `whole_day` is true and the time is noon."""
    outbound: bool
    channel: str = ""
    kind: str = "message"
    """message, invitation or meeting."""
    whole_day: bool = False
    text: str | None = None
    """None unless texts were asked for."""
    thread: str = ""
    """Key of the conversation it stands in; empty if the format has none."""


@dataclass(frozen=True, slots=True)
class ImportedNote:
    """A note of the owner on one person."""

    key: str
    person: str
    """`ImportedPerson.key`."""
    at: datetime
    """Aware, UTC."""
    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class ImportedConversation:
    """One conversation. It connects people whose profile address changed."""

    kind: str = "direct"
    """direct; or the reason why it says nothing about a person: group_thread, deleted_member (the export no
    longer names the other side), sponsored, spam_folder, draft_only, ai_coach, notes_to_self."""
    person: str = ""
    """`ImportedPerson.key` of the other side of a direct thread, else empty."""
    seen: datetime | None = None
    """Moment of the newest export that holds it."""


@dataclass(frozen=True, slots=True)
class ImportedInvitation:
    """A request to connect, sent or received. One with a note that was accepted is also a message."""

    key: str
    person: str
    """`ImportedPerson.key`, or a name if the export gives no more."""
    at: datetime
    """Noon UTC of the day it was sent, as the export shows that day; a day earlier or later is possible."""
    outbound: bool
    name: str = ""
    note: bool = False
    """It carried words."""
    accepted: bool | None = None
    """None if there is no list of connections to tell by. False covers pending, withdrawn, declined."""


@dataclass(frozen=True, slots=True)
class ImportedMood:
    """One entry of a mood diary. `value` is 1–5, or None for a custom mood that has no value until mapped."""

    key: str
    at: datetime
    """Naive local time if the diary has no zone (most have none), else aware."""
    value: int | None
    label: str = ""
    words: tuple[str, ...] = ()
    note: str = ""
    energy: int | None = None


@dataclass(frozen=True, slots=True)
class ImportedBlock:
    """An interval of focused time from another timer."""

    key: str
    started_at: datetime
    ended_at: datetime
    intention: str = ""


TIME_ORDER = attrgetter("at", "key")
"""The order of messages, meetings, requests to connect and notes."""
NAME_ONLY = "name:"
"""How the key of somebody begins whom an export knows by a full name alone."""


@dataclass(frozen=True, slots=True)
class ImportedMeeting:
    """A calendar event with at least one other person in it."""

    key: str
    at: datetime
    title: str = ""
    people: tuple[str, ...] = ()
    """`ImportedPerson.key` of the attendees."""
    names: tuple[str, ...] = ()
    """The names of the attendees, in the same order; empty where the calendar gives none."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """Everything in one file, zip or folder. `ignored` counts what was left out by reason."""

    format: str
    variant: str = ""
    as_of: datetime | None = None
    """The moment of the export, from its own name or content; None if it does not say."""
    owner: str | None = None
    """The key of the person whose export it is."""
    owner_candidates: tuple[str, ...] = ()
    """Filled when `owner` is in doubt and a person has to be asked."""
    people: Mapping[str, ImportedPerson] = field(default_factory=dict)
    """Everybody the owner exchanged messages with, by key. Mere address-book entries are in `contacts`."""
    contacts: Mapping[str, ImportedPerson] = field(default_factory=dict)
    """Address book: connections and cards that no message belongs to (they never become people by import)."""
    messages: tuple[ImportedMessage, ...] = ()
    moods: tuple[ImportedMood, ...] = ()
    blocks: tuple[ImportedBlock, ...] = ()
    meetings: tuple[ImportedMeeting, ...] = ()
    cancelled_meetings: tuple[str, ...] = ()
    """`ImportedMeeting.key` of meetings that were called off or declined; an earlier export may have them."""
    series: Mapping[str, tuple[datetime, datetime]] = field(default_factory=dict)
    """How the keys of repeated meetings begin → from when to when all dates of the series are in `meetings`."""
    invitations: tuple[ImportedInvitation, ...] = ()
    notes: tuple[ImportedNote, ...] = ()
    threads: Mapping[str, ImportedConversation] = field(default_factory=dict)
    """Every conversation of the export by key, where the format has conversations."""
    aside: tuple[ImportedMessage, ...] = ()
    """Messages of `deleted_member` threads, of no person (`person` is empty). Another export of the same
    account may know whose they are: `combine_results` then moves them to `messages`."""
    snapshot: datetime | None = None
    """Moment of the list of connections, if there is one. Who is absent from a newer one was removed."""
    counts: Mapping[str, int] = field(default_factory=dict)
    ignored: Mapping[str, int] = field(default_factory=dict)
    """Reason → how many rows or threads were left out for it."""
    warnings: tuple[str, ...] = ()
    """One line each about what was odd and what was done about it."""


_ADAPTER = TypeAdapter(ImportResult)


def result_to_json(result: ImportResult, account: str) -> bytes:
    """Return a result as a JSON object with the id of its account, without fields that have their default value."""
    document = memoryview(_ADAPTER.dump_json(result, exclude_defaults=True))  # never empty: it has a format
    return b"".join((b'{"id":', json.dumps(account).encode(), b",", document[1:]))


def result_from_document(document: Mapping[str, Any]) -> ImportResult:
    """Return the result that `result_to_json` wrote, parsed as JSON. Raises ValueError for anything else."""
    return _ADAPTER.validate_python(document)


def account_key(result: ImportResult) -> str:
    """Return the id under which results of one account are stored: the format and the owner."""
    return f"{result.format}:{result.owner or ''}"


def remove_people(result: ImportResult, keys: Collection[str]) -> ImportResult:
    """Return the result without the people of `keys` and everything that belongs to them."""
    removed = set(keys)
    removed |= {key for key, person in result.people.items() if removed & {key, *person.aliases}}
    return replace(
        result,
        people={key: one for key, one in result.people.items() if key not in removed},
        contacts={key: one for key, one in result.contacts.items() if key not in removed},
        messages=tuple(one for one in result.messages if one.person not in removed),
        invitations=tuple(one for one in result.invitations if one.person not in removed),
        notes=tuple(one for one in result.notes if one.person not in removed),
        threads={key: one for key, one in result.threads.items() if one.person not in removed},
    )


def drop_future_records(result: ImportResult, now: datetime) -> ImportResult:
    """Return a result without what has not happened yet: messages, moods, blocks, requests to connect and notes.

    Meetings may lie ahead.
    """
    latest = now.astimezone(UTC) + CLOCK_ERROR

    def is_past(at: datetime) -> bool:
        return (at if at.tzinfo else at.replace(tzinfo=UTC)) <= latest

    kept = replace(
        result,
        messages=tuple(one for one in result.messages if is_past(one.at)),
        moods=tuple(one for one in result.moods if is_past(one.at)),
        blocks=tuple(one for one in result.blocks if is_past(one.started_at)),
        invitations=tuple(one for one in result.invitations if is_past(one.at)),
        notes=tuple(one for one in result.notes if is_past(one.at)),
    )
    count = _count_dated_records(result) - _count_dated_records(kept)
    if not count:
        return result
    return replace(kept, ignored=dict(Counter(result.ignored) + Counter(dated_in_the_future=count)))


def _count_dated_records(result: ImportResult) -> int:
    return sum(map(len, (result.messages, result.moods, result.blocks, result.invitations, result.notes)))
