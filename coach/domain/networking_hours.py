"""Networking hours: how they are typed and printed, and whether a moment lies in them.

A span belongs to the day on which it begins and may run past midnight.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby

from coach.domain.clock import convert_to_24_hours
from coach.domain.focus import NETWORKING_KINDS
from coach.domain.settings import HoursSpan, Settings
from coach.domain.text import clean_text, fold_text
from coach.domain.typed_dates import format_weekdays, parse_weekdays
from coach.domain.wording import NUMBER_WORDS, OFF_WORDS
from coach.errors import InvalidInput

HOURS_EXAMPLE = "mon-fri 9:00-12:00, 13:30-17:30; sat 10:00-12:00"
_WHOLE_DAY = frozenset({"24/7", "24h", "24 hours", "all day", "any time", "anytime", "always"})
_SPELLINGS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (
        re.compile(
            r"\b(?:tous les jours|chaque jour|alle tage|jeden (?:tag|den)|todos (?:los|os) dias|cada dia|ogni giorno"
            r"|tutti i giorni|(?:elke|iedere) dag|varje dag|hver dag|alla dagar|alle dage|joka paiva|kazdy d(?:zien|en)"
            r"|codziennie|denne|ежедневно|каждыи день|毎日|每天)(?!\w)"
        ),
        " daily ",
    ),
    (
        re.compile(
            r"\b(?:(?:an )?(?:wochentags?|werktagen|wochentagen)|jours ouvr(?:es|ables)|en semaine"
            r"|(?:en )?dias? laborables?|(?:de )?dias uteis|(?:nei )?giorni feriali|door de week|doordeweeks"
            r"|(?:op )?werkdagen|vardagar|hverdage?r?|arkisin|arkipaivisin|(?:w )?dni robocze|vsedni dny"
            r"|(?:по )?будн(?:и|ям)|平日|工作日)(?!\w)"
        ),
        " weekdays ",
    ),
    (
        re.compile(
            r"\b(?:(?:am )?wochenende|(?:le )?week-ends?|(?:el )?fin de semana|helgen|weekendet|weekendem?)(?!\w)"
        ),
        " weekends ",
    ),
    *((re.compile(rf"\b{word}\b"), str(n)) for n, word in enumerate(NUMBER_WORDS, 1)),
    (re.compile(r"\bhalf past (\d{1,2})\b"), r"\1:30"),
    (re.compile(r"\bquarter past (\d{1,2})\b"), r"\1:15"),
    (re.compile(r"\bquarter to (\d{1,2})\b"), lambda found: f"{(int(found[1]) - 2) % 12 + 1}:45"),
    (re.compile(r"(?<![a-z])([ap])\.?\s?m\b\.?"), r"\1m"),
    (re.compile(r"(?<=\d)([ap])(?=\s*(?:-|–|—|to\b|,|;|$))"), r"\1m"),
    (re.compile(r"(?<=\d)\s*in the morning\b"), "am"),
    (re.compile(r"(?<=\d)\s*in the (?:afternoon|evening)\b"), "pm"),
    (re.compile(r"\b(?:12\s*)?(?:noon|midday|mittags?|midi|mediodia|mezzogiorno)\b"), "12:00"),
    (re.compile(r"\b(?:12\s*)?(?:midnight|mitternacht|minuit|medianoche|mezzanotte)\b"), "24:00"),
    (re.compile(r"(?<=\d)\s*h\s*(?=[0-5]\d\b)"), ":"),
    (
        re.compile(r"(?<=\d)\s*(?:o'clock|hours?|uhr|uur|heures?|horas?|or[ae]|hod|hrs?|hs?|ч)(?![a-z0-9])|(?<=\d)時"),
        "",
    ),
    (re.compile(r"\b(?:kl|klo|kello|klokken|um|ore|las)\b\.?\s*(?=\d)"), " "),
    (re.compile(r"\b(?:from|von|van|de|od|fra|fran|dalle|da|das|ab|desde|mellan|с)\s+(?=\d)"), ""),
    (re.compile(r"(?:between|zwischen|entre)\s+(\S+(?:\s*[ap]m)?)\s+(?:and|und|et|y|e)\s+(?=\d)"), r"\1-"),
)
"""Ways to write an hour or a span → the way that `_SPAN_PATTERN` reads."""
_BETWEEN = r"-\s*to\s*-|[-–—−~〜]|から|\b(?:to|through|thru|till?|until|bis|as?|al|alle|hasta|tot|do|до)\b"
_CLOCK = r"(\d{1,2})(?:[:.h]?(\d{2}))?\s*(am|pm)?(?![\d:.])"
_SPAN_PATTERN = re.compile(rf"(?<![\d:.]){_CLOCK}\s*(?:{_BETWEEN})\s*{_CLOCK}")
_BETWEEN_SPANS = re.compile(r"^[\s,/&+|:]+|[\s,/&+|:]+$|^(?:and|und|et|y)\b|\b(?:and|und|et|y)$")
_NOON, _LAST_NIGHT_HOUR = 12, 4


def spans_on_weekday(settings: Settings, weekday: int) -> list[HoursSpan]:
    """Return the spans that begin on a weekday (0 Monday … 6 Sunday), in order."""
    return sorted((s for s in settings.hours if weekday in s.days), key=lambda s: s.start)


def periods_on_day(settings: Settings, day: date) -> Iterator[tuple[datetime, datetime]]:
    """Yield the spans that begin on `day` as wall times, in order; one past midnight ends on the day after."""
    for span in spans_on_weekday(settings, day.weekday()):
        over = timedelta(days=span.end <= span.start)
        yield datetime.combine(day, span.start), datetime.combine(day, span.end) + over


def periods_near(settings: Settings, now: datetime) -> list[tuple[datetime, datetime]]:
    """Return the spans that touch the person's day of `now`, which begins when the day before it ends, in order."""
    day = settings.day_of(now)
    begins, a_day = datetime.combine(day, settings.day_ends), timedelta(days=1)
    near = (period for n in (-1, 0, 1) for period in periods_on_day(settings, day + n * a_day))
    return [(start, end) for start, end in near if begins < end and start < begins + a_day]


