"""Keeping: saves leave the screen's thread in the order of the keys, and every one of them is waited for at the end.

One thread, one queue. A save is submitted at once and its result looked at by an async worker, so closing the
window in the middle of anything loses nothing.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor

from coach.desk import Desk, Pending
from coach.domain.book import Docs


class Keeper:
    """Saves what the desk shows, one after the other."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="keeper")

    def submit(self, pending: Pending) -> Future[Docs | None]:
        """Queue one save; returns at once."""
        return self._thread.submit(self._desk.save, pending)

    async def fetch(self) -> Docs | None:
        """Return what others have written, read after every save that is queued now."""
        return await asyncio.wrap_future(self._thread.submit(self._desk.fetch))

    def close(self) -> None:
        """Wait for every queued save."""
        self._thread.shutdown(wait=True)
