"""Files are replaced whole, for their owner only, and leave no temporary file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from coach import atomic_file
from coach.atomic_file import STALE_TEMP_AFTER_SECONDS, FileSystem, read_file, remove_stale_temps, write_private_file
from coach.crash_log import log_crash
from coach.paths import find_state_folder
from coach.reminders.block_end import mark_window
from coach.sources.source import hold_reading_lock


@pytest.mark.parametrize("durable", [True, False])
def test_a_file_and_its_new_folders_are_private_under_any_umask(tmp_path: Path, durable: bool) -> None:
    before = os.umask(0)
    try:
        write_private_file(tmp_path / "state" / "coach" / "note", b"one", durable=durable)
        write_private_file(tmp_path / "state" / "coach" / "note", b"two", durable=durable)
    finally:
        os.umask(before)
    assert (tmp_path / "state" / "coach" / "note").read_bytes() == b"two"
    assert [path.name for path in (tmp_path / "state" / "coach").iterdir()] == ["note"]
    modes = [path.stat().st_mode & 0o777 for path in (tmp_path / "state", *sorted((tmp_path / "state").rglob("*")))]
    assert modes == [0o700, 0o700, 0o600]


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Unread(FileSystem):
        def read(self, fd: int, size: int) -> bytes:
            raise AssertionError(f"{size} bytes of it were read")

    monkeypatch.setattr(atomic_file, "LARGEST_FILE_BYTES", 99)
    (tmp_path / "copy").write_bytes(bytes(100))
    with pytest.raises(OSError, match="too large"):
        read_file(Unread(), tmp_path / "copy")


def test_an_existing_file_that_others_could_read_becomes_private(tmp_path: Path) -> None:
    (tmp_path / "note").write_bytes(b"old")
    (tmp_path / "note").chmod(0o644)
    write_private_file(tmp_path / "note", b"new")
    assert (tmp_path / "note").stat().st_mode & 0o777 == 0o600


def test_a_symbolic_link_stays_and_its_target_is_written(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write_private_file(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"new"


def test_a_refused_write_leaves_the_old_file_and_no_temporary_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "state"
    write_private_file(folder / "note", b"old")

    def refuse(source: object, target: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="No space"):
        write_private_file(folder / "note", b"new")
    assert (folder / "note").read_bytes() == b"old"
    assert [path.name for path in folder.iterdir()] == ["note"]


def test_temporary_files_of_killed_writers_go_and_those_of_living_ones_stay(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    old, new = folder / ".coach-0.tmp", folder / ".coach-2f-0.tmp"
    for path in (old, new, folder / "note"):
        path.touch()
    os.utime(old, (0, old.stat().st_mtime - STALE_TEMP_AFTER_SECONDS - 60))
    remove_stale_temps(folder)
    assert sorted(path.name for path in folder.iterdir()) == [".coach-2f-0.tmp", "note"]


@pytest.mark.parametrize("kind", ["log", "reading", "window"])
def test_whatever_makes_the_state_folder_keeps_others_out(folder: Path, kind: str) -> None:
    before = os.umask(0)
    try:
        if kind == "log":
            log_crash(ValueError())
        elif kind == "window":
            mark_window(folder, is_open=True)
        else:
            with hold_reading_lock(folder, wait=1.0) as is_free:
                assert is_free
    finally:
        os.umask(before)
    state = find_state_folder()
    assert {path.stat().st_mode & 0o077 for path in (state, *state.rglob("*"))} == {0}
