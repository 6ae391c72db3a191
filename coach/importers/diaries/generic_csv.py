"""Read any table of moods by a mapping of its columns that the person gives (`--map`).

date, time, value, note, words   names of columns; date and value are needed
date_format                      one of `DATE_FORMATS`
lowest, highest                  ends of the scale, numbers; 1 and 5 unless given
best                             "high" (the default) or "low": which end is the pleasant one
any other name                   a word in the value column, with its value from 1 to 5
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from datetime import datetime

from coach.domain.text import clean_text
from coach.exporters.csv import unescape_formula
from coach.importers.dates import find_date_order, parse_day
from coach.importers.diaries.daylio import parse_time as daylio_moment
from coach.importers.diaries.diary_collector import DiaryCollector, mapped_value
from coach.importers.files.csv_reader import CsvTable, normalize_header, open_tables
from coach.importers.files.members import Member
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions

DATE_FORMATS: dict[str, re.Pattern[str]] = {
    "YYYY-MM-DD": re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"),
    "DD.MM.YYYY": re.compile(r"(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4})"),
    "MM/DD/YYYY": re.compile(r"(?P<m>\d{1,2})[-/.](?P<d>\d{1,2})[-/.](?P<y>\d{4})"),
}
"""Orders of day, month and year that a table may be written in; the marks between them are free."""
MOOD_COLUMNS = frozenset(
    {"mood", "feeling", "how", "rating", "score", "value", "level", "stimmung", "humeur", "animo", "humor", "umore"}
)
"""Headings, folded, of a column of moods."""
_DAY = re.compile(r"\d{4}-\d\d?-\d\d?|\d\d?[./-]\d\d?[./-]\d{2,4}")
_CLOCK = re.compile(r"[T ,]+(\d{1,2}:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:\s*[AaPp]\.?[Mm]\.?)?)\s*(?:Z|[+-]\d\d:?\d\d)?")
_NAMED_DAY = re.compile(
    r"(?!\d{1,4}[-/.]\d)(?=.*[^\W\d_]{3})(.*?)(?:[ ,]+(\d{1,2}:\d\d(?::\d\d)?(?:\s*[AaPp]\.?[Mm]\.?)?))?"
)
"""A day whose month is a word, with or without a time: "September 1, 2026 9:00 AM", as Notion writes it."""
_NUMBER = re.compile(r"[-+]?\d{1,9}(?:[.,]\d{1,9})?")
_COLUMNS = ("date", "time", "value", "note", "words")


def read_mood_table(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read moods by `options.mapping`. Without one that names a date and a value, nothing is read and it asks."""
    diary = DiaryCollector("generic_csv", key_prefix="csv")
    mapping = options.mapping
    columns = [mapping.get(part, "") for part in _COLUMNS]
    rows = 0
    for table in open_tables(members, lambda cells: sum(map(bool, cells)) > 1, diary.warnings):
        diary.start_file()
        absent = [
            mapping.get(part, part)
            for part in ("date", "value")
            if part not in mapping or table.find_column(mapping[part]) is None
        ]
        if absent:
            diary.warnings.append(_ask_for_mapping(table))
            continue
        order = mapping.get("date_format") or _find_date_format(table.peek_column(mapping["date"]))
        if not order:
            diary.warnings.append(
                f"{table.member.file_name}: dates such as 3/4/2026 have two readings. Say which one: "
                "--map date_format=DD.MM.YYYY or --map date_format=MM/DD/YYYY."
            )
        cells_of_rows = [tuple(map(unescape_formula, cells)) for cells in table.select_columns(*columns)]
        is_scale_known = _is_scale_known(diary, [cells[2] for cells in cells_of_rows], mapping)
        for cells in cells_of_rows:
            options.check_cancelled()
            rows += 1
            _add_row(diary, dict(zip(_COLUMNS, cells, strict=True)), mapping, order, is_scale_known=is_scale_known)
    return diary.build_result(rows=rows)


