"""Files as mail programs, calendars, phones and synchronising programs leave them: what is in them comes once."""

from __future__ import annotations

import base64
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from coach.domain.message import Message
from coach.service import CoachService
from coach.sources import connected_sources as sources
from coach.store.address_book_and_accounts import load_address_book
from tests.conftest import TUESDAY, FakeClock
from tests.importers.make_mail import ME, Mail, out, render
from tests.sources.test_mail import connect, know, letters
from tests.sources.writers import deliver

HOUR = timedelta(hours=1)
ANA = "Ana Lee <ana@lee.example>"
BOTH_WAYS = [("out", "Ana Lee"), ("out", "Ana Lee"), ("in", "Ana Lee")]
"""The message by which the coach knows her, and one letter each way."""


def read(service: CoachService) -> int:
    """Read the sources as an open window does, and return how much came from the first one so far."""
    sources.read_sources(service)
    return sources.find_sources(service)[0].came


def as_thunderbird_stores(mail: Mail) -> bytes:
    """Return a letter as Thunderbird appends it to a local folder, its state in headers of a fixed length."""
    state = f"From - {mail.at:%a %b %d %H:%M:%S %Y}\nX-Mozilla-Status: 0000\nX-Mozilla-Status2: 00000000\n"
    return state.encode() + render(mail) + b"\n"


@pytest.mark.parametrize("number", [",U=7", ",U=7,FMD5=7e33429f656f1e6e9d79b29c3f82c57e", ",S=812,W=830"])
@pytest.mark.parametrize("separator", [":", ";", "!"])
def test_a_letter_that_a_program_numbers_moves_and_marks_is_one(
    service: CoachService, clock: FakeClock, tmp_path: Path, number: str, separator: str
) -> None:
    """mbsync and offlineimap number a letter once it is on the server; dovecot writes its size behind its name."""
    know(service, clock, "Ana Lee")
    root = tmp_path / "Mail"
    sent = deliver(root / "Sent", out(TUESDAY - 2 * HOUR, ANA))
    for name in (".mbsyncstate", ".uidvalidity", "dovecot-uidlist", "maildirfolder"):
        (root / "Sent" / name).write_text("1 V1 N2\n")
    (root / ".notmuch" / "xapian").mkdir(parents=True)
    (root / ".notmuch" / "xapian" / "postlist.glass").write_bytes(b"\x0f\x0dXapian Glass\x04n")
    connect(service, "mail", root)
    letter = deliver(root / "INBOX" / "Work" / "Deep", Mail(TUESDAY - HOUR, ANA), flags="")
    assert read(service) == 2
    sent.rename(sent.with_name(f"{sent.name.partition(':')[0]}{number}{separator}2,S"))
    base = letter.parent.parent / "cur" / f"{letter.name}{number}{separator}2,"
    letter.rename(base)
    assert read(service) == 2
    base.rename(base.with_name(f"{base.name}RS"))
    assert read(service) == 2
    assert letters(service) == BOTH_WAYS


def test_letters_that_syncthing_keeps_of_a_mailbox_are_not_read(
    service: CoachService, clock: FakeClock, tmp_path: Path
) -> None:
    know(service, clock, "Ana Lee")
    deliver(tmp_path / "Mail" / "Sent", out(TUESDAY - 2 * HOUR, ANA))
    deliver(tmp_path / "Mail" / ".stversions" / "INBOX", Mail(TUESDAY - HOUR, ANA))
    deliver(tmp_path / "Mail" / ".Archive", Mail(TUESDAY - HOUR / 2, ANA))  # a folder as Maildir++ names it
    connect(service, "mail", tmp_path / "Mail")
    assert letters(service) == BOTH_WAYS


def test_a_mailbox_that_thunderbird_marks_and_lets_grow_is_read_once(
    service: CoachService, clock: FakeClock, tmp_path: Path
) -> None:
    know(service, clock, "Ana Lee")
    folder = tmp_path / "Local Folders"
    (folder / "Inbox.sbd").mkdir(parents=True)
    inbox, sent = folder / "Inbox.sbd" / "Work", folder / "Sent"
    sent.write_bytes(as_thunderbird_stores(out(TUESDAY - 2 * HOUR, ANA)))
    inbox.write_bytes(as_thunderbird_stores(Mail(TUESDAY - HOUR, ANA)))
    (folder / "Sent.msf").write_text("// <!-- <mdb:mork:z v='1.4'/> -->")
    connect(service, "mail", folder)
    assert letters(service) == BOTH_WAYS
    inbox.write_bytes(inbox.read_bytes().replace(b"X-Mozilla-Status: 0000", b"X-Mozilla-Status: 0001"))
    assert read(service) == 2
    with inbox.open("ab") as stream:
        stream.write(as_thunderbird_stores(Mail(TUESDAY - HOUR / 2, ANA)))
    assert read(service) == 3
    inbox.write_bytes(
        inbox.read_bytes().replace(b"X-Mozilla-Status2: 00000000\n", b"X-Mozilla-Status2: 00000000\nX: y\n")
    )
    assert read(service) == 3
    assert letters(service) == [*BOTH_WAYS, ("in", "Ana Lee")]


