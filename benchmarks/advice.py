"""The coach's line on ten years of a busy person: every fact, all rules and the words, on one processor.

    python -m benchmarks.advice

Three moments: the first look after loading, when nothing is worked out yet; the look after a key, when one record
is new; and a look at a later minute of the same data, which is what an open screen does. The first also pays for the
index of threads that the list of silences on the same screen needs anyway. Stored data is lighter: years before the last
one lie in files of their own.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from coach.advice.facts import facts
from coach.advice.line import line
from coach.advice.rules import resolve
from coach.advice.waiting import waiting
from coach.domain.asked import Asked
from coach.domain.book import Book
from coach.domain.mood import Mood
from coach.domain.record import Record
from tests.unit.lives import LIVES, lived

YEARS, LIMIT = 10, 10.0
"""How long a life is replayed, and the milliseconds that are promised."""


def ten_years() -> tuple[list[Record], datetime]:
    """Return the records of a year, repeated year after year up to its end."""
    *_, (book, now) = lived(LIVES["busy"])
    plain = {table: docs for table, docs in book_docs(book).items() if table not in ("people", "settings")}
    found = [record for table in ("people", "settings") for record in book_docs(book)[table]]
    for year in range(YEARS):
        shift = timedelta(days=364 * year)
        for records in plain.values():
            found += [_earlier(record, shift, year) for record in records]
    return found, now


def book_docs(book: Book) -> dict[str, list[Record]]:
    """Return the records of a book by table."""
    kinds = [kind for kind in Record.__subclasses__() if hasattr(kind, "table")]
    return {kind.table: list(book.all(kind)) for kind in kinds}


def _earlier(record: Record, shift: timedelta, year: int) -> Record:
    changes: dict[str, Any] = {"id": f"{record.id}-{year}"} if year else {}
    for name in type(record).model_fields:
        value = getattr(record, name)
        if isinstance(value, date) and name != "changed_at":
            changes[name] = value - shift
    return record.model_copy(update=changes)


def judged(book: Book, now: datetime) -> None:
    """Work out every fact and walk the rules."""
    known = facts(book, now)
    dict(known)
    resolve(known, book.all(Asked), known.today, lambda key: {c.person for c in known.contacts(key)})


def milliseconds(work: Callable[[], object]) -> float:
    gc.collect()
    gc.disable()
    start = time.perf_counter()
    work()
    spent = time.perf_counter() - start
    gc.enable()
    return spent * 1000


def main(runs: int = 15) -> None:
    """Print the median and the worst of each moment."""
    records, now = ten_years()
    figures: dict[str, list[float]] = {
        "first, with the threads": [],
        "first": [],
        "after a key": [],
        "a minute later": [],
    }
    for n in range(runs):
        book = Book({}).put(records)
        for record in (Mood, Asked):
            book.all(record)  # loading has read the tables
        figures["first, with the threads"].append(milliseconds(lambda book=book: judged(book, now)))
        book = Book({}).put(records)
        waiting(book, now)  # the list of silences on the same screen
        figures["first"].append(milliseconds(lambda book=book: judged(book, now)))
        later = book.put([Mood(at=now, value=3)])
        waiting(later, now)
        figures["after a key"].append(milliseconds(lambda later=later: judged(later, now)))
        minute = now + timedelta(minutes=n + 1)
        figures["a minute later"].append(milliseconds(lambda later=later, minute=minute: line(later, minute)))
    print(f"{len(records):,} records of {YEARS} years, {runs} runs; promised: {LIMIT:.0f} ms after load")
    for name, times in figures.items():
        print(f"  {name:<24} median {median(times):6.2f} ms   worst {max(times):6.2f} ms")


if __name__ == "__main__":
    main()
