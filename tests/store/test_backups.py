"""Backups: one a day, fourteen kept; what restoring would change is shown, and it can be taken back."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest

from coach.errors import CoachError
from coach.store import Store
from coach.store.backup import KEPT, Preview
from coach.store.form import SCHEMA
from coach.store.whole import back_up, preview_of, restore
from tests.store.disks import Refusing
from tests.store.records import keys, mood, person, store_at, written

DAY = date(2026, 11, 1)


def _days(folder: Path, count: int) -> Store:
    """Save one mood on each of `count` days and return the store of the last."""
    day = DAY
    store = Store(folder, today=lambda: day)
    for number in range(count):
        day = DAY + timedelta(days=number)
        store.save([mood(f"m{number}")])
        store.save([mood(f"again{number}")])
    return store


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "backups").iterdir())


def test_the_first_change_of_a_day_keeps_the_file_as_it_was(folder: Path) -> None:
    _days(folder, 3)
    assert _names(folder) == ["coach-2026-11-01.json", "coach-2026-11-02.json", "coach-2026-11-03.json"]
    rows = written(folder / "backups", "coach-2026-11-02.json")["moods"].values()
    assert {row["id"] for row in rows} == {"m0", "again0"}


def test_a_new_process_on_the_same_day_makes_no_second_one(folder: Path) -> None:
    store_at(folder).save([mood("a")])
    store_at(folder).save([mood("b")])
    before = (folder / "backups" / "coach-2026-11-24.json").read_bytes()
    store_at(folder).save([mood("c")])
    assert (folder / "backups" / "coach-2026-11-24.json").read_bytes() == before


def test_the_newest_fourteen_are_kept(folder: Path) -> None:
    store = _days(folder, 20)
    assert [backup.day for backup in store.backups.all()] == [DAY + timedelta(days=n) for n in range(19, 5, -1)]


def test_backups_of_another_kind_are_not_counted_among_the_fourteen(folder: Path) -> None:
    store = _days(folder, 3)
    back_up(store)
    for number in range(3, 20):
        Store(folder, today=partial(DAY.__add__, timedelta(days=number))).save([mood(f"m{number}")])
    kinds = [backup.why for backup in store.backups.all()]
    assert kinds.count("daily") == 14
    assert kinds.count("by-hand") == 1


def test_backups_by_hand_never_replace_each_other(folder: Path) -> None:
    store = store_at(folder)
    store.save([mood("a")])
    first = back_up(store)
    store.save([mood("b")])
    second = back_up(store)
    assert [first.path.name, second.path.name] == ["coach-2026-11-24-by-hand.json", "coach-2026-11-24-by-hand-2.json"]
    assert (second.why, second.number) == ("by-hand", 2)
    assert store.backups.all()[0] == second


def test_backups_say_when_and_why_and_how_much(folder: Path) -> None:
    store = store_at(folder)
    store.save([mood("a"), mood("b", deleted=True), person("p")])
    backup = back_up(store)
    assert (backup.day, backup.why) == (date(2026, 11, 24), "by-hand")
    docs = store.backups.content(backup.path).docs
    assert (keys(docs), keys(docs, "people")) == ({"a", "b"}, {"p"})


def test_names_that_are_not_ours_are_no_backups(folder: Path) -> None:
    store = _days(folder, 1)
    for name in ("notes.txt", "coach-2019.json", "coach-2026-13-45.json", "coach-2026-11-01.json.part", "coach.json"):
        (folder / "backups" / name).write_text("{}")
    assert [backup.path.name for backup in store.backups.all()] == ["coach-2026-11-01.json"]


def test_the_newest_good_backup_passes_over_one_that_cannot_be_read(folder: Path) -> None:
    store = _days(folder, 3)
    (folder / "backups" / "coach-2026-11-03.json").write_bytes(b"zzz")
    newest = store.backups.newest_good()
    assert newest is not None
    assert newest[0].day == DAY + timedelta(days=1)


def test_a_preview_says_what_would_come_back_go_and_differ_and_changes_nothing(folder: Path) -> None:
    store = store_at(folder)
    store.save([mood("stays"), mood("differs", value=1), mood("comes back"), person("p")])
    backup = back_up(store)
    store.save([mood("differs", value=5), mood("goes")], [("moods", "comes back")])
    before = (folder / "coach.json").read_bytes()
    assert preview_of(store, backup.path) == {"moods": Preview(back=1, gone=1, different=1)}
    assert (folder / "coach.json").read_bytes() == before


def test_restoring_brings_the_file_as_it_was(folder: Path) -> None:
    store = store_at(folder)
    store.save([mood("a", value=1)])
    backup = back_up(store)
    store.save([mood("a", value=5), mood("b")])
    docs = restore(store, backup.path)
    assert keys(docs) == {"a"}
    assert docs["moods"]["a"]["value"] == 1
    assert keys(store_at(folder).load().docs) == {"a"}


def test_restoring_makes_a_backup_first_so_that_it_can_be_taken_back(folder: Path) -> None:
    store = store_at(folder)
    store.save([mood("a")])
    backup = back_up(store)
    store.save([mood("b")])
    restore(store, backup.path)
    undo = next(backup for backup in store.backups.all() if backup.why == "before-restore")
    assert keys(restore(store, undo.path)) == {"a", "b"}


def test_nothing_is_restored_without_that_backup(folder: Path) -> None:
    disk = Refusing()
    store = store_at(folder, disk=disk)
    store.save([mood("a")])
    backup = back_up(store)
    store.save([mood("b")])
    disk.arm(1, 28, lasting=True, only=frozenset({"write"}))
    with pytest.raises(CoachError, match="Nothing was changed"):
        restore(store, backup.path)
    assert keys(store_at(folder).load().docs) == {"a", "b"}


def test_finished_years_stay_when_a_backup_is_put_back(folder: Path) -> None:
    store = store_at(folder)
    store.save([mood("a")])
    backup = back_up(store)
    store.save([mood("old", "2019-01-01T10:00:00Z")])
    restore(store, backup.path)
    assert keys(store.history()) == {"a", "old"}


def test_a_backup_from_before_a_year_left_doubles_nothing(folder: Path) -> None:
    Store(folder, today=lambda: date(2020, 1, 1)).save([mood("a", "2019-01-01T10:00:00Z")])
    backup = back_up(Store(folder, today=lambda: date(2020, 1, 2)))
    store = store_at(folder)
    store.save([mood("b")])
    assert (folder / "coach-2019.json").exists()
    assert keys(restore(store, backup.path)) == set()
    assert keys(store.history()) == {"a"}


@pytest.mark.parametrize("data", [b"", b"zzz", b"{}"])
def test_a_copy_that_cannot_be_read_is_one_line(folder: Path, data: bytes) -> None:
    store = store_at(folder)
    store.save([mood("a")])
    (folder / "copy.json").write_bytes(data)
    with pytest.raises(CoachError, match="cannot be read as coach data"):
        restore(store, folder / "copy.json")
    assert keys(store.load().docs) == {"a"}


def test_a_copy_that_is_not_there_is_one_line(folder: Path) -> None:
    with pytest.raises(CoachError, match="There is no copy"):
        restore(store_at(folder), folder / "nowhere.json")


def test_a_copy_of_a_newer_coach_is_not_put_back(folder: Path) -> None:
    store = store_at(folder)
    store.save([mood("a")])
    copy = back_up(store).path
    copy.write_bytes(copy.read_bytes().replace(b'"value":%d' % SCHEMA, b'"value":99', 1))
    with pytest.raises(CoachError, match="newer coach"):
        restore(store, copy)


def test_the_newest_copies_of_one_day_are_kept_however_many_there_were(folder: Path) -> None:
    store = store_at(folder)
    for number in range(KEPT + 4):
        store.save([mood(f"m{number}")])
        store.backups.make(store.today(), "before-merge")
    kept = [each for each in store.backups.all() if each.why == "before-merge"]
    assert [each.number for each in kept] == list(range(KEPT + 4, 4, -1))
    assert len(store.backups.content(kept[0].path).docs["moods"]) == KEPT + 4
