"""The import: turn what importers found into people, messages, moods and blocks.

Ids are derived from provenance, so importing a file twice changes nothing. What a person changed or removed since
stays as it is. People whose every message bounced are not waited for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2s
from typing import Any

from coach.actions.result import Action, ActionResult
from coach.domain.focus import FOCUS_KINDS, FocusBlock
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.person import Person
from coach.domain.record import R, Record
from coach.domain.text import NOTE_LIMIT, clean_text
from coach.importers.models import ImportedBlock, ImportedMessage, ImportedMood, ImportedPerson, ImportResult


@dataclass(frozen=True, slots=True)
class ImportedAccount:
    """One account: all that is known of it now, and the keys of messages that it was said to hold before."""

    found: ImportResult
    before: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What an import would do: table → how many, new, changed and gone, and what is left out, with the reason."""

    new: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    gone: Mapping[str, int] = field(default_factory=dict)
    ignored: Mapping[str, int] = field(default_factory=dict)
    contacts: int = 0

    @property
    def is_empty(self) -> bool:
        """Nothing would change."""
        return not (self.new or self.changed or self.gone)


def import_accounts(imports: Sequence[ImportedAccount]) -> Action:
    """Import what was found. The journal must hold all years, so that nothing is imported twice."""

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        puts = [record for one in imports for record in _build_records(one, journal, now)]
        seen = Counter(record.table for record in puts if not record.deleted)
        says = ", ".join(format_amount(n, _TABLE_NAMES.get(table, table)) for table, n in seen.items()) or "nothing new"
        return ActionResult(f"Imported: {says}.", tuple(puts), undoable=False)

    return run_action


def preview_changes(imports: Sequence[ImportedAccount], journal: Journal, now: datetime) -> ImportCounts:
    """Return what `bring` would do."""
    new: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    gone: Counter[str] = Counter()
    ignored: Counter[str] = Counter()
    for one in imports:
        for record in _build_records(one, journal, now):
            name = _TABLE_NAMES.get(record.table, record.table)
            known = journal.get_with_deleted(type(record), record.id)
            (gone if record.deleted else changed if known else new)[name] += 1
        ignored.update(one.found.ignored)
        ignored["a mood of your own without a value"] += sum(1 for m in one.found.moods if m.value is None)
    return ImportCounts(new, changed, gone, +ignored, sum(len(one.found.contacts) for one in imports))


def format_amount(count: int, name: str) -> str:
    """Return "1 person" or "3 people", for a name as in a preview."""
    return f"{count} {_SINGULARS.get(name, name) if count == 1 else name}"


_SINGULARS = {"people": "person", "messages": "message", "moods": "mood", "blocks of focus": "block of focus"}
_TABLE_NAMES = {"people": "people", "messages": "messages", "moods": "moods", "blocks": "blocks of focus"}


def derive_record_id(*parts: str) -> str:
    """Return the id that a thing of this provenance always gets: 32 hex digits."""
    return blake2s("\x1f".join(parts).encode(errors="replace"), digest_size=16).hexdigest()


def _build_records(one: ImportedAccount, journal: Journal, now: datetime) -> Iterable[Record]:
    found = one.found
    by_key = {key: person for person in journal.list_records(Person) for key in person.keys}
    by_name: dict[str, Person | None] = {}
    for person in journal.list_records(Person):
        by_name[person.folded_name] = None if person.folded_name in by_name else person
    answered = {m.person for m in found.messages if not m.outbound}
    written = {m.person for m in found.messages}
    ids: dict[str, str] = {}
    for key, somebody in found.people.items():
        if key not in written or somebody.bounced:
            continue
        record = _build_person(found.format, somebody, by_key, by_name, journal, cold=key not in answered)
        if record is None:
            continue
        ids[key] = record.id
        if record != journal.get_with_deleted(Person, record.id):
            yield record
    fresh = [_build_message(found.format, m, ids[m.person]) for m in found.messages if m.person in ids]
    yield from _iterate_new_records(fresh, journal)
    yield from _iterate_new_records(
        (_build_mood(found.format, m, now) for m in found.moods if m.value is not None), journal
    )
    yield from _iterate_new_records((_build_block(found.format, b, now) for b in found.blocks), journal)
    yield from _iterate_new_records(_build_meetings(found, ids, by_key), journal)
    kept = {m.key for m in found.messages}
    for key in sorted(one.before - kept):  # another export told that this was the same message as another
        known = journal.get_record(Message, derive_record_id("message", found.format, key))
        if known is not None:
            yield known.copy_with(deleted=True)


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
    keys = tuple(f"{kind}:{key}" for key in (found.key, *found.aliases))
    name = clean_text(found.name or found.handle or found.key)
    known = next((by_key[key] for key in keys if key in by_key), None)
    if known is None and found.name:
        namesake = by_name.get(Person(name=name).folded_name)
        known = namesake if namesake and not any(key.startswith(f"{kind}:") for key in namesake.keys) else None
    fields: dict[str, Any] = {"company": clean_text(found.company or ""), "position": clean_text(found.position or "")}
    handles = {found.channel: clean_text(found.handle)} if found.handle and found.channel else {}
    if known is None:
        record = Person(
            id=derive_record_id("person", kind, found.key),
            name=name,
            named=name,
            tie="cold" if cold else None,
            channel=found.channel,
            handles=handles,
            keys=keys,
            **fields,
        )
        before = journal.get_with_deleted(Person, record.id)
        return None if before is not None and before.deleted and not before.taken_back else record
    if known.name == known.named and found.name:
        fields |= {"name": name, "named": name}
    if known.named and known.tie == "cold" and not cold:
        fields["tie"] = None
    return known.copy_with(
        keys=tuple(dict.fromkeys((*known.keys, *keys))),
        handles={**known.handles, **handles} if known.named else {**handles, **known.handles},
        **{name: value for name, value in fields.items() if value or name == "tie"},
    )


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


def _build_meetings(found: ImportResult, ids: Mapping[str, str], by_key: Mapping[str, Person]) -> Iterable[Message]:
    """Return the meetings with known people; attendees who are not known are ignored."""
    for meeting in found.meetings:
        for key in meeting.people:
            known = by_key.get(f"{found.format}:{key}") or by_key.get(f"mbox:{key}")
            person = ids.get(key) or (known.id if known else "")
            if person:
                yield Message(
                    id=derive_record_id("meeting", found.format, meeting.key, key),
                    person=person,
                    at=meeting.at,
                    direction="in",
                    kind="meeting",
                    closed_at=meeting.at,
                    key=f"{found.format}:{meeting.key}",
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
                kind=record.kind,
                whole_day=record.whole_day,
                text=record.text or known.text,
            )
            if now != known:
                yield now
