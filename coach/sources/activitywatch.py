"""Read ActivityWatch's database: the minutes on networking sites are logged as reading.

The file is opened read-only. Only times are kept: no address, no title. What a block covers already is not counted
again. Both servers of ActivityWatch are read: the one in Python (`bucketmodel`) and the one in Rust (`buckets`).
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

from coach.actions.result import ActionResult, action
from coach.atomic_file import open_regular_file
from coach.domain.clock import NO_TIME
from coach.domain.focus import FocusBlock
from coach.domain.intervals import MomentInterval, intersect_intervals, join_intervals, subtract_intervals
from coach.domain.journal import Journal
from coach.domain.record import Record, derive_record_id
from coach.domain.wording import round_to_minutes
from coach.sources.source import ReadContext, Reading, Source

NETWORKING_SITES = ("linkedin.com", "x.com", "twitter.com", "bsky.app", "threads.net", "xing.com", "mastodon.social")
"""Networking sites, with everything below them."""
_TITLES_OF_NETWORKING_SITES = re.compile(r"(?i)\blinkedin\b| / X\b|\bbluesky\b|\bmastodon\b")
_BROWSER_APPS = re.compile(r"(?i)firefox|chrom|safari|edge|brave|opera|vivaldi|arc|zen|librewolf|browser|qutebrowser")
_GAP_BETWEEN_VISITS, _SHORTEST_VISIT = timedelta(minutes=2), timedelta(minutes=1)
_VISIT_SETTLED_AFTER = timedelta(minutes=5)
"""An interval that ended less than so long ago may still go on."""
_BUCKET_EVENTS_LIMIT = 200_000
_FIRST_LOOK_BACK = timedelta(days=7)
"""How far back the first reading goes."""


def has_changes(source: Source, now: datetime) -> bool:
    """Return whether the database was written to since. Raises OSError if it is gone."""
    return _get_stamp(source.place) != source.marks.get("stamp")


def read_source(source: Source, context: ReadContext) -> Reading:
    """Log the intervals since the last reading. Raises OSError, sqlite3.Error."""
    stamp = _get_stamp(source.place)
    settled_until = context.now - _VISIT_SETTLED_AFTER
    read_since = (
        datetime.fromisoformat(source.marks["until"]) if source.marks.get("until") else context.now - _FIRST_LOOK_BACK
    )
    open_regular_file(source.place).close()  # sqlite3 waits for a pipe
    address = f"file:{quote(str(source.place.resolve()))}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=0.5)) as database:
        visits, presence = _read_intervals(database, read_since - timedelta(hours=6))
    intervals = join_intervals(visits, _GAP_BETWEEN_VISITS)
    if presence is not None:
        intervals = intersect_intervals(intervals, join_intervals(presence, _GAP_BETWEEN_VISITS))
    intervals = [(start, end) for start, end in join_intervals(intervals, _GAP_BETWEEN_VISITS) if end <= settled_until]
    outside_blocks = subtract_intervals(intervals, _list_block_intervals(context.service.journal, context.now))
    new_visits = [(start, end) for start, end in outside_blocks if end - start >= _SHORTEST_VISIT and end > read_since]
    # What is still going on begins the next reading.
    marks = {
        "stamp": stamp if all(end <= settled_until for _, end in visits) else [],
        "until": settled_until.astimezone(UTC).isoformat(),
    }
    return Reading(marks, (log_site_minutes(new_visits),) if new_visits else (), _count_minutes(new_visits))


@action
def log_site_minutes(journal: Journal, now: datetime, visit_intervals: list[MomentInterval]) -> ActionResult:
    """Log intervals on networking sites as reading, where no block was running then."""
    focus_blocks: list[Record] = []
    for start, end in visit_intervals:
        record_id = derive_record_id("block", "activitywatch-web", start.isoformat())
        if journal.get_with_deleted(FocusBlock, record_id) is None:
            focus_blocks.append(
                FocusBlock(
                    id=record_id, kind="read", form="free", asked=True,
                    started_at=start.astimezone(now.tzinfo), ended_at=end.astimezone(now.tzinfo),
                    key=f"activitywatch-web:{start.isoformat()}",
                )
            )  # fmt: skip
    message = f"ActivityWatch: {_count_minutes(visit_intervals)} minutes on networking sites, counted as reading."
    return ActionResult(message, tuple(focus_blocks), undoable=False)


def _count_minutes(intervals: Iterable[MomentInterval]) -> int:
    return round_to_minutes(sum((end - start for start, end in intervals), NO_TIME))


def is_networking_site(url: str) -> bool:
    """Return whether an address is on one of the networking sites."""
    try:
        host = f".{urlsplit(url).hostname or ''}".lower()
    except ValueError:
        return False
    return host.endswith(tuple(f".{site}" for site in NETWORKING_SITES))


def _read_intervals(
    database: sqlite3.Connection, since: datetime
) -> tuple[list[MomentInterval], list[MomentInterval] | None]:
    """Return when networking sites were in front, and when somebody was there (None if nothing records that)."""
    web_visits, window_visits, presence = [], [], []
    has_web = has_presence = False
    for bucket_type, start, end, event_data in _iterate_events(database, since):
        if bucket_type == "web.tab.current":
            has_web = True
            if is_networking_site(str(event_data.get("url", ""))):
                web_visits.append((start, end))
        elif bucket_type == "currentwindow" and _BROWSER_APPS.search(str(event_data.get("app", ""))):
            if _TITLES_OF_NETWORKING_SITES.search(str(event_data.get("title", ""))):
                window_visits.append((start, end))
        elif bucket_type == "afkstatus":
            has_presence = True
            if event_data.get("status") == "not-afk":
                presence.append((start, end))
    return sorted(web_visits if has_web else window_visits), presence if has_presence else None


def _iterate_events(
    database: sqlite3.Connection, since: datetime
) -> Iterator[tuple[str, datetime, datetime, dict[str, object]]]:
    """Yield (type of bucket, start, end, data) of the events since a moment. Raises sqlite3.Error."""
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if {"bucketmodel", "eventmodel"} <= tables:
        rows = database.execute(
            "SELECT b.type, e.timestamp, e.duration, e.datastr FROM eventmodel e JOIN bucketmodel b "
            "ON e.bucket_id = b.key WHERE e.timestamp >= ? ORDER BY e.timestamp DESC LIMIT ?",
            (f"{since.astimezone(UTC):%Y-%m-%d %H:%M:%S}", _BUCKET_EVENTS_LIMIT),
        )
        for bucket_type, at, event_seconds, event_data in rows:
            try:
                start = datetime.fromisoformat(str(at))
                start = start.replace(tzinfo=UTC) if start.tzinfo is None else start
                yield str(bucket_type), start, start + timedelta(seconds=float(event_seconds)), _parse_data(event_data)
            except (ValueError, TypeError, OverflowError):
                continue
        return
    if {"buckets", "events"} <= tables:
        rows = database.execute(
            "SELECT b.type, e.starttime, e.endtime, e.data FROM events e JOIN buckets b "
            "ON e.bucketrow = b.id WHERE e.starttime >= ? ORDER BY e.starttime DESC LIMIT ?",
            (int(since.timestamp() * 1e9), _BUCKET_EVENTS_LIMIT),
        )
        for bucket_type, began, ended, event_data in rows:
            try:
                start, end = (datetime.fromtimestamp(moment / 1e9, UTC) for moment in (began, ended))
                yield str(bucket_type), start, end, _parse_data(event_data)
            except (ValueError, TypeError, OverflowError, OSError):
                continue
        return
    raise sqlite3.DatabaseError("no tables of ActivityWatch")


def _parse_data(event_text: object) -> dict[str, object]:
    event_data = json.loads(str(event_text))
    return event_data if isinstance(event_data, dict) else {}


def _list_block_intervals(journal: Journal, now: datetime) -> list[MomentInterval]:
    """Return when blocks ran, without those that came from here."""
    return [
        (block.started_at, block.ended_at or max(now, block.started_at))
        for block in journal.list_records(FocusBlock)
        if not block.key.startswith("activitywatch")
    ]


def _get_stamp(database_file: Path) -> list[int]:
    """Return times and sizes that change with every write, of the write-ahead log beside the database too."""
    database_status = database_file.stat()
    database_stamp = [database_status.st_mtime_ns, database_status.st_size]
    write_ahead_log = database_file.with_name(f"{database_file.name}-wal")
    if write_ahead_log.exists():
        database_stamp += [write_ahead_log.stat().st_mtime_ns, write_ahead_log.stat().st_size]
    return database_stamp
