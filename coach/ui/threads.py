"""Threads: the two in which pages read years, and which keep nothing of what they worked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import Context
from typing import Any

THREADS = 2
"""An import may take its time, and something else be asked meanwhile."""


class Forgetful(ThreadPoolExecutor):
    """Gives each work a context of its own, which goes with it."""

    def submit(self, work: Callable[..., Any], /, *values: Any, **named: Any) -> Future[Any]:
        return super().submit(Context().run, work, *values, **named)


def begin() -> None:
    """Have work in threads done by these from now on. To be called in the running loop.

    Textual notes in a thread for which page it works, and nowhere that it is done: of the six that asyncio makes, each
    would keep the last page it read years for, and a heap of its own.
    """
    asyncio.get_running_loop().set_default_executor(Forgetful(THREADS, thread_name_prefix="reading"))
