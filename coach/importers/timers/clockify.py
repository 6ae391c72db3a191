"""Read Clockify's detailed report from CSV."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b

from coach.domain.csv_cells import unescape_formula
from coach.domain.text import clean_text
from coach.importers.files.csv_reader import normalize_header, open_table
from coach.importers.files.source import Member
from coach.importers.models import ImportedBlock, ImportResult
from coach.importers.options import ImportOptions

_DAY = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{2,4})")
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?\s*(?:([AaPp])\.?[Mm]\.?)?")
_SPAN = re.compile(r"(\d{1,5}):(\d\d):(\d\d)")
_COLUMNS = ("Start Date", "Start Time", "End Date", "End Time", "Duration (h)", "Description", "Project")
ROWS_LIMIT = 500_000


def is_clockify_header(cells: Sequence[str]) -> bool:
    """Return whether a row is the header of a detailed report."""
    return {normalize_header(cell) for cell in cells}.issuperset(("start date", "start time", "duration (h)"))


def read_clockify(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read blocks. Times are naive: the report does not state its zone."""
    blocks: dict[str, ImportedBlock] = {}
    ignored = {"no_start": 0, "no_end": 0, "duplicate": 0}
    warnings: list[str] = []
    rows = 0
    for member in members:
        table = open_table(member, is_clockify_header)
        if table is None:
            continue
        table.limit = ROWS_LIMIT
        found = [tuple(map(unescape_formula, cells)) for cells in table.select_columns(*_COLUMNS)]
        order, certain = find_date_order(day for cells in found for day in (cells[0], cells[2]))
        if not certain and found:
            warnings.append(f"{member.file_name}: dates are read as month/day/year, as Clockify writes them at first.")
        for cells in found:
            options.check_cancelled()
            rows += 1
            block = _build_block(order, *cells)
            if isinstance(block, str):
                ignored[block] += 1
            elif block.key in blocks:
                ignored["duplicate"] += 1
            else:
                blocks[block.key] = block
        warnings += table.warnings
    return ImportResult(
        "clockify",
        "detailed",
        blocks=tuple(sorted(blocks.values(), key=lambda block: (block.started_at, block.key))),
        counts={"rows": rows, "blocks": len(blocks)},
        ignored={reason: count for reason, count in ignored.items() if count},
        warnings=tuple(warnings),
    )


def find_date_order(days: Iterable[str]) -> tuple[str, bool]:
    """Return the order of day, month and year in dates ("mdy", "dmy", "ymd"), and whether it is certain."""
    for day in days:
        if found := _DAY.match(day.strip()):
            if len(found[1]) == 4:
                return "ymd", True
            if int(found[1]) > 12 or "." in found[0]:
                return "dmy", True
            if int(found[2]) > 12:
                return "mdy", True
    return "mdy", False


def parse_day(text: str, order: str) -> tuple[int, int, int] | None:
    """Return (year, month, day) of a date in a known order, or None."""
    found = _DAY.match(text.strip())
    if found is None:
        return None
    parts = dict(zip(order, (int(part) for part in found.groups()), strict=True))
    year = parts["y"] + (2000 if parts["y"] < 100 else 0)
    return year, parts["m"], parts["d"]


def _build_block(
    order: str, day: str, time: str, end_day: str, end_time: str, duration: str, description: str, project: str
) -> ImportedBlock | str:
    """Return one row as a block, or the reason why it is none."""
    start, end = parse_time(day, time, order), parse_time(end_day, end_time, order)
    if start is None:
        return "no_start"
    if lasted := _SPAN.fullmatch(duration.strip()):
        end = start + timedelta(hours=int(lasted[1]), minutes=int(lasted[2]), seconds=int(lasted[3]))
    if end is None or end <= start:
        return "no_end"
    print_ = blake2b(f"{duration}\n{description}\n{project}".encode("utf-8", "replace"), digest_size=6).hexdigest()
    key = f"clockify:{start:%Y-%m-%dT%H:%M:%S}:{print_}"
    return ImportedBlock(key, start, end, intention=clean_text(description) or clean_text(project))


def parse_time(day: str, time: str, order: str) -> datetime | None:
    """Return the wall time of a row's start or end, or None."""
    date, clock = parse_day(day, order), _CLOCK.fullmatch(clean_text(time, 20))
    if date is None or clock is None:
        return None
    hour = int(clock[1])
    if clock[4]:
        hour = hour % 12 + (12 if clock[4] in "Pp" else 0)
    try:
        return datetime(*date, hour, int(clock[2]), int(clock[3] or 0))  # noqa: DTZ001  the zone is not stated
    except ValueError:
        return None
