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
from coach.reminders.already_announced import block_key, claim_announcements
from coach.service import CoachService
from coach.sources.calendar import list_coming
from coach.sources.connected_sources import find_sources

MEETING_DUE_WITHIN = timedelta(hours=12)
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
    if journal.settings.is_away(now) or is_evening_done(journal, now):
        return "", []
    is_outside_hours = is_within_hours(journal.settings, now) is False
    due_items = list_hours_over(journal, now) if is_outside_hours else list_due(service, journal, now)
    claimed_keys = claim_announcements(service, [item.key for item in due_items])
    new_items = [item for item in due_items if item.key in claimed_keys]
    return describe_due(new_items, hide=journal.settings.hide), new_items


def list_hours_over(journal: Journal, now: datetime) -> list[DueItem]:
    """Return that the networking hours of the day are over, soon after their end and if the person asked for it."""
    settings = journal.settings
    if not settings.says_hours_over or describe_hours_now(settings, now) != "done for today":
        return []
    hours_ends = [end for _, end in moments_near(settings, now) if end <= now < end + _HOURS_OVER_SPAN]
    return [DueItem(f"hours:{end.replace(tzinfo=None).isoformat()}", "hours", "") for end in hours_ends[-1:]]


def list_due(service: CoachService, journal: Journal, now: datetime) -> list[DueItem]:
    """Return everything that is due now, the most pressing first."""
    due_items = [
        DueItem(block_key(block), "block", block.kind)
        for block in journal.list_records(FocusBlock)
        if block.ended_at is None and phase_at(block, now) is BlockPhase.OVER
    ]
    for at, title, names in list_coming(find_sources(service), journal, now):
        if at - now <= MEETING_DUE_WITHIN:
            due_items.append(
                DueItem(f"meeting:{at.isoformat()}:{title}", "meeting", format_names(names), f"{at:%H:%M}")
            )
    for open_conversation in list_open_conversations(journal, now):
        if open_conversation.i_owe and not _is_promise_for_later(journal, open_conversation, now):
            message_key = open_conversation.message_id or open_conversation.since.isoformat()
            due_items.append(DueItem(f"owed:{open_conversation.person}:{message_key}", "owed", open_conversation.name))
        elif not open_conversation.i_owe and open_conversation.follow_up_due:
            follow_up_key = f"follow-up:{open_conversation.person}:{open_conversation.follow_ups_sent}"
            due_items.append(DueItem(follow_up_key, "follow-up", open_conversation.name))
    return due_items


def _is_promise_for_later(journal: Journal, open_conversation: OpenConversation, now: datetime) -> bool:
    """Tell whether what I owe is a promise with a day, and more than one working day is left until then."""
    promise = journal.get_record(Message, open_conversation.message_id)
    if promise is None or promise.kind != "promise" or promise.until is None:
        return False
    return not is_promised_day_near(promise.until, make_calendar(journal, now))


def describe_due(due_items: Sequence[DueItem], *, hide: bool = False) -> str:
    """Return the items as one line. With `hide` it names nobody."""
    names = {kind: [item.name for item in due_items if item.kind == kind] for kind in ("block", "owed", "follow-up")}
    due_parts = [f"the block is over: {format_kind(kind)}" for kind in names["block"][:1]]
    for meeting in [item for item in due_items if item.kind == "meeting"][:2]:
        due_parts.append(f"{meeting.text} you meet {'someone' if hide else meeting.name}")
    for kind, sentence in (("owed", "a reply or promise to {} is open"), ("follow-up", "a follow-up to {} is fine")):
        if people := names[kind]:
            whom = format_count(len(people), "person", "people") if hide else format_names(people)
            due_parts.append(sentence.format(whom))
    if any(item.kind == "hours" for item in due_items):
        due_parts.append("your networking hours are over; you can stop for today")
    due_line = "; ".join(due_parts)
    return f"{due_line[:1].upper()}{due_line[1:]}." if due_line else ""
