"""Set the networking hours, or choose none; both answer the question about them."""

from __future__ import annotations

from datetime import datetime

from coach.actions.result import ActionResult, action
from coach.advice.hours_question import HOURS_TOPIC
from coach.domain.advice_records import AdviceAnswer
from coach.domain.journal import Journal
from coach.domain.networking_hours import format_hours, parse_hours
from coach.domain.settings import SETTINGS_ID


@action
def set_networking_hours(journal: Journal, now: datetime, line: str) -> ActionResult:
    """Set the hours typed in `line`; "off" for none. Raises InvalidInput."""
    hours = parse_hours(line)
    answer = AdviceAnswer(topic=HOURS_TOPIC, at=now, day=journal.settings.day_of(now), outcome="answered")
    message = f"Networking hours: {format_hours(hours)}." if hours else "No networking hours. Any time is fine."
    return ActionResult(message, (journal.settings.copy_with(hours=hours), answer), record_id=SETTINGS_ID)
