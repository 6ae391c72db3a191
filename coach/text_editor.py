"""Open a text in the person's own editor and return what they wrote, however the editor ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from coach.atomic_file import FileSystem, make_private_folder, open_regular_file, read_text_file, remove_file
from coach.errors import CoachError

LARGEST_EDITED_TEXT_BYTES = 256 * 1024
EDITED_TEXT_FILE, LINE_KEY_FILE = "text.md", "key"
_EMERGENCY_COPIES_OF_EDITORS = (f"{EDITED_TEXT_FILE}.save", f"#{EDITED_TEXT_FILE}#")
"""What nano and Emacs write when their window is closed."""
_USUAL_EDITORS = ("sensible-editor", "nano", "vi")


def find_editor(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the words of the command that $VISUAL or $EDITOR name, else an editor that is usually there."""
    for name in ("VISUAL", "EDITOR"):
        command = environment.get(name, "")
        try:
            words = shlex.split(command)
        except ValueError:  # a quotation mark without its other half
            words = command.split()
        if words:
            return words
    path = environment.get("PATH", os.defpath)
    return [next((name for name in _USUAL_EDITORS if shutil.which(name, path=path)), "vi")]


def edit_in_editor(
    text: str, *, environment: Mapping[str, str] = os.environ, editing_folder: Path | None = None, line_key: str = ""
) -> str:
    """Return `text` as it stands in the file when the editor has ended, also after an error of the editor.

    The file is readable by its owner only and is removed afterwards. If this program is killed meanwhile, the next one
    finds the file in `editing_folder`, with the `line_key` of the line or box. Raises CoachError if there is no
    editor, or nowhere to write.
    """
    command = find_editor(environment)
    with contextlib.ExitStack() as stack:
        try:
            try:
                text_folder, lock_descriptors = _make_folder(stack, editing_folder, text, line_key)
            except OSError:  # that disk is full or read-only, the one for temporary files may not be
                text_folder, lock_descriptors = _make_folder(stack, None, text, line_key)
        except OSError as error:
            problem = f"The file for the editor cannot be created ({error.strerror})."
            raise CoachError(problem, hint="Make some room, then try again.") from error
        try:
            # May outlive this program.
            subprocess.run([*command, str(text_folder / EDITED_TEXT_FILE)], check=False, pass_fds=lock_descriptors)
        except OSError as error:
            problem = f"The editor {command[0]} cannot be started."
            raise CoachError(problem, hint="Set EDITOR to the one you use.") from error
        edited_text = _read_text(text_folder)
    # If the editor removed the file, what was there before comes back.
    return text if edited_text is None else edited_text


def _make_folder(
    stack: contextlib.ExitStack, editing_folder: Path | None, text: str, line_key: str
) -> tuple[Path, list[int]]:
    """Make a private folder with a text in it, in `editing_folder` or among temporary files; return it and its locks.

    It is removed when `stack` is closed. Raises OSError.
    """
    if editing_folder is not None:
        make_private_folder(FileSystem(), editing_folder)
    text_folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="coach-", dir=editing_folder)))  # 0700
    lock_descriptors = []
    with contextlib.suppress(OSError):  # some file systems know no locks
        lock_descriptors.append(stack.enter_context(_lock_folder(text_folder)))
    (text_folder / LINE_KEY_FILE).write_text(line_key, encoding="utf-8")
    text_file = text_folder / EDITED_TEXT_FILE
    text_file.write_text(f"{text}\n" if text else "", encoding="utf-8")
    text_file.chmod(0o600)
    return text_folder, lock_descriptors


@contextlib.contextmanager
def _lock_folder(text_folder: Path) -> Iterator[int]:
    """Hold the lock of a folder, until no program has its descriptor. Raises OSError if another program holds it."""
    lock_descriptor = os.open(text_folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(lock_descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield lock_descriptor
    finally:
        os.close(lock_descriptor)


def _read_text(text_folder: Path) -> str | None:
    """Return what the editor wrote last: the file, or the copy that it made when its window was closed."""
    text_files = [
        path for name in (*_EMERGENCY_COPIES_OF_EDITORS, EDITED_TEXT_FILE) if (path := text_folder / name).is_file()
    ]
    with contextlib.suppress(OSError):
        newest_file = max(text_files, key=lambda path: path.stat().st_mtime_ns, default=None)
        if newest_file is not None:
            with open_regular_file(newest_file) as text_stream:
                return text_stream.read(LARGEST_EDITED_TEXT_BYTES).decode("utf-8", "replace").strip()
    return None


def list_left_texts(editing_folder: Path) -> Iterator[tuple[Path, str, str]]:
    """Yield the folder, the key and the text of every editor whose program was killed. Never raises OSError.

    Without a key, the text was taken already.
    """
    with contextlib.suppress(OSError):
        for text_folder in sorted(editing_folder.iterdir()):
            with contextlib.suppress(OSError), _lock_folder(text_folder):
                line_key_file = text_folder / LINE_KEY_FILE
                yield (
                    text_folder,
                    read_text_file(line_key_file, errors="replace") if line_key_file.exists() else "",
                    _read_text(text_folder) or "",
                )


def remove_text_folder(text_folder: Path) -> None:
    """Remove the folder of one text and what editors left in it. Raises OSError."""
    disk = FileSystem()
    for text_file in sorted(text_folder.iterdir(), key=lambda text_file: text_file.name != LINE_KEY_FILE):
        remove_file(disk, text_file)
    disk.rmdir(text_folder)
