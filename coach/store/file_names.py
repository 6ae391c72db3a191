"""The names of all files in a data folder: ours, and what synchronising programs make of them.

There is this one list. What merges conflict copies, what moves, forgets and erases all read it.
"""

from __future__ import annotations

import re
from functools import cache

DATA_FILE_NAME = "coach.json"
PEOPLE_FILE_NAME = "coach-people.json"
BACKUPS_FOLDER_NAME = "backups"
VERSIONS_FOLDER_NAMES = (".stversions", ".sync/Archive")
"""Where Syncthing and Resilio keep older versions of files."""
SIDE_FILES = ("address-book", "coach-imports", "coach-sources")
"""Files beside the data file that are merged with their own conflict copies."""
EDITED_LISTS = ("checks", "help_lines", "report_steps")
"""Lists that somebody copied to edit them."""
TEXT_FILES = ("copied.txt", "texts.txt", "inbox.txt", "inbox.done.txt")
"""The text copied last, the follow-up texts that somebody edits, and the inbox with its lines to take and taken."""
INBOX_PART = r"inbox\.taking-[\w-]{1,40}\.txt"
"""An inbox that is being read or was left by a killed reader."""
COPY_NAME_PATTERNS = (
    r"\.sync-conflict-\d{8}-\d{6}(?:-[A-Z0-9]{7})?",  # Syncthing
    # Dropbox, Nextcloud, Seafile
    r" ?[(\[][^()\[\]]*(?:[ck]onfli|конфл|競合|冲突|衝突|충돌|çakış)[^()\[\]]*(?:\(\d{1,3}\))?[)\]]",
    r"[._-]conflict\w*(?:[-.#]\w+)*",  # ownCloud, Resilio
    r"_[^/]{1,80}_[A-Z][a-z]{2}-\d{1,2}-\d{4,6}-\d{4}_Conflict",  # Synology Drive: the computer's name and the time
    r" ?\(\d{1,3}\)",  # Google Drive, Dropbox on a phone, file managers
    r" \d{1,3}",  # iCloud
    r"-(?-i:[A-Z][\w'’-]{0,62})(?: [\w.'’-]{1,40}){0,5}",  # OneDrive: the computer's name
    r"-[\w'’-]{1,40}(?: [\w.'’-]{1,40}){1,5}",  # the same with spaces, in small letters
    r"-(?:desktop|laptop|pc|win|mac|imac|macbook)(?:-[\w-]{1,50})?",
)
"""Patterns of what such programs insert before ".json", in their languages."""
_DATA_NAME = r"coach(?:[-. _(\[~#].*)?"
_LISTS_AND_SIDE_FILES = "|".join((*SIDE_FILES, *EDITED_LISTS))


@cache
def _copy_pattern() -> re.Pattern[str]:  # 3 ms, and most folders have no copy
    return re.compile(
        rf"(?P<stem>{'|'.join(SIDE_FILES)}|coach(?:-\d{{4}}|-people)?)(?!-(?:damaged|undo|old|backup|bak|copy|before)\b)"
        rf"(?:{'|'.join(COPY_NAME_PATTERNS)})+\.json",
        re.IGNORECASE,
    )


@cache
def _own_pattern() -> re.Pattern[str]:
    # the last three: old versions, and quarantined files
    copies = "|".join((*COPY_NAME_PATTERNS, r"~\d{8}-\d{6}", r"\.\d{1,3}", r"-damaged-\d{4}-\d\d-\d\d(?:-\d+)?"))
    texts = "|".join(re.escape(name.removesuffix(".txt")) for name in TEXT_FILES)
    return re.compile(
        rf"{_DATA_NAME}\.json|(?:{_LISTS_AND_SIDE_FILES})(?:{copies})*\.json|(?:{texts})(?:{copies})*\.txt|{INBOX_PART}",
        re.IGNORECASE,
    )


@cache
def _unfinished_pattern() -> re.Pattern[str]:
    name = rf"(?:(?:{_DATA_NAME}|{_LISTS_AND_SIDE_FILES})\.json|{'|'.join(map(re.escape, TEXT_FILES))})"
    before = r"[.#~$]+(?:syncthing\.|lock\.)?|(?:copy of|kopie von|copi[ae] de|cópia de) "
    return re.compile(rf"(?:{before})?{name}(?:\.[^/]*|[~#]| ?\(\d{{1,3}}\))?", re.IGNORECASE)


def original_stem(name: str) -> str | None:
    """Return the stem of the file that `name` is a conflict copy of ("coach-2024", …), None if it is not a copy."""
    if not name.endswith(".json") or name == DATA_FILE_NAME:
        return None
    match = _copy_pattern().fullmatch(name)
    return match["stem"].lower() if match else None


def is_own_name(name: str) -> bool:
    """Return whether a file of this name in a data folder is ours or a conflict copy of one that is."""
    return _own_pattern().fullmatch(name) is not None


def is_unfinished_copy(name: str) -> bool:
    """Return whether `name` is that of a copy of one of our files that another program has not finished or left."""
    return not is_own_name(name) and _unfinished_pattern().fullmatch(name) is not None
