"""Weekdays as people type them, "mon-fri" or "sat, sun", and as they are printed: 0 is Monday, 6 is Sunday."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from coach.domain.text import clean_text, fold_text
from coach.domain.wording import WEEKDAY_NAMES
from coach.errors import InvalidInput

WEEKDAYS = tuple(name.lower() for name in WEEKDAY_NAMES)
SHORT_WEEKDAYS = tuple(name[:3] for name in WEEKDAYS)
_OTHER_LANGUAGES = tuple(
    names.split()
    for names in (
        "montag dienstag mittwoch donnerstag freitag samstag sonntag",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "lunes martes miercoles jueves viernes sabado domingo",
        "lunedi martedi mercoledi giovedi venerdi sabato domenica",
        "segunda terca quarta quinta sexta sabado domingo",
        "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
        "mandag tisdag onsdag torsdag fredag lordag sondag",
        "mandag tirsdag onsdag torsdag fredag lordag sondag",
        "maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai",
        "poniedzialek|pn|poniedzialku wtorek sroda|srody czwartek|czwartku piatek|pt|piatku sobota niedziela|nd",
        "pondeli utery streda ctvrtek patek|patku sobota nedele",
        "понедельник|пн|понедельника вторник среда|среды|среду четверг|чт пятница|пт|пятницу суббота|сб|субботу "
        "воскресенье|вс",
    )
)
"""The weekdays in German, French, Spanish, Italian, Portuguese, Dutch and others, down to Russian.

Without accents; "|" stands before another form of the same day.
"""
_GROUPS = {
    **dict.fromkeys(("daily", "everyday", "all", "day", "days", "taglich", "diario"), range(7)),
    **dict.fromkeys(("weekdays", "weekday", "workdays", "werktags", "m-f", "l-v"), range(5)),
    **dict.fromkeys(("weekends", "weekend"), range(5, 7)),
    "mwf": (0, 2, 4),
    "tth": (1, 3),
    **dict.fromkeys("none and und et y e och og ja a i every each on at from von vom van od".split(), range(0)),
    **dict.fromkeys("fra fran de du le les los am pa only с в".split(), range(0)),
}
"""Words for several weekdays, and words between them that name none."""
_BETWEEN_DAYS = re.compile(r"\s*[-–—−~〜]\s*|\s+(?:to|through|thru|until|till?|bis|au|al|a|tot|t/m|do|az|по)\s+")


def find_weekday(word: str, shortest: int = 2) -> int | None:
    """Return the weekday that a word names: "tuesday", "tuesdays", "tues" or "tu"; None if it names none."""
    word = word.lower().rstrip(".")
    if len(word) < shortest:
        return None
    return next((n for n, name in enumerate(WEEKDAYS) if f"{name}s".startswith(word) or word == f"{name[:3]}s"), None)


def translate_weekday(word: str) -> str:
    """Return the English name of a weekday that is written out in another language; other words as they are."""
    low = fold_text(word)
    found = (n for names in _OTHER_LANGUAGES for n, forms in enumerate(names) if low in forms.split("|"))
    return WEEKDAYS[day] if len(low) > 3 and (day := next(found, None)) is not None else word


def unknown_weekday_error(word: str) -> InvalidInput:
    """Return the error for a word that is no weekday."""
    return InvalidInput(f'"{clean_text(word, 20)}" is not a weekday.', hint="Try mon-fri, or mon wed sat.")


def parse_weekdays(typed: str, unknown: Callable[[str], InvalidInput] = unknown_weekday_error) -> tuple[int, ...]:
    """Return the weekdays that "mon-fri", "M-F", "lun-ven", "sat, sun", "daily" or "none" name.

    All day words of a line are read in one language, English first: "do" is Thursday in "mo-do" and Sunday in
    "lu-do". Raises what `unknown` returns.
    """
    parts = _BETWEEN_DAYS.sub("-", fold_text(typed)).replace(",", " ").replace("&", " ").replace("+", " ").split()
    languages: tuple[Callable[[str], int | None], ...] = (
        find_weekday,
        *(partial(_find_weekday_in, names) for names in _OTHER_LANGUAGES),
    )
    words = [word for part in parts if part not in _GROUPS for word in part.partition("-")[::2] if word]
    find = next((find for find in languages if all(find(word) is not None for word in words)), find_weekday)
    found: set[int] = set()
    for part in parts:
        if part in _GROUPS:
            found |= set(_GROUPS[part])
            continue
        first, _, last = part.partition("-")
        start, end = find(first), find(last or first)
        if start is None or end is None:
            raise unknown(part)
        found |= {(start + n) % 7 for n in range((end - start) % 7 + 1)}
    return tuple(sorted(found))


def _find_weekday_in(names: list[str], word: str) -> int | None:
    """Return the weekday that a word of two letters or more begins, in the language of `names`."""
    low = word.rstrip(".")
    spelled = ((n, form) for n, name in enumerate(names) for form in name.split("|"))
    return next((n for n, form in spelled if len(low) > 1 and f"{form}s".startswith(low)), None)


def format_weekdays(days: tuple[int, ...], separator: str = " ") -> str:
    """Return weekdays as "mon-fri" or "mon wed sat", "none" if there are none."""
    if not days:
        return "none"
    if len(days) > 2 and days == tuple(range(days[0], days[-1] + 1)):
        return f"{SHORT_WEEKDAYS[days[0]]}-{SHORT_WEEKDAYS[days[-1]]}"
    return separator.join(SHORT_WEEKDAYS[day] for day in days)
