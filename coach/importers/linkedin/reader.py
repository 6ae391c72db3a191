"""Read LinkedIn's "Get a copy of your data" in every layout since 2020.

messages.csv shows who replied, Connections.csv has names and employers, and Invitations.csv the day on which the note
of an invitation was sent. Several exports of one account are combined.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import reduce
from operator import attrgetter

from coach.domain.text import clean_text, fold_text
from coach.importers.combine_results import combine_results
from coach.importers.dates import (
    ask_for_order,
    find_certain_order,
    find_export_time,
    is_numeric_day,
    read_named_order,
)
from coach.importers.files.csv_reader import CsvTable, open_table
from coach.importers.files.members import Member
from coach.importers.import_result import NAME_ONLY, ImportedInvitation, ImportedNote, ImportedPerson, ImportResult
from coach.importers.linkedin.conversations import CHANNEL, ClassifiedConversations, NameIndex, classify_conversations
from coach.importers.linkedin.owner import find_owner
from coach.importers.linkedin.rows import (
    CONNECTIONS,
    INVITATIONS,
    MESSAGES,
    MESSAGES_2018,
    NOTES,
    PROFILE,
    Connection,
    Invitation,
    MessageRow,
    Note,
    add_count,
    check_row_dates,
    noon_of_day,
    read_connections,
    read_invitations,
    read_messages,
    read_messages_of_2018,
    read_notes,
    read_own_name,
)
from coach.importers.mail.headers import normalize_address
from coach.importers.options import ImportOptions

_TIME_ORDER = attrgetter("at", "key")
# Ten years of somebody very busy are a third of this, and LinkedIn ends at 30,000 connections. More than
# this would not fit in memory.
_ROWS_LIMIT, _CONVERSATIONS_LIMIT, _CONNECTIONS_LIMIT = 300_000, 60_000, 100_000
_HELPER_FILE = re.compile(r"coach|guide|role.?play|learning", re.I)


@dataclass(slots=True)
class _Export:
    """One export as read, before anything is classified."""

    connections: list[Connection] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    threads: dict[str, list[MessageRow]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    """Slug as it is compared → as the profile address has it, where they differ."""
    own_name: str = ""
    columns: int = 0
    """Columns of messages.csv, which tell its age."""
    has_exact: bool = False
    """A file called messages.csv is there."""
    has_connections: bool = False
    as_of: datetime | None = None
    counts: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def read_linkedin(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read one or several LinkedIn exports of one account; several are joined."""
    places: dict[tuple[int, str], list[Member]] = {}
    for member in members:
        loose = member.source.kind == "file"
        folder = "" if loose else member.name.rpartition("/")[0]
        places.setdefault((0 if loose else id(member.source), folder), []).append(member)
    return reduce(combine_results, (_build_result(_read_tables(group, options), options) for group in places.values()))


def _read_tables(members: Sequence[Member], options: ImportOptions) -> _Export:
    """Read the tables of one export, whatever they are called."""
    export = _Export(has_exact=any(one.file_name.lower() == "messages.csv" for one in members))
    for member in members:
        options.check_cancelled()
        for test, take in _TABLES:
            if (
                table := open_table(member, test, limit=_ROWS_LIMIT if test is MESSAGES else _CONNECTIONS_LIMIT)
            ) is not None:
                take(export, table, options)
                add_count(export.counts, "damaged_rows", table.problems["damaged"])
                export.warnings += table.warnings
                break
        member.forget_head()
    export.as_of = options.as_of or find_export_time(_list_times(members, export), options.now)
    return export


def _add_messages(export: _Export, table: CsvTable, options: ImportOptions) -> None:
    """Take messages; the chats with a helper, which look the same, are counted and left."""
    base = table.member.file_name.lower()
    besides = export.has_exact and table.member.source.kind != "file" and not base.startswith("messages")
    if besides or _HELPER_FILE.search(base):
        add_count(export.counts, "ai_coach_rows", sum(1 for _ in table.iterate_rows()))
        return
    order = _find_date_order(export, table, "DATE", options)
    check_row_dates(table, order)
    export.columns = max(export.columns, len(table.header.columns))
    rows = read_messages(table, order, keep_text=options.keep_text, counts=export.counts, links=export.links)
    _add_rows(export, rows)


