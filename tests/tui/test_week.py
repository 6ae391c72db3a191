"""The week under Pilot: at most five keys to one change, past weeks, names hidden, on a real file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from coach.actions.outreach import log_received_message, log_sent_message
from coach.all_years import AllYears
from coach.domain.advice_records import LookBack
from coach.domain.goal import Goal
from coach.domain.person import Person
from coach.domain.record import Record
from coach.service import CoachService
from coach.tui.screens.today import TodayScreen
from coach.tui.screens.week import WeekScreen
from tests.conftest import FakeClock
from tests.hostile import HARMFUL, NASTY, short
from tests.lives_drawn import full, stamped
from tests.tui.host import Host, running


def fill(folder: Path, clock: FakeClock, records: list[Record]) -> None:
    CoachService(folder, clock, device_id="test0001").store.save_documents(
        [(r.table, r.to_document()) for r in stamped(records, clock.now())]
    )


@asynccontextmanager
async def page(
    folder: Path, clock: FakeClock, *, size: tuple[int, int] = (120, 36), hide: bool = False
) -> AsyncIterator[tuple[Host, WeekScreen]]:
    async with running(folder, clock, size=size, hide=hide) as host:
        await host.press("w")
        screen = host.app.screen
        assert isinstance(screen, WeekScreen)
        yield host, screen


def goals(folder: Path, clock: FakeClock) -> list[Goal]:
    return [
        g for g in CoachService(folder, clock).open_folder().journal.list_records(Goal) if g.day > clock.now().date()
    ]


async def test_the_week_is_two_keys_and_its_change_becomes_the_goal_of_monday_unless_it_is_undone(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock) as host:
        await host.press("w", "1", "u")
        await host.saved()
        assert host.service.journal.list_records(Goal) == () and host.service.journal.list_records(LookBack) == ()
        await host.press("w", "1")
        await host.saved()
        assert isinstance(host.app.screen, TodayScreen)
        assert "For Monday 30 November" in host.screen_text()
    (goal,) = goals(folder, clock)
    assert (goal.day.isoformat(), goal.state) == ("2026-11-30", "open")
    (review,) = CoachService(folder, clock).open_folder().journal.list_records(LookBack)
    assert (review.kind, review.answers["change"]) == ("week", goal.text)
    clock.forward(days=6)
    async with running(folder, clock) as host:
        assert host.today.day and host.today.day.goal and host.today.day.goal.text == goal.text


async def test_who_was_nice_and_one_change_are_four_keys_and_own_words_two_the_words_and_enter(
    folder: Path, clock: FakeClock
) -> None:
    CoachService(folder, clock).execute(log_received_message("Ana"))
    async with running(folder, clock) as host:
        await host.press("w", "n", "1", "2")
        await host.saved()
        (review,) = host.service.journal.list_records(LookBack)
        assert review.answers["nice"] == [host.service.journal.list_records(Person)[0].id] and review.answers["change"]
        await host.press("u", "w", "4")
        await host.write("rest more when it rains")
        await host.press("enter")
        await host.saved()
        assert isinstance(host.app.screen, TodayScreen)
    assert [(g.text, g.cue) for g in goals(folder, clock)] == [("rest more", "it rains")]


async def test_past_weeks_are_read_with_arrows_even_of_a_finished_year_and_offer_nothing(
    folder: Path, clock: FakeClock
) -> None:
    fill(folder, clock, full(clock.now(), days=800))
    async with page(folder, clock) as (host, screen):
        await host.press("left")
        await host.until(lambda: screen.shown_week and not screen.shown_week.is_open, "the week before")
        assert "16 – 22 November 2026" in host.screen_text()
        await host.press("1", "4", "n")
        assert host.app.screen is screen and goals(folder, clock) == []
        await host.press("right")
        await host.until(lambda: screen.shown_week and screen.shown_week.is_open, "this week")
        await host.press("right")
        assert screen.shown_week and screen.shown_week.first.isoformat() == "2026-11-23"
        screen._monday = screen.shown_week.first - timedelta(weeks=100)
        screen._refresh_week()
        await host.until(lambda: screen.shown_week and screen.shown_week.first.year == 2024, "a week of 2024")
        assert screen.shown_week.minutes > 0


@pytest.mark.parametrize(("presses", "weeks"), [(3, 3), (40, 8)])
async def test_arrows_count_while_a_week_is_read_and_stop_at_the_first_one(
    presses: int, weeks: int, folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(folder, clock, full(clock.now(), days=57))
    may_read, load_week = Event(), AllYears.load_week
    monkeypatch.setattr(AllYears, "load_week", lambda self, monday: may_read.wait(60) and load_week(self, monday))
    async with page(folder, clock) as (host, screen):
        first = screen.shown_week.first
        await host.press(*["left"] * presses)
        assert screen.shown_week.first == first
        may_read.set()
        await host.until(lambda: screen.shown_week.first == first - timedelta(weeks=weeks), "the week")
        await host.press("right")
        await host.until(lambda: screen.shown_week.first == first - timedelta(weeks=weeks - 1), "the week after it")
        assert screen.shown_week.has_earlier


async def test_on_a_monday_the_arrow_leads_to_the_week_that_has_begun(folder: Path, clock: FakeClock) -> None:
    clock.forward(days=6)
    CoachService(folder, clock).execute(log_sent_message("Ana"))
    async with page(folder, clock) as (host, screen):
        assert screen.shown_week and screen.shown_week.is_open and "23 – 29 November 2026" in host.screen_text()
        await host.press("right")
        await host.until(lambda: screen.shown_week and not screen.shown_week.is_open, "the week that has begun")
        assert "30 November – 6 December 2026" in host.screen_text() and "1 message written" in host.screen_text()
        await host.press("right", "left")
        await host.until(lambda: screen.shown_week and screen.shown_week.is_open, "the week that is over")


async def test_hidden_names_are_on_no_page(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(log_received_message("Zanzibar Quill"))
    clock.forward(days=2)
    async with page(folder, clock) as (host, _):
        assert "Zanzibar" in host.screen_text()
        await host.press("h")
        assert "Zanzibar" not in host.screen_text()
        await host.press("n")
        assert "Zanzibar" not in host.screen_text()


async def test_a_copy_is_markdown_and_the_week_before_the_first_is_not_shown(folder: Path, clock: FakeClock) -> None:
    async with page(folder, clock) as (host, screen):
        await host.press("c")
        assert host.app.clipboard.startswith("# Week of 23 – 29 November 2026")
        first = screen.shown_week.first
        await host.press("left")
        await host.until(lambda: not any(worker.is_running for worker in host.today.workers), "what is read")
        assert screen.shown_week.first == first
    clock.forward(days=6)  # a Monday, on which the week that has begun is read, without a record
    async with page(folder, clock) as (host, screen):
        await host.press("right")
        await host.until(lambda: screen.shown_week.first == first + timedelta(weeks=1), "the week that has begun")


async def test_the_mouse_chooses_too(folder: Path, clock: FakeClock) -> None:
    async with page(folder, clock) as (host, _):
        await host.pilot.click("#change")
        await host.pilot.pause()
        await host.press("2")
        await host.saved()
        assert len(goals(folder, clock)) == 1


async def test_the_whole_week_is_on_the_page_at_every_size(folder: Path, clock: FakeClock) -> None:
    fill(folder, clock, full(clock.now(), days=60))
    async with page(folder, clock) as (host, _):
        for size in ((120, 36), (80, 24), (60, 20)):
            await host.resize(size)
            text = host.screen_text()
            for words in ("You gave", "What came back", "How it felt", "Seven days", "One change for Monday 30 November",
                          "in your own words", "Esc back"):  # fmt: skip
                assert words in text, size


async def test_what_is_logged_meanwhile_is_shown(folder: Path, clock: FakeClock) -> None:
    async with page(folder, clock) as (host, screen):
        CoachService(folder, clock, device_id="other001").execute(log_sent_message("Ana"))
        await host.until(lambda: screen.shown_week and screen.shown_week.given, "the message from the shell")


@pytest.mark.slow
async def test_hostile_names_survive_the_page_and_its_dialogs(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    for text in map(short, NASTY):
        service.execute(log_received_message(f"+{text} x"))
    clock.forward(days=2)
    async with page(folder, clock, size=(80, 24)) as (host, _):
        for keys in ([], ["n", "1"], ["n", "9"], ["n", "escape"], ["1"], ["w"]):
            await host.press(*keys)
            assert not HARMFUL.search(host.screen_text())
