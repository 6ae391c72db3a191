"""Break lengths, the one question that may follow a block, and whether a break is going on.

Each question is asked once: how to signal the end of a block at the first end ever, whether the block felt like a
chore at most once a day. That it was asked is remembered, because leaving it open is an answer too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from coach.domain.advice_records import AdviceAnswer
from coach.domain.focus import NETWORKING_KINDS, FocusBlock, counted_time
from coach.domain.journal import Journal
from coach.domain.settings import Settings
from coach.domain.wording import round_to_minutes

BELL_TOPIC, CHORE_TOPIC = "bell", "chore"
"""Topics of the questions, as they are remembered."""
FLOW_BREAK_DIVISOR = 5
"""In flowtime the break is a fifth of the run …"""
SHORTEST_FLOW_BREAK, LONGEST_FLOW_BREAK = timedelta(minutes=5), timedelta(minutes=15)
"""… but no shorter and no longer than this."""


def compute_break(block: FocusBlock, settings: Settings, now: datetime) -> timedelta:
    """Return the break that fits `block`, in whole minutes: the one set or, in flowtime, a fifth of the run.

    Fixed rhythms and freely chosen ones end up equal, so the form is the person's own choice (Biwer et al. 2023,
    Br J Educ Psychol; Smits et al. 2025, Behav Sci 15:861).
    """
    if block.form != "flow":
        return timedelta(minutes=settings.break_minutes)
    fifth = counted_time(block, now) / FLOW_BREAK_DIVISOR
    return timedelta(minutes=round_to_minutes(max(SHORTEST_FLOW_BREAK, min(fifth, LONGEST_FLOW_BREAK))))


def compute_break_minutes(blocks: Iterable[FocusBlock], settings: Settings, now: datetime) -> int:
    """Return the minutes of the break after the newest of `blocks` that has ended, or of any break without one."""
    last = max((b for b in blocks if b.ended_at), key=lambda b: (b.started_at, b.id), default=None)
    return int(compute_break(last, settings, now) / timedelta(minutes=1)) if last else settings.break_minutes


def choose_next_question(journal: Journal, now: datetime, block: FocusBlock) -> str:
    """Return what is asked once `block` has ended and its feeling was answered: "bell", "chore" or "" for nothing."""
    if journal.settings.bell is None and not any(a.topic == BELL_TOPIC for a in journal.list_records(AdviceAnswer)):
        return BELL_TOPIC
    today = journal.settings.day_of(now)
    if block.kind not in NETWORKING_KINDS or any(
        a.topic == CHORE_TOPIC and a.day == today for a in journal.list_records(AdviceAnswer)
    ):
        return ""
    answered = any(b.chore and journal.settings.day_of(b.started_at) == today for b in journal.list_records(FocusBlock))
    return "" if answered else CHORE_TOPIC
