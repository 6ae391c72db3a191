"""Times as people type them, and the day they belong to."""

from __future__ import annotations

import time as system_time
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.clock import day_of
from coach.domain.opportunities_and_events import parse_event_line
from coach.domain.outreach_line import parse_outreach_line
from coach.domain.typed_times import find_day, parse_coming_day, parse_duration, parse_past_time, split_trailing_time
from coach.errors import InvalidInput
from tests.conftest import BERLIN, TUESDAY


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("9:30", (24, 9, 30)),
        ("14:30", (23, 14, 30)),  # still to come today, so it was yesterday
        ("9am", (24, 9, 0)),
        ("9 pm", (23, 21, 0)),
        ("12am", (24, 0, 0)),
        ("yesterday 21:00", (23, 21, 0)),
        ("yesterday at 21:00", (23, 21, 0)),
        ("today 8.05", (24, 8, 5)),
        ("monday 12:00", (23, 12, 0)),
        ("tuesday 9:00", (24, 9, 0)),  # the Tuesday that it is
        ("tuesday 12:00", (17, 12, 0)),  # still to come today
        ("last tuesday 9:00", (17, 9, 0)),
        ("last friday, 14:00", (20, 14, 0)),
        ("2026-11-20 09:00", (20, 9, 0)),
        ("20 Nov 9:00", (20, 9, 0)),
        ("on November 20th 9:00", (20, 9, 0)),
        ("40m ago", (24, 9, 20)),
        ("1h30m ago", (24, 8, 30)),
        ("2 hours ago", (24, 8, 0)),
        ("an hour ago", (24, 9, 0)),
        ("3 days ago 14:00", (21, 14, 0)),
        ("yesterday evening", (23, 19, 0)),
        ("last night", (23, 22, 0)),
        ("this morning", (24, 9, 0)),
        ("saturday noon", (21, 12, 0)),
        ("tuesday at 9 am", (24, 9, 0)),
        ("24.11. 8:15", (24, 8, 15)),
        ("2026-11-23 14:00:30", (23, 14, 0, 30)),
        ("2026-11-23T14:00", (23, 14, 0)),
        ("2026-11-23T14:00Z", (23, 15, 0)),
        ("2026-11-23T22:30:00-08:00", (24, 7, 30)),
        ("now", (24, 10, 0)),
        ("monday 15", (23, 15, 0)),
        ("yesterday at 22", (23, 22, 0)),
        ("at 8", (24, 8, 0)),
        ("today 9", (24, 9, 0)),
        ("yesterday 20.11", (23, 20, 11)),
        ("yesterday evening at 7", (23, 19, 0)),
        ("this morning at 7:30", (24, 7, 30)),
        ("monday afternoon 2", (23, 14, 0)),
        ("Fri 20 Nov 2026 08:00", (20, 8, 0)),
        ("Freitag, 20. November 2026, 08:00", (20, 8, 0)),
        ("half an hour ago", (24, 9, 30)),
        ("an hour and a half ago", (24, 8, 30)),
        ("2 hours and a half ago", (24, 7, 30)),
        ("gestern Abend", (23, 19, 0)),
        ("gestern um 20 Uhr", (23, 20, 0)),
        ("hier à 20h", (23, 20, 0)),
        ("hier soir", (23, 19, 0)),
        ("9 o'clock", (24, 9, 0)),
        ("20.11.26 18:05", (20, 18, 5)),
        ("just now", (24, 10, 0)),
    ],
)
def test_a_past_moment_is_read(line: str, meant: tuple[int, ...]) -> None:
    assert parse_past_time(line, TUESDAY) == (datetime(2026, 11, *meant, tzinfo=BERLIN), False)


