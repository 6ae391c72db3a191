"""Invented documents, small and seeded."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from coach.domain.record import Documents
from coach.store import Store

TODAY = date(2026, 11, 24)


def store_at(folder: Path, **options: Any) -> Store:
    """Return a store on a day of its own."""
    return Store(folder, today=options.pop("today", lambda: TODAY), **options)


def mood(key: str, at: str = "2026-11-24T10:00:00+01:00", **more: Any) -> tuple[str, dict[str, Any]]:
    """Return what to put for one mood."""
    return ("moods", {"id": key, "changed_at": "2026-11-24T09:00:00Z", "device": "d1", "at": at, "value": 3, **more})


def message(key: str, person: str, at: str, **more: Any) -> tuple[str, dict[str, Any]]:
    """Return what to put for one message."""
    return ("messages", {"id": key, "changed_at": "2026-11-24T09:00:00Z", "person": person, "at": at, **more})


def person(key: str, name: str = "Ana", **more: Any) -> tuple[str, dict[str, Any]]:
    """Return what to put for one person."""
    return ("people", {"id": key, "changed_at": "2026-11-24T09:00:00Z", "name": name, **more})


def keys(documents: Documents, table: str = "moods") -> set[str]:
    """Return the ids in one table."""
    return set(documents.get(table, {}))


def written(folder: Path, name: str = "coach.json") -> dict[str, Any]:
    """Return the file as it stands."""
    tables: dict[str, Any] = orjson.loads((folder / name).read_bytes())
    return tables


def some(seed: int, count: int) -> list[tuple[str, dict[str, Any]]]:
    """Return `count` documents of several tables, this year's, the same for the same seed."""
    chance = random.Random(seed)

    def key() -> str:
        return f"{chance.getrandbits(128):032x}"

    people = [person(key(), chance.choice(["Ana", "Lin", "Åsa", "Priya"])) for _ in range(max(1, count // 10))]
    rest = []
    for _ in range(count - len(people)):
        at = f"2026-{chance.randint(1, 11):02}-{chance.randint(1, 28):02}T{chance.randint(8, 20):02}:00:00+01:00"
        rest.append(
            chance.choice(
                [
                    mood(key(), at, note=chance.choice(["", 'a "quoted" walk', 'naïve {"id": 1}', "雨"])),
                    message(key(), chance.choice(people)[1]["id"], at, text="asked about the meetup"),
                    ("goals", {"id": key(), "changed_at": "2026-01-01T00:00:00Z", "day": at[:10], "text": "write"}),
                ]
            )
        )
    return people + rest
