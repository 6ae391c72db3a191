"""Actions about focus blocks: start, pause, extend, record a drift, stop, edit, rate. `coach.domain.focus` has the
rules of time.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from coach.acts.change import Act, Change
from coach.domain.book import Book
from coach.domain.clock import day_of
from coach.domain.focus import (
    KINDS,
    Block,
    Form,
    Kind,
    Pause,
    Phase,
    clock_face,
    counted,
    counts_until,
    exact,
    is_paused,
    paused,
    phase,
    running,
)
from coach.domain.mood import NAMES
from coach.domain.record import Record
from coach.domain.rounding import whole_minutes
from coach.domain.text import clean
from coach.errors import CoachError, NotUnderstood

MORE = timedelta(minutes=5)
RIGHT_AFTER = timedelta(minutes=5)
"""Who asks for more within this time after the deadline has worked on all the while."""


def kind_named(word: str) -> Kind:
    """Return the kind of block that `word` names or begins. Raises NotUnderstood."""
    low = clean(word).lower().replace("-", " ")
    for kind in KINDS:
        if low and kind.startswith(low):
            return kind
    raise NotUnderstood(f'"{clean(word, 40)}" is no kind of block.', hint=f"Kinds: {', '.join(KINDS)}.")


def start(
    kind: Kind | None = None,
    minutes: int | None = None,
    *,
    intention: str = "",
    form: Form = "timed",
    ago: timedelta = timedelta(0),
) -> Act:
    """Start a block: of the last kind and length unless said otherwise, `ago` before now if it was forgotten.

    A block that is past its end is ended first; one that still runs is left alone (CoachError). A block never
    begins before the end of the one before it, so no minute counts twice.
    """
    if minutes is not None and not 1 <= minutes <= 600:
        raise NotUnderstood("A block is 1 to 600 minutes long.", hint="25 is a good length.")

    def run_action(book: Book, now: datetime) -> Change:
        now = exact(now)
        open_block = running(book.all(Block))
        if open_block is not None and phase(open_block, now) is not Phase.OVER:
            raise CoachError(
                f"A block is running: {open_block.kind}, {clock_face(open_block, now)}.",
                hint="f, or coach focus stop, ends it.",
            )
        started = now - ago
        before = ended_now(open_block, min(now, max(started, open_block.deadline or now))) if open_block else None
        ends = [b.ended_at for b in (*book.all(Block), *((before,) if before else ())) if b.ended_at]
        started = max([started, *(exact(end) for end in ends if end <= now)])
        block = Block(
            kind=kind or last_kind(book),
            intention=clean(intention),
            form=form,
            started_at=started,
            deadline=started + timedelta(minutes=minutes or last_minutes(book)) if form == "timed" else None,
        )
        since = f", since {started:%H:%M}" if ago else ""
        until = f", until {block.deadline:%H:%M}" if block.deadline else ""
        ended = (before.but(asked=True),) if before else ()
        return Change(f"Started: {block.kind}{since}{until}.", (block, *ended), about=block.id)

    return run_action


def pause() -> Act:
    """Pause the running block, or go on with a paused one; the deadline moves by the length of the pause."""

    def run_action(book: Book, now: datetime) -> Change:
        block, now = _open(book), exact(now)
        if is_paused(block):
            block = _resumed(block, now)
            until = f", until {block.deadline:%H:%M}" if block.deadline else ""
            return Change(f"Going on{until}.", (block,), about=block.id)
        since = max(counts_until(block, now), block.started_at)  # not now, if nobody attended the last while
        block = block.but(pauses=(*block.pauses, Pause(start=since)))
        return Change("Paused. Nothing runs on.", (block,), about=block.id, named="the pause.")

    return run_action


def more() -> Act:
    """Add five minutes: to what is left, or from now on if the block is over already.

    Right after the end the block simply goes on; later, the time since then becomes a pause.
    """

    def run_action(book: Book, now: datetime) -> Change:
        block, now = _open(book), exact(now)
        if block.deadline is None:
            raise CoachError(
                "This block has no end to move.", hint="f, or coach focus stop, ends it whenever you like."
            )
        deadline = block.deadline
        if phase(block, now) is Phase.OVER:
            block, deadline = _gone_on(block, now), max(now, deadline)
        deadline += MORE
        return Change(f"Five more minutes, until {deadline:%H:%M}.", (block.but(deadline=deadline),), about=block.id)

    return run_action


def drift() -> Act:
    """Record that attention drifted; the block goes on."""

    def run_action(book: Book, now: datetime) -> Change:
        block = _open(book)
        block = block.but(drifts=block.drifts + 1)
        return Change("Noted. The block goes on.", (block,), about=block.id, named="the note of a drift.")

    return run_action


def stop(*, all_of_it: bool = False) -> Act:
    """End the running block; the part that was done counts.

    Time after the deadline is left out unless `all_of_it` says that it was work.
    """

    def run_action(book: Book, now: datetime) -> Change:
        block = _open(book)
        ended = ended_now(block, now, all_of_it=all_of_it)
        return Change(f"Ended: {said(ended, now)}.", (ended,), about=ended.id)

    return run_action


def felt(value: int | None, block_id: str = "", *, asks: str = "") -> Act:
    """Say how a block felt, 1 heavy … 5 bright; None skips. A block that is over ends with it.

    `asks` is the topic of the question that the screen goes on to ask, so that it is asked once.
    """
    if value is not None and value not in NAMES:
        raise NotUnderstood("How it felt is a number from 1 to 5.", hint="Enter skips.")

    def run_action(book: Book, now: datetime) -> Change:
        block = book.get(Block, block_id) if block_id else to_ask(book, now)
        if block is None:
            raise CoachError("There is no block to say this about.", hint="f, or coach focus, starts one.")
        block = ended_now(block, now).but(felt=value, asked=True)
        told = f"{said(block, now)} · felt {NAMES[value]}" if value else said(block, now)
        puts: list[Record] = [block]
        if asks:
            from coach.domain.asked import Asked

            puts.append(Asked(topic=asks, at=now, day=day_of(now, book.settings.day_ends)))
        return Change(f"Saved: {told}.", tuple(puts), about=block.id)

    return run_action


def amend(
    *,
    kind: Kind | None = None,
    minutes: int | None = None,
    started: datetime | None = None,
    ended: datetime | None = None,
    intention: str | None = None,
) -> Act:
    """Edit the running block, or the newest one: kind, length in minutes, beginning, end, what it was for.

    The length is that of the whole block while it runs, and the time worked once it has ended. Raises CoachError
    if it would end before it begins, lie in the future or begin before the block before it ended.
    """
    if minutes is not None and not 1 <= minutes <= 600:
        raise NotUnderstood("A block is 1 to 600 minutes long.", hint="coach focus amend 25")

    def run_action(book: Book, now: datetime) -> Change:
        block, now = _newest(book), exact(now)
        changes: dict[str, Any] = {} if kind is None else {"kind": kind}
        if intention is not None:
            changes["intention"] = clean(intention)
        begin = exact(started) if started else block.started_at
        deadline = block.deadline and block.deadline + (begin - block.started_at)
        if minutes is not None and block.ended_at is None:
            changes["form"], deadline = "timed", begin + paused(block) + timedelta(minutes=minutes)
        end = exact(ended) if ended else block.ended_at
        if minutes is not None and block.ended_at is not None and not ended:
            end = begin + paused(block) + timedelta(minutes=minutes)
        if ended and is_paused(block):
            changes["pauses"] = (*block.pauses[:-1], block.pauses[-1].model_copy(update={"end": end}))
        _check(book, block, begin, end, now)
        block = block.but(**changes, started_at=begin, deadline=deadline, ended_at=end)
        return Change(f"Changed: {said(block, now)}, since {begin:%H:%M}.", (block,), about=block.id)

    return run_action


def to_ask(book: Book, now: datetime) -> Block | None:
    """Return the block whose end has not been asked about: today's newest that ended or is past its deadline."""
    today = day_of(now, book.settings.day_ends)
    not_asked = (b for b in book.derive(_newest_first, Block) if not b.asked and not b.key)
    newest = next((b for b in not_asked if phase(b, now) in (Phase.ENDED, Phase.OVER)), None)
    if newest is None:
        return None
    recent = phase(newest, now) is Phase.OVER or day_of(newest.started_at, book.settings.day_ends) == today
    open_block = running(book.all(Block))
    return newest if recent and (open_block is None or open_block.id == newest.id) else None


