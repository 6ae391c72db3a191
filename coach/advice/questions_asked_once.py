"""The questions that are asked once: hours on the second day, how to signal the end of a block, and a chore once a day.

That one was asked is remembered, because leaving it open is an answer too.
"""

from __future__ import annotations

from datetime import datetime
from itertools import chain

from coach.domain.advice_records import AdviceAnswer, was_asked
from coach.domain.focus import NETWORKING_KINDS, FocusBlock
from coach.domain.goal import Goal
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.mood import Mood

HOURS_TOPIC, BELL_TOPIC, CHORE_TOPIC = "hours", "bell", "chore"
"""Topics of the questions, as they are remembered."""
HOURS_QUESTION = 'Would fixed networking hours help keep your evenings free? Press H to set them, or "." to skip.'
HOURS_QUESTION_REASON = "Asked once, on the second day. Outside your hours nothing rings."


def is_hours_question_due(journal: Journal, now: datetime) -> bool:
    """Tell whether to ask about hours: on the second day of use, if none are set and nobody was asked before."""
    if journal.settings.hours or was_asked(journal, HOURS_TOPIC):
        return False
    day_of = journal.settings.day_of
    used_days = {day_of(now)}
    used_times = chain(
        (mood.at for mood in journal.list_records(Mood) if not mood.key),
        (block.started_at for block in journal.list_records(FocusBlock) if not block.key),
        (message.at for message in journal.list_records(Message) if not message.key),
    )
    for day in chain((day_of(at) for at in used_times), (goal.day for goal in journal.list_records(Goal))):
        used_days.add(day)
        if len(used_days) > 2:
            return False
    return len(used_days) == 2


def choose_next_question(journal: Journal, now: datetime, block: FocusBlock) -> str:
    """Return what is asked once `block` has ended and its feeling was answered: "bell", "chore" or "" for nothing."""
    if journal.settings.bell is None and not was_asked(journal, BELL_TOPIC):
        return BELL_TOPIC
    day_of, today = journal.settings.day_of, journal.settings.day_of(now)
    answers, blocks = journal.list_records(AdviceAnswer), journal.list_records(FocusBlock)
    was_asked_today = any(answer.topic == CHORE_TOPIC and answer.day == today for answer in answers)
    was_answered_today = any(each.chore and day_of(each.started_at) == today for each in blocks)
    if block.kind not in NETWORKING_KINDS or was_asked_today or was_answered_today:
        return ""
    return CHORE_TOPIC
