"""A data folder and a config.toml that version 0.1.0 wrote: every record is found, and none is lost by a save.

What has to be found is read from the archive with the json module alone, never with the code under test.
"""

from __future__ import annotations

import json
import os
import subprocess
import tarfile
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from coach import hooks, keys
from coach.actions.moods import log_mood
from coach.domain.record import record_type_of
from coach.service import CoachService
from coach.store.address_book_and_accounts import load_address_book, load_imported_accounts
from coach.store.errors_and_notices import MADE_PRIVATE_MESSAGE
from tests.conftest import BERLIN, FakeClock
from tests.forked import run

ARCHIVE = Path(__file__).parents[1] / "data" / "version-0.1.0" / "folder.tar.xz"
WRITTEN = datetime(2026, 11, 28, 20, 0, tzinfo=BERLIN)
"""Two hours after the folder was written."""
BESIDE = {"meta", "contacts", "accounts"}
"""Tables that are not records of the journal: about the file, imported contacts, imported accounts."""
Records = dict[str, dict[str, dict[str, Any]]]
"""Table → id → document."""


@pytest.fixture
def old_folder(tmp_path: Path) -> Path:
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(tmp_path / "old", filter="data")
    return tmp_path / "old" / "data"


def read_documents(folder: Path, pattern: str = "*.json") -> Records:
    """Return what the JSON files of `folder` hold, of each id the newest version."""
    found: Records = defaultdict(dict)
    for file in sorted(folder.glob(pattern)):
        for table, rows in json.loads(file.read_text(encoding="utf-8")).items():
            for row in rows.values():
                known = found[table].get(row["id"])
                if known is None or known.get("changed_at", "") < row.get("changed_at", ""):
                    found[table][row["id"]] = row
    return found


def live_ids(documents: Mapping[str, Mapping[str, Any]]) -> set[str]:
    return {key for key, row in documents.items() if not row.get("deleted")}


def open_desk(folder: Path) -> CoachService:
    return CoachService(folder, FakeClock(WRITTEN), device_id="test0001").open_folder()


def test_every_record_of_every_table_is_found(old_folder: Path) -> None:
    written = read_documents(old_folder)
    service = open_desk(old_folder)
    assert not service.journal.read_only
    tables = written.keys() - BESIDE
    assert len(tables) == 11 and sum(len(written[table]) for table in tables) > 2_500
    found = service.with_all_years(
        lambda journal, _: {table: {r.id for r in journal.list_records(record_type_of(table))} for table in tables}
    )
    for table in tables:
        assert found[table] == live_ids(written[table]), table


def test_contacts_and_imported_accounts_are_found(old_folder: Path) -> None:
    written = read_documents(old_folder)
    store = open_desk(old_folder).store
    assert set(load_address_book(store)) == set(written["contacts"]) and len(written["contacts"]) == 1_021
    assert set(load_imported_accounts(store)) == set(written["accounts"]) and len(written["accounts"]) == 4


def test_the_first_save_loses_nothing(old_folder: Path) -> None:
    before = read_documents(old_folder)
    open_desk(old_folder).execute(log_mood(4))
    after = read_documents(old_folder)
    assert len(after["moods"]) == len(before["moods"]) + 1
    for table in before.keys() - {"meta", "actions"}:  # the undo log drops its oldest entries
        assert before[table].keys() <= after[table].keys(), table
        for key, row in before[table].items():
            if row.get("deleted"):  # its words go
                assert after[table][key]["deleted"] is True and after[table][key].keys() <= row.keys()
                continue
            assert row == {name: after[table][key].get(name) for name in row}, (table, key)


def test_its_last_action_can_be_undone_and_redone(old_folder: Path) -> None:
    before = read_documents(old_folder)
    for command in ("undo", "redo"):
        assert run_coach(old_folder, command).returncode == 0
    after = read_documents(old_folder)
    for table in before.keys() - {"meta", "actions"}:
        assert live_ids(after[table]) == live_ids(before[table]), table


def test_its_config_loads_without_a_remark(old_folder: Path) -> None:
    config = old_folder.parent / "config.toml"
    found = keys.load_user_keys(config)
    assert found.problems == ()
    assert found.keys["mood.log"] == "m,ctrl+o" and found.keys["view.hide"] == "z"
    assert hooks.read_hook_command("on_block_end", config) == ["touch", "block-ended"]
    assert hooks.read_hook_command("on_limit", config) == ["true"]


@pytest.mark.parametrize("command", ["today", "week", "people", "export json"])
def test_commands_read_it(old_folder: Path, command: str) -> None:
    written = read_documents(old_folder)
    done = run_coach(old_folder, *command.split())
    told = done.stderr.replace(f"coach: {MADE_PRIVATE_MESSAGE}\n", "")  # an archive keeps no folder closed
    assert (done.returncode, told) == (0, "") and done.stdout
    if command == "export json":
        exported = json.loads(done.stdout)["tables"]
        for table in written.keys() - BESIDE:
            assert live_ids(written[table]) <= exported[table].keys(), table


def run_coach(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own on `folder`, with its config.toml."""
    config = Path(os.environ["XDG_CONFIG_HOME"]) / "coach" / "config.toml"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_bytes((folder.parent / "config.toml").read_bytes())
    return run("--data", str(folder), *words)