@pytest.mark.parametrize(
    ("line", "meant"),
    [("yesterday", (2026, 11, 23)), ("last friday", (2026, 11, 20)), ("fri", (2026, 11, 20)),
     ("3 days ago", (2026, 11, 21)), ("a week ago", (2026, 11, 17)), ("two weeks ago", (2026, 11, 10)),
     ("1 month ago", (2026, 10, 24)), ("the day before yesterday", (2026, 11, 22)), ("1 March", (2026, 3, 1)),
     ("20th of November", (2026, 11, 20)), ("24.12.", (2025, 12, 24)), ("1.3.2026", (2026, 3, 1)),
     ("13/11/2026", (2026, 11, 13)), ("11/13/2026", (2026, 11, 13)), ("2026/11/2", (2026, 11, 2)),
     ("sunday, 22 november", (2026, 11, 22)), ("the 20th", (2026, 11, 20)), ("25th", (2026, 10, 25)),
     ("31st", (2026, 10, 31)), ("22.11.26", (2026, 11, 22)), ("29.2.24", (2024, 2, 29)),
     ("2026-10-20", (2026, 10, 20)), ("3 dec", (2025, 12, 3)), ("3 December 2024", (2024, 12, 3))],
)  # fmt: skip
def test_a_day_without_an_hour_is_a_whole_day(line: str, meant: tuple[int, int, int]) -> None:
    at, whole_day = parse_past_time(line, TUESDAY)
    assert (at.date(), whole_day) == (date(*meant), True)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "soon",
        "last week",
        "monday last week",
        "3 weeks",
        "9",
        "25:00",
        "9:75",
        "13pm",
        "someday 10:00",
        "ago",
        "9:30 ago",
        "31 nov",
        "20 nov 9",
        "\x1b[31m",
    ],
)
def test_anything_else_is_not_guessed_at(line: str) -> None:
    with pytest.raises(InvalidInput):
        parse_past_time(line, TUESDAY)


@pytest.mark.parametrize(
    ("line", "named"),
    [("today 10:30", "10:30"), ("24 Nov 18:00", "18:00"), ("tonight", "19:00"), ("tonight 21:15", "21:15"),
     ("tomorrow", "25 November"), ("2026-11-27 9:00", "27 November")],
)  # fmt: skip
def test_of_a_moment_to_come_the_hour_is_named_today_and_the_day_later(line: str, named: str) -> None:
    with pytest.raises(InvalidInput, match=rf"^{named} is still to come\."):
        parse_past_time(line, TUESDAY)


@pytest.mark.parametrize("line", ["2026-02-30", "31 June", "Nov 31", "30.2.", "2026-02-30 9:00"])
def test_a_day_that_no_calendar_has_is_named(line: str) -> None:
    for read in (lambda: parse_past_time(line, TUESDAY), lambda: split_trailing_time(f"Ana @{line}", TUESDAY)):
        with pytest.raises(InvalidInput, match="There is no date"):
            read()


@pytest.mark.parametrize("line", ["Fri 24 Nov 2026", "Montag, 24. November 2026 9:00", "sunday 1 nov 2025"])
def test_a_date_with_another_weekday_is_asked_about(line: str) -> None:
    with pytest.raises(InvalidInput, match=r"is a (Tuesday|Saturday), not a (Friday|Monday|Sunday)\."):
        parse_past_time(line, TUESDAY)


@pytest.mark.parametrize(
    ("line", "meant"),
    [("Fri 4 Dec", date(2026, 12, 4)), ("friday, 4 december", date(2026, 12, 4)), ("the 20th", date(2026, 12, 20)),
     ("24th", date(2026, 11, 24)), ("31st", date(2026, 12, 31)), ("1.1.27", date(2027, 1, 1)),
     ("übermorgen", date(2026, 11, 26)), ("by the 2nd", date(2026, 12, 2))],
)  # fmt: skip
def test_a_coming_day_is_read_as_calendars_and_letters_name_it(line: str, meant: date) -> None:
    assert parse_coming_day(line, TUESDAY.date()) == meant


@pytest.mark.parametrize(
    "line", ["Fair, 9999-12-31", "Fair, 12 March 2062, Riga", "Fair, 0001-01-01", "Talk, 1.1.1969"]
)
def test_an_event_of_another_century_is_a_slip(line: str) -> None:
    with pytest.raises(InvalidInput, match=r"The year \d+ is too (far ahead|long ago)"):
        parse_event_line(line, TUESDAY.date())


