"""Exports with records of wrong clocks, dated long after the import: they are counted, and the rest is not misread."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from coach.actions.imports.preview import describe_preview
from coach.domain.message import Message
from coach.domain.note import Note
from coach.domain.person import Person
from coach.importers.options import ImportOptions
from coach.run_import import preview_import, run_import
from coach.service import CoachService

ME = "https://www.linkedin.com/in/mo-quist"
TABLES = {
    "Invitations.csv": "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
    f'Mo Quist,Ana Lee,"9/8/26, 8:48 PM",hello,OUTGOING,{ME},https://www.linkedin.com/in/ana-lee\n'
    f'Ben Oak,Mo Quist,"9/8/88, 8:48 PM",,INCOMING,https://www.linkedin.com/in/ben-oak,{ME}\n',
    "Notes.csv": "Connection First Name,Connection Last Name,Connection Profile URL,Note,Created On\n"
    "Cara,Dun,https://www.linkedin.com/in/cara-dun,likes boats,2026-09-02 10:00:00 UTC\n"
    "Cara,Dun,https://www.linkedin.com/in/cara-dun,likes trains,2088-09-02 10:00:00 UTC\n",
    "Connections.csv": "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    "Cara,Dun,https://www.linkedin.com/in/cara-dun,,Tidewater,Pilot,09 Sep 2088\n"
    "Dee,Fox,https://www.linkedin.com/in/dee-fox,,Tidewater,Pilot,07 Sep 2026\n",
}
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
BEGIN:VEVENT
UID:weekly
DTSTAMP:20260901T000000Z
DTSTART:20260902T090000Z
RRULE:FREQ=WEEKLY;COUNT=3
SUMMARY:Coffee
ORGANIZER:mailto:mo@x.example
ATTENDEE;PARTSTAT=ACCEPTED;CN=Ana Lee:mailto:ana@x.example
END:VEVENT
BEGIN:VEVENT
UID:other
DTSTAMP:20880901T000000Z
DTSTART:20260903T090000Z
SUMMARY:Lunch
ORGANIZER:mailto:mo@x.example
ATTENDEE;PARTSTAT=ACCEPTED;CN=Ana Lee:mailto:ana@x.example
END:VEVENT
END:VCALENDAR
"""


def write(folder: Path, files: dict[str, str]) -> list[Path]:
    paths = [folder / name for name in files]
    for path in paths:
        path.write_text(files[path.name], encoding="utf-8")
    return paths


@pytest.mark.parametrize("others", [(), ("Connections.csv",)])
def test_requests_and_notes_that_lie_ahead_are_counted(
    service: CoachService, tmp_path: Path, others: tuple[str, ...]
) -> None:
    names = ("Invitations.csv", "Notes.csv", *others)
    found = preview_import(service, write(tmp_path, {name: TABLES[name] for name in names}))
    shown = "\n".join(describe_preview(found))
    assert "2 entries dated in the future" in shown
    assert "2088" not in shown
    run_import(service, found)
    journal = service.open_folder().journal
    assert [one.kind for one in journal.list_records(Message)] == ["invitation"]
    assert [one.text for one in journal.list_records(Note)] == ["likes boats"]


def test_a_connection_that_lies_ahead_has_no_date(service: CoachService, tmp_path: Path) -> None:
    found = preview_import(service, write(tmp_path, {name: TABLES[name] for name in ("Notes.csv", "Connections.csv")}))
    assert found.results[0].as_of is not None
    assert found.results[0].as_of.date() == date(2026, 9, 7)
    assert "The date you connected is missing or not valid for 1 of your connections" in "\n".join(
        describe_preview(found)
    )
    run_import(service, found)
    assert [(p.name, p.connected_on) for p in service.open_folder().journal.list_records(Person)] == [
        ("Cara Dun", None)
    ]


def test_a_stamp_that_lies_ahead_takes_no_meetings_away(service: CoachService, tmp_path: Path) -> None:
    paths = write(tmp_path, {"calendar.ics": CALENDAR})
    (found,) = preview_import(service, paths, ImportOptions(me=("mo@x.example",))).results
    assert [f"{one.at:%m-%d}" for one in found.meetings] == ["09-02", "09-03", "09-09", "09-16"]
    assert found.ignored == {}
