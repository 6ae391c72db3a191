"""Parse the days and times that people type: "14:30", "yesterday evening", "last friday 9am", "20 Nov 9:00", "24.11.".

The one parser of typed days and times, for the shell and the screen. Day words are those of the person, whose day ends
at 04:00 unless set otherwise; each time gets the UTC offset of its own day. The patterns are compiled on first use,
because that takes longer than importing most other modules, and most commands name no time.
"""

from __future__ import annotations

import contextlib
import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

from coach.domain.clock import A_DAY, DAY_ENDS, at_wall_time, convert_to_24_hours, day_of, to_wall_time
from coach.domain.days_in_other_languages import (
    FOREIGN_DAYS,
    begins_foreign_coming_time,
    begins_foreign_time,
    begins_foreign_weekday,
    translate_days,
)
from coach.domain.text import clean_text, fold_text
from coach.domain.typed_dates import MONTHS, WEEKDAYS, find_weekday, parse_calendar_date
from coach.domain.wording import MONTH_NAMES, NUMBER_WORDS, format_date, format_recent_date
from coach.errors import InvalidInput

_AMOUNT_PATTERN = (
    rf"(?:about )?(?P<count>\d{{1,3}}|an?|{'|'.join(NUMBER_WORDS)}) ?"
    r"(?P<unit>minute|min|hour|hr|day|d|week|wk|w|month|year)s?"
)
_FURTHEST_DAY = timedelta(days=366)
"""A day further away than this counts as a mistyped year, until it is confirmed with "!"."""
_LAST_YEAR_AHEAD = 20
_FIRST_YEAR = 1970
_NOON = time(12, 0)
_LATE_AFTERNOON = time(17, 0)
"""From here on, "tonight" may be now."""
_TIME_EXAMPLES = "Try 14:30, yesterday, last Friday 9:00, 3 days ago or 2026-11-20."
_DAY_EXAMPLES = "Try tomorrow, Monday, in 2 weeks or 12 March."
_CLOCK_PATTERN = r"(\d{1,2})(?:[:.](\d{2})(?::\d{2})?)?\s*(am|pm)?$"
_DATE_OR_CLOCK = r"(?a)(\d{1,2})\.(\d{2})"
_LAST_UNCLEAR_HOUR = 7
"""Up to this hour, an hour without am or pm is as likely one of the afternoon."""
_LENGTH_PATTERN = r"(?:(\d{1,3})\s*h)?\s*(?:(\d{1,4})\s*m(?:in)?)?$"
_MINUTES_WORD = r"m(?:in(?:ute)?s?)?"
_SPOKEN_DURATION = (
    r"(?a)(?<!\S)(?:for )?(?:(?P<half>half an hour)"
    r"|(?P<hours>an?|\d{1,2}(?:[.,]\d{1,2})?) ?h(?:ours?|rs?)?"
    rf"(?: ?(?:and )?(?P<more>\d{{1,2}}) ?(?:{_MINUTES_WORD})?)?"
    rf"|(?P<minutes>\d{{1,4}}) ?(?:{_MINUTES_WORD})?)(?!\S)(?: of(?!\S))?"
)
_ISO_TIME_PATTERN = r"\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}.*"
_PARTS_OF_DAY = {
    "midnight": time(0, 0), "morning": time(9, 0), "noon": _NOON, "midday": _NOON, "afternoon": time(15, 0),
    "evening": time(19, 0), "night": time(22, 0),
}  # fmt: skip
"""Parts of a day → the clock time that they are logged for."""
_HALF_OF_PART = {"morning": "am", "afternoon": "pm", "evening": "pm"}
_BEFORE_CLOCK = frozenset({"at", "in", "um", "om", "kl", "kl.", "à", "de", "da", "la", "por", "pela"})
"""Words between a day and its time."""
_MONTH_WORD = "jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec"
_MONTH_NAME = rf"(?P<month{{0}}>(?:{_MONTH_WORD}|{'|'.join(MONTHS)})\b)"
_CALENDAR_DAY_PATTERN = (
    rf"(?i)(?P<day1>\d{{1,2}})[a-z]{{0,2}}\.? +(?:of +)?{_MONTH_NAME.format(1)}\.?(?:,? +(?P<year1>\d{{4}}))?"
    rf"|{_MONTH_NAME.format(2)}\.? +(?P<day2>\d{{1,2}})[a-z]{{0,2}}(?:,? +(?P<year2>\d{{4}}))?"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.\d{4}"
)
"""A day as a calendar names it: 12 March, March 12th 2027, 2027-03-12, 12.3.2027."""
_FOREIGN_CALENDAR_DAY_PATTERN = (
    r"(?P<article>\b(?:am|le|el|il|op|den|dia|vom) +)?(?<![\w.:])(?P<day1>(?a:\d{1,2}))(?:\.|er|º)? +"
    r"(?:de +)?[^\W\d]{3,}(?:(?: +de)? +(?a:\d{4}))?(?!\w)(?P<day2>(?!))?"
)
_COMING_DAY_AT_END = (
    r"(?<!\S)(?:today|tonight|tomorrow|day after tomorrow|(?:next|this|on) \w+|in \w+ (?:day|week|month)s?)$"
)
_COMING_DAY_INSIDE = rf"(?<!\S)(?:(?i:(?:on|next|this) (?:{'|'.join(WEEKDAYS)}))|tomorrow)(?=,|\s|$)"
_FILLER_WORDS = frozenset({"on", "the", "last", "this"})
_LONGEST_TIME_WORDS = 6
"""Words of the longest time that is looked for at the end of a line: "the day before yesterday at 14:30"."""
_TIME_LIKE_END = r"(?<=\s)(?:\S+\s+\S+\s+ago|(?:last|this)\s+(?:week|weekend|month|year))$"
"""Words at the end of a line that are meant as a time and belong to no name."""
_COMING_TIME_END = (
    rf"(?<=\s)(?:tomorrow|(?:next|coming)\s+(?:week|weekend|month|year|{'|'.join(WEEKDAYS)})"
    rf"|in\s+\S+\s+(?:day|week|month)s?)(?:\s+at)?(?:\s+(?:{'|'.join(_PARTS_OF_DAY)}|\d\S*))?$"
)
"""The same for a time that is still to come, with or without its hour: "next friday", "tomorrow at 9:00"."""


