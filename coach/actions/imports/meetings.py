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
from coach.domain.text import fold_text
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
            for provenance_key in (*person.keys, *(f"mbox:{handle}" for handle in handles)):
                self._by_key.setdefault(provenance_key, person.id)
            self._by_name[person.folded_name].append(person.id)

    def find_person(self, format_of_import: str, attendee_key: str, name: str) -> str:
        """Return the id of the person, or "" if nobody is known by the address or the name."""
        person_id = (
            self._by_key.get(f"{format_of_import}:{attendee_key}")
            or self._by_key.get(f"mbox:{attendee_key}")
            or self._chosen.get(attendee_key)
        )
        if person_id is not None:
            return person_id
        namesakes = self._find_namesakes(name)
        return namesakes[0] if len(namesakes) == 1 else ""

    def find_candidates(self, format_of_import: str, attendee_key: str, name: str) -> tuple[str, ...]:
        """Return the people who are called so if there are several, and nothing tells which of them is meant."""
        if (
            attendee_key in self._chosen
            or attendee_key.startswith(NAME_ONLY)
            or self.find_person(format_of_import, attendee_key, name)
        ):
            return ()  # nobody can be chosen for an address that is not there
        return tuple(self._find_namesakes(name))

    def _find_namesakes(self, name: str) -> Sequence[str]:
        return self._by_name.get(fold_text(name), ()) if " " in name.strip() else ()


def _list_attendees(meeting: ImportedMeeting) -> Iterator[tuple[str, str]]:
    for number, attendee_key in enumerate(meeting.people):
        yield attendee_key, meeting.names[number] if number < len(meeting.names) else ""


def localize_time(at: datetime, now: datetime) -> datetime:
    """Return a time by the clocks of the place of `now` on its day, if its source names no zone, or only UTC.

    Records belong to the day that their own clock shows, and nobody's evening ends by UTC.
    """
    if at.tzinfo is None:
        return at_wall_time(at.date(), at.time(), now)
    return at if at.utcoffset() else to_wall_time(at, now)


def build_meetings(calendar_import: ImportResult, finder: AttendeeFinder, now: datetime) -> Iterator[Message]:
    """Yield the meetings with known people. One that lies ahead is a talk to come and ends no wait yet."""
    for meeting in calendar_import.meetings:
        at = localize_time(meeting.at, now)
        for attendee_key, name in _list_attendees(meeting):
            if person_id := finder.find_person(calendar_import.format, attendee_key, name):
                yield Message(
                    id=derive_record_id("meeting", calendar_import.format, meeting.key, attendee_key),
                    person=person_id,
                    at=at,
                    direction="in" if at <= now else "own",
                    kind="meeting",
                    closed_at=at if at <= now else None,
                    key=f"{calendar_import.format}:{meeting.key}",
                )


def iterate_cancelled_meetings(calendar_import: ImportResult, journal: Journal) -> Iterator[Message]:
    """Yield the meetings of the journal, as deleted, that were called off since an earlier import brought them."""
    cancelled_keys = {f"{calendar_import.format}:{meeting_key}" for meeting_key in calendar_import.cancelled_meetings}
    for message in journal.list_records(Message) if cancelled_keys else ():
        if message.kind == "meeting" and message.key in cancelled_keys:
            yield message.copy_with(deleted=True)


def count_unknown_meetings(
    calendar_import: ImportResult, results: Iterable[ImportResult], finder: AttendeeFinder
) -> int:
    """Count the meetings in which nobody of the journal sits, or will sit after the import of all `results`."""
    if not calendar_import.meetings:
        return 0
    keys_of_coming_people = {
        attendee_key
        for other_import in results
        for person in other_import.people.values()
        for attendee_key in list_keys(other_import.format, person)
    }
    return sum(
        1
        for meeting in calendar_import.meetings
        if not any(
            f"mbox:{attendee_key}" in keys_of_coming_people
            or finder.find_person(calendar_import.format, attendee_key, name)
            for attendee_key, name in _list_attendees(meeting)
        )
    )


def find_doubtful_attendees(results: Iterable[ImportResult], finder: AttendeeFinder) -> tuple[DoubtfulAttendee, ...]:
    """Return the attendees who may be one of several people of the same name, most frequent first."""
    doubtful_attendees: dict[str, DoubtfulAttendee] = {}
    for calendar_import in results:
        for meeting in calendar_import.meetings:
            for attendee_key, name in _list_attendees(meeting):
                if candidates := finder.find_candidates(calendar_import.format, attendee_key, name):
                    meetings_in_doubt = (
                        doubtful_attendees[attendee_key].meetings + 1 if attendee_key in doubtful_attendees else 1
                    )
                    doubtful_attendees[attendee_key] = DoubtfulAttendee(
                        attendee_key, name, meetings_in_doubt, candidates
                    )
    return tuple(sorted(doubtful_attendees.values(), key=lambda attendee: (-attendee.meetings, attendee.address)))


def add_chosen_addresses(people: Mapping[str, Person], chosen: Mapping[str, str]) -> dict[str, Person]:
    """Return the people who were chosen for an address, with that address, by which every later import knows them."""
    people_with_address: dict[str, Person] = {}
    for address, person_id in chosen.items():
        if person := people_with_address.get(person_id) or people.get(person_id):
            keys_with_address = tuple(sorted({*person.keys, f"mbox:{address}"}))
            handles = join_handles(person.handles, {"e-mail": address})
            people_with_address[person_id] = person.copy_with(keys=keys_with_address, handles=handles)
    return people_with_address