def is_within_hours(settings: Settings, now: datetime) -> bool | None:
    """Return whether `now` lies in networking hours, by its own wall clock; None if no hours are set."""
    if not settings.hours:
        return None
    return any(start <= now.replace(tzinfo=None) < end for start, end in periods_near(settings, now))


def is_outside_hours(settings: Settings, now: datetime, kind: str) -> bool:
    """Tell whether a block of `kind` would lie outside the hours now. Never, if none are set, nor for deep work."""
    return kind in NETWORKING_KINDS and is_within_hours(settings, now) is False


def describe_hours_now(settings: Settings, now: datetime) -> str:
    """Return "until 17:30" inside, "from 14:00" before a span, "done for today" after, "off today", or ""."""
    if not settings.hours:
        return ""
    wall = now.replace(tzinfo=None)
    periods = periods_near(settings, now)
    for start, end in periods:
        if start <= wall < end:
            return f"until {end:%H:%M}"
        if wall < start:
            return f"from {start:%H:%M}"
    return "done for today" if periods else "off today"


def describe_outside_hours(settings: Settings, now: datetime) -> str:
    """Return the one calm line that starting outside the hours begins with, or "" within them."""
    says = describe_hours_now(settings, now)
    if not says or says.startswith("until"):
        return ""
    if says == "off today":
        return "You have no networking hours today."
    return f"Your hours begin at {says[5:]}." if says.startswith("from") else "Your hours are done for today."


def parse_hours(line: str) -> tuple[HoursSpan, ...]:
    """Return the hours typed in one line; nothing for "off". Raises InvalidInput.

    Days and times, several of each: "mon-fri 9:00-12:00, 13:30-17:30; sat 10-12", "daily 8-10", "9-5 weekdays".
    Times without days hold from Monday to Friday.
    """
    low = fold_text(unicodedata.normalize("NFKC", clean_text(line))).strip(" .")
    if low in OFF_WORDS:
        return ()
    if low in _WHOLE_DAY:
        raise _whole_day_error()
    for spelling, plain in _SPELLINGS:
        low = spelling.sub(plain, low)
    if _SPAN_PATTERN.search(low) is None:
        raise _unknown_hours_error(line)
    groups = filter(None, (part.strip() for part in low.split(";")))
    return _check_spans([span for group in groups for span in _parse_group(group)])


def format_hours(hours: Iterable[HoursSpan]) -> str:
    """Return hours as one would type them: "mon-fri 9:00-17:30", or "off"."""
    ordered = sorted(hours, key=lambda s: (s.days, s.start))
    groups = groupby(ordered, key=lambda s: s.days)
    return "; ".join(f"{_format_days(days)} {', '.join(map(_format_span, spans))}" for days, spans in groups) or "off"


