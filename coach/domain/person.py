"""People the person writes to, and how well they know each other."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import ClassVar, Literal, Self, get_args
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field

from coach.domain.record import Day, Record
from coach.domain.text import clean_text, find_closest_match, fold_text
from coach.domain.typed_dates import parse_calendar_date
from coach.domain.wording import MONTH_NAMES, format_date, format_short_tie
from coach.errors import InvalidInput

PersonTie = Literal["cold", "warm", "dormant", "strong"]
PERSON_TIES: tuple[PersonTie, ...] = get_args(PersonTie)
CHANNEL_NAMES = {
    "linkedin": "LinkedIn", "x": "X", "e-mail": "e-mail", "mastodon": "Mastodon", "bluesky": "Bluesky",
    "phone": "phone", "event": "event", "in person": "in person",
}  # fmt: skip
"""Channel as stored → as shown. Others are welcome and shown as typed."""
_MORNING, _NIGHT = time(7), time(22)
_CHANNEL_ALIASES = {
    "email": "e-mail", "mail": "e-mail", "li": "linkedin", "twitter": "x", "call": "phone", "person": "in person"
}  # fmt: skip


class Person(Record):
    """Somebody the person knows. `tie` None means unknown, and counts as warm."""

    table: ClassVar[str] = "people"

    name: str
    tie: PersonTie | None = None
    channel: str = ""
    """The channel used last, the default for the next message."""
    handles: dict[str, str] = Field(default_factory=dict)
    place: str = ""
    zone: str = ""
    """IANA name of their time zone."""
    every: str = ""
    """How often one would like to be in touch: "8w"; "" for as the settings say."""
    employer_since: Day | None = None
    """The day of the export that first named another employer than one before, or on which the person typed it."""
    first_talk_on: Day | None = None
    """The day of the first message between the two, if it was logged here."""
    connected_on: Day | None = None
    """The day on which the two connected on LinkedIn, as its newest export tells."""
    zone_guess: str = ""
    """The zone that the offsets of their mail agree with, until somebody confirms or changes it."""
    met: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""
    company: str = ""
    position: str = ""
    birthday: str = ""
    """YYYY-MM-DD, or --MM-DD if the year is not known."""
    imported: dict[str, str] = Field(default_factory=dict)
    """Field → the value an import gave it; while the field still has it, a newer import may change it."""
    keys: tuple[str, ...] = ()
    """Provenance keys of imports that are this person."""
    merged_into: str = ""
    """The id of the person that this entry became a part of, so that forgetting them finds it."""
    named: str = ""
    """The name as an import gave it; while `name` is still that, a newer import may change it."""

    def as_tombstone(self) -> Self:
        """Return the deleted person with their name, by which they can be forgotten."""
        found_by = {"id": self.id, "name": self.name, "named": self.named, "merged_into": self.merged_into}
        return type(self).model_validate({**found_by, "keys": self.keys, "deleted": True})

    @property
    def known_zone(self) -> str:
        """The time zone that was typed, else the one that their mail suggests, else ""."""
        return self.zone or self.zone_guess

    @property
    def folded_name(self) -> str:
        """The name as it is compared: no case, no accents."""
        return fold_text(self.name)


_TITLE = re.compile(
    r"(?:dr|prof|professor|mr|mrs|ms|mx|miss|sir|herr|frau)\.?"
    r"|(?:(?:dra?|prof|univ|priv|doz|dipl|mag|ing|lic|med|phil|rer|nat|jur|pol|oec|habil|h\.c|ph\.d|eng|arch"
    r"|mme|mlle|sra?|srta|rev|hon|gen|col|capt|lt|sgt)\.-?)+",
    re.IGNORECASE,
)
"""A title before a name. Other short words with a dot are first names: "St. John", "Ma. Ana"."""


_CREDENTIAL = re.compile(
    r"ph\.?d|d\.?phil|m\.?b\.?a|m\.?d|[mb]\.?sc|[mb]\.?eng|[bm]\.a|[bm]\.s|j\.d|m\.?ed|ed\.?d|ll\.?[mbd]|dds|dba|mph|mpa"
    r"|cfa|cpa|pmp|s?phr|shrm-s?cp|cissp|cis[am]|csm|cspo|esq",
    re.IGNORECASE,
)
"""A degree or certificate after a name. "Ma" and "Ed" are names of people; "Jr." is part of a name."""
_PRONOUN = r"(?:she|hers?|he|him|his|they|them|ze|xe|any|sie|ihr|er|ihm|elles?|ella|él|el|lei|lui|il|ela|ele)"
_PRONOUNS = re.compile(
    rf"[\s,;]+(?:{_PRONOUN}(?:/{_PRONOUN})+|\({_PRONOUN}(?:/{_PRONOUN})*\)|\[{_PRONOUN}(?:/{_PRONOUN})*\])$",
    re.IGNORECASE,
)
_LAST_WORD = re.compile(r"(.*[^\s,;–-])([\s,;]+[–-]\s+|[\s,;]+)([^\s,;]+)[\s,;]*")


def drop_credentials(name: str) -> str:
    """Return a name without degrees, certificates and pronouns after it: "Ana Lee" for "Ana Lee, PhD (she/her)"."""
    while last_word := _LAST_WORD.fullmatch(name := _PRONOUNS.sub("", name) or name):
        rest, separator, word = last_word.groups()
        if not _CREDENTIAL.fullmatch(word.strip("()®™.")) and (separator.isspace() or not is_title(word)):
            break
        name = rest
    return name


def drop_titles(name: str) -> str:
    """Return a name without titles: "Ana Lee" for "Dr. Ana Lee, MBA". One word always stays."""
    words = drop_credentials(name).split()
    while len(words) > 1 and is_title(words[0]):
        del words[0]
    return " ".join(words)


def is_title(word: str) -> bool:
    """Tell whether a word before a name is a title: "Dr.", "Ms" or "Dipl.-Ing."; "J." is a first name."""
    return _TITLE.fullmatch(word) is not None


def name_two_people(name: str, other: str) -> bool:
    """Return whether two names are of two people, not one name written in two ways, such as "Lee, Ana" or "A. Lee"."""
    one, two = (fold_text(drop_titles(text)).replace(",", " ").split() for text in (name, other))
    if not one or not two or set(one) <= set(two) or set(two) <= set(one):
        return False
    return len(one) > 1 and len(two) > 1 and one[0][0] != two[0][0] and one[0] != two[-1]


def parse_tie(word: str) -> PersonTie | None:
    """Return the stored tie for its word or its shown name ("warm", "a little", "out of touch"); None for another."""
    typed_tie = " ".join(word.lower().replace("_", " ").replace("-", " ").split()).removeprefix("knows you ")
    for tie in PERSON_TIES:
        if typed_tie in (tie, format_short_tie(tie)):
            return tie
    return None


def unknown_tie(word: str) -> InvalidInput:
    """Return the error for a word that does not say how well somebody knows the person."""
    title = f'"{clean_text(word, 40)}" does not say how well they know you.'
    return InvalidInput(title, hint="Use new, a little, well or out of touch.")


def parse_channel(word: str) -> str:
    """Return the stored form of a channel typed in any usual way ("Mail", "twitter", "LinkedIn", "linkdin")."""
    typed_channel = word.strip().lower()
    if typed_channel in _CHANNEL_ALIASES or typed_channel in CHANNEL_NAMES or len(typed_channel) < 6:
        return _CHANNEL_ALIASES.get(typed_channel, typed_channel)
    return find_closest_match(typed_channel, CHANNEL_NAMES, 0.85) or typed_channel


def format_channel(stored: str) -> str:
    """Return a channel as it is shown."""
    return CHANNEL_NAMES.get(stored, stored)


_BIRTHDAY = re.compile(r"(?:(\d{4})|--)-?(\d\d|\d(?=-))-?(\d\d|(?<=-)\d)(?:[T ].*)?")
_BIRTHDAY_IN_WORDS = re.compile(r"(\d{1,2})\.? ?([A-Za-z]{3})[a-z]*\.?,?(?: (\d{4}))?")
_MONTHS = tuple(name[:3] for name in MONTH_NAMES)
_LEAP_DAY = date(2028, 1, 1)
_NO_YEAR = 1604  # what Apple writes where the year is not known


def read_birthday(text: str) -> str:
    """Return a birthday as YYYY-MM-DD, or --MM-DD without the year, "" if the text is none.

    Reads "1990-05-12", "19900512", "--05-12", "--0512" and "12 May", with or without a year.
    """
    text = text.strip()
    if birthday_match := _BIRTHDAY.fullmatch(text):
        year, month, day = int(birthday_match[1] or 0), int(birthday_match[2]), int(birthday_match[3])
    elif (written_match := _BIRTHDAY_IN_WORDS.fullmatch(text)) and written_match[2].title() in _MONTHS:
        month = _MONTHS.index(written_match[2].title()) + 1
        year, day = int(written_match[3] or 0), int(written_match[1])
    else:
        return ""
    try:
        date(year or 2000, month, day)
    except ValueError:
        return ""
    return f"--{month:02}-{day:02}" if year in (0, _NO_YEAR) else f"{year:04}-{month:02}-{day:02}"


def format_birthday(stored: str) -> str:
    """Return a birthday as people say it: "12 May 1990", or "12 May"."""
    birthday_match = _BIRTHDAY.fullmatch(stored)
    if birthday_match is None:
        return ""
    return f"{int(birthday_match[3])} {MONTH_NAMES[int(birthday_match[2]) - 1]} {birthday_match[1] or ''}".rstrip()


def format_connection(person: Person) -> str:
    """Return since when one is connected with somebody, as people say it; "" if no export tells it."""
    return f"on LinkedIn since {format_date(person.connected_on, year=True)}" if person.connected_on else ""


def parse_birthday(text: str) -> str:
    """Return a typed birthday in its stored form. Raises InvalidInput."""
    if birthday := read_birthday(text):
        return birthday
    typed_birthday = text.lower().replace(",", " ").replace(" of ", " ")
    if written_day := parse_calendar_date(" ".join(typed_birthday.split()), _LEAP_DAY, coming=True):
        has_year = re.search(r"\d{4}", typed_birthday) is not None
        return written_day.isoformat() if has_year else f"--{written_day:%m-%d}"
    raise InvalidInput(f'"{clean_text(text, 40)}" is not a birthday.', hint="Type 12 May, 12 May 1990 or 1990-05-12.")


def convert_to_zone(zone: str, now: datetime) -> datetime | None:
    """Return the aware moment `now` as the clocks in `zone` show it, summer time and all; None if it is no zone."""
    if not zone:
        return None
    try:
        return now.astimezone(ZoneInfo(zone))
    except (KeyError, OSError, ValueError):  # another computer may know zones that this one does not
        return None


def is_night(there: datetime) -> bool:
    """Tell whether somebody whose clocks show `there` is taken to sleep: between 22 and 7."""
    return not _MORNING <= there.time() < _NIGHT


def parse_time_zone(text: str) -> str:
    """Return the IANA zone that "Europe/Oslo", "oslo" or "new york" names. Raises InvalidInput."""
    wanted_zone = fold_text(text).replace(" ", "_")
    zones = sorted(available_timezones())
    by_name = [zone for zone in zones if zone.lower() == wanted_zone]
    by_city = [zone for zone in zones if zone.lower().rpartition("/")[2] == wanted_zone]
    if by_name or by_city:
        return min(by_name or by_city, key=lambda zone: (zone.partition("/")[0] in _ALIAS_REGIONS, zone))
    cities = {zone.rpartition("/")[2].lower(): zone for zone in zones}
    closest_city = find_closest_match(wanted_zone.rpartition("/")[2], cities, 0.7)
    hint = f"Did you mean {cities[closest_city]}?" if closest_city else "Try a large city, or a name like Europe/Oslo."
    raise InvalidInput(f'"{clean_text(text, 40)}" is not a time zone.', hint=hint)


_ALIAS_REGIONS = frozenset({"Etc", "US", "Canada", "Brazil", "Mexico", "Chile", "posix", "right"})
"""Regions whose zones are second names of others."""
