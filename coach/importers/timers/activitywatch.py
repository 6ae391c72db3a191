"""ActivityWatch: when somebody was at work on the computer, from its buckets of windows and absence.

Window titles, programs and web addresses are private and are never kept, not even in memory: of each event the
time alone is looked at. Work is where a window was in front and nobody was away. The file may be hundreds of
megabytes; it is read event by event.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, BinaryIO, NoReturn

from coach.importers.files.source import Member
from coach.importers.models import ImportedBlock, ImportResult
from coach.importers.options import ImportOptions

GAP = 120.0
"""Seconds between two stretches that still count as one."""
SHORTEST = 60.0
"""Seconds a block has to last."""
_EVENTS_LIMIT = 20_000_000
_SPANS_LIMIT = 500_000
_DAMAGED_LIMIT = 100_000
_VALUE_LIMIT = 1 << 20  # characters of one event, or of what is said about a bucket
_LONGEST = 7 * 86400.0
_READ = 1 << 16
_SPACE = re.compile(r"[\s,:]*")

Interval = tuple[float, float]


def read_activitywatch(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read stretches of work, aware, UTC, under keys that stay when the last of them grows."""
    windows, here = _IntervalCollector(), _IntervalCollector()
    counts = {"events": 0}
    ignored = {"web": 0, "away": 0, "other": 0, "damaged": 0, "under_a_minute": 0}
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
                    windows.add(span)
                elif kind == "here" and span:
                    here.add(span)
                else:
                    ignored[kind if span else "damaged"] += 1
                    if ignored["damaged"] > _DAMAGED_LIMIT:
                        warnings.append(f"{member.file_name} holds little that is an event; left out from there on.")
                        break
    work = windows.joined()
    if windows and here:
        work = _intersect_intervals(work, here.joined())
    elif here:
        work = here.joined()
    elif windows:
        warnings.append("There is no record of absence in it, so open windows count as work.")
    blocks = []
    for start, end in _join_intervals(work, GAP):
        if end - start < SHORTEST:
            ignored["under_a_minute"] += 1
            continue
        began = datetime.fromtimestamp(start, UTC)
        key = f"activitywatch:{began:%Y-%m-%dT%H:%M:%SZ}"
        blocks.append(ImportedBlock(key, began, datetime.fromtimestamp(end, UTC)))
    return ImportResult(
        "activitywatch",
        "buckets",
        blocks=tuple(blocks),
        counts={**counts, "blocks": len(blocks)},
        ignored={reason: count for reason, count in ignored.items() if count},
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _classify_event(event: Any) -> tuple[str, Interval | None]:
    """Which kind an event is (window, here, away, web, other), and when it was. Told by what its data names."""
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
    """Stretches of time, joined while they come in, so that a million events become a few thousand."""

    def __init__(self) -> None:
        self._spans: list[Interval] = []
        self._room = _SPANS_LIMIT

    def __bool__(self) -> bool:
        return bool(self._spans)

    def add(self, span: Interval) -> None:
        if self._spans:  # events stand in order, newest or oldest first
            start, end = self._spans[-1]
            if span[0] <= end + 1 and span[1] >= start - 1:
                self._spans[-1] = (min(start, span[0]), max(end, span[1]))
                return
        self._spans.append(span)
        if len(self._spans) > self._room:
            self._spans = _join_intervals(self._spans, 1)
            self._room = max(_SPANS_LIMIT, 2 * len(self._spans))

    def joined(self) -> list[Interval]:
        return _join_intervals(self._spans, 1)


def _join_intervals(spans: Iterable[Interval], gap: float) -> list[Interval]:
    """Spans in order, those that touch or are at most `gap` seconds apart made one."""
    joined: list[Interval] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1] + gap:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _intersect_intervals(one: Sequence[Interval], other: Sequence[Interval]) -> list[Interval]:
    """Where both are; each in order and without overlaps of its own."""
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
    """Yield the events of all buckets, whether buckets stand in an object or in an array."""
    text = _JsonText(stream)
    try:
        text.expect("{")
        for name in text.names():
            if name != "buckets":
                text.value()
            elif text.take() == "{":
                for _ in text.names():
                    yield from _iterate_bucket(text)
            else:
                while not text.ends("]"):
                    yield from _iterate_bucket(text)
    except (ValueError, RecursionError):
        warnings.append(f"{member.file_name} is damaged or cut short; read as far as it goes.")


def _iterate_bucket(text: _JsonText) -> Iterator[Any]:
    text.expect("{")
    for name in text.names():
        if name == "events":
            text.expect("[")
            while not text.ends("]"):
                yield text.value()
        else:
            text.value()


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")


class _JsonText:
    """JSON text read a piece at a time. Everything raises ValueError where the text is not what it has to be."""

    _decoder = json.JSONDecoder(parse_constant=_refuse_constant)

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decode = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._text = ""
        self._at = 0
        self._ended = False

    def _more(self) -> None:
        data = self._stream.read(max(_READ, len(self._text) - self._at))
        self._ended = not data
        self._text = self._text[self._at :] + self._decode.decode(data, self._ended)
        self._at = 0

    def peek(self) -> str:
        """The next character that is no space, comma or colon; empty at the end."""
        while True:
            found = _SPACE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text) or self._ended:
                return self._text[self._at : self._at + 1]
            self._more()

    def take(self) -> str:
        """Pass over the next character and return it."""
        char = self.peek()
        self._at += 1
        return char

    def expect(self, char: str) -> None:
        """Pass over `char`."""
        if self.take() != char:
            raise ValueError(f"no {char}")

    def ends(self, char: str) -> bool:
        """Whether the closing `char` comes next; if so it is passed over."""
        if (found := self.peek()) == char:
            self._at += 1
        elif not found:
            raise ValueError("cut short")
        return found == char

    def names(self) -> Iterator[str]:
        """Yield the names in an object whose brace is passed over; its values have to be taken in between."""
        while not self.ends("}"):
            yield str(self.value())

    def value(self) -> Any:
        """Return the next value, of at most a million characters."""
        self.peek()
        while True:
            try:
                found, end = self._decoder.raw_decode(self._text, self._at)
            except ValueError:
                if self._ended or len(self._text) - self._at > _VALUE_LIMIT:
                    raise
            else:
                if end < len(self._text) or self._ended:  # a number may go on in the next piece
                    self._at = end
                    return found
            self._more()
