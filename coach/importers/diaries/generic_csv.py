"""Read any table of moods by a mapping of its columns that the person gives (`--map`).

date, time, value, note, words   names of columns; date and value are needed
date_format                      one of `DATE_FORMATS`
lowest, highest                  ends of the scale, numbers; 1 and 5 unless given
best                             "high" (the default) or "low": which end is the pleasant one
any other name                   a word in the value column, with its value from 1 to 5
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from itertools import islice

from coach.domain.csv_cells import unescape_formula
from coach.domain.text import clean
from coach.importers.diaries.base import DiaryCollector, describe_unmapped, mapped_value
from coach.importers.diaries.daylio import parse_time as daylio_moment
from coach.importers.files.csv_reader import normalize_header, open_table
from coach.importers.files.source import Member
from coach.importers.models import ImportResult
from coach.importers.options import ImportOptions

DATE_FORMATS: dict[str, re.Pattern[str]] = {
    "YYYY-MM-DD": re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"),
    "DD.MM.YYYY": re.compile(r"(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4})"),
    "MM/DD/YYYY": re.compile(r"(?P<m>\d{1,2})[-/.](?P<d>\d{1,2})[-/.](?P<y>\d{4})"),
}
"""Orders of day, month and year that a table may be written in; the marks between them are free."""
PREVIEW = 5
_CLOCK = re.compile(r"[T ,]+(\d{1,2}:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:\s*[AaPp]\.?[Mm]\.?)?)\s*(?:Z|[+-]\d\d:?\d\d)?")
_NUMBER = re.compile(r"[-+]?\d{1,9}(?:[.,]\d{1,9})?")
_LIKELY = {
    "date": (
        "date",
        "day",
        "datum",
        "fecha",
        "data",
        "timestamp",
        "datetime",
        "recorded",
        "created",
        "start",
    ),
    "time": ("time", "hour", "zeit", "uhrzeit", "heure", "hora", "ora"),
    "value": (
        "mood",
        "value",
        "score",
        "rating",
        "feeling",
        "valence",
        "stimmung",
        "humeur",
        "animo",
        "humor",
    ),
    "note": ("note", "notes", "comment", "description", "text", "journal", "notiz", "nota"),
    "words": ("tags", "activities", "words", "labels", "emotions"),
}
_COLUMNS = tuple(_LIKELY)


@dataclass(frozen=True, slots=True)
class Description:
    """What a table looks like, for the question which column is which."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """The first rows, cleaned."""
    suggestion: Mapping[str, str]
    signature: str


def header_signature(header: Sequence[str]) -> str:
    """The name under which the mapping of a header is kept: equal for equal columns in equal order."""
    text = "\n".join(normalize_header(cell) for cell in header)
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()


def suggest_mapping(header: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> dict[str, str]:
    """Suggest a mapping from the names of the columns and the first rows.

    Columns are recognised by name alone. The order of day and month is told only if a row settles it; the
    scale only if no value lies outside of 1–5, 0–10 or 0–100.
    """
    mapping: dict[str, str] = {}
    for part, names in _LIKELY.items():
        free = [column for column in header if column not in mapping.values()]
        ranked = [column for name in names for column in free if normalize_header(column) == name]
        ranked += [column for name in names for column in free if name in normalize_header(column).split()]
        if ranked:
            mapping[part] = ranked[0]
    cells = {
        part: [row[header.index(column)] for row in rows if len(row) == len(header)] for part, column in mapping.items()
    }
    if (order := _find_date_order(cells.get("date", ()))) is not None:
        mapping["date_format"] = order
    numbers = [number for cell in cells.get("value", ()) if (number := _parse_number(cell)) is not None]
    if numbers and not (min(numbers) >= 1 and max(numbers) <= 5):
        for lowest, highest in ((0, 10), (0, 100)):
            if lowest <= min(numbers) and max(numbers) <= highest:
                return {**mapping, "lowest": str(lowest), "highest": str(highest)}
    return mapping


def describe_table(member: Member) -> Description | None:
    """Return header, first rows and a suggestion; None for what is no table."""
    if (table := open_table(member, _is_any_header)) is None:
        return None
    rows = tuple(tuple(clean(unescape_formula(cell)) for cell in row) for row in islice(table.rows(), PREVIEW))
    columns = table.header.columns
    return Description(columns, rows, suggest_mapping(columns, rows), header_signature(columns))


def read_mood_table(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read moods by `options.mapping`. Without one that names a date and a value, nothing is read and it asks."""
    diary = DiaryCollector("csv")
    warnings: list[str] = []
    mapping = options.mapping
    rows = 0
    for member in members:
        diary.start_file()
        table = open_table(member, _is_any_header)
        if table is None:
            continue
        absent = [
            mapping.get(part, part)
            for part in ("date", "value")
            if part not in mapping or table.index(mapping[part]) is None
        ]
        if absent:
            warnings.append(_ask_for_mapping(member, table.header.columns))
            continue
        for cells in table.select_columns(*(mapping.get(part, "") for part in _COLUMNS)):
            options.check_cancelled()
            rows += 1
            _add_row(diary, dict(zip(_COLUMNS, map(unescape_formula, cells), strict=True)), mapping)
        warnings += table.warnings
    moods = diary.moods
    return ImportResult(
        "generic_csv",
        moods=moods,
        counts={"rows": rows, "entries": len(moods)},
        ignored=dict(sorted(diary.ignored.items())),
        warnings=(*warnings, *describe_unmapped(moods)),
    )


def _is_any_header(cells: Sequence[str]) -> bool:
    return sum(1 for cell in cells if cell) > 1


def _ask_for_mapping(member: Member, columns: Sequence[str]) -> str:
    shown = ", ".join(columns[:20])
    return f"{member.file_name}: say which column holds the date and which the value. Columns: {shown}."


def _add_row(diary: DiaryCollector, row: Mapping[str, str], mapping: Mapping[str, str]) -> None:
    at = parse_time(row["date"], row["time"], mapping.get("date_format", "YYYY-MM-DD"))
    said = clean(row["value"])
    if at is None or not said:
        diary.ignored["no_date" if at is None else "no_value"] += 1
        return
    number = _parse_number(said)
    value = mapped_value(mapping, said)
    if value is None and number is not None:
        value = scale_value(number, mapping)
    words = tuple(filter(None, (clean(word) for word in re.split(r"[|;,]", row["words"][:20_000]))))
    diary.add(at, "" if number is not None else said, value, words=words, note=row["note"])


def scale_value(number: float, mapping: Mapping[str, str]) -> int | None:
    """Bring a number on the scale of the mapping to 1–5; None if it lies outside or the scale is none."""
    lowest, highest = _parse_number(mapping.get("lowest", "1")), _parse_number(mapping.get("highest", "5"))
    if lowest is None or highest is None or not lowest < highest or not lowest <= number <= highest:
        return None
    share = (number - lowest) / (highest - lowest)
    return int(1.5 + 4 * (1 - share if mapping.get("best") == "low" else share))  # half rounds up


def parse_time(day: str, time: str, order: str) -> datetime | None:
    """The wall time of a row, noon if it has no time. A date in another order than `order` is none."""
    pattern = DATE_FORMATS.get(order)
    day = clean(day, 60)
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


def _find_date_order(cells: Sequence[str]) -> str | None:
    """The one order that fits all dates; None if several do, or none."""
    if not cells:
        return None
    fits = [order for order in DATE_FORMATS if all(parse_time(cell, "", order) is not None for cell in cells)]
    return fits[0] if len(fits) == 1 else None
