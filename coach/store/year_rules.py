"""The rules of year files: which records are archived in the file of their year, and which stay in the data file.

This is the only module of the store that knows what the tables mean. The last twelve months stay, and records that
today's page may need: open ones, the newest of every person and every question, and what one wrote since somebody last
did. So where a conversation stands is the same with and without the archive. The rest is archived in the file of its
year. The limit is a month and not a year, so that a second year of use costs no more than the first.

People are archived only when inactive: no message for as long, and nothing owed on either side. They are archived with
their last messages in a file of their own, which every search for a name reads too. Some of them stay, to be suggested.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from coach.domain.conversation import NEW_BEGINNING_AFTER
from coach.store.file_format import UNKNOWN_TIME, Doc, Docs, parse_moment

DATE_FIELDS = {
    "moods": "at",
    "goals": "day",
    "blocks": "started_at",
    "messages": "at",
    "notes": "at",
    "asked": "day",
    "reviews": "day",
}
"""Table → the field that begins with the record's year and month. Other tables are never archived."""
ARCHIVED_PEOPLE = 0
"""Stands for a year: the file of archived people."""
MAX_INACTIVE_PEOPLE = 40
"""How many inactive people stay in the data file: close ones first, then the newest conversations."""
PERSON_TABLES = ("messages", "notes", "boundaries")
"""Tables whose records name a person; while one of them stays in the data file, so does the person."""
_MONTH = re.compile(r"(?!0000)[0-9]{4}-[0-9]{2}")


def first_recent_month(day: date) -> str:
    """Return the first of the twelve months that stay in the data file on `day`, as "2025-12"."""
    year, month = divmod(day.year * 12 + day.month - 12, 12)
    return f"{year:04}-{month + 1:02}"


def record_month(table: str, doc: Doc) -> str | None:
    """Return the month of a record's date, by its own wall clock, None without a date."""
    at = doc.get(DATE_FIELDS.get(table, ""))
    return at[:7] if isinstance(at, str) and _MONTH.match(at) else None


def is_before_month(table: str, doc: Doc, hot: str) -> bool:
    """Return whether a record is dated before the month `hot`."""
    month = record_month(table, doc)
    return month is not None and month < hot


def find_finished_records(docs: Docs, hot: str) -> dict[int, dict[str, dict[str, Doc]]]:
    """Return year → table → id → document of all records that may be archived; months from `hot` on stay.

    The key ARCHIVED_PEOPLE has people, with their last messages.
    """
    leaving: dict[int, dict[str, dict[str, Doc]]] = {}
    for table in DATE_FIELDS:
        rows = docs.get(table, {})
        staying: set[str] | None = None
        for key, doc in rows.items():
            month = record_month(table, doc)
            if month is None or month >= hot or is_still_open(table, doc, hot):
                continue
            if staying is None:  # computed only for tables with something to archive
                staying = {*_newest_of_each_kind(table, rows)}
                if table == "messages":
                    staying.update(_unanswered_messages(rows))
            if key not in staying:
                leaving.setdefault(int(month[:4]), {}).setdefault(table, {})[key] = doc
    if inactive := _find_inactive_people(docs, leaving, hot):
        leaving[ARCHIVED_PEOPLE] = inactive
    return leaving


