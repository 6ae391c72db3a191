"""Threads read out of the log, lines typed, people found, and the calm order of what waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.actions.conversations import (
    keep_conversation,
    log_refusal,
    mark_answered,
    rest_conversation,
    snooze_conversation,
    snooze_for_a_month,
)
from coach.actions.outreach import log_meeting, log_promise, log_received_message, log_sent_message
from coach.actions.people import edit_person
from coach.actions.result import Action
from coach.actions.undo import redo_last_action, undo_last_action
from coach.advice.find_people_by_name import find_people_by_name
from coach.advice.outreach.open_conversations import list_open_conversations
from coach.domain.conversation import build_conversation
from coach.domain.message import Message
from coach.domain.outreach_line import OutreachLine, parse_outreach_line
from coach.domain.person import Person
from coach.domain.record import NEVER_CHANGED
from coach.errors import CoachError, InvalidInput
from coach.service import CoachService
from tests.conftest import FakeClock


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("Ana", OutreachLine("Ana")),
        ("Ana Lee @linkedin #warm : the meetup", OutreachLine("Ana Lee", "linkedin", "warm", "the meetup")),
        ("Ana @Mail", OutreachLine("Ana", "e-mail")),
        ("Ana: hello there", OutreachLine("Ana", text="hello there")),
        ("Ana #STRONG @Twitter", OutreachLine("Ana", "x", "strong")),
        ("Ana #rust", OutreachLine("Ana #rust")),
        ("@ana", OutreachLine("@ana")),
        ("", OutreachLine("")),
    ],
)
def test_an_outreach_line_is_read(line: str, meant: OutreachLine) -> None:
    assert parse_outreach_line(line) == meant


@given(st.text(max_size=60))
def test_any_line_is_read_without_an_error(line: str) -> None:
    assert isinstance(parse_outreach_line(line).name, str)


def names(service: CoachService, *, owed: bool) -> list[str]:
    return [w.name for w in list_open_conversations(service.journal, service.now()) if w.i_owe is owed]


def test_a_message_out_waits_and_their_answer_ends_the_wait(service: CoachService) -> None:
    service.execute(log_sent_message("Ana"))
    assert names(service, owed=False) == ["Ana"]
    service.execute(mark_answered("Ana"))
    assert list_open_conversations(service.journal, service.now()) == ()


def test_a_message_of_theirs_is_mine_to_answer_until_i_write(service: CoachService, clock: FakeClock) -> None:
    service.execute(log_received_message("Sam"))
    assert names(service, owed=True) == ["Sam"]
    clock.forward(minutes=5)
    service.execute(log_sent_message("Sam"))
    assert (names(service, owed=True), names(service, owed=False)) == ([], [])


@pytest.mark.parametrize(
    ("text", "waits", "waiting"),
    [("Gladly, Tuesday is fine.", False, []), ("", True, ["Sam"]), ("And you?", False, ["Sam"])],
)
def test_an_answer_waits_for_a_reply_only_if_it_asks_or_i_say_so(
    service: CoachService, clock: FakeClock, text: str, waits: bool, waiting: list[str]
) -> None:
    service.execute(log_received_message("Sam"))
    clock.forward(days=2)
    service.execute(log_sent_message("Sam", text=text, waits=waits))
    assert names(service, owed=False) == waiting


def test_another_message_on_a_later_day_waits_again(service: CoachService, clock: FakeClock) -> None:
    service.execute(log_received_message("Sam"))
    service.execute(log_sent_message("Sam"))
    clock.forward(minutes=9)
    service.execute(log_sent_message("Sam"))  # the same answer, in two pieces
    assert names(service, owed=False) == []
    clock.forward(days=1)
    service.execute(log_sent_message("Sam"))
    assert names(service, owed=False) == ["Sam"]


def test_keeping_an_answered_conversation_means_waiting_for_a_reply(service: CoachService, clock: FakeClock) -> None:
    service.execute(log_received_message("Sam"))
    clock.forward(minutes=9)
    service.execute(log_sent_message("Sam"))
    assert service.execute(keep_conversation("Sam")).message == "You are waiting for a reply from Sam."
    assert names(service, owed=False) == ["Sam"]


def _log_reply(service: CoachService, clock: FakeClock) -> None:
    service.execute(log_sent_message("Sam"))
    clock.forward(days=1)
    service.execute(mark_answered("Sam"))


@pytest.mark.parametrize(
    "action", [mark_answered, rest_conversation, snooze_conversation, snooze_for_a_month, keep_conversation]
)
def test_an_action_that_does_not_fit_says_so_and_saves_nothing(
    service: CoachService, clock: FakeClock, action: Callable[[str], Action]
) -> None:
    _log_reply(service, clock)
    before = service.journal.documents
    with pytest.raises(CoachError, match="Nothing is open with Sam"):
        service.execute(action("Sam"))
    assert service.journal.documents == before


def test_a_no_is_logged_once(service: CoachService, clock: FakeClock) -> None:
    _log_reply(service, clock)
    service.execute(log_refusal("Sam"))
    with pytest.raises(CoachError, match="already logged that"):
        service.execute(log_refusal("Sam"))


@pytest.mark.parametrize(
    "line", ["Noor yesterday", "Noor @yesterday", "Noor @x monday : about queues", "Noor : about queues @monday"]
)
def test_an_outreach_line_may_name_an_earlier_day(service: CoachService, line: str) -> None:
    change = service.execute(log_sent_message(line))
    message = next(r for r in change.upserts if isinstance(r, Message))
    assert message.at.date() == date(2026, 11, 23) and message.whole_day and "monday" not in message.text
    assert [p.name for p in service.journal.list_records(Person)] == ["Noor"]
    assert change.message.endswith("Logged for Monday 23 November.")


def test_somebody_called_like_a_day_keeps_the_name(service: CoachService) -> None:
    service.execute(log_sent_message("Joe", new=True, text="the first"))
    service.execute(edit_person("Joe", name="Joe Friday"))
    change = service.execute(log_sent_message("Joe Friday"))
    assert next(r for r in change.upserts if isinstance(r, Message)).at == service.now()


def test_a_promise_is_owed_until_it_is_kept_even_if_they_write(service: CoachService, clock: FakeClock) -> None:
    service.execute(log_promise("Sam", "an intro"))
    clock.forward(hours=1)
    service.execute(log_sent_message("Sam"))
    assert names(service, owed=True) == ["Sam"]
    service.execute(mark_answered("Sam"))
    assert names(service, owed=True) == []


@pytest.mark.parametrize("action", [rest_conversation, log_refusal, log_meeting, snooze_conversation])
def test_a_decision_takes_a_thread_off_the_list(service: CoachService, clock: FakeClock, action: object) -> None:
    assert callable(action)
    service.execute(log_sent_message("Ana"))
    clock.forward(minutes=1)
    service.execute(action("Ana"))
    assert list_open_conversations(service.journal, service.now()) == ()


def test_a_new_message_wakes_a_resting_thread(service: CoachService, clock: FakeClock) -> None:
    service.execute(log_sent_message("Ana"))
    clock.forward(minutes=1)
    service.execute(rest_conversation("Ana"))
    clock.forward(days=40)
    service.execute(log_sent_message("Ana"))
    assert names(service, owed=False) == ["Ana"]


def test_later_brings_a_thread_back_on_its_day(service: CoachService, clock: FakeClock) -> None:
    service.execute(log_sent_message("Ana"))
    clock.forward(minutes=1)
    service.execute(snooze_conversation("Ana"))
    clock.forward(days=2)
    assert list_open_conversations(service.journal, service.now()) == ()
    clock.forward(days=1)
    assert names(service, owed=False) == ["Ana"]


def test_what_i_owe_comes_first_then_where_a_line_is_fine_then_the_newest(
    service: CoachService, clock: FakeClock
) -> None:
    clock.forward(days=-14)
    service.execute(log_sent_message("Old #warm"))
    clock.forward(days=10)
    service.execute(log_sent_message("Middle"))
    clock.forward(days=3)
    service.execute(log_sent_message("New"))
    service.execute(log_promise("Sam", "a link"))
    clock.forward(days=1)
    assert [w.name for w in list_open_conversations(service.journal, service.now())] == ["Sam", "Old", "New", "Middle"]


def test_silence_is_counted_in_working_days(service: CoachService, clock: FakeClock) -> None:
    clock.forward(days=-4)  # a Friday
    service.execute(log_sent_message("Ana"))
    clock.forward(days=4)  # the Tuesday after
    (row,) = list_open_conversations(service.journal, service.now())
    assert row.silent_workdays == 2


def test_a_thread_silent_for_more_than_ninety_days_is_not_listed(service: CoachService, clock: FakeClock) -> None:
    service.execute(log_sent_message("Ana"))
    clock.forward(days=91)
    assert list_open_conversations(service.journal, service.now()) == ()


def test_a_first_name_means_the_one_person_who_has_it(service: CoachService) -> None:
    service.execute(log_sent_message("Ana Lee"))
    service.execute(log_sent_message("ana"))
    assert [p.name for p in service.journal.list_records(Person)] == ["Ana Lee"]


def test_a_name_of_two_people_is_asked_about_and_a_plus_adds_somebody_new(service: CoachService) -> None:
    service.execute(log_sent_message("Ana Lee"))
    service.execute(log_sent_message("+Ana"))
    service.execute(log_sent_message("Ana"))  # the exact name wins
    with pytest.raises(InvalidInput, match="2 people"):
        service.execute(log_sent_message("An"))
    assert [p.name for p in find_people_by_name(service.journal, "an")] == ["Ana", "Ana Lee"]


def test_the_follow_up_date_sets_itself_by_working_days(service: CoachService) -> None:
    assert service.execute(log_sent_message("Ana #warm")).message.endswith("; a follow-up is fine from 1 December.")
    assert service.execute(log_sent_message("Lin #cold")).message.endswith("; a follow-up is fine from 3 December.")


def test_after_the_last_follow_up_no_other_is_spoken_of(service: CoachService, clock: FakeClock) -> None:
    service.execute(log_sent_message("Lin #cold"))
    clock.forward(days=10)
    assert service.execute(log_sent_message("Lin")).message == "Saved: you wrote to Lin."


@given(st.permutations(range(6)))
def test_a_thread_does_not_depend_on_the_order_its_events_come_in(order: list[int]) -> None:
    from coach.domain.message import Message
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
    assert build_conversation("p", [events[n] for n in order]) == build_conversation("p", events)


def test_a_name_keeps_its_capital_when_it_is_undone_and_done_again(service: CoachService) -> None:
    service.execute(log_sent_message("Ben Ito"))
    service.execute(rest_conversation("Ben Ito"))
    assert service.execute(undo_last_action()).message.startswith("Undone: the conversation with Ben Ito rests")
    assert service.execute(redo_last_action()).message.startswith("Redone: the conversation with Ben Ito rests")
    assert service.execute(undo_last_action()) and service.execute(undo_last_action()).message.startswith(
        "Undone: you wrote to Ben Ito"
    )


@pytest.mark.parametrize("ids", [("a", "b"), ("b", "a")])
def test_of_two_messages_of_one_moment_the_one_logged_later_decides(ids: tuple[str, str]) -> None:
    logged = datetime(2026, 11, 24, 10, tzinfo=UTC)
    theirs = Message(id=ids[0], person="ana", at=logged, direction="in", changed_at=logged)
    mine = Message(id=ids[1], person="ana", at=logged, changed_at=logged + timedelta(seconds=1))
    assert not build_conversation("ana", (mine, theirs)).is_my_turn
    assert build_conversation("ana", (mine, theirs)).is_closed_by_answer
    later = theirs.model_copy(update={"changed_at": logged + timedelta(seconds=2)})
    assert build_conversation("ana", (mine, later)).is_my_turn
    unsaved = theirs.model_copy(update={"changed_at": NEVER_CHANGED})
    assert build_conversation("ana", (mine, unsaved)).is_my_turn


@pytest.mark.parametrize("ids", [("a", "b"), ("b", "a")])
def test_of_two_imported_messages_of_one_moment_theirs_stays_open(ids: tuple[str, str]) -> None:
    at = datetime(2026, 11, 24, 10, tzinfo=UTC)
    theirs, mine = (
        Message(id=id, person="ana", at=at, direction=direction, changed_at=at)
        for id, direction in zip(ids, ("in", "out"), strict=True)
    )
    assert build_conversation("ana", (mine, theirs)).is_my_turn
