"""A boundary under Pilot: at most three keys, and then a name that is nowhere, whatever is opened."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual import events

from coach.actions.focus import start_block
from coach.actions.goals import set_own_goal
from coach.actions.moods import log_mood
from coach.actions.outreach import log_promise, log_received_message, log_sent_message
from coach.domain.boundary import Boundary
from coach.domain.person import Person
from coach.keys import KEYS
from coach.service import CoachService
from tests.conftest import FakeClock
from tests.forked import run
from tests.tui.host import Host, running

NAME = "Quirin Zabel"
PARTS = ("Quirin", "quirin", "Zabel", "zabel")


def met(folder: Path, clock: FakeClock) -> CoachService:
    service = CoachService(folder, clock)
    service.execute(log_promise(NAME, "an intro"))
    clock.forward(hours=1)
    service.execute(log_sent_message(f"{NAME} @linkedin"))
    clock.forward(minutes=1)
    service.execute(log_received_message(NAME))
    service.execute(log_sent_message("Ana Lee"))
    service.execute(set_own_goal("write to Quirin"))
    service.execute(start_block("messages", 25, intention=f"tell {NAME} no"))
    service.execute(log_mood(2, note="Quirin was rude"))
    return service


def scan(host: Host, where: str) -> None:
    text = host.screen_text()
    assert not [part for part in PARTS if part in text], f"{where}:\n{text}"


async def test_a_boundary_is_drawn_with_two_keys_no_line_completes_the_name_and_undo_brings_it_back(
    folder: Path, clock: FakeClock
) -> None:
    met(folder, clock)
    async with running(folder, clock) as host:
        assert "Quirin" in host.screen_text()
        await host.press("b", "1", "escape")
        scan(host, "the first screen")
        assert host.app.screen is host.today
        await host.until(lambda: "on none of your lists" in host.screen_text(), "the save")
        (boundary,) = host.service.journal.list_records(Boundary)
        assert boundary.reason == "harsh"
        await host.press("o", "Q", "u", "i")
        assert "Zabel" not in host.screen_text()
        await host.press("backspace", "backspace", "backspace", "escape", "u")
        assert "Quirin" in host.screen_text()
        await host.saved()


async def test_on_the_page_of_a_person_it_is_about_that_person_and_then_the_page_closes(
    folder: Path, clock: FakeClock
) -> None:
    service = met(folder, clock)
    quirin = next(person for person in service.journal.list_records(Person) if person.name == NAME)
    async with running(folder, clock) as host:
        await host.press("down", "down", "down")  # the row of Ana Lee, not the one of the page
        assert host.today.session.selected_row is not None and host.today.session.selected_row.name == "Ana Lee"
        host.today.session.open_person(quirin.id)
        await host.keys_handled()
        await host.press("b")
        assert f"What happened with {NAME}?" in host.screen_text()
        await host.press("1", "escape")
        await host.until(lambda: host.app.screen is host.today, "the first page")
        scan(host, "the first screen")
        await host.saved()
        assert [boundary.person for boundary in host.service.journal.list_records(Boundary)] == [quirin.id]


@pytest.mark.slow
async def test_after_it_no_key_opens_anything_with_the_name(folder: Path, clock: FakeClock) -> None:
    met(folder, clock)
    async with running(folder, clock) as host:
        await host.press("o")
        await host.write("Quirin Z")
        await host.press("escape", "b", "2", "escape")
        for key in KEYS:
            if key.id in ("view.quit", "undo.undo", "mood.entries", "boundary.draw"):
                continue  # quitting ends, undo brings back, earlier moods are the person's own words
            await host.press(key.key.split(",")[0])
            await host.pilot.pause()
            scan(host, key.id)
            for _ in range(3):
                if host.app.screen is not host.today:
                    await host.press("escape")
            if host.today.day is not None and host.today.day.away_until is not None:
                await host.press("s")
        await host.saved()


async def test_block_report_and_a_note_may_follow_as_often_as_wanted(folder: Path, clock: FakeClock) -> None:
    met(folder, clock)
    async with running(folder, clock) as host:
        await host.press("b", "2")
        await host.press("1")
        text = host.screen_text()
        assert "On LinkedIn" in text and "Checked on 23 November 2026" in text
        await host.press("enter", "2", "enter", "3")
        await host.write("at the fair")
        await host.press("enter", "escape")
        await host.saved()
        (boundary,) = host.service.journal.list_records(Boundary)
        assert (boundary.steps, boundary.note) == (("blocked", "reported"), "at the fair")


async def test_b_goes_on_with_a_boundary_of_today_until_something_was_done_about_it(
    folder: Path, clock: FakeClock
) -> None:
    met(folder, clock)
    async with running(folder, clock) as host:
        await host.press("b", "1", "escape", "b", "5", "1")
        scan(host, "the steps")
        assert "On LinkedIn" in host.screen_text()
        await host.press("enter", "escape", "b")
        assert "today's boundary" not in host.screen_text()
        await host.press("escape")
        await host.saved()
        (boundary,) = host.service.journal.list_records(Boundary)
        assert boundary.steps == ("blocked",)


@pytest.mark.parametrize("keys", ["b1111", "b222"])
async def test_a_digit_pressed_twice_by_a_fast_hand_answers_once(keys: str, folder: Path, clock: FakeClock) -> None:
    met(folder, clock)
    async with running(folder, clock) as host:
        for key in keys:
            host.app.post_message(events.Key(key, key))
        await host.until(lambda: host.service.journal.list_records(Boundary), "the boundary")
        await host.pilot.pause()
        await host.saved()
        assert host.app.is_running and len(host.service.journal.list_records(Boundary)) == 1


async def test_it_may_be_about_somebody_who_is_not_on_the_list(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("b")
        await host.write("Nobody")
        await host.press("enter", "escape")
        assert "Nobody" not in host.screen_text() and not host.service.journal.list_records(Boundary)
    met(folder, clock)
    async with running(folder, clock) as host:
        await host.press("b", "4")
        await host.press(*["backspace"] * 6)
        await host.write("ana")
        await host.press("enter", "1", "escape")
        await host.saved()
        assert "Ana" not in host.screen_text() and "Quirin" in host.screen_text()


async def test_hidden_names_stay_hidden_in_the_question_and_stepping_away_is_one_of_the_offers(
    folder: Path, clock: FakeClock
) -> None:
    met(folder, clock)
    async with running(folder, clock) as host:
        await host.press("h", "b")
        scan(host, "the question")
        await host.press("1", "4")
        assert "Step away until" in host.screen_text()
        await host.press("escape")
        await host.saved()


@pytest.mark.parametrize(
    "words",
    [("waiting",), ("today",), ("today", "--json"), ("waiting", "--json"), ("why",), ("people",), ("owe",), ("status",),
     ("person", "Quirin"), ("export", "--preview"), ("week",), ("trends",), ("goal",)],
    ids=" ".join,
)  # fmt: skip
def test_no_command_prints_the_name_but_the_one_that_lists_boundaries(
    folder: Path, clock: FakeClock, words: tuple[str, ...]
) -> None:
    from coach.actions.boundaries_and_away import set_boundary

    met(folder, clock).execute(set_boundary(NAME))
    done = run("--data", str(folder), *words)
    told = done.stdout + done.stderr.replace('"Quirin"', "")  # a name that was typed may be said back
    assert not [part for part in PARTS if part in told], told
    listed = run("--data", str(folder), "boundaries", "--json")
    assert [entry["name"] for entry in json.loads(listed.stdout)] == [NAME]


async def test_boundaries_are_listed_and_lifted_from_the_screen(folder: Path, clock: FakeClock) -> None:
    met(folder, clock)
    CoachService(folder, clock).execute(log_sent_message("Ana"))
    async with running(folder, clock) as host:
        await host.press("down", "b", "1", "escape", "b")
        text = host.screen_text()
        digit = next(
            line.split("the boundaries")[0].split()[-1] for line in text.splitlines() if "the boundaries" in line
        )
        await host.press(digit)
        assert "since 24 November 2026, harsh" in host.screen_text()
        await host.press("1", "5")
        await host.saved()
        assert host.service.journal.list_records(Boundary) == ()


async def test_a_stranger_of_whom_nothing_is_logged_is_blocked_by_name(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("b")
        await host.write("Vera Stone")
        await host.press("enter", "2", "escape")
        assert host.app.screen is host.today
        await host.saved()
        (boundary,) = host.service.journal.list_records(Boundary)
        blocked = host.service.journal.get_record(Person, boundary.person)
        assert boundary.reason == "inappropriate" and blocked is not None and blocked.name == "Vera Stone"
        assert "Vera" not in host.screen_text()