@pytest.mark.parametrize("line", ["1 jan", "1.1.", "2027-01-01", "today", "Friday 1 January"])
def test_the_calendar_day_after_midnight_is_now(line: str) -> None:
    night = datetime(2027, 1, 1, 0, 36, tzinfo=BERLIN)
    assert parse_past_time(line, night) == (night, False)
    with pytest.raises(InvalidInput, match="to come"):
        parse_past_time("1 jan 23:00", night)


def test_a_date_that_may_be_two_days_is_asked_about() -> None:
    with pytest.raises(InvalidInput, match="3 January or 1 March"):
        parse_past_time("1/3/2026", TUESDAY)


@pytest.mark.parametrize(
    ("line", "either"),
    [
        ("20.11", "20:11 or 20 November"),
        ("9.05", "9:05 or 9 May"),
        ("yesterday at 3", "3:00 or 15:00"),
        ("friday 7", "7:00 or 19:00"),
    ],
)
def test_a_time_that_may_be_two_times_is_asked_about(line: str, either: str) -> None:
    for read in (
        lambda: parse_past_time(line, TUESDAY),
        lambda: split_trailing_time(f"Ana {line}", TUESDAY, bare=True),
    ):
        with pytest.raises(InvalidInput, match=f"may be {either}"):
            read()


@pytest.mark.parametrize(
    "line", ["2062-11-20", "today 23:00", "2026-11-25 9:00", "0001-01-01 00:00", "tomorrow", "in 2 days"]
)
def test_a_slip_of_the_year_is_refused(line: str) -> None:
    with pytest.raises(InvalidInput, match=r"to come|too long ago"):
        parse_past_time(line, TUESDAY)


def test_after_midnight_the_day_words_are_those_of_the_evening_before() -> None:
    night = datetime(2026, 11, 25, 0, 40, tzinfo=BERLIN)  # still Tuesday the 24th
    assert parse_past_time("today 23:15", night).at == datetime(2026, 11, 24, 23, 15, tzinfo=BERLIN)
    assert parse_past_time("today 0:10", night).at == datetime(2026, 11, 25, 0, 10, tzinfo=BERLIN)
    assert parse_past_time("yesterday 20:00", night).at == datetime(2026, 11, 23, 20, 0, tzinfo=BERLIN)


def test_a_typed_time_has_the_offset_of_its_own_day_on_a_clock_with_a_fixed_offset(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    system_time.tzset()
    try:
        now = datetime(2027, 11, 7, 17, 0, tzinfo=UTC).astimezone()  # at noon, after the night of the autumn change
        assert now.utcoffset() == timedelta(hours=-5)
        assert parse_past_time("yesterday 22:00", now).at == datetime(2027, 11, 7, 2, 0, tzinfo=UTC)
    finally:
        monkeypatch.undo()
        system_time.tzset()


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("Ana yesterday", "Ana"),
        ("Ana Lee last friday 14:00", "Ana Lee"),
        ("Ana @linkedin 2026-11-20", "Ana @linkedin"),
        ("Ana @yesterday", "Ana"),
        ("Ana 3 days ago", "Ana"),
        ("Ana a week ago", "Ana"),
        ("Ana Lee 20 Nov", "Ana Lee"),
        ("Ana Lee November 20th 9:00", "Ana Lee"),
        ("Ana 24.11.", "Ana"),
        ("Ana this morning", "Ana"),
        ("Ana the day before yesterday at 9:00", "Ana"),
        ("yesterday", ""),
        ("Ana yesterday at 9", "Ana"),
        ("Ana saturday 14", "Ana"),
        ("Ana at 9:05", "Ana"),
    ],
)
def test_a_time_behind_a_name_is_split_off(line: str, rest: str) -> None:
    head, when = split_trailing_time(line, TUESDAY, bare=True)
    assert head == rest
    assert when is not None


@pytest.mark.parametrize("line", ["Ana", "Joe May", "Sat Bains", "Nora 3", "Ana @linkedin", "thank Ana for yesterday"])
def test_a_line_without_a_time_stays_whole(line: str) -> None:
    assert split_trailing_time(line, TUESDAY) == (line, None)


@pytest.mark.parametrize(
    "line", ["Joe May", "Nora 3", "An Day", "April Ago", "A Week", "Friday Mueller", "Ana at Acme"]
)
def test_a_name_that_begins_like_a_time_stays_a_name(line: str) -> None:
    assert split_trailing_time(line, TUESDAY, bare=True) == (line, None)