class TypedTime(NamedTuple):
    """A typed time; `whole_day` if only the day was named."""

    at: datetime
    whole_day: bool = False


def parse_past_time(line: str, now: datetime, day_ends: time = DAY_ENDS) -> TypedTime:
    """Return the past moment that `line` names. Raises InvalidInput for anything else, also for times to come.

    Understood: a clock time (today, or yesterday if it is still to come), a day (today, yesterday, a weekday, 20 Nov,
    24.11., 3 days ago, an ISO date) with or without a clock time or a part of the day, an ISO time with or without a
    zone, and "90m ago". A day without a clock time is its noon.
    """
    typed_time = clean_text(line).lower()
    past_time = _read_past_time(typed_time, now, day_ends)
    if past_time is None and (coming_day := _read_coming_day_and_clock(typed_time, day_of(now, day_ends))):
        past_time = TypedTime(at_wall_time(coming_day, _NOON, now), whole_day=True)
    if past_time is None:
        raise InvalidInput(f'"{clean_text(line, 40)}" is not a time.', hint=_TIME_EXAMPLES)
    if past_time.at > now:
        is_today = past_time.at.date() == now.date() and not past_time.whole_day
        time_in_words = f"{past_time.at:%H:%M}" if is_today else format_recent_date(past_time.at.date(), now)
        raise InvalidInput(f"{time_in_words} is still to come.", hint="Log it after it has happened.")
    if past_time.at.year < _FIRST_YEAR:
        raise InvalidInput(f"The year {past_time.at.year} is too long ago.", hint=_TIME_EXAMPLES)
    return past_time


