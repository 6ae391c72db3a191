"""The check that an open window makes about once a minute: cheap, and true for every kind of change."""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from coach.service import CoachService
from coach.sources import connected_sources as sources
from coach.sources.connected_sources import SourceWatcher
from tests.conftest import FakeClock
from tests.importers.make_mail import Mail, out
from tests.sources.test_mail import ANA, HOUR, connect
from tests.sources.writers import deliver, write_card, write_event

LONG_AGO = 1_577_880_000
"""A moment of 2020, before that of any computer which runs this."""


@pytest.fixture
def watcher(service: CoachService, clock: FakeClock, tmp_path: Path) -> SourceWatcher:
    """A watcher of four sources that were read, and that nobody has written to for a minute."""
    deliver(tmp_path / "Mail" / "Sent", out(clock.now() - 20 * HOUR, ANA))
    write_event(tmp_path / "calendar", "one", clock.now() + 50 * HOUR, "Talk", ("Ana", "ana@lee.example"), own="me@x.y")
    write_card(tmp_path / "contacts", "1", "Ana Lee", "ana@lee.example")
    for path in [*tmp_path.rglob("*"), tmp_path / "Mail"]:
        os.utime(path, (LONG_AGO, LONG_AGO))
    for kind, name in (("mail", "Mail"), ("calendar", "calendar"), ("contacts", "contacts"), ("inbox", "inbox.txt")):
        connect(service, kind, tmp_path / name)
    return SourceWatcher(CoachService(service.folder, clock, device_id=service.device))


def test_nothing_new_is_told_without_parsing_the_state_file_again(
    watcher: SourceWatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not watcher.has_changes()
    monkeypatch.setattr(sources, "load_tables", lambda store: pytest.fail("parsed again"))
    assert not watcher.has_changes()


@pytest.mark.parametrize(
    "kind", ["letter", "event", "card", "changed card", "line", "vanished", "new day", "new source"]
)
def test_every_change_is_noticed(
    service: CoachService, clock: FakeClock, tmp_path: Path, watcher: SourceWatcher, kind: str
) -> None:
    assert not watcher.has_changes()
    if kind == "letter":
        deliver(tmp_path / "Mail" / "INBOX", Mail(clock.now() - HOUR, ANA))
    elif kind == "event":
        write_event(tmp_path / "calendar", "two", clock.now() + 9 * HOUR, "Lunch", ("Ben", "b@x.y"), own="me@x.y")
    elif kind in ("card", "changed card"):
        write_card(tmp_path / "contacts", "2" if kind == "card" else "1", "Ana Lee", "ana@work.example", "Acme")
    elif kind == "line":
        (tmp_path / "inbox.txt").write_text("mood 3\n", encoding="utf-8")
    elif kind == "vanished":
        shutil.rmtree(tmp_path / "contacts")
    elif kind == "new day":
        clock.forward(hours=24)
    else:
        connect(service, "downloads", tmp_path)
        clock.forward(hours=24)
    assert watcher.has_changes()


def test_a_day_without_anything_new_is_read_once(
    service: CoachService, clock: FakeClock, watcher: SourceWatcher
) -> None:
    clock.forward(minutes=timedelta(days=1).total_seconds() / 60)
    assert watcher.has_changes()
    sources.read_sources(service)
    assert not watcher.has_changes()
