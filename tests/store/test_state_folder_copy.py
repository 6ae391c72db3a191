"""A version that replaces the file takes nothing away that was acknowledged here."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from coach.actions.moods import log_mood
from coach.service import CoachService
from coach.store import Store
from coach.store.forget_and_erase import erase_all, forget_people
from coach.store.merge_copies import SyncConflictWatcher
from tests.conftest import FakeClock
from tests.store.records import keys, message, mood, person, store_at

Make = Callable[[], Store]


@pytest.fixture
def make(folder: Path, tmp_path: Path) -> Make:
    """Return what makes a new store, as a new process has it, on one folder of one computer."""
    return lambda: store_at(folder, local_copy=tmp_path / "state" / "acknowledged.json")


def foreign(tmp_path: Path, *puts: tuple[str, dict[str, object]]) -> Path:
    store_at(tmp_path / "other").save_documents(puts)
    return tmp_path / "other" / "coach.json"


def replace(source: Path, folder: Path) -> None:
    shutil.copy(source, folder / ".~arriving")
    (folder / ".~arriving").replace(folder / "coach.json")


def test_what_a_foreign_version_lacks_is_put_back_at_the_next_start(make: Make, folder: Path, tmp_path: Path) -> None:
    make().save_documents([mood("mine")])
    replace(foreign(tmp_path, mood("theirs")), folder)
    store = make()
    assert keys(store.load_folder().documents) == {"mine", "theirs"}
    SyncConflictWatcher(store).merge_new_copies()
    assert keys(store_at(folder).load_folder().documents) == {"mine", "theirs"}


def test_a_save_over_a_foreign_version_holds_both(make: Make, folder: Path, tmp_path: Path) -> None:
    make().save_documents([mood("mine")])
    replace(foreign(tmp_path, mood("theirs")), folder)
    make().save_documents([mood("next")])
    assert keys(store_at(folder).load_folder().documents) == {"mine", "theirs", "next"}


def test_a_version_written_in_place_takes_nothing_away_either(make: Make, folder: Path, tmp_path: Path) -> None:
    make().save_documents([mood("mine")])
    (folder / "coach.json").write_bytes(foreign(tmp_path, mood("theirs")).read_bytes())
    assert keys(make().load_folder().documents) == {"mine", "theirs"}


def test_the_notice_counts_what_an_older_version_lacks_and_nothing_that_it_has(make: Make, folder: Path) -> None:
    store = make()
    store.save_documents([mood("first"), mood("second")])
    older_version = (folder / "coach.json").read_bytes()
    store.save_documents([mood("third")])
    (folder / "coach.json").write_bytes(older_version)
    store = make()
    store.load_folder()
    (notice,) = store.describe_state()
    assert notice.startswith("One entry saved on this computer was not in the data file.")


def test_a_damaged_version_takes_nothing_away_either(make: Make, folder: Path) -> None:
    store = make()
    store.save_documents([mood("first")])
    store.save_documents([mood("second")])
    (folder / "coach.json").write_bytes(b'{"moods": {"1": {"id": "fir')
    assert keys(make().load_folder().documents) == {"first", "second"}


def test_a_foreign_version_that_knows_all_of_it_is_left_as_it_is(make: Make, folder: Path, tmp_path: Path) -> None:
    make().save_documents([mood("mine"), ("actions", {"id": "a1", "changed_at": "2026-11-24T09:00:00Z"})])
    source = foreign(tmp_path, mood("mine"), mood("theirs"))
    replace(source, folder)
    store = make()
    store.load_folder()
    assert not SyncConflictWatcher(store).merge_new_copies()
    assert (folder / "coach.json").read_bytes() == source.read_bytes()


def test_a_newer_version_of_a_record_stays(make: Make, folder: Path, tmp_path: Path) -> None:
    make().save_documents([mood("m", value=2)])
    replace(foreign(tmp_path, mood("m", value=5, changed_at="2026-11-24T09:30:00Z")), folder)
    assert make().load_folder().documents["moods"]["m"]["value"] == 5


def test_a_deletion_there_stays(make: Make, folder: Path, tmp_path: Path) -> None:
    make().save_documents([mood("m")])
    replace(foreign(tmp_path, mood("m", deleted=True, changed_at="2026-11-24T09:30:00Z")), folder)
    assert make().load_folder().documents["moods"]["m"]["deleted"] is True


def test_what_another_process_here_took_away_stays_away(make: Make) -> None:
    open_screen = make()
    open_screen.save_documents([mood("a"), mood("b")])
    make().save_documents([], [("moods", "a")])
    assert keys(open_screen.load_folder().documents) == {"b"}


def test_somebody_forgotten_there_is_forgotten_here(make: Make, folder: Path, tmp_path: Path) -> None:
    mine = [person("p1"), message("m1", "p1", "2026-11-24T10:00:00Z"), mood("mine")]
    make().save_documents(mine)
    there = store_at(tmp_path / "other")
    there.save_documents(mine)
    forget_people(there, ["p1"])
    replace(tmp_path / "other" / "coach.json", folder)
    documents = make().load_folder().documents
    assert keys(documents, "people") == keys(documents, "messages") == set()
    assert keys(documents) == {"mine"}


def test_what_has_left_for_its_year_is_not_brought_back(make: Make, folder: Path, tmp_path: Path) -> None:
    make().save_documents([mood("mine")])
    shutil.copytree(folder, tmp_path / "other")
    later = date(2028, 1, 1)
    store_at(tmp_path / "other", today=lambda: later).save_documents([mood("theirs", "2028-01-01T10:00:00Z")])
    shutil.copy(tmp_path / "other" / "coach-2026.json", folder)
    replace(tmp_path / "other" / "coach.json", folder)
    store = store_at(folder, today=lambda: later, local_copy=tmp_path / "state" / "acknowledged.json")
    assert keys(store.load_folder().documents) == {"theirs"}
    assert keys(store.load_history()) == {"mine", "theirs"}


def test_erasing_leaves_no_copy(make: Make, tmp_path: Path) -> None:
    store = make()
    store.save_documents([mood("a")])
    erase_all(store)
    assert list((tmp_path / "state").iterdir()) == []


def test_a_damaged_copy_of_another_place_goes_by_what_identifies_the_data(make: Make, tmp_path: Path) -> None:
    make().save_documents([mood("a")])
    [copy] = (tmp_path / "state").glob("*.json")
    damaged, other = copy.with_name("moved.json"), copy.with_name("other.json")
    damaged.write_bytes(copy.read_bytes()[:-9])
    other.write_text('{"moods": {"1": {"id": "somebody else\'s"')
    erase_all(make())
    assert [path.name for path in copy.parent.iterdir()] == ["other.json"]


def test_a_folder_in_place_of_the_copy_stops_neither_saving_nor_erasing(make: Make, tmp_path: Path) -> None:
    make().save_documents([mood("a")])
    [copy] = (tmp_path / "state").glob("*.json")
    copy.unlink()
    copy.mkdir()
    make().save_documents([mood("b")])
    assert erase_all(make()) > 0
    assert not make().path.exists()


def test_forgetting_leaves_no_name_in_the_copy(make: Make, tmp_path: Path) -> None:
    store = make()
    store.save_documents([person("p1", "Zebulon")])
    forget_people(store, ["p1"])
    assert "Zebulon" not in (tmp_path / "state" / "acknowledged.json").read_text()


def test_the_copy_is_for_its_owner_alone(make: Make, tmp_path: Path) -> None:
    make().save_documents([mood("a")])
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "state" / "acknowledged.json").stat().st_mode & 0o777 == 0o600


def test_a_disk_that_takes_no_copy_disturbs_no_save(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    store = store_at(folder, local_copy=tmp_path / "state" / "acknowledged.json")
    assert keys(store.save_documents([mood("a")])) == {"a"}


def test_what_follows_an_acknowledged_save_leaves_the_copy_for_this_computer(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock, "test0001").open_folder()
    service.execute(log_mood(5))
    pending = service.apply(log_mood(3))
    service.confirm(pending, service.save_change(pending))
    place = service.store.local_copy.place
    assert place is not None and b'"value":3' not in place.read_bytes()
    service.finish_save()
    assert place.read_bytes() == (folder / "coach.json").read_bytes()
    assert place.stat().st_mtime_ns == (folder / "coach.json").stat().st_mtime_ns


def test_a_copy_that_comes_late_does_not_take_the_place_of_a_later_one(folder: Path, clock: FakeClock) -> None:
    slow = CoachService(folder, clock, "test0001").open_folder()
    slow.execute(log_mood(5))
    pending = slow.apply(log_mood(3))
    slow.confirm(pending, slow.save_change(pending))
    CoachService(folder, clock, "test0001").execute(log_mood(1))  # the shell, meanwhile
    slow.finish_save()
    place = slow.store.local_copy.place
    assert place is not None and place.read_bytes() == (folder / "coach.json").read_bytes()
    (folder / "coach.json").unlink()
    store_at(folder).save_documents([person("p")])  # a version from elsewhere that knows nothing of it
    assert len(keys(CoachService(folder, clock, "test0001").open_folder().store.state.content.documents)) == 3


def test_a_later_save_of_the_shell_is_kept_before_the_screen_is_done(folder: Path) -> None:
    store = store_at(folder, local_copy=folder.with_name("kept"))
    store.save_documents([mood("a")], keep=False)
    assert not folder.with_name("kept").exists()
    store.save_documents([mood("b")])
    assert folder.with_name("kept").read_bytes() == (folder / "coach.json").read_bytes()


# Records that the disk refused


def test_two_programs_spool_and_the_next_to_open_has_both(make: Make) -> None:
    make().save_documents([mood("saved")])
    assert make().spool_documents([mood("one")])
    assert make().spool_documents([mood("two")])
    assert keys(make().load_folder().documents) == {"saved", "one", "two"}


def test_a_save_in_between_takes_no_spooled_record_away(make: Make, folder: Path, tmp_path: Path) -> None:
    """The disk is away; a command begins a new file in its place; then the disk is back."""
    make().save_documents([mood("saved")])
    assert make().spool_documents([mood("spooled")])
    folder.rename(tmp_path / "away")
    make().save_documents([mood("elsewhere")])
    shutil.rmtree(folder)
    (tmp_path / "away").rename(folder)
    assert keys(make().load_folder().documents) >= {"saved", "spooled"}


def test_a_spooled_file_goes_once_its_records_are_in_the_data_file(make: Make, folder: Path, tmp_path: Path) -> None:
    make().save_documents([mood("saved")])
    make().spool_documents([mood("old", "2019-03-03T10:00:00Z"), mood("new")])
    store = make()
    store.load_folder()
    assert len(list((tmp_path / "state").iterdir())) == 2
    SyncConflictWatcher(store).merge_new_copies()
    assert [path.name for path in (tmp_path / "state").iterdir()] == ["acknowledged.json"]
    assert keys(store_at(folder).load_history()) == {"saved", "old", "new"}


def test_a_spooled_file_stays_while_its_records_are_not_saved(make: Make, tmp_path: Path) -> None:
    store = make()
    store.save_documents([mood("saved")])
    make().spool_documents([mood("spooled")])
    store.save_documents([mood("next")])  # a screen that has been open since before
    assert keys(make().load_folder().documents) == {"saved", "next", "spooled"}


def test_spooled_files_are_private_and_go_with_everything(make: Make, tmp_path: Path) -> None:
    store = make()
    store.save_documents([mood("saved")])
    store.spool_documents([mood("spooled")])
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "state").iterdir()} == {0o600}
    erase_all(store)
    assert list((tmp_path / "state").iterdir()) == []


def test_forgetting_leaves_no_name_in_spooled_or_half_written_files(make: Make, tmp_path: Path) -> None:
    store = make()
    store.save_documents([person("p1", "Zebulon")])
    store.spool_documents([person("p1", "Zebulon", note="met"), mood("spooled")])
    (tmp_path / "state" / ".coach-1f-0.tmp").write_text("Zebulon")
    forget_people(store, ["p1"])
    assert not [path for path in (tmp_path / "state").iterdir() if "Zebulon" in path.read_text()]
    assert keys(make().load_folder().documents) == {"spooled"}


def test_half_written_copies_of_killed_writers_are_swept(make: Make, tmp_path: Path) -> None:
    make().save_documents([mood("saved")])
    temp = tmp_path / "state" / ".coach-1f-0.tmp"
    temp.touch()
    os.utime(temp, (0, 0))
    make().load_folder()
    assert not temp.exists()
