"""Networking hours: how they are typed and printed, and whether a moment lies in them.

A span belongs to the day on which it begins and may run past midnight.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import chain, groupby

from coach.domain.clock import A_DAY, NO_TIME, at_wall_time, convert_to_24_hours
from coach.domain.focus import NETWORKING_KINDS
from coach.domain.settings import HoursSpan, Settings
from coach.domain.text import clean_text, fold_text
from coach.domain.typed_dates import format_weekdays, parse_weekdays
from coach.domain.wording import NUMBER_WORDS, OFF_WORDS
from coach.errors import InvalidInput

HOURS_EXAMPLE = "mon-fri 9:00-12:00, 13:30-17:30; sat 10:00-12:00"
_WHOLE_DAY_WORDS = frozenset({"24/7", "24h", "24 hours", "all day", "any time", "anytime", "always"})
_HOURS_SPELLINGS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
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
_BETWEEN_CLOCK_TIMES = r"-\s*to\s*-|[-–—−~〜]|から|\b(?:to|through|thru|till?|until|bis|as?|al|alle|hasta|tot|do|до)\b"
_CLOCK_TIME_PATTERN = r"(\d{1,2})(?:[:.h]?(\d{2}))?\s*(am|pm)?(?![\d:.])"
_SPAN_PATTERN = re.compile(rf"(?<![\d:.]){_CLOCK_TIME_PATTERN}\s*(?:{_BETWEEN_CLOCK_TIMES})\s*{_CLOCK_TIME_PATTERN}")
_BETWEEN_SPANS = re.compile(r"^[\s,/&+|:]+|[\s,/&+|:]+$|^(?:and|und|et|y)\b|\b(?:and|und|et|y)$")
_NOON_HOUR, _LAST_NIGHT_HOUR = 12, 4


def periods_on_day(settings: Settings, day: date) -> Iterator[tuple[datetime, datetime]]:
    """Yield the spans that begin on `day` as wall times, in order; one past midnight ends on the day after."""
    for span in sorted(settings.hours, key=lambda span: span.start):
        if day.weekday() in span.days:
            last_day = day + A_DAY if span.end <= span.start else day
            yield datetime.combine(day, span.start), datetime.combine(last_day, span.end)


def periods_near(settings: Settings, now: datetime) -> list[tuple[datetime, datetime]]:
    """Return the spans that touch the person's day of `now`, which begins when the day before it ends, in order."""
    day = settings.day_of(now)
    day_begins = datetime.combine(day, settings.day_ends)
    nearby_periods = chain.from_iterable(periods_on_day(settings, day + n * A_DAY) for n in (-1, 0, 1))
    return [(start, end) for start, end in nearby_periods if day_begins < end and start < day_begins + A_DAY]


