"""Read from ActivityWatch when somebody worked at the computer.

Only times are kept; window titles, programs and web addresses are private. Work is where a window was in front and
nobody was away. Files can have hundreds of megabytes and are read event by event.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, BinaryIO

from coach.domain.intervals import intersect_intervals, join_intervals
from coach.importers.files.archive_members import Member
from coach.importers.files.json_reader import JsonStream, get_value
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
_MANY_DAMAGED = "many entries are not ActivityWatch events, so the rest of the file was left out."
_NEVER_AWAY = "It doesn't say when you were away from the computer, so all time with an open window counts as work."

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
                if counts["events"] > _EVENTS_LIMIT:
                    break
                kind, span = _classify_event(event)
                if span and kind in ("window", "here"):
                    (windows if kind == "window" else here).add_interval(span)
                    continue
                ignored[kind if span else "damaged"] += 1
                if ignored["damaged"] > _DAMAGED_LIMIT:
                    warnings.append(f"{member.file_name}: {_MANY_DAMAGED}")
                    break
    if windows and not here:
        warnings.append(_NEVER_AWAY)
    work = _find_work(windows, here)
    stretches = join_intervals(work, GAP)
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


def _find_work(windows: _IntervalCollector, here: _IntervalCollector) -> list[Interval]:
    """Return when a window was open while somebody was there, or the one of these that is known."""
    if windows and here:
        return intersect_intervals(windows.joined_intervals(), here.joined_intervals())
    return (here if here else windows).joined_intervals()


def _build_block(start: float, end: float) -> ImportedBlock:
    began = datetime.fromtimestamp(start, UTC)
    return ImportedBlock(f"activitywatch:{began:%Y-%m-%dT%H:%M:%SZ}", began, datetime.fromtimestamp(end, UTC))


def _classify_event(event: Any) -> tuple[str, Interval | None]:
    """Return the kind of an event (window, here, away, web, other) and its interval."""
    data = get_value(event, "data")
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
            self._spans = join_intervals(self._spans, 1)
            self._room = max(_SPANS_LIMIT, 2 * len(self._spans))

    def joined_intervals(self) -> list[Interval]:
        return join_intervals(self._spans, 1)


def _iterate_events(stream: BinaryIO, member: Member, warnings: list[str]) -> Iterator[Any]:
    """Yield the events of all buckets, whether the buckets are in an object or in an array."""
    text = JsonStream(stream)
    try:
        text.expect_character("{")
        for name in text.iterate_names():
            if name == "events":  # a single bucket
                yield from text.iterate_values()
            elif name != "buckets":
                text.take_value()
            elif text.take_character() == "{":
                for _ in text.iterate_names():
                    yield from _iterate_bucket(text)
            else:
                while not text.skip_closing("]"):
                    yield from _iterate_bucket(text)
    except (ValueError, RecursionError):
        warnings.append(f"{member.file_name} is damaged or cut short; the readable part was used.")


def _iterate_bucket(text: JsonStream) -> Iterator[Any]:
    """Yield the events of one bucket."""
    text.expect_character("{")
    for name in text.iterate_names():
        if name == "events":
            yield from text.iterate_values()
        else:
            text.take_value()
