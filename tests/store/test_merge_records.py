"""Merging two copies: any order, any number of times, the same result; nothing newer gives way to something older."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.record import Documents
from coach.errors import CoachError
from coach.store.file_format import DamagedFileError
from coach.store.merge_copies import merge_file_bytes, merge_from
from coach.store.merge_records import merge_tables, merge_versions, overlay_tables, version_key
from coach.store.restore import back_up_data
from tests.examples import examples
from tests.store.records import keys, mood, person, store_at, written

TIMES = [
    "2026-11-24T09:00:00Z",
    "2026-11-24T09:00:00.000001Z",
    "2026-11-24T10:00:00+01:00",
    "2026-11-24T09:00:01+00:00",
    "1970-01-01T00:00:00Z",
    "not a time",
]
VALUES = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from(["", "a", "雨"]))
GROWN = st.one_of(st.lists(st.sampled_from(["a", "b", "c"]), max_size=3), VALUES)
BY_DAY = st.one_of(st.dictionaries(st.sampled_from(["d1", "d2"]), st.lists(st.integers(1, 5), max_size=2)), GROWN)
DOC = st.fixed_dictionaries(
    {"changed_at": st.sampled_from(TIMES)},
    optional={
        "device": st.sampled_from(["d1", "d2"]),
        "deleted": st.booleans(),
        "value": VALUES,
        "nested": st.dictionaries(st.sampled_from(["x", "y"]), VALUES),
        "keys": GROWN,
        "ratings": BY_DAY,
        "at": st.sampled_from(TIMES),
    },
)
TABLE = st.dictionaries(st.sampled_from(["r1", "r2", "r3"]), DOC, max_size=3)
DOCS = st.dictionaries(st.sampled_from(["moods", "people", "experiments"]), TABLE, max_size=3)


def _with_ids(documents: dict[str, dict[str, dict[str, Any]]]) -> Documents:
    return {name: {key: {"id": key, **doc} for key, doc in rows.items()} for name, rows in documents.items()}


COPIES = DOCS.map(_with_ids)


def _bytes(documents: Documents) -> str:
    return repr({name: list(rows.items()) for name, rows in documents.items()})


@given(COPIES, COPIES)
@examples(300)
def test_either_order_gives_the_same_bytes(a: Documents, b: Documents) -> None:
    assert _bytes(merge_tables(a, b)) == _bytes(merge_tables(b, a))


@given(COPIES, COPIES, COPIES)
@examples(300)
def test_three_copies_may_be_joined_in_any_grouping(a: Documents, b: Documents, c: Documents) -> None:
    assert _bytes(merge_tables(merge_tables(a, b), c)) == _bytes(merge_tables(a, merge_tables(b, c)))


@given(COPIES, COPIES)
@examples(200)
def test_merging_again_changes_nothing(a: Documents, b: Documents) -> None:
    once = merge_tables(a, b)
    assert _bytes(merge_tables(once, once)) == _bytes(once)
    assert _bytes(merge_tables(once, b)) == _bytes(once)


@given(COPIES, COPIES)
@examples(200)
def test_every_record_is_there_in_its_newest_version(a: Documents, b: Documents) -> None:
    merged = merge_tables(a, b)
    for table, key in {(t, k) for documents in (a, b) for t, rows in documents.items() for k in rows}:
        versions = [version_key(documents[table][key]) for documents in (a, b) if key in documents.get(table, {})]
        assert version_key(merged[table][key]) == max(versions)


def _write(replica: dict[str, Any], table: str, doc: dict[str, Any]) -> None:
    replica.setdefault(table, {})[doc["id"]] = doc


STEP = st.one_of(
    st.tuples(st.just("write"), st.integers(0, 2), st.sampled_from(["r1", "r2", "r3"]), st.booleans()),
    st.tuples(st.just("merge"), st.integers(0, 2), st.integers(0, 2)),
)


@given(st.lists(STEP, max_size=30))
@examples(200)
def test_three_computers_converge_whatever_happens_in_between(steps: list[tuple[Any, ...]]) -> None:
    replicas: list[dict[str, Any]] = [{}, {}, {}]
    acknowledged: set[str] = set()
    clocks = (5, 200, 0)  # seconds; the second computer is far ahead, the third never moves
    for number, step in enumerate(steps):
        if step[0] == "merge":
            _, mine, theirs = step
            replicas[mine] = merge_tables(replicas[mine], replicas[theirs])
            continue
        _, who, key, deleted = step
        known = replicas[who].get("moods", {}).get(key)
        second = clocks[who] + (number if who != 2 else 0)
        if known is not None:  # as every edit is stamped: later than what it saw
            second = max(second, known["second"] + 1)
        stamp = f"2026-11-24T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z"
        doc = {"id": key, "changed_at": stamp, "device": f"d{who}", "second": second, "deleted": deleted}
        _write(replicas[who], "moods", doc)
        acknowledged.add(key)
    for a, b in itertools.permutations(range(3), 2):
        replicas[a] = merge_tables(replicas[a], replicas[b])
    for a, b in itertools.permutations(range(3), 2):
        replicas[a] = merge_tables(replicas[a], replicas[b])
    assert _bytes(replicas[0]) == _bytes(replicas[1]) == _bytes(replicas[2])
    assert set(replicas[0].get("moods", {})) == acknowledged


def test_a_deletion_is_not_undone_by_an_older_version() -> None:
    live = {"id": "a", "changed_at": TIMES[0], "value": 3}
    gone = {"id": "a", "changed_at": TIMES[3], "deleted": True}
    assert merge_versions("moods", live, gone) == gone


def test_a_deletion_gives_way_to_what_was_said_after_it() -> None:
    gone = {"id": "a", "changed_at": TIMES[0], "deleted": True}
    back = {"id": "a", "changed_at": TIMES[3], "value": 3}
    assert merge_versions("moods", back, gone) == back


def test_versions_are_compared_as_moments_and_not_as_text() -> None:
    earlier = {"id": "a", "changed_at": "2026-11-24T10:00:00Z", "value": 1}
    later = {"id": "a", "changed_at": "2026-11-24T10:00:00.5Z", "value": 2}
    east = {"id": "a", "changed_at": "2026-11-24T19:30:00+09:00", "value": 3}
    assert merge_versions("moods", earlier, later) == later
    assert merge_versions("moods", later, east) == east


def test_of_two_edits_in_one_moment_the_device_decides_on_both_sides_alike() -> None:
    one = {"id": "a", "changed_at": TIMES[0], "device": "d1", "value": 1}
    two = {"id": "a", "changed_at": TIMES[0], "device": "d2", "value": 2}
    assert merge_versions("moods", one, two) == merge_versions("moods", two, one) == two


def test_lists_that_only_grow_are_united_whoever_is_newer() -> None:
    older = {"id": "p", "changed_at": TIMES[0], "name": "Ana", "keys": ["li:ana"]}
    newer = {"id": "p", "changed_at": TIMES[3], "name": "Ana Lee", "keys": ["x:ana"]}
    assert merge_versions("people", older, newer) == {**newer, "keys": ["li:ana", "x:ana"]}


def test_other_fields_are_never_mixed() -> None:
    older = {"id": "g", "changed_at": TIMES[0], "text": "write to Ana", "cue": "after lunch"}
    newer = {"id": "g", "changed_at": TIMES[3], "text": "rest"}
    assert merge_versions("goals", older, newer) == newer


def test_of_two_files_of_one_folder_the_upper_one_wins_a_tie() -> None:
    below = {"a": {"id": "a", "changed_at": TIMES[0], "value": 1}}
    above = {"a": {"id": "a", "changed_at": TIMES[0], "value": 2}}
    assert overlay_tables({"moods": below}, {"moods": above}) == {"moods": above}


def _copy(folder: Path) -> Path:
    return folder / "coach.json"


def test_taking_in_a_copy_says_what_it_brought(tmp_path: Path) -> None:
    mine, theirs = store_at(tmp_path / "mine"), store_at(tmp_path / "theirs")
    mine.save_documents([mood("a"), mood("both", value=1)])
    theirs.save_documents([mood("b"), mood("both", value=2, changed_at=TIMES[3])])
    taken = merge_from(mine, _copy(theirs.folder))
    assert (taken.added, taken.updated) == (1, 1)
    assert keys(mine.load_folder().documents) == {"a", "b", "both"}
    assert mine.load_folder().documents["moods"]["both"]["value"] == 2


def test_taking_in_the_same_copy_again_writes_nothing(tmp_path: Path) -> None:
    mine, theirs = store_at(tmp_path / "mine"), store_at(tmp_path / "theirs")
    mine.save_documents([mood("a")])
    theirs.save_documents([mood("b"), person("p", keys=["z", "a"])])
    merge_from(mine, _copy(theirs.folder))
    before = (mine.folder / "coach.json").stat().st_mtime_ns
    taken = merge_from(mine, _copy(theirs.folder))
    assert (taken.added, taken.updated) == (0, 0)
    assert (mine.folder / "coach.json").stat().st_mtime_ns == before


def test_two_computers_that_take_each_other_in_write_the_same_bytes(tmp_path: Path) -> None:
    mine, theirs = store_at(tmp_path / "mine"), store_at(tmp_path / "theirs")
    mine.save_documents([mood("a"), mood("old", "2019-01-01T10:00:00Z"), person("p", keys=["b"])])
    theirs.save_documents([mood("b"), mood("older", "2018-01-01T10:00:00Z"), person("p", keys=["a"])])
    kept = back_up_data(mine).path
    merge_from(mine, _copy(theirs.folder))
    merge_from(theirs, kept)
    assert _copy(mine.folder).read_bytes() == _copy(theirs.folder).read_bytes()


def test_a_copy_from_before_a_year_left_doubles_nothing(tmp_path: Path) -> None:
    mine = store_at(tmp_path / "mine")
    mine.save_documents([mood("old", "2019-01-01T10:00:00Z", value=1)])
    other = tmp_path / "copy.json"
    tables = written(mine.folder) | {"moods": {"1": mood("old", "2019-01-01T10:00:00Z", value=1)[1]}}
    other.write_bytes(orjson.dumps(tables))
    assert merge_from(mine, other).added == 0
    assert len(mine.load_history()["moods"]) == 1


def test_a_copy_is_taken_in_after_a_backup(tmp_path: Path) -> None:
    mine, theirs = store_at(tmp_path / "mine"), store_at(tmp_path / "theirs")
    mine.save_documents([mood("a")])
    theirs.save_documents([mood("b")])
    merge_from(mine, _copy(theirs.folder))
    assert [b.reason for b in mine.backups.list_backups()].count("before-merge") == 1


def test_a_copy_that_has_not_arrived_in_full_is_left_alone(tmp_path: Path) -> None:
    mine, theirs = store_at(tmp_path / "mine"), store_at(tmp_path / "theirs")
    mine.save_documents([mood("a")])
    theirs.save_documents([mood("b"), mood("c")])
    half = tmp_path / "half.json"
    half.write_bytes(_copy(theirs.folder).read_bytes()[:-10])
    with pytest.raises(CoachError, match="cannot be read as coach data"):
        merge_from(mine, half)
    assert keys(mine.load_folder().documents) == {"a"}


def test_two_files_merge_for_a_driver_to_the_same_bytes_in_either_order(tmp_path: Path) -> None:
    mine, theirs = store_at(tmp_path / "mine"), store_at(tmp_path / "theirs")
    mine.save_documents([mood("a"), ("scripts", {"id": "s"})])
    theirs.save_documents([mood("b")])
    a, b = _copy(mine.folder).read_bytes(), _copy(theirs.folder).read_bytes()
    assert merge_file_bytes(a, b) == merge_file_bytes(b, a)
    _copy(mine.folder).write_bytes(merge_file_bytes(a, b))
    assert keys(store_at(mine.folder).load_folder().documents) == {"a", "b"}
    with pytest.raises(DamagedFileError):
        merge_file_bytes(a, b[:-1])
