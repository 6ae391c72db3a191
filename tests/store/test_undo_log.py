"""A merge is an action like any other: `u` takes it back, `U` does it again, on every computer, after any restart."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.actions import moods as mood
from coach.actions import people
from coach.actions.outreach import log_sent_message
from coach.actions.undo import redo_last_action, undo_last_action
from coach.domain.mood import Mood
from coach.domain.person import Person
from coach.service import CoachService
from coach.store.forget_and_erase import forget_people
from coach.store.undo_log import list_changes, read_steps
from tests.conftest import FakeClock
from tests.examples import examples

COPY = "coach.sync-conflict-20261124-{:06}-ABCDEF2.json"


class Computer:
    """One computer's folder, its clock and how often it met the other."""

    def __init__(self, root: Path, name: str, ahead: int = 0) -> None:
        self.folder, self.name, self.clock, self.met = root / name, name, FakeClock(), 0
        self.clock.forward(hours=ahead)

    @property
    def service(self) -> CoachService:
        """A service that knows nothing but the files: every use of it is a restart."""
        self.clock.forward(minutes=1)
        return CoachService(self.folder, self.clock, self.name).open_folder()

    def moods(self) -> list[int]:
        return sorted(m.value for m in self.service.journal.with_all_years().list_records(Mood))

    def conflicts_with(self, other: Computer) -> None:
        """Let the other's file arrive as a conflict copy."""
        self.met += 1
        shutil.copy(other.folder / "coach.json", self.folder / COPY.format(self.met))

    def takes_over(self, other: Computer) -> None:
        """Let the other's file arrive in the place of ours."""
        shutil.copy(other.folder / "coach.json", self.folder / "new")
        (self.folder / "new").replace(self.folder / "coach.json")


@pytest.fixture
def both(tmp_path: Path) -> tuple[Computer, Computer]:
    here, there = Computer(tmp_path, "here"), Computer(tmp_path, "there")
    here.service.execute(mood.log_mood(1))
    shutil.copytree(here.folder, there.folder)
    return here, there


def test_a_merge_is_taken_back_and_done_again_after_a_restart(both: tuple[Computer, Computer]) -> None:
    here, there = both
    for value in (4, 5):
        there.service.execute(mood.log_mood(value))
    here.conflicts_with(there)
    assert here.moods() == [1, 4, 5]
    assert here.service.execute(undo_last_action()).message == "Undone: merged 2 entries from the other computer."
    assert here.moods() == [1]
    assert here.service.execute(redo_last_action()).message == "Redone: merged 2 entries from the other computer."
    assert here.moods() == [1, 4, 5]


def test_what_was_done_before_the_merge_is_taken_back_after_it(both: tuple[Computer, Computer]) -> None:
    here, there = both
    there.service.execute(mood.log_mood(4))
    here.service.execute(mood.log_mood(2))
    here.conflicts_with(there)
    assert here.moods() == [1, 2, 4]
    here.service.execute(undo_last_action())
    assert here.moods() == [1, 2]


def test_an_entry_that_was_newer_there_is_again_what_it_was_here(both: tuple[Computer, Computer]) -> None:
    here, there = both
    known = there.service.journal.list_records(Mood)[0].id
    there.service.execute(mood.edit_mood(known, value=5))
    here.conflicts_with(there)
    assert here.moods() == [5]
    here.service.execute(undo_last_action())
    assert here.moods() == [1]
    here.service.execute(redo_last_action())
    assert here.moods() == [5]


@pytest.mark.parametrize("ahead", [0, 48])
def test_what_was_taken_back_does_not_come_back_with_the_next_file(tmp_path: Path, ahead: int) -> None:
    here, there = Computer(tmp_path, "here"), Computer(tmp_path, "there", ahead)
    here.service.execute(mood.log_mood(1))
    shutil.copytree(here.folder, there.folder)
    there.service.execute(mood.log_mood(4))
    here.conflicts_with(there)
    assert here.moods() == [1, 4]
    here.service.execute(undo_last_action())
    here.conflicts_with(there)
    assert here.moods() == [1]
    there.service.execute(mood.log_mood(5))
    there.takes_over(here)
    assert there.moods() == [1, 5]
    here.takes_over(there)
    assert here.moods() == there.moods() == [1, 5]


