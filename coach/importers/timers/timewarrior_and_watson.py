"""Read the intervals of two timers of the shell from JSON: `timew export`, and Watson's frames or `watson log --json`.

Both name moments with their offset from UTC.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from coach.domain.text import clean_text
from coach.importers.dates import is_possible_date
from coach.importers.files.json_reader import read_json_file
from coach.importers.files.members import Member
from coach.importers.import_result import ImportedBlock, ImportResult
from coach.importers.options import ImportOptions

_FRAME = ("start", "stop", "project", "id", "tags")
"""What Watson's file of frames holds in each list, in this order."""
_MARKS_OF_ID = re.compile(r"urn:uuid:|-")


def read_timewarrior(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read intervals of Timewarrior. They do not overlap, so the start is the key."""
    return _read_intervals("timewarrior", members, options, lambda entry, start: f"{start:%Y%m%dT%H%M%SZ}")


def read_watson(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read frames of Watson, each with an id of its own."""

    def name_frame(entry: Mapping[str, Any], start: datetime) -> str:
        return _MARKS_OF_ID.sub("", str(entry.get("id") or "")) or f"{start:%Y%m%dT%H%M%SZ}"

    return _read_intervals("watson", members, options, name_frame)


def _read_intervals(
    timer: str,
    members: Sequence[Member],
    options: ImportOptions,
    name_interval: Callable[[Mapping[str, Any], datetime], str],
) -> ImportResult:
    blocks: dict[str, ImportedBlock] = {}
    ignored: Counter[str] = Counter()
    warnings: list[str] = []
    rows = 0
    for member in members:
        entries = read_json_file(member, warnings, ignored)
        for entry in entries if isinstance(entries, list) else ():
            options.check_cancelled()
            rows += 1
            if isinstance(entry, list):
                entry = dict(zip(_FRAME, entry, strict=False))
            start = _parse_moment(_first(entry, "start", "begin_at")) if isinstance(entry, dict) else None
            end = _parse_moment(_first(entry, "end", "stop", "end_at")) if start else None
            if start is None or end is None or end <= start:
                ignored["no_end" if start else "no_start"] += 1  # without an end it is still running
                continue
            key = f"{timer}:{name_interval(entry, start)}"
            ignored["duplicate"] += key in blocks
            blocks[key] = ImportedBlock(key, start, end, intention=_describe_work(entry))
    return ImportResult(
        timer,
        blocks=tuple(sorted(blocks.values(), key=lambda block: (block.started_at, block.key))),
        counts={"rows": rows, "blocks": len(blocks)},
        ignored=dict(+ignored),
        warnings=tuple(warnings),
    )


def _first(entry: Mapping[str, Any], *names: str) -> Any:
    return next((entry[name] for name in names if name in entry), None)


def _describe_work(entry: Mapping[str, Any]) -> str:
    """Return what somebody worked on: the note or the project, else the tags."""
    tags = entry.get("tags")
    joined = ", ".join(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else ""
    return clean_text(str(entry.get("annotation") or entry.get("project") or joined))


def _parse_moment(value: Any) -> datetime | None:
    """Return the moment of "20260914T100000Z", an ISO 8601 text with its offset, or seconds since 1970, or None."""
    try:
        at = datetime.fromtimestamp(value, UTC) if isinstance(value, int) else datetime.fromisoformat(str(value)[:40])
    except (ValueError, OverflowError, OSError):
        return None
    return at.astimezone(UTC) if at.tzinfo and is_possible_date(at) else None
