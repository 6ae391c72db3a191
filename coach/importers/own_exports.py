"""Recognise the coach's own exports, which come back as the records that they were.

JSON, CSV tables, Markdown, iCalendar, Daylio's table, Org, Taskwarrior and the JSON beside a vault or a todo.txt hold
records. A todo.txt alone holds a part of them. The pages of a vault, and task lists of older versions, hold nothing
but what the coach works out of records, so they are counted and left out.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO

import orjson
from pydantic import ValidationError

from coach.domain.mood import Mood
from coach.domain.record import (
    NEVER_CHANGED,
    SMALLEST_STEP,
    TABLE_NAMES,
    Document,
    Documents,
    Record,
    derive_record_id,
    record_type_of,
    stamp_record,
)
from coach.domain.text import NOTE_LIMIT, clean_text, fold_text
from coach.exporters.csv import CSV_LAST_FIELDS, CSV_TABLES, PERSON_ID_COLUMN, list_csv_columns, unescape_formula
from coach.exporters.embedded_records import (
    DAYLIO_COLUMN,
    MARKDOWN_START,
    ORG_PROPERTY,
    OWN_FORMAT,
    TASKWARRIOR_ATTRIBUTE,
    iterate_calendar_records,
    iterate_markdown_records,
    iterate_org_records,
    parse_record_line,
)
from coach.exporters.ics import CALENDAR_PRODUCT, UID_DOMAIN
from coach.exporters.markdown_vault import name_records_file
from coach.exporters.tasks import TASK_TAG, TODO_TXT_NOTE, parse_todo_line
from coach.importers.dates import find_table_order, parse_day, parse_moment, read_named_order
from coach.importers.diaries.daylio import find_value
from coach.importers.files.archive_members import Member, Source, flatten_sources
from coach.importers.files.csv_reader import CsvTable, open_table
from coach.importers.files.open_path import open_path, parse_path
from coach.importers.files.text_encoding import decode_text, detect_encoding, is_old_mac_text

_JSON_MARK = re.compile(rf'"format"\s*:\s*"{OWN_FORMAT}"'.encode())
_CALENDAR_MARK = f"PRODID:{CALENDAR_PRODUCT}".encode()
_ROW_LIMIT = 1_000_000
_SUFFIXES = (".json", ".csv", ".md", ".ics", ".org", ".txt")
"""How the names of exports end, where they lie in a zip or a folder of very many files, such as a mailbox."""
_TRIED_LIMIT = 200
"""Files of a zip or folder up to which each is tried, whatever it is called."""
_LINE_END = re.compile(rb"\r+\n|\r")
_MEETING_ID = re.compile(rf"UID:meeting-([0-9a-f]{{8,64}})@{re.escape(UID_DOMAIN)}\Z")
_MEETING_TITLE = re.compile("SUMMARY:(Meeting|Talk) with ")  # older exports say talk
_RECORD_ID = re.compile(r"[\w.-]{1,64}")
_VAULT_PAGE = re.compile(rb"<!-- coach (day|person) [0-9A-Za-z-]+ ")
_TODO_LINE = re.compile(rf"(?m)^(?=[^\n]* \+{TASK_TAG}\s)(?=[^\n]* due:\d{{4}}-\d\d-\d\d\s)[^\n]* id:[\w-]+(?=\s)")
FOLLOW_UP = "follow-up that the coach works out itself"
VAULT_PAGE = "section of a vault that the coach writes itself"
OTHER_TASK = "task that is not from the coach"
DAMAGED_ROW = "damaged row"

_MINUTE = timedelta(minutes=1)
_TRUTHS = {
    **dict.fromkeys(("true", "wahr", "vrai", "verdadero", "vero", "verdadeiro", "waar", "prawda", "yes", "1"), True),
    **dict.fromkeys("false falsch faux falso onwaar fałsz no 0".split(), False),
}
"""Yes and no as spreadsheets write them in their languages."""


@dataclass(frozen=True, slots=True)
class OwnTable:
    """The rows of one table, without empty cells."""

    name: str
    rows: list[dict[str, str]]
    columns: tuple[str, ...] = ()
    """Columns that can have been edited: those of a CSV table."""
    order: str = ""
    """Order of day, month and year, if a spreadsheet wrote dates in numbers."""


@dataclass(slots=True)
class OwnExports:
    """The tables of the coach's own exports among some files, zips and folders, and what else there is."""

    tables: list[Documents] = field(default_factory=list)
    rows: list[OwnTable] = field(default_factory=list)
    """Tables whose rows become documents once all people are known."""
    others: list[Source] = field(default_factory=list)
    """Files, zips and folders that are, or hold, something else; the coach's own exports are taken out of them."""
    ignored: Counter[str] = field(default_factory=Counter)
    is_found: bool = False
    """An export of the coach is among them, though it may hold nothing."""
    warnings: list[str] = field(default_factory=list)
    vault_pages: Counter[str] = field(default_factory=Counter)
    """Kind of vault → its sections."""
    vaults: set[str] = field(default_factory=set)
    """Kinds of vault whose records are here; "todo" for those beside a todo.txt."""
    has_todo_tasks: bool = False

    def add_record_lines(self, lines: Iterable[str]) -> None:
        """Add records that stand in an export as lines of JSON; damaged ones are counted."""
        tables: dict[str, dict[str, Document]] = {}
        for line in lines:
            table, document = parse_record_line(line) or ("", {})
            if table in TABLE_NAMES and _is_record(table, document):
                tables.setdefault(table, {})[document["id"]] = document
            else:
                self.ignored[DAMAGED_ROW] += 1
        self.tables.append(tables)


