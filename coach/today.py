"""The view of a day, built from the records for one moment."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta

from coach.acts.focus import last_kind, last_minutes, to_ask
from coach.acts.goal import current
from coach.advice.after import break_minutes, on_break
from coach.advice.boundary import hushed
from coach.advice.experiment import side_line
from coach.advice.goals import easier, pick, why
from coach.advice.hours import hours_line, outside_line, within
from coach.advice.line import evening_is_done, line
from coach.advice.looks import due
from coach.advice.waiting import Waiting, requests, waiting
from coach.domain.away import see_you
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.domain.day import Day, GoalView, MoodEntry, Row
from coach.domain.focus import FEED, NETWORKING, Block, count_minutes, running, time_by_day
from coach.domain.mood import Mood
from coach.domain.person import channel_name
from coach.domain.rounding import whole_minutes
from coach.domain.settings import Settings
from coach.domain.wording import format_chance

FORTNIGHT = 14
ENOUGH_FELT = 3
"""A kind of block is described by how it felt from this many answers on."""


def today(book: Book, now: datetime, notices: tuple[str, ...] = ()) -> Day:
    """Return the day that `now` belongs to, as the person sees it."""
    settings = book.settings
    this = day_of(now, settings.day_ends)
    if settings.away_until is not None and settings.away_until > now:
        return _away(book, now, notices)
    days = moods_by_day(book, this - timedelta(days=FORTNIGHT - 1))
    moods = days.get(this, ())
    blocks = blocks_on(book, this)
    near = (*blocks_on(book, this - timedelta(days=1)), *blocks)
    spent = time_by_day(near, now, settings.day_ends).get(this, {})
    block, rest = running(book.all(Block)), on_break(book, now)
    ask = to_ask(book, now)
    rows = waiting(book, now)
    closed = evening_is_done(book, now)
    said = line(book, now)
    return Day(
        date=this,
        now=now,
        goal=_goal(book, now),
        coin=side_line(book, this),
        block=block and _hushed(book, block),
        ask_felt=ask.id if ask else "",
        last_kind=last_kind(book),
        block_minutes=last_minutes(book),
        kinds=tuple((kind, n) for kind, time in spent.items() if (n := whole_minutes(time))),
        drifts=sum(b.drifts for b in blocks),
        rest=rest.rest if rest else "",
        rest_until=rest.rest_until if rest else None,
        break_minutes=break_minutes(blocks, settings, now),
        networking_minutes=count_minutes(spent, NETWORKING),
        feed_minutes=count_minutes(spent, FEED),
        limit_minutes=settings.limit_minutes,
        feed_limit=settings.feed_minutes,
        until=hours_line(settings, now),
        outside=within(settings, now) is False,
        outside_says=outside_line(settings, now),
        rows=tuple(row(w) for w in rows),
        owed=sum(1 for w in rows if w.owed),
        waiting=sum(1 for w in rows if not w.owed),
        requests=bool(requests(book, now)),
        moods=tuple(replace(m, note=hushed(book, m.note)) if m.note else m for m in moods),
        fortnight=_fortnight(days, this),
        after=book.derive(felt_by_kind, Block),
        line=said.text,
        line_hidden=said.hidden,
        why=said.why,
        rule=said.rule,
        about=said.person,
        shown=said.shown,
        look_due=due(book, this) is not None,
        closed=closed,
        hide=settings.hide,
        theme=settings.theme,
        still=settings.still,
        read_only=book.read_only,
        notices=notices,
    )


def moods_by_day(book: Book, since: date) -> dict[date, tuple[MoodEntry, ...]]:
    """Return day → its mood entries in the order of time, from the day `since` on."""
    recent = (m for m in book.all(Mood) if m.at.date() >= since)  # the years before are not shown, so not looked into
    days: dict[date, list[MoodEntry]] = defaultdict(list)
    ends = book.settings.day_ends
    for m in sorted(recent, key=lambda m: m.at):
        days[day_of(m.at, ends)].append(_entry(m))
    return {day: tuple(entries) for day, entries in days.items()}


def _entry(mood: Mood) -> MoodEntry:
    return MoodEntry(mood.id, mood.at, mood.value, mood.energy, mood.words, mood.note)


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
    return book.derive(_blocks_by_day, Block, Settings).get(day, ())


def _blocks_by_day(book: Book) -> dict[date, tuple[Block, ...]]:
    days: dict[date, list[Block]] = defaultdict(list)
    for block in book.all(Block):
        days[day_of(block.started_at, book.settings.day_ends)].append(block)
    return {day: tuple(blocks) for day, blocks in days.items()}


def _fortnight(days: dict[date, tuple[MoodEntry, ...]], this: date) -> tuple[float | None, ...]:
    means: list[float | None] = []
    for back in range(FORTNIGHT - 1, -1, -1):
        entries = days.get(this - timedelta(days=back))
        means.append(sum(e.value for e in entries) / len(entries) if entries else None)
    return tuple(means)


def _away(book: Book, now: datetime, notices: tuple[str, ...]) -> Day:
    """Return a day on which the person has stepped away: no name, no task, no suggestion is in it."""
    settings = book.settings
    until = settings.away_until or now
    says = see_you(settings.away_since, until, settings.day_ends)
    return Day(
        date=day_of(now, settings.day_ends), now=now, away_until=until, see_you=says, line=says,
        limit_minutes=settings.limit_minutes, theme=settings.theme, still=settings.still, hide=settings.hide,
        read_only=book.read_only, notices=notices,
    )  # fmt: skip


def _hushed(book: Book, block: Block) -> Block:
    """Return the block with the names of people behind a boundary kept out of what it is for."""
    quiet = hushed(book, block.intention)
    return block if quiet == block.intention else block.model_copy(update={"intention": quiet})


def _goal(book: Book, now: datetime) -> GoalView | None:
    goal = current(book, now)
    if goal is not None:
        text, cue = hushed(book, goal.text), hushed(book, goal.cue)
        view = GoalView(text, goal.state, goal.id, cue, goal.minutes, goal.energy, goal.template)
        if goal.state != "open":
            return view
        small = easier(book, now, goal)
        return replace(view, easier=small.id, easier_text=hushed(book, small.text)) if small else view
    offered = pick(book, now)
    if not offered:
        return None
    first = offered[0]
    reason = why(book, now, first)
    return GoalView(hushed(book, first.text), "offered", "", "", first.minutes, first.energy, first.id, reason)


def row(w: Waiting) -> Row:
    """Return a waiting thread as the line that the panel and the shell show."""
    return Row(w.person, w.name, w.owed, w.what, w.days, _says(w), channel_name(w.channel), w.event, w.zone)


def _says(w: Waiting) -> str:
    """The short last column: never a percent sign, never a verdict."""
    if w.owed:
        return ""
    if w.may_rest:
        return "may rest"
    if w.due:
        return "a line is fine"
    if w.hope is None:
        return ""
    said = format_chance(w.hope).removesuffix(" in 100")
    return "under 2" if said.startswith("fewer") else said
