"""The week from Monday to Sunday: what you gave, what came back, how blocks felt, as data and as text.

It ends in one change for the next week, which becomes Monday's goal. On a Monday one looks back at the week that is
over. No week is compared with another, and people are in the order of their names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from coach.advice import words
from coach.advice.boundary import hushed
from coach.advice.markers import day_number, moods_by_day
from coach.advice.people import people
from coach.advice.proposals import Proposal, change_day, current_monday, nice_in_week, proposals, review_of
from coach.advice.series import Felt, means, series
from coach.advice.threads import index
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.domain.focus import KINDS, NETWORKING, Block, count_minutes, time_by_day
from coach.domain.goal import STATES, Goal
from coach.domain.mood import NAMES
from coach.domain.note import Note
from coach.domain.outreach import Thread
from coach.domain.rounding import round_half_up
from coach.domain.text import HIDDEN, clean
from coach.domain.wording import format_count, format_date

MOST_TALKS = 9
"""How many people of a week are named."""
_MARKS = re.compile(r"([\\`*_\[\]<>#|~])")


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
    nice = nice_in_week(book, first)
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
        moods=tuple(sum(days[day]) / len(days[day]) if day in days else None for day in numbers),
        minutes=_minutes(book, now, first, last),
        goals=tuple((state, goals[state]) for state in STATES if goals[state]),
        serves=tuple(row for row in words.rows() if row in served),
        began_with=hushed(book, began.text) if began else "",
        became=began.state if began else "",
        change=hushed(book, str(review.answers.get("change", ""))) if review else "",
        proposals=proposals(book, now) if first == current else (),
        earlier=series(book).oldest < first,
    )  # fmt: skip


def stretch(week: Week) -> str:
    """Return "16 – 22 November 2026"."""
    first, last = week.first, week.last
    begins = f"{first.day}" if first.month == last.month else format_date(first)
    return f"{begins} – {format_date(last, year=True)}"


def format_counts(counts: Sequence[Count], nothing: str = "nothing logged") -> str:
    """Return "2 answers, 1 line written"."""
    return ", ".join(map(str, counts)) or nothing


def proposed(proposal: Proposal, *, hide: bool = False) -> str:
    """Return the text of a proposal, without the name in it while names are hidden."""
    return proposal.text.replace(proposal.name, HIDDEN) if hide and proposal.name else proposal.text


def change_for(week: Week) -> str:
    """Return the day that the change of a week is for: "Monday 23 November"."""
    return said_day(week.change_day)


def said_day(day: date) -> str:
    """Return "Monday 23 November"."""
    return format_date(day, weekday=True)


def served(week: Week) -> str:
    """Return what the goals that were done worked on: "the ties you have, privacy", or ""."""
    return ", ".join(words.row(each) for each in week.serves)


def became(week: Week) -> str:
    """Return what the week began with, and what became of it, or ""."""
    if not week.began_with:
        return ""
    return week.began_with if week.became == "open" else f"{week.began_with} · {week.became}"


def plain(week: Week, *, hide: bool = False) -> list[str]:
    """Return the week as sentences, in the order in which the page is read."""
    said = [f"The week of {stretch(week)}."]
    if week.began_with:
        said.append(f"It began with: {HIDDEN if hide else became(week)}.")
    if week.blank:
        said.append("A quiet week: nothing is logged.")
    else:
        said.append(f"You gave: {format_counts(week.gave)}.")
        said.append(f"What came back: {format_counts(week.came)}.")
    if week.serves:
        said.append(f"Goals worked on: {served(week)}.")
    felt = [f"{each.name} {NAMES[round_half_up(each.mean)]} ({_answers(each.n)})" for each in week.felt]
    if felt:
        said.append(f"How blocks felt: {', '.join(felt)}.")
    days = [
        f"{_weekday(week, n)} {NAMES[round_half_up(mood)]}" for n, mood in enumerate(week.moods) if mood is not None
    ]
    if days:
        said.append(f"Mood: {', '.join(days)}.")
    nice = [HIDDEN if hide else talk.name for talk in week.talks if talk.nice]
    if nice:
        said.append(f"Nice to talk to: {', '.join(nice)}.")
    if week.change:
        said.append(f"One change, for {change_for(week)}: {HIDDEN if hide else week.change}.")
    elif week.open:
        said.append(f"One change for {change_for(week)}? coach week 1, 2 or 3 takes one, or words of your own.")
        said += [f"{n}. {proposed(each, hide=hide)} ({each.why})" for n, each in enumerate(week.proposals, 1)]
    return [clean(line, 1000) for line in said]


def markdown(week: Week, *, hide: bool = False) -> str:
    """Return the week as Markdown."""
    rows = [f"# Week of {stretch(week)}", ""]
    if week.began_with:
        rows += [f"Began with: {_escaped(HIDDEN if hide else became(week))}", ""]
    rows += [f"- **You gave:** {format_counts(week.gave)}", f"- **What came back:** {format_counts(week.came)}"]
    if week.serves:
        rows.append(f"- **Goals worked on:** {served(week)}")
    if week.minutes:
        rows.append(f"- **Networking:** {week.minutes} min")
    nice = [_escaped(HIDDEN if hide else talk.name) for talk in week.talks if talk.nice]
    if nice:
        rows.append(f"- **Nice to talk to:** {', '.join(nice)}")
    if week.felt:
        rows += ["", "| block | felt | answers |", "|---|---|---:|"]
        rows += [f"| {each.name} | {NAMES[round_half_up(each.mean)]} | {each.n} |" for each in week.felt]
    if any(mood is not None for mood in week.moods):
        rows += ["", "| " + " | ".join(_weekday(week, n) for n in range(7)) + " |", "|" + "---|" * 7]
        rows.append("| " + " | ".join(NAMES[round_half_up(mood)] if mood else "" for mood in week.moods) + " |")
    if week.change:
        rows += ["", f"**One change, for {change_for(week)}:** {_escaped(HIDDEN if hide else week.change)}"]
    return "\n".join(rows) + "\n"


def _answers(n: int) -> str:
    return format_count(n, "answer")


def _weekday(week: Week, n: int) -> str:
    return f"{date.fromordinal(week.first.toordinal() + n):%a}"


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\1", clean(text))


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
