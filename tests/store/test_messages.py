"""Every sentence of this room is calm: it says what happened and what to do, and blames nobody."""

from __future__ import annotations

import errno
import re
from datetime import date
from pathlib import Path

from coach.store import messages

HERE = Path("/data/coach.json")
BACK = (Path("/data/backups/coach-2026-11-24.json"), date(2026, 11, 24))
SENTENCES = [
    messages.NEWER_SCHEMA_MESSAGE,
    messages.MADE_PRIVATE_MESSAGE,
    messages.NO_PERMISSIONS_MESSAGE,
    messages.FILE_MISSING_MESSAGE,
    messages.SYNC_DOUBT_MESSAGE,
    *[
        str(messages.not_saved_error(OSError(code, ""), HERE))
        for code in (errno.ENOSPC, errno.EROFS, errno.ENOENT, errno.EIO)
    ],
    *[str(messages.not_copied_error(OSError(code, ""), HERE)) for code in (errno.ENOSPC, errno.EIO)],
    *[
        str(error)
        for error in (
            messages.folder_missing_error(HERE),
            messages.not_storable_error(),
            messages.lock_timeout_error(10.0),
            messages.newer_schema_error(),
        )
    ],
    *[
        str(error)
        for error in (
            messages.unreadable_error(HERE),
            messages.no_such_copy_error(HERE),
            messages.not_erased_error(HERE),
        )
    ],
    messages.not_readable_message(HERE),
    *[messages.damaged_message(HERE, back, read, 9, in_memory=True) for back in (None, BACK) for read in (0, 1, 9)],
    *[
        messages.damaged_message(HERE, back, read, 9, in_memory=False)
        for back, read in ((None, 1), (BACK, 0), (BACK, 9))
    ],
    messages.nothing_readable_message(HERE, None),
    messages.nothing_readable_message(HERE, HERE),
    messages.not_quarantined_message(HERE),
    messages.year_damaged_message(HERE),
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
