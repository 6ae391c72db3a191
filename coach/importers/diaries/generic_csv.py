"""Read any table of moods by a mapping of its columns that the person gives (`--map`).

date, time, value, note, words   names of columns; date and value are needed
date_format                      the order of day, month and year: DD.MM.YYYY, MM/DD/YYYY or YYYY-MM-DD
lowest, highest                  ends of the scale, numbers; 1 and 5 unless given
best                             "high" (the default) or "low": which end is the pleasant one
any other name                   a word in the value column, with its value from 1 to 5
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from coach.domain.text import clean_text
from coach.errors import InvalidInput
from coach.exporters.csv import unescape_formula
from coach.importers.dates import find_table_order, is_day, parse_day, parse_entry_time, read_named_order
from coach.importers.diaries.diary_collector import SCALE_ENDS, DiaryCollector, mapped_value
from coach.importers.files.archive_members import Member
from coach.importers.files.csv_reader import DELIMITERS, HEADER_HEAD, CsvTable, normalize_header, open_table
from coach.importers.files.heading_translations import translate_heading
from coach.importers.files.text_encoding import decode_text
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions, format_mappings

MOOD_COLUMNS = frozenset(
    {"mood", "feeling", "how", "rating", "score", "value", "level", "stimmung", "humeur", "animo", "humor", "umore"}
)
"""Headings, folded, of a column of moods."""
_NUMBER = re.compile(r"[-+]?\d{1,9}(?:[.,]\d{1,9})?")
ROW_WITHOUT_COLUMNS = "row_without_columns"
"""Reason: no column of its table has a meaning yet."""
_COLUMNS = ("date", "time", "value", "note", "words")


def read_mood_table(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read moods by `options.mapping`. Without one that names a date and a value, nothing is read and it asks.

    Raises InvalidInput for a scale or an order of dates that is none.
    """
    diary = DiaryCollector("generic_csv", key_prefix="csv")
    mapping = options.mapping
    columns = [mapping.get(part, "") for part in _COLUMNS]
    given_order = read_named_order(mapping)
    _check_scale(mapping)
    rows = 0
    for member in members:
        diary.start_file()
        table = open_table(member, lambda cells: names_mood_columns(cells, mapping)) or open_any_table(member)
        if table is None:
            continue
        absent = [part for part in _COLUMNS if part in mapping and table.find_column(mapping[part]) is None]
        if absent or not {"date", "value"} <= mapping.keys():
            diary.warnings.append(_ask_for_mapping(table, [mapping[part] for part in absent], options))
        if not {"date", "value"} <= mapping.keys() - set(absent):
            diary.ignored[ROW_WITHOUT_COLUMNS] += sum(1 for _ in table.iterate_rows())
            continue
        days = table.peek_column(mapping["date"])
        order = given_order or find_table_order(days, {}, member.file_name, diary.warnings)
        cells_of_rows = [tuple(map(unescape_formula, cells)) for cells in table.select_columns(*columns)]
        is_scale_known = _is_scale_known(diary, [cells[2] for cells in cells_of_rows], mapping)
        for cells in _without_midnights(cells_of_rows):
            rows += 1
            _add_row(diary, dict(zip(_COLUMNS, cells, strict=True)), mapping, order, is_scale_known=is_scale_known)
        table.report_problems(diary.warnings, diary.ignored)
    return diary.build_result(rows=rows)


def names_mood_columns(cells: Sequence[str], mapping: Mapping[str, str]) -> bool:
    """Return whether a header row has the columns of date and value that the person names, else one of moods."""
    named = {normalize_header(mapping[part]) for part in ("date", "value") if part in mapping}
    if len(named) == 2:
        return named <= set(cells)
    return len(cells) > 1 and not MOOD_COLUMNS.isdisjoint((*cells, *map(translate_heading, cells)))


def _check_scale(mapping: Mapping[str, str]) -> None:
    for end in SCALE_ENDS:
        if end in mapping and _parse_number(mapping[end]) is None:
            raise InvalidInput(f'{end} takes a number such as 10, not "{clean_text(mapping[end], 40)}".')
    if mapping.get("best", "high").strip().lower() not in ("high", "low"):
        raise InvalidInput(f'best takes high or low, not "{clean_text(mapping["best"], 40)}".')
    lowest, highest = (_parse_number(mapping.get(end, usual)) for end, usual in zip(SCALE_ENDS, "15", strict=True))
    if lowest is not None and highest is not None and lowest >= highest:
        raise InvalidInput(
            f"The lowest value, {lowest:g}, is not below the highest, {highest:g}.",
            hint="If low numbers mean a good mood, add --map best=low.",
        )


