"""What a quick start must not import: Textual for a shell command, any package of others for `coach status`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parents[0]
CODE = """
import json, sys
before = set(sys.modules)
sys.argv = ["coach", *{words!r}]
from coach.__main__ import main
main()
own = {{name.split(".")[0] for name in set(sys.modules) - before}} - sys.stdlib_module_names
print(json.dumps(sorted(own)))
"""


def imported_packages(*words: str) -> set[str]:
    """Return the packages outside the standard library that a fresh Python imports for a command."""
    env = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    code = CODE.format(words=list(words))
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=50, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_a_shell_command_imports_no_textual() -> None:
    packages = imported_packages("mood", "3")
    assert "click" in packages
    assert not packages & {"textual", "rich", "textual_plotext", "plotext"}


def test_status_imports_no_package_of_others_once_its_cache_is_there() -> None:
    imported_packages("mood", "3")
    imported_packages("status")
    found = {name for name in imported_packages("status") if not name.startswith("_sysconfigdata")}
    assert found == {"coach"}
