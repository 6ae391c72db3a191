"""Record what a merge or an import changed, so that one key undoes it, also after a restart.

The data file gets one small action that names a file in the backups with the previous version of every changed
record and the ids of the new ones. Undoing it writes the new ones into that file too, so that they can be redone, and
leaves no word of them elsewhere. The file goes when the action leaves the undo log. It is on this computer: a merge or
import on another computer cannot be undone here.
"""

from __future__ import annotations

import contextlib
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import orjson

from coach.atomic_file import make_private_folder, remove_file, retry_on_eintr
from coach.domain.record import SMALLEST_STEP
from coach.domain.record_tables import build_taken_back
from coach.store import notices
from coach.store.address_book import CONTACTS_TABLE
from coach.store.backups import BACKUPS_TO_KEEP
from coach.store.data_folder import DataFolder
from coach.store.file_format import SCHEMA_VERSION, Doc, Docs, FileContent, parse_moment
from coach.store.imported_accounts import ACCOUNTS_TABLE, load_imported_accounts, save_imported_accounts
from coach.store.repository import Store

ACTIONS_TABLE, STEPS_TABLE = "actions", "steps"
_UNDO_PREFIX = "coach-undo-"
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
    """Write the file; new records have only their ids in it. Raises OSError."""
    now, key = datetime.now(UTC), uuid4().hex
    name = f"{_UNDO_PREFIX}{now:%Y%m%dT%H%M%S}-{key[:12]}.json"
    steps: dict[str, Doc] = {f"{doc['table']}/{doc['record']}": doc for doc in others}
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
    written = folder.open_file(folder.backups_folder / name).write_content(
        FileContent({STEPS_TABLE: steps}, {"schema": SCHEMA_VERSION})
    )
    if written.sync_error:
        raise written.sync_error
    for old in [each for each in folder.list_names(folder.backups_folder) if each.startswith(_UNDO_PREFIX)][
        :-BACKUPS_TO_KEEP
    ]:
        with contextlib.suppress(OSError):
            retry_on_eintr(partial(folder.disk.unlink, folder.backups_folder / old))
    number = 1 + max((n for doc in log.values() if isinstance(n := doc.get("number", 0), int)), default=0)
    at = now.isoformat().replace("+00:00", "Z")  # as records are written
    return {"id": key, "changed_at": at, "at": at, "number": number, "says": says, "kept": name}


def build_restored_documents(
    store: Store, steps: Iterable[Doc], *, undo: bool, now: datetime, device: str
) -> Iterator[tuple[str, Doc]]:
    """Yield (table, document) of every record that undoing or redoing an import or a merge restores.

    Plain documents, because there can be very many. Each is newer than the version it replaces. A record that was new
    is marked as removed, without its words, so that redoing it or importing it again brings it back. Call it under the
    lock, and before an undo `save_redo_versions`.
    """
    known = store.load_history()
    stamps: dict[str, str] = {}
    for step in steps:
        table, key, given = step["table"], step["record"], step.get("before" if undo else "after")
        here = known.get(table, {}).get(key)
        if table in _OTHER_TABLES or (here is None and given is None):
            continue
        if given is not None:
            plain = dict(given)
        elif here is None or bool(here.get("deleted")) == undo or (not undo and not here.get("taken_back")):
            continue  # it was deleted by itself in between
        elif not undo and "id" in step:
            continue  # the person it is about was forgotten in between
        elif undo:
            plain = build_taken_back(table, here)
        else:  # an older version left the words in it, and has no version to redo
            plain = {name: value for name, value in here.items() if name not in ("deleted", "taken_back")}
        version = str((here or {}).get("changed_at", ""))
        if version not in stamps:
            newer = max(now.astimezone(UTC), parse_moment(version) + SMALLEST_STEP)
            stamps[version] = newer.isoformat().replace("+00:00", "Z")
        yield table, {**plain, "changed_at": stamps[version], "device": device}


def save_redo_versions(store: Store, name: str) -> Mapping[str, Doc]:
    """Write the records that an undo removes into the file of its steps, for the redo; return the steps as they were.

    So their words are in that file alone, and go with it. Call it under the lock. Raises CoachError.
    """
    # Accounts are read first and stay JSON, because as Python values they take more memory than everything else.
    accounts = {key: orjson.Fragment(orjson.dumps(doc)) for key, doc in load_imported_accounts(store).items()}
    folder, rows = store.files, read_steps(store.files, name)
    if not rows:
        return rows  # a file that is damaged or not there stays as it is
    known = store.load_history()
    content = FileContent(
        {STEPS_TABLE: {key: _complete_step(step, known, accounts) for key, step in rows.items()}},
        {"schema": SCHEMA_VERSION},
    )
    try:
        written = folder.open_file(folder.backups_folder / name).write_content(content)
        if written.sync_error:
            raise written.sync_error
    except OSError as error:
        raise notices.not_saved_error(error, store.folder) from error
    return rows


