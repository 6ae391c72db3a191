"""Merge another copy of the data, or of a file beside it, into ours."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coach.atomic_file import retry_on_eintr
from coach.store import notices
from coach.store.backups import BEFORE_MERGE
from coach.store.data_folder import DataFolder
from coach.store.file_format import (
    META_TABLE,
    SCHEMA_VERSION,
    Doc,
    FileContent,
    build_tables,
    decode_json,
    encode_json,
    is_same_data,
    is_side_file,
    list_identities,
    parse_tables,
)
from coach.store.merge_records import merge_tables, merge_versions
from coach.store.remove_people import FORGOTTEN_MARK, WELCOME_MARK, build_marks, list_forgotten, without_forgotten
from coach.store.repository import Store
from coach.store.undo_log import ACTIONS_TABLE, record_undoable_action


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
        other = store.backups.read_backup(path)
    except (OSError, ValueError) as error:
        raise notices.no_such_file_error(path) from error
    if other.schema > SCHEMA_VERSION:
        raise notices.newer_schema_error()
    if is_side_file(other):
        raise notices.side_file_error(path)
    with store.hold_lock() as docs:
        content = store.state.content
        forgotten = list_forgotten(content, other)
        known = store.load_history()
        news: dict[str, dict[str, Doc]] = {}
        taken = MergeResult()
        for table, rows in without_forgotten(other, forgotten, known).docs.items():
            here = known.get(table, {})
            for key, doc in rows.items():
                joined = merge_versions(table, here[key], doc) if key in here else doc
                if joined != here.get(key):
                    news.setdefault(table, {})[key] = joined
                    if table != ACTIONS_TABLE:  # the undo log is not counted as entries
                        taken = MergeResult(taken.added + (key not in here), taken.updated + (key in here))
        joins = bool(list_identities(content)) and not is_same_data(content, other)  # both are one from now on
        marks = build_marks(forgotten, content, other)
        if news or joins or any(content.marks.get(name) != marks.get(name) for name in (FORGOTTEN_MARK, WELCOME_MARK)):
            store.back_up_before(BEFORE_MERGE)
            if undoable and (taken.added or taken.updated):
                log = news.pop(ACTIONS_TABLE, {})
                others = [
                    {"table": ACTIONS_TABLE, "record": key} for key in log.keys() - docs.get(ACTIONS_TABLE, {}).keys()
                ]
                says = notices.merged_message(taken.added + taken.updated)
                action = record_undoable_action(store, news, says, log, others=others)
                news[ACTIONS_TABLE] = {**log, action["id"]: action}
            merged = FileContent(merge_tables(docs, news), marks, content.foreign_rows)
            # Somebody forgotten here and entered again stays; somebody forgotten elsewhere is removed here too.
            elsewhere = set(forgotten) - set(list_forgotten(content))
            store.commit_content(without_forgotten(merged, elsewhere))
        return taken


def merge_side_file(folder: DataFolder, copy: Path, target: Path) -> None:
    """Merge a conflict copy of a side file into that file. Raises OSError, ValueError."""
    there = folder.open_file(copy).read_content() or FileContent()
    here = folder.open_file(target).read_content() or FileContent()
    retry_on_eintr(
        lambda: folder.open_file(target).write_content(
            FileContent(merge_tables(here.docs, there.docs), here.marks or there.marks)
        )
    )


def merge_file_bytes(a: bytes, b: bytes) -> bytes:
    """Return the file that two files make together, for a merge driver. Raises ValueError if one is not ours."""
    mine, theirs = (parse_tables(decode_json(data)) for data in (a, b))
    forgotten = list_forgotten(mine, theirs)
    marks = {**build_marks(forgotten, mine, theirs), "schema": max(mine.schema, theirs.schema)}
    merged = without_forgotten(FileContent(merge_tables(mine.docs, theirs.docs), marks), forgotten)
    merged.foreign_rows.update(
        {n: rows for n, rows in {**theirs.foreign_rows, **mine.foreign_rows}.items() if n != META_TABLE}
    )
    return encode_json(build_tables(merged))
