"""Merge another copy of the data, or of a file beside it, into ours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from coach.atomic_file import retry_on_eintr
from coach.domain.record import Document
from coach.store import errors_and_notices
from coach.store.backups import BEFORE_MERGE
from coach.store.data_folder import DataFolder
from coach.store.file_format import (
    ACTIONS_TABLE,
    META_TABLE,
    SCHEMA_VERSION,
    FileContent,
    decode_content,
    encode_content,
    is_same_data,
    is_side_file,
    list_identities,
)
from coach.store.record_versions import merge_tables, merge_versions
from coach.store.remove_people import FORGOTTEN_MARK, WELCOME_MARK, build_marks, list_forgotten, without_forgotten
from coach.store.repository import Store
from coach.store.undo_log import record_undoable_action


@dataclass(frozen=True, slots=True)
class MergeResult:
    """What a merge brought: records that were not here, and records that are newer than those here."""

    added: int = 0
    updated: int = 0


def merge_from(store: Store, path: Path, *, undoable: bool = False) -> MergeResult:
    """Join another copy of the data with this one, record by record, newest first. Raises CoachError.

    With `undoable`, the merge is an action that `u` takes back. An incomplete copy is refused, because a synchronising
    program may still be writing it.
    """
    try:
        other_content = store.backups.read_backup(path)
    except (OSError, ValueError) as error:
        raise errors_and_notices.no_such_file_error(path) from error
    if other_content.schema > SCHEMA_VERSION:
        raise errors_and_notices.newer_schema_error()
    if is_side_file(other_content):
        raise errors_and_notices.side_file_error(path, to_merge=True)
    with store.hold_lock() as documents:
        content = store.state.content
        forgotten = list_forgotten(content, other_content)
        known_records = store.load_history()
        merged_news: dict[str, dict[str, Document]] = {}
        added = updated = 0
        for table, rows in without_forgotten(other_content, forgotten, known_records).documents.items():
            known_rows = known_records.get(table, {})
            for record_id, doc in rows.items():
                merged_record = merge_versions(table, known_rows[record_id], doc) if record_id in known_rows else doc
                if merged_record != known_rows.get(record_id):
                    merged_news.setdefault(table, {})[record_id] = merged_record
                    if table != ACTIONS_TABLE:  # the undo log is not counted as entries
                        added += record_id not in known_rows
                        updated += record_id in known_rows
        # If they join, both are one from now on.
        joins_other_data = bool(list_identities(content)) and not is_same_data(content, other_content)
        marks = build_marks(forgotten, content, other_content)
        has_new_marks = any(content.marks.get(name) != marks.get(name) for name in (FORGOTTEN_MARK, WELCOME_MARK))
        if merged_news or joins_other_data or has_new_marks:
            store.back_up_before(BEFORE_MERGE)
            if undoable and (added or updated):
                other_undo_log = merged_news.pop(ACTIONS_TABLE, {})
                new_actions = other_undo_log.keys() - documents.get(ACTIONS_TABLE, {}).keys()
                other_action_steps = [{"table": ACTIONS_TABLE, "record": record_id} for record_id in new_actions]
                undo_label = errors_and_notices.merged_message(added + updated)
                merge_action = record_undoable_action(
                    store, merged_news, undo_label, other_undo_log, other_steps=other_action_steps
                )
                merged_news[ACTIONS_TABLE] = {**other_undo_log, merge_action["id"]: merge_action}
            merged_content = FileContent(merge_tables(documents, merged_news), marks, content.foreign_rows)
            # Somebody forgotten here and entered again stays; somebody forgotten elsewhere is removed here too.
            forgotten_elsewhere = set(forgotten) - set(list_forgotten(content))
            store.commit_content(without_forgotten(merged_content, forgotten_elsewhere))
        return MergeResult(added, updated)


def merge_side_file(folder: DataFolder, copy: Path, target: Path) -> None:
    """Merge a conflict copy of a side file into that file. Raises OSError, ValueError."""
    copied_content = folder.open_file(copy).read_content() or FileContent()
    side_content = folder.open_file(target).read_content() or FileContent()
    merged_tables = merge_tables(side_content.documents, copied_content.documents)
    merged_content = FileContent(merged_tables, side_content.marks or copied_content.marks)
    retry_on_eintr(lambda: folder.open_file(target).write_content(merged_content))


def merge_file_bytes(our_bytes: bytes, their_bytes: bytes) -> bytes:
    """Return the file that two files make together, for a merge driver. Raises ValueError if one is not ours."""
    our_content, their_content = decode_content(our_bytes), decode_content(their_bytes)
    forgotten = list_forgotten(our_content, their_content)
    schema = max(our_content.schema, their_content.schema)
    marks = {**build_marks(forgotten, our_content, their_content), "schema": schema}
    merged = without_forgotten(
        FileContent(merge_tables(our_content.documents, their_content.documents), marks), forgotten
    )
    foreign_rows = {**their_content.foreign_rows, **our_content.foreign_rows}
    foreign_rows.pop(META_TABLE, None)
    return encode_content(replace(merged, foreign_rows=foreign_rows))
