"""People one has not met for long leave the data file, are found all the same, and come back with the first word."""

from __future__ import annotations

import contextlib
import errno
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.actions import notes, outreach, people
from coach.actions.boundaries_and_away import set_boundary
from coach.actions.typed_names import get_person_by_name
from coach.actions.undo import undo_last_action
from coach.advice.find_people_by_name import find_people_by_name
from coach.advice.search import search_index
from coach.domain.message import Message
from coach.domain.person import Person
from coach.errors import CoachError
from coach.service import CoachService
from coach.store import Store
from coach.store.archive_rules import MAX_INACTIVE_PEOPLE, find_finished_records
from coach.store.data_folder import original_stem
from coach.store.forget_and_erase import forget_people
from coach.store.merge_copies import find_conflict_copies, merge_from
from coach.views.person import build_person_view
from tests.conftest import FakeClock
from tests.examples import examples
from tests.store.disks import Refusing
from tests.store.records import keys, message, mood, person, store_at, written

OLD = "2020-03-03T10:00:00+00:00"
FILE = "coach-people.json"


def crowd(count: int = MAX_INACTIVE_PEOPLE, year: int = 2024) -> list[tuple[str, dict[str, Any]]]:
    """People who are nearer than those of the tests, so that these have to leave."""
    return [
        put
        for n in range(count)
        for put in (person(f"c{n}", f"Crowd {n:02}"), message(f"c{n} in", f"c{n}", f"{year}-01-01T10:00:00Z", direction="in"))
    ]  # fmt: skip


@pytest.fixture
def quiet(folder: Path) -> Path:
    """A folder in which Zoë Quill was last met in 2020."""
    ana = [
        person("p1", "Zoë Quill", channel="x"), message("out", "p1", "2020-01-01T10:00:00+00:00", text="the lighthouse"),
        message("in", "p1", OLD, direction="in"),
    ]  # fmt: skip
    store_at(folder).save_documents([*ana, *crowd(), mood("m")])
    assert "p1" not in written_ids(folder, "coach.json")
    return folder


def written_ids(folder: Path, name: str, table: str = "people") -> set[str]:
    return {row["id"] for row in written(folder, name).get(table, {}).values()}


def desk_on(folder: Path) -> CoachService:
    return CoachService(folder, FakeClock(), device_id="test0001").open_folder()


def test_somebody_quiet_leaves_with_their_last_messages(quiet: Path) -> None:
    assert written_ids(quiet, FILE) == {"p1"}
    assert written_ids(quiet, FILE, "messages") == {"out", "in"}
    assert keys(store_at(quiet).load_history(), "people") >= {"p1", "c0"}
    assert len(written_ids(quiet, "coach.json")) == MAX_INACTIVE_PEOPLE


def test_close_ones_and_those_one_talked_with_last_stay(folder: Path) -> None:
    strong = [person("s", "Sam", tie="strong"), message("s1", "s", "2018-01-01T10:00:00Z")]
    never = [person("n", "Nell"), message("n1", "n", "2024-12-01T10:00:00Z")]
    store_at(folder).save_documents([*strong, *never, *crowd()])
    assert "s" in written_ids(folder, "coach.json")
    assert written_ids(folder, FILE) == {"n", "c0"}


@pytest.mark.parametrize(
    "reason",
    [
        message("p", "p1", OLD, kind="promise"),
        message("r", "p1", OLD, direction="in", kind="request"),
        message("l", "p1", OLD, direction="own", kind="later", until="2027-01-01"),
        message("n", "p1", "2026-02-01T10:00:00Z"),
        ("boundaries", {"id": "b", "changed_at": OLD, "person": "p1", "at": OLD}),
        ("notes", {"id": "o", "changed_at": OLD, "person": "p1", "at": OLD, "kind": "opportunity", "text": "x"}),
        ("notes", {"id": "t", "changed_at": OLD, "person": "p1", "at": "2026-02-01T10:00:00Z", "text": "x"}),
    ],
)
def test_whoever_something_is_open_with_stays(folder: Path, reason: tuple[str, dict[str, Any]]) -> None:
    store_at(folder).save_documents([person("p1"), message("out", "p1", "2019-01-01T10:00:00Z"), reason, *crowd()])
    assert "p1" in written_ids(folder, "coach.json")


