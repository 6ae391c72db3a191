"""Read an exported WhatsApp chat (text): who, when, in which direction. Texts are not kept, and groups are ignored."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from coach.domain.clock import convert_to_24_hours, resolve_wall_time
from coach.domain.text import clean_text, fold_text, normalize_phone
from coach.importers.dates import (
    HALF_PATTERN,
    describe_assumed_order,
    find_order,
    is_possible_date,
    make_wall_time,
    parse_numeric_day,
    read_half_of_day,
)
from coach.importers.files.archive_members import Member
from coach.importers.files.text_encoding import decode_text
from coach.importers.import_result import NAME_ONLY, TIME_ORDER, ImportedMessage, ImportedPerson, ImportResult
from coach.importers.options import ImportOptions

CHANNEL = "whatsapp"
SIZE_LIMIT = 64 * 1024 * 1024
"""Bytes of one chat that are read."""
_DAY = r"(?P<day>\d{1,4}[./-] ?\d{1,2}[./-] ?\d{1,4}\.?)(?: ?г\.)?"
_CLOCK = (
    rf"(?P<before>{HALF_PATTERN})? ?(?P<hour>\d{{1,2}})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d))?"
    rf" ?(?P<after>{HALF_PATTERN})?(?: Uhr| h)?"
)
_AT = r",? (?:(?:um|klo|kl\.?|à|às|a las|at|om|la|o|в|на|ve) )?"
_REST = r"(?P<end>\]|,| [-–—]|:) (?P<rest>.{1,400})"
_LINES = (
    re.compile(rf"\[?{_DAY}{_AT}{_CLOCK}{_REST}", re.I),
    re.compile(rf"\[?{_CLOCK}, {_DAY}{_REST}", re.I),
)
"""A line that begins a message, of any phone: `[24.11.26, 18:00:05] Ana: `, `11/24/26, 6:00 PM - Ana: `, and in some
languages the time first: `18:00, 24/11/2026 - Ana: `."""
_MARKS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SPACES = str.maketrans({"\u202f": " ", "\xa0": " ", "،": ","})
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_NOTICE_LENGTH = 45
"""Letters from which a marked text at the start of a chat is the notice about encryption, and no "image omitted"."""
_CHAT_FILE = re.compile(
    r"(?i).{0,20}whatsapp(?:.chatt?)? (?:with|mit|avec|con|com|met|med|z|-) ?(.{1,80}?)(?: ?\(\d+\))?(?:\.txt|\.zip)?"
)
_QUOTED = re.compile(r"[\"“”„«»] ?([^\"“”„«»]{1,120}?) ?[\"“”„«»]")
"""A name that a line of the program quotes, such as `Mo created group "Crew"`."""
_BRACKETS = re.compile(r"(?i)(.{1,120}?) ?\((?!\d)[^()]{1,20}\)(?: ?\(\d+\))?(?:\.txt|\.zip)?$")
"""A title that ends in brackets, such as "WhatsApp Chat with Mo (You).txt"."""


@dataclass(slots=True)
class _Chat:
    """One chat, before it is known who its owner is."""

    other: str
    """The name of the other side by the name of the file, or nothing."""
    lines: list[tuple[datetime, str]] = field(default_factory=list)
    """(local time, sender)"""
    is_group: bool = False
    """A line of the program calls it a group of that name."""

    @property
    def senders(self) -> set[str]:
        return {sender for _, sender in self.lines}


def begins_as_chat(head: bytes) -> bool:
    """Return whether a text begins with a line of a chat, and a line near its start names a sender."""
    lines = decode_text(head).strip().splitlines()[:50]
    if not lines or not _match_line(lines[0]):
        return False
    return any(": " in line["rest"] for text in lines if (line := _match_line(text)))


def read_whatsapp(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read chats of two. Their times are those of the phone, read by the clock of this computer."""
    ignored: Counter[str] = Counter()
    warnings: list[str] = []
    chats: list[_Chat] = []
    for member in members:
        chat = _read_chat(member, options, ignored, warnings)
        if _is_with_oneself(member, chat.senders):
            ignored["notes_to_self"] += 1
        elif (
            chat.is_group
            or len(chat.senders) > 2
            or (len(chat.senders) == 2 and chat.other and chat.other not in chat.senders)
        ):
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
        key = f"{NAME_ONLY}{fold_text(other)}"
        is_number = normalize_phone(other) != ""  # nobody of that name is among the contacts of the phone
        people[key] = ImportedPerson(key, None if is_number else other, CHANNEL, other if is_number else None)
        same_minute: Counter[tuple[datetime, bool]] = Counter()
        same_moment: Counter[datetime] = Counter()
        for local, sender in chat.lines:
            out, minute = sender == owner, local.replace(second=0)  # an iPhone names seconds, other phones do not
            same_minute[minute, out] += 1
            mark = f"{CHANNEL}|{key}|{minute:%Y-%m-%dT%H:%M:%S}|{'out' if out else 'in'}|{same_minute[minute, out]}"
            if mark in messages:
                ignored["duplicate"] += 1
            at = resolve_wall_time(local).astimezone(UTC) + timedelta(microseconds=same_moment[local])
            same_moment[local] += 1  # so the order of the file holds
            messages[mark] = ImportedMessage(mark, key, at, out, CHANNEL)
    if chats and not owner:
        warnings.append("It is not clear whose chat this is. Give your own name with: --me NAME")
    return ImportResult(
        "whatsapp",
        owner=owner or None,
        owner_candidates=candidates,
        people=people,
        messages=tuple(sorted(messages.values(), key=TIME_ORDER)),
        counts={"chats": len(chats), "messages": len(messages)},
        ignored=dict(sorted(ignored.items())),
        warnings=tuple(warnings),
    )