@pytest.mark.parametrize("is_mbox", [False, True])
def test_a_letter_whose_headers_are_half_written_is_read_when_it_is_whole(
    service: CoachService, clock: FakeClock, tmp_path: Path, is_mbox: bool
) -> None:
    know(service, clock, "Ana Lee")
    root = tmp_path / "Mail"
    root.mkdir()
    (root / "Sent").write_bytes(as_thunderbird_stores(out(TUESDAY - 2 * HOUR, ANA)))
    (root / "Inbox").write_bytes(as_thunderbird_stores(Mail(TUESDAY - 400 * HOUR, "Somebody <some@body.example>")))
    connect(service, "mail", root)
    headers = f"From: {ANA}\nTo: {ME}\nDate: {TUESDAY - HOUR:%a, %d %b %Y %H:%M:%S %z}\nSubject: Hi\n"
    pieces = [headers.encode(), b"Message-ID: <one@lee.example>\n\nHello\n"]
    file = root / "Inbox" if is_mbox else root / "New" / "cur" / "1795000000.M1.host:2,"
    if is_mbox:
        pieces.insert(0, b"From - Sun Nov 29 10:00:00 2026\n")
    else:
        (root / "New" / "cur").mkdir(parents=True)
    for piece in pieces:
        with file.open("ab") as stream:
            stream.write(piece)
        read(service)
    assert letters(service) == BOTH_WAYS


@pytest.mark.parametrize(
    "name",
    ["inbox.sync-conflict-20261128-140502-ABCDEFG.txt", "inbox (conflicted copy 2026-11-28 140502).txt",
     "inbox (Mara's conflicted copy 2026-11-28).txt"],
)  # fmt: skip
def test_copies_of_a_conflict_are_read_and_other_files_beside_are_not(
    service: CoachService, tmp_path: Path, name: str
) -> None:
    """The names are those of Syncthing, Nextcloud and Dropbox."""
    path = tmp_path / "shared" / "inbox.txt"
    connect(service, "inbox", path)
    (path.parent / "~syncthing~inbox.txt.tmp").write_text("sent Half Written")
    (path.parent / ".stversions").mkdir()
    (path.parent / ".stversions" / "inbox~20261128-140502.txt").write_text("sent Old Version\n")
    (path.parent / "inbox (notes).txt").write_text("sent Some Note\n")
    path.write_bytes(b"\xef\xbb\xbfsent Ana Lee\r\nmood 4\r\n")
    (path.parent / name).write_bytes(b"sent Ana Lee\r\nsent Ben Cole\r\n")
    (path.parent / name.replace("14", "15").replace("Mara", "Phone")).write_bytes(b"sent Ana Lee\r\nsent Ben Cole\r\n")
    read(service)
    (path.parent / name).write_bytes(b"sent Chloe Dubois\r\n")
    read(service)
    assert letters(service) == [("out", "Ana Lee"), ("out", "Ben Cole"), ("out", "Chloe Dubois")]
    assert not (path.parent / name).exists()
    assert (path.parent / "inbox (notes).txt").exists()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-8"])
