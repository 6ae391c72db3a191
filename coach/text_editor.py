"""Open a text in the person's own editor and return what they wrote, however the editor ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shlex
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from coach.atomic_file import FileSystem, make_private_folder, open_regular_file, read_text_file, remove_file
from coach.errors import CoachError

LARGEST_TEXT = 256 * 1024
TEXT_FILE, KEY_FILE = "text.md", "key"
_EMERGENCY_COPIES = (f"{TEXT_FILE}.save", f"#{TEXT_FILE}#")
"""What nano and Emacs write when their window is closed."""
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


def edit_in_editor(
    text: str, *, environment: Mapping[str, str] = os.environ, place: Path | None = None, key: str = ""
) -> str:
    """Return `text` as it stands in the file when the editor has ended, also after an error of the editor.

    The file is readable by its owner only and is removed afterwards. If this program is killed meanwhile, the next one
    finds the file in `place`, with the `key` of the line or box. Raises CoachError if there is no editor, or
    nowhere to write.
    """
    command = find_editor(environment)
    with contextlib.ExitStack() as stack:
        try:
            folder, locks = _make_folder(stack, place, text, key)
        except OSError:  # that disk is full or read-only, the one for temporary files may not be
            folder, locks = _make_temporary_folder(stack, text, key)
        try:
            subprocess.run([*command, str(folder / TEXT_FILE)], check=False, pass_fds=locks)  # may outlive this program
        except OSError as error:
            raise CoachError(
                f"The editor {command[0]} cannot be started.", hint="Set EDITOR to the one you use."
            ) from error
        written = _read_text(folder)
    return text if written is None else written  # if the editor removed the file, what was there before comes back


def _make_temporary_folder(stack: contextlib.ExitStack, text: str, key: str) -> tuple[Path, list[int]]:
    try:
        return _make_folder(stack, None, text, key)
    except OSError as error:
        raise CoachError(
            f"The file for the editor cannot be created ({error.strerror}).", hint="Make some room, then try again."
        ) from error


def _make_folder(stack: contextlib.ExitStack, place: Path | None, text: str, key: str) -> tuple[Path, list[int]]:
    """Make a private folder with a text in it, in `place` or else among temporary files; return it and its locks.

    It is removed when `stack` is closed. Raises OSError.
    """
    if place is not None:
        make_private_folder(FileSystem(), place)
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="coach-", dir=place)))  # 0700
    locks = []
    with contextlib.suppress(OSError):  # some file systems know no locks
        locks.append(stack.enter_context(_lock_folder(folder)))
    (folder / KEY_FILE).write_text(key, encoding="utf-8")
    file = folder / TEXT_FILE
    file.write_text(f"{text}\n" if text else "", encoding="utf-8")
    file.chmod(0o600)
    return folder, locks


@contextlib.contextmanager
def _lock_folder(folder: Path) -> Iterator[int]:
    """Hold the lock of a folder, until no program has its descriptor. Raises OSError if another program holds it."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield fd
    finally:
        os.close(fd)


def _read_text(folder: Path) -> str | None:
    """Return what the editor wrote last: the file, or the copy that it made when its window was closed."""
    there = [path for name in (*_EMERGENCY_COPIES, TEXT_FILE) if (path := folder / name).is_file()]
    with contextlib.suppress(OSError):
        newest = max(there, key=lambda path: path.stat().st_mtime_ns, default=None)
        if newest is not None:
            with open_regular_file(newest) as written:
                return written.read(LARGEST_TEXT).decode("utf-8", "replace").strip()
    return None


def list_left_texts(place: Path) -> Iterator[tuple[Path, str, str]]:
    """Yield the folder, the key and the text of every editor whose program was killed. Never raises OSError.

    Without a key, the text was taken already.
    """
    with contextlib.suppress(OSError):
        for folder in sorted(place.iterdir()):
            with contextlib.suppress(OSError), _lock_folder(folder):
                key = folder / KEY_FILE
                yield folder, read_text_file(key, errors="replace") if key.exists() else "", _read_text(folder) or ""


def remove_text_folder(folder: Path) -> None:
    """Remove the folder of one text and what editors left in it. Raises OSError."""
    disk = FileSystem()
    for path in sorted(folder.iterdir(), key=lambda path: path.name != KEY_FILE):
        remove_file(disk, path)
    disk.rmdir(folder)


def _split_words(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:  # a quotation mark without its other half
        return command.split()
