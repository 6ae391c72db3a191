"""Today: everything the first screen and its plain twin show, read out of the book for one moment."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

from coach.acts.focus import last_kind, last_minutes, to_ask
from coach.acts.goal import current
from coach.acts.reviews import evening_is_done
from coach.acts.undo import last as last_action
from coach.advice.hours import hours_line
from coach.advice.suggestion import record_shown, suggest
from coach.advice.waiting import Waiting, waiting
from coach.domain.asked import Asked
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.domain.day import Day, GoalView, MoodEntry, Row
from coach.domain.focus import NETWORKING, Block, counted, running
from coach.domain.mood import Mood

FORTNIGHT = 14
DONE = "Done for today."
ENOUGH_FELT = 3
"""A kind of block is described by how it felt from this many answers on."""


def today(book: Book, now: datetime, notices: tuple[str, ...] = ()) -> Day:
    """Return the day that `now` belongs to, as the person sees it."""
    settings = book.settings
    this = day_of(now, settings.day_ends)
    moods = book.derive(moods_by_day, Mood).get(this, ())
    blocks = blocks_on(book, this)
    kinds: dict[str, float] = defaultdict(float)
    for block in blocks:
        if block.ended_at is not None:
            kinds[block.kind] += counted(block, now).total_seconds() / 60
    minutes = {kind: round(total) for kind, total in kinds.items()}
    ask = to_ask(book, now)
    rows = waiting(book, now)
    away = settings.away_until if settings.away_until and settings.away_until > now else None
    closed = evening_is_done(book, now)
    said = None if away or closed else suggest(book, now).line
    return Day(
        date=this,
        now=now,
        goal=_goal(book, now),
        block=running(book.all(Block)),
        ask_felt=ask.id if ask else "",
        last_kind=last_kind(book),
        block_minutes=last_minutes(book),
        kinds=tuple((kind, m) for kind, m in minutes.items() if m),
        drifts=sum(b.drifts for b in blocks),
        networking_minutes=sum(m for kind, m in minutes.items() if kind in NETWORKING),
        limit_minutes=settings.limit_minutes,
        until=hours_line(settings, now),
        rows=tuple(row(w) for w in rows),
        owed=sum(1 for w in rows if w.owed),
        waiting=sum(1 for w in rows if not w.owed),
        moods=moods,
        fortnight=_fortnight(book, this),
        after=book.derive(felt_by_kind, Block),
        line=said.text if said else DONE if closed and not away else "",
        why=f"{said.why} ({said.source})" if said else "",
        rule=said.rule if said else "",
        shown=said is None or book.get(Asked, record_shown(said, now).id) is not None,
        closed=closed,
        hide=settings.hide,
        theme=settings.theme,
        still=settings.still,
        away_until=away,
        can_undo=last_action(book),
        read_only=book.read_only,
        notices=notices,
    )


def moods_by_day(book: Book) -> dict[date, tuple[MoodEntry, ...]]:
    """Return day → its mood entries in the order of time."""
    days: dict[date, list[MoodEntry]] = defaultdict(list)
    ends = book.settings.day_ends
    for m in sorted(book.all(Mood), key=lambda m: m.at):
        days[day_of(m.at, ends)].append(MoodEntry(m.id, m.at, m.value, m.energy, m.words, m.note))
    return {day: tuple(entries) for day, entries in days.items()}


def felt_by_kind(book: Book) -> tuple[tuple[str, float, int], ...]:
    """Return how each kind of block felt: (kind, mean 1–5, answers), for kinds answered often enough."""
    felt: dict[str, list[int]] = defaultdict(list)
    for block in book.all(Block):
        if block.felt is not None:
            felt[block.kind].append(block.felt)
    enough = {kind: values for kind, values in felt.items() if len(values) >= ENOUGH_FELT}
    by_count = sorted(enough.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple((kind, sum(values) / len(values), len(values)) for kind, values in by_count)


def blocks_on(book: Book, day: date) -> tuple[Block, ...]:
    """Return the blocks that were started on `day`."""
    return book.derive(_blocks_by_day, Block).get(day, ())


def _blocks_by_day(book: Book) -> dict[date, tuple[Block, ...]]:
    days: dict[date, list[Block]] = defaultdict(list)
    for block in book.all(Block):
        days[day_of(block.started_at, book.settings.day_ends)].append(block)
    return {day: tuple(blocks) for day, blocks in days.items()}


def _fortnight(book: Book, this: date) -> tuple[float | None, ...]:
    days = book.derive(moods_by_day, Mood)
    means: list[float | None] = []
    for back in range(FORTNIGHT - 1, -1, -1):
        entries = days.get(this - timedelta(days=back))
        means.append(sum(e.value for e in entries) / len(entries) if entries else None)
    return tuple(means)


def _goal(book: Book, now: datetime) -> GoalView | None:
    goal = current(book, now)
    if goal is not None:
        return GoalView(goal.text, goal.state, goal.id, goal.cue, goal.minutes, goal.energy, goal.template)
    from coach.advice.goals import pick

    offered = pick(book, now)
    if not offered:
        return None
    first = offered[0]
    return GoalView(first.text, "offered", "", "", first.minutes, first.energy, first.id)


def row(w: Waiting) -> Row:
    """Return a waiting thread as the line that the panel and the shell show."""
    from coach.domain.person import channel_name

    return Row(w.person, w.name, w.owed, w.what, w.days, _says(w), channel_name(w.channel), w.event)


def _says(w: Waiting) -> str:
    """The short last column: never a percent sign, never a verdict."""
    from coach.advice.replies import words

    if w.owed:
        return ""
    if w.may_rest:
        return "may rest"
    if w.due:
        return "a line is fine"
    if w.chance is None:
        return ""
    said = words(w.chance).removesuffix(" in 100")
    return "under 2" if said.startswith("fewer") else said
