"""Run every command on files of valid JSON with wrong meaning: each ends in its own words, and no record goes."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import traceback
import warnings
from pathlib import Path
from typing import Any

import orjson
from hypothesis.errors import NonInteractiveExampleWarning

import coach.cli.main
from benchmarks.store_scenes import set_home
from coach.cli.main import run_command_line
from tests.cli.test_wrong_meaning import find_lost_records, raise_unexpected
from tests.store.wrong_meaning import COMMANDS, data_files, side_files


def read_wrong_meaning(files: int, share: tuple[int, int]) -> dict[str, Any]:
    """Make this process's share of the files, and run every command on each."""
    warnings.simplefilter("ignore", NonInteractiveExampleWarning)
    random.seed(share[0])
    home = Path(tempfile.mkdtemp(prefix="coach-meaning-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
    set_home(home)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    coach.cli.main.log_crash = raise_unexpected  # type: ignore[assignment]
    drawn, drawn_beside, found = data_files(), side_files(), {"files": 0, "commands": 0, "unexpected": 0, "gone": 0}
    examples: list[str] = []
    for _ in range(share[0], files, share[1]):
        tables, beside = drawn.example(), drawn_beside.example()
        folder = home / "data" / "coach"
        shutil.rmtree(home, ignore_errors=True)
        folder.mkdir(parents=True)
        for name, content in {"coach.json": tables, **beside}.items():
            (folder / name).write_bytes(orjson.dumps(content))
        found["files"] += 1
        for words in COMMANDS:
            found["commands"] += 1
            try:
                code = run_command_line(words)
            except AssertionError as error:
                code = 99
                trace = traceback.extract_tb(error.__cause__.__traceback__ if error.__cause__ else None)[-1]
                examples.append(f"{words}: {error.__cause__!r} at {trace.filename}:{trace.lineno}")
            found["unexpected"] += code not in (0, 1, 2)
        found["gone"] += len(find_lost_records(tables, folder.glob("coach*.json")))
    shutil.rmtree(home, ignore_errors=True)
    return {**found, "examples": examples}
