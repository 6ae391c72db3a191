"""Record what a merge or an import changed, so that one key undoes it, also after a restart.

The data file gets one small action that names a file in the backups with the previous version of every changed
record and the ids of the new ones. Undoing it writes the new ones into files beside it, so that they can be redone, and
leaves no word of them elsewhere. What an import noted about accounts has a file beside it too. All of them go when
the action leaves the undo log. They are on this computer: a merge or import on another computer cannot be undone here.

Each of these files, and a hundred thousand records, fit in memory; all of them together don't.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain
from typing import Any, TypeVar
from uuid import uuid4

import orjson

from coach.atomic_file import make_private_folder, read_file, remove_file, retry_on_eintr
from coach.domain.record import SMALLEST_STEP, build_taken_back
from coach.store import notices
from coach.store.address_book_and_accounts import (
    ACCOUNTS_TABLE,
    CONTACTS_TABLE,
    apply_contact_steps,
    load_accounts_as_json,
    save_imported_accounts,
)
from coach.store.backups import BACKUPS_TO_KEEP
from coach.store.data_folder import DataFolder
from coach.store.file_format import SCHEMA_VERSION, UNKNOWN_TIME, Doc, Docs, FileContent, parse_moment, parse_tables
from coach.store.merge_records import overlay_table
from coach.store.repository import Store

T = TypeVar("T")
ACTIONS_TABLE, STEPS_TABLE = "actions", "steps"
_UNDO_PREFIX = "coach-undo-"
_PART = re.compile(r"-(?:accounts(?:-after)?|words-(\d+))\.json$")
"""The end of the name of a file beside that of the steps, in place of ".json"."""
RECORDS_IN_FILE = 20_000
"""How many records one file of words has at most."""
_OTHER_TABLES = (CONTACTS_TABLE, ACCOUNTS_TABLE, ACTIONS_TABLE)
"""Tables of steps that no record is restored for."""


def record_undoable_action(
    store: Store, after: Docs, says: str, log: Mapping[str, Doc], *, others: Iterable[Doc] = ()
) -> Doc:
    """Write the present versions of the records `after`, and return the action to save with them. Raises CoachError.

    `log` has actions that are saved too; `others` are steps of tables that have a file of their own. Call it under the
    lock.
    """
    known = store.load_history()
    try:
        return _write_steps(store.files, known, after, others, {**known.get(ACTIONS_TABLE, {}), **log}, says)
    except OSError as error:
        raise notices.not_copied_error(error, store.folder) from error


def _write_steps(
    folder: DataFolder, before: Docs, after: Docs, others: Iterable[Doc], log: Mapping[str, Doc], says: str
) -> Doc:
    """Write the files; new records have only their ids in them. Raises OSError."""
    now, key = datetime.now(UTC), uuid4().hex
    name = f"{_UNDO_PREFIX}{now:%Y%m%dT%H%M%S}-{key[:12]}.json"
    steps: dict[str, Doc] = {f"{doc['table']}/{doc['record']}": doc for doc in others}
    accounts = {each: {"id": each, **steps.pop(each)} for each, doc in list(steps.items()) if _is_of_account(doc)}
    for table, rows in after.items():
        known = before.get(table, {})
        new = [record for record in rows if record not in known]
        if new:
            steps[f"{table}/"] = {"table": table, "new": new}
        for record in rows.keys() & known.keys():
            change = {"record": record, "before": known[record], "after": rows[record]}
            steps[f"{table}/{record}"] = {"table": table, **change}
    steps = {key: {"id": key, **doc} for key, doc in steps.items()}
    make_private_folder(folder.disk, folder.backups_folder)
    if accounts:
        _write_file(folder, _name_part(name, "accounts"), accounts)
    _write_file(folder, name, steps)
    files = _list_step_files(folder)
    newest = sorted(set(files.values()))[-BACKUPS_TO_KEEP:]
    for each in [each for each, of in files.items() if of not in newest]:
        with contextlib.suppress(OSError):
            retry_on_eintr(partial(folder.disk.unlink, folder.backups_folder / each))
    number = 1 + max((n for doc in log.values() if isinstance(n := doc.get("number", 0), int)), default=0)
    at = now.isoformat().replace("+00:00", "Z")  # as records are written
    return {"id": key, "changed_at": at, "at": at, "number": number, "says": says, "kept": name}


def _write_file(folder: DataFolder, name: str, steps: Mapping[str, Any]) -> None:
    """Write a file of steps durably. Raises OSError."""
    written = folder.open_file(folder.backups_folder / name).write_content(
        FileContent({STEPS_TABLE: dict(steps)}, {"schema": SCHEMA_VERSION})
    )
    if written.sync_error:
        raise written.sync_error


def _save_file(store: Store, name: str, steps: Mapping[str, Any]) -> None:
    """Write a file of steps durably. Raises CoachError."""
    try:
        _write_file(store.files, name, steps)
    except OSError as error:
        raise notices.not_saved_error(error, store.folder) from error


def _list_step_files(folder: DataFolder) -> dict[str, str]:
    """Return the name of every file of steps → the one that the action names, oldest first."""
    names = [name for name in folder.list_names(folder.backups_folder) if name.startswith(_UNDO_PREFIX)]
    return {name: _PART.sub(".json", name) for name in names}


def _name_part(name: str, part: str) -> str:
    """Return the name of a file beside the steps in the file `name`."""
    return f"{name.removesuffix('.json')}-{part}.json"


def _is_of_account(step: Doc) -> bool:
    return step.get("table") == ACCOUNTS_TABLE


def restore_steps(
    store: Store, name: str, *, undo: bool, now: datetime, device: str
) -> tuple[list[tuple[str, Doc]], list[tuple[str, str]]]:
    """Undo or redo the steps in the file `name`, except in the data file: return what to save there, and what to drop.

    Plain documents, because there can be very many; each is newer than the version it replaces. The data file comes
    last, so that undoing again completes an undo that was killed. Call it under the lock. Raises CoachError.
    """
    _restore_accounts(store, name, undo=undo)
    rows = read_steps(store.files, name)
    parts = [] if undo else _list_words_files(store.files, name)
    present, newest = _load_present_records(store, rows, undo=undo, with_new=not parts)
    words = [each for part in parts for each in _read_words(store.files, part)]
    if undo:
        _save_words(store, name, present)
        if (plain := {key: _without_words(step) for key, step in rows.items()}) != rows:
            _save_file(store, name, plain)
    apply_contact_steps(store, list_changes(rows), undo=undo)
    newer = max(now.astimezone(UTC), newest + SMALLEST_STEP)
    stamp = {"changed_at": newer.isoformat().replace("+00:00", "Z"), "device": device}
    restored = [*words, *_build_restored(present, list_changes(rows), undo=undo)]
    for _, doc in restored:
        doc.update(stamp)
    merged = [step for step in list_changes(rows) if step["table"] == ACTIONS_TABLE and step.get("before") is None]
    puts: list[tuple[str, Doc]] = [*restored]
    if undo:
        return puts, [(ACTIONS_TABLE, step["record"]) for step in merged]
    return [*puts, *((ACTIONS_TABLE, step["after"]) for step in merged if step.get("after") is not None)], []


def _load_present_records(
    store: Store, rows: Mapping[str, Doc], *, undo: bool, with_new: bool
) -> tuple[Docs, datetime]:
    """Return, `with_new`, the records that no step has a version to restore of, and when any was changed last.

    One year is in memory at a time.
    """
    concerned: dict[str, set[str]] = {}
    known: dict[str, set[str]] = {}
    for step in list_changes(rows):
        if step["table"] not in _OTHER_TABLES:
            concerned.setdefault(step["table"], set()).add(step["record"])
            if not with_new or step.get("before" if undo else "after") is not None:
                known.setdefault(step["table"], set()).add(step["record"])
    present: dict[str, dict[str, Doc]] = {}
    times: set[str] = set()
    for docs in chain(store.years.read_each_year(), [store.state.content.docs]):
        for table, ids in concerned.items():
            here = {key: doc for key, doc in docs.get(table, {}).items() if key in ids}
            times.update(str(doc.get("changed_at")) for doc in here.values())
            unknown = {key: doc for key, doc in here.items() if key not in known.get(table, ())}
            present[table] = overlay_table(present.get(table, {}), unknown)
    return present, max(map(parse_moment, times), default=UNKNOWN_TIME)


def _build_restored(
    present: Docs, steps: Iterable[dict[str, Any]], *, undo: bool
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (table, document) of the records that undoing or redoing an import or a merge restores.

    A record that was new is marked as removed, without its words, so that redoing it or importing it again brings it
    back.
    """
    for step in steps:
        table, given = step["table"], step.get("before" if undo else "after")
        here = present.get(table, {}).get(step["record"])
        if table in _OTHER_TABLES:
            continue
        if given is not None:
            yield table, given
        elif here is None or bool(here.get("deleted")) == undo or (not undo and not here.get("taken_back")):
            continue  # it was deleted by itself in between, or stands in a file of words
        elif not undo and "id" in step:
            continue  # the person it is about was forgotten in between
        elif undo:
            yield table, build_taken_back(table, here)
        else:  # an older version left the words in it, and has no version to redo
            yield table, {name: value for name, value in here.items() if name not in ("deleted", "taken_back")}


