"""The shipped catalogue: goals, rules, sentences, checks and help lines, as JSON."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from coach.atomic_file import read_text_file, write_private_file

FOLDER = Path(__file__).parent


@cache
def load_catalogue(name: str) -> Any:
    """Return the parsed content of `name`.json in this folder. Read once; treat the answer as constant."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def read_edited_list(name: str, folder: Path | None) -> Any:
    """Return the person's own copy of a list from the data folder, or None if there is none that can be read."""
    if folder is None:
        return None
    try:
        return json.loads(read_text_file(folder / f"{name}.json"))
    except (OSError, ValueError, RecursionError):
        return None


def create_editable_list(name: str, folder: Path) -> Path:
    """Copy the shipped list `name` into the data folder, unless it is there already, and return where it is.

    The lists are help_lines, checks and report_steps. Raises OSError.
    """
    file = folder / f"{name}.json"
    if not file.exists():
        write_private_file(file, (FOLDER / f"{name}.json").read_bytes())
    return file
