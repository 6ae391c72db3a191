"""One writer at a time, a bounded wait, and no lock that outlives its holder."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from coach.atomic_file import FileSystem
from coach.errors import CoachError
from coach.store.lock import LOCK_FILE_NAME, FolderLock
from coach.store.merge_copies import SyncConflictWatcher
from tests.store.disks import Refusing
from tests.store.records import keys, mood, store_at


class Watch:
    """A clock that moves by what is slept."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def _lock(folder: Path, watch: Watch | None = None) -> FolderLock:
    watch = watch or Watch()
    return FolderLock(lambda: folder, FileSystem(), clock=lambda: watch.now, sleep=watch.sleep)


def test_waiting_ends_after_ten_seconds_with_one_clear_line(tmp_path: Path) -> None:
    watch = Watch()
    with _lock(tmp_path).hold(), pytest.raises(CoachError, match="another window of the coach is saving") as told:
        _lock(tmp_path, watch).acquire(10.0)
    assert 10.0 <= watch.now < 10.1
    assert "10 seconds" in str(told.value)
    assert told.value.hint


def test_whoever_gave_up_can_try_again(tmp_path: Path) -> None:
    late = _lock(tmp_path)
    with _lock(tmp_path).hold(), pytest.raises(CoachError):
        late.acquire(0)
    with late.hold():
        assert late.is_held


def test_a_lock_is_taken_as_soon_as_it_is_given_back(tmp_path: Path) -> None:
    first = _lock(tmp_path)
    first.acquire(0)

    class Releasing(Watch):
        def sleep(self, seconds: float) -> None:
            super().sleep(seconds)
            if first.is_held:
                first.release()

    watch = Releasing()
    with _lock(tmp_path, watch).hold():
        assert watch.now < 0.1


def test_leaving_waits_half_a_second_for_another_writer_and_after_that_not_at_all(tmp_path: Path) -> None:
    class Leaving(Watch):
        def sleep(self, seconds: float) -> None:
            super().sleep(seconds)
            mine.hurry()  # `q` was pressed while a save waits

    watch = Leaving()
    mine = _lock(tmp_path, watch)
    with _lock(tmp_path).hold():
        for _ in range(5):  # the save that waits, and those behind it
            with pytest.raises(CoachError):
                mine.acquire(10)
    assert watch.now < 0.6


def test_one_thread_may_take_it_twice(tmp_path: Path) -> None:
    lock, other = _lock(tmp_path), _lock(tmp_path)
    with lock.hold():
        with lock.hold():
            pass
        with pytest.raises(CoachError):
            other.acquire(0)
    with other.hold():
        assert not lock.is_held


def test_another_thread_waits_for_the_same_object(tmp_path: Path) -> None:
    lock = _lock(tmp_path)
    told: list[str] = []

    def other() -> None:
        try:
            lock.acquire(0)
        except CoachError as error:
            told.append(error.title)

    with lock.hold():
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert told == ["Not saved yet: another window of the coach is saving."]


def test_a_lock_file_that_a_dead_process_left_blocks_nobody(folder: Path) -> None:
    store_at(folder).save_documents([mood("a")])
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import fcntl,os,sys\n"
            "fd = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)\n"
            "fcntl.flock(fd, fcntl.LOCK_EX)\n"
            "print('held', flush=True)\n"
            "sys.stdin.read()",
            str(folder / LOCK_FILE_NAME),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(CoachError):
        store_at(folder, wait=0).save_documents([mood("b")])
    holder.kill()
    holder.wait()
    holder.stdout.close()
    holder.stdin.close()
    assert keys(store_at(folder, wait=0).save_documents([mood("b")])) == {"a", "b"}


def test_a_lock_won_on_a_deleted_file_is_taken_anew(tmp_path: Path) -> None:
    path = tmp_path / LOCK_FILE_NAME

    class Deleted(FileSystem):
        times = 0

        def flock(self, fd: int, operation: int) -> None:
            super().flock(fd, operation)
            self.times += 1
            if self.times == 1:
                path.unlink()

    disk = Deleted()
    with FolderLock(lambda: tmp_path, disk).hold(), pytest.raises(CoachError):
        _lock(tmp_path).acquire(0)
    assert disk.times == 2


def test_no_descriptor_stays_open(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("a")])
    before = os.dup(0)
    os.close(before)
    for number in range(20):
        store.save_documents([mood(f"m{number}")])
    after = os.dup(0)  # the lowest number that is free
    os.close(after)
    assert after == before


def test_threads_that_save_with_one_store_lose_nothing(folder: Path) -> None:
    store = store_at(folder)

    def work(name: int) -> None:
        for number in range(10):
            store.save_documents([mood(f"{name}-{number}")])

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store_at(folder).load_folder().documents["moods"]) == 40


@pytest.mark.parametrize("answer", [errno.ENOTSUP, errno.ENOLCK, errno.ENOSYS])
def test_a_disk_without_flock_is_locked_another_way(folder: Path, answer: int) -> None:
    disk = Refusing()
    disk.arm(1, answer, lasting=True, only=frozenset({"flock"}))
    store = store_at(folder, disk=disk)
    assert keys(store.save_documents([mood("a")])) == {"a"}
    assert disk.calls.count("lockf") == 1


def test_a_disk_without_any_lock_names_the_way_out(folder: Path) -> None:
    disk = Refusing()
    disk.arm(1, errno.ENOLCK, lasting=True, only=frozenset({"flock", "lockf"}))
    with pytest.raises(CoachError, match=r"could overwrite each other's entries\. coach move-data"):
        store_at(folder, disk=disk).save_documents([mood("a")])


def test_reading_waits_for_no_lock_and_no_pipe(folder: Path) -> None:
    store_at(folder).save_documents([mood("a")])
    os.mkfifo(folder / "coach (1).json")
    (folder / "coach (2).json").symlink_to("/dev/zero")
    fd = os.open(folder / LOCK_FILE_NAME, os.O_RDWR)
    fcntl.flock(fd, fcntl.LOCK_EX)
    store = store_at(folder)
    start = time.monotonic()
    assert keys(store.load_folder().documents) == {"a"}
    assert not SyncConflictWatcher(store).merge_new_copies()
    assert time.monotonic() - start < 2
    os.close(fd)


def test_a_pipe_in_the_place_of_the_data_is_refused_at_once(folder: Path) -> None:
    folder.mkdir()
    os.mkfifo(folder / "coach.json")
    store = store_at(folder)
    assert "cannot be read" in store.load_folder().messages[-1]
    with pytest.raises(CoachError, match="cannot be read"):
        store.save_documents([mood("a")])
    assert (folder / "coach.json").is_fifo()
