"""Which record class belongs to which table. Modules are imported on demand, because one command needs one or two."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from coach.domain.record import Record

_ROOMS = {
    "actions": ("action", "Action"),
    "asked": ("asked", "Asked"),
    "blocks": ("focus", "Block"),
    "boundaries": ("boundary", "Boundary"),
    "experiments": ("asked", "Trial"),
    "goals": ("goal", "Goal"),
    "looks": ("asked", "Look"),
    "messages": ("outreach", "Message"),
    "moods": ("mood", "Mood"),
    "notes": ("note", "Note"),
    "people": ("person", "Person"),
    "reviews": ("asked", "Review"),
    "settings": ("settings", "Settings"),
}
TABLES = tuple(_ROOMS)


def kind_of(table: str) -> type[Record]:
    """Return the class of the records in `table`. Raises KeyError for a table that is not ours."""
    room, name = _ROOMS[table]
    kind: Any = getattr(import_module(f"coach.domain.{room}"), name)
    return kind  # type: ignore[no-any-return]
