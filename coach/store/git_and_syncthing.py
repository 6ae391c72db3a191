"""Prepare a data folder for git and Syncthing: what belongs to one computer, and how git merges the rest.

A data folder may be a git repository or part of one. Git then hands both versions of a file to the merge driver
(`coach merge-driver`) instead of putting conflict markers into it.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from coach.atomic_file import FileSystem, read_file, replace_file
from coach.errors import CoachError

MERGE_DRIVER = "coach"
"""The name under which git knows the merge driver."""
GIT_ATTRIBUTES = (f"coach*.json merge={MERGE_DRIVER} -text", f"address-book.json merge={MERGE_DRIVER} -text")
IGNORED_NAMES = (".coach.lock", ".coach-*.tmp", "backups", "coach-damaged-*.json")
"""Files that belong to one computer, as patterns that git and Syncthing read the same way."""
SYNCTHING_ROOT, SYNCTHING_IGNORE = ".stfolder", ".stignore"


def require_git(folder: Path) -> None:
    """Raise CoachError if git is not installed, or `folder` is in no repository."""
    _run_git(folder, "rev-parse", "--git-dir")


def set_merge_driver(folder: Path, program: str) -> None:
    """Make git merge the files of the coach by calling `program`. Raises CoachError."""
    _run_git(folder, "config", f"merge.{MERGE_DRIVER}.name", "coach: entry by entry, the newer one stays")
    _run_git(folder, "config", f"merge.{MERGE_DRIVER}.driver", f"{program} merge-driver %O %A %B")


def prepare_git(folder: Path) -> None:
    """Write .gitattributes and .gitignore, or add the missing lines. Raises OSError."""
    _add_missing_lines(folder / ".gitattributes", GIT_ATTRIBUTES)
    _add_missing_lines(folder / ".gitignore", IGNORED_NAMES)


def prepare_syncthing(folder: Path) -> Path | None:
    """Add the missing lines to .stignore. Return that file, None outside of Syncthing's folders.

    Syncthing reads the one file at the root of a folder that it shares, which may be above ours. Raises OSError.
    """
    for root in (folder, *folder.resolve().parents):
        if (root / SYNCTHING_ROOT).exists():
            _add_missing_lines(root / SYNCTHING_IGNORE, IGNORED_NAMES)
            return root / SYNCTHING_IGNORE
    return None


def _run_git(folder: Path, *words: str) -> None:
    """Run git in `folder`. Raises CoachError."""
    import subprocess  # every save loads this module for Syncthing, and few folders have a repository

    try:
        done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, timeout=30)
    except FileNotFoundError:
        raise CoachError("git is not installed.", "Nothing was changed.", "Install it, then try again.") from None
    if done.returncode:
        raise CoachError(
            f"{folder} is not in a git repository.", "Nothing was changed.", "git init in that folder creates one."
        )


def _add_missing_lines(file: Path, lines: tuple[str, ...]) -> None:
    disk, text = FileSystem(), ""
    with contextlib.suppress(FileNotFoundError):
        text = read_file(disk, file).decode("utf-8", "surrogateescape")
    known = set(text.splitlines())
    lacking = [line for line in lines if line not in known]
    if lacking:
        start = text if not text or text.endswith("\n") else f"{text}\n"
        replace_file(disk, file, (start + "\n".join(lacking) + "\n").encode("utf-8", "surrogateescape"))
