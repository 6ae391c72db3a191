"""Remove a person from every file, or erase everything. Neither can be undone.

A deletion elsewhere in the coach is a tombstone and can be undone. Here, records are removed from the data file, the
finished years, the backups, quarantined files, the address book and this computer's own copies. Only the person's
random id stays, in a list that keeps another computer's copy from adding them again.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from coach.atomic_file import read_file, steady, sync_folder
from coach.store import words
from coach.store.form import SCHEMA, Content
from coach.store.migrate import migrated
from coach.store.redaction import FORGOTTEN, forgotten_in, without
from coach.store.salvage import salvage
from coach.store.store import Store


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was removed: table → records (each counted once, however many files it was in), and from which files."""

    records: Mapping[str, int] = field(default_factory=dict)
    files: tuple[Path, ...] = ()


def forget(store: Store, ids: Iterable[str]) -> Forgotten:
    """Remove people, by their ids, from every file. Raises CoachError; then it can be done again.

    The data file comes last, so that whoever is stopped half-way still finds the name there.
    """
    people = set(ids)
    gone: set[tuple[str, str]] = set()
    files: list[Path] = []
    with store.locked():
        if store.state.refuses is not None:
            raise store.state.refuses.with_traceback(None)
        known = store.history().get("people", {})
        keys = {key for each in people for key in known.get(each, {}).get("keys", ())}
        try:
            if store.path.exists():
                store.backups.daily(store.today())  # now, since later it would be made with the person in it
            for path in store.files.ours():
                if path == store.files.file:
                    continue
                went = _purged(store, path, people, keys)
                if went is not None:
                    gone |= went
                    files.append(path)
            for path in store.acknowledged.files():
                _purged(store, path, people, keys)
            store.acknowledged.remove_temps(older_than=0)
        except OSError as error:
            raise words.not_saved(error, store.folder) from error
        content, went = without(store.state.content, people, keys)
        listed = sorted({*forgotten_in(content), *people})
        store.commit(Content(content.docs, {**content.marks, FORGOTTEN: listed}, content.strangers))
        files += [store.files.file] if went else []
    return Forgotten(Counter(table for table, _ in gone | went), tuple(files))


def erase(store: Store) -> int:
    """Remove every file of the coach in the folder, and the folder if nothing else is in it.

    Returns how many files went. Raises CoachError if some could not be removed.
    """
    disk, home, copies, lock = store.files.disk, store.files.home, store.files.backups, store.files.lock_file
    with store.locked():
        links = [store.path] if store.path.is_symlink() else []
        paths = dict.fromkeys([*store.files.ours(), *store.files.temps(), *links])
        try:
            for path in paths:
                with contextlib.suppress(FileNotFoundError):
                    steady(partial(disk.unlink, path))
            with contextlib.suppress(OSError):
                disk.rmdir(copies)
            sync_folder(disk, home)
            # The lock file goes while it is held: who waits for it sees that it has left its name.
            disk.unlink(lock)
        except OSError as error:
            raise words.not_erased(store.folder) from error
        store.acknowledged.clear()
        store.reset()
        for folder in dict.fromkeys((home, store.folder)):
            with contextlib.suppress(OSError):
                disk.rmdir(folder)
    return len(paths)


def _purged(store: Store, path: Path, ids: Collection[str], keys: Collection[str]) -> set[tuple[str, str]] | None:
    """Take people out of one file. Returns the records that went, None if it knew nothing of them."""
    try:
        content = migrated(store.files.open(path).read() or Content())
        if content.schema > SCHEMA:
            raise words.newer()
    except ValueError:
        data = read_file(store.files.disk, path)
        if not any(each.encode() in data for each in (*ids, *keys)):
            return None
        content = Content(salvage(data))  # a fragment may hold a name, so nothing but whole records stays
    purged, gone = without(content, ids, keys)
    if not gone and purged.docs == content.docs and purged.strangers == content.strangers:
        return None
    store.files.open(path).write(purged)
    return gone
