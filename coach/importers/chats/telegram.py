"""Read a Telegram export (JSON): who, when, in which direction. Texts are not kept; groups and bots are ignored.

A call in which one talked is a meeting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from coach.domain.clock import resolve_wall_time
from coach.domain.text import clean_text, fold_text
from coach.importers.dates import is_possible_date, parse_iso_time
from coach.importers.files.archive_members import Member
from coach.importers.files.json_reader import get_list, get_value, read_json_file
from coach.importers.import_result import NAME_ONLY, TIME_ORDER, ImportedMessage, ImportedPerson, ImportResult
from coach.importers.options import ImportOptions

CHANNEL = "telegram"
SIZE_LIMIT = 128 * 1024 * 1024
"""Bytes of one export that are read."""
TALK_SECONDS = 30
"""Length of a call from which on it counts as a talk."""
_CALLS = ("phone_call", "group_call", "conference_call")
_REASONS = {"bot_chat": "bot", "saved_messages": "notes_to_self"}


def read_telegram(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read the personal chats of one export, or of a single chat."""
    ignored: Counter[str] = Counter()
    warnings: list[str] = []
    people: dict[str, ImportedPerson] = {}
    contacts: dict[str, ImportedPerson] = {}
    messages: dict[str, ImportedMessage] = {}
    chats = 0
    for member in members:
        document = read_json_file(member, warnings, ignored, SIZE_LIMIT)
        for contact in _read_contacts(document, ignored):
            _add_contact(contacts, contact, ignored)
        for chat in _list_chats(document):
            kind = chat.get("type")
            if kind != "personal_chat" or not isinstance(chat.get("id"), int):
                ignored["damaged" if "id" not in chat else _REASONS.get(str(kind), "group_thread")] += 1
                continue
            chats += 1
            key = f"user{chat.get('id')}"
            name = clean_text(str(chat.get("name") or ""))
            found = list(_read_messages(chat, key, ignored))
            if found:
                people[key] = ImportedPerson(key, name or None, CHANNEL)
            for one in found:
                ignored["duplicate"] += one.key in messages
                messages[one.key] = one
    for key, contact in list(contacts.items()):
        if person := _find_person(people, contact):
            known = people[person]
            people[person] = replace(known, name=known.name or contact.name, links=contact.links)
            del contacts[key]
    return ImportResult(
        "telegram",
        people=people,
        contacts=contacts,
        messages=tuple(sorted(messages.values(), key=TIME_ORDER)),
        counts={"chats": chats, "messages": len(messages)},
        ignored=dict(sorted((+ignored).items())),
        warnings=tuple(warnings),
    )


def _read_contacts(document: Any, ignored: Counter[str]) -> Iterator[ImportedPerson]:
    """Yield everybody in the address book of an export of a whole account, with their telephone number."""
    for entry in get_list(document, "contacts", "list"):
        if not isinstance(entry, dict):
            ignored["damaged"] += 1
            continue
        name = clean_text(" ".join(str(entry.get(part) or "") for part in ("first_name", "last_name")))
        number, phone = entry.get("user_id"), clean_text(str(entry.get("phone_number") or ""), 60)
        # Older exports have no id, and 0 stands for that of somebody who is not on Telegram.
        key = f"user{number}" if isinstance(number, int) and number > 0 else f"{NAME_ONLY}{fold_text(name)}"
        if name:
            links = (f"tel:{phone}",) if sum(map(str.isdigit, phone)) >= 3 else ()
            yield ImportedPerson(key, name, CHANNEL, links=links)
        else:
            ignored["empty"] += 1


def _add_contact(contacts: dict[str, ImportedPerson], contact: ImportedPerson, ignored: Counter[str]) -> None:
    """Add a contact; of two who are called the same and have no id, the number tells whether they are one."""
    known = contacts.get(contact.key)
    if known is not None and contact.key.startswith(NAME_ONLY) and known.links != contact.links:
        contact = replace(contact, key=f"{contact.key}|{''.join(contact.links)}")
    ignored["duplicate"] += contact.key in contacts
    contacts[contact.key] = contact


def _find_person(people: Mapping[str, ImportedPerson], contact: ImportedPerson) -> str:
    """Return the key of the one whom a contact is of those one has written with: by the id, else by a name of one."""
    if not contact.key.startswith(NAME_ONLY):
        return contact.key if contact.key in people else ""
    namesakes = [key for key, person in people.items() if person.name == contact.name]
    return namesakes[0] if len(namesakes) == 1 else ""


def _list_chats(document: Any) -> Iterator[Mapping[str, Any]]:
    is_account = any(isinstance(get_value(document, name), dict) for name in ("chats", "left_chats"))
    chats = [*get_list(document, "chats", "list"), *get_list(document, "left_chats", "list")]
    for chat in chats if is_account else [document]:
        if isinstance(get_value(chat, "messages"), list):
            yield chat


def _read_messages(chat: Mapping[str, Any], person: str, ignored: Counter[str]) -> Iterator[ImportedMessage]:
    for message in chat["messages"]:
        is_call = isinstance(message, dict) and message.get("type") == "service" and message.get("action") in _CALLS
        if not is_call and (not isinstance(message, dict) or message.get("type") != "message"):
            ignored["notice"] += 1
            continue
        if is_call and not _read_length(message) >= TALK_SECONDS:
            ignored["call"] += 1
            continue
        at, number = _parse_time(message), message.get("id")
        sender = person if is_call else message.get("from_id")  # whoever rang, the other side answered
        if isinstance(sender, int):  # before 2021 ids of people were bare numbers
            sender = f"user{sender}"
        if at is None or not isinstance(number, int) or not isinstance(sender, str):
            ignored["no_date" if at is None else "damaged_message"] += 1
            continue
        kind = "meeting" if is_call else "message"
        yield ImportedMessage(f"{CHANNEL}|{person}|{number}", person, at, sender != person, CHANNEL, kind)


def _read_length(call: Mapping[str, Any]) -> float:
    """Return the seconds that a call took, 0 if nobody answered."""
    seconds = call.get("duration_seconds", call.get("duration"))
    return seconds if isinstance(seconds, int | float) else 0


def _parse_time(message: Mapping[str, Any]) -> datetime | None:
    stamp, at = message.get("date_unixtime"), parse_iso_time(message.get("date"))
    try:
        if isinstance(stamp, str) and stamp.isdecimal() and len(stamp) <= 12:
            at = datetime.fromtimestamp(int(stamp), UTC)
        at = (at if at.tzinfo else resolve_wall_time(at)).astimezone(UTC) if at else None
    except (ValueError, OverflowError, OSError):
        return None
    return at if at is not None and is_possible_date(at) else None