def split_own_exports(
    paths: Iterable[str | Path],
    load_documents: Callable[[], Documents],
    now: datetime,
    mapping: Mapping[str, str] = MappingProxyType({}),
) -> OwnExports:
    """Return the coach's own exports among `paths`.

    `load_documents` gives the people that names in tables stand for; it is called if there are tables. The
    `date_format` of a `mapping` is that of dates which a spreadsheet wrote.
    """
    read_named_order(mapping)  # raises for an order that is none, before anything is read
    found = OwnExports()
    for given in paths:
        source = open_path(parse_path(given) if isinstance(given, str) else given)
        taken = False
        for inner in flatten_sources([source]):
            own = {member for member in inner.members if _take_own_export(found, member, mapping)}
            inner.members = [member for member in inner.members if member not in own]
            taken = taken or bool(own)
        found.is_found = found.is_found or taken
        if not taken or any(inner.members for inner in flatten_sources([source])):
            found.others.append(source)
    if found.rows:
        _add_tables(found, load_documents(), now)
    for kind, count in found.vault_pages.items():
        if kind not in found.vaults:
            found.ignored[VAULT_PAGE] += count
            found.warnings.append(
                f"To bring these sections back, import their whole folder, including {name_records_file(kind)}."
            )
    if found.has_todo_tasks and "todo" not in found.vaults:
        found.warnings += [
            "For each follow-up, a todo.txt holds a name and the day and channel of one message, but no texts "
            "or notes.",
            f"coach export todo.txt --out FILE saves these in {name_records_file('todo')}, in the same folder. "
            "To bring them back too, import that folder.",
        ]
    found.ignored = +found.ignored
    return found


def _take_own_export(found: OwnExports, member: Member, mapping: Mapping[str, str]) -> bool:
    """Add a file to `found` if it is an export of the coach, and return whether it is."""
    is_one_of_many = member.source.kind != "file" and len(member.source.members) > _TRIED_LIMIT
    if is_one_of_many and not member.file_name.lower().endswith(_SUFFIXES):
        return False
    try:
        with member.open() as file:
            return _read_own_export(found, member, file, mapping)
    except (ValueError, csv.Error):
        return False