def test_an_inbox_in_the_encodings_of_windows_is_read(service: CoachService, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "inbox.txt"
    connect(service, "inbox", path)
    path.write_bytes("sent Gül Demir\r\nmood 4\r\n".encode(encoding))
    read(service)
    assert letters(service) == [("out", "Gül Demir")]
    assert path.with_name("inbox.done.txt").read_text().startswith("sent Gül Demir  # ")


def test_a_last_line_that_somebody_still_types_is_left_until_it_rests(service: CoachService, tmp_path: Path) -> None:
    path = tmp_path / "inbox.txt"
    connect(service, "inbox", path)
    for text in ("sent Ana Lee\nsent Be", "sent Ana Lee\nsent Ben Co", "sent Ana Lee\nsent Ben Cole"):
        path.write_text(text)
        read(service)
        assert letters(service) == []
    os.utime(path, (time.time() - 60,) * 2)
    read(service)
    assert letters(service) == [("out", "Ana Lee"), ("out", "Ben Cole")]
    path.write_text("mood 4")
    (report,) = sources.read_sources(service, force=True)  # the person asks for it
    assert report.notices[0].startswith("Inbox: Saved: good")


def write_calendar(path: Path, *events: str) -> None:
    """Write a collection's file as vdirsyncer does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{''.join(events)}END:VCALENDAR\r\n")


def make_event(uid: str, start: datetime, *more: str, title: str = "Coffee") -> str:
    lines = [
        "BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20261101T000000Z", f"DTSTART;TZID=Europe/Berlin:{start:%Y%m%dT%H%M%S}",
        f"DTEND;TZID=Europe/Berlin:{start + HOUR / 2:%Y%m%dT%H%M%S}", f"SUMMARY:{title}",
        f"ORGANIZER;CN=Mara:mailto:{ME}", "ATTENDEE;CN=Ana Lee;PARTSTAT=ACCEPTED:mailto:ana@lee.example", *more,
        "END:VEVENT", "",
    ]  # fmt: skip
    return "\r\n".join(lines)


def test_meetings_that_repeat_move_and_stand_in_two_calendars_are_met_once_each(
    service: CoachService, clock: FakeClock, tmp_path: Path
) -> None:
    know(service, clock, "Ana Lee")
    (tmp_path / "calendars").mkdir()
    connect(service, "calendar", tmp_path / "calendars", ME)
    work, home = tmp_path / "calendars" / "work", tmp_path / "calendars" / "home"
    first = (clock.now() + timedelta(days=1)).replace(tzinfo=None, hour=10, minute=0, second=0, microsecond=0)
    days = [first + timedelta(days=number) for number in range(5)]
    rule = "RRULE:FREQ=DAILY;COUNT=5"
    write_calendar(work / "series.ics", make_event("series", first, rule, title="Standup"))
    for folder in (work, home):
        write_calendar(folder / "one.ics", make_event("one", first.replace(hour=14)))
    clock.forward(days=2)
    read(service)
    write_calendar(home / "one.ics", make_event("one", first.replace(hour=15), title="Coffee, an hour late"))
    moved = make_event(
        "series", days[2].replace(hour=16), f"RECURRENCE-ID;TZID=Europe/Berlin:{days[2]:%Y%m%dT%H%M%S}", title="Moved"
    )
    without = f"EXDATE;TZID=Europe/Berlin:{days[3]:%Y%m%dT%H%M%S}"
    write_calendar(work / "series.ics", make_event("series", first, rule, without, title="Standup"), moved)
    read(service)
    for _ in range(6):
        clock.forward(days=1)
        read(service)
    service.open_folder()
    met = sorted(
        (message.at.astimezone(UTC).date(), message.text)
        for message in service.journal.list_records(Message)
        if message.kind == "meeting"
    )
    expected = [(first, "Coffee"), (first, "Standup"), (days[1], "Standup"), (days[2], "Moved"), (days[4], "Standup")]
    assert met == [(at.date(), title) for at, title in expected]


def test_a_series_without_a_zone_is_met_once_each_day_on_a_journey(
    service: CoachService, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    know(service, clock, "Ana Lee")
    (tmp_path / "calendar").mkdir()
    connect(service, "calendar", tmp_path / "calendar", ME)
    first = (clock.now() + timedelta(days=1)).replace(tzinfo=None, hour=10, minute=0, second=0, microsecond=0)
    series = make_event("series", first, "RRULE:FREQ=DAILY;COUNT=4").replace(";TZID=Europe/Berlin", "")
    write_calendar(tmp_path / "calendar" / "series.ics", series)
    try:
        for zone in ("Europe/Berlin", "Asia/Tokyo", "America/New_York", "Europe/Berlin"):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            clock.at = clock.now().astimezone(ZoneInfo(zone)) + timedelta(days=2)
            read(service)
    finally:
        monkeypatch.undo()
        time.tzset()
    service.open_folder()
    met = [message.at for message in service.journal.list_records(Message) if message.kind == "meeting"]
    assert sorted(at.replace(tzinfo=None) for at in met) == [first + timedelta(days=number) for number in range(4)]


def test_contacts_with_photos_are_read(service: CoachService, tmp_path: Path) -> None:
    folder = tmp_path / "contacts"
    folder.mkdir()
    photo = base64.b64encode(bytes(range(256)) * 1_200).decode()
    folded = "\r\n ".join(photo[at : at + 74] for at in range(0, len(photo), 74))
    (folder / "a.vcf").write_text(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:a\r\nFN:Ana Lee\r\nN:Lee;Ana;;;\r\n"
        f"PHOTO;ENCODING=b;TYPE=JPEG:{folded}\r\nEMAIL:ana@lee.example\r\nORG:ACME\r\nEND:VCARD\r\n"
    )
    (folder / "b.vcf").write_text(
        "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:b\r\nFN:Ben Cole\r\n"
        f"PHOTO:data:image/jpeg;base64,{photo}\r\nEMAIL:ben@cole.example\r\nEND:VCARD\r\n"
    )
    connect(service, "contacts", folder)
    cards = load_address_book(service.store).values()
    assert sorted((card["name"], card.get("company", "")) for card in cards) == [("Ana Lee", "ACME"), ("Ben Cole", "")]
