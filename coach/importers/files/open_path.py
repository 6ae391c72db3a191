"""Open the path that a person gave: a file, an archive or a folder."""

from __future__ import annotations

import os
import re
import stat
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from coach.atomic_file import open_regular_file
from coach.domain.text import clean_text
from coach.errors import CoachError, InvalidInput
from coach.importers.files.archive_members import Member, Source, is_clutter
from coach.importers.files.zip_and_tar import GZIP_MARK, is_tar, open_tar, open_zip
from coach.paths import require_path

_FOLDER_LIMIT = 200_000  # a Maildir has one file per mail
_DEPTH_LIMIT = 12
_ARCHIVES_LIMIT = 100  # an export in parts has dozens
_PACKED_NAMES = (".zip", ".xlsx", ".tgz", ".gz", ".tar")


def open_path(path: Path) -> Source:
    """Open one path. Raises `CoachError` if there is nothing readable at it; anything milder is a warning."""
    try:
        status = path.stat()
        if path.is_dir():
            return _open_folder(path)
        if not path.is_file():
            raise CoachError(
                f"{clean_text(path.name)} is not a file or folder.",
                hint="Save its content to a file, and give that file.",
            )
        with open_regular_file(path) as stream:
            start = stream.read(512)
    except FileNotFoundError:
        raise CoachError(
            f"There is nothing at {clean_text(str(path))}.", hint="Check the path, or drag the file in here."
        ) from None
    except (OSError, ValueError) as trouble:
        text = trouble.strerror if isinstance(trouble, OSError) else None
        raise CoachError(
            f"{clean_text(path.name)} cannot be opened.",
            f"The system says: {clean_text(text)}." if text else "",
            "Check who may read it, then try again.",
        ) from None
    if start[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return open_zip(clean_text(path.name), path)
    if start[:2] == GZIP_MARK or is_tar(start):
        return open_tar(path, status.st_size)
    source = Source(clean_text(path.name), "file")
    source.members.append(make_file_member(source, path.name, path, status))
    return source


def _open_folder(path: Path) -> Source:
    """List the regular files of a folder. Links are not followed. Archives lying in it are opened too."""
    source = Source(clean_text(path.name), "folder")
    paths: dict[Member, Path] = {}
    count = 0
    for here, folders, files in os.walk(path):
        inside = Path(here).relative_to(path)
        if {"cur", "new", "tmp"} <= set(folders):
            folders.remove("tmp")  # of a Maildir: what a program is still writing
        folders.sort()
        for link in (path / inside / folder for folder in folders):
            if link.is_symlink():
                source.warn(f"{clean_text(link.relative_to(path).as_posix())} is a link and was left out.")
        if folders and len(inside.parts) >= _DEPTH_LIMIT:
            source.warn(f"{source.name}: folders more than {_DEPTH_LIMIT} deep are not read. Give one of them instead.")
            folders.clear()
        for file in sorted(files):
            if count >= _FOLDER_LIMIT:
                source.warn(f"{source.name} holds very many files; the first {_FOLDER_LIMIT:,} of them were read.")
                break
            count += 1
            if member := _regular_file(source, path / inside / file, (inside / file).as_posix()):
                paths[member] = path / inside / file
    source.members = list(paths)
    packed = [member for member in source.members if member.file_name.lower().endswith(_PACKED_NAMES)]
    for member in packed[:_ARCHIVES_LIMIT]:
        if member.read_head(4) == b"PK\x03\x04":
            source.inner.append(open_zip(member.file_name, paths[member]))
        elif member.read_head(2) == GZIP_MARK or is_tar(member.read_head(512)):
            source.inner.append(open_tar(paths[member], member.size))
        else:
            continue
        source.members.remove(member)
    return source


def _regular_file(source: Source, file: Path, name: str) -> Member | None:
    if is_clutter(name):
        return None
    try:
        status = file.lstat()
    except OSError:
        return None
    if stat.S_ISLNK(status.st_mode):
        source.warn(f"{clean_text(name)} is a link and was left out.")
        return None
    return make_file_member(source, name, file, status) if stat.S_ISREG(status.st_mode) else None


def make_file_member(source: Source, name: str, path: Path, status: os.stat_result) -> Member:
    """Return a plain file on disk as a member. Its time is when it was last changed."""
    return Member(
        clean_text(name, 400),
        source,
        lambda: open_regular_file(path),
        status.st_size,
        modified=datetime.fromtimestamp(min(max(status.st_mtime, 0), 4e9), UTC),
    )


_QUOTED = re.compile(r"""(['"])(.*)\1""", re.DOTALL)


def parse_path(text: str) -> Path:
    """Turn what somebody typed or dragged in into a path.

    Takes `~`, one pair of quotes, `file://` addresses and, except on Windows, backslash-escaped characters.
    A path that exists exactly as typed is taken as it is. Raises InvalidInput for what cannot be a path.
    """
    text = text.strip().replace("\x00", "")
    require_path(text)
    if text == "-" and not _path_exists(text):
        raise InvalidInput("The coach imports files, not a pipe.", hint="Save the text to a file, and give its path.")
    if re.match(r"(?:https?|ftp)://", text, re.I):
        raise InvalidInput(
            f"{clean_text(text, 80)} is on the network, where the coach reads nothing.",
            hint="Download the file, and give its path.",
        )
    if quoted := _QUOTED.fullmatch(text):
        text = quoted[2]
    elif not text.lower().startswith("file:") and "\\" in text and os.name != "nt" and not _path_exists(text):
        text = re.sub(r"\\(.)", r"\1", text)
    if text.lower().startswith("file:"):
        text = unquote(urlsplit(text.replace("#", "%23").replace("?", "%3F")).path)
        if os.name == "nt":
            text = text.lstrip("/")
    try:
        return Path(text).expanduser()
    except RuntimeError:  # no such user
        return Path(text)


def _path_exists(text: str) -> bool:
    try:
        return Path(text).exists()
    except (OSError, ValueError):
        return False
