"""Every sentence of this room is calm: it says what happened and what to do, and blames nobody."""

from __future__ import annotations

import errno
import re
from datetime import date
from pathlib import Path

from coach.store import words

HERE = Path("/data/coach.json")
BACK = (Path("/data/backups/coach-2026-11-24.json"), date(2026, 11, 24))
SENTENCES = [
    words.NEWER,
    words.PRIVATE,
    words.NOT_PRIVATE,
    words.FILE_AWAY,
    words.DOUBT,
    *[str(words.not_saved(OSError(code, ""), HERE)) for code in (errno.ENOSPC, errno.EROFS, errno.ENOENT, errno.EIO)],
    *[str(words.not_copied(OSError(code, ""), HERE)) for code in (errno.ENOSPC, errno.EIO)],
    *[str(error) for error in (words.gone(HERE), words.not_storable(), words.busy(10.0), words.newer())],
    *[str(error) for error in (words.unread(HERE), words.no_such_copy(HERE), words.not_erased(HERE))],
    words.not_readable(HERE),
    *[words.damaged(HERE, back, read, 9, in_memory=True) for back in (None, BACK) for read in (0, 1, 9)],
    *[words.damaged(HERE, back, read, 9, in_memory=False) for back, read in ((None, 1), (BACK, 0), (BACK, 9))],
    words.empty_handed(HERE, None),
    words.empty_handed(HERE, HERE),
    words.not_aside(HERE),
    words.year_damaged(HERE),
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
