"""Threads read out of the log, lines typed, people found, and the calm order of what waits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.acts.outreach import answered, later, met, no, promised, rest, sent, wrote
from coach.acts.undo import redo, undo
from coach.advice.people import matching
from coach.advice.waiting import waiting
from coach.desk import Desk
from coach.domain.outreach import Line, parse_line, thread_of
from coach.domain.person import Person
from coach.errors import NotUnderstood
from tests.conftest import FakeClock


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("Ana", Line("Ana")),
        ("Ana Lee @linkedin #warm : the meetup", Line("Ana Lee", "linkedin", "warm", "the meetup")),
        ("Ana @Mail", Line("Ana", "e-mail")),
        ("Ana: hello there", Line("Ana", text="hello there")),
        ("Ana #STRONG @Twitter", Line("Ana", "x", "strong")),
        ("Ana #rust", Line("Ana #rust")),
        ("@ana", Line("@ana")),
        ("", Line("")),
    ],
)
def test_an_outreach_line_is_read(line: str, meant: Line) -> None:
    assert parse_line(line) == meant


@given(st.text(max_size=60))
def test_any_line_is_read_without_an_error(line: str) -> None:
    assert isinstance(parse_line(line).name, str)


def names(desk: Desk, *, owed: bool) -> list[str]:
    return [w.name for w in waiting(desk.book, desk.now()) if w.owed is owed]


def test_a_message_out_waits_and_their_answer_ends_the_wait(desk: Desk) -> None:
    desk.do(sent("Ana"))
    assert names(desk, owed=False) == ["Ana"]
    desk.do(answered("Ana"))
    assert waiting(desk.book, desk.now()) == ()


def test_a_message_of_theirs_is_mine_to_answer_until_i_write(desk: Desk, clock: FakeClock) -> None:
    desk.do(wrote("Sam"))
    assert names(desk, owed=True) == ["Sam"]
    clock.forward(minutes=5)
    desk.do(sent("Sam"))
    assert (names(desk, owed=True), names(desk, owed=False)) == ([], ["Sam"])


def test_a_promise_is_owed_until_it_is_kept_even_if_they_write(desk: Desk, clock: FakeClock) -> None:
    desk.do(promised("Sam", "an intro"))
    clock.forward(hours=1)
    desk.do(sent("Sam"))
    assert names(desk, owed=True) == ["Sam"]
    desk.do(answered("Sam"))
    assert names(desk, owed=True) == []


@pytest.mark.parametrize("act", [rest, no, met, later])
def test_a_decision_takes_a_thread_off_the_list(desk: Desk, clock: FakeClock, act: object) -> None:
    assert callable(act)
    desk.do(sent("Ana"))
    clock.forward(minutes=1)
    desk.do(act("Ana"))
    assert waiting(desk.book, desk.now()) == ()


def test_a_new_message_wakes_a_resting_thread(desk: Desk, clock: FakeClock) -> None:
    desk.do(sent("Ana"))
    clock.forward(minutes=1)
    desk.do(rest("Ana"))
    clock.forward(days=40)
    desk.do(sent("Ana"))
    assert names(desk, owed=False) == ["Ana"]


def test_later_brings_a_thread_back_on_its_day(desk: Desk, clock: FakeClock) -> None:
    desk.do(sent("Ana"))
    clock.forward(minutes=1)
    desk.do(later("Ana"))
    clock.forward(days=2)
    assert waiting(desk.book, desk.now()) == ()
    clock.forward(days=1)
    assert names(desk, owed=False) == ["Ana"]


def test_what_i_owe_comes_first_then_where_a_line_is_fine_then_the_newest(desk: Desk, clock: FakeClock) -> None:
    clock.forward(days=-14)
    desk.do(sent("Old #warm"))
    clock.forward(days=10)
    desk.do(sent("Middle"))
    clock.forward(days=3)
    desk.do(sent("New"))
    desk.do(promised("Sam", "a link"))
    clock.forward(days=1)
    assert [w.name for w in waiting(desk.book, desk.now())] == ["Sam", "Old", "New", "Middle"]


def test_silence_is_counted_in_working_days(desk: Desk, clock: FakeClock) -> None:
    clock.forward(days=-4)  # a Friday
    desk.do(sent("Ana"))
    clock.forward(days=4)  # the Tuesday after
    (row,) = waiting(desk.book, desk.now())
    assert row.days == 2


def test_a_thread_silent_for_more_than_ninety_days_is_not_listed(desk: Desk, clock: FakeClock) -> None:
    desk.do(sent("Ana"))
    clock.forward(days=91)
    assert waiting(desk.book, desk.now()) == ()


def test_a_first_name_means_the_one_person_who_has_it(desk: Desk) -> None:
    desk.do(sent("Ana Lee"))
    desk.do(sent("ana"))
    assert [p.name for p in desk.book.all(Person)] == ["Ana Lee"]


def test_a_name_of_two_people_is_asked_about_and_a_plus_adds_somebody_new(desk: Desk) -> None:
    desk.do(sent("Ana Lee"))
    desk.do(sent("+Ana"))
    desk.do(sent("Ana"))  # the exact name wins
    with pytest.raises(NotUnderstood, match="2 people"):
        desk.do(sent("An"))
    assert [p.name for p in matching(desk.book, "an")] == ["Ana", "Ana Lee"]


def test_the_follow_up_date_sets_itself_by_working_days(desk: Desk) -> None:
    assert desk.do(sent("Ana #warm")).says.endswith("; one more is fine from 1 December.")
    assert desk.do(sent("Lin #cold")).says.endswith("; one more is fine from 3 December.")


def test_after_the_last_follow_up_no_other_is_spoken_of(desk: Desk, clock: FakeClock) -> None:
    desk.do(sent("Lin #cold"))
    clock.forward(days=10)
    assert desk.do(sent("Lin")).says == "Saved: you wrote to Lin."


@given(st.permutations(range(6)))
def test_a_thread_does_not_depend_on_the_order_its_events_come_in(order: list[int]) -> None:
    from coach.domain.outreach import Message
    from tests.conftest import TUESDAY

    kinds = [
        ("out", "message"),
        ("in", "message"),
        ("own", "rest"),
        ("out", "message"),
        ("own", "later"),
        ("out", "promise"),
    ]
    events = [
        Message.model_validate(
            {"id": str(n), "person": "p", "at": TUESDAY + timedelta(hours=n), "direction": d, "kind": k}
        )
        for n, (d, k) in enumerate(kinds)
    ]
    assert thread_of("p", [events[n] for n in order]) == thread_of("p", events)


def test_a_name_keeps_its_capital_when_it_is_undone_and_done_again(desk: Desk) -> None:
    desk.do(sent("Ben Ito"))
    desk.do(rest("Ben Ito"))
    assert desk.do(undo()).says.startswith("Undone: Ben Ito can rest")
    assert desk.do(redo()).says.startswith("Done again: Ben Ito can rest")
    assert desk.do(undo()) and desk.do(undo()).says.startswith("Undone: you wrote to Ben Ito")
