"""Read what timers export: CSV reports of Toggl Track, Clockify and RescueTime, JSON of Timewarrior and Watson.

A detailed report has one row for each interval of work; summaries have no start times and are not read. An hour of
RescueTime with a minute of productive time is a block; names of programs and pages are private and are not kept.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

from coach.domain.text import clean_text, fold_text
from coach.exporters.csv import unescape_formula
from coach.importers.dates import (
    describe_assumed_order,
    find_order,
    find_table_order,
    is_possible_date,
    make_wall_time,
    parse_clock,
    parse_moment,
    parse_numeric_day,
)
from coach.importers.files.archive_members import Member
from coach.importers.files.csv_reader import HeaderTest, has_columns, open_tables
from coach.importers.files.json_reader import get_list, read_json_file
from coach.importers.import_result import ImportedBlock, ImportResult
from coach.importers.mail.headers import normalize_address
from coach.importers.options import ImportOptions

ROWS_LIMIT = 500_000
_CLOCK_DURATION = re.compile(r"(\d{1,5}):(\d\d)(?::(\d\d))?")
_WORD_DURATION = re.compile(r"(?:(\d{1,5}) ?h\w*)?\s*(?:(\d{1,5}) ?m\w*)?\s*(?:(\d{1,6}) ?s\w*)?")
_HOURS = re.compile(r"(\d{1,5}[.,]\d{1,6}|\d{1,3}(?= ?h)) ?(?:h\w*)?")
TOGGL_COLUMNS = ("Start date", "Start time", "Duration")
CLOCKIFY_COLUMNS = ("Start Date", "Start Time", "Duration (h)")
RESCUETIME_COLUMNS = ("Date", "Time Spent (seconds)", "Productivity")
is_clockify_header = has_columns(*CLOCKIFY_COLUMNS)
is_rescuetime_header = has_columns(*RESCUETIME_COLUMNS)
_COLUMNS = ("Start date", "Start time", "End date", "End time", "Description", "Project", "Duration", "Duration (h)")
_FRAME = ("start", "stop", "project", "id", "tags")
"""What Watson's file of frames holds in each list, in this order."""
_MARKS_OF_ID = re.compile(r"urn:uuid:|-")


