"""Tombstones of version 0.2 had the words of what was deleted; the next save leaves them out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from coach.actions.moods import log_mood
from coach.actions.undo import redo_last_action
from coach.service import CoachService
from coach.store.merge_copies import SyncConflictWatcher
from tests.conftest import FakeClock
from tests.store.records import mood, store_at, written

DELETED = {"deleted": True, "device": "d1", "changed_at": "2026-11-20T10:00:00.5Z"}
OLD: dict[str, dict[str, Any]] = {
    "moods": {"id": "m" * 32, "at": "2026-11-20T10:00:00+01:00", "value": 2, "note": "words one", "later_field": 7},
    "goals": {"id": "g" * 32, "day": "2026-11-20", "text": "words two", "cue": "words three"},
    "messages": {"id": "e" * 32, "at": "2026-11-20T10:00:00+01:00", "person": "p" * 32, "text": "words four"},
    "people": {"id": "p" * 32, "name": "Ana Lee", "note": "words five", "keys": ["mbox:ana@example.org"]},
    "reviews": {
        "id": "r" * 32,
        "kind": "week",
        "at": "2026-11-20T10:00Z",
        "day": "2026-11-20",
        "answers": {"a": "words"},
    },
    "dreams": {"id": "d" * 32, "depth": "of a newer version"},
}
IMPORTED = {"id": "i" * 32, "name": "words six", "keys": ["mbox:six@example.org"], "taken_back": True}


def write_old(path: Path, **more: dict[str, Any]) -> None:
    """Write a file as version 0.2 did, in which everything is deleted but one mood."""
    tables: dict[str, Any] = {table: {"1": {**doc, **DELETED}} for table, doc in OLD.items()}
    tables["people"]["2"] = {**IMPORTED, **DELETED}
    tables["moods"]["2"] = {**OLD["moods"], "id": "l" * 32, "note": "a living one"}
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_text(json.dumps({"meta": {"1": {"id": "schema", "value": 1}}, **tables, **more}))


def test_the_next_save_takes_the_words_out_and_nothing_else(folder: Path) -> None:
    write_old(folder / "coach.json")
    store_at(folder).save_documents([mood("new")])
    assert b"words" not in (folder / "coach.json").read_bytes()
    rows = {row["id"][0]: row for table, rows in written(folder).items() if table != "meta" for row in rows.values()}
    version = {"deleted": True, "device": "d1", "changed_at": "2026-11-20T10:00:00.500001Z"}
    assert rows["m"] == {"id": "m" * 32, "at": OLD["moods"]["at"], "value": 2, "later_field": 7, **version}
    assert rows["g"] == {"id": "g" * 32, "day": "2026-11-20", "text": "", **version}
    assert rows["p"] == {"id": "p" * 32, "name": "Ana Lee", "keys": ["mbox:ana@example.org"], **version}
    assert rows["i"] == {**IMPORTED, "name": "", **version}
    assert rows["d"] == {**OLD["dreams"], **DELETED}
    assert rows["l"] == {**OLD["moods"], "id": "l" * 32, "note": "a living one"}


def test_a_copy_that_has_the_words_still_brings_none_back(folder: Path, tmp_path: Path) -> None:
    write_old(folder / "coach.json")
    store_at(folder, local_copy=tmp_path / "copy.json").save_documents([mood("new")])
    before = (folder / "coach.json").read_bytes()
    write_old(folder / "coach.sync-conflict-20261124-101010-ABCDEFG.json")
    store = store_at(folder, local_copy=tmp_path / "copy.json")
    loaded = store.load_folder()
    watcher = SyncConflictWatcher(store)
    watcher.merge_new_copies()
    assert (loaded.messages, watcher.take_messages()) == ((), ())
    assert b"words" not in (folder / "coach.json").read_bytes() and b"words" not in before


def test_what_can_be_redone_keeps_its_words_until_then(folder: Path, clock: FakeClock) -> None:
    step = {"table": "moods", "before": None, "after": {"id": "m" * 32}}
    entry = {"id": "u" * 32, "at": "2026-11-20T10:00:00Z", "says": "low", "undone": True, "steps": [step], "number": 1}
    write_old(folder / "coach.json", actions={"1": entry})
    service = CoachService(folder, clock).open_folder()
    service.execute(redo_last_action())
    assert {row.get("note") for row in written(folder)["moods"].values()} == {"words one", "a living one"}
    CoachService(folder, clock).open_folder().execute(log_mood(4))
    rest = (folder / "coach.json").read_text()
    assert "words one" in rest and "words two" not in rest
