"""Files of valid JSON with wrong meaning: every command ends with words of its own, and no record goes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

import orjson
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

import coach.cli.main
from coach.cli.main import run_command_line
from coach.demo import write_demo_data
from coach.service import CoachService
from tests.examples import examples
from tests.store.wrong_meaning import COMMANDS, VALUES, data_files, side_files


def find_lost_records(tables: dict[str, Any], files: Iterable[Path]) -> list[tuple[str, str]]:
    """Return (table, id) of the records that none of `files` holds any more; the log of actions may shrink."""
    held: set[tuple[str, str]] = set()
    for path in files:
        for table, rows in orjson.loads(path.read_bytes()).items():
            held |= {(table, row["id"]) for row in rows.values() if "id" in row}
    had = {(table, row["id"]) for table, rows in tables.items() for row in rows.values()}
    return sorted(key for key in had - held if key[0] not in ("meta", "actions"))


def raise_unexpected(error: BaseException) -> str:
    """Stand for the log of unexpected errors: there must be none."""
    raise AssertionError("unexpected") from error


@examples(15, suppress_health_check=list(HealthCheck))
@given(data_files(), side_files())
def test_every_command_ends_with_its_own_words_and_no_record_goes(
    tables: dict[str, Any], beside: dict[str, Any]
) -> None:
    run_all_commands(tables, beside)


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A data file with many records that belong together, as most files are."""
    folder = tmp_path_factory.mktemp("life")
    write_demo_data(CoachService(folder))
    return (folder / "coach.json").read_bytes()


def run_all_commands(tables: dict[str, Any], beside: Mapping[str, Any] = MappingProxyType({})) -> None:
    """Run every command on a folder with these tables and the files beside them; no record may go."""
    with tempfile.TemporaryDirectory() as base, patch.object(coach.cli.main, "log_crash", raise_unexpected):
        folder = Path(base) / "data"
        folder.mkdir()
        for name, content in {"coach.json": tables, **beside}.items():
            (folder / name).write_bytes(orjson.dumps(content))
        for words in COMMANDS:
            assert run_command_line(["--data", str(folder), *words]) in (0, 1, 2), words
        assert find_lost_records(tables, folder.glob("coach*.json")) == []


@examples(6, suppress_health_check=list(HealthCheck))
@given(changes=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 100), VALUES), min_size=1, max_size=30))
def test_a_life_with_a_wrong_value_here_and_there_is_read(life: bytes, changes: list[tuple[int, int, Any]]) -> None:
    tables = orjson.loads(life)
    rows = [row for table, rows in tables.items() if table != "meta" for row in rows.values()]
    for number, field, value in changes:
        row = rows[number % len(rows)]
        names = [name for name in row if name != "id"]
        row[names[field % len(names)]] = value
    run_all_commands(tables)


@pytest.mark.parametrize(
    "moment",
    [
        "1900-01-01T00:30:00+14:00",
        pytest.param("1900-01-01T03:59:59Z", marks=pytest.mark.slow),
        "2199-12-31T23:59:59-12:00",
    ],
)
def test_the_first_and_the_last_moment_that_a_record_may_have_are_read(life: bytes, moment: str) -> None:
    tables = orjson.loads(life)
    for table in ("moods", "messages", "blocks", "notes", "events"):
        row = next(iter(tables[table].values()))
        row["started_at" if table == "blocks" else "at"] = moment
    run_all_commands(tables)
