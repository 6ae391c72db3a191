"""Forgetting somebody leaves no trace of them in any file; erasing leaves nothing at all."""

from __future__ import annotations

import errno
import json
import shutil
from pathlib import Path

import pytest

from coach.errors import CoachError
from coach.store.address_book_and_accounts import (
    load_address_book,
    load_imported_accounts,
    save_address_book,
    save_imported_accounts,
)
from coach.store.forget_and_erase import erase_all, forget_people
from coach.store.merge_copies import merge_from
from coach.store.restore import back_up_data, restore_copy
from tests.store.disks import Refusing
from tests.store.records import keys, message, mood, person, store_at

ANA = "a" * 31 + "1"
LIN = "b" * 31 + "2"
OLD = "2019-01-01T10:00:00Z"


def _everything(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def _full(folder: Path) -> None:
    """Ana and Lin in the data file, in finished years, in backups, in a damaged file and in the address book."""
    store = store_at(folder)
    store.save_documents([person(ANA, "Ana Unique", keys=["li:ana"]), person(LIN, "Lin")])
    store.save_documents(
        [
            message("m1", ANA, "2026-11-01T10:00:00Z", text="hello Unique"),
            message("m2", LIN, "2026-11-01T10:00:00Z"),
            message("m3", ANA, OLD, text="Unique too"),
            ("notes", {"id": "n1", "at": OLD, "person": ANA, "text": "a Unique talk"}),
            ("boundaries", {"id": "b1", "person": ANA, "at": OLD}),
            ("actions", {"id": "x1", "says": "Wrote to Ana Unique.", "steps": [{"after": {"person": ANA}}]}),
            ("settings", {"id": "settings", "support_person": ANA, "limit_minutes": 30}),
            ("reviews", {"id": "r1", "kind": "week", "day": "2026-11-01", "answers": {"who": [ANA, LIN], "why": "x"}}),
            mood("mood"),
        ]
    )
    back_up_data(store)
    save_address_book(store, [{"id": "li:ana", "name": "Ana Unique"}, {"id": "li:lin", "name": "Lin"}])
    people = {"ana": {"key": "ana", "name": "Ana Unique"}, "lin": {"key": "lin", "name": "Lin"}}
    messages = [{"key": "1", "person": "ana", "text": "Unique"}, {"key": "2", "person": "lin"}]
    save_imported_accounts(store, {"li": {"format": "li", "people": people, "messages": messages}})
    path = folder / "coach.json"
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index(b"Wrote to Ana Uni")])
    store_at(folder).load_folder()
    path.write_bytes(whole)


def test_a_forgotten_person_is_in_no_file_any_more(folder: Path) -> None:
    _full(folder)
    assert _everything(folder).count(b"Unique") > 8
    store = store_at(folder)
    told = forget_people(store, [ANA])
    assert b"Unique" not in _everything(folder)
    once = dict.fromkeys(("people", "notes", "boundaries", "actions", "contacts"), 1)
    assert dict(told.records) == once | {"messages": 2}
    assert {path.name for path in told.files} >= {
        "coach.json",
        "coach-2019.json",
        "coach-2026-11-24.json",
        "coach-2026-11-24-by-hand.json",
        "coach-damaged-2026-11-24.json",
        "address-book.json",
    }


def test_everybody_and_everything_else_stays(folder: Path) -> None:
    _full(folder)
    store = store_at(folder)
    forget_people(store, [ANA])
    documents = store.load_history()
    assert keys(documents, "people") == {LIN}
    assert keys(documents, "messages") == {"m2"}
    assert keys(documents) == {"mood"}
    assert documents["settings"]["settings"] == {"id": "settings", "support_person": "", "limit_minutes": 30}
    assert documents["reviews"]["r1"]["answers"] == {"who": [LIN], "why": "x"}
    assert set(load_address_book(store)) == {"li:lin"}
    assert set(load_imported_accounts(store)["li"]["people"]) == {"lin"}
    assert load_imported_accounts(store)["li"]["messages"] == [{"key": "2", "person": "lin"}]
    assert store_at(folder).load_folder().damage is None