def _is_scale_known(diary: DiaryCollector, values: Sequence[str], mapping: Mapping[str, str]) -> bool:
    """Return whether the numbers of a table fit its scale; where none is given and some do not, it asks for one."""
    numbers = [number for value in values if (number := _parse_number(value)) is not None]
    if mapping.keys() & set(SCALE_ENDS) or all(1 <= number <= 5 for number in numbers):
        return True
    diary.warnings.append(
        f"The numbers reach from {min(numbers):g} to {max(numbers):g}, so 1 to 5 is not their scale. Say which it is, "
        "for example: --map lowest=0 --map highest=10"
    )
    return False


def open_any_table(member: Member) -> CsvTable | None:
    """Open a member as a table whose header is its first line, in which the separator is the most frequent one."""
    line = decode_text(member.read_head(HEADER_HEAD)).lstrip("\ufeff\r\n").partition("\n")[0]
    width = max(line.count(delimiter) for delimiter in DELIMITERS) + 1
    return open_table(member, lambda cells: len(cells) == width and sum(map(bool, cells)) > 1)


def guess_columns(table: CsvTable) -> tuple[str, str]:
    """Return the columns that look like those of the date and the value, "" for one that cannot be told."""
    columns = table.header.columns
    day = next((one for one in columns if any(map(is_day, table.peek_column(one)))), "")
    named = [one for one in columns if MOOD_COLUMNS & {normalize_header(one), translate_heading(one.lower())}]
    numbered = [one for one in columns if one != day and _holds_ratings(table.peek_column(one))]
    return day, next((one for one in (*named, *numbered[:1]) if one != day), "")


def _holds_ratings(cells: Sequence[str]) -> bool:
    numbers = [_parse_number(cell) for cell in cells if cell.strip()]
    return bool(numbers) and all(number is not None and 0 <= number <= 10 for number in numbers)


def _ask_for_mapping(table: CsvTable, absent: Sequence[str], options: ImportOptions) -> str:
    """Return the question which columns hold what, with the likely ones as an example."""
    shown = ", ".join(table.header.columns[:20])
    day, value = guess_columns(table)
    command = "" if absent else options.command  # that named a column which is not there
    example = f" For example: {format_mappings(command, f'date={day}', f'value={value}')}" if day and value else ""
    name = table.member.file_name
    if absent:
        word = "column" if len(absent) == 1 else "columns"
        return f'{name} has no {word} "{", ".join(absent)}". Columns: {shown}.{example}'
    return f"{name}: say which column holds the date and which the value. Columns: {shown}.{example}"


def _without_midnights(rows: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield rows, without the time of their days if it is midnight everywhere: a program wrote days as moments."""
    if all(_MIDNIGHT.search(cells[0]) for cells in rows):
        rows = [(_MIDNIGHT.sub("", cells[0]), *cells[1:]) for cells in rows]
    yield from rows


_MIDNIGHT = re.compile(r"[T ]0?0:00(?::00(?:\.0+)?)?(?: ?(?:Z|UTC|GMT|\+00:?00))?$")


def _add_row(
    diary: DiaryCollector, row: Mapping[str, str], mapping: Mapping[str, str], order: str, *, is_scale_known: bool
) -> None:
    at = parse_entry_time(row["date"], row["time"], order)
    label = clean_text(row["value"])
    if at is None or not label:
        is_day = at is None and row["time"].strip() and parse_day(row["date"], order)
        diary.ignored["no_time" if is_day else "no_date" if at is None else "no_value"] += 1
        return
    number = _parse_number(label)
    value = mapped_value(mapping, label)
    if value is None and number is not None:
        value = scale_value(number, mapping)
        if value is None or not is_scale_known:
            diary.ignored["outside_the_scale" if is_scale_known else "of_unknown_scale"] += 1
            return
    words = re.split(r"[|;,]", row["words"][:20_000])
    diary.add_entry(at, "" if number is not None else label, value, words=words, note=row["note"])


def scale_value(number: float, mapping: Mapping[str, str]) -> int | None:
    """Bring a number on the scale of the mapping to 1–5; None if it lies outside or the scale is none."""
    lowest, highest = _parse_number(mapping.get("lowest", "1")), _parse_number(mapping.get("highest", "5"))
    if lowest is None or highest is None or not lowest < highest or not lowest <= number <= highest:
        return None
    share = (number - lowest) / (highest - lowest)
    return int(1.5 + 4 * (1 - share if mapping.get("best", "").strip().lower() == "low" else share))  # half rounds up


def _parse_number(text: str) -> float | None:
    text = text.strip()
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None
