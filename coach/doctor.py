"""Examine the installation: where the data is, who can read it, what copies it. The findings hold no names."""

from __future__ import annotations

import contextlib
import os
import platform
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from coach import __version__
from coach.domain.wording import format_count
from coach.paths import find_config_file, format_path
from coach.reminders.one_shot_timer import run_program
from coach.reminders.system_timers import describe_installed

_SYNC_PROGRAM_BY_MARK = {
    ".stfolder": "Syncthing", ".dropbox": "Dropbox", ".dropbox.cache": "Dropbox", ".owncloudsync.log": "Nextcloud",
    ".nextcloudsync.log": "Nextcloud", ".sync.ffs_db": "FreeFileSync", ".git": "git",
}  # fmt: skip
"""A file or folder that a synchronising program leaves → the program."""
_SYNC_PROGRAM_BY_FOLDER = {
    "dropbox": "Dropbox", "onedrive": "OneDrive", "google drive": "Google Drive", "googledrive": "Google Drive",
    "icloud drive": "iCloud", "mobile documents": "iCloud", "nextcloud": "Nextcloud", "owncloud": "ownCloud",
    "pcloud": "pCloud", "mega": "MEGA",
}  # fmt: skip
"""A folder's name in small letters → the program that usually copies it."""
_REPORTED_LIBRARIES = ("textual", "rich", "tinydb", "pydantic", "click", "orjson")
_ENCRYPTED_FILE_SYSTEMS = frozenset({"ecryptfs", "fuse.gocryptfs", "fuse.encfs", "fuse.cryfs", "fuse.securefs"})


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one examination. `fine` is None where there is nothing to judge; `hint` says what could be done."""

    topic: str
    text: str
    fine: bool | None = None
    hint: str = ""


_UNREADABLE = Finding(
    "files", "the data cannot be read", False, "Check who owns the folder, and that its disk is connected."
)


def examine_installation(
    folder: Path, *, is_readable: bool = True, unmerged: int = 0, environment: Mapping[str, str] = os.environ
) -> list[Finding]:
    """Return the findings about the data folder and this computer.

    `is_readable`: its data could be read. `unmerged` is how many conflict copies cannot be merged.
    """
    config_file = find_config_file()
    findings = [Finding("data", format_path(folder)), _examine_files(folder) if is_readable else _UNREADABLE]
    if unmerged:
        conflict_copies = f"{format_count(unmerged, 'file')} here, named like coach (1).json, cannot be merged"
        it_or_one = "it" if unmerged == 1 else "one"
        hint = f"coach merge FILE says why. If you don't need {it_or_one}, delete it."
        findings.append(Finding("conflict copies", conflict_copies, False, hint))
    return [
        *findings,
        _examine_permissions(folder),
        _examine_synchroniser(folder),
        _examine_encryption(folder),
        Finding("network", "the coach uses none", True),
        Finding("config", format_path(config_file) if config_file.is_file() else "no config.toml, so the usual keys"),
        Finding("timers", "; ".join(describe_installed()) or "none is installed"),
        Finding("versions", _describe_versions()),
        Finding("terminal", _describe_terminal(environment)),
    ]


def _examine_files(folder: Path) -> Finding:
    try:
        data_files = [path for path in folder.rglob("*") if path.is_file()]
        total_bytes = sum(path.stat().st_size for path in data_files)
    except OSError:
        return _UNREADABLE
    if not data_files:
        return Finding("files", "none yet; the first thing you save makes the folder")
    years = sum(1 for path in data_files if path.parent == folder and path.stem.removeprefix("coach-").isdecimal())
    backups = sum(1 for path in data_files if path.parent.name == "backups")
    counts = f"{format_count(len(data_files), 'file')}, {max(1, total_bytes // 1024)} KiB"
    counts += f", {format_count(backups, 'backup')}"
    return Finding("files", f"{counts}, {format_count(years, 'past-year file')}" if years else counts)


def _examine_permissions(folder: Path) -> Finding:
    if os.name != "posix":
        return Finding("readers", "this system does not show it")
    paths: list[Path] = []
    with contextlib.suppress(OSError):
        paths = [folder, *folder.glob("*.json")] if folder.exists() else []
    if not paths:
        return Finding("readers", "nobody, there is nothing yet")
    if any(map(_is_open_to_others, paths)):
        hint = f"chmod -R go= {format_path(folder)}"
        return Finding("readers", "other users of this computer can read it", False, hint)
    return Finding("readers", "you alone, and the administrator of this computer", True)


def _is_open_to_others(path: Path) -> bool:
    """Return whether others may read what is at `path`: a file in a private folder is private, whatever its mode."""
    with contextlib.suppress(OSError):
        real_path = Path(os.path.realpath(path))
        permissions = real_path.stat().st_mode
        folder_permissions = permissions if stat.S_ISDIR(permissions) else real_path.parent.stat().st_mode
        return bool(permissions & folder_permissions & 0o077)
    return False


def _examine_synchroniser(folder: Path) -> Finding:
    real_folder = Path(os.path.realpath(folder))  # also of links that lead in a circle
    for folder_above in (real_folder, *real_folder.parents):
        for sync_mark, program in _SYNC_PROGRAM_BY_MARK.items():
            with contextlib.suppress(OSError):  # a folder that may not be entered
                if (folder_above / sync_mark).exists():
                    return _copied_by(program)
        program = _SYNC_PROGRAM_BY_FOLDER.get(folder_above.name.lower().partition(" - ")[0], "")
        if program:
            return _copied_by(program)
    return Finding("copies", "no program that synchronises this folder was found", True)


def _copied_by(program: str) -> Finding:
    hint = (
        "Whoever can open the copies there can read the data. coach move-data DIR takes it to another folder; "
        "coach backup --encrypt --out FILE makes a copy that only you can open."
    )
    return Finding("copies", f"{program} copies this folder", None, hint)


def _examine_encryption(folder: Path) -> Finding:
    """Examine the file system and the device below it for encryption."""
    device, kind = _find_mount(folder)
    if kind in _ENCRYPTED_FILE_SYSTEMS:
        return Finding("disk", f"encrypted ({kind})", True)
    if device.startswith("/dev/"):
        lsblk = run_program(["lsblk", "-s", "-n", "-o", "TYPE", device])
        if lsblk is not None and "crypt" in lsblk.stdout.split():
            return Finding("disk", "encrypted", True)
        if sys.platform.startswith("linux"):
            hint = "Anyone who has the disk can read the data, unless it is encrypted: see your system's settings."
            return Finding("disk", "no encryption was found", None, hint)
    return Finding("disk", "this system does not show it; its settings say whether the disk is encrypted")


def _find_mount(folder: Path) -> tuple[str, str]:
    """Return the device and the file system that hold `folder`, "" where they are not known."""
    device_and_kind, longest_mount_point = ("", ""), -1
    with contextlib.suppress(OSError):
        real_folder = os.path.realpath(folder)
        for mount_line in Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace").splitlines():
            device, mount_point, file_system, *_ = mount_line.split(" ")
            mount_point = mount_point.replace("\\040", " ")
            is_inside = real_folder == mount_point or real_folder.startswith(mount_point.rstrip("/") + "/")
            if is_inside and len(mount_point) >= longest_mount_point:
                device_and_kind, longest_mount_point = (device, file_system), len(mount_point)
    return device_and_kind


def _describe_versions() -> str:
    parts = [f"coach {__version__}", f"Python {platform.python_version()}"]
    for library in _REPORTED_LIBRARIES:
        with contextlib.suppress(PackageNotFoundError):
            parts.append(f"{library} {version(library)}")
    return ", ".join([*parts, platform.system()])


def _describe_terminal(environment: Mapping[str, str]) -> str:
    term = environment.get("TERM", "")
    colours = "256 colours" if "256" in term else ""
    if environment.get("COLORTERM") in ("truecolor", "24bit"):
        colours = "16 million colours"
    no_colour = "NO_COLOR is set" if "NO_COLOR" in environment else ""
    multiplexer = "inside tmux" if environment.get("TMUX") else "inside screen" if environment.get("STY") else ""
    facts = (term or "TERM is not set", environment.get("TERM_PROGRAM", ""), colours, no_colour, multiplexer)
    return ", ".join(filter(None, facts))
