"""The form of a file: stock TinyDB JSON on the disk, tables of documents by our own id in memory.

    {"meta": {"1": {"id": "schema", "value": 1}}, "moods": {"1": {"id": "0f3a…", "value": 3, …}, …}, …}

The numbers are TinyDB's and are given anew at every write; nothing refers to them. Reading is strict:
whatever is not exactly of this form is `Damaged`, and the caller then salvages what there is. Rows without an
id of ours, written by somebody's own script, are not handed out and are kept as they are.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from operator import is_
from typing import Any, TypeAlias

import orjson

Doc: TypeAlias = Mapping[str, Any]
"""A record as it stands in the file: plain JSON values."""
Docs: TypeAlias = Mapping[str, Mapping[str, Doc]]
"""Table → our record id → document. To be read only, by everybody."""
Tables: TypeAlias = dict[str, dict[str, dict[str, Any]]]
"""The same as TinyDB keeps it: table → TinyDB's number → document."""

META = "meta"
"""The table about the file itself: its schema, and up to which month it was rolled over."""
SCHEMA = 1
"""The schema that this version reads and writes."""
OURS = frozenset(
    {
        *("actions", "asked", "blocks", "boundaries", "experiments", "goals"),
        *("looks", "messages", "moods", "notes", "people", "reviews", "settings"),
    }
)
"""Tables that only a file of ours has. Others, of newer versions, are kept and handed out all the same."""
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
_numbers: list[str] = []


class Damaged(ValueError):
    """The bytes are not a file of ours, or not all of one."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds: records, the values of the meta table, and rows that are no records of ours."""

    docs: dict[str, dict[str, Doc]] = field(default_factory=dict)
    marks: dict[str, Any] = field(default_factory=dict)
    strangers: Tables = field(default_factory=dict)

    @property
    def schema(self) -> int:
        """The schema it was written with; 0 before there were schemas."""
        return int(self.marks.get("schema", 0))


def decode(data: bytes) -> Any:
    """Return the JSON value of `data`, with the garbage collector out of the way. Raises Damaged."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        return orjson.loads(data)
    except ValueError as error:
        raise Damaged(str(error)) from error
    finally:
        if enabled:
            gc.enable()


def content_of(tables: Any) -> Content:
    """Return what decoded `tables` hold. Raises Damaged unless every part has the form it is to have."""
    if not isinstance(tables, dict) or not tables:
        raise Damaged("not tables")
    content = Content()
    for name, rows in {META: tables.get(META, {}), **tables}.items():
        try:
            by_id, strangers = _by_id(name, rows)
        except Damaged:
            if content.schema <= SCHEMA:
                raise
            continue  # a newer coach may have tables of another form
        if name == META:
            content.marks.update({key: doc.get("value") for key, doc in by_id.items()})
            schema = content.marks.get("schema", 0)
            if not isinstance(schema, int) or schema < 0:
                raise Damaged("the schema is not a number")
        else:
            content.docs[name] = by_id
        if strangers:
            content.strangers[name] = strangers
    if "schema" not in content.marks and not any(rows for name, rows in content.docs.items() if name in OURS):
        raise Damaged("another program's file")
    return content


def _by_id(name: str, rows: Any) -> tuple[dict[str, Doc], dict[str, dict[str, Any]]]:
    """Return the records of one table by their ids, and its rows that are none. Raises Damaged."""
    # One pass in C: all rows have to be under numbers, or TinyDB itself could not open the table.
    if not isinstance(rows, dict) or (rows and not "".join(rows).isdecimal()):
        raise Damaged(f"{name} is not a table")
    strangers: dict[str, dict[str, Any]] = {}
    try:
        by_id = {row["id"]: row for row in rows.values()}
    except TypeError as error:
        raise Damaged(f"{name} has rows that are not documents") from error
    except KeyError:
        if not all(isinstance(row, dict) for row in rows.values()):
            raise Damaged(f"{name} has rows that are not documents") from None
        strangers = {number: row for number, row in rows.items() if "id" not in row}
        rows = {number: row for number, row in rows.items() if "id" in row}
        return _by_id(name, rows)[0], strangers
    if len(by_id) != len(rows) or not set(map(type, by_id)) <= {str}:
        raise Damaged(f"{name} has ids twice or of another kind")
    return by_id, strangers


class Encoded:
    """Tables as they were last encoded: most saves touch two of them, at their end, and the rest keeps its bytes."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Mapping[str, Doc], bytes]] = {}

    def tables_of(self, content: Content) -> dict[str, Any]:
        """Return `content` as TinyDB keeps it, for `encode` alone. Raises TypeError for what JSON has no form for."""
        tables: dict[str, Any] = tables_of(Content({}, content.marks))
        known, self._known = self._known, {}
        for name, docs in content.docs.items():
            found = known.get(name)
            if name in content.strangers:
                tables |= tables_of(Content({name: docs}, content.marks, {name: content.strangers[name]}))
                continue
            if found is None or found[0] is not docs:
                found = (docs, _grown(*found, docs) if found else orjson.dumps(numbered(docs)))
            self._known[name] = found
            tables[name] = orjson.Fragment(found[1])
        others = {name: rows for name, rows in content.strangers.items() if name not in content.docs}
        return tables | (tables_of(Content({}, content.marks, others)) if others else {})


