"""Three computers, any interleaving of writing, deleting and synchronising: they agree, and nothing told is gone."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from coach.domain.mood import Mood
from coach.domain.record import Document, stamp_record
from coach.store.merge_copies import SyncConflictWatcher
from coach.store.merge_records import version_key
from tests.examples import examples
from tests.store.records import store_at

START = datetime(2026, 11, 24, 10, tzinfo=UTC)
CLOCKS = (timedelta(0), timedelta(days=2), timedelta(hours=-5))
"""How far the clock of each computer is off."""
WHO = st.sampled_from(range(3))
OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), WHO, st.sampled_from(["r1", "r2", "r3", "r4"])),
        st.tuples(st.just("delete"), WHO, st.sampled_from(["r1", "r2", "r3", "r4"])),
        st.tuples(st.just("replace"), WHO, WHO),  # the engine puts another's version over this one's
        st.tuples(st.just("conflict"), WHO, WHO),  # the engine leaves another's version beside this one's
        st.tuples(st.just("open"), WHO, WHO),
    ),
    max_size=14,
)


class Computer:
    """One data folder with its own clock. What it has told the person to be saved is in `told`."""

    def __init__(self, root: Path, number: int) -> None:
        self.folder, self.number = root / f"c{number}", number
        self.told: list[Document] = []
        self._state = root / f"state{number}.json"
        self.folder.mkdir()

    def open(self) -> None:
        self.store = store_at(self.folder, local_copy=self._state)
        self.store.load_folder()
        SyncConflictWatcher(self.store).merge_new_copies()

    def write(self, key: str, at: datetime, **more: Any) -> None:
        store = store_at(self.folder, local_copy=self._state)
        with store.hold_lock() as documents:
            known = documents.get("moods", {}).get(key)
            before = Mood.model_validate(known) if known else None
            mood = Mood(id=key, at=START, value=3, note=f"{self.number} {len(self.told)}", **more)
            doc = stamp_record(mood, before, at + CLOCKS[self.number], f"device{self.number}").to_document()
            store.save_documents([("moods", doc)])
        self.told.append(doc)

    def receive(self, other: Computer, name: str) -> None:
        if other is not self and (other.folder / "coach.json").exists():
            shutil.copy(other.folder / "coach.json", self.folder / ".arriving.tmp")
            (self.folder / ".arriving.tmp").replace(self.folder / name)

    @property
    def bytes(self) -> bytes:
        return (self.folder / "coach.json").read_bytes()


@contextmanager
def three() -> Iterator[list[Computer]]:
    with tempfile.TemporaryDirectory() as root:
        yield [Computer(Path(root), number) for number in range(3)]


@given(OPERATIONS)
@examples(60)
def test_three_computers_agree_and_hold_all_that_was_told(operations: list[tuple[str, int, Any]]) -> None:
    with three() as computers:
        for number, (what, who, on) in enumerate([("write", 0, "r0"), *operations]):
            at = START + timedelta(minutes=number)
            if what in ("write", "delete"):
                computers[who].write(on, at, deleted=what == "delete")
            elif what == "open":
                computers[who].open()
            else:
                names = {"replace": "coach.json", "conflict": f"coach ({number}).json"}
                computers[who].receive(computers[on], names[what])
        one, *others = computers
        for other in others:  # everybody once more to one of them, and from there to all
            other.open()
            one.receive(other, f"coach.sync-conflict-20261124-10111{other.number}-ABCDEF2.json")
        one.open()
        for other in others:
            other.receive(one, "coach.json")
            other.open()
        assert one.bytes == others[0].bytes == others[1].bytes
        there = one.store.load_folder().documents["moods"]
        told = [doc for computer in computers for doc in computer.told]
        assert [doc for doc in told if version_key(there[doc["id"]]) < version_key(doc)] == []
        assert {doc["id"] for doc in told} == set(there)


def test_an_edit_wins_over_the_version_it_saw_however_far_ahead_that_clock_was() -> None:
    with three() as (exact, ahead, _):
        ahead.write("r1", START)
        exact.receive(ahead, "coach.json")
        exact.write("r1", START)
        ahead.receive(exact, "coach (1).json")
        ahead.open()
        assert ahead.store.load_folder().documents["moods"]["r1"]["note"] == exact.told[0]["note"]
