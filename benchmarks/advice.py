"""The coach's line on ten years of a busy person: facts, rules and words, in processor time.

    python -m benchmarks.advice

Two years are at hand at most, since finished years lie in files of their own, and for these the time is promised; all
ten in one journal is the worst that a wrong clock or an import can make of it. Loading
reads the tables and indexes the threads, as the list of silences beside the line needs it anyway. "first" is the
first look after that; "after a key" has one record more, "a minute later" none.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from coach.advice.outreach.open_conversations import list_open_conversations
from coach.advice.rules.coach_line import choose_suggestions
from coach.domain.journal import Journal
from coach.domain.mood import Mood
from coach.domain.record import Record
from tests.advice import lives

YEARS, LIMIT = 10, 10.0
"""How long a life is replayed, and the milliseconds that are promised for the two years at hand."""


def ten_years() -> tuple[list[Record], datetime]:
    """Return the records of a year, repeated year after year up to its end."""
    last = lives.year("busy")[-1]
    journal, now = last.asked, last.at
    plain = {table: docs for table, docs in book_docs(journal).items() if table not in ("people", "settings")}
    found = [record for table in ("people", "settings") for record in book_docs(journal)[table]]
    for year in reversed(range(YEARS)):  # as they were written
        shift = timedelta(days=364 * year)
        for records in plain.values():
            found += [_earlier(record, shift, year) for record in records]
    return found, now


def book_docs(journal: Journal) -> dict[str, list[Record]]:
    """Return the records of a book by table."""
    kinds = [kind for kind in Record.__subclasses__() if hasattr(kind, "table")]
    return {kind.table: list(journal.list_records(kind)) for kind in kinds}


def plain_count(records: list[Record]) -> int:
    """Return how many of `records` belong to a day."""
    return sum(record.table not in ("people", "settings") for record in records)


def _earlier(record: Record, shift: timedelta, year: int) -> Record:
    changes: dict[str, Any] = {"id": f"{record.id}-{year}"} if year else {}
    for name in type(record).model_fields:
        value = getattr(record, name)
        if isinstance(value, date) and name != "changed_at":
            changes[name] = value - shift
    return record.model_copy(update=changes)


def milliseconds(work: Callable[[], object]) -> float:
    gc.collect()
    gc.disable()
    start = time.process_time()
    work()
    spent = time.process_time() - start
    gc.enable()
    return spent * 1000


def main(runs: int = 15) -> None:
    """Print the median and the worst of each moment."""
    records, now = ten_years()
    ordinary = now + timedelta(days=20)
    at_hand = records[: len(records) - plain_count(records)] + records[-2 * plain_count(records) // YEARS :]
    figures: dict[str, list[float]] = {}

    def measure(name: str, journal: Journal, at: datetime) -> None:
        figures.setdefault(name, []).append(milliseconds(lambda: choose_suggestions(journal, at)))

    for n in range(runs):
        for name, known, at in (
            ("two years at hand", at_hand, ordinary),
            ("ten years", records, ordinary),
        ):
            journal = Journal({}).with_records(known)
            for kind in Record.__subclasses__():
                journal.list_records(kind)
            list_open_conversations(journal, at)
            measure(f"first, {name}", journal, at)
            later = journal.with_records([Mood(at=now, value=3)])
            list_open_conversations(later, now)
            measure(f"after a key, {name}", later, now)
            measure(f"a minute later, {name}", later, now + timedelta(minutes=n + 1))
    print(f"{len(records):,} records of {YEARS} years, {runs} runs; promised: {LIMIT:.0f} ms with two years at hand")
    for name, times in figures.items():
        print(f"  {name:<32} median {median(times):6.2f} ms   worst {max(times):6.2f} ms")


if __name__ == "__main__":
    main()
