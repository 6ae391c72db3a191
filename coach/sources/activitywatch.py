"""Read ActivityWatch's database: the minutes on networking sites are logged as reading.

The file is opened read-only. Only times are kept: no address, no title. What a block covers already is not counted
again. Both servers of ActivityWatch are read: the one in Python (`bucketmodel`) and the one in Rust (`buckets`).
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

from coach.actions.result import ActionResult, action
from coach.atomic_file import open_regular_file
from coach.domain.focus import FocusBlock
from coach.domain.intervals import MomentInterval, intersect_intervals, join_intervals, subtract_intervals
from coach.domain.journal import Journal
from coach.domain.record import Record, derive_record_id
from coach.sources.source import ReadContext, Reading, Source

SITES = ("linkedin.com", "x.com", "twitter.com", "bsky.app", "threads.net", "xing.com", "mastodon.social")
"""Networking sites, with everything below them."""
_TITLES = re.compile(r"(?i)\blinkedin\b| / X\b|\bbluesky\b|\bmastodon\b")
_BROWSERS = re.compile(r"(?i)firefox|chrom|safari|edge|brave|opera|vivaldi|arc|zen|librewolf|browser|qutebrowser")
_GAP, _SHORTEST = timedelta(minutes=2), timedelta(minutes=1)
_SETTLED = timedelta(minutes=5)
"""An interval that ended less than so long ago may still go on."""
_EVENTS_LIMIT = 200_000
_LOOK_BACK = timedelta(days=7)
"""How far back the first reading goes."""


def has_changes(source: Source, now: datetime) -> bool:
    """Return whether the database was written to since. Raises OSError if it is gone."""
    return _get_stamp(source.place) != source.marks.get("stamp")


def read_source(source: Source, context: ReadContext) -> Reading:
    """Log the intervals since the last reading. Raises OSError, sqlite3.Error."""
    stamp = _get_stamp(source.place)
    until = context.now - _SETTLED
    since = datetime.fromisoformat(source.marks["until"]) if source.marks.get("until") else context.now - _LOOK_BACK
    open_regular_file(source.place).close()  # sqlite3 waits for a pipe
    address = f"file:{quote(str(source.place.resolve()))}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=0.5)) as database:
        on_sites, present = _read_intervals(database, since - timedelta(hours=6))
    intervals = join_intervals(on_sites, _GAP)
    if present is not None:
        intervals = intersect_intervals(intervals, join_intervals(present, _GAP))
    intervals = [interval for interval in join_intervals(intervals, _GAP) if interval[1] <= until]
    free = subtract_intervals(intervals, _list_block_intervals(context.service.journal, context.now))
    new = [interval for interval in free if interval[1] - interval[0] >= _SHORTEST and interval[1] > since]
    # What is still going on begins the next reading.
    marks = {
        "stamp": stamp if all(end <= until for _, end in on_sites) else [],
        "until": until.astimezone(UTC).isoformat(),
    }
    minutes = round(sum((end - start).total_seconds() for start, end in new) / 60)
    return Reading(marks, (log_site_minutes(new),) if new else (), minutes)


@action
def log_site_minutes(journal: Journal, now: datetime, intervals: list[MomentInterval]) -> ActionResult:
    """Log intervals on networking sites as reading, where no block was running then."""
    records: list[Record] = []
    for start, end in intervals:
        record_id = derive_record_id("block", "activitywatch-web", start.isoformat())
        if journal.get_with_deleted(FocusBlock, record_id) is None:
            records.append(
                FocusBlock(
                    id=record_id, kind="read", form="free", asked=True,
                    started_at=start.astimezone(now.tzinfo), ended_at=end.astimezone(now.tzinfo),
                    key=f"activitywatch-web:{start.isoformat()}",
                )
            )  # fmt: skip
    minutes = round(sum((end - start).total_seconds() for start, end in intervals) / 60)
    return ActionResult(
        f"ActivityWatch: {minutes} minutes on networking sites, counted as reading.", tuple(records), undoable=False
    )


def is_networking_site(url: str) -> bool:
    """Return whether an address is on one of the networking sites."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return False
    return any(host == site or host.endswith(f".{site}") for site in SITES)


def _read_intervals(
    database: sqlite3.Connection, since: datetime
) -> tuple[list[MomentInterval], list[MomentInterval] | None]:
    """Return when networking sites were in front, and when somebody was there (None if nothing records that)."""
    web, windows, present = [], [], []
    has_web = has_presence = False
    for kind, start, end, data in _iterate_events(database, since):
        if kind == "web.tab.current":
            has_web = True
            if is_networking_site(str(data.get("url", ""))):
                web.append((start, end))
        elif kind == "currentwindow" and _BROWSERS.search(str(data.get("app", ""))):
            if _TITLES.search(str(data.get("title", ""))):
                windows.append((start, end))
        elif kind == "afkstatus":
            has_presence = True
            if data.get("status") == "not-afk":
                present.append((start, end))
    return sorted(web if has_web else windows), present if has_presence else None


def _iterate_events(
    database: sqlite3.Connection, since: datetime
) -> Iterator[tuple[str, datetime, datetime, dict[str, object]]]:
    """Yield (type of bucket, start, end, data) of the events since a moment. Raises sqlite3.Error."""
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if {"bucketmodel", "eventmodel"} <= tables:
        rows = database.execute(
            "SELECT b.type, e.timestamp, e.duration, e.datastr FROM eventmodel e JOIN bucketmodel b "
            "ON e.bucket_id = b.key WHERE e.timestamp >= ? ORDER BY e.timestamp DESC LIMIT ?",
            (f"{since.astimezone(UTC):%Y-%m-%d %H:%M:%S}", _EVENTS_LIMIT),
        )
        for kind, at, lasted, data in rows:
            try:
                start = datetime.fromisoformat(str(at))
                start = start.replace(tzinfo=UTC) if start.tzinfo is None else start
                yield str(kind), start, start + timedelta(seconds=float(lasted)), _parse_data(data)
            except (ValueError, TypeError, OverflowError):
                continue
        return
    if {"buckets", "events"} <= tables:
        rows = database.execute(
            "SELECT b.type, e.starttime, e.endtime, e.data FROM events e JOIN buckets b "
            "ON e.bucketrow = b.id WHERE e.starttime >= ? ORDER BY e.starttime DESC LIMIT ?",
            (int(since.timestamp() * 1e9), _EVENTS_LIMIT),
        )
        for kind, began, ended, data in rows:
            try:
                start, end = (datetime.fromtimestamp(moment / 1e9, UTC) for moment in (began, ended))
                yield str(kind), start, end, _parse_data(data)
            except (ValueError, TypeError, OverflowError, OSError):
                continue
        return
    raise sqlite3.DatabaseError("no tables of ActivityWatch")


def _parse_data(text: object) -> dict[str, object]:
    found = json.loads(str(text))
    return found if isinstance(found, dict) else {}


def _list_block_intervals(journal: Journal, now: datetime) -> list[MomentInterval]:
    """Return when blocks ran, without those that came from here."""
    return [
        (block.started_at, block.ended_at or max(now, block.started_at))
        for block in journal.list_records(FocusBlock)
        if not block.key.startswith("activitywatch")
    ]


def _get_stamp(path: Path) -> list[int]:
    """Return times and sizes that change with every write, of the write-ahead log beside the database too."""
    stat = path.stat()
    stamps = [stat.st_mtime_ns, stat.st_size]
    beside = path.with_name(f"{path.name}-wal")
    if beside.exists():
        stamps += [beside.stat().st_mtime_ns, beside.stat().st_size]
    return stamps
