"""The import: turn what importers found into people, messages, moods and blocks, and into contacts.

Ids are derived from provenance, so importing a file twice changes nothing. What a person changed or removed since
stays as it is. People whose every message bounced are not waited for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2s
from typing import Any

from coach.actions.result import Action, ActionResult
from coach.domain.clock import day_of
from coach.domain.contact import DETAIL_FIELDS, AddressBook, Contact
from coach.domain.focus import FOCUS_KINDS, FocusBlock
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.person import Person
from coach.domain.record import R, Record
from coach.domain.text import NOTE_LIMIT, clean_text, fold_text
from coach.importers.models import (
    ImportedBlock,
    ImportedInvitation,
    ImportedMeeting,
    ImportedMessage,
    ImportedMood,
    ImportedPerson,
    ImportResult,
)

MAIL_FORMATS = frozenset({"mbox", "vcard", "google_contacts", "outlook_contacts", "linkedin_contacts", "icalendar"})
"""Formats whose keys of people can be mail addresses."""
NO_INVITATION_NOTE = "request to connect without a note"
MOOD_WITHOUT_VALUE = "a mood of your own without a value"
ALREADY_HERE = "already here"


@dataclass(frozen=True, slots=True)
class ImportedAccount:
    """One account: all that is known of it now, and the keys of messages that it was said to hold before."""

    found: ImportResult
    before: frozenset[str] = frozenset()
    is_recalled: bool = False
    """It was stored by an earlier import and is no part of this one: nothing of it is counted as read."""


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What an import would do: table → how many, new, changed and gone, and what is left out, with the reason."""

    new: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    gone: Mapping[str, int] = field(default_factory=dict)
    ignored: Mapping[str, int] = field(default_factory=dict)
    new_contacts: int = 0
    changed_contacts: int = 0
    changes: tuple[str, ...] = ()
    """Who changed, and how: "Ana Lee: now at Brightwater"."""
    known: int = 0
    """People, messages, moods, blocks and contacts that were read and are here already."""

    @property
    def is_empty(self) -> bool:
        """Nothing would change."""
        return not (self.new or self.changed or self.gone or self.new_contacts or self.changed_contacts)


def import_accounts(imports: Sequence[ImportedAccount]) -> Action:
    """Import what was found. The journal must hold all years, so that nothing is imported twice."""

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        puts = tuple(_mark_new_employers(list(_build_all_records(imports, journal, now)), journal, now))
        seen = Counter(record.table for record in puts if not record.deleted)
        says = ", ".join(format_amount(n, _TABLE_NAMES.get(table, table)) for table, n in seen.items()) or "nothing new"
        return ActionResult(f"Imported: {says}.", puts, undoable=False)

    return run_action


def _mark_new_employers(puts: Sequence[Record], journal: Journal, now: datetime) -> list[Record]:
    """Return the records, people with the day of their first message and, if it is another one, of their employer."""
    today, first = day_of(now, journal.settings.day_ends), dict[str, date]()
    for record in puts:
        if isinstance(record, Message) and record.direction != "own":
            day = record.at.date()
            first[record.person] = min(day, first.get(record.person, day))
    marked: list[Record] = []
    for record in puts:
        if isinstance(record, Person) and not record.deleted:
            known = journal.get_record(Person, record.id)
            changes: dict[str, Any] = {}
            if known is not None and known.company and record.company not in ("", known.company):
                changes["employer_since"] = today
            if record.first_talk_on is None and record.id in first:
                changes["first_talk_on"] = first[record.id]
            record = record.model_copy(update=changes) if changes else record
        marked.append(record)
    return marked


