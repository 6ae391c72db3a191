"""Time trackers: what each row becomes."""

# ruff: noqa: DTZ001  (wall times, zone unknown)

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.importers.invented import read_file


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
