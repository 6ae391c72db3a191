"""Backups: one a day, fourteen kept; what restoring would change is shown, and it can be taken back."""

from __future__ import annotations

import errno
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest

from coach.errors import CoachError
from coach.store import Store
from coach.store.address_book_and_accounts import save_address_book
from coach.store.backups import BACKUPS_TO_KEEP
from coach.store.file_format import SCHEMA_VERSION
from coach.store.merge_copies import merge_from
from coach.store.restore import RestorePreview, back_up_data, preview_restored_copy, read_data_file, restore_copy
from tests.store.disks import Refusing
from tests.store.records import keys, mood, person, store_at, written

DAY = date(2026, 11, 1)


def _days(folder: Path, count: int) -> Store:
    """Save one mood on each of `count` days and return the store of the last."""
    day = DAY
    store = Store(folder, today=lambda: day)
    for number in range(count):
        day = DAY + timedelta(days=number)
        store.save_documents([mood(f"m{number}")])
        store.save_documents([mood(f"again{number}")])
    return store


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "backups").iterdir())


def test_the_first_change_of_a_day_keeps_the_file_as_it_was(folder: Path) -> None:
    _days(folder, 3)
    assert _names(folder) == ["coach-2026-11-01.json", "coach-2026-11-02.json", "coach-2026-11-03.json"]
    rows = written(folder / "backups", "coach-2026-11-02.json")["moods"].values()
    assert {row["id"] for row in rows} == {"m0", "again0"}


@pytest.mark.parametrize("copy", [back_up_data, read_data_file])
def test_without_a_data_file_there_is_nothing_to_copy(folder: Path, copy: Callable[[Store], object]) -> None:
    with pytest.raises(CoachError, match=r"No backup made: there is no .*coach\.json yet\. The first thing"):
        copy(store_at(folder))


def test_a_new_process_on_the_same_day_makes_no_second_one(folder: Path) -> None:
    store_at(folder).save_documents([mood("a")])
    store_at(folder).save_documents([mood("b")])
    before = (folder / "backups" / "coach-2026-11-24.json").read_bytes()
    store_at(folder).save_documents([mood("c")])
    assert (folder / "backups" / "coach-2026-11-24.json").read_bytes() == before


def test_the_newest_fourteen_are_kept(folder: Path) -> None:
    store = _days(folder, 20)
    assert [backup.day for backup in store.backups.list_backups()] == [
        DAY + timedelta(days=n) for n in range(19, 5, -1)
    ]


def test_backups_of_another_kind_are_not_counted_among_the_fourteen(folder: Path) -> None:
    store = _days(folder, 3)
    back_up_data(store)
    for number in range(3, 20):
        Store(folder, today=partial(DAY.__add__, timedelta(days=number))).save_documents([mood(f"m{number}")])
    kinds = [backup.reason for backup in store.backups.list_backups()]
    assert kinds.count("daily") == 14
    assert kinds.count("by-hand") == 1


def test_backups_by_hand_never_replace_each_other(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("a")])
    first = back_up_data(store)
    store.save_documents([mood("b")])
    second = back_up_data(store)
    assert [first.path.name, second.path.name] == ["coach-2026-11-24-by-hand.json", "coach-2026-11-24-by-hand-2.json"]
    assert (second.reason, second.number) == ("by-hand", 2)
    assert store.backups.list_backups()[0] == second


def test_backups_say_when_and_why_and_how_much(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("a"), mood("b", deleted=True), person("p")])
    backup = back_up_data(store)
    assert (backup.day, backup.reason) == (date(2026, 11, 24), "by-hand")
    documents = store.backups.read_backup(backup.path).documents
    assert (keys(documents), keys(documents, "people")) == ({"a", "b"}, {"p"})


def test_names_that_are_not_ours_are_no_backups(folder: Path) -> None:
    store = _days(folder, 1)
    for name in ("notes.txt", "coach-2019.json", "coach-2026-13-45.json", "coach-2026-11-01.json.part", "coach.json"):
        (folder / "backups" / name).write_text("{}")
    assert [backup.path.name for backup in store.backups.list_backups()] == ["coach-2026-11-01.json"]


def test_the_newest_good_backup_passes_over_one_that_cannot_be_read(folder: Path) -> None:
    store = _days(folder, 3)
    (folder / "backups" / "coach-2026-11-03.json").write_bytes(b"zzz")
    newest = store.backups.newest_good()
    assert newest is not None
    assert newest[0].day == DAY + timedelta(days=1)


def test_a_preview_says_what_would_come_back_go_and_differ_and_changes_nothing(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("stays"), mood("differs", value=1), mood("comes back"), person("p")])
    backup = back_up_data(store)
    store.save_documents([mood("differs", value=5), mood("goes")], [("moods", "comes back")])
    before = (folder / "coach.json").read_bytes()
    assert preview_restored_copy(store, backup.path) == {"moods": RestorePreview(returning=1, removed=1, changed=1)}
    assert (folder / "coach.json").read_bytes() == before