def _read_own_export(found: OwnExports, member: Member, file: BinaryIO, mapping: Mapping[str, str]) -> bool:
    """Add the content of a file to `found`, and return whether it is an export of the coach."""
    head = file.read(4096)
    if detect_encoding(head).startswith("utf-16"):  # as PowerShell writes what a command prints
        data = decode_text(head + file.read()).encode("utf-8", "replace")
        head, file = data[:4096], io.BytesIO(data[4096:])
    elif is_old_mac_text(head) or b"\r\r\n" in head:
        data = _LINE_END.sub(b"\n", head + file.read())
        head, file = data[:4096], io.BytesIO(data[4096:])
    head = head.removeprefix(codecs.BOM_UTF8)
    if _JSON_MARK.search(head[:200]):
        return _read_own_json(found, head + file.read())
    if head.startswith((b"# ", MARKDOWN_START.encode(), b"\n" + MARKDOWN_START.encode())):
        text = (head + file.read()).decode("utf-8", "replace")
        if f"\n{MARKDOWN_START}" in text.replace("\r\n", "\n"):
            found.add_record_lines(iterate_markdown_records(text))
            return True
        head, file = text.encode(), io.BytesIO()
    if _CALENDAR_MARK in head:
        found.rows.append(OwnTable("messages", _read_own_calendar(found, head + file.read())))
        return True
    if table := open_table(member, lambda cells: DAYLIO_COLUMN in cells, limit=_ROW_LIMIT):
        found.add_record_lines(_edit_daylio_record(row) for row in _iterate_cells(table))
        found.ignored[DAMAGED_ROW] += table.problems["damaged"]
        return True
    if table := open_table(member, lambda cells: bool(_find_own_table(cells)), limit=_ROW_LIMIT):
        found.rows.append(_read_own_table(found, table, mapping))
        return True
    if member.file_name.lower().endswith(".md") or _VAULT_PAGE.search(head):
        kinds = _VAULT_PAGE.findall(head + file.read())
        found.vault_pages.update(kind.decode() for kind in kinds)
        return bool(kinds)
    return _read_task_list(found, head, file)


def _read_own_json(found: OwnExports, data: bytes) -> bool:
    """Add the tables of an export as JSON, and return whether it is one."""
    whole = orjson.loads(data)
    tables = whole.get("tables") if isinstance(whole, dict) else None
    if not isinstance(tables, dict):
        return False
    found.tables.append(
        {
            table: {key: document for key, document in rows.items() if isinstance(document, dict)}
            for table, rows in tables.items()
            if isinstance(rows, dict)
        }
    )
    found.vaults.add(str(whole.get("vault")))
    return True


def _find_own_table(columns: Sequence[str]) -> str:
    """Return the table of a CSV export, or "": its header names fields of one kind of record."""
    names = set(columns) - {PERSON_ID_COLUMN}
    has_version = {"id", "changed_at"} <= names  # then somebody may have added columns, else taken the id away
    for table, fields, needed in _list_own_tables():
        expected = fields - {*CSV_LAST_FIELDS, "deleted", "taken_back"}
        # Notes and messages share some names, so most fields of a kind have to be there.
        is_whole = needed <= names and 3 * len(names & expected) >= 2 * len(expected)
        if is_whole and (has_version or names <= fields):
            return table
    return ""


@cache
def _list_own_tables() -> list[tuple[str, Set[str], Set[str]]]:
    """Return the tables of a CSV export, each with all fields of its records and those they need."""
    kinds = {table: record_type_of(table).model_fields for table in CSV_TABLES}
    return [
        (table, fields.keys(), {name for name, info in fields.items() if info.is_required()})
        for table, fields in kinds.items()
    ]


def _iterate_cells(table: CsvTable) -> Iterator[dict[str, str]]:
    """Yield the rows of a table without empty cells."""
    for row in table.iterate_dicts():
        yield {name: unescape_formula(cell) for name, cell in row.items() if cell}


def _edit_daylio_record(row: Mapping[str, str]) -> str:
    """Return the record line of a row of Daylio's table, newer if somebody gave the row another mood or note."""
    line = row.get(DAYLIO_COLUMN, "")
    table, document = parse_record_line(line) or ("", {})
    if table != Mood.table or not _is_record(table, document):
        return line
    mood = Mood.model_validate(document)
    shown = {"value": find_value(row.get("mood", ""), {}) or mood.value, "note": row.get("note", "")}
    if shown["value"] == mood.value and _compared(shown["note"]) == _compared(
        clean_text(mood.note, NOTE_LIMIT, lines=True)
    ):
        return line
    edited = mood.copy_with(**shown, changed_at=mood.changed_at + SMALLEST_STEP)
    return json.dumps({"table": table, "record": edited.to_document()})