def test_forgetting_on_a_new_day_makes_no_backup_with_the_person_in_it(folder: Path) -> None:
    store_at(folder).save_documents([person(ANA, "Ana Unique")])
    forget_people(store_at(folder), [ANA])
    assert b"Unique" not in _everything(folder)


def test_forgetting_somebody_unknown_changes_nothing_but_the_list(folder: Path) -> None:
    _full(folder)
    store = store_at(folder)
    before = store.load_folder().documents
    told = forget_people(store, ["c" * 32])
    assert (dict(told.records), told.files) == ({}, ())
    assert store.load_folder().documents == before


def test_a_copy_from_another_computer_does_not_bring_a_forgotten_person_back(folder: Path, tmp_path: Path) -> None:
    other = store_at(tmp_path / "other")
    other.save_documents([person(ANA, "Ana Unique"), message("m9", ANA, "2026-11-02T10:00:00Z"), mood("theirs")])
    store = store_at(folder)
    store.save_documents([person(ANA, "Ana Unique")])
    forget_people(store, [ANA])
    merge_from(store, other.path)
    assert keys(store.load_folder().documents) == {"theirs"}
    assert b"Unique" not in _everything(folder)


def test_the_other_computer_forgets_too_once_it_takes_this_copy_in(folder: Path, tmp_path: Path) -> None:
    other = store_at(tmp_path / "other")
    other.save_documents([person(ANA, "Ana Unique"), mood("theirs")])
    store = store_at(folder)
    store.save_documents([person(ANA, "Ana Unique"), mood("mine")])
    forget_people(store, [ANA])
    merge_from(other, store.path)
    assert keys(other.load_folder().documents, "people") == set()
    assert keys(other.load_folder().documents) == {"mine", "theirs"}


def test_a_restored_backup_does_not_bring_a_forgotten_person_back(folder: Path, tmp_path: Path) -> None:
    store = store_at(folder)
    store.save_documents([person(ANA, "Ana Unique"), mood("m")])
    elsewhere = tmp_path / "copied-by-hand.json"
    elsewhere.write_bytes(store.path.read_bytes())
    forget_people(store, [ANA])
    documents = restore_copy(store, elsewhere)
    assert keys(documents, "people") == set()
    assert keys(documents) == {"m"}


def test_forgetting_that_was_stopped_half_way_can_be_done_again(folder: Path) -> None:
    _full(folder)
    disk = Refusing()
    store = store_at(folder, disk=disk)
    store.load_folder()
    disk.arm(1, 28, lasting=True, only=frozenset({"write"}))
    with pytest.raises(CoachError, match="disk is full"):
        forget_people(store, [ANA])
    assert keys(store.load_folder().documents, "people") == {ANA, LIN}
    disk.disarm()
    forget_people(store, [ANA])
    assert b"Unique" not in _everything(folder)


def test_erasing_removes_every_file_and_the_folder(folder: Path) -> None:
    _full(folder)
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != ".coach.lock"]
    store = store_at(folder)
    assert erase_all(store) == len(files)
    assert not folder.exists()
    assert dict(store.load_folder().documents) == {}


def test_erasing_leaves_what_is_not_ours(folder: Path) -> None:
    _full(folder)
    (folder / "my notes.txt").write_text("mine")
    erase_all(store_at(folder))
    assert [path.name for path in folder.iterdir()] == ["my notes.txt"]


@pytest.mark.parametrize("name", ["texts.txt", "coach (1).json", "backups/coach-2024.json", ".coach-1-1.tmp"])
def test_a_folder_with_a_name_of_ours_stops_neither_forgetting_nor_erasing(folder: Path, name: str) -> None:
    _full(folder)
    (folder / name).mkdir()
    (folder / name / "mine").touch()
    forget_people(store_at(folder), [ANA])
    assert b"Unique" not in _everything(folder)
    erase_all(store_at(folder))
    assert [path for path in folder.rglob("*") if path.is_file()] == [folder / name / "mine"]


def test_what_an_editor_saved_as_utf_16_is_cleaned_too(folder: Path) -> None:
    _full(folder)
    damaged = folder / "coach-damaged-2026-11-23.json"
    damaged.write_text((folder / "coach.json").read_text(), encoding="utf-16")
    (folder / "texts.txt").write_text("Hi Ana Unique\nHi Lin\n", encoding="utf-16")
    forget_people(store_at(folder), [ANA], ["Ana Unique"])
    assert b"Unique" not in _everything(folder).replace(b"\0", b"")
    assert LIN.encode() in damaged.read_bytes()
    assert (folder / "texts.txt").read_text(encoding="utf-16").endswith("Hi Lin\n")


