"""The check that an open window makes about once a minute, and what the person decides while a source is read."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from coach.domain.message import Message
from coach.domain.record import Documents
from coach.errors import CoachError
from coach.forget_person import find_forgettable_person, forget_person
from coach.service import CoachService
from coach.sources import connected_sources as sources
from coach.sources import mail
from coach.sources.connected_sources import SourceWatcher
from coach.sources.source import SOURCES_FILE, ReadContext, Reading, Source
from tests.conftest import FakeClock
from tests.importers.make_mail import Mail, out
from tests.sources.test_mail import ANA, HOUR, connect
from tests.sources.writers import deliver, write_card, write_event

BEN = "Ben <ben@cole.example>"
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


Meanwhile = Callable[[Callable[[CoachService], object]], None]


@pytest.fixture
def read_while(service: CoachService, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Read a mailbox with new letters to Ana and to Ben, whom the coach offered; what is given is done meanwhile."""
    deliver(tmp_path / "Mail" / "Sent", out(clock.now() - 20 * HOUR, ANA))
    deliver(tmp_path / "Mail" / "Sent", out(clock.now() - 19 * HOUR, BEN))
    connect(service, "mail", tmp_path / "Mail")
    deliver(tmp_path / "Mail" / "Sent", out(clock.now() - 2 * HOUR, ANA))
    deliver(tmp_path / "Mail" / "Sent", out(clock.now() - 3 * HOUR, BEN))
    window = CoachService(service.folder, clock, device_id=service.device)
    read_source = mail.read_source

    def read(decide: Callable[[CoachService], object]) -> None:
        def read_late(source: Source, context: ReadContext) -> Reading:
            reading = read_source(source, context)
            decide(service)
            return reading

        monkeypatch.setattr(mail, "read_source", read_late)
        sources.read_sources(window, force=True)
        monkeypatch.setattr(mail, "read_source", read_source)

    return read


def list_names(service: CoachService) -> list[str]:
    return [offer["name"] for offer in sources.list_offers(service)]


@pytest.mark.parametrize(
    "decide", [sources.adopt_people, sources.refuse_people, partial(sources.refuse_people, later=True)]
)
def test_whom_one_decides_on_while_a_mailbox_is_read_is_not_offered_again(
    service: CoachService, read_while: Meanwhile, decide: Callable[..., object]
) -> None:
    read_while(
        lambda service: decide(service, [offer for offer in sources.list_offers(service) if offer["name"] == "Ben"])
    )
    assert list_names(service) == ["Ana Lee"]
    assert sources.list_offers(service)[0]["letters"] == 2


def test_of_whom_one_refuses_while_a_mailbox_is_read_no_name_is_kept(
    service: CoachService, read_while: Meanwhile
) -> None:
    read_while(lambda service: sources.refuse_people(service, sources.list_offers(service)))
    offers = sources.load_tables(service.store)["offers"].values()
    assert [offer.keys() for offer in offers] == [{"id", "state"}] * 2


def test_of_whom_one_forgets_while_a_mailbox_is_read_no_letter_is_kept(
    service: CoachService, read_while: Meanwhile
) -> None:
    sources.adopt_people(service, [offer for offer in sources.list_offers(service) if offer["name"] == "Ana Lee"])
    read_while(lambda service: forget_person(service, find_forgettable_person(service, "Ana Lee")))
    assert b"ana@lee" not in (service.folder / SOURCES_FILE).read_bytes()
    sources.read_sources(service, force=True)
    assert b"ana@lee" not in (service.folder / SOURCES_FILE).read_bytes()
    assert [(offer["name"], offer["letters"]) for offer in sources.list_offers(service)] == [("Ben", 2)]


def test_a_source_that_is_disconnected_while_it_is_read_stays_away(
    service: CoachService, read_while: Meanwhile
) -> None:
    read_while(lambda service: sources.remove_source(service, "mail"))
    assert not any(sources.load_tables(service.store).values())


def test_of_a_source_that_is_disconnected_while_it_is_read_nothing_is_logged(
    service: CoachService, read_while: Meanwhile
) -> None:
    sources.adopt_people(service, [offer for offer in sources.list_offers(service) if offer["name"] == "Ana Lee"])
    before = service.journal.list_records(Message)
    read_while(lambda service: sources.remove_source(service, "mail"))
    assert service.open_folder().journal.list_records(Message) == before


@pytest.mark.parametrize("work", ["read_once", "add_source"])
def test_a_source_that_another_window_disconnects_before_it_is_read_says_so(
    service: CoachService, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work: str
) -> None:
    inbox = tmp_path / "inbox.txt"
    inbox.write_text("mood 3\n", encoding="utf-8")
    window = CoachService(service.folder, clock, device_id=service.device)
    hold_reading_lock = sources.hold_reading_lock

    def hold_late(folder: Path, *, wait: float) -> AbstractContextManager[bool]:
        sources.remove_source(window, "inbox")
        return hold_reading_lock(folder, wait=wait)

    source = sources.build_source(service, "inbox", str(inbox))
    if work == "read_once":
        sources.add_source(service, source)
        inbox.write_text("mood 4\n", encoding="utf-8")
    monkeypatch.setattr(sources, "hold_reading_lock", hold_late)
    with pytest.raises(CoachError, match="This source is no longer connected"):
        if work == "read_once":
            sources.read_once(service, source)
        else:
            sources.add_source(service, source)
    assert sources.find_sources(service) == []
    assert "mood" in inbox.read_text(encoding="utf-8")


def test_a_source_that_is_disconnected_while_it_cannot_be_read_stays_away(
    service: CoachService, read_while: Meanwhile
) -> None:
    def remove(service: CoachService) -> None:
        sources.remove_source(service, "mail")
        raise OSError

    read_while(remove)
    assert sources.find_sources(service) == []


def test_whom_one_refuses_while_they_are_announced_stays_refused(
    service: CoachService, clock: FakeClock, read_while: Meanwhile, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = CoachService(service.folder, clock, device_id=service.device)
    hold_lock = window.store.hold_lock

    def hold_late(**options: Any) -> AbstractContextManager[Documents]:
        monkeypatch.setattr(window.store, "hold_lock", hold_lock)
        sources.refuse_people(service, sources.list_offers(service))
        return hold_lock(**options)

    monkeypatch.setattr(window.store, "hold_lock", hold_late)
    assert sources.announce_offers(window) == ""
    assert list_names(service) == []
