"""Read the days and times of exports, as programs, phones and spreadsheets write them. Nothing is guessed.

A date in numbers, such as 3/4/2026, has two readings: it is read only if the order of its parts is known. Months are
read in the languages of phones, clocks with 12 and 24 hours; years that cannot be are left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone

from coach.domain.clock import convert_to_24_hours
from coach.domain.text import clean_text, fold_text
from coach.errors import InvalidInput

FIRST_YEAR, LAST_YEAR = 1971, 2100
"""Damaged files and broken clocks date messages outside of these years; computers without a clock begin in 1970."""
CLOCK_ERROR = timedelta(days=2)
"""How far ahead of this computer another one may be."""
_NUMERIC_DAY = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})")
_BUDDHIST_YEARS = 543
_THAI_YEARS = range(FIRST_YEAR + _BUDDHIST_YEARS, LAST_YEAR + _BUDDHIST_YEARS)
_HALVES = {
    "a": "am|fm|ap|dop|de|öö|πμ|дп|проб|sa|pg|上午|凌晨|清晨|早上|午夜|午前|오전|ص|قظ|לפנהצ|ก่อนเที่ยง"
    "|vorm|priešpiet|priekšp",
    "p": "pm|em|ip|odp|du|ös|μμ|пп|слоб|ch|ptg|下午|中午|晚上|午後|오후|م|بظ|אחהצ|หลังเที่ยง|nachm|popiet|pēcp|pop",
}
"""How phones write the halves of a day in their languages (Unicode CLDR), without dots and case."""
_HALF_OF = {word: half for half, words in _HALVES.items() for word in words.split("|")}
HALF_PATTERN = "|".join(
    r"[.״\"]?\s?".join(map(re.escape, word)) + r"\.?" for word in sorted(_HALF_OF, key=len, reverse=True)
)
"""A word for one half of the day, dots and spaces between its letters allowed; compare without case."""


def is_possible_date(at: date | datetime) -> bool:
    """Return whether something can have happened, or be planned, at a time."""
    return FIRST_YEAR <= at.year <= LAST_YEAR


def make_wall_time(day: tuple[int, int, int], hour: int = 12, minute: int = 0, second: int = 0) -> datetime | None:
    """Return a time of unknown zone, noon without an hour, or None if no calendar has it.

    `day` is year, month and day.
    """
    try:
        return datetime(*day, hour, minute, second)  # noqa: DTZ001
    except ValueError:
        return None


def find_certain_order(days: Iterable[str]) -> str:
    """Return the order of day, month and year in dates ("mdy", "dmy", "ymd"), "" if they can be read in several.

    Dates that begin with a year of four digits are read as such in any order, so they tell nothing about others.
    """
    has_year_first = is_uncertain = False
    for day in days:
        if found := _NUMERIC_DAY.match(day.strip()):
            if len(found[1]) == 4:
                has_year_first = True
            elif int(found[1]) > 12 or "." in found[0]:
                return "dmy"
            elif int(found[2]) > 12:
                return "mdy"
            else:
                is_uncertain = True
    return "ymd" if has_year_first and not is_uncertain else ""


def read_named_order(mapping: Mapping[str, str]) -> str:
    """Return the order of dates that the person gives ("DD.MM.YYYY" is "dmy"), or nothing. Raises InvalidInput."""
    given = mapping.get("date_format", "")
    order = re.sub(r"(.)\1*", r"\1", re.sub(r"[^dmy]", "", given.lower()))
    if given and order not in ("dmy", "mdy", "ymd"):
        raise InvalidInput(f'date_format takes DD.MM.YYYY, MM/DD/YYYY or YYYY-MM-DD, not "{clean_text(given, 40)}".')
    return order


def find_order(days: Iterable[str], mapping: Mapping[str, str]) -> str:
    """Return the order of dates as they show it, else as the person gives it, else ""."""
    return find_certain_order(days) or read_named_order(mapping)


def describe_assumed_order(name: str, order: str) -> str:
    """Return the line that says how the dates of a file are read, where they have two readings."""
    shown, other = {"dmy": ("day/month/year", "MM/DD/YYYY"), "mdy": ("month/day/year", "DD/MM/YYYY")}[order]
    return f"{name}: dates are read as {shown}. If they are the other way round: --map date_format={other}."


def ask_for_order(name: str) -> str:
    """Return the question how the dates of a file are written, where they have two readings."""
    return (
        f"{name}: dates such as 3/4/2026 can be read in two ways. Say which one: --map date_format=DD.MM.YYYY or "
        "--map date_format=MM/DD/YYYY."
    )


def find_table_order(days: Collection[str], mapping: Mapping[str, str], name: str, warnings: list[str]) -> str:
    """Return what `find_order` finds for the dates of a table; ask if nothing tells and it has such dates."""
    order = find_order(days, mapping)
    if not order and any(map(is_numeric_day, days)):
        warnings.append(ask_for_order(name))
    return order


def is_numeric_day(text: str) -> bool:
    """Return whether a text begins with a date in numbers such as 3/4/2026, which may be read in two ways."""
    found = _NUMERIC_DAY.match(text.strip())
    return found is not None and len(found[1]) < 3


def is_day(text: str) -> bool:
    """Return whether a cell may hold a day, in whatever order."""
    return is_numeric_day(text) or parse_day(text) is not None


def parse_numeric_day(text: str, order: str) -> tuple[int, int, int] | None:
    """Return (year, month, day) of a date such as 3/4/2026 in a known order, or None."""
    found = _NUMERIC_DAY.match(text.strip())
    if found is None:
        return None
    parts = dict(zip("ymd" if len(found[1]) == 4 else order, found.groups(), strict=True))
    year = int(parts["y"]) + (2000 if len(parts["y"]) < 3 else 0)
    return year - (_BUDDHIST_YEARS if year in _THAI_YEARS else 0), int(parts["m"]), int(parts["d"])


def find_export_time(times: Iterable[datetime | None], now: datetime | None) -> datetime | None:
    """Return the newest time in an export, None without one. What a wrong clock dated after `now` does not count."""
    latest = now + CLOCK_ERROR if now else None
    return max((at for at in times if at is not None and (latest is None or at <= latest)), default=None)


_FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001  day 0 of spreadsheets
_SERIAL = re.compile(r"[2-7]\d{4}(?:[.,]\d{1,12})?")
"""A day as the number that a spreadsheet stores, with its time as a fraction: from 1954 to 2119."""
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d.*)?")
"""RFC 3339 lets its letters be small."""
_BASIC = re.compile(r"(?:19|20)\d{6}(?:T\d{4}(?:\d\d)?(?:Z|[+-]\d{4})?)?")
_UNIX = re.compile(r"1\d{9}(?:\d{3})?")
"""Seconds or milliseconds since 1970, from 2001 to 2033."""
_ZONES = {
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "CET": 1,
    "CEST": 2,
}
_ZONE = re.compile(rf"(.*\d:\d\d.*?)(?: ({'|'.join(_ZONES)})|(?<=\d)(UTC|GMT|Z))", re.I)
"""World time, the zones of mail (RFC 5322) and of Central Europe, in hours from UTC."""
_OFFSET = re.compile(r"(.*\d:\d\d.*?) ?(?:GMT|UTC)?([+-])(\d\d?)(?::?(\d\d))?")
_NUMBERS = re.compile(r"(\d{1,4}([-/.])\d{1,2}\2\d{1,4})\.?(?:,? +(.+))?")
_CLOCK = re.compile(
    rf"(?P<before>{HALF_PATTERN})?\s*(?P<hour>\d{{1,2}})(?:\s?h\s?|\s*[:.]\s*)(?P<minute>\d\d)"
    rf"(?:[:.](?P<second>\d\d)(?:\.\d{{1,9}})?)?\s*(?P<after>{HALF_PATTERN})?(?:uhr|h)?",
    re.I,
)
_CLOCK_AMONG_WORDS = re.compile(
    rf"(?:(?<!\w)(?:{HALF_PATTERN})\s?)?(?<!\d)\d{{1,2}}:\d\d(?::\d\d)?(?:\s?(?:{HALF_PATTERN})(?!\w))?", re.I
)
_WORDS = re.compile(r"[\d.,\s-]*[^\W\d_].*")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_SHORT_YEAR = re.compile(r"(\d{1,2}[- ][^\W\d_]{3,}\.?[- ])(\d\d)")
_ORDINAL = re.compile(r"(?<=\d)(?:st|[nr]d|th)\b")


def read_half_of_day(word: str) -> str:
    """Return "a" or "p" for a word such as "PM", "p. m.", "下午" or "ÖS", and nothing for any other."""
    return _HALF_OF.get(re.sub(r"[\s.״\"]", "", word.casefold()), "")


def parse_clock(text: str) -> tuple[int, int, int] | None:
    """Return hour, minute and second of "18:05", "6:05:30 PM", "6.05 p. m.", "下午6:05" or "18:05 Uhr", or None."""
    found = _CLOCK.fullmatch(clean_text(text, 40))
    if found is None:
        return None
    hour = int(found["hour"])
    if half := read_half_of_day(found["before"] or found["after"] or ""):
        if not 1 <= hour <= 12:
            return None
        hour = convert_to_24_hours(hour, half)
    return hour, int(found["minute"]), int(found["second"] or 0)


def parse_day(text: str, order: str = "") -> date | None:
    """Return a day, or None. `order` ("dmy", "mdy") is that of dates in numbers, if it is known."""
    at = parse_moment(text, order)
    return at.date() if at else None


def parse_moment(text: str, order: str = "") -> datetime | None:
    """Return a day with its time, midnight without one, or None; aware if the text names its offset from UTC."""
    text = clean_text(text, 80)
    text = text if ":" in text else text.removesuffix(" UTC")  # a day is one everywhere
    try:
        at = _parse(text, order)
    except (ValueError, OverflowError):
        return None
    return at if at is not None and is_possible_date(at) else None


def parse_iso_time(text: object) -> datetime | None:
    """Return the time of a text in ISO 8601, None for anything else."""
    try:
        return datetime.fromisoformat(text) if isinstance(text, str) and len(text) <= 40 else None
    except ValueError:
        return None


def parse_entry_time(day: str, time: str = "", order: str = "") -> datetime | None:
    """Return when an entry of a diary was made, or None; `time` is that of its own cell. Noon, if it names none."""
    if time.strip():
        date, clock = parse_day(day, order), parse_clock(time)
        return make_wall_time((date.year, date.month, date.day), *clock) if date and clock else None
    at = parse_moment(day, order)
    return at.replace(hour=12) if at and not (at.hour or at.minute or ":" in day) else at


def _parse(text: str, order: str) -> datetime | None:
    if _ISO.fullmatch(text) or _BASIC.fullmatch(text):
        with suppress(ValueError):
            return datetime.fromisoformat(text.upper())
    if _SERIAL.fullmatch(text):
        return _FIRST_DAY + timedelta(seconds=round(float(text.replace(",", ".")) * 86400))
    if _UNIX.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    if found := _ZONE.fullmatch(text):
        at = _parse(found[1], order)
        zone = timezone(timedelta(hours=_ZONES[(found[2] or found[3]).upper()]))
        return at.replace(tzinfo=at.tzinfo or zone) if at else None  # "+0200 CEST" says it twice
    if found := _OFFSET.fullmatch(text):
        minutes = int(found[3]) * 60 + int(found[4] or 0)
        at = _parse(found[1], order)
        return at.replace(tzinfo=timezone(timedelta(minutes=-minutes if found[2] == "-" else minutes))) if at else None
    if found := _NUMBERS.fullmatch(text):
        order = "ymd" if text[:4].isdecimal() else order or ("dmy" if found[2] == "." else "")
        day = parse_numeric_day(found[1], order) if order else None
        clock = parse_clock(found[3]) if found[3] else (0, 0, 0)
        return make_wall_time(day, *clock) if day and clock else None
    return _parse_words(text) if _WORDS.fullmatch(text) else None


def _parse_words(text: str) -> datetime | None:
    """Return the moment of "9 Sep 2026", "September 9, 2026 6:05 PM", "9-Sep-26" or "9 de septiembre de 2026"."""
    text = _ORDINAL.sub("", text)
    clock: tuple[int, int, int] | None = (0, 0, 0)
    if found := _CLOCK_AMONG_WORDS.search(text):
        clock, text = parse_clock(found[0]), f"{text[: found.start()]} {text[found.end() :]}".strip(" ,")
    if short := _SHORT_YEAR.fullmatch(text):
        text = f"{short[1]}20{short[2]}"
    year = _YEAR.search(text)
    named = parse_day_and_month(text[: year.start()] + text[year.end() :]) if year else None
    return make_wall_time((int(year[0]), named[1], named[0]), *clock) if year and named and clock else None


# One row per language, the months in order; several forms of one name stand together ("maj/maja").
_NAMES = (
    "january february march april may june july august september october november december",
    "januar/janner februar/feber marz april mai juni juli august september oktober november dezember",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre/setiembre octubre noviembre diciembre",
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "januari februari maart/mrt april mei juni juli augustus september oktober november december",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "januar februar marts/mars april maj/mai juni juli august september oktober november december/desember",
    "tammikuu/tammikuuta helmikuu/helmikuuta maaliskuu/maaliskuuta huhtikuu/huhtikuuta toukokuu/toukokuuta"
    " kesakuu/kesakuuta heinakuu/heinakuuta elokuu/elokuuta syyskuu/syyskuuta lokakuu/lokakuuta"
    " marraskuu/marraskuuta joulukuu/joulukuuta",
    "styczen/stycznia luty/lutego marzec/marca kwiecien/kwietnia maj/maja czerwiec/czerwca lipiec/lipca"
    " sierpien/sierpnia wrzesien/wrzesnia pazdziernik/pazdziernika listopad/listopada grudzien/grudnia",
    "leden/ledna unor/unora brezen/brezna duben/dubna kveten/kvetna cerven/cervna cervenec/cervence"
    " srpen/srpna zari rijen/rijna listopad/listopadu prosinec/prosince",
    "januar/januara februar/februara marec/marca april/aprila maj/maja jun/juna jul/jula august/augusta"
    " september/septembra oktober/oktobra november/novembra december/decembra",
    "januar februar marcius aprilis majus junius julius augusztus szeptember oktober november december",
    "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "январь/января февраль/февраля март/марта апрель/апреля май/мая июнь/июня июль/июля август/августа"
    " сентябрь/сентября октябрь/октября ноябрь/ноября декабрь/декабря",
    "січень/січня лютий/лютого березень/березня квітень/квітня травень/травня червень/червня липень/липня"
    " серпень/серпня вересень/вересня жовтень/жовтня листопад/листопада грудень/грудня",
    "януари февруари март април май юни юли август септември октомври ноември декември",
    "ιανουαριος/ιανουαριου φεβρουαριος/φεβρουαριου μαρτιος/μαρτιου απριλιος/απριλιου μαιος/μαιου"
    " ιουνιος/ιουνιου ιουλιος/ιουλιου αυγουστος/αυγουστου σεπτεμβριος/σεπτεμβριου οκτωβριος/οκτωβριου"
    " νοεμβριος/νοεμβριου δεκεμβριος/δεκεμβριου",
    "ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik",
    "januari februari maret april mei juni juli agustus september oktober november desember",
    "gener febrer marc abril maig juny juliol agost setembre octubre novembre desembre",
    "sijecanj/sijecnja veljaca/veljace ozujak/ozujka travanj/travnja svibanj/svibnja lipanj/lipnja"
    " srpanj/srpnja kolovoz/kolovoza rujan/rujna listopad/listopada studeni/studenoga prosinac/prosinca",
)
_NUMBERED = re.compile(r"(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_WORD = re.compile(r"[^\W\d_]{3,}")


def _load_months() -> dict[str, int]:
    """Return months by folded name and its beginnings, without those that mean different months (listopad, jui).

    Three letters that begin several months in several languages are the English month: Mar is March.
    """
    found: dict[str, set[int]] = {}
    for row in _NAMES:
        for number, forms in enumerate(row.split(), start=1):
            for name in map(fold_text, forms.split("/")):
                for length in range(3, len(name) + 1):
                    found.setdefault(name[:length], set()).add(number)
    english = {name[:3]: number for number, name in enumerate(_NAMES[0].split(), start=1)}
    return english | {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1}


_MONTHS = _load_months()


def parse_day_and_month(text: str) -> tuple[int, int] | None:
    """Return (day, month) of "12 September", "September 12", "12 de septiembre" or "9月12日"; None if unsure."""
    text = clean_text(text, 60)
    if found := _NUMBERED.search(text):
        return int(found[2]), int(found[1])
    days = _DAY.findall(text)
    words = [fold_text(word).replace("ı", "i") for word in _WORD.findall(text)]
    months = {month for word in words if (month := _MONTHS.get(word)) is not None}
    if len(months) > 1 and "mar" in words:  # Tuesday in Romance languages
        months.discard(3)
    return (int(days[0]), months.pop()) if len(days) == 1 and len(months) == 1 else None
