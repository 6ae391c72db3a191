"""Every sentence of this room is calm: it says what happened and what to do, and blames nobody."""

from __future__ import annotations

import errno
import re
from datetime import date
from pathlib import Path

from coach.store import errors_and_notices

HERE = Path("/data/coach.json")
BACK = (Path("/data/backups/coach-2026-11-24.json"), date(2026, 11, 24))
SENTENCES = [
    errors_and_notices.NEWER_SCHEMA_MESSAGE,
    errors_and_notices.MADE_PRIVATE_MESSAGE,
    errors_and_notices.NO_PERMISSIONS_MESSAGE,
    errors_and_notices.FILE_MISSING_MESSAGE,
    errors_and_notices.SYNC_DOUBT_MESSAGE,
    *[
        str(errors_and_notices.not_saved_error(OSError(code, ""), HERE))
        for code in (errno.ENOSPC, errno.EROFS, errno.ENOENT, errno.EIO)
    ],
    *[str(errors_and_notices.not_copied_error(OSError(code, ""), HERE)) for code in (errno.ENOSPC, errno.EIO)],
    *[
        str(error)
        for error in (
            errors_and_notices.folder_missing_error(HERE),
            errors_and_notices.not_storable_error(),
            errors_and_notices.lock_timeout_error(10.0),
            errors_and_notices.newer_schema_error(),
        )
    ],
    *[
        str(error)
        for error in (
            errors_and_notices.unreadable_error(HERE),
            errors_and_notices.no_data_file_error(HERE),
            errors_and_notices.no_such_copy_error(HERE),
            errors_and_notices.no_such_file_error(HERE),
            errors_and_notices.not_erased_error(OSError(errno.EACCES, ""), HERE),
            errors_and_notices.move_refused_error(OSError(errno.EIO, ""), HERE),
        )
    ],
    errors_and_notices.not_readable_message(HERE),
    *[
        errors_and_notices.damaged_message(HERE, back, read, 9, in_memory=True)
        for back in (None, BACK)
        for read in (0, 1, 9)
    ],
    *[
        errors_and_notices.damaged_message(HERE, back, read, 9, in_memory=False)
        for back, read in ((None, 1), (BACK, 0), (BACK, 9))
    ],
    errors_and_notices.nothing_readable_message(HERE, None),
    errors_and_notices.nothing_readable_message(HERE, HERE),
    errors_and_notices.not_quarantined_message(HERE),
    errors_and_notices.year_damaged_message(HERE),
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
        errors_and_notices.not_saved_error(OSError(errno.EISDIR, "", str(lock)), tmp_path).title,
        errors_and_notices.not_saved_error(OSError(errno.ENXIO, "", str(lock)), tmp_path).title,
        errors_and_notices.not_saved_error(OSError(errno.ELOOP, "", str(link)), tmp_path).title,
        errors_and_notices.not_saved_error(OSError(errno.EACCES, "", str(link)), tmp_path).title,
        errors_and_notices.not_saved_error(OSError(errno.EACCES, "", str(tmp_path / ".coach-1.tmp")), tmp_path).title,
        errors_and_notices.move_refused_error(OSError(errno.ENOENT, "", str(link)), tmp_path / "new").title,
        errors_and_notices.not_erased_error(OSError(errno.EACCES, "", str(lock)), tmp_path).title,
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
    said = errors_and_notices.not_saved_error(
        OSError(errno.ENOTDIR, "", str(tmp_path / "file/a")), tmp_path / "file" / "a" / "b"
    )
    assert said.title == f"Not saved yet: {tmp_path / 'file'} is a file, not a folder."
    said = errors_and_notices.not_saved_error(OSError(errno.EIO, "", str(tmp_path / ".coach-1-1.tmp")), tmp_path)
    assert said.title == f"Not saved yet: the disk could not write it ({tmp_path})."
    said = errors_and_notices.not_saved_error(OSError(errno.EPERM, "", str(tmp_path / "new")), tmp_path / "new")
    assert said.title == f"Not saved yet: {tmp_path / 'new'} cannot be written to."
    said = errors_and_notices.not_saved_error(OSError(errno.EROFS, "", str(tmp_path / "file")), tmp_path)
    assert said.title == f"Not saved yet: {tmp_path} cannot be written to: its disk is read-only."
    assert "permission" not in str(said)  # nobody can give it there
