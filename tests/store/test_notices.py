"""Every sentence of this room is calm: it says what happened and what to do, and blames nobody."""

from __future__ import annotations

import errno
import re
from datetime import date
from pathlib import Path

from coach.store import notices

HERE = Path("/data/coach.json")
BACK = (Path("/data/backups/coach-2026-11-24.json"), date(2026, 11, 24))
SENTENCES = [
    notices.NEWER_SCHEMA_MESSAGE,
    notices.MADE_PRIVATE_MESSAGE,
    notices.NO_PERMISSIONS_MESSAGE,
    notices.FILE_MISSING_MESSAGE,
    notices.SYNC_DOUBT_MESSAGE,
    *[
        str(notices.not_saved_error(OSError(code, ""), HERE))
        for code in (errno.ENOSPC, errno.EROFS, errno.ENOENT, errno.EIO)
    ],
    *[str(notices.not_copied_error(OSError(code, ""), HERE)) for code in (errno.ENOSPC, errno.EIO)],
    *[
        str(error)
        for error in (
            notices.folder_missing_error(HERE),
            notices.not_storable_error(),
            notices.lock_timeout_error(10.0),
            notices.newer_schema_error(),
        )
    ],
    *[
        str(error)
        for error in (
            notices.unreadable_error(HERE),
            notices.no_such_copy_error(HERE),
            notices.no_such_file_error(HERE),
            notices.not_erased_error(OSError(errno.EACCES, ""), HERE),
            notices.move_refused_error(OSError(errno.EIO, ""), HERE),
        )
    ],
    notices.not_readable_message(HERE),
    *[notices.damaged_message(HERE, back, read, 9, in_memory=True) for back in (None, BACK) for read in (0, 1, 9)],
    *[
        notices.damaged_message(HERE, back, read, 9, in_memory=False)
        for back, read in ((None, 1), (BACK, 0), (BACK, 9))
    ],
    notices.nothing_readable_message(HERE, None),
    notices.nothing_readable_message(HERE, HERE),
    notices.not_quarantined_message(HERE),
    notices.year_damaged_message(HERE),
]
BANNED = re.compile(
    r"\b(fail|failed|failure|miss|missed|lost|overdue|behind|lazy|streak|ghosted|rejected)\b"
    r"|\b(should|must|broken|only \d|error)\b|!|\b0 (%|entries)|\b1 entries",
    re.IGNORECASE,
)


def test_a_sentence_is_calm_and_whole() -> None:
    for sentence in SENTENCES:
        assert BANNED.search(sentence) is None
        assert sentence.endswith(".")
        assert "None" not in sentence
        assert ": ," not in sentence
        assert "\n" not in sentence


def test_what_is_in_the_way_is_named_and_not_the_folder(tmp_path: Path) -> None:
    lock, link = tmp_path / ".coach.lock", tmp_path / "loop"
    lock.mkdir()
    link.symlink_to("loop")
    said = [
        notices.not_saved_error(OSError(errno.EISDIR, "", str(lock)), tmp_path).title,
        notices.not_saved_error(OSError(errno.ENXIO, "", str(lock)), tmp_path).title,
        notices.not_saved_error(OSError(errno.ELOOP, "", str(link)), tmp_path).title,
        notices.not_saved_error(OSError(errno.EACCES, "", str(link)), tmp_path).title,
        notices.not_saved_error(OSError(errno.EACCES, "", str(tmp_path / ".coach-1.tmp")), tmp_path).title,
        notices.move_refused_error(OSError(errno.ENOENT, "", str(link)), tmp_path / "new").title,
        notices.not_erased_error(OSError(errno.EACCES, "", str(lock)), tmp_path).title,
    ]
    assert said == [
        f"Not saved yet: {lock} is in the way of a file of the coach.",
        f"Not saved yet: {lock} is in the way of a file of the coach.",
        f"Not saved yet: {link} is a link to nothing, or its name is too long.",
        f"Not saved yet: {link} cannot be read or written.",
        f"Not saved yet: {tmp_path} cannot be written to.",
        f"Not moved: {link} is a link to nothing, or its name is too long.",
        f"Not all of {tmp_path} could be removed, because of {lock}.",
    ]


def test_a_file_above_the_folder_is_named_as_what_it_is_and_a_temporary_file_is_not_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / ".coach-1-1.tmp").touch()
    said = notices.not_saved_error(OSError(errno.ENOTDIR, "", str(tmp_path / "file/a")), tmp_path / "file" / "a" / "b")
    assert said.title == f"Not saved yet: {tmp_path / 'file'} is a file, not a folder."
    said = notices.not_saved_error(OSError(errno.EIO, "", str(tmp_path / ".coach-1-1.tmp")), tmp_path)
    assert said.title == f"Not saved yet: the disk could not write it ({tmp_path})."
    said = notices.not_saved_error(OSError(errno.EPERM, "", str(tmp_path / "new")), tmp_path / "new")
    assert said.title == f"Not saved yet: {tmp_path / 'new'} cannot be written to."
    said = notices.not_saved_error(OSError(errno.EROFS, "", str(tmp_path / "file")), tmp_path)
    assert said.title == f"Not saved yet: {tmp_path} cannot be written to."  # all of the disk is read-only
