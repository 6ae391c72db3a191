"""Build people and contacts of what importers found, and decide which known person somebody is.

Ids are derived from provenance, so importing a file twice changes nothing. What a person typed stays as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Set
from dataclasses import replace
from datetime import date
from typing import Any

from coach.actions.people import join_fields
from coach.domain.address_book import DETAIL_FIELDS, AddressBook, Contact, join_contacts
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.person import Person, PersonTie, name_two_people
from coach.domain.record import derive_record_id
from coach.domain.text import MAIL_KEY_PREFIX, PHONE_KEY_PREFIX, clean_text, fold_text, normalize_phone, trim_name
from coach.importers.import_result import NAME_ONLY, ImportedPerson, ImportResult
from coach.importers.linkedin.tables import parse_slug
from coach.importers.mail.headers import normalize_address

_FORMATS_WITH_ADDRESSES = frozenset(
    {"vcard", "google_contacts", "outlook_contacts", "linkedin_contacts", "contact_list", "icalendar"}
)
"""Formats beside mail whose keys of people can be mail addresses."""


def build_contacts(found: ImportResult) -> Iterator[Contact]:
    """Yield the contacts of an account for the address book, each with a name or an address.

    A telephone number that several of them have, such as that of an employer, is no key of any.
    """
    holders: dict[str, set[str]] = {}
    for person in found.contacts.values():
        for number in _list_phone_keys(person):
            holders.setdefault(number, set()).add(fold_text(person.name or ""))
    for key, person in found.contacts.items():
        address = person.handle if person.handle and "@" in person.handle else ""
        if name := trim_name(clean_text(person.name or address)):
            keys = (each for each in list_keys(found.format, person) if len(holders.get(each, "")) < 2)
            yield Contact(
                derive_record_id("contact", found.format, key), name, tuple(keys),
                person.channel, collect_handles(person), clean_text(person.company or ""),
                clean_text(person.position or ""), person.birthday, person.connected_on, person.employer_since,
            )  # fmt: skip


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


def forget_connections(
    people: Mapping[str, Person], removed: Iterable[Contact], listed: Container[str]
) -> dict[str, Person]:
    """Return those who were connected by a contact that left the list, without the day of it, and are not `listed`."""
    keys = {key for contact in removed if contact.connected_on for key in contact.keys if key.startswith("linkedin:")}
    connected = (person for person in people.values() if person.connected_on and person.id not in listed)
    gone = (person for person in connected if not keys.isdisjoint(person.keys))
    return {person.id: person.copy_with(connected_on=None) for person in gone}


def list_keys(kind: str, person: ImportedPerson) -> Iterator[str]:
    """Yield the provenance keys of somebody, and those under which other formats know them.

    Those are mail addresses, profiles and telephone numbers.
    """
    keys = (person.key, *person.aliases)
    found = [f"{kind}:{key}" for key in keys]
    if kind in _FORMATS_WITH_ADDRESSES:
        found += (f"{MAIL_KEY_PREFIX}{key}" for key in keys if "@" in key)
    found += (key for key in list_handle_keys(collect_handles(person)) if not key.startswith(f"{kind}:"))
    yield from dict.fromkeys((*found, *_list_phone_keys(person)))


def _list_phone_keys(person: ImportedPerson) -> list[str]:
    numbers = [link for link in person.links if link.startswith("tel:")]
    return [f"{PHONE_KEY_PREFIX}{number}" for number in map(normalize_phone, numbers) if number]


def list_handle_keys(handles: Mapping[str, str]) -> Iterator[str]:
    """Yield the keys that follow from how somebody is reached: an address, a profile, a handle on X, a number."""
    if mail := normalize_address(handles.get("e-mail", "")):
        yield f"{MAIL_KEY_PREFIX}{mail}"
    if slug := parse_slug(handles.get("linkedin", "")):
        yield f"linkedin:{slug}"
    if handle := handles.get("x", "").partition("?")[0].rstrip("/").rpartition("/")[2].lstrip("@").casefold():
        yield f"x:@{handle}"
    for where in ("phone", "whatsapp"):
        if number := normalize_phone(handles.get(where, "")):
            yield f"{PHONE_KEY_PREFIX}{number}"


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


def list_contacts_by_key(book: AddressBook, person: Person) -> list[Contact]:
    """Return the entries that share a key with somebody.

    A mail address or a telephone number can be shared or passed on, so with one alone the names have to fit, too.
    """
    keys = (*person.keys, *list_handle_keys(person.handles))
    shareable = (MAIL_KEY_PREFIX, PHONE_KEY_PREFIX)
    by_account = book.list_by_keys(key for key in keys if not key.startswith(shareable))
    by_address = book.list_by_keys(key for key in keys if key.startswith(shareable))
    others = (one for one in by_address if one not in by_account)
    return [*by_account, *(one for one in others if _may_be_called(person, one.name))]


def _find_contact(book: AddressBook, person: Person, *, by_name: bool) -> Contact | None:
    """Return the contact that a person was, joined over all sources: by a key, and by a name that only one has in each.

    Somebody known by a key of a source is not also another entry of that source. An address that a couple shares tells
    nobody, so the contact is without it.
    """
    found = list_contacts_by_key(book, person)
    if by_name:
        found = found if join_contacts(found) else []
        own = {key.partition(":")[0] for key in person.keys} | {one.source for one in found}
        namesakes = book.list_namesakes(person.name)
        sources = Counter(one.source for one in namesakes)
        found = [*found, *(one for one in namesakes if sources[one.source] == 1 and one.source not in own)]
    contact = join_contacts(found)
    return contact and replace(contact, keys=tuple(key for key in contact.keys if not book.is_shared(key)))


def _add_all_details(person: Person, book: AddressBook, *, by_name: bool) -> Person:
    """Return `person` with what the address book tells: each contact found can have a key that leads to another one."""
    while contact := _find_contact(book, person, by_name=by_name):
        fuller = _add_details(person, contact)
        if fuller is person:
            break
        person = fuller
    return person


def _add_details(person: Person, contact: Contact) -> Person:
    """Return `person` with what a contact tells: empty fields are filled, typed ones stay.

    A contact of another name may share an address with them: its keys are not theirs.
    LinkedIn knows best where somebody works; another source changes only what no LinkedIn export gave.
    """
    trusted = contact.source == "linkedin" or not any(key.startswith("linkedin:") for key in person.keys)
    given = {name: value for name in DETAIL_FIELDS if (value := getattr(contact, name))}
    if not trusted:
        given = {name: value for name, value in given.items() if not getattr(person, name)}
    changes = keep_typed_fields(person, given)
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
    if contact.connected_on:
        changes["connected_on"] = contact.connected_on
    if trusted or person.employer_since is None:
        changes |= _date_employer(person, changes, contact)
    keys = tuple(sorted({*person.keys, *(contact.keys if _may_be_called(person, contact.name) else ())}))
    fuller = person.copy_with(handles=handles, keys=keys, channel=person.channel or contact.channel, **changes)
    return person if fuller == person else fuller


def complete_people(people: Mapping[str, Person], wanted: Iterable[str], book: AddressBook) -> dict[str, Person]:
    """Return those of the `wanted` people of whom the address book tells more, with that.

    By a name they are found only if nobody else has it.
    """
    if not book.contacts:
        return {}
    names = Counter(person.folded_name for person in people.values())
    changed: dict[str, Person] = {}
    for key in wanted:
        person = people[key]
        fuller = _add_all_details(person, book, by_name=names[person.folded_name] == 1)
        if fuller is not person:
            changed[key] = fuller
    return changed


def _date_employer(person: Person, changes: Mapping[str, Any], found: Contact | ImportedPerson) -> dict[str, date]:
    """Return since when somebody is where a source says, if it knew them elsewhere before, and nobody typed it."""
    company = changes.get("company", person.company)
    if found.employer_since is None or company != clean_text(found.company or ""):
        return {}
    is_imported = "company" in changes or _is_imported(person, "company")
    return {"employer_since": found.employer_since} if is_imported else {}


def _may_be_called(person: Person, name: str) -> bool:
    """Return whether somebody and a contact can be one person as far as their names tell."""
    return "@" in name or _is_stand_in(person) or not name_two_people(person.name, name)


def _is_stand_in(person: Person) -> bool:
    """Return whether somebody is called by an address, a handle or a number, because no import has named them."""
    return "@" in person.name or person.name in person.handles.values() or _NUMBERED.fullmatch(person.name) is not None


def leave_addresses_to_mail(
    found: ImportResult, people: Mapping[str, Person], book: AddressBook, journal: Journal, with_mail: Container[str]
) -> dict[str, Person]:
    """Return people without the addresses that only a contact gives them and under which mail knows another name.

    Those whom mail knows already, here or `with_mail`, keep theirs: they may have changed their name.
    """
    if found.format != "mbox" or not book.contacts:
        return {}
    holders = {key: person for person in people.values() for key in person.keys if key.startswith(MAIL_KEY_PREFIX)}
    left: dict[str, set[str]] = {}
    for one in found.people.values():
        for key in list_keys(found.format, one) if one.name and not one.bounced else ():
            person = holders.get(key)
            if person is None or person.id in with_mail or _may_be_called(person, one.name or ""):
                continue
            if any(_may_be_called(person, each.name) for each in book.list_by_keys([key])):
                left.setdefault(person.id, set()).add(key)
    known = (message.person for message in journal.list_records(Message) if message.key.startswith(MAIL_KEY_PREFIX))
    for each in known if left else ():
        left.pop(each, None)
    return {each: _leave_keys(people[each], keys) for each, keys in left.items()}


def leave_taken_keys(completed: Mapping[str, Person], people: Mapping[str, Person]) -> dict[str, Person]:
    """Return those who have no key of anybody else and get no name of anybody else.

    The others wait until it is known who is one person.
    """
    if not completed:
        return {}
    names = {person.folded_name for person in people.values()}
    holders = {key: person.id for person in people.values() for key in person.keys}
    left = {}
    for each, person in completed.items():
        is_named = person.name != people[each].name and person.folded_name in names
        if not is_named and all(holders.get(key, each) == each for key in person.keys):
            left[each] = person
            holders |= dict.fromkeys(person.keys, each)
    return left


def join_same_people(
    people: Mapping[str, Person], before: Mapping[str, Person]
) -> tuple[dict[str, Person], dict[str, str]]:
    """Return people, each key with one of them only, and who became part of whom: id → the id that stays.

    `before` are the same people with the keys that they had before the address book told more. Who comes to share a key
    is one person, unless their accounts or names tell them apart: then everybody keeps their own keys.
    """
    own = {person.id: frozenset(person.keys) for person in before.values()}
    found: dict[str, Person] = {}
    joined: dict[str, str] = {}
    holders: dict[str, str] = {}
    for person in people.values():
        for other in [found[each] for each in dict.fromkeys(holders[key] for key in person.keys if key in holders)]:
            if _are_one_person(other, person) and not _have_two_accounts(own[other.id], own[person.id]):
                own[other.id] |= own[person.id]
                joined[person.id] = other.id
                del found[other.id]
                person = join_imported_people(other, person)
            else:
                found[other.id] = _leave_keys(other, own[person.id] - own[other.id])
                person = _leave_keys(person, {*found[other.id].keys} - own[person.id])
        found[person.id] = person
        holders.update(dict.fromkeys(person.keys, person.id))
    for each in joined:
        while joined[each] in joined:
            joined[each] = joined[joined[each]]
    return found, joined


def _leave_keys(person: Person, others: Set[str]) -> Person:
    """Return a person without the keys of others."""
    keys = tuple(key for key in person.keys if key not in others)
    return person if keys == person.keys else person.copy_with(keys=keys)


def _have_two_accounts(one: Set[str], other: Set[str]) -> bool:
    """Return whether two people have another account each in a source in which one person has one.

    Mail is no such source, nor is WhatsApp: a number becomes a name in it when the owner saves a contact.
    """
    sources = [{key.partition(":")[0] for key in keys} - {"mbox", "tel", "whatsapp"} for keys in (one, other)]
    return any(one.isdisjoint(key for key in other if key.startswith(f"{name}:")) for name in sources[0] & sources[1])


def _are_one_person(one: Person, other: Person) -> bool:
    """Return whether the names of two people who share a key can be of one person."""
    typed = one.name != one.named and other.name != other.named and one.folded_name != other.folded_name
    return not typed and (_is_stand_in(other) or _may_be_called(one, other.name))


def join_imported_people(one: Person, other: Person) -> Person:
    """Return `one` with what is known of `other` too. Which of them came first changes nothing but the id."""
    both = sorted((one, other), key=lambda each: (_is_stand_in(each) or not each.named, _rank_names(each)))
    named = min(both, key=lambda each: (each.name == each.named, _is_stand_in(each)))
    changes = {**join_fields(*both), "name": named.name, "named": named.named}
    imported = {NAMED_BY: named.imported[NAMED_BY]} if NAMED_BY in named.imported else {}
    for field in (*DETAIL_FIELDS, "channel"):
        by = min(both, key=lambda each: (not getattr(each, field), _is_imported(each, field)))
        changes[field] = getattr(by, field)
        imported |= {field: by.imported[field]} if field in by.imported else {}
    handles: dict[str, str] = {}
    for where in sorted({*one.handles, *other.handles}):
        by = min(both, key=lambda each: (not each.handles.get(where), where in each.imported))
        handles[where] = by.handles[where]
        imported |= {where: by.imported[where]} if where in by.imported else {}
    changes |= {"handles": handles, "imported": imported, "keys": tuple(sorted({*one.keys, *other.keys}))}
    return one.copy_with(**{**changes, "tie": _join_ties(*both)})


def _join_ties(one: Person, other: Person) -> PersonTie | None:
    """Return how well somebody is known: an import takes only those who never wrote in any account for new."""
    if typed := next((each.tie for each in (one, other) if each.tie not in (None, "cold")), None):
        return typed
    cold = [each for each in (one, other) if each.tie == "cold"]
    return "cold" if len(cold) == 2 or any(not each.named for each in cold) else None


def keep_typed_fields(person: Person, given: Mapping[str, str]) -> dict[str, Any]:
    """Return the changes that an import may make: of `given`, what was not typed by the person.

    What an import gave is noted beside the value, so that a newer one may change it.
    """
    new = {name: value for name, value in given.items() if value and value != getattr(person, name)}
    changes: dict[str, Any] = {name: value for name, value in new.items() if _is_imported(person, name)}
    return {**changes, "imported": {**person.imported, **changes}} if changes else {}


def _is_imported(person: Person, name: str) -> bool:
    """Return whether a field has the value that an import gave it, and not one that was typed."""
    now = getattr(person, name)
    return bool(person.imported.get(name, now if person.named else "") == now)


def build_person(
    kind: str, found: ImportedPerson, by_key: Mapping[str, Person], by_name: Mapping[str, Person | None],
    journal: Journal, *, cold: bool,
) -> Person | None:  # fmt: skip
    """Return the record of somebody: known by a key, else by a full name that only one person has, else new.

    None if the person was taken out: they stay out.
    """
    name = _format_name(found)
    keys = tuple(key for key in list_keys(kind, found) if not _is_number_of_another(key, found, by_key))
    known = next((by_key[key] for key in keys if key in by_key), None)
    if known is None and found.name:
        namesake = by_name.get(fold_text(name))
        own = [key for key in namesake.keys if key.startswith(f"{kind}:")] if namesake else []
        is_free = all(key.startswith(f"{kind}:{NAME_ONLY}+") for key in own)  # their number was saved since
        known = namesake if is_free else None
    if known is not None:
        return _update_person(known, kind, found, keys, cold=cold)
    details = _list_details(found)
    record = Person(
        id=derive_record_id("person", kind, found.key), name=name, named=name, tie="cold" if cold else None,
        channel=found.channel, handles=join_handles(collect_handles(found), {}), keys=tuple(sorted(keys)),
        imported={**details, "channel": found.channel, **({NAMED_BY: kind} if found.name else {})},
        zone_guess=found.zone, connected_on=found.connected_on, employer_since=found.employer_since, **details,
    )  # fmt: skip
    before = journal.get_with_deleted(Person, record.id)
    return None if before is not None and before.deleted and not before.taken_back else record


def _is_number_of_another(key: str, found: ImportedPerson, by_key: Mapping[str, Person]) -> bool:
    """Return whether a key is the telephone number of somebody whose name is not of the person found."""
    known = by_key.get(key) if key.startswith(PHONE_KEY_PREFIX) else None
    return known is not None and bool(found.name) and not _may_be_called(known, str(found.name))


def _list_details(found: ImportedPerson) -> dict[str, str]:
    details = {
        "company": clean_text(found.company or ""), "position": clean_text(found.position or ""),
        "birthday": found.birthday,
    }  # fmt: skip
    return {field: value for field, value in details.items() if value}


def _update_person(known: Person, kind: str, found: ImportedPerson, keys: tuple[str, ...], *, cold: bool) -> Person:
    """Return somebody known with what an import says of them; the same object if it says nothing new."""
    changes: dict[str, Any] = keep_typed_fields(known, _list_details(found))
    # Nobody named them, or an account that knows names no better.
    may_name = _is_stand_in(known) or _rank_name_source(kind) <= _rank_names(known)
    if known.name == known.named and found.name and may_name:
        changes |= dict.fromkeys(("name", "named"), _format_name(found))
        changes["imported"] = {**changes.get("imported", known.imported), NAMED_BY: kind}
    if known.named and known.tie == "cold" and not cold:
        changes["tie"] = None
    if found.zone and not known.zone:
        changes["zone_guess"] = found.zone
    changes |= _date_employer(known, changes, found)
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


def _rank_names(known: Person) -> int:
    by = known.imported.get(NAMED_BY)
    if by is None:  # by a version that did not note it
        by = next((source for source in _NAME_SOURCES if any(key.startswith(f"{source}:") for key in known.keys)), "")
    return _rank_name_source(by)


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
