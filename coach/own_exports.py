"""Recognise the coach's own exports, which come back as the records that they were: JSON, CSV tables, iCalendar."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError

from coach.actions.import_people import derive_record_id
from coach.domain.csv_cells import unescape_formula
from coach.domain.journal import DocumentTables
from coach.domain.record import Document, Record
from coach.domain.record_tables import record_type_of
from coach.domain.text import clean_text, fold_text
from coach.export_service import CSV_SKIPPED_FIELDS, CSV_TABLES, FORMAT
from coach.exporters.ics import DOMAIN, PRODUCT
from coach.importers.files.paths import parse_path

_JSON_MARK = f'"format": "{FORMAT}"'.encode()
_CALENDAR_MARK = f"PRODID:{PRODUCT}".encode()
_ROW_LIMIT = 1_000_000
_MEETING_ID = re.compile(rf"UID:meeting-([0-9a-f]{{8,64}})@{re.escape(DOMAIN)}\Z")


@dataclass(slots=True)
class OwnExports:
    """The tables of the coach's own exports among some paths, and the paths that are something else."""

    tables: list[DocumentTables] = field(default_factory=list)
    others: list[str | Path] = field(default_factory=list)
    ignored: dict[str, int] = field(default_factory=dict)


def split_own_exports(paths: Iterable[str | Path], here: DocumentTables, now: datetime) -> OwnExports:
    """Return the coach's own exports among `paths`. `here` has the people that names in tables stand for."""
    found = OwnExports()
    tables: list[tuple[str, list[dict[str, str]]]] = []
    for given in paths:
        path = parse_path(given) if isinstance(given, str) else given
        try:
            with path.open("rb") as file:
                head = file.read(4096)
                whole = _read_own_json(head, file) if _JSON_MARK in head[:200] else None
                rows = None if whole else _read_own_table(head, file)
                talks = _read_own_calendar(head + file.read()) if _CALENDAR_MARK in head else None
        except (OSError, ValueError, csv.Error):
            whole = rows = talks = None
        if whole:
            found.tables.append(whole)
        elif rows:
            tables.append(rows)
        elif talks:
            tables.append(("messages", talks[0]))
            _count(found, "follow-up that the coach works out itself", talks[1])
        else:
            found.others.append(given)
    _add_tables(found, tables, here, now)
    return found


def _count(found: OwnExports, reason: str, count: int) -> None:
    if count:
        found.ignored[reason] = found.ignored.get(reason, 0) + count


def _read_own_json(head: bytes, file: io.BufferedReader) -> DocumentTables | None:
    whole = orjson.loads(head + file.read())
    tables = whole.get("tables") if isinstance(whole, dict) else None
    if not isinstance(tables, dict):
        return None
    return {t: {k: d for k, d in rows.items() if isinstance(d, dict)} for t, rows in tables.items()}


def _read_own_table(head: bytes, file: io.BufferedReader) -> tuple[str, list[dict[str, str]]] | None:
    """Return table and rows of a CSV export: its header names fields of one kind of record, the id among them."""
    line = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", "replace").rstrip("\r")
    columns = next(csv.reader([line]), [])
    if "id" not in columns:
        return None
    for table in CSV_TABLES:
        kind = record_type_of(table)
        needed = {name for name, info in kind.model_fields.items() if info.is_required()} - CSV_SKIPPED_FIELDS
        if set(columns) <= kind.model_fields.keys() and needed <= set(columns) and _has_all_of(kind, columns):
            text = (head + file.read()).decode("utf-8-sig", "replace")
            rows = csv.DictReader(io.StringIO(text, newline=""))
            cells = [{str(k): unescape_formula(v) for k, v in row.items() if k and v} for row in rows]
            return table, cells[:_ROW_LIMIT]
    return None


def _has_all_of(kind: type[Record], columns: list[str]) -> bool:
    """Return whether a header has most fields of a kind, as notes and messages share some."""
    expected = kind.model_fields.keys() - CSV_SKIPPED_FIELDS
    return 3 * len(set(columns) & expected) >= 2 * len(expected)


def _read_own_calendar(data: bytes) -> tuple[list[dict[str, str]], int]:
    """Return the meetings of a calendar export as rows of messages, and how many follow-ups it has."""
    text = re.sub(r"\r?\n[ \t]", "", data.decode("utf-8", "replace"))
    rows, follow_ups = [], 0
    for event in re.findall(r"BEGIN:V(?:EVENT|TODO)\r?\n(.*?)END:V(?:EVENT|TODO)", text, re.DOTALL):
        lines = event.splitlines()
        key = next((found[1] for line in lines if (found := _MEETING_ID.match(line))), "")
        start = next((line[8:] for line in lines if line.startswith("DTSTART:")), "")
        title = next((line[8:] for line in lines if line.startswith("SUMMARY:Talk with ")), "")
        if not (key and start and title):
            follow_ups += 1
            continue
        at = datetime.strptime(start, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).isoformat()
        name = re.sub(r"\\(.)", r"\1", title.removeprefix("Talk with "))
        rows.append({"id": key, "person": name, "at": at, "direction": "in", "kind": "meeting", "closed_at": at})
    return rows, follow_ups


def _add_tables(
    found: OwnExports, tables: Iterable[tuple[str, list[dict[str, str]]]], here: DocumentTables, now: datetime
) -> None:
    """Turn rows into documents. People are known by name in tables: here, in a table of people, or they are new."""
    made: dict[str, dict[str, Document]] = {}
    ordered = sorted(tables, key=lambda entry: entry[0] != "people")  # names first
    known = here.get("people", {})
    ids = {
        fold_text(str(doc.get("name", ""))): key
        for key, doc in here.get("people", {}).items()
        if not doc.get("deleted")
    }
    stamp = now.astimezone(UTC).isoformat()
    for table, rows in ordered:
        for row in rows:
            if table == "people" and row.get("name"):
                ids[fold_text(row["name"])] = ids.get(fold_text(row["name"]), row.get("id", ""))
            if (
                (name := row.get("person"))
                and name not in here.get("people", {})
                and name not in made.get("people", {})
            ):
                key = ids.setdefault(fold_text(name), derive_record_id("person", "csv", fold_text(name)))
                if key not in known and key not in made.get("people", {}):
                    person = {"id": key, "name": clean_text(name), "changed_at": stamp}
                    made.setdefault("people", {})[key] = person
                row = {**row, "person": key}
            doc = _read_row(table, row, stamp)
            if doc is None:
                _count(found, "damaged row", 1)
            elif doc["id"] not in here.get(table, {}):  # what is here stays as it is
                made.setdefault(table, {})[doc["id"]] = doc
            else:
                made.setdefault(table, {}).setdefault(doc["id"], here[table][doc["id"]])
    if made:
        found.tables.append(made)


def _read_row(table: str, row: Mapping[str, str], stamp: str) -> dict[str, Any] | None:
    """Return a row as the document of a record, None if it is not a record of that table."""
    kind = record_type_of(table)
    values: dict[str, Any] = {}
    for name, cell in row.items():
        info = kind.model_fields.get(name)
        if info is None or name in CSV_SKIPPED_FIELDS:
            continue
        if name == "pauses":
            parts = (part.partition("/") for part in cell.split(", "))
            values[name] = [{"start": start, "end": end or None} for start, _, end in parts]
        else:
            values[name] = cell.split(", ") if "tuple" in str(info.annotation) else cell
    try:
        record = kind.model_validate({**values, "changed_at": stamp})
    except (ValidationError, ValueError):
        return None
    return record.to_document() if re.fullmatch(r"[\w.-]{1,64}", record.id) else None
