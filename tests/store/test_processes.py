"""Real processes, really killed, on the real disk; benchmarks/store.py does the same at full size."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "store.py"


def _run(*words: str) -> dict[str, Any]:
    done = subprocess.run([sys.executable, str(SCRIPT), "--json", *words], check=True, capture_output=True, text=True)
    assert done.stderr == ""
    results: dict[str, Any] = json.loads(done.stdout)
    return results


def test_a_killed_writer_takes_nothing_that_was_acknowledged_with_it() -> None:
    found = _run("--kills", "40")["kills"]
    assert found["acknowledged"] > 40
    assert (found["lost"], found["unreadable"]) == (0, 0)


@pytest.mark.slow
def test_eight_writers_at_once_lose_nothing_and_an_open_screen_sees_it_all() -> None:
    found = _run("--writers", "8", "20")["writers"]
    assert (found["written"], found["found"], found["seen_on_screen"]) == (160, 160, 160)


@pytest.mark.slow
def test_a_year_that_is_killed_at_each_of_its_steps_loses_and_doubles_nothing() -> None:
    found = _run("--rolls", "1", "--years", "1")["rolls"]
    assert found["kills"] == found["steps"] > 30
    assert (found["lost"], found["doubled"]) == (0, 0)


@pytest.mark.slow
def test_damage_of_any_kind_is_opened_or_put_aside() -> None:
    found = _run("--damage", "211", "150")["damage"]
    assert found["opened"] + found["put_aside"] == found["tried"] > 250
    assert (found["raised"], found["written_over"]) == (0, 0)