def _read_coming_day_and_clock(typed_time: str, today: date) -> date | None:
    """Return the day of lower-case words such as "tomorrow" or "next friday at 9:00", None for other words."""
    day_words, _, clock = typed_time.rpartition(" ")
    if _is_time_of_day(clock):
        coming_day = _read_coming_day(day_words.removesuffix(" at"), today)
        return coming_day if coming_day is not None and coming_day > today else None
    return _read_coming_day(typed_time, today)


def ends_with_coming_time(line: str) -> bool:
    """Tell whether the words at the end of a line are a time that is still to come: "Ana next friday"."""
    return _find_coming_end(line) is not None


def _find_coming_end(line: str) -> str | None:
    """Return the words at the end of a line that are a time to come, None without any."""
    if coming_time := re.search(_COMING_TIME_END, line.lower()):
        return coming_time[0]
    words = line.split()
    for start in range(max(1, len(words) - 4), len(words) - 1):
        coming_words = " ".join(words[start:]).lower()
        if begins_foreign_coming_time(*words[start : start + 2]) and _read_coming_day(coming_words, date(2000, 1, 1)):
            return coming_words
    return None


def split_trailing_time(
    line: str, now: datetime, day_ends: time = DAY_ENDS, *, bare: bool = False
) -> tuple[str, TypedTime | None]:
    """Return a line without the time at its end, and that time: "thanked Ana @yesterday", or None without one.

    A time in a line of free words begins with "@"; with `bare` it may stand without: "Ana last friday 14:00".
    Raises InvalidInput for a time that is still to come.
    """
    if bare and (coming_words := _find_coming_end(line)):
        parse_past_time(coming_words, now, day_ends)  # raises
    words = line.split()
    for word_count in range(min(_LONGEST_TIME_WORDS, len(words)), 0, -1):
        last_words = words[-word_count:]
        has_at_mark = last_words[0].startswith("@")
        typed_time = " ".join(last_words).removeprefix("@").strip().lower()
        may_be_time = has_at_mark or (bare and is_day_word(*last_words[:2]))
        if may_be_time and _read_past_time(typed_time, now, day_ends) is not None:
            rest = line.split(None, len(words) - word_count)[-1]
            time_starts = len(line) - len(rest) if word_count < len(words) else 0
            return line[:time_starts].rstrip(), parse_past_time(typed_time, now, day_ends)
    if bare and (time_like_end := re.search(_TIME_LIKE_END, line.lower())):
        parse_past_time(time_like_end[0], now, day_ends)  # raises
    return line, None


def parse_duration(line: str) -> timedelta:
    """Return the length that "10m", "1h30m", "2h" or "10" (minutes) names. Raises InvalidInput."""
    typed_length = clean_text(line).lower().strip()
    if typed_length.isdecimal() and len(typed_length) <= 4:
        return timedelta(minutes=int(typed_length))
    length_match = re.match(_LENGTH_PATTERN, typed_length)
    if not typed_length or length_match is None or not (length_match[1] or length_match[2]):
        raise InvalidInput(f'"{clean_text(line, 40)}" is not a length of time.', hint="Try 10m or 1h30m.")
    return timedelta(hours=int(length_match[1] or 0), minutes=int(length_match[2] or 0))


def split_duration(line: str) -> tuple[str, int | None]:
    """Return what else a line says, and its minutes or None: "1h reading", "reading for 25 minutes", "an hour"."""
    text = clean_text(line)
    duration_match = re.search(_SPOKEN_DURATION, text.lower())
    if duration_match is None:
        return text, None
    minutes = int(duration_match["minutes"] or duration_match["more"] or 0)
    if spoken_hours := duration_match["hours"]:
        minutes += round(60 * float(spoken_hours.replace(",", "."))) if spoken_hours[0].isdecimal() else 60
    if duration_match["half"]:
        minutes = 30
    return " ".join((text[: duration_match.start()] + text[duration_match.end() :]).split()), minutes