def _read_own_table(found: OwnExports, table: CsvTable, mapping: Mapping[str, str]) -> OwnTable:
    name = _find_own_table(table.header.folded)
    rows = list(_iterate_cells(table))
    found.ignored[DAMAGED_ROW] += table.problems["damaged"]
    fields = record_type_of(name).model_fields
    dated = {column for column, info in fields.items() if "datetime.date" in str(info.annotation)}
    times = [cell for row in rows for column, cell in row.items() if column in dated]
    order = find_table_order(times, mapping, table.member.file_name, found.warnings)
    return OwnTable(name, rows, table.header.folded, order)


def _read_own_calendar(found: OwnExports, data: bytes) -> list[dict[str, str]]:
    """Add the records of a calendar export. Return the meetings of one that has none as rows of messages."""
    text = re.sub(r"\r?\n[ \t]", "", data.decode("utf-8", "replace"))
    begun, ended = (len(re.findall(rf"(?m)^{word}:V(?:EVENT|TODO)\r?$", text)) for word in ("BEGIN", "END"))
    found.ignored[DAMAGED_ROW] += max(0, begun - ended)
    events = re.findall(r"BEGIN:V(?:EVENT|TODO)\r?\n(.*?)END:V(?:EVENT|TODO)", text, re.DOTALL)
    if lines := [line for event in events for line in iterate_calendar_records(event)]:
        found.add_record_lines(lines)
        return []
    rows = [row for event in events if (row := _parse_meeting(event.splitlines()))]
    found.ignored[FOLLOW_UP] += len(events) - len(rows)
    return rows


def _parse_meeting(lines: list[str]) -> dict[str, str] | None:
    """Return an event as a row of messages, or None if it is no meeting."""
    key = next((match[1] for line in lines if (match := _MEETING_ID.match(line))), "")
    start = next((line[8:] for line in lines if line.startswith("DTSTART:")), "")
    name = next((line[match.end() :] for line in lines if (match := _MEETING_TITLE.match(line))), "")
    if not (key and start and name):
        return None
    at = datetime.strptime(start, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).isoformat()
    return {
        "id": key,
        "person": re.sub(r"\\(.)", r"\1", name),
        "at": at,
        "direction": "in",
        "kind": "meeting",
        "closed_at": at,
    }


def _read_task_list(found: OwnExports, head: bytes, file: BinaryIO) -> bool:
    """Add the records of a task list, and return whether a file is one."""
    if head.startswith(f"#+CATEGORY: {TASK_TAG}".encode()) or f"\n:{ORG_PROPERTY}:".encode() in head:
        text = (head + file.read()).decode("utf-8", "replace")
        _add_task_records(found, list(iterate_org_records(text)), len(re.findall(r"(?m)^\*+ TODO ", text)))
        return True
    if _TODO_LINE.search(f"{head.decode('utf-8', 'replace')} "):
        _read_todo_txt(found, (head + file.read()).decode("utf-8", "replace"))
        return True
    if head.startswith(b"[") and b'"uuid"' in head:
        tasks = orjson.loads(head + file.read())
        marked = [task for task in tasks if isinstance(task, dict) and isinstance(task.get("tags"), list)]
        ours = [task for task in marked if TASK_TAG in task["tags"]]
        lines = [line for task in ours for line in str(task.get(TASKWARRIOR_ATTRIBUTE, "")).splitlines()]
        if lines or (ours and len(ours) == len(tasks)):
            _add_task_records(found, lines, len(ours))
            found.ignored[OTHER_TASK] += len(tasks) - len(ours)
            return True
    return False


def _add_task_records(found: OwnExports, lines: Sequence[str], tasks: int) -> None:
    """Add the records of tasks; those of older versions have none."""
    if lines:
        found.add_record_lines(lines)
    else:
        found.ignored[FOLLOW_UP] += tasks


def _read_todo_txt(found: OwnExports, text: str) -> None:
    """Add the people and messages of the tasks of a todo.txt."""
    lines = [line for line in text.splitlines() if line.strip() and TODO_TXT_NOTE not in line]
    rows = [{**row, "changed_at": NEVER_CHANGED.isoformat()} for line in lines if (row := parse_todo_line(line))]
    people = [
        {"id": row["person_id"], "name": row["person"], "changed_at": row["changed_at"]}
        for row in rows
        if row.get("person_id")
    ]
    found.rows += [OwnTable("people", people), OwnTable("messages", [row for row in rows if "at" in row])]
    known = sum(1 for line in lines if _TODO_LINE.match(f"{line} "))
    found.ignored[FOLLOW_UP] += known - len(rows)
    found.ignored[OTHER_TASK] += len(lines) - known
    found.has_todo_tasks = found.has_todo_tasks or bool(rows)


