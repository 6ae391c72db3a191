"""Find new letters in Maildir folders and mbox files without reading the old ones again.

A Maildir costs one `stat` per folder when nothing has changed, and one listing when something has. What is known of
its letters is their file names. An mbox that has grown is read from where it ended.
"""

from __future__ import annotations

import os
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coach.atomic_file import open_regular_file
from coach.domain.text import fold_text
from coach.importers.mail import mail_words, mbox
from coach.importers.mail.messages import needs_body
from coach.importers.mail.reader import MailFolder

_DEPTH = 4
_FOLDERS_LIMIT = 2_000
_SETTLED_AFTER = 2_000_000_000
"""Nanoseconds after which a folder's time can be trusted: a letter may come in the tick of the listing."""
_HALF_WRITTEN = 600.0
"""Seconds for which a letter without a sender may still be on its way."""
_FLAGS = ":2,"
_FIELDS = re.compile(r"[,:;!]")
"""Begins what programs change in a name: `,U=12` (mbsync, offlineimap), `,S=900` (dovecot), `:2,S`, on FAT `;2,S`."""
_BEGINS_WITH_TIME = re.compile(r"(\d{9,10})\.")
_MEANINGFUL_NAMES = mail_words.SENT | mail_words.DRAFT | mail_words.SPAM | mail_words.CHAT
_SKIPPED_FOLDERS = frozenset((".stversions", ".stfolder", ".notmuch", ".git"))
"""Old versions and deleted letters (Syncthing), and indexes."""
_SKIPPED = (".msf", ".sqlite", ".db", ".json", ".lock", ".dat", ".html", ".log")
Marks = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FoundLetter:
    """One new letter, its folder, and whether it may still be half written."""

    raw: mbox.RawMail
    folder: MailFolder
    is_fresh: bool


class MailFolders:
    """All mail under one path. `marks` is what the last reading returned; read it again after `iterate_new`."""

    def __init__(self, path: Path, marks: Mapping[str, Any], now: float, not_before: float) -> None:
        self.path = path
        self.marks: Marks = dict(marks)
        self._now, self._not_before = now, not_before
        self.is_complete = True
        self._is_rejected = False

    def has_changed(self) -> bool:
        """Return whether anything may be new: a few calls of `stat`. Raises OSError if the path is gone."""
        places = dict(self._find_places())
        return any(self.marks.get(name, {}).get("stamp") != _get_stamp(path) for name, path in places.items())

    def iterate_new(self, limit: int) -> Iterator[FoundLetter]:
        """Yield letters that were not there the last time, at most `limit`. Raises OSError if the path is gone."""
        left = limit
        for name, path in list(self._find_places()):
            known = self.marks.get(name, {})
            stamp = _get_stamp(path)
            if known.get("stamp") == stamp:
                continue
            if left <= 0:
                self.is_complete = False
                return
            letters = self._read_mbox(name, path, stamp) if path.is_file() else self._read_maildir(name, path, left)
            for letter in letters:
                left -= 1
                yield letter

    def reject_letter(self) -> None:
        """Mark the letter yielded last as half written, so that the next reading reads it again."""
        self._is_rejected = True

    def _read_maildir(self, name: str, path: Path, limit: int) -> Iterator[FoundLetter]:
        known = self.marks.get(name, {})
        before = _unpack_names(known.get("seen", ""))
        stamp = _get_stamp(path)
        new, cur = _list_letters(path / "new"), _list_letters(path / "cur")
        names = new | cur
        # A letter whose flags or number changed, or that was moved from new to cur, has another name and is not new.
        renamed = {_get_unique_part(name) for name in before - names}
        fresh = sorted(name for name in names - before if _get_unique_part(name) not in renamed)
        unread, count = set[str](), 0
        words = frozenset({fold_text(path.name.rpartition(".")[2])} & _MEANINGFUL_NAMES)
        for letter in fresh:
            file = path / ("new" if letter in new else "cur") / letter
            if self._find_time(file) < self._not_before:
                continue
            if count >= limit:
                unread.add(letter)
                continue
            raw = _read_letter(file)
            if raw is None:  # removed or not readable: the next listing tells
                unread.add(letter)
                continue
            count += 1
            self._is_rejected = False
            flags = letter.partition(_FLAGS)[2]
            labels = words | ({"drafts"} if "D" in flags else frozenset())
            yield FoundLetter(raw, MailFolder(labels, "T" in flags), self._is_fresh(file))
            if self._is_rejected:
                unread.add(letter)
        settled = not unread and not _is_recent(stamp, self._now)
        self.is_complete &= not unread
        self.marks[name] = {
            "stamp": stamp if settled else [],
            "seen": _pack_names(names - unread) if fresh else known.get("seen", ""),
        }

    def _read_mbox(self, name: str, path: Path, stamp: list[int]) -> Iterator[FoundLetter]:
        known = self.marks.get(name, {})
        words = frozenset({fold_text(path.name.removesuffix(".mbox").removesuffix(".mbx"))} & _MEANINGFUL_NAMES)
        place, size = MailFolder(words), path.stat().st_size
        start = known.get("size", 0)
        is_fresh = self._now - path.stat().st_mtime < _HALF_WRITTEN
        with open_regular_file(path) as stream:
            is_same = 0 < start == size and _read_end(stream, size) == known.get("end")  # only flags were set in it
            if not is_same and not (0 < start < size and _continues_at(stream, start, known.get("end", ""))):
                start = 0
            stream.seek(start)
            self._is_rejected = False
            for raw in mbox.split_mbox(stream, needs_body):
                self._is_rejected = False
                yield FoundLetter(raw, place, is_fresh)
            if self._is_rejected:  # the last one was half written
                return
            self.marks[name] = {
                "stamp": [] if _is_recent(stamp, self._now) else stamp,
                "size": size,
                "end": _read_end(stream, size),
            }

    def _find_places(self) -> Iterator[tuple[str, Path]]:
        """Yield every Maildir folder and mbox under the path, with its name inside."""
        if self.path.is_file():
            yield ".", self.path
            return
        left = _FOLDERS_LIMIT
        folders = [(self.path, 0)]
        with os.scandir(self.path):
            pass  # raises if it is gone or may not be read
        while folders and left > 0:
            folder, depth = folders.pop()
            left -= 1
            with suppress(OSError):
                is_maildir = (folder / "cur").is_dir()
                if is_maildir:
                    yield os.path.relpath(folder, self.path), folder
                with os.scandir(folder) as entries:
                    inside = sorted(entries, key=lambda entry: entry.name)
                for entry in inside:
                    if entry.is_dir(follow_symlinks=False):
                        is_inside = is_maildir and entry.name in ("cur", "new", "tmp")
                        if depth < _DEPTH and not is_inside and entry.name not in _SKIPPED_FOLDERS:
                            folders.append((Path(entry.path), depth + 1))
                    elif not is_maildir and entry.is_file() and not entry.name.endswith(_SKIPPED):
                        name = os.path.relpath(entry.path, self.path)
                        if name in self.marks or _is_mbox_file(entry.path):
                            yield name, Path(entry.path)

    def _is_fresh(self, file: Path) -> bool:
        """Return whether a letter was written a moment ago, so that more of it may come."""
        try:
            return self._now - file.stat().st_mtime < _HALF_WRITTEN
        except OSError:
            return True

    def _find_time(self, file: Path) -> float:
        """Return about when a letter arrived: its name says so, or its file."""
        if self._not_before <= 0:
            return self._now
        if found := _BEGINS_WITH_TIME.match(file.name):
            return float(found[1])
        with suppress(OSError):
            return file.stat().st_mtime
        return self._now