def _parse_group(text: str) -> list[HoursSpan]:
    """Return the spans of days and times without a semicolon; days stand before their times, or all behind them."""
    found = list(_SPAN_PATTERN.finditer(text))
    if not found:
        raise _unknown_hours_error(text)
    ends = (0, *(each.end() for each in found))
    starts = (*(each.start() for each in found), len(text))
    named = [_parse_days(text[end:start]) for end, start in zip(ends, starts, strict=True)]
    if named[0] and named[-1]:
        raise _unknown_hours_error(text)
    spans = []
    for n, each in enumerate(found):
        days = next(filter(None, named[n + 1 :] if named[-1] else named[n::-1]), (0, 1, 2, 3, 4))
        start, end = _guess_hours((each[1], each[3] or ""), (each[4], each[6] or ""))
        spans.append(HoursSpan(days=days, start=_parse_clock_time(start, each[2]), end=_parse_clock_time(end, each[5])))
    return spans


def _parse_days(text: str) -> tuple[int, ...]:
    """Return the weekdays named between two spans, none for "and" or a comma."""
    while (rest := _BETWEEN_SPANS.sub("", text)) != text:
        text = rest
    return parse_weekdays(text, _unknown_hours_error)


def _guess_hours(first: tuple[str, str], last: tuple[str, str]) -> tuple[str, str]:
    """Return the hours of the day that two typed hours mean, each with am, pm or neither: 9-5 is 9 to 17.

    Hours of two digits that begin with 0 and hours past 12 are those of a clock of 24 hours.
    """
    (start_text, start_half), (end_text, end_half) = first, last
    start, end = int(start_text), int(end_text)
    by_24 = start > _NOON or end > _NOON or "0" in (start_text[0], end_text[0]) or min(start, end) > 9
    if start_half or end_half:
        start_half = start_half or ("am" if end_half == "am" or start % _NOON >= end % _NOON else "pm")
        end_half = end_half or ("pm" if start_half == "pm" or end % _NOON <= start % _NOON else "am")
        start = convert_to_24_hours(start, start_half) if 1 <= start <= _NOON else start
        end = convert_to_24_hours(end, end_half) if 1 <= end <= _NOON else end
    elif not by_24 and end < start:
        end += _NOON  # from the morning to the afternoon
    elif not by_24 and start <= _LAST_NIGHT_HOUR and start != end:
        start, end = start + _NOON, end + _NOON  # nobody means half the night
    return str(start), str(end)


def _parse_clock_time(hour: str, minute: str | None) -> time:
    h, m = int(hour), int(minute or 0)
    if (h, m) == (24, 0):
        return time(0, 0)
    if h > 23 or m > 59:
        raise _unknown_hours_error(f"{hour}:{minute or '00'}")
    return time(h, m)


def _check_spans(spans: list[HoursSpan]) -> tuple[HoursSpan, ...]:
    """Refuse a span without length and spans that overlap, which would say two things about one moment."""
    week = timedelta(days=7)
    known: list[tuple[timedelta, timedelta]] = []
    for span in spans:
        if span.start == span.end == time(0, 0):
            raise _whole_day_error()
        if span.start == span.end:
            raise InvalidInput(f"{_format_span(span)} is not a time range.", hint=f"Like this: {HOURS_EXAMPLE}")
        for day in span.days:
            start = timedelta(days=day, hours=span.start.hour, minutes=span.start.minute)
            length = timedelta(hours=span.end.hour, minutes=span.end.minute) - (start - timedelta(days=day))
            end = start + (length if length > timedelta(0) else length + timedelta(days=1))
            if any(a + shift < end and start < b + shift for a, b in known for shift in (-week, timedelta(0), week)):
                raise InvalidInput(f"{_format_span(span)} overlaps with another range.", hint="One of them is enough.")
            known.append((start, end))
    return tuple(sorted(spans, key=lambda s: (s.days, s.start)))


def _format_days(days: tuple[int, ...]) -> str:
    return "daily" if len(days) == 7 else format_weekdays(days, ", ")


def _format_span(span: HoursSpan) -> str:
    if span.end == time(0, 0):
        return f"{span.start.hour}:{span.start.minute:02}-24:00"
    first, last = span.start.hour, span.end.hour
    if first <= _NOON and last <= _NOON and (last < first or first <= _LAST_NIGHT_HOUR):
        return f"{span.start:%H:%M}-{span.end:%H:%M}"  # written like this, nobody takes it for the afternoon
    return f"{first}:{span.start.minute:02}-{last}:{span.end.minute:02}"


def _unknown_hours_error(text: str) -> InvalidInput:
    return InvalidInput(f'"{clean_text(text, 40)}" is not a time range.', hint=f"Like this: {HOURS_EXAMPLE}, or off.")


def _whole_day_error() -> InvalidInput:
    return InvalidInput("Hours that cover the whole day set no limit.", hint="Type off; then any time is fine.")