@pytest.mark.parametrize("line", ["Ana last week", "Ana tomorrow", "Ana some time ago"])
def test_words_that_are_meant_as_a_time_become_no_name(line: str) -> None:
    with pytest.raises(InvalidInput):
        split_trailing_time(line, TUESDAY, bare=True)


@given(st.text(max_size=30))
def test_no_line_at_all_raises_anything_but_not_understood(line: str) -> None:
    for read in (
        lambda: parse_past_time(line, TUESDAY),
        lambda: parse_duration(line),
        lambda: parse_coming_day(line, TUESDAY.date()),
    ):
        try:
            read()
        except InvalidInput as error:
            assert error.hint


@pytest.mark.parametrize(("line", "meant"), [("10", 10), ("10m", 10), ("1h", 60), ("1h30m", 90), ("2h 5 min", 125)])
def test_a_length_is_read(line: str, meant: int) -> None:
    assert parse_duration(line) == timedelta(minutes=meant)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("tomorrow", 25),
        ("tonight", 24),
        ("monday", 30),
        ("tue", 1),
        ("2026-11-28", 28),
        ("1 dec", 1),
        ("in 3 days", 27),
        ("2 weeks", 8),
        ("in a week", 1),
        ("next week", 30),
        ("day after tomorrow", 26),
        ("next friday", 27),
        ("this weekend", 28),
        ("1.12.", 1),
        ("end of the month", 30),
        ("next month", 1),
        ("a month", 24),
    ],
)
def test_a_coming_day_is_read(line: str, meant: int) -> None:
    assert parse_coming_day(line, TUESDAY.date()).day == meant


def test_a_day_more_than_a_year_ahead_has_to_be_meant() -> None:
    with pytest.raises(InvalidInput, match="2031-05-02!"):
        parse_coming_day("2031-05-02", TUESDAY.date())
    assert parse_coming_day("2031-05-02!", TUESDAY.date()) == date(2031, 5, 2)
    with pytest.raises(InvalidInput, match="too far"):
        parse_coming_day("9999-12-31!", TUESDAY.date())


def test_what_is_done_after_midnight_belongs_to_the_evening_before() -> None:
    assert day_of(datetime(2026, 11, 24, 1, 30, tzinfo=BERLIN)) == date(2026, 11, 23)
    assert day_of(datetime(2026, 11, 24, 4, 0, tzinfo=BERLIN)) == date(2026, 11, 24)
    assert day_of(datetime(2026, 11, 24, 1, 30, tzinfo=BERLIN), time(0, 0)) == date(2026, 11, 24)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(BERLIN)))  # noqa: DTZ001
def test_a_day_is_never_more_than_one_off_the_calendar(wall: datetime) -> None:
    day = day_of(wall)
    assert wall.date() - day in (timedelta(0), timedelta(days=1))


@pytest.mark.parametrize(
    ("text", "named", "day"),
    [
        ("Trade fair, 12 March, Leipzig", "12 March", date(2027, 3, 12)),
        ("Meetup tomorrow", "tomorrow", date(2026, 11, 25)),
        ("Talk next friday, Berlin", "next friday", date(2026, 11, 27)),
        ("Lunch, friday", " friday", date(2026, 11, 27)),
        ("Fair 12.3.2027 in Bonn", "12.3.2027", date(2027, 3, 12)),
    ],
)
def test_the_day_in_a_text_is_found(text: str, named: str, day: date) -> None:
    start, end, found = find_day(text, TUESDAY.date()) or (0, 0, None)
    assert (text[start:end], found) == (named, day)


