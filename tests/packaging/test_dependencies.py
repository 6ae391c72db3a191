"""Bounds and pins of the dependencies exclude known advisories, and the check for that notices what it has to."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def check(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, root / ".ci" / "check_dependencies.py"], capture_output=True, text=True, timeout=60
    )


def copy_project(folder: Path) -> Path:
    for name in ("pyproject.toml", "constraints.txt", ".ci/check_dependencies.py", ".ci/advisories.json"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


def test_bounds_and_pins_hold() -> None:
    done = check(ROOT)
    assert done.returncode == 0, done.stdout


def test_a_low_bound_an_old_pin_and_an_unneeded_pin_are_noticed(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    bounds, pins = project / "pyproject.toml", project / "constraints.txt"
    bounds.write_text(bounds.read_text().replace('"click>=8.2,<9"', '"click>=8.0,<9"'))
    pins.write_text(pins.read_text().replace("orjson==3.", "orjson==2.") + "left-pad==1.0\n")
    done = check(project)
    assert done.returncode == 1
    for word in ("allows click", "pins orjson 2.", "left-pad, which nothing needs"):
        assert word in done.stdout