def moments_near(settings: Settings, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield the spans of `periods_near` as moments; a time that the spring change skips is as much later."""
    for start, end in periods_near(settings, now):
        yield at_wall_time(start.date(), start.time(), now), at_wall_time(end.date(), end.time(), now)


def is_within_hours(settings: Settings, now: datetime) -> bool | None:
    """Return whether `now` lies in networking hours, by the clocks of its place; None if no hours are set."""
    if not settings.hours:
        return None
    return any(start <= now < end for start, end in moments_near(settings, now))


def is_outside_hours(settings: Settings, now: datetime, kind: str) -> bool:
    """Tell whether a block of `kind` would lie outside the hours now. Never, if none are set, nor for deep work."""
    return kind in NETWORKING_KINDS and is_within_hours(settings, now) is False


def describe_hours_now(settings: Settings, now: datetime) -> str:
    """Return "until 17:30" inside, "from 14:00" before a span, "done for today" after, "off today", or ""."""
    if not settings.hours:
        return ""
    spans = list(moments_near(settings, now))
    for start, end in spans:
        if start <= now < end:
            return f"until {end:%H:%M}"
        if now < start:
            return f"from {start:%H:%M}"
    return "done for today" if spans else "off today"


def describe_outside_hours(settings: Settings, now: datetime) -> str:
    """Return the one calm line that starting outside the hours begins with, or "" within them."""
    hours_now = describe_hours_now(settings, now)
    if not hours_now or hours_now.startswith("until"):
        return ""
    if hours_now == "off today":
        return "You have no networking hours today."
    return f"Your hours begin at {hours_now[5:]}." if hours_now.startswith("from") else "Your hours are done for today."


def parse_hours(line: str) -> tuple[HoursSpan, ...]:
    """Return the hours typed in one line; nothing for "off". Raises InvalidInput.

    Days and times, several of each: "mon-fri 9:00-12:00, 13:30-17:30; sat 10-12", "daily 8-10", "9-5 weekdays".
    Times without days hold from Monday to Friday.
    """
    typed_hours = fold_text(unicodedata.normalize("NFKC", clean_text(line))).strip(" .")
    if typed_hours in OFF_WORDS:
        return ()
    if typed_hours in _WHOLE_DAY_WORDS:
        raise _whole_day_error()
    for spelling, replacement in _HOURS_SPELLINGS:
        typed_hours = spelling.sub(replacement, typed_hours)
    if _SPAN_PATTERN.search(typed_hours) is None:
        raise _unknown_hours_error(line)
    groups = filter(None, map(str.strip, typed_hours.split(";")))
    return _check_hours_spans([span for group in groups for span in _parse_hours_group(group)])


def format_hours(hours: Iterable[HoursSpan]) -> str:
    """Return hours as one would type them: "mon-fri 9:00-17:30", or "off"."""
    groups = []
    for days, spans in groupby(sorted(hours, key=lambda span: (span.days, span.start)), key=lambda span: span.days):
        day_names = "daily" if len(days) == 7 else format_weekdays(days, ", ")
        groups.append(f"{day_names} {', '.join(map(_format_span, spans))}")
    return "; ".join(groups) or "off"


def _parse_hours_group(text: str) -> list[HoursSpan]:
    """Return the spans of days and times without a semicolon; days stand before their times, or all behind them."""
    span_matches = list(_SPAN_PATTERN.finditer(text))
    if not span_matches:
        raise _unknown_hours_error(text)
    ends = (0, *(match.end() for match in span_matches))
    starts = (*(match.start() for match in span_matches), len(text))
    named_days = [_parse_days(text[end:start]) for end, start in zip(ends, starts, strict=True)]
    if named_days[0] and named_days[-1]:
        raise _unknown_hours_error(text)
    spans = []
    for number, match in enumerate(span_matches):
        days_nearby = named_days[number + 1 :] if named_days[-1] else named_days[number::-1]
        days = next(filter(None, days_nearby), (0, 1, 2, 3, 4))
        start, end = _guess_hours((match[1], match[3] or ""), (match[4], match[6] or ""))
        start_time, end_time = _parse_clock_time(start, match[2]), _parse_clock_time(end, match[5])
        spans.append(HoursSpan(days=days, start=start_time, end=end_time))
    return spans


def _parse_days(text: str) -> tuple[int, ...]:
    """Return the weekdays named between two spans, none for "and" or a comma."""
    while (trimmed_text := _BETWEEN_SPANS.sub("", text)) != text:
        text = trimmed_text
    return parse_weekdays(text, _unknown_hours_error)


def _guess_hours(first: tuple[str, str], last: tuple[str, str]) -> tuple[str, str]:
    """Return the hours of the day that two typed hours mean, each with am, pm or neither: 9-5 is 9 to 17.

    Hours of two digits that begin with 0 and hours past 12 are those of a clock of 24 hours.
    """
    (start_text, start_half), (end_text, end_half) = first, last
    start, end = int(start_text), int(end_text)
    is_24_hour_clock = max(start, end) > _NOON_HOUR or "0" in (start_text[0], end_text[0]) or min(start, end) > 9
    if start_half or end_half:
        start_half = start_half or ("am" if end_half == "am" or start % _NOON_HOUR >= end % _NOON_HOUR else "pm")
        end_half = end_half or ("pm" if start_half == "pm" or end % _NOON_HOUR <= start % _NOON_HOUR else "am")
        start = convert_to_24_hours(start, start_half) if 1 <= start <= _NOON_HOUR else start
        end = convert_to_24_hours(end, end_half) if 1 <= end <= _NOON_HOUR else end
    elif not is_24_hour_clock and end < start:
        end += _NOON_HOUR  # from the morning to the afternoon
    elif not is_24_hour_clock and start <= _LAST_NIGHT_HOUR and start != end:
        start, end = start + _NOON_HOUR, end + _NOON_HOUR  # nobody means half the night
    return str(start), str(end)


def _parse_clock_time(hour: str, minute: str | None) -> time:
    hour_number, minute_number = int(hour), int(minute or 0)
    if (hour_number, minute_number) == (24, 0):
        return time(0, 0)
    if hour_number > 23 or minute_number > 59:
        raise _unknown_hours_error(f"{hour}:{minute or '00'}")
    return time(hour_number, minute_number)


def _check_hours_spans(spans: list[HoursSpan]) -> tuple[HoursSpan, ...]:
    """Refuse a span without length and spans that overlap, which would say two things about one moment."""
    week = timedelta(days=7)
    known_spans: list[tuple[timedelta, timedelta]] = []
    for span in spans:
        if span.start == span.end == time(0, 0):
            raise _whole_day_error()
        if span.start == span.end:
            raise InvalidInput(f"{_format_span(span)} is not a time range.", hint=f"Like this: {HOURS_EXAMPLE}")
        for day in span.days:
            start = timedelta(days=day, hours=span.start.hour, minutes=span.start.minute)
            end = timedelta(days=day + (span.end < span.start), hours=span.end.hour, minutes=span.end.minute)
            if any(
                known_start + shift < end and start < known_end + shift
                for known_start, known_end in known_spans
                for shift in (-week, NO_TIME, week)
            ):
                raise InvalidInput(f"{_format_span(span)} overlaps with another range.", hint="One of them is enough.")
            known_spans.append((start, end))
    return tuple(sorted(spans, key=lambda span: (span.days, span.start)))


def _format_span(span: HoursSpan) -> str:
    if span.end == time(0, 0):
        return f"{span.start.hour}:{span.start.minute:02}-24:00"
    start_hour, end_hour = span.start.hour, span.end.hour
    is_before_noon = max(start_hour, end_hour) <= _NOON_HOUR
    if is_before_noon and (end_hour < start_hour or start_hour <= _LAST_NIGHT_HOUR):
        return f"{span.start:%H:%M}-{span.end:%H:%M}"  # written like this, nobody takes it for the afternoon
    return f"{start_hour}:{span.start.minute:02}-{end_hour}:{span.end.minute:02}"


def _unknown_hours_error(text: str) -> InvalidInput:
    return InvalidInput(f'"{clean_text(text, 40)}" is not a time range.', hint=f"Like this: {HOURS_EXAMPLE}, or off.")


def _whole_day_error() -> InvalidInput:
    return InvalidInput("Hours that cover the whole day set no limit.", hint="Type off; then any time is fine.")
