"""Read Clockify's detailed report from CSV."""

from __future__ import annotations

from collections.abc import Sequence

from coach.importers.files.csv_reader import normalize_header
from coach.importers.files.source import Member
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions
from coach.importers.timers.time_report import read_time_report

_COLUMNS = ("Start Date", "Start Time", "End Date", "End Time", "Duration (h)", "Description", "Project")


def is_clockify_header(cells: Sequence[str]) -> bool:
    """Return whether a row is the header of a detailed report."""
    return {normalize_header(cell) for cell in cells}.issuperset(("start date", "start time", "duration (h)"))


def read_clockify(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read blocks."""
    return read_time_report("clockify", members, options, is_clockify_header, _COLUMNS)