def preview_changes(imports: Sequence[ImportedAccount], journal: Journal, now: datetime) -> ImportCounts:
    """Return what `import_accounts` would do."""
    new: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    gone: Counter[str] = Counter()
    ignored: Counter[str] = Counter()
    changes: list[str] = []
    for record in _build_all_records(imports, journal, now):
        name = _TABLE_NAMES.get(record.table, record.table)
        known = journal.get_with_deleted(type(record), record.id)
        (gone if record.deleted else changed if known else new)[name] += 1
        if isinstance(record, Person) and isinstance(known, Person) and not record.deleted:
            changes += describe_changes(known.name, known, record)
    old = {one.id: one for one in journal.address_book.contacts}
    contacts = {one.id: one for each in imports for one in build_contacts(each.found)}
    newer = [(old[key], one) for key, one in contacts.items() if key in old and old[key] != one]
    for before, after in newer:
        changes += describe_changes(before.name, before, after)
    counted = [one for one in imports if not one.is_recalled]
    for one in counted:
        ignored.update(one.found.ignored)
        ignored[MOOD_WITHOUT_VALUE] += sum(1 for m in one.found.moods if m.value is None)
        ignored[NO_INVITATION_NOTE] += sum(1 for i in one.found.invitations if i.outbound and not i.note)
        ignored["a meeting with nobody you know yet"] += _count_unknown_meetings(one, imports, journal)
    read = len(contacts) + sum(
        len(found.messages) + sum(1 for mood in found.moods if mood.value is not None) + len(found.blocks)
        for found in (one.found for one in counted)
    )
    read += sum(len(one.found.meetings) - _count_unknown_meetings(one, imports, journal) for one in counted)
    read += sum(1 for one in counted for i in one.found.invitations if not i.outbound or i.note)
    fresh = sum(new.values()) + sum(changed.values()) + len(newer) + sum(1 for key in contacts if key not in old)
    return ImportCounts(
        new,
        changed,
        gone,
        +ignored,
        sum(1 for key in contacts if key not in old),
        len(newer),
        tuple(dict.fromkeys(changes)),
        max(0, read - fresh),
    )


def describe_changes(name: str, before: Person | Contact, after: Person | Contact) -> Iterator[str]:
    """Yield what is new about somebody, one line each."""
    if before.name != after.name:
        yield f"{name}: now called {after.name}"
    if before.company and after.company != before.company:
        yield f"{name}: now at {after.company}"
    elif before.position and after.position != before.position:
        yield f"{name}: now {after.position}"


def format_amount(count: int, name: str) -> str:
    """Return "1 person" or "3 people", for a name as in a preview."""
    return f"{count} {_SINGULARS.get(name, name) if count == 1 else name}"


_SINGULARS = {
    "people": "person", "messages": "message", "moods": "mood", "blocks of focus": "block of focus",
    "contacts": "contact", "notes": "note", "goals": "goal",
}  # fmt: skip
_TABLE_NAMES = {"people": "people", "messages": "messages", "moods": "moods", "blocks": "blocks of focus"}


def derive_record_id(*parts: str) -> str:
    """Return the id that a thing of this provenance always gets: 32 hex digits."""
    return blake2s("\x1f".join(parts).encode(errors="replace"), digest_size=16).hexdigest()


def build_contacts(found: ImportResult) -> Iterator[Contact]:
    """Yield the contacts of an account for the address book, each with a name or an address."""
    for key, person in found.contacts.items():
        name = clean_text(person.name or (person.handle or "" if "@" in (person.handle or "") else ""))
        if name:
            yield Contact(
                derive_record_id("contact", found.format, key),
                name,
                tuple(_list_keys(found.format, person)),
                person.channel,
                _collect_handles(person),
                clean_text(person.company or ""),
                clean_text(person.position or ""),
                person.birthday,
            )


def _list_keys(kind: str, person: ImportedPerson) -> Iterator[str]:
    """Yield the provenance keys of somebody; every mail address is one of the format mbox, too."""
    keys = (person.key, *person.aliases)
    yield from (f"{kind}:{key}" for key in keys)
    if kind in MAIL_FORMATS and kind != "mbox":
        yield from (f"mbox:{key}" for key in keys if "@" in key)


def _collect_handles(person: ImportedPerson) -> dict[str, str]:
    """Return channel → handle, of the main one and of every link."""
    found = {person.channel: clean_text(person.handle)} if person.handle and person.channel else {}
    for link in person.links:
        low = link.lower()
        where = (
            "linkedin" if "linkedin.com/" in low
            else "x" if "//x.com/" in low or "twitter.com/" in low
            else "e-mail" if "@" in low and "/" not in low
            else "web"
        )  # fmt: skip
        found.setdefault(where, clean_text(link))
    return found


@dataclass(frozen=True, slots=True)
class _PeoplePlan:
    """The people of one account: their records, the ids behind their keys, and the invitations that are kept."""

    records: list[Person]
    ids: Mapping[str, str]
    open_invitations: Sequence[ImportedInvitation]


