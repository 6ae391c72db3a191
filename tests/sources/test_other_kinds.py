"""Calendar, contacts, downloads and ActivityWatch as sources."""

from __future__ import annotations

import os
import sqlite3
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from coach.actions.backdate import backdate_action
from coach.actions.focus import edit_block, start_block, stop_block
from coach.actions.opportunities_and_events import log_people_met, remove_event, save_event
from coach.actions.outreach import log_sent_message
from coach.actions.undo import undo_last_action
from coach.advice.rules.current_advice import explain_suggestions
from coach.domain.focus import FocusBlock
from coach.domain.message import Message
from coach.domain.opportunities_and_events import Event
from coach.domain.typed_times import TypedTime
from coach.service import CoachService
from coach.sources import connected_sources as sources
from coach.sources.calendar import list_coming
from coach.store.address_book_and_accounts import load_address_book
from tests.conftest import TUESDAY, FakeClock
from tests.importers.make_mail import out
from tests.sources.test_mail import connect, letters
from tests.sources.writers import WatchDatabase, deliver, write_card, write_event

HOUR = timedelta(hours=1)
ME = "mara@harbour.example"


def met(service: CoachService) -> int:
    """Return how many meetings are logged."""
    service.open_folder()
    return sum(1 for message in service.journal.list_records(Message) if message.kind == "meeting")


def test_a_meeting_that_is_over_counts_as_met_and_is_asked_about_the_morning_after(
    service: CoachService, clock: FakeClock, tmp_path: Path
) -> None:
    service.execute(backdate_action(log_sent_message("Ana Lee"), TypedTime(TUESDAY - 24 * HOUR)))
    calendar = tmp_path / "calendar"
    write_event(calendar, "one", TUESDAY + HOUR, "Coffee", ("Ana Lee", "ana@lee.example"), own=ME)
    write_event(calendar, "two", TUESDAY + HOUR, "Dentist", ("Dr. Teeth", "dr@teeth.example"), own=ME)
    connect(service, "calendar", calendar, ME)
    coming = list_coming(sources.find_sources(service), service.open_folder().journal, clock.now())
    assert [(at, title, names) for at, title, names in coming] == [(TUESDAY + HOUR, "Coffee", ["Ana Lee"])]
    assert met(service) == 0
    clock.forward(hours=3)
    assert sources.read_sources(service)[0].messages == ("Calendar: a meeting with Ana Lee, counted as met.",)
    clock.forward(hours=20)
    assert [report.notices for report in sources.read_sources(service)] == [()]
    assert met(service) == 1
    (event,) = service.open_folder().journal.list_records(Event)
    lines = explain_suggestions(service.journal, clock.now(), everything=True)
    assert [line for line in lines if "You met Ana Lee at Coffee." in line]
    service.execute(log_people_met(event.id, "Ana Lee, Ben Okri"))
    assert met(service) == 2  # Ana was logged already
    assert not [line for line in explain_suggestions(service.journal, clock.now(), everything=True) if "Coffee" in line]


def test_an_event_that_was_typed_is_the_one_that_is_asked_about(
    service: CoachService, clock: FakeClock, tmp_path: Path
) -> None:
    service.execute(backdate_action(log_sent_message("Ana Lee"), TypedTime(TUESDAY - 24 * HOUR)))
    service.execute(save_event("Trade Fair, 24 November, Leipzig"))
    for uid in ("one", "two"):
        write_event(tmp_path / "calendar", uid, TUESDAY + HOUR, "Trade fair", ("Ana Lee", "ana@lee.example"), own=ME)
    write_event(tmp_path / "calendar", "three", TUESDAY + HOUR, "Lunch", ("Ana Lee", "ana@lee.example"), own=ME)
    connect(service, "calendar", tmp_path / "calendar", ME)
    clock.forward(hours=3)
    sources.read_sources(service)
    titles = sorted(event.title for event in service.open_folder().journal.list_records(Event))
    assert titles == ["Lunch", "Trade Fair"]
    clock.forward(hours=20)
    service.execute(log_people_met(next(e.id for e in service.journal.list_records(Event) if e.title == "Lunch"), ""))
    lines = explain_suggestions(service.journal, clock.now(), everything=True)
    assert [line for line in lines if "Trade Fair" in line and "Ana" not in line]  # it was typed without names
    service.execute(undo_last_action())  # the answer about the lunch
    service.execute(undo_last_action())  # the meetings and the event of the lunch
    assert [event.title for event in service.journal.list_records(Event)] == ["Trade Fair"]


