"""Forget a person in every file of the data folder, or erase the folder. Neither can be undone.

A deletion elsewhere in the program is a tombstone and can be undone. Here, records are removed from the data file, the
finished years, the backups, quarantined files, the address book and the local copy. Only the person's random id stays,
in a list that keeps another computer's copy from adding them again.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

from coach.atomic_file import read_file, remove_file, sync_folder, write_durable_file
from coach.domain.record import mark_of_name
from coach.errors import CoachError
from coach.store import errors_and_notices
from coach.store.damaged_files import salvage_records
from coach.store.data_folder import EDITED_LISTS
from coach.store.errors_and_notices import os_errors_as
from coach.store.file_format import SCHEMA_VERSION, FileContent, detect_encoding
from coach.store.lock import LOCK_FILE_NAME
from coach.store.migrations import migrate_content
from coach.store.remove_people import (
    FORGOTTEN_MARK,
    WELCOME_MARK,
    NameFinder,
    list_forgotten,
    with_welcome_names,
    without_people,
)
from coach.store.repository import Store
from coach.store.undo_log import list_undone_documents


@dataclass(frozen=True, slots=True)
class ForgetResult:
    """What was removed: table → records (each counted once, however many files it was in), and from which files."""

    records: Mapping[str, int] = field(default_factory=dict)
    files: tuple[Path, ...] = ()


def forget_people(
    store: Store,
    ids: Iterable[str],
    names: Collection[str] = (),
    marks: Iterable[str] = (),
    keys_of_others: Set[str] = frozenset(),
) -> ForgetResult:
    """Remove people, by their ids, from every file. Raises CoachError; then it can be done again.

    Their `names` and addresses are replaced in other texts. `marks` are hashes to list as forgotten too. What
    has a provenance key of `keys_of_others` alone stays. The data file comes last, so that after a kill the name is
    still found there and can be forgotten again.
    """
    people, finder = set(ids), NameFinder(names)
    removed: set[tuple[str, str]] = set()
    files: list[Path] = []
    with store.hold_lock():
        store.require_writable()
        with os_errors_as(errors_and_notices.not_saved_error, store.folder), store.files.strict_listing():
            known_people = store.load_history().get("people", {}).values()
            documents = (*known_people, *list_undone_documents(store, "people"))
            all_keys = {key for doc in documents if doc["id"] in people for key in doc.get("keys", ())}
            person_keys = all_keys - keys_of_others
            if store.path.exists():
                store.backups.back_up_daily()  # a later backup of today would have the person in it
            for path in store.files.leftover_files():
                remove_file(store.files.disk, path)  # our writers hold the lock, so it is left over
            for path in store.files.list_data_files():
                if path == store.files.data_file:
                    continue
                removed_from_file = _forget_in_file(store, path, people, person_keys, finder)
                if removed_from_file is not None:
                    removed |= removed_from_file
                    files.append(path)
            for path in store.local_copy.list_copies_of(store.state.content):
                _forget_in_file(store, path, people, person_keys, finder)
            store.local_copy.remove_temps()
        content, removed_from_data = without_people(store.state.content, people, person_keys, finder)
        forgotten_marks = sorted({*list_forgotten(content), *people, *marks})
        new_marks = {**content.marks, FORGOTTEN_MARK: forgotten_marks, WELCOME_MARK: _list_living_marks(store, people)}
        store.commit_content(replace(content, marks=new_marks))
        files += [store.files.data_file] if removed_from_data else []
    return ForgetResult(Counter(table for table, _ in removed | removed_from_data), tuple(files))


def _list_living_marks(store: Store, people: Collection[str]) -> list[str]:
    """Return the marks of forgotten names that others than `people` have, because they were typed again."""
    known_people = store.load_history().get("people", {}).items()
    others = [doc for person_id, doc in known_people if person_id not in people and not doc.get("deleted")]
    return sorted({mark_of_name(str(doc.get("name"))) for doc in others} & set(list_forgotten(store.state.content)))


def keep_person(store: Store, name: str) -> None:
    """Note that somebody who was forgotten, and typed again on another computer, is to stay. Raises CoachError."""
    with store.hold_lock():
        store.commit_content(with_welcome_names(store.state.content, [name]))


def erase_all(store: Store) -> int:
    """Remove every file of the coach in the folder, and the folder if nothing else is in it.

    Return how many files were removed. Raises CoachError if some could not be removed. Without a folder, the local
    copies of what was in it are removed.
    """
    with os_errors_as(errors_and_notices.not_erased_error, store.folder):
        if store.describe_missing_folder():
            store.local_copy.remove_all(FileContent())
            return 0
    disk, home, copies = store.files.disk, store.files.real_folder, store.files.backups_folder
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(store.hold_lock())
        except CoachError as error:
            if isinstance(error.__cause__, OSError):
                raise errors_and_notices.not_erased_error(error.__cause__, store.folder) from error
            raise
        stack.enter_context(store.files.strict_listing())
        with os_errors_as(errors_and_notices.not_erased_error, store.folder):
            # A link, and the lock of the time before it was one.
            linked_files = (store.path, store.folder / LOCK_FILE_NAME)
            links = [path for path in linked_files if store.path.is_symlink() and path.exists()]
            # The data file last, so that after a kill the command finds something to erase.
            files = [path for path in store.files.list_data_files() if path != store.files.data_file]
            paths = dict.fromkeys([*files, *store.files.leftover_files(), store.files.data_file, *links])
            store.local_copy.remove_all(store.state.content)
            for path in paths:
                remove_file(disk, path)
            for folder in (copies, *store.files.version_folders()):
                with contextlib.suppress(OSError):
                    disk.rmdir(folder)
            sync_folder(disk, home)
            # The lock file is removed while it is held: who waits for it notices and opens a new one.
            disk.unlink(home / LOCK_FILE_NAME)
        store.reset_state()
        for folder in dict.fromkeys((home, store.folder)):
            with contextlib.suppress(OSError):
                disk.rmdir(folder)
    return len(paths)


def _forget_in_file(
    store: Store, path: Path, ids: Collection[str], keys: Collection[str], finder: NameFinder
) -> set[tuple[str, str]] | None:
    """Remove people from one file. Return the removed records, None if nothing in it was about them."""
    if path.suffix != ".json" or path.stem in EDITED_LISTS:
        return _forget_in_text(store, path, finder)
    if not path.is_file():
        return None  # a link that leads nowhere, a folder, a pipe
    try:
        content = migrate_content(store.files.open_file(path).read_content() or FileContent())
        if content.schema > SCHEMA_VERSION:
            raise errors_and_notices.newer_schema_error()
    except ValueError:
        data = read_file(store.files.disk, path)
        text = data.decode(detect_encoding(data), "replace")
        is_named = finder.is_in(text) or finder.is_in(_decode_escapes(text))
        if not is_named and not any(id_or_key in text for id_or_key in (*ids, *keys)):
            return None
        content = FileContent(salvage_records(data))  # fragments may hold a name, so only whole records stay
    cleaned, removed = without_people(content, ids, keys, finder)
    if not removed and cleaned.documents == content.documents and cleaned.foreign_rows == content.foreign_rows:
        return None
    store.files.open_file(path).write_content(cleaned)
    return removed


def _forget_in_text(store: Store, path: Path, finder: NameFinder) -> set[tuple[str, str]] | None:
    """Replace names in a text that people edit. Return an empty set if one was found, else None."""
    if not path.is_file():
        return None
    data = read_file(store.files.disk, path)
    encoding = detect_encoding(data)
    errors = "surrogateescape" if encoding == "utf-8" else "replace"
    text = data.decode(encoding, errors)
    plain = _decode_escapes(text) if path.suffix == ".json" else text
    if path.name.lower().startswith("inbox"):  # a line with another name in it would be taken
        clean = finder.drop_lines(plain)
    else:
        clean = finder.replace(plain)
    if clean == plain:
        return None
    write_durable_file(store.files.disk, Path(os.path.realpath(path)), clean.encode(encoding, errors))
    return set()


_LETTER_ESCAPE = re.compile(
    r"\\u(0[1-9a-f][0-9a-f]{2}|00[a-f][0-9a-f]|[1-9abcef][0-9a-f]{3}|d[0-7][0-9a-f]{2})", re.IGNORECASE
)


def _decode_escapes(text: str) -> str:
    """Return a JSON text with the letters that it escapes, except those that would change its form."""
    return _LETTER_ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text)
