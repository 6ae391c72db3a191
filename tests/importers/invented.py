"""The smallest things that tests of importers are made of: two people, a conversation, an export, a file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from coach.importers.import_result import ImportResult
from coach.importers.read_exports import read_exports
from tests.importers.make import Account, Line, Talk, Who, make_options
from tests.importers.render import linkedin, zipped

ME = Who("Mo Quist", "mo-quist")
ANA = Who("Ana Abara", "ana-abara-1", connected=date(2020, 2, 1))
BEN = Who("Ben Brandt", "ben-brandt-2")


def at(minute: int, day: int = 1) -> datetime:
    return datetime(2026, 2, day, 10, minute, tzinfo=UTC)


def talk(*lines: Line, who: Who = ANA, key: str = "2-a==", kind: str = "direct", **more: object) -> Talk:
    return Talk(key, kind, (who,), lines, **more)  # type: ignore[arg-type]


def bring(tmp_path: Path, made: Account | list[Talk], layout: str = "2026", **options: object) -> ImportResult:
    if isinstance(made, list):
        made = Account(ME, (ANA, BEN), tuple(made))
    path = zipped(linkedin(made, layout), tmp_path / "export.zip", made.at)
    return read_exports([path], make_options(**options))[0]  # type: ignore[arg-type]


def read_file(tmp_path: Path, name: str, data: str | bytes, **options: Any) -> ImportResult:
    """Return what is found in one file."""
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    (found,) = read_exports([path], make_options(**options))
    return found
