"""The tables of the data file and the record class of each, imported on demand: a command needs one or two of them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from coach.domain.record import WRITTEN_FIELDS, Document, Record

_RECORD_MODULES = {
    "actions": ("undo_entry", "UndoEntry"),
    "asked": ("advice_records", "AdviceAnswer"),
    "blocks": ("focus", "FocusBlock"),
    "boundaries": ("boundary", "Boundary"),
    "events": ("event", "Event"),
    "experiments": ("advice_records", "ExperimentRecord"),
    "goals": ("goal", "Goal"),
    "looks": ("advice_records", "PatternCheck"),
    "messages": ("message", "Message"),
    "moods": ("mood", "Mood"),
    "notes": ("note", "Note"),
    "people": ("person", "Person"),
    "reviews": ("advice_records", "LookBack"),
    "settings": ("settings", "Settings"),
}
TABLE_NAMES = tuple(_RECORD_MODULES)
TAKEN_BACK_FIELDS = (*WRITTEN_FIELDS, "name", "marker")
"""Fields without a default that are empty once the import or merge that brought them is undone."""


def record_type_of(table: str) -> type[Record]:
    """Return the class of the records in `table`. Raises KeyError for a table that is not ours."""
    module, name = _RECORD_MODULES[table]
    kind: Any = getattr(import_module(f"coach.domain.{module}"), name)
    return kind  # type: ignore[no-any-return]


def build_taken_back(table: str, doc: Document) -> dict[str, Any]:
    """Return what stays of a document when the import or merge that brought it is undone: no word of it."""
    required = [name for name, field in record_type_of(table).model_fields.items() if field.is_required()]
    kept = {name: "" if name in TAKEN_BACK_FIELDS else doc[name] for name in required if name in doc}
    return {"id": doc["id"], **kept, "deleted": True, "taken_back": True}
