"""Years: which records belong to a finished year, and which stay at hand however old they are.

This is the one place in the room that knows a little of what the tables mean. At hand are this year, last
year, and what today's page may still need: everything open, and of every person and every question the newest.
The rest moves to the file of its year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from coach.store.form import Doc, Docs, moment

DATED = {
    "moods": "at",
    "goals": "day",
    "blocks": "started_at",
    "messages": "at",
    "notes": "at",
    "asked": "day",
    "reviews": "day",
}
"""Table → the field whose first four characters are the record's year. Other tables are always at hand."""
HOT_YEARS = 2
"""How many years, this one included, are at hand."""
_TAIL = 3
"""Messages at hand of somebody who has not answered: the first and two more, where following up ends."""


def first_hot(year: int) -> int:
    """Return the first year that is at hand when it is `year` now."""
    return year - HOT_YEARS + 1


def year_of(table: str, doc: Doc) -> int | None:
    """Return the year a record is dated in, by its own wall clock; None if it has none."""
    at = doc.get(DATED.get(table, ""))
    year = at[:4] if isinstance(at, str) else ""
    return int(year) if len(year) == 4 and year.isascii() and year.isdecimal() else None


def is_past(table: str, doc: Doc, hot: int) -> bool:
    """Whether a record is dated before the year `hot`, whether or not something keeps it at hand."""
    year = year_of(table, doc)
    return year is not None and year < hot


def finished(docs: Docs, hot: int) -> dict[int, dict[str, dict[str, Doc]]]:
    """Return year → table → id → document of all that may leave, the years from `hot` on being at hand."""
    leaving: dict[int, dict[str, dict[str, Doc]]] = {}
    for table in DATED:
        rows = docs.get(table, {})
        kept: set[str] | None = None
        for key, doc in rows.items():
            year = year_of(table, doc)
            if year is None or year >= hot or is_open(table, doc, hot):
                continue
            if kept is None:  # worked out for the few tables that have anything to give
                kept = set(_newest(table, rows))
            if key not in kept:
                leaving.setdefault(year, {}).setdefault(table, {})[key] = doc
    return leaving


def is_open(table: str, doc: Doc, hot: int) -> bool:
    """Whether a record of a finished year is not finished itself."""
    if doc.get("deleted"):
        return False
    if table == "blocks":
        return doc.get("ended_at") is None
    if table == "messages":
        waits = doc.get("kind") in ("promise", "request") and doc.get("closed_at") is None
        return waits or _reaches(doc.get("until"), hot)
    if table == "notes":
        waits = doc.get("kind") in ("opportunity", "draft") or doc.get("due") is not None
        return waits and doc.get("closed_at") is None
    if table == "asked":
        return doc.get("outcome") == "muted" or _reaches(doc.get("until"), hot)
    return False


def _reaches(until: Any, hot: int) -> bool:
    return isinstance(until, str) and until[:4] >= str(hot)


def _newest(table: str, rows: Mapping[str, Doc]) -> Iterator[str]:
    """Yield the ids of records that stay because nothing newer of their sort has come."""
    sort = _SORTS.get(table)
    if sort is None:
        return
    newest: dict[tuple[str, ...], tuple[datetime, str]] = {}
    for key, doc in rows.items():
        if not doc.get("deleted"):
            rank = (moment(doc.get(DATED[table])), key)
            kind = sort(doc)
            if kind not in newest or newest[kind] < rank:
                newest[kind] = rank
    yield from (key for _, key in newest.values())
    if table == "messages":
        yield from _unanswered(rows)


def _unanswered(rows: Mapping[str, Doc]) -> Iterator[str]:
    """Yield, for everybody who has not answered, the newest messages to them: how often one wrote counts."""
    came: dict[str, datetime] = {}
    out: dict[str, list[tuple[datetime, str]]] = {}
    for key, doc in rows.items():
        if doc.get("deleted"):
            continue
        person, at = str(doc.get("person")), moment(doc.get("at"))
        if doc.get("direction") == "in" or doc.get("kind") in ("meeting", "no"):
            came[person] = max(at, came.get(person, at))
        elif doc.get("direction", "out") == "out":
            out.setdefault(person, []).append((at, key))
    for person, sent in out.items():
        since = came.get(person)
        yield from [key for at, key in sorted(sent) if since is None or at > since][-_TAIL:]


_SORTS: dict[str, Callable[[Doc], tuple[str, ...]]] = {
    # Defaults are left out of the file, so a missing field means its default; str() keeps odd values harmless.
    "messages": lambda doc: (
        str(doc.get("person")),
        str(doc.get("direction", "out")),
        str(doc.get("kind", "message")),
    ),
    "asked": lambda doc: (str(doc.get("topic")), str(doc.get("outcome", "shown"))),
    "reviews": lambda doc: (str(doc.get("kind")),),
}