def _read_chat(member: Member, options: ImportOptions, ignored: Counter[str], warnings: list[str]) -> _Chat:
    rows = list(_split_lines(decode_text(member.read_bytes(SIZE_LIMIT)), ignored))
    order = _find_order(member, rows, options, warnings)
    chat = _Chat("")
    for found in rows:
        sender, colon, _ = found["rest"].partition(": ")
        at = _parse_time(found, order)
        if not colon:
            ignored["notice"] += 1  # "You created this group", "Messages are end-to-end encrypted"
        elif at is None:
            ignored["no_date"] += 1
        else:
            chat.lines.append((at, clean_text(sender.lstrip("~ "))))
    chat.other = _find_other_side(member, chat.senders)
    quoted = (
        _keep_letters(name) for found in rows if ": " not in found["rest"] for name in _QUOTED.findall(found["rest"])
    )
    chat.is_group = chat.other != "" and _keep_letters(chat.other) in quoted
    return chat


def _find_other_side(member: Member, senders: Iterable[str]) -> str:
    """Return whom a chat is with by the name of its file, folder or zip, or nothing.

    Each language has words of its own before or behind the name, and a file leaves out what its system does not take.
    """
    titles = [one for one in (*reversed(member.name.split("/")), member.source.name) if "whatsapp" in one.lower()]
    for title in titles:
        shown = _keep_letters(title)
        named = {bare: name for name in senders if (bare := _keep_letters(name)) and bare in shown}
        longest = max(named, key=len, default="")
        if longest and all(bare in longest for bare in named):
            return named[longest]
    found = next((found for title in titles if (found := _CHAT_FILE.fullmatch(title))), None)
    return clean_text(found[1]) if found else ""


def _is_with_oneself(member: Member, senders: Collection[str]) -> bool:
    """Return whether somebody writes to nobody but themselves: the title has "(You)" behind the only sender."""
    if len(senders) != 1:
        return False
    (bare,) = map(_keep_letters, senders)
    found = (_BRACKETS.match(title) for title in (*member.name.split("/"), member.source.name))
    return any(title and _keep_letters(title[1]).endswith(bare) for title in found)


def _keep_letters(text: str) -> str:
    return "".join(letter for letter in fold_text(text) if letter.isalnum())


def _split_lines(text: str, ignored: Counter[str]) -> Iterator[re.Match[str]]:
    """Yield the lines that begin a message.

    An iPhone puts a name before the notice that a chat is encrypted, which is no message.
    """
    for number, line in enumerate(text.strip().splitlines()):
        if found := _match_line(line):
            told = line.partition(": ")[2]
            if not number and told.startswith("\u200e") and len(told) >= _NOTICE_LENGTH and "<" not in told:
                ignored["notice"] += 1
            else:
                yield found


def _match_line(line: str) -> re.Match[str] | None:
    """Return the parts of a line that begins a message. A comma ends a time only behind a word for half of the day."""
    line = line[:600]
    if not line.isascii():
        line = _MARKS.sub("", line).translate(_SPACES)
        line = _OTHER_DIGIT.sub(lambda found: str(unicodedata.digit(found[0])), line)
    elif not line.lstrip()[:1].isdigit() and "[" not in line[:2]:
        return None  # most further lines of a message
    found = next((found for pattern in _LINES if (found := pattern.match(line.strip()))), None)
    if found is None or (found["end"] == "," and not found["before"]):
        return None
    return None if found["end"] == ":" and found["day"][:4].isdecimal() else found


def _find_order(member: Member, rows: Sequence[re.Match[str]], options: ImportOptions, warnings: list[str]) -> str:
    """Return the order of day, month and year in the dates of a chat, as the person gives it or the dates tell it."""
    days = (found["day"].replace(" ", "") for found in rows)
    order = find_order(days, options.mapping) or _order_in_time(rows)
    if not order:
        order = "dmy"
        warnings.append(describe_assumed_order(member.file_name, order))
    return order


def _order_in_time(rows: Sequence[re.Match[str]]) -> str:
    """Return the order of day and month in which the chat goes forward in time, if only one does."""
    forward = []
    for order in ("dmy", "mdy"):
        days = [parse_numeric_day(found["day"].replace(" ", ""), order) for found in rows]
        known = [day for day in days if day]
        if known == sorted(known) and len(known) == len(days):
            forward.append(order)
    return forward[0] if len(forward) == 1 else ""


def _parse_time(found: re.Match[str], order: str) -> datetime | None:
    day = parse_numeric_day(found["day"].replace(" ", ""), order)
    hour = int(found["hour"])
    if half := read_half_of_day(found["before"] or found["after"] or ""):
        hour = convert_to_24_hours(hour, half)
    at = make_wall_time(day, hour, int(found["minute"]), int(found["second"] or 0)) if day else None
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
