"""People: somebody the person writes to, and how well they know each other."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from coach.domain.record import Record
from coach.domain.text import fold

Tie = Literal["cold", "warm", "dormant", "strong"]
TIES: tuple[Tie, ...] = ("cold", "warm", "dormant", "strong")
CHANNELS = {
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
_ALIASES = {
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
    tie: Tie | None = None
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

    @property
    def folded(self) -> str:
        """The name as it is compared: no case, no accents."""
        return fold(self.name)


def channel(word: str) -> str:
    """Return the stored form of a channel typed in any usual way ("Mail", "twitter", "LinkedIn")."""
    low = word.strip().lower()
    return _ALIASES.get(low, low)


def channel_name(stored: str) -> str:
    """Return a channel as it is shown."""
    return CHANNELS.get(stored, stored)
