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
    "coach": "from coach import fullscreen; fullscreen.no_tls(); import coach.ui.app; fullscreen._keymap()",
    "coach mood 3": "import sys; sys.argv = ['coach', 'mood', '3']; from coach.__main__ import main; main()",
    "coach status": "import sys; sys.argv = ['coach', 'status']; from coach.__main__ import main; main()",
}
"""`coach` as far as its first paint: from there on the data comes in, in a thread."""
UNUSED = ("ssl", "_ssl", "_hashlib", "importlib.metadata", "email", "zipfile")
"""What libraries load by themselves and `coach.without` leaves out."""
LOOK = """
import json, sys
names = {name if name.startswith("coach.") else name.split(".")[0] for name in sys.modules}
ours = sys.stdlib_module_names | before
print(json.dumps(sorted(n for n in names - ours if not n.startswith("_sysconfigdata"))))  # named after the system
"""


def ran(code: str) -> str:
    """Return what a fresh Python prints."""
    env = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=50, check=True)
    return done.stdout


def imported(way: str) -> list[str]:
    """Return what a fresh Python imports on its way, its own library left out."""
    code = f"import sys; before = {{name.split('.')[0] for name in sys.modules}}\n{WAYS[way]}\n{LOOK}"
    found: list[str] = json.loads(ran(code).splitlines()[-1])
    return found


@pytest.mark.parametrize("way", WAYS)
def test_a_start_imports_what_is_listed_and_nothing_else(way: str) -> None:
    if way != "coach":
        imported("coach mood 3")  # the second save of a day is the usual one: it finds what the first has left
    assert imported(way) == KNOWN[way]


def test_status_needs_nobody_elses_package() -> None:
    assert {name for name in KNOWN["coach status"] if not name.startswith("coach")} == set()


@pytest.mark.parametrize("way", ["coach", "coach mood 3"])
def test_what_the_coach_never_uses_is_not_loaded(way: str) -> None:
    code = f"{WAYS[way]}\nimport sys\nprint(*(name for name in {UNUSED} if name in sys.modules))"
    assert ran(code).splitlines()[-1] == ""


def test_what_was_left_out_is_there_for_whoever_asks_later() -> None:
    code = """
from coach.domain.settings import Settings
import hashlib, importlib.metadata, ssl, sys, _hashlib
from coach.without import no_openssl, no_plugins, no_tls
no_openssl(), no_plugins(), no_tls()
left = [name for name in ("ssl", "_hashlib", "importlib.metadata") if sys.modules[name] is None]
assert not left, left
print(hashlib.sha256(b"x").hexdigest()[:8], Settings().table, importlib.metadata.version("textual")[:2])
"""
    assert ran(code) == "2d711642 settings 8.\n"
