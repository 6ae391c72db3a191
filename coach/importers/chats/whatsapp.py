"""Read an exported WhatsApp chat (text): who, when, in which direction. Texts are not kept, and groups are ignored."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from coach.domain.text import clean_text, fold_text
from coach.importers.files.source import Member
from coach.importers.files.text_lines import decode_text
from coach.importers.import_result import ImportedMessage, ImportedPerson, ImportResult
from coach.importers.numeric_dates import find_date_order, parse_numeric_day
from coach.importers.options import ImportOptions
from coach.importers.possible_dates import is_possible_date

CHANNEL = "whatsapp"
SIZE_LIMIT = 64 * 1024 * 1024
"""Bytes of one chat that are read."""
_LINE = re.compile(
    r"\[?(\d{1,4}[./-]\d{1,2}[./-]\d{2,4}),? (\d{1,2})[:.](\d\d)(?:[:.](\d\d))?[\s\u202f]*([ap]\.?\s?m\.?)?"
    r"(?:\]| -) (.{1,400})",
    re.I,
)
_CHAT_FILE = re.compile(r"(?i)whatsapp.chat (?:with|mit|avec|con|com|met|-) ?(.{1,80}?)(?: \(\d+\))?(?:\.txt|\.zip)?")


@dataclass(slots=True)
class _Chat:
    """One chat, before it is known who its owner is."""

    other: str
    """The name of the other side by the name of the file, or nothing."""
    lines: list[tuple[datetime, str]] = field(default_factory=list)
    """(local time, sender)"""

    @property
    def senders(self) -> set[str]:
        return {sender for _, sender in self.lines}


def read_whatsapp(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read chats of two. Their times are those of the phone, read by the clock of this computer."""
    ignored: Counter[str] = Counter()
    warnings: list[str] = []
    chats: list[_Chat] = []
    for member in members:
        options.check_cancelled()
        chat = _read_chat(member, ignored, warnings)
        if len(chat.senders) > 2 or (len(chat.senders) == 2 and chat.other and chat.other not in chat.senders):
            ignored["group_thread"] += 1
        elif chat.lines:
            chats.append(chat)
    owner, candidates = _find_owner(chats, options.me)
    people: dict[str, ImportedPerson] = {}
    messages: dict[str, ImportedMessage] = {}
    for chat in chats if owner else ():
        other = next((name for name in (*sorted(chat.senders - {owner}), chat.other) if name), "")
        if not other:
            ignored["no_other_person"] += 1
            continue
        key = f"name:{fold_text(other)}"
        people[key] = ImportedPerson(key, other, CHANNEL)
        same: Counter[tuple[datetime, bool]] = Counter()
        for local, sender in chat.lines:
            out = sender == owner
            same[local, out] += 1
            mark = f"{CHANNEL}|{key}|{local:%Y-%m-%dT%H:%M:%S}|{'out' if out else 'in'}|{same[local, out]}"
            if mark in messages:
                ignored["duplicate"] += 1
            messages[mark] = ImportedMessage(mark, key, local.astimezone(UTC), out, CHANNEL)
    if chats and not owner:
        warnings.append("It is not clear whose chat this is. Say it with: --me NAME")
    return ImportResult(
        "whatsapp",
        owner=owner or None,
        owner_candidates=candidates,
        people=people,
        messages=tuple(sorted(messages.values(), key=lambda one: (one.at, one.key))),
        counts={"chats": len(chats), "messages": len(messages)},
        ignored=dict(sorted(ignored.items())),
        warnings=tuple(warnings),
    )


def _read_chat(member: Member, ignored: Counter[str], warnings: list[str]) -> _Chat:
    rows = list(_split_lines(decode_text(member.read_bytes(SIZE_LIMIT))))
    order, certain = find_date_order(found[1] for found in rows)
    if not certain:
        order = _order_in_time(rows)
        if not order:
            order = "dmy"
            warnings.append(f"{member.file_name}: dates are read as day/month/year.")
    named = _CHAT_FILE.fullmatch(member.file_name) or _CHAT_FILE.fullmatch(member.source.name)
    chat = _Chat(clean_text(named[1]) if named else "")
    for found in rows:
        sender, colon, _ = found[6].partition(": ")
        at = _parse_time(found, order)
        if not colon:
            ignored["notice"] += 1  # "You created this group", "Messages are end-to-end encrypted"
        elif at is None:
            ignored["no_date"] += 1
        else:
            chat.lines.append((at, clean_text(sender.lstrip("~\u202f "))))
    return chat


def _split_lines(text: str) -> Iterator[re.Match[str]]:
    for line in text.splitlines():
        if found := _LINE.match(line.strip("\u200e\u200f\u202a\u202c\ufeff ").replace("\u200e", "")):
            yield found


def _order_in_time(rows: Sequence[re.Match[str]]) -> str:
    """Return the order of day and month in which the chat goes forward in time, if only one does."""
    forward = []
    for order in ("dmy", "mdy"):
        days = [parse_numeric_day(found[1], order) for found in rows]
        known = [day for day in days if day]
        if known == sorted(known) and len(known) == len(days):
            forward.append(order)
    return forward[0] if len(forward) == 1 else ""


def _parse_time(found: re.Match[str], order: str) -> datetime | None:
    day = parse_numeric_day(found[1], order)
    hour = int(found[2])
    if found[5]:
        hour = hour % 12 + (12 if found[5][0] in "pP" else 0)
    try:
        at = datetime(*day, hour, int(found[3]), int(found[4] or 0)) if day else None  # noqa: DTZ001
    except ValueError:
        return None
    return at if at is not None and is_possible_date(at) else None


def _find_owner(chats: Sequence[_Chat], me: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return the owner's name in the chats, or who it may be.

    It is given, or the one who is in every chat, or who is left once the name of the file tells the other side.
    """
    senders = Counter(name for chat in chats for name in chat.senders)
    wanted = {fold_text(name) for name in me}
    if given := next((name for name in senders if fold_text(name) in wanted), ""):
        return given, ()
    left = {name for chat in chats if chat.other for name in chat.senders - {chat.other}}
    if len(left) == 1:
        return left.pop(), ()
    everywhere = [name for name, count in senders.items() if count == len(chats)]
    if len(chats) > 1 and len(everywhere) == 1:
        return everywhere[0], ()
    if not left and chats and all(chat.other for chat in chats):
        return "me", ()  # the owner has written nothing in any of them
    return "", tuple(sorted(senders))