def parse_coming_day(line: str, today: date) -> date:
    """Return the day from today on that "today", "tomorrow", "friday", "1 Dec" or an ISO date names.

    Raises InvalidInput; for a day more than a year ahead too, unless a "!" follows it.
    """
    typed_day = clean_text(line).lower().strip()
    is_confirmed = typed_day.endswith("!")
    coming_day = _read_coming_day(typed_day.rstrip("! "), today)
    if coming_day is None or coming_day < today:
        raise InvalidInput(f'"{clean_text(line, 40)}" is not today or a later day.', hint=_DAY_EXAMPLES)
    refuse_far_year(coming_day, today)
    if coming_day - today > _FURTHEST_DAY and not is_confirmed:
        hint = f'If you mean it, add an exclamation mark: "{coming_day.isoformat()}!"'
        raise InvalidInput(f"{format_date(coming_day, year=True)} is more than a year away.", hint=hint)
    return coming_day


def refuse_far_year(day: date, today: date) -> None:
    """Raise InvalidInput for a day whose year can only be a slip: decades ahead, or before 1970."""
    if day.year > today.year + _LAST_YEAR_AHEAD:
        raise InvalidInput(f"The year {day.year} is too far ahead.", hint=_DAY_EXAMPLES)
    if day.year < _FIRST_YEAR:
        raise InvalidInput(f"The year {day.year} is too long ago.", hint=_DAY_EXAMPLES)


def names_a_time(line: str) -> bool:
    """Tell whether a whole line is a time such as "yesterday" or "14:00"; a weekday may be a name (Wednesday)."""
    lower_line = clean_text(line).lower()
    return lower_line in ("yesterday", "today", "tonight", "tomorrow") or parse_clock_time(lower_line) is not None


def names_a_day(line: str) -> bool:
    """Tell whether a line is a day for `parse_coming_day`, whether or not it is still to come."""
    try:
        return _read_coming_day(clean_text(line).lower().rstrip("! "), date(2000, 1, 1)) is not None
    except InvalidInput:  # a day that no calendar has
        return True


def split_day_words(text: str) -> tuple[str, str]:
    """Return "send the CV by friday" as "send the CV" and "friday"; a text without a day at its end with ""."""
    for day_preposition in (" by ", " on ", " until "):
        text_before, separator, day_words = text.rpartition(day_preposition)
        if separator and names_a_day(day_words):
            return text_before, day_words
    return text, ""


def _read_coming_day(day_words: str, today: date) -> date | None:
    """Return the day that lower-case words name from today on, None for other words; an ISO date may be past."""
    plain_words = translate_days(day_words.replace(",", " "))
    for preposition in ("on ", "by ", "until ", "for "):
        plain_words = plain_words.removeprefix(preposition)
    if plain_words in ("today evening", "this evening", "this night"):
        return today
    if plain_words in ("today", "tonight", "tomorrow"):
        return today + timedelta(days=plain_words == "tomorrow")
    if plain_words.removeprefix("the ") == "day after tomorrow":
        return today + timedelta(days=2)
    if plain_words in ("next week", "next month"):
        next_monday = today + timedelta(days=7 - today.weekday())
        return next_monday if plain_words == "next week" else _first_of_next_month(today)
    if plain_words.removeprefix("the ") in ("end of month", "end of the month"):
        return _first_of_next_month(today) - timedelta(days=1)
    weekday_words = plain_words.removeprefix("next ").removeprefix("this ").removeprefix("coming ")
    weekday = 5 if weekday_words in ("weekend", "the weekend") else find_weekday(weekday_words, shortest=3)
    if weekday is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    amount = parse_amount(plain_words.removeprefix("in "))
    return shift_day(today, *amount) if amount else parse_calendar_date(plain_words, today, coming=True)


def _first_of_next_month(today: date) -> date:
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1)


