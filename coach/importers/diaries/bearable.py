"""Read the moods of a Bearable export (CSV). Symptoms, sleep and the like are left out and counted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from coach.domain.text import clean_text
from coach.exporters.csv import unescape_formula
from coach.importers.dates import find_table_order, make_wall_time, parse_clock, parse_day
from coach.importers.diaries.diary_collector import SCALE_ENDS, DiaryCollector
from coach.importers.diaries.generic_csv import scale_value
from coach.importers.files.archive_members import Member
from coach.importers.files.csv_reader import has_columns, open_tables
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions

ROWS_LIMIT = 500_000
_COLUMNS = ("date", "date formatted", "time of day", "category", "rating/amount", "detail", "notes")
is_bearable_header = has_columns("category", "rating/amount", "detail")
_NUMBER = re.compile(r"-?\d{1,3}(?:[.,]\d{1,3})?")
_TIMES_OF_DAY = {"pre": 4, "early": 4, "am": 9, "morning": 9, "mid": 14, "afternoon": 14, "pm": 19, "evening": 19}
"""Parts of a day, each with an hour in its middle."""


def read_bearable(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read moods. The scale ends at 10 if any mood is above 5, else at 5; `--map highest=` overrides that."""
    diary = DiaryCollector("bearable")
    for table in open_tables(members, is_bearable_header, diary.warnings, diary.ignored, ROWS_LIMIT):
        diary.start_file()
        days = [day for name in ("date formatted", "date") for day in table.peek_column(name)]
        order = find_table_order(days, options.mapping, table.member.file_name, diary.warnings)
        rows = []
        for cells in table.select_columns(*_COLUMNS):
            day, formatted, part, category, rating, detail, note = map(unescape_formula, cells)
            if category.strip().casefold() != "mood":
                diary.ignored["not_a_mood"] += 1
                continue
            at = parse_time(formatted, part, order) or parse_time(day, part, order)
            if at is None or not _NUMBER.fullmatch(rating.strip()):
                diary.ignored["no_date" if at is None else "no_value"] += 1
                continue
            rows.append((at, float(rating.strip().replace(",", ".")), detail, note))
        highest = "10" if any(number > 5 for _, number, *_ in rows) else "5"
        mapping = {"highest": highest, **options.mapping}
        if rows and options.mapping.keys().isdisjoint(SCALE_ENDS):
            other = "5" if highest == "10" else "10"
            diary.warnings.append(
                f"{table.member.file_name}: moods are read as 1 to {highest}. "
                f"If your scale is another one, say so: --map highest={other}."
            )
        for at, number, detail, note in rows:
            value = scale_value(number, mapping)
            if value is None:
                diary.ignored["outside_the_scale"] += 1
                continue
            diary.add_entry(at, "", value, words=re.split(r"[|;,]", detail), note=note)
    return diary.build_result()


def parse_time(day: str, part: str, order: str = "") -> datetime | None:
    """Return the wall time of an entry; a part of the day stands for an hour in it, and no part for noon."""
    date = parse_day(day, order)
    part = clean_text(part, 30).casefold()
    clock = parse_clock(part) or (_TIMES_OF_DAY.get(part, 12), 0, 0)
    return make_wall_time((date.year, date.month, date.day), *clock) if date else None