def _add_tables(found: OwnExports, here: Documents, now: datetime) -> None:
    """Turn rows into documents: people first, because other tables name them."""
    made: dict[str, dict[str, Document]] = {}
    people = _PersonResolver(here.get("people", {}), made)
    stamp = now.astimezone(UTC).isoformat()
    for table in sorted(found.rows, key=lambda one: one.name != "people"):
        known = here.get(table.name, {})
        kind = record_type_of(table.name)
        twins = _list_twins(kind, known, table) if table.columns and "id" not in table.columns else {}
        for cells in table.rows:
            row = people.add_row(cells) if table.name == "people" else cells
            if row.get("person"):
                row = {**row, "person": people.find_id(row)}
            if twins and (keys := twins.get(_read_twin(kind, _build_row(kind, row, table, None, stamp), table))):
                row = {**row, "id": keys.pop(0)}
            before = known.get(row.get("id", ""))
            doc = _build_row(kind, row, table, before, stamp)
            if doc is None:
                found.ignored[DAMAGED_ROW] += 1
                continue
            if before is not None and not before.get("taken_back"):
                edited = _edit_document(kind, before, doc, table.columns, now)
                doc = edited or (doc if "changed_at" in row else before)
            made.setdefault(table.name, {})[doc["id"]] = doc
    if made:
        found.tables.append(made)


def _build_row(
    kind: type[Record], row: Mapping[str, str], table: OwnTable, before: Document | None, stamp: str
) -> Document | None:
    """Return the document of a row, None if a cell cannot be of one."""
    values = _parse_row(kind, row, table.order, before)
    return _build_document(kind, {"changed_at": stamp, **values}) if values else None


def _list_twins(kind: type[Record], known: Documents | Mapping[str, Document], table: OwnTable) -> dict[str, list[str]]:
    """Return the ids of records by what a table without ids shows of them."""
    twins: dict[str, list[str]] = {}
    for key, document in known.items():
        if not document.get("deleted") and not document.get("taken_back"):
            twins.setdefault(_read_twin(kind, document, table), []).append(key)
    return twins


def _read_twin(kind: type[Record], document: Document | None, table: OwnTable) -> str:
    """Return what a table without ids shows of a record, "" if it is none."""
    try:
        record = kind.model_validate(document)
    except ValidationError:
        return ""
    shown = sorted({*table.columns} & kind.model_fields.keys() - {*CSV_LAST_FIELDS})
    return repr([_compared(getattr(record, name)) for name in shown])


def _edit_document(
    kind: type[Record], before: Document, doc: Document, columns: Collection[str], now: datetime
) -> Document | None:
    """Return the version of a record that somebody made in a spreadsheet, None if it is as before, or another version.

    The time of the last change tells versions apart, by the minute, for a spreadsheet may not keep more.
    """
    if before.get("deleted"):
        return None
    with suppress(ValidationError):  # of a damaged file
        old, new = kind.model_validate(before), kind.model_validate(doc)
        edited = [
            name
            for name in columns
            if name in kind.model_fields
            and name not in ("id", "person", *CSV_LAST_FIELDS)
            and _compared(getattr(old, name)) != _compared(getattr(new, name))
        ]
        is_same_version = "changed_at" not in columns or abs(old.changed_at - new.changed_at) < _MINUTE
        if edited and (is_same_version or new.changed_at == NEVER_CHANGED):
            copy = old.copy_with(**{name: getattr(new, name) for name in edited})
            return stamp_record(copy, old, now, old.device).to_document()
    return None