def test_another_computer_does_not_take_back_a_merge_whose_steps_it_does_not_have(
    both: tuple[Computer, Computer],
) -> None:
    here, there = both
    there.service.execute(mood.log_mood(4))
    here.conflicts_with(there)
    here.service.journal.with_all_years()
    there.takes_over(here)
    assert there.service.execute(undo_last_action()).message.startswith("Undone: good")
    assert there.moods() == [1]


def test_a_merge_of_thousands_adds_one_small_action(both: tuple[Computer, Computer]) -> None:
    here, there = both
    store = there.service.store
    store.save_documents(
        ("moods", {"id": f"{n:032x}", "changed_at": "2026-11-24T09:00:00+00:00", "at": "2026-11-24T09:00:00+00:00", "value": 3})
        for n in range(3000)
    )  # fmt: skip
    here.conflicts_with(there)
    service = here.service
    assert len(service.journal.list_records(Mood)) == 3001
    action = max(service.store.state.content.documents["actions"].values(), key=lambda doc: doc["number"])
    assert len(str(action)) < 400
    service.execute(undo_last_action())
    assert here.moods() == [1]


def test_a_person_forgotten_is_not_in_what_is_kept_to_undo(both: tuple[Computer, Computer]) -> None:
    here, there = both
    there.service.execute(log_sent_message("Zebulon Quax"))
    here.conflicts_with(there)
    here.service.execute(people.edit_person("Zebulon Quax", note="met at the lighthouse"))
    there.takes_over(here)
    there.service.execute(people.edit_person("Zebulon Quax", note="met at the pier"))
    here.conflicts_with(there)
    service = here.service
    forget_people(service.store, [service.journal.list_records(Person)[0].id])
    assert not [
        path for path in here.folder.rglob("*.json") if "Zebulon" in path.read_text() or "pier" in path.read_text()
    ]
    here.service.execute(undo_last_action())
    assert here.service.journal.list_records(Person) == ()


def test_the_last_fourteen_merges_can_be_taken_back(both: tuple[Computer, Computer]) -> None:
    here, there = both
    for value in range(16):
        there.service.execute(mood.log_mood(1 + value % 5, note=f"entry {value}"))
        here.conflicts_with(there)
        here.moods()
    assert len(list((here.folder / "backups").glob("coach-undo-*"))) == 14


edits = st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.integers(1, 5)), max_size=8)


@examples(40)
@given(edits, edits)
def test_undo_after_a_merge_gives_what_was_before_and_redo_what_was_merged(
    mine: list[tuple[bool, int, int]], theirs: list[tuple[bool, int, int]]
) -> None:
    with TemporaryDirectory() as scratch:
        here, there = Computer(Path(scratch), "here"), Computer(Path(scratch), "there")
        for value in (1, 2, 3):
            here.service.execute(mood.log_mood(value))
        shutil.copytree(here.folder, there.folder)
        for computer, steps in ((here, mine), (there, theirs)):
            for number, (new, which, value) in enumerate(steps):
                entries = computer.service.journal.list_records(Mood)
                act = (
                    mood.log_mood(value, note=f"{number} {computer.name}")
                    if new or not entries
                    else mood.edit_mood(entries[which % len(entries)].id, value=value)
                )
                computer.service.execute(act)

        def state() -> dict[str, int]:
            return {m.id: m.value for m in here.service.journal.list_records(Mood)}

        before = state()
        here.conflicts_with(there)
        merged = state()
        if merged == before:
            return
        here.service.execute(undo_last_action())
        assert state() == before
        here.service.execute(redo_last_action())
        assert state() == merged
        here.service.execute(undo_last_action())
        there.takes_over(here)
        assert {m.id: m.value for m in there.service.journal.list_records(Mood)} == state() == before


@pytest.mark.parametrize("version", [5, [], {"id": [1]}, {"id": "another"}, "text"])
def test_a_step_of_another_form_is_left_out(both: tuple[Computer, Computer], version: object) -> None:
    here, there = both
    there.service.execute(mood.log_mood(4))
    here.conflicts_with(there)
    files = here.service.store.files
    (path,) = files.backups_folder.glob("coach-undo-*.json")
    tables = json.loads(path.read_bytes())
    number = str(len(tables["steps"]) + 1)
    tables["steps"][number] = {"id": "odd", "table": "moods", "record": "m", "before": version, "after": version}
    before = list(list_changes(read_steps(files, path.name)))
    path.write_text(json.dumps(tables))
    assert list(list_changes(read_steps(files, path.name))) == before
