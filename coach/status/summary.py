"""Summarise the data for `coach status`, after each save.

The summary has moments and minutes, never a name, a note or an intention. It has what `coach.status.line` cannot
compute with a clock alone, from the documents just saved; blocks of other days are not read.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from pathlib import Path

from coach.domain.clock import A_DAY, NO_TIME, at_wall_time
from coach.domain.focus import (
    NETWORKING_KINDS,
    OPEN_BLOCK_LIMIT,
    FocusBlock,
    find_block_on_break,
    find_running_block,
    is_block_paused,
    iterate_counted_intervals,
    paused_time,
    planned_length,
)
from coach.domain.journal import Journal
from coach.domain.networking_hours import moments_near
from coach.domain.record import Documents
from coach.domain.wording import format_kind
from coach.paths import find_data_folder
from coach.status.cache import Summary, write_summary

_A_MINUTE = timedelta(minutes=1)


def cache_summary(folder: Path, documents: Documents, now: datetime, stamp: str = "") -> None:
    """Cache the summary of `documents`, as they are in `folder`, if it is the folder in regular use. Raises OSError.

    Call it under the lock after a save or, after reading, with the version of the file before that: so the summary is
    never about older documents than its version.
    """
    if folder == find_data_folder():
        write_summary(folder, compute_summary(documents, now), stamp)


def compute_summary(documents: Documents, now: datetime) -> Summary:
    """Return the summary of `documents` at `now`, which is valid until the day ends or something is saved."""
    settings = Journal(documents).settings
    today = settings.day_of(now)
    first_day = (today - 2 * A_DAY).isoformat()
    recent_blocks = {
        block_id: block_document
        for block_id, block_document in documents.get("blocks", {}).items()
        if "ended_at" not in block_document or str(block_document.get("started_at", "")) >= first_day
    }
    blocks = Journal({"blocks": recent_blocks}).list_records(FocusBlock)
    midnight = at_wall_time(now.date() + A_DAY, time.min, now)  # hours are those of a calendar day
    day_end = at_wall_time(today + A_DAY, settings.day_ends, now)
    # all that counts until the day ends if nothing is saved; `line` takes the part that has passed
    counted_intervals = iterate_counted_intervals(blocks, max(day_end, now), settings.day_ends)
    ended_ids = {block.id for block in blocks if block.ended_at is not None}
    block, block_on_break = find_running_block(blocks), find_block_on_break(blocks, now)
    return {
        "from": _to_seconds(now - _A_MINUTE),
        "till": _to_seconds(min(midnight, day_end)),
        "offset": str(round((now.utcoffset() or timedelta(0)).total_seconds())),
        "away": _to_seconds(settings.away_until),
        "counted": _format_spans(
            _move_into_past(start, end, now) if block_id in ended_ids else (start, end)
            for start, end, (day, kind, block_id) in counted_intervals
            if day == today and kind in NETWORKING_KINDS
        ),
        "limit": str(settings.limit_minutes),
        "hours": (_format_spans(moments_near(settings, now)) or "none") if settings.hours else "",
        "rest": _to_seconds(block_on_break.rest_until) if block_on_break else "",
        **_summarize_block(block),
    }


def _summarize_block(block: FocusBlock | None) -> Summary:
    if block is None:
        return {"kind": ""}
    paused = paused_time(block)
    deadline, paused_since = block.deadline, block.pauses[-1].start if is_block_paused(block) else None
    longest_end = block.started_at + paused + OPEN_BLOCK_LIMIT
    return {
        "kind": block.kind,
        "kind_name": format_kind(block.kind),
        "started": _to_seconds(block.started_at),
        "rests": str(paused.total_seconds()),
        "paused": _to_seconds(paused_since),
        "deadline": _to_seconds(deadline),
        "whole": str(planned_length(block).total_seconds()),
        "over": _to_seconds(paused_since + OPEN_BLOCK_LIMIT if paused_since else deadline or longest_end),
    }


def _move_into_past(start: datetime, end: datetime, now: datetime) -> tuple[datetime, datetime]:
    """Return the span, moved to end at `now` if it ends later: it has passed, by a clock that was ahead of this one."""
    ahead = max(end - now, NO_TIME)
    return start - ahead, end - ahead


def _format_spans(spans: Iterable[tuple[datetime, datetime]]) -> str:
    """Return spans as seconds: "1700000000.0-1700003600.0 …"."""
    return " ".join(f"{_to_seconds(start)}-{_to_seconds(end)}" for start, end in spans)


def _to_seconds(moment: datetime | None) -> str:
    return str(moment.timestamp()) if moment else ""
