"""The shipped catalogue: goals, rules, sentences, checks and help lines, as JSON."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def read(name: str) -> Any:
    """Return the parsed content of `name`.json in this folder. Read once; treat the answer as constant."""
    return json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
