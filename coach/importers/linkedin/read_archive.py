"""Read LinkedIn's "Get a copy of your data" in every layout since 2020.

messages.csv shows who replied, Connections.csv has names and employers, and Invitations.csv the day on which the note
of an invitation was sent. Several exports of one account are combined.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import reduce

from coach.domain.text import clean_text, fold_text
from coach.importers.combine_results import combine_results
from coach.importers.files.archive_members import Member, Source
from coach.importers.import_result import (
    NAME_ONLY,
    TIME_ORDER,
    ImportedInvitation,
    ImportedNote,
    ImportedPerson,
    ImportResult,
)
from coach.importers.linkedin.conversations import CHANNEL, ClassifiedConversations, NameIndex, classify_conversations
from coach.importers.linkedin.owner import find_owner
from coach.importers.linkedin.tables import Connection, Export, MessageRow, noon_of_day, read_tables
from coach.importers.mail.headers import normalize_address
from coach.importers.options import ImportOptions


def read_linkedin(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read one or several LinkedIn exports of one account; several are joined."""
    places: dict[tuple[Source, str] | None, list[Member]] = {}  # loose files are one export among themselves
    for member in members:
        place = None if member.source.kind == "file" else (member.source, member.name.rpartition("/")[0])
        places.setdefault(place, []).append(member)
    return reduce(combine_results, (_build_result(read_tables(group, options), options) for group in places.values()))


def _build_result(export: Export, options: ImportOptions) -> ImportResult:
    """Turn the tables of one export into an import result."""
    _mark_advertisers(export.threads)
    owner = find_owner(export.threads, export.invitations, export.own_name, options.me)
    names = NameIndex(export.connections, export.threads)
    conversations = len(export.threads)  # classifying takes them out
    doubt = bool(conversations) and owner.key is None
    threads = {} if doubt else export.threads
    classified = classify_conversations(threads, owner, names, export.invitations, export.as_of)
    ignored = export.ignored + classified.ignored
    people, contacts = _build_people(export, classified, names)
    counts = _count_rows(export.counts, ignored, conversations, len(people))
    invitations = _build_invitations(export, names)
    entries = {_name_entry(one) for one in export.connections}
    repeated = len(export.connections) - len(entries) + len(export.invitations) - len(invitations)
    ignored["duplicate"] += repeated
    if undated := export.counts["connections_without_date"]:
        export.warnings.append(
            f"The date you connected is missing or not valid for {undated:,} of your connections; "
            "they are imported without it."
        )
    if doubt:
        unseen = [word for word in options.me if not normalize_address(word)][:1]
        slip = f"None of these messages names {clean_text(unseen[0], 100)}. " if unseen else ""
        export.warnings.append(
            f"{slip}It is not clear whose export this is. Give the address of your profile with --me."
        )
    return ImportResult(
        format="linkedin",
        variant=_describe_variant(export),
        as_of=export.as_of,
        owner=owner.key,
        owner_candidates=owner.candidates,
        people=people,
        contacts=contacts,
        messages=tuple(sorted(classified.messages, key=TIME_ORDER)),
        invitations=invitations,
        notes=_build_notes(export, names, ignored),
        threads=classified.threads,
        aside=tuple(sorted(classified.aside, key=TIME_ORDER)),
        snapshot=export.as_of if export.has_connections else None,
        counts=counts,
        ignored={reason: count for reason, count in ignored.items() if count},
        warnings=tuple(export.warnings),
    )


def _count_rows(rows: Mapping[str, int], ignored: Counter[str], conversations: int, people: int) -> dict[str, int]:
    """Return how many rows there were of each kind; those left out are added to what was `ignored`."""
    counts = dict(rows)
    if "messages_rows" in counts:
        counts["conversations"] = conversations
        counts["draft_rows"] = ignored["draft"]
        counts["duplicate_rows"] = ignored["duplicate"]
        counts["people_with_direct_messages"] = people
    ignored["no_date"] += counts.get("rows_without_date", 0) + counts.get("invitations_unreadable", 0)
    ignored["hidden_profile"] += counts.get("connections_hidden", 0)
    return counts


