"""Git and synchronising programs: what they need to know about a data folder, and how two versions are merged.

A data folder may be a git repository or part of one. Git then hands both versions of a file to the merge driver
instead of putting markers into it; and the lock, the files that are being written and the copies stay out of it.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from coach.atomic_file import Disk, read_file, write_file
from coach.store.merge import merge_bytes

DRIVER = "coach"
"""The name under which git knows the merge driver."""
ATTRIBUTES = (f"coach*.json merge={DRIVER} -text", f"address-book.json merge={DRIVER} -text")
IGNORED = (".coach.lock", ".coach-*.tmp", "backups", "coach-damaged-*.json")
"""What belongs to one computer: names that git and Syncthing read the same way."""
SYNCTHING_ROOT, SYNCTHING_IGNORE = ".stfolder", ".stignore"


def merge_files(mine: Path, theirs: Path) -> None:
    """Make `mine` what both are together. Raises OSError, ValueError if one of them is no file of ours."""
    mine.write_bytes(merge_bytes(mine.read_bytes(), theirs.read_bytes()))


def prepare_git(folder: Path) -> None:
    """Write .gitattributes and .gitignore, or add to them what they lack. Raises OSError."""
    _add(folder / ".gitattributes", ATTRIBUTES)
    _add(folder / ".gitignore", IGNORED)


def prepare_syncthing(folder: Path) -> Path | None:
    """Add to .stignore what does not belong on other computers; returns that file, None outside of Syncthing's folders.

    Syncthing reads the one file at the root of a folder that it shares, which may be above ours. Raises OSError.
    """
    for root in (folder, *folder.resolve().parents):
        if (root / SYNCTHING_ROOT).exists():
            _add(root / SYNCTHING_IGNORE, IGNORED)
            return root / SYNCTHING_IGNORE
    return None


def _add(file: Path, lines: tuple[str, ...]) -> None:
    disk, text = Disk(), ""
    with contextlib.suppress(FileNotFoundError):
        text = read_file(disk, file).decode("utf-8", "surrogateescape")
    known = set(text.splitlines())
    lacking = [line for line in lines if line not in known]
    if lacking:
        start = text if not text or text.endswith("\n") else f"{text}\n"
        write_file(disk, file, (start + "\n".join(lacking) + "\n").encode("utf-8", "surrogateescape"))
