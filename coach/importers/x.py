"""Read direct messages from an X (Twitter) archive.

The scripts are read as data and never run. People are numbers in it; a number gets a handle only where an own post
mentions it, because looking handles up elsewhere would give away the list. Groups, notes to self and automatic
greetings are ignored.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from statistics import multimode
from typing import Any, NamedTuple

from coach.domain.text import clean_text
from coach.domain.wording import format_date
from coach.importers.dates import find_export_time, is_possible_date, parse_iso_time, parse_moment
from coach.importers.files.archive_members import Member
from coach.importers.files.json_reader import JsonStream, get_list, get_text, get_value
from coach.importers.files.text_encoding import decode_text
from coach.importers.import_result import (
    TIME_ORDER,
    ImportedConversation,
    ImportedMessage,
    ImportedPerson,
    ImportResult,
)
from coach.importers.mail.headers import parse_mail_date
from coach.importers.options import ImportOptions

CHANNEL = "x"
FORMAT = "x-archive"
TEXT_LIMIT = 20_000
_QUIET = timedelta(days=120)
_MESSAGES_MOVED = datetime(2025, 11, 1, tzinfo=UTC)  # when X began to keep messages in another system
_ENTRIES = 400_000  # of all conversations; more would not fit in memory
_COUNTED = {"follower": "followers", "following": "following"}
_ELEMENTS_LIMIT = 3_000_000  # far above the posts or followers of anybody who needs a coach
_PART_OF_NAME = re.compile(r"(?:-part\d+)?\.json$")
_SCRIPT_NAME = re.compile(r"\s*window\.(?:YTD\.(\w{1,80})\.part(\d{1,6})|(__THAR_CONFIG))\s*=\s*")


@dataclass(slots=True)
class _Archive:
    """What was read of an archive."""

    owner: str = ""
    made: datetime | None = None
    conversations: dict[str, list[_Entry]] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)
    handles: dict[str, tuple[datetime, str, str]] = field(default_factory=dict)
    """Id → when it was last mentioned, handle, display name."""
    counts: Counter[str] = field(default_factory=Counter)
    ignored: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)
    entries_left: int = _ENTRIES
    """Entries of conversations that may still come."""


def read_x_archive(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read one archive: the zip, its folder, or single scripts."""
    archive = _Archive()
    for member in sorted(members, key=lambda one: one.name):
        _read_script(archive, member, _read_script_name(member), keep_text=options.keep_text)
        member.forget_head()
    return _build_result(archive, members, options)


def _read_script(archive: _Archive, member: Member, name: str, *, keep_text: bool) -> None:
    if name == "__THAR_CONFIG":
        for one in _iterate_items(member):
            _read_manifest(archive, one)
    elif name == "account":
        for one in _iterate_items(member):
            archive.owner = _as_id(get_value(one, "account", "accountId")) or archive.owner
    elif name in ("direct_messages", "direct_message"):
        for one in _iterate_items(member):
            if not isinstance(get_value(one, "dmConversation"), dict):
                archive.ignored["damaged"] += not isinstance(one, dict)
                continue
            key = clean_text(get_text(one, "dmConversation", "conversationId"))
            entries = get_list(one, "dmConversation", "messages")
            archive.conversations.setdefault(key, []).extend(_parse_entries(archive, entries, keep_text=keep_text))
    elif name in ("direct_messages_group", "direct_message_group", "direct_message_group_chat"):
        for one in _iterate_items(member):
            archive.groups.add(clean_text(get_text(one, "dmConversation", "conversationId")))
    elif name.startswith("direct_message") and name.endswith("headers"):
        if any(True for _ in _iterate_items(member)):  # the same messages again, without their texts
            archive.ignored["headers_files"] += 1
    elif name in ("tweets", "tweet"):
        for one in _iterate_items(member):
            archive.counts["tweets"] += 1
            _read_mentions(archive.handles, get_value(one, "tweet") or one)
    elif name in _COUNTED:
        archive.counts[_COUNTED[name]] += sum(1 for _ in _iterate_items(member))


def _read_script_name(member: Member) -> str:
    """Return what a script of an X archive assigns to (`direct_messages`, `tweets`, …), or an empty text.

    Scripts that a program saved as JSON have no assignment; their name tells it.
    """
    head = decode_text(member.read_head(512)).removeprefix("\ufeff")
    if found := _SCRIPT_NAME.match(head):
        return found[1] or found[3]
    name = _PART_OF_NAME.sub("", member.file_name.lower())
    return name.replace("-", "_") if head.lstrip()[:1] in ("[", "{") else ""


def _iterate_items(member: Member) -> Iterator[Any]:
    """Yield the elements of the array (or the one object) after the first `=` of a script, which is never run,
    or of a JSON file.

    Ends early, with a warning on the source, at a damaged or too long element and after three million elements.
    """
    with member.open() as stream:
        text = JsonStream(stream)
        if text.peek_character() not in ("{", "["):
            text.skip_past("=")
        opening = text.peek_character()
        if opening not in ("{", "["):
            member.source.warn(f"{member.name} does not look like part of an X archive; left out.")
            return
        try:
            if opening == "{":
                yield text.take_value()
                return
            for count, value in enumerate(text.iterate_values()):
                if count == _ELEMENTS_LIMIT:
                    member.source.warn(
                        f"{member.name} is longer than can be read; the first {_ELEMENTS_LIMIT:,} entries were taken."
                    )
                    return
                yield value
        except (ValueError, RecursionError):
            member.source.warn(f"{member.name} is damaged, or one entry is too long; the readable part was used.")


