"""Import, export, erase, import: what an export holds is the same afterwards. Every format of `coach export` is here.

All of it by commands, as somebody would move to another computer. What a format holds is stated here by hand.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from coach.cli.export import EXPORT_FORMATS
from coach.cli.main import run_command_line
from coach.domain.clock import SystemClock
from coach.domain.record import TABLE_NAMES
from coach.exporters.csv import CSV_TABLES
from coach.service import CoachService
from coach.store.address_book_and_accounts import load_address_book
from tests.conftest import TUESDAY

SAMPLES = Path(__file__).parent / "samples"
LIFE = (
    *(
        ("import", str(SAMPLES / name), "--yes")
        for name in ("linkedin.zip", "daylio_export_2026_09_14.csv.gz", "x.zip")
    ),
    ("mood", "4", "tea, bread"),
    ("sent", "Ana Lee", "--via", "linkedin"),
    ("person", "Ana Lee", "--company", "ACME", "--every", "8w"),
    ("promised", "Ben Marsh", "an intro"),
    ("met", "Cara Dun"),
    ("note", "--about", "Ana Lee", "likes boats: and -- <tea>"),
    ("takeaway", "read less"),
    ("goal", "write two lines"),
    ("focus", "messages"),
    ("focus", "stop"),
    ("events", "Trade fair, 12 March, Leipzig"),
    ("set", "hours", "9-17"),
    ("sent", "Ron Harsh"),
    ("boundary", "Ron Harsh", "harsh"),
    ("mood", "2"),
    ("undo",),
)
HIDDEN = "Ron Harsh"
"""Somebody with a boundary, who is in no export but the complete one."""

State = dict[str, dict[str, Mapping[str, Any]]]
"""Table → id → document, the address book included."""


def run(*words: str) -> None:
    assert run_command_line(words) == 0, words


def read_state() -> State:
    store = CoachService().open_folder().store
    return {
        **{table: dict(rows) for table, rows in store.load_history().items() if table in TABLE_NAMES},
        "contacts": dict(load_address_book(store)),
    }


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, State, set[str]]:
    """Return a home with some years of samples and a typed day, its state, and to whom one may write or owes something."""
    home = tmp_path_factory.mktemp("life")
    with pytest.MonkeyPatch.context() as patch:
        set_home(home, patch)
        for words in LIFE:
            run(*words)
        waiting = home / "waiting.json"
        with waiting.open("w") as file, pytest.MonkeyPatch.context() as inner:
            inner.setattr("sys.stdout", file)
            run("waiting", "--json")
        rows = json.loads(waiting.read_text())
        return home, read_state(), {row["name"] for row in rows if row["owed"] or may_follow_up(row)}


def may_follow_up(row: dict[str, Any]) -> bool:
    """Return whether one may write again to somebody in the list: there are two follow-ups, to a stranger one."""
    return not row["may_rest"] and row["follow_ups"] < (1 if row["tie"] == "cold" else 2)


def set_home(home: Path, patch: pytest.MonkeyPatch) -> None:
    """Let commands work in a home, on one morning, whatever the day of the test is."""
    patch.setattr(SystemClock, "now", lambda self: TUESDAY)
    for name in ("STATE", "CACHE", "CONFIG", "DATA"):
        patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    patch.delenv("COACH_DATA_DIR", raising=False)


def show(state: State, waiting: set[str], *tables: str) -> State:
    """Return tables as others may see them: without what was removed, and without whoever is hidden."""
    away = {key for key, doc in state["people"].items() if doc["name"] == HIDDEN}
    return {
        table: {
            key: doc
            for key, doc in state[table].items()
            if not doc.get("deleted") and key not in away and doc.get("person") not in away
        }
        for table in tables
    }


def show_whole_tables(state: State, waiting: set[str]) -> State:
    return show(state, waiting, "moods", "goals", "blocks", "people", "messages", "notes")


def show_pages_of_people(state: State, waiting: set[str]) -> State:
    """A page of a person has messages with them and notes about them."""
    seen = show(state, waiting, "people", "messages", "notes")
    about = {key: doc for key, doc in seen["notes"].items() if doc.get("person")}
    return {**seen, "notes": about}


def show_follow_ups(state: State, waiting: set[str]) -> State:
    """Whoever is waited for or owed something, and all messages with them."""
    seen = show(state, waiting, "people", "messages")
    people = {key: doc for key, doc in seen["people"].items() if doc["name"] in waiting}
    return {"people": people, "messages": {k: m for k, m in seen["messages"].items() if m["person"] in people}}


def show_calendar(state: State, waiting: set[str]) -> State:
    """The follow-ups, and each meeting with its person."""
    seen, found = show(state, waiting, "people", "messages"), show_follow_ups(state, waiting)
    for key, message in seen["messages"].items():
        if message.get("kind") == "meeting":
            found["messages"][key] = message
            found["people"][message["person"]] = seen["people"][message["person"]]
    return found


Expected = Callable[[State, set[str]], State]
HOLDS: Mapping[str, Mapping[str, tuple[tuple[tuple[str, ...], ...], Expected]]] = {
    "json": {"all.json": (((),), lambda state, waiting: state)},
    "csv": {"": (tuple(("--table", table) for table in CSV_TABLES), show_whole_tables)},
    "markdown": {"journal.md": (((),), show_whole_tables)},
    "vault": {
        "day": ((("--by", "day"),), show_whole_tables),
        "person": ((("--by", "person"),), show_pages_of_people),
    },
    "calendar": {"events.ics": (((),), show_calendar), "todos.ics": ((("--todo",),), show_follow_ups)},
    "org": {"tasks.org": (((),), show_follow_ups)},
    "todo.txt": {"todo.txt": (((),), show_follow_ups)},
    "taskwarrior": {"tasks.json": (((),), show_follow_ups)},
    "daylio": {"moods.csv": (((),), lambda state, waiting: show(state, waiting, "moods"))},
}
"""Format → name of the file → the options of each command that writes one, and what comes back."""


def export(form: str, name: str, options: tuple[tuple[str, ...], ...], folder: Path) -> dict[str, bytes]:
    """Export into an empty folder; return its files, without the time at which all of it was written."""
    folder.mkdir()
    for words in options:
        if form == "vault":
            run("export", form, str(folder), *words)
        else:
            run("export", form, *words, "--out", str(folder / (name or f"{words[-1]}.csv")))
    lines = {path.name: path.read_bytes().splitlines() for path in folder.iterdir()}
    return {file: b"\n".join(row for row in rows if b'"exported_at"' not in row) for file, rows in lines.items()}


@pytest.mark.parametrize(
    ("form", "name"),
    [
        pytest.param(form, name, marks=[pytest.mark.slow] * (form in ("csv", "vault")))  # Markdown holds as much
        for form in EXPORT_FORMATS
        for name in HOLDS.get(form, {"not stated in HOLDS": None})
    ],
)
def test_what_an_export_holds_is_the_same_after_an_import_into_nothing(
    life: tuple[Path, State, set[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, name: str
) -> None:
    options, expected = HOLDS[form][name]
    lived, before, waiting = life
    set_home(tmp_path / "moved", monkeypatch)
    shutil.copytree(lived, tmp_path / "moved")
    first = export(form, name, options, tmp_path / "first")
    run("erase", "--word", "erase")
    assert not any(read_state().values())
    run("import", str(tmp_path / "first"), "--yes")
    after = read_state()
    if form != "json":
        assert set(after.pop("actions")) - set(before["actions"])  # the import itself, for undo
    wanted = expected(before, waiting)
    assert {table for table, rows in after.items() if rows} == {table for table, rows in wanted.items() if rows}
    for table, rows in wanted.items():
        assert rows
        assert after[table] == rows, table
    assert export(form, name, options, tmp_path / "second") == first
    run("import", str(tmp_path / "first"), "--yes")
    assert {table: rows for table, rows in read_state().items() if table != "actions"} == {
        table: rows for table, rows in after.items() if table != "actions"
    }