def _complete_step(step: Doc, known: Docs, accounts: Mapping[str, orjson.Fragment]) -> Doc:
    """Return a step with the records that were new as they are now, and an account as it is now, as JSON."""
    table = step.get("table")
    here = known.get(table, {}) if isinstance(table, str) else {}
    if isinstance(new := step.get("new"), list):
        return {
            **step,
            "new": [_find_present(here, each.get("id") if isinstance(each, dict) else each) for each in new],
        }
    record, after = step.get("record"), None
    if table == ACCOUNTS_TABLE:
        after = accounts.get(str(record))
    elif table != CONTACTS_TABLE and step.get("before") is None:
        after = _find_present(here, record)
    return step if after is None or after == record else {**step, "after": after}


def _find_present(here: Mapping[str, Doc], record: Any) -> Any:
    """Return the document of a record if it is there, else its id."""
    doc = here.get(record) if isinstance(record, str) else None
    return record if doc is None or doc.get("deleted") else doc


def restore_log(steps: Iterable[Doc], *, undo: bool) -> tuple[list[tuple[str, Doc]], list[tuple[str, str]]]:
    """Return the actions of another computer that a redo of a merge puts back, and those that its undo drops."""
    merged = [step for step in steps if step["table"] == ACTIONS_TABLE and step.get("before") is None]
    if undo:
        return [], [(ACTIONS_TABLE, step["record"]) for step in merged]
    return [(ACTIONS_TABLE, step["after"]) for step in merged if step.get("after") is not None], []


def apply_account_steps(store: Store, steps: Iterable[Doc], *, undo: bool) -> None:
    """Undo or redo what an import noted about accounts. Raises CoachError."""
    changes = {s["record"]: s.get("before" if undo else "after") for s in steps if s["table"] == ACCOUNTS_TABLE}
    if changes:
        accounts = {**load_imported_accounts(store), **changes}
        save_imported_accounts(store, {key: doc for key, doc in accounts.items() if doc is not None})


def remove_expired_steps(store: Store, expired: Container[str]) -> None:
    """Remove the files of actions that left the undo log. Never raises OSError. Call it under the lock.

    `expired` are files of actions that left it now. Other files that no action names go after a day: until then, the
    action may be on its way from another computer.
    """
    folder, log = store.files, store.state.content.docs.get(ACTIONS_TABLE, {})
    wanted = {doc.get("kept") for doc in log.values()}
    yesterday = f"{_UNDO_PREFIX}{datetime.now(UTC) - timedelta(days=1):%Y%m%dT%H%M%S}"
    for name in folder.list_names(folder.backups_folder):
        if name.startswith(_UNDO_PREFIX) and name not in wanted and (name in expired or name < yesterday):
            with contextlib.suppress(OSError):
                remove_file(folder.disk, folder.backups_folder / name)


def list_undone_documents(store: Store, table: str) -> list[Doc]:
    """Return the documents of a table that are in the files of steps alone, because an import was undone."""
    names = [name for name in store.files.list_names(store.files.backups_folder) if name.startswith(_UNDO_PREFIX)]
    steps = (step for name in names for step in list_changes(read_steps(store.files, name)))
    return [step["after"] for step in steps if step["table"] == table and step.get("after") is not None]


def has_steps(folder: DataFolder, name: str) -> bool:
    """Return whether the file `name` with the steps of an action is on this computer."""
    return name in folder.list_names(folder.backups_folder) if name.startswith(_UNDO_PREFIX) else False


def read_steps(folder: DataFolder, name: str) -> Mapping[str, Doc]:
    """Return the steps in the file `name` as they stand in it; `list_changes` lists what they say."""
    if not name.startswith(_UNDO_PREFIX) or "/" in name:
        return {}
    try:
        content = folder.open_file(folder.backups_folder / name).read_content()
    except (OSError, ValueError):
        return {}
    return {} if content is None else content.docs.get(STEPS_TABLE, {})


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
