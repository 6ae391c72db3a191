"""What a connected mailbox costs when nothing is new, and how long a new letter takes.

    python -m benchmarks.sources [LETTERS]

Makes a Maildir of 100,000 small letters in a scratch folder, connects it, and prints milliseconds of computing (the median of seven):
nothing has changed; the folder has changed and nothing is new (a flag was set), which lists it once; one new letter,
from the file to the saved message. The goal for the second is 150 ms.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from coach.actions.backdate import backdate_action
from coach.actions.outreach import log_sent_message
from coach.domain.typed_times import TypedTime
from coach.service import CoachService
from coach.sources import connected_sources as sources

GOAL = 150.0
"""Milliseconds that a listing without anything new may take."""
RUNS = 7
_LETTER = (
    "From: Ana Lee <ana@lee.example>\nTo: me@host.example\nDate: {date}\nMessage-ID: <{number}@host.example>\n\nHi.\n"
)


def make_maildir(folder: Path, letters: int) -> Path:
    """Write a Maildir of old letters, and return its folder."""
    inbox = folder / "INBOX"
    for part in ("cur", "new", "tmp"):
        (inbox / part).mkdir(parents=True)
    for number in range(letters):
        at = 1_600_000_000 + 60 * number
        (inbox / "cur" / f"{at}.M{number}P1.host:2,S").write_bytes(b"")
    os.utime(inbox / "cur", (time.time() - 60,) * 2)
    os.utime(inbox / "new", (time.time() - 60,) * 2)
    return inbox


def measure(work: Callable[[], object], prepare: Callable[[int], object]) -> float:
    """Return the median milliseconds of computing of `work`; `prepare` is not counted."""
    taken = []
    for run in range(RUNS):
        prepare(run)
        started = time.process_time()
        work()
        taken.append(1000 * (time.process_time() - started))
    return statistics.median(taken)


def main() -> int:
    letters = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory(prefix="coach-benchmarks-") as scratch:
        service = CoachService(Path(scratch) / "data").open_folder()
        service.execute(backdate_action(log_sent_message("Ana Lee"), TypedTime(service.now() - timedelta(days=30))))
        inbox = make_maildir(Path(scratch) / "Mail", letters)
        sources.add_source(service, sources.build_source(service, "mail", str(inbox.parent), ["me@host.example"]))

        def read() -> list[sources.SourceReport]:
            return sources.read_sources(CoachService(service.folder))

        def set_flag(run: int) -> None:
            old = next(path for path in (inbox / "cur").iterdir() if path.name.endswith("S"))
            old.rename(old.with_name(f"{old.name}R"))
            os.utime(inbox / "cur", (time.time() - 30 - run,) * 2)

        def deliver(run: int) -> None:
            date = f"{service.now() - timedelta(hours=1):%a, %d %b %Y %H:%M:%S %z}"
            path = inbox / "new" / f"{int(time.time())}.N{run}.host"
            path.write_text(_LETTER.format(date=date, number=run), encoding="utf-8")

        same = measure(read, lambda run: None)
        listed = measure(read, set_flag)
        new = measure(read, deliver)
    print(f"{letters:,} letters, nothing changed: {same:.1f} ms")
    print(f"{letters:,} letters, listed and nothing new: {listed:.1f} ms (goal {GOAL:.0f} ms)")
    print(f"{letters:,} letters, one new letter saved: {new:.1f} ms")
    return 0 if listed <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