def read_toggl(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read the blocks of Toggl."""
    return _read_report("toggl", members, options, has_columns(*TOGGL_COLUMNS))


def read_clockify(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read the blocks of Clockify."""
    return _read_report("clockify", members, options, is_clockify_header)


def _read_report(timer: str, members: Sequence[Member], options: ImportOptions, is_header: HeaderTest) -> ImportResult:
    """Read the blocks of a report. Times are naive: these reports do not state their zone.

    The report of a team holds the work of several people; those of `options.me` are read, else it asks.
    """
    read: list[tuple[str, ImportedBlock | str]] = []
    names_of: defaultdict[str, set[str]] = defaultdict(set)
    ignored: Counter[str] = Counter()
    warnings: list[str] = []
    for table in open_tables(members, is_header, warnings, ignored, ROWS_LIMIT):
        table.expect_cells(_COLUMNS[0], lambda cell: cell.strip()[:1].isdigit())
        found = [tuple(map(unescape_formula, cells)) for cells in table.select_columns(*_COLUMNS, "User", "Email")]
        days = (day for cells in found for day in (cells[0], cells[2]))
        order = find_order(days, options.mapping)
        if not order:
            order = "mdy"
            if found:
                warnings.append(describe_assumed_order(table.member.file_name, order))
        for *cells, user, email in found:
            who, block = normalize_address(email) or fold_text(user), _build_block(timer, order, cells)
            if isinstance(block, ImportedBlock):  # what stands in a damaged row may be no name
                names_of[who] |= {who, fold_text(user)}
            read.append((who, block))
    people = tuple(filter(None, names_of))
    is_of_team = len(people) > 1
    own_names = {normalize_address(word) or fold_text(word) for word in options.me}
    owner = next((who for who in people if is_of_team and names_of[who] & own_names), None)
    if is_of_team and owner is None:
        warnings.append("This report holds the work of several people. Give your own name or address with: --me NAME")
        return ImportResult(timer, "detailed", owner_candidates=people, warnings=tuple(warnings))
    blocks: dict[str, ImportedBlock] = {}
    for who, block in read:
        if isinstance(block, str):
            ignored[block] += 1
        elif is_of_team and who != owner:
            ignored["of_somebody_else"] += 1
        elif block.key in blocks:
            ignored["duplicate"] += 1
        else:
            blocks[block.key] = block
    return replace(_build_result(timer, "detailed", blocks.values(), len(read), ignored, warnings), owner=owner)


def _build_result(
    timer: str,
    variant: str,
    blocks: Collection[ImportedBlock],
    rows: int,
    ignored: Counter[str],
    warnings: Sequence[str],
) -> ImportResult:
    return ImportResult(
        timer,
        variant,
        blocks=tuple(sorted(blocks, key=lambda block: (block.started_at.replace(tzinfo=None), block.key))),
        counts={"rows": rows, "blocks": len(blocks)},
        ignored=dict(+ignored),
        warnings=tuple(warnings),
    )


def _build_block(timer: str, order: str, cells: Sequence[str]) -> ImportedBlock | str:
    """Return one row as a block, or the reason why it is none."""
    day, time, end_day, end_time, description, project, *durations = cells
    duration = next(filter(None, durations), "")  # Toggl and Clockify call it differently
    start, end = parse_report_time(day, time, order), parse_report_time(end_day, end_time, order)
    if start is None or not is_possible_date(start):
        return "no_start"
    if (lasted := parse_duration(duration)) is not None:
        end = start + lasted
    if end is None or end <= start:
        return "no_end"  # still running, or stopped at once
    content = blake2b(f"{duration}\n{description}\n{project}".encode("utf-8", "replace"), digest_size=6).hexdigest()
    key = f"{timer}:{start:%Y-%m-%dT%H:%M:%S}:{content}"
    return ImportedBlock(key, start, end, intention=clean_text(description) or clean_text(project))


def parse_duration(text: str) -> timedelta | None:
    """Return a duration such as 1:20:05, 1:20, "1h 20m", "25 min", "1,33 h" or 1.5 (hours); None for anything else."""
    text = text.strip().lower()
    if hours := _HOURS.fullmatch(text):
        return timedelta(seconds=round(float(hours[1].replace(",", ".")) * 3600))
    if found := _CLOCK_DURATION.fullmatch(text) or (_WORD_DURATION.fullmatch(text) if text else None):
        hour, minute, second = (int(part or 0) for part in found.groups())
        return timedelta(hours=hour, minutes=minute, seconds=second)
    return None


def parse_report_time(day: str, time: str, order: str) -> datetime | None:
    """Return the wall time of a row's start or end, or None."""
    date, clock = parse_numeric_day(day, order), parse_clock(time)
    return make_wall_time(date, *clock) if date and clock else None


def read_rescuetime(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read productive time by the hour. Daily reports have no times and give nothing.

    An hour that several reports tell of counts once, as the one tells that has the most of it.
    """
    spent: dict[datetime, int] = {}
    ignored: Counter[str] = Counter()
    warnings: list[str] = []
    rows = 0
    for table in open_tables(members, is_rescuetime_header, warnings, ignored):
        days = table.peek_column("Date")
        order = find_table_order(days, options.mapping, table.member.file_name, warnings)
        here: defaultdict[datetime, int] = defaultdict(int)
        for day, seconds, productivity in table.select_columns(*RESCUETIME_COLUMNS):
            rows += 1
            at = parse_time(day, order)
            if at is None:
                ignored["no_start"] += 1
            elif not _is_number(seconds) or not _is_number(productivity):
                ignored["damaged_row"] += 1
            elif int(productivity) < 1:
                ignored["not_productive"] += 1
            else:
                here[at] = min(3600, here[at] + max(0, int(seconds)))
        spent |= {at: max(seconds, spent.get(at, 0)) for at, seconds in here.items()}
    blocks = [
        ImportedBlock(f"rescuetime:{at:%Y-%m-%dT%H}", at, at + timedelta(seconds=seconds))
        for at, seconds in spent.items()
        if seconds >= 60
    ]
    ignored["under_a_minute"] += len(spent) - len(blocks)
    return _build_result("rescuetime", "", blocks, rows, ignored, warnings)


def parse_time(text: str, order: str = "") -> datetime | None:
    """Return the hour of a row, or None for a date without one; aware if the text names its offset from UTC.

    Reports by the minute have a row for every five minutes.
    """
    at = parse_moment(text, order) if ":" in text else None
    return at.replace(minute=0, second=0, microsecond=0) if at else None


def _is_number(text: str) -> bool:
    text = text.strip()
    return len(text) <= 9 and text.removeprefix("-").isdecimal() and text.isascii()


def read_timewarrior(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read intervals of Timewarrior. They do not overlap, so the start is the key."""
    return _read_intervals("timewarrior", members)


def read_watson(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read frames of Watson, each with an id of its own."""
    return _read_intervals("watson", members)


def _read_intervals(timer: str, members: Sequence[Member]) -> ImportResult:
    blocks: dict[str, ImportedBlock] = {}
    ignored: Counter[str] = Counter()
    warnings: list[str] = []
    rows = 0
    for member in members:
        for entry in get_list(read_json_file(member, warnings, ignored)):
            rows += 1
            if isinstance(entry, list):
                entry = dict(zip(_FRAME, entry, strict=False))
            start = _parse_utc_moment(_first(entry, "start", "begin_at")) if isinstance(entry, dict) else None
            end = _parse_utc_moment(_first(entry, "end", "stop", "end_at")) if start else None
            if start is None or end is None or end <= start:
                ignored["no_end" if start else "no_start"] += 1  # without an end it is still running
                continue
            given = _MARKS_OF_ID.sub("", str(entry.get("id") or "")) if timer == "watson" else ""
            key = f"{timer}:{given or f'{start:%Y%m%dT%H%M%SZ}'}"
            ignored["duplicate"] += key in blocks
            blocks[key] = ImportedBlock(key, start, end, intention=_describe_work(entry))
    return _build_result(timer, "", blocks.values(), rows, ignored, warnings)


def _first(entry: Mapping[str, Any], *names: str) -> Any:
    return next((entry[name] for name in names if name in entry), None)


def _describe_work(entry: Mapping[str, Any]) -> str:
    """Return what somebody worked on: the note or the project, else the tags."""
    tags = ", ".join(tag for tag in get_list(entry, "tags") if isinstance(tag, str))
    return clean_text(str(entry.get("annotation") or entry.get("project") or tags))


def _parse_utc_moment(value: Any) -> datetime | None:
    """Return the moment of "20260914T100000Z", an ISO 8601 text with its offset, or seconds since 1970, or None."""
    try:
        at = datetime.fromtimestamp(value, UTC) if isinstance(value, int) else datetime.fromisoformat(str(value)[:40])
    except (ValueError, OverflowError, OSError):
        return None
    return at.astimezone(UTC) if at.tzinfo and is_possible_date(at) else None
