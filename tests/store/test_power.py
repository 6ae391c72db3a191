"""Power cuts: the system calls of a session are recorded, and every state that a cut may leave is opened."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from coach.store import Store
from tests.store.disks import Event, Tape, after_power_cut
from tests.store.records import keys, mood, store_at


def _session(root: Path) -> list[Event]:
    """Three days, with a first save, corrections, backups and a new year in which old ones leave."""
    tape = Tape(root)
    day = date(2024, 12, 30)
    store = Store(root / "data", today=lambda: day, disk=tape)
    number = 0
    for day in (date(2024, 12, 30), date(2024, 12, 31), date(2026, 1, 1)):
        for at in (day.isoformat(), "2020-02-02"):
            number += 1
            key = f"m{number}"
            store.save_documents([mood(key, f"{at}T10:00:00Z")])
            tape.ack(key)
    return tape.events


def _lost(events: list[Event], where: Path, rounds: int, chance: random.Random) -> int:
    """Cut the power after every event, `rounds` times over; return how often something acknowledged was gone."""
    lost = 0
    for end in range(len(events) + 1):
        for turn in range(rounds):
            folder = where / f"{end}-{turn}"
            acked = after_power_cut(events[:end], folder, chance)
            store = Store(folder / "data", today=lambda: date(2026, 1, 1))
            loaded = store.load_folder()
            found = keys(store.load_history())
            lost += loaded.damage is not None or not found >= set(acked)
            if loaded.damage is None:
                store.save_documents([mood("after")])
                lost += not keys(store.load_history()) >= {*acked, "after"}
    return lost


def test_no_power_cut_takes_anything_that_was_acknowledged(tmp_path: Path) -> None:
    events = _session(tmp_path / "real")
    assert sum(event.what == "ack" for event in events) == 6
    assert len(events) > 80
    assert _lost(events, tmp_path / "cut", 3, random.Random(1)) == 0


@pytest.mark.slow
@pytest.mark.parametrize("what", ["fsync", "fsync_dir"])
def test_the_model_would_notice_a_forgotten_fsync(tmp_path: Path, what: str) -> None:
    events = [event for event in _session(tmp_path / "real") if event.what != what]
    assert _lost(events, tmp_path / "cut", 3, random.Random(2)) > 0


def test_nothing_is_doubled_when_a_year_is_in_both_files(folder: Path) -> None:
    store = store_at(folder)
    store.save_documents([mood("a"), mood("old", "2020-02-02T10:00:00Z", value=2)])
    text = (folder / "coach-2020.json").read_text()
    (folder / "coach.json").write_text(text)  # as if the power went before the record left the data file
    again = store_at(folder)
    assert len(again.load_history()["moods"]) == 1
