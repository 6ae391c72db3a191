"""Any action can be logged for an earlier time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from coach.actions.backdate import backdate_by_trailing_time, backdate_to_typed_time
from coach.actions.conversations import (
    keep_conversation,
    log_refusal,
    mark_answered,
    rest_conversation,
    snooze_conversation,
)
from coach.actions.focus import extend_block, log_past_block, record_drift, start_block, stop_block, toggle_pause
from coach.actions.goals import close_goal, set_goal_of_tomorrow, set_own_goal
from coach.actions.moods import log_mood
from coach.actions.notes import write_note
from coach.actions.outreach import log_meeting, log_promise, log_received_message, log_sent_message
from coach.actions.result import Action
from coach.actions.reviews import log_review
from coach.domain.focus import FocusBlock
from coach.domain.goal import Goal
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.note import Note
from coach.domain.record import Record
from coach.errors import CoachError, InvalidInput
from coach.service import CoachService
from tests.conftest import BERLIN, TUESDAY, FakeClock
from tests.journals import journal

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("action", "kind"),
    [(log_mood(2), Mood), (write_note("gave", "a list"), Note), (log_sent_message("Noor"), Message),
     (log_meeting("Noor"), Message)],
)  # fmt: skip
def test_what_is_logged_for_friday_stands_on_friday_and_says_so(action: Action, kind: type[Mood]) -> None:
    change = backdate_to_typed_time(action, "last friday")(journal(), TUESDAY)
    record = next(r for r in change.upserts if isinstance(r, kind))
    assert record.at.date() == FRIDAY
    assert change.message.endswith("Logged for Friday 20 November.")


def test_a_goal_and_a_block_of_an_earlier_day_belong_to_that_day() -> None:
    change = backdate_to_typed_time(set_own_goal("call Noor"), "20 nov")(journal(), TUESDAY)
    assert isinstance(goal := change.upserts[0], Goal) and goal.day == FRIDAY
    change = backdate_to_typed_time(log_past_block("write", 40), "friday 16:00")(journal(), TUESDAY)
    block = change.upserts[0]
    assert isinstance(block, FocusBlock) and block.ended_at == datetime(2026, 11, 20, 16, 40, tzinfo=BERLIN)
    assert block.asked and change.message.startswith("Saved: writing · 40 min, 16:00–16:40.")


def test_a_block_that_would_end_later_than_now_is_no_past_one() -> None:
    with pytest.raises(InvalidInput, match=r"end at 10:15, which is still to come\. coach focus --ago 10m"):
        backdate_to_typed_time(log_past_block("write", 25, ends_by=TUESDAY), "9:50")(journal(), TUESDAY)


def test_what_is_logged_for_today_does_not_name_the_day() -> None:
    assert backdate_to_typed_time(log_mood(2), "9:05")(journal(), TUESDAY).message == "Saved: low · 09:05."


def test_a_time_to_come_saves_nothing() -> None:
    with pytest.raises(InvalidInput, match="still to come"):
        backdate_to_typed_time(log_mood(2), "2027-01-01")(journal(), TUESDAY)


def test_messages_of_one_whole_day_keep_the_order_in_which_they_were_typed() -> None:
    life: Journal = journal()
    for action in (log_received_message("Noor"), log_sent_message("Noor")):
        found: tuple[Record, ...] = backdate_to_typed_time(action, "yesterday")(life, TUESDAY).upserts
        life = life.with_records(found)
    theirs, mine = sorted(life.list_records(Message), key=lambda m: m.at)
    assert (theirs.direction, mine.direction) == ("in", "out")
    assert mine.at - theirs.at == timedelta(minutes=1) and theirs.whole_day and mine.whole_day


def test_what_is_said_of_a_whole_day_follows_what_was_logged_for_it_before() -> None:
    life: Journal = journal()
    said = []
    for action in (log_sent_message("Noor"), log_received_message("Noor"), log_sent_message("Noor, Bo")):
        change = backdate_to_typed_time(action, "friday")(life, TUESDAY)
        life = life.with_records(change.upserts)
        said.append(change.message)
    change = backdate_to_typed_time(log_sent_message("Noor"), "friday")(life, TUESDAY)
    assert change.message == "Saved: you answered Noor (message 3 of the day). Logged for Friday 20 November."
    assert said[0].startswith("Saved: you wrote to Noor; a follow-up is fine from")
    assert [m.whole_day for m in life.list_records(Message)] == [True] * 4


def test_a_typed_line_may_end_in_a_time_behind_an_at_sign() -> None:
    change = backdate_by_trailing_time("good talk about queues @yesterday", lambda line: write_note("note", line))(
        journal(), TUESDAY
    )
    assert isinstance(note := change.upserts[0], Note)
    assert (note.text, note.at.date()) == ("good talk about queues", date(2026, 11, 23))


@pytest.mark.parametrize("act", [mark_answered, rest_conversation, keep_conversation, snooze_conversation, log_refusal])
def test_an_action_for_a_past_day_has_to_fit_what_was_so_then(
    act: Callable[[str], Action], service: CoachService, clock: FakeClock
) -> None:
    service.execute(log_sent_message("Noor"))
    with pytest.raises(CoachError, match=r"first message between you and Noor is from Tuesday 24 November"):
        service.execute(backdate_to_typed_time(act("Noor"), "yesterday"))
    clock.forward(days=3)
    service.execute(backdate_to_typed_time(act("Noor"), "yesterday"))


def test_an_answer_logged_for_the_whole_day_fits_a_message_of_that_afternoon(
    service: CoachService, clock: FakeClock
) -> None:
    clock.forward(hours=5)
    service.execute(log_sent_message("Noor"))
    clock.forward(days=1)
    service.execute(backdate_to_typed_time(mark_answered("Noor"), "yesterday"))
    assert service.build_day().waiting_count == 0


@pytest.mark.parametrize("act", [mark_answered, rest_conversation, snooze_conversation])
def test_an_action_for_a_time_before_the_message_that_it_is_about_saves_nothing(
    act: Callable[[str], Action], service: CoachService, clock: FakeClock
) -> None:
    clock.forward(hours=5)
    service.execute(log_received_message("Noor"))
    clock.forward(hours=1)
    before = service.journal.list_records(Message)
    with pytest.raises(CoachError, match=r"^Nothing was open with Noor before 15:00\.") as error:
        service.execute(backdate_to_typed_time(act("Noor"), "14:00"))
    assert error.value.hint and service.journal.list_records(Message) == before
    service.execute(backdate_to_typed_time(act("Noor"), "15:30"))
    assert service.build_day().owed_count == 0


def test_a_no_or_an_answer_before_a_second_message_of_mine_was_an_answer_to_the_first(
    service: CoachService, clock: FakeClock
) -> None:
    for act in (mark_answered, log_refusal):
        service.execute(log_sent_message(act.__name__))
        clock.forward(hours=2)
        service.execute(log_sent_message(act.__name__))
        service.execute(backdate_to_typed_time(act(act.__name__), "1h ago"))
        with pytest.raises(CoachError, match="Nothing was open"):
            service.execute(backdate_to_typed_time(act(act.__name__), "6:00"))


def test_a_promise_of_the_afternoon_is_kept_on_that_day(service: CoachService, clock: FakeClock) -> None:
    clock.forward(hours=5)
    service.execute(log_promise("Noor", "an intro"))
    clock.forward(days=1)
    service.execute(backdate_to_typed_time(mark_answered("Noor"), "yesterday"))
    (promise,) = service.journal.list_records(Message)
    assert promise.closed_at is not None and promise.closed_at > promise.at


def test_the_state_of_that_day_decides_and_an_error_names_the_day(service: CoachService, clock: FakeClock) -> None:
    service.execute(set_own_goal("call Noor"))
    clock.forward(days=1)
    service.execute(set_own_goal("write to Noor"))
    service.execute(backdate_to_typed_time(close_goal("done"), "yesterday"))
    assert {g.text: g.state for g in service.journal.list_records(Goal)} == {
        "call Noor": "done",
        "write to Noor": "open",
    }
    with pytest.raises(CoachError, match=r"^Sunday 22 November: No goal is open\."):
        service.execute(backdate_to_typed_time(close_goal("done"), "3 days ago"))


@pytest.mark.parametrize("act", [toggle_pause, record_drift, extend_block, stop_block])
def test_a_block_of_today_is_not_changed_by_an_action_for_yesterday(
    act: Callable[[], Action], service: CoachService
) -> None:
    service.execute(start_block("messages", 25))
    before = service.journal.list_records(FocusBlock)
    with pytest.raises(CoachError, match=r"had not begun then\. It began at 10:00 on Tuesday 24 November"):
        service.execute(backdate_to_typed_time(act(), "yesterday 16:00"))
    assert service.journal.list_records(FocusBlock) == before


def test_the_evening_of_yesterday_does_not_end_the_block_of_today(service: CoachService) -> None:
    service.execute(start_block("write", 25))
    service.execute(backdate_to_typed_time(log_review("evening"), "yesterday 21:00"))
    assert next(iter(service.journal.list_records(FocusBlock))).ended_at is None


def test_messages_of_one_minute_keep_the_order_in_which_they_were_typed(service: CoachService) -> None:
    for action in (log_received_message("Noor"), log_sent_message("Noor"), log_received_message("Noor", text="more")):
        service.execute(backdate_to_typed_time(action, "yesterday 14:00"))
    ordered = sorted(service.journal.list_records(Message), key=lambda m: m.at)
    assert [m.direction for m in ordered] == ["in", "out", "in"]
    assert service.build_day().owed_count == 1


def test_a_goal_for_the_day_after_a_past_evening_names_its_day(service: CoachService) -> None:
    plan = set_goal_of_tomorrow(goal_line="write to Ana")
    assert service.execute(plan).message == "For Wednesday 25 November: write to Ana."
    past = service.execute(backdate_to_typed_time(plan, "yesterday 21:00"))
    assert past.message == "For Tuesday 24 November: write to Ana. Logged for Monday 23 November."