def _build_all_records(imports: Sequence[ImportedAccount], journal: Journal, now: datetime) -> Iterator[Record]:
    """Yield the records of all accounts: people first, each with what the address book knows, then what passed.

    One at a time, because there can be hundreds of thousands.
    """
    everybody = {p.id: p for p in journal.list_records(Person)}
    plans = []
    for one in imports:
        plan = _plan_people(one, everybody.values(), journal)
        everybody |= {person.id: person for person in plan.records}
        plans.append(plan)
    fresh = {one.id: one for each in imports for one in build_contacts(each.found)}
    book = AddressBook({**{one.id: one for one in journal.address_book.contacts}, **fresh}.values())
    names = Counter(person.folded_name for person in everybody.values()) if book.contacts else Counter()
    for key, person in everybody.items():
        if names[person.folded_name]:
            contact = _find_contact(book, person) if names[person.folded_name] == 1 else _find_by_key(book, person)
            everybody[key] = person = add_details(person, contact) if contact is not None else person
        if person != journal.get_with_deleted(Person, key):
            yield person
    finder = AttendeeFinder(everybody.values())
    for one, plan in zip(imports, plans, strict=True):
        yield from _build_events(one, plan, journal, now)
        yield from _build_meetings(one.found, finder, journal, now)


def _find_by_key(book: AddressBook, person: Person) -> Contact | None:
    mail = person.handles.get("e-mail", "").casefold()
    keys = (*person.keys, *((f"mbox:{mail}",) if mail else ()))
    return next((book.by_key[key] for key in keys if key in book.by_key), None)


def _find_contact(book: AddressBook, person: Person) -> Contact | None:
    """Return the contact that a person was: by a key, else by a name that only one has in each source.

    Somebody known by a key of a source is not also another entry of that source.
    """
    by_key = _find_by_key(book, person)
    named = book.find_only(person.name)
    if named is None or by_key is not None:
        return by_key
    own = {key.partition(":")[0] for key in person.keys}
    return None if named.source in own else named


def add_details(person: Person, contact: Contact) -> Person:
    """Return `person` with what a contact tells: empty fields are filled, typed ones stay.

    LinkedIn knows best where somebody works; another source changes only what no LinkedIn export gave.
    """
    trusted = contact.source == "linkedin" or not any(key.startswith("linkedin:") for key in person.keys)
    given = {name: value for name in DETAIL_FIELDS if (value := getattr(contact, name))}
    changes = keep_typed_fields(
        person, given if trusted else {n: v for n, v in given.items() if not getattr(person, n)}
    )
    handles = {**contact.handles, **person.handles}
    keys = tuple(dict.fromkeys((*person.keys, *contact.keys)))
    if not changes and handles == person.handles and keys == person.keys:
        return person
    return person.copy_with(handles=handles, keys=keys, channel=person.channel or contact.channel, **changes)


def keep_typed_fields(person: Person, given: Mapping[str, str]) -> dict[str, Any]:
    """Return the changes that an import may make: of `given`, what was not typed by the person.

    What an import gave is noted beside the value, so that a newer one may change it.
    """
    changes: dict[str, Any] = {}
    for name, value in given.items():
        now = getattr(person, name)
        owned = person.imported.get(name, now if person.named else "")
        if value and value != now and owned == now:
            changes[name] = value
    if changes:
        changes["imported"] = {**person.imported, **changes}
    return changes


def mark_of_name(name: str) -> str:
    """Return the one-way mark by which an import recognises a name that was forgotten."""
    return derive_record_id("forgotten name", fold_text(name))


def mark_of_key(key: str) -> str:
    """Return the id that an import gives to the person with a key such as "linkedin:slug"."""
    return derive_record_id("person", *key.partition(":")[::2])


