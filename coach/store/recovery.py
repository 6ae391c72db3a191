"""Recovery: what to go on with when the data file cannot be read in full.

The file itself is left as it is and a copy of it is put aside under a dated name, so nothing is ever written
over. What goes on is everything that is known: the records in memory if there are any, else the newest good
backup, joined with every record that can be salvaged. It becomes the file with the next save and not before;
the choices (what was salvaged, the backup) are there to be offered until then and after. With nothing to go on
with, the data is shown empty and read-only, and stays so until a person decides.
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
    """An unreadable data file: where it is kept, what was read out of it, and the newest good backup."""

    aside: Path | None
    salvaged: Docs = field(default_factory=dict)
    backup: Backup | None = None
    notice: str = ""
    empty: bool = False
    """Nothing at all is known to go on with."""


def recover(folder: Folder, backups: Backups, data: bytes, memory: Content | None, day: date) -> tuple[Content, Damage]:
    """Return what to go on with instead of the unreadable `data`. The caller holds the lock, if it could."""
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
