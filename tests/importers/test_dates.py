"""Records of the years 1 and 9999, and of days to come, are left out and said; the others of the file arrive."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from coach.actions.imports.preview import describe_preview
from coach.domain.focus import FocusBlock
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.importers.dates import find_certain_order, parse_moment
from coach.importers.read_exports import read_exports
from coach.run_import import preview_import, run_import
from coach.service import CoachService
from tests.conftest import FakeClock
from tests.importers.make import make_options

ME = "https://www.linkedin.com/in/mo-quist"
ANA = "https://www.linkedin.com/in/ana-lee"
JRNL = {"date": "YEAR-09-14", "time": "10:00", "title": "a", "body": "", "tags": ["@mood4"]}
DAYONE = {"creationDate": "YEAR-09-14T10:00:00+05:00", "timeZone": "Asia/Kolkata", "text": "a", "tags": ["mood4"]}
CHAT = {"id": "ID", "type": "message", "from_id": "user7", "text": "x", "date": "YEAR-09-14T10:00:00"}


def around(**document: object) -> str:
    """Return a JSON file whose entries are still to come."""
    return json.dumps(document).replace('"ROWS"', "ROWS")


FILES: dict[str, tuple[str, str, str]] = {
    "linkedin": (
        "CONVERSATION ID,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,CONTENT,FOLDER\nROWS",
        f"A,Mo,{ME},Ana Lee,{ANA},YEAR-09-14 10:00:00 UTC,Hi,INBOX\n", "",
    ),
    "daylio": ("full_date,date,weekday,time,mood,activities,note\nROWS", "YEAR-09-14,x,y,10:00,good,,\n", ""),
    "toggl": (
        "Description,Start date,Start time,End date,End time,Duration\nROWS",
        "work,YEAR-09-14,10:00:00,YEAR-09-14,11:00:00,01:00:00\n", "",
    ),
    "jrnl": (around(tags={}, entries=["ROWS"]), json.dumps(JRNL), ","),
    "dayone": (around(metadata={}, entries=["ROWS"]), json.dumps(DAYONE), ","),
    "telegram": (
        around(name="Ana", type="personal_chat", id=7, messages=["ROWS"]),
        json.dumps(CHAT).replace('"ID"', "1YEAR"), ",",
    ),
    "whatsapp": ("ROWS", "14/09/YEAR, 10:00 - Ana: hi\n", ""),
    "mail": (
        "ROWS",
        "From ana@x.example Mon Sep 14 10:00:00 YEAR\nFrom: Ana <ana@x.example>\nTo: mo@x.example\n"
        "Date: Mon, 14 Sep YEAR 10:00:00 +0000\nMessage-ID: <YEAR@x.example>\n\nhi\n\n", "",
    ),
    "x": (
        'window.YTD.direct_messages.part0 = [{"dmConversation": {"conversationId": "1-2", "messages": [ROWS]}}]',
        '{"messageCreate": {"id": "YEAR", "senderId": "2", "recipientId": "1", "text": "", '
        '"createdAt": "YEAR-09-14T10:00:00.000+05:00"}}', ",",
    ),
}  # fmt: skip
OWNERS = {"linkedin": "mo-quist", "whatsapp": "Mo", "mail": "mo@x.example", "x": "1"}


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("year", ["0001", "9999", "2050"])
def test_impossible_dates_are_left_out_and_said(
    folder: Path, clock: FakeClock, tmp_path: Path, form: str, year: str
) -> None:
    whole, row, between = FILES[form]
    rows = between.join(row.replace("YEAR", one) for one in (year, "2026"))
    path = tmp_path / ("WhatsApp Chat with Ana.txt" if form == "whatsapp" else "a.txt")
    path.write_text(whole.replace("ROWS", rows), encoding="utf-8")
    service = CoachService(folder, clock, "test0001").open_folder()
    found = preview_import(service, [path], make_options(OWNERS.get(form, ())))
    run_import(service, found)
    journal = service.open_folder().journal.with_all_years()
    times = [r.at for kind in (Message, Mood) for r in journal.list_records(kind)]  # type: ignore[type-abstract]
    times += [block.started_at for block in journal.list_records(FocusBlock)]
    assert [at.year for at in times] == [2026]
    (line,) = (line for line in describe_preview(found) if line.startswith("Left out:"))
    assert ("1 entry dated in the future" in line) if year == "2050" else ("1 entry without a valid" in line)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("20261103", datetime(2026, 11, 3)),  # noqa: DTZ001
        ("20261103T0915", datetime(2026, 11, 3, 9, 15)),  # noqa: DTZ001
        ("20261103T091500Z", datetime(2026, 11, 3, 9, 15, tzinfo=UTC)),
        ("2026-11-03 09:15 EST", datetime(2026, 11, 3, 9, 15, tzinfo=timezone(timedelta(hours=-5)))),
        ("3 Nov 2026 09:15:00 CET", datetime(2026, 11, 3, 9, 15, tzinfo=timezone(timedelta(hours=1)))),
        *(
            (text, datetime(2026, 7, 14, 18, 5, tzinfo=UTC))
            for text in (
                "2026-07-14 18:05 UTC",
                "2026-07-14T18:05:00Z",
                "2026-07-14t18:05:00z",
                "2026-07-14 18:05:00Z",
                "2026-07-14 18:05:00 Z",
                "14.07.2026 18:05 GMT",
                "14 Jul 2026 18:05:00 UTC",
                "July 14, 2026, 6:05 PM UTC",
                "14/07/2026 18:05 utc",
                "2026/07/14 18:05:00 +0000 UTC",
                "Tue, 14 Jul 2026 18:05:00 GMT",
                "14 juillet 2026 18:05 GMT",
                "14.07.2026 20:05:00 +0200 CEST",
                "2026-07-14 20:05 CEST",
                "2026-07-14 19:05 GMT+1",
            )
        ),
        ("14.07.2026 UTC", datetime(2026, 7, 14)),  # noqa: DTZ001
        ("2026-07-14 25:05 UTC", None),
        ("UTC", None),
        (": UTC", None),
        ("18:05 UTC", None),
        ("20261332", None),
    ],
)
def test_moments_of_other_programs_are_read(text: str, moment: datetime | None) -> None:
    assert parse_moment(text, "dmy") == moment


@pytest.mark.parametrize(
    ("days", "order"),
    [
        (["2026-03-05", "2026/3/9"], "ymd"),
        (["2026-03-05", "3/5/26"], ""),
        (["2026-03-05", "3/5/26", "3/25/26"], "mdy"),
        (["2026-03-05", "25/12/26"], "dmy"),
        (["3/5/26"], ""),
    ],
)
def test_dates_that_begin_with_the_year_tell_nothing_of_others(days: list[str], order: str) -> None:
    assert find_certain_order(days) == order


@pytest.mark.parametrize(("other", "on"), [("3/5/26", None), ("3/25/26", "2026-03-25"), ("25.3.26", "2026-03-25")])
def test_a_column_with_dates_of_two_kinds_is_not_misread(tmp_path: Path, other: str, on: str | None) -> None:
    (tmp_path / "Connections.csv").write_text(
        f"First Name,Last Name,URL,Company,Connected On\nAna,Lee,{ANA},ACME,2026-03-05\nMo,Quist,{ME},ACME,{other}\n",
        encoding="utf-8",
    )
    (found,) = read_exports([tmp_path / "Connections.csv"])
    days = {one.name: one.connected_on and str(one.connected_on) for one in found.contacts.values()}
    assert days == {"Ana Lee": "2026-03-05", "Mo Quist": on}
    assert any("date_format" in line for line in found.warnings) == (on is None)
