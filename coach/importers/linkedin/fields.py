"""Parse the cells of LinkedIn's tables.

Each file has its own form of dates; spreadsheets change it.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from html import unescape
from urllib.parse import unquote

from coach.domain.text import clean_text
from coach.importers.dates import is_possible_date, parse_moment
from coach.importers.dates import parse_day as parse_written_day

CLOSED_ACCOUNT = "linkedin member"
"""What the export calls somebody whose account is closed, in lower case."""
SLUG_LIMIT = 200
TEXT_LIMIT = 20_000
DAY = timedelta(days=1)
_CELL = 2048  # characters of a cell of names or addresses that are looked at

_SLUG = re.compile(r"/in/([^/?#,\s]+)")
_SIMPLE = re.compile(r"[A-Za-z0-9-]{1,200}")
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


def parse_message_time(text: str, order: str = "") -> datetime | None:
    """`2026-09-14 13:30:16 UTC` as an aware time, or None; also as a spreadsheet saves it, in a known order."""
    text = text.strip()
    if text[19:] == " UTC":  # as LinkedIn writes it: quickly, because there are very many
        try:
            at: datetime | None = datetime.fromisoformat(f"{text[:19]}+00:00")
        except ValueError:
            return None
    else:
        at = parse_moment(text, order)
    if at is None or not is_possible_date(at):
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def parse_day(text: str, order: str = "") -> date | None:
    """`09 Sep 2026`, or as spreadsheets put it `9-Sep-26`, `2026-09-09`, in a known order also `9/8/26`; else None."""
    return parse_written_day(text, order or ("mdy" if ":" in text else ""))  # the layout of 2018: 1/8/18, 6:14 PM


def parse_sent_time(text: str, order: str = "") -> datetime | None:
    """`7/25/26, 5:30 PM` (month first) as a naive time of unknown zone, or None."""
    at = parse_moment(text, order or "mdy")
    return at.replace(tzinfo=None) if at else None


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