def test_restoring_brings_the_file_as_it_was(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("a", value=1)])
    backup = back_up_data(store)
    store.save_documents([mood("a", value=5), mood("b")])
    documents = restore_copy(store, backup.path)
    assert keys(documents) == {"a"}
    assert documents["moods"]["a"]["value"] == 1
    assert keys(store_at(folder).load_folder().documents) == {"a"}


def test_restoring_makes_a_backup_first_so_that_it_can_be_taken_back(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("a")])
    backup = back_up_data(store)
    store.save_documents([mood("b")])
    restore_copy(store, backup.path)
    undo = next(backup for backup in store.backups.list_backups() if backup.reason == "before-restore")
    assert keys(restore_copy(store, undo.path)) == {"a", "b"}


def test_nothing_is_restored_without_that_backup(folder: Path) -> None:
    disk = Refusing()
    store = store_at(folder, disk=disk)
    store.save_documents([mood("a")])
    backup = back_up_data(store)
    store.save_documents([mood("b")])
    disk.arm(1, 28, lasting=True, only=frozenset({"write"}))
    with pytest.raises(CoachError, match="Nothing was changed"):
        restore_copy(store, backup.path)
    assert keys(store_at(folder).load_folder().documents) == {"a", "b"}


def test_finished_years_stay_when_a_backup_is_put_back(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("a")])
    backup = back_up_data(store)
    store.save_documents([mood("old", "2019-01-01T10:00:00Z")])
    restore_copy(store, backup.path)
    assert keys(store.load_history()) == {"a", "old"}


def test_a_backup_from_before_a_year_left_doubles_nothing(folder: Path) -> None:
    Store(folder, today=lambda: date(2020, 1, 1)).save_documents([mood("a", "2019-01-01T10:00:00Z")])
    backup = back_up_data(Store(folder, today=lambda: date(2020, 1, 2)))
    store = store_at(folder)
    store.save_documents([mood("b")])
    assert (folder / "coach-2019.json").exists()
    assert keys(restore_copy(store, backup.path)) == set()
    assert keys(store.load_history()) == {"a"}


@pytest.mark.parametrize("data", [b"", b"zzz", b"{}"])
def test_a_copy_that_cannot_be_read_is_one_line(folder: Path, data: bytes) -> None:
    store = store_at(folder)
    store.save_documents([mood("a")])
    (folder / "copy.json").write_bytes(data)
    with pytest.raises(CoachError, match="cannot be read as coach data"):
        restore_copy(store, folder / "copy.json")
    assert keys(store.load_folder().documents) == {"a"}


def test_a_copy_that_is_not_there_is_one_line(folder: Path) -> None:
    with pytest.raises(CoachError, match="There is no backup"):
        restore_copy(store_at(folder), folder / "nowhere.json")


@pytest.mark.parametrize("restored", [True, False])
def test_a_file_beside_the_data_is_neither_put_back_nor_merged(folder: Path, restored: bool) -> None:
    store = store_at(folder)
    store.save_documents([mood("a")])
    save_address_book(store, [{"id": "c1", "name": "Lin"}])
    with pytest.raises(CoachError, match="no entries"):
        (restore_copy if restored else merge_from)(store, folder / "address-book.json")
    assert keys(store_at(folder).load_folder().documents) == {"a"}
    assert "contacts" not in written(folder)


def test_a_copy_of_a_newer_coach_is_not_put_back(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("a")])
    copy = back_up_data(store).path
    copy.write_bytes(copy.read_bytes().replace(b'"value":%d' % SCHEMA_VERSION, b'"value":99', 1))
    with pytest.raises(CoachError, match="newer version"):
        restore_copy(store, copy)


def test_the_newest_copies_of_one_day_are_kept_however_many_there_were(folder: Path) -> None:
    store = store_at(folder)
    for number in range(BACKUPS_TO_KEEP + 4):
        store.save_documents([mood(f"m{number}")])
        store.backups.make_backup("before-merge")
    kept = [each for each in store.backups.list_backups() if each.reason == "before-merge"]
    assert [each.number for each in kept] == list(range(BACKUPS_TO_KEEP + 4, 4, -1))
    assert len(store.backups.read_backup(kept[0].path).documents["moods"]) == BACKUPS_TO_KEEP + 4


def test_a_backup_is_never_written_over_because_the_folder_cannot_be_listed(folder: Path) -> None:
    disk = Refusing()
    store = store_at(folder, disk=disk)
    store.save_documents([mood("m1")])
    first = back_up_data(store).path
    before = first.read_bytes()
    store.save_documents([mood("m2")])
    disk.arm(1, errno.EIO, lasting=True, only=frozenset({"names"}))
    with pytest.raises(CoachError, match="No backup made"):
        back_up_data(store)
    assert first.read_bytes() == before
