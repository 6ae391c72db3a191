"""Who may be shown, who is behind a boundary, and texts without the names of those who are."""

from __future__ import annotations

import re

from coach.domain.boundary import Boundary
from coach.domain.journal import Journal, cached_by
from coach.domain.note import Note
from coach.domain.person import Person, drop_titles
from coach.domain.record import R
from coach.domain.text import BLOCKED_NAME_MARK, fold_text

_REDACTED_FIELDS = ("text", "next_step", "to", "cue", "intention", "met", "note")
_SHORTEST_REDACTED_FIRST_NAME = 3
"""Letters that a first name needs at least to be taken for one."""


def list_boundaries(journal: Journal) -> tuple[tuple[Boundary, Person | None], ...]:
    """Return every boundary, newest first, with the person it is about, if their record is still there."""
    boundaries = sorted(journal.list_records(Boundary), key=lambda boundary: (boundary.at, boundary.id), reverse=True)
    return tuple((boundary, journal.get_record(Person, boundary.person)) for boundary in boundaries)


def redact_blocked_names(journal: Journal, text: str) -> str:
    """Return `text` without the names of people behind a boundary.

    The whole name and the first name go, each unless somebody who may be shown has it too. Costs nothing while
    there is no boundary.
    """
    blocked_pattern = _build_blocked_pattern(journal)
    return blocked_pattern.sub(BLOCKED_NAME_MARK, text) if blocked_pattern and text else text


@cached_by(Boundary, Person)
def _build_blocked_pattern(journal: Journal) -> re.Pattern[str] | None:
    shown_names = {person.folded_name for person in list_shown_people(journal)}
    shown_first_names = {drop_titles(name).split(" ")[0] for name in shown_names}
    blocked_names: set[str] = set()
    for _, person in list_boundaries(journal):
        if person is None or not person.name.strip():
            continue
        if person.folded_name not in shown_names:
            blocked_names.add(person.name)
        first_name = drop_titles(person.name).split()[0]
        if len(first_name) >= _SHORTEST_REDACTED_FIRST_NAME and fold_text(first_name) not in shown_first_names:
            blocked_names.add(first_name)
    longest_first = sorted(blocked_names, key=len, reverse=True)
    name_alternatives = "|".join(re.escape(name) for name in longest_first)
    return re.compile(rf"(?<!\w)(?:{name_alternatives})(?!\w)", re.IGNORECASE) if name_alternatives else None


@cached_by(Boundary)
def blocked_person_ids(journal: Journal) -> frozenset[str]:
    """Return the ids of people behind a boundary: they are on no list."""
    return frozenset(boundary.person for boundary in journal.list_records(Boundary))


def redact_record(journal: Journal, record: R) -> R:
    """Return the record with the names of people behind a boundary redacted in its texts."""
    if not blocked_person_ids(journal):
        return record
    texts = {name: getattr(record, name, "") for name in _REDACTED_FIELDS}
    changes = {name: clean for name, text in texts.items() if (clean := redact_blocked_names(journal, text)) != text}
    return record.model_copy(update=changes) if changes else record


@cached_by(Note, Boundary)
def list_shown_notes(journal: Journal) -> tuple[Note, ...]:
    """Return the notes that are about nobody behind a boundary, in the order of the file."""
    blocked_ids = blocked_person_ids(journal)
    return tuple(note for note in journal.list_records(Note) if note.person not in blocked_ids)


@cached_by(Person, Boundary)
def list_shown_people(journal: Journal) -> tuple[Person, ...]:
    """Return everybody who may be shown, by name."""
    blocked_ids = blocked_person_ids(journal)
    return tuple(
        sorted(
            (person for person in journal.list_records(Person) if person.id not in blocked_ids),
            key=lambda person: (person.folded_name, person.id),
        )
    )