def _read_manifest(archive: _Archive, manifest: Any) -> None:
    archive.made = _parse_time(get_text(manifest, "archiveInfo", "generationDate"))
    archive.owner = archive.owner or _as_id(get_value(manifest, "userInfo", "accountId"))
    if get_value(manifest, "archiveInfo", "isPartialArchive") in (True, "true"):
        archive.warnings.append("This archive is marked as partial: some conversations may not be in it.")


class _Entry(NamedTuple):
    """One entry of a conversation, as far as it is needed."""

    kind: str
    id: str
    at: datetime | None
    sender: str
    recipient: str
    reactors: tuple[str, ...]
    text: str | None


def _parse_entries(archive: _Archive, messages: Sequence[Any], *, keep_text: bool) -> Iterator[_Entry]:
    """Yield the entries of a conversation in file order, newest first."""
    for entry in messages:
        for kind, body in entry.items() if isinstance(entry, dict) else ():
            archive.entries_left -= 1
            if archive.entries_left <= 0:
                return
            yield _Entry(
                clean_text(kind, 40),
                _as_id(get_value(body, "id")),
                _parse_time(get_text(body, "createdAt")),
                _as_id(get_value(body, "senderId")),
                _as_id(get_value(body, "recipientId")),
                tuple(_as_id(get_value(one, "senderId")) for one in get_list(body, "reactions")),
                _readable_text(body) if keep_text else None,
            )


def _read_mentions(handles: dict[str, tuple[datetime, str, str]], tweet: Any) -> None:
    """Learn handles from one own post. The newest mention counts, because handles change."""
    at = parse_mail_date(get_text(tweet, "created_at")) or datetime.min.replace(tzinfo=UTC)
    mentions = [
        (get_value(one, "id_str"), get_text(one, "screen_name"), get_text(one, "name"))
        for one in get_list(tweet, "entities", "user_mentions")
    ]
    mentions.append((get_value(tweet, "in_reply_to_user_id_str"), get_text(tweet, "in_reply_to_screen_name"), ""))
    for number, handle, name in mentions:
        key, handle, name = _as_id(number), clean_text(handle, 50).lstrip("@"), clean_text(name)
        if not key or not handle:
            continue
        known = handles.get(key)
        if known is None or at > known[0]:
            handles[key] = (at, handle, name or (known[2] if known and known[1] == handle else ""))
        elif known[1] == handle and not known[2]:
            handles[key] = (known[0], handle, name)


def _warn_about_gaps(
    archive: _Archive, members: Sequence[Member], latest: datetime | None, as_of: datetime | None
) -> None:
    """Say what may be missing; that there are no messages, unless a file that could not be read has them."""
    made = as_of or archive.made
    has_moved = made is not None and made >= _MESSAGES_MOVED
    if not archive.conversations and not archive.groups and not any(member.source.warnings for member in members):
        more = " X has moved messages to a new system, which archives may leave out." if has_moved else ""
        archive.warnings.append(f"There are no direct messages in this archive.{more}")
    if archive.entries_left <= 0:
        archive.warnings.append(f"The archive is longer than can be read; the first {_ENTRIES:,} messages were taken.")
    if latest and made and has_moved and made - latest > _QUIET:
        archive.warnings.append(
            f"The newest message is from {format_date(latest, year=True)}, long before the archive was made. X has "
            "moved messages to a new system, so this archive may not have your newer messages."
        )


def _find_owner(archive: _Archive, options: ImportOptions) -> tuple[str, tuple[str, ...]]:
    """Return the owner's id, "" if that is in doubt, and who it may be: who takes part in most conversations."""
    given = [key for text in options.me if (key := _as_id(text.strip()))]
    two_sided = (key for key in archive.conversations if "-" in key)
    candidates = tuple(sorted(multimode(number for key in two_sided for number in set(_list_ids(key)))))
    owner = given[0] if given else archive.owner or (candidates[0] if len(candidates) == 1 else "")
    if not owner and archive.conversations:
        archive.warnings.append(
            "It is not clear whose archive this is. Give the whole archive, or add your account number: --me NUMBER"
        )
    return owner, candidates


