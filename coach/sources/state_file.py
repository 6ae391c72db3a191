"""Load and save the state of the sources: a small file beside the data, readable by its owner only.

One window or command of a computer reads the sources at a time. Two that read at once would take the same lines of an
inbox, and one would overwrite the marks of the other. The file names people (senders and recipients of the last
months), so forgetting somebody removes them from it, and erasing or moving the data includes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from coach.atomic_file import FileSystem, make_private_folder
from coach.errors import CoachError
from coach.paths import find_state_place
from coach.sources.source import Source
from coach.store import Store
from coach.store.lock import FolderLock

SOURCES_FILE = "coach-sources.json"
SOURCES_TABLE, LETTERS_TABLE, OFFERS_TABLE, ANNOUNCED_TABLE = "sources", "letters", "offers", "said"
"""Tables: the sources, letters of the last months, people to be asked about, and what `coach due` has announced."""
READING_KIND = "reading"
"""The state place of the reading lock."""
SourceTables = dict[str, dict[str, dict[str, Any]]]


def has_sources(store: Store) -> bool:
    """Return whether anything was ever connected: one stat."""
    return (store.files.real_folder / SOURCES_FILE).exists()


def load_tables(store: Store) -> SourceTables:
    """Return the tables of the state file; empty if there is none, or if it cannot be read. Never raises."""
    side_tables = store.load_side_file(SOURCES_FILE)
    return {table: {row_id: dict(doc) for row_id, doc in rows.items()} for table, rows in side_tables.items()}


def save_tables(store: Store, changes: Mapping[str, Mapping[str, Mapping[str, Any] | None]]) -> None:
    """Save documents of some tables, None for those to remove; others stay. Raises CoachError."""
    with store.hold_lock():
        source_tables = load_tables(store)
        for table, rows in changes.items():
            rows_to_save = source_tables.setdefault(table, {})
            for row_id, doc in rows.items():
                if doc is None:
                    rows_to_save.pop(row_id, None)
                else:
                    rows_to_save[row_id] = {**doc, "id": row_id}
        store.save_side_file(SOURCES_FILE, source_tables)


def parse_source(source_document: Mapping[str, Any]) -> Source | None:
    """Return the source in a document, None for one that another version wrote."""
    try:
        known_fields = {name: source_document[name] for name in Source.__slots__ if name in source_document}
        return replace(Source(**known_fields), own=tuple(known_fields.get("own", ())))
    except TypeError:
        return None


def list_sources(source_tables: Mapping[str, Mapping[str, Any]], device: str) -> list[Source]:
    """Return the sources of this computer, in the order in which they were added."""
    sources = map(parse_source, source_tables.get(SOURCES_TABLE, {}).values())
    sources_here = [source for source in sources if source is not None and source.device == device]
    return sorted(sources_here, key=lambda source: (source.added_at, source.id))


def to_document(source: Source) -> dict[str, Any]:
    """Return a source as it stands in the state file."""
    return {**asdict(source), "own": list(source.own)}


@contextmanager
def hold_reading_lock(folder: Path, *, wait: float) -> Iterator[bool]:
    """Hold the lock; yield False if somebody else holds it for longer than `wait` seconds. Never raises."""
    lock_folder = find_state_place(READING_KIND, folder)
    reading_lock = FolderLock(lambda: lock_folder, FileSystem(), wait=wait)
    is_free, is_held = True, False
    with suppress(OSError):  # without a folder for the lock, reading goes on without it
        make_private_folder(FileSystem(), lock_folder)
        try:
            reading_lock.acquire(wait)
            is_held = True
        except CoachError:
            is_free = False
    try:
        yield is_free
    finally:
        if is_held:
            reading_lock.release()
