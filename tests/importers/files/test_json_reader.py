"""JSON files as editors and old disks leave them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from coach.importers.files.json_reader import read_json_file
from coach.importers.files.open_path import open_path


@pytest.mark.parametrize("around", [(b"\xef\xbb\xbf", b"\r\n"), (b"\n", b"\x1a"), (b"", b"\x00\x00\n")])
def test_what_stands_around_a_value_does_no_harm(tmp_path: Path, around: tuple[bytes, bytes]) -> None:
    before, after = around
    (tmp_path / "a.json").write_bytes(before + json.dumps({"a": "é"}).encode() + after)
    warnings: list[str] = []
    assert read_json_file(open_path(tmp_path / "a.json").members[0], warnings, Counter()) == {"a": "é"}
    assert warnings == []


def test_a_file_that_is_cut_short_is_counted_and_said(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"a": [1, 2', encoding="utf-8")
    warnings: list[str] = []
    ignored: Counter[str] = Counter()
    assert read_json_file(open_path(tmp_path / "a.json").members[0], warnings, ignored) is None
    assert (warnings, ignored) == (
        ["a.json is damaged or cut short. Export it again, or copy it again."],
        {"damaged_file": 1},
    )