def _mark_advertisers(threads: Mapping[str, Sequence[MessageRow]]) -> None:
    """Mark rows of named senders without a profile address as sponsored, where most senders have one."""
    named = [row for rows in threads.values() for row in rows if row.sender_name]
    known = {row.sender_name for row in named if row.sender}
    bare = [row for row in named if not row.sender]
    if known:
        for row in bare:
            row.sponsored |= row.sender_name not in known


def _describe_variant(export: Export) -> str:
    if export.columns:
        return f"messages with {export.columns} columns"
    if export.has_connections:
        return "connections"
    if export.invitations or export.notes:
        return "invitations" if export.invitations else "notes"
    return "profile" if export.own_name else ""


def _build_people(
    export: Export, classified: ClassifiedConversations, names: NameIndex
) -> tuple[dict[str, ImportedPerson], dict[str, ImportedPerson]]:
    """People of direct conversations, and the rest of the address book."""
    listed: dict[str, Connection] = {}
    entries: dict[str, Connection] = {}
    for one in export.connections:
        entries[_name_entry(one)] = one
        named = one.slug or names.find_key(one.name)
        if named:
            listed.setdefault(named, one)
    people: dict[str, ImportedPerson] = {}
    taken: set[int] = set()
    for key in dict.fromkeys(message.person for message in classified.messages):
        keys = (key, *sorted(classified.aliases.get(key, ())))
        entry = next((listed[one] for one in keys if one in listed), None)
        shown = classified.names.get(key, (None, ""))[1] or None
        people[key] = _build_person(key, entry, shown, export, aliases=keys[1:])
        taken.add(id(entry))
    contacts = {key: _build_person(key, one, None, export) for key, one in entries.items() if id(one) not in taken}
    return people, contacts


def _name_entry(one: Connection) -> str:
    """Return the key of an entry in the list of connections: the profile, else name and day."""
    return one.slug or f"{NAME_ONLY}{fold_text(one.name)}|{one.on or one.on_text}"


def _build_person(
    key: str,
    entry: Connection | None,
    shown: str | None,
    export: Export,
    aliases: tuple[str, ...] = (),
) -> ImportedPerson:
    nameless = key.startswith(NAME_ONLY)
    return ImportedPerson(
        key,
        (entry.name if entry else None) or shown,
        CHANNEL,
        None if nameless else f"https://www.linkedin.com/in/{export.links.get(key, key)}",
        aliases,
        (entry.company if entry else None) or None,
        (entry.position if entry else None) or None,
        entry.on if entry else None,
        seen=export.as_of,
        links=(entry.mail,) if entry and entry.mail else (),
    )


def _build_invitations(export: Export, names: NameIndex) -> tuple[ImportedInvitation, ...]:
    """Invitations, each once; accepted if the other side is among the connections."""
    found: dict[str, ImportedInvitation] = {}
    connected = {one.slug or names.find_key(one.name) for one in export.connections}
    for one in export.invitations:
        person = one.slug or names.find_key(one.name) or one.name
        direction = "out" if one.outbound else "in"
        key = f"{CHANNEL}|invitation|{direction}|{one.slug or one.name}|{one.sent_text}"
        accepted = person in connected if export.has_connections else None
        found[key] = ImportedInvitation(
            key, person, noon_of_day(one.sent), one.outbound, one.name, bool(one.note), accepted
        )
    return tuple(sorted(found.values(), key=TIME_ORDER))


def _build_notes(export: Export, names: NameIndex, ignored: Counter[str]) -> tuple[ImportedNote, ...]:
    """Notes on people, each once; without a date they are of the day of the export."""
    found: dict[str, ImportedNote] = {}
    read: set[tuple[str, str]] = set()
    same: Counter[str] = Counter()  # notes of one date
    for one in export.notes:
        person = one.slug or (names.find_key(one.name) if one.name else "")
        at = one.at or export.as_of
        if not person or at is None:
            ignored["no_date" if person else "damaged_row"] += 1
            continue
        key = f"{CHANNEL}|note|{person}|{one.written}"
        if (key, one.text) in read:
            ignored["duplicate"] += 1
            continue
        read.add((key, one.text))
        same[key] += 1
        key = f"{key}#{same[key]}" if same[key] > 1 else key
        found[key] = ImportedNote(key, person, at, one.text, one.name)
    return tuple(sorted(found.values(), key=TIME_ORDER))
