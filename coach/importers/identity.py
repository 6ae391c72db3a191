"""Which keys are one person: profiles that changed their address, second addresses, names that got one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime

from coach.importers.models import ImportResult


class IdentityGroups:
    """Which keys are one person (disjoint sets)."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def root(self, key: str) -> str:
        while (parent := self._parent.get(key, key)) != key:
            self._parent[key] = key = self._parent.get(parent, parent)
        return key

    def join(self, one: str, other: str) -> None:
        one, other = self.root(one), self.root(other)
        self._parent.setdefault(one, one)
        if one != other:
            self._parent[other] = one

    def choose_main_keys(self, seen: Mapping[str, datetime]) -> dict[str, str]:
        """Every joined key → the one that stays: an address before a name, then the older."""
        sets: defaultdict[str, list[str]] = defaultdict(list)
        for key in self._parent:
            sets[self.root(key)].append(key)

        def rank(key: str) -> tuple[bool, datetime, str]:
            return key.startswith("name:"), seen.get(key, datetime.max.replace(tzinfo=UTC)), key

        return {key: main for keys in sets.values() for main in (min(keys, key=rank),) for key in keys}


def find_first_seen(*founds: ImportResult) -> dict[str, datetime]:
    """When each key was first seen, of all the exports that know it."""
    seen: dict[str, datetime] = {}
    for found in founds:
        for person in found.people.values():
            if person.seen is not None:
                seen[person.key] = min(person.seen, seen.get(person.key, person.seen))
    return seen
