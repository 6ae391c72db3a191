"""A version that replaces the file takes nothing away that was acknowledged here."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from coach.store import Store
from coach.store.conflicts import Arrivals
from coach.store.purge import erase, forget
from tests.store.records import keys, message, mood, person, store_at

Make = Callable[[], Store]


@pytest.fixture
def make(folder: Path, tmp_path: Path) -> Make:
    """Return what makes a new store, as a new process has it, on one folder of one computer."""
    return lambda: store_at(folder, acknowledged=tmp_path / "state" / "acknowledged.json")


def foreign(tmp_path: Path, *puts: tuple[str, dict[str, object]]) -> Path:
    store_at(tmp_path / "other").save(puts)
    return tmp_path / "other" / "coach.json"


def replace(source: Path, folder: Path) -> None:
    shutil.copy(source, folder / ".~arriving")
    (folder / ".~arriving").replace(folder / "coach.json")


def test_what_a_foreign_version_lacks_is_put_back_at_the_next_start(make: Make, folder: Path, tmp_path: Path) -> None:
    make().save([mood("mine")])
    replace(foreign(tmp_path, mood("theirs")), folder)
    store = make()
    assert keys(store.load().docs) == {"mine", "theirs"}
    Arrivals(store).take_in()
    assert keys(store_at(folder).load().docs) == {"mine", "theirs"}


def test_a_save_over_a_foreign_version_holds_both(make: Make, folder: Path, tmp_path: Path) -> None:
    make().save([mood("mine")])
    replace(foreign(tmp_path, mood("theirs")), folder)
    make().save([mood("next")])
    assert keys(store_at(folder).load().docs) == {"mine", "theirs", "next"}


def test_a_version_written_in_place_takes_nothing_away_either(make: Make, folder: Path, tmp_path: Path) -> None:
    make().save([mood("mine")])
    (folder / "coach.json").write_bytes(foreign(tmp_path, mood("theirs")).read_bytes())
    assert keys(make().load().docs) == {"mine", "theirs"}


def test_a_damaged_version_takes_nothing_away_either(make: Make, folder: Path) -> None:
    store = make()
    store.save([mood("first")])
    store.save([mood("second")])
    (folder / "coach.json").write_bytes(b'{"moods": {"1": {"id": "fir')
    assert keys(make().load().docs) == {"first", "second"}


def test_a_foreign_version_that_knows_all_of_it_is_left_as_it_is(make: Make, folder: Path, tmp_path: Path) -> None:
    make().save([mood("mine"), ("actions", {"id": "a1", "changed_at": "2026-11-24T09:00:00Z"})])
    source = foreign(tmp_path, mood("mine"), mood("theirs"))
    replace(source, folder)
    store = make()
    store.load()
    assert not Arrivals(store).take_in()
    assert (folder / "coach.json").read_bytes() == source.read_bytes()


def test_a_newer_version_of_a_record_stays(make: Make, folder: Path, tmp_path: Path) -> None:
    make().save([mood("m", value=2)])
    replace(foreign(tmp_path, mood("m", value=5, changed_at="2026-11-24T09:30:00Z")), folder)
    assert make().load().docs["moods"]["m"]["value"] == 5


def test_a_deletion_there_stays(make: Make, folder: Path, tmp_path: Path) -> None:
    make().save([mood("m")])
    replace(foreign(tmp_path, mood("m", deleted=True, changed_at="2026-11-24T09:30:00Z")), folder)
    assert make().load().docs["moods"]["m"]["deleted"] is True


def test_what_another_process_here_took_away_stays_away(make: Make) -> None:
    open_screen = make()
    open_screen.save([mood("a"), mood("b")])
    make().save([], [("moods", "a")])
    assert keys(open_screen.load().docs) == {"b"}


def test_somebody_forgotten_there_is_forgotten_here(make: Make, folder: Path, tmp_path: Path) -> None:
    mine = [person("p1"), message("m1", "p1", "2026-11-24T10:00:00Z"), mood("mine")]
    make().save(mine)
    there = store_at(tmp_path / "other")
    there.save(mine)
    forget(there, ["p1"])
    replace(tmp_path / "other" / "coach.json", folder)
    docs = make().load().docs
    assert keys(docs, "people") == keys(docs, "messages") == set()
    assert keys(docs) == {"mine"}


def test_what_has_left_for_its_year_is_not_brought_back(make: Make, folder: Path, tmp_path: Path) -> None:
    make().save([mood("mine")])
    shutil.copytree(folder, tmp_path / "other")
    later = date(2028, 1, 1)
    store_at(tmp_path / "other", today=lambda: later).save([mood("theirs", "2028-01-01T10:00:00Z")])
    shutil.copy(tmp_path / "other" / "coach-2026.json", folder)
    replace(tmp_path / "other" / "coach.json", folder)
    store = store_at(folder, today=lambda: later, acknowledged=tmp_path / "state" / "acknowledged.json")
    assert keys(store.load().docs) == {"theirs"}
    assert keys(store.history()) == {"mine", "theirs"}


def test_erasing_leaves_no_copy(make: Make, tmp_path: Path) -> None:
    store = make()
    store.save([mood("a")])
    erase(store)
    assert list((tmp_path / "state").iterdir()) == []


def test_forgetting_leaves_no_name_in_the_copy(make: Make, tmp_path: Path) -> None:
    store = make()
    store.save([person("p1", "Zebulon")])
    forget(store, ["p1"])
    assert "Zebulon" not in (tmp_path / "state" / "acknowledged.json").read_text()


def test_the_copy_is_for_its_owner_alone(make: Make, tmp_path: Path) -> None:
    make().save([mood("a")])
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "state" / "acknowledged.json").stat().st_mode & 0o777 == 0o600


def test_a_disk_that_takes_no_copy_disturbs_no_save(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    store = store_at(folder, acknowledged=tmp_path / "state" / "acknowledged.json")
    assert keys(store.save([mood("a")])) == {"a"}