def _plan_people(one: ImportedAccount, known: Iterable[Person], journal: Journal) -> _PeoplePlan:
    """Return the people whom an account brings or changes."""
    found = one.found
    by_key: dict[str, Person] = {}
    by_name: dict[str, Person | None] = {}
    for person in known:
        by_key.update(dict.fromkeys(person.keys, person))
        by_name[person.folded_name] = None if person.folded_name in by_name else person
    answered = {m.person for m in found.messages if not m.outbound}
    written = {m.person for m in found.messages}
    invited = {key: _invited_person(found, i) for i in found.invitations if (key := i.person) not in written}
    open_invitations = [i for i in found.invitations if i.person in invited and _is_worth_keeping(i)]
    wanted = {i.person for i in open_invitations}
    everybody = {**found.people, **{key: somebody for key, somebody in invited.items() if key in wanted}}
    ids: dict[str, str] = {}
    records: list[Person] = []
    for key, somebody in everybody.items():
        if (key not in written and key not in wanted) or somebody.bounced:
            continue
        record = _build_person(found.format, somebody, by_key, by_name, journal, cold=key not in answered)
        if record is not None:
            ids[key] = record.id
            records.append(record)
    return _PeoplePlan(records, ids, open_invitations)


def _build_events(one: ImportedAccount, plan: _PeoplePlan, journal: Journal, now: datetime) -> Iterator[Record]:
    """Yield the messages, moods and blocks of an account that are new or changed."""
    found, ids = one.found, plan.ids
    messages = (_build_message(found.format, m, ids[m.person]) for m in found.messages if m.person in ids)
    yield from _iterate_new_records(messages, journal)
    yield from _iterate_new_records(
        (_build_invitation(found.format, i, ids[i.person]) for i in plan.open_invitations if i.person in ids), journal
    )
    yield from _close_invitations(found, journal, now)
    moods = (_build_mood(found.format, m, now) for m in found.moods if m.value is not None)
    yield from _iterate_new_records(_without_twins(moods, journal.list_records(Mood), _mood_mark), journal)
    blocks = (_build_block(found.format, b, now) for b in found.blocks)
    yield from _iterate_new_records(_without_twins(blocks, journal.list_records(FocusBlock), _block_mark), journal)
    kept = {m.key for m in found.messages}
    for key in sorted(one.before - kept):  # another export told that this was the same message as another
        known = journal.get_record(Message, derive_record_id("message", found.format, key))
        if known is not None:
            yield known.copy_with(deleted=True)


def _without_twins(records: Iterable[R], known: Iterable[R], mark: Any) -> Iterator[R]:
    """Yield the records that are not in the journal under another id: our own export comes back as what it was."""
    here: dict[Any, list[R]] = {}
    ids = set()
    for record in known:
        ids.add(record.id)
        here.setdefault(mark(record), []).append(record)
    for record in records:
        if record.id not in ids:
            twins = [
                twin for twin in here.get(mark(record), ()) if getattr(twin, "key", "") != getattr(record, "key", "")
            ]
            if twins:
                here[mark(record)].remove(twins[0])
                continue
        yield record


def _mood_mark(mood: Mood) -> tuple[datetime, int]:
    return mood.at.replace(tzinfo=None, second=0, microsecond=0), mood.value


def _block_mark(block: FocusBlock) -> tuple[datetime, datetime | None]:
    end = block.ended_at
    return block.started_at.replace(tzinfo=None, microsecond=0), end and end.replace(tzinfo=None, microsecond=0)


def _build_person(
    kind: str,
    found: ImportedPerson,
    by_key: Mapping[str, Person],
    by_name: Mapping[str, Person | None],
    journal: Journal,
    *,
    cold: bool,
) -> Person | None:
    """Return the record of somebody: known by a key, else by a full name that only one person has, else new.

    None if the person was taken out: they stay out.
    """
    keys = tuple(dict.fromkeys(_list_keys(kind, found)))
    name = _shown_name(found)
    known = next((by_key[key] for key in keys if key in by_key), None)
    if known is None and found.name:
        namesake = by_name.get(Person(name=name).folded_name)
        known = namesake if namesake and not any(key.startswith(f"{kind}:") for key in namesake.keys) else None
    details = {
        "company": clean_text(found.company or ""), "position": clean_text(found.position or ""),
        "birthday": found.birthday,
    }  # fmt: skip
    details = {field: value for field, value in details.items() if value}
    handles = _collect_handles(found)
    if known is None:
        record = Person(
            id=derive_record_id("person", kind, found.key),
            name=name,
            named=name,
            tie="cold" if cold else None,
            channel=found.channel,
            handles=handles,
            keys=keys,
            imported=details,
            zone_guess=found.zone,
            **details,
        )
        before = journal.get_with_deleted(Person, record.id)
        return None if before is not None and before.deleted and not before.taken_back else record
    changes: dict[str, Any] = keep_typed_fields(known, details)
    if known.name == known.named and found.name:
        changes |= {"name": name, "named": name}
    if known.named and known.tie == "cold" and not cold:
        changes["tie"] = None
    if found.zone and not known.zone:
        changes["zone_guess"] = found.zone
    return known.copy_with(
        keys=tuple(dict.fromkeys((*known.keys, *keys))),
        handles={**known.handles, **handles} if known.named else {**handles, **known.handles},
        **changes,
    )


