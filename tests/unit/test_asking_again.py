"""Lines with a promise or a request, requests looked at one by one, and a log that is kept from version to version."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.acts import outreach
from coach.acts.undo import undo
from coach.advice import words
from coach.advice.threads import experience, history, index
from coach.advice.waiting import requests, waiting
from coach.desk import Desk
from coach.domain.book import Book
from coach.domain.outreach import Line, Message, parse_line
from coach.domain.person import Person, Tie
from coach.errors import NotUnderstood
from tests.conftest import TUESDAY, FakeClock
from tests.examples import examples


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("Sam ! an intro", Line("Sam", text="an intro", kind="promise")),
        (
            "Sam Okafor @mail #strong !an intro: to Ana",
            Line("Sam Okafor", "e-mail", "strong", "an intro: to Ana", "promise"),
        ),
        ("Lin ? to connect", Line("Lin", text="to connect", kind="request")),
        ("Ana : is it true? yes ! really", Line("Ana", text="is it true? yes ! really")),
        ("Yahoo! Inc", Line("Yahoo! Inc")),
        ("! an intro", Line("! an intro")),
    ],
)
def test_a_mark_after_a_space_makes_a_promise_or_a_request(line: str, meant: Line) -> None:
    assert parse_line(line) == meant


def test_an_intro_promised_in_the_outreach_line_is_owed(desk: Desk) -> None:
    assert desk.do(outreach.sent("Sam ! an intro")).says == "Saved: you promised Sam an intro."
    (row,) = waiting(desk.book, desk.now())
    assert (row.name, row.owed, row.what) == ("Sam", True, "promised an intro")


def test_on_a_page_the_line_holds_no_name(desk: Desk) -> None:
    desk.do(outreach.sent("Ana Lee"))
    (ana,) = desk.book.all(Person)
    for line, kind, text in (("the meetup: again", "message", "the meetup: again"), ("! a link", "promise", "a link"),
                             ("@x : hello", "message", "hello"), ("", "message", "")):  # fmt: skip
        desk.do(outreach.sent(line, to=ana.id))
        newest = desk.book.all(Message)[-1]
        assert (newest.person, newest.kind, newest.text) == (ana.id, kind, text)
    assert len(desk.book.all(Person)) == 1


def test_their_promise_ends_my_wait_and_is_not_mine_to_answer(desk: Desk, clock: FakeClock) -> None:
    desk.do(outreach.sent("Sam"))
    clock.forward(hours=1)
    desk.do(outreach.wrote("Sam ! a book"))
    assert waiting(desk.book, desk.now()) == ()


def test_a_request_is_looked_at_and_never_counted(desk: Desk) -> None:
    desk.do(outreach.wrote("Lin ? to connect"))
    day = desk.day()
    assert (day.requests, day.owed, day.waiting, day.rows) == (True, 0, 0, ())
    assert [(p.name, r.text) for p, r in requests(desk.book, desk.now())] == [("Lin", "to connect")]


@pytest.mark.parametrize(("accept", "says"), [(True, "Accepted: Lin."), (False, "Declined, quietly: Lin.")])
def test_a_request_is_accepted_or_declined_and_undone(desk: Desk, accept: bool, says: str) -> None:
    desk.do(outreach.wrote("Lin ? to connect"))
    assert desk.do(outreach.decide("Lin", accept=accept)).says == says
    assert requests(desk.book, desk.now()) == ()
    desk.do(undo())
    assert len(requests(desk.book, desk.now())) == 1


def test_a_request_put_off_comes_back_on_its_day(desk: Desk, clock: FakeClock) -> None:
    desk.do(outreach.wrote("Lin ? to connect"))
    assert desk.do(outreach.put_off("Lin")).says == "The request of Lin comes back on Friday 27 November."
    assert requests(desk.book, desk.now()) == ()
    clock.forward(days=3)
    assert len(requests(desk.book, desk.now())) == 1


def test_without_a_request_there_is_nothing_to_accept(desk: Desk) -> None:
    desk.do(outreach.sent("Lin"))
    with pytest.raises(NotUnderstood, match="no open request"):
        desk.do(outreach.decide("Lin", accept=True))


def test_a_question_of_mine_is_a_message_like_any_other(desk: Desk) -> None:
    desk.do(outreach.sent("Lin ? may I call"))
    assert [(m.kind, m.text) for m in desk.book.all(Message)] == [("message", "may I call")]


def test_a_message_without_text_counts_fully(desk: Desk, clock: FakeClock) -> None:
    desk.do(outreach.sent("Ana"))
    clock.forward(days=3)
    desk.do(outreach.wrote("Ana"))
    assert history(desk.book, desk.now())["warm"] == [(3, True)]


def test_no_kind_sentence_comes_back_within_five(desk: Desk, clock: FakeClock) -> None:
    said = []
    for n in range(20):
        desk.do(outreach.sent(f"Person N{n}"))
        clock.forward(minutes=1)
        said.append(desk.do(outreach.no(f"Person N{n}")).says.split("said no. ")[1])
    assert set(said) <= set(words.page("after a no")) and len(words.page("after a no")) >= 12
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
    book = Book({}).put([Person(id=f"p{n}", name=f"Person {n}") for n in range(5)])
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
        known = book.all(Message)
        out = data.draw(st.integers(-1, len(known) - 1))
        gone = known[out] if out >= 0 else None
        book = book.put([*made, *([gone.but(deleted=True)] if gone else [])])
        fresh = Book({}).put([*book.all(Person), *book.all(Message)])
        assert index(book) == index(fresh)
        assert waiting(book, TUESDAY) == waiting(fresh, TUESDAY)
        assert experience(book, TUESDAY) == experience(fresh, TUESDAY)


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
    opened = Book({}).put([*(Person(id=f"p{n}", name=f"Person {n}") for n in range(5)), *made])
    new = Book({}).put([*opened.all(Person), *opened.all(Message)])
    waiting(opened, midnight + timedelta(minutes=early))
    then = midnight + timedelta(minutes=late)
    assert waiting(opened, then) == waiting(new, then) == waiting(opened, midnight + timedelta(minutes=early))
    assert experience(opened, then) == experience(new, then)


@pytest.mark.parametrize("hour", [23, 25, 27])
def test_the_small_hours_belong_to_the_evening_before(hour: int) -> None:
    wrote = Message(person="p", at=TUESDAY.replace(hour=0) + timedelta(hours=hour))
    book = Book({}).put([Person(id="p", name="Ana"), wrote])
    days = [waiting(book, TUESDAY.replace(hour=0) + timedelta(hours=h))[0].days for h in (27.5, 28, 34, 52)]
    assert days == [0, 1, 1, 2]


def test_a_record_made_elsewhere_keeps_its_own_day_and_one_in_utc_takes_ours() -> None:
    tokyo, here = ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York")
    monday_there = datetime(2026, 11, 23, 23, 30, tzinfo=tokyo)
    monday_here = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # 22:00 on Monday in New York
    book = Book({}).put(
        [Person(id="p", name="Ana"), Message(person="p", at=monday_there),
         Person(id="q", name="Bo"), Message(person="q", at=monday_here)]
    )  # fmt: skip
    rows = waiting(book, datetime(2026, 11, 24, 12, tzinfo=here))
    assert {row.name: row.days for row in rows} == {"Ana": 1, "Bo": 1}


@pytest.mark.parametrize("tie", ["warm", "strong", "dormant"])
def test_a_line_after_half_a_year_of_silence_teaches_about_dormant_ties(tie: Tie) -> None:
    ago = [Message(person="p", at=TUESDAY - timedelta(days=n), direction=way) for n, way in (
        (401, "out"), (400, "in"), (200, "out"), (193, "out"), (186, "in"), (100, "out"),
    )]  # fmt: skip
    book = Book({}).put([Person(id="p", name="Ana", tie=tie), *ago])
    found = history(book, TUESDAY)
    now = "warm" if tie == "dormant" else tie
    assert found["dormant"][-2:] == [(5, False), (5, True)]
    assert [answered for _, answered in found[now]] == ([False] if tie == "dormant" else [True, False])


@pytest.mark.parametrize("how", [outreach.later, outreach.wait])
def test_what_is_owed_can_be_put_off_too_and_a_new_promise_still_shows(desk: Desk, clock: FakeClock, how: Any) -> None:
    desk.do(outreach.promised("Sam", "an intro"))
    clock.forward(minutes=1)
    desk.do(outreach.wrote("Lin"))
    clock.forward(minutes=1)
    desk.do(how("Sam"))
    desk.do(how("Lin"))
    assert waiting(desk.book, desk.now()) == ()
    clock.forward(minutes=1)
    desk.do(outreach.promised("Sam", "a book"))
    assert [row.what for row in waiting(desk.book, desk.now())] == ["promised a book"]
    clock.forward(days=31)
    assert [row.what for row in waiting(desk.book, desk.now())] == [
        "promised an intro",
        "wrote to you",
        "promised a book",
    ]


def test_two_pages_that_read_at_once_see_no_event_twice() -> None:
    book = Book({}).put([Person(id=f"p{n}", name=f"Person {n}") for n in range(40)])
    waiting(book, TUESDAY)  # from here on all versions share one log
    versions = []
    for n in range(60):
        book = book.put([Message(id=f"m{n}", person=f"p{n % 40}", at=TUESDAY - timedelta(hours=n))])
        versions.append(book)

    def read(order: list[Book]) -> list[tuple[int, ...]]:
        return [(len(index(b)), len(waiting(b, TUESDAY)), experience(b, TUESDAY).messages) for b in order]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(read, [versions, versions[::-1], versions, versions[::-1]]))
    assert found[0] == found[2] == found[1][::-1] == found[3][::-1]
    assert found[0][-1] == (40, 40, 60)
    assert all(sum(len(t.events) for t in index(b).values()) == n for n, b in enumerate(versions, start=1))
