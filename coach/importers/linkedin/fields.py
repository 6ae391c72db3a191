"""Parse the cells of LinkedIn's tables.

Dates are in English, and each file has its own form; `strptime` would follow the locale.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from html import unescape
from urllib.parse import unquote

from coach.domain.text import clean_text
from coach.domain.wording import MONTH_NAMES
from coach.importers.dates import is_possible_date, make_wall_time

CLOSED_ACCOUNT = "linkedin member"
"""What the export calls somebody whose account is closed, in lower case."""
SLUG_LIMIT = 200
TEXT_LIMIT = 20_000
DAY = timedelta(days=1)
_CELL = 2048  # characters of a cell of names or addresses that are looked at

_MONTHS = {name[:3].lower(): number for number, name in enumerate(MONTH_NAMES, start=1)}
_SLUG = re.compile(r"/in/([^/?#,\s]+)")
_SIMPLE = re.compile(r"[A-Za-z0-9-]{1,200}")
_DAY = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]*\.?[ -](\d{4}|\d{2})")
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SENT = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2}),?\s+(\d{1,2}):(\d\d)(?::\d\d)?\s*(?:([AP])\.?M\.?)?", re.I)
_BLOCK = re.compile(r"</?(?:p|br|li|ul|ol|div|h[1-6])\b[^<>]{0,1000}>", re.I)
_TAG = re.compile(r"</?[a-z][^<>]{0,1000}>", re.I)


def parse_slug(address: str) -> str:
    """Return the person in a profile address: percent-decoded, NFC, lower case. Empty if it names nobody."""
    slugs = parse_slugs(address)
    return slugs[0] if slugs else ""


def parse_slugs(cell: str) -> tuple[str, ...]:
    """Return all persons in a cell of joined profile addresses, in order, each once."""
    found = _SLUG.findall(cell[:_CELL])
    if len(found) == 1 and _SIMPLE.fullmatch(found[0]):
        return (found[0].lower(),)
    texts = (unicodedata.normalize("NFC", unquote(text)).casefold() for text in found)
    return tuple(dict.fromkeys(slug for text in texts if (slug := clean_text(text, SLUG_LIMIT))))


def list_links(cell: str) -> dict[str, str]:
    """Return slug → the slug as the profile address has it, for those that a comparison key would change.

    `ß` stays `ß` in an address: a key is for comparing and never stands in for the value.
    """
    if "/in/" not in cell or (cell.isascii() and "%" not in cell):
        return {}
    texts = (unicodedata.normalize("NFC", unquote(text)) for text in _SLUG.findall(cell[:_CELL]))
    shown = {clean_text(text.casefold(), SLUG_LIMIT): clean_text(text.lower(), SLUG_LIMIT) for text in texts}
    return {key: slug for key, slug in shown.items() if key and key != slug}


def clean_name(text: str) -> str:
    """Return a name as the export shows it, cleaned; empty for "LinkedIn Member"."""
    name = clean_text(text[:_CELL])
    return "" if name.lower() == CLOSED_ACCOUNT else name


def parse_message_time(text: str) -> datetime | None:
    """`2026-09-14 13:30:16 UTC` as an aware time, or None."""
    text = text.strip()
    if len(text) < 19 or text[19:] not in (" UTC", ""):
        return None
    try:
        at = datetime.fromisoformat(f"{text[:19]}+00:00")
    except ValueError:
        return None
    return at if is_possible_date(at) else None


def parse_day(text: str) -> date | None:
    """`09 Sep 2026`, or as spreadsheets put it `9-Sep-26` or `2026-09-09`; None if the month is unknown."""
    text = text.strip()
    try:
        if sent := parse_sent_time(text):  # the layout of 2018: 1/8/18, 6:14 PM
            return sent.date()
        if found := _DAY.fullmatch(text):
            year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
            day: date | None = date(year, _MONTHS[found[2].lower()], int(found[1]))
        else:
            day = date.fromisoformat(text) if _ISO_DAY.fullmatch(text) else None
    except (ValueError, KeyError):
        return None
    return day if day is not None and is_possible_date(day) else None


def parse_sent_time(text: str) -> datetime | None:
    """`7/25/26, 5:30 PM` (month first) as a naive time of unknown zone, or None."""
    if (found := _SENT.fullmatch(text.strip())) is None:
        return None
    year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
    at = make_wall_time((year, int(found[1]), int(found[2])), int(found[4]), int(found[5]), half=found[6])
    return at if at is not None and is_possible_date(at) else None


def noon_of_day(day: datetime) -> datetime:
    """Noon UTC of a naive time's day: what a moment of unknown zone is worth."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def digest_content(text: str, files: str = "") -> bytes:
    """Return a digest by which a message is compared between exports; nothing for an empty one.

    Entities are resolved and white space does not count. A digest, because the texts of all messages take much memory.
    """
    whole = "".join((unescape(text) if "&" in text else text).split())
    if files:
        whole += "".join((unescape(files) if "&" in files else files).split())
    return blake2b(whole.encode("utf-8", "replace"), digest_size=16).digest() if whole else b""


def html_to_text(text: str) -> str:
    """Return a message as people read it: entities resolved once, paragraphs as lines, other tags left out, cleaned."""
    text = text[: TEXT_LIMIT * 4]
    if "<" in text:
        text = _TAG.sub("", _BLOCK.sub("\n", text))
    return clean_text(unescape(text), TEXT_LIMIT, lines=True)
