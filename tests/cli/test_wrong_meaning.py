"""Files of valid JSON with wrong meaning: every command ends with words of its own, and no record goes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import orjson
from hypothesis import HealthCheck, given, settings

import coach.cli.main
from coach.cli.main import run_command_line
from tests.store.wrong_meaning import COMMANDS, data_files, side_files


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


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data_files(), side_files())
def test_every_command_ends_with_its_own_words_and_no_record_goes(
    tables: dict[str, Any], beside: dict[str, Any]
) -> None:
    with tempfile.TemporaryDirectory() as base, patch.object(coach.cli.main, "log_crash", raise_unexpected):
        folder = Path(base) / "data"
        folder.mkdir()
        for name, content in {"coach.json": tables, **beside}.items():
            (folder / name).write_bytes(orjson.dumps(content))
        for words in COMMANDS:
            assert run_command_line(["--data", str(folder), *words]) in (0, 1, 2), words
        assert find_lost_records(tables, folder.glob("coach*.json")) == []
