"""Read from ActivityWatch when somebody worked at the computer.

Only times are kept; window titles, programs and web addresses are private. Work is where a window was in front and
nobody was away. Files can have hundreds of megabytes and are read event by event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, BinaryIO

from coach.importers.files.json_reader import JsonStream
from coach.importers.files.members import Member
from coach.importers.import_result import ImportedBlock, ImportResult
from coach.importers.options import ImportOptions

GAP = 120.0
"""Seconds between two stretches that still count as one."""
SHORTEST = 60.0
"""Seconds a block has to last."""
_EVENTS_LIMIT = 20_000_000
_SPANS_LIMIT = 500_000
_DAMAGED_LIMIT = 100_000
_LONGEST = 7 * 86400.0

Interval = tuple[float, float]


def read_activitywatch(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read intervals of work in UTC, under keys that stay when the last one grows."""
    windows, here = _IntervalCollector(), _IntervalCollector()
    counts = {"events": 0}
    ignored = {"web": 0, "away": 0, "other": 0, "damaged": 0}
    warnings: list[str] = []
    for member in members:
        with member.open(limit=None) as stream:
            for event in _iterate_events(stream, member, warnings):
                counts["events"] += 1
                if counts["events"] % 1000 == 0:
                    options.check_cancelled()
                if counts["events"] > _EVENTS_LIMIT:
                    break
                kind, span = _classify_event(event)
                if kind == "window" and span:
                    windows.add_interval(span)
                elif kind == "here" and span:
                    here.add_interval(span)
                else:
                    ignored[kind if span else "damaged"] += 1
                    if ignored["damaged"] > _DAMAGED_LIMIT:
                        warnings.append(
                            f"{member.file_name}: many entries are not ActivityWatch events, "
                            "so the rest of the file was left out."
                        )
                        break
    work = windows.joined_intervals()
    if windows and here:
        work = _intersect_intervals(work, here.joined_intervals())
    elif here:
        work = here.joined_intervals()
    elif windows:
        warnings.append(
            "It doesn't say when you were away from the computer, so all time with an open window counts as work."
        )
    stretches = _join_intervals(work, GAP)
    blocks = tuple(_build_block(start, end) for start, end in stretches if end - start >= SHORTEST)
    ignored["under_a_minute"] = len(stretches) - len(blocks)
    return ImportResult(
        "activitywatch",
        "buckets",
        blocks=blocks,
        counts={**counts, "blocks": len(blocks)},
        ignored={reason: count for reason, count in ignored.items() if count},
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _build_block(start: float, end: float) -> ImportedBlock:
    began = datetime.fromtimestamp(start, UTC)
    return ImportedBlock(f"activitywatch:{began:%Y-%m-%dT%H:%M:%SZ}", began, datetime.fromtimestamp(end, UTC))


def _classify_event(event: Any) -> tuple[str, Interval | None]:
    """Return the kind of an event (window, here, away, web, other) and its interval."""
    data = event.get("data") if isinstance(event, dict) else None
    if not isinstance(data, dict):
        return "other", None
    kind = "other"
    if "status" in data:
        kind = "here" if data["status"] == "not-afk" else "away"
    elif "url" in data:
        kind = "web"
    elif "app" in data:
        kind = "window"
    try:
        start = datetime.fromisoformat(str(event["timestamp"])[:40])
        start = start.replace(tzinfo=UTC) if start.tzinfo is None else start
        began, lasted = start.timestamp(), float(event["duration"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return kind, None
    if not 0 < began < 4e9 or not 0 <= lasted <= _LONGEST:
        return kind, None
    return kind, (began, began + lasted)


class _IntervalCollector:
    """Intervals that are joined as they arrive: a million events become a few thousand."""

    def __init__(self) -> None:
        self._spans: list[Interval] = []
        self._room = _SPANS_LIMIT

    def __bool__(self) -> bool:
        return bool(self._spans)

    def add_interval(self, span: Interval) -> None:
        if self._spans:  # events stand in order, newest or oldest first
            start, end = self._spans[-1]
            if span[0] <= end + 1 and span[1] >= start - 1:
                self._spans[-1] = (min(start, span[0]), max(end, span[1]))
                return
        self._spans.append(span)
        if len(self._spans) > self._room:
            self._spans = _join_intervals(self._spans, 1)
            self._room = max(_SPANS_LIMIT, 2 * len(self._spans))

    def joined_intervals(self) -> list[Interval]:
        return _join_intervals(self._spans, 1)


def _join_intervals(spans: Iterable[Interval], gap: float) -> list[Interval]:
    """Return intervals in order, joining those at most `gap` seconds apart."""
    joined: list[Interval] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1] + gap:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _intersect_intervals(one: Sequence[Interval], other: Sequence[Interval]) -> list[Interval]:
    """Return where both lists overlap; each is in order and without overlaps."""
    found: list[Interval] = []
    i = j = 0
    while i < len(one) and j < len(other):
        start, end = max(one[i][0], other[j][0]), min(one[i][1], other[j][1])
        if start < end:
            found.append((start, end))
        if one[i][1] < other[j][1]:
            i += 1
        else:
            j += 1
    return found


def _iterate_events(stream: BinaryIO, member: Member, warnings: list[str]) -> Iterator[Any]:
    """Yield the events of all buckets, whether the buckets are in an object or in an array."""
    text = JsonStream(stream)
    try:
        text.expect_character("{")
        for name in text.iterate_names():
            if name != "buckets":
                text.take_value()
            elif text.take_character() == "{":
                for _ in text.iterate_names():
                    yield from _iterate_bucket(text)
            else:
                while not text.skip_closing("]"):
                    yield from _iterate_bucket(text)
    except (ValueError, RecursionError):
        warnings.append(f"{member.file_name} is damaged or cut short; read as far as it goes.")


def _iterate_bucket(text: JsonStream) -> Iterator[Any]:
    """Yield the events of one bucket."""
    text.expect_character("{")
    for name in text.iterate_names():
        if name == "events":
            text.expect_character("[")
            while not text.skip_closing("]"):
                yield text.take_value()
        else:
            text.take_value()
