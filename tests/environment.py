"""What tests need in the environment before pytest's plugins import Textual, which reads it once.

`addopts` in pyproject.toml names this module with `-p`, so pytest imports it first.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import time

_HOME = tempfile.mkdtemp(prefix="coach-tests-")  # conftest.py gives each test one of its own, but not each module
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ["HOME"] = _HOME
for _name in ("DATA", "CONFIG", "STATE", "CACHE"):
    os.environ[f"XDG_{_name}_HOME"] = f"{_HOME}/{_name.lower()}"
os.environ["TEXTUAL_ANIMATIONS"] = "none"
os.environ["TERM"] = "xterm-256color"
os.environ["TZ"] = "Europe/Berlin"  # the zone of the clocks in conftest.py
time.tzset()
for _name in ("NO_COLOR", "COACH_GLYPHS", "COLORTERM"):  # tests do not depend on the terminal they run in
    os.environ.pop(_name, None)
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # hundreds of starts of the program would compile it anew
