"""Actions that save what a source brought: letters, meetings and minutes on networking sites, nothing twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from coach.actions.imports import derive_record_id
from coach.actions.result import Action, ActionResult
from coach.advice.people import blocked_person_ids
from coach.domain.focus import FocusBlock
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.person import Person
from coach.domain.record import Record
from coach.domain.text import clean_text, fold_text
from coach.importers.mail.headers import normalize_address
from coach.importers.models import ImportedMessage, ImportedPerson, ImportResult

SAME_MESSAGE = timedelta(hours=12)
"""A letter and a message that was typed by hand are one if they are no further apart."""
MAIL = "mbox"
"""The format of mail in provenance keys, whatever it lies in."""
_NAMES_LIMIT = 3


class PersonFinder:
    """Find who of the journal has a mail address, or else bears a full name that nobody else bears."""

    def __init__(self, journal: Journal) -> None:
        self._by_address: dict[str, Person] = {}
        by_name: dict[str, list[Person]] = {}
        for person in journal.list_records(Person):
            addresses = [key.removeprefix("mbox:") for key in person.keys if key.startswith("mbox:")]
            addresses += [normalize_address(handle) for handle in person.handles.values() if "@" in handle[1:]]
            for address in addresses:
                self._by_address.setdefault(address, person)
            by_name.setdefault(person.folded_name, []).append(person)
        self._by_name = {name: people[0] for name, people in by_name.items() if len(people) == 1}

    def find_person(self, addresses: Iterable[str], name: str | None) -> Person | None:
        """Return the person, None if the coach does not know them."""
        for address in addresses:
            if known := self._by_address.get(address):
                return known
        folded = fold_text(clean_text(name or ""))
        namesake = self._by_name.get(folded) if " " in folded else None
        return None if namesake is None or any(k.startswith("mbox:") for k in namesake.keys) else namesake


def log_letters(found: ImportResult, adopted: Collection[str] = ()) -> Action:
    """Log the letters to and from people the coach knows, and to those whose keys are in `adopted`."""

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        finder, blocked = PersonFinder(journal), blocked_person_ids(journal)
        journal_keys = {m.key: m for m in journal.list_with_deleted(Message) if m.key}
        by_person = _group_messages(found)
        puts: list[Record] = []
        told: list[tuple[datetime, str]] = []
        for key, somebody in found.people.items():
            messages = by_person.get(key, [])
            person = finder.find_person((key, *somebody.aliases), somebody.name)
            if somebody.bounced:
                puts += _remove_returned(messages, journal_keys)
                continue
            if person is None and key in adopted:
                person = _create_person(somebody, journal, cold=all(m.outbound for m in messages))
            if person is None or person.id in blocked or not messages:
                continue
            fresh = [m for m in messages if f"{MAIL}:{m.key}" not in journal_keys]
            updated = _learn_address(person, somebody, replied=any(not m.outbound for m in messages))
            if fresh and updated != journal.get_record(Person, person.id):
                puts.append(updated)
            by_hand = [m for m in journal.list_records(Message) if m.person == person.id and _is_by_hand(m)]
            for message in fresh:
                record = _build_letter(message, person.id, by_hand, now)
                puts.append(record)
                told.append((message.at, _describe_letter(message, person.name)))
        return ActionResult(_describe_letters(told, removed=bool(puts)), tuple(puts))

    return run_action


def find_new_recipients(found: ImportResult, journal: Journal) -> list[str]:
    """Return the keys of people who were written to and are not known; not of those who were taken out."""
    finder = PersonFinder(journal.with_archived_people())
    written = {m.person for m in found.messages if m.outbound}
    return [
        key
        for key, somebody in found.people.items()
        if key in written
        and not somebody.bounced
        and finder.find_person((key, *somebody.aliases), somebody.name) is None
        and not _was_removed(somebody, journal)
    ]


@dataclass(frozen=True, slots=True)
class Meeting:
    """One past meeting with known people, from a calendar."""

    key: str
    at: datetime
    title: str
    people: tuple[tuple[str, str], ...]
    """(key, id of the person)"""


def log_meetings(meetings: Sequence[Meeting]) -> Action:
    """Log that one met the people of past meetings. The same meeting of an import is not logged again."""

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        puts: list[Record] = []
        names: list[str] = []
        for meeting in meetings:
            for key, person_id in meeting.people:
                record = Message(
                    id=derive_record_id("meeting", "icalendar", meeting.key, key),
                    person=person_id,
                    at=meeting.at.astimezone(now.tzinfo),
                    direction="in",
                    kind="meeting",
                    closed_at=meeting.at,
                    text=meeting.title,
                    key=f"icalendar:{meeting.key}",
                )
                person = journal.get_record(Person, person_id)
                if person is not None and journal.get_with_deleted(Message, record.id) is None:
                    puts.append(record)
                    names.append(person.name)
        return ActionResult(f"Calendar: you met {join_names(names)}.", tuple(puts))

    return run_action


def log_site_minutes(spans: Sequence[tuple[datetime, datetime]]) -> Action:
    """Log stretches on networking sites as reading, where no block was running then."""

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        puts: list[Record] = []
        for start, end in spans:
            record_id = derive_record_id("block", "activitywatch-web", start.isoformat())
            if journal.get_with_deleted(FocusBlock, record_id) is None:
                puts.append(
                    FocusBlock(
                        id=record_id, kind="read", form="free", asked=True,
                        started_at=start.astimezone(now.tzinfo), ended_at=end.astimezone(now.tzinfo),
                        key=f"activitywatch-web:{start.isoformat()}",
                    )
                )  # fmt: skip
        minutes = round(sum((end - start).total_seconds() for start, end in spans) / 60)
        return ActionResult(
            f"ActivityWatch: {minutes} minutes on networking sites, counted as reading.", tuple(puts), undoable=False
        )

    return run_action


def _group_messages(found: ImportResult) -> dict[str, list[ImportedMessage]]:
    by_person: dict[str, list[ImportedMessage]] = {}
    for message in found.messages:
        by_person.setdefault(message.person, []).append(message)
    return by_person


def _create_person(somebody: ImportedPerson, journal: Journal, *, cold: bool) -> Person | None:
    """Return the record of somebody new, with the id that an import gives; None if they were taken out."""
    name = clean_text(somebody.name or somebody.handle or somebody.key)
    record_id = derive_record_id("person", MAIL, somebody.key)
    before = journal.get_with_deleted(Person, record_id)
    if before is not None and before.deleted and not before.taken_back:
        return None
    return Person(id=record_id, name=name, named=name, tie="cold" if cold else None, channel="e-mail")


def _was_removed(somebody: ImportedPerson, journal: Journal) -> bool:
    """Return whether the person was in the journal under this address and was taken out."""
    before = journal.get_with_deleted(Person, derive_record_id("person", MAIL, somebody.key))
    return before is not None and before.deleted


def _learn_address(person: Person, somebody: ImportedPerson, *, replied: bool) -> Person:
    """Return the person with the addresses of somebody, and no longer a stranger once they replied."""
    keys = tuple(dict.fromkeys((*person.keys, *(f"{MAIL}:{key}" for key in (somebody.key, *somebody.aliases)))))
    handles = {"e-mail": clean_text(somebody.handle), **person.handles} if somebody.handle else person.handles
    tie = None if replied and person.named and person.tie == "cold" else person.tie
    return person.copy_with(keys=keys, handles=handles, tie=tie)


def _is_by_hand(message: Message) -> bool:
    return not message.key and message.kind == "message" and message.channel in ("", "e-mail")


def _build_letter(found: ImportedMessage, person: str, by_hand: list[Message], now: datetime) -> Message:
    """Return the record of a letter: a message of the same hours that was typed by hand becomes that letter."""
    direction = "out" if found.outbound else "in"
    for typed in by_hand:
        if typed.direction == direction and abs(typed.at - found.at) <= SAME_MESSAGE:
            by_hand.remove(typed)
            return typed.copy_with(key=f"{MAIL}:{found.key}", channel="e-mail")
    return Message(
        id=derive_record_id("message", MAIL, found.key),
        person=person,
        at=found.at.astimezone(now.tzinfo),
        direction="out" if found.outbound else "in",
        channel=found.channel,
        key=f"{MAIL}:{found.key}",
    )


def _remove_returned(messages: Iterable[ImportedMessage], known: Mapping[str, Message]) -> list[Record]:
    """Return the logged letters to somebody whom none has reached, to be taken out: nobody waits for an answer."""
    logged = (known.get(f"{MAIL}:{m.key}") for m in messages)
    return [m.copy_with(deleted=True) for m in logged if m is not None and not m.deleted]


def _describe_letter(found: ImportedMessage, name: str) -> str:
    return f"you wrote to {name}" if found.outbound else f"{name} wrote to you"


def _describe_letters(told: list[tuple[datetime, str]], *, removed: bool) -> str:
    if not told:
        return "Mail: a letter came back, so nobody waits for an answer to it." if removed else "Mail: nothing new."
    lines = Counter(line for _, line in sorted(told))
    shown = list(lines)[:_NAMES_LIMIT]
    more = len(lines) - len(shown)
    return f"Mail: {', '.join(shown)}{f', and {more} more' if more else ''}."


def join_names(names: Sequence[str]) -> str:
    """Return "Ana, Ben and Sam", at most three names."""
    shown = list(dict.fromkeys(names))
    if len(shown) > _NAMES_LIMIT:
        return f"{', '.join(shown[:_NAMES_LIMIT])} and {len(shown) - _NAMES_LIMIT} more"
    return " and ".join((", ".join(shown[:-1]), shown[-1])) if len(shown) > 1 else "".join(shown)
