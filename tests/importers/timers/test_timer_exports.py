"""Time trackers: what each row becomes."""

# ruff: noqa: DTZ001  (wall times, zone unknown)

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions
from coach.importers.read_exports import read_exports
from coach.importers.timers.timer_exports import read_toggl
from tests.importers.invented import read_file
from tests.importers.make_mail import member


@pytest.mark.parametrize(
    ("start", "end", "order"),
    [
        ("11/09/2026", "11/23/2026", "%m/%d/%Y"),
        ("09/11/2026", "23/11/2026", "%d/%m/%Y"),
        ("2026-11-09", "2026-11-23", "%Y-%m-%d"),
    ],
)
def test_clockify_in_every_order_of_the_date(tmp_path: Path, start: str, end: str, order: str) -> None:
    head = "Project,Description,Start Date,Start Time,End Date,End Time,Duration (h)\n"
    rows = (
        f"Site,copy,{start},09:00:00 AM,{start},10:30:00 AM,01:30:00\nSite,more,{end},1:00 PM,{end},1:20 PM,00:20:00\n"
    )
    found = read_file(tmp_path, "c.csv", head + rows)
    first, second = found.blocks
    assert first.started_at == datetime(2026, 11, 9, 9)
    assert first.ended_at - first.started_at == timedelta(minutes=90)
    assert (second.started_at, second.intention) == (datetime(2026, 11, 23, 13), "more")
    assert not found.warnings, order


def test_rescuetime_gives_productive_time_by_the_hour(tmp_path: Path) -> None:
    head = "Date,Time Spent (seconds),Number of People,Activity,Category,Productivity\n"
    rows = (
        "2026-11-09T09:00:00,1200,1,editor,Editing,2\n2026-11-09T09:00:00,600,1,docs,Reference,1\n"
        "2026-11-09T09:00:00,900,1,feed,Social,-2\n2026-11-09T10:00:00,30,1,editor,Editing,2\n2026-11-09,30,1,e,E,2\n"
    )
    found = read_file(tmp_path, "r.csv", head + rows)
    (block,) = found.blocks
    assert (block.started_at, block.ended_at) == (datetime(2026, 11, 9, 9), datetime(2026, 11, 9, 9, 30))
    assert found.ignored == {"not_productive": 1, "under_a_minute": 1, "no_start": 1}


@pytest.mark.parametrize(
    ("lasted", "minutes"),
    [("1:20:05", 80), ("1h 20m", 80), ("1 h 20 min", 80), ("1,5 h", 90), ("1.5", 90), ("25 min", 25), ("0:25", 25), ("2 h", 120),
     ("2 hours 5 minutes", 125), ("90s", 1), ("26:00:00", 1560), ("soon", None), ("", None)],
)  # fmt: skip
def test_a_duration_stands_in_for_an_end_in_every_way_it_is_written(
    tmp_path: Path, lasted: str, minutes: int | None
) -> None:
    text = f'Description,Start date,Start time,End date,End time,Duration\na,2026-11-09,09:00:00,,,"{lasted}"\n'
    found = read_file(tmp_path, "t.csv", text)
    assert [(one.ended_at - one.started_at) // timedelta(minutes=1) for one in found.blocks] == (
        [] if minutes is None else [minutes]
    )
    assert found.ignored == ({} if minutes is not None else {"no_end": 1})


