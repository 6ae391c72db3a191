"""Pieces: a year read a part at a time is the year read as a whole, or is read as a whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.store import pieces as room
from coach.store.form import SCHEMA, Content, Damaged, Doc, Docs, content_of, decode, encode, tables_of
from coach.store.pieces import pieces
from coach.store.store import Store
from tests.store.records import mood, store_at

LOOKS_LIKE_AN_END = st.sampled_from(
    ['},"2":{"', '"},"3":{"id":"x"}', '\\"},"4":{"', "}},", '"moods":{"1":{"id":"', "\\", '"', "é\u2028🙂"]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=9) | LOOKS_LIKE_AN_END,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["1", "2", "id", "moods"]), inner),
    max_leaves=6,
)
documents = st.dictionaries(st.sampled_from(["text", "steps", "9", '"},"7":{"']), values, max_size=3)
tables = st.dictionaries(
    st.sampled_from(["moods", "blocks", "messages", "notes", 'odd "table', "1"]),
    st.lists(documents, max_size=25),
    max_size=4,
)


def _file(drawn: dict[str, list[dict[str, Any]]]) -> tuple[dict[str, dict[str, Doc]], bytes]:
    docs: dict[str, dict[str, Doc]] = {
        name: {f"{name}{n}": {"id": f"{name}{n}", **doc} for n, doc in enumerate(rows)} for name, rows in drawn.items()
    }
    return docs, encode(tables_of(Content(docs, {"schema": SCHEMA})))


def _joined(data: bytes) -> dict[str, dict[str, Doc]]:
    found: dict[str, dict[str, Doc]] = {}
    for docs in pieces(data):
        for name, rows in docs.items():
            assert not found.get(name, {}).keys() & rows.keys()
            found.setdefault(name, {}).update(rows)
    return found


@given(tables, st.integers(1, 400))
def test_all_pieces_are_the_file_or_it_is_to_be_read_as_a_whole(drawn: dict[str, Any], size: int) -> None:
    docs, data = _file(drawn)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "SIZE", size)
        try:
            found = _joined(data)
        except Damaged:
            return
    assert found == docs == content_of(decode(data)).docs


def test_a_file_of_ours_is_cut_whatever_stands_in_its_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ['},"2":{"', '"},"3":{"id":"x"}', '\\"},"4":{"id', '}},"moods":{"1":{"id":"']
    docs, data = _file({"moods": [{"text": t} for t in texts * 20], "notes": [{"text": t} for t in texts * 20]})
    monkeypatch.setattr(room, "SIZE", 100)
    assert _joined(data) == docs
    assert len(list(pieces(data))) > 40


def test_a_file_that_tinydb_itself_wrote_is_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    docs, data = _file({"moods": [{"text": "x"}] * 90})
    monkeypatch.setattr(room, "SIZE", 100)
    assert list(pieces(json.dumps(orjson.loads(data)).encode())) == [docs]


def _of_a_newer_version(data: bytes) -> bytes:
    return data.replace(b'"schema","value":1', b'"schema","value":2')


def _cut_short(data: bytes) -> bytes:
    return data[:-40]


def _with_a_row_of_nobodys(data: bytes) -> bytes:
    return data.replace(b'"id":"moods7"', b'"no":"moods7"')


def _with_a_number_twice(data: bytes) -> bytes:
    return data.replace(b',"50":{', b',"49":{')


@pytest.mark.parametrize("change", [_of_a_newer_version, _cut_short, _with_a_row_of_nobodys, _with_a_number_twice])
def test_a_file_of_another_shape_is_read_as_a_whole(folder: Path, change: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    store = store_at(folder)
    store.save([mood(f"moods{n}", "2019-03-03T10:00:00Z", text="x" * 40) for n in range(90)])
    path = folder / "coach-2019.json"
    path.write_bytes(change(path.read_bytes()))
    monkeypatch.setattr(room, "SIZE", 500)
    with pytest.raises(Damaged):
        list(pieces(path.read_bytes()))
    whole = Store(folder).history()
    found: dict[str, dict[str, Doc]] = {}
    for docs in Store(folder).years.one_by_one():
        for name, rows in docs.items():
            found.setdefault(name, {}).update(rows)
    assert found.get("moods", {}) == {key: doc for key, doc in whole["moods"].items() if key in found["moods"]}
    assert len(found["moods"]) == len(whole["moods"])


# Some of all years


def _some(store: Store, month: str) -> Docs:
    return store.history(lambda table, doc: str(doc.get("at", ""))[:7] == month)


def test_some_of_all_years_are_those_out_of_all_years(folder: Path) -> None:
    store = store_at(folder)
    store.save([mood(f"m{year}{n}", f"{year}-0{n}-01T10:00:00Z") for year in range(2017, 2027) for n in range(1, 9)])
    for month in ("2017-01", "2024-08", "2026-02", "1999-01"):
        expected = {key: doc for key, doc in store.history()["moods"].items() if doc["at"][:7] == month}
        assert _some(Store(folder), month).get("moods", {}) == expected


@pytest.mark.parametrize("newer", ["the file of its year", "the data file", "another year"])
def test_of_a_record_that_stands_in_two_files_the_newest_version_is_asked(folder: Path, newer: str) -> None:
    """It may be dated elsewhere by now: an older version must not bring it back to where it was."""
    store = store_at(folder)
    store.save([mood("a", "2019-03-03T10:00:00Z"), mood("b", "2018-03-03T10:00:00Z"), mood("now")])
    year, other, hot = (folder / name for name in ("coach-2019.json", "coach-2018.json", "coach.json"))
    moved = {**orjson.loads(year.read_bytes())["moods"]["1"], "at": "2020-05-05T10:00:00Z"}
    moved["changed_at"] = (
        "2999-01-01T00:00:00+00:00" if newer != "the file of its year" else "1999-01-01T00:00:00+00:00"
    )
    path = other if newer == "another year" else hot
    tables = orjson.loads(path.read_bytes())
    tables["moods"][str(len(tables["moods"]) + 1)] = moved
    path.write_bytes(orjson.dumps(tables))
    there = newer == "the file of its year"
    assert ("a" in _some(Store(folder), "2019-03").get("moods", {})) is there
    assert ("a" in _some(Store(folder), "2020-05").get("moods", {})) is not there
