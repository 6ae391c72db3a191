"""What was logged by hand, and stands in an export as well, is one thing."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from coach.actions.outreach import log_meeting, log_received_message, log_sent_message
from coach.actions.undo import undo_last_action
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.importers.options import ImportOptions
from coach.run_import import preview_import, run_import
from coach.service import CoachService
from tests.conftest import FakeClock

ME = "me@mara.example"


@pytest.fixture
def here(tmp_path: Path, clock: FakeClock) -> CoachService:
    return CoachService(tmp_path / "here", clock, device_id="test0001").open_folder()


def letter(number: int, at: datetime, *, inbound: bool = False) -> str:
    sender, to = ("Ilse Kormann <ilse@kormann.example>", ME) if inbound else (ME, "Ilse Kormann <ilse@kormann.example>")
    date = format_datetime(at)
    return (
        f"From x {at:%a %b %d %H:%M:%S %Y}\nFrom: {sender}\nTo: {to}\nDate: {date}\nMessage-ID: <{number}@x>\n\nHi\n\n"
    )


def bring(service: CoachService, path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8")
    run_import(service, preview_import(service, [path], ImportOptions(me=(ME,))))
    service.open_folder()


def logged(service: CoachService) -> list[tuple[datetime, str, str]]:
    journal: Journal = service.open_folder().with_all_years(lambda journal, now: journal)
    return sorted((m.at, m.direction, m.kind) for m in journal.list_records(Message))


def test_a_message_logged_by_hand_is_the_one_in_the_mailbox(here: CoachService, tmp_path: Path) -> None:
    now = here.now()
    here.execute(log_sent_message("Ilse Kormann", via="e-mail"))
    letters = letter(1, now - timedelta(hours=2)) + letter(2, now - timedelta(days=3)) + letter(3, now, inbound=True)
    for _ in range(2):
        bring(here, tmp_path / "sent.mbox", letters)
        assert logged(here) == [
            ((now - timedelta(days=3)).replace(microsecond=0), "out", "message"),
            (now.replace(microsecond=0), "in", "message"),
            (now, "out", "message"),
        ]


def test_each_message_logged_by_hand_is_one_of_the_mailbox(here: CoachService, tmp_path: Path) -> None:
    now = here.now()
    here.execute(log_sent_message("Ilse Kormann", via="e-mail"))
    hours = (1, 3, 11, 13)  # the nearest is the one that was logged; the last lies more than twelve hours back
    bring(here, tmp_path / "sent.mbox", "".join(letter(h, now - timedelta(hours=h)) for h in hours))
    assert len(logged(here)) == 4


@pytest.mark.parametrize("channel", ["linkedin", "x"])
def test_a_message_on_another_channel_is_another(here: CoachService, tmp_path: Path, channel: str) -> None:
    here.execute(log_received_message("Ilse Kormann", via=channel))
    bring(here, tmp_path / "in.mbox", letter(1, here.now(), inbound=True))
    assert len(logged(here)) == 2


def test_an_undone_import_leaves_what_was_logged(here: CoachService, tmp_path: Path) -> None:
    here.execute(log_sent_message("Ilse Kormann", via="e-mail"))
    before = logged(here)
    bring(here, tmp_path / "sent.mbox", letter(1, here.now()) + letter(2, here.now() - timedelta(days=2)))
    assert len(logged(here)) == 2
    here.execute(undo_last_action())
    assert logged(here) == before


def test_a_meeting_logged_by_hand_is_the_one_in_the_calendar(here: CoachService, tmp_path: Path) -> None:
    now = here.now()
    here.execute(log_meeting("Ilse Kormann"))
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{day}\r\nDTSTART:{now - timedelta(days=day):%Y%m%d}T080000\r\n"
        f"DTEND:{now - timedelta(days=day):%Y%m%d}T090000\r\nSUMMARY:Talk\r\n"
        f"ORGANIZER:mailto:{ME}\r\nATTENDEE;PARTSTAT=ACCEPTED;CN=Ilse Kormann:mailto:ilse@kormann.example\r\n"
        "END:VEVENT\r\n"
        for day in (0, 1)
    )
    bring(here, tmp_path / "c.ics", f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n")
    assert [kind for _, _, kind in logged(here)] == ["meeting", "meeting"]