def last_kind(book: Book) -> Kind:
    """Return the kind of the newest block, or messages."""
    newest = book.derive(_newest_first, Block)
    return newest[0].kind if newest else "messages"


def _newest_first(book: Book) -> tuple[Block, ...]:
    return tuple(sorted(book.all(Block), key=lambda b: (b.started_at, b.id), reverse=True))


def last_minutes(book: Book) -> int:
    """Return the length of a block in minutes, as set."""
    return book.settings.block_minutes


def said(block: Block, now: datetime) -> str:
    """Return "messages · 25 min · drifted 1"."""
    parts = [block.kind, f"{whole_minutes(counted(block, now))} min"]
    if block.drifts:
        parts.append(f"drifted {block.drifts}")
    return " · ".join(parts)


def _open(book: Book) -> Block:
    block = running(book.all(Block))
    if block is None:
        raise CoachError("No block is running.", hint="f, or coach focus, starts one.")
    return block


def _resumed(block: Block, now: datetime) -> Block:
    """Return a paused block going on from `now`: its deadline moves by the length of the pause."""
    start = block.pauses[-1].start
    end = max(now, start)
    deadline = block.deadline and block.deadline + (end - start)
    return block.but(pauses=(*block.pauses[:-1], Pause(start=start, end=end)), deadline=deadline)