@pytest.mark.parametrize(
    ("name", "head"),
    [("toggl", "Description,Start date,Start time,End date,End time,Duration"),
     ("clockify", "Description,Start Date,Start Time,End Date,End Time,Duration (h)")],
)  # fmt: skip
def test_the_order_that_is_assumed_for_dates_is_said_and_can_be_given(tmp_path: Path, name: str, head: str) -> None:
    text = f"{head}\na,02/11/2026,09:00:00,02/11/2026,09:25:00,00:25:00\n"
    assumed = read_file(tmp_path, f"{name}.csv", text)
    assert [one.started_at.month for one in assumed.blocks] == [2]
    assert "--map date_format=DD/MM/YYYY" in " ".join(assumed.warnings)
    given = read_file(tmp_path, f"{name}.csv", text, mapping={"date_format": "DD/MM/YYYY"})
    assert ([one.started_at.month for one in given.blocks], given.warnings) == ([11], ())


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        ("2026-11-23 09:00:00 -0500", datetime(2026, 11, 23, 14, tzinfo=UTC)),
        ("11/23/26 9:00", datetime(2026, 11, 23, 9)),
    ],
)
def test_hours_of_rescuetime_with_an_offset_or_from_a_spreadsheet(
    tmp_path: Path, hour: str, expected: datetime
) -> None:
    head = "Date,Time Spent (seconds),Number of People,Activity,Category,Productivity\n"
    (block,) = read_file(tmp_path, "r.csv", f"{head}{hour},1200,1,editor,Editing,2\n").blocks
    assert block.started_at == expected


def test_rescuetime_by_the_minute_comes_to_the_same_hours(tmp_path: Path) -> None:
    head = "Date,Time Spent (seconds),Number of People,Activity,Category,Productivity\n"
    rows = "2026-11-09T09:00:00,240,1,editor,Editing,2\n2026-11-09T09:05:00,300,1,editor,Editing,2\n"
    (block,) = read_file(tmp_path, "r.csv", f"{head}{rows}2026-11-09T09:55:00,30,1,docs,Reference,1\n").blocks
    assert (block.started_at, block.ended_at) == (datetime(2026, 11, 9, 9), datetime(2026, 11, 9, 9, 9, 30))


def test_a_report_of_toggl_with_projects_alone(tmp_path: Path) -> None:
    text = "Project,Start Date,Start Time,Duration,Email\nReading,2026-11-09,09:00:00,00:25:00,mo@x.example\n"
    (block,) = read_file(tmp_path, "t.csv", text).blocks
    assert (block.started_at, block.intention) == (datetime(2026, 11, 9, 9), "Reading")


TIMEWARRIOR = (
    '[{"id":3,"start":"20261109T080000Z","end":"20261109T083000Z","tags":["letters","spring"]},\n'
    '{"id":2,"start":"20261109T090000Z","end":"20261109T091000Z","tags":["letters"],"annotation":"to Mara"},\n'
    '{"id":1,"start":"20261109T100000Z","tags":["letters"]}]'
)
FRAMES = (
    '[[1794211200, 1794213000, "letters", "0f3a9c7be1d24c55a1b2c3d4e5f60718", ["spring"], 1794213000],'
    ' [1794214800, 1794215400, "reading", "1f3a9c7be1d24c55a1b2c3d4e5f60718", [], 1794215400]]'
)
LOG = (
    '[{"id": "0f3a9c7b-e1d2-4c55-a1b2-c3d4e5f60718", "start": "2026-11-09T09:00:00+01:00",'
    ' "stop": "2026-11-09T09:30:00+01:00", "project": "letters", "tags": ["spring"]}]'
)


def test_the_intervals_of_timewarrior(tmp_path: Path) -> None:
    found = read_file(tmp_path, "timew.json", TIMEWARRIOR)
    assert found.format == "timewarrior"
    assert [(one.started_at, one.ended_at, one.intention) for one in found.blocks] == [
        (datetime(2026, 11, 9, 8, tzinfo=UTC), datetime(2026, 11, 9, 8, 30, tzinfo=UTC), "letters, spring"),
        (datetime(2026, 11, 9, 9, tzinfo=UTC), datetime(2026, 11, 9, 9, 10, tzinfo=UTC), "to Mara"),
    ]
    assert found.ignored == {"no_end": 1}


def test_the_frames_of_watson_and_its_log_are_the_same_blocks(tmp_path: Path) -> None:
    frames, log = read_file(tmp_path, "frames", FRAMES), read_file(tmp_path, "log.json", LOG)
    assert (frames.format, log.format) == ("watson", "watson")
    assert [one.intention for one in frames.blocks] == ["letters", "reading"]
    assert frames.blocks[:1] == log.blocks
    assert log.blocks[0].ended_at == datetime(2026, 11, 9, 8, 30, tzinfo=UTC)