def _read_past_time(typed_time: str, now: datetime, day_ends: time) -> TypedTime | None:
    """Return the time that lower-case words name, or None; it may still be to come."""
    if re.fullmatch(_ISO_TIME_PATTERN, typed_time) and (moment := _read_iso_time(typed_time, now)) is not None:
        return TypedTime(moment)
    spaced = re.sub(r"(\d)\s+(am|pm)\b", r"\1\2", translate_days(typed_time.replace(",", " ")))
    spaced = re.sub(r"(\d)(?:h(\d\d)|[:.](\d\d)\s*(?:uhr|h))$", r"\1:\2\3", spaced)
    spaced = re.sub(r"\b(\d{1,2})\s*(?:uhr|o'clock|h)$", r"\1:00", spaced)
    spaced = re.sub(r"^at (?=[a-z])", "", spaced)
    first_word, _, other_words = spaced.partition(" ")
    if other_words and _is_time_of_day(first_word):
        spaced = f"{other_words} {first_word}"  # 14:00 yesterday
    words = _join_hour_and_part([word for word in spaced.split() if word not in _BEFORE_CLOCK])
    if len(words) == 1 and (date_or_clock := re.fullmatch(_DATE_OR_CLOCK, words[0])):
        _refuse_date_or_clock(date_or_clock[0], int(date_or_clock[1]), int(date_or_clock[2]))
    if not words or words in (["now"], ["just", "now"]):
        return TypedTime(now) if words else None
    if words[-1] == "ago" and (moment := _read_time_ago(" ".join(words[:-1]), now)) is not None:
        return TypedTime(moment)
    if words == ["last", "midnight"]:
        words = words[1:]
    if words in (["this", "midnight"], ["tonight", "midnight"]):
        return None
    if words[-1] == "midnight":
        _refuse_midnight_of_a_day(typed_time, words[:-1], day_of(now, day_ends), now)
    today = day_of(now, day_ends)
    if words[0] == "last" and words[-1] in _PARTS_OF_DAY and len(words) == 2:
        words[0] = "yesterday"  # last night
    if words[0] == "this" and words[-1] in _PARTS_OF_DAY:
        words[0] = "today"
    if words[0] == "tonight":
        is_evening = now.time() >= _LATE_AFTERNOON or now.date() > today
        words = ["today", *(words[1:] or ([] if is_evening else ["evening"]))]
    word_before_hour = " ".join(spaced.split()[-2:-1])
    is_hour = word_before_hour in ("at", "today", "yesterday") or find_weekday(word_before_hour, shortest=3) is not None
    clock = _PARTS_OF_DAY.get(words[-1]) or parse_clock_time(words[-1])
    clock = clock or (_parse_hour(typed_time, words[-1]) if is_hour else None)
    day_words = words[:-1] if clock is not None else words
    if clock is not None and not day_words:
        time_today = at_wall_time(now.date(), clock, now)
        return TypedTime(time_today if time_today <= now else at_wall_time(now.date() - A_DAY, clock, now))
    day = _parse_past_day(day_words, today, now, clock)
    if day is None:
        return None
    if clock is not None:
        is_after_midnight = day == today and clock < day_ends and at_wall_time(day + A_DAY, clock, now) <= now
        return TypedTime(at_wall_time(day + A_DAY if is_after_midnight else day, clock, now))
    is_now = day in (today, now.date())  # after midnight the calendar is a day ahead
    return TypedTime(now) if is_now else TypedTime(at_wall_time(day, _NOON, now), whole_day=True)


def _join_hour_and_part(words: list[str]) -> list[str]:
    """Return "yesterday evening 7" as "yesterday 7pm"; other words as they are."""
    hour = re.fullmatch(r"(?a)(\d{1,2})(?:[:.]\d\d)?", words[-1]) if len(words) > 1 else None
    am_or_pm = _HALF_OF_PART.get(words[-2], "") if hour and 1 <= int(hour[1]) <= 12 else ""
    if not am_or_pm:
        return words
    day = words[:-2]
    return [*(["today"] if day in ([], ["this"]) else day), words[-1] + am_or_pm]


