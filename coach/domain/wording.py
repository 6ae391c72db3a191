"""Format dates, counts and chances as words. Nothing else in the program formats them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from math import floor

WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""In English, whatever the locale of the process."""
NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
OFF_WORDS = frozenset({"", "off", "none", "no", "never"})
"""What people type for a setting that is to be empty."""
KIND_NAMES = {"read": "reading", "write": "writing", "meet": "meetings", "search": "searching"}
"""Kinds of focus block whose name differs from the stored word."""
TIE_NAMES = {"cold": "new", "warm": "knows you a little", "strong": "knows you well", "dormant": "out of touch"}
"""How well somebody knows the person: stored word → as it is shown."""
NAMES_LIMIT = 3
"""Names that a sentence lists; the others are counted."""
MOOD_NAMES = {1: "heavy", 2: "low", 3: "okay", 4: "good", 5: "bright"}
ENERGY_NAMES = {1: "little", 2: "some", 3: "plenty"}


def format_energy(energy: int) -> str:
    """Return "some energy" for 2, and "plenty of energy" for 3."""
    return f"{ENERGY_NAMES[energy]}{' of' * (energy == max(ENERGY_NAMES))} energy"


def format_kind(kind: str) -> str:
    """Return a kind of focus block as a noun: "reading" for "read"."""
    return KIND_NAMES.get(kind, kind)


def format_tie(tie: str) -> str:
    """Return how well somebody knows the person: "knows you a little" for "warm"."""
    return TIE_NAMES.get(tie, tie)


def format_short_tie(tie: str) -> str:
    """Return the same as one types it: "a little" for "warm"."""
    return format_tie(tie).removeprefix("knows you ")


RECORD_NAMES = {
    "actions": ("undo step", "undo steps"), "asked": ("piece of advice", "pieces of advice"),
    "blocks": ("focus block", "focus blocks"), "boundaries": ("boundary", "boundaries"), "events": ("event", "events"),
    "experiments": ("experiment", "experiments"), "goals": ("goal", "goals"),
    "looks": ("check of patterns", "checks of patterns"), "messages": ("message", "messages"),
    "moods": ("mood", "moods"), "notes": ("note", "notes"), "people": ("person", "people"),
    "reviews": ("review", "reviews"), "settings": ("settings", "settings"),
}  # fmt: skip
"""Table of the data file → what people call one of its records, and several."""


def format_goal_state(state: str) -> str:
    """Return the state of a goal as it is shown: a goal on offer is "suggested"."""
    return "suggested" if state == "offered" else state


def format_date(day: date, *, weekday: bool = False, year: bool = False, short: bool = False) -> str:
    """Return "3 December"; with `weekday` "Thursday 3 December", with `year` "3 December 2026", short "Thu 3 Dec"."""
    name_letters = 3 if short else None
    day_in_words = f"{day.day} {MONTH_NAMES[day.month - 1][:name_letters]}"
    if weekday:
        day_in_words = f"{WEEKDAY_NAMES[day.weekday()][:name_letters]} {day_in_words}"
    return f"{day_in_words} {day.year}" if year else day_in_words


def format_return_date(day: date, today: date) -> str:
    """Return the day on which what was snoozed comes back: "Saturday, 28 November", as `coach later` always said it."""
    return f"{WEEKDAY_NAMES[day.weekday()]}, {format_recent_date(day, today)}"


def format_recent_date(day: date, today: date, *, weekday: bool = False, short: bool = False) -> str:
    """Return the date of a day, as `format_date` does, with its year if that is not the year of `today`."""
    return format_date(day, weekday=weekday, year=day.year != today.year, short=short)


def format_count(number: int, one: str, many: str = "") -> str:
    """Return "1 answer" or "3 answers"; `many` is for plurals that are not formed with an s."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def format_names(names: Iterable[str], most: int = NAMES_LIMIT) -> str:
    """Return "Ana, Ben and Sam", each name once; beyond `most`, "Ana, Ben, Sam and 2 more"."""
    different_names = list(dict.fromkeys(names))
    if len(different_names) > most:
        different_names[most:] = [f"{len(different_names) - most} more"]
    return " and ".join(filter(None, (", ".join(different_names[:-1]), *different_names[-1:])))


def round_chance(chance: float) -> int:
    """Return a chance (0 to 1) as people say it: whole below 10, then fives, at most 95; below 2 it is 0."""
    if chance < 0.02:
        return 0
    return round_half_up(chance * 100) if chance < 0.10 else min(95, 5 * round_half_up(chance * 20))


def format_chance(chance: float) -> str:
    """Return "about 20 in 100" for a chance of 0.2."""
    rounded_chance = round_chance(chance)
    return f"about {rounded_chance} in 100" if rounded_chance else "fewer than 2 in 100"


def round_half_up(number: float) -> int:
    """Return the nearest whole number; a half goes up. Python's own `round` sends 2.5 down and 3.5 up."""
    return floor(number + 0.5)


def round_to_minutes(span: timedelta) -> int:
    """Return a span of time as the minutes that people read."""
    return round_half_up(span / timedelta(minutes=1))
