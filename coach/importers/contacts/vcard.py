"""Read vCards 2.1 to 4.0, and jCards, which are vCards as JSON (RFC 7095).

A file of vCards is split into cards here, and vobject parses each by itself: a fold can split a character, photos are
skipped undecoded, and one damaged card does not spoil the others.
"""

from __future__ import annotations

import base64
import logging
import quopri
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from coach.importers.contacts.collector import ContactCollector, ContactEntry, describe_unread_birthdays
from coach.importers.files.json_reader import read_json_file
from coach.importers.files.members import Member
from coach.importers.files.text_lines import LINE_LIMIT, decode_text, guess_code_page, unfold_lines
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions

CARDS_LIMIT = 20_000
_LINES_LIMIT = 200
_BEGIN, _END = re.compile(rb"(?i)^[ \t]*BEGIN[ \t]*:[ \t]*VCARD\b"), re.compile(rb"(?i)^END[ \t]*:[ \t]*VCARD\b")
_AGENT = re.compile(rb"(?i)^(?:[A-Z0-9-]{1,40}\.)?AGENT(?:;[^:]*)?:\s*$")
# What is looked at; everything else a card may hold is passed over before it is parsed.
_NEEDED = re.compile(
    rb"(?i)^(?:[A-Z0-9-]{1,40}\.)?"
    rb"(VERSION|FN|N|NICKNAME|ORG|TITLE|ROLE|EMAIL|TEL|UID|KIND|BDAY|URL|X-SOCIALPROFILE|SOCIALPROFILE|X-ADDRESSBOOKSERVER-KIND)"
    rb"(;[^\r\n]*?|)[ \t]*:"
)
_QUOTED = re.compile(rb"(?i);(?:ENCODING=)?QUOTED-PRINTABLE")
_CHARSET = re.compile(rb"(?i);CHARSET=\"?([A-Z0-9_:.-]{1,30})\"?")
_CHARSETS = {"macintosh": "mac_roman", "x-mac-roman": "mac_roman", "mac": "mac_roman", "ansi": "cp1252"}
"""Names of charsets that Python does not know."""
_SINGLE_TEXT = re.compile(rb"(?i)(?:[A-Z0-9-]{1,40}\.)?(?:FN|TITLE|ROLE|ORG|NICKNAME)(?:;|$)")
_BARE_COMMA = re.compile(r"(?<!\\)((?:\\\\)*),")
_ADDRESS = re.compile(rb"(?i)(?:[A-Z0-9-]{1,40}\.)?(?:EMAIL|TEL|URL)[;:]")
_BASE64 = re.compile(rb"(?i);(?:ENCODING=)?\"?(?:B|BASE64)\"?(?=[;:]|$)")
"""Texts can be packed so, too: programs of telephones write names that are not plain ASCII in this way."""


