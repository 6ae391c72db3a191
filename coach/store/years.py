"""Years: which records belong to a finished year, and which stay at hand however old they are.

This is the one place in the room that knows a little of what the tables mean. At hand are this month and the
eleven before it, and what today's page may still need: everything open, and of every person and every question
the newest. The rest moves to the file of its year, which by then has ended. Months and not whole years, so that
a second year of use costs no more than the first.

People do not pass with a year. Those with whom nothing has passed for as long, and who owe and are owed nothing,
move with their last messages to a file of their own, where every search for a name looks too; but for some, so
that there is somebody to say hello to again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from coach.store.form import LONG_AGO, Doc, Docs, moment

DATED = {
    "moods": "at",
    "goals": "day",
    "blocks": "started_at",
    "messages": "at",
    "notes": "at",
    "asked": "day",
    "reviews": "day",
}
"""Table → the field that begins with the record's year and month. Other tables are always at hand."""
QUIET = 0
"""Stands for a year: the file of people one has not been in touch with for long."""
QUIET_AT_HAND = 40
"""How many such people stay at hand: close ones first, then those one talked with last."""
ABOUT_PEOPLE = ("messages", "notes", "boundaries")
"""Tables whose records name a person: whoever is in one of them at hand is at hand too."""
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")


def first_hot(day: date) -> str:
    """Return the first month that is at hand on `day`, as "2025-12": this month and eleven before it are."""
    year, month = divmod(day.year * 12 + day.month - 12, 12)
    return f"{year:04}-{month + 1:02}"


def month_of(table: str, doc: Doc) -> str | None:
    """Return the month a record is dated in, by its own wall clock; None if it has none."""
    at = doc.get(DATED.get(table, ""))
    return at[:7] if isinstance(at, str) and _MONTH.match(at) else None


def is_past(table: str, doc: Doc, hot: str) -> bool:
    """Whether a record is dated before the month `hot`, whether or not something keeps it at hand."""
    month = month_of(table, doc)
    return month is not None and month < hot


def finished(docs: Docs, hot: str) -> dict[int, dict[str, dict[str, Doc]]]:
    """Return year → table → id → document of all that may leave, the months from `hot` on being at hand.

    Under QUIET are people, with their last messages.
    """
    leaving: dict[int, dict[str, dict[str, Doc]]] = {}
    for table in DATED:
        rows = docs.get(table, {})
        kept: set[str] | None = None
        for key, doc in rows.items():
            month = month_of(table, doc)
            if month is None or month >= hot or is_open(table, doc, hot):
                continue
            if kept is None:  # worked out for the few tables that have anything to give
                kept = set(_newest(table, rows))
            if key not in kept:
                leaving.setdefault(int(month[:4]), {}).setdefault(table, {})[key] = doc
    if quiet := _quiet(docs, leaving, hot):
        leaving[QUIET] = quiet
    return leaving


def _quiet(docs: Docs, leaving: Mapping[int, Mapping[str, Mapping[str, Doc]]], hot: str) -> dict[str, dict[str, Doc]]:
    """Return the people who may leave, and what would stay of their messages for being the newest."""
    people, messages = docs.get("people", {}), docs.get("messages", {})
    gone = {table: {key for year in leaving.values() for key in year.get(table, ())} for table in ABOUT_PEOPLE}
    needed: set[Any] = set()
    last: dict[Any, tuple[bool, datetime]] = {}
    for table in ABOUT_PEOPLE:
        for key, doc in docs.get(table, {}).items():
            who = doc.get("person")
            if not isinstance(who, str) or doc.get("deleted"):
                continue
            if table == "messages" and is_past(table, doc, hot) and not is_open(table, doc, hot):
                talked, at = last.get(who, (False, LONG_AGO))
                last[who] = (talked or doc.get("direction") == "in", max(at, moment(doc.get("at"))))
            elif key not in gone[table]:
                needed.add(who)
    quiet = [
        key for key, doc in people.items()
        if key not in needed and (key in last or str(doc.get("changed_at", ""))[:7] < hot)
    ]  # fmt: skip
    if len(quiet) <= QUIET_AT_HAND:
        return {}

    def near(key: str) -> tuple[bool, bool, bool, datetime, str]:
        talked, at = last.get(key, (False, LONG_AGO))
        return (not people[key].get("deleted"), people[key].get("tie") == "strong", talked, at, key)

    left = set(sorted(quiet, key=near, reverse=True)[QUIET_AT_HAND:])
    theirs = {k: m for k, m in messages.items() if m.get("person") in left and k not in gone["messages"]}
    return {"people": {key: people[key] for key in left}, **({"messages": theirs} if theirs else {})}


def is_open(table: str, doc: Doc, hot: str) -> bool:
    """Whether a record that is old enough to leave is not finished itself."""
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


def _reaches(until: Any, hot: str) -> bool:
    return isinstance(until, str) and until[:7] >= hot


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


_SORTS: dict[str, Callable[[Doc], tuple[str, ...]]] = {
    # Defaults are left out of the file, so a missing field means its default; str() keeps odd values harmless.
    "messages": lambda doc: (str(doc.get("person")), str(doc.get("direction", "out"))),
    "asked": lambda doc: (str(doc.get("topic")), str(doc.get("outcome", "shown"))),
    "reviews": lambda doc: (str(doc.get("kind")),),
}
