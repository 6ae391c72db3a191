"""The address book: imported contacts to whom nobody has written yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from coach.domain.text import FoldedText, fold_text, list_handle_words

DETAIL_FIELDS = ("company", "position", "birthday")
"""Fields that a contact and a person share, and that imports keep up to date."""
TYPED = "*"
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

    def to_document(self) -> dict[str, Any]:
        """Return the contact as it is stored."""
        return {
            "id": self.id, "key": self.keys[0] if self.keys else "", "keys": list(self.keys), "name": self.name,
            "channel": self.channel, "handles": dict(self.handles), "company": self.company,
            "position": self.position, "birthday": self.birthday,
        }  # fmt: skip

    @property
    def source(self) -> str:
        """The format that the contact comes from."""
        return self.keys[0].partition(":")[0] if self.keys else ""

    @property
    def job(self) -> str:
        """Position and employer, as far as they are known."""
        return ", ".join(part for part in (self.position, self.company) if part)


def read_contact(doc: Mapping[str, Any]) -> Contact | None:
    """Return the contact of a stored document, or None if it has no name."""
    name = str(doc.get("name") or "")
    if not name:
        return None
    keys, handles = doc.get("keys"), doc.get("handles")
    stored = [str(key) for key in keys] if isinstance(keys, list) else []
    return Contact(
        str(doc.get("id", "")),
        name,
        tuple(dict.fromkeys(filter(None, (str(doc.get("key", "")), *stored)))),
        str(doc.get("channel", "")),
        {str(where): str(handle) for where, handle in handles.items()} if isinstance(handles, dict) else {},
        *(str(doc.get(name, "")) for name in DETAIL_FIELDS),
    )


def merge_contacts(contacts: Sequence[Contact]) -> Contact | None:
    """Return the one contact that several sources know, or None if two of one source have the same name."""
    if not contacts or len({one.source for one in contacts}) < len(contacts):
        return None
    first = contacts[0]
    return Contact(
        first.id,
        first.name,
        tuple(dict.fromkeys(key for one in contacts for key in one.keys)),
        next((one.channel for one in contacts if one.channel), ""),
        {where: handle for one in reversed(contacts) for where, handle in one.handles.items()},
        *(next((value for one in contacts if (value := getattr(one, name))), "") for name in DETAIL_FIELDS),
    )


def join_contacts(contacts: Iterable[Contact]) -> Contact | None:
    """Return the one contact that entries of several sources are, in whatever order they come.

    What LinkedIn says comes first, and a name before an address in place of one. None for nobody, and for several
    people who share an address.
    """
    ranked = sorted(contacts, key=lambda one: ("@" in one.name, one.source != "linkedin", one.source, one.id))
    if (joined := merge_contacts(ranked)) is not None:
        return joined
    return ranked[0] if len({fold_text(one.name) for one in ranked}) == 1 else None


class AddressBook:
    """All contacts, by name. Immutable; the indexes are made on first use."""

    def __init__(self, contacts: Iterable[Contact] = ()) -> None:
        folded = sorted(((fold_text(one.name), one.id, one) for one in contacts), key=lambda entry: entry[:2])
        self.contacts: tuple[Contact, ...] = tuple(one for *_, one in folded)
        self._names = [name for name, *_ in folded]

    @cached_property
    def names(self) -> FoldedText:
        """The folded names, one a line, in the order of the contacts."""
        return FoldedText.from_lines(self._names)

    @cached_property
    def known_about(self) -> FoldedText:
        """Name, employer, position, handles and addresses, one contact a line."""
        return FoldedText.from_lines(
            fold_text(
                " ".join((one.name, one.company, one.position, *list_handle_words(one.handles.values(), one.keys)))
            )
            for one in self.contacts
        )

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[Contact]]:
        found: defaultdict[str, list[Contact]] = defaultdict(list)
        for name, one in zip(self._names, self.contacts, strict=True):
            found[name].append(one)
        return found

    @cached_property
    def _by_key(self) -> Mapping[str, Sequence[Contact]]:
        found: defaultdict[str, list[Contact]] = defaultdict(list)
        for one in self.contacts:
            for key in one.keys:
                found[key].append(one)
        return found

    def list_by_keys(self, keys: Iterable[str]) -> list[Contact]:
        """Return the contacts that any of the provenance keys belongs to."""
        return list({one.id: one for key in keys for one in self._by_key.get(key, ())}.values())

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


def is_person(contact: Contact, names: Container[str], keys: Set[str]) -> bool:
    """Return whether a contact is one of the people who have these folded names and provenance keys."""
    return fold_text(contact.name) in names or not keys.isdisjoint(contact.keys)


EMPTY_ADDRESS_BOOK = AddressBook()
