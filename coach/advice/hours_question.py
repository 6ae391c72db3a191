"""The one question about networking hours: its words, and whether it is due."""

from __future__ import annotations

from datetime import datetime
from itertools import chain

from coach.domain.advice_records import AdviceAnswer
from coach.domain.focus import FocusBlock
from coach.domain.goal import Goal
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.mood import Mood

HOURS_TOPIC = "hours"
"""What the one question about hours is remembered as."""
HOURS_QUESTION = 'Would fixed networking hours help keep your evenings free? Press H to set them, or "." to skip.'
HOURS_QUESTION_REASON = "Asked once, on the second day. Outside your hours nothing rings."


def is_hours_question_due(journal: Journal, now: datetime) -> bool:
    """Tell whether to ask about hours: on the second day of use, if none are set and nobody was asked before."""
    if journal.settings.hours or any(a.topic == HOURS_TOPIC for a in journal.list_records(AdviceAnswer)):
        return False
    day_of = journal.settings.day_of
    days = {day_of(now)}
    logged = (m.at for m in journal.list_records(Message) if not m.key)
    starts = (b.started_at for b in journal.list_records(FocusBlock) if not b.key)
    used = chain((m.at for m in journal.list_records(Mood) if not m.key), starts, logged)
    for day in chain((day_of(at) for at in used), (g.day for g in journal.list_records(Goal))):
        days.add(day)
        if len(days) > 2:
            return False
    return len(days) == 2
