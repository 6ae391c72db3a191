"""Find which person of the journal a letter or a meeting is with."""

from __future__ import annotations

from collections.abc import Iterable

from coach.domain.journal import Journal
from coach.domain.person import Person
from coach.domain.text import clean_text, fold_text
from coach.importers.mail.headers import normalize_address


class PersonFinder:
    """Finds people of the journal by a mail address or, if no address is known, by a full name that only one has."""

    def __init__(self, journal: Journal) -> None:
        self._by_address: dict[str, Person] = {}
        people_by_name: dict[str, list[Person]] = {}
        for person in journal.list_records(Person):
            addresses = [
                provenance_key.removeprefix("mbox:")
                for provenance_key in person.keys
                if provenance_key.startswith("mbox:")
            ]
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
        return (
            None
            if namesake is None or any(provenance_key.startswith("mbox:") for provenance_key in namesake.keys)
            else namesake
        )
