"""Recover the data when the data file cannot be read in full.

The damaged file stays as it is, and a copy of it is set aside under a dated name. The records in memory, or else the
newest good backup, are joined with every record that can be salvaged; the next save writes them. What was salvaged
and the backup can be offered to the person. If nothing is found, the data is shown empty and read-only until the
person decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from coach.store import words
from coach.store.backup import Backup, Backups
from coach.store.folder import Folder
from coach.store.form import SCHEMA, Content, Docs
from coach.store.merge import union
from coach.store.salvage import salvage


@dataclass(frozen=True, slots=True)
class Damage:
    """A damaged data file: its copy, the records salvaged from it, and the newest good backup."""

    aside: Path | None
    salvaged: Docs = field(default_factory=dict)
    backup: Backup | None = None
    notice: str = ""
    empty: bool = False
    """No record was found anywhere."""


def recover(folder: Folder, backups: Backups, data: bytes, memory: Content | None, day: date) -> tuple[Content, Damage]:
    """Return the content to use instead of the damaged `data`. The caller holds the lock, if it was free."""
    try:
        aside: Path | None = folder.put_aside(folder.file, data, day)
    except OSError:
        aside = None
    found = salvage(data)
    newest = backups.newest_good()
    backup, copy = newest or (None, Content())
    base = memory or copy
    docs = {name: union(name, base.docs.get(name, {}), found.get(name, {})) for name in {**base.docs, **found}}
    empty = not any(docs.values())
    if empty:
        notice = words.empty_handed(folder.path, aside)
    elif aside is None:
        notice = words.not_aside(folder.path)
    else:
        origin = (backup.path, backup.day) if backup else None
        notice = words.damaged(aside, origin, _count(found), _count(docs), in_memory=memory is not None)
    content = Content(docs, {"schema": SCHEMA}, base.strangers)
    return content, Damage(aside, found, backup, notice, empty)


def _count(docs: Docs) -> int:
    return sum(len(rows) for rows in docs.values())
