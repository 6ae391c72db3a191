"""Record a check of the patterns, so that what it reported is known later."""

from __future__ import annotations

from datetime import datetime

from coach.actions.result import Action, ActionResult
from coach.advice.patterns.checks import newest_check
from coach.domain.advice_answer import PatternCheck
from coach.domain.journal import Journal


def record_pattern_check(look: PatternCheck) -> Action:
    """Write a look down, unless a later one was taken meanwhile.

    Nothing is said and nothing can be undone: to whom a pattern was told, it was told.
    """

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        last = newest_check(journal)
        return ActionResult("", () if last is not None and last.day > look.day else (look,), undoable=False)

    return run_action