def test_a_name_is_found_and_no_second_person_is_made(quiet: Path) -> None:
    service = desk_on(quiet)
    assert [p.id for p in find_people_by_name(service.journal, "zoe q")] == ["p1"]
    assert get_person_by_name(service.journal, "Zoë Quill").id == "p1"
    service.execute(outreach.log_sent_message("zoe"))
    journal = desk_on(quiet).journal
    assert len([p for p in journal.list_records(Person) if p.name == "Zoë Quill"]) == 1
    assert {m.id for m in journal.list_records(Message) if m.person == "p1"} > {"in"}


def test_whoever_comes_back_shows_at_once_with_the_whole_thread(quiet: Path) -> None:
    from coach.advice.outreach.open_conversations import list_open_conversations

    service = desk_on(quiet)
    service.apply(outreach.log_sent_message("zoe"))
    row = next(w for w in list_open_conversations(service.journal, service.now()) if w.person == "p1")
    assert (row.tie, row.status) == ("dormant", "went quiet")


def test_an_exact_name_of_somebody_quiet_stands_before_a_longer_one_at_hand(quiet: Path) -> None:
    service = desk_on(quiet)
    service.execute(outreach.log_sent_message("Zoë Quillson", new=True))
    assert [p.id for p in find_people_by_name(service.journal, "zoë quill")] == ["p1"]


def test_undo_takes_back_what_brought_somebody_back(quiet: Path) -> None:
    service = desk_on(quiet)
    service.execute(outreach.log_sent_message("zoe"))
    service.execute(undo_last_action())
    assert {m.id for m in desk_on(quiet).journal.with_all_years().list_records(Message) if m.person == "p1"} == {
        "out",
        "in",
    }


def test_the_page_the_search_and_an_edit_reach_somebody_quiet(quiet: Path) -> None:
    service = desk_on(quiet)
    found = build_person_view(service.journal, "p1", service.now())
    assert found is not None and len(found.events) == 2
    assert search_index(service.journal.with_all_years(), "lighthouse")[0].person == "p1"
    service.execute(people.edit_person("zoe quill", note="keeps bees"))
    service.execute(undo_last_action())
    known = desk_on(quiet).journal.with_archived_people().get_record(Person, "p1")
    assert known is not None and known.note == "" and not known.deleted


def test_a_promise_a_note_a_boundary_and_a_merge_reach_somebody_quiet(quiet: Path) -> None:
    service = desk_on(quiet)
    service.execute(outreach.log_promise("Zoë Quill", "a link"))
    service.execute(notes.write_note("note", "likes tea", who="zoe quill"))
    service.execute(people.merge_people("Crowd 00", "Zoë Quill"))
    assert {m.person for m in service.journal.with_all_years().list_records(Message) if m.id in ("in", "out")} == {"c0"}
    service.execute(undo_last_action())
    assert {m.person for m in service.journal.with_all_years().list_records(Message) if m.id in ("in", "out")} == {"p1"}
    service.execute(set_boundary("Zoë Quill"))
    assert find_people_by_name(service.journal, "zoe") == ()


def test_forgetting_takes_somebody_quiet_out_of_every_file(quiet: Path) -> None:
    forget_people(store_at(quiet), ["p1"])
    assert not [path for path in quiet.rglob("*.json") if "lighthouse" in path.read_text()]
    assert "p1" not in keys(store_at(quiet).load_history(), "people")


