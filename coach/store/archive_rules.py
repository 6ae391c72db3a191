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
from coach.domain.record import Document, Documents
from coach.store.file_format import UNKNOWN_TIME, parse_moment

DATE_FIELDS = {
    "moods": "at", "goals": "day", "blocks": "started_at", "messages": "at", "notes": "at", "asked": "day",
    "reviews": "day",
}  # fmt: skip
"""Table → the field that begins with the record's year and month. Other tables are never archived."""
ARCHIVED_PEOPLE = 0
"""Stands for a year: the file of archived people."""
MAX_INACTIVE_PEOPLE = 40
"""How many inactive people stay in the data file: close ones first, then the newest conversations."""
PERSON_TABLES = ("messages", "notes", "boundaries")
"""Tables whose records name a person; while one of them stays in the data file, so does the person."""
_YEAR_AND_MONTH = re.compile(r"(?!0000)[0-9]{4}-[0-9]{2}")


def first_recent_month(day: date) -> str:
    """Return the first of the twelve months that stay in the data file on `day`, as "2025-12"."""
    year, month = divmod(day.year * 12 + day.month - 12, 12)
    return f"{year:04}-{month + 1:02}"


def record_month(table: str, doc: Document) -> str | None:
    """Return the month of a record's date, by its own wall clock, None without a date."""
    record_date = doc.get(DATE_FIELDS.get(table, ""))
    return record_date[:7] if isinstance(record_date, str) and _YEAR_AND_MONTH.match(record_date) else None


def is_before_month(table: str, doc: Document, first_recent_month: str) -> bool:
    """Return whether a record is dated before the month `first_recent_month`."""
    month = record_month(table, doc)
    return month is not None and month < first_recent_month


def find_finished_records(documents: Documents, first_recent_month: str) -> dict[int, dict[str, dict[str, Document]]]:
    """Return year → table → id → document of all records that may be archived; those from `first_recent_month` on stay.

    The key ARCHIVED_PEOPLE has people, with their last messages.
    """
    finished_by_year: dict[int, dict[str, dict[str, Document]]] = {}
    for table in DATE_FIELDS:
        rows = documents.get(table, {})
        staying_ids: set[str] | None = None
        for record_id, doc in rows.items():
            month = record_month(table, doc)
            if month is None or month >= first_recent_month or is_still_open(table, doc, first_recent_month):
                continue
            if staying_ids is None:  # computed only for tables with something to archive
                staying_ids = {*_newest_of_each_kind(table, rows)}
                if table == "messages":
                    staying_ids.update(_unanswered_messages(rows))
            if record_id not in staying_ids:
                finished_by_year.setdefault(int(month[:4]), {}).setdefault(table, {})[record_id] = doc
    if inactive_people := _find_inactive_people(documents, finished_by_year, first_recent_month):
        finished_by_year[ARCHIVED_PEOPLE] = inactive_people
    return finished_by_year


def _find_inactive_people(
    documents: Documents, finished_by_year: Mapping[int, Documents], first_recent_month: str
) -> dict[str, dict[str, Document]]:
    """Return the people who may be archived, and those of their messages that would otherwise stay."""
    people = documents.get("people", {})
    archived_ids = {
        table: {record_id for year in finished_by_year.values() for record_id in year.get(table, ())}
        for table in PERSON_TABLES
    }
    needed_ids: set[Any] = set()
    last_talks: dict[Any, tuple[bool, datetime]] = {}
    for table in PERSON_TABLES:
        for record_id, doc in documents.get(table, {}).items():
            person_id = doc.get("person")
            if not isinstance(person_id, str) or doc.get("deleted"):
                continue
            is_old = is_before_month(table, doc, first_recent_month)
            if table == "messages" and is_old and not is_still_open(table, doc, first_recent_month):
                talked, at = last_talks.get(person_id, (False, UNKNOWN_TIME))
                last_talks[person_id] = (talked or doc.get("direction") == "in", max(at, parse_moment(doc.get("at"))))
            elif record_id not in archived_ids[table]:
                needed_ids.add(person_id)
    unchanged_ids = {id_ for id_, doc in people.items() if str(doc.get("changed_at", ""))[:7] < first_recent_month}
    inactive_ids = (unchanged_ids | last_talks.keys() & people.keys()) - needed_ids
    if len(inactive_ids) <= MAX_INACTIVE_PEOPLE:
        return {}

    def closeness(person_id: str) -> tuple[bool, bool, bool, datetime, str]:
        talked, at = last_talks.get(person_id, (False, UNKNOWN_TIME))
        return (not people[person_id].get("deleted"), people[person_id].get("tie") == "strong", talked, at, person_id)

    archived_people = set(sorted(inactive_ids, key=closeness, reverse=True)[MAX_INACTIVE_PEOPLE:])
    their_messages = {
        message_id: message
        for message_id, message in documents.get("messages", {}).items()
        if message.get("person") in archived_people and message_id not in archived_ids["messages"]
    }
    leaving_people = {record_id: people[record_id] for record_id in archived_people}
    return {"people": leaving_people, "messages": their_messages} if their_messages else {"people": leaving_people}


