"""Damaged files: never a traceback, never written over, and all that can be read is shown."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from coach.errors import CoachError
from coach.store import Store
from coach.store.damaged_files import salvage_records
from coach.store.file_format import SCHEMA_VERSION, FileContent, decode_json, encode_content, parse_tables
from coach.store.merge_copies import merge_from
from coach.store.move_data import move_data
from coach.store.restore import restore_copy
from tests.store.disks import Refusing
from tests.store.records import keys, mood, person, some, store_at, written


def _file(count: int, seed: int = 1) -> bytes:
    content = FileContent()
    for table, doc in some(seed, count):
        content.documents.setdefault(table, {})[doc["id"]] = doc
    return encode_content(content)


def _ids(data: bytes) -> set[str]:
    return {row["id"] for name, rows in orjson.loads(data).items() if name != "meta" for row in rows.values()}


def _found(documents: object) -> set[str]:
    assert isinstance(documents, dict)
    return {key for rows in documents.values() for key in rows}


def _is_readable(data: bytes) -> bool:
    try:
        parse_tables(decode_json(data))
    except ValueError:
        return False
    return True


def test_a_file_cut_at_any_byte_is_known_to_be_damaged_and_gives_every_whole_record() -> None:
    data = _file(30)
    ends = {}
    for name, rows in orjson.loads(data).items():
        for row in rows.values():
            if name != "meta":
                text = orjson.dumps(row)
                ends[row["id"]] = data.index(text) + len(text)
    for end in range(len(data)):
        assert not _is_readable(data[:end])
        assert _found(salvage_records(data[:end])) == {key for key, last in ends.items() if last <= end}


def test_a_long_file_cut_anywhere_never_raises() -> None:
    data = _file(160)
    assert len(data) > 20_000
    for end in range(0, len(data), 41):
        assert not _is_readable(data[:end])
        assert _found(salvage_records(data[:end])) <= _ids(data)


def test_corruption_of_any_kind_never_raises_and_a_cut_file_gives_what_stands_before_the_cut() -> None:
    data = _file(40)
    chance = random.Random(7)
    for _ in range(1500):
        bad = bytearray(data)
        for _ in range(chance.randint(1, 4)):
            at, size = chance.randrange(len(bad)), chance.choice((1, 1, 1, 5, 60))
            kind = chance.randrange(4)
            if kind == 0:
                bad[at : at + size] = chance.randbytes(size)
            elif kind == 1:
                bad[at : at + size] = bytes(size)
            elif kind == 2:
                del bad[at : at + size]
            else:
                bad[at:at] = chance.choice((b"{", b"}", b'"', b"\\", b"NaN", b"\xff", b"[[[", b"null,"))
        if not _is_readable(bytes(bad)):
            salvage_records(bytes(bad))


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "zeros": lambda data: bytes(len(data)),
    "cut": lambda data: data[:-20],
    "garbage behind": lambda data: data + b"garbage",
    "twice": lambda data: data + data,
    "zeros behind": lambda data: data + bytes(512),
    "zeros inside": lambda data: data[:100] + bytes(40) + data[140:],
    "utf-16": lambda data: data.decode().encode("utf-16"),
    "deep": lambda data: b"[" * 100_000,
    "deep objects": lambda data: b'{"1":' * 50_000,
    "null": lambda data: b"null",
    "a number": lambda data: b"1e999",
    "a list": lambda data: b"[1, 2]",
    "another program's": lambda data: b'{"name": "left-pad", "version": "1.0.0", "files": {"1": "index.js"}}',
    "another program's tables": lambda data: b'{"_default": {"1": {"id": "x", "count": 3}}}',
    "no tables": lambda data: b"{}",
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_an_unreadable_file_is_put_aside_and_what_is_known_is_shown(folder: Path, kind: str) -> None:
    store = store_at(folder)
    store.save_documents([mood("m1", note="first"), person("p1")])
    store.save_documents([mood("m2")])  # makes the backup of the day, which holds m1 and p1
    path = folder / "coach.json"
    bad = DAMAGE[kind](path.read_bytes())
    path.write_bytes(bad)

    again = store_at(folder)
    loaded = again.load_folder()
    assert loaded.damage is not None
    assert loaded.damage.quarantined is not None
    assert loaded.damage.quarantined.read_bytes() == bad
    assert path.read_bytes() == bad
    assert loaded.damage.backup is not None
    assert str(loaded.damage.quarantined) in loaded.messages[0]
    assert str(loaded.damage.backup.path) in loaded.messages[0]
    assert keys(loaded.documents) >= {"m1"}
    assert keys(again.save_documents([mood("m3")])) >= {"m1", "m3"}
    assert loaded.damage.quarantined.read_bytes() == bad
    after = store_at(folder).load_folder()
    assert after.damage is None
    assert keys(after.documents) >= {"m1", "m3"}


@pytest.mark.parametrize("kind", ["empty", "zeros", "null", "another program's", "no tables"])
def test_with_nothing_to_go_on_with_nothing_is_written_until_a_person_says_so(folder: Path, kind: str) -> None:
    folder.mkdir()
    path = folder / "coach.json"
    bad = DAMAGE[kind](b"x" * 300)
    path.write_bytes(bad)
    store = store_at(folder)
    loaded = store.load_folder()
    assert loaded.read_only
    assert loaded.damage is not None
    with pytest.raises(CoachError, match="doesn't overwrite it"):
        store.save_documents([mood("m1")])
    assert path.read_bytes() == bad
    assert loaded.damage.quarantined is not None
    assert loaded.damage.quarantined.read_bytes() == bad


def test_damage_that_is_seen_again_is_put_aside_once(folder: Path) -> None:
    store_at(folder).save_documents([mood("m1")])
    (folder / "coach.json").write_bytes(b"zzz")
    for _ in range(3):
        store_at(folder).load_folder()
    assert [path.name for path in folder.glob("coach-damaged-*")] == ["coach-damaged-2026-11-24.json"]


def test_other_damage_of_the_same_day_gets_a_name_of_its_own(folder: Path) -> None:
    folder.mkdir()
    for data in (b"one", b"two"):
        (folder / "coach.json").write_bytes(data)
        store_at(folder).load_folder()
    assert {path.read_bytes() for path in folder.glob("coach-damaged-*")} == {b"one", b"two"}


def test_damage_that_cannot_be_put_aside_is_shown_and_not_changed(folder: Path) -> None:
    store_at(folder).save_documents([mood("m1"), mood("m2")])
    path = folder / "coach.json"
    path.write_bytes(path.read_bytes()[:-4])
    before = path.read_bytes()
    disk = Refusing()
    store = store_at(folder, disk=disk)
    disk.arm(1, 28, lasting=True, only=frozenset({"write"}))
    loaded = store.load_folder()
    assert loaded.read_only
    assert keys(loaded.documents) == {"m1"}
    with pytest.raises(CoachError):
        store.save_documents([mood("m3")])
    assert path.read_bytes() == before
    disk.disarm()
    assert keys(store.save_documents([mood("m3")])) == {"m1", "m3"}


def test_a_file_damaged_under_an_open_store_is_made_whole_from_memory(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("m1"), mood("m2")])
    (folder / "coach.json").write_bytes(b"\x00" * 64)
    assert store.has_changed()
    loaded = store.load_folder()
    assert keys(loaded.documents) == {"m1", "m2"}
    assert "this window still had" in loaded.messages[0]
    store.save_documents([mood("m3")])
    assert keys(store_at(folder).load_folder().documents) == {"m1", "m2", "m3"}


def test_what_is_in_memory_stays_however_often_the_file_is_damaged(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("m1"), mood("m2")])
    for bad in (b"\x00" * 64, b"\x00" * 65, b"{"):
        (folder / "coach.json").write_bytes(bad)
        assert keys(store.load_folder().documents) == {"m1", "m2"}


def test_a_file_that_is_whole_again_is_taken_as_it_is(folder: Path) -> None:
    store_at(folder).save_documents([mood("m1")])
    path = folder / "coach.json"
    whole = path.read_bytes()
    path.write_bytes(whole[:30])
    store = store_at(folder)
    assert store.load_folder().damage is not None
    path.write_bytes(whole)
    assert store.has_changed()
    loaded = store.load_folder()
    assert loaded.damage is None
    assert keys(loaded.documents) == {"m1"}


def test_the_damaged_file_can_be_chosen_and_so_can_the_backup(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("m1", note="old")])
    store.save_documents([mood("m2")])
    path = folder / "coach.json"
    path.write_bytes(path.read_bytes()[:-3])
    again = store_at(folder)
    damage = again.load_folder().damage
    assert damage is not None
    assert damage.quarantined is not None
    assert damage.backup is not None
    assert keys(restore_copy(again, damage.backup.path)) == {"m1"}
    assert keys(restore_copy(again, damage.quarantined)) == {"m1"}
    assert keys(store_at(folder).load_folder().documents) == {"m1"}


def _with(folder: Path, **changes: object) -> bytes:
    store_at(folder).save_documents([mood("m1"), mood("m2"), person("p1")])
    tables = written(folder) | changes
    data = json.dumps(tables).encode()
    (folder / "coach.json").write_bytes(data)
    return data


@pytest.mark.parametrize(
    "value", [None, 3, "text", [], [{"id": "m1"}], {"1": "text"}, {"1": None}, {"one": {"id": "x"}}]
)
def test_a_table_of_another_type_is_put_aside_and_the_others_are_shown(folder: Path, value: object) -> None:
    data = _with(folder, moods=value)
    loaded = store_at(folder).load_folder()
    assert loaded.damage is not None
    assert loaded.damage.quarantined is not None
    assert loaded.damage.quarantined.read_bytes() == data
    assert keys(loaded.documents, "people") == {"p1"}


def test_ids_that_are_there_twice_count_once_in_their_newest_version(folder: Path) -> None:
    old, new = mood("m1", note="old")[1], mood("m1", note="new", changed_at="2026-11-24T09:00:01Z")[1]
    _with(folder, moods={"1": new, "2": old, "3": mood("m2")[1]})
    loaded = store_at(folder).load_folder()
    assert loaded.damage is not None
    assert keys(loaded.documents) == {"m1", "m2"}
    assert loaded.documents["moods"]["m1"]["note"] == "new"


def test_numbers_that_are_none_become_null_and_the_rest_is_kept(folder: Path) -> None:
    _with(folder, moods={"1": mood("m1", value=float("nan"))[1], "2": mood("m2")[1]})
    loaded = store_at(folder).load_folder()
    assert loaded.damage is not None
    assert loaded.documents["moods"]["m1"]["value"] is None
    assert keys(loaded.documents) == {"m1", "m2"}


def test_half_characters_are_replaced_and_the_rest_is_kept(folder: Path) -> None:
    _with(folder, moods={"1": mood("m1", note="a \ud83d b 🙂")[1]})
    store = store_at(folder)
    assert store.load_folder().documents["moods"]["m1"]["note"] == "a \ufffd b 🙂"
    assert keys(store.save_documents([mood("m2")])) == {"m1", "m2"}


@pytest.mark.parametrize("value", ["one", -1, None, [1], 1.5])
def test_a_schema_that_is_no_number_is_damage(folder: Path, value: object) -> None:
    _with(folder, meta={"1": {"id": "schema", "value": value}})
    loaded = store_at(folder).load_folder()
    assert loaded.damage is not None
    assert keys(loaded.documents) == {"m1", "m2"}


def test_a_newer_schema_is_shown_and_not_changed_and_says_so(folder: Path) -> None:
    data = _with(folder, meta={"1": {"id": "schema", "value": SCHEMA_VERSION + 1}})
    store = store_at(folder)
    loaded = store.load_folder()
    assert loaded.read_only
    assert loaded.damage is None
    assert keys(loaded.documents) == {"m1", "m2"}
    assert loaded.messages == (
        "This data was written by a newer version of the coach. You can see it here, but not change it. Update the coach to go on.",
    )
    with pytest.raises(CoachError, match="newer version"):
        store.save_documents([mood("m3")])
    assert (folder / "coach.json").read_bytes() == data


def test_tables_of_a_form_that_only_a_newer_coach_knows_are_no_damage(folder: Path) -> None:
    data = _with(folder, meta={"1": {"id": "schema", "value": SCHEMA_VERSION + 1}}, index=["a", "b"])
    loaded = store_at(folder).load_folder()
    assert loaded.damage is None
    assert loaded.read_only
    assert (folder / "coach.json").read_bytes() == data
    assert not list(folder.glob("coach-damaged-*"))


def test_a_schema_that_becomes_newer_under_an_open_store_stops_its_saves(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("m1")])
    _with(folder, meta={"1": {"id": "schema", "value": SCHEMA_VERSION + 1}})
    with pytest.raises(CoachError, match="newer version"):
        store.save_documents([mood("m3")])


def test_rows_whose_heading_is_gone_go_home_by_their_fields() -> None:
    data = orjson.dumps(
        {
            "moods": {"1": mood("m1")[1], "2": mood("m2")[1]},
            "people": {"1": person("p1")[1]},
            "settings": {"1": {"id": "settings", "limit_minutes": 30}},
        }
    )
    found = salvage_records(data.replace(b'"people":{', b"\x00\x00\x00\x00\x00").replace(b'"settings":{', b"##"))
    assert set(found["people"]) == {"p1"}
    assert set(found["moods"]) == {"m1", "m2"}
    assert set(found["settings"]) == {"settings"}


def test_text_that_looks_like_a_record_is_not_taken_for_one() -> None:
    evil = '{"9": {"id": "evil", "at": "2026", "value": 1}}'
    data = orjson.dumps({"moods": {"1": mood("m1", note=evil)[1], "2": mood("m2", note=evil)[1]}})
    assert set(salvage_records(data)["moods"]) == {"m1", "m2"}
    assert "evil" not in _found(salvage_records(data[: data.rindex(b"2026") + 6]))


def test_a_damaged_year_is_shown_from_what_is_left_and_from_its_copy(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("now"), mood("a", "2019-01-01T10:00:00Z"), mood("b", "2019-01-02T10:00:00Z")])
    path = folder / "coach-2019.json"
    bad = path.read_bytes()[:-5]
    path.write_bytes(bad)
    again = store_at(folder)
    assert keys(again.load_history()) == {"now", "a", "b"}
    assert "coach-2019.json was damaged" in again.load_folder().messages[0]
    assert path.read_bytes() == bad
    again.save_documents([mood("c", "2019-01-03T10:00:00Z")])
    assert [aside.read_bytes() for aside in folder.glob("coach-2019-damaged-*")] == [bad]
    assert keys(store_at(folder).load_history()) == {"now", "a", "b", "c"}


def test_what_a_save_would_say_is_known_beforehand(folder: Path) -> None:
    folder.mkdir()
    (folder / "coach.json").write_bytes(b"")
    loaded = store_at(folder).load_folder()
    assert loaded.save_error is not None
    assert "cannot be read" in str(loaded.save_error)


def test_a_record_that_can_be_read_and_not_written_is_quarantined_and_stops_no_save(folder: Path) -> None:
    deep: object = 1
    for _ in range(300):
        deep = [deep]
    data = _with(folder, moods={"1": mood("m0")[1], "2": mood("m1", deep=deep)[1]})
    store = store_at(folder)
    loaded = store.load_folder()
    assert keys(loaded.documents) == {"m0"}
    assert loaded.damage is not None and loaded.damage.quarantined is not None
    assert loaded.damage.quarantined.read_bytes() == data
    assert "damaged" in loaded.messages[0]
    assert keys(store.save_documents([mood("m2")])) == {"m0", "m2"}


@pytest.mark.parametrize(
    "twice",
    [b'{"moods":{"1":%(a)s,"1":%(b)s}}', b'{"moods":{"1":%(a)s},"people":{},"moods":{"2":%(b)s}}'],
    ids=["a number", "a table"],
)
def test_of_two_things_with_one_name_in_the_file_neither_is_dropped(folder: Path, twice: bytes) -> None:
    folder.mkdir()
    rows = {b"a": orjson.dumps(mood("m1")[1]), b"b": orjson.dumps(mood("m2")[1])}
    (folder / "coach.json").write_bytes(twice % rows)
    loaded = store_at(folder).load_folder()
    assert keys(loaded.documents) == {"m1", "m2"}
    assert loaded.damage is not None


def test_a_version_at_the_end_of_time_loses_to_the_next_edit(folder: Path) -> None:
    newest = {**mood("m1", value=1)[1], "changed_at": "9999-12-31T23:59:59.999999Z"}
    _with(folder, moods={"1": newest})
    (folder / "other.json").write_bytes((folder / "coach.json").read_bytes())
    store = store_at(folder)
    store.save_documents([mood("m1", value=4)])
    merge_from(store, folder / "other.json")
    assert store.load_folder().documents["moods"]["m1"]["value"] == 4


def _emptied(folder: Path, tmp_path: Path) -> Store:
    """Return a store whose file was emptied by somebody, with a backup of the first of two saves."""
    store = store_at(folder, local_copy=tmp_path / "state" / "copy.json")
    store.save_documents([mood("first")])
    store.save_documents([mood("second")])
    assert keys(store.backups.read_backup(store.backups.list_backups()[0].path).documents) == {"first"}
    (folder / "coach.json").write_bytes(b"")
    return store_at(folder, local_copy=tmp_path / "state" / "copy.json")


def test_what_the_local_copy_has_is_counted_and_backed_up_before_a_restore(folder: Path, tmp_path: Path) -> None:
    store = _emptied(folder, tmp_path)
    loaded = store.load_folder()
    assert keys(loaded.documents) == {"first", "second"}
    assert "and what was saved on this computer (2 entries in all)" in loaded.messages[0]
    restore_copy(store, store.backups.list_backups()[0].path)
    assert keys(store_at(folder).load_folder().documents) == {"first"}
    before = next(backup for backup in store.backups.list_backups() if backup.reason == "before-restore")
    assert keys(store.backups.read_backup(before.path).documents) == {"first", "second"}


def test_what_the_local_copy_has_is_moved_with_damaged_data(folder: Path, tmp_path: Path) -> None:
    store, there = _emptied(folder, tmp_path), store_at(tmp_path / "new")
    move_data(store, there, lambda: None)
    assert keys(store_at(tmp_path / "new").load_folder().documents) == {"first", "second"}


def test_without_a_backup_the_local_copy_is_what_there_is(folder: Path, tmp_path: Path) -> None:
    store = _emptied(folder, tmp_path)
    shutil.rmtree(folder / "backups")
    loaded = store.load_folder()
    assert keys(loaded.documents) == {"first", "second"} and not loaded.is_unreadable and not loaded.read_only
    store.save_documents([mood("third")])
    assert keys(store_at(folder).load_folder().documents) == {"first", "second", "third"}
