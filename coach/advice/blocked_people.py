"""Who may be shown, who is behind a boundary, and texts without the names of those who are."""

from __future__ import annotations

import re
from collections.abc import Iterable

from coach.domain.boundary import Boundary
from coach.domain.journal import Journal, cached_by
from coach.domain.note import Note
from coach.domain.person import Person, drop_titles
from coach.domain.record import R
from coach.domain.text import BLOCKED_NAME_MARK, fold_text

_TEXT_FIELDS = ("text", "next_step", "to", "cue", "intention", "met", "note")
_SHORTEST_FIRST_NAME = 3
"""Letters that a first name needs at least to be taken for one."""


def list_boundaries(journal: Journal) -> tuple[tuple[Boundary, Person | None], ...]:
    """Return every boundary, newest first, with the person it is about, if their record is still there."""
    found = sorted(journal.list_records(Boundary), key=lambda b: (b.at, b.id), reverse=True)
    return tuple((b, journal.get_record(Person, b.person)) for b in found)


def redact_blocked_names(journal: Journal, text: str) -> str:
    """Return `text` without the names of people behind a boundary.

    The whole name and the first name go, each unless somebody who may be shown has it too. Costs nothing while
    there is no boundary.
    """
    names = _build_blocked_pattern(journal)
    return names.sub(BLOCKED_NAME_MARK, text) if names and text else text


@cached_by(Boundary, Person)
def _build_blocked_pattern(journal: Journal) -> re.Pattern[str] | None:
    seen = {p.folded_name for p in list_shown_people(journal)}
    kept = {drop_titles(name).split(" ")[0] for name in seen}
    names: list[str] = []
    for _, person in list_boundaries(journal):
        if person is not None and person.name.strip():
            names += [
                *([] if person.folded_name in seen else [person.name]),
                *_redactable_first_name(person.name, kept),
            ]
    longest_first = sorted(set(names), key=len, reverse=True)
    found = "|".join(re.escape(name) for name in longest_first)
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)", re.IGNORECASE) if found else None


def _redactable_first_name(name: str, kept: Iterable[str]) -> list[str]:
    first = drop_titles(name).split()[0]
    return [first] if len(first) >= _SHORTEST_FIRST_NAME and fold_text(first) not in kept else []


@cached_by(Boundary)
def blocked_person_ids(journal: Journal) -> frozenset[str]:
    """Return the ids of people behind a boundary: they are on no list."""
    return frozenset(b.person for b in journal.list_records(Boundary))


def redact_record(journal: Journal, record: R) -> R:
    """Return the record with the names of people behind a boundary redacted in its texts."""
    if not blocked_person_ids(journal):
        return record
    texts = {name: getattr(record, name, "") for name in _TEXT_FIELDS}
    changes = {name: clean for name, text in texts.items() if (clean := redact_blocked_names(journal, text)) != text}
    return record.model_copy(update=changes) if changes else record


@cached_by(Note, Boundary)
def list_shown_notes(journal: Journal) -> tuple[Note, ...]:
    """Return the notes that are about nobody behind a boundary, in the order of the file."""
    hidden = blocked_person_ids(journal)
    return tuple(note for note in journal.list_records(Note) if note.person not in hidden)


@cached_by(Person, Boundary)
def list_shown_people(journal: Journal) -> tuple[Person, ...]:
    """Return everybody who may be shown, by name."""
    hidden = blocked_person_ids(journal)
    return tuple(
        sorted((p for p in journal.list_records(Person) if p.id not in hidden), key=lambda p: (p.folded_name, p.id))
    )