def test_hours_that_two_reports_of_rescuetime_share_count_once(tmp_path: Path) -> None:
    head = "Date,Time Spent (seconds),Number of People,Activity,Category,Productivity\n"
    early, late = "2026-09-01T09:00:00,1800,1,Editor,Work,2\n", "2026-09-01T10:00:00,600,1,Editor,Work,2\n"
    for name, rows in (("a.csv", early), ("b.csv", early + late)):
        (tmp_path / name).write_text(head + rows, encoding="utf-8")
    (found,) = read_exports([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert [(block.ended_at - block.started_at).seconds for block in found.blocks] == [1800, 600]


HEADER = (
    "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,"
    "Duration,Tags,Amount (USD)\n"
)


def report(*rows: str) -> ImportResult:
    return read_toggl([member(("\ufeff" + HEADER + "\n".join(rows) + "\n").encode(), "t.csv")], ImportOptions())


ROW = "Mara,m@x.example,,Quay,,Letters,No,2026-02-08,09:00:00,2026-02-08,09:25:00,00:25:00,,"


def test_a_row_is_a_block_by_the_wall_clock() -> None:
    (block,) = report(ROW).blocks
    assert (block.started_at, block.ended_at) == (datetime(2026, 2, 8, 9), datetime(2026, 2, 8, 9, 25))
    assert block.intention == "Letters"


OTHER = ROW.replace("Mara,m@x.example", "Ana Lee,ana@x.example")


@pytest.mark.parametrize("me", ["Ana@x.example", "ana lee"])
def test_of_the_report_of_a_team_ones_own_blocks_are_read(me: str) -> None:
    file = member((HEADER + "\n".join((ROW, OTHER, ROW.replace("00:25:00", ""))) + "\n").encode(), "t.csv")
    asked = read_toggl([file], ImportOptions())
    assert (asked.blocks, asked.owner_candidates) == ((), ("m@x.example", "ana@x.example"))
    assert "--me" in " ".join(asked.warnings)
    told = read_toggl([file], ImportOptions(me=(me,)))
    assert (told.owner, len(told.blocks), told.ignored) == ("ana@x.example", 1, {"of_somebody_else": 2})


def test_a_report_of_one_person_asks_nothing() -> None:
    file = member((HEADER + ROW + "\n").encode(), "t.csv")
    found = read_toggl([file], ImportOptions(me=("somebody@else.example",)))
    assert (found.owner, found.owner_candidates, len(found.blocks)) == (None, (), 1)


def test_a_row_that_cannot_be_read_makes_no_team() -> None:
    damaged = ROW.replace("2026-02-08,09:00:00", "soon,x").replace("m@x.example", "content")
    result = report(ROW, damaged)
    assert (result.owner_candidates, len(result.blocks), result.ignored) == ((), 1, {"no_start": 1})


def test_a_duration_may_be_longer_than_a_day() -> None:
    (block,) = report(ROW.replace("00:25:00", "30:25:00")).blocks
    assert block.ended_at - block.started_at == timedelta(hours=30, minutes=25)


def test_the_project_stands_in_for_a_description() -> None:
    assert report(ROW.replace("Letters", "")).blocks[0].intention == "Quay"


def test_rows_without_a_start_or_an_end_are_counted_and_copies_count_once() -> None:
    running = "Mara,m@x.example,,Quay,,Letters,No,2026-02-08,09:00:00,,,,,"
    result = report(ROW, ROW, running, ROW.replace("2026-02-08,09:00:00", "soon,x"))
    assert len(result.blocks) == 1
    assert result.ignored == {"no_start": 1, "no_end": 1, "duplicate": 1}


def test_a_detailed_report_is_known_by_its_header(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    path.write_text(HEADER + ROW + "\n")
    (result,) = read_exports([path])
    assert (result.format, len(result.blocks)) == ("toggl", 1)
