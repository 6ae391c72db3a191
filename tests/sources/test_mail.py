"""A connected mailbox: letters with people one knows log themselves."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from coach.actions.backdate import backdate_action
from coach.actions.outreach import log_sent_message
from coach.actions.undo import undo_last_action
from coach.domain.message import Message
from coach.domain.person import Person
from coach.domain.typed_times import TypedTime
from coach.errors import CoachError
from coach.importers.options import ImportOptions
from coach.run_import import preview_import, run_import
from coach.service import CoachService
from coach.sources import connected_sources as sources
from coach.sources.source import SOURCES_FILE
from coach.store.forget_and_erase import forget_people
from tests.conftest import TUESDAY, FakeClock
from tests.importers.make_mail import ME, NAME, Mail, mbox_of, out, returned
from tests.sources.writers import deliver

HOUR = timedelta(hours=1)
ANA = "Ana Lee <ana@lee.example>"


def connect(service: CoachService, kind: str, path: Path, *me: str) -> sources.SourceReport:
    """Connect a source as a person does who said yes."""
    return sources.add_source(service, sources.build_source(service, kind, str(path), me))


def letters(service: CoachService) -> list[tuple[str, str]]:
    """Return (direction, name) of every message, oldest first."""
    service.open_folder()
    names = {person.id: person.name for person in service.journal.list_records(Person)}
    found = sorted(service.journal.list_records(Message), key=lambda message: message.at)
    return [(message.direction, names[message.person]) for message in found]


@pytest.fixture
def mailbox(tmp_path: Path) -> Path:
    """A Maildir with one sent letter to somebody nobody knows."""
    deliver(tmp_path / "Mail" / "Sent", out(TUESDAY - 20 * HOUR, "Nobody Known <nobody@known.example>"))
    (tmp_path / "Mail" / "INBOX" / "cur").mkdir(parents=True)
    return tmp_path / "Mail"


def know(service: CoachService, clock: FakeClock, *lines: str) -> None:
    """Log an older message to each, so that the coach knows them."""
    for line in lines:
        service.execute(backdate_action(log_sent_message(line), TypedTime(clock.now() - timedelta(days=40))))


def test_a_letter_to_and_from_somebody_known_logs_itself_once(
    service: CoachService, clock: FakeClock, mailbox: Path
) -> None:
    know(service, clock, "Ana Lee")
    connect(service, "mail", mailbox)
    deliver(mailbox / "Sent", out(TUESDAY - 2 * HOUR, ANA))
    deliver(mailbox / "INBOX", Mail(TUESDAY - HOUR, ANA), flags="")
    first = sources.read_sources(service)
    assert sources.read_sources(service) == []
    assert letters(service) == [("out", "Ana Lee"), ("out", "Ana Lee"), ("in", "Ana Lee")]
    assert first[0].messages == ("Mail: you wrote to Ana Lee, Ana Lee wrote to you.",)


def test_what_undo_took_back_does_not_come_again(service: CoachService, clock: FakeClock, mailbox: Path) -> None:
    know(service, clock, "Ana Lee")
    connect(service, "mail", mailbox)
    deliver(mailbox / "Sent", out(TUESDAY - 2 * HOUR, ANA))
    sources.read_sources(service)
    service.execute(undo_last_action())
    deliver(mailbox / "INBOX", Mail(TUESDAY - HOUR, ANA))
    sources.read_sources(service)
    assert letters(service) == [("out", "Ana Lee"), ("in", "Ana Lee")]


def test_a_message_typed_by_hand_and_its_letter_are_one(service: CoachService, clock: FakeClock, mailbox: Path) -> None:
    connect(service, "mail", mailbox)
    service.execute(log_sent_message("Ana Lee @e-mail"))
    deliver(mailbox / "Sent", out(TUESDAY - HOUR / 6, ANA))
    sources.read_sources(service)
    assert letters(service) == [("out", "Ana Lee")]


def test_a_letter_that_came_back_is_not_waited_for(service: CoachService, clock: FakeClock, mailbox: Path) -> None:
    know(service, clock, "Ana Lee @linkedin")
    connect(service, "mail", mailbox)
    sent = out(TUESDAY - 2 * HOUR, ANA)
    deliver(mailbox / "Sent", sent)
    sources.read_sources(service)
    deliver(mailbox / "INBOX", returned(TUESDAY - HOUR, "ana@lee.example", sent.key))
    sources.read_sources(service)
    assert letters(service) == [("out", "Ana Lee")]


def test_a_letter_of_an_import_is_not_logged_again(service: CoachService, clock: FakeClock, mailbox: Path) -> None:
    deliver(mailbox / "Sent", out(TUESDAY - 2 * HOUR, ANA))
    run_import(service, preview_import(service, [mailbox], ImportOptions(me=(ME,))))
    before = letters(service)
    connect(service, "mail", mailbox)
    assert letters(service) == before
    run_import(service, preview_import(service, [mailbox], ImportOptions(me=(ME,))))
    assert letters(service) == before


def test_new_recipients_are_offered_once_together_and_added_with_their_letters(
    service: CoachService, clock: FakeClock, mailbox: Path
) -> None:
    connect(service, "mail", mailbox)
    deliver(mailbox / "Sent", out(TUESDAY - 3 * HOUR, ANA))
    deliver(mailbox / "INBOX", Mail(TUESDAY - HOUR, ANA))
    sources.read_sources(service)
    assert "2 people you wrote to: Ana Lee, Nobody Known" in sources.announce_offers(service)
    assert sources.announce_offers(service) == ""
    ana, nobody = sources.list_offers(service)
    sources.refuse_people(service, [nobody])
    sources.adopt_people(service, [ana])
    deliver(mailbox / "Sent", out(TUESDAY - HOUR / 2, "Nobody Known <nobody@known.example>"))
    sources.read_sources(service)
    assert sources.list_offers(service) == []
    assert letters(service) == [("out", "Ana Lee"), ("in", "Ana Lee")]
    assert "known.example" not in (service.folder / SOURCES_FILE).read_text(encoding="utf-8").partition('"offers"')[2]


def test_later_offers_again_after_two_weeks(service: CoachService, clock: FakeClock, mailbox: Path) -> None:
    connect(service, "mail", mailbox)
    sources.announce_offers(service)
    sources.refuse_people(service, sources.list_offers(service), later=True)
    assert sources.list_offers(service) == []
    clock.forward(days=15)
    assert "Nobody Known" in sources.announce_offers(service)


def test_lists_robots_and_newsletters_log_nothing(service: CoachService, clock: FakeClock, mailbox: Path) -> None:
    know(service, clock, "Ana Lee")
    connect(service, "mail", mailbox)
    at = TUESDAY - HOUR
    deliver(mailbox / "INBOX", Mail(at, ANA, id="a@x", headers=(("List-Post", "<mailto:list@x.example>"),)))
    deliver(mailbox / "INBOX", Mail(at, ANA, id="b@x", headers=(("Auto-Submitted", "auto-replied"),)))
    deliver(mailbox / "INBOX", Mail(at, "Shop <no-reply@shop.example>", id="c@x"))
    sources.read_sources(service)
    assert letters(service) == [("out", "Ana Lee")]


def test_an_mbox_that_grows_is_read_on(service: CoachService, clock: FakeClock, tmp_path: Path) -> None:
    know(service, clock, "Ana Lee")
    box = tmp_path / "Sent"
    first = mbox_of([out(TUESDAY - 5 * HOUR, ANA)])
    box.write_bytes(first)
    connect(service, "mail", box, ME)
    with box.open("ab") as stream:
        stream.write(mbox_of([out(TUESDAY - HOUR, ANA)]))
    sources.read_sources(service)
    assert letters(service) == [("out", "Ana Lee")] * 3


def test_a_half_written_letter_is_read_when_it_is_whole(service: CoachService, clock: FakeClock, mailbox: Path) -> None:
    know(service, clock, "Ana Lee")
    connect(service, "mail", mailbox)
    path = deliver(mailbox / "Sent", out(TUESDAY - HOUR / 6, ANA), flags="")
    whole = path.read_bytes()
    path.write_bytes(whole[:6])
    os.utime(path)
    sources.read_sources(service)
    assert letters(service) == [("out", "Ana Lee")]
    path.write_bytes(whole)
    sources.read_sources(service, force=True)
    assert letters(service) == [("out", "Ana Lee")] * 2


def test_a_mailbox_that_is_gone_gives_one_line_once(service: CoachService, clock: FakeClock, mailbox: Path) -> None:
    connect(service, "mail", mailbox)
    mailbox.rename(mailbox.with_name("elsewhere"))
    lines = [sources.read_sources(service)[0].notices for _ in range(2)]
    assert lines[0][0].endswith("is not there now; it is read again when it is back.")
    assert lines[1] == ()
    mailbox.with_name("elsewhere").rename(mailbox)
    assert sources.read_sources(service)[0].problem == ""


def test_a_path_that_is_not_there_is_not_connected(service: CoachService, tmp_path: Path) -> None:
    with pytest.raises(CoachError, match="nothing at"):
        connect(service, "mail", tmp_path / "none")
    assert sources.find_sources(service) == []


def test_forgetting_somebody_forgets_their_letters(service: CoachService, clock: FakeClock, mailbox: Path) -> None:
    know(service, clock, "Ana Lee")
    connect(service, "mail", mailbox)
    deliver(mailbox / "Sent", out(TUESDAY - HOUR, ANA))
    sources.read_sources(service)
    person = service.open_folder().journal.list_records(Person)[0]
    forget_people(service.store, [person.id])
    assert b"ana@lee" not in (service.folder / SOURCES_FILE).read_bytes()


def test_only_the_owner_reads_what_is_known_of_sources(service: CoachService, mailbox: Path) -> None:
    connect(service, "mail", mailbox)
    assert (service.folder / SOURCES_FILE).stat().st_mode & 0o077 == 0


def test_headers_are_all_that_is_kept(service: CoachService, clock: FakeClock, mailbox: Path) -> None:
    know(service, clock, "Ana Lee")
    connect(service, "mail", mailbox)
    deliver(mailbox / "Sent", out(TUESDAY - HOUR, ANA, subject="Secret plan", body="Hush hush.\n"))
    sources.read_sources(service)
    kept = b"".join(path.read_bytes() for path in service.folder.glob("*.json"))
    assert b"Secret plan" not in kept
    assert b"Hush" not in kept
    assert NAME.encode() not in (service.folder / "coach.json").read_bytes()
