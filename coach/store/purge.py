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

from coach.atomic_file import read_file, retry_on_eintr, sync_folder
from coach.store import messages
from coach.store.codec import SCHEMA_VERSION, FileContent
from coach.store.migrations import migrate_content
from coach.store.redaction import FORGOTTEN_MARK, list_forgotten, without_people
from coach.store.repository import Store
from coach.store.salvage import salvage_records


@dataclass(frozen=True, slots=True)
class ForgetResult:
    """What was removed: table → records (each counted once, however many files it was in), and from which files."""

    records: Mapping[str, int] = field(default_factory=dict)
    files: tuple[Path, ...] = ()


def forget_people(store: Store, ids: Iterable[str]) -> ForgetResult:
    """Remove people, by their ids, from every file. Raises CoachError; then it can be done again.

    The data file comes last, so that whoever is stopped half-way still finds the name there.
    """
    people = set(ids)
    gone: set[tuple[str, str]] = set()
    files: list[Path] = []
    with store.hold_lock():
        if store.state.save_error is not None:
            raise store.state.save_error.with_traceback(None)
        known = store.load_history().get("people", {})
        keys = {key for each in people for key in known.get(each, {}).get("keys", ())}
        try:
            if store.path.exists():
                store.backups.back_up_daily(store.today())  # now, since later it would be made with the person in it
            for path in store.files.list_data_files():
                if path == store.files.data_file:
                    continue
                went = _purge_file(store, path, people, keys)
                if went is not None:
                    gone |= went
                    files.append(path)
            for path in store.acknowledged.list_files():
                _purge_file(store, path, people, keys)
            store.acknowledged.remove_stale_temps(older_than=0)
        except OSError as error:
            raise messages.not_saved_error(error, store.folder) from error
        content, went = without_people(store.state.content, people, keys)
        listed = sorted({*list_forgotten(content), *people})
        store.commit_content(FileContent(content.docs, {**content.marks, FORGOTTEN_MARK: listed}, content.foreign_rows))
        files += [store.files.data_file] if went else []
    return ForgetResult(Counter(table for table, _ in gone | went), tuple(files))


def erase_all(store: Store) -> int:
    """Remove every file of the coach in the folder, and the folder if nothing else is in it.

    Returns how many files went. Raises CoachError if some could not be removed.
    """
    disk, home, copies, lock = (
        store.files.disk,
        store.files.real_folder,
        store.files.backups_folder,
        store.files.lock_file,
    )
    with store.hold_lock():
        links = [store.path] if store.path.is_symlink() else []
        paths = dict.fromkeys([*store.files.list_data_files(), *store.files.temp_files(), *links])
        try:
            for path in paths:
                with contextlib.suppress(FileNotFoundError):
                    retry_on_eintr(partial(disk.unlink, path))
            with contextlib.suppress(OSError):
                disk.rmdir(copies)
            sync_folder(disk, home)
            # The lock file goes while it is held: who waits for it sees that it has left its name.
            disk.unlink(lock)
        except OSError as error:
            raise messages.not_erased_error(store.folder) from error
        store.acknowledged.remove_all()
        store.reset_state()
        for folder in dict.fromkeys((home, store.folder)):
            with contextlib.suppress(OSError):
                disk.rmdir(folder)
    return len(paths)


def _purge_file(store: Store, path: Path, ids: Collection[str], keys: Collection[str]) -> set[tuple[str, str]] | None:
    """Take people out of one file. Returns the records that went, None if it knew nothing of them."""
    try:
        content = migrate_content(store.files.open_file(path).read_content() or FileContent())
        if content.schema > SCHEMA_VERSION:
            raise messages.newer_schema_error()
    except ValueError:
        data = read_file(store.files.disk, path)
        if not any(each.encode() in data for each in (*ids, *keys)):
            return None
        content = FileContent(salvage_records(data))  # a fragment may hold a name, so nothing but whole records stays
    purged, gone = without_people(content, ids, keys)
    if not gone and purged.docs == content.docs and purged.foreign_rows == content.foreign_rows:
        return None
    store.files.open_file(path).write_content(purged)
    return gone
