"""Moving the data folder: all of it is in one of the two places at every moment."""

from __future__ import annotations

import contextlib
import errno
import shutil
from itertools import count
from pathlib import Path

import pytest

from coach.cli.main import run_command_line
from coach.errors import CoachError
from coach.paths import find_data_folder
from coach.store import Store
from coach.store.address_book_and_accounts import load_address_book, save_address_book
from coach.store.move_data import move_data
from coach.store.restore import back_up_data
from tests.store.disks import Refusing
from tests.store.records import keys, mood, store_at


@pytest.fixture
def store(folder: Path) -> Store:
    made = store_at(folder)
    made.save_documents([mood("hot"), mood("old", "2024-03-03T10:00:00Z")])
    save_address_book(made, [{"id": "c1", "name": "Lin"}])
    back_up_data(made)
    return made


def nothing() -> None:
    """Nothing to write down."""


def test_everything_moves_and_nothing_stays(store: Store, folder: Path, tmp_path: Path) -> None:
    before = {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*.json")}
    there = store_at(tmp_path / "new" / "place")
    assert move_data(store, there, nothing) == len(before)
    assert {p.relative_to(there.folder): p.read_bytes() for p in there.folder.rglob("*.json")} == before
    assert not folder.exists()
    assert keys(there.load_folder().documents) == {"hot"} and keys(there.load_history()) == {"hot", "old"}


def test_the_new_files_are_for_the_owner_alone(store: Store, tmp_path: Path) -> None:
    there = store_at(tmp_path / "new")
    move_data(store, there, nothing)
    assert {p.stat().st_mode & 0o777 for p in there.folder.rglob("*.json")} == {0o600}
    assert there.folder.stat().st_mode & 0o777 == 0o700


def test_data_that_is_there_is_joined(store: Store, tmp_path: Path) -> None:
    there = store_at(tmp_path / "new")
    there.save_documents([mood("theirs"), mood("older", "2024-02-02T10:00:00Z")])
    save_address_book(there, [{"id": "c2", "name": "Ana"}])
    move_data(store, there, nothing)
    fresh = store_at(tmp_path / "new")
    assert keys(fresh.load_folder().documents) == {"hot", "theirs"}
    assert keys(fresh.load_history()) == {"hot", "old", "theirs", "older"}
    assert set(load_address_book(fresh)) == {"c1", "c2"}


def test_an_empty_folder_takes_the_data(store: Store, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    move_data(store, store_at(tmp_path / "new"), nothing)
    assert keys(store_at(tmp_path / "new").load_folder().documents) == {"hot"}


def test_the_old_files_stay_until_the_new_place_is_written_down(store: Store, folder: Path, tmp_path: Path) -> None:
    def refused() -> None:
        raise OSError(28, "no space left")

    with pytest.raises(CoachError, match="All of your data is where it was"):
        move_data(store, store_at(tmp_path / "new"), refused)
    assert keys(store_at(folder).load_folder().documents) == {"hot"}
    assert keys(store_at(folder).load_history()) == {"hot", "old"}


def test_after_an_interruption_it_can_be_done_again(store: Store, tmp_path: Path) -> None:
    def stopped() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        move_data(store, store_at(tmp_path / "new"), stopped)
    move_data(store, store_at(tmp_path / "new"), nothing)
    assert keys(store_at(tmp_path / "new").load_history()) == {"hot", "old"}


def test_the_same_folder_is_no_new_place(store: Store, folder: Path) -> None:
    with pytest.raises(CoachError, match="already"):
        move_data(store, store_at(folder / ".." / folder.name), nothing)
    assert keys(store_at(folder).load_folder().documents) == {"hot"}


def test_a_folder_without_data_is_not_moved(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(CoachError, match="no data"):
        move_data(store_at(folder), store_at(tmp_path / "new"), nothing)


def test_a_file_in_the_way_stops_it_before_anything_is_removed(store: Store, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "new").touch()
    with pytest.raises(CoachError):
        move_data(store, store_at(tmp_path / "new"), nothing)
    assert keys(store_at(folder).load_folder().documents) == {"hot"}


def test_whichever_listing_is_refused_nothing_is_erased_without_a_copy(
    store: Store, folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(folder, tmp_path / "before")
    disk, tried = Refusing(), 0
    for at in count(1):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(tmp_path / "new", ignore_errors=True)
        shutil.copytree(tmp_path / "before", folder)
        disk.arm(at, errno.EIO, only=frozenset({"names"}))
        with contextlib.suppress(CoachError):
            move_data(store_at(folder, disk=disk), store_at(tmp_path / "new", disk=disk), nothing)
        if len(disk.calls) < at:
            break
        tried += disk.calls[at - 1] == "names"
        disk.disarm()
        found = [keys(store_at(place).load_history()) for place in (folder, tmp_path / "new") if place.exists()]
        assert {"hot", "old"} in found, at
    assert tried > 3


def test_a_move_that_was_stopped_before_the_old_folder_was_empty_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COACH_DATA_DIR", raising=False)
    new = tmp_path / "new"
    assert run_command_line(["mood", "3"]) == 0
    old = find_data_folder()

    def refuse(_: Store) -> int:
        raise CoachError("the disk did not answer")

    with monkeypatch.context() as patch:
        patch.setattr("coach.store.move_data.erase_all", refuse)
        assert run_command_line(["move-data", str(new)]) == 1
    assert find_data_folder() == new and (old / "coach.json").exists()
    assert run_command_line(["mood", "4"]) == 0
    assert run_command_line(["move-data", str(new)]) == 0
    assert not old.exists()
    assert len(store_at(new).load_folder().documents["moods"]) == 2
    assert run_command_line(["move-data", str(new)]) == 1  # there is nothing left to finish