def _add_messages_of_2018(export: _Export, table: CsvTable, options: ImportOptions) -> None:
    """Take messages of the layout before there were conversations."""
    export.columns = max(export.columns, len(table.header.columns))
    rows = sorted(
        read_messages_of_2018(table, keep_text=options.keep_text, counts=export.counts),
        key=lambda pair: pair[1].at,
        reverse=True,
    )
    owners = Counter(row.sender_name if row.out else row.to for _, row in rows)
    export.own_name = export.own_name or next((name for name, _ in owners.most_common(1)), "")
    _add_rows(export, rows)


def _find_date_order(export: _Export, table: CsvTable, column: str, options: ImportOptions) -> str:
    """Return the order of day, month and year in a column, and ask for it where a spreadsheet left it open."""
    days = table.peek_column(column)
    order = find_certain_order(days) or read_named_order(options.mapping)
    if not order and any(is_numeric_day(day) for day in days if ":" not in day or column == "DATE"):
        export.warnings.append(ask_for_order(table.member.file_name))
    return order


def _add_rows(export: _Export, rows: Iterable[tuple[str, MessageRow]]) -> None:
    for thread, row in rows:
        if thread in export.threads:
            export.threads[thread].append(row)
        elif len(export.threads) < _CONVERSATIONS_LIMIT:
            export.threads[thread] = [row]
        else:
            add_count(export.counts, "rows_beyond", 1)
    if export.counts.get("rows_beyond"):
        export.warnings.append(
            f"There are more conversations than can be read; the first {_CONVERSATIONS_LIMIT:,} were taken."
        )


def _add_connections(export: _Export, table: CsvTable, options: ImportOptions) -> None:
    order = _find_date_order(export, table, "Connected On", options)
    export.connections += read_connections(table, order, export.counts, export.links, options.now)
    export.has_connections = True


def _add_invitations(export: _Export, table: CsvTable, options: ImportOptions) -> None:
    export.invitations += read_invitations(table, export.counts, export.links)


def _add_notes(export: _Export, table: CsvTable, options: ImportOptions) -> None:
    export.notes += read_notes(table, export.links)


def _add_profile(export: _Export, table: CsvTable, options: ImportOptions) -> None:
    export.own_name = export.own_name or read_own_name(table)


_TABLES = (
    (MESSAGES, _add_messages),
    (MESSAGES_2018, _add_messages_of_2018),
    (CONNECTIONS, _add_connections),
    (INVITATIONS, _add_invitations),
    (NOTES, _add_notes),
    (PROFILE, _add_profile),
)


def _list_times(members: Sequence[Member], export: _Export) -> list[datetime]:
    """Return the times of messages and, in a zip, of members; without any, the days of connections and requests."""
    times = [row.at for rows in export.threads.values() for row in rows]
    for member in members:
        if member.source.kind in ("zip", "tgz"):
            times += [other.modified for other in member.source.members if other.modified is not None]
    if not times:
        days = [datetime(one.on.year, one.on.month, one.on.day, 12, tzinfo=UTC) for one in export.connections if one.on]
        times = [*days, *(noon_of_day(invitation.sent) for invitation in export.invitations)]
    return times