def _read_iso_time(iso_time: str, now: datetime) -> datetime | None:
    """Return the moment of "2026-11-20t14:00+02:00"; without a zone by the clocks here."""
    try:
        moment = datetime.fromisoformat(iso_time.upper().replace(" +", "+").replace(" Z", "Z"))
        return to_wall_time(moment, now) if moment.tzinfo else at_wall_time(moment.date(), moment.time(), now)
    except (ValueError, OverflowError):
        return None


def _read_time_ago(length_words: str, now: datetime) -> datetime | None:
    """Return the moment so many minutes or hours before `now`: "90m", "2 hours"."""
    if (spoken_length := _parse_spoken_length(length_words)) is not None:
        return to_wall_time(now - spoken_length, now)
    amount = parse_amount(length_words)
    if amount is not None and amount[1] in ("minute", "hour"):
        return to_wall_time(now - timedelta(**{f"{amount[1]}s": amount[0]}), now)
    try:
        return to_wall_time(now - parse_duration(length_words), now)
    except (InvalidInput, OverflowError):
        return None


def _parse_spoken_length(length_words: str) -> timedelta | None:
    """Return the length that "half an hour" or "an hour and a half" names, None for other words."""
    if length_words == "half an hour":
        return timedelta(minutes=30)
    length_match = re.fullmatch(r"(?a)(an|one|two|three|\d) hours? and a half", length_words)
    if length_match is None:
        return None
    hours = {"an": 1, "one": 1, "two": 2, "three": 3}.get(length_match[1]) or int(length_match[1])
    return timedelta(hours=hours, minutes=30)


def _parse_past_day(words: list[str], today: date, now: datetime, clock: time | None) -> date | None:
    is_last = "last" in words[:2]
    while len(words) > 1 and words[0] in _FILLER_WORDS:
        words = words[1:]
    day_words = " ".join(words)
    days_ago = {"today": 0, "yesterday": 1, "day before yesterday": 2}
    if day_words in days_ago:
        return today - timedelta(days=days_ago[day_words])
    if words[-1] == "ago" and (amount := parse_amount(" ".join(words[:-1]))) is not None:
        return shift_day(today, -amount[0], amount[1])
    weekday = find_weekday(day_words, shortest=3)
    if weekday is not None:
        days_back = (today.weekday() - weekday) % 7
        if days_back == 0 and (is_last or (clock is not None and at_wall_time(today, clock, now) > now)):
            days_back = 7
        return today - timedelta(days=days_back)
    return parse_calendar_date(day_words, now.date(), coming=False)


def _parse_hour(typed: str, word: str) -> time | None:
    """Read the hour of "friday 14" or "at 9". Raises InvalidInput for "at 3", which is two hours of the day."""
    if re.fullmatch(r"\d{1,2}", word, re.ASCII) is None or int(word) > 23:
        return None
    hour = int(word)
    if 1 <= hour <= _LAST_UNCLEAR_HOUR:
        shown, before_hour = clean_text(typed, 40), clean_text(typed, 40).removesuffix(word)
        raise InvalidInput(
            f'"{shown}" may be {hour}:00 or {hour + 12}:00.',
            hint=f"Try {before_hour}{hour}am or {before_hour}{hour}pm.",
        )
    return time(hour)


def _refuse_midnight_of_a_day(typed: str, day_words: list[str], today: date, now: datetime) -> None:
    """Raise InvalidInput for "yesterday midnight", which may be the start or the end of a day."""
    if day_words and _parse_past_day(day_words, today, now, None):
        kept_words = (word for word in typed.split() if translate_days(word) not in ("midnight", "at", "um", "a"))
        shown_day = clean_text(" ".join(kept_words), 40)
        raise InvalidInput(
            f'"{clean_text(typed, 40)}" may be the start or the end of that day.',
            hint=f"Try {shown_day} 0:00 or {shown_day} 23:59.",
        )


