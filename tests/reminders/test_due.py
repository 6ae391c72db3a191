"""coach due: one line of what is due now, never the same thing twice, and silent where it is to be."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from coach.actions.backdate import backdate_action
from coach.actions.boundaries_and_away import step_away
from coach.actions.focus import start_block
from coach.actions.outreach import log_promise, log_sent_message
from coach.actions.reviews import log_review
from coach.actions.settings import save_setting, set_networking_hours
from coach.domain.typed_times import TypedTime
from coach.reminders.due import take_due_line
from coach.service import CoachService
from tests.conftest import TUESDAY, FakeClock


@pytest.fixture
def owing(service: CoachService) -> CoachService:
    service.execute(log_promise("Sam", "an intro"))
    service.execute(backdate_action(log_sent_message("Priya Rao"), TypedTime(TUESDAY - timedelta(days=12))))
    return service


def line(service: CoachService) -> str:
    """Return what is due, read anew."""
    return take_due_line(service.open_folder())[0]


def test_what_is_due_is_said_once_in_one_line(owing: CoachService, clock: FakeClock) -> None:
    assert line(owing) == "A reply or promise to Sam is open; a follow-up to Priya Rao is fine."
    assert line(owing) == ""
    clock.forward(days=1)
    assert line(owing) == ""
    owing.execute(log_promise("Ana", "a book"))
    assert line(owing) == "A reply or promise to Ana is open."


def test_a_promise_with_a_day_is_due_from_the_working_day_before(service: CoachService, clock: FakeClock) -> None:
    service.execute(log_promise("Sam", "an intro by monday"))  # it is Tuesday
    clock.forward(days=2)
    assert line(service) == ""
    clock.forward(days=1)
    assert line(service) == "A reply or promise to Sam is open."


def test_no_follow_up_is_due_where_the_list_says_that_it_may_rest(owing: CoachService) -> None:
    owing.execute(backdate_action(log_sent_message("Tom Hale"), TypedTime(TUESDAY - timedelta(days=45))))
    assert [(row.name, row.summary) for row in owing.build_day().rows if not row.is_owed] == [
        ("Priya Rao", "follow-up is fine"),
        ("Tom Hale", "may rest"),
    ]
    assert line(owing) == "A reply or promise to Sam is open; a follow-up to Priya Rao is fine."


def test_the_end_of_a_block_comes_first(owing: CoachService, clock: FakeClock) -> None:
    owing.execute(start_block("messages", 25))
    clock.forward(minutes=26)
    assert line(owing).startswith("The block is over: messages; a reply or promise to Sam is open;")


def test_hidden_names_stay_hidden(owing: CoachService) -> None:
    owing.execute(save_setting("hide", "yes"))
    assert line(owing) == "A reply or promise to 1 person is open; a follow-up to 1 person is fine."


def test_the_end_of_the_hours_is_said_once_if_one_asked_for_it(owing: CoachService, clock: FakeClock) -> None:
    owing.execute(set_networking_hours("mon-fri 9-9:30, 9:45-10"))  # it is ten on a Tuesday
    assert line(owing) == ""
    owing.execute(save_setting("hours-end", "yes"))
    clock.forward(minutes=-20)
    assert line(owing) == ""  # between the two spans
    clock.forward(minutes=30)
    assert line(owing) == "Your networking hours are over; you can stop for today."
    assert line(owing) == ""
    clock.forward(days=1, hours=3)
    assert line(owing) == ""  # too long ago to be worth a word
    clock.forward(days=3, hours=-3)
    assert line(owing) == ""  # a Saturday


def test_nothing_is_said_outside_hours_while_away_or_after_the_day_is_done(
    owing: CoachService, clock: FakeClock
) -> None:
    owing.execute(set_networking_hours("mon-fri 14-17"))
    assert line(owing) == ""
    owing.execute(set_networking_hours("off"))
    owing.execute(step_away("tonight"))
    assert line(owing) == ""
    clock.forward(days=1)
    owing.execute(log_review("evening"))
    assert line(owing) == ""
    clock.forward(days=1)
    assert line(owing).startswith("A reply or promise to Sam")


def test_of_several_that_ask_at_once_one_is_told(owing: CoachService, folder: Path, clock: FakeClock) -> None:
    barrier = threading.Barrier(4)

    def ask(_: int) -> str:
        service = CoachService(folder, clock).open_folder()
        barrier.wait(30)
        return take_due_line(service)[0]

    with ThreadPoolExecutor(4) as pool:
        lines = list(pool.map(ask, range(4)))
    assert sorted(lines)[:3] == ["", "", ""]
    assert sorted(lines)[3].startswith("A reply or promise to Sam")
