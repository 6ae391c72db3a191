"""Read Daylio's CSV in every layout since 2018, and its backup file.

The five moods that Daylio starts with have values; others are words until the person gives them a value. `date` and
`weekday` are in the language of the phone and are only read in the oldest layout.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from coach.domain.text import clean_text, fold_text
from coach.exporters.csv import unescape_formula
from coach.exporters.daylio import DAYLIO_MOOD_NAMES
from coach.importers.dates import (
    ask_for_order,
    find_order,
    is_numeric_day,
    make_wall_time,
    parse_clock,
    parse_day,
    parse_day_and_month,
)
from coach.importers.diaries.diary_collector import DiaryCollector, mapped_value
from coach.importers.files.archive_members import Member
from coach.importers.files.csv_reader import CsvTable, open_table
from coach.importers.files.json_reader import AROUND_TEXT, DAMAGED_FILE, FILE_TOO_LARGE, get_list
from coach.importers.files.text_encoding import decode_text
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions

_VALUES = {name: value for value, name in enumerate(DAYLIO_MOOD_NAMES, start=1)}
HEADERS = {
    "csv": ("full_date", "date", "weekday", "time", "mood"),
    "csv 2018": ("year", "date", "weekday", "time", "mood"),
}
"""Layout → its columns."""
BACKUP_LIMIT = 24 * 1024 * 1024
"""Bytes of a backup; a diary of twenty years has about five million."""
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")


def read_daylio(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read diaries. `options.mapping` may give moods of the person's own their values: {"numb": "2"}."""
    diary = DiaryCollector("daylio")
    variants: set[str] = set()
    for member in members:
        diary.start_file()
        table = open_table(member, is_daylio_header)
        if table is None:
            variants.add("backup")
            _read_backup(member, diary, options)
        else:
            variants.add(_find_variant(table))
            _read_table(table, diary, options)
            table.report_problems(diary.warnings, diary.ignored)
    return diary.build_result(", ".join(sorted(variants)))


def is_daylio_header(cells: Sequence[str]) -> bool:
    """Return whether a row is the header of a Daylio table."""
    return {"full_date", "mood"} <= set(cells) or set(HEADERS["csv 2018"]) <= set(cells)


def _find_variant(table: CsvTable) -> str:
    columns = table.header.folded
    if "full_date" not in columns:
        return "2018"
    return "scales" if "scales" in columns else "csv"


def _read_table(table: CsvTable, diary: DiaryCollector, options: ImportOptions) -> None:
    table.expect_cells("time", lambda cell: not cell.strip() or parse_clock(cell) is not None)
    days = table.peek_column("full_date")
    order = find_order(days, options.mapping)
    if not order and any(map(is_numeric_day, days)) and not any(map(parse_day_and_month, table.peek_column("date"))):
        diary.warnings.append(ask_for_order(table.member.file_name))
    names = ("full_date", "year", "date", "time", "mood", "activities", "note_title", "note", "scales")
    for cells in table.select_columns(*names):
        full_date, year, day, time, mood, activities, title, note, scales = map(unescape_formula, cells)
        diary.ignored["scale"] += sum(map(bool, map(str.strip, scales.split("|"))))
        at = parse_time(full_date, year, day, time, order)
        label = clean_text(mood)
        words = activities[:20_000].split(" | ")
        diary.add_entry(at, label, find_value(label, options.mapping), words=words, title=title, note=note)


def find_value(label: str, mapping: Mapping[str, str]) -> int | None:
    """Return the value of a mood: the person's own, else Daylio's, else None."""
    given = mapped_value(mapping, label)
    return given if given is not None else _VALUES.get(fold_text(label))


def parse_time(full_date: str, year: str, day: str, time: str, order: str = "") -> datetime | None:
    """Return the wall time of an entry, or None. `day` is looked at where the full date tells a year at most.

    `order` is that of full dates which a spreadsheet saved in numbers. An entry without a time is of noon.
    """
    clock = parse_clock(time) if time.strip() else (12, 0, 0)
    if full := parse_day(full_date, order):
        parts = (full.year, full.month, full.day)
    elif (named := parse_day_and_month(day)) and (found := _YEAR.search(year or full_date)):
        parts = (int(found[0]), named[1], named[0])
    else:
        return None
    return make_wall_time(parts, *clock) if clock else None


def _read_backup(member: Member, diary: DiaryCollector, options: ImportOptions) -> None:
    """Read `backup.daylio`: base64 of JSON, or the JSON itself."""
    if member.size > BACKUP_LIMIT:
        diary.ignored[FILE_TOO_LARGE] += 1
        diary.warnings.append(f"{member.file_name} is too large for a diary; left out.")
        return
    text = decode_text(member.read_bytes(BACKUP_LIMIT)).strip(AROUND_TEXT)
    try:
        backup = json.loads(text if text.startswith("{") else base64.b64decode(text, validate=False))
    except (binascii.Error, ValueError, RecursionError):
        backup = None
    if not isinstance(backup, dict):
        diary.ignored[DAMAGED_FILE] += 1
        diary.warnings.append(f"{member.file_name} is damaged, or not a Daylio backup; left out.")
        return
    moods = {entry.get("id"): entry for entry in _list_objects(backup, "customMoods")}
    tags = {entry.get("id"): str(entry.get("name") or "") for entry in _list_objects(backup, "tags")}
    for entry in get_list(backup, "dayEntries"):
        if not isinstance(entry, dict):
            diary.ignored["damaged"] += 1
            continue
        at = _parse_backup_time(entry)
        mood = entry.get("mood")
        label, value = _parse_backup_mood(moods.get(mood, {}) if isinstance(mood, int) else {}, options.mapping)
        words = [tags.get(tag, "") for tag in get_list(entry, "tags") if isinstance(tag, int)]
        note, title = (str(entry.get(name) or "") for name in ("note", "note_title"))
        diary.add_entry(at, label, value, words=words, note=note, title=title)


def _list_objects(backup: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    return [e for e in get_list(backup, name) if isinstance(e, dict) and isinstance(e.get("id"), int | None)]


def _parse_backup_time(entry: Mapping[str, Any]) -> datetime | None:
    """Return the wall time of an entry, or None; noon if other programs wrote hour and minute as -1."""
    parts = [entry.get(name) for name in ("year", "month", "day", "hour", "minute")]
    try:
        year, month, day, hour, minute = (int(part) for part in parts)  # type: ignore[arg-type]
        hour, minute = (12, 0) if hour == minute == -1 else (hour, minute)
        return datetime(year, month + 1, day, hour, minute)  # noqa: DTZ001  months count from 0
    except (TypeError, ValueError, OverflowError):
        return None


def _parse_backup_mood(mood: Mapping[str, Any], mapping: Mapping[str, str]) -> tuple[str, int | None]:
    """Name and value. The backup knows what the CSV does not: which of five groups (1 the best) a mood is in."""
    label = clean_text(str(mood.get("custom_name") or ""))
    named, group = mood.get("predefined_name_id"), mood.get("mood_group_id")
    if not label and isinstance(named, int) and 1 <= named <= 5:
        label = DAYLIO_MOOD_NAMES[5 - named]
    value = find_value(label, mapping)
    if label and value is None and isinstance(group, int) and 1 <= group <= 5:
        value = 6 - group
    return label, value