def _refuse_date_or_clock(typed: str, first: int, second: int) -> None:
    """Raise InvalidInput for "20.11", which is a day and a time of the day; not for "9.30" or "31.11"."""
    if 1 <= second <= 12 and 1 <= first <= 23:
        both = f"{first}:{second:02} or {first} {MONTH_NAMES[second - 1]}"
        raise InvalidInput(f'"{typed}" may be {both}.', hint=f"Try {both}.")


def parse_clock_time(word: str) -> time | None:
    """Read "14:30", "9.05", "9am"; a bare hour is no time, neither alone nor after a day ("20 nov 9")."""
    clock_match = re.match(_CLOCK_PATTERN, word)
    if clock_match is None or not (clock_match[2] or clock_match[3]):
        return None
    hour, minute = int(clock_match[1]), int(clock_match[2] or 0)
    if clock_match[3] is not None:
        if not 1 <= hour <= 12:
            return None
        hour = convert_to_24_hours(hour, clock_match[3])
    return time(hour, minute) if hour < 24 and minute < 60 else None


def find_day(text: str, today: date) -> tuple[int, int, date] | None:
    """Return where in `text` a day is named, and which; None if none is.

    A calendar day, "tomorrow" or "next friday" may stand anywhere; "friday" has to be a part between commas, and so has
    a past day ("yesterday", "last friday", "3 days ago"). Raises InvalidInput for a day
    that no calendar has.
    """
    for calendar_match in re.finditer(_CALENDAR_DAY_PATTERN, text):
        typed_day = " ".join(calendar_match[0].lower().replace(",", " ").split())
        if (named_day := parse_calendar_date(typed_day, today, coming=True)) is not None:
            whole_match = (calendar_match.start(), calendar_match.end(), named_day)
            return _find_first_day(text, calendar_match, named_day) or whole_match
    part_start = 0
    for whole_part in text.split(","):
        line_part = re.sub(r"(?a)(?<=\S)\s+(?:at )?\d{1,2}:\d{2}\s*$", "", whole_part)  # "friday 18:00": the day alone
        part_end = part_start + len(line_part)
        at_end = re.search(_COMING_DAY_AT_END, line_part.lower().rstrip())
        for words_start, day_words in ((0, line_part), (at_end.start(), at_end[0]) if at_end else (0, "")):
            with contextlib.suppress(InvalidInput):
                return part_start + words_start, part_end, parse_coming_day(day_words, today)
        if (named_day := _find_past_day(line_part, today)) is not None:
            return part_start, part_end, named_day
        part_start += len(whole_part) + 1
    inside = re.search(_COMING_DAY_INSIDE, text)
    if inside:
        return inside.start(), inside.end(), parse_coming_day(inside[0], today)
    return _find_foreign_day(text, today)


def _find_foreign_day(text: str, today: date) -> tuple[int, int, date] | None:
    """Return where a day is named in another language: "am 3. März" anywhere, "nächsten Montag" at the end."""
    for calendar_match in re.finditer(_FOREIGN_CALENDAR_DAY_PATTERN, text):
        typed_day = calendar_match[0].removeprefix(calendar_match["article"] or "").lower()
        if (named_day := parse_calendar_date(typed_day, today, coming=True)) is not None:
            whole_match = (calendar_match.start(), calendar_match.end(), named_day)
            return _find_first_day(text, calendar_match, named_day) or whole_match
    words = list(re.finditer(r"\S+", text))
    for word, after in pairwise(words[-4:]):
        if begins_foreign_coming_time(word[0], after[0]) or begins_foreign_weekday(word[0], after[0]):
            with contextlib.suppress(InvalidInput):
                return word.start(), len(text), parse_coming_day(text[word.start() :], today)
    return None


