"""Finished years leave the data file; what is open stays; every record counts once."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.advice.outreach.conversations_by_person import current_tie
from coach.domain.conversation import group_conversations
from coach.domain.message import Message
from coach.domain.record import Documents
from coach.store import Store
from coach.store.archive_rules import find_finished_records, first_recent_month
from tests.examples import examples
from tests.store.disks import Counting
from tests.store.records import keys, message, mood, store_at, written

OLD = "2019-03-03T10:00:00Z"
"""A moment in a year that is finished in 2026."""


def _leaving(*puts: tuple[str, dict[str, Any]]) -> set[str]:
    documents: dict[str, dict[str, Any]] = {}
    for table, doc in puts:
        documents.setdefault(table, {})[doc["id"]] = doc
    return {
        key for year in find_finished_records(documents, "2025-12").values() for rows in year.values() for key in rows
    }


def _in_file(folder: Path, name: str = "coach.json", table: str = "moods") -> set[str]:
    return {row["id"] for row in written(folder, name).get(table, {}).values()}


def test_the_last_twelve_months_stay_and_what_is_older_goes_to_the_file_of_its_year(folder: Path) -> None:
    puts = [mood(f"m{year}", f"{year}-06-01T10:00:00Z") for year in range(2019, 2027)]
    store_at(folder).save_documents(
        [*puts, mood("first", "2025-12-01T00:00:00Z"), mood("day before", "2025-11-30T23:59:59Z")]
    )
    assert _in_file(folder) == {"m2026", "first"}
    assert _in_file(folder, "coach-2024.json") == {"m2024"}
    assert _in_file(folder, "coach-2025.json") == {"m2025", "day before"}
    assert sorted(path.name for path in folder.glob("coach-2*.json")) == [f"coach-{y}.json" for y in range(2019, 2026)]


@pytest.mark.parametrize(
    ("day", "month"),
    [(date(2026, 1, 1), "2025-02"), (date(2026, 11, 30), "2025-12"), (date(2026, 12, 1), "2026-01")],
)
def test_at_hand_are_this_month_and_the_eleven_before_it(day: date, month: str) -> None:
    assert first_recent_month(day) == month


def test_every_month_another_month_leaves(folder: Path) -> None:
    Store(folder, today=lambda: date(2026, 2, 28)).save_documents([mood("a", "2025-03-31T10:00:00Z")])
    assert _in_file(folder) == {"a"}
    Store(folder, today=lambda: date(2026, 3, 1)).save_documents([mood("b", "2026-03-01T10:00:00Z")])
    assert _in_file(folder) == {"b"}
    assert _in_file(folder, "coach-2025.json") == {"a"}


def test_history_holds_all_years_in_the_order_of_time(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("now"), mood("b", "2020-01-01T10:00:00Z"), mood("a", OLD)])
    assert list(store.load_history()["moods"]) == ["a", "b", "now"]


def test_a_year_is_read_only_when_history_is_asked_for(folder: Path) -> None:
    store_at(folder).save_documents([mood("now"), mood("a", OLD)])
    disk = Counting()
    store = store_at(folder, disk=disk)
    store.load_folder()
    opened = disk.calls.count("open")
    store.load_history()
    assert disk.calls.count("open") == opened + 1


def test_a_correction_to_an_old_year_goes_to_its_file(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("now"), mood("a", OLD, value=2)])
    store.save_documents([mood("a", OLD, value=4, changed_at="2026-11-24T12:00:00Z")])
    assert _in_file(folder) == {"now"}
    assert written(folder, "coach-2019.json")["moods"]["1"]["value"] == 4
    assert store.load_history()["moods"]["a"]["value"] == 4


def test_a_correction_without_a_newer_time_wins_all_the_same(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("a", OLD, value=2)])
    store.save_documents([mood("a", OLD, value=4)])
    assert store.load_history()["moods"]["a"]["value"] == 4


def test_a_deletion_in_an_old_year_stays_deleted(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("a", OLD)])
    store.save_documents([mood("a", OLD, deleted=True, changed_at="2026-11-24T12:00:00Z")])
    assert store.load_history()["moods"]["a"]["deleted"] is True


def test_an_older_version_in_the_data_file_does_not_hide_the_newer_one_in_a_year(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("a", OLD, value=4, changed_at="2026-11-24T12:00:00Z")])
    tables = written(folder)
    tables["moods"] = {"1": mood("a", OLD, value=2)[1]}  # as a synchronised copy from before may bring it
    (folder / "coach.json").write_bytes(orjson.dumps(tables))
    assert store_at(folder).load_history()["moods"]["a"]["value"] == 4


def test_rolling_over_again_changes_nothing(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("now"), mood("a", OLD)])
    before = {path.name: path.read_bytes() for path in folder.glob("coach*.json")}
    store.commit_content(store.years.archive_finished_months(store.state.content, "2025-12"))
    assert {path.name: path.read_bytes() for path in folder.glob("coach*.json")} == before


def test_a_clock_that_was_years_ahead_hides_nothing_when_it_is_right_again(folder: Path) -> None:
    store_at(folder).save_documents(
        [mood("a"), mood("b", "2025-12-06T10:00:00Z"), mood("past", "2025-03-06T10:00:00Z")]
    )
    Store(folder, today=lambda: date(2035, 1, 1)).save_documents([mood("c")])
    assert _in_file(folder) == set()
    right = store_at(folder)
    assert keys(right.load_folder().documents) == {"a", "b", "c"}
    right.save_documents([mood("d")])
    assert len(right.load_history()["moods"]) == 5


def test_a_clock_that_was_reset_to_1970_hides_nothing_when_it_is_right_again(folder: Path) -> None:
    store_at(folder).save_documents([mood("a"), mood("old", OLD)])
    Store(folder, today=lambda: date(1970, 1, 1)).save_documents([mood("b")])
    right = store_at(folder)
    right.save_documents([mood("c")])
    assert _in_file(folder) == {"a", "b", "c"}
    assert keys(right.load_history()) == {"a", "b", "c", "old"}


def test_a_year_written_by_a_newer_coach_is_left_alone(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("a", OLD)])
    tables = written(folder, "coach-2019.json")
    tables["meta"]["1"]["value"] = 99
    (folder / "coach-2019.json").write_bytes(orjson.dumps(tables))
    store.save_documents([mood("b", OLD)])
    assert orjson.loads((folder / "coach-2019.json").read_bytes()) == tables
    assert keys(store.load_history()) == {"a", "b"}


@pytest.mark.parametrize("at", ["", "soon", "20", None, 5, "٢٠١٩-01-01", "2019"])
def test_a_record_with_an_odd_date_never_stops_anything(folder: Path, at: object) -> None:
    store = store_at(folder)
    table, doc = mood("odd")
    store.save_documents([(table, doc | {"at": at})])
    assert keys(store_at(folder).load_history()) == {"odd"}


def test_what_is_open_stays_however_old_it_is() -> None:
    base = {"changed_at": OLD}
    open_ones = [
        ("blocks", {**base, "id": "running", "started_at": OLD}),
        message("promise", "p1", OLD, kind="promise"),
        message("request", "p1", OLD, direction="in", kind="request"),
        message("later", "p1", OLD, direction="own", kind="later", until="2026-12-01"),
        ("notes", {**base, "id": "opportunity", "at": OLD, "kind": "opportunity"}),
        ("notes", {**base, "id": "draft", "at": OLD, "kind": "draft"}),
        ("notes", {**base, "id": "due", "at": OLD, "due": "2019-04-01"}),
        ("asked", {**base, "id": "muted", "topic": "R01", "day": "2019-03-03", "outcome": "muted"}),
        ("asked", {**base, "id": "put off", "topic": "R02", "day": "2019-03-03", "until": "2026-12-01"}),
        *[(table, {**base, "id": table, "at": OLD}) for table in ("people", "settings", "boundaries")],
        *[(table, {**base, "id": table, "at": OLD}) for table in ("experiments", "actions", "dreams")],
    ]
    # Somebody newer of each sort, so that none of them stays for being the newest.
    newer = [
        message(f"n{number}", "p1", "2026-01-01T10:00:00Z", direction=direction, kind=kind)
        for number, (direction, kind) in enumerate(
            [("out", "promise"), ("in", "request"), ("own", "later"), ("in", "message")]
        )
    ]
    assert _leaving(*open_ones, *newer) == set()


def test_what_is_closed_goes() -> None:
    closed = [
        ("blocks", {"id": "ended", "started_at": OLD, "ended_at": OLD}),
        ("goals", {"id": "goal", "day": "2019-03-03", "text": "write"}),
        message("promise", "p1", OLD, kind="promise", closed_at=OLD),
        ("notes", {"id": "note", "at": OLD}),
        ("notes", {"id": "draft", "at": OLD, "kind": "draft", "closed_at": OLD}),
        ("blocks", {"id": "deleted", "started_at": OLD, "deleted": True}),
    ]
    newer = message("n1", "p1", "2026-01-01T10:00:00Z", kind="promise", closed_at=OLD)
    assert _leaving(*closed, newer) == {doc["id"] for _, doc in closed}


def test_the_newest_message_of_each_direction_with_everybody_stays() -> None:
    puts = [
        message("out 1", "p1", "2019-01-01T10:00:00Z"),
        message("in 1", "p1", "2019-01-02T10:00:00Z", direction="in"),
        message("out 2", "p1", "2019-01-03T10:00:00Z"),
        message("in 2", "p1", "2019-01-04T10:00:00Z", direction="in"),
        message("rest", "p1", "2019-01-05T10:00:00Z", direction="own", kind="rest"),
    ]
    assert _leaving(*puts) == {"out 1", "in 1"}


def test_what_one_wrote_since_they_did_stays_as_far_as_it_counts() -> None:
    puts = [
        message("before", "p1", "2018-12-01T10:00:00Z"),
        message("theirs", "p1", "2019-01-01T10:00:00Z", direction="in"),
        message("first since", "p1", "2019-01-02T10:00:00Z"),
        message("between", "p1", "2019-01-09T10:00:00Z"),
        message("anew", "p1", "2019-05-01T10:00:00Z"),
        message("again", "p1", "2019-05-08T10:00:00Z"),
        message("last", "p1", "2019-05-15T10:00:00Z"),
    ]
    assert _leaving(*puts) == {"before", "between"}


_EVENTS = st.lists(
    st.tuples(
        st.integers(0, 1500),
        st.sampled_from([("out", "message"), ("out", "message"), ("in", "message"), ("in", "meeting"), ("own", "rest"),
                         ("own", "keep"), ("own", "meeting"), ("out", "promise"), ("out", "invitation"), ("in", "no")]),
    ),
    max_size=30,
)  # fmt: skip


def _make_messages(events: list[tuple[int, tuple[str, str]]]) -> list[tuple[str, dict[str, Any]]]:
    """Return the messages of `events`: days since 1 January 2023, direction and kind; one person in three of them."""
    closed = {"closed_at": "2026-11-24T09:00:00Z"}
    return [
        message(
            f"m{n}",
            f"p{n % 3}",
            (datetime(2023, 1, 1, 8, tzinfo=UTC) + timedelta(days=day, minutes=n)).isoformat(),
            direction=way,
            kind=kind,
            **(closed if kind == "promise" else {}),
        )
        for n, (day, (way, kind)) in enumerate(events)
    ]


@given(_EVENTS)
def test_where_a_conversation_stands_is_the_same_with_and_without_the_archive(
    events: list[tuple[int, tuple[str, str]]],
) -> None:
    puts = _make_messages(events)
    leaving, now = _leaving(*puts), datetime(2026, 11, 24, 9, tzinfo=UTC)
    whole, kept = (
        group_conversations(Message.model_validate(doc) for _, doc in puts if doc["id"] not in without)
        for without in (frozenset[str](), leaving)
    )
    assert kept.keys() == whole.keys()
    for who, conversation in whole.items():
        short = kept[who]
        assert short.state_on(now.date()) == conversation.state_on(now.date())
        assert short.follow_up_count == conversation.follow_up_count
        assert short.decision == conversation.decision
        assert current_tie(None, short, now) == current_tie(None, conversation, now)


@examples(25)
@given(_EVENTS, st.randoms(use_true_random=False))
def test_what_stays_in_the_data_file_does_not_depend_on_the_order_of_imports(
    events: list[tuple[int, tuple[str, str]]], chance: random.Random
) -> None:
    puts = _make_messages(events)
    mixed = chance.sample(puts, len(puts))
    half = len(mixed) // 2
    with TemporaryDirectory() as scratch:
        folders = [Path(scratch) / name for name in ("at once", "in two")]
        store_at(folders[0]).save_documents([*puts, mood("m")], is_bulk=True)
        for batch in (mixed[:half], mixed[half:]):
            store_at(folders[1]).save_documents([*batch, mood("m")], is_bulk=True)
        one, other = (_in_file(folder, table="messages") for folder in folders)
        assert one == other
        assert keys(store_at(folders[1]).load_history(), "messages") == {doc["id"] for _, doc in puts}


def test_newest_is_judged_by_the_moment_and_not_by_the_wall_clock() -> None:
    puts = [
        message("east", "p1", "2019-01-02T01:00:00+09:00", direction="in"),
        message("west", "p1", "2019-01-01T20:00:00-08:00", direction="in"),
    ]
    assert _leaving(*puts) == {"east"}


def test_a_deleted_message_is_nobodys_newest() -> None:
    puts = [
        message("kept", "p1", "2019-01-01T10:00:00Z"),
        message("gone", "p1", "2019-01-02T10:00:00Z", deleted=True),
    ]
    assert _leaving(*puts) == {"gone"}


def test_the_newest_review_of_each_kind_stays() -> None:
    puts = [
        ("reviews", {"id": f"{kind} {year}", "kind": kind, "day": f"{year}-01-01", "at": f"{year}-01-01T10:00:00Z"})
        for kind in ("privacy", "reputation")
        for year in (2018, 2019)
    ]
    assert _leaving(*puts) == {"privacy 2018", "reputation 2018"}


def test_a_record_that_is_closed_at_last_goes_to_its_year(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents(
        [message("p", "p1", OLD, kind="promise"), message("n", "p1", "2026-01-01T10:00:00Z", kind="promise")]
    )
    assert _in_file(folder, table="messages") == {"p", "n"}
    store.save_documents([message("p", "p1", OLD, kind="promise", closed_at="2026-11-24T10:00:00Z")])
    assert _in_file(folder, table="messages") == {"n"}
    documents: Documents = store.load_history()
    assert documents["messages"]["p"]["closed_at"]


def test_a_year_has_a_second_copy_among_the_backups(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("a", OLD)])
    store.save_documents([mood("b", OLD)])
    assert _in_file(folder / "backups", "coach-2019.json") == {"a", "b"}


# Some of all years


def _some(store: Store, month: str) -> Documents:
    return store.load_history(lambda table, doc: str(doc.get("at", ""))[:7] == month)


def test_some_of_all_years_are_those_out_of_all_years(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents(
        [mood(f"m{year}{n}", f"{year}-0{n}-01T10:00:00Z") for year in range(2017, 2027) for n in range(1, 9)]
    )
    for month in ("2017-01", "2024-08", "2026-02", "1999-01"):
        expected = {key: doc for key, doc in store.load_history()["moods"].items() if doc["at"][:7] == month}
        assert _some(Store(folder), month).get("moods", {}) == expected


@pytest.mark.parametrize("newer", ["the file of its year", "the data file", "another year"])
def test_of_a_record_that_stands_in_two_files_the_newest_version_is_asked(folder: Path, newer: str) -> None:
    """It may be dated elsewhere by now: an older version must not bring it back to where it was."""
    store = store_at(folder)
    store.save_documents([mood("a", "2019-03-03T10:00:00Z"), mood("b", "2018-03-03T10:00:00Z"), mood("now")])
    year, other, hot = (folder / name for name in ("coach-2019.json", "coach-2018.json", "coach.json"))
    moved = {**orjson.loads(year.read_bytes())["moods"]["1"], "at": "2020-05-05T10:00:00Z"}
    moved["changed_at"] = (
        "2099-01-01T00:00:00+00:00" if newer != "the file of its year" else "1999-01-01T00:00:00+00:00"
    )
    path = other if newer == "another year" else hot
    tables = orjson.loads(path.read_bytes())
    tables["moods"][str(len(tables["moods"]) + 1)] = moved
    path.write_bytes(orjson.dumps(tables))
    there = newer == "the file of its year"
    assert ("a" in _some(Store(folder), "2019-03").get("moods", {})) is there
    assert ("a" in _some(Store(folder), "2020-05").get("moods", {})) is not there
