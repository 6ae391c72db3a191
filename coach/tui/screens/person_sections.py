"""Draw the sections of a person's page: name and local time, where it stands, what is known, and all messages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from textual.content import Content

from coach.default_keys import KeyTable
from coach.domain.cadence import format_every
from coach.domain.person import format_birthday, format_channel
from coach.domain.wording import format_recent_date, format_tie
from coach.tui.markup import (
    HIDDEN_MARK,
    NAMES_ARE_HIDDEN,
    QUIET_STYLE,
    STRONG_STYLE,
    TITLE_STYLE,
    fit_width,
    flow_parts,
    indent_wrapped,
    join_parts,
    justify,
    stack_lines,
    styled,
    wrap_text,
)
from coach.views.person import PersonView

_LABEL_WIDTH = 12
_MOST_OF_A_KIND = 3
"""So many entries of a kind are listed; the rest is a count, and `coach person` lists all."""


def draw_head(page: PersonView, width: int, *, hide: bool) -> Content:
    """Draw name, tie, place and local time: on one line, or on two where there is little room."""
    person = page.person
    name = styled(HIDDEN_MARK if hide else person.name, STRONG_STYLE, limit=60)
    tie = styled(f"· {format_tie(page.tie)}", QUIET_STYLE) if page.tie else Content("")
    place = "" if hide else person.place
    if page.local_time is not None:
        where = f" in {place}" if place else ""
        clock = [f"{page.local_time:%H:%M} on {page.local_time:%A}{where}", page.offset_text]
    else:
        clock = [place] if place else []
    left = join_parts(name, tie, between=" ")
    parts = [styled(part, QUIET_STYLE) for part in clock]
    line = join_parts(*parts, between=" · ")
    if left.cell_length + line.cell_length + 2 <= width:
        return justify(left, line, width)
    return stack_lines(*wrap_text(left, width), *flow_parts(parts, width))


def draw_standing(page: PersonView, keys: KeyTable, width: int) -> Content:
    """Draw where the conversation stands, one sentence to a paragraph, and the keys for it."""
    sentences = [indent_wrapped(Content(""), styled(sentence), width) for sentence in page.messages]
    hint = " · ".join(_list_key_hints(page, keys))
    return stack_lines(*sentences, *([indent_wrapped(Content(""), styled(hint, QUIET_STYLE), width)] if hint else []))


def _list_key_hints(page: PersonView, keys: KeyTable) -> Iterator[str]:
    if page.promises:
        yield f"{keys.name('outreach.answered')} logs that you have done it"
    if page.conversation.requests:
        yield f"{keys.name('outreach.requests')} answers the request"
    if page.may_rest:
        yield f"{keys.name('outreach.rest')} lets it rest, {keys.name('outreach.choices')} offers more"
    elif page.silence and page.silence.follow_up_due:
        yield f"{keys.name('outreach.copy')} offers follow-up texts"
    elif page.awaits_me:
        yield f"{keys.name('outreach.answered')} logs your reply, {keys.name('draft.write')} writes a draft"
    elif page.state == "none":
        yield f"{keys.name('outreach.sent')} logs a message you sent"


NOTHING_KNOWN = "e adds how you met, a place, a time zone. {people.note} adds a note about them."
"""Where nothing is known yet; e is a key of the page alone."""


def draw_known(page: PersonView, now: datetime, keys: KeyTable, width: int, *, hide: bool) -> Content:
    """Draw contact details, opportunities, promises, help given and received, drafts and notes."""
    if hide:
        return indent_wrapped(Content(""), styled(keys.fill(NAMES_ARE_HIDDEN), QUIET_STYLE), width)
    rows = [*_list_facts(page, width), *_list_exchanges(page, now, width)]
    if not rows:
        return indent_wrapped(Content(""), styled(keys.fill(NOTHING_KNOWN), QUIET_STYLE), width)
    return stack_lines(*rows)


def draw_conversation(page: PersonView, now: datetime, width: int, *, hide: bool, most: int) -> Content:
    """Draw the messages, newest first, at most `most` of them."""
    if not page.events:
        return styled("No messages yet.", QUIET_STYLE)
    rows = []
    for event in page.events[:most]:
        lead = fit_width(styled(_format_short_date(event.day, now), QUIET_STYLE), 11)
        via = styled(f"· {event.channel}", QUIET_STYLE) if event.channel else ""
        what = join_parts(styled(event.summary), via, between=" ")
        if event.text:
            what = join_parts(what, styled(HIDDEN_MARK if hide else event.text), between="  ")
        rows.append(indent_wrapped(lead, what, width))
    if len(page.events) > most:
        rows.append(styled("scroll down for earlier ones", QUIET_STYLE))
    return stack_lines(*rows)


def _list_facts(page: PersonView, width: int) -> Iterator[Content]:
    p = page.person
    handles = ", ".join(
        f"{format_channel(where)} {handle}".strip() for where, handle in p.handles.items()
    )  # fmt: skip
    work = " · ".join(part for part in (p.position, p.company) if part)
    facts = [
        ("met", p.met), ("reach", handles or format_channel(p.channel)), ("work", work), ("place", p.place),
        ("birthday", format_birthday(p.birthday)),
        ("in touch", format_every(page.every)),
        ("tags", " ".join(f"#{tag}" for tag in p.tags)), ("note", p.note),
    ]  # fmt: skip
    for label, text in facts:
        if text:
            yield _draw_labelled_row(label, text, width)


def _list_exchanges(page: PersonView, now: datetime, width: int) -> Iterator[Content]:
    """Yield opportunities, promises, help given and received, drafts and notes; help is never summed up or compared."""
    day_of = page.calendar.day_of_moment
    groups: list[tuple[str, list[str]]] = [
        ("opportunity", [f"{n.text}{_format_next_step(n.next_step, n.due, now)}" for n in page.opportunities]),
        ("you owe", [m.text or "something you promised" for m in page.promises]),
        (
            "promised",
            [f"{m.text or 'something'}, {_format_short_date(day_of(m.at), now)}" for m in page.their_promises],
        ),
        (
            "you gave",
            [f"{text or 'what you promised'}, {_format_short_date(day_of(at), now)}" for at, text in page.given_help],
        ),
        ("you got", [f"{text}, {_format_short_date(day_of(at), now)}" for at, text in page.received_help]),
        ("draft", [n.text for n in page.drafts]),
        ("noted", [f"{n.text}, {_format_short_date(day_of(n.at), now)}" for n in page.notes]),
    ]
    for label, texts in groups:
        for n, text in enumerate(texts[:_MOST_OF_A_KIND]):
            yield _draw_labelled_row("" if n else label, text, width)
        if len(texts) > _MOST_OF_A_KIND:
            yield _draw_labelled_row("", f"and {len(texts) - _MOST_OF_A_KIND} more", width)


def _format_next_step(step: str, due: date | None, now: datetime) -> str:
    return f" → {step}{f', {_format_short_date(due, now)}' if due else ''}" if step else ""


def _draw_labelled_row(label: str, text: str, width: int) -> Content:
    return indent_wrapped(fit_width(styled(label, TITLE_STYLE), _LABEL_WIDTH), styled(text, limit=600), width)


def _format_short_date(at: date, now: datetime) -> str:
    return format_recent_date(at, now, short=True)
