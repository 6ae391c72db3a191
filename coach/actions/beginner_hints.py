"""Hints at three commands for a beginner, in the empty status line; each goes for good once its command was used."""

from __future__ import annotations

from datetime import datetime

from coach.actions.result import ActionResult, action, newest_action_number
from coach.domain.advice_records import AdviceAnswer, was_asked
from coach.domain.journal import Journal

HINTED_COMMANDS = {
    "view.help": "{view.help} shows all keys, and help for a hard day",
    "view.palette": "{view.palette} finds any command by an everyday word",
    "view.hide": "{view.hide} hides names and notes when someone is watching",
}
"""Command id → the hint, with the id in place of its key."""
MOST_ACTIONS_WITH_HINTS = 60
"""A person who has done more than this is no beginner and gets no hint."""


def choose_beginner_hint(journal: Journal) -> str:
    """Return the id of the one command to hint at, "" if there is none."""
    if newest_action_number(journal) >= MOST_ACTIONS_WITH_HINTS:
        return ""
    return next((command for command in HINTED_COMMANDS if not _is_hint_used(journal, command)), "")


@action
def record_hint_used(journal: Journal, now: datetime, command: str) -> ActionResult:
    """Record that the command of a hint was used. It cannot be undone and shows no message."""
    if command not in HINTED_COMMANDS or _is_hint_used(journal, command):
        return ActionResult("", undoable=False)
    answer = AdviceAnswer(topic=f"hint:{command}", at=now, day=journal.settings.day_of(now), outcome="taken")
    return ActionResult("", (answer,), undoable=False)


def _is_hint_used(journal: Journal, command: str) -> bool:
    return was_asked(journal, f"hint:{command}")