def test_a_fair_in_the_calendar_becomes_an_event_once(service: CoachService, clock: FakeClock, tmp_path: Path) -> None:
    calendar = tmp_path / "calendar"
    calendar.mkdir()
    (calendar / "own.ics").write_text(
        "\r\n".join(
            ["BEGIN:VCALENDAR"]
            + [
                f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART;VALUE=DATE:{day}\r\nSUMMARY:{title}\r\n{more}\r\nEND:VEVENT"
                for uid, day, title, more in (
                    ("1", "20261212", "Trade fair\\, spring", "LOCATION:Leipzig\\, Messe\r\nURL:https://fair.example"),
                    ("2", "20261212", "Dentist", "LOCATION:Leipzig"),
                    ("3", "20261201", "Job Fair Berlin", "STATUS:CANCELLED"),
                    ("4", "20261201", "Weekly networking", "RRULE:FREQ=WEEKLY"),
                    ("5", "20261101", "Buchmesse", "LOCATION:Frankfurt"),
                    ("6", "20261203", "Buchmesse", "LOCATION:Frankfurt"),
                    ("7", "20261204", "Affairs to settle", "LOCATION:home"),
                )
            ]
            + ["END:VCALENDAR", ""]
        ),
        encoding="utf-8",
    )
    service.execute(save_event("buchmesse, 3 December, Hall 4"))
    connect(service, "calendar", calendar, ME)
    found = {event.title: event for event in service.open_folder().journal.list_records(Event)}
    assert sorted(found) == ["Trade fair, spring", "buchmesse"]
    fair = found["Trade fair, spring"]
    assert (fair.day.isoformat(), fair.place, fair.link) == ("2026-12-12", "Leipzig, Messe", "https://fair.example")
    service.execute(remove_event(fair.id))
    clock.forward(days=1)
    sources.read_sources(service)
    assert [event.title for event in service.open_folder().journal.list_records(Event)] == ["buchmesse"]


