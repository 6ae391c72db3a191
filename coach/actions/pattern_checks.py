"""Record a check of the patterns, so that what it reported is known later."""

from __future__ import annotations

from datetime import datetime

from coach.actions.result import ActionResult, action
from coach.advice.patterns.checks import newest_check
from coach.domain.advice_records import PatternCheck
from coach.domain.journal import Journal


@action
def record_pattern_check(journal: Journal, now: datetime, check: PatternCheck) -> ActionResult:
    """Save a check, unless a later one was saved meanwhile. It shows no message and cannot be undone."""
    last = newest_check(journal)
    return ActionResult("", () if last is not None and last.day > check.day else (check,), undoable=False)
