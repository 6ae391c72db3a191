"""Dates and weekdays as people type them: 24.11., 26/11/2026, 20 Nov, the 20th, 2026-11-20; "mon-fri" or "sat, sun".

A weekday is a number: 0 is Monday, 6 is Sunday.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from coach.domain.text import clean_text, fold_text
from coach.domain.wording import MONTH_NAMES, WEEKDAY_NAMES, format_date
from coach.errors import InvalidInput

MONTHS = tuple(name.lower() for name in MONTH_NAMES)
_DAY_NUMBER = r"(?a)(\d{1,2})[a-z]{0,2}\.?"
_DOTTED_DATE = r"(?a)(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})?"
_DAY_OF_MONTH = r"(?a)(?:the )?(\d{1,2})(?:st|nd|rd|th)"
_YEAR_FIRST_DATE = r"(?a)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
_YEAR_LAST_DATE = r"(?a)(\d{1,2})[-/](\d{1,2})[-/](\d{4})"
_SLASHED_DATE = r"(?a)(\d{1,2})/(\d{1,2})"
_LEAP_YEAR = 2028


def parse_calendar_date(typed: str, today: date, *, coming: bool) -> date | None:
    """Return the day that lower-case words name in a calendar, None if they name none.

    Understood: 2026-11-20, 2026/11/20, 24.11.2026, 24.11.26, 24.11., 26/11/2026, 26/11, 20 nov, nov 20th, 20 november
    2026 and the 20th, each with or without its weekday before it. Without a year it is the nearest one on that side of
    today. Raises InvalidInput for a day that no calendar has, for one with another weekday, and for 1/3/2026 and 1/3,
    which are two days.
    """
    first_word, _, after_weekday = typed.partition(" ")
    if after_weekday and (weekday := find_weekday(first_word, shortest=3)) is not None:
        named_day = parse_calendar_date(after_weekday, today, coming=coming)
        return named_day and _check_weekday(named_day, weekday)
    if (day_match := re.fullmatch(_DAY_OF_MONTH, typed)) and int(day_match[1]) <= 31:
        days = (today + timedelta(days=n if coming else -n) for n in range(63))
        return next((day for day in days if day.day == int(day_match[1])), None)
    if date_match := re.fullmatch(_YEAR_FIRST_DATE, typed):
        return _make_date(typed, int(date_match[1]), int(date_match[2]), int(date_match[3]))
    if date_match := re.fullmatch(_YEAR_LAST_DATE, typed):
        first_number, second_number, year = (int(part) for part in date_match.groups())
        if first_number <= 12 and second_number <= 12 and first_number != second_number:
            both_dates = (
                f"{second_number} {MONTH_NAMES[first_number - 1]} or {first_number} {MONTH_NAMES[second_number - 1]}"
            )
            raise InvalidInput(
                f'"{typed}" may be {both_dates}.',
                hint=f"Try {year}-{first_number:02}-{second_number:02} or {year}-{second_number:02}-{first_number:02}.",
            )
        month, day = (second_number, first_number) if first_number > 12 else (first_number, second_number)
        return _make_date(typed, year, month, day)
    if date_match := re.fullmatch(_SLASHED_DATE, typed):
        day, month = int(date_match[1]), int(date_match[2])
        if day <= 12 and month <= 12 and day != month:
            both_dates = f"{day} {MONTH_NAMES[month - 1]} or {month} {MONTH_NAMES[day - 1]}"
            raise InvalidInput(f'"{typed}" may be {both_dates}.', hint=f"Try {both_dates}.")
        day, month, year_text = (day, month, "") if day > 12 else (month, day, "")
    elif date_match := re.fullmatch(_DOTTED_DATE, typed):
        day, month, year_text = int(date_match[1]), int(date_match[2]), date_match[3]
        year_text = f"20{year_text}" if year_text and len(year_text) == 2 else year_text
    elif (written_date := _parse_written_date(typed)) is not None:
        day, month, year_text = written_date
    else:
        return None
    if year_text:
        return _make_date(typed, int(year_text), month, day)
    _make_date(typed, _LEAP_YEAR, month, day)
    return _find_nearest_date(month, day, today, coming=coming)


def _parse_written_date(typed: str) -> tuple[int, int, str] | None:
    """Return day, month and year ("" without one) of "20 november 2026" or "nov 20th", None for anything else."""
    date_words = [word for word in fold_text(typed).split() if word not in _WORDS_IN_DATES]
    months = [_parse_month(word) for word in date_words]
    other_words = [word for word, month in zip(date_words, months, strict=True) if month is None]
    month = next(filter(None, months[:2]), None)
    if month is None or len(other_words) != len(date_words) - 1 or len(date_words) not in (2, 3):
        return None
    day_match, year_text = re.fullmatch(_DAY_NUMBER, other_words[0]), "".join(other_words[1:])
    if day_match is None or (year_text and re.fullmatch(r"\d{4}", year_text, re.ASCII) is None):
        return None
    return int(day_match[1]), month, year_text


def _check_weekday(day: date, weekday: int) -> date:
    """Return `day`. Raises InvalidInput if another weekday was typed before it."""
    if day.weekday() != weekday:
        day_in_words, actual_weekday = format_date(day, year=True), WEEKDAY_NAMES[day.weekday()]
        raise InvalidInput(
            f"{day_in_words} is a {actual_weekday}, not a {WEEKDAY_NAMES[weekday]}.", hint="Leave the weekday out."
        )
    return day


def _find_nearest_date(month: int, day: int, today: date, *, coming: bool) -> date | None:
    year_step = 1 if coming else -1
    for year in range(today.year, today.year + 9 * year_step, year_step):
        try:
            nearest_date = date(year, month, day)
        except ValueError:  # 29 February
            continue
        if nearest_date >= today if coming else nearest_date <= today:
            return nearest_date
    return None


def _make_date(typed: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        title = f'There is no date "{clean_text(typed, 40)}".'
        raise InvalidInput(title, hint="Try 28 February or 2026-02-28.") from None


def _parse_month(word: str) -> int | None:
    """Return the month that a folded word names, in English also its beginning; None for other words."""
    month_word = word.rstrip(".")
    month_word = "sep" if month_word == "sept" else month_word
    months = (number for number, name in enumerate(MONTHS, 1) if name.startswith(month_word))
    return (next(months, None) if len(month_word) >= 3 else None) or _find_foreign_month(month_word)


def _find_foreign_month(month_word: str) -> int | None:
    """Return the month that a folded word names in another language than English, None for other words."""
    for names in _FOREIGN_MONTHS:
        for number, forms in enumerate(names.split(), 1):
            if month_word in forms.split("|"):
                return number
    return None


_WORDS_IN_DATES = frozenset({"of", "de", "di", "del", "den"})
_FOREIGN_MONTHS = (
    "januar|janner|jaenner februar|feber marz|maerz|mrz april mai juni juli august september oktober|okt november "
    "dezember|dez",
    "janvier|janv fevrier|fevr|fev mars avril|avr mai juin juillet|juil aout septembre octobre novembre decembre",
    "enero|ene febrero marzo abril|abr mayo junio julio agosto septiembre|setiembre octubre noviembre diciembre|dic",
    "gennaio febbraio marzo aprile maggio giugno|giu luglio|lug agosto settembre ottobre|ott novembre dicembre",
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart|mrt april mei juni juli augustus september oktober november december",
    "januari|januar februari|februar mars|marts april maj juni juli augusti|august september oktober november "
    "december|desember",
    "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesakuuta heinakuuta elokuuta syyskuuta lokakuuta "
    "marraskuuta joulukuuta",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia",
    "ledna unora brezna dubna kvetna cervna cervence srpna zari rijna listopadu prosince",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
)
"""The months in the languages of the weekdays, written as these are.

