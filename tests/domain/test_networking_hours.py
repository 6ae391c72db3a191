"""Networking hours: typed, said, kept to the minute, asked for once."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.actions.advice import snooze_advice
from coach.actions.focus import start_block
from coach.actions.moods import log_mood
from coach.actions.settings import set_networking_hours
from coach.advice.questions_asked_once import HOURS_TOPIC, is_hours_question_due
from coach.advice.rules.current_advice import explain_suggestions
from coach.domain.networking_hours import (
    describe_hours_now,
    describe_outside_hours,
    format_hours,
    is_outside_hours,
    is_within_hours,
    parse_hours,
)
from coach.domain.settings import HoursSpan, Settings
from coach.errors import InvalidInput
from coach.service import CoachService
from tests.conftest import TUESDAY, FakeClock

WORK = Settings(hours=parse_hours("mon-fri 9:00-12:00, 13:30-17:30; sat 22:00-1:00"))


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A moment in the week of Monday 23 November 2026."""
    return datetime(2026, 11, 22, hour, minute, second, tzinfo=TUESDAY.tzinfo) + timedelta(days=day)


def test_hours_are_read_as_people_type_them() -> None:
    for line, says in [
        ("mon-fri 9:00-12:00, 13:30-17:30", "mon-fri 9:00-12:00, 13:30-17:30"),
        ("9-17", "mon-fri 9:00-17:00"),
        ("Monday to Friday 8.30–9", "mon-fri 8:30-9:00"),
        ("sat, sun 10-12; daily 6-7", "daily 6:00-7:00; sat, sun 10:00-12:00"),
        ("weekends 10 - 11", "sat, sun 10:00-11:00"),
        ("fri-mon 9-10", "mon, fri, sat, sun 9:00-10:00"),
        ("daily 22:00-2:00", "daily 22:00-2:00"),
        ("mon 18-24", "mon 18:00-24:00"),
        ("off", "off"),
        ("", "off"),
    ]:
        assert format_hours(parse_hours(line)) == says


