"""Read Toggl Track's detailed report from CSV. The summary report has no start times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import blake2b

from coach.domain.csv_cells import unescape_formula
from coach.domain.text import clean_text
from coach.importers.files.csv_reader import has_columns, open_table
from coach.importers.files.source import Member
from coach.importers.models import ImportedBlock, ImportResult
from coach.importers.options import ImportOptions

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?\s*(?:([AaPp])\.?[Mm]\.?)?")
_SPAN = re.compile(r"(\d{1,5}):(\d\d):(\d\d)")
_COLUMNS = ("Start date", "Start time", "End date", "End time", "Duration", "Description", "Project")


def read_toggl(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read blocks. Times are naive: the report does not state the account's zone."""
    blocks: dict[str, ImportedBlock] = {}
    ignored = {"no_start": 0, "no_end": 0, "duplicate": 0}
    warnings: list[str] = []
    rows = 0
    for member in members:
        table = open_table(member, has_columns("Start date", "Start time", "Duration"))
        if table is None:
            continue
        place = table.find_column("Start date") or 0
        table.is_plausible = lambda cells, place=place: bool(_DATE.fullmatch(cells[place].strip()))
        for cells in table.select_columns(*_COLUMNS):
            options.check_cancelled()
            rows += 1
            block = _build_block(*map(unescape_formula, cells))
            if isinstance(block, str):
                ignored[block] += 1
            elif block.key in blocks:
                ignored["duplicate"] += 1
            else:
                blocks[block.key] = block
        warnings += table.warnings
    return ImportResult(
        "toggl",
        "detailed",
        blocks=tuple(sorted(blocks.values(), key=lambda block: (block.started_at, block.key))),
        counts={"rows": rows, "blocks": len(blocks)},
        ignored={reason: count for reason, count in ignored.items() if count},
        warnings=tuple(warnings),
    )


def _build_block(
    start_date: str,
    start_time: str,
    end_date: str,
    end_time: str,
    duration: str,
    description: str,
    project: str,
) -> ImportedBlock | str:
    """Return one row as a block, or the reason why it is none."""
    start = parse_time(start_date, start_time)
    if start is None:
        return "no_start"
    lasted = _SPAN.fullmatch(duration.strip())
    end = parse_time(end_date, end_time)
    if lasted:
        end = start + timedelta(hours=int(lasted[1]), minutes=int(lasted[2]), seconds=int(lasted[3]))
    if end is None or end <= start:
        return "no_end"  # still running, or stopped at once
    print_ = blake2b(f"{duration}\n{description}\n{project}".encode("utf-8", "replace"), digest_size=6).hexdigest()
    key = f"toggl:{start:%Y-%m-%dT%H:%M:%S}:{print_}"
    return ImportedBlock(key, start, end, intention=clean_text(description) or clean_text(project))


def parse_time(day: str, time: str) -> datetime | None:
    """Wall time of a row's start or end, or None."""
    date, clock = _DATE.fullmatch(day.strip()), _CLOCK.fullmatch(clean_text(time, 20))
    if date is None or clock is None:
        return None
    hour = int(clock[1])
    if clock[4]:
        hour = hour % 12 + (12 if clock[4] in "Pp" else 0)
    try:
        return datetime(  # noqa: DTZ001  the report does not state its zone
            int(date[1]), int(date[2]), int(date[3]), hour, int(clock[2]), int(clock[3] or 0)
        )
    except ValueError:
        return None
