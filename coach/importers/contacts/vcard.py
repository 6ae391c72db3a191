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

from coach.importers.contacts.contact_collector import ContactCollector
from coach.importers.files.archive_members import Member
from coach.importers.files.json_reader import read_json_file
from coach.importers.files.text_encoding import LINE_LIMIT, QUOTED_PRINTABLE, decode_text, guess_code_page, unfold_lines
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions

Card = Mapping[str, list[Any]]
"""The values of each property by its name in small letters; `n` has the parts of the name, family name first."""
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
_LINKS = ("url", "x-socialprofile", "socialprofile")
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
    warnings: list[str] = []
    count = 0
    for member in members:
        code_page = guess_code_page(member.read_head())
        for number, lines in enumerate(_split_cards(member), start=1):
            if count >= CARDS_LIMIT:
                warnings.append(f"The first {CARDS_LIMIT:,} cards were read; the others are left out.")
                break
            count += 1
            if (card := _parse_card(lines, code_page)) is not None:
                _add_card(collector, card)
                continue
            collector.ignored["damaged"] += 1
            if collector.ignored["damaged"] <= 5:
                warnings.append(f"{member.file_name}: card {number} is damaged and was left out.")
    return _build_result(collector, "", warnings, count)


def read_jcards(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read all cards as contacts, under the keys that they have as vCards."""
    collector = ContactCollector()
    warnings: list[str] = []
    count = 0
    for member in members:
        for properties in _list_jcards(read_json_file(member, warnings, collector.ignored)):
            count += 1
            if properties is None:
                collector.ignored["damaged"] += 1
            else:
                _add_card(collector, _sort_properties(properties))
    return _build_result(collector, "jCard", warnings, count)


def _build_result(collector: ContactCollector, variant: str, warnings: list[str], cards: int) -> ImportResult:
    if count := collector.unread_birthdays:
        what = "birthday" if count == 1 else "birthdays"
        warnings.append(f"{count:,} {what} left out, because the date cannot be read.")
    return collector.build_result("vcard", variant, warnings, cards=cards)


def _add_card(collector: ContactCollector, card: Card) -> None:
    if "group" in (_first_text(card, "kind").casefold(), _first_text(card, "x-addressbookserver-kind")):
        collector.ignored["group"] += 1
        return
    links = [_join(link) for name in _LINKS for link in card.get(name, ())]
    organisation = card.get("org", [""])[0]  # its units follow
    collector.add_contact(
        _first_text(card, "fn") or _join_name(card) or _first_text(card, "nickname"),
        [_join(mail).removeprefix("mailto:") for mail in card.get("email", ())],
        uid=_first_text(card, "uid"),
        company=_join(organisation[0] if isinstance(organisation, list) and organisation else organisation),
        position=_first_text(card, "title") or _first_text(card, "role"),
        birthday=_first_text(card, "bday"),
        links=[link for link in links if "." in link],
        phones=[_join(phone) for phone in card.get("tel", ())],
    )


def _join_name(card: Card) -> str:
    """Return the name in its parts (family, given, further ones), given name first."""
    parts = next((value for value in card.get("n", ()) if isinstance(value, list)), [])
    family, given, *further = [*map(_join, parts[:3]), "", ""]
    return " ".join(filter(None, (given, *further[:1], family)))


def _first_text(card: Card, name: str) -> str:
    return _join(card.get(name, [""])[0]).strip()


def _join(value: Any) -> str:
    """Return a value as text; the parts of one that has several are joined by spaces."""
    if isinstance(value, list):
        return " ".join(filter(None, map(_join, value)))
    return str(value) if isinstance(value, str | int | float) else ""


def _list_jcards(document: Any) -> Iterator[list[Any] | None]:
    """Yield the properties of each jCard, None for a damaged one."""
    if not isinstance(document, list):
        return
    for card in [document] if document[:1] == ["vcard"] else document:
        is_whole = isinstance(card, list) and card[:1] == ["vcard"] and len(card) > 1 and isinstance(card[1], list)
        yield card[1] if is_whole else None


def _sort_properties(properties: Sequence[Any]) -> Card:
    """Return the values of a jCard by the names of their properties, which are [name, parameters, type, value, …]."""
    card: dict[str, list[Any]] = {}
    whole = [one for one in properties if isinstance(one, list) and len(one) > 3 and isinstance(one[0], str)]
    for one in sorted(whole, key=lambda one: _rank_preference(one[1] if isinstance(one[1], dict) else {})):
        card.setdefault(one[0].casefold(), []).append(one[3])
    return card


def _rank_preference(parameters: Mapping[str, Any]) -> int:
    """Return 1 to 100 for a property that the card prefers (PREF=1, TYPE=pref), the first of all 1; 101 for others."""
    given: dict[str, list[str]] = {}
    for name, value in parameters.items():
        words = [word for word in (value if isinstance(value, list) else [value]) if isinstance(word, str | int)]
        given[name.casefold()] = " ".join(map(str, words)).casefold().replace(",", " ").split()
    rank = next(iter(given.get("pref", ())), "")
    if rank.isdecimal() and len(rank) <= 3 and 1 <= int(rank) <= 100:
        return int(rank)
    return 1 if "pref" in given.get("type", ()) else 101


def _parse_card(lines: Sequence[bytes], code_page: str | None) -> Card | None:
    """Return the values of one vCard from its unfolded properties, None if it is damaged."""
    import vobject  # slow to load, and needed for vCards only

    logging.getLogger("vobject.base").disabled = True  # it prints lines it cannot read, which are private
    text = "\r\n".join(["BEGIN:VCARD", *(_decode_property(line, code_page) for line in lines), "END:VCARD", ""])
    try:
        contents = vobject.readOne(text, ignoreUnreadable=True, allowQP=False).contents
    except Exception:
        return None  # the library raises many kinds of errors on damaged cards
    card = {name: [one.value for one in sorted(values, key=_find_preference)] for name, values in contents.items()}
    card["n"] = [[getattr(name, part, "") for part in ("family", "given", "additional")] for name in card.get("n", [])]
    for name in _LINKS:  # programs put marks before colons and commas
        card[name] = [re.sub(r"\\([:,;\\])", r"\1", str(link)).strip() for link in card.get(name, [])]
    return card if contents else None


def _find_preference(line: Any) -> int:
    """Return how much a card prefers a line of it; in version 2.1 the types stand there without a name."""
    return _rank_preference({**line.params, "TYPE": [*line.params.get("TYPE", ()), *line.singletonparams]})


def _decode_property(line: bytes, code_page: str | None) -> str:
    """Return one property as text: its charset and encoding decoded, commas of a single text escaped.

    Text that is in no charset is in the code page that the file seems to be in.
    """
    head, colon, value = line.partition(b":")
    quoted, packed, named = QUOTED_PRINTABLE.search(head), _BASE64.search(head), _CHARSET.search(head)
    head = _CHARSET.sub(b"", _BASE64.sub(b"", QUOTED_PRINTABLE.sub(b"", head)))
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
        elif card is not None and not inside and len(card) < _LINES_LIMIT and _is_needed(line):
            card.append(line)
        before = line
    if card:
        member.source.warn(f"{member.file_name} ends in the middle of a card.")
        yield card[:-1] if card[-1] == before and _ADDRESS.match(before) else card  # half an address is a wrong one


def _is_needed(line: bytes) -> bool:
    return len(line) <= LINE_LIMIT and _NEEDED.match(line[:1024]) is not None
