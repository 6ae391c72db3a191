"""What an import leaves behind for the next one: a `ImportResult` as plain JSON values, and back.

Joining two exports needs more than the records that people see: conversations, list snapshots, messages of
somebody whose name an older export may know. So the joined find of each account is kept beside the data, and
an older file imported after a newer one gives the same as the other way round. Texts are kept only if asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, fields, replace
from datetime import date, datetime
from typing import Any, TypeVar

from coach.importers.models import (
    ImportedBlock,
    ImportedConversation,
    ImportedInvitation,
    ImportedMeeting,
    ImportedMessage,
    ImportedMood,
    ImportedPerson,
    ImportResult,
)

T = TypeVar("T")
_READ: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("at", "seen", "as_of", "snapshot", "started_at", "ended_at"), datetime.fromisoformat),
    "connected_on": date.fromisoformat,
    **dict.fromkeys(("aliases", "words", "owner_candidates", "warnings"), tuple),
}
_MANY: Mapping[str, type[Any]] = {
    "messages": ImportedMessage,
    "aside": ImportedMessage,
    "moods": ImportedMood,
    "blocks": ImportedBlock,
    "meetings": ImportedMeeting,
    "invitations": ImportedInvitation,
}
_KEYED: Mapping[str, type[Any]] = {
    "people": ImportedPerson,
    "contacts": ImportedPerson,
    "threads": ImportedConversation,
}


def to_document(found: ImportResult) -> dict[str, Any]:
    """Return `found` as JSON values: dates as ISO text, defaults left out."""
    return {name: value for name, value in _plain(asdict(found)).items() if value}


def from_document(doc: Mapping[str, Any]) -> ImportResult:
    """Return the `ImportResult` that `to_document` made. Raises ValueError, TypeError or KeyError for anything else."""
    values: dict[str, Any] = {}
    for name, value in doc.items():
        if name in _MANY:
            values[name] = tuple(_one(_MANY[name], item) for item in value)
        elif name in _KEYED:
            values[name] = {key: _one(_KEYED[name], item) for key, item in value.items()}
        elif name in _FOUND:
            values[name] = _READ[name](value) if name in _READ else value
    return ImportResult(**values)


def account_key(found: ImportResult) -> str:
    """Return the id under which finds of one account are kept: the format and whose export it is."""
    return f"{found.format}:{found.owner or ''}"


def remove_people(found: ImportResult, keys: Collection[str]) -> ImportResult:
    """Return `found` without the people of `keys` and everything of theirs."""
    gone = set(keys)
    mine = {key: person for key, person in found.people.items() if key in gone or gone & set(person.aliases)}
    gone |= mine.keys()
    return replace(
        found,
        people={key: one for key, one in found.people.items() if key not in gone},
        contacts={key: one for key, one in found.contacts.items() if key not in gone},
        messages=tuple(one for one in found.messages if one.person not in gone),
        invitations=tuple(one for one in found.invitations if one.person not in gone),
        threads={key: one for key, one in found.threads.items() if one.person not in gone},
    )


_FOUND = frozenset(field.name for field in fields(ImportResult))


def _one(kind: type[T], doc: Mapping[str, Any]) -> T:
    values = {name: _READ[name](value) if name in _READ and value is not None else value for name, value in doc.items()}
    if kind is ImportedMeeting:
        values["people"] = tuple(values.get("people", ()))
    return kind(**values)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if item is not None and item != ()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, (date, datetime)) else value
