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
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain
from typing import Any
from uuid import uuid4

import orjson

from coach.atomic_file import make_private_folder, read_file, remove_file, retry_on_eintr
from coach.domain.record import SMALLEST_STEP, Document, Documents, build_taken_back
from coach.store import errors_and_notices
from coach.store.address_book_and_accounts import (
    ACCOUNTS_TABLE,
    CONTACTS_TABLE,
    apply_contact_steps,
    load_accounts_as_json,
    save_imported_accounts,
)
from coach.store.backups import BACKUPS_TO_KEEP
from coach.store.data_folder import DataFolder
from coach.store.errors_and_notices import os_errors_as
from coach.store.file_format import (
    ACTIONS_TABLE,
    SCHEMA_VERSION,
    UNKNOWN_TIME,
    FileContent,
    format_moment,
    parse_moment,
    parse_tables,
    select_records,
)
from coach.store.merge_records import overlay_tables
from coach.store.repository import Store

STEPS_TABLE = "steps"
_UNDO_PREFIX = "coach-undo-"
_SIDE_FILE_ENDING = re.compile(r"-(?:accounts(?:-after)?|words-(\d+))\.json$")
"""The end of the name of a file beside that of the steps, in place of ".json"."""
RECORDS_IN_FILE = 20_000
"""How many records one file of words has at most."""
_TABLES_WITHOUT_RESTORED_RECORDS = (CONTACTS_TABLE, ACCOUNTS_TABLE, ACTIONS_TABLE)
"""Tables of steps that no record is restored for."""


def record_undoable_action(
    store: Store,
    after: Documents,
    undo_label: str,
    saved_actions: Mapping[str, Document],
    *,
    other_steps: Iterable[Document] = (),
) -> Document:
    """Write the present versions of the records `after`, and return the action to save with them. Raises CoachError.

    `saved_actions` has actions that are saved too; `other_steps` are steps of tables that have a file of their own.
    Call it under the lock.
    """
    before, now, action_id = store.load_history(), datetime.now(UTC), uuid4().hex
    steps_file_name = f"{_UNDO_PREFIX}{now:%Y%m%dT%H%M%S}-{action_id[:12]}.json"
    steps: dict[str, Document] = {f"{doc['table']}/{doc['record']}": doc for doc in other_steps}
    account_ids = [row_id for row_id, doc in steps.items() if _is_of_account(doc)]
    accounts = {row_id: {"id": row_id, **steps.pop(row_id)} for row_id in account_ids}
    for table, rows in after.items():
        rows_before = before.get(table, {})
        new_ids = [record for record in rows if record not in rows_before]
        if new_ids:  # of new records, the ids say enough
            steps[f"{table}/"] = {"table": table, "new": new_ids}
        for record in rows.keys() & rows_before.keys():
            step = {"record": record, "before": rows_before[record], "after": rows[record]}
            steps[f"{table}/{record}"] = {"table": table, **step}
    steps = {row_id: {"id": row_id, **doc} for row_id, doc in steps.items()}
    with os_errors_as(errors_and_notices.not_copied_error, store.folder):
        make_private_folder(store.files.disk, store.files.backups_folder)
        if accounts:
            _write_file(store.files, _name_part(steps_file_name, "accounts"), accounts)
        _write_file(store.files, steps_file_name, steps)
    files = _list_step_files(store.files)
    newest_step_files = sorted(set(files.values()))[-BACKUPS_TO_KEEP:]
    for step_file, steps_file in files.items():
        if steps_file not in newest_step_files:
            with contextlib.suppress(OSError):
                retry_on_eintr(partial(store.files.disk.unlink, store.files.backups_folder / step_file))
    numbers = (doc.get("number", 0) for doc in {**before.get(ACTIONS_TABLE, {}), **saved_actions}.values())
    number = 1 + max((number for number in numbers if isinstance(number, int)), default=0)
    at = format_moment(now)
    return {"id": action_id, "changed_at": at, "at": at, "number": number, "says": undo_label, "kept": steps_file_name}


