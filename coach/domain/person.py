"""People the person writes to, and how well they know each other."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from coach.domain.record import Record
from coach.domain.text import clean_text, find_closest_match, fold_text
from coach.errors import InvalidInput

PersonTie = Literal["cold", "warm", "dormant", "strong"]
PERSON_TIES: tuple[PersonTie, ...] = ("cold", "warm", "dormant", "strong")
CHANNEL_NAMES = {
    "linkedin": "LinkedIn",
    "x": "X",
    "e-mail": "e-mail",
    "mastodon": "Mastodon",
    "bluesky": "Bluesky",
    "phone": "phone",
    "event": "event",
    "in person": "in person",
}
"""Channel as stored → as shown. Others are welcome and shown as typed."""
_CHANNEL_ALIASES = {
    "email": "e-mail",
    "mail": "e-mail",
    "li": "linkedin",
    "twitter": "x",
    "call": "phone",
    "person": "in person",
}


class Person(Record):
    """Somebody. `tie` None means not said, and is taken as warm: one rarely types a stranger's first name."""

    table: ClassVar[str] = "people"

    name: str
    tie: PersonTie | None = None
    channel: str = ""
    """The channel used last, the default for the next message."""
    handles: dict[str, str] = Field(default_factory=dict)
    place: str = ""
    zone: str = ""
    """IANA name of their time zone."""
    met: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""
    company: str = ""
    position: str = ""
    keys: tuple[str, ...] = ()
    """Provenance keys of imports that are this person."""
    named: str = ""
    """The name as an import gave it; while `name` is still that, a newer import may change it."""

    @property
    def folded_name(self) -> str:
        """The name as it is compared: no case, no accents."""
        return fold_text(self.name)


def parse_channel(word: str) -> str:
    """Return the stored form of a channel typed in any usual way ("Mail", "twitter", "LinkedIn", "linkdin")."""
    low = word.strip().lower()
    if low in _CHANNEL_ALIASES or low in CHANNEL_NAMES or len(low) < 6:
        return _CHANNEL_ALIASES.get(low, low)
    return find_closest_match(low, CHANNEL_NAMES, 0.85) or low


def format_channel(stored: str) -> str:
    """Return a channel as it is shown."""
    return CHANNEL_NAMES.get(stored, stored)


def convert_to_zone(zone: str, now: datetime) -> datetime | None:
    """Return the aware moment `now` as the clocks in `zone` show it, summer time and all; None if it is no zone."""
    if not zone:
        return None
    from zoneinfo import ZoneInfo

    try:
        return now.astimezone(ZoneInfo(zone))
    except (KeyError, OSError, ValueError):  # a zone of another computer's lists is no reason to stop
        return None


def parse_time_zone(text: str) -> str:
    """Return the IANA zone that "Europe/Oslo", "oslo" or "new york" names. Raises NotUnderstood."""
    from zoneinfo import available_timezones

    wanted = fold_text(text).replace(" ", "_")
    zones = sorted(available_timezones())
    by_city = [z for z in zones if z.lower() == wanted] or [z for z in zones if z.lower().rpartition("/")[2] == wanted]
    if by_city:
        return min(by_city, key=lambda z: (z.partition("/")[0] in _ALIAS_REGIONS, z))
    cities = {z.rpartition("/")[2].lower(): z for z in zones}
    close = find_closest_match(wanted.rpartition("/")[2], cities, 0.7)
    near = f"Did you mean {cities[close]}?" if close else "Try a large city, or a name like Europe/Oslo."
    raise InvalidInput(f'"{clean_text(text, 40)}" is no time zone here.', hint=near)


_ALIAS_REGIONS = frozenset({"Etc", "US", "Canada", "Brazil", "Mexico", "Chile", "posix", "right"})
"""Regions whose zones are second names of others."""