def _grown(before: Mapping[str, Doc], encoded: bytes, docs: Mapping[str, Doc]) -> bytes:
    """Return the bytes of the table `docs`: those it had as `before`, and more, if it has only grown at its end."""
    if not 0 < len(before) <= len(docs) or not all(map(is_, before.values(), docs.values())):
        return orjson.dumps(numbered(docs))
    more = orjson.dumps(numbered(docs, len(before)))
    return encoded if more == b"{}" else b"%b,%b" % (encoded[:-1], more[1:])


def tables_of(content: Content) -> Tables:
    """Return `content` as TinyDB keeps it. The documents are shared, not copied."""
    marks = {"schema": SCHEMA, **content.marks}
    tables: dict[str, dict[str, Any]] = {
        META: numbered({key: {"id": key, "value": value} for key, value in marks.items()})
    }
    for name, docs in content.docs.items():
        tables[name] = numbered(docs)
    for name, rows in content.strangers.items():
        table = tables.setdefault(name, {})
        free = max(len(table), *map(int, rows))
        for number, row in rows.items():
            if number in table:
                free += 1
                number = str(free)
            table[number] = row
    return tables


def numbered(docs: Mapping[str, Any], first: int = 0) -> dict[str, Any]:
    """Return the documents, from the one at `first` on, under TinyDB's numbers, "1" and so on."""
    return dict(zip(islice(numbers(len(docs)), first, None), islice(docs.values(), first, None), strict=False))


def numbers(count: int) -> list[str]:
    """Return "1" and so on, up to `count` or further."""
    if len(_numbers) < count:
        _numbers.extend(map(str, range(len(_numbers) + 1, count + 1)))
    return _numbers


def encode(tables: Mapping[str, Any]) -> bytes:
    """Return the bytes of a file. Raises TypeError (as orjson does) for what JSON has no form for."""
    return orjson.dumps(tables)


def plain(doc: Doc) -> dict[str, Any]:
    """Return a copy of `doc` that is exactly what a later reading will bring.

    Raises TypeError for what JSON has no form for, ValueError for a document without an id.
    """
    copy: dict[str, Any] = orjson.loads(orjson.dumps(doc))
    if not isinstance(copy.get("id"), str):
        raise ValueError("a record has to have an id")
    return copy


def shared(before: Docs, now: Mapping[str, dict[str, Doc]]) -> dict[str, dict[str, Doc]]:
    """Return `now`, in which every document and table that is as `before` is the very same object."""
    if not before:
        return dict(now)
    kept = {}
    for name, rows in now.items():
        known = before.get(name, {})
        table = {key: known[key] if known.get(key) == doc else doc for key, doc in rows.items()}
        same = len(known) == len(table) and all(table[key] is doc for key, doc in known.items() if key in table)
        kept[name] = known if same and list(known) == list(table) else table
    return kept  # type: ignore[return-value]


def moment(value: Any) -> datetime:
    """Return the moment that a date or time in a document means, in UTC; long ago if it means none."""
    try:
        at = datetime.fromisoformat(value)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return LONG_AGO
