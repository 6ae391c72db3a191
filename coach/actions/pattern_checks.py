"""Record a check of the patterns, so that what it reported is known later."""

from __future__ import annotations

from datetime import datetime

from coach.actions.result import Action, ActionResult
from coach.advice.patterns.checks import newest_check
from coach.domain.advice_answer import PatternCheck
from coach.domain.journal import Journal


def record_pattern_check(check: PatternCheck) -> Action:
    """Save a check, unless a later one was saved meanwhile. It shows no message and cannot be undone."""

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        last = newest_check(journal)
        return ActionResult("", () if last is not None and last.day > check.day else (check,), undoable=False)

    return run_action