def test_rows_of_a_script_that_are_all_about_somebody_go_with_them(folder: Path) -> None:
    _full(folder)
    path = folder / "coach-damaged-2026-11-23.json"
    path.write_text(json.dumps({"meta": {"1": {"id": "schema", "value": 1}}, "letters": {"1": {"to": "Ana Unique"}}}))
    forget_people(store_at(folder), [ANA], ["Ana Unique"])
    assert b"Unique" not in _everything(folder)


@pytest.mark.parametrize("name", ["~syncthing~coach.json.tmp", ".syncthing.address-book.json.tmp"])
def test_a_download_that_syncthing_left_goes(folder: Path, name: str) -> None:
    _full(folder)
    (folder / name).write_text("Ana Unique")
    forget_people(store_at(folder), [ANA])
    assert not (folder / name).exists()


def test_a_file_in_place_of_the_backups_is_named_by_forgetting_and_left_by_erasing(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([person(ANA, "Ana Unique")])
    shutil.rmtree(folder / "backups", ignore_errors=True)
    (folder / "backups").write_text("mine")
    with pytest.raises(CoachError, match="backups is in the way of a file of the coach"):
        forget_people(store_at(folder), [ANA])
    erase_all(store_at(folder))
    assert [path.name for path in folder.iterdir()] == ["backups"]


def test_erasing_takes_the_copies_that_synchronising_leaves(folder: Path) -> None:
    _full(folder)
    for name in ("coach.sync-conflict-20261124-101010-ABCDEFG.json", "coach (1).json", "coach-2019 2.json"):
        (folder / name).write_text("{}")
    erase_all(store_at(folder))
    assert not folder.exists()


def test_what_was_erased_is_not_brought_back_by_a_store_that_is_open(folder: Path) -> None:
    open_one = store_at(folder)
    open_one.save_documents([mood("a")])
    open_one.save_documents([mood("b")])
    (folder / "my notes.txt").parent.mkdir(exist_ok=True)
    (folder / "my notes.txt").write_text("so that the folder stays")
    erase_all(store_at(folder))
    with pytest.raises(CoachError, match="is not there"):
        open_one.save_documents([mood("c")])
    assert not (folder / "coach.json").exists()


def test_after_erasing_one_may_begin_anew(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("a")])
    erase_all(store)
    assert keys(store.save_documents([mood("b")])) == {"b"}


def test_erasing_through_a_link_takes_the_file_and_the_link(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere" / "coach.json"
    target.parent.mkdir()
    folder.mkdir()
    (folder / "coach.json").symlink_to(target)
    store = store_at(folder)
    store.save_documents([mood("a")])
    erase_all(store)
    assert not target.exists()
    assert not folder.exists()


def test_an_address_book_that_cannot_be_read_is_an_empty_one(folder: Path) -> None:
    folder.mkdir()
    (folder / "address-book.json").write_bytes(b"zzz")
    assert dict(load_address_book(store_at(folder))) == {}


def test_marks_of_another_form_forget_nobody_and_stop_nothing(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("m1")])
    content = store.state.content
    for odd in (5, "abc", None, {"a": 1}, [1, None, ["x"], {"y": 2}]):
        content.marks["forgotten"] = odd
        assert store.list_forgotten() == []
    forget_people(store, ["p1"])
    assert store.list_forgotten() == ["p1"]


@pytest.mark.parametrize("call", ["open", "flock"])
def test_a_disk_that_takes_nothing_is_told_in_words_about_erasing(folder: Path, call: str) -> None:
    disk = Refusing()
    store = store_at(folder, disk=disk)
    store.save_documents([mood("m1")])
    before = (folder / "coach.json").read_bytes()
    disk.arm(1, errno.EROFS, lasting=True, only=frozenset({call}))
    with pytest.raises(CoachError, match="could be removed"):
        erase_all(store)
    disk.disarm()
    assert (folder / "coach.json").read_bytes() == before
