"""Stepping away: until when, what moves with it, and coming back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from coach.acts.away import away, back
from coach.acts.focus import start
from coach.acts.outreach import later, sent
from coach.acts.undo import undo
from coach.advice.waiting import waiting
from coach.desk import Desk
from coach.domain.away import see_you
from coach.domain.clock import DAY_ENDS
from coach.domain.focus import Block
from coach.domain.note import Note
from coach.domain.outreach import Message
from coach.errors import CoachError, NotUnderstood
from tests.conftest import BERLIN, TUESDAY, FakeClock


def put_off_until(desk: Desk) -> date | None:
    (event,) = (m for m in desk.book.all(Message) if m.kind == "later")
    return event.until


@pytest.mark.parametrize(
    ("word", "until", "says"),
    [
        ("tonight", datetime(2026, 11, 24, 18, 0, tzinfo=BERLIN), "See you tonight."),
        ("tomorrow", datetime(2026, 11, 25, 4, 0, tzinfo=BERLIN), "See you tomorrow."),
        ("friday", datetime(2026, 11, 27, 4, 0, tzinfo=BERLIN), "See you Friday."),
        ("until Monday", datetime(2026, 11, 30, 4, 0, tzinfo=BERLIN), "See you Monday."),
        ("tuesday", datetime(2026, 12, 1, 4, 0, tzinfo=BERLIN), "See you on Tuesday 1 December."),
        ("2026-12-24", datetime(2026, 12, 24, 4, 0, tzinfo=BERLIN), "See you on Thursday 24 December."),
    ],
)
def test_one_steps_away_until_a_day_and_the_page_says_so(
    desk: Desk, clock: FakeClock, word: str, until: datetime, says: str
) -> None:
    assert desk.do(away(word)).says == says
    day = desk.day()
    assert day.away_until == until and day.see_you == says


@pytest.mark.parametrize("word", ["yesterday", "soon", "2026-11-01", "2031-01-01"])
def test_what_is_no_day_to_come_says_what_would_be(desk: Desk, word: str) -> None:
    with pytest.raises(NotUnderstood):
        desk.do(away(word))


def test_tonight_has_begun_in_the_evening(desk: Desk, clock: FakeClock) -> None:
    clock.at = TUESDAY.replace(hour=19)
    with pytest.raises(NotUnderstood, match="evening already"):
        desk.do(away("tonight"))


def test_after_midnight_tomorrow_is_the_coming_morning(desk: Desk, clock: FakeClock) -> None:
    clock.at = TUESDAY.replace(hour=1)
    desk.do(away("tomorrow"))
    assert desk.day().away_until == TUESDAY.replace(hour=4)


def test_the_timer_stops_and_its_part_counts(desk: Desk, clock: FakeClock) -> None:
    desk.do(start("messages", 25))
    clock.forward(minutes=10)
    desk.do(away("tomorrow"))
    (block,) = desk.book.all(Block)
    assert block.ended_at == clock.now() and block.asked


def test_while_away_the_day_holds_no_name_no_task_and_no_suggestion(desk: Desk, clock: FakeClock) -> None:
    desk.do(sent("Priya Raman"))
    desk.do(away("monday"))
    day = desk.day()
    assert day.rows == () and day.goal is None and day.block is None and day.rule == "" and not day.ask_felt
    assert "Priya" not in repr(day)


def test_it_ends_by_itself(desk: Desk, clock: FakeClock) -> None:
    desk.do(away("thursday"))
    clock.at = (TUESDAY + timedelta(days=2)).replace(hour=3, minute=59, second=59)
    assert desk.day().away_until is not None
    clock.forward(seconds=1)
    assert desk.day().away_until is None


def test_due_dates_move_by_the_days_away(desk: Desk, clock: FakeClock) -> None:
    desk.do(sent("Ana"))
    desk.do(later("Ana", date(2026, 11, 26)))
    note = Note(at=clock.now(), kind="opportunity", due=date(2026, 11, 25))
    desk.store.save([(note.table, {**note.doc(), "changed_at": clock.now().isoformat()})])
    desk.do(away("monday"))
    assert put_off_until(desk) == date(2026, 12, 2)
    assert [n.due for n in desk.book.all(Note)] == [date(2026, 12, 1)]


def test_silence_does_not_grow_while_the_person_is_away(desk: Desk, clock: FakeClock) -> None:
    desk.do(sent("Ana"))
    clock.forward(days=2)
    (before,) = waiting(desk.book, clock.now())
    desk.do(away("tuesday"))
    clock.forward(days=5)
    (after,) = waiting(desk.book, clock.now())
    assert (before.days, after.days, after.due) == (2, 2, before.due)


def test_coming_back_earlier_gives_back_what_was_not_used(desk: Desk, clock: FakeClock) -> None:
    desk.do(sent("Ana"))
    desk.do(later("Ana", date(2026, 11, 26)))
    desk.do(away("monday"))
    clock.forward(days=2)
    assert desk.do(back()).says == "Welcome back. Everything is as you left it."
    assert put_off_until(desk) == date(2026, 11, 28)
    assert desk.book.settings.days_away == (date(2026, 11, 24), date(2026, 11, 25))
    assert desk.day().away_until is None


def test_coming_back_at_once_changes_nothing_at_all(desk: Desk, clock: FakeClock) -> None:
    desk.do(sent("Ana"))
    desk.do(later("Ana", date(2026, 11, 26)))
    desk.do(away("monday"))
    clock.forward(minutes=1)
    desk.do(back())
    assert put_off_until(desk) == date(2026, 11, 26) and desk.book.settings.days_away == ()


def test_choosing_another_day_while_away_moves_by_the_difference(desk: Desk, clock: FakeClock) -> None:
    desk.do(sent("Ana"))
    desk.do(later("Ana", date(2026, 11, 26)))
    desk.do(away("monday"))
    desk.do(away("friday"))
    assert put_off_until(desk) == date(2026, 11, 29)
    assert len(desk.book.settings.days_away) == 3


def test_undo_takes_stepping_away_back_with_all_that_moved(desk: Desk, clock: FakeClock) -> None:
    desk.do(sent("Ana"))
    desk.do(later("Ana", date(2026, 11, 26)))
    desk.do(start("messages", 25))
    desk.do(away("monday"))
    desk.do(undo())
    assert desk.day().away_until is None and put_off_until(desk) == date(2026, 11, 26)
    assert desk.day().block is not None


def test_coming_back_without_being_away_says_how_to_leave(desk: Desk) -> None:
    with pytest.raises(CoachError, match="here already"):
        desk.do(back())


def test_the_words_are_the_same_for_all_of_the_time_away() -> None:
    since = TUESDAY
    assert see_you(since, since + timedelta(days=1), DAY_ENDS) == "See you tomorrow."
    assert see_you(since, since + timedelta(days=6), DAY_ENDS) == "See you Monday."