def _find_first_day(text: str, calendar_match: re.Match[str], day: date) -> tuple[int, int, date] | None:
    """Return the end of "3-5 March" or "March 3-5", which stays in the text, and its first day; None for one day."""
    start, end = calendar_match.span()
    before_dash = re.search(r"(?a)(?<!\S)(\d{1,2})\.? ?[-–] ?$", text[:start]) if calendar_match["day1"] else None
    after_dash = re.match(r"(?a) ?[-–] ?\d{1,2}\b", text[end:]) if calendar_match["day2"] else None
    if before_dash and int(before_dash[1]) < day.day:
        return end, end, day.replace(day=int(before_dash[1]))
    return (end + after_dash.end(), end + after_dash.end(), day) if after_dash else None


def _find_past_day(part: str, today: date) -> date | None:
    words = translate_days(part.lower()).split()
    if not words or not (words[0] in ("yesterday", "last") or words[-1] in ("ago", "yesterday")):
        return None
    return _parse_past_day(words, today, datetime.combine(today, _NOON), None)


def is_day_word(word: str, after: str = "") -> bool:
    """Tell whether a word, with the one `after` it, may begin a time behind a name without a mark.

    A short weekday and noon do in small letters: "Fay mon". Sun and Noon are names.
    """
    lower_word, next_low = word.lower(), after.lower()
    if lower_word[:1].isdecimal():
        return True
    begins_amount = parse_amount(f"{lower_word} {next_low}") is not None
    is_month = lower_word.rstrip(".").startswith(_MONTH_STEMS) and next_low[:1].isdecimal()
    is_short_weekday = word == lower_word != "sun" and find_weekday(lower_word, shortest=3) is not None
    may_be_name = word != lower_word and lower_word in _TIME_WORDS_THAT_ARE_NAMES
    may_be_name = may_be_name and not (lower_word == "last" and next_low in WEEKDAYS)
    is_first = lower_word in _FIRST_WORDS_OF_TIME and not may_be_name
    is_first = is_first or (lower_word, next_low) in (("half", "an"), ("just", "now"))
    is_first = is_first or (word == lower_word and FOREIGN_DAYS.get(fold_text(lower_word)) in ("yesterday", "today"))
    is_first = is_first or begins_foreign_time(word, after)
    return is_first or lower_word in WEEKDAYS or is_short_weekday or begins_amount or is_month


def continues_time(typed: str, word: str) -> bool:
    """Tell whether a word behind a typed day is its time of day: "evening" or "14:30" behind "yesterday"."""
    return _is_time_of_day(word.lower()) and parse_clock_time(typed.split()[-1].lower()) is None


def _is_time_of_day(lower_word: str) -> bool:
    return lower_word in _PARTS_OF_DAY or parse_clock_time(lower_word) is not None


_MONTH_STEMS = tuple(name[:3] for name in MONTHS)
_TIME_WORDS_THAT_ARE_NAMES = frozenset({"noon", "midnight", "now", "day", "last", "on"})
_FIRST_WORDS_OF_TIME = frozenset("yesterday today tonight last on at this the day noon midnight now".split())


def parse_amount(text: str) -> tuple[int, str] | None:
    """Return the number and the unit of "3 days", "a week" or "two hours"; None for anything else."""
    amount_match = re.fullmatch(_AMOUNT_PATTERN, text)
    if amount_match is None:
        return None
    count_word, unit = amount_match["count"], amount_match["unit"]
    if count_word in NUMBER_WORDS:
        count = NUMBER_WORDS.index(count_word) + 1
    else:
        count = int(count_word) if count_word.isdecimal() else 1
    return count, {"min": "minute", "hr": "hour", "d": "day", "wk": "week", "w": "week"}.get(unit, unit)


def shift_day(day: date, count: int, unit: str) -> date | None:
    """Return the day that is `count` days, weeks, months or years later; None for other units and ends of time."""
    with contextlib.suppress(OverflowError, ValueError):
        if unit in ("day", "week"):
            return day + timedelta(days=count * (7 if unit == "week" else 1))
        if unit in ("month", "year"):
            year, month = divmod(day.year * 12 + day.month - 1 + count * (12 if unit == "year" else 1), 12)
            return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    return None