@pytest.mark.parametrize("text", ["Black Friday sale", "Data engineer at Acme", "Casual friday", "Python 3.12. notes"])
def test_a_text_without_a_day_has_none(text: str) -> None:
    assert find_day(text, TUESDAY.date()) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14:00 yesterday", "2026-11-23 14:00"), ("3pm last friday", "2026-11-20 15:00"),
        ("9:30, monday", "2026-11-23 09:30"), ("9:00 3 days ago", "2026-11-21 09:00"),
        ("gestern 14:00", "2026-11-23 14:00"), ("avant-hier", "2026-11-22 12:00"), ("igår 8:15", "2026-11-23 08:15"),
        ("lundi 9:30", "2026-11-23 09:30"), ("sábado", "2026-11-21 12:00"), ("yesterday 14h30", "2026-11-23 14:30"),
        ("gestern 14.30 Uhr", "2026-11-23 14:30"), ("gestern morgen", "2026-11-23 09:00"),
        ("heute Morgen", "2026-11-24 09:00"), ("ayer por la mañana", "2026-11-23 09:00"),
        ("ontem à noite", "2026-11-23 22:00"), ("ontem de manhã", "2026-11-23 09:00"),
        ("anteontem 21:30", "2026-11-22 21:30"), ("segunda-feira 22:10", "2026-11-23 22:10"),
        ("sexta-feira", "2026-11-20 12:00"),
    ],
)  # fmt: skip
def test_the_clock_may_stand_first_and_days_be_named_in_other_languages(typed: str, meant: str) -> None:
    assert f"{parse_past_time(typed, TUESDAY).at:%Y-%m-%d %H:%M}" == meant


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("Meetup, yesterday, Riga", ("Meetup", date(2026, 11, 23), "Riga")),
        ("Fair, last friday", ("Fair", date(2026, 11, 20), "")),
        ("Talk, 3 days ago, Oslo", ("Talk", date(2026, 11, 21), "Oslo")),
        ("Fair on 12 March in Leipzig", ("Fair", date(2027, 3, 12), "Leipzig")),
        ("Women in Tech, freitag", ("Women in Tech", date(2026, 11, 27), "")),
    ],
)
def test_the_day_of_an_event_may_be_past_and_stand_in_a_sentence(line: str, meant: tuple[str, date, str]) -> None:
    assert parse_event_line(line, TUESDAY.date())[:3] == meant


def test_a_day_of_another_language_behind_an_at_sign_is_a_day_and_no_channel() -> None:
    assert parse_outreach_line("Gil @gestern").name == "Gil yesterday"
    assert parse_outreach_line("Gil @mastodon").channel == "mastodon"


@pytest.mark.parametrize(("typed", "meant"), [("morgen", 25), ("vendredi", 27), ("måndag", 30)])
def test_a_coming_day_may_be_named_in_other_languages(typed: str, meant: int) -> None:
    assert parse_coming_day(typed, TUESDAY.date()) == date(2026, 11, meant)


@pytest.mark.parametrize(
    ("zone", "day", "clock", "meant"),
    [
        ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T03:30:00+02:00"),
        ("America/New_York", "2026-03-08", "02:10", "2026-03-08T03:10:00-04:00"),
        ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T02:30:00+02:00"),
    ],
)
@pytest.mark.parametrize("is_system_zone", [True, False])
def test_a_time_that_the_spring_change_skips_is_an_hour_later(
    zone: str, day: str, clock: str, meant: str, is_system_zone: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=ZoneInfo(zone))
    if is_system_zone:
        monkeypatch.setenv("TZ", zone)
        system_time.tzset()
        now = now.astimezone()
    try:
        assert parse_past_time(f"{day} {clock}", now).at.isoformat() == meant
    finally:
        monkeypatch.undo()
        system_time.tzset()


@pytest.mark.parametrize(
    ("line", "meant"),
    [("Bo half an hour ago", (24, 9, 30)), ("Bo gestern abend", (23, 19, 0)), ("Bo hier", (23, 12, 0)),
     ("Bo yesterday evening at 7", (23, 19, 0)), ("Bo the 20th", (20, 12, 0))],
)  # fmt: skip
def test_a_time_behind_a_name_is_taken_whole(line: str, meant: tuple[int, int, int]) -> None:
    rest, when = split_trailing_time(line, TUESDAY, bare=True)
    assert rest == "Bo" and when is not None and when.at == datetime(2026, 11, *meant, tzinfo=BERLIN)


@pytest.mark.parametrize("line", ["Mona Noon", "Jin Now", "Ann Last", "Eva Day", "Bo Gestern"])
def test_a_surname_is_no_time(line: str) -> None:
    assert split_trailing_time(line, TUESDAY, bare=True) == (line, None)
