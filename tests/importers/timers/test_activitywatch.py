"""Stretches of work out of ActivityWatch."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.importers.files.archive_members import Member, Source
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions
from coach.importers.read_exports import read_exports
from coach.importers.timers import activitywatch
from tests.importers.make_mail import member

START = datetime(2026, 2, 8, 9, tzinfo=UTC)
Event = dict[str, Any]


def event(minute: float, minutes: float, **data: object) -> Event:
    at = START + timedelta(minutes=minute)
    return {"timestamp": at.isoformat(), "duration": minutes * 60, "data": data}


def window(minute: float, minutes: float) -> Event:
    return event(minute, minutes, app="editor", title="Secret plan")


def here(minute: float, minutes: float, status: str = "not-afk") -> Event:
    return event(minute, minutes, status=status)


def export(*buckets: list[Event], as_list: bool = False) -> bytes:
    made = [{"id": f"b{n}", "type": "x", "hostname": "h", "events": events} for n, events in enumerate(buckets)]
    return json.dumps({"buckets": made if as_list else {one["id"]: one for one in made}}).encode()


def found(data: bytes) -> ImportResult:
    return activitywatch.read_activitywatch([member(data, "aw.json")], ImportOptions())


def minutes(result: ImportResult) -> list[tuple[float, float]]:
    return [
        ((block.started_at - START) / timedelta(minutes=1), (block.ended_at - START) / timedelta(minutes=1))
        for block in result.blocks
    ]


def test_work_is_where_a_window_was_open_and_nobody_was_away() -> None:
    data = export([window(0, 50), window(50, 70)], [here(10, 20), here(30, 30, "afk"), here(60, 100)])
    assert minutes(found(data)) == [(10, 30), (60, 120)]


@pytest.mark.parametrize("as_list", [True, False])
def test_neighbours_are_one_block_in_either_order(as_list: bool) -> None:
    events = [window(n, 1) for n in range(30)]
    for one in (events, events[::-1]):
        assert minutes(found(export(one, [here(0, 30)], as_list=as_list))) == [(0, 30)]


def test_stretches_under_a_minute_are_counted_and_left() -> None:
    result = found(export([window(0, 0.5), window(10, 5)]))
    assert minutes(result) == [(10, 15)]
    assert result.ignored == {"under_a_minute": 1}


def test_titles_and_programs_are_not_kept() -> None:
    assert "ecret" not in repr(found(export([window(0, 5)])))
    assert "editor" not in repr(found(export([window(0, 5)])))


def test_browsing_is_not_looked_at() -> None:
    assert found(export([event(0, 30, url="https://x.example", title="x", incognito=True)])).ignored == {"web": 1}


def test_a_block_that_has_grown_since_keeps_its_key() -> None:
    (before,), (after,) = (found(export([window(0, length)])).blocks for length in (10, 25))
    assert before.key == after.key
    assert after.ended_at > before.ended_at


def test_a_file_is_known_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "export.txt"
    path.write_bytes(export([window(0, 5)]))
    (result,) = read_exports([path])
    assert (result.format, result.counts) == ("activitywatch", {"events": 1, "blocks": 1})


@pytest.mark.parametrize("cut", [3, 40, 120, 200, -1])
def test_a_file_cut_short_is_read_as_far_as_it_goes(cut: int) -> None:
    data = export([window(0, 10), window(60, 10)])
    result = found(data[:cut])
    assert len(result.blocks) <= 2
    assert "aw.json is damaged or cut short; the readable part was used." in result.warnings


EVENTS = '{"buckets": {"a": {"events": ['


@pytest.mark.parametrize(
    "text",
    [
        '{"buckets": ' + "[" * 100_000,
        EVENTS + "1," * 200_000,
        EVENTS + '"' + "a" * 3_000_000,
        EVENTS + '{"timestamp": "x", "duration": NaN, "data": {}}]}}}',
        '{"buckets": 7}',
    ],
)
def test_hostile_files_end_calmly(text: str) -> None:
    result = found(text.encode())
    assert result.blocks == ()
    assert len(result.warnings) == 1


class Trickle(io.RawIOBase):
    """A stream that gives a few bytes at a time."""

    def __init__(self, data: bytes, step: int) -> None:
        self._rest, self._step = data, step

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._rest[: min(self._step, len(buffer))]
        buffer[: len(piece)] = piece
        self._rest = self._rest[len(piece) :]
        return len(piece)


@given(st.integers(1, 80))
def test_the_size_of_the_pieces_that_are_read_makes_no_difference(step: int) -> None:
    data = export([window(0, 10)], [here(0, 9.5)]).replace(b"Secret", "Größe".encode())
    source = Source("aw.json", "file")
    trickling = Member("aw.json", source, lambda: Trickle(data, step), len(data))  # type: ignore[arg-type,return-value]
    assert activitywatch.read_activitywatch([trickling], ImportOptions()).blocks == found(data).blocks
