"""What is due now, in one line, and never the same thing twice.

Silent outside the networking hours, while the person is away, and after "Done for today". At the end of the hours
it says, if the person asked for it, that the day may be done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from coach.advice.facts.advice_candidates import is_promised_day_near
from coach.advice.outreach.open_conversations import OpenConversation, list_open_conversations
from coach.advice.outreach.working_days import make_calendar
from coach.advice.rules.current_advice import is_evening_done
from coach.domain.focus import BlockPhase, FocusBlock, phase_at
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.networking_hours import describe_hours_now, is_within_hours, moments_near
from coach.domain.wording import format_count, format_kind, format_names
from coach.reminders.announcements import block_key, claim_announcements
from coach.service import CoachService
from coach.sources.calendar import list_coming
from coach.sources.connected_sources import find_sources

MEETING_AHEAD = timedelta(hours=12)
_HOURS_OVER_SPAN = timedelta(hours=2)
"""For how long after their end it is said that the hours are over."""


@dataclass(frozen=True, slots=True)
class DueItem:
    """One thing that is due. `key` is the same for as long as it is the same thing."""

    key: str
    kind: str
    """block, meeting, owed, follow-up, or hours (they are over)."""
    name: str
    text: str = ""


def take_due_line(service: CoachService) -> tuple[str, list[DueItem]]:
    """Return what is due and was not announced yet, as one line and as items; remember that it was announced."""
    now, journal = service.now(), service.journal
    if is_day_over(journal, now):
        return "", []
    if is_within_hours(journal.settings, now) is False:
        items = list_hours_over(journal, now)
    else:
        items = list_due(service, journal, now)
    if not items:
        return "", []
    claimed = claim_announcements(service, [item.key for item in items])
    fresh = [item for item in items if item.key in claimed]
    return describe_due(fresh, hide=journal.settings.hide), fresh


def list_hours_over(journal: Journal, now: datetime) -> list[DueItem]:
    """Return that the networking hours of the day are over, soon after their end and if the person asked for it."""
    settings = journal.settings
    if not settings.says_hours_over or describe_hours_now(settings, now) != "done for today":
        return []
    ended = [end for _, end in moments_near(settings, now) if end <= now < end + _HOURS_OVER_SPAN]
    return [DueItem(f"hours:{end.replace(tzinfo=None).isoformat()}", "hours", "") for end in ended[-1:]]


def is_day_over(journal: Journal, now: datetime) -> bool:
    """Return whether the person is away or has said "Done for today"."""
    return journal.settings.is_away(now) or is_evening_done(journal, now)


def list_due(service: CoachService, journal: Journal, now: datetime) -> list[DueItem]:
    """Return everything that is due now, the most pressing first."""
    items = [
        DueItem(block_key(block), "block", block.kind)
        for block in journal.list_records(FocusBlock)
        if block.ended_at is None and phase_at(block, now) is BlockPhase.OVER
    ]
    for at, title, names in list_coming(find_sources(service), journal, now):
        if at - now <= MEETING_AHEAD:
            items.append(DueItem(f"meeting:{at.isoformat()}:{title}", "meeting", format_names(names), f"{at:%H:%M}"))
    for row in list_open_conversations(journal, now):
        if row.owed and not _is_promise_for_later(journal, row, now):
            items.append(DueItem(f"owed:{row.person}:{row.message_id or row.since.isoformat()}", "owed", row.name))
        elif not row.owed and row.follow_up_due:
            items.append(DueItem(f"follow-up:{row.person}:{row.follow_ups_sent}", "follow-up", row.name))
    return items


def _is_promise_for_later(journal: Journal, row: OpenConversation, now: datetime) -> bool:
    """Tell whether what I owe is a promise with a day, and more than one working day is left until then."""
    promise = journal.get_record(Message, row.message_id)
    if promise is None or promise.kind != "promise" or promise.until is None:
        return False
    return not is_promised_day_near(promise.until, make_calendar(journal, now))


def describe_due(items: Sequence[DueItem], *, hide: bool = False) -> str:
    """Return the items as one line. With `hide` it names nobody."""
    by_kind = {
        kind: [item for item in items if item.kind == kind] for kind in ("block", "meeting", "owed", "follow-up")
    }
    parts = [f"the block is over: {format_kind(item.name)}" for item in by_kind["block"][:1]]
    for item in by_kind["meeting"][:2]:
        parts.append(f"{item.text} you meet {'someone' if hide else item.name}")
    for kind, words in (("owed", "a reply or promise to {} is open"), ("follow-up", "a follow-up to {} is fine")):
        names = [item.name for item in by_kind[kind]]
        if names:
            parts.append(words.format(format_count(len(names), "person", "people") if hide else format_names(names)))
    if any(item.kind == "hours" for item in items):
        parts.append("your networking hours are over; you can stop for today")
    line = "; ".join(parts)
    return f"{line[:1].upper()}{line[1:]}." if line else ""
