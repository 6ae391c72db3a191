"""The week: what you gave, what came back, how each kind of block felt, who was nice to talk to.

A week runs from Monday to Sunday. It ends in one change for the next one, which becomes Monday's goal: on a
Monday one looks back at the week that is over, and the change is for today. Numbers here are counts of what was
done; no week is compared with another, and people are in the order of their names.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from coach.advice import words
from coach.advice.boundary import hushed
from coach.advice.markers import day_number, moods_by_day
from coach.advice.people import people
from coach.advice.proposals import Proposal, proposals
from coach.advice.series import Felt, means, series
from coach.advice.threads import index
from coach.domain.asked import Review
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.domain.focus import KINDS, NETWORKING, Block, count_minutes, time_by_day
from coach.domain.goal import STATES, Goal
from coach.domain.note import Note
from coach.domain.outreach import Thread
from coach.domain.text import fold

MOST_TALKS = 9
"""How many people of a week are named."""


@dataclass(frozen=True, slots=True)
class Count:
    """`n` things, in the word for one and for more."""

    n: int
    one: str
    more: str

    def __str__(self) -> str:
        return f"{self.n} {self.one if self.n == 1 else self.more}"


@dataclass(frozen=True, slots=True)
class Talk:
    """Somebody who wrote or talked in a week; `nice` if the person said so."""

    person: str
    name: str
    nice: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """One week, `first` (a Monday) to `last`.

    `open`: its change can be chosen now; it is for `change_day`. `change` is what was chosen at its end, `began_with`
    the goal of its own Monday that was chosen the week before, with what became of it. `moods` are seven means, None
    for a blank day.
    """

    first: date
    last: date
    open: bool
    change_day: date
    gave: tuple[Count, ...] = ()
    came: tuple[Count, ...] = ()
    felt: tuple[Felt, ...] = ()
    talks: tuple[Talk, ...] = ()
    more_talks: int = 0
    moods: tuple[float | None, ...] = (None,) * 7
    minutes: int = 0
    goals: tuple[tuple[str, int], ...] = ()
    serves: tuple[str, ...] = ()
    """The rows (P1 to B4b, K) that the goals done worked on, in their order."""
    began_with: str = ""
    became: str = ""
    change: str = ""
    proposals: tuple[Proposal, ...] = ()
    earlier: bool = False
    """Whether there is anything before it."""

    @property
    def blank(self) -> bool:
        """Whether nothing at all was logged."""
        return not (self.gave or self.came or self.felt or self.minutes or self.goals or any(self.moods))


def current_monday(today: date) -> date:
    """Return the Monday of the week that one looks back at: this week, on a Monday the one that is over."""
    return today - timedelta(days=today.weekday() or 7)


def change_day(monday: date) -> date:
    """Return the Monday for which the change of a week is."""
    return monday + timedelta(days=7)


def week(book: Book, now: datetime, monday: date | None = None) -> Week:
    """Return the week that begins on `monday`, by default the one that one looks back at now."""
    today = day_of(now, book.settings.day_ends)
    current = current_monday(today)
    first = current if monday is None else monday - timedelta(days=monday.weekday())
    last = first + timedelta(days=6)
    blocks = [b for b in book.all(Block) if first <= _day(book, b.started_at) <= last]
    gave, came, talked = _contacts(book, first, last)
    set_here = [g for g in book.all(Goal) if first <= g.day <= last]
    goals = Counter(g.state for g in set_here)
    served = {row for g in set_here if g.state == "done" for row in g.serves}
    kept = Counter(n.kind for n in book.all(Note) if first <= _day(book, n.at) <= last)
    gave += [
        Count(kept["gave"] + kept["post"], "thing shared", "things shared"),
        Count(goals["done"], "goal done", "goals done"),
    ]
    came += [
        Count(kept["takeaway"] + kept["learned"], "takeaway", "takeaways"),
        Count(kept["opportunity"], "opening", "openings"),
    ]
    days = moods_by_day(book)
    numbers = range(first.toordinal(), last.toordinal() + 1)
    review, before = review_of(book, first), review_of(book, first - timedelta(days=7))
    began = book.get(Goal, str(before.answers.get("goal", ""))) if before else None
    nice = _nice(book, first, last)
    talks = [Talk(p.id, p.name, p.id in nice or p.folded in nice) for p in people(book) if p.id in talked]
    talks += [Talk(p.id, p.name, True) for p in people(book) if p.id not in talked and {p.id, p.folded} & nice]
    return Week(
        first, last,
        open=first == current,
        change_day=change_day(first),
        gave=tuple(count for count in gave if count.n),
        came=tuple(count for count in came if count.n),
        felt=_felt(blocks),
        talks=tuple(talks[:MOST_TALKS]),
        more_talks=max(0, len(talks) - MOST_TALKS),
        moods=tuple(sum(days[day]) / len(days[day]) if day in days else None for day in numbers),
        minutes=_minutes(book, now, first, last),
        goals=tuple((state, goals[state]) for state in STATES if goals[state]),
        serves=tuple(row for row in words.rows() if row in served),
        began_with=hushed(book, began.text) if began else "",
        became=began.state if began else "",
        change=hushed(book, str(review.answers.get("change", ""))) if review else "",
        proposals=proposals(book, now, [t.name for t in talks if t.nice]) if first == current else (),
        earlier=series(book).oldest < first,
    )  # fmt: skip


def review_of(book: Book, monday: date) -> Review | None:
    """Return the look back at the week that began on `monday`, or None."""
    found = [r for r in book.all(Review) if r.kind == "week" and r.answers.get("week") == monday.isoformat()]
    return max(found, key=lambda r: (r.at, r.id), default=None)


def _contacts(book: Book, first: date, last: date) -> tuple[list[Count], list[Count], set[str]]:
    """Return what I gave, what came back, and who wrote or talked."""
    gave, came = Counter[str](), Counter[str]()
    talked: set[str] = set()
    for person, thread in index(book).items():
        for what, mine in _events(book, thread, first, last):
            (gave if mine else came)[what] += 1
            if not mine and what != "no":
                talked.add(person)
    return (
        [
            Count(gave["answer"], "answer", "answers"),
            Count(gave["line"], "line written", "lines written"),
            Count(gave["promise"], "promise kept", "promises kept"),
        ],
        [
            Count(came["answer"] + came["no"], "answer", "answers"),
            Count(came["line"], "line from others", "lines from others"),
            Count(came["talk"], "talk", "talks"),
        ],
        talked,
    )


def _events(book: Book, thread: Thread, first: date, last: date) -> Iterable[tuple[str, bool]]:
    """Yield what happened in a thread within the week, and whether it was mine."""
    theirs_last: bool | None = None
    rested = {event.at for event in thread.events if event.kind == "rest"}
    for event in thread.events:
        inside = first <= _day(book, event.at) <= last
        closed = event.closed_at
        if event.kind == "promise" and closed and closed not in rested and first <= _day(book, closed) <= last:
            yield "promise", True
        if event.kind == "no" and inside:
            yield "no", False
        elif event.kind == "meeting" and inside:
            yield "talk", False
        elif event.kind in ("message", "invitation") and event.direction != "own":
            mine = event.direction == "out"
            if inside:
                yield ("answer" if theirs_last is mine else "line"), mine
            theirs_last = not mine


def _nice(book: Book, first: date, last: date) -> set[str]:
    """Return who was named as nice to talk to in this week: ids, and names as typed, folded."""
    found: set[str] = set()
    week_of = review_of(book, first)
    for review in book.all(Review):
        if review is week_of or (review.kind == "evening" and first <= review.day <= last):
            said = review.answers.get("nice") or ()
            names = [said] if isinstance(said, str) else said
            found.update(word for name in names if isinstance(name, str) for word in (name, fold(name)) if word)
    return found


def _felt(blocks: Iterable[Block]) -> tuple[Felt, ...]:
    answers: dict[str, list[int]] = defaultdict(list)
    for block in blocks:
        if block.felt is not None:
            answers[block.kind].append(block.felt)
    return means(answers, KINDS)


def _minutes(book: Book, now: datetime, first: date, last: date) -> int:
    """Return the networking minutes of the days from `first` to `last`."""
    near = (b for b in book.all(Block) if first - timedelta(days=1) <= _day(book, b.started_at) <= last)
    total: dict[str, timedelta] = defaultdict(timedelta)
    for day, spent in time_by_day(near, now, book.settings.day_ends).items():
        if day >= first:
            for kind, time in spent.items():
                total[kind] += time
    return count_minutes(total, NETWORKING)


def _day(book: Book, at: datetime) -> date:
    return date.fromordinal(day_number(at, book.settings.day_ends))