def _gone_on(block: Block, now: datetime) -> Block:
    """Return a block that is over as one that goes on now; a long time since then becomes a pause."""
    if is_paused(block):
        return _resumed(block, now)
    since = counts_until(block, now)
    return block.but(pauses=(*block.pauses, Pause(start=since, end=now))) if now - since > RIGHT_AFTER else block


def _newest(book: Book) -> Block:
    newest = running(book.all(Block)) or max(book.all(Block), key=lambda b: b.started_at, default=None)
    if newest is None:
        raise CoachError("There is no block to change.", hint="coach focus starts one.")
    return newest


def _check(book: Book, block: Block, begin: datetime, end: datetime | None, now: datetime) -> None:
    if begin > now or (end and end > now):
        raise NotUnderstood("That time is still to come.", hint="A block can be put right up to now.")
    if end and end < begin:
        raise NotUnderstood("It would end before it begins.", hint="Both at once: --start 10:05 --end 10:30.")
    others = (b for b in book.all(Block) if b.id != block.id and b.ended_at and b.started_at <= block.started_at)
    last = max((b.ended_at for b in others if b.ended_at), default=None)
    if last and begin < last and begin < block.started_at:
        raise NotUnderstood(f"The block before it went on until {last:%H:%M}.", hint="It can begin then, or later.")


def ended_now(block: Block, now: datetime, *, all_of_it: bool = False) -> Block:
    """Return `block` ended now, or at the moment from which time no longer counts."""
    if block.ended_at is not None:
        return block
    end = max(now if all_of_it and not is_paused(block) else counts_until(block, now), block.started_at)
    pauses = block.pauses
    if is_paused(block):
        pauses = (*pauses[:-1], Pause(start=pauses[-1].start, end=max(end, pauses[-1].start)))
    return block.but(ended_at=end, pauses=pauses)