def _build_result(export: _Export, options: ImportOptions) -> ImportResult:
    """Turn the tables of one export into an import result."""
    _mark_advertisers(export.threads)
    owner = find_owner(export.threads, export.invitations, export.own_name, options.me)
    names = NameIndex(export.connections, export.threads)
    conversations = len(export.threads)  # classifying takes them out
    doubt = bool(conversations) and owner.key is None
    classified = (
        ClassifiedConversations()
        if doubt
        else classify_conversations(export.threads, owner, names, export.invitations, export.as_of)
    )
    people, contacts = _build_people(export, classified, names)
    counts = _count_rows(export.counts, classified.ignored, conversations, len(people))
    invitations = _build_invitations(export, names)
    entries = {_name_entry(one) for one in export.connections}
    repeated = len(export.connections) - len(entries) + len(export.invitations) - len(invitations)
    classified.ignored["duplicate"] += repeated
    warnings = list(export.warnings)
    if undated := counts.get("connections_without_date", 0):
        warnings.append(
            f"The date you connected is missing or not valid for {undated:,} of your connections; "
            "they are imported without it."
        )
    if doubt:
        unseen = [word for word in options.me if not normalize_address(word)][:1]
        slip = f"None of these messages names {clean_text(unseen[0], 100)}. " if unseen else ""
        warnings.append(f"{slip}It is not clear whose export this is. Give the address of your profile with --me.")
    return ImportResult(
        format="linkedin",
        variant=_describe_variant(export),
        as_of=export.as_of,
        owner=owner.key,
        owner_candidates=owner.candidates,
        people=people,
        contacts=contacts,
        messages=tuple(sorted(classified.messages, key=_TIME_ORDER)),
        invitations=invitations,
        notes=_build_notes(export, names, classified.ignored),
        threads=classified.threads,
        aside=tuple(sorted(classified.aside, key=_TIME_ORDER)),
        snapshot=export.as_of if export.has_connections else None,
        counts=counts,
        ignored={reason: count for reason, count in classified.ignored.items() if count},
        warnings=tuple(warnings),
    )


def _count_rows(rows: Mapping[str, int], ignored: Counter[str], conversations: int, people: int) -> dict[str, int]:
    """Return how many rows there were of each kind; those left out are added to what was `ignored`."""
    counts = dict(rows)
    ignored["ai_coach"] += counts.pop("ai_coach_rows", 0)
    if "messages_rows" in counts:
        counts["conversations"] = conversations
        counts["draft_rows"] = ignored["draft"]
        counts["duplicate_rows"] = ignored["duplicate"]
        counts["people_with_direct_messages"] = people
    ignored["no_date"] += counts.get("rows_without_date", 0) + counts.get("invitations_unreadable", 0)
    ignored["damaged_row"] += counts.pop("damaged_rows", 0)
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


def _describe_variant(export: _Export) -> str:
    if export.columns:
        return f"messages with {export.columns} columns"
    if export.has_connections:
        return "connections"
    if export.invitations or export.notes:
        return "invitations" if export.invitations else "notes"
    return "profile" if export.own_name else ""


def _build_people(
    export: _Export, classified: ClassifiedConversations, names: NameIndex
) -> tuple[dict[str, ImportedPerson], dict[str, ImportedPerson]]:
    """People of direct conversations, and the rest of the address book."""
    listed: dict[str, Connection] = {}
    journal: dict[str, Connection] = {}
    for one in export.connections:
        journal[_name_entry(one)] = one
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
    contacts = {key: _build_person(key, one, None, export) for key, one in journal.items() if id(one) not in taken}
    return people, contacts


def _name_entry(one: Connection) -> str:
    """Return the key of an entry in the list of connections: the profile, else name and day."""
    return one.slug or f"{NAME_ONLY}{fold_text(one.name)}|{one.on or one.on_text}"


def _build_person(
    key: str,
    entry: Connection | None,
    shown: str | None,
    export: _Export,
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


def _build_invitations(export: _Export, names: NameIndex) -> tuple[ImportedInvitation, ...]:
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
    return tuple(sorted(found.values(), key=_TIME_ORDER))


def _build_notes(export: _Export, names: NameIndex, ignored: Counter[str]) -> tuple[ImportedNote, ...]:
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
    return tuple(sorted(found.values(), key=_TIME_ORDER))
