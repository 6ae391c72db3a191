"""The three hints of the first days; each disappears for good once its command was used."""

from __future__ import annotations

from datetime import datetime

from coach.acts.change import Act, Change
from coach.domain.action import Action
from coach.domain.asked import Asked
from coach.domain.book import Book
from coach.domain.clock import day_of

HINTS = {
    "view.help": "{key} shows all keys, and where help is",
    "view.palette": "{key} finds any command by a natural word",
    "view.hide": "{key} hides names and notes when somebody looks on",
}
"""Id of a command → what is said about it; {key} is the key it has."""
FIRST_DAYS = 60
"""After so many things done nobody is new any more."""


def hint(book: Book) -> str:
    """Return the id of the command to hint at, "" if there is none: never two, and none once one knows the way."""
    if max((action.number for action in book.all(Action)), default=0) >= FIRST_DAYS:
        return ""
    return next((command for command in HINTS if not _known(book, command)), "")


def used(command: str) -> Act:
    """Record that the command of a hint was used. It cannot be undone and shows no message."""

    def run_action(book: Book, now: datetime) -> Change:
        if command not in HINTS or _known(book, command):
            return Change("", undoable=False)
        day = day_of(now, book.settings.day_ends)
        return Change("", (Asked(topic=_topic(command), at=now, day=day, outcome="taken"),), undoable=False)

    return run_action


def _topic(command: str) -> str:
    return f"hint:{command}"


def _known(book: Book, command: str) -> bool:
    return any(asked.topic == _topic(command) for asked in book.all(Asked))
