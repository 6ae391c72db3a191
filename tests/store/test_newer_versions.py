"""Two versions of the program on one folder: what the older one does not know stays in the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from coach.actions.focus import stop_block, toggle_pause
from coach.actions.settings import save_setting
from coach.service import CoachService
from coach.store import Store
from coach.store.merge_copies import SyncConflictWatcher, merge_file_bytes
from tests.conftest import FakeClock
from tests.store.records import keys, mood, store_at, written

NEWER_MARK = {"id": "shared-with", "value": ["desk", "laptop"]}


def add_mark(path: Path, mark: dict[str, Any]) -> bytes:
    """Add a row to the table about the file, as a newer version has it; return the bytes of the file."""
    tables = json.loads(path.read_bytes())
    tables["meta"]["90"] = mark
    path.write_text(json.dumps(tables))
    return path.read_bytes()


def marks(folder: Path) -> list[dict[str, Any]]:
    return list(written(folder)["meta"].values())


def test_a_mark_of_a_newer_version_survives_a_version_that_lacks_records(folder: Path, tmp_path: Path) -> None:
    def here() -> Store:
        return store_at(folder, local_copy=tmp_path / "state" / "copy.json")

    here().save_documents([mood("m1")])
    earlier = (folder / "coach.json").read_bytes()
    here().save_documents([mood("m2")])
    (folder / ".arriving").write_bytes(earlier)
    add_mark(folder / ".arriving", NEWER_MARK)
    (folder / ".arriving").replace(folder / "coach.json")
    assert keys(here().save_documents([mood("m3")])) == {"m1", "m2", "m3"}
    assert NEWER_MARK in marks(folder)


def test_a_mark_of_a_newer_version_survives_a_merge_alike_on_both_computers(folder: Path, tmp_path: Path) -> None:
    desk, laptop = folder, tmp_path / "laptop"
    for place, key in ((desk, "d"), (laptop, "l")):
        store_at(place).save_documents([mood(key)])
    mine = add_mark(desk / "coach.json", {"id": "shared-with", "value": ["attic"]})
    theirs = add_mark(laptop / "coach.json", NEWER_MARK)
    (desk / "coach.sync-conflict-20261124-101010-ABCDEFG.json").write_bytes(theirs)
    (laptop / "coach.sync-conflict-20261124-101010-ABCDEFG.json").write_bytes(mine)
    for place in (desk, laptop):
        store = store_at(place)
        store.load_folder()
        assert SyncConflictWatcher(store).merge_new_copies()
    assert marks(desk) == marks(laptop)
    assert NEWER_MARK in marks(desk)  # of two values the later one in the alphabet
    assert merge_file_bytes(mine, theirs) == merge_file_bytes(theirs, mine)


@pytest.mark.parametrize("end", [toggle_pause, stop_block], ids=["resume", "stop"])
def test_a_field_of_a_newer_version_stays_in_the_parts_of_a_record(folder: Path, clock: FakeClock, end: Any) -> None:
    started = clock.now().isoformat()
    hours = {"days": [0, 1], "start": "10:00:00", "end": "12:00:00", "place": "library"}
    tables = {
        "meta": {"1": {"id": "schema", "value": 1}},
        "blocks": {"1": {"id": "b" * 32, "started_at": started, "pauses": [{"start": started, "why": "a bell"}]}},
        "settings": {"1": {"id": "settings", "hours": [hours]}},
    }
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "coach.json").write_text(json.dumps(tables))
    service = CoachService(folder, clock).open_folder()
    clock.forward(minutes=3)
    service.execute(end())
    service.execute(save_setting("limit", "30"))
    now = written(folder)
    assert now["blocks"]["1"]["pauses"][0]["why"] == "a bell"
    assert now["blocks"]["1"]["pauses"][0]["end"]
    assert now["settings"]["1"]["hours"] == [hours]
    assert now["settings"]["1"]["limit_minutes"] == 30
