"""Combine two exports of one account; the order of imports makes no difference.

Facts are added and stay: old invitations, deleted mail, names of closed accounts. Lists of connections and current
names come from the newer export.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from typing import Any, TypeVar

from coach.importers.import_result import (
    NAME_ONLY,
    TIME_ORDER,
    ImportedBlock,
    ImportedConversation,
    ImportedInvitation,
    ImportedMeeting,
    ImportedMessage,
    ImportedMood,
    ImportedNote,
    ImportedPerson,
    ImportResult,
    result_to_json,
)

_NEVER = datetime.min.replace(tzinfo=UTC)
T = TypeVar("T", bound=ImportedNote | ImportedBlock | ImportedMeeting)


def combine_results(a: ImportResult, b: ImportResult, *, is_later: bool = False) -> ImportResult:
    """Combine two exports of one account.

    The order of the arguments makes no difference, and combining a result with itself changes nothing. Messages are
    matched by key; people by key, alias and conversation, so a changed profile address stays one person. Of two exports
    that do not tell which one is newer, `b` is if it `is_later`: read at another time.
    """
    if a == b:
        return b  # the stored one can be forgotten
    old, new = _sort_by_age(a, b, is_later=is_later)
    threads = _combine_conversations(old, new)
    groups = IdentityGroups()
    for found in (old, new):
        for person in (*found.contacts.values(), *found.people.values()):
            for alias in person.aliases:
                groups.join_keys(person.key, alias)
    for key, thread in threads.items():
        for found in (old, new):
            if thread.person and (before := found.threads.get(key)) and before.person:
                groups.join_keys(thread.person, before.person)
    main = groups.choose_main_keys(find_first_seen(old, new))
    threads = {key: replace(one, person=main.get(one.person, one.person)) for key, one in threads.items()}
    messages, aside = _combine_messages(old, new, threads, main)
    people, contacts = _combine_people(old, new, main, {message.person for message in messages}, threads)
    invitations = _combine_invitations(old, new, main, people, contacts)
    messages = _date_by_invitations(messages, invitations, people)
    cancelled = {*old.cancelled_meetings} - {one.key for one in new.meetings} | {*new.cancelled_meetings}
    cancelled |= _find_moved_dates(old, new)
    return replace(
        new,
        owner=new.owner or old.owner,
        owner_candidates=() if new.owner or old.owner else new.owner_candidates or old.owner_candidates,
        as_of=max((moment for moment in (old.as_of, new.as_of) if moment), default=None),
        variant=new.variant or old.variant,
        people=people,
        contacts=contacts,
        messages=messages,
        aside=aside,
        threads=threads,
        invitations=invitations,
        notes=tuple(
            replace(one, person=main.get(one.person, one.person)) for one in _combine_by_key(old.notes, new.notes)
        ),
        moods=_combine_moods(old.moods, new.moods),
        blocks=_combine_by_key(old.blocks, new.blocks),
        meetings=tuple(one for one in _combine_by_key(old.meetings, new.meetings) if one.key not in cancelled),
        cancelled_meetings=tuple(sorted(cancelled)),
        series={**old.series, **new.series},
        snapshot=max((moment for moment in (old.snapshot, new.snapshot) if moment), default=None),
        counts=_combine_counts(old, new, people, invitations),
        ignored=_combine_ignored(old, new, threads),
        warnings=tuple(sorted({*old.warnings, *new.warnings})),
    )


def _find_moved_dates(old: ImportResult, new: ImportResult) -> set[str]:
    """Return the keys of older dates that their series no longer has: it ended, or takes place at other times.

    A single meeting that became a series is there as its first date.
    """
    kept = {one.key for one in new.meetings}
    moved = set()
    for one in old.meetings:
        span = new.series.get(one.key) or new.series.get(one.key.rpartition(":")[0])
        start, end = span or (one.at, one.at)
        if start < one.at < end and one.key not in kept:
            moved.add(one.key)
    return moved


def is_same_account(a: ImportResult, b: ImportResult) -> bool:
    """Return whether two exports can belong to one account:

    the owners agree or are unknown, or they share a conversation with the same person, as after a change of the
    profile address. Two accounts can be in one group, and write to each other.
    """
    if a.owner == b.owner or a.owner is None or b.owner is None:
        return True
    shared = a.threads.keys() & b.threads.keys()
    return any(a.threads[key].person and a.threads[key].person == b.threads[key].person for key in shared)


class IdentityGroups:
    """Groups of keys that belong to one person (disjoint sets)."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find_root(self, key: str) -> str:
        while (parent := self._parent.get(key, key)) != key:
            self._parent[key] = key = self._parent.get(parent, parent)
        return key

    def join_keys(self, one: str, other: str) -> None:
        one, other = self.find_root(one), self.find_root(other)
        self._parent.setdefault(one, one)
        if one != other:
            self._parent[other] = one

    def choose_main_keys(self, seen: Mapping[str, datetime]) -> dict[str, str]:
        """Return the main key of every grouped key: an address before a name, then the older one."""
        sets: defaultdict[str, list[str]] = defaultdict(list)
        for key in self._parent:
            sets[self.find_root(key)].append(key)

        def rank(key: str) -> tuple[bool, datetime, str]:
            return key.startswith(NAME_ONLY), seen.get(key, datetime.max.replace(tzinfo=UTC)), key

        return {key: main for keys in sets.values() for main in (min(keys, key=rank),) for key in keys}