def _find_inactive_people(
    docs: Docs, leaving: Mapping[int, Mapping[str, Mapping[str, Doc]]], hot: str
) -> dict[str, dict[str, Doc]]:
    """Return the people who may be archived, and those of their messages that would otherwise stay."""
    people, messages = docs.get("people", {}), docs.get("messages", {})
    archived = {table: {key for year in leaving.values() for key in year.get(table, ())} for table in PERSON_TABLES}
    needed: set[Any] = set()
    last: dict[Any, tuple[bool, datetime]] = {}
    for table in PERSON_TABLES:
        for key, doc in docs.get(table, {}).items():
            who = doc.get("person")
            if not isinstance(who, str) or doc.get("deleted"):
                continue
            if table == "messages" and is_before_month(table, doc, hot) and not is_still_open(table, doc, hot):
                talked, at = last.get(who, (False, UNKNOWN_TIME))
                last[who] = (talked or doc.get("direction") == "in", max(at, parse_moment(doc.get("at"))))
            elif key not in archived[table]:
                needed.add(who)
    inactive = [
        key for key, doc in people.items()
        if key not in needed and (key in last or str(doc.get("changed_at", ""))[:7] < hot)
    ]  # fmt: skip
    if len(inactive) <= MAX_INACTIVE_PEOPLE:
        return {}

    def closeness(key: str) -> tuple[bool, bool, bool, datetime, str]:
        talked, at = last.get(key, (False, UNKNOWN_TIME))
        return (not people[key].get("deleted"), people[key].get("tie") == "strong", talked, at, key)

    left = set(sorted(inactive, key=closeness, reverse=True)[MAX_INACTIVE_PEOPLE:])
    theirs = {k: m for k, m in messages.items() if m.get("person") in left and k not in archived["messages"]}
    return {"people": {key: people[key] for key in left}, **({"messages": theirs} if theirs else {})}


def is_still_open(table: str, doc: Doc, hot: str) -> bool:
    """Return whether an old record is still open."""
    if doc.get("deleted"):
        return False
    if table == "blocks":
        return doc.get("ended_at") is None
    if table == "messages":
        waits = doc.get("kind") in ("promise", "request") and doc.get("closed_at") is None
        return waits or _reaches_month(doc.get("until"), hot)
    if table == "notes":
        waits = doc.get("kind") in ("opportunity", "draft") or doc.get("due") is not None
        return waits and doc.get("closed_at") is None
    if table == "asked":
        return doc.get("outcome") == "muted" or _reaches_month(doc.get("until"), hot)
    return False


def _reaches_month(until: Any, hot: str) -> bool:
    return isinstance(until, str) and until[:7] >= hot


def _newest_of_each_kind(table: str, rows: Mapping[str, Doc]) -> Iterator[str]:
    """Yield the ids of the records that are the newest of their kind, such as of one person or one question."""
    kind_of = _KIND_KEYS.get(table)
    if kind_of is None:
        return
    newest: dict[tuple[str, ...], tuple[datetime, str]] = {}
    for key, doc in rows.items():
        if not doc.get("deleted"):
            rank = (parse_moment(doc.get(DATE_FIELDS[table])), key)
            kind = kind_of(doc)
            if kind not in newest or newest[kind] < rank:
                newest[kind] = rank
    yield from (key for _, key in newest.values())


def _unanswered_messages(rows: Mapping[str, Doc]) -> Iterator[str]:
    """Yield the ids of what one wrote since each person last did: the first, and all since one last began anew."""
    heard: dict[str, datetime] = {}
    sent: defaultdict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for key, doc in rows.items():
        if doc.get("deleted"):
            continue
        who, direction, kind = str(doc.get("person")), doc.get("direction", "out"), doc.get("kind", "message")
        at = parse_moment(doc.get("at"))
        if direction == "in" or kind == "no" or (kind == "meeting" and direction != "own"):
            heard[who] = max(at, heard.get(who, at))
        elif direction == "out" and kind in ("message", "invitation"):
            sent[who].append((at, key))
    for who, messages in sent.items():
        since = sorted(one for one in messages if who not in heard or one[0] >= heard[who])
        begun = [n for n in range(1, len(since)) if since[n][0] - since[n - 1][0] >= NEW_BEGINNING_AFTER]
        yield from (key for n, (_, key) in enumerate(since) if n == 0 or n >= max(begun, default=0))


_KIND_KEYS: dict[str, Callable[[Doc], tuple[str, ...]]] = {
    # Defaults are left out of the file, so a missing field means its default; str() keeps odd values harmless.
    "messages": lambda doc: (str(doc.get("person")), str(doc.get("direction", "out")), str(doc.get("kind", "message"))),
    "asked": lambda doc: (str(doc.get("topic")), str(doc.get("outcome", "shown"))),
    "reviews": lambda doc: (str(doc.get("kind")),),
}