def test_news_from_another_computer_bring_somebody_back(quiet: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    store_at(other).save_documents([message("new", "p1", "2026-11-01T10:00:00Z", direction="in")])
    store = store_at(quiet)
    merge_from(store, other / "coach.json")
    assert written_ids(quiet, "coach.json") >= {"p1"}
    assert written_ids(quiet, "coach.json", "messages") >= {"new", "out"}


def test_a_conflict_copy_of_the_people_is_joined(quiet: Path) -> None:
    name = "coach-people.sync-conflict-20261124-101112-ABCDEF2.json"
    assert original_stem(name) == "coach-people" and original_stem(FILE) is None
    tables = json.loads((quiet / FILE).read_text())
    tables["people"]["9"] = {"id": "p9", "changed_at": OLD, "name": "Yves"}
    (quiet / name).write_text(json.dumps(tables))
    service = desk_on(quiet)
    assert not list(find_conflict_copies(service.store.files))
    assert find_people_by_name(service.journal, "yves")


def test_a_clock_that_was_ahead_hides_nobody_when_it_is_right_again(folder: Path) -> None:
    store_at(folder).save_documents([*crowd(60, 2026), mood("a")])
    Store(folder, today=lambda: date(2035, 1, 1)).save_documents([mood("b")])
    assert len(written_ids(folder, "coach.json")) == MAX_INACTIVE_PEOPLE
    right = store_at(folder)
    assert len(keys(right.load_folder().documents, "people")) == 60
    assert len(keys(right.load_folder().documents, "messages")) == 60


def test_a_damaged_file_of_people_is_put_aside_and_read_from_its_copy(quiet: Path) -> None:
    path = quiet / FILE
    path.write_bytes(path.read_bytes()[:40])
    assert "p1" in keys(store_at(quiet).load_history(), "people")
    desk_on(quiet)  # opening alone leaves the copy as it is
    desk_on(quiet).execute(outreach.log_sent_message("zoe"))
    assert written_ids(quiet, "coach.json") >= {"p1"}


@pytest.mark.parametrize(
    "error",
    [errno.ENOSPC, *(pytest.param(error, marks=pytest.mark.slow) for error in (errno.EIO, errno.EACCES))],
    ids=errno.errorcode.get,
)
def test_whichever_call_fails_while_people_leave_nobody_is_gone(tmp_path: Path, error: int) -> None:
    everybody = {f"p{n}" for n in range(MAX_INACTIVE_PEOPLE + 9)}
    puts = [person(key, f"Name {key}") for key in everybody]
    puts += [message(f"m {key}", key, "2023-05-01T10:00:00Z") for key in everybody]
    template = tmp_path / "template"
    Store(template, today=lambda: date(2023, 12, 1)).save_documents(puts)
    at, calls = 0, 10_000  # the first round counts the calls
    while at < calls:
        folder, disk = tmp_path / str(at), Refusing()
        shutil.copytree(template, folder)
        store = store_at(folder, disk=disk)
        store.load_folder()
        disk.arm(at, error)
        with contextlib.suppress(CoachError):
            store.save_documents([mood("new")])
        calls = calls if at else len(disk.calls)
        at += 1
        disk.disarm()
        for again in (store_at(folder), store):
            assert keys(again.load_history(), "people") == everybody, f"call {at}"
            assert len(keys(again.load_history(), "messages")) == len(everybody), f"call {at}"
        store.save_documents([mood("again")])
        assert len(written_ids(folder, "coach.json")) == MAX_INACTIVE_PEOPLE
        assert len(written_ids(folder, FILE)) == 9
    assert calls > 40


@examples(60)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(2017, 2026), st.sampled_from(["out", "in"]), st.booleans()), max_size=90),
       st.integers(0, 3))  # fmt: skip
def test_nobody_and_nothing_is_gone_or_doubled_whatever_passed(
    passed: list[tuple[int, int, str, bool]], later: int
) -> None:
    from tempfile import TemporaryDirectory

    puts = [person(f"p{n}", f"Name {n}") for n in range(61)]
    puts += [
        message(f"m{i}", f"p{n}", f"{year}-06-01T10:00:00Z", direction=way, **({"kind": "promise"} if owes else {}))
        for i, (n, year, way, owes) in enumerate(passed)
    ]
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "data"
        for at in (0, later):
            Store(folder, today=lambda at=at: date(2026 + at, 11, 24)).save_documents(
                [*([] if at else puts), mood(f"m{at}")]
            )
        store = Store(folder, today=lambda: date(2026 + later, 11, 24))
        history = store.load_history()
        assert keys(history, "people") == {f"p{n}" for n in range(61)}
        assert keys(history, "messages") == {f"m{i}" for i in range(len(passed))}
        hot = store.load_folder().documents
        named = {doc["person"] for doc in hot.get("messages", {}).values()}
        assert named <= keys(hot, "people")
        again = find_finished_records(hot, f"{2025 + later}-12")
        assert not any(again.values())
        everywhere = [
            row["id"] for path in folder.glob("coach*.json") for row in written(folder, path.name).get("people", {}).values()
        ]  # fmt: skip
        assert len(everywhere) == 61