def find_first_seen(*founds: ImportResult) -> dict[str, datetime]:
    """Return when each key was first seen in any of the exports."""
    seen: dict[str, datetime] = {}
    for found in founds:
        for person in found.people.values():
            if person.seen is not None:
                seen[person.key] = min(person.seen, seen.get(person.key, person.seen))
    return seen


def _sort_by_age(a: ImportResult, b: ImportResult, *, is_later: bool) -> tuple[ImportResult, ImportResult]:
    """Return the older and the newer export. Content decides between exports of the same time, unless `b` is later."""
    age_a, age_b = _age_key(a), _age_key(b)
    if age_a == age_b:
        return (a, b) if is_later or result_to_json(a, "") <= result_to_json(b, "") else (b, a)
    return (a, b) if age_a < age_b else (b, a)


def _age_key(found: ImportResult) -> tuple[datetime, datetime, int, int, str]:
    moments = found.as_of or _NEVER, found.snapshot or _NEVER
    return *moments, len(found.messages), len(found.people), found.variant


def _combine_conversations(old: ImportResult, new: ImportResult) -> dict[str, ImportedConversation]:
    """Return every conversation as the newer export classifies it. A person that any export names is chosen."""
    threads = dict(old.threads)
    for key, thread in new.threads.items():
        before = threads.get(key)
        if before is None:
            threads[key] = thread
            continue
        older, newer = sorted((before, thread), key=lambda one: (one.seen or _NEVER, one.kind, one.person))
        faint = newer.kind in ("deleted_member", "draft_only") and older.kind != "draft_only"
        chosen = older if faint else newer
        person = chosen.person or (older.person if chosen.kind == "direct" else "")
        threads[key] = replace(chosen, person=person, seen=newer.seen)
    return threads


def _combine_messages(
    old: ImportResult, new: ImportResult, threads: Mapping[str, ImportedConversation], main: Mapping[str, str]
) -> tuple[tuple[ImportedMessage, ...], tuple[ImportedMessage, ...]]:
    """Return all messages with their current person, and those that belong to nobody yet."""
    found: dict[str, ImportedMessage] = {}
    for message in (*old.aside, *old.messages, *new.aside, *new.messages):
        known = found.get(message.key)
        found[message.key] = _choose_copy(known, message) if known else message
    messages: list[ImportedMessage] = []
    aside: list[ImportedMessage] = []
    for message in found.values():
        thread = threads.get(message.thread)
        if thread is not None and thread.kind not in ("direct", "deleted_member", "draft_only"):
            continue
        person = (thread.person if thread is not None and thread.kind == "direct" else "") or message.person
        person = main.get(person, person)
        if person != message.person:
            message = replace(message, person=person)
        (messages if person else aside).append(message)
    return _sort_messages(messages), _sort_messages(aside)


