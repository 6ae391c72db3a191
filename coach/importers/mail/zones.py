"""Guess somebody's time zone from the offsets in the dates of their mail.

Three mails have to agree. Offsets of zero alone say nothing, because many servers write every date in UTC. Of several
zones that fit, the one where most people live is taken: it is a guess until somebody confirms it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

MAILS_NEEDED = 3
"""Mails that have to agree."""
MAILS_LOOKED_AT = 12
"""Newest mails that are looked at: people move."""
_OFFSET = re.compile(r"\s([+-])(\d\d)(\d\d)(?:\s*\(|\s*$)")
_ZONES = (
    "Europe/Berlin", "America/New_York", "Asia/Kolkata", "America/Los_Angeles", "Europe/London", "America/Chicago",
    "Asia/Shanghai", "Asia/Tokyo", "America/Sao_Paulo", "Europe/Moscow", "Europe/Athens", "America/Denver",
    "Australia/Sydney", "Africa/Lagos", "Asia/Dubai", "America/Mexico_City", "America/Bogota", "Asia/Bangkok",
    "Asia/Karachi", "Asia/Dhaka", "Africa/Johannesburg", "Africa/Nairobi", "Pacific/Auckland", "Asia/Tehran",
    "Asia/Jerusalem", "Africa/Cairo", "America/Phoenix", "America/Halifax", "Australia/Brisbane", "Australia/Adelaide",
    "Asia/Kathmandu", "Asia/Colombo", "Asia/Yangon", "Asia/Kabul", "America/Caracas", "America/Santiago",
    "America/St_Johns", "America/Anchorage", "Pacific/Honolulu", "Atlantic/Azores", "Asia/Tashkent",
)  # fmt: skip


def read_offset(date: str) -> int | None:
    """Return the offset from UTC in a mail date, in minutes; None without one."""
    found = _OFFSET.search(date[:128])
    if found is None or int(found[2]) > 14 or int(found[3]) > 59:
        return None
    minutes = int(found[2]) * 60 + int(found[3])
    return -minutes if found[1] == "-" else minutes


def guess_zone(mails: Sequence[tuple[datetime, int | None]]) -> str:
    """Return the zone that the newest mails (moment, offset) agree with, or nothing."""
    known = [(at, offset) for at, offset in mails[-MAILS_LOOKED_AT:] if offset is not None]
    if len(known) < MAILS_NEEDED or not any(offset for _, offset in known):
        return ""
    return next((name for name in _ZONES if all(_offset_at(name, at) == offset for at, offset in known)), "")


def _offset_at(name: str, at: datetime) -> int | None:
    zone = _load_zone(name)
    offset = at.astimezone(zone).utcoffset() if zone else None
    return None if offset is None else int(offset.total_seconds()) // 60


@cache
def _load_zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # a computer without these lists guesses nothing
        return None
