"""The selection stays on the same row while others save: a watcher, a shell or another window."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from coach.actions import notes, opportunities_and_events
from coach.actions.conversations import answer_request, snooze_conversation
from coach.actions.goals import close_goal, set_own_goal
from coach.actions.moods import log_mood
from coach.actions.outreach import log_received_message, log_sent_message
from coach.actions.result import Action
from coach.actions.reviews import toggle_nice_person
from coach.actions.undo import undo_last_action
from coach.domain.goal import Goal
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.note import Note
from coach.service import CoachService
from coach.tui.dialogs.goal_input import GoalInputDialog
from coach.tui.screens.find import HitList
from coach.tui.screens.opportunities_and_events import OpportunitiesScreen
from coach.tui.screens.takeaways import TakeawayList, TakeawaysScreen
from coach.tui.screens.week import WeekScreen
from coach.tui.text_layout import find_row_again
from tests.conftest import FakeClock
from tests.tui.host import Host, running


@pytest.mark.parametrize(
    ("before", "chosen", "after", "expected"),
    [
        ("abc", 1, "xabc", "b"),
        ("abc", 1, "ac", "c"),
        ("abc", 1, "xac", "c"),
        ("abc", 2, "ab", "b"),
        ("abc", 2, "xabd", "d"),
        ("abc", 0, "bc", "b"),
        ("abc", 1, "xyz", "x"),
    ],
)
def test_a_row_that_has_left_gives_way_to_the_one_in_its_place(
    before: str, chosen: int, after: str, expected: str
) -> None:
    assert after[find_row_again(before, chosen, after)] == expected


def test_an_empty_list_has_its_first_row_chosen() -> None:
    assert find_row_again("", 0, "ab") == find_row_again("ab", 1, "") == 0


def test_after_an_undo_the_one_row_that_came_back_is_chosen() -> None:
    assert find_row_again("ac", 1, "abc", undone=True) == 1
    assert find_row_again("ac", 1, "abcd", undone=True) == 2


@asynccontextmanager
async def three_waiting(folder: Path, clock: FakeClock) -> AsyncIterator[Host]:
    """Run the app with Ana, Ben and Cleo in the list, and Ben selected."""
    service = CoachService(folder, clock)
    for name in ("Ana", "Ben", "Cleo"):
        service.execute(log_sent_message(name))
        clock.forward(minutes=5)
    async with running(folder, clock) as host:
        await host.press("j", "j")
        assert selected(host) == "Ben"
        yield host
        await host.saved()


def selected(host: Host) -> str:
    row = host.today.outreach.selected_row
    return row.name if row else ""


async def save_elsewhere(host: Host, folder: Path, clock: FakeClock, *made: Action) -> None:
    """Save as another window does, and wait until this one has loaded it."""
    await host.saved()
    elsewhere = CoachService(folder, clock, device_id="other000").open_folder()
    for action in made:
        elsewhere.execute(action)
    await load_changes(host)


async def load_changes(host: Host) -> None:
    while host.service.has_external_changes():
        host.today.check_for_changes()
        await host.pilot.pause()
        await host.until(lambda: not any(w.group == "fetch" for w in host.today.workers), "what others wrote")
    await host.pilot.pause()


@pytest.mark.parametrize("key", ["r", "x", "full_stop"])
async def test_keys_act_on_the_person_that_was_selected_though_another_row_came_above(
    folder: Path, clock: FakeClock, key: str
) -> None:
    async with three_waiting(folder, clock) as host:
        await save_elsewhere(host, folder, clock, log_received_message("Dora"))
        assert host.today.day is not None and host.today.day.rows[0].name == "Dora"
        assert selected(host) == "Ben"
        await host.press(key)
        assert [row.name for row in host.today.day.rows] == ["Dora", "Cleo", "Ana"]
        assert selected(host) == "Ana"  # in the place of Ben


async def test_the_selection_stays_on_a_person_that_writes_elsewhere_or_is_answered_elsewhere(
    folder: Path, clock: FakeClock
) -> None:
    async with three_waiting(folder, clock) as host:
        await save_elsewhere(host, folder, clock, log_received_message("Ben"))
        assert host.today.outreach.row == 0 and selected(host) == "Ben"
        await save_elsewhere(host, folder, clock, log_received_message("Ana"), log_sent_message("Ben"))
        assert selected(host) == "Ben"


async def test_a_person_that_left_elsewhere_gives_way_to_the_next(folder: Path, clock: FakeClock) -> None:
    async with three_waiting(folder, clock) as host:
        clock.forward(minutes=5)
        await save_elsewhere(host, folder, clock, log_received_message("Dora"), snooze_conversation("Ben"))
        assert selected(host) == "Ana"
        await save_elsewhere(host, folder, clock, undo_last_action())
        assert host.today.day is not None and len(host.today.day.rows) == 4
        assert selected(host) == "Ana"


async def test_a_list_nobody_has_gone_into_selects_who_was_just_logged_here_and_not_elsewhere(
    folder: Path, clock: FakeClock
) -> None:
    CoachService(folder, clock).execute(log_sent_message("Ana"))
    async with running(folder, clock) as host:
        await host.press("i", *"Sam", "enter")
        await host.until(lambda: selected(host) == "Sam", "who was just logged")
        await host.saved()
        clock.forward(minutes=-5)
        await save_elsewhere(host, folder, clock, log_received_message("Dora"))
        assert host.today.day is not None and host.today.day.rows[0].name == "Dora"
        assert selected(host) == "Sam"


async def test_undo_selects_the_person_that_it_brings_back(folder: Path, clock: FakeClock) -> None:
    async with three_waiting(folder, clock) as host:
        await host.press("x")
        assert selected(host) == "Ana"
        await host.press("k", "k", "u")
        assert selected(host) == "Ben"


async def test_the_next_reply_you_owe_is_selected_after_one_was_logged(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    for name in ("Ana", "Ben"):
        service.execute(log_received_message(name))
        clock.forward(minutes=5)
    async with running(folder, clock) as host:
        await host.press("j")
        first = selected(host)
        await host.press("r")
        assert selected(host) == {"Ana": "Ben", "Ben": "Ana"}[first]
        await host.press("u")
        assert selected(host) == first
        await host.saved()


async def test_a_new_day_leaves_the_selection_on_the_same_person(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_received_message("Ana"))
    clock.forward(minutes=5)
    CoachService(folder, clock).execute(snooze_conversation("Ana", until=date(2026, 11, 25)))
    clock.forward(minutes=5)
    CoachService(folder, clock).execute(log_sent_message("Ben"))
    async with running(folder, clock) as host:
        assert selected(host) == "Ben"
        clock.forward(days=1)
        host.today.refresh_day()
        await host.pilot.pause()
        assert host.today.day is not None and [row.name for row in host.today.day.rows] == ["Ana", "Ben"]
        assert selected(host) == "Ben"


async def test_answered_asks_again_when_they_wrote_while_the_choices_were_shown(folder: Path, clock: FakeClock) -> None:
    async with three_waiting(folder, clock) as host:
        await host.press("b", "escape")
        await host.press("space")
        assert "they answered" in host.screen_text()
        await save_elsewhere(host, folder, clock, log_received_message("Ben"))
        messages = len(host.service.journal.list_records(Message))
        await host.press("r")
        assert "I did it, or wrote back" in host.screen_text()
        assert len(host.service.journal.list_records(Message)) == messages
        await host.press("r")
        assert len(host.service.journal.list_records(Message)) == messages + 1


async def test_answered_asks_if_they_wrote_so_lately_that_the_row_may_not_have_been_seen(
    folder: Path, clock: FakeClock
) -> None:
    async with three_waiting(folder, clock) as host:
        await save_elsewhere(host, folder, clock, log_received_message("Ben"))
        before = host.service.journal.list_records(Message)
        await host.press("r")
        assert "I did it, or wrote back" in host.screen_text()
        assert host.service.journal.list_records(Message) == before
        await host.press("escape")
        clock.forward(minutes=1)
        await host.press("r")
        assert [message.direction for message in host.service.journal.list_records(Message)].count("out") == 4


async def test_a_letter_selects_the_row_that_it_stands_beside(folder: Path, clock: FakeClock) -> None:
    async with three_waiting(folder, clock) as host:
        await host.press("semicolon")
        await save_elsewhere(host, folder, clock, log_received_message("Dora"))
        await host.press("g")
        assert selected(host) == "Cleo"  # in the second row


async def test_the_opportunity_that_was_chosen_stays_chosen(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    for line in ("Baker at Acme", "Cook at Acme"):
        service.execute(opportunities_and_events.save_opportunity(line))
    async with running(folder, clock) as host:
        await host.press("O", "down")
        page = host.app.screen
        assert isinstance(page, OpportunitiesScreen) and page.chosen_row is not None
        chosen = page.chosen_row.id
        due, fair = "Driver at Acme : ask Ana by today", "Fair, tomorrow"
        await save_elsewhere(
            host,
            folder,
            clock,
            opportunities_and_events.save_opportunity(due),
            opportunities_and_events.save_event(fair),
        )
        await host.until(lambda: "Driver" in host.screen_text(), "the row of the other window")
        assert page.chosen_row.id == chosen
        await host.press("enter", "x")
        assert page.chosen_row.id != chosen
        await host.saved()
        open_texts = [note.text for note in host.service.journal.list_records(Note) if note.closed_at is None]
        assert len(open_texts) == 2 and "Driver" in open_texts[-1]


async def test_the_takeaway_that_was_chosen_stays_chosen_and_comes_back_with_undo(
    folder: Path, clock: FakeClock
) -> None:
    for text in ("first", "second", "third"):
        CoachService(folder, clock).execute(notes.write_note("takeaway", text))
        clock.forward(minutes=5)
    async with running(folder, clock) as host:
        await host.press("T", "down")
        page = host.app.screen
        assert isinstance(page, TakeawaysScreen)
        assert chosen_text(page) == "second"
        await save_elsewhere(host, folder, clock, notes.write_note("takeaway", "fourth"))
        await host.until(lambda: "fourth" in host.screen_text(), "the row of the other window")
        assert chosen_text(page) == "second"
        clock.forward(minutes=5)
        await host.press("enter", "ctrl+u", "enter")
        await host.until(lambda: "second" not in page_rows(page), "the end of it")
        assert chosen_text(page) == "first"
        clock.forward(minutes=5)
        await host.press("u")
        await host.until(lambda: "second" in page_rows(page), "the undo")
        assert chosen_text(page) == "second"
        await host.saved()


def chosen_text(page: TakeawaysScreen) -> str:
    return page.chosen_row.text if page.chosen_row else ""


def page_rows(page: TakeawaysScreen) -> list[str]:
    return [row.text for row in page.query_one(TakeawayList).rows]


async def test_the_hit_that_was_chosen_stays_chosen_for_the_same_words(folder: Path, clock: FakeClock) -> None:
    async with three_waiting(folder, clock) as host:
        await host.press("slash")
        hits = host.app.screen.query_one(HitList)
        await host.until(lambda: len(hits.hits) == 3, "the hits")
        assert hits.selected_hit is not None
        chosen = hits.selected_hit
        await save_elsewhere(host, folder, clock, log_sent_message("Dora"))
        await host.press("enter")
        assert chosen.name in host.screen_text()
        await host.press("escape")
        await host.until(lambda: len(hits.hits) == 4, "the hits of now")
        assert (hits.at, hits.selected_hit.person) == (1, chosen.person)
        await host.press("A", "n", "a")
        assert hits.at == 0


async def test_the_mood_that_was_changed_stays_highlighted(folder: Path, clock: FakeClock) -> None:
    for value in (1, 2):
        CoachService(folder, clock).execute(log_mood(value))
        clock.forward(minutes=5)
    async with running(folder, clock) as host:
        await host.press("M")
        await save_elsewhere(host, folder, clock, log_mood(5))
        await host.press("4", "x")  # the newest when the list was shown
        await host.saved()
        assert sorted(mood.value for mood in host.service.journal.list_records(Mood)) == [1, 5]
        await host.press("u", "3")
        await host.saved()
        assert sorted(mood.value for mood in host.service.journal.list_records(Mood)) == [1, 3, 5]


async def test_a_proposal_of_the_week_keeps_its_number(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(log_sent_message("Ana"))
    service.execute(toggle_nice_person("Ana"))
    async with running(folder, clock) as host:
        await host.press("w")
        page = host.app.screen
        assert isinstance(page, WeekScreen)
        coffee = page.shown_week.proposals[0]
        assert coffee.name == "Ana"
        await save_elsewhere(host, folder, clock, log_received_message("Dora"))
        await host.until(lambda: any(p.name == "Dora" for p in page.shown_week.proposals), "the proposal of now")
        await host.press("1")
        await host.saved()
        assert [goal.text for goal in host.service.journal.list_records(Goal)] == [coffee.text]


async def test_the_suggestion_below_a_hidden_one_is_highlighted_though_others_fit_now(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock) as host:
        await host.press("g", "down", "down")
        dialog = host.app.screen
        assert isinstance(dialog, GoalInputDialog)
        offers_before = [goal.id for goal in dialog._offers]
        await save_elsewhere(host, folder, clock, log_received_message("Dora"), log_mood(1, energy=1))
        await host.press("delete")
        offers = [goal.id for goal in dialog._offers]
        next_offer = next(offer for offer in offers_before[2:] if offer in offers)
        assert offers[dialog._highlighted] == next_offer
        assert offers.index(next_offer) != 1, "the rank of now"
        await host.saved()


async def test_an_answer_is_for_the_request_that_is_shown(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    for text in ("an intro to Sam", "a look at my slides"):
        service.execute(log_received_message(f"Ana ? {text}"))
        clock.forward(minutes=5)
    async with running(folder, clock) as host:
        await host.press("R")
        assert "an intro to Sam" in host.screen_text()
        await save_elsewhere(host, folder, clock, answer_request("Ana", accept=True))
        await host.press("d")
        await host.saved()
        assert "That request from Ana is no longer open." in host.screen_text()
        answers = [message.answer for message in host.service.journal.list_records(Message)]
        assert sorted(answers) == ["", "accepted"]


async def test_the_goal_that_was_asked_about_is_closed_and_no_other(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(set_own_goal("write to Ana"))
    async with running(folder, clock) as host:
        await host.press("g")
        assert "How did the goal go?" in host.screen_text()
        await save_elsewhere(host, folder, clock, close_goal("done"), set_own_goal("call Ben"))
        await host.press("2")
        await host.saved()
        states = {goal.text: goal.state for goal in host.service.journal.list_records(Goal)}
        assert states == {"write to Ana": "not today", "call Ben": "open"}
