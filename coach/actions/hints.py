"""The three hints of the first days; each disappears for good once its command was used."""

from __future__ import annotations

from datetime import datetime

from coach.actions.result import Action, ActionResult
from coach.domain.advice_answer import AdviceAnswer
from coach.domain.clock import day_of
from coach.domain.journal import Journal
from coach.domain.undo_entry import UndoEntry

HINTED_COMMANDS = {
    "view.help": "{key} shows all keys, and help for a hard day",
    "view.palette": "{key} finds any command by an everyday word",
    "view.hide": "{key} hides names and notes when somebody is watching",
}
"""Id of a command → what is said about it; {key} is the key it has."""
HINT_DAYS = 60
"""After so many things done nobody is new any more."""


def choose_hint(journal: Journal) -> str:
    """Return the id of the command to hint at, "" if there is none: never two, and none once one knows the way."""
    if max((action.number for action in journal.list_records(UndoEntry)), default=0) >= HINT_DAYS:
        return ""
    return next((command for command in HINTED_COMMANDS if not _is_hint_used(journal, command)), "")


def record_hint_used(command: str) -> Action:
    """Record that the command of a hint was used. It cannot be undone and shows no message."""

    def run_action(journal: Journal, now: datetime) -> ActionResult:
        if command not in HINTED_COMMANDS or _is_hint_used(journal, command):
            return ActionResult("", undoable=False)
        day = day_of(now, journal.settings.day_ends)
        return ActionResult(
            "", (AdviceAnswer(topic=_hint_topic(command), at=now, day=day, outcome="taken"),), undoable=False
        )

    return run_action


def _hint_topic(command: str) -> str:
    return f"hint:{command}"


def _is_hint_used(journal: Journal, command: str) -> bool:
    return any(asked.topic == _hint_topic(command) for asked in journal.list_records(AdviceAnswer))
