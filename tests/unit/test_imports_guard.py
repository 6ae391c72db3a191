"""What a start brings along: the packages and rooms that are imported, held against a list. No clock is asked.

Time at a start is mostly imports, and one line at the top of a room may bring a hundred of them. Who adds to a list
here does so knowingly; who takes something off it makes a start faster.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parents[1]
KNOWN = json.loads((HERE / "data" / "imports.json").read_text(encoding="utf-8"))
"""Start → what it imports: packages of others by name, rooms of ours in full."""
WAYS = {
    "coach": "import coach.fullscreen, coach.ui.app; coach.fullscreen._keymap()",
    "coach mood 3": "import sys; sys.argv = ['coach', 'mood', '3']; from coach.__main__ import main; main()",
    "coach status": "import sys; sys.argv = ['coach', 'status']; from coach.__main__ import main; main()",
}
"""`coach` as far as its first paint: from there on the data comes in, in a thread."""
LOOK = """
import json, sys
names = {name if name.startswith("coach.") else name.split(".")[0] for name in sys.modules}
ours = sys.stdlib_module_names | before
print(json.dumps(sorted(n for n in names - ours if not n.startswith("_sysconfigdata"))))  # named after the system
"""


def imported(way: str) -> list[str]:
    """Return what a fresh Python imports on its way, its own library left out."""
    code = f"import sys; before = {{name.split('.')[0] for name in sys.modules}}\n{WAYS[way]}\n{LOOK}"
    env = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=50, check=True)
    found: list[str] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("way", WAYS)
def test_a_start_imports_what_is_listed_and_nothing_else(way: str) -> None:
    if way != "coach":
        imported("coach mood 3")  # the second save of a day is the usual one: it finds what the first has left
    assert imported(way) == KNOWN[way]


def test_status_needs_nobody_elses_package() -> None:
    assert {name for name in KNOWN["coach status"] if not name.startswith("coach")} == set()
