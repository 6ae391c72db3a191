"""Old files are brought up step by step, after a backup; every step has a file of the old form."""

from __future__ import annotations

import shutil
from pathlib import Path

import orjson
import pytest

from coach.errors import CoachError
from coach.store.file_format import SCHEMA_VERSION, decode_json, parse_tables
from coach.store.migrations import MIGRATIONS, migrate_content
from tests.store.disks import Refusing
from tests.store.records import keys, mood, store_at, written

OLD_FORMS = Path(__file__).parent / "old"


def _old(folder: Path, schema: int = 0) -> bytes:
    folder.mkdir()
    shutil.copy(OLD_FORMS / f"schema-{schema}.json", folder / "coach.json")
    (folder / "coach.json").chmod(0o600)
    folder.chmod(0o700)
    return (folder / "coach.json").read_bytes()


def test_there_is_a_step_and_an_old_file_for_every_schema_before_this_one() -> None:
    assert sorted(MIGRATIONS) == list(range(SCHEMA_VERSION))
    assert sorted(path.name for path in OLD_FORMS.iterdir()) == [f"schema-{n}.json" for n in range(SCHEMA_VERSION)]


@pytest.mark.parametrize("schema", range(SCHEMA_VERSION))
def test_an_old_file_opens_with_all_its_records(folder: Path, schema: int) -> None:
    data = _old(folder, schema)
    loaded = store_at(folder).load_folder()
    ids = {row["id"] for name, rows in orjson.loads(data).items() if name != "meta" for row in rows.values()}
    assert {key for rows in loaded.documents.values() for key in rows} == ids
    assert (loaded.read_only, loaded.damage, loaded.messages) == (False, None, ())


def test_looking_at_an_old_file_does_not_change_it(folder: Path) -> None:
    data = _old(folder)
    store_at(folder).load_folder()
    assert (folder / "coach.json").read_bytes() == data


def test_the_first_save_writes_the_new_form_after_a_backup_of_the_old(folder: Path) -> None:
    data = _old(folder)
    store_at(folder).save_documents([mood("new")])
    assert written(folder)["meta"]["1"] == {"id": "schema", "value": SCHEMA_VERSION}
    assert (folder / "backups" / f"coach-2026-11-24-before-schema-v{SCHEMA_VERSION}.json").read_bytes() == data


def test_no_migration_without_its_backup(folder: Path) -> None:
    data = _old(folder)
    disk = Refusing()
    store = store_at(folder, disk=disk)
    store.load_folder()
    disk.arm(1, 28, lasting=True, only=frozenset({"mkdir"}))
    with pytest.raises(CoachError, match="disk is full"):
        store.save_documents([mood("new")])
    assert (folder / "coach.json").read_bytes() == data
    disk.disarm()
    assert len(keys(store.save_documents([mood("new")]))) == 3


def test_from_0_records_without_a_moment_of_change_get_the_earliest() -> None:
    content = migrate_content(parse_tables(decode_json((OLD_FORMS / "schema-0.json").read_bytes())))
    changed = {doc["changed_at"] for doc in content.documents["moods"].values()}
    assert changed == {"1970-01-01T00:00:00Z", "2026-09-15T19:00:00Z"}
    assert content.schema == SCHEMA_VERSION


def test_a_file_of_this_schema_or_a_newer_one_is_left_as_it_is() -> None:
    for schema in (SCHEMA_VERSION, SCHEMA_VERSION + 1):
        content = parse_tables({"meta": {"1": {"id": "schema", "value": schema}}, "moods": {"1": {"id": "a"}}})
        assert migrate_content(content) is content


def test_an_old_year_is_brought_up_too(folder: Path) -> None:
    store_at(folder).save_documents([mood("now")])
    shutil.copy(OLD_FORMS / "schema-0.json", folder / "coach-2020.json")
    history = store_at(folder).load_history()
    assert all("changed_at" in doc for doc in history["people"].values())
    assert len(history["moods"]) == 3


def test_a_backup_of_an_old_form_can_be_put_back(folder: Path) -> None:
    from coach.store.restore import restore_copy

    store = store_at(folder)
    store.save_documents([mood("now")])
    old = folder / "backups" / "coach-2026-01-01.json"
    old.parent.mkdir(exist_ok=True)
    shutil.copy(OLD_FORMS / "schema-0.json", old)
    assert keys(restore_copy(store, old), "people") == {"2c3d4e5f60718293a4b5c6d7e8f90a1b"}