def _save_words(store: Store, name: str, present: Docs) -> None:
    """Write the records that an undo removes into files of their own, for the redo. Raises CoachError.

    So their words are in these files alone, and go with them.
    """
    old = set(_list_words_files(store.files, name))
    docs = [(table, doc) for table, rows in present.items() for doc in rows.values() if not doc.get("deleted")]
    for number, batch in enumerate(_split(docs, RECORDS_IN_FILE), 1):
        by_table: dict[str, list[Doc]] = {}
        for table, doc in batch:
            by_table.setdefault(table, []).append(doc)
        steps = {f"{table}/": {"id": f"{table}/", "table": table, "new": new} for table, new in by_table.items()}
        part = _name_part(name, f"words-{number}")
        _save_file(store, part, steps)
        old.discard(part)
    for part in old:
        try:
            remove_file(store.files.disk, store.files.backups_folder / part)
        except OSError as error:
            raise notices.not_saved_error(error, store.folder) from error


def _split(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _list_words_files(folder: DataFolder, name: str) -> list[str]:
    """Return the names of the files with the records that an undo of the steps in the file `name` removed."""
    found = ((part, _PART.search(part)) for part, of in _list_step_files(folder).items() if of == name)
    return [part for part, match in found if match and match[1]]


def _read_words(folder: DataFolder, part: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (table, document) of the records in one file of words."""
    for step in list_changes(read_steps(folder, part)):
        if step.get("after") is not None:
            yield step["table"], step["after"]


def _without_words(step: Doc) -> Doc:
    """Return a step without what older versions wrote into it, not beside it, when it was undone."""
    if isinstance(new := step.get("new"), list):
        return {**step, "new": [each.get("id") if isinstance(each, dict) else each for each in new]}
    is_new = step.get("before") is None and step.get("table") not in _OTHER_TABLES
    return {key: value for key, value in step.items() if key != "after" or not (is_new or _is_of_account(step))}


def _restore_accounts(store: Store, name: str, *, undo: bool) -> None:
    """Undo or redo what an import noted about accounts; an undo first writes how they are now into a file for the redo.

    Accounts stay JSON, because as Python values they take more memory than everything else. Raises CoachError.
    """
    accounts = load_accounts_as_json(store)
    wanted = _read_accounts(store.files, name, "before" if undo else "after")
    if undo:
        after = {key: accounts[key] for key, doc in wanted.items() if key in accounts and accounts[key] != doc}
        if after:  # else it was undone before, and the program was killed
            _save_file(store, _name_part(name, "accounts-after"), _build_account_steps(after))
    if wanted:
        left = {**accounts, **wanted}
        save_imported_accounts(store, {key: doc for key, doc in left.items() if doc is not None})


def _read_accounts(folder: DataFolder, name: str, version: str) -> dict[str, bytes | None]:
    """Return account id → its JSON before or after an import. Older versions wrote it among the other steps."""
    part = _name_part(name, "accounts" if version == "before" else "accounts-after")
    steps = (
        step for step in list_changes(read_steps(folder, part) or read_steps(folder, name)) if _is_of_account(step)
    )
    return {
        step["record"]: None if (doc := step.get(version)) is None else orjson.dumps(doc)
        for step in steps
        if version == "before" or step.get(version) is not None
    }


def _build_account_steps(after: Mapping[str, bytes]) -> dict[str, Doc]:
    steps = {f"{ACCOUNTS_TABLE}/{key}": (key, doc) for key, doc in after.items()}
    return {
        step: {"id": step, "table": ACCOUNTS_TABLE, "record": key, "after": orjson.Fragment(doc)}
        for step, (key, doc) in steps.items()
    }


def remove_expired_steps(store: Store, expired: Container[str]) -> None:
    """Remove the files of actions that left the undo log. Never raises OSError. Call it under the lock.

    `expired` are files of actions that left it now. Other files that no action names go after a day: until then, the
    action may be on its way from another computer.
    """
    folder, log = store.files, store.state.content.docs.get(ACTIONS_TABLE, {})
    wanted = {doc.get("kept") for doc in log.values()}
    yesterday = f"{_UNDO_PREFIX}{datetime.now(UTC) - timedelta(days=1):%Y%m%dT%H%M%S}"
    for name, kept in _list_step_files(folder).items():
        if kept not in wanted and (kept in expired or name < yesterday):
            with contextlib.suppress(OSError):
                remove_file(folder.disk, folder.backups_folder / name)


def list_undone_documents(store: Store, table: str) -> list[Doc]:
    """Return the documents of a table that are in the files of steps alone, because an import was undone."""
    steps = (step for name in _list_step_files(store.files) for step in list_changes(read_steps(store.files, name)))
    return [step["after"] for step in steps if step["table"] == table and step.get("after") is not None]


def has_steps(folder: DataFolder, name: str) -> bool:
    """Return whether the file `name` with the steps of an action is on this computer."""
    return name in folder.list_names(folder.backups_folder) if name.startswith(_UNDO_PREFIX) else False


def read_steps(folder: DataFolder, name: str) -> Mapping[str, Doc]:
    """Return the steps in the file `name` as they stand in it; `list_changes` lists what they say.

    Nothing is in a file that is damaged or not there. Raises CoachError if it cannot be read now.
    """
    if not name.startswith(_UNDO_PREFIX) or "/" in name:
        return {}
    path = folder.backups_folder / name
    try:
        # Without the check of other files for a name that stands twice, which would take twice the memory.
        return parse_tables(orjson.loads(read_file(folder.disk, path))).docs.get(STEPS_TABLE, {})
    except (FileNotFoundError, ValueError):
        return {}
    except OSError as error:
        raise notices.not_reloaded_error(error, path) from error


def list_changes(rows: Mapping[str, Doc]) -> Iterator[dict[str, Any]]:
    """Yield what steps changed: table and record, before and after if it was not new; after an undo, after alone.

    One at a time, because there can be hundreds of thousands.
    """
    for doc in rows.values():
        table, new = doc.get("table"), doc.get("new")
        if isinstance(table, str) and isinstance(new, list):
            for record in new:
                if isinstance(record, str):
                    yield {"table": table, "record": record}
                elif isinstance(record, dict) and isinstance(record.get("id"), str):
                    yield {"table": table, "record": record["id"], "after": record}
        elif isinstance(table, str) and isinstance(doc.get("record"), str) and _has_own_versions(doc):
            yield dict(doc)


def _has_own_versions(step: Doc) -> bool:
    """Return whether the versions in a step, where there are any, are documents of its record."""
    versions = [step[name] for name in ("before", "after") if step.get(name) is not None]
    return all(isinstance(version, dict) and version.get("id") == step["record"] for version in versions)
