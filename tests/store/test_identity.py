"""Whose data it is stands in the data: another stick at the same mount point is another life."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest

from coach.store import Store
from coach.store.forget_and_erase import erase_all
from coach.store.merge_copies import merge_from
from tests.store.records import keys, mood, store_at, written


@pytest.fixture(autouse=True)
def new_identities(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = count(1)
    monkeypatch.setattr("coach.store.repository.uuid4", lambda: UUID(int=next(numbers)))


def here(folder: Path) -> Store:
    return store_at(folder, local_copy=folder.with_name("state") / "copy.json")


def swap_sticks(folder: Path) -> Path:
    """Take the stick out, and put one in that was filled elsewhere; return where the first one is."""
    away = folder.rename(folder.with_name("away"))
    store_at(folder).save_documents([mood("b")])
    return away


def test_what_was_saved_on_one_stick_does_not_come_to_another(folder: Path) -> None:
    here(folder).save_documents([mood("a")])
    away = swap_sticks(folder)
    store = here(folder)
    loaded = store.load_folder()
    assert keys(loaded.documents) == {"b"}
    assert "different data from last time" in loaded.messages[0]
    assert keys(store.save_documents([mood("b2")])) == {"b", "b2"}
    folder.rename(folder.with_name("second"))
    away.rename(folder)
    assert keys(here(folder).save_documents([mood("a2")])) == {"a", "a2"}


def test_erasing_one_stick_leaves_what_was_saved_on_the_other(folder: Path) -> None:
    here(folder).save_documents([mood("a")])
    swap_sticks(folder)
    store = here(folder)
    store.save_documents([mood("b2")])
    erase_all(store)
    left = [path.read_text() for path in folder.with_name("state").iterdir()]
    assert len(left) == 1
    assert '"a"' in left[0]
    assert '"b2"' not in left[0]


def test_data_that_begins_where_the_disk_is_away_is_the_same_data(folder: Path) -> None:
    here(folder).save_documents([mood("a")])
    away = folder.rename(folder.with_name("away"))
    here(folder).save_documents([mood("meanwhile")])
    folder.rename(folder.with_name("below"))
    away.rename(folder)
    assert keys(here(folder).load_folder().documents) == {"a", "meanwhile"}


def test_two_data_sets_that_were_merged_are_one(folder: Path, tmp_path: Path) -> None:
    here(folder).save_documents([mood("a")])
    store_at(tmp_path / "other").save_documents([mood("b")])
    store = here(folder)
    merge_from(store, tmp_path / "other" / "coach.json")
    identity = next(row for row in written(folder)["meta"].values() if row["id"] == "identity")
    assert len(identity["value"]) == 2
    (folder / "coach.json").write_bytes((tmp_path / "other" / "coach.json").read_bytes())
    assert keys(here(folder).load_folder().documents) == {"a", "b"}


def test_a_mark_that_version_0_2_dropped_in_a_merge_comes_back(folder: Path) -> None:
    here(folder).save_documents([mood("a"), mood("b")])
    before = [row for row in written(folder)["meta"].values() if row["id"] == "identity"]
    tables = {**written(folder), "meta": {"1": {"id": "schema", "value": 1}}}
    (folder / "coach.json").write_text(json.dumps(tables))
    here(folder).save_documents([mood("c")])
    assert [row for row in written(folder)["meta"].values() if row["id"] == "identity"] == before
