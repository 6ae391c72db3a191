"""Times of records: in every notation of before the same moment, and no burden to the garbage collector."""

from __future__ import annotations

import gc
from datetime import UTC, datetime, timedelta, timezone
from time import tzset

import pytest
from pydantic import ValidationError

from coach.domain.mood import Mood

AT = datetime(2026, 3, 9, 9, 30, tzinfo=UTC)


def read_time(text: object) -> datetime:
    return Mood.model_validate({"id": "a", "value": 3, "at": text}).at


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-09T09:30:00Z",
        "2026-03-09T09:30:00z",
        "2026-03-09T11:30:00+02:00",
        "2026-03-09 04:00:00.000000-05:30",
        "2026-03-09t09:30Z",
        str(int(AT.timestamp())),
        int(AT.timestamp()),
    ],
)
def test_a_time_is_read_in_every_notation(text: object) -> None:
    assert read_time(text) == AT


def test_a_time_keeps_the_offset_of_its_place() -> None:
    assert read_time("2026-03-09T11:30:00+02:00").utcoffset() == timedelta(hours=2)
    assert read_time(datetime(2026, 3, 9, tzinfo=timezone(timedelta(hours=-3)))).utcoffset() == timedelta(hours=-3)


@pytest.mark.parametrize("text", ["", "soon", "2026-13-09T09:30:00Z", "0001-01-01T00:00:00Z", None, []])
def test_what_is_no_time_is_refused(text: object) -> None:
    with pytest.raises(ValidationError):
        read_time(text)


@pytest.mark.parametrize("offset", ["Z", "+00:00", "+05:45", "-08:00"])
def test_the_garbage_collector_visits_no_time_zones(offset: str) -> None:
    assert not gc.is_tracked(read_time(f"2026-03-09T09:30:00{offset}").tzinfo)


@pytest.mark.parametrize("text", ["2026-03-09T10:45:29-01:15:29", "2026-03-09T08:45:30.000000-00:44:30"])
def test_a_zone_with_seconds_is_written_as_the_same_moment(text: str) -> None:
    at = read_time(text)
    assert read_time(Mood(id="a", value=3, at=at).to_document()["at"]) == at == datetime.fromisoformat(text)


def test_a_local_time_from_before_time_zones_is_written_as_the_same_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Africa/Monrovia")  # 44:30 minutes behind Greenwich until 1972
    tzset()
    try:
        at = read_time("1971-05-01T12:00:00")
    finally:
        monkeypatch.undo()
        tzset()
    assert at == datetime(1971, 5, 1, 12, 44, 30, tzinfo=UTC)
    assert read_time(Mood(id="a", value=3, at=at).to_document()["at"]) == at
