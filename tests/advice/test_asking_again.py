"""Lines with a promise or a request, requests looked at one by one, and a log that is kept from version to version."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.actions import conversations, outreach
from coach.actions.undo import undo_last_action
from coach.advice.outreach.conversations_by_person import conversations_by_person
from coach.advice.outreach.open_conversations import list_open_conversations, list_open_requests
from coach.advice.outreach.reply_model import build_reply_model
from coach.advice.outreach.reply_outcomes import list_reply_outcomes
from coach.advice.outreach.working_days import make_calendar
from coach.advice.rules import sentences
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.outreach_line import OutreachLine, parse_outreach_line
from coach.domain.person import Person, PersonTie
from coach.errors import InvalidInput
from coach.service import CoachService
from tests.conftest import TUESDAY, FakeClock
from tests.examples import examples


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("Sam ! an intro", OutreachLine("Sam", text="an intro", kind="promise")),
        (
            "Sam Okafor @mail #strong !an intro: to Ana",
            OutreachLine("Sam Okafor", "e-mail", "strong", "an intro: to Ana", "promise"),
        ),
        ("Lin ? to connect", OutreachLine("Lin", text="to connect", kind="request")),
        ("Ana : is it true? yes ! really", OutreachLine("Ana", text="is it true? yes ! really")),
        ("Yahoo! Inc", OutreachLine("Yahoo! Inc")),
        ("! an intro", OutreachLine("! an intro")),
    ],
)
def test_a_mark_after_a_space_makes_a_promise_or_a_request(line: str, meant: OutreachLine) -> None:
    assert parse_outreach_line(line) == meant


def test_an_intro_promised_in_the_outreach_line_is_owed(service: CoachService) -> None:
    assert service.execute(outreach.log_sent_message("Sam ! an intro")).message == "Saved: you promised Sam: an intro."
    (row,) = list_open_conversations(service.journal, service.now())
    assert (row.name, row.i_owe, row.status) == ("Sam", True, "promised an intro")


def test_on_a_page_the_line_holds_no_name(service: CoachService) -> None:
    service.execute(outreach.log_sent_message("Ana Lee"))
    (ana,) = service.journal.list_records(Person)
    for line, kind, text in (("the meetup: again", "message", "the meetup: again"), ("! a link", "promise", "a link"),
                             ("@x : hello", "message", "hello"), ("", "message", "")):  # fmt: skip
        service.execute(outreach.log_sent_message(line, to=ana.id))
        newest = service.journal.list_records(Message)[-1]
        assert (newest.person, newest.kind, newest.text) == (ana.id, kind, text)
    assert len(service.journal.list_records(Person)) == 1


def test_their_promise_ends_my_wait_and_is_not_mine_to_answer(service: CoachService, clock: FakeClock) -> None:
    service.execute(outreach.log_sent_message("Sam"))
    clock.forward(hours=1)
    service.execute(outreach.log_received_message("Sam ! a book"))
    assert list_open_conversations(service.journal, service.now()) == ()


def test_a_request_is_looked_at_and_never_counted(service: CoachService) -> None:
    service.execute(outreach.log_received_message("Lin ? to connect"))
    day = service.build_day()
    assert (day.has_requests, day.owed_count, day.waiting_count, day.rows) == (True, 0, 0, ())
    assert [(p.name, r.text) for p, r in list_open_requests(service.journal, service.now())] == [("Lin", "to connect")]


@pytest.mark.parametrize(
    ("accept", "says"), [(True, "Accepted: Lin."), (False, "Declined: Lin. The coach tells nobody.")]
)
def test_a_request_is_accepted_or_declined_and_undone(service: CoachService, accept: bool, says: str) -> None:
    service.execute(outreach.log_received_message("Lin ? to connect"))
    assert service.execute(conversations.answer_request("Lin", accept=accept)).message == says
    assert list_open_requests(service.journal, service.now()) == ()
    service.execute(undo_last_action())
    assert len(list_open_requests(service.journal, service.now())) == 1


def test_a_request_put_off_comes_back_on_its_day(service: CoachService, clock: FakeClock) -> None:
    service.execute(outreach.log_received_message("Lin ? to connect"))
    assert (
        service.execute(conversations.snooze_request("Lin")).message
        == "The request from Lin comes back on Friday, 27 November."
    )
    assert list_open_requests(service.journal, service.now()) == ()
    clock.forward(days=3)
    assert len(list_open_requests(service.journal, service.now())) == 1


def test_without_a_request_there_is_nothing_to_accept(service: CoachService) -> None:
    service.execute(outreach.log_sent_message("Lin"))
    with pytest.raises(InvalidInput, match="no open request"):
        service.execute(conversations.answer_request("Lin", accept=True))


def test_a_question_of_mine_is_a_message_like_any_other(service: CoachService) -> None:
    service.execute(outreach.log_sent_message("Lin ? may I call"))
    assert [(m.kind, m.text) for m in service.journal.list_records(Message)] == [("message", "may I call")]


def test_a_message_without_text_counts_fully(service: CoachService, clock: FakeClock) -> None:
    service.execute(outreach.log_sent_message("Ana"))
    clock.forward(days=3)
    service.execute(outreach.log_received_message("Ana"))
    (outcome,) = list_reply_outcomes(service.journal, make_calendar(service.journal, service.now()))
    assert (outcome.tie, outcome.workdays, outcome.has_reply) == ("warm", 3, True)


def test_no_kind_sentence_comes_back_within_five(service: CoachService, clock: FakeClock) -> None:
    said = []
    for n in range(20):
        service.execute(outreach.log_sent_message(f"Person N{n}"))
        clock.forward(minutes=1)
        said.append(service.execute(conversations.log_refusal(f"Person N{n}")).message.split("said no. ")[1])
    assert set(said) <= set(sentences.page_lines("after a no")) and len(sentences.page_lines("after a no")) >= 12
    assert all(len(set(said[n : n + 6])) == 6 for n in range(len(said) - 5))


WINTER = TUESDAY.astimezone(UTC)
"""The same moment without summer time, of which one hour comes twice and equals no other."""
EVENTS = st.tuples(
    st.integers(0, 4), st.integers(0, 4000), st.sampled_from(["out", "in", "own"]),
    st.sampled_from(["message", "invitation", "meeting", "promise", "request", "no", "rest", "later", "keep"]),
)  # fmt: skip


@examples(150)
@given(st.lists(st.lists(EVENTS, max_size=5), min_size=1, max_size=6), st.data())
def test_a_log_kept_from_version_to_version_says_what_a_fresh_one_says(
    steps: list[list[tuple[int, int, str, str]]], data: st.DataObject
) -> None:
    journal = Journal({}).with_records([Person(id=f"p{n}", name=f"Person {n}") for n in range(5)])
    for n, step in enumerate(steps):
        made = [
            Message.model_validate(
                {
                    "id": f"{n}-{i}",
                    "person": f"p{who}",
                    "at": WINTER - timedelta(hours=ago),
                    "direction": way,
                    "kind": kind,
                }
            )
            for i, (who, ago, way, kind) in enumerate(step)
        ]
        known = journal.list_records(Message)
        out = data.draw(st.integers(-1, len(known) - 1))
        gone = known[out] if out >= 0 else None
        journal = journal.with_records([*made, *([gone.copy_with(deleted=True)] if gone else [])])
        fresh = Journal({}).with_records([*journal.list_records(Person), *journal.list_records(Message)])
        assert conversations_by_person(journal) == conversations_by_person(fresh)
        assert list_open_conversations(journal, TUESDAY) == list_open_conversations(fresh, TUESDAY)
        assert build_reply_model(journal, make_calendar(journal, TUESDAY)) == build_reply_model(
            fresh, make_calendar(fresh, TUESDAY)
        )


@examples(60)
@given(st.lists(EVENTS, max_size=12), st.integers(4 * 60, 28 * 60 - 1), st.integers(4 * 60, 28 * 60 - 1))
def test_a_window_left_open_says_all_day_what_a_new_one_says(
    events: list[tuple[int, int, str, str]], early: int, late: int
) -> None:
    midnight = TUESDAY.replace(hour=0)
    early, late = sorted((early, late))  # minutes after midnight; a day ends at 04:00
    made = [
        Message.model_validate(
            {"id": str(i), "person": f"p{who}", "at": WINTER - timedelta(hours=ago), "direction": way, "kind": kind}
        )
        for i, (who, ago, way, kind) in enumerate(events)
        if ago > 6
    ]
    opened = Journal({}).with_records([*(Person(id=f"p{n}", name=f"Person {n}") for n in range(5)), *made])
    new = Journal({}).with_records([*opened.list_records(Person), *opened.list_records(Message)])
    list_open_conversations(opened, midnight + timedelta(minutes=early))
    then = midnight + timedelta(minutes=late)
    assert (
        list_open_conversations(opened, then)
        == list_open_conversations(new, then)
        == list_open_conversations(opened, midnight + timedelta(minutes=early))
    )
    assert build_reply_model(opened, make_calendar(opened, then)) == build_reply_model(new, make_calendar(new, then))


@pytest.mark.parametrize("hour", [23, 25, 27])
def test_the_small_hours_belong_to_the_evening_before(hour: int) -> None:
    wrote = Message(person="p", at=TUESDAY.replace(hour=0) + timedelta(hours=hour))
    journal = Journal({}).with_records([Person(id="p", name="Ana"), wrote])
    days = [
        list_open_conversations(journal, TUESDAY.replace(hour=0) + timedelta(hours=h))[0].silent_workdays
        for h in (27.5, 28, 34, 52)
    ]
    assert days == [0, 1, 1, 2]


def test_a_record_made_elsewhere_keeps_its_own_day_and_one_in_utc_takes_ours() -> None:
    tokyo, here = ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York")
    monday_there = datetime(2026, 11, 23, 23, 30, tzinfo=tokyo)
    monday_here = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # 22:00 on Monday in New York
    journal = Journal({}).with_records(
        [Person(id="p", name="Ana"), Message(person="p", at=monday_there),
         Person(id="q", name="Bo"), Message(person="q", at=monday_here)]
    )  # fmt: skip
    rows = list_open_conversations(journal, datetime(2026, 11, 24, 12, tzinfo=here))
    assert {row.name: row.silent_workdays for row in rows} == {"Ana": 1, "Bo": 1}


@pytest.mark.parametrize("tie", ["warm", "strong", "dormant"])
def test_a_line_after_half_a_year_of_silence_teaches_about_dormant_ties(tie: PersonTie) -> None:
    ago = [Message(person="p", at=TUESDAY - timedelta(days=n), direction=way) for n, way in (
        (401, "out"), (400, "in"), (200, "out"), (193, "out"), (186, "in"), (100, "out"),
    )]  # fmt: skip
    journal = Journal({}).with_records([Person(id="p", name="Ana", tie=tie), *ago])
    outcomes = list_reply_outcomes(journal, make_calendar(journal, TUESDAY))
    found = {
        kind: [(each.workdays, each.has_reply) for each in outcomes if each.tie == kind]
        for kind in ("dormant", tie, "warm")
    }
    now = "warm" if tie == "dormant" else tie
    assert found["dormant"][-2:] == [(5, False), (5, True)]
    assert [answered for _, answered in found[now]] == ([False] if tie == "dormant" else [True, False])


@pytest.mark.parametrize("how", [conversations.snooze_conversation, conversations.snooze_for_a_month])
def test_what_is_owed_can_be_put_off_too_and_a_new_promise_still_shows(
    service: CoachService, clock: FakeClock, how: Any
) -> None:
    service.execute(outreach.log_promise("Sam", "an intro"))
    clock.forward(minutes=1)
    service.execute(outreach.log_received_message("Lin"))
    clock.forward(minutes=1)
    service.execute(how("Sam"))
    service.execute(how("Lin"))
    assert list_open_conversations(service.journal, service.now()) == ()
    clock.forward(minutes=1)
    service.execute(outreach.log_promise("Sam", "a book"))
    assert [row.status for row in list_open_conversations(service.journal, service.now())] == ["promised a book"]
    clock.forward(days=31)
    assert [row.status for row in list_open_conversations(service.journal, service.now())] == [
        "promised an intro",
        "wrote to you",
        "promised a book",
    ]


def test_two_pages_that_read_at_once_see_no_event_twice() -> None:
    journal = Journal({}).with_records([Person(id=f"p{n}", name=f"Person {n}") for n in range(40)])
    list_open_conversations(journal, TUESDAY)  # from here on all versions share one log
    versions = []
    for n in range(60):
        journal = journal.with_records([Message(id=f"m{n}", person=f"p{n % 40}", at=TUESDAY - timedelta(hours=n))])
        versions.append(journal)

    def read(order: list[Journal]) -> list[tuple[int, ...]]:
        return [
            (
                len(conversations_by_person(b)),
                len(list_open_conversations(b, TUESDAY)),
                build_reply_model(b, make_calendar(b, TUESDAY)).message_count,
            )
            for b in order
        ]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(read, [versions, versions[::-1], versions, versions[::-1]]))
    assert found[0] == found[2] == found[1][::-1] == found[3][::-1]
    assert found[0][-1] == (40, 40, 60)
    assert all(
        sum(len(t.messages) for t in conversations_by_person(b).values()) == n for n, b in enumerate(versions, start=1)
    )