def _date_by_invitations(
    messages: tuple[ImportedMessage, ...],
    invitations: Iterable[ImportedInvitation],
    people: Mapping[str, ImportedPerson],
) -> tuple[ImportedMessage, ...]:
    """Date a note when it was sent if one export has the invitation and the other shows it accepted.

    The note of an accepted invitation opens its conversation, on the day the connection was made.
    """
    notes = {one.person: one.at for one in invitations if one.outbound and one.note}
    if not notes:
        return messages
    dated: list[ImportedMessage] = []
    begun: set[str] = set()
    for message in messages:
        sent = None if message.thread in begun else notes.get(message.person)
        begun.add(message.thread)
        opens = message.outbound and people[message.person].connected_on == message.at.date()
        if sent and opens and message.kind == "message" and sent - timedelta(days=1) <= message.at:
            message = replace(message, at=min(sent, message.at), whole_day=True, kind="invitation")
        dated.append(message)
    return _sort_messages(dated)


def _choose_copy(older: ImportedMessage, newer: ImportedMessage) -> ImportedMessage:
    """Return the newer copy, but keep a date from an invitation, a known person and a stored text."""
    best = newer
    if "invitation" in (older.kind, newer.kind) and older.kind != newer.kind:
        best = older if older.kind == "invitation" else newer
    person = best.person or older.person or newer.person
    text = newer.text if newer.text is not None else older.text
    if person == best.person and text == best.text:
        return best
    return replace(best, person=person, text=text)


def _sort_messages(messages: Iterable[ImportedMessage]) -> tuple[ImportedMessage, ...]:
    return tuple(sorted(messages, key=TIME_ORDER))


def _combine_people(
    old: ImportResult,
    new: ImportResult,
    main: Mapping[str, str],
    wrote: set[str],
    threads: Mapping[str, ImportedConversation],
) -> tuple[dict[str, ImportedPerson], dict[str, ImportedPerson]]:
    """Return people and contacts. Names come from the newest export that has one, connections from the newest list."""
    snapshot = max((found.snapshot for found in (old, new) if found.snapshot), default=None)
    current: set[str] = set()
    known: dict[str, ImportedPerson] = {}
    days: dict[str, date | None] = {}
    for found in (old, new):
        day = found.as_of.date() if found.as_of else None
        for person in (*found.contacts.values(), *found.people.values()):
            key = main.get(person.key, person.key)
            if found.snapshot == snapshot and (person.key in found.contacts or person.connected_on):
                current.add(key)
            employer = _combine_employers(known[key], person, days[key], day) if key in known else {}
            known[key] = replace(_merge_person(key, known.get(key), person), **employer)
            days[key] = day
    if not threads:  # people of formats without conversations can be known without messages
        wrote = wrote | {main.get(key, key) for found in (old, new) for key in found.people}
    people = {key: known[key] for key in sorted(wrote) if key in known}
    if snapshot is not None:
        for key in people.keys() - current:
            people[key] = replace(people[key], connected_on=None)
    listed = {main.get(key, key) for found in (old, new) if found.snapshot == snapshot for key in found.contacts}
    listed |= current  # who was written with in one export and is a mere contact in the other
    return people, {key: known[key] for key in sorted(listed - people.keys())}


def _merge_person(key: str, older: ImportedPerson | None, newer: ImportedPerson) -> ImportedPerson:
    if older is None and newer.key == key:
        return newer
    if older is None:
        return replace(newer, key=key, aliases=tuple(sorted({newer.key, *newer.aliases} - {key})))
    seen = min((moment for moment in (older.seen, newer.seen) if moment), default=None)
    aliases = {older.key, newer.key, *older.aliases, *newer.aliases} - {key}
    keyed = older if older.key == key and newer.key != key else newer
    named = min((one for one in (newer, older) if one.name), key=attrgetter("is_owners_word"), default=newer)
    return replace(
        newer,
        key=key,
        name=named.name,
        is_owners_word=named.is_owners_word,
        handle=keyed.handle or older.handle,
        aliases=tuple(sorted(aliases)),
        position=newer.position or older.position,
        connected_on=newer.connected_on or older.connected_on,
        bounced=newer.bounced,
        acknowledged=newer.acknowledged or older.acknowledged,
        seen=seen,
        birthday=newer.birthday or older.birthday,
        links=tuple(dict.fromkeys((*newer.links, *older.links))),
        zone=newer.zone or older.zone,
    )


