"""Stepping away: until when, what moves with it, and coming back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from coach.actions.boundaries_and_away import come_back, format_return, step_away
from coach.actions.conversations import snooze_conversation
from coach.actions.focus import start_block
from coach.actions.outreach import log_sent_message
from coach.actions.undo import undo_last_action
from coach.advice.outreach.open_conversations import list_open_conversations
from coach.domain.clock import DAY_ENDS
from coach.domain.focus import FocusBlock
from coach.domain.message import Message
from coach.domain.note import Note
from coach.errors import CoachError, InvalidInput
from coach.service import CoachService
from tests.conftest import BERLIN, TUESDAY, FakeClock


def put_off_until(service: CoachService) -> date | None:
    (event,) = (m for m in service.journal.list_records(Message) if m.kind == "later")
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
        ("24 November", datetime(2026, 11, 24, 18, 0, tzinfo=BERLIN), "See you tonight."),
        ("2026-11-24", datetime(2026, 11, 24, 18, 0, tzinfo=BERLIN), "See you tonight."),
        ("heute Abend", datetime(2026, 11, 24, 18, 0, tzinfo=BERLIN), "See you tonight."),
        ("8 January", datetime(2027, 1, 8, 4, 0, tzinfo=BERLIN), "See you on Friday 8 January 2027."),
        ("23 November", datetime(2027, 11, 23, 4, 0, tzinfo=BERLIN), "See you on Tuesday 23 November 2027."),
    ],
)
def test_one_steps_away_until_a_day_and_the_page_says_so(
    service: CoachService, clock: FakeClock, word: str, until: datetime, says: str
) -> None:
    assert service.execute(step_away(word)).message == says
    day = service.build_day()
    assert day.away_until == until and day.away_message == says


@pytest.mark.parametrize("word", ["yesterday", "soon", "2026-11-01", "2031-01-01"])
def test_what_is_no_day_to_come_says_what_would_be(service: CoachService, word: str) -> None:
    with pytest.raises(InvalidInput):
        service.execute(step_away(word))


def test_tonight_has_begun_in_the_evening(service: CoachService, clock: FakeClock) -> None:
    clock.at = TUESDAY.replace(hour=19)
    with pytest.raises(InvalidInput, match="already evening"):
        service.execute(step_away("tonight"))


def test_after_midnight_tomorrow_is_the_coming_morning(service: CoachService, clock: FakeClock) -> None:
    clock.at = TUESDAY.replace(hour=1)
    service.execute(step_away("tomorrow"))
    assert service.build_day().away_until == TUESDAY.replace(hour=4)


def test_the_timer_stops_and_its_part_counts(service: CoachService, clock: FakeClock) -> None:
    service.execute(start_block("messages", 25))
    clock.forward(minutes=10)
    service.execute(step_away("tomorrow"))
    (block,) = service.journal.list_records(FocusBlock)
    assert block.ended_at == clock.now() and block.asked


def test_while_away_the_day_holds_no_name_no_task_and_no_suggestion(service: CoachService, clock: FakeClock) -> None:
    service.execute(log_sent_message("Priya Raman"))
    service.execute(step_away("monday"))
    day = service.build_day()
    assert (
        day.rows == ()
        and day.goal is None
        and day.running_block is None
        and day.advice_rule_id == ""
        and not day.unrated_block_id
    )
    assert "Priya" not in repr(day)


def test_it_ends_by_itself(service: CoachService, clock: FakeClock) -> None:
    service.execute(step_away("thursday"))
    clock.at = (TUESDAY + timedelta(days=2)).replace(hour=3, minute=59, second=59)
    assert service.build_day().away_until is not None
    clock.forward(seconds=1)
    assert service.build_day().away_until is None


def test_due_dates_move_by_the_days_away(service: CoachService, clock: FakeClock) -> None:
    service.execute(log_sent_message("Ana"))
    service.execute(snooze_conversation("Ana", date(2026, 11, 26)))
    note = Note(at=clock.now(), kind="opportunity", due=date(2026, 11, 25))
    service.store.save_documents([(note.table, {**note.to_document(), "changed_at": clock.now().isoformat()})])
    service.execute(step_away("monday"))
    assert put_off_until(service) == date(2026, 12, 2)
    assert [n.due for n in service.journal.list_records(Note)] == [date(2026, 12, 1)]


def test_silence_does_not_grow_while_the_person_is_away(service: CoachService, clock: FakeClock) -> None:
    service.execute(log_sent_message("Ana"))
    clock.forward(days=2)
    (before,) = list_open_conversations(service.journal, clock.now())
    service.execute(step_away("tuesday"))
    clock.forward(days=5)
    (after,) = list_open_conversations(service.journal, clock.now())
    assert (before.silent_workdays, after.silent_workdays, after.follow_up_due) == (2, 2, before.follow_up_due)


def test_coming_back_earlier_gives_back_what_was_not_used(service: CoachService, clock: FakeClock) -> None:
    service.execute(log_sent_message("Ana"))
    service.execute(snooze_conversation("Ana", date(2026, 11, 26)))
    service.execute(step_away("monday"))
    clock.forward(days=2)
    assert service.execute(come_back()).message == "Welcome back. Everything is as you left it."
    assert put_off_until(service) == date(2026, 11, 28)
    assert service.journal.settings.days_away == (date(2026, 11, 24), date(2026, 11, 25))
    assert service.build_day().away_until is None


def test_coming_back_at_once_changes_nothing_at_all(service: CoachService, clock: FakeClock) -> None:
    service.execute(log_sent_message("Ana"))
    service.execute(snooze_conversation("Ana", date(2026, 11, 26)))
    service.execute(step_away("monday"))
    clock.forward(minutes=1)
    service.execute(come_back())
    assert put_off_until(service) == date(2026, 11, 26) and service.journal.settings.days_away == ()


def test_choosing_another_day_while_away_moves_by_the_difference(service: CoachService, clock: FakeClock) -> None:
    service.execute(log_sent_message("Ana"))
    service.execute(snooze_conversation("Ana", date(2026, 11, 26)))
    service.execute(step_away("monday"))
    service.execute(step_away("friday"))
    assert put_off_until(service) == date(2026, 11, 29)
    assert len(service.journal.settings.days_away) == 3


def test_undo_takes_stepping_away_back_with_all_that_moved(service: CoachService, clock: FakeClock) -> None:
    service.execute(log_sent_message("Ana"))
    service.execute(snooze_conversation("Ana", date(2026, 11, 26)))
    service.execute(start_block("messages", 25))
    service.execute(step_away("monday"))
    service.execute(undo_last_action())
    assert service.build_day().away_until is None and put_off_until(service) == date(2026, 11, 26)
    assert service.build_day().running_block is not None


def test_coming_back_without_being_away_says_how_to_leave(service: CoachService) -> None:
    with pytest.raises(CoachError, match="not away"):
        service.execute(come_back())


def test_the_words_are_the_same_for_all_of_the_time_away() -> None:
    since = TUESDAY
    assert format_return(since, since + timedelta(days=1), DAY_ENDS) == "See you tomorrow."
    assert format_return(since, since + timedelta(days=6), DAY_ENDS) == "See you Monday."
