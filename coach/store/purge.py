"""Purging: a person taken out of every file, or everything taken away. What is gone here is gone.

A deletion elsewhere in the coach is a tombstone and can be undone. This is for those who want no trace: the
records go from the data file, the finished years, the backups, what was put aside and the address book. Of the
person nothing stays but their random id in a list, so that another computer's copy does not bring them back.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial, reduce
from pathlib import Path
from typing import Any

import orjson

from coach.atomic_file import read_file, steady, sync_folder
from coach.store import words
from coach.store.form import SCHEMA, Content, Doc, plain
from coach.store.migrate import migrated
from coach.store.salvage import salvage
from coach.store.store import Store

FORGOTTEN = "forgotten"
"""The mark that lists the ids of people who are not to come back."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was removed: table → records (each counted once, however many files it was in), and from which files."""

    records: Mapping[str, int] = field(default_factory=dict)
    files: tuple[Path, ...] = ()


def without(content: Content, ids: Collection[str], keys: Collection[str] = ()) -> tuple[Content, set[tuple[str, str]]]:
    """Return `content` without the people `ids`, and (table, id) of the records that went.

    Records about them go, and the log of what was done to those; elsewhere their id is blanked. `keys` are the
    provenance keys by which an address book knows them.
    """
    gone: set[tuple[str, str]] = set()
    if not ids:
        return content, gone
    marks = _Marks(frozenset(ids), frozenset(keys))
    docs: dict[str, dict[str, Doc]] = {}
    for table, rows in content.docs.items():
        docs[table] = {}
        for key, doc in rows.items():
            mentioned = marks.mentioned(doc)
            if mentioned and (marks.about(doc) or table == "actions"):
                gone.add((table, key))
            else:
                docs[table][key] = marks.pruned(plain(doc)) if mentioned else doc
    strangers = {
        table: {number: row for number, row in rows.items() if not marks.mentioned(row)}
        for table, rows in content.strangers.items()
    }
    return Content(docs, content.marks, strangers), gone


class _Marks:
    """What tells that something is about one of some people: their ids, and keys that imports know them by."""

    def __init__(self, ids: frozenset[str], keys: frozenset[str]) -> None:
        # "linkedin:ana-lee" is "ana-lee" inside what is kept of one LinkedIn account.
        bare = {key.partition(":")[2] for key in keys}
        self._ids = ids
        self._all = ids | keys | {key for key in bare if len(key) > 2}
        self._bytes = [orjson.dumps(each)[1:-1] for each in self._all]

    def mentioned(self, doc: Doc) -> bool:
        """Whether any of it stands anywhere in `doc`: a quick look, before a close one."""
        data = orjson.dumps(doc)
        return any(each in data for each in self._bytes)

    def about(self, value: Any) -> bool:
        """Whether `value` is a record about one of them."""
        return isinstance(value, dict) and any(value.get(name) in self._all for name in ("id", "person", "key"))

    def pruned(self, value: Any) -> Any:
        """Return `value` without the records in it that are about them, and with their ids blanked."""
        if isinstance(value, str):
            return reduce(lambda text, each: text.replace(each, ""), self._ids, value)
        if isinstance(value, list):
            return [self.pruned(item) for item in value if not (self.about(item) or self._is_id(item))]
        if isinstance(value, dict):
            kept = {}
            for key, item in value.items():
                known = key in self._all and isinstance(item, dict | list)
                if not (known or key in self._ids or self.about(item)):
                    kept[key] = self.pruned(item)
            return kept
        return value

    def _is_id(self, value: Any) -> bool:
        return isinstance(value, str) and value in self._ids


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
        except OSError as error:
            raise words.not_saved(error, store.folder) from error
        content, went = without(store.state.content, people, keys)
        listed = sorted({*content.marks.get(FORGOTTEN, []), *people})
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
