"""Three thousand people and twenty thousand messages: how long a typed letter, the waiting list and a page take.

    python -m benchmarks.outreach

In one process, on invented people whose words are as uneven as real ones (few very common, many rare). "a key"
is one search, for every prefix of the searches below; "in the app" is what the whole screen does with a letter, from
the key to its hits being drawn, under Textual's test driver. A frame is 16 ms. All figures are processor time of the
one thread that shows things, so that other programs on the machine do not count.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from coach.actions.outreach import log_sent_message
from coach.advice.outreach.open_conversations import list_open_conversations
from coach.advice.search import build_search_index, search_index
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.note import Note
from coach.domain.person import Person
from coach.domain.record import Record
from coach.views.day_builder import build_day
from coach.views.person import build_person_view

PEOPLE, MESSAGES, NOTES = 3_000, 20_000, 1_000
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
SEARCHES = (
    "ana brankova", "brnkva", "brankowa", "the meetup about", "coffee next week with", "zzzz", "a e i o u",
    "hello and thank you for the", "aaaaaaaaaaaa", "person nobody has", "backpressure queues", "o",
)  # fmt: skip
FRAME, TWO_FRAMES = 16.0, 33.0
USUAL_PEOPLE = 300


class Still:
    """A clock that stands still."""

    def now(self) -> datetime:
        return NOW


def vocabulary(rng: random.Random, size: int = 8_000) -> tuple[list[str], list[float]]:
    """Return words and how often each is used, as uneven as in any language (Zipf 1949)."""
    common = (
        "the a to you and for of in is it hello thank coffee week next meetup about talk queues with have we".split()
    )
    syllables = "ba ke li mo ru sa ti vo na pe dor fen gal hin jus".split()
    made = {"".join(rng.choices(syllables, k=rng.randint(2, 4))) for _ in range(size)}
    words = [*common, *sorted(made)]
    return words, [1 / rank for rank in range(1, len(words) + 1)]


def records(seed: int = 1) -> list[Record]:
    """Return everything that is in the book."""
    rng = random.Random(seed)
    words, weights = vocabulary(rng)

    def text(most: int) -> str:
        return " ".join(rng.choices(words, weights, k=rng.randint(3, most)))

    names = [f"{rng.choice(words[20:]).title()} {rng.choice(words[20:]).title()}" for _ in range(PEOPLE - 1)]
    people = [
        Person(id=f"{n:032x}", name=name, tie=rng.choice(("cold", "warm", "strong", None)), channel="linkedin")
        for n, name in enumerate(["Ana Brankova", *names])
    ]
    made: list[Record] = [*people]
    for n in range(MESSAGES):
        at = NOW - timedelta(minutes=rng.randint(1, 3 * 365 * 24 * 60))
        way = rng.choice(("out", "out", "in"))
        made.append(
            Message(
                id=f"m{n:031x}", person=rng.choice(people).id, at=at, direction=way, channel="linkedin", text=text(24)
            )
        )
    for n in range(NOTES):
        made.append(Note(id=f"n{n:031x}", at=NOW - timedelta(hours=n), kind="takeaway", text=text(20)))
    return made


def timed(task: Callable[[], object]) -> float:
    """Return the milliseconds of one run."""
    start = time.thread_time()
    task()
    return (time.thread_time() - start) * 1000


def row(name: str, times: list[float], limit: float | None = None) -> None:
    """Print one line: median, worst, and whether the worst keeps within the limit."""
    verdict = "" if limit is None else f"limit {limit:g} ms  {'ok' if max(times) <= limit else 'over'}"
    print(f"  {name:<46} median {median(times):7.2f} ms   worst {max(times):7.2f} ms   {verdict}")


def keys(journal: Journal) -> list[float]:
    """Return the milliseconds of every key of every search."""
    return [
        timed(lambda q=search[:n]: search_index(journal, q)) for search in SEARCHES for n in range(1, len(search) + 1)
    ]  # type: ignore[misc]


def book_of(made: list[Record]) -> Journal:
    """Return the book that holds `made`."""
    docs: dict[str, dict[str, dict[str, object]]] = {}
    for record in made:
        docs.setdefault(record.table, {})[record.id] = record.to_document()
    return Journal(docs)


def small_book() -> Journal:
    """Return a book of as many people as most have, with seven messages each."""
    kept: list[Record] = []
    for record in records():
        who = record.person if isinstance(record, Message) else record.id if isinstance(record, Person) else ""
        if not who or int(who, 16) < USUAL_PEOPLE:
            kept.append(record)
    journal = book_of(kept)
    build_day(journal, NOW)
    return journal


def after_a_message(journal: Journal) -> tuple[list[float], list[float]]:
    """Return the milliseconds of the waiting list and of the rest of the first screen after one more message."""
    rows, days = [], []
    for n in range(16):
        journal = journal.with_records([Message(person=f"{n:032x}", at=NOW)])
        rows.append(timed(partial(list_open_conversations, journal, NOW)))
        days.append(timed(partial(build_day, journal, NOW)))
    return rows[1:], days[1:]


async def in_the_app(folder: Path) -> tuple[list[float], list[float], list[float]]:
    """Return the milliseconds from a letter to its hits being drawn, of opening a page, and of one act."""
    from textual import events

    from coach.service import CoachService
    from coach.tui.app import CoachApp
    from coach.tui.screens.find import HitList
    from coach.tui.screens.person import PersonScreen

    drawn = asyncio.Event()
    render = HitList.render

    def watched(self: HitList) -> object:
        content = render(self)
        drawn.set()
        return content

    HitList.render = watched  # type: ignore[assignment,method-assign]
    app = CoachApp(lambda: CoachService(folder, Still()).open_folder(), Still().now)
    letters, pages, actions = [], [], []
    async with app.run_test(size=(120, 36)) as pilot:
        while app.today.day is None:
            await pilot.pause(0.05)
        await pilot.press("slash")
        await pilot.pause(0.5)
        for search in SEARCHES[:6]:
            for letter in search:
                await pilot.pause()
                drawn.clear()
                start = time.thread_time()
                app.post_message(events.Key("space" if letter == " " else letter, letter))
                await asyncio.wait_for(drawn.wait(), 5)
                letters.append((time.thread_time() - start) * 1000)
                await pilot.pause(0.02)
            await pilot.press("home", "ctrl+k")
            await pilot.pause(0.05)
        for name in ("a", "e", "o"):
            await pilot.press(name)
            await pilot.pause(0.1)
            start = time.thread_time()
            app.simulate_key("enter")
            while not isinstance(app.screen, PersonScreen):
                await asyncio.sleep(0)
            pages.append((time.thread_time() - start) * 1000)
            await pilot.pause(0.2)
            await pilot.press("escape", "home", "ctrl+k")
            await pilot.pause(0.2)
        await pilot.press("escape")
        for n in range(5):
            actions.append(timed(lambda n=n: app.today.session.execute(log_sent_message(f"+Somebody New{n}"))))  # type: ignore[misc]
            await pilot.pause(0.3)
    app.finish_saves()
    HitList.render = render  # type: ignore[method-assign]
    return letters, pages, actions


def main() -> None:
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
    made = records()
    journal = book_of(made)
    print(f"{PEOPLE} people, {MESSAGES} messages, {NOTES} notes")
    row("records out of documents, once", [timed(lambda: [journal.list_records(k) for k in (Person, Message, Note)])])
    row("waiting list, first time", [timed(lambda: list_open_conversations(journal, NOW))])
    row("waiting list, again", [timed(lambda: list_open_conversations(journal, NOW)) for _ in range(50)], 10)
    after, days = after_a_message(journal)
    row("waiting list, after one more message", after)
    row("the whole first screen after it", days)
    usual = list(map(sum, zip(*after_a_message(small_book()), strict=True)))
    row(f"{USUAL_PEOPLE} people: both, after one more message", usual, TWO_FRAMES)
    row("search index, once a version", [timed(lambda: build_search_index(journal))])
    search_index(journal, "a")
    row(f"a key of / ({sum(map(len, SEARCHES))} keys)", keys(journal), FRAME)
    row("the page of a person", [timed(lambda n=n: build_person_view(journal, f"{n:032x}", NOW)) for n in range(20)])  # type: ignore[misc]
    with TemporaryDirectory() as scratch:
        from coach.service import CoachService

        service = CoachService(scratch, Still())
        service.store.save_documents([(r.table, r.to_document()) for r in made])
        letters, pages, actions = asyncio.run(in_the_app(Path(scratch)))
    row("in the app: a letter, to its hits drawn", letters, FRAME)
    row("in the app: Enter, to the page in front", pages)
    row("in the app: an outreach, until it is shown", actions)


if __name__ == "__main__":
    main()