def _compared(value: Any) -> Any:
    """Return a value as it is compared: a spreadsheet may drop seconds and change line ends."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None, second=0, microsecond=0)
    return " ".join(value.split()) if isinstance(value, str) else value


class _PersonResolver:
    """Find the ids of the people whom tables name: by id, by a name that is known, else they are new."""

    def __init__(self, here: Mapping[str, Document], made: dict[str, dict[str, Document]]) -> None:
        self._here = here
        self._made = made
        self._ids = {fold_text(str(doc.get("name", ""))): key for key, doc in here.items() if not doc.get("deleted")}

    def add_row(self, row: dict[str, str]) -> dict[str, str]:
        """Add somebody of a table of people, and return the row with an id."""
        folded = fold_text(row.get("name", ""))
        if folded and not row.get("id"):
            row = {**row, "id": self._ids.get(folded) or derive_record_id("person", "csv", folded)}
        if folded:
            self._ids.setdefault(folded, row.get("id", ""))
        return row

    def find_id(self, row: Mapping[str, str]) -> str:
        """Return the id of the person in a row. A new one is older than whatever another table tells of them."""
        name, given = row["person"], row.get(PERSON_ID_COLUMN, "")
        for key in (given, name):  # a name that nobody has any more is an id itself
            if key in self._here or key in self._made.get("people", {}):
                return key
        known = self._ids.get(fold_text(name))
        if known is not None and (not given or known in self._here):
            return known
        key = given if _RECORD_ID.fullmatch(given) else derive_record_id("person", "csv", fold_text(name))
        if not given:
            self._ids[fold_text(name)] = key
        if key not in self._here:
            person = {"id": key, "name": clean_text(name), "changed_at": NEVER_CHANGED.isoformat()}
            self._made.setdefault("people", {}).setdefault(key, person)
        return key


def _parse_row(kind: type[Record], row: Mapping[str, str], order: str, before: Document | None) -> dict[str, Any]:
    """Return the fields of a record in a row, nothing if a cell cannot be one. A row without an id gets one."""
    columns = set(list_csv_columns(kind)) - {PERSON_ID_COLUMN}
    try:
        values = {
            name: _parse_cell(kind, name, cell, order, (before or {}).get(name))
            for name, cell in row.items()
            if name in columns
        }
    except (ValueError, RecursionError):
        return {}
    if "id" not in values:
        told = sorted((name, cell) for name, cell in row.items() if name not in CSV_LAST_FIELDS)
        values["id"] = derive_record_id(kind.table, "csv", json.dumps(told))
    return values


def _build_document(kind: type[Record], values: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the document of a record, None if these are not its fields."""
    try:
        document = kind.model_validate(values).to_document()
    except (ValidationError, ValueError, RecursionError):
        return None
    return document if _RECORD_ID.fullmatch(document["id"]) else None


def _parse_cell(kind: type[Record], name: str, cell: str, order: str, before: Any) -> Any:
    """Return the value of a cell, in which lists and objects are written as text.

    A spreadsheet writes times and yes or no in its own way; a time without a zone has that of `before`.
    """
    info = kind.model_fields.get(name)
    shape = str(info.annotation) if info else ""
    if "dict" in shape:
        return json.loads(cell)
    if "tuple" in shape:
        parts = _split_list(cell)
        if name != "pauses":
            return parts
        return [{"start": start, "end": end or None} for start, _, end in (part.partition("/") for part in parts)]
    if "bool" in shape:
        return _TRUTHS.get(cell.strip().casefold(), cell)
    if "datetime.datetime" in shape:
        return _parse_time(cell, order, before)
    if "datetime.date" in shape and (day := parse_day(cell, order)):
        return day.isoformat()
    return cell


def _parse_time(cell: str, order: str, before: Any) -> str:
    at = parse_moment(cell, order)
    if at is None:
        return cell
    with suppress(ValueError, TypeError):
        at = at if at.tzinfo else at.replace(tzinfo=datetime.fromisoformat(before).tzinfo)
    return at.isoformat()


def _split_list(cell: str) -> list[str]:
    """Return the parts of a list: of a JSON array, or between commas."""
    with suppress(ValueError):
        found = json.loads(cell) if cell.startswith("[") else None
        if isinstance(found, list):
            return [str(part) for part in found]
    return cell.split(", ")


def _is_record(table: str, document: Document) -> bool:
    """Return whether a document is a whole record of its table."""
    return isinstance(document.get("id"), str) and _build_document(record_type_of(table), document) is not None
