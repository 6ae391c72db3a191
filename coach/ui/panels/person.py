"""The page of one person, drawn: head, where it stands, what is known, and the whole thread. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from textual.content import Content

from coach.advice.person import Portrait
from coach.domain.person import channel_name
from coach.domain.wording import format_recent_date
from coach.key_table import KeyTable
from coach.ui.text import HIDDEN, QUIET, STRONG, TITLE, fit, hang, join, lines, show, spread

_LABEL = 10
_SHOWN = 3
"""Things of one kind that are listed; the others are counted in words, and `coach person` lists them."""


def head(page: Portrait, width: int, *, hide: bool) -> Content:
    """Draw name, tie and place, and their time of day: on one line, or on two where there is little room."""
    person = page.person
    name = show(HIDDEN if hide else person.name, STRONG, limit=60)
    tie = show(f"· {page.tie}", QUIET) if page.tie else Content("")
    place = "" if hide else person.place
    if page.there is not None:
        where = f" in {place}" if place else ""
        clock = show(f"{page.there:%H:%M} on {page.there:%A}{where} · {page.offset}", QUIET, limit=90)
    else:
        clock = show(place, QUIET, limit=60)
    left = join(name, tie, between=" ")
    if left.cell_length + clock.cell_length + 2 <= width:
        return spread(left, clock, width)
    return lines(fit(left, width), fit(clock, width)) if clock else fit(left, width)


def standing(page: Portrait, keys: KeyTable, width: int) -> Content:
    """Draw where it stands, one sentence to a paragraph, and which keys go with it."""
    sentences = [hang(Content(""), show(sentence), width) for sentence in page.says]
    hint = " · ".join(_hints(page, keys))
    return lines(*sentences, *([hang(Content(""), show(hint, QUIET), width)] if hint else []))


def _hints(page: Portrait, keys: KeyTable) -> Iterator[str]:
    if page.promises:
        yield f"{keys.name('outreach.answered')} once it is given"
    if page.thread.requests:
        yield f"{keys.name('outreach.requests')} answers the request"
    if page.ask:
        yield f"{keys.name('outreach.rest')} lets it rest, {keys.name('outreach.choices')} has the other two"
    elif page.silence and page.silence.due:
        yield f"{keys.name('outreach.copy')} offers texts"
    elif page.state in ("your turn", "they wrote first"):
        yield f"{keys.name('outreach.answered')} once you have answered, {keys.name('draft.write')} for a draft"
    elif page.state == "none":
        yield f"{keys.name('outreach.sent')} logs a message you sent"


def known(page: Portrait, now: datetime, width: int, *, hide: bool) -> Content:
    """Draw what is known, what was given on either side, openings and notes; only what there is."""
    if hide:
        return hang(Content(""), show("Names and notes are hidden. h shows them.", QUIET), width)
    rows = [*_facts(page, width), *_balance(page, now, width)]
    if not rows:
        return hang(
            Content(""), show("e adds how you met, a place, a time zone. N keeps a line about them.", QUIET), width
        )
    return lines(*rows)


def thread(page: Portrait, now: datetime, width: int, *, hide: bool, most: int) -> Content:
    """Draw what passed, newest first, up to `most` events; what carries no text counts fully."""
    if not page.events:
        return show("Nothing yet.", QUIET)
    rows = []
    for event in page.events[:most]:
        at = event.at.astimezone(now.tzinfo)
        lead = fit(show(_short(at, now), QUIET), 11)
        via = show(f"· {event.channel}", QUIET) if event.channel else ""
        what = join(show(event.who), via, between=" ")
        if event.text:
            what = join(what, show(HIDDEN if hide else event.text), between="  ")
        rows.append(hang(lead, what, width))
    if len(page.events) > most:
        rows.append(show("earlier ones come as you go down", QUIET))
    return lines(*rows)


def _facts(page: Portrait, width: int) -> Iterator[Content]:
    p = page.person
    handles = ", ".join(
        f"{channel_name(where)} {handle}".strip() for where, handle in p.handles.items()
    )  # fmt: skip
    work = " · ".join(part for part in (p.position, p.company) if part)
    facts = [
        ("met", p.met), ("reach", handles or channel_name(p.channel)), ("work", work), ("place", p.place),
        ("tags", " ".join(f"#{tag}" for tag in p.tags)), ("note", p.note),
    ]  # fmt: skip
    for label, text in facts:
        if text:
            yield _row(label, text, width)


def _balance(page: Portrait, now: datetime, width: int) -> Iterator[Content]:
    """Yield help given and got side by side in time, never set off against each other."""
    kept: list[tuple[str, list[str]]] = [
        ("opening", [f"{n.text}{_step(n.next_step, n.due, now)}" for n in page.openings]),
        ("you owe", [m.text or "something promised" for m in page.promises]),
        ("promised", [f"{m.text or 'something'}, {_short(m.at, now)}" for m in page.theirs]),
        ("you gave", [f"{text or 'what you promised'}, {_short(at, now)}" for at, text in page.gave]),
        ("you got", [f"{text}, {_short(at, now)}" for at, text in page.got]),
        ("draft", [n.text for n in page.drafts]),
        ("noted", [f"{n.text}, {_short(n.at, now)}" for n in page.notes]),
    ]
    for label, texts in kept:
        for n, text in enumerate(texts[:_SHOWN]):
            yield _row("" if n else label, text, width)
        if len(texts) > _SHOWN:
            yield _row("", f"and {len(texts) - _SHOWN} more", width)


def _step(step: str, due: date | None, now: datetime) -> str:
    return f" → {step}{f', {_short(due, now)}' if due else ''}" if step else ""


def _row(label: str, text: str, width: int) -> Content:
    return hang(fit(show(label, TITLE), _LABEL), show(text, limit=600), width)


def _short(at: date, now: datetime) -> str:
    return format_recent_date(at, now, short=True)