def _write_file(folder: DataFolder, name: str, steps: Mapping[str, Any]) -> None:
    """Write a file of steps durably. Raises OSError."""
    content = FileContent({STEPS_TABLE: steps}, {"schema": SCHEMA_VERSION})
    written = folder.open_file(folder.backups_folder / name).write_content(content)
    if written.sync_error:
        raise written.sync_error


def _save_file(store: Store, name: str, undo_steps: Mapping[str, Any]) -> None:
    """Write a file of steps durably. Raises CoachError."""
    with os_errors_as(errors_and_notices.not_saved_error, store.folder):
        _write_file(store.files, name, undo_steps)


def _list_step_files(folder: DataFolder) -> dict[str, str]:
    """Return the name of every file of steps → the one that the action names, oldest first."""
    names = [name for name in folder.list_names(folder.backups_folder) if name.startswith(_UNDO_PREFIX)]
    return {name: _SIDE_FILE_ENDING.sub(".json", name) for name in names}


def _name_part(name: str, part: str) -> str:
    """Return the name of a file beside the steps in the file `name`."""
    return f"{name.removesuffix('.json')}-{part}.json"


def _is_of_account(undo_step: Document) -> bool:
    return undo_step.get("table") == ACCOUNTS_TABLE


def restore_steps(
    store: Store, name: str, *, undo: bool, now: datetime, device: str
) -> tuple[list[tuple[str, Document]], list[tuple[str, str]]]:
    """Undo or redo the steps in the file `name`, except in the data file: return what to save there, and what to drop.

    Plain documents, because there can be very many; each is newer than the version it replaces. The data file comes
    last, so that undoing again completes an undo that was killed. Call it under the lock. Raises CoachError.
    """
    _restore_accounts(store, name, undo=undo)
    undo_steps = read_steps(store.files, name)
    words_files = [] if undo else _list_words_files(store.files, name)
    present_records, newest_change = _load_present_records(store, undo_steps, undo=undo, with_new=not words_files)
    restored = [
        (step["table"], step["after"])
        for words_file in words_files
        for step in list_changes(read_steps(store.files, words_file))
        if step.get("after") is not None
    ]
    if undo:
        _save_words(store, name, present_records)
        steps_without_words = {step_id: _without_words(step) for step_id, step in undo_steps.items()}
        if steps_without_words != undo_steps:
            _save_file(store, name, steps_without_words)
    apply_contact_steps(store, list_changes(undo_steps), undo=undo)
    restored_at = max(now.astimezone(UTC), newest_change + SMALLEST_STEP)
    restored += _build_restored(present_records, list_changes(undo_steps), undo=undo)
    for _, doc in restored:
        doc.update(changed_at=format_moment(restored_at), device=device)
    action_steps = (step for step in list_changes(undo_steps) if step["table"] == ACTIONS_TABLE)
    merged_actions = [step for step in action_steps if step.get("before") is None]
    if undo:
        return [*restored], [(ACTIONS_TABLE, step["record"]) for step in merged_actions]
    merged_again = [(ACTIONS_TABLE, step["after"]) for step in merged_actions if step.get("after") is not None]
    return [*restored, *merged_again], []


def _load_present_records(
    store: Store, undo_steps: Mapping[str, Document], *, undo: bool, with_new: bool
) -> tuple[Documents, datetime]:
    """Return, `with_new`, the records that no step has a version to restore of, and when any was changed last.

    One year is in memory at a time.
    """
    ids_by_table: defaultdict[str, set[str]] = defaultdict(set)
    restorable_ids: defaultdict[str, set[str]] = defaultdict(set)
    for step in list_changes(undo_steps):
        if step["table"] not in _TABLES_WITHOUT_RESTORED_RECORDS:
            ids_by_table[step["table"]].add(step["record"])
            if not with_new or step.get("before" if undo else "after") is not None:
                restorable_ids[step["table"]].add(step["record"])
    present_records: Documents = {}
    times: set[str] = set()
    for documents in chain(store.years.read_each_year(), [store.state.content.documents]):
        of_steps = select_records(documents, lambda table, record_id, _: record_id in ids_by_table.get(table, ()))
        times.update(str(doc.get("changed_at")) for rows in of_steps.values() for doc in rows.values())
        without_version = select_records(of_steps, lambda table, record_id, _: record_id not in restorable_ids[table])
        present_records = overlay_tables(present_records, without_version)
    return present_records, max(map(parse_moment, times), default=UNKNOWN_TIME)


