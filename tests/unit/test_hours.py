"""Networking hours: typed, said, kept to the minute, asked for once."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from coach.acts.asked import put_off
from coach.acts.focus import start
from coach.acts.hours import set_hours
from coach.acts.mood import log
from coach.advice.hours import TOPIC, hours_line, outside, outside_line, parse, question_due, spoken, within
from coach.desk import Desk
from coach.domain.settings import Settings, Span
from coach.errors import NotUnderstood
from tests.conftest import TUESDAY, FakeClock

WORK = Settings(hours=parse("mon-fri 9:00-12:00, 13:30-17:30; sat 22:00-1:00"))


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
        ("mon 18-24", "mon 18:00-0:00"),
        ("off", "off"),
        ("", "off"),
    ]:
        assert spoken(parse(line)) == says


@pytest.mark.parametrize(
    "line", ["office", "mon", "mon 9", "mon 25-26", "xyz 9-10", "9-9", "mon 9-12, 11-13", "9:75-9"]
)
def test_what_is_no_hours_says_what_would_be(line: str) -> None:
    with pytest.raises(NotUnderstood):
        parse(line)


times = st.times().map(lambda t: t.replace(second=0, microsecond=0))
spans = st.builds(
    lambda days, start, end: Span(days=tuple(sorted(days)), start=start, end=end),
    st.sets(st.integers(0, 6), min_size=1),
    times,
    times,
)


@given(st.lists(spans, max_size=4))
def test_what_is_said_reads_back_the_same(hours: list[Span]) -> None:
    line = spoken(hours)
    try:
        found = parse(line)
    except NotUnderstood:
        assume(False)  # they overlap, or one has no length
        return
    assert spoken(found) == line and sorted(found, key=repr) == sorted(hours, key=repr)


@given(st.text(max_size=60))
def test_any_text_is_hours_or_one_calm_line(line: str) -> None:
    try:
        parse(line)
    except NotUnderstood as error:
        assert str(error)


def test_the_header_says_until_when() -> None:
    for now, inside, says in [
        (at(1, 8, 59, 59), False, "from 09:00"),
        (at(1, 9), True, "until 12:00"),
        (at(1, 11, 59, 59), True, "until 12:00"),
        (at(1, 12), False, "from 13:30"),
        (at(1, 17, 29, 59), True, "until 17:30"),
        (at(1, 17, 30), False, "done for today"),
        (at(7, 12), False, "done for today"),
        (at(6, 23), True, "until 01:00"),
        (at(7, 0, 59), True, "until 01:00"),
        (at(7, 1), False, "done for today"),
    ]:
        assert within(WORK, now) is inside and hours_line(WORK, now) == says


def test_without_hours_nothing_is_inside_or_outside() -> None:
    assert within(Settings(), TUESDAY) is None and hours_line(Settings(), TUESDAY) == ""
    assert not outside(Settings(), TUESDAY, "messages") and outside_line(Settings(), TUESDAY) == ""


def test_hours_concern_networking_and_not_deep_work() -> None:
    late = at(1, 20)
    assert outside(WORK, late, "messages") and not outside(WORK, late, "deep work")
    assert outside_line(WORK, late) == "Your hours are done for today."
    assert outside_line(WORK, at(1, 8)) == "Your hours begin at 09:00."


def test_the_question_comes_on_the_second_day_of_use_alone(desk: Desk, clock: FakeClock) -> None:
    seen = []
    for _ in range(4):
        seen.append(question_due(desk.book, clock.now()))
        desk.do(log(3))
        clock.forward(days=1)
    assert seen == [False, True, False, False]


def test_the_question_is_not_asked_again_once_it_is_put_off(desk: Desk, clock: FakeClock) -> None:
    desk.do(log(3))
    clock.forward(days=1)
    assert desk.day().rule == TOPIC
    desk.do(put_off(TOPIC))
    assert not question_due(desk.book, clock.now()) and desk.day().rule != TOPIC


def test_setting_hours_answers_the_question_and_so_does_wanting_none(desk: Desk, clock: FakeClock) -> None:
    desk.do(log(3))
    clock.forward(days=1)
    assert desk.do(set_hours("off")).says == "No networking hours. Any time is fine."
    assert not question_due(desk.book, clock.now())
    assert desk.do(set_hours("9-17:30")).says == "Networking hours: mon-fri 9:00-17:30."
    assert desk.day().until == "until 17:30"


def test_the_day_tells_whether_it_is_outside(desk: Desk, clock: FakeClock) -> None:
    desk.do(set_hours("9-17:30"))
    assert not desk.day().outside
    clock.at = clock.at.replace(hour=17, minute=31)
    assert desk.day().outside and desk.day().outside_says == "Your hours are done for today."


def test_the_limit_is_that_of_the_persons_day_also_across_midnight(desk: Desk, clock: FakeClock) -> None:
    clock.at = TUESDAY.replace(hour=23, minute=50)
    desk.do(start("messages", 30))
    clock.forward(minutes=20)
    from coach.acts.focus import stop

    desk.do(stop())
    assert desk.day().networking_minutes == 20 and desk.day().date == TUESDAY.date()
    clock.at = (TUESDAY + timedelta(days=1)).replace(hour=4, minute=0)
    assert desk.day().networking_minutes == 0


def test_a_late_span_is_one_span() -> None:
    assert parse("daily 22:00-2:00") == (Span(days=tuple(range(7)), start=time(22), end=time(2)),)
