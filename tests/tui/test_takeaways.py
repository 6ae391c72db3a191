"""Takeaways and posts by keyboard, on the real app under Pilot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Event

import pytest
from textual import events

from coach.actions import notes
from coach.domain.journal import Journal
from coach.domain.note import Note
from coach.service import CoachService
from coach.tui.dialogs.draft import DraftDialog
from coach.tui.screens.takeaways import TakeawaysScreen
from tests.conftest import FakeClock
from tests.tui.host import running


async def test_one_key_makes_a_takeaway_a_post_and_another_says_it_was_posted(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(notes.write_note("takeaway", "queues hide latency"))
    async with running(folder, clock) as host:
        await host.press("T")
        await host.until(lambda: isinstance(host.app.screen, TakeawaysScreen), "the page")
        await host.until(lambda: "queues hide latency" in host.screen_text(), "the takeaway")
        await host.press("p")
        await host.until(lambda: "A public post" in host.screen_text(), "the draft box")
        await host.press("tab", "p")
        await host.until(lambda: "You posted it" in host.screen_text(), "the question for the link")
        await host.write("https://x.example/1")
        await host.press("enter")
        await host.until(lambda: [n.link for n in host.service.journal.list_records(Note)][-1] != "", "the link")
        post = host.service.journal.list_records(Note)[-1]
        assert (post.kind, post.link, post.posted_at is not None) == ("post", "https://x.example/1", True)
        await host.saved()


async def test_keys_wait_until_the_takeaways_are_read(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    CoachService(folder, clock).execute(notes.write_note("takeaway", "small teams ship"))
    async with running(folder, clock) as host:
        may_read, read = Event(), host.service.with_all_years
        monkeypatch.setattr(host.service, "with_all_years", lambda view: may_read.wait(30) and read(view))
        for key in ("T", "p"):
            host.app.post_message(events.Key(key, key))
        await host.until(lambda: isinstance(host.app.screen, TakeawaysScreen), "the page")
        await host.pilot.pause()
        assert not host.app.has_handled_keys
        may_read.set()
        await host.until(lambda: isinstance(host.app.screen, DraftDialog), "the post")


async def test_a_takeaway_that_is_deleted_leaves_the_page_though_the_day_looks_the_same(
    folder: Path, clock: FakeClock
) -> None:
    for text in ("queues hide latency", "small teams ship"):
        CoachService(folder, clock).execute(notes.write_note("takeaway", text))
        clock.forward(minutes=5)
    async with running(folder, clock) as host:
        await host.press("T")
        host.today.refresh_day()  # the day of this moment is shown already: the clock stands still
        await host.press("enter", "ctrl+u", "enter")
        await host.until(lambda: "small teams ship" not in host.screen_text(), "the end of it")
        await host.saved()


async def test_takeaways_that_are_read_late_do_not_replace_newer_ones(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    CoachService(folder, clock).execute(notes.write_note("takeaway", "small teams ship"))
    async with running(folder, clock) as host:
        may_return, is_late, read = Event(), Event(), host.service.with_all_years

        def read_and_wait(view: Callable[[Journal, datetime], object]) -> object:
            takeaways = read(view)
            if not is_late.is_set():
                is_late.set()
                may_return.wait(30)
            return takeaways

        monkeypatch.setattr(host.service, "with_all_years", read_and_wait)
        host.app.post_message(events.Key("T", "T"))
        await host.until(is_late.is_set, "the first reading")
        host.today.session.execute(notes.write_note("takeaway", "queues hide latency"))
        await host.until(lambda: "queues hide latency" in host.screen_text(), "the second reading")
        may_return.set()
        await host.until(lambda: not any(worker.is_running for worker in host.today.workers), "the end of the first")
        assert "queues hide latency" in host.screen_text()
        await host.saved()