def _get_unique_part(name: str) -> str:
    """Return the part of a letter's file name that no program changes."""
    return _FIELDS.split(name, maxsplit=1)[0] or name


def _list_letters(folder: Path) -> set[str]:
    """Return the names of the letters in a folder."""
    try:
        return {name for name in os.listdir(folder) if name[0] != "."}  # noqa: PTH208  # a path for each costs a second
    except OSError:
        return set()


def _read_letter(path: Path) -> mbox.RawMail | None:
    try:
        with open_regular_file(path) as stream:
            return mbox.read_single_mail(stream, needs_body)
    except OSError:
        return None


def _get_stamp(path: Path) -> list[int]:
    """Return what changes whenever a letter comes or goes."""
    stamps: list[int] = []
    for part in ("", "new", "cur"):
        with suppress(OSError):
            stat = (path / part).stat() if part else path.stat()
            stamps += [stat.st_mtime_ns, stat.st_size if not part and path.is_file() else 0]
    return stamps


def _is_recent(stamp: list[int], now: float) -> bool:
    return max(stamp, default=0) > now * 1e9 - _SETTLED_AFTER


def _is_mbox_file(path: str) -> bool:
    try:
        with open_regular_file(path) as stream:
            return mbox.begins_with_separator(stream.read(2048))
    except OSError:
        return False


_END = 64


def _read_end(stream: Any, size: int) -> str:
    stream.seek(max(0, size - _END))
    return b64encode(stream.read(min(size, _END))).decode()


def _continues_at(stream: Any, start: int, end: str) -> bool:
    """Return whether an mbox is the one that ended at `start`, with more behind it."""
    if _read_end(stream, start) != end:
        return False
    stream.seek(start)
    return bool(stream.read(7).lstrip(b"\r\n").startswith(b"From "))


def _pack_names(names: Iterable[str]) -> str:
    """Return names in one short text; names of a Maildir are much alike."""
    text = "\0".join(sorted(names)).encode("utf-8", "surrogateescape")
    return b64encode(zlib.compress(text, 1)).decode()


def _unpack_names(text: str) -> set[str]:
    with suppress(ValueError, zlib.error):
        names = zlib.decompress(b64decode(text)).decode("utf-8", "surrogateescape") if text else ""
        return set(names.split("\0")) if names else set()
    return set()