@pytest.mark.parametrize("line", ["from 9", "half 9 to 5", "mornings", "9-17 except friday", "9½-17", "25-26"])
def test_what_is_not_understood_is_said_in_one_line_with_forms_that_work(line: str) -> None:
    with pytest.raises(InvalidInput, match=r"is not a time range\. Like this: mon-fri 9:00-12:00"):
        parse_hours(line)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("8:30am–noon", "mon-fri 8:30-12:00"),
        ("noon to midnight", "mon-fri 12:00-24:00"),
        ("9 a.m. - 5 p.m.", "mon-fri 9:00-17:00"),
        ("0815-1645", "mon-fri 8:15-16:45"),
        ("between 10 and 4", "mon-fri 10:00-16:00"),
        ("9 o'clock to 3 o'clock", "mon-fri 9:00-15:00"),
        ("9:00 − 17：00", "mon-fri 9:00-17:00"),
        ("M-F 9-5", "mon-fri 9:00-17:00"),
        ("every day 9-5", "daily 9:00-17:00"),
        ("9-12 / 13-17", "mon-fri 9:00-12:00, 13:00-17:00"),
        ("9-12 1-5", "mon-fri 9:00-12:00, 13:00-17:00"),
        ("mon-thu 9-5, fri 9-1", "mon-thu 9:00-17:00; fri 9:00-13:00"),
        ("9am-5pm weekdays, 10-12 saturday", "mon-fri 9:00-17:00; sat 10:00-12:00"),
        ("22-6", "mon-fri 22:00-6:00"),
        ("Montag bis Freitag 9 bis 17 Uhr", "mon-fri 9:00-17:00"),
        ("lun-ven de 9h30 à 17h", "mon-fri 9:30-17:00"),
        ("segunda-feira a sexta-feira 9-17", "mon-fri 9:00-17:00"),
        ("lunes a sábado 10-14", "mon-sat 10:00-14:00"),
        ("lunedì - giovedì 9.00-17.30", "mon-thu 9:00-17:30"),
        ("ma-vr 9 tot 17 uur", "mon-fri 9:00-17:00"),
        ("Mo-Do 9-17", "mon-thu 9:00-17:00"),
        ("lu-do 9-17", "daily 9:00-17:00"),
        ("kl. 9-17", "mon-fri 9:00-17:00"),
        ("må-fr kl 8.30 till 16", "mon-fri 8:30-16:00"),
        ("onsdag og torsdag fra 10 til 14", "wed, thu 10:00-14:00"),
        ("ti-to klo 9–15", "tue-thu 9:00-15:00"),
        ("pon-pt od 9 do 17", "mon-fri 9:00-17:00"),
        ("od poniedziałku do czwartku 8-14", "mon-thu 8:00-14:00"),
        ("po-pá 9-17 hod", "mon-fri 9:00-17:00"),
        ("van 9 tot 17 uur", "mon-fri 9:00-17:00"),
        ("dalle ore 9 alle ore 17", "mon-fri 9:00-17:00"),
        ("de las 10 a las 14", "mon-fri 10:00-14:00"),
        ("segunda a sexta das 9h às 18h30", "mon-fri 9:00-18:30"),
        ("de 9 h à 17 h 30", "mon-fri 9:00-17:30"),
        ("9時〜17時", "mon-fri 9:00-17:00"),
        ("с 9 до 17", "mon-fri 9:00-17:00"),
        ("nine to five", "mon-fri 9:00-17:00"),
        ("noon to six", "mon-fri 12:00-18:00"),
        ("half past nine to quarter past five", "mon-fri 9:30-17:15"),
        ("8 in the morning to 1 in the afternoon", "mon-fri 8:00-13:00"),
        ("9a-5p", "mon-fri 9:00-17:00"),
        ("9-to-5", "mon-fri 9:00-17:00"),
        ("8-12 och 13-17", "mon-fri 8:00-12:00, 13:00-17:00"),
        ("Mon: 9-12, Thu: 13-15", "mon 9:00-12:00; thu 13:00-15:00"),
        ("9-12 | 13-17", "mon-fri 9:00-12:00, 13:00-17:00"),
        ("quarter to nine to quarter to one", "mon-fri 8:45-12:45"),
        ("tous les jours de 10h à 12h", "daily 10:00-12:00"),
        ("jeden Tag 10-12", "daily 10:00-12:00"),
        ("todos los días 10-12", "daily 10:00-12:00"),
        ("wochentags 8–16 Uhr", "mon-fri 8:00-16:00"),
        ("dias úteis 9h-18h", "mon-fri 9:00-18:00"),
        ("le week-end 10h-12h", "sat, sun 10:00-12:00"),
        ("am Wochenende von 10 bis 12", "sat, sun 10:00-12:00"),
        ("пн-пт 9-17", "mon-fri 9:00-17:00"),
        ("с понедельника по четверг с 10 до 14", "mon-thu 10:00-14:00"),
        ("L-V 8-15", "mon-fri 8:00-15:00"),
        ("MWF 9-11", "mon, wed, fri 9:00-11:00"),
    ],
)
def test_hours_are_read_in_every_spelling(line: str, meant: str) -> None:
    assert format_hours(parse_hours(line)) == meant


@pytest.mark.parametrize("line", ["24/7", "0-24", "daily midnight to midnight", "all day"])
def test_the_whole_day_is_no_hours_at_all(line: str) -> None:
    with pytest.raises(InvalidInput, match="off"):
        parse_hours(line)


@pytest.mark.parametrize(
    "line",
    [
        "9-17 except friday",
        "mon 9-12 tue",
        "9 till late",
        "office",
        "mon",
        "mon 9",
        "mon 25-26",
        "xyz 9-10",
        "9-9",
        "mon 9-12, 11-13",
        "9:75-9",
    ],
)
def test_what_is_no_hours_says_what_would_be(line: str) -> None:
    with pytest.raises(InvalidInput):
        parse_hours(line)


