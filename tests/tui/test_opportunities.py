"""The page of opportunities and events, by keyboard, on the real app under Pilot."""

from __future__ import annotations

import re
from pathlib import Path

from coach.actions import opportunities_and_events
from coach.domain.note import Note
from coach.domain.opportunities_and_events import Event
from coach.domain.person import Person
from coach.service import CoachService
from coach.tui.screens.opportunities_and_events import OpportunitiesScreen
from tests.conftest import FakeClock
from tests.hostile import NASTY
from tests.tui.host import running


async def test_a_line_adds_an_opportunity_and_enter_moves_it_on(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("O")
        await host.until(lambda: isinstance(host.app.screen, OpportunitiesScreen), "the page")
        await host.write("Data engineer at Brightwater : ask Priya by friday")
        await host.press("enter")
        await host.until(lambda: "ask Priya" in host.screen_text() and "by Friday" in host.screen_text(), "the row")
        await host.press("enter", "t")
        await host.until(lambda: host.service.journal.list_records(Note)[0].stage == "talking", "the stage")
        await host.press("enter", "n")
        await host.until(lambda: host.service.journal.list_records(Note)[0].outcome == "no", "the end")
        await host.saved()


async def test_a_line_with_a_day_is_an_event_and_asks_whom_one_met_the_morning_after(
    folder: Path, clock: FakeClock
) -> None:
    CoachService(folder, clock).execute(opportunities_and_events.save_event("A fair with a long name, today, Leipzig"))
    clock.forward(days=1)
    async with running(folder, clock, size=(60, 20)) as host:
        await host.press("O")
        await host.until(lambda: "A fair with" in host.screen_text(), "the row")
        row = next(line for line in host.screen_text().split("\n") if "A fair with" in line)
        assert "who did you meet?" in row  # whole in a small window
        await host.press("enter")
        await host.write("Ana Lee, Ben Okri")
        await host.press("enter")
        await host.until(lambda: len(host.service.journal.list_records(Person)) == 2, "two people")
        await host.until(lambda: isinstance(host.app.screen, OpportunitiesScreen), "the page again")
        await host.write("Expo, 3 March, Lyon")
        await host.press("enter")
        await host.until(lambda: "Expo" in host.screen_text(), "the event")
        assert [event.place for event in host.service.journal.list_records(Event)] == ["Leipzig", "Lyon"]
        await host.saved()


async def test_the_day_of_a_step_behind_a_bare_colon_makes_no_event(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("O")
        await host.write("Buyer at Tern & Co: call Edda by tomorrow")
        await host.press("enter")
        await host.saved()
        assert host.service.journal.list_records(Event) == ()
        (note,) = host.service.journal.list_records(Note)
        assert (note.text, note.employer, note.next_step) == ("Buyer at Tern & Co", "Tern & Co", "call Edda")


async def test_five_rows_are_shown_and_a_typed_line_is_offered_again(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    for text in NASTY[:7]:
        service.execute(opportunities_and_events.save_opportunity(f"x {text} : y {text}"))
    async with running(folder, clock) as host:
        await host.press("O")
        await host.until(lambda: "+ 2 more" in host.screen_text(), "how many more")
        await host.write("half a line")
        await host.press("escape", "O")
        await host.until(lambda: "half a line" in host.screen_text(), "the line")


async def test_a_long_opportunity_and_its_step_stand_whole_where_there_is_room(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(
        opportunities_and_events.save_opportunity(
            "Head of data platform and tooling at Brightwater : ask Priya about the team by friday"
        )
    )
    service.execute(opportunities_and_events.save_opportunity("A talk at Northgate : send the outline"))
    async with running(folder, clock, size=(120, 36)) as host:
        await host.press("O")
        row = r"Head of data platform and tooling at Brightwater +found +ask Priya about the team +by Friday"
        await host.until(lambda: re.search(row, host.screen_text()) is not None, "the row")
