"""Read the days and times of exports, as programs, phones and spreadsheets write them. Nothing is guessed.

A date in numbers, such as 3/4/2026, has two readings: it is read only if the order of its parts is known. Months are
read in the languages of phones, clocks with 12 and 24 hours; years that cannot be are left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from coach.domain.text import clean_text, fold_text
from coach.domain.typed_times import convert_to_24_hours
from coach.importers.import_result import ImportResult

FIRST_YEAR, LAST_YEAR = 1971, 2100
"""Damaged files and broken clocks date messages outside of these years; computers without a clock begin in 1970."""
_CLOCK_ERROR = timedelta(days=2)
"""How far ahead of this computer another one may be."""
IN_THE_FUTURE = "dated_in_the_future"
_NUMERIC_DAY = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})")


def is_possible_date(at: date | datetime) -> bool:
    """Return whether something can have happened, or be planned, at a time."""
    return FIRST_YEAR <= at.year <= LAST_YEAR


def make_wall_time(
    day: tuple[int, int, int], hour: int = 12, minute: int = 0, second: int = 0, half: str | None = ""
) -> datetime | None:
    """Return a time of unknown zone, noon without an hour, or None if no calendar has it.

    `day` is year, month and day; `half` begins with "a" or "p" where the clock has twelve hours.
    """
    if half:
        hour = convert_to_24_hours(hour, half)
    try:
        return datetime(*day, hour, minute, second)  # noqa: DTZ001
    except ValueError:
        return None


def find_date_order(days: Iterable[str]) -> tuple[str, bool]:
    """Return the order of day, month and year in dates ("mdy", "dmy", "ymd"), and whether it is certain."""
    for day in days:
        if found := _NUMERIC_DAY.match(day.strip()):
            if len(found[1]) == 4:
                return "ymd", True
            if int(found[1]) > 12 or "." in found[0]:
                return "dmy", True
            if int(found[2]) > 12:
                return "mdy", True
    return "mdy", False


def find_certain_order(days: Iterable[str]) -> str:
    """Return the order of day, month and year in dates, or nothing if they can be read in several."""
    order, certain = find_date_order(days)
    return order if certain else ""


def parse_numeric_day(text: str, order: str) -> tuple[int, int, int] | None:
    """Return (year, month, day) of a date such as 3/4/2026 in a known order, or None."""
    found = _NUMERIC_DAY.match(text.strip())
    if found is None:
        return None
    parts = dict(zip(order, found.groups(), strict=True))
    year = int(parts["y"]) + (2000 if len(parts["y"]) < 3 else 0)
    return year, int(parts["m"]), int(parts["d"])


def drop_future_records(found: ImportResult, now: datetime) -> ImportResult:
    """Return a result without messages, moods and blocks that have not happened yet. Meetings may lie ahead."""
    latest = now.astimezone(UTC) + _CLOCK_ERROR

    def is_past(at: datetime) -> bool:
        return (at if at.tzinfo else at.replace(tzinfo=UTC)) <= latest

    messages = tuple(one for one in found.messages if is_past(one.at))
    moods = tuple(one for one in found.moods if is_past(one.at))
    blocks = tuple(one for one in found.blocks if is_past(one.started_at))
    count = sum(map(len, (found.messages, found.moods, found.blocks))) - sum(map(len, (messages, moods, blocks)))
    if not count:
        return found
    ignored = Counter(found.ignored) + Counter({IN_THE_FUTURE: count})
    return replace(found, messages=messages, moods=moods, blocks=blocks, ignored=dict(ignored))


_FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001  day 0 of spreadsheets
_SERIAL = re.compile(r"[2-7]\d{4}(?:[.,]\d{1,12})?")
"""A day as the number that a spreadsheet stores, with its time as a fraction: from 1954 to 2119."""
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d.*)?")
_NUMBERS = re.compile(r"(\d{1,4}([-/.])\d{1,2}\2\d{1,4})\.?(?:,? +(.+))?")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:\.\d{1,9})?)?\s*(?:([AaPp])\.?\s?[Mm]\.?)?")
_WORDS = re.compile(r"[\d.,\s-]*[^\W\d_].*")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_SHORT_YEAR = re.compile(r"(\d{1,2}[- ][^\W\d_]{3,}\.?[- ])(\d\d)")
_ORDINAL = re.compile(r"(?<=\d)(?:st|[nr]d|th)\b")


def parse_clock(text: str) -> tuple[int, int, int] | None:
    """Return hour, minute and second of "18:05", "6:05:30 PM" or "6.05 p. m.", or None."""
    found = _CLOCK.fullmatch(clean_text(text, 40))
    if found is None:
        return None
    hour = int(found[1])
    if found[4]:
        hour = convert_to_24_hours(hour, found[4])
    return hour, int(found[2]), int(found[3] or 0)


def parse_day(text: str, order: str = "") -> date | None:
    """Return a day, or None. `order` ("dmy", "mdy") is that of dates in numbers, if it is known."""
    at = parse_moment(text, order)
    return at.date() if at else None


def parse_moment(text: str, order: str = "") -> datetime | None:
    """Return a day with its time, midnight without one, or None; aware if the text names its offset from UTC."""
    text = clean_text(text, 80).removesuffix(" UTC")
    try:
        at = _parse(text, order)
    except (ValueError, OverflowError):
        return None
    return at if at is not None and is_possible_date(at) else None


def _parse(text: str, order: str) -> datetime | None:
    if _ISO.fullmatch(text):
        return datetime.fromisoformat(text)
    if _SERIAL.fullmatch(text):
        return _FIRST_DAY + timedelta(seconds=round(float(text.replace(",", ".")) * 86400))
    if found := _NUMBERS.fullmatch(text):
        order = "ymd" if text[:4].isdecimal() else order or ("dmy" if found[2] == "." else "")
        day = parse_numeric_day(found[1], order) if order else None
        clock = parse_clock(found[3]) if found[3] else (0, 0, 0)
        return make_wall_time(day, *clock) if day and clock else None
    return _parse_words(text) if _WORDS.fullmatch(text) else None


def _parse_words(text: str) -> datetime | None:
    """Return the day of "9 Sep 2026", "September 9, 2026", "9-Sep-26" or "9 de septiembre de 2026"."""
    text = _ORDINAL.sub("", text)
    if short := _SHORT_YEAR.fullmatch(text):
        text = f"{short[1]}20{short[2]}"
    year = _YEAR.search(text)
    named = parse_day_and_month(text[: year.start()] + text[year.end() :]) if year else None
    return make_wall_time((int(year[0]), named[1], named[0]), 0) if year and named else None


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
    return (int(days[0]), months.pop()) if len(days) == 1 and len(months) == 1 else None