def _combine_employers(
    older: ImportedPerson, newer: ImportedPerson, older_day: date | None, newer_day: date | None
) -> dict[str, Any]:
    """Return the employer that the newer export names, and since when exports name that one; nothing without one."""
    named = [(one, one.employer_seen or day) for one, day in ((older, older_day), (newer, newer_day)) if one.company]
    if not named:
        return {}
    last, day = named[-1]
    has_moved = any(one.has_moved for one, _ in named)
    if len(named) > 1 and older.company != newer.company:
        has_moved = True
    elif len(named) > 1:
        day = min(filter(None, (seen for _, seen in named)), default=None)
    return {"company": last.company, "employer_seen": day, "has_moved": has_moved}


def _combine_invitations(
    old: ImportResult,
    new: ImportResult,
    main: Mapping[str, str],
    people: Mapping[str, ImportedPerson],
    contacts: Mapping[str, ImportedPerson],
) -> tuple[ImportedInvitation, ...]:
    """Return all invitations. Somebody among the connections of any export has accepted."""
    found: dict[str, ImportedInvitation] = {}
    for one in (*old.invitations, *new.invitations):
        before = found.get(one.key)
        person = main.get(one.person, one.person)
        states = {one.accepted, before.accepted if before else None}
        connected = person in contacts or (person in people and people[person].connected_on is not None)
        accepted = True if connected or True in states else (False if False in states else None)
        found[one.key] = replace(one, person=person, accepted=accepted)
    return tuple(sorted(found.values(), key=TIME_ORDER))


def _combine_by_key(old: Iterable[T], new: Iterable[T]) -> tuple[T, ...]:
    joined = {one.key: one for one in (*old, *new)}
    return tuple(sorted(joined.values(), key=lambda one: one.key))


def _combine_moods(old: Iterable[ImportedMood], new: Iterable[ImportedMood]) -> tuple[ImportedMood, ...]:
    joined: dict[str, ImportedMood] = {}
    for mood in (*old, *new):
        joined[mood.key] = merge_moods(joined[mood.key], mood) if mood.key in joined else mood
    return tuple(sorted(joined.values(), key=lambda one: one.key))


def merge_moods(older: ImportedMood, newer: ImportedMood) -> ImportedMood:
    """Return the newer reading of one entry, with what only the older one has: not every layout has every column."""
    return replace(
        newer,
        value=older.value if newer.value is None else newer.value,
        words=newer.words or older.words,
        note=older.note if older.note.endswith(newer.note) else newer.note,
        energy=older.energy if newer.energy is None else newer.energy,
    )


def _combine_counts(
    old: ImportResult, new: ImportResult, people: Mapping[str, ImportedPerson], found: Sequence[ImportedInvitation]
) -> dict[str, int]:
    """Return counts of rows from the newer export that has them, and current counts of people and invitations."""
    counts = {**old.counts, **new.counts}
    invitations = {
        "invitations_rows": len(found),
        "invitations_outgoing": sum(one.outbound for one in found),
    }
    for name, count in invitations.items():
        if name in counts:
            counts[name] = max(count, old.counts.get(name, 0), new.counts.get(name, 0))
    if "people_with_direct_messages" in counts:
        counts["people_with_direct_messages"] = len(people)
    return counts


def _combine_ignored(
    old: ImportResult, new: ImportResult, threads: Mapping[str, ImportedConversation]
) -> dict[str, int]:
    """Return counts of ignored conversations in both exports, and of ignored rows in the newer one."""
    counted = dict(new.ignored) if new.threads else {**old.ignored, **new.ignored}
    by_thread = {one.kind for found in (old, new) for one in found.threads.values()} - {"ai_coach"}
    kinds = Counter(one.kind for one in threads.values() if one.kind in by_thread - {"direct"})
    return {reason: count for reason, count in counted.items() if reason not in by_thread} | kinds