def read_vcards(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read all cards as contacts. Damaged cards are counted."""
    collector = ContactCollector()
    counts = {"cards": 0, "damaged": 0}
    warnings: list[str] = []
    for member in members:
        code_page = guess_code_page(member.read_head())
        for number, card in enumerate(_split_cards(member), start=1):
            options.check_cancelled()
            if counts["cards"] >= CARDS_LIMIT:
                warnings.append(f"The first {CARDS_LIMIT:,} cards were read; the others are left out.")
                break
            counts["cards"] += 1
            if not _add_card(collector, card, code_page):
                counts["damaged"] += 1
                if counts["damaged"] <= 5:
                    warnings.append(f"{member.file_name}: card {number} is damaged and was left out.")
    if damaged := counts.pop("damaged"):
        collector.ignored["damaged"] += damaged
    warnings += describe_unread_birthdays(collector.unread_birthdays)
    return ImportResult(
        "vcard",
        contacts=collector.contacts,
        counts={**counts, "contacts": len(collector.contacts)},
        ignored=dict(sorted(collector.ignored.items())),
        warnings=tuple(warnings),
    )


def _add_card(collector: ContactCollector, lines: list[bytes], code_page: str | None) -> bool:
    """Add one card, and return whether it could be parsed."""
    card = _parse_card(lines, code_page)
    if card is None:
        return False
    if _first_value(card, "kind").casefold() == "group" or _first_value(card, "x-addressbookserver-kind") == "group":
        collector.ignored["group"] += 1
        return True
    company = card.contents["org"][0].value if "org" in card.contents else ""
    names = ("url", "x-socialprofile", "socialprofile")
    links = (_unescape(str(one.value)).strip() for name in names for one in card.contents.get(name, []))
    collector.add_contact(
        ContactEntry(
            _first_value(card, "fn") or _join_name(card) or _first_value(card, "nickname"),
            [str(one.value).removeprefix("mailto:") for one in card.contents.get("email", [])],
            uid=_first_value(card, "uid"),
            company=_join_text(company[0] if isinstance(company, list) and company else company),
            position=_first_value(card, "title") or _first_value(card, "role"),
            birthday=_first_value(card, "bday"),
            links=[link for link in links if "." in link],
            phones=[str(one.value) for one in card.contents.get("tel", [])],
        )
    )
    return True


def _unescape(text: str) -> str:
    """Return a web address without the marks that programs put before its colons and commas."""
    return re.sub(r"\\([:,;\\])", r"\1", text)


def _parse_card(lines: Sequence[bytes], code_page: str | None) -> Any:
    """Return the vobject of one card from its unfolded properties, or None if it is damaged."""
    import vobject  # slow to load, and needed for vCards only

    logging.getLogger("vobject.base").disabled = True  # it prints lines it cannot read, which are private
    text = "\r\n".join(["BEGIN:VCARD", *(_decode_property(line, code_page) for line in lines), "END:VCARD", ""])
    try:
        card = vobject.readOne(text, ignoreUnreadable=True, allowQP=False)
    except Exception:
        return None  # the library raises many kinds of errors on damaged cards
    return card if card is not None and getattr(card, "contents", None) else None


def _decode_property(line: bytes, code_page: str | None) -> str:
    """Return one property as text: its charset and encoding decoded, commas of a single text escaped.

    Text that is in no charset is in the code page that the file seems to be in.
    """
    head, colon, value = line.partition(b":")
    quoted, packed, named = _QUOTED.search(head), _BASE64.search(head), _CHARSET.search(head)
    head = _CHARSET.sub(b"", _BASE64.sub(b"", _QUOTED.sub(b"", head)))
    data = quopri.decodestring(value) if quoted else _unpack_base64(value) if packed else value
    charset = named[1].decode("ascii").casefold() if named else "utf-8"
    try:
        text = data.decode(_CHARSETS.get(charset, charset))
    except (LookupError, UnicodeError, ValueError):
        text = data.decode(code_page, "replace") if code_page else decode_text(data)
    if quoted or packed:
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    if _SINGLE_TEXT.match(head):
        text = _BARE_COMMA.sub(r"\1\\,", text)  # version 2.1 and many programs write it bare
    return decode_text(head + colon) + text.replace("\x00", "")


def _unpack_base64(value: bytes) -> bytes:
    """Return what a value in base64 stands for, nothing if it is damaged."""
    try:
        return base64.b64decode(b"".join(value.split()))
    except ValueError:
        return b""


def _first_value(card: Any, name: str) -> str:
    values = card.contents.get(name)
    return _join_text(values[0].value).strip() if values else ""


def _join_text(value: Any) -> str:
    """Return a text that the library may have split at commas."""
    return ", ".join(str(part).strip() for part in value) if isinstance(value, list) else str(value or "")


def _join_name(card: Any) -> str:
    """Return the name in its parts, given name first, as vobject splits them."""
    values = card.contents.get("n")
    if not values:
        return ""
    parts = (getattr(values[0].value, part, "") for part in ("given", "additional", "family"))
    return " ".join(" ".join(part) if isinstance(part, list) else str(part) for part in parts).strip()


def _split_cards(member: Member) -> Iterator[list[bytes]]:
    """Yield the needed properties of every card, unfolded."""
    card: list[bytes] | None = None
    inside = 0  # how deep in cards that a card may hold (AGENT)
    before = b""
    for line in unfold_lines(member, soft_breaks=True):
        if _BEGIN.match(line):
            if card is not None and (inside or _AGENT.match(before)):
                inside += 1
            else:
                if card is not None:
                    yield card  # its end is missing; what was read so far counts
                card = []
        elif _END.match(line) and card is not None:
            if inside:
                inside -= 1
            else:
                yield card
                card = None
        elif card is not None and not inside and len(card) < _LINES_LIMIT and (needed := _filter_property(line)):
            card.append(needed)
        before = line
    if card:
        member.source.warn(f"{member.file_name} ends in the middle of a card.")
        yield card[:-1] if card[-1] == before and _ADDRESS.match(before) else card  # half an address is a wrong one


def _filter_property(line: bytes) -> bytes:
    """Return the property if it is needed, else nothing. Long ones are skipped."""
    found = _NEEDED.match(line[:1024])
    return line if found and len(line) <= LINE_LIMIT else b""


def read_jcards(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read all cards as contacts, under the keys that they have as vCards."""
    collector = ContactCollector()
    warnings: list[str] = []
    count = 0
    for member in members:
        for properties in _list_cards(read_json_file(member, warnings, collector.ignored)):
            options.check_cancelled()
            count += 1
            if properties is None:
                collector.ignored["damaged"] += 1
                continue
            _add_jcard(collector, _read_properties(properties))
    warnings += describe_unread_birthdays(collector.unread_birthdays)
    return ImportResult(
        "vcard",
        "jCard",
        contacts=collector.contacts,
        counts={"cards": count, "contacts": len(collector.contacts)},
        ignored=dict(sorted(collector.ignored.items())),
        warnings=tuple(warnings),
    )


def _list_cards(document: Any) -> Iterator[list[Any] | None]:
    """Yield the properties of each card, None for a damaged one."""
    if not isinstance(document, list):
        return
    for card in [document] if document[:1] == ["vcard"] else document:
        is_whole = isinstance(card, list) and card[:1] == ["vcard"] and len(card) > 1 and isinstance(card[1], list)
        yield card[1] if is_whole else None


def _read_properties(properties: Sequence[Any]) -> dict[str, list[Any]]:
    """Return the values of each property by its name; one property is [name, parameters, type, value, …]."""
    card: dict[str, list[Any]] = {}
    for one in properties:
        if isinstance(one, list) and len(one) > 3 and isinstance(one[0], str):
            card.setdefault(one[0].casefold(), []).append(one[3])
    return card


def _add_jcard(collector: ContactCollector, card: Mapping[str, list[Any]]) -> None:
    if _first_text(card, "kind").casefold() == "group":
        collector.ignored["group"] += 1
        return
    links = [_join(value) for name in ("url", "x-socialprofile", "socialprofile") for value in card.get(name, ())]
    collector.add_contact(
        ContactEntry(
            _first_text(card, "fn") or _join_jcard_name(card) or _first_text(card, "nickname"),
            [_join(mail).removeprefix("mailto:") for mail in card.get("email", ())],
            uid=_first_text(card, "uid"),
            company=_first_part(card, "org"),
            position=_first_text(card, "title") or _first_text(card, "role"),
            birthday=_first_text(card, "bday"),
            links=[link for link in links if "." in link],
            phones=[_join(phone) for phone in card.get("tel", ())],
        )
    )


def _join_jcard_name(card: Mapping[str, list[Any]]) -> str:
    """Return the name in its parts (family, given, further ones), given name first."""
    parts = next((value for value in card.get("n", ()) if isinstance(value, list)), [])
    family, given, *further = [*map(_join, parts[:3]), "", ""]
    return " ".join(filter(None, (given, *further[:1], family)))


def _first_part(card: Mapping[str, list[Any]], name: str) -> str:
    """Return the first of the parts of a value: an organisation, without its units."""
    value = card.get(name, [""])[0]
    return _join(value[0] if isinstance(value, list) and value else value)


def _first_text(card: Mapping[str, list[Any]], name: str) -> str:
    return _join(card.get(name, [""])[0]).strip()


def _join(value: Any) -> str:
    """Return a value as text; the parts of one that has several are joined by spaces."""
    if isinstance(value, list):
        return " ".join(filter(None, map(_join, value)))
    return str(value) if isinstance(value, str | int | float) else ""
