"""Find who of the journal a letter or a meeting is with, and offer to add those who are written to and not in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import blake2s
from typing import Any

from coach.domain.journal import Journal
from coach.domain.person import Person
from coach.domain.record import Document
from coach.domain.text import clean_text, fold_text, list_mail_addresses
from coach.importers.import_result import ImportResult
from coach.importers.mail.headers import normalize_address


class PersonFinder:
    """Finds people of the journal by a mail address or, if no address is known, by a full name that only one has."""

    def __init__(self, journal: Journal) -> None:
        self._by_address: dict[str, Person] = {}
        people_by_name: dict[str, list[Person]] = {}
        for person in journal.list_records(Person):
            addresses = list_mail_addresses(person.keys)
            addresses += [normalize_address(handle) for handle in person.handles.values() if "@" in handle[1:]]
            for address in addresses:
                self._by_address.setdefault(address, person)
            people_by_name.setdefault(person.folded_name, []).append(person)
        self._by_name = {name: people[0] for name, people in people_by_name.items() if len(people) == 1}

    def find_person(self, addresses: Iterable[str], name: str | None) -> Person | None:
        """Return the person, None if the coach does not know them."""
        for address in addresses:
            if person_of_address := self._by_address.get(address):
                return person_of_address
        folded_name = fold_text(clean_text(name or ""))
        namesake = self._by_name.get(folded_name) if " " in folded_name else None
        return None if namesake is not None and list_mail_addresses(namesake.keys) else namesake


def offer_id(address_key: str) -> str:
    """Return the id of the offer about an address. It does not tell the address."""
    return blake2s(address_key.encode(errors="replace"), digest_size=8).hexdigest()


def list_refused(offers: Mapping[str, Document], now: datetime) -> frozenset[str]:
    """Return the ids of addresses that are not networking, or not before a later day."""
    today = now.date().isoformat()
    return frozenset(
        offered_id
        for offered_id, offer in offers.items()
        if offer.get("state") == "never" or (offer.get("state") == "later" and offer.get("until", "") > today)
    )


def build_offers(
    sorted_letters: ImportResult, recipients: Iterable[str], source: str, known_offers: Mapping[str, Document]
) -> dict[str, Any]:
    """Return the offers about `recipients`; those known from before keep their state. Offers that ended are None."""
    offers: dict[str, Any] = {}
    letter_times: dict[str, list[datetime]] = {}
    for letter in sorted_letters.messages:
        if letter.outbound:
            letter_times.setdefault(letter.person, []).append(letter.at)
    for address_key in recipients:
        person, offered_id = sorted_letters.people[address_key], offer_id(address_key)
        offer_before = known_offers.get(offered_id, {})
        offers[offered_id] = {
            "key": address_key,
            "name": person.name or "",
            "address": person.handle or address_key,
            "letters": len(letter_times[address_key]),
            "last": max(letter_times[address_key]).isoformat(),
            "source": source,
            "state": "new",
            "is_announced": bool(offer_before.get("is_announced")) and offer_before.get("state") == "new",
        }
    for offered_id, offer in known_offers.items():
        if offer.get("source") == source and offer.get("state") == "new" and offered_id not in offers:
            offers[offered_id] = None  # known by now, or returned
    return offers