def _shown_name(found: ImportedPerson) -> str:
    """Return what somebody is called. An account known by its number alone says what the number is."""
    if not found.name and not found.handle and found.channel == "x":
        return f"X user {clean_text(found.key)}"
    return clean_text(found.name or found.handle or found.key)


def _build_message(kind: str, found: ImportedMessage, person: str) -> Message:
    return Message(
        id=derive_record_id("message", kind, found.key),
        person=person,
        at=found.at,
        direction="out" if found.outbound else "in",
        kind="invitation" if found.kind == "invitation" else "meeting" if found.kind == "meeting" else "message",
        channel=found.channel,
        text=clean_text(found.text or "", NOTE_LIMIT, lines=True),
        key=f"{kind}:{found.key}",
        whole_day=found.whole_day,
    )


def _is_worth_keeping(one: ImportedInvitation) -> bool:
    """A request of theirs that waits for an answer, or one of mine with a note that nobody has accepted."""
    return one.accepted is not True and (not one.outbound or one.note)


def _invited_person(found: ImportResult, one: ImportedInvitation) -> ImportedPerson:
    """Return the other side of an invitation as a person."""
    known = found.people.get(one.person) or found.contacts.get(one.person)
    if known is not None:
        return known
    slug = "" if one.person.startswith("name:") or one.person == one.name else one.person
    handle = f"https://www.linkedin.com/in/{slug}" if slug else None
    return ImportedPerson(one.person, one.name or None, found.format, handle)


def _build_invitation(kind: str, one: ImportedInvitation, person: str) -> Message:
    """A note of mine is an invitation that waits; theirs is a request to connect, to be answered or not."""
    return Message(
        id=derive_record_id("invitation", kind, one.key),
        person=person,
        at=one.at,
        direction="out" if one.outbound else "in",
        kind="invitation" if one.outbound else "request",
        channel=kind,
        text="" if one.outbound else "to connect",
        key=f"{kind}:{one.key}",
        whole_day=True,
    )


def _close_invitations(found: ImportResult, journal: Journal, now: datetime) -> Iterator[Message]:
    """Yield requests that were accepted since, and notes that a conversation or a connection has overtaken."""
    written = {m.person for m in found.messages}
    for one in found.invitations:
        known = journal.get_record(Message, derive_record_id("invitation", found.format, one.key))
        if known is None or (one.accepted is not True and one.person not in written):
            continue
        if one.outbound:
            yield known.copy_with(deleted=True)  # it waits no longer, and a conversation begins with this note itself
        elif not one.outbound and known.closed_at is None:
            yield known.copy_with(closed_at=now, answer="accepted")


def _build_mood(kind: str, found: ImportedMood, now: datetime) -> Mood:
    return Mood(
        id=derive_record_id("mood", kind, found.key),
        at=_localize_time(found.at, now),
        value=found.value or 3,
        energy=found.energy,
        words=tuple(clean_text(word, 40) for word in found.words),
        note=clean_text(found.note, NOTE_LIMIT, lines=True),
        key=f"{kind}:{found.key}",
    )


def _build_block(kind: str, found: ImportedBlock, now: datetime) -> FocusBlock:
    """A block of another timer: of the kind it names, else deep work, which counts against no limit."""
    return FocusBlock(
        id=derive_record_id("block", kind, found.key),
        kind=next((k for k in FOCUS_KINDS if k == found.kind), "deep work"),
        intention=clean_text(found.intention),
        form="free",
        started_at=_localize_time(found.started_at, now),
        ended_at=_localize_time(max(found.ended_at, found.started_at), now),
        asked=True,
        key=f"{kind}:{found.key}",
    )


