"""Back up, restore and merge the data as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from coach.atomic_file import read_file
from coach.store import words
from coach.store.backup import BEFORE_MERGE, BEFORE_RESTORE, Backup, Preview, preview
from coach.store.form import SCHEMA, Content, Doc, Docs
from coach.store.merge import join, merge
from coach.store.redaction import forgotten_in, marks_with, without
from coach.store.salvage import salvage
from coach.store.store import Store
from coach.store.taking_back import ACTIONS, as_action


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a merge brought: records that were not here, and records that are newer than those here."""

    new: int = 0
    newer: int = 0


def back_up(store: Store) -> Backup:
    """Copy the data file under a name of today. Raises CoachError."""
    with store.locked():
        try:
            return store.backups.make(store.today())
        except OSError as error:
            raise words.not_copied(error, store.folder) from error


def read_copy(store: Store, path: Path) -> Content:
    """Return what a backup, a file put aside or any other copy holds; of a damaged one what can be read.

    Raises CoachError if that is nothing, or if the copy was made by a newer coach.
    """
    try:
        content = store.backups.content(path)
    except OSError as error:
        raise words.no_such_copy(path) from error
    except ValueError as error:
        docs = salvage(read_file(store.files.disk, path))
        if not docs:
            raise words.no_such_copy(path) from error
        content = Content(docs, {"schema": SCHEMA})
    if content.schema > SCHEMA:
        raise words.newer()
    return content


def preview_of(store: Store, path: Path) -> Mapping[str, Preview]:
    """Return what `restore` would change, by table. Raises CoachError."""
    return preview(store.load().docs, read_copy(store, path).docs)


def restore(store: Store, path: Path) -> Docs:
    """Put a copy in the place of the data file, of which a backup is made first. Raises CoachError.

    Finished years stay as they are. What was forgotten since stays forgotten.
    """
    then = read_copy(store, path)
    with store.locked():
        _back_up_first(store, BEFORE_RESTORE)
        forgotten = forgotten_in(store.state.content)
        store.commit(without(Content(then.docs, marks_with(forgotten), then.strangers), forgotten)[0])
        return store.load().docs


def take_in(store: Store, path: Path, *, undoable: bool = False) -> TakenIn:
    """Join another copy of the data with this one, record by record, newest first. Raises CoachError.

    With `undoable`, it is an action that `u` takes back. For a file that somebody names, and for the copies that
    synchronising programs leave when two computers have written; a copy that is not whole yet is refused, since the
    rest of it may be on its way.
    """
    try:
        other = store.backups.content(path)
    except (OSError, ValueError) as error:
        raise words.no_such_copy(path) from error
    if other.schema > SCHEMA:
        raise words.newer()
    with store.locked() as docs:
        content = store.state.content
        forgotten = forgotten_in(content, other)
        known = store.history()
        news: dict[str, dict[str, Doc]] = {}
        taken = TakenIn()
        for table, rows in without(other, forgotten)[0].docs.items():
            here = known.get(table, {})
            for key, doc in rows.items():
                joined = join(table, here[key], doc) if key in here else doc
                if joined != here.get(key):
                    news.setdefault(table, {})[key] = joined
                    if table != ACTIONS:  # the log for undo is nobody's entry
                        taken = TakenIn(taken.new + (key not in here), taken.newer + (key in here))
        if news or forgotten != forgotten_in(content):
            _back_up_first(store, BEFORE_MERGE)
            if undoable and (taken.new or taken.newer):
                log = news.pop(ACTIONS, {})
                action = as_action(store, news, words.merged(taken.new + taken.newer), log)
                news[ACTIONS] = {**log, action["id"]: action}
            merged = Content(merge(docs, news), marks_with(forgotten), content.strangers)
            store.commit(without(merged, forgotten)[0])
        return taken


def _back_up_first(store: Store, why: str) -> None:
    """Copy the data file as it is, which is about to be replaced. Raises CoachError."""
    damage, refuses = store.state.damage, store.state.refuses
    if damage is not None and damage.aside is not None:
        return  # there is a copy: the file was put aside when it was found
    if refuses is not None:
        raise refuses.with_traceback(None)
    try:
        if store.path.exists():
            store.backups.make(store.today(), why)
    except OSError as error:
        raise words.not_copied(error, store.folder) from error