def write_fair(calendar: Path, start: str, *more: str) -> None:
    calendar.mkdir(exist_ok=True)
    lines = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:fair", f"DTSTART{start}", "SUMMARY:Trade fair", *more]
    (calendar / "fair.ics").write_text("\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""]), encoding="utf-8")


def test_a_fair_late_in_the_evening_in_utc_is_on_the_day_here(
    service: CoachService, clock: FakeClock, tmp_path: Path
) -> None:
    write_fair(tmp_path / "calendar", ":20261209T233000Z")
    connect(service, "calendar", tmp_path / "calendar", ME)
    (event,) = service.open_folder().journal.list_records(Event)
    assert event.day.isoformat() == "2026-12-10"


def test_a_fair_that_moves_in_the_calendar_moves_here_and_what_was_typed_stays(
    service: CoachService, clock: FakeClock, tmp_path: Path
) -> None:
    calendar = tmp_path / "calendar"
    write_fair(calendar, ";VALUE=DATE:20261212", "LOCATION:Leipzig")
    connect(service, "calendar", calendar, ME)
    (event,) = service.open_folder().journal.list_records(Event)
    service.execute(save_event("Trade fair, 12 December, Leipzig Hall 4", event_id=event.id, people_line="Ana Lee"))
    write_fair(calendar, ";VALUE=DATE:20261214", "LOCATION:Leipzig")
    sources.read_sources(service)
    (event,) = service.open_folder().journal.list_records(Event)
    assert (event.day.isoformat(), event.place) == ("2026-12-14", "Leipzig Hall 4")
    assert [meeting.name for meeting in event.meetings] == ["Ana Lee"]
    write_fair(calendar, ";VALUE=DATE:20261214", "STATUS:CANCELLED")
    sources.read_sources(service)
    assert not service.open_folder().journal.list_records(Event)


def test_a_cancelled_meeting_is_not_met(service: CoachService, clock: FakeClock, tmp_path: Path) -> None:
    service.execute(backdate_action(log_sent_message("Ana Lee"), TypedTime(TUESDAY - 24 * HOUR)))
    calendar = tmp_path / "calendar"
    ana = ("Ana Lee", "ana@lee.example")
    write_event(calendar, "one", TUESDAY + HOUR, "Coffee", ana, own=ME)
    connect(service, "calendar", calendar, ME)
    write_event(calendar, "one", TUESDAY + HOUR, "Coffee, not today", ana, own=ME, status="CANCELLED")
    clock.forward(hours=3)
    sources.read_sources(service)
    assert met(service) == 0


def test_a_meeting_that_moves_after_it_counted_is_met_on_its_new_day(
    service: CoachService, clock: FakeClock, tmp_path: Path
) -> None:
    service.execute(backdate_action(log_sent_message("Ana Lee"), TypedTime(TUESDAY - 24 * HOUR)))
    calendar, ana = tmp_path / "calendar", ("Ana Lee", "ana@lee.example")
    write_event(calendar, "one", TUESDAY + HOUR, "Coffee", ana, own=ME)
    connect(service, "calendar", calendar, ME)
    clock.forward(hours=3)
    sources.read_sources(service)
    assert met(service) == 1
    write_event(calendar, "one", TUESDAY + 25 * HOUR, "Coffee", ana, own=ME)
    sources.read_sources(service)
    write_event(calendar, "one", TUESDAY + 49 * HOUR, "Coffee", ana, own=ME)
    for hours, direction in ((0, "own"), (46, "own"), (4, "in")):
        clock.forward(hours=hours)
        sources.read_sources(service)
        (meeting,) = (m for m in service.open_folder().journal.list_records(Message) if m.kind == "meeting")
        assert (meeting.at, meeting.direction) == (TUESDAY + 49 * HOUR, direction)
    (event,) = service.journal.list_records(Event)
    assert event.day == (TUESDAY + 49 * HOUR).date()
    service.execute(undo_last_action())
    for hours in (0, 24):  # what was undone does not come again
        clock.forward(hours=hours)
        sources.read_sources(service, force=True)
        (meeting,) = (m for m in service.open_folder().journal.list_records(Message) if m.kind == "meeting")
        assert meeting.direction == "own"
    write_event(calendar, "one", TUESDAY + 49 * HOUR, "Coffee", ana, own=ME, status="CANCELLED")
    sources.read_sources(service)
    assert (met(service), len(service.journal.list_records(Event))) == (0, 0)


def test_somebody_who_becomes_known_was_in_meetings_with_others_too(
    service: CoachService, clock: FakeClock, tmp_path: Path
) -> None:
    service.execute(backdate_action(log_sent_message("Ana Lee"), TypedTime(TUESDAY - 24 * HOUR)))
    people = ("Ana Lee", "ana@lee.example"), ("Zoe Kay", "zoe@kay.example")
    write_event(tmp_path / "calendar", "one", TUESDAY + HOUR, "Coffee", *people, own=ME)
    connect(service, "calendar", tmp_path / "calendar", ME)
    clock.forward(hours=3)
    sources.read_sources(service)
    service.execute(log_sent_message("Zoe Kay"))
    clock.forward(days=1)
    (report,) = sources.read_sources(service)
    assert report.messages == ("Calendar: a meeting with Zoe Kay, counted as met.",)
    assert (met(service), sources.read_sources(service)) == (2, [])


def test_many_meetings_ahead_hide_none_of_today(service: CoachService, clock: FakeClock, tmp_path: Path) -> None:
    service.execute(backdate_action(log_sent_message("Ana Lee"), TypedTime(TUESDAY - 24 * HOUR)))
    ana = ("Ana Lee", "ana@lee.example")
    write_event(tmp_path / "calendar", "one", TUESDAY + HOUR, "Coffee", ana, own=ME)
    for number in range(305):
        write_event(tmp_path / "calendar", f"n{number}", TUESDAY + (24 + number) * HOUR, "Stand-up", ana, own=ME)
    connect(service, "calendar", tmp_path / "calendar", ME)
    clock.forward(hours=3)
    sources.read_sources(service)
    assert met(service) == 1


def test_the_address_book_follows_the_cards(service: CoachService, tmp_path: Path) -> None:
    cards = tmp_path / "contacts"
    write_card(cards, "1", "Ana Lee", "ana@lee.example", "ACME")
    gone = write_card(cards, "2", "Ben Cole", "ben@cole.example")
    connect(service, "contacts", cards)
    assert sorted(doc["name"] for doc in load_address_book(service.store).values()) == ["Ana Lee", "Ben Cole"]
    gone.unlink()
    write_card(cards, "1", "Ana Lee-Park", "ana@lee.example", "Initech")
    sources.read_sources(service)
    (left,) = load_address_book(service.store).values()
    assert (left["name"], left["company"]) == ("Ana Lee-Park", "Initech")


def test_a_card_that_leaves_one_of_two_folders_stays_as_long_as_the_other_has_it(
    service: CoachService, tmp_path: Path
) -> None:
    cards = [write_card(tmp_path / folder, "1", "Ana Lee", "ana@lee.example") for folder in ("home", "work")]
    for card in cards:
        connect(service, "contacts", card.parent)
    for card, left in zip(cards, (1, 0), strict=True):
        card.unlink()
        sources.read_sources(service)
        assert len(load_address_book(service.store)) == left


def test_a_new_export_is_offered_once_when_it_is_whole(service: CoachService, clock: FakeClock, tmp_path: Path) -> None:
    downloads = tmp_path / "Downloads"
    downloads.mkdir()
    connect(service, "downloads", downloads)
    export = downloads / "Basic_LinkedInDataExport_11-14-2026.zip"
    export.write_bytes(b"PK\x03\x04 half")
    assert [line for report in sources.read_sources(service) for line in report.notices] == []
    with zipfile.ZipFile(export, "w") as archive:
        archive.writestr("Connections.csv", "First Name,Last Name\n")
    lines = [line for report in sources.read_sources(service) for line in report.notices]
    assert len(lines) == 1
    assert lines[0].startswith("An export from LinkedIn, dated ")
    assert "is in Downloads. To import it: coach import" in lines[0]
    assert sources.read_sources(service) == []


@pytest.mark.parametrize("rust", [False, True])
def test_minutes_on_networking_sites_count_as_reading_beside_blocks(
    service: CoachService, clock: FakeClock, tmp_path: Path, rust: bool
) -> None:
    watch = WatchDatabase(tmp_path / "watch.db", rust=rust)
    began = TUESDAY - 3 * HOUR
    watch.add(2, began, 120, status="not-afk")
    watch.add(1, began, 20, url="https://www.linkedin.com/feed/", title="Feed")
    watch.add(1, began + HOUR / 3, 30, url="https://example.org/linkedin.com")
    watch.add(1, began + HOUR, 10, url="https://x.com/home")
    watch.add(1, began + 2.5 * HOUR, 10, url="https://x.com/home")  # nobody was there
    service.execute(start_block("messages", 10))
    service.execute(stop_block())
    service.execute(edit_block(started=began, ended=began + timedelta(minutes=5)))
    connect(service, "activitywatch", watch.path)
    service.open_folder()
    blocks = [b for b in service.journal.list_records(FocusBlock) if b.key]
    spans = [(b.started_at - began, b.ended_at - b.started_at) for b in blocks if b.ended_at]
    minute = timedelta(minutes=1)
    assert sorted(spans) == [(5 * minute, 15 * minute), (60 * minute, 10 * minute)]
    assert {b.kind for b in blocks} == {"read"}
    assert b"linkedin" not in (service.folder / "coach.json").read_bytes()


def test_minutes_are_counted_once_however_often_they_are_read(
    service: CoachService, clock: FakeClock, tmp_path: Path
) -> None:
    watch = WatchDatabase(tmp_path / "watch.db")
    watch.add(1, TUESDAY - HOUR / 4, 12, url="https://x.com/home")
    connect(service, "activitywatch", watch.path)
    total = timedelta(0)
    for _ in range(6):
        watch.add(1, clock.now() - timedelta(minutes=3), 5, url="https://x.com/home")
        clock.forward(minutes=5)
        sources.read_sources(service)
    clock.forward(minutes=30)
    sources.read_sources(service)
    for block in service.open_folder().journal.list_records(FocusBlock):
        total += (block.ended_at or block.started_at) - block.started_at
    assert total == timedelta(minutes=42)


def test_a_locked_or_foreign_database_gives_one_line_and_the_rest_goes_on(
    service: CoachService, clock: FakeClock, tmp_path: Path
) -> None:
    watch = WatchDatabase(tmp_path / "watch.db")
    cards = tmp_path / "contacts"
    write_card(cards, "1", "Ana Lee", "ana@lee.example")
    connect(service, "activitywatch", watch.path)
    connect(service, "contacts", cards)
    watch.add(1, TUESDAY - HOUR, 12, url="https://x.com/home")
    write_card(cards, "2", "Ben Cole", "ben@cole.example")
    with sqlite3.connect(watch.path, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        reports = {report.source.kind: report for report in sources.read_sources(service)}
        other.execute("ROLLBACK")
    assert reports["activitywatch"].problem.endswith("in use by another program; it is read a little later.")
    assert len(load_address_book(service.store)) == 2
    watch.path.write_bytes(b"not a database at all, " * 100)
    (report,) = sources.read_sources(service)
    assert report.problem.endswith("is not a database the coach can read.")
    assert letters(service) == []


def test_what_is_no_plain_file_is_passed_over_and_the_rest_is_read(
    service: CoachService, clock: FakeClock, tmp_path: Path
) -> None:
    places = {kind: tmp_path / kind for kind in ("mail", "calendar", "contacts", "downloads")}
    deliver(places["mail"] / "Sent", out(clock.now() - 20 * HOUR, "Ana Lee <ana@lee.example>"))
    for kind, place in places.items():
        place.mkdir(exist_ok=True)
        connect(service, kind, place, ME)
    odd = (
        "mail/Sent/new/1.host",
        "calendar/a.ics",
        "contacts/a.vcf",
        "downloads/Basic_LinkedInDataExport_11-14-2026.zip",
    )
    for name in odd:
        os.mkfifo(tmp_path / name)
    for name in ("mail/Sent/cur/2.host:2,S", "calendar/b.ics", "contacts/b.vcf"):
        (tmp_path / name).symlink_to("/dev/zero")
    for name in ("mail/Sent/cur/3.host:2,S", "calendar/c.ics", "contacts/c.vcf"):
        (tmp_path / name).symlink_to(Path(name).name)  # a link in a circle
    for name in ("mail/Sent/new/4.host", "calendar/d.ics", "contacts/d.vcf"):
        (tmp_path / name).mkdir()
    (places["mail"] / "above").symlink_to("..")
    deliver(places["mail"] / "Sent", out(clock.now() - HOUR, "Ana Lee <ana@lee.example>"))
    write_event(places["calendar"], "one", clock.now() - HOUR, "Coffee", ("Ana Lee", "ana@lee.example"), own=ME)
    write_card(places["contacts"], "1", "Ben Cole", "ben@cole.example")
    assert sources.adopt_people(service, sources.list_offers(service))
    reports = sources.read_sources(service)
    assert [report.problem for report in reports if report.problem] == []
    assert [doc["name"] for doc in load_address_book(service.store).values()] == ["Ben Cole"]
    assert letters(service).count(("out", "Ana Lee")) == 2
    assert met(service) == 1