Of short forms only those that are no English words: "3 out" and "5 ago" are no dates.
"""


WEEKDAYS = tuple(name.lower() for name in WEEKDAY_NAMES)
SHORT_WEEKDAYS = tuple(name[:3] for name in WEEKDAYS)
_FOREIGN_WEEKDAYS = tuple(
    names.split()
    for names in (
        "montag dienstag mittwoch donnerstag freitag samstag sonntag",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "lunes martes miercoles jueves viernes sabado domingo",
        "lunedi martedi mercoledi giovedi venerdi sabato domenica",
        "segunda terca quarta quinta sexta sabado domingo",
        "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
        "mandag|mandagen tisdag|tisdagen onsdag|onsdagen torsdag|torsdagen fredag|fredagen lordag|lordagen "
        "sondag|sondagen",
        "mandag|mandagen tirsdag|tirsdagen onsdag|onsdagen torsdag|torsdagen fredag|fredagen lordag|lordagen "
        "sondag|sondagen",
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
_WEEKDAY_ENDING = "-feira"
"""What Portuguese writes behind five of its weekdays: segunda-feira."""
_WEEKDAY_GROUPS = {
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
    for weekday, name in enumerate(WEEKDAYS):
        if len(word) >= shortest and (f"{name}s".startswith(word) or word == f"{name[:3]}s"):
            return weekday
    return None


def translate_weekday(word: str) -> str:
    """Return the English name of a weekday that is written out in another language; other words as they are."""
    folded_word = fold_text(word).removesuffix(_WEEKDAY_ENDING)
    for names in _FOREIGN_WEEKDAYS if len(folded_word) > 3 else ():
        for weekday, forms in enumerate(names):
            if folded_word in forms.split("|"):
                return WEEKDAYS[weekday]
    return word


def unknown_weekday_error(word: str) -> InvalidInput:
    """Return the error for a word that is no weekday."""
    return InvalidInput(f'"{clean_text(word, 20)}" is not a weekday.', hint="Try mon-fri, or mon wed sat.")


def parse_weekdays(typed: str, unknown: Callable[[str], InvalidInput] = unknown_weekday_error) -> tuple[int, ...]:
    """Return the weekdays that "mon-fri", "M-F", "lun-ven", "sat, sun", "daily" or "none" name.

    All day words of a line are read in one language, English first: "do" is Thursday in "mo-do" and Sunday in
    "lu-do". Raises what `unknown` returns.
    """
    folded_days = fold_text(typed).replace(_WEEKDAY_ENDING, "")
    day_parts = _BETWEEN_DAYS.sub("-", folded_days).replace(",", " ").replace("&", " ").replace("+", " ").split()
    words = [word for part in day_parts if part not in _WEEKDAY_GROUPS for word in part.split("-", 1) if word]
    foreign_languages = (partial(_find_weekday_in, names) for names in _FOREIGN_WEEKDAYS)
    languages: tuple[Callable[[str], int | None], ...] = (find_weekday, *foreign_languages)
    for find_in_language in languages:
        if all(find_in_language(word) is not None for word in words):
            break
    else:
        find_in_language = find_weekday
    weekdays: set[int] = set()
    for day_part in day_parts:
        if day_part in _WEEKDAY_GROUPS:
            weekdays |= set(_WEEKDAY_GROUPS[day_part])
            continue
        first_word, _, last_word = day_part.partition("-")
        first_weekday, last_weekday = find_in_language(first_word), find_in_language(last_word or first_word)
        if first_weekday is None or last_weekday is None:
            raise unknown(day_part)
        weekdays |= {(first_weekday + days_after) % 7 for days_after in range((last_weekday - first_weekday) % 7 + 1)}
    return tuple(sorted(weekdays))


def _find_weekday_in(names: list[str], word: str) -> int | None:
    """Return the weekday that a word of two letters or more begins, in the language of `names`."""
    weekday_word = word.rstrip(".")
    for weekday, forms in enumerate(names):
        if len(weekday_word) > 1 and any(f"{form}s".startswith(weekday_word) for form in forms.split("|")):
            return weekday
    return None


def format_weekdays(days: tuple[int, ...], separator: str = " ") -> str:
    """Return weekdays as "mon-fri" or "mon wed sat", "none" if there are none."""
    if not days:
        return "none"
    if len(days) > 2 and days == tuple(range(days[0], days[-1] + 1)):
        return f"{SHORT_WEEKDAYS[days[0]]}-{SHORT_WEEKDAYS[days[-1]]}"
    return separator.join(SHORT_WEEKDAYS[day] for day in days)
