"""Build the meetings of imported calendars, find who of the journal sat in them, and ask where that is in doubt."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, repeat

from coach.actions.imports.people import join_handles, list_keys
from coach.actions.typed_names import describe_person
from coach.domain.clock import at_wall_time, to_wall_time
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.person import Person
from coach.domain.record import derive_record_id
from coach.domain.text import MAIL_KEY_PREFIX, fold_text
from coach.importers.import_result import NAME_ONLY, ImportedMeeting, ImportResult


@dataclass(frozen=True, slots=True)
class AttendeeQuestion:
    """Somebody in calendars who may be one of several people of that name: id → what tells them apart."""

    address: str
    name: str
    meetings: int
    choices: Mapping[str, str]

    @property
    def text(self) -> str:
        """The question, and a line for each numbered choice."""
        listed = "".join(f"\n{number} {label}" for number, label in enumerate(self.choices.values(), start=1))
        meetings = f"{self.meetings:,} {'meeting' if self.meetings == 1 else 'meetings'}"
        return f"Which {self.name} is {self.address} ({meetings})?{listed}\n0 none of them"

    def find_choice(self, answer: str) -> str | None:
        """Return the id for a typed number, "" for 0, None for anything else."""
        answer = answer.strip()
        if answer == "0":
            return ""
        number = int(answer) if answer.isdecimal() and len(answer) < 4 else 0
        return list(self.choices)[number - 1] if 0 < number <= len(self.choices) else None


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
            for provenance_key in (*person.keys, *(f"{MAIL_KEY_PREFIX}{handle}" for handle in handles)):
                self._by_key.setdefault(provenance_key, person.id)
            self._by_name[person.folded_name].append(person.id)

    def find_person(self, format_of_import: str, attendee_key: str, name: str) -> str:
        """Return the id of the person, or "" if nobody is known by the address or the name."""
        person_id = (
            self._by_key.get(f"{format_of_import}:{attendee_key}")
            or self._by_key.get(f"{MAIL_KEY_PREFIX}{attendee_key}")
            or self._chosen.get(attendee_key)
        )
        if person_id is not None:
            return person_id
        namesakes = self._find_namesakes(name)
        return namesakes[0] if len(namesakes) == 1 else ""

    def find_candidates(self, format_of_import: str, attendee_key: str, name: str) -> Sequence[str]:
        """Return the people who are called so if there are several, and nothing tells which of them is meant."""
        if attendee_key in self._chosen or attendee_key.startswith(NAME_ONLY):
            return ()  # nobody can be chosen for an address that is not there
        return () if self.find_person(format_of_import, attendee_key, name) else self._find_namesakes(name)

    def _find_namesakes(self, name: str) -> Sequence[str]:
        return self._by_name.get(fold_text(name), ()) if " " in name.strip() else ()


def _list_attendees(meeting: ImportedMeeting) -> Iterator[tuple[str, str]]:
    """Return key and name of each attendee; a state of an older version may have no names."""
    return zip(meeting.people, chain(meeting.names, repeat("")), strict=False)


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
    coming_keys = {
        key for result in results for person in result.people.values() for key in list_keys(result.format, person)
    }

    def is_known(key: str, name: str) -> bool:
        return f"{MAIL_KEY_PREFIX}{key}" in coming_keys or bool(finder.find_person(calendar_import.format, key, name))

    meetings = calendar_import.meetings
    return sum(1 for meeting in meetings if not any(is_known(*attendee) for attendee in _list_attendees(meeting)))


def list_attendee_questions(
    results: Iterable[ImportResult], journal: Journal, chosen: Mapping[str, str]
) -> tuple[AttendeeQuestion, ...]:
    """Return a question for each attendee who may be one of several people of the same name, most frequent first."""
    people = {person.id: person for person in journal.list_records(Person)}
    finder, meetings = AttendeeFinder(people.values(), chosen), Counter[str]()
    doubtful: dict[str, tuple[str, Sequence[str]]] = {}
    for result in results:
        for key, name in (attendee for meeting in result.meetings for attendee in _list_attendees(meeting)):
            if candidates := finder.find_candidates(result.format, key, name):
                meetings[key] += 1
                doubtful[key] = name, candidates
    questions = []
    for key, (name, candidates) in doubtful.items():
        choices = {person_id: describe_person(journal, people[person_id]) for person_id in candidates}
        questions.append(AttendeeQuestion(key, name, meetings[key], choices))
    return tuple(sorted(questions, key=lambda question: (-question.meetings, question.address)))


def add_chosen_addresses(people: Mapping[str, Person], chosen: Mapping[str, str]) -> dict[str, Person]:
    """Return the people who were chosen for an address, with that address, by which every later import knows them."""
    changed: dict[str, Person] = {}
    for address, person_id in chosen.items():
        if person := changed.get(person_id) or people.get(person_id):
            keys = tuple(sorted({*person.keys, f"{MAIL_KEY_PREFIX}{address}"}))
            handles = join_handles(person.handles, {"e-mail": address})
            changed[person_id] = person.copy_with(keys=keys, handles=handles)
    return changed