def _build_result(archive: _Archive, members: Sequence[Member], options: ImportOptions) -> ImportResult:
    owner, candidates = _find_owner(archive, options)
    times = [archive.made] if archive.made else [one.modified for m in members for one in m.source.members]
    as_of = options.as_of or find_export_time(times, options.now)
    messages, threads, acknowledged = _sort_conversations(archive, owner, as_of)
    people: dict[str, ImportedPerson] = {}
    for key in dict.fromkeys(message.person for message in messages):
        _, handle, name = archive.handles.get(key, (None, None, None))
        people[key] = ImportedPerson(key, name or None, CHANNEL, handle, acknowledged=key in acknowledged, seen=as_of)
    _warn_about_gaps(archive, members, max((message.at for message in messages), default=None), options.as_of)
    return ImportResult(
        format=FORMAT,
        variant="archive",
        as_of=as_of,
        owner=owner or None,
        owner_candidates=() if owner else candidates,
        people=people,
        messages=tuple(sorted(messages, key=TIME_ORDER)),
        threads=threads,
        counts={
            "conversations": len(archive.conversations),
            "groups": len(archive.groups),
            "handles_known": len(archive.handles.keys() - {owner}),
            **archive.counts,
        },
        ignored={reason: count for reason, count in archive.ignored.items() if count},
        warnings=tuple(archive.warnings),
    )


def _sort_conversations(
    archive: _Archive, owner: str, as_of: datetime | None
) -> tuple[list[ImportedMessage], dict[str, ImportedConversation], set[str]]:
    """Return the messages with single people, all conversations, and who reacted to a message of the owner."""
    messages: list[ImportedMessage] = []
    threads: dict[str, ImportedConversation] = {}
    acknowledged: set[str] = set()
    for key, entries in archive.conversations.items() if owner else ():
        if _is_group(key, entries):
            archive.groups.add(key)
            continue
        person = _other_person(key, entries, owner)
        found = _build_messages(key, person, entries, archive.ignored)
        archive.counts["direct_messages"] += len(found)
        if person == owner:
            threads[key] = ImportedConversation("notes_to_self", seen=as_of)
            archive.ignored["notes_to_self"] += 1
            continue
        threads[key] = ImportedConversation("direct", person, as_of)
        messages += found
        if any(
            person in entry.reactors or (entry.kind == "reactionCreate" and entry.sender == person) for entry in entries
        ):
            acknowledged.add(person)
    for key in archive.groups:
        threads[key] = ImportedConversation("group_thread", seen=as_of)
        archive.ignored["group_thread"] += 1
    return messages, threads, acknowledged


def _build_messages(
    key: str, person: str, entries: Sequence[_Entry], ignored: Counter[str]
) -> Collection[ImportedMessage]:
    """Return the messages of one conversation of two, each once."""
    found: dict[str, ImportedMessage] = {}
    for entry in reversed(entries):  # the archive has the newest first
        if entry.kind == "welcomeMessageCreate":
            ignored["welcome_message"] += 1
        elif entry.kind == "messageCreate":
            message = _build_message(key, person, entry)
            if message is None:
                ignored["no_date" if entry.at is None else "damaged_message"] += 1
            elif message.key in found:
                ignored["duplicate"] += 1
            else:
                found[message.key] = message
        elif entry.kind != "reactionCreate":
            ignored["notice"] += 1
    return found.values()


def _build_message(thread: str, person: str, entry: _Entry) -> ImportedMessage | None:
    if entry.at is None or not entry.id or not (entry.sender or entry.recipient):
        return None
    outbound = entry.sender != person if entry.sender else entry.recipient == person
    key = f"{CHANNEL}|{entry.id}"
    return ImportedMessage(key, person, entry.at, outbound, CHANNEL, text=entry.text, thread=thread)


def _readable_text(body: Any) -> str:
    """Return a message as people read it: entities resolved, shortened links as the addresses they stand for."""
    text = get_text(body, "text")[: TEXT_LIMIT * 4]
    for url in get_list(body, "urls")[:50]:
        short, full = get_text(url, "url"), get_text(url, "expanded")
        if short and full:
            text = text.replace(short, full[:2000])
    return clean_text(unescape(text), TEXT_LIMIT, lines=True)


def _other_person(key: str, entries: Sequence[_Entry], owner: str) -> str:
    """Return the other side of a conversation `<a>-<b>`; the owner for notes to oneself."""
    ids = _list_ids(key)
    if len(ids) != 2:
        ids = [number for entry in entries for number in (entry.sender, entry.recipient) if number]
    return next((number for number in ids if number != owner), owner)


def _is_group(key: str, entries: Sequence[_Entry]) -> bool:
    """Return whether a conversation, whose key does not name two people, has more than two or no one recipient."""
    if len(_list_ids(key)) == 2:
        return False
    written = [entry for entry in entries if entry.kind == "messageCreate"]
    people = {number for entry in written for number in (entry.sender, entry.recipient)} - {"", "0"}
    return len(people) > 2 or any(entry.recipient in ("", "0") for entry in written)


def _list_ids(key: str) -> list[str]:
    """Return the people whom the key of a conversation names, as in `<a>-<b>`."""
    return [number for part in key.split("-") if (number := _as_id(part))]


def _as_id(value: Any) -> str:
    """Return a number of X as text, or empty; -1 stands for an account that is gone."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return text if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= 30 else ""


def _parse_time(text: str) -> datetime | None:
    """Return ISO 8601 with `Z`, or milliseconds since 1970, as a time in UTC, or None."""
    at = (parse_moment(text) if text.isdecimal() else None) or parse_iso_time(text)
    return at.astimezone(UTC) if at is not None and at.tzinfo is not None and is_possible_date(at) else None