def _is_scale_known(diary: DiaryCollector, values: Sequence[str], mapping: Mapping[str, str]) -> bool:
    """Return whether the numbers of a table fit its scale; where none is given and some do not, it asks for one."""
    numbers = [number for value in values if (number := _parse_number(value)) is not None]
    if {"lowest", "highest"} & mapping.keys() or all(1 <= number <= 5 for number in numbers):
        return True
    diary.warnings.append(
        f"The numbers reach from {min(numbers):g} to {max(numbers):g}, so 1 to 5 is not their scale. Say which it is, "
        "for example: --map lowest=0 --map highest=10"
    )
    return False


def _ask_for_mapping(table: CsvTable) -> str:
    """Return the question which columns hold what, with the likely ones as an example."""
    columns = table.header.columns
    shown = ", ".join(columns[:20])
    day = next((name for name in columns if any(map(_DAY.match, table.peek_column(name)))), "")
    value = next((name for name in columns if normalize_header(name) in MOOD_COLUMNS), "")
    example = (
        f" For example: --map {shlex.quote(f'date={day}')} --map {shlex.quote(f'value={value}')}"
        if day and value
        else ""
    )
    return f"{table.member.file_name}: say which column holds the date and which the value. Columns: {shown}.{example}"


def _find_date_format(days: Sequence[str]) -> str:
    """Return how the dates of a column are written, or nothing if they have two readings."""
    order, certain = find_date_order(days)
    if not certain and any(re.match(r"\d{1,2}[-/.]\d", day.strip()) for day in days):
        return ""
    return {"dmy": "DD.MM.YYYY", "mdy": "MM/DD/YYYY", "ymd": "YYYY-MM-DD"}[order if certain else "ymd"]


def _add_row(
    diary: DiaryCollector, row: Mapping[str, str], mapping: Mapping[str, str], order: str, *, is_scale_known: bool
) -> None:
    at = parse_time(row["date"], row["time"], order)
    label = clean_text(row["value"])
    if at is None or not label:
        diary.ignored["no_date" if at is None else "no_value"] += 1
        return
    number = _parse_number(label)
    value = mapped_value(mapping, label)
    if value is None and number is not None:
        value = scale_value(number, mapping)
        if value is None or not is_scale_known:
            diary.ignored["outside_the_scale" if is_scale_known else "of_unknown_scale"] += 1
            return
    words = tuple(filter(None, (clean_text(word) for word in re.split(r"[|;,]", row["words"][:20_000]))))
    diary.add_entry(at, "" if number is not None else label, value, words=words, note=row["note"])


def scale_value(number: float, mapping: Mapping[str, str]) -> int | None:
    """Bring a number on the scale of the mapping to 1–5; None if it lies outside or the scale is none."""
    lowest, highest = _parse_number(mapping.get("lowest", "1")), _parse_number(mapping.get("highest", "5"))
    if lowest is None or highest is None or not lowest < highest or not lowest <= number <= highest:
        return None
    share = (number - lowest) / (highest - lowest)
    return int(1.5 + 4 * (1 - share if mapping.get("best") == "low" else share))  # half rounds up


def parse_time(day: str, time: str, order: str) -> datetime | None:
    """Return the wall time of a row, noon if it has no time. A date in another order than `order` is none."""
    pattern = DATE_FORMATS.get(order)
    day = clean_text(day, 60)
    if named := _NAMED_DAY.fullmatch(day):
        read, rest = parse_day(named[1]), named[2] or ""
        return daylio_moment(str(read), "", "", time.strip() or rest or "12:00") if read else None
    if pattern is None or (found := pattern.match(day)) is None:
        return None
    rest = day[found.end() :]
    if clock := _CLOCK.fullmatch(rest):
        time = time if time.strip() else clock[1]
    elif rest:
        return None
    time = re.sub(r"\.\d+", "", time.strip()) if ":" in time else time
    date = f"{found['y']}-{found['m']}-{found['d']}"
    return daylio_moment(date, "", "", time.strip() or "12:00")


def _parse_number(text: str) -> float | None:
    text = text.strip()
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None
