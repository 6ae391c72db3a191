"""The import: turn what importers found into people, messages, moods and blocks, and into contacts.

Ids are derived from provenance, so importing a file twice changes nothing. What a person changed or removed since
stays as it is. People whose every message bounced are not waited for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from coach.actions.imports.meetings import (
    AttendeeFinder,
    add_chosen_addresses,
    build_meetings,
    iterate_cancelled_meetings,
    localize_time,
)
from coach.actions.imports.people import (
    build_contacts,
    build_person,
    complete_people,
    forget_connections,
    join_same_people,
    keep_typed_fields,
    leave_addresses_to_mail,
    leave_taken_keys,
    list_fresh_contacts,
)
from coach.actions.people import move_records
from coach.domain.address_book import TYPED_BY_PERSON, AddressBook
from coach.domain.boundary import Boundary
from coach.domain.clock import with_fixed_offset
from coach.domain.focus import FocusBlock
from coach.domain.journal import Journal
from coach.domain.message import Message, find_same_message
from coach.domain.mood import Mood
from coach.domain.note import Note
from coach.domain.person import Person
from coach.domain.record import R, Record, derive_record_id
from coach.domain.text import NOTE_LIMIT, clean_text, fold_text
from coach.importers.import_result import (
    NAME_ONLY,
    TIME_ORDER,
    ImportedBlock,
    ImportedInvitation,
    ImportedMessage,
    ImportedMood,
    ImportedNote,
    ImportedPerson,
    ImportResult,
)

Entry = TypeVar("Entry", Mood, FocusBlock)


@dataclass(frozen=True, slots=True)
class ImportedAccount:
    """One account: all that is known of it now, and the keys of messages that it was said to hold before."""

    found: ImportResult
    before: frozenset[str] = frozenset()
    moods_before: Mapping[str, ImportedMood] = field(default_factory=dict)
    """Key → mood, as the last import read it."""
    contacts_before: frozenset[str] = frozenset()
    """The ids of contacts that it was said to hold before."""
    is_recalled: bool = False
    """It was stored by an earlier import and is no part of this one: nothing of it is counted as read."""


def iterate_import_records(
    imports: Sequence[ImportedAccount], journal: Journal, now: datetime, chosen: Mapping[str, str]
) -> Iterator[Record]:
    """Yield the records to save for an import, new or changed, one at a time because there can be very many.

    The journal must hold all years, so that nothing is imported twice. `chosen` says who attendees of meetings are
    where several people have their name. People come last: they get the day of their first message and the channel
    of their last.
    """
    people: dict[str, Person] = {}
    first_days: dict[str, date] = {}
    last_channels: dict[str, tuple[datetime, str]] = {}

    def add_talk(message: Message) -> None:
        day, last = journal.settings.day_of(message.at), (message.at, message.channel)
        first_days[message.person] = min(day, first_days.get(message.person, day))
        if message.channel or message.person not in last_channels:
            last_channels[message.person] = max(last, last_channels.get(message.person, last))

    for record in build_all_records(imports, journal, now, chosen):
        if isinstance(record, Person):
            people[record.id] = record
            continue
        if isinstance(record, Message) and record.direction != "own" and not record.deleted:
            add_talk(record)
        yield record
    for message in journal.list_records(Message) if first_days else ():
        if message.person in first_days and message.direction != "own":
            add_talk(message)
    for key in first_days.keys() - people.keys():
        if (known := journal.get_record(Person, key)) is not None:
            people[key] = known
    for key, person in people.items():
        if key in first_days and not person.deleted:
            changes: dict[str, Any] = {"first_talk_on": min(first_days[key], person.first_talk_on or first_days[key])}
            if channel := last_channels[key][1]:
                changes |= keep_typed_fields(person, {"channel": channel})
            person = person.model_copy(update=changes)
        if person != journal.get_with_deleted(Person, key):
            yield person


def build_all_records(
    imports: Sequence[ImportedAccount], journal: Journal, now: datetime, chosen: Mapping[str, str]
) -> Iterator[Record]:
    """Yield the records of all accounts: people first, each with what the address book knows, then what passed.

    One at a time, because there can be hundreds of thousands.
    """
    old = {one.id: one for one in journal.address_book.contacts}
    fresh, removed = list_fresh_contacts((one.found for one in imports), old)[0], list_removed_contacts(imports)
    book = journal.address_book
    if fresh or removed:
        book = AddressBook(one for key, one in {**old, **fresh}.items() if key not in removed)
    everybody = {p.id: p for p in journal.list_records(Person)}
    people_by_account: list[dict[str, Person]] = []
    listed: set[str] = set()  # in a list of connections, which tells since when one is connected
    with_mail: set[str] = set()
    for one in imports:
        everybody |= leave_addresses_to_mail(one.found, everybody, book, journal, with_mail)
        people = _build_people(one.found, everybody.values(), journal)
        people_by_account.append(people)
        ids = [person.id for person in people.values()]
        everybody |= {person.id: person for person in people.values()}
        listed |= set(ids) if one.found.format == "linkedin" else set()
        with_mail |= set(ids) if one.found.format == "mbox" else set()
        everybody |= leave_taken_keys(complete_people(everybody, ids, book), everybody)
    everybody |= add_chosen_addresses(everybody, chosen)
    everybody |= forget_connections(everybody, [old[key] for key in removed if key in old], listed)
    for key in _list_left_people(imports, people_by_account, journal):
        yield everybody.pop(key).as_tombstone().model_copy(update={"taken_back": True})
    everybody, joined = join_same_people(everybody | complete_people(everybody, everybody, book), everybody)
    if joined:
        everybody |= complete_people(everybody, set(joined.values()), book)
    for key, person in everybody.items():
        if person != journal.get_with_deleted(Person, key):
            yield person
    for key, remaining in joined.items():
        if (merged := journal.get_record(Person, key)) is not None:  # else this import brought both
            yield merged.copy_with(deleted=True, merged_into=remaining)
    yield from move_records(journal, joined)
    finder = AttendeeFinder(everybody.values())
    del book, old, fresh, everybody  # they and all messages take much memory together
    known = _KnownRecords(journal, joined)
    for one, people in zip(imports, people_by_account, strict=True):
        ids_by_key = {key: joined.get(person.id, person.id) for key, person in people.items()}
        yield from _build_events(one, ids_by_key, journal, now, known)
        meetings = build_meetings(one.found, finder, now)
        yield from _iterate_new_records(known.join_logged_messages(meetings), journal)
        yield from iterate_cancelled_meetings(one.found, journal)


def list_removed_contacts(imports: Iterable[ImportedAccount]) -> frozenset[str]:
    """Return the ids of contacts that accounts held before and do not hold now: they left a list, or became people."""
    imports = tuple(imports)
    now = {contact.id for one in imports if one.contacts_before for contact in build_contacts(one.found)}
    return frozenset(key for one in imports for key in one.contacts_before if key not in now)


def _build_people(found: ImportResult, known: Iterable[Person], journal: Journal) -> dict[str, Person]:
    """Return the people whom an account brings or changes, by their keys in it."""
    by_key: dict[str, Person] = {}
    by_name: dict[str, Person | None] = {}
    for person in known:
        by_key.update(dict.fromkeys(person.keys, person))
        by_name[person.folded_name] = None if person.folded_name in by_name else person
    answered = {m.person for m in found.messages if not m.outbound}
    written = {m.person for m in found.messages}
    noted = {n.person: _invited_person(found, n) for n in found.notes if n.person not in written}
    wanted = {i.person for i in _list_open_invitations(found)} | noted.keys()
    invited = {i.person: _invited_person(found, i) for i in found.invitations if i.person in wanted}
    everybody, met = {**found.people, **noted, **invited}, written | wanted
    everybody = {key: one for key, one in everybody.items() if key in met and not one.bounced}
    for name, count in Counter(fold_text(one.name) for one in everybody.values() if one.name).items():
        if count > 1:
            by_name[name] = None  # a name that two of them have tells nobody
    people: dict[str, Person] = {}
    for key, somebody in everybody.items():
        record = build_person(found.format, somebody, by_key, by_name, journal, cold=key not in answered)
        if record is not None:
            people[key] = record
    return people


def _list_open_invitations(found: ImportResult) -> list[ImportedInvitation]:
    """Return requests of theirs that wait for an answer, and mine with a note, that nobody has accepted or followed."""
    last = _find_last_messages(found)
    return [i for i in found.invitations if not _is_closed(i, last) and (not i.outbound or i.note)]


def _find_last_messages(found: ImportResult) -> dict[str, datetime]:
    """Return when the last message with each person was written."""
    return {m.person: m.at for m in sorted(found.messages, key=TIME_ORDER)}


def _is_closed(invitation: ImportedInvitation, last: Mapping[str, datetime]) -> bool:
    """Return whether an invitation waits no longer: it was accepted, or a conversation began or went on."""
    return invitation.accepted is True or _is_followed(invitation, last)


def _is_followed(invitation: ImportedInvitation, last: Mapping[str, datetime]) -> bool:
    """Return whether a message is from the day of the invitation, give or take one, or later."""
    return invitation.person in last and last[invitation.person] > invitation.at - timedelta(hours=36)


class _KnownRecords:
    """What the journal holds of the things that are logged by hand, too, so that none of them is imported again."""

    def __init__(self, journal: Journal, joined: Mapping[str, str]) -> None:
        self.journal = journal
        self.moods, self.blocks = list(journal.list_records(Mood)), list(journal.list_records(FocusBlock))
        """Those of the accounts before are among them."""
        self._logged: dict[str, list[Message]] = {}
        self._joined_keys = set()
        for message in journal.list_records(Message):
            if not message.key:
                person = joined.get(message.person, message.person)
                self._logged.setdefault(person, []).append(message.model_copy(update={"person": person}))
            elif message.kind == "message" and message.id != derive_record_id("message", *message.key.split(":", 1)):
                self._joined_keys.add(message.key)  # it was logged by hand, until the watched mail brought it

    def join_logged_messages(self, found: Iterable[Message]) -> Iterator[Message]:
        """Yield the messages that were found; one that was logged by hand stays, and only takes their text."""
        for message in found:
            logged = self._logged.get(message.person, [])
            if not (logged or self._joined_keys) or self.journal.get_with_deleted(Message, message.id) is not None:
                yield message
            elif message.key in self._joined_keys:
                continue
            elif same := find_same_message(logged, message):
                logged.remove(same)
                if message.text and not same.text:
                    yield same.copy_with(text=message.text)
            else:
                yield message


def _build_events(
    one: ImportedAccount, ids: Mapping[str, str], journal: Journal, now: datetime, known: _KnownRecords
) -> Iterator[Record]:
    """Yield the messages, moods and blocks of an account that are new or changed; `ids` are those of people by key."""
    found = one.found
    messages = (_build_message(found.format, m, ids[m.person], now) for m in found.messages if m.person in ids)
    yield from _iterate_new_records(known.join_logged_messages(messages), journal)
    invitations = (i for i in _list_open_invitations(found) if i.person in ids)
    requests = (_build_invitation(found.format, i, ids[i.person], now) for i in invitations)
    yield from _iterate_new_records(requests, journal)
    yield from _list_closed_invitations(found, journal)
    notes = (_build_note(found.format, n, ids[n.person], now) for n in found.notes if n.person in ids)
    yield from _iterate_new_records(notes, journal)
    moods = (_build_mood(found.format, m, now) for m in found.moods if m.value is not None)
    yield from _add_new_entries(moods, known.moods, _mood_mark, journal)
    yield from _iterate_changed_moods(one, journal, now)
    blocks = (_build_block(found.format, b, now) for b in found.blocks)
    yield from _add_new_entries(blocks, known.blocks, _block_mark, journal)
    # Another export told that these were the same messages as others.
    for key in sorted(one.before - {m.key for m in found.messages}):
        message = journal.get_record(Message, derive_record_id("message", found.format, key))
        if message is not None:
            yield message.copy_with(deleted=True)


def _add_new_entries(
    entries: Iterable[Entry], known: list[Entry], mark: Callable[[Entry], object], journal: Journal
) -> list[Entry]:
    """Return the entries of a diary or a timer that are new or changed, and add them to the `known` ones.

    One that the journal holds under another id and with the same `mark` is not new: our own export comes back as what
    it was.
    """
    ids = {entry.id for entry in known}
    here: dict[object, list[Entry]] = {}
    for entry in known:
        here.setdefault(mark(entry), []).append(entry)
    fresh: list[Entry] = []
    for entry in entries:
        others = here.get(mark(entry), []) if entry.id not in ids else []
        twin = next((other for other in others if other.key != entry.key), None)
        if twin is not None:
            others.remove(twin)
        else:
            fresh.append(entry)
    new = list(_iterate_new_records(fresh, journal))
    known += new
    return new


def _mood_mark(mood: Mood) -> tuple[datetime, int]:
    return mood.at.replace(tzinfo=None, second=0, microsecond=0), mood.value


def _block_mark(block: FocusBlock) -> tuple[datetime, datetime | None]:
    end = block.ended_at
    return block.started_at.replace(tzinfo=None, microsecond=0), end and end.replace(tzinfo=None, microsecond=0)


def _build_message(kind: str, found: ImportedMessage, person: str, now: datetime) -> Message:
    at = min(found.at, now) if found.whole_day else localize_time(found.at, now)  # of a whole day it is noon
    return Message(
        id=derive_record_id("message", kind, found.key),
        person=person,
        at=at,
        direction="out" if found.outbound else "in",
        kind="invitation" if found.kind == "invitation" else "meeting" if found.kind == "meeting" else "message",
        channel=found.channel,
        closed_at=at if found.kind == "meeting" else None,  # nothing is unanswered after a talk
        text=clean_text(found.text or "", NOTE_LIMIT, lines=True),
        key=f"{kind}:{found.key}",
        whole_day=found.whole_day,
    )


def count_answered_requests(found: ImportResult, journal: Journal) -> int:
    """Count the requests to connect that no longer wait and are not in the journal.

    Those with a note of mine that a conversation began with are its first message.
    """
    last = _find_last_messages(found)
    return sum(
        1
        for one in found.invitations
        if _is_closed(one, last) and (not one.outbound or (one.note and not _is_followed(one, last)))
        if journal.get_with_deleted(Message, derive_record_id("invitation", found.format, one.key)) is None
    )


def _invited_person(found: ImportResult, one: ImportedInvitation | ImportedNote) -> ImportedPerson:
    """Return the other side of an invitation, or whom a note is about, as a person."""
    known = found.people.get(one.person) or found.contacts.get(one.person)
    if known is not None:
        return known
    slug = "" if one.person.startswith(NAME_ONLY) or one.person == one.name else one.person
    handle = f"https://www.linkedin.com/in/{slug}" if slug else None
    return ImportedPerson(one.person, one.name or None, found.format, handle)


def _build_invitation(kind: str, one: ImportedInvitation, person: str, now: datetime) -> Message:
    """A note of mine is an invitation that waits; theirs is a request to connect, to be answered or not."""
    return Message(
        id=derive_record_id("invitation", kind, one.key),
        person=person,
        at=min(one.at, now),  # noon, because only the day is known
        direction="out" if one.outbound else "in",
        kind="invitation" if one.outbound else "request",
        channel=kind,
        text="" if one.outbound else "to connect",
        key=f"{kind}:{one.key}",
        whole_day=True,
    )


def _build_note(kind: str, one: ImportedNote, person: str, now: datetime) -> Note:
    return Note(
        id=derive_record_id("note", kind, one.key),
        at=localize_time(one.at, now),
        text=clean_text(one.text, NOTE_LIMIT, lines=True),
        person=person,
    )


def _list_closed_invitations(found: ImportResult, journal: Journal) -> Iterator[Message]:
    """Yield, as deleted, requests and notes that wait no longer.

    A request that was answered here stays.
    """
    last = _find_last_messages(found)
    for one in found.invitations:
        known = journal.get_record(Message, derive_record_id("invitation", found.format, one.key))
        if known and _is_closed(one, last) and (one.outbound or known.closed_at is None):
            yield known.copy_with(deleted=True)


def _list_left_people(
    imports: Iterable[ImportedAccount], people_by_account: Iterable[Mapping[str, Person]], journal: Journal
) -> frozenset[str]:
    """Return the ids of people of whom nothing is left but a request that was accepted: they are contacts."""
    closed = {message.id: message.person for one in imports for message in _list_closed_invitations(one.found, journal)}
    left = set(closed.values()) - {person.id for people in people_by_account for person in people.values()}
    if not left:
        return frozenset()
    left -= {message.person for message in journal.list_records(Message) if message.id not in closed}
    left -= {note.person for note in journal.list_records(Note)}
    left -= {boundary.person for boundary in journal.list_records(Boundary)}
    people = (journal.get_record(Person, key) for key in left)
    return frozenset(person.id for person in people if person is not None and _is_as_imported(person))


def _is_as_imported(person: Person) -> bool:
    """Return whether somebody is as imports made them: nothing was typed about them."""
    typed = (person.place, person.zone, person.every, person.met, person.tags, person.note)
    return person.name == person.named and not any(typed) and person.tie in (None, "cold") and (
        TYPED_BY_PERSON not in person.imported.values()
    )  # fmt: skip


def _build_mood(kind: str, found: ImportedMood, now: datetime) -> Mood:
    return Mood(
        id=derive_record_id("mood", kind, found.key),
        at=min(localize_time(found.at, now), now),  # noon may stand for a day without a time
        value=found.value or 3,
        energy=found.energy,
        words=tuple(clean_text(word, 40) for word in found.words),
        note=clean_text(found.note, NOTE_LIMIT, lines=True),
        key=f"{kind}:{found.key}",
    )


def _iterate_changed_moods(one: ImportedAccount, journal: Journal, now: datetime) -> Iterator[Mood]:
    """Yield the moods that are read otherwise than at the last import, if nobody changed them here since."""
    for mood in one.found.moods:
        before = one.moods_before.get(mood.key)
        if before is None or before == mood or None in (before.value, mood.value):
            continue
        old, new = (_build_mood(one.found.format, each, now) for each in (before, mood))
        known = journal.get_record(Mood, new.id)
        if known is not None and _content_of_mood(known) == _content_of_mood(old) != _content_of_mood(new):
            yield known.copy_with(**_content_of_mood(new))


def _content_of_mood(mood: Mood) -> dict[str, Any]:
    return {"value": mood.value, "energy": mood.energy, "words": mood.words, "note": mood.note}


def _build_block(kind: str, found: ImportedBlock, now: datetime) -> FocusBlock:
    """A block of another timer: deep work, which counts against no limit. It lasts as long as the timer says."""
    started_at, ended_at = localize_time(found.started_at, now), max(found.ended_at, found.started_at)
    if ended_at.tzinfo is None:
        ended_at = (with_fixed_offset(started_at) + (ended_at - found.started_at)).astimezone(UTC)
    return FocusBlock(
        id=derive_record_id("block", kind, found.key),
        kind="deep work",
        intention=clean_text(found.intention),
        form="free",
        started_at=started_at,
        ended_at=localize_time(ended_at, now),
        asked=True,
        key=f"{kind}:{found.key}",
    )


def _iterate_new_records(records: Iterable[R], journal: Journal) -> Iterable[R]:
    """Yield the records that the journal does not hold yet. What was taken out, or answered since, stays as it is."""
    for record in records:
        known = journal.get_with_deleted(type(record), record.id)
        if known is None or (known.deleted and known.taken_back):
            yield record
        elif not known.deleted and isinstance(record, Message) and isinstance(known, Message):
            # The hour of a message of a whole day means nothing, and some phones name no seconds.
            is_same_day = known.whole_day and record.whole_day and known.at.date() == record.at.date()
            is_same_minute = known.at.replace(second=0, microsecond=0) == record.at.replace(second=0, microsecond=0)
            now = known.copy_with(
                person=record.person,
                at=known.at if is_same_day or is_same_minute else record.at,
                direction=record.direction,
                closed_at=record.closed_at if record.kind == "meeting" else known.closed_at,
                kind=record.kind,
                whole_day=record.whole_day,
                text=record.text or known.text,
            )
            if now != known:
                yield now
