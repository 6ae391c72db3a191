"""The address book: imported contacts to whom nobody has written yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from coach.domain.clock import is_possible_year
from coach.domain.text import FoldedText, fold_text, list_handle_words

DETAIL_FIELDS = ("company", "position", "birthday")
"""Fields that a contact and a person share, and that imports keep up to date."""
DAY_FIELDS = ("connected_on", "employer_since")
"""Days that a contact and a person share; not every contact has them."""
TYPED_BY_PERSON = "*"
"""The value in `Person.imported` for a field that was typed: no import changes it."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One entry of the address book."""

    id: str
    name: str
    keys: tuple[str, ...] = ()
    """Provenance keys, "format:key"; mail addresses are keys of the format mbox."""
    channel: str = ""
    handles: Mapping[str, str] = field(default_factory=dict)
    company: str = ""
    position: str = ""
    birthday: str = ""
    """YYYY-MM-DD, or --MM-DD if the year is not known."""
    connected_on: date | None = None
    """The day on which the two connected on LinkedIn."""
    employer_since: date | None = None
    """The day on which an export first named this employer after another one."""

    def to_document(self) -> dict[str, Any]:
        """Return the contact as it is stored."""
        return {
            "id": self.id, "key": self.keys[0] if self.keys else "", "keys": list(self.keys), "name": self.name,
            "channel": self.channel, "handles": dict(self.handles), "company": self.company,
            "position": self.position, "birthday": self.birthday,
            **{name: day.isoformat() for name in DAY_FIELDS if (day := getattr(self, name))},
        }  # fmt: skip

    @property
    def source(self) -> str:
        """The format that the contact comes from."""
        return self.keys[0].partition(":")[0] if self.keys else ""

    @property
    def job(self) -> str:
        """Position and employer, as far as they are known."""
        return ", ".join(part for part in (self.position, self.company) if part)


def read_contact(contact_document: Mapping[str, Any]) -> Contact | None:
    """Return the contact of a stored document, or None if it has no name."""
    name = str(contact_document.get("name") or "")
    if not name:
        return None
    keys, handles = contact_document.get("keys"), contact_document.get("handles")
    all_keys = [contact_document.get("key", ""), *(keys if isinstance(keys, list) else [])]
    texts: dict[str, Any] = {
        field: str(contact_document.get(field, "")) for field in ("id", "channel", *DETAIL_FIELDS, *DAY_FIELDS)
    }
    days = {field: _read_day(texts[field]) for field in DAY_FIELDS}
    return Contact(
        name=name,
        keys=tuple(dict.fromkeys(filter(None, map(str, all_keys)))),
        handles={str(channel): str(handle) for channel, handle in handles.items()} if isinstance(handles, dict) else {},
        **{**texts, **days},
    )


def _read_day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if is_possible_year(day) else None


def merge_contacts(contacts: Sequence[Contact]) -> Contact | None:
    """Return the one contact that several sources know, or None if two of one source have the same name."""
    if not contacts or len({contact.source for contact in contacts}) < len(contacts):
        return None
    first_values = {
        name: next((value for contact in contacts if (value := getattr(contact, name))), getattr(contacts[0], name))
        for name in ("channel", *DETAIL_FIELDS, "connected_on")
    }
    return replace(
        contacts[0],
        keys=tuple(dict.fromkeys(key for contact in contacts for key in contact.keys)),
        handles={channel: handle for contact in reversed(contacts) for channel, handle in contact.handles.items()},
        employer_since=next((contact.employer_since for contact in contacts if contact.company), None),
        **first_values,
    )


def join_contacts(contacts: Iterable[Contact]) -> Contact | None:
    """Return the one contact that entries of several sources are, in whatever order they come.

    What LinkedIn says comes first, and a name before an address in place of one. None for nobody, and for several
    people who share an address.
    """
    ranked_contacts = sorted(
        contacts, key=lambda contact: ("@" in contact.name, contact.source != "linkedin", contact.source, contact.id)
    )
    have_one_name = len({fold_text(contact.name) for contact in ranked_contacts}) == 1
    return merge_contacts(ranked_contacts) or (ranked_contacts[0] if have_one_name else None)


class AddressBook:
    """All contacts, by name. Immutable; the indexes are made on first use."""

    def __init__(self, contacts: Iterable[Contact] = ()) -> None:
        folded_contacts = sorted(
            ((fold_text(contact.name), contact.id, contact) for contact in contacts), key=lambda entry: entry[:2]
        )
        self.contacts: tuple[Contact, ...] = tuple(contact for *_, contact in folded_contacts)
        self._names = [folded_name for folded_name, *_ in folded_contacts]

    @cached_property
    def names(self) -> FoldedText:
        """The folded names, one a line, in the order of the contacts."""
        return FoldedText.from_lines(self._names)

    @cached_property
    def known_about(self) -> FoldedText:
        """Name, employer, position, handles and addresses, one contact a line."""
        lines = []
        for contact in self.contacts:
            handle_words = list_handle_words(contact.handles.values(), contact.keys)
            lines.append(fold_text(" ".join((contact.name, contact.company, contact.position, *handle_words))))
        return FoldedText.from_lines(lines)

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[Contact]]:
        contacts_by_name: defaultdict[str, list[Contact]] = defaultdict(list)
        for folded_name, contact in zip(self._names, self.contacts, strict=True):
            contacts_by_name[folded_name].append(contact)
        return contacts_by_name

    @cached_property
    def _by_key(self) -> Mapping[str, Sequence[Contact]]:
        contacts_by_key: defaultdict[str, list[Contact]] = defaultdict(list)
        for contact in self.contacts:
            for key in contact.keys:
                contacts_by_key[key].append(contact)
        return contacts_by_key

    def list_by_keys(self, keys: Iterable[str]) -> list[Contact]:
        """Return the contacts that any of the provenance keys belongs to."""
        return list({contact.id: contact for key in keys for contact in self._by_key.get(key, ())}.values())

    def is_shared(self, key: str) -> bool:
        """Return whether several people have a key: a couple with one mail address."""
        held = self._by_key.get(key, ())
        return len(held) > 1 and join_contacts(held) is None

    def list_namesakes(self, name: str) -> Sequence[Contact]:
        """Return everybody of exactly that name, however it is spelled."""
        return self._by_name.get(fold_text(name), ())

    def find_only(self, name: str) -> Contact | None:
        """Return the one contact of that name, joined over all sources; None if there is none or there are several."""
        return merge_contacts(self.list_namesakes(name))


def is_person(contact: Contact, folded_names: Container[str], provenance_keys: Set[str]) -> bool:
    """Return whether a contact is one of the people who have these folded names and provenance keys."""
    return fold_text(contact.name) in folded_names or not provenance_keys.isdisjoint(contact.keys)


EMPTY_ADDRESS_BOOK = AddressBook()
