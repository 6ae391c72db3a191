"""Damaged and hostile files: one calm line each, never a traceback, nothing written.

`benchmarks/fuzz_imports.py` runs the same ten thousand times per format.
"""

from __future__ import annotations

import base64
import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from coach.actions.imports.preview import FORMAT_NAMES, LEFT_OUT
from coach.domain.text import clean_text
from coach.errors import CoachError
from coach.importers.combine_results import combine_results
from coach.importers.import_report import build_report
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions
from coach.importers.own_exports import split_own_exports
from coach.importers.read_exports import read_exports
from tests.examples import examples
from tests.importers.mutate import NASTY, mutate, mutate_json
from tests.importers.render import zipped
from tests.importers.seeds import ARCHIVES, FILES

SOME = examples(40, suppress_health_check=[HealthCheck.function_scoped_fixture])
NOW = datetime(2026, 11, 24, tzinfo=UTC)
seeds = st.integers(0, 2**32)
JSON_FILES = {name: json.loads(data) for name, data in FILES.items() if data[:1] in (b"[", b"{")} | {
    "daylio backup": json.loads(base64.b64decode(FILES["daylio backup"]))
}


def bring(path: Path) -> list[ImportResult]:
    """Import, and hold what comes out against what every import promises."""
    before = set(path.parent.rglob("*"))
    own = split_own_exports([path], dict, NOW)
    for tables in own.tables:
        json.dumps(tables)
    try:
        found = read_exports(own.others, ImportOptions(now=NOW)) if own.others else []
    except CoachError as trouble:
        assert str(trouble)
        return []
    assert set(path.parent.rglob("*")) == before
    for one in found:
        json.dumps(build_report(one))
        assert one.ignored.keys() <= LEFT_OUT.keys()
        assert one.format in FORMAT_NAMES or one.format == "unknown"
        assert combine_results(one, one) == one
        assert all(message.at.tzinfo is not None for message in one.messages)
        assert all(message.person in one.people for message in one.messages)
        for person in (*one.people.values(), *one.contacts.values()):
            assert person.name is None or clean_text(person.name) == person.name
    return found


@pytest.mark.parametrize("name", ARCHIVES)
@given(seed=seeds)
@SOME
def test_an_archive_with_damaged_files_raises_nothing(tmp_path: Path, name: str, seed: int) -> None:
    dice = random.Random(seed)
    files = {key: mutate(dice, data) if dice.random() < 0.5 else data for key, data in ARCHIVES[name].items()}
    bring(zipped(files, tmp_path / "a.zip"))


@pytest.mark.parametrize("name", ARCHIVES)
@given(seed=seeds)
@SOME
def test_a_damaged_zip_raises_nothing(tmp_path: Path, name: str, seed: int) -> None:
    path = zipped(ARCHIVES[name], tmp_path / "a.zip")
    path.write_bytes(mutate(random.Random(seed), path.read_bytes()))
    bring(path)


@pytest.mark.parametrize("name", FILES)
@given(seed=seeds)
@SOME
def test_a_damaged_file_raises_nothing(tmp_path: Path, name: str, seed: int) -> None:
    path = tmp_path / ("backup.daylio" if name == "daylio backup" else "a.csv")
    path.write_bytes(mutate(random.Random(seed), FILES[name]))
    bring(path)


@pytest.mark.parametrize("name", JSON_FILES)
@given(seed=seeds)
@SOME
def test_values_of_another_form_raise_nothing(tmp_path: Path, name: str, seed: int) -> None:
    dice, document = random.Random(seed), JSON_FILES[name]
    for _ in range(dice.choice((1, 1, 2, 3))):
        document = mutate_json(dice, document)
    path = tmp_path / ("backup.daylio" if name == "daylio backup" else "a.json")
    path.write_text(json.dumps(document))
    bring(path)


@pytest.mark.parametrize("name", FILES)
def test_the_whole_file_is_recognised(tmp_path: Path, name: str) -> None:
    path = tmp_path / ("backup.daylio" if name == "daylio backup" else "a.csv")
    path.write_bytes(FILES[name])
    assert [one.format for one in bring(path)] != ["unknown"]
    own = split_own_exports([path], dict, NOW)
    assert any(own.tables) is name.startswith("own ")
    assert not own.ignored


@given(data=st.binary(max_size=2000))
@SOME
def test_any_bytes_raise_nothing(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a").write_bytes(data)
    bring(tmp_path / "a")


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_a_nasty_cell_in_every_row_raises_nothing(tmp_path: Path, nasty: bytes) -> None:
    for name, data in ARCHIVES["linkedin 2026"].items():
        (tmp_path / name).write_bytes(data.replace(b'"INBOX"', b'"' + nasty.replace(b'"', b'""') + b'"'))
    assert bring(tmp_path)[0].messages