def is_still_open(table: str, doc: Document, first_recent_month: str) -> bool:
    """Return whether an old record is still open."""
    if doc.get("deleted"):
        return False
    if table == "blocks":
        return doc.get("ended_at") is None
    if table == "messages":
        is_waiting = doc.get("kind") in ("promise", "request") and doc.get("closed_at") is None
        return is_waiting or _reaches_month(doc.get("until"), first_recent_month)
    if table == "notes":
        is_waiting = doc.get("kind") in ("opportunity", "draft") or doc.get("due") is not None
        return is_waiting and doc.get("closed_at") is None
    if table == "asked":
        return doc.get("outcome") == "muted" or _reaches_month(doc.get("until"), first_recent_month)
    return False


def _reaches_month(until: Any, first_recent_month: str) -> bool:
    return isinstance(until, str) and until[:7] >= first_recent_month


def _newest_of_each_kind(table: str, rows: Mapping[str, Document]) -> Iterator[str]:
    """Yield the ids of the records that are the newest of their kind, such as of one person or one question."""
    kind_of_record = _KIND_KEYS.get(table)
    if kind_of_record is None:
        return
    newest_of_kind: dict[tuple[str, ...], tuple[datetime, str]] = {}
    for record_id, doc in rows.items():
        if not doc.get("deleted"):
            age_rank, kind = (parse_moment(doc.get(DATE_FIELDS[table])), record_id), kind_of_record(doc)
            newest_of_kind[kind] = max(age_rank, newest_of_kind.get(kind, age_rank))
    yield from (record_id for _, record_id in newest_of_kind.values())


def _unanswered_messages(rows: Mapping[str, Document]) -> Iterator[str]:
    """Yield the ids of what one wrote since each person last did: the first, and all since one last began anew."""
    last_answer_by_person: dict[str, datetime] = {}
    sent_by_person: defaultdict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for message_id, doc in rows.items():
        if doc.get("deleted"):
            continue
        person_id, direction, kind = str(doc.get("person")), doc.get("direction", "out"), doc.get("kind", "message")
        at = parse_moment(doc.get("at"))
        if direction == "in" or kind == "no" or (kind == "meeting" and direction != "own"):
            last_answer_by_person[person_id] = max(at, last_answer_by_person.get(person_id, at))
        elif direction == "out" and kind in ("message", "invitation"):
            sent_by_person[person_id].append((at, message_id))
    for person_id, messages in sent_by_person.items():
        answered_at = last_answer_by_person.get(person_id, UNKNOWN_TIME)
        unanswered: list[tuple[datetime, str]] = []
        for at, message_id in sorted(message for message in messages if message[0] >= answered_at):
            if not unanswered:
                yield message_id  # the first of all
            elif at - unanswered[-1][0] >= NEW_BEGINNING_AFTER:
                unanswered.clear()
            unanswered.append((at, message_id))
        yield from (message_id for _, message_id in unanswered)


_KIND_KEYS: dict[str, Callable[[Document], tuple[str, ...]]] = {
    # Defaults are left out of the file, so a missing field means its default; str() keeps odd values harmless.
    "messages": lambda doc: (str(doc.get("person")), str(doc.get("direction", "out")), str(doc.get("kind", "message"))),
    "asked": lambda doc: (str(doc.get("topic")), str(doc.get("outcome", "shown"))),
    "reviews": lambda doc: (str(doc.get("kind")),),
}
