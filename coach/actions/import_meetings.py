"""Build the meetings of imported calendars, and find who of the journal sat in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from coach.actions.import_people import derive_record_id, list_keys
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.person import Person
from coach.importers.import_result import ImportedMeeting, ImportResult


class AttendeeFinder:
    """Find the people of the journal who sat in a meeting: by address, by handle, or by a name that only one has."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._by_key: dict[str, str] = {}
        self._by_name: dict[str, str | None] = {}
        for person in people:
            handles = (handle.casefold() for handle in person.handles.values() if "@" in handle)
            for key in (*person.keys, *(f"mbox:{handle}" for handle in handles)):
                self._by_key.setdefault(key, person.id)
            name = person.folded_name
            self._by_name[name] = None if name in self._by_name else person.id

    def find_person(self, kind: str, key: str, name: str) -> str:
        """Return the id of the person, or "" if nobody is known by the address or the name."""
        known = self._by_key.get(f"{kind}:{key}") or self._by_key.get(f"mbox:{key}")
        return known or (self._by_name.get(Person(name=name).folded_name) or "" if " " in name.strip() else "")

    def is_doubtful(self, kind: str, key: str, name: str) -> bool:
        """Return whether several people are called so, and nothing else tells which is meant."""
        return not self.find_person(kind, key, name) and self._by_name.get(Person(name=name).folded_name, "") is None


def _list_attendees(meeting: ImportedMeeting) -> Iterator[tuple[str, str]]:
    for number, key in enumerate(meeting.people):
        yield key, meeting.names[number] if number < len(meeting.names) else ""


def localize_time(at: datetime, now: datetime) -> datetime:
    """Return a time as it is, or, if its source names no zone, as the wall time of where the person is."""
    return at if at.tzinfo else at.replace(tzinfo=now.tzinfo)


def build_meetings(found: ImportResult, finder: AttendeeFinder, now: datetime) -> Iterator[Message]:
    """Yield the meetings with known people. One that lies ahead is a talk to come and ends no wait yet."""
    for meeting in found.meetings:
        at = localize_time(meeting.at, now)
        for key, name in _list_attendees(meeting):
            if person := finder.find_person(found.format, key, name):
                yield Message(
                    id=derive_record_id("meeting", found.format, meeting.key, key),
                    person=person,
                    at=at,
                    direction="in" if at <= now else "own",
                    kind="meeting",
                    closed_at=at if at <= now else None,
                    key=f"{found.format}:{meeting.key}",
                )


def count_unknown_meetings(found: ImportResult, results: Iterable[ImportResult], journal: Journal) -> int:
    """Count the meetings in which nobody of the journal sits, or will sit after the import of all `results`."""
    if not found.meetings:
        return 0
    coming = {key for each in results for person in each.people.values() for key in list_keys(each.format, person)}
    finder = AttendeeFinder(journal.list_records(Person))
    return sum(
        1
        for meeting in found.meetings
        if not any(
            f"mbox:{key}" in coming or finder.find_person(found.format, key, name)
            for key, name in _list_attendees(meeting)
        )
    )


def find_doubtful_attendees(results: Iterable[ImportResult], journal: Journal) -> tuple[str, ...]:
    """Return the names of attendees who may be one of several people of the same name."""
    finder = AttendeeFinder(journal.list_records(Person))
    return tuple(
        dict.fromkeys(
            name
            for found in results
            for meeting in found.meetings
            for key, name in _list_attendees(meeting)
            if name and finder.is_doubtful(found.format, key, name)
        )
    )
