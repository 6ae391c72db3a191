"""Takeaways and posts by keyboard, on the real app under Pilot."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest
from textual import events

from coach.actions import notes
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
