"""Open a text in the person's own editor and return what they wrote, however the editor ends."""

from __future__ import annotations

import contextlib
import os
import shlex
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from coach.atomic_file import open_regular_file
from coach.errors import CoachError

LARGEST_TEXT = 256 * 1024
_USUAL_EDITORS = ("sensible-editor", "nano", "vi")


def find_editor(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the words of the command that $VISUAL or $EDITOR name, else an editor that is usually there."""
    for name in ("VISUAL", "EDITOR"):
        words = _split_words(environment.get(name, ""))
        if words:
            return words
    places = environment.get("PATH", os.defpath).split(os.pathsep)
    found = next((name for name in _USUAL_EDITORS for place in places if os.access(Path(place) / name, os.X_OK)), "vi")
    return [found]


def edit_in_editor(text: str, *, environment: Mapping[str, str] = os.environ) -> str:
    """Return `text` as it stands in the file when the editor has ended, also after an error of the editor.

    The file is readable by its owner only and is removed afterwards. Raises CoachError if there is no editor.
    """
    command = find_editor(environment)
    with tempfile.TemporaryDirectory(prefix="coach-") as folder:  # a private folder, 0700
        file = Path(folder) / "text.md"
        file.write_text(f"{text}\n" if text else "", encoding="utf-8")
        file.chmod(0o600)
        try:
            subprocess.run([*command, str(file)], check=False)
        except OSError as error:
            raise CoachError(
                f"The editor {command[0]} cannot be started.", hint="Set EDITOR to the one you use."
            ) from error
        with contextlib.suppress(OSError), open_regular_file(file) as written:
            return written.read(LARGEST_TEXT).decode("utf-8", "replace").strip()
    return text  # the editor removed the file, so what was there before comes back


def _split_words(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:  # a quotation mark without its other half
        return command.split()
