"""Parse mail headers: names, addresses, dates, ids and labels.

Only the headers that matter are read, every pattern is linear, and nothing raises.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from binascii import Error as BinasciiError
from collections.abc import Iterable
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import parsedate_to_datetime

from coach.domain.text import clean_text
from coach.importers.dates import parse_moment

Headers = dict[str, list[str]]
"""Lower-case name → values, unfolded, in order. Names that no rule looks at are left out."""

_NEEDED = frozenset({
    "action", "auto-submitted", "bcc", "cc", "content-type", "date", "delivered-to", "disposition", "from",
    "in-reply-to", "list-id", "list-post", "list-unsubscribe", "message-id", "precedence", "received", "references",
    "return-path", "sender", "subject", "to", "x-apple-action", "x-auto-response-suppress", "x-autoreply",
    "x-autorespond", "x-failed-recipients", "x-gmail-labels", "x-mozilla-status", "x-ms-exchange-inbox-rules-loop",
})  # fmt: skip
_VALUE_LIMIT = 32 * 1024  # characters of one header
_NAMES_LIMIT = 512  # recipients of one mail that are looked at
_FOLD = re.compile(r"\r?\n[ \t]+")
_ADDRESS_PARTS = re.compile(
    r'"(?P<quoted>(?:[^"\\]|\\.?)*)"?'
    r"|\((?P<comment>(?:[^()\\]|\\.?)*)\)?"
    r"|<(?P<angle>[^<>]*)>?"
    r"|(?P<end>[,;])"
    r"|(?P<group>:)"
    r'|(?P<word>[^\s",;:()<>]+)'
    r"|\s+|.",
    re.DOTALL,
)
_ADDRESS = re.compile(r"[^\s@:;,<>]{1,64}@[^\s@:;,<>]{1,253}")
_BEFORE_ADDRESS = re.compile(r"(?i)^mailto:|^@[^:]*:")
"""What some programs put in front of an address: its scheme, or its way over other computers (RFC 5322, obs-route)."""
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ID = re.compile(r"<([^<>\s]{1,998})>")
_LABEL = re.compile(r'"((?:[^"\\]|\\.?)*)"?|([^,"]+)', re.DOTALL)
_OTHER_DATE = re.compile(r"(?i)(?:GMT|UTC)[+-]\d|\d ?[ap]\.?m\b")
"""Parts of a date that the library passes over."""
_YEAR_OF_ZEROS = re.compile(r" 0\d{3}(?: |$)")
_CHARSET = re.compile(rb"(?i)charset[ \t]*=[ \t]*\"?([A-Za-z0-9_.:+-]{1,40})")
_ISO_2022 = re.compile(rb"\x1b(?:\$[@B]|\$\)C|\$\(D|\([JI])")
_MAIL_CHARSET = re.compile(
    r"utf-(?:7|8|16|16-[bl]e)|cp\d{3,4}|iso8859-\d+|koi8-[rut]|gb18030|big5(?:hkscs)?|euc_j\w+|shift_jis\w+|iso2022_\w+|hz"
    r"|tis-620|mac-\w+|johab"
)
_LARGER_CHARSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso2022_jp": "iso2022_jp_ext",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "ascii": "cp1252",
}
_EARLIEST, _LATEST = 1980, 2100  # years in which mail has been or will be sent


def read_headers(head: bytes) -> Headers:
    """Return the headers that matter of one header block."""
    text = _decode_head(head)
    found: Headers = {}
    for line in _FOLD.sub(" ", text).split("\n"):
        name, colon, value = line.partition(":")
        if colon and (name := name.rstrip().lower()) in _NEEDED:
            found.setdefault(name, []).append(value[:_VALUE_LIMIT].strip().replace("\x00", ""))
    return found


def _decode_head(head: bytes) -> str:
    """Return a header block as text: in UTF-8, else in the charset that the mail names, else in Windows-1252."""
    shift = _ISO_2022.search(head)
    if shift is not None and head.isascii():  # these charsets look like ASCII
        charset = "iso2022_kr" if shift[0] == b"\x1b$)C" else "iso2022_jp_ext"
    else:
        try:
            return head.decode()
        except UnicodeDecodeError:
            named = _CHARSET.search(head)
            charset = find_charset(named[1].decode()) if named else ""
    try:
        return head.decode(charset or "cp1252", "strict" if charset else "replace")
    except UnicodeError:
        return head.decode("cp1252", "replace")


def find_charset(name: str) -> str:
    """Return the codec for a charset that mail is written in, "" for any other codec of Python.

    Some programs name a charset and write a larger one; the larger one reads both.
    """
    try:
        codec = codecs.lookup(name.strip()).name
    except (LookupError, ValueError):
        return ""
    return _LARGER_CHARSETS.get(codec, codec if _MAIL_CHARSET.fullmatch(codec) else "")


def first_value(headers: Headers, name: str) -> str:
    """Return the first value of a header, or an empty text."""
    values = headers.get(name)
    return values[0] if values else ""


def decode_words(value: str) -> str:
    """Resolve encoded words (RFC 2047). What cannot be decoded stays as it is."""
    if "=?" not in value:
        return value
    try:
        parts = decode_header(value[:16384])
    except (HeaderParseError, BinasciiError, ValueError):
        return value
    return "".join(part if isinstance(part, str) else _decode_charset(part, charset) for part, charset in parts)


def _decode_charset(data: bytes, charset: str | None) -> str:
    if charset is None:
        return data.decode("raw-unicode-escape", "replace")  # how decode_header gives what was not encoded
    return data.decode(find_charset(charset) or "latin-1", "replace")


def parse_addresses(values: list[str]) -> list[tuple[str, str]]:
    """Return (name, address) of everybody in address headers (RFC 5322, and what is really found in mailboxes).

    Names are decoded and cleaned, empty if there is none. Entries without an address are left out; at most 512
    entries are looked at.
    """
    found: list[tuple[str, str]] = []
    entries = 0
    for value in values:
        name: list[str] = []
        comment = angle = ""
        for part in _ADDRESS_PARTS.finditer(value):
            kind = part.lastgroup
            if kind in ("quoted", "word"):
                name.append(_ESCAPED.sub(r"\1", part[kind]))
            elif kind == "comment":
                comment = part[kind]
            elif kind == "angle":
                angle = _BEFORE_ADDRESS.sub("", part[kind].strip())
            elif kind == "group":
                name.clear()
            elif kind == "end":
                if part["end"] == "," and name and not angle and not any("@" in word or "=?" in word for word in name):
                    name = [f"{' '.join(name)},"]  # "Lee, Ana <ana@…>" without the quotes it needs
                    continue
                _add_address(found, name, angle, comment)
                name, comment, angle = [], "", ""
                entries += 1
                if entries >= _NAMES_LIMIT:
                    return found
        _add_address(found, name, angle, comment)
    return found


def _add_address(found: list[tuple[str, str]], name: list[str], angle: str, comment: str) -> None:
    if not angle and any("=?" in word for word in name):
        whole = decode_words(" ".join(name))
        if "@" in whole and "=?" not in whole:  # name and address in one encoded word
            found += parse_addresses([whole])
            return
    if not angle:
        angle = next((word for word in name if "@" in word), "")
        name = [comment] if comment else []
    address = clean_text(angle.strip("'\""), 254)
    if _ADDRESS.fullmatch(address):
        shown = clean_text(decode_words(" ".join(name))).strip("'\" ")
        found.append(("" if normalize_address(shown) == normalize_address(address) else shown, address))


def normalize_address(address: str) -> str:
    """Return the form in which two spellings of one mailbox are equal.

    Case does not count; at gmail.com and googlemail.com, which are one, dots and `+tag` do not either.
    """
    address = unicodedata.normalize("NFC", address.strip()).casefold()
    local, at, domain = address.rpartition("@")
    if domain in ("gmail.com", "googlemail.com"):
        return local.partition("+")[0].replace(".", "") + "@gmail.com"
    return address if at else ""


def list_tagged_addresses(own: Iterable[str], keys: Iterable[str]) -> frozenset[str]:
    """Return those of the keys that are an own address with a tag: "mara+calendar@…" for "mara@…"."""
    plain = frozenset(own)
    return frozenset(key for key in keys if "+" in key and re.sub(r"\+[^@]*@", "@", key) in plain)


def parse_mail_date(value: str) -> datetime | None:
    """Return a mail date in UTC, or None for nonsense: by RFC 5322, or as programs write it that don't keep to it.

    A date without a zone is taken as UTC.
    """
    if _YEAR_OF_ZEROS.search(value[:128]):
        return None  # the library takes 0001 for 2001
    at = parse_moment(value[:80]) if _OTHER_DATE.search(value[:80]) else None
    try:
        at = at or parsedate_to_datetime(value[:128])
    except (TypeError, ValueError, OverflowError, IndexError):
        at = parse_moment(value[:80])
    if at is None:
        return None
    try:
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except OverflowError:
        return None
    return at if _EARLIEST <= at.year <= _LATEST else None


def parse_message_ids(value: str) -> list[str]:
    """Return the ids in an In-Reply-To, References or Message-ID header, angle brackets off."""
    return _ID.findall(value) or [word for word in value.split()[:50] if "@" in word]


def parse_labels(values: list[str]) -> frozenset[str]:
    """Return Gmail's labels, decoded before they are split; quoted ones may hold commas."""
    found: set[str] = set()
    for value in values:
        for quoted, bare in _LABEL.findall(decode_words(value))[:200]:
            if label := clean_text(_ESCAPED.sub(r"\1", quoted) or bare, 100):
                found.add(label.casefold())
    return frozenset(found)


_OFFSET = re.compile(r"\s([+-])(\d\d)(\d\d)(?:\s*\(|\s*$)")


def read_offset(date: str) -> int | None:
    """Return the offset from UTC in a mail date, in minutes; None without one."""
    found = _OFFSET.search(date[:128])
    if found is None or int(found[2]) > 14 or int(found[3]) > 59:
        return None
    minutes = int(found[2]) * 60 + int(found[3])
    return -minutes if found[1] == "-" else minutes
