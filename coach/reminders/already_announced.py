"""What was announced already, so that nothing is announced twice, whichever program does it.

Each thing has a key. A window that opens needs this and nothing of the sources that `coach due` reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from hashlib import blake2s

from coach.domain.focus import FocusBlock
from coach.service import CoachService
from coach.sources.source import ANNOUNCED_TABLE, load_tables, save_tables

_ANNOUNCEMENT_KEPT = timedelta(days=180)


def was_announced(service: CoachService, key: str) -> bool:
    """Return whether the thing with this key was announced already."""
    return hash_key(key) in load_tables(service.store).get(ANNOUNCED_TABLE, {})


def claim_announcements(service: CoachService, keys: Sequence[str]) -> frozenset[str]:
    """Return which of the keys the caller may announce: of several programs that ask at once, one gets each key.

    They are remembered as announced. Raises CoachError.
    """
    announced_before = load_tables(service.store).get(ANNOUNCED_TABLE, {})
    if all(hash_key(key) in announced_before for key in keys):
        return frozenset()
    now = service.now()
    oldest_kept = (now - _ANNOUNCEMENT_KEPT).isoformat()
    with service.store.hold_lock():
        announced = load_tables(service.store).get(ANNOUNCED_TABLE, {})
        newly_claimed = frozenset(key for key in keys if hash_key(key) not in announced)
        rows: dict[str, dict[str, str] | None] = {hash_key(key): {"at": now.isoformat()} for key in newly_claimed}
        rows |= {row_id: None for row_id, row in announced.items() if row.get("at", "") < oldest_kept}
        if newly_claimed:
            save_tables(service.store, {ANNOUNCED_TABLE: rows})
    return newly_claimed


def release_announcements(service: CoachService, keys: Sequence[str]) -> None:
    """Let the keys be announced again, because nothing could show them. Raises CoachError."""
    save_tables(service.store, {ANNOUNCED_TABLE: {hash_key(key): None for key in keys}})


def block_key(block: FocusBlock) -> str:
    """Return the key of the end of a block; another deadline is another end."""
    return f"block:{block.id}:{block.deadline.timestamp() if block.deadline else ''}"


def hash_key(key: str) -> str:
    """Return the id that is stored for an announced thing. It does not reveal what it was."""
    return blake2s(key.encode(errors="replace"), digest_size=10).hexdigest()
