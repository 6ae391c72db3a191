"""Build people and contacts of what importers found, and decide which known person somebody is.

Ids are derived from provenance, so importing a file twice changes nothing. What a person typed stays as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from coach.domain.address_book import DETAIL_FIELDS, AddressBook, Contact, join_contacts
from coach.domain.journal import Journal
from coach.domain.person import Person
from coach.domain.record import derive_record_id
from coach.domain.text import clean_text, trim_name
from coach.importers.import_result import ImportedPerson, ImportResult
from coach.importers.linkedin.rows import parse_slug
from coach.importers.mail.headers import normalize_address

MAIL_FORMATS = frozenset(
    {"mbox", "vcard", "google_contacts", "outlook_contacts", "linkedin_contacts", "contact_list", "icalendar"}
)
"""Formats whose keys of people can be mail addresses."""


def build_contacts(found: ImportResult) -> Iterator[Contact]:
    """Yield the contacts of an account for the address book, each with a name or an address."""
    for key, person in found.contacts.items():
        name = trim_name(clean_text(person.name or (person.handle or "" if "@" in (person.handle or "") else "")))
        if name:
            yield Contact(
                derive_record_id("contact", found.format, key),
                name,
                tuple(list_keys(found.format, person)),
                person.channel,
                collect_handles(person),
                clean_text(person.company or ""),
                clean_text(person.position or ""),
                person.birthday,
            )


def list_fresh_contacts(results: Iterable[ImportResult], old: Mapping[str, Contact]) -> tuple[dict[str, Contact], int]:
    """Return the contacts of accounts that are new or changed, by id, and how many there are in all."""
    fresh: dict[str, Contact] = {}
    ids: set[str] = set()
    for found in results:
        for contact in build_contacts(found):
            ids.add(contact.id)
            if old.get(contact.id) == contact:
                fresh.pop(contact.id, None)
            else:
                fresh[contact.id] = contact
    return fresh, len(ids)


def list_keys(kind: str, person: ImportedPerson) -> Iterator[str]:
    """Yield the provenance keys of somebody, and those under which other formats know them by address or profile."""
    keys = (person.key, *person.aliases)
    found = [f"{kind}:{key}" for key in keys]
    if kind in MAIL_FORMATS and kind != "mbox":
        found += (f"mbox:{key}" for key in keys if "@" in key)
    found += (key for key in list_handle_keys(collect_handles(person)) if not key.startswith(f"{kind}:"))
    yield from dict.fromkeys(found)


def list_handle_keys(handles: Mapping[str, str]) -> Iterator[str]:
    """Yield the keys that follow from how somebody is reached: a mail address, a LinkedIn profile, a handle on X."""
    if mail := normalize_address(handles.get("e-mail", "")):
        yield f"mbox:{mail}"
    if slug := parse_slug(handles.get("linkedin", "")):
        yield f"linkedin:{slug}"
    if handle := handles.get("x", "").partition("?")[0].rstrip("/").rpartition("/")[2].lstrip("@").casefold():
        yield f"x:@{handle}"


def collect_handles(person: ImportedPerson) -> dict[str, str]:
    """Return channel → handle, of the main one and of the newest link of every other channel."""
    return {where: handles[0] for where, handles in _list_handles(person).items()}


def _list_handles(person: ImportedPerson) -> dict[str, list[str]]:
    """Return channel → all handles that exports of one account gave: the main one first, then links, newest first."""
    found = {person.channel: [clean_text(person.handle)]} if person.handle and person.channel else {}
    for link in person.links:
        where = _find_channel(link)
        found.setdefault(where, []).append(clean_text(link.removeprefix("tel:") if where == "phone" else link))
    return found


def join_handles(first: Mapping[str, str], second: Mapping[str, str]) -> dict[str, str]:
    """Return the handles of both, those of `first` where both have one, in the same order whoever came first."""
    return dict(sorted({**second, **first}.items()))


def _find_channel(link: str) -> str:
    """Return the channel that an address belongs to by its form."""
    low = link.lower()
    if low.startswith("tel:"):
        return "phone"
    if "linkedin.com/" in low:
        return "linkedin"
    if "//x.com/" in low or "twitter.com/" in low:
        return "x"
    return "e-mail" if "@" in low and "/" not in low else "web"


def find_contact_by_key(book: AddressBook, person: Person) -> Contact | None:
    """Return the contact that a person is known to be by a key of an import, a mail address or a profile."""
    return join_contacts(_list_contacts_by_key(book, person))


def _list_contacts_by_key(book: AddressBook, person: Person) -> list[Contact]:
    return book.list_by_keys((*person.keys, *list_handle_keys(person.handles)))


def find_contact(book: AddressBook, person: Person) -> Contact | None:
    """Return the contact that a person was, joined over all sources: by a key, and by a name that only one has in each.

    Somebody known by a key of a source is not also another entry of that source.
    """
    by_key = _list_contacts_by_key(book, person)
    if join_contacts(by_key) is None:
        by_key = []
    own = {key.partition(":")[0] for key in person.keys} | {one.source for one in by_key}
    namesakes = book.list_namesakes(person.name)
    sources = Counter(one.source for one in namesakes)
    return join_contacts([*by_key, *(one for one in namesakes if sources[one.source] == 1 and one.source not in own)])


def add_all_details(person: Person, find: Callable[[Person], Contact | None]) -> Person:
    """Return `person` with what the address book tells: each contact found can have a key that leads to another one."""
    while (contact := find(person)) is not None and (fuller := add_details(person, contact)) is not person:
        person = fuller
    return person


def add_details(person: Person, contact: Contact) -> Person:
    """Return `person` with what a contact tells: empty fields are filled, typed ones stay.

    LinkedIn knows best where somebody works; another source changes only what no LinkedIn export gave.
    """
    trusted = contact.source == "linkedin" or not any(key.startswith("linkedin:") for key in person.keys)
    given = {name: value for name in DETAIL_FIELDS if (value := getattr(contact, name))}
    changes = keep_typed_fields(
        person, given if trusted else {n: v for n, v in given.items() if not getattr(person, n)}
    )
    if person.name == person.named and _is_stand_in(person) and "@" not in contact.name:
        changes |= dict.fromkeys(("name", "named"), contact.name)
        changes["imported"] = {**changes.get("imported", person.imported), NAMED_BY: contact.source}
    newer = {
        where: handle for where, handle in contact.handles.items()
        if person.handles.get(where, "") in ("", person.imported.get(where))
    }  # fmt: skip
    handles = join_handles(newer, person.handles)
    if handles != person.handles:
        changes["imported"] = {**person.imported, **changes.get("imported", {}), **newer}
    keys = tuple(sorted({*person.keys, *contact.keys}))
    fuller = person.copy_with(handles=handles, keys=keys, channel=person.channel or contact.channel, **changes)
    return person if fuller == person else fuller


def _is_stand_in(person: Person) -> bool:
    """Return whether somebody is called by an address, a handle or a number, because no import has named them."""
    return "@" in person.name or person.name in person.handles.values() or _NUMBERED.fullmatch(person.name) is not None


def keep_typed_fields(person: Person, given: Mapping[str, str]) -> dict[str, Any]:
    """Return the changes that an import may make: of `given`, what was not typed by the person.

    What an import gave is noted beside the value, so that a newer one may change it.
    """
    changes: dict[str, Any] = {}
    for name, value in given.items():
        now = getattr(person, name)
        owned = person.imported.get(name, now if person.named else "")
        if value and value != now and owned == now:
            changes[name] = value
    if changes:
        changes["imported"] = {**person.imported, **changes}
    return changes


def build_person(
    kind: str,
    found: ImportedPerson,
    by_key: Mapping[str, Person],
    by_name: Mapping[str, Person | None],
    journal: Journal,
    *,
    cold: bool,
) -> Person | None:
    """Return the record of somebody: known by a key, else by a full name that only one person has, else new.

    None if the person was taken out: they stay out.
    """
    keys = tuple(dict.fromkeys(list_keys(kind, found)))
    name = _format_name(found)
    known = next((by_key[key] for key in keys if key in by_key), None)
    if known is None and found.name:
        namesake = by_name.get(Person(name=name).folded_name)
        known = namesake if namesake and not any(key.startswith(f"{kind}:") for key in namesake.keys) else None
    if known is not None:
        return _update_person(known, kind, found, keys, cold=cold)
    details = _list_details(found)
    record = Person(
        id=derive_record_id("person", kind, found.key),
        name=name,
        named=name,
        tie="cold" if cold else None,
        channel=found.channel,
        handles=join_handles(collect_handles(found), {}),
        keys=tuple(sorted(keys)),
        imported={**details, "channel": found.channel, **({NAMED_BY: kind} if found.name else {})},
        zone_guess=found.zone,
        connected_on=found.connected_on,
        **details,
    )
    before = journal.get_with_deleted(Person, record.id)
    return None if before is not None and before.deleted and not before.taken_back else record


def _list_details(found: ImportedPerson) -> dict[str, str]:
    details = {
        "company": clean_text(found.company or ""), "position": clean_text(found.position or ""),
        "birthday": found.birthday,
    }  # fmt: skip
    return {field: value for field, value in details.items() if value}


def _update_person(known: Person, kind: str, found: ImportedPerson, keys: tuple[str, ...], *, cold: bool) -> Person:
    """Return somebody known with what an import says of them; the same object if it says nothing new."""
    changes: dict[str, Any] = keep_typed_fields(known, _list_details(found))
    if known.name == known.named and found.name and _may_name(kind, known):
        changes |= dict.fromkeys(("name", "named"), _format_name(found))
        changes["imported"] = {**changes.get("imported", known.imported), NAMED_BY: kind}
    if known.named and known.tie == "cold" and not cold:
        changes["tie"] = None
    if found.zone and not known.zone:
        changes["zone_guess"] = found.zone
    if kind == "linkedin":
        changes["connected_on"] = found.connected_on
    if known.named and found.channel in known.imported:  # how an account reaches somebody is for itself alone to change
        imported = changes.get("imported", known.imported)
        changes["imported"] = {name: value for name, value in imported.items() if name != found.channel}
    record = known.copy_with(keys=tuple(sorted({*known.keys, *keys})), handles=_update_handles(known, found), **changes)
    return known if record == known else record  # many thousands of equal records take much memory


_NAME_SOURCES = ("linkedin", "telegram", "x-archive", "mbox")
"""Accounts whose names for one person differ, the one that knows the full name best first. Then come address books."""
NAMED_BY = "named by"
"""The entry in `Person.imported` for the format that gave the name."""


def _may_name(kind: str, known: Person) -> bool:
    """Return whether an account may name somebody: nobody did, or one that knows names no better."""
    by = known.imported.get(NAMED_BY)
    if by is None:  # by a version that did not note it
        by = next((source for source in _NAME_SOURCES if any(key.startswith(f"{source}:") for key in known.keys)), "")
    return _is_stand_in(known) or _rank_name_source(kind) <= _rank_name_source(by)


def _rank_name_source(kind: str) -> int:
    return _NAME_SOURCES.index(kind) if kind in _NAME_SOURCES else len(_NAME_SOURCES)


def _update_handles(known: Person, found: ImportedPerson) -> dict[str, str]:
    """Return how somebody is reached: a newer address of an account replaces one that the same account gave.

    Where several sources give one for a channel, the account of that channel is right, else who came first.
    """
    given = _list_handles(found)
    newer = {
        where: handles[0] for where, handles in given.items()
        if known.named and (where == found.channel or known.handles.get(where) in handles)
    }  # fmt: skip
    return join_handles(newer, join_handles(known.handles, collect_handles(found)))


_NUMBERED_ACCOUNTS = {"x": "X", "telegram": "Telegram"}
"""Channels whose exports can know somebody by a number alone."""
_NUMBERED = re.compile(rf"(?:{'|'.join(_NUMBERED_ACCOUNTS.values())}) user \d+")


def _format_name(found: ImportedPerson) -> str:
    """Return what somebody is called. An account known by its number alone says what the number is."""
    if not found.name and not found.handle and found.channel in _NUMBERED_ACCOUNTS:
        return f"{_NUMBERED_ACCOUNTS[found.channel]} user {clean_text(found.key).removeprefix('user')}"
    return trim_name(clean_text(found.name)) if found.name else clean_text(found.handle or found.key)
