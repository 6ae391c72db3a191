"""Every system call of a save fails in every way: the old state or the new, never neither, never a traceback."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from coach.atomic_file import FileSystem
from coach.errors import CoachError
from coach.store import Store
from tests.store.disks import Partly, Refusing, Shaky
from tests.store.records import keys, mood, store_at

ERRORS = [
    errno.ENOSPC,
    *(pytest.param(each, marks=pytest.mark.slow) for each in (errno.EINTR, errno.EIO, errno.EACCES)),
]
OLD = "2019-05-01T10:00:00Z"


def _first(folder: Path) -> set[str]:
    return set()


def _ordinary(folder: Path) -> set[str]:
    store_at(folder).save_documents([mood("a")])
    store_at(folder).save_documents([mood("b")])
    return {"a", "b"}


def _new_day(folder: Path) -> set[str]:
    store_at(folder).save_documents([mood("a")])
    return {"a"}


def _new_year(folder: Path) -> set[str]:
    store = Store(folder, today=lambda: date(2019, 12, 31))
    store.save_documents([mood("a", OLD), mood("b", OLD)])
    return {"a", "b"}


def _damaged(folder: Path) -> set[str]:
    store = store_at(folder)
    store.save_documents([mood("a")])
    store.save_documents([mood("b")])
    path = folder / "coach.json"
    path.write_bytes(path.read_bytes()[:-9])
    return {"a"}  # of b, only what can be read


SCENES: list[Callable[[Path], set[str]]] = [_first, _ordinary, _new_day, _new_year, _damaged]


def _count_of_calls(folder: Path, context: Callable[[Path], set[str]]) -> int:
    context(folder)
    disk = Refusing()
    store = store_at(folder, disk=disk)
    store.load_folder()
    store.save_documents([mood("new"), mood("late", OLD)])
    return len(disk.calls)


@pytest.mark.parametrize("error", ERRORS, ids=errno.errorcode.get)
@pytest.mark.parametrize("context", SCENES)
def test_whichever_call_fails_nothing_acknowledged_is_gone_and_the_next_save_works(
    tmp_path: Path, context: Callable[[Path], set[str]], error: int
) -> None:
    calls = _count_of_calls(tmp_path / "count", context)
    assert calls > 15
    for at in range(1, calls + 1):
        folder = tmp_path / str(at)
        known = context(folder)
        disk = Refusing()
        store = store_at(folder, disk=disk)
        disk.arm(at, error)
        store.load_folder()
        try:
            store.save_documents([mood("new"), mood("late", OLD)])
            known |= {"new", "late"}
        except CoachError as told:
            assert "Not saved yet" in str(told), str(told)
            assert error != errno.EINTR  # a signal is no reason not to save
        disk.disarm()
        assert keys(store_at(folder).load_history()) >= known, f"call {at}"
        store.save_documents([mood("again")])
        after = store_at(folder)
        assert after.load_folder().damage is None
        assert keys(after.load_history()) >= known | {"again"}, f"call {at}"
        assert not list(after.files.temp_files())


@pytest.mark.parametrize("context", SCENES)
def test_whichever_write_is_done_by_half_nothing_acknowledged_is_gone(
    tmp_path: Path, context: Callable[[Path], set[str]]
) -> None:
    at, done = 0, False
    while not done:
        at += 1
        folder = tmp_path / str(at)
        known, disk = context(folder), Partly()
        store = store_at(folder, disk=disk)
        store.load_folder()
        disk.arm(at)
        try:
            store.save_documents([mood("new"), mood("late", OLD)])
            known |= {"new", "late"}
        except CoachError as told:
            assert "Not saved yet: the disk is full" in str(told)
        done = disk.writes < at
        disk.arm(0)
        assert keys(store_at(folder).load_history()) >= known, f"write {at}"
        store.save_documents([mood("again")])
        assert keys(store_at(folder).load_history()) >= known | {"again"}, f"write {at}"
        assert not list(store_at(folder).files.temp_files())
    assert at > 2


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT], ids=errno.errorcode.get)
def test_a_disk_that_takes_nothing_and_then_comes_back_needs_no_restart(folder: Path, error: int) -> None:
    disk = Refusing()
    store = store_at(folder, disk=disk)
    store.save_documents([mood("a")])
    disk.arm(1, error, lasting=True, only=frozenset({"write", "fsync", "mkdir", "replace"}))
    for _ in range(3):
        with pytest.raises(CoachError, match="Not saved yet"):
            store.save_documents([mood("b")])
        assert keys(store.load_folder().documents) == {"a"}
    disk.disarm()
    assert keys(store.save_documents([mood("b")])) == {"a", "b"}


def test_a_write_that_stops_half_way_leaves_the_old_file_whole(folder: Path) -> None:
    class Half(FileSystem):
        full = False

        def write(self, fd: int, data: memoryview) -> int:
            if not self.full:
                return super().write(fd, data)
            if len(data) > 40:
                return super().write(fd, data[:40])
            raise OSError(errno.ENOSPC, "no room")

    disk = Half()
    store = store_at(folder, disk=disk)
    store.save_documents([mood("a")])
    before = (folder / "coach.json").read_bytes()
    disk.full = True
    with pytest.raises(CoachError, match="disk is full"):
        store.save_documents([mood("b")])
    assert (folder / "coach.json").read_bytes() == before
    assert not list(store.files.temp_files())


def test_a_disk_that_takes_no_byte_and_says_nothing_is_not_asked_for_ever(folder: Path) -> None:
    class Deaf(FileSystem):
        def write(self, fd: int, data: memoryview) -> int:
            return 0

    with pytest.raises(CoachError, match="could not write it"):
        store_at(folder, disk=Deaf()).save_documents([mood("a")])


def test_trouble_after_the_replace_is_a_doubt_and_no_error(folder: Path) -> None:
    disk = Shaky()
    store = store_at(folder, disk=disk)
    store.save_documents([mood("a")])
    assert store.doubt == ""
    disk.shaky = True
    assert keys(store.save_documents([mood("b")])) == {"a", "b"}
    assert store.doubt.startswith("Saved, but the disk has not confirmed it")
    disk.shaky = False
    store.save_documents([mood("c")])
    assert store.doubt == ""


def test_nothing_leaves_the_data_file_while_the_file_of_its_year_is_in_doubt(folder: Path) -> None:
    disk = Shaky()
    store = store_at(folder, disk=disk)
    store.save_documents([mood("a")])
    disk.shaky = True
    for value in (1, 2):  # once when the file of the year is written, once when it is there already
        store.save_documents([mood("old", OLD, value=value)])
        assert keys(store_at(folder).load_folder().documents) == {"a", "old"}
    disk.shaky = False
    store.save_documents([mood("b")])
    assert keys(store_at(folder).load_folder().documents) == {"a", "b"}
    assert store.load_history()["moods"]["old"]["value"] == 2


def test_the_file_of_a_year_that_is_there_already_is_forced_to_the_disk_before_anything_leaves(folder: Path) -> None:
    disk = Shaky()
    store_at(folder).save_documents([mood("a"), mood("old", OLD)])
    year = (folder / "coach-2019.json").read_bytes()
    store = store_at(folder, disk=disk)
    store.load_folder()
    disk.shaky = True
    store.save_documents([mood("old", OLD)])
    assert (folder / "coach-2019.json").read_bytes() == year
    assert "old" in keys(store_at(folder).load_folder().documents)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (errno.ENOSPC, "Not saved yet: the disk is full. Make some room, then try again."),
        (errno.EACCES, "cannot be written to"),
        (errno.ESTALE, "is not there"),
        (errno.ENOENT, "could not write it"),  # the folder is there: a cleaner took the temporary file
        (errno.EIO, "could not write it"),
    ],
)
def test_each_kind_of_trouble_says_what_to_do(folder: Path, error: int, says: str) -> None:
    disk = Refusing()
    store = store_at(folder, disk=disk)
    store.save_documents([mood("a")])
    disk.arm(1, error, lasting=True, only=frozenset({"replace"}))
    with pytest.raises(CoachError) as told:
        store.save_documents([mood("b")])
    assert says in str(told.value)
    assert told.value.hint


def test_a_folder_that_vanishes_is_not_made_anew_behind_anybodys_back(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("a")])
    away = folder.rename(folder.with_name("unplugged"))
    assert not store.has_changed()
    with pytest.raises(CoachError, match="is not there"):
        store.save_documents([mood("b")])
    assert not folder.exists()
    assert keys(store.load_folder().documents) == {"a"}
    away.rename(folder)
    assert keys(store.save_documents([mood("b")])) == {"a", "b"}


def test_a_file_that_was_moved_away_is_written_again_from_memory(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("a")])
    store.save_documents([mood("b")])
    (folder / "coach.json").rename(folder / "moved.json")
    assert not store.has_changed()
    loaded = store.load_folder()
    assert keys(loaded.documents) == {"a", "b"}
    assert "no longer where it was" in loaded.messages[0]
    assert keys(store.save_documents([mood("c")])) == {"a", "b", "c"}
    assert keys(store_at(folder).load_folder().documents) == {"a", "b", "c"}


def test_a_file_in_the_place_of_the_folder_is_one_line(folder: Path) -> None:
    folder.write_text("not a folder")
    store = store_at(folder)
    assert dict(store.load_folder().documents) == {}
    with pytest.raises(CoachError, match="Not saved yet"):
        store.save_documents([mood("a")])
    assert folder.read_text() == "not a folder"


def test_a_folder_in_the_place_of_the_file_is_one_line(folder: Path) -> None:
    (folder / "coach.json").mkdir(parents=True)
    store = store_at(folder)
    loaded = store.load_folder()
    assert loaded.read_only
    assert "cannot be read just now" in loaded.messages[-1]
    with pytest.raises(CoachError, match="Not saved yet"):
        store.save_documents([mood("a")])


def test_a_file_that_may_not_be_read_is_never_taken_for_an_empty_one(folder: Path) -> None:
    disk = Refusing()
    store_at(folder).save_documents([mood("a")])
    store = store_at(folder, disk=disk)
    disk.arm(1, errno.EACCES, lasting=True, only=frozenset({"open"}))
    loaded = store.load_folder()
    assert loaded.read_only
    with pytest.raises(CoachError):
        store.save_documents([mood("b")])
    disk.disarm()
    assert keys(store.save_documents([mood("b")])) == {"a", "b"}


def test_a_full_disk_does_not_keep_a_save_from_trying_when_the_backup_has_no_room(folder: Path) -> None:
    class NoRoomForCopies(FileSystem):
        def replace(self, source: Path, target: Path) -> None:
            if target.parent.name == "backups":
                raise OSError(errno.ENOSPC, "no room")
            super().replace(source, target)

    store = store_at(folder, disk=NoRoomForCopies())
    store.save_documents([mood("a")])
    assert keys(store.save_documents([mood("b")])) == {"a", "b"}


def test_a_folder_erased_by_another_process_is_not_brought_back(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("a")])
    shutil.rmtree(folder)
    with pytest.raises(CoachError):
        store.save_documents([mood("b")])
    assert not folder.exists()
