"""Split a line of an inbox into its time and the words of a command.

2026-11-28 14:05 sent Ana @linkedin : asked about the meetup
focus 25 messages --for "write to Ana"
- met Priya
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from coach.actions.result import Action
from coach.domain.text import clean_text
from coach.domain.typed_times import parse_past_time
from coach.errors import InvalidInput
from coach.service import CoachService

LINE_LIMIT = 2_000
"""Letters one line may have."""
_BULLET = re.compile(r"^(?:[-*•]\s+)?(?:\[.?\]\s+)?(?:coach\s+)?")
DATE_PREFIX = re.compile(
    r"^(\d{4}-\d{2}-\d{2})(?:[ T](\d{1,2}:\d{2})(?::\d{2}(?:\.\d+)?)?)?(?:Z|[+-]\d{2}:?\d{2})?[,;]?\s+"
)
_CLOCK = re.compile(r"^(\d{1,2}:\d{2})\s+")
_QUOTED_ARGUMENT = re.compile(r'(?:\S+\s+)?"[^"]*"(?:\s|$)')
"""The first or second argument in quotation marks, as in a shell; further on they belong to the text."""
_OPTION = re.compile(r"(?:^|\s)--[a-z]")


@dataclass(frozen=True, slots=True)
class InboxLine:
    """A line: the moment it is about, the command, and the words behind it as a shell splits them."""

    at: datetime
    is_dated: bool
    command: str
    words: tuple[str, ...]
    has_options: bool


class LineRunner(Protocol):
    """Runs the command of a line; `coach.cli.inbox_runner` has the one that knows the commands of the shell."""

    def __call__(self, line: InboxLine, service: CoachService, adjust: Callable[[Action], Action]) -> str:
        """Run the command, its actions adjusted, and return its message. Raises CoachError."""
        ...


def refuse_line(line: InboxLine, service: CoachService, adjust: Callable[[Action], Action]) -> str:
    """Raise InvalidInput: the caller named no runner."""
    raise InvalidInput("Inbox lines can't be run here.", hint="Run coach inbox in the shell.")


def parse_inbox_line(text: str, now: datetime) -> InboxLine:
    """Return the parts of a line. Raises InvalidInput."""
    if len(text) > LINE_LIMIT:
        raise InvalidInput("The line is too long.", hint=f"At most {LINE_LIMIT} characters.")
    line = _BULLET.sub("", clean_text(text, LINE_LIMIT).strip(), count=1)
    at, rest = _split_time(line, now)
    is_dated = rest != line
    if at > now:
        raise InvalidInput("That time is still to come.", hint="The coach runs this line when that time comes.")
    command, _, rest = _BULLET.sub("", rest, count=1).strip().partition(" ")
    command, rest = command.lower(), rest.strip()
    has_options = _OPTION.search(rest) is not None
    words = _split_like_shell(rest) if has_options or _QUOTED_ARGUMENT.match(rest) else rest.split()
    if not has_options:
        words = _translate_marks(command, rest, words)
        has_options = "--until" in words
    return InboxLine(at, is_dated, command, tuple(words), has_options)


def is_comment(line: str) -> bool:
    """Return whether a line is empty or a remark."""
    return not line.strip() or line.lstrip().startswith("#")


def _split_time(text: str, now: datetime) -> tuple[datetime, str]:
    """Return the moment in front of a line, now if there is none, and the rest. A day alone means its noon."""
    if found := DATE_PREFIX.match(text):
        try:
            day = date.fromisoformat(found[1])
            clock = found[2] or ("12:00" if day != now.date() else f"{now:%H:%M}")
            at = parse_past_time(f"{day.isoformat()} {clock}", now).at
        except ValueError:
            raise InvalidInput(f'"{clean_text(found[1], 20)}" is not a day.', hint="Like 2026-11-28 14:05.") from None
        return at, text[found.end() :]
    if found := _CLOCK.match(text):
        return parse_past_time(found[1], now).at, text[found.end() :]
    return now, text


def _split_like_shell(text: str) -> list[str]:
    """Return words, those in double quotes as one. An apostrophe is a letter here: people type it on phones."""
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split, lexer.quotes, lexer.escape, lexer.commenters = True, '"', "", ""
    try:
        return list(lexer)
    except ValueError:  # a quotation mark without its other half
        return text.split()


def _translate_marks(command: str, rest: str, words: Sequence[str]) -> list[str]:
    """Return the words with the marks of an inbox line as the shell has them: "Ana until friday", "Ana : a list"."""
    if command == "goal" and rest.lower() == "not-today":
        return ["not", "today"]
    mark = {"later": " until ", "promised": " ! ", "gave": " : ", "got": " : "}.get(command, "")
    before, found, after = rest.partition(mark) if mark else (rest, "", "")
    if not found:
        return list(words)
    return [*before.split(), "--until", after] if command == "later" else [before.strip(), *after.split()]
