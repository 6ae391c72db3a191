"""Find the folders of data, config and state by the XDG rules, and the id of this computer.

--data and COACH_DATA_DIR have priority over the usual data folder.
"""

from __future__ import annotations

import os
from errno import ENAMETOOLONG
from pathlib import Path

import platformdirs

from coach.atomic_file import FileSystem, read_text_file, remove_file, write_private_file
from coach.errors import CoachError, InvalidInput

DATA_VARIABLE = "COACH_DATA_DIR"
MOVED_FOLDER_FILE = "data-folder"
"""The file in the state folder that names the folder to which `coach move-data` moved the data."""
LEFT_FOLDER_FILE = "data-folder-left"
"""The file in the state folder that names the old folder while `coach move-data` empties it."""
DEMO_PREFIX = "coach-demo-"


def find_data_folder(chosen: str | os.PathLike[str] | None = None) -> Path:
    """Return the data folder: the one chosen, else COACH_DATA_DIR, else where it was moved to, else the usual one."""
    named = chosen or os.environ.get(DATA_VARIABLE)
    if not named:
        if (moved_folder := read_folder_note(MOVED_FOLDER_FILE)) is not None:
            return moved_folder
        return Path(platformdirs.user_data_dir("coach", appauthor=False))
    if not str(named).strip():
        raise InvalidInput(f"{DATA_VARIABLE} is empty.", hint="Unset it, or name a folder: ~/coach")
    folder = expand_path(named)
    try:
        folder = folder if folder.is_absolute() else Path.cwd() / folder
    except OSError:
        raise CoachError("The folder you are in is gone.", hint="Name the data folder in full.") from None
    try:
        folder.stat()
    except OSError as error:
        if error.errno == ENAMETOOLONG:
            raise InvalidInput("The name of the data folder is too long.", hint="Name another: ~/coach") from None
    return folder


def format_path(path: Path) -> str:
    """Return a path as it is shown: with ~ for the home folder."""
    try:
        return str(Path("~") / path.relative_to(Path.home()))
    except (ValueError, RuntimeError):  # elsewhere, or nobody knows where home is
        return str(path)


def expand_path(text: str | os.PathLike[str]) -> Path:
    """Return the path that somebody typed, ~ and ~user expanded. Raises InvalidInput if it cannot be one."""
    require_path(text)
    try:
        return Path(text).expanduser()
    except RuntimeError:
        user = str(text).partition("/")[0].removeprefix("~")
        raise InvalidInput(f"There is no user {user} here.", hint="Type the path in full.") from None


def require_path(text: str | os.PathLike[str]) -> None:
    """Raise InvalidInput for a text with characters that no path can have."""
    try:
        is_possible = b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        is_possible = False
    if not is_possible:
        problem = "A character in this path cannot be in the name of a file."
        raise InvalidInput(problem, hint="Check the path, and type it in full.")


def find_config_file() -> Path:
    """Return the path of config.toml, which holds keys and hooks."""
    return Path(platformdirs.user_config_dir("coach", appauthor=False)) / "config.toml"


def find_state_folder() -> Path:
    """Return the folder for files of this computer only: the log, the path of a moved data folder."""
    return Path(platformdirs.user_state_dir("coach", appauthor=False))


def find_local_copy_file(folder: Path) -> Path | None:
    """Return the path of the local copy of the data in `folder`; None for the demo, which is thrown away."""
    return _find_state_file("acknowledged", folder)


def find_unsent_file(folder: Path) -> Path | None:
    """Return the path of the file with typed, unsaved lines for `folder`; None for the demo."""
    return _find_state_file("unsent", folder)


def find_editing_folder(folder: Path) -> Path | None:
    """Return the folder of the texts that are open in the person's own editor; None for the demo."""
    return None if folder.name.startswith(DEMO_PREFIX) else find_state_place("editing", folder)


def move_typed_texts(old_folder: Path, new_folder: Path) -> None:
    """Let what was typed and not saved follow the data to another folder, unless texts are there. Raises OSError."""
    for find_texts_of in (find_unsent_file, find_editing_folder):
        source, target = find_texts_of(old_folder), find_texts_of(new_folder)
        if source and target and source.exists() and not target.exists():
            source.rename(target)


def _find_state_file(kind: str, folder: Path) -> Path | None:
    if folder.name.startswith(DEMO_PREFIX):
        return None
    state_path = find_state_place(kind, folder)
    return state_path.with_name(f"{state_path.name}.json")


def find_state_place(kind: str, folder: Path) -> Path:
    """Return the path in the state folder for what this computer notes of a kind about a data folder."""
    from hashlib import blake2s  # loads OpenSSL, which the first paint and --help do not need

    return find_state_folder() / kind / blake2s(os.fsencode(os.path.realpath(folder)), digest_size=8).hexdigest()


def write_folder_note(name: str, folder: Path) -> None:
    """Write the note `name` (MOVED_FOLDER_FILE or LEFT_FOLDER_FILE) about a folder. Raises OSError."""
    write_private_file(find_state_folder() / name, f"{folder}\n".encode("utf-8", "surrogateescape"))


def read_folder_note(name: str) -> Path | None:
    """Return the folder that the note `name` is about, None without the note."""
    try:
        text = read_text_file(find_state_folder() / name, errors="surrogateescape").strip()
    except OSError:
        return None
    return Path(text) if text and "\0" not in text else None


def remove_folder_note(name: str) -> None:
    """Remove the note `name`, if there is one. Raises OSError."""
    remove_file(FileSystem(), find_state_folder() / name)


def find_missing_folder(folder: Path) -> Path | None:
    """Return `folder` if the data was moved there and is not there now, as on a disk that is not connected."""
    moved = None if os.environ.get(DATA_VARIABLE) else read_folder_note(MOVED_FOLDER_FILE)
    return folder if moved == folder and not (folder / "coach.json").exists() else None


def compute_device_id() -> str:
    """Return eight hex digits that name this computer, the same at every start, telling nothing about it."""
    from hashlib import blake2s  # loads OpenSSL, which the first paint and --help do not need

    for machine_id_file in ("/etc/machine-id", "/var/lib/dbus/machine-id"):
        try:
            machine_name = Path(machine_id_file).read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            continue
        if machine_name:
            break
    else:
        machine_name = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    return blake2s(f"coach {machine_name}".encode(), digest_size=4).hexdigest()