times = st.times().map(lambda t: t.replace(second=0, microsecond=0))
working_days = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))


@st.composite
def hours_without_overlap(draw: st.DrawFn) -> list[HoursSpan]:
    """Draw spans one after the other within a day; the last may reach into the next day, before the first begins."""
    moments = sorted(draw(st.sets(times, max_size=8)))
    moments = moments[: len(moments) // 2 * 2]
    if draw(st.booleans()):
        moments = moments[1:] + moments[:1]
    return [
        HoursSpan(days=draw(working_days), start=a, end=b) for a, b in zip(moments[::2], moments[1::2], strict=True)
    ]


@given(hours_without_overlap())
def test_what_is_said_reads_back_the_same(hours: list[HoursSpan]) -> None:
    line = format_hours(hours)
    found = parse_hours(line)
    assert format_hours(found) == line and sorted(found, key=repr) == sorted(hours, key=repr)


@given(st.text(max_size=60))
def test_any_text_is_hours_or_one_calm_line(line: str) -> None:
    try:
        parse_hours(line)
    except InvalidInput as error:
        assert str(error)


def test_the_header_says_until_when() -> None:
    for now, inside, says in [
        (at(1, 8, 59, 59), False, "from 09:00"),
        (at(1, 9), True, "until 12:00"),
        (at(1, 11, 59, 59), True, "until 12:00"),
        (at(1, 12), False, "from 13:30"),
        (at(1, 17, 29, 59), True, "until 17:30"),
        (at(1, 17, 30), False, "done for today"),
        (at(7, 12), False, "off today"),
        (at(6, 23), True, "until 01:00"),
        (at(7, 0, 59), True, "until 01:00"),
        (at(7, 1), False, "done for today"),
    ]:
        assert is_within_hours(WORK, now) is inside and describe_hours_now(WORK, now) == says


def test_after_midnight_the_hours_are_those_of_the_day_that_goes_on() -> None:
    for now, says in [
        (at(2, 0, 30), "done for today"),
        (at(2, 3, 59), "done for today"),
        (at(2, 4), "from 09:00"),
        (at(8, 0, 30), "off today"),
    ]:
        assert describe_hours_now(Settings(hours=parse_hours("mon-fri 9-17")), now) == says, now


def test_hours_between_midnight_and_the_end_of_the_day_are_still_to_come_in_the_evening() -> None:
    nights = Settings(hours=(HoursSpan(days=tuple(range(7)), start=time(1), end=time(3)),))
    assert describe_hours_now(nights, at(1, 22)) == describe_hours_now(nights, at(2, 0, 30)) == "from 01:00"
    assert is_within_hours(nights, at(2, 2)) and describe_hours_now(nights, at(2, 3)) == "done for today"


def test_a_day_without_hours_is_a_day_off() -> None:
    weekdays = Settings(hours=parse_hours("mon-fri 9-17"))
    sunday = at(7, 12)
    assert sunday.weekday() == 6
    assert describe_hours_now(weekdays, sunday) == "off today"
    assert describe_outside_hours(weekdays, sunday) == "You have no networking hours today."


def test_without_hours_nothing_is_inside_or_outside() -> None:
    assert is_within_hours(Settings(), TUESDAY) is None and describe_hours_now(Settings(), TUESDAY) == ""
    assert not is_outside_hours(Settings(), TUESDAY, "messages") and describe_outside_hours(Settings(), TUESDAY) == ""


def test_hours_concern_networking_and_not_deep_work() -> None:
    late = at(1, 20)
    assert is_outside_hours(WORK, late, "messages") and not is_outside_hours(WORK, late, "deep work")
    assert describe_outside_hours(WORK, late) == "Your hours are done for today."
    assert describe_outside_hours(WORK, at(1, 8)) == "Your hours begin at 09:00."


def test_the_question_comes_on_the_second_day_of_use_alone(service: CoachService, clock: FakeClock) -> None:
    seen = []
    for _ in range(4):
        seen.append(is_hours_question_due(service.journal, clock.now()))
        service.execute(log_mood(3))
        clock.forward(days=1)
    assert seen == [False, True, False, False]


def test_on_a_low_day_something_easier_comes_before_the_question(service: CoachService, clock: FakeClock) -> None:
    service.execute(log_mood(3))
    clock.forward(days=1)
    service.execute(log_mood(2))
    assert is_hours_question_due(service.journal, clock.now()) and service.build_day().advice_rule_id == "R10"
    assert not any("networking hours help" in line for line in explain_suggestions(service.journal, clock.now()))


def test_the_question_is_not_asked_again_once_it_is_put_off(service: CoachService, clock: FakeClock) -> None:
    service.execute(log_mood(3))
    clock.forward(days=1)
    assert service.build_day().advice_rule_id == HOURS_TOPIC
    service.execute(snooze_advice(HOURS_TOPIC))
    assert not is_hours_question_due(service.journal, clock.now()) and service.build_day().advice_rule_id != HOURS_TOPIC


def test_setting_hours_answers_the_question_and_so_does_wanting_none(service: CoachService, clock: FakeClock) -> None:
    service.execute(log_mood(3))
    clock.forward(days=1)
    assert service.execute(set_networking_hours("off")).message == "No networking hours. Any time is fine."
    assert not is_hours_question_due(service.journal, clock.now())
    assert service.execute(set_networking_hours("9-17:30")).message == "Networking hours: mon-fri 9:00-17:30."
    assert service.build_day().hours_summary == "until 17:30"


def test_the_day_tells_whether_it_is_outside(service: CoachService, clock: FakeClock) -> None:
    service.execute(set_networking_hours("9-17:30"))
    assert not service.build_day().is_outside_hours
    clock.at = clock.at.replace(hour=17, minute=31)
    assert (
        service.build_day().is_outside_hours
        and service.build_day().outside_hours_notice == "Your hours are done for today."
    )


def test_the_limit_is_that_of_the_persons_day_also_across_midnight(service: CoachService, clock: FakeClock) -> None:
    clock.at = TUESDAY.replace(hour=23, minute=50)
    service.execute(start_block("messages", 30))
    clock.forward(minutes=20)
    from coach.actions.focus import stop_block

    service.execute(stop_block())
    assert service.build_day().networking_minutes == 20 and service.build_day().date == TUESDAY.date()
    clock.at = (TUESDAY + timedelta(days=1)).replace(hour=4, minute=0)
    assert service.build_day().networking_minutes == 0


def test_a_late_span_is_one_span() -> None:
    assert parse_hours("daily 22:00-2:00") == (HoursSpan(days=tuple(range(7)), start=time(22), end=time(2)),)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("9-5", "mon-fri 9:00-17:00"),
        ("8:30-4:15", "mon-fri 8:30-16:15"),
        ("9am-5pm", "mon-fri 9:00-17:00"),
        ("10 am to 1 pm", "mon-fri 10:00-13:00"),
        ("1-5pm", "mon-fri 13:00-17:00"),
        ("9-5pm", "mon-fri 9:00-17:00"),
        ("9am-12", "mon-fri 9:00-12:00"),
        ("2-6", "mon-fri 14:00-18:00"),
        ("9–17", "mon-fri 9:00-17:00"),
        ("9:00 bis 17:00", "mon-fri 9:00-17:00"),
        ("von 9 bis 17 Uhr", "mon-fri 9:00-17:00"),
        ("9h-12h30, 14h-18h", "mon-fri 9:00-12:30, 14:00-18:00"),
        ("9-12 and 1-5", "mon-fri 9:00-12:00, 13:00-17:00"),
        ("10-4 weekends", "sat, sun 10:00-16:00"),
        ("tue 09:00-05:00", "tue 09:00-05:00"),
        ("22-2", "mon-fri 22:00-2:00"),
    ],
)
def test_hours_are_understood_as_people_write_them(line: str, meant: str) -> None:
    assert format_hours(parse_hours(line)) == meant
