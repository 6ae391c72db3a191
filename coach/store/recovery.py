"""Recover the data when the data file cannot be read in full.

The damaged file stays as it is, and a copy of it is set aside under a dated name. The records in memory, or else the
newest good backup, are joined with every record that can be salvaged; the next save writes them. What was salvaged
and the backup can be offered to the person. If nothing is found, the data is shown empty and read-only until the
person decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from coach.store import notices
from coach.store.backups import Backup, Backups
from coach.store.codec import IDENTITY_MARK, SCHEMA_VERSION, Docs, FileContent, list_identities
from coach.store.layout import DataFolder
from coach.store.merge import merge_copies
from coach.store.salvage import salvage_records


@dataclass(frozen=True, slots=True)
class Damage:
    """A damaged data file: its copy, the records salvaged from it, and the newest good backup."""

    quarantined: Path | None
    salvaged: Docs = field(default_factory=dict)
    backup: Backup | None = None
    message: str = ""
    nothing_found: bool = False
    """No record was found anywhere."""


def recover_content(
    folder: DataFolder, backups: Backups, data: bytes, memory: FileContent | None, day: date
) -> tuple[FileContent, Damage]:
    """Return the content to use instead of the damaged `data`. The caller holds the lock, if it was free."""
    try:
        aside: Path | None = folder.quarantine(folder.data_file, data, day)
    except OSError:
        aside = None
    found = salvage_records(data)
    newest = backups.newest_good()
    backup, copy = newest or (None, FileContent())
    base = memory or copy
    docs = {name: merge_copies(name, base.docs.get(name, {}), found.get(name, {})) for name in {**base.docs, **found}}
    empty = not any(docs.values())
    if empty:
        notice = notices.nothing_readable_message(folder.path, aside)
    elif aside is None:
        notice = notices.not_quarantined_message(folder.path)
    else:
        origin = (backup.path, backup.day) if backup else None
        notice = notices.damaged_message(
            aside, origin, _count_records(found), _count_records(docs), in_memory=memory is not None
        )
    identities = list_identities(base) or _read_identities(data)
    marks = {"schema": SCHEMA_VERSION} | ({IDENTITY_MARK: identities} if identities else {})
    content = FileContent(docs, marks, base.foreign_rows)
    return content, Damage(aside, found, backup, notice, empty)


def _read_identities(data: bytes) -> list[str]:
    """Return what identifies damaged data, if those bytes are whole."""
    found = re.search(rb'"id":\s*"identity",\s*"value":\s*\[([^\]]{0,4000})\]', data)
    return sorted(word.decode() for word in re.findall(rb'"([0-9a-f]{32})"', found[1])) if found else []


def _count_records(docs: Docs) -> int:
    return sum(len(rows) for rows in docs.values())
