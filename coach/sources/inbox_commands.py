"""Turn one line of an inbox into an action: the words of the shell, without what removes or leaves the machine.

2026-11-28 14:05 sent Ana @linkedin : asked about the meetup
mood 3 tired
- met Priya
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from coach.actions import goals, moods, notes, outreach
from coach.actions.result import Action
from coach.domain.note import NoteKind
from coach.domain.text import clean_text, format_suggestion
from coach.domain.typed_times import parse_coming_day, parse_past_time
from coach.errors import InvalidInput

LINE_LIMIT = 2_000
"""Letters one line may have."""
_BULLET = re.compile(r"^(?:[-*•]\s+)?(?:\[.?\]\s+)?(?:coach\s+)?")
DATE_PREFIX = re.compile(
    r"^(\d{4}-\d{2}-\d{2})(?:[ T](\d{1,2}:\d{2})(?::\d{2}(?:\.\d+)?)?)?(?:Z|[+-]\d{2}:?\d{2})?[,;]?\s+"
)
_CLOCK = re.compile(r"^(\d{1,2}:\d{2})\s+")
_MOODS = ("heavy", "low", "okay", "good", "bright")
REFUSED = frozenset(
    "erase forget export move-data restore merge boundary boundaries import backup git-setup set remind sources inbox "
    "undo redo same completion mute unmute where merge-driver".split()
)
"""Commands that remove, leave the machine or change how the coach works: not from a file that others may write."""


def parse_inbox_line(line: str, now: datetime) -> tuple[Action, datetime]:
    """Return the action of a line and the moment it is about. Raises InvalidInput."""
    if len(line) > LINE_LIMIT:
        raise InvalidInput("The line is too long.", hint=f"At most {LINE_LIMIT} letters.")
    text = _BULLET.sub("", clean_text(line, LINE_LIMIT).strip(), count=1)
    at, text = _split_time(text, now)
    if at > now:
        raise InvalidInput("That time is still to come.", hint="It is taken once the time is there.")
    word, _, rest = _BULLET.sub("", text, count=1).strip().partition(" ")
    word, rest = word.lower(), rest.strip()
    if word in REFUSED:
        raise InvalidInput(f"coach {word} is not taken from an inbox.", hint="Type it where the coach runs.")
    build = _COMMANDS.get(word)
    if build is None:
        hint = format_suggestion(word, _COMMANDS, f"An inbox takes {', '.join(_COMMANDS)}.")
        raise InvalidInput(f'"{clean_text(word, 40)}" is not understood.', hint=hint)
    for option in re.findall(r"(?:^|\s)(--[a-z][\w-]*)", rest):
        raise InvalidInput(f"An inbox line has no options such as {option}.", hint="sent Ana @linkedin : a few words")
    return build(rest, at), at


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
            raise InvalidInput(f'"{clean_text(found[1], 20)}" is no day.', hint="Like 2026-11-28 14:05.") from None
        return at, text[found.end() :]
    if found := _CLOCK.match(text):
        return parse_past_time(found[1], now).at, text[found.end() :]
    return now, text


def _build_mood(rest: str, at: datetime) -> Action:
    value, _, note = rest.partition(" ")
    word = value.lower()
    if word in _MOODS:
        return moods.log_mood(1 + _MOODS.index(word), note=note)
    if not word.isdecimal() or len(word) > 2:
        raise InvalidInput(f'"{clean_text(value, 40)}" is not a mood from 1 to 5.', hint="mood 3 tired")
    return moods.log_mood(int(word), note=note)


def _build_promise(rest: str, at: datetime) -> Action:
    who, mark, what = rest.partition(" ! ")
    if not mark:
        who, _, what = rest.partition(" ")
    return outreach.log_promise(who, what)


def _build_goal(rest: str, at: datetime) -> Action:
    states: Mapping[str, Callable[[], Action]] = {
        "done": lambda: goals.close_goal("done"),
        "not-today": lambda: goals.close_goal("not today"),
    }
    return states[rest.lower()]() if rest.lower() in states else goals.set_own_goal(rest)


def _build_snooze(rest: str, at: datetime) -> Action:
    who, mark, day = rest.partition(" until ")
    return outreach.snooze_conversation(who, parse_coming_day(day, at.date()) if mark else None)


def _build_help(kind: NoteKind) -> Callable[[str, datetime], Action]:
    def build(rest: str, at: datetime) -> Action:
        who, mark, what = rest.partition(" : ")
        return notes.write_note(kind, what, who=who) if mark else notes.write_note(kind, rest)

    return build


_COMMANDS: Mapping[str, Callable[[str, datetime], Action]] = {
    "sent": lambda rest, at: outreach.log_sent_message(rest),
    "wrote": lambda rest, at: outreach.log_received_message(rest),
    "answered": lambda rest, at: outreach.mark_answered(rest),
    "met": lambda rest, at: outreach.log_meeting(rest),
    "promised": _build_promise,
    "no": lambda rest, at: outreach.log_refusal(rest),
    "rest": lambda rest, at: outreach.rest_conversation(rest),
    "later": _build_snooze,
    "wait": lambda rest, at: outreach.snooze_for_a_month(rest),
    "keep": lambda rest, at: outreach.keep_conversation(rest),
    "accept": lambda rest, at: outreach.answer_request(rest, accept=True),
    "decline": lambda rest, at: outreach.answer_request(rest, accept=False),
    "mood": _build_mood,
    "goal": _build_goal,
    "note": lambda rest, at: notes.write_note("note", rest),
    "takeaway": lambda rest, at: notes.write_note("takeaway", rest),
    "learned": lambda rest, at: notes.write_note("learned", rest),
    "gave": _build_help("gave"),
    "got": _build_help("got"),
}
"""Command → what builds its action from the rest of the line."""
