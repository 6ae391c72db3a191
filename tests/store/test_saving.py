"""What a save promises on an ordinary day."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from tinydb import TinyDB, where

from coach.atomic_file import FileSystem
from coach.errors import CoachError
from coach.store import Store, errors_and_notices
from tests.store.disks import Short
from tests.store.records import keys, mood, person, store_at, written


def test_making_a_store_touches_nothing(folder: Path) -> None:
    store_at(folder)
    assert not folder.exists()


def test_loading_where_nothing_is_brings_nothing_and_makes_nothing(folder: Path) -> None:
    loaded = store_at(folder).load_folder()
    assert (dict(loaded.documents), loaded.read_only, loaded.messages) == ({}, False, ())
    assert not folder.exists()


def test_what_is_saved_is_found_by_the_next_store(folder: Path) -> None:
    store_at(folder).save_documents([mood("m1"), person("p1")])
    assert store_at(folder).load_folder().documents == {
        "moods": {"m1": mood("m1")[1]},
        "people": {"p1": person("p1")[1]},
    }


def test_a_put_replaces_the_whole_document(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("m1", note="a walk")])
    assert "note" not in store.save_documents([mood("m1")])["moods"]["m1"]


def test_a_dropped_document_is_gone_from_the_file(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([("actions", {"id": "a1"}), ("actions", {"id": "a2"})])
    store.save_documents([], [("actions", "a1"), ("actions", "never there")])
    assert [row["id"] for row in written(folder)["actions"].values()] == ["a2"]


def test_stock_tinydb_opens_the_file(folder: Path) -> None:
    store_at(folder).save_documents([mood("m1", value=5), mood("m2")])
    with TinyDB(folder / "coach.json", access_mode="r") as database:
        assert [row["id"] for row in database.table("moods").search(where("value") == 5)] == ["m1"]


def test_what_stock_tinydb_adds_is_kept_and_seen(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("m1")])
    with TinyDB(folder / "coach.json") as database:
        database.table("moods").insert(mood("m2")[1])
        database.table("moods").insert({"mine": "without an id"})
        database.table("scripts").insert({"anything": [1, 2]})
    assert store.has_changed()
    assert keys(store.save_documents([mood("m3")])) == {"m1", "m2", "m3"}
    assert {"mine": "without an id"} in written(folder)["moods"].values()
    assert written(folder)["scripts"] == {"1": {"anything": [1, 2]}}


def test_unknown_tables_and_fields_of_a_newer_version_are_kept(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([("dreams", {"id": "d1", "depth": 3}), mood("m1", colour="blue")])
    store.save_documents([mood("m2")])
    assert written(folder)["dreams"]["1"] == {"id": "d1", "depth": 3}
    assert written(folder)["moods"]["1"]["colour"] == "blue"


def test_tables_and_documents_that_nobody_touched_stay_the_same_objects(folder: Path) -> None:
    store = store_at(folder)
    before = store.save_documents([mood("m1"), person("p1")])
    after = store.save_documents([mood("m2")])
    assert after["people"] is before["people"]
    assert after["moods"] is not before["moods"]
    assert after["moods"]["m1"] is before["moods"]["m1"]


def test_documents_handed_in_may_be_changed_afterwards(folder: Path) -> None:
    store = store_at(folder)
    table, doc = mood("m1", words=["calm"])
    store.save_documents([(table, doc)])
    doc["words"].append("loud")
    assert store.load_folder().documents["moods"]["m1"]["words"] == ["calm"]


def test_a_store_knows_when_somebody_else_has_written(folder: Path) -> None:
    mine, other = store_at(folder), store_at(folder)
    mine.save_documents([mood("m1")])
    assert not mine.has_changed()
    other.save_documents([mood("m2")])
    assert mine.has_changed()
    assert keys(mine.load_folder().documents) == {"m1", "m2"}
    assert not mine.has_changed()


def test_every_save_has_a_later_time_even_where_time_stands_still(folder: Path) -> None:
    class Coarse(FileSystem):
        def fsync(self, fd: int) -> None:
            os.utime(fd, ns=(10**18, 10**18))

    mine, other = store_at(folder, disk=Coarse()), store_at(folder, disk=Coarse())
    mine.save_documents([mood("m1", value=1)])
    times = []
    for value in (2, 3, 4, 5):
        other.save_documents([mood("m1", value=value)])
        times.append((folder / "coach.json").stat().st_mtime_ns)
        assert mine.has_changed()
        assert mine.load_folder().documents["moods"]["m1"]["value"] == value
    assert times == sorted(set(times))


def test_a_save_joins_what_another_store_wrote_meanwhile(folder: Path) -> None:
    mine, other = store_at(folder), store_at(folder)
    mine.load_folder()
    other.save_documents([mood("m1")])
    assert keys(mine.save_documents([mood("m2")])) == {"m1", "m2"}


def test_saves_within_one_lock_see_each_other(folder: Path) -> None:
    store, other = store_at(folder), store_at(folder)
    other.save_documents([mood("m0")])
    with store.hold_lock() as documents:
        assert keys(documents) == {"m0"}
        store.save_documents([mood("m1")])
        with store.hold_lock() as inner:
            assert keys(inner) == {"m0", "m1"}
    assert not store.lock.is_held


def test_saving_nothing_writes_nothing(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("m1")])
    before = (folder / "coach.json").stat().st_mtime_ns
    store.save_documents([])
    assert (folder / "coach.json").stat().st_mtime_ns == before


@pytest.mark.parametrize("value", ["half a \ud83d", 2**70, {1, 2}, object()])
def test_what_json_cannot_carry_is_refused_in_one_line_and_harms_nothing(folder: Path, value: object) -> None:
    store = store_at(folder)
    store.save_documents([mood("m1")])
    with pytest.raises(CoachError, match="cannot be stored"):
        store.save_documents([mood("m2", note=value)])
    assert keys(store.save_documents([mood("m3")])) == {"m1", "m3"}


@pytest.mark.parametrize("doc", [{}, {"id": 5}, {"id": None}])
def test_a_document_without_an_id_is_refused(folder: Path, doc: dict[str, object]) -> None:
    with pytest.raises(CoachError):
        store_at(folder).save_documents([("moods", doc)])


def test_everything_is_readable_by_its_owner_alone(folder: Path) -> None:
    store = store_at(folder / "deep" / "er")
    store.save_documents([mood("m1"), mood("old", "2019-01-01T10:00:00Z")])
    store.save_documents([mood("m2")])
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in [folder / "deep", *folder.rglob("*")]}
    assert modes == {(True, 0o700), (False, 0o600)}


def test_open_permissions_are_closed_at_the_next_start_and_one_line_says_so(folder: Path) -> None:
    store_at(folder).save_documents([mood("m1")])
    (folder / "coach.json").chmod(0o644)
    folder.chmod(0o755)
    loaded = store_at(folder).load_folder()
    assert loaded.messages == ("Other people on this computer were able to read your data. Now only you can.",)
    assert stat.S_IMODE((folder / "coach.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert store_at(folder).load_folder().messages == ()


def test_a_disk_that_keeps_no_permissions_is_named_and_used(folder: Path) -> None:
    class Fat(FileSystem):
        def chmod(self, path: Path, mode: int) -> None:
            pass

    store_at(folder).save_documents([mood("m1")])
    (folder / "coach.json").chmod(0o666)
    loaded = store_at(folder, disk=Fat()).load_folder()
    assert "does not support permissions" in loaded.messages[0]
    assert keys(loaded.documents) == {"m1"}


def test_a_linked_file_stays_a_link_and_its_target_is_replaced(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "synchronised" / "my.json"
    target.parent.mkdir()
    folder.mkdir()
    (folder / "coach.json").symlink_to(target)
    store = store_at(folder)
    store.save_documents([mood("m1")])
    store.save_documents([mood("m2"), mood("old", "2019-01-01T10:00:00Z")])
    assert (folder / "coach.json").is_symlink()
    assert keys(store_at(folder).load_folder().documents) == {"m1", "m2"}
    assert sorted(path.name for path in target.parent.iterdir()) == [
        ".coach.lock",
        "backups",
        "coach-2019.json",
        "my.json",
    ]


def test_two_folders_that_link_to_one_file_share_its_lock(folder: Path, tmp_path: Path) -> None:
    store_at(tmp_path / "real").save_documents([mood("m1")])
    folder.mkdir()
    (folder / "coach.json").symlink_to(tmp_path / "real" / "coach.json")
    linked = store_at(folder, wait=0.0)
    with store_at(tmp_path / "real").hold_lock(), pytest.raises(CoachError, match="another window of the coach"):
        linked.save_documents([mood("m2")])


def test_a_disk_that_takes_a_few_bytes_at_a_time_gets_them_all(folder: Path) -> None:
    store_at(folder, disk=Short()).save_documents([mood("m1"), mood("m2")])
    assert keys(store_at(folder).load_folder().documents) == {"m1", "m2"}


def test_leftovers_of_a_writer_that_ended_are_swept_at_the_next_start(folder: Path) -> None:
    store_at(folder).save_documents([mood("m1")])
    stray = folder / ".coach-ab12-0.tmp"
    stray.write_bytes(b"half a file")
    store_at(folder).load_folder()
    assert not stray.exists()


def test_leftovers_are_left_alone_while_somebody_writes(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("m1")])
    stray = folder / ".coach-ab12-0.tmp"
    stray.write_bytes(b"perhaps a save under way")
    with store.hold_lock():
        store_at(folder).load_folder()
        assert stray.exists()


def test_the_folder_that_people_name_is_the_one_they_see(folder: Path) -> None:
    store = Store(folder)
    assert (store.folder, store.path) == (folder, folder / "coach.json")


def test_the_umask_of_the_shell_makes_nothing_more_open(folder: Path) -> None:
    old = os.umask(0)
    try:
        store_at(folder).save_documents([mood("m1")])
    finally:
        os.umask(old)
    assert stat.S_IMODE((folder / "coach.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_every_file_in_a_folder_that_was_open_is_closed(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("a"), mood("old", "2019-03-03T10:00:00Z")])
    store.save_documents([mood("b")])
    paths = [path for path in folder.rglob("coach*.json") if path.name != "coach.json"]
    assert len(paths) >= 3
    for path in paths:
        path.chmod(0o644)
    folder.chmod(0o755)
    (folder / "backups").chmod(0o755)
    assert errors_and_notices.MADE_PRIVATE_MESSAGE in store_at(folder).load_folder().messages
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}
    assert folder.stat().st_mode & 0o777 == (folder / "backups").stat().st_mode & 0o777 == 0o700
