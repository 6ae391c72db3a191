"""What an import would change, counted and in words, before it is saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from coach.actions.import_meetings import AttendeeFinder, count_unknown_meetings
from coach.actions.import_people import list_fresh_contacts
from coach.actions.import_records import ImportedAccount, build_all_records
from coach.domain.address_book import Contact
from coach.domain.journal import Journal
from coach.domain.person import Person

NO_INVITATION_NOTE = "request to connect without a note"
MOOD_WITHOUT_VALUE = "a mood of your own without a value"


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What an import would do: table → how many are new, changed or joined; what is left out and why."""

    new: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    joined: Mapping[str, int] = field(default_factory=dict)
    ignored: Mapping[str, int] = field(default_factory=dict)
    new_contacts: int = 0
    changed_contacts: int = 0
    changes: tuple[str, ...] = ()
    """Who changed, and how: "Ana Lee: now at Brightwater"."""
    known: int = 0
    """People, messages, moods, blocks and contacts that were read and are here already."""

    @property
    def is_empty(self) -> bool:
        """Nothing would change."""
        return not (self.new or self.changed or self.joined or self.new_contacts or self.changed_contacts)


def describe_saved(counts: Mapping[str, int]) -> str:
    """Return "3 people, 12 messages" for table → how many."""
    ordered = sorted(counts, key=lambda table: [*_TABLE_NAMES, table].index(table))
    return ", ".join(format_amount(counts[table], name_table(table)) for table in ordered)


def name_table(table: str) -> str:
    """Return what the records of a table are called in a preview."""
    return _TABLE_NAMES.get(table, table)


def preview_changes(
    imports: Sequence[ImportedAccount], journal: Journal, now: datetime, chosen: Mapping[str, str]
) -> ImportCounts:
    """Return what saving the records of these accounts would change."""
    new: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    joined: Counter[str] = Counter()
    ignored: Counter[str] = Counter()
    changes: list[str] = []
    for record in build_all_records(imports, journal, now, chosen):
        name = name_table(record.table)
        known = journal.get_with_deleted(type(record), record.id)
        (joined if record.deleted else changed if known else new)[name] += 1
        if isinstance(record, Person) and isinstance(known, Person) and not record.deleted:
            changes += describe_changes(known.name, known, record)
    old = {one.id: one for one in journal.address_book.contacts}
    fresh, contacts_read = list_fresh_contacts((one.found for one in imports), old)
    newer = [(old[key], one) for key, one in fresh.items() if key in old]
    for before, after in newer:
        changes += describe_changes(before.name, before, after)
    counted = [one for one in imports if not one.is_recalled]
    results = [one.found for one in imports]
    finder = AttendeeFinder(journal.list_records(Person), chosen)
    unknown = {id(one): count_unknown_meetings(one.found, results, finder) for one in counted}
    for one in counted:
        ignored.update(one.found.ignored)
        ignored[MOOD_WITHOUT_VALUE] += sum(1 for m in one.found.moods if m.value is None)
        ignored[NO_INVITATION_NOTE] += sum(1 for i in one.found.invitations if i.outbound and not i.note)
        ignored["a meeting with nobody you know yet"] += unknown[id(one)]
    read = contacts_read + sum(
        len(found.messages) + sum(1 for mood in found.moods if mood.value is not None) + len(found.blocks)
        for found in (one.found for one in counted)
    )
    read += sum(len(one.found.meetings) - unknown[id(one)] for one in counted)
    read += sum(1 for one in counted for i in one.found.invitations if not i.outbound or i.note)
    not_known = sum(new.values()) + sum(changed.values()) + len(fresh)
    return ImportCounts(
        new,
        changed,
        joined,
        +ignored,
        len(fresh) - len(newer),
        len(newer),
        tuple(dict.fromkeys(changes)),
        max(0, read - not_known),
    )


def describe_changes(name: str, before: Person | Contact, after: Person | Contact) -> Iterator[str]:
    """Yield what is new about somebody, one line each."""
    if before.name != after.name:
        yield f"{name}: now called {after.name}"
    if before.company and after.company != before.company:
        yield f"{name}: now at {after.company}"
    elif before.position and after.position != before.position:
        yield f"{name}: now {after.position}"


def format_amount(count: int, name: str) -> str:
    """Return "1 person" or "3 people", for a name as in a preview."""
    shown = "focus blocks" if name == _TABLE_NAMES["blocks"] else name
    return f"{count} {_SINGULARS.get(shown, shown) if count == 1 else shown}"


_SINGULARS = {
    "people": "person", "messages": "message", "moods": "mood", "focus blocks": "focus block",
    "contacts": "contact", "notes": "note", "goals": "goal", "meetings": "meeting",
}  # fmt: skip
_TABLE_NAMES = {"people": "people", "messages": "messages", "moods": "moods", "blocks": "blocks of focus"}
"""Table → its name in --json; people read "focus blocks"."""
