"""Read Toggl Track's detailed report from CSV. The summary report has no start times."""

from __future__ import annotations

from collections.abc import Sequence

from coach.importers.files.csv_reader import has_columns
from coach.importers.files.source import Member
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions
from coach.importers.timers.time_report import read_time_report

_COLUMNS = ("Start date", "Start time", "End date", "End time", "Duration", "Description", "Project")


def read_toggl(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read blocks."""
    return read_time_report("toggl", members, options, has_columns("Start date", "Start time", "Duration"), _COLUMNS)
