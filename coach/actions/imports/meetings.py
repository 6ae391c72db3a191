"""Build the meetings of imported calendars, and find who of the journal sat in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from coach.actions.imports.people import join_handles, list_keys
from coach.domain.clock import at_wall_time, to_wall_time
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.person import Person
from coach.domain.record import derive_record_id
from coach.importers.import_result import NAME_ONLY, ImportedMeeting, ImportResult


@dataclass(frozen=True, slots=True)
class DoubtfulAttendee:
    """Somebody in calendars who may be one of several people of the same name."""

    address: str
    name: str
    meetings: int
    candidates: tuple[str, ...]
    """The ids of the people who are called so."""


class AttendeeFinder:
    """Find the people of the journal who sat in a meeting: by address, by handle, or by a name that only one has.

    `chosen` says who somebody is where that is in doubt: address → id, or "" for nobody of the journal.
    """

    def __init__(self, people: Iterable[Person], chosen: Mapping[str, str] | None = None) -> None:
        self._chosen = chosen or {}
        self._by_key: dict[str, str] = {}
        self._by_name: defaultdict[str, list[str]] = defaultdict(list)
        for person in people:
            handles = (handle.casefold() for handle in person.handles.values() if "@" in handle)
            for key in (*person.keys, *(f"mbox:{handle}" for handle in handles)):
                self._by_key.setdefault(key, person.id)
            self._by_name[person.folded_name].append(person.id)

    def find_person(self, kind: str, key: str, name: str) -> str:
        """Return the id of the person, or "" if nobody is known by the address or the name."""
        known = self._by_key.get(f"{kind}:{key}") or self._by_key.get(f"mbox:{key}") or self._chosen.get(key)
        if known is not None:
            return known
        found = self._find_namesakes(name)
        return found[0] if len(found) == 1 else ""

    def find_candidates(self, kind: str, key: str, name: str) -> tuple[str, ...]:
        """Return the people who are called so if there are several, and nothing tells which of them is meant."""
        if key in self._chosen or key.startswith(NAME_ONLY) or self.find_person(kind, key, name):
            return ()  # nobody can be chosen for an address that is not there
        return tuple(self._find_namesakes(name))

    def _find_namesakes(self, name: str) -> Sequence[str]:
        return self._by_name.get(Person(name=name).folded_name, ()) if " " in name.strip() else ()


def _list_attendees(meeting: ImportedMeeting) -> Iterator[tuple[str, str]]:
    for number, key in enumerate(meeting.people):
        yield key, meeting.names[number] if number < len(meeting.names) else ""


def localize_time(at: datetime, now: datetime) -> datetime:
    """Return a time by the clocks of the place of `now` on its day, if its source names no zone, or only UTC.

    Records belong to the day that their own clock shows, and nobody's evening ends by UTC.
    """
    if at.tzinfo is None:
        return at_wall_time(at.date(), at.time(), now)
    return at if at.utcoffset() else to_wall_time(at, now)


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


def iterate_cancelled_meetings(found: ImportResult, journal: Journal) -> Iterator[Message]:
    """Yield the meetings of the journal, as deleted, that were called off since an earlier import brought them."""
    keys = {f"{found.format}:{key}" for key in found.cancelled_meetings}
    for message in journal.list_records(Message) if keys else ():
        if message.kind == "meeting" and message.key in keys:
            yield message.copy_with(deleted=True)


def count_unknown_meetings(found: ImportResult, results: Iterable[ImportResult], finder: AttendeeFinder) -> int:
    """Count the meetings in which nobody of the journal sits, or will sit after the import of all `results`."""
    if not found.meetings:
        return 0
    coming = {key for each in results for person in each.people.values() for key in list_keys(each.format, person)}
    return sum(
        1
        for meeting in found.meetings
        if not any(
            f"mbox:{key}" in coming or finder.find_person(found.format, key, name)
            for key, name in _list_attendees(meeting)
        )
    )


def find_doubtful_attendees(results: Iterable[ImportResult], finder: AttendeeFinder) -> tuple[DoubtfulAttendee, ...]:
    """Return the attendees who may be one of several people of the same name, most frequent first."""
    found: dict[str, DoubtfulAttendee] = {}
    for result in results:
        for meeting in result.meetings:
            for key, name in _list_attendees(meeting):
                if candidates := finder.find_candidates(result.format, key, name):
                    meetings = found[key].meetings + 1 if key in found else 1
                    found[key] = DoubtfulAttendee(key, name, meetings, candidates)
    return tuple(sorted(found.values(), key=lambda one: (-one.meetings, one.address)))


def add_chosen_addresses(people: Mapping[str, Person], chosen: Mapping[str, str]) -> dict[str, Person]:
    """Return the people who were chosen for an address, with that address, by which every later import knows them."""
    changed: dict[str, Person] = {}
    for address, key in chosen.items():
        if person := changed.get(key) or people.get(key):
            keys = tuple(sorted({*person.keys, f"mbox:{address}"}))
            handles = join_handles(person.handles, {"e-mail": address})
            changed[key] = person.copy_with(keys=keys, handles=handles)
    return changed