def _build_restored(
    present: Documents, steps: Iterable[dict[str, Any]], *, undo: bool
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (table, document) of the records that undoing or redoing an import or a merge restores.

    A record that was new is marked as removed, without its words, so that redoing it or importing it again brings it
    back.
    """
    for step in steps:
        table, restored_version = step["table"], step.get("before" if undo else "after")
        record = present.get(table, {}).get(step["record"])
        if table in _TABLES_WITHOUT_RESTORED_RECORDS:
            continue
        if restored_version is not None:
            yield table, restored_version
        elif record is None or bool(record.get("deleted")) == undo:
            continue  # it was deleted by itself in between, or stands in a file of words
        elif undo:
            yield table, build_taken_back(table, record)
        elif record.get("taken_back") and "id" not in step:  # with an id, the person it is about was forgotten
            # An older version left the words in it, and has no version to redo.
            yield table, {name: value for name, value in record.items() if name not in ("deleted", "taken_back")}


def _save_words(store: Store, name: str, present_records: Documents) -> None:
    """Write the records that an undo removes into files of their own, for the redo. Raises CoachError.

    So their words are in these files alone, and go with them.
    """
    old_words_files = set(_list_words_files(store.files, name))
    documents = [
        (table, doc) for table, rows in present_records.items() for doc in rows.values() if not doc.get("deleted")
    ]
    for file_number, start in enumerate(range(0, len(documents), RECORDS_IN_FILE), 1):
        steps: dict[str, Any] = {}
        for table, doc in documents[start : start + RECORDS_IN_FILE]:
            steps.setdefault(f"{table}/", {"id": f"{table}/", "table": table, "new": []})["new"].append(doc)
        words_file = _name_part(name, f"words-{file_number}")
        _save_file(store, words_file, steps)
        old_words_files.discard(words_file)
    for words_file in old_words_files:
        with os_errors_as(errors_and_notices.not_saved_error, store.folder):
            remove_file(store.files.disk, store.files.backups_folder / words_file)


def _list_words_files(folder: DataFolder, name: str) -> list[str]:
    """Return the names of the files with the records that an undo of the steps in the file `name` removed."""
    files = [step_file for step_file, steps_file in _list_step_files(folder).items() if steps_file == name]
    return [file for file in files if (ending := _SIDE_FILE_ENDING.search(file)) and ending[1]]


def _without_words(undo_step: Document) -> Document:
    """Return a step without what older versions wrote into it, not beside it, when it was undone."""
    if isinstance(new_records := undo_step.get("new"), list):
        return {**undo_step, "new": [new.get("id") if isinstance(new, dict) else new for new in new_records]}
    is_new = undo_step.get("before") is None and undo_step.get("table") not in _TABLES_WITHOUT_RESTORED_RECORDS
    has_words = is_new or _is_of_account(undo_step)
    return {name: value for name, value in undo_step.items() if name != "after" or not has_words}


def _restore_accounts(store: Store, name: str, *, undo: bool) -> None:
    """Undo or redo what an import noted about accounts; an undo first writes how they are now into a file for the redo.

    Accounts stay JSON, because as Python values they take more memory than everything else. Raises CoachError.
    """
    accounts = load_accounts_as_json(store)
    wanted_accounts = _read_accounts(store.files, name, "before" if undo else "after")
    if undo:
        steps = {}
        for account_id, doc in wanted_accounts.items():
            if account_id in accounts and accounts[account_id] != doc:
                step = {"table": ACCOUNTS_TABLE, "record": account_id, "after": orjson.Fragment(accounts[account_id])}
                steps[f"{ACCOUNTS_TABLE}/{account_id}"] = {"id": f"{ACCOUNTS_TABLE}/{account_id}", **step}
        if steps:  # else it was undone before, and the program was killed
            _save_file(store, _name_part(name, "accounts-after"), steps)
    if wanted_accounts:
        restored = {**accounts, **wanted_accounts}
        save_imported_accounts(store, {account_id: doc for account_id, doc in restored.items() if doc is not None})


def _read_accounts(folder: DataFolder, name: str, version: str) -> dict[str, bytes | None]:
    """Return account id → its JSON before or after an import. Older versions wrote it among the other steps."""
    accounts_file = _name_part(name, "accounts" if version == "before" else "accounts-after")
    accounts: dict[str, bytes | None] = {}
    for step in filter(_is_of_account, list_changes(read_steps(folder, accounts_file) or read_steps(folder, name))):
        if (doc := step.get(version)) is not None:
            accounts[step["record"]] = orjson.dumps(doc)
        elif version == "before":
            accounts[step["record"]] = None
    return accounts


def remove_expired_steps(store: Store, expired: Container[str]) -> None:
    """Remove the files of actions that left the undo log. Never raises OSError. Call it under the lock.

    `expired` are files of actions that left it now. Other files that no action names go after a day: until then, the
    action may be on its way from another computer.
    """
    folder, undo_log = store.files, store.state.content.documents.get(ACTIONS_TABLE, {})
    named_files = {doc.get("kept") for doc in undo_log.values()}
    yesterday = f"{_UNDO_PREFIX}{datetime.now(UTC) - timedelta(days=1):%Y%m%dT%H%M%S}"
    for step_file, steps_file in _list_step_files(folder).items():
        if steps_file not in named_files and (steps_file in expired or step_file < yesterday):
            with contextlib.suppress(OSError):
                remove_file(folder.disk, folder.backups_folder / step_file)


def list_undone_documents(store: Store, table: str) -> list[Document]:
    """Return the documents of a table that are in the files of steps alone, because an import was undone."""
    return [
        step["after"]
        for step_file in _list_step_files(store.files)
        for step in list_changes(read_steps(store.files, step_file))
        if step["table"] == table and step.get("after") is not None
    ]


def has_steps(folder: DataFolder, name: str) -> bool:
    """Return whether the file `name` with the steps of an action is on this computer."""
    return name.startswith(_UNDO_PREFIX) and name in folder.list_names(folder.backups_folder)


def read_steps(folder: DataFolder, name: str) -> Mapping[str, Document]:
    """Return the steps in the file `name` as they stand in it; `list_changes` lists what they say.

    Nothing is in a file that is damaged or not there. Raises CoachError if it cannot be read now.
    """
    if not name.startswith(_UNDO_PREFIX) or "/" in name:
        return {}
    path = folder.backups_folder / name
    try:
        # Without the check of other files for a name that stands twice, which would take twice the memory.
        return parse_tables(orjson.loads(read_file(folder.disk, path))).documents.get(STEPS_TABLE, {})
    except (FileNotFoundError, ValueError):
        return {}
    except OSError as error:
        raise errors_and_notices.not_reloaded_error(error, path) from error


def list_changes(undo_steps: Mapping[str, Document]) -> Iterator[dict[str, Any]]:
    """Yield what steps changed: table and record, before and after if it was not new; after an undo, after alone.

    One at a time, because there can be hundreds of thousands.
    """
    for step in undo_steps.values():
        table, new_records, record_id = step.get("table"), step.get("new"), step.get("record")
        if not isinstance(table, str):
            continue
        if isinstance(new_records, list):
            for new in new_records:
                if isinstance(new, str):
                    yield {"table": table, "record": new}
                elif isinstance(new, dict) and isinstance(new.get("id"), str):
                    yield {"table": table, "record": new["id"], "after": new}
        elif isinstance(record_id, str):
            versions = [step[name] for name in ("before", "after") if step.get(name) is not None]
            if all(isinstance(version, dict) and version.get("id") == record_id for version in versions):
                yield dict(step)