def _localize_time(at: datetime, now: datetime) -> datetime:
    """Return a time as it is, or, if its source names no zone, as the wall time of where the person is."""
    return at if at.tzinfo else at.replace(tzinfo=now.tzinfo)


class AttendeeFinder:
    """Find the people of the journal who sat in a meeting: by address, by handle, or by a name that only one has."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._by_key: dict[str, str] = {}
        self._by_name: dict[str, str | None] = {}
        for person in people:
            handles = (handle.casefold() for handle in person.handles.values() if "@" in handle)
            for key in (*person.keys, *(f"mbox:{handle}" for handle in handles)):
                self._by_key.setdefault(key, person.id)
            name = person.folded_name
            self._by_name[name] = None if name in self._by_name else person.id

    def find_person(self, kind: str, key: str, name: str) -> str:
        """Return the id of the person, or "" if nobody is known by the address or the name."""
        known = self._by_key.get(f"{kind}:{key}") or self._by_key.get(f"mbox:{key}")
        return known or (self._by_name.get(Person(name=name).folded_name) or "" if " " in name.strip() else "")

    def is_doubtful(self, kind: str, key: str, name: str) -> bool:
        """Return whether several people are called so, and nothing else tells which is meant."""
        return not self.find_person(kind, key, name) and self._by_name.get(Person(name=name).folded_name, "") is None


def _list_attendees(meeting: ImportedMeeting) -> Iterator[tuple[str, str]]:
    for number, key in enumerate(meeting.people):
        yield key, meeting.names[number] if number < len(meeting.names) else ""


def _build_meetings(found: ImportResult, finder: AttendeeFinder, journal: Journal, now: datetime) -> Iterable[Message]:
    """Return the meetings with known people. One that lies ahead is a talk to come and ends no wait yet."""
    for meeting in found.meetings:
        at = _localize_time(meeting.at, now)
        for key, name in _list_attendees(meeting):
            if person := finder.find_person(found.format, key, name):
                record = Message(
                    id=derive_record_id("meeting", found.format, meeting.key, key),
                    person=person,
                    at=at,
                    direction="in" if at <= now else "own",
                    kind="meeting",
                    closed_at=at if at <= now else None,
                    key=f"{found.format}:{meeting.key}",
                )
                yield from _iterate_new_records([record], journal)


def _count_unknown_meetings(one: ImportedAccount, imports: Sequence[ImportedAccount], journal: Journal) -> int:
    """Count the meetings in which nobody of the journal sits, or will sit after the import."""
    if not one.found.meetings:
        return 0
    coming = {
        key
        for each in imports
        for person in each.found.people.values()
        for key in _list_keys(each.found.format, person)
    }
    finder = AttendeeFinder(journal.list_records(Person))
    return sum(
        1
        for meeting in one.found.meetings
        if not any(
            f"mbox:{key}" in coming or finder.find_person(one.found.format, key, name)
            for key, name in _list_attendees(meeting)
        )
    )


def find_doubtful_attendees(imports: Iterable[ImportedAccount], journal: Journal) -> tuple[str, ...]:
    """Return the names of attendees who may be one of several people of the same name."""
    finder = AttendeeFinder(journal.list_records(Person))
    return tuple(
        dict.fromkeys(
            name
            for one in imports
            for meeting in one.found.meetings
            for key, name in _list_attendees(meeting)
            if name and finder.is_doubtful(one.found.format, key, name)
        )
    )


def _iterate_new_records(records: Iterable[R], journal: Journal) -> Iterable[R]:
    """Yield the records that the book does not hold yet. What was taken out, or answered since, stays as it is."""
    for record in records:
        known = journal.get_with_deleted(type(record), record.id)
        if known is None or (known.deleted and known.taken_back):
            yield record
        elif not known.deleted and isinstance(record, Message) and isinstance(known, Message):
            now = known.copy_with(
                person=record.person,
                at=record.at,
                direction=record.direction,
                closed_at=record.closed_at if record.kind == "meeting" else known.closed_at,
                kind=record.kind,
                whole_day=record.whole_day,
                text=record.text or known.text,
            )
            if now != known:
                yield now
