"""What other computers leave in the folder: found by its name, merged once it is whole, and kept with the copies."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from coach.store import Store
from coach.store.address_book_and_accounts import load_address_book, save_address_book
from coach.store.data_folder import original_stem
from coach.store.merge_copies import SyncConflictWatcher
from tests.store.records import keys, message, mood, person, store_at

SYNCTHING = "coach.sync-conflict-20261124-101112-ABCDEF2.json"


def other(tmp_path: Path, *puts: tuple[str, dict[str, object]]) -> Path:
    """Return the data file of another computer that holds `puts`."""
    store_at(tmp_path / "other").save_documents(puts)
    return tmp_path / "other" / "coach.json"


def arrive(source: Path, folder: Path, name: str = SYNCTHING) -> Path:
    """Put a file into `folder` as a synchronising program does: under another name first."""
    shutil.copy(source, folder / ".syncthing.arriving.tmp")
    return (folder / ".syncthing.arriving.tmp").replace(folder / name)


@pytest.fixture
def store(folder: Path) -> Store:
    made = store_at(folder)
    made.save_documents([mood("mine")])
    return made


def test_the_names_of_conflict_copies_are_known() -> None:
    for name, stem in [
        (SYNCTHING, "coach"),
        ("coach.sync-conflict-20261124-101112.json", "coach"),
        ("coach-2024.sync-conflict-20261124-101112-ABCDEF2.json", "coach-2024"),
        ("coach.sync-conflict-20261124-101112-ABCDEF2.sync-conflict-20261124-101113-ABCDEF3.json", "coach"),
        ("coach (Ana's conflicted copy 2026-11-24).json", "coach"),
        ("coach (Anas in Konflikt stehende Kopie 2026-11-24).json", "coach"),
        ("coach (Konfliktkopie von laptop 2026-11-24).json", "coach"),
        ("coach (copie en conflit de Ana 2026-11-24).json", "coach"),  # codespell:ignore copie,conflit
        ("coach (copia en conflicto de Ana 2026-11-24).json", "coach"),
        ("coach (Copia in conflitto di Ana 2026-11-24).json", "coach"),
        ("coach (cópia em conflito de Ana 2026-11-24).json", "coach"),
        ("coach (conflicterende kopie van Ana 2026-11-24).json", "coach"),
        ("coach (конфликтующая копия Ana 2026-11-24).json", "coach"),
        ("coach (Ana の競合コピー 2026-11-24).json", "coach"),
        ("coach (Ana 的冲突副本 2026-11-24).json", "coach"),
        ("coach (conflicted copy 2026-11-24 101112).json", "coach"),
        ("coach (SFConflict ana@example.org 2026-11-24-10-11-12).json", "coach"),
        ("coach_conflict-20261124-101112.json", "coach"),
        ("coach [Conflict].json", "coach"),
        ("coach (1).json", "coach"),
        ("coach(1).json", "coach"),
        ("coach 2.json", "coach"),
        ("coach-2024 2.json", "coach-2024"),
        ("coach-DESKTOP-7A3B9C2.json", "coach"),
        ("coach-2024-Anas-MacBook-Air.json", "coach-2024"),
        ("address-book (1).json", "address-book"),
        ("coach-imports 2.json", "coach-imports"),
    ]:
        assert original_stem(name) == stem


def test_other_names_are_left_alone() -> None:
    for name in [
        *("coach.json", "coach-2024.json", "address-book.json", "coach-imports.json", "coach-damaged-2026-11-22.json"),
        *("coach-damaged-2026-11-22-2.json", ".syncthing.coach.json.tmp", "~syncthing~coach.json.tmp"),
        *(".~lock.coach.json#", "~$coach.json", ".coach-1f-2.tmp", ".dropbox.cache", "coach.json~", ".coach.json.swp"),
        *("coach.json.icloud", ".coach.json.icloud", "coach (1).json.part", "notes.json", "coach-backup.json"),
        *("coach.json.part", "coach-old.json", "coach.json.crdownload", "coaching (1).json"),
    ]:
        assert original_stem(name) is None


def test_a_conflict_copy_is_merged_and_kept_with_the_backups(store: Store, folder: Path, tmp_path: Path) -> None:
    copy = arrive(other(tmp_path, mood("theirs"), mood("more")), folder)
    arrivals = SyncConflictWatcher(store)
    assert arrivals.has_new_copies() and arrivals.merge_new_copies()
    assert keys(store_at(folder).load_folder().documents) == {"mine", "theirs", "more"}
    assert not copy.exists()
    why = [backup.reason for backup in store.backups.list_backups()]
    assert sorted(why) == ["before-merge", "daily", "from-another"]
    assert arrivals.take_messages() == ("Merged 2 entries from the other computer.",)
    assert arrivals.take_messages() == ()


def test_the_copy_from_before_a_merge_can_be_put_back(store: Store, folder: Path, tmp_path: Path) -> None:
    from coach.store.restore import restore_copy

    arrive(other(tmp_path, mood("theirs")), folder)
    SyncConflictWatcher(store).merge_new_copies()
    before = next(backup for backup in store.backups.list_backups() if backup.reason == "before-merge")
    assert keys(restore_copy(store, before.path)) == {"mine"}


def test_a_copy_that_brings_nothing_is_put_away_without_a_word(store: Store, folder: Path) -> None:
    arrive(folder / "coach.json", folder, "coach (1).json")
    arrivals = SyncConflictWatcher(store)
    assert not arrivals.merge_new_copies()
    assert arrivals.take_messages() == () and not (folder / "coach (1).json").exists()


def test_a_copy_that_is_not_whole_waits_until_it_is(store: Store, folder: Path, tmp_path: Path) -> None:
    source = other(tmp_path, mood("theirs"))
    copy = folder / SYNCTHING
    copy.write_bytes(source.read_bytes()[:-20])
    arrivals = SyncConflictWatcher(store)
    assert not arrivals.merge_new_copies() and copy.exists()
    with copy.open("ab") as file:  # written in place: the folder itself does not change
        file.write(source.read_bytes()[-20:])
    assert arrivals.has_new_copies() and arrivals.merge_new_copies()
    assert keys(store.load_folder().documents) == {"mine", "theirs"}


def test_an_empty_copy_waits(store: Store, folder: Path) -> None:
    (folder / SYNCTHING).touch()
    assert not SyncConflictWatcher(store).merge_new_copies()
    assert (folder / SYNCTHING).exists()


def _unreadable_copies() -> dict[str, Callable[[Path], object]]:
    deep = "[" * 300 + "]" * 300
    nested = f'{{"moods": {{"1": {{"id": "deep", "changed_at": "2026-11-24T09:00:00Z", "note": {deep}}}}}}}'
    return {
        "cut": lambda path: path.write_text('{"moods": {"1": {"id": "a"'),
        "nested 300 deep": lambda path: path.write_text(nested),
        "a pipe": os.mkfifo,
        "a link to nothing": lambda path: path.symlink_to("nowhere"),
        "a link to itself": lambda path: path.symlink_to(path.name),
        "a device": lambda path: path.symlink_to("/dev/zero"),
    }


@pytest.mark.parametrize("kind", _unreadable_copies())
def test_a_copy_that_can_never_be_read_is_named_and_hides_no_other(
    store: Store, folder: Path, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coach.store.merge_copies.SETTLED_AFTER", 0.0)
    bad = folder / "coach (1).json"
    _unreadable_copies()[kind](bad)
    arrive(other(tmp_path, mood("theirs")), folder)
    arrivals = SyncConflictWatcher(store)
    assert arrivals.merge_new_copies()
    assert keys(store.load_folder().documents) == {"mine", "theirs"}
    assert [(copy.path, copy.is_newer) for copy in arrivals.unmerged] == [(bad, False)]
    bad.unlink()
    arrivals.merge_new_copies()
    assert arrivals.unmerged == []


def test_a_copy_of_a_newer_coach_is_named_as_such_and_a_folder_is_not_ours(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coach.store.merge_copies.SETTLED_AFTER", 0.0)
    (folder / "coach (1).json").write_text('{"meta": {"1": {"id": "schema", "value": 99}}}')
    (folder / "coach (2).json").mkdir()
    arrivals = SyncConflictWatcher(store)
    arrivals.merge_new_copies()
    assert [(copy.path.name, copy.is_newer) for copy in arrivals.unmerged] == [("coach (1).json", True)]


def test_a_copy_that_may_still_arrive_is_not_told_of(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = folder / SYNCTHING
    copy.write_text('{"moods": ')
    arrivals = SyncConflictWatcher(store)
    now = copy.stat().st_ctime + 599
    monkeypatch.setattr("time.time", lambda: now)
    arrivals.merge_new_copies()
    assert not arrivals.unmerged
    now += 2
    arrivals.merge_new_copies()
    assert len(arrivals.unmerged) == 1


def test_a_year_is_merged_into_its_year(store: Store, folder: Path, tmp_path: Path) -> None:
    store.save_documents([mood("old", "2024-03-03T10:00:00Z")])
    there = store_at(tmp_path / "other")
    there.save_documents([mood("older", "2024-02-02T10:00:00Z")])
    arrive(tmp_path / "other" / "coach-2024.json", folder, "coach-2024 (1).json")
    SyncConflictWatcher(store).merge_new_copies()
    fresh = store_at(folder)
    assert keys(fresh.load_folder().documents) == {"mine"}
    assert keys(fresh.load_history()) == {"mine", "old", "older"}
    assert [p.name for p in sorted((folder / "backups").glob("*from-another*"))] == [
        "coach-2024-from-another-2026-11-24.json"
    ]


def test_a_year_that_was_replaced_gets_back_what_was_in_it(store: Store, folder: Path, tmp_path: Path) -> None:
    store.save_documents([mood("old", "2024-03-03T10:00:00Z")])
    store_at(tmp_path / "other").save_documents([mood("b", "2024-02-02T10:00:00Z"), mood("c", "2024-02-02T10:00:00Z")])
    arrive(tmp_path / "other" / "coach-2024.json", folder, "coach-2024.json")
    SyncConflictWatcher(store_at(folder)).merge_new_copies()
    fresh = store_at(folder)
    assert keys(fresh.load_folder().documents) == {"mine"}
    assert keys(fresh.load_history()) == {"mine", "old", "b", "c"}


def test_two_address_books_become_one(store: Store, folder: Path, tmp_path: Path) -> None:
    there = store_at(tmp_path / "other")
    save_address_book(there, [{"id": "c1", "name": "Lin"}])
    save_address_book(store, [{"id": "c2", "name": "Ana"}])
    arrive(tmp_path / "other" / "address-book.json", folder, "address-book (1).json")
    SyncConflictWatcher(store).merge_new_copies()
    assert set(load_address_book(store)) == {"c1", "c2"}
    assert "contacts" not in store.load_folder().documents


def test_a_forgotten_person_does_not_come_back_in_a_copy(store: Store, folder: Path, tmp_path: Path) -> None:
    from coach.store.forget_and_erase import forget_people

    arrive(other(tmp_path, person("p1"), message("m1", "p1", "2026-11-24T10:00:00Z"), mood("theirs")), folder)
    forget_people(store, ["p1"])
    SyncConflictWatcher(store).merge_new_copies()
    assert keys(store.load_folder().documents, "people") == keys(store.load_folder().documents, "messages") == set()


def test_nothing_is_taken_in_by_a_file_of_a_newer_coach(folder: Path, tmp_path: Path) -> None:
    folder.mkdir()
    (folder / "coach.json").write_text('{"meta": {"1": {"id": "schema", "value": 99}}}')
    copy = arrive(other(tmp_path, mood("theirs")), folder)
    store = store_at(folder)
    store.load_folder()
    assert not SyncConflictWatcher(store).merge_new_copies() and copy.exists()


def test_a_folder_at_rest_stirs_nobody(store: Store, folder: Path) -> None:
    arrivals = SyncConflictWatcher(store)
    os.utime(folder, ns=(0, 0))
    arrivals.merge_new_copies()
    assert not arrivals.has_new_copies()


def test_the_first_copy_of_syncthings_has_it_told_what_stays_here(store: Store, folder: Path, tmp_path: Path) -> None:
    (tmp_path / ".stfolder").mkdir()
    arrive(other(tmp_path, mood("theirs")), folder)
    SyncConflictWatcher(store).merge_new_copies()
    ignored = (tmp_path / ".stignore").read_text().splitlines()
    assert ignored == [".coach.lock", ".coach-*.tmp", "backups", "coach-damaged-*.json"]


def test_the_copies_of_a_linked_file_lie_beside_the_file_it_links_to(tmp_path: Path, folder: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    folder.mkdir()
    (folder / "coach.json").symlink_to(shared / "mine.json")
    store = store_at(folder)
    store.save_documents([mood("mine")])
    arrive(other(tmp_path, mood("theirs")), shared, "mine (1).json")
    SyncConflictWatcher(store).merge_new_copies()
    assert keys(store.load_folder().documents) == {"mine", "theirs"}


def test_a_copy_that_is_nested_too_deep_to_be_written_waits_and_stops_nothing(store: Store, folder: Path) -> None:
    store.save_documents([mood("mine")])
    row = orjson.dumps({**mood("deep")[1], "x": "DEEP"}).replace(b'"DEEP"', b"[" * 400 + b"]" * 400)
    data = b'{"meta":{"1":{"id":"schema","value":1}},"moods":{"1":' + row + b"}}"
    for name in ("coach (1).json", "address-book (1).json"):
        (folder / name).write_bytes(data)
    assert not SyncConflictWatcher(store).merge_new_copies()
    assert keys(store.save_documents([mood("next")])) == {"mine", "next"}
