"""Read RescueTime's hourly activities from CSV: one block for each hour with a minute of productive time.

Names of programs and pages are private and are not kept.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from coach.importers.dates import ask_for_order, find_certain_order, is_numeric_day, parse_moment, read_named_order
from coach.importers.files.csv_reader import has_columns, open_tables
from coach.importers.files.members import Member
from coach.importers.import_result import ImportedBlock, ImportResult
from coach.importers.options import ImportOptions

_COLUMNS = ("Date", "Time Spent (seconds)", "Productivity")
is_rescuetime_header = has_columns(*_COLUMNS)
_HOUR = 3600


def read_rescuetime(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read productive time by the hour. Daily reports have no times and give nothing."""
    spent: defaultdict[datetime, int] = defaultdict(int)
    ignored: Counter[str] = Counter()
    warnings: list[str] = []
    rows = 0
    for table in open_tables(members, is_rescuetime_header, warnings):
        days = table.peek_column("Date")
        order = find_certain_order(days) or read_named_order(options.mapping)
        if not order and any(map(is_numeric_day, days)):
            warnings.append(ask_for_order(table.member.file_name))
        for day, seconds, productivity in table.select_columns(*_COLUMNS):
            options.check_cancelled()
            rows += 1
            at = parse_time(day, order)
            if at is None:
                ignored["no_start"] += 1
            elif not _is_number(seconds) or not _is_number(productivity):
                ignored["damaged_row"] += 1
            elif int(productivity) < 1:
                ignored["not_productive"] += 1
            else:
                spent[at] = min(_HOUR, spent[at] + max(0, int(seconds)))
    blocks = [
        ImportedBlock(f"rescuetime:{at:%Y-%m-%dT%H}", at, at + timedelta(seconds=seconds))
        for at, seconds in sorted(spent.items(), key=lambda hour: hour[0].replace(tzinfo=None))
        if seconds >= 60
    ]
    ignored["under_a_minute"] += len(spent) - len(blocks)
    return ImportResult(
        "rescuetime",
        blocks=tuple(blocks),
        counts={"rows": rows, "blocks": len(blocks)},
        ignored=dict(+ignored),
        warnings=tuple(warnings),
    )


def parse_time(text: str, order: str = "") -> datetime | None:
    """Return the hour of a row, or None for a date without one; aware if the text names its offset from UTC.

    Reports by the minute have a row for every five minutes.
    """
    at = parse_moment(text, order) if ":" in text else None
    return at.replace(minute=0, second=0, microsecond=0) if at else None


def _is_number(text: str) -> bool:
    text = text.strip()
    return len(text) <= 9 and text.removeprefix("-").isdecimal() and text.isascii()
