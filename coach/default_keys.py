"""The key table: one row per command of the full screen. Bindings, footer, palette, help and docs are made from it.

`coach.tui.key_commands` says which function runs a command. Nothing here imports Textual, so that the shell can
print the table too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from coach.user_keys import CHARACTERS


@dataclass(frozen=True, slots=True)
class Key:
    """One command. `footer` is its place in the footer (0: not there); `words` help the palette to find it."""

    id: str
    key: str
    label: str
    help: str
    group: str
    footer: int = 0
    words: str = ""

    @property
    def shown(self) -> str:
        """The keys as people read them."""
        return "  ".join(self.all_shown)

    @property
    def first(self) -> str:
        """The first of the keys as people read it, "" if there is none."""
        return self.all_shown[0] if self.key else ""

    @property
    def all_shown(self) -> list[str]:
        """Each of the keys as people read it."""
        return [format_key(part) for part in self.key.split(",") if part]


_KEY_SYMBOLS = {**CHARACTERS, "enter": "Enter", "up": "↑", "down": "↓", "left": "←", "right": "→", "tab": "Tab",
            "escape": "Esc", "space": "Space", "backspace": "Backspace", "pageup": "PgUp", "pagedown": "PgDn",
            **{f"f{n}": f"F{n}" for n in range(1, 25)}}  # fmt: skip
_COMMAND_ID = re.compile(r"\{(\w+\.\w+)\}")


def format_key(key: str) -> str:
    """Return a key as people read it: question_mark is ?, ctrl+slash is ctrl+/."""
    *modifiers, base = key.split("+")
    return "+".join([*modifiers, _KEY_SYMBOLS.get(base, base)])


KEYS: tuple[Key, ...] = (
    Key("mood.log", "m", "mood", "Log how you are, 1 to 5; then energy, 1 to 3, or words and a note",
        "Mood", 1, "feel feeling felt log heavy low okay good bright bad sad tired stressed happy how am i check in"),
    Key("mood.entries", "M", "moods", "Earlier moods: change one, add one for another time, or delete one",
        "Mood", 0, "edit mood history back-date note earlier yesterday change"),
    Key("focus.toggle", "f", "focus", "Start a block of the last kind, or end the running one; the time so far counts",
        "Focus", 2, "timer start stop end finish pomodoro work session 25 minutes"),
    Key("focus.choose", "F", "other block", "Start a block of another kind or length",
        "Focus", 0, "timer kind length read write meet search deep work"),
    Key("focus.pause", "p", "pause", "Pause the block, or resume it",
        "Focus", 0, "hold resume continue interrupt wait"),
    Key("focus.more", "plus", "five more", "Add five minutes to the block",
        "Focus", 0, "extend longer more time"),
    Key("focus.drift", "d", "drifted", "Log that your attention drifted; the block goes on",
        "Focus", 0, "distracted distraction feed wandered"),
    Key("focus.all_of_it", "a", "all of it", "Count all the time of a block that ran past its end",
        "Focus", 0, "overtime unattended"),
    Key("hours.set", "H", "hours", "Set your networking hours; outside them nothing rings",
        "Focus", 0, "working hours evening until limit time"),
    Key("outreach.sent", "o", "I wrote", "Log a message you sent: type a name, then Enter",
        "Outreach", 3, "outreach message sent contact person write new log follow up"),
    Key("outreach.wrote", "i", "they wrote", "Log a message someone sent you",
        "Outreach", 0, "incoming message received answer reply inbox"),
    Key("outreach.answered", "r", "answered", "They answered, or you wrote back or kept a promise",
        "Outreach", 5, "reply replied response heard back done"),
    Key("outreach.rest", "x", "let rest", "Let this conversation rest: stop waiting for a reply",
        "Outreach", 0, "archive close silence no reply give up stop waiting"),
    Key("outreach.rest_old", "X", "let old ones rest", "Let the old conversations rest, all at once",
        "Outreach", 0, "many clear waiting list silent strangers"),
    Key("outreach.later", "full_stop", "snooze", "Snooze this row or, outside the list, the advice",
        "Outreach", 6, "snooze postpone put off not now remind reminder"),
    Key("outreach.no", "n", "they said no", "Log that they said no",
        "Outreach", 0, "declined turned down refused"),
    Key("outreach.up", "up,k", "up", "The row above",
        "Outreach", 0, ""),
    Key("outreach.down", "down,j", "down", "The row below",
        "Outreach", 0, ""),
    Key("outreach.choices", "space", "more", "More for this row: snooze 30 days, keep it, we met",
        "Outreach", 0, "menu row wait keep met talked"),
    Key("outreach.copy", "c", "follow-up text", "Copy a follow-up text: a coffee, a call, an event, or your own",
        "Outreach", 0, "follow up ask again coffee call event template clipboard remind thank"),
    Key("draft.write", "D", "draft",
        "Write a draft and see gentle remarks on it; copy, log or set it aside until tomorrow",
        "Outreach", 0, "compose write message post linkedin check park tomorrow"),
    Key("outreach.requests", "R", "requests", "Requests from others: accept, ask why, snooze, decline",
        "Outreach", 0, "incoming connect accept decline invitation"),
    Key("people.find", "slash", "find", "Find people, notes, events, moods and texts by any part of them",
        "Outreach", 0, "search person takeaway contact look up name opportunity event mood employer link"),
    Key("people.note", "N", "note", "Add a note or a takeaway; for a person, also help, a promise or an opportunity",
        "Outreach", 0, "takeaway learned opportunity job opening help gave promise remember"),
    Key("opportunities.show", "O", "opportunities", "Your opportunities with their next steps, and events",
        "Outreach", 0, "job role opening career apply application interview employer event fair meetup conference"),
    Key("boundary.draw", "b", "boundary", "Take someone off every list; then block and report them on the site",
        "Outreach", 8, "block report abuse harassment harsh rude nasty insult inappropriate mute remove"),
    Key("goal.take", "enter", "take", "Take the suggested goal, or say how it went",
        "Goal", 0, "accept start today goal"),
    Key("goal.write", "g", "goal", "Write your own goal, or say how it went",
        "Goal", 4, "own done not today let go finish new write plan intention"),
    Key("review.evening", "e", "evening", "Close the day: goal, mood, tomorrow",
        "Coach", 0, "finish end day close tonight good night tomorrow nice reflect"),
    Key("review.checks", "C", "checks", "Checks: privacy, your own name, before a post, requests",
        "Coach", 0, "privacy reputation review own name old posts post request safe"),
    Key("away.step", "s", "step away", "Pause everything until tonight, tomorrow, Monday or a date",
        "Coach", 7, "stop for today enough take a break holiday vacation pause leave weekend quiet day off rest"),
    Key("week.show", "w", "week", "Your week: what you gave, what came back, and one change for the next",
        "Coach", 0, "weekly review balance changed change monday gave"),
    Key("trends.show", "t", "trends", "Charts: mood, a year of days, focus, outreach, and days of higher or lower mood",
        "Coach", 0, "charts graph statistics stats history patterns experiment year progress"),
    Key("takeaways.show", "T", "takeaways",
        "Takeaways, first those from this day in other years; p turns one into a post",
        "Coach", 0, "learned notes reading insight on this day remember post"),
    Key("coach.why", "y", "why", "Why this advice, and where it comes from",
        "Coach", 0, "reason source"),
    Key("coach.mute", "Y", "mute", "Mute this kind of advice for four weeks or for good, or unmute one",
        "Coach", 0, "silence never again stop rule suggestion support card"),
    Key("coach.forget", "L", "forget what it learned", "Forget what the coach learned from your goals; can be undone",
        "Coach", 0, "learning reset preferences goals"),
    Key("view.hide", "h", "hide", "Hide names and notes on the screen, or show them",
        "Coach", 0, "privacy private names screen share"),
    Key("undo.undo", "u", "undo", "Undo the last action",
        "Coach", 0, "take back revert mistake wrong oops"),
    Key("undo.redo", "U", "redo", "Redo what you undid",
        "Coach", 0, "again forward"),
    Key("exchange.bring", "I", "import", "Import your history: LinkedIn, X, mail, diaries and more",
        "Coach", 0, "linkedin file history contacts bring load archive mbox vcard calendar daylio"),
    Key("view.settings", "comma", "settings", "All settings; changes apply at once",
        "Coach", 0, "options preferences configure config limit theme colours bell hide sound animation"),
    Key("view.next", "tab", "next panel", "Go to the next panel",
        "Coach", 0, "focus tab forward"),
    Key("view.previous", "shift+tab", "previous panel", "Go to the previous panel",
        "Coach", 0, "focus tab back"),
    Key("view.jump", "semicolon", "jump", "Show a letter on every panel and row; press it to go there",
        "Coach", 0, "focus go panel row"),
    Key("view.help", "question_mark,f1", "help", "Help for a hard day, and all keys",
        "Coach", 90, "keys shortcuts keyboard manual support hard day bad sad crisis lonely help line panic"),
    Key("view.palette", "ctrl+p", "commands", "Find any command by name",
        "Coach", 0, "palette search"),
    Key("view.quit", "q", "quit", "Quit at once; everything is saved",
        "Coach", 91, "exit leave close"),
)  # fmt: skip


class KeyTable:
    """The table with the keys that are in force: the usual ones, or the person's own."""

    __slots__ = ("_by_id", "rows")

    def __init__(self, rows: tuple[Key, ...] = KEYS) -> None:
        self.rows = rows
        self._by_id = {row.id: row for row in rows}

    def __iter__(self) -> Iterator[Key]:
        return iter(self.rows)

    def keys(self) -> dict[str, str]:
        """Return command id → its keys."""
        return {row.id: row.key for row in self.rows}

    def replace_keys(self, keys: Mapping[str, str]) -> KeyTable:
        """Return the table with other keys for the commands that `keys` names."""
        return KeyTable(tuple(replace(row, key=keys.get(row.id, row.key)) for row in self.rows))

    def name(self, command: str) -> str:
        """Return the first key of a command as people read it; one without a key is found by the palette's."""
        return self._by_id[command].first or self.name("view.palette")

    def fill(self, text: str) -> str:
        """Return a text with the keys of the commands that it names in braces: "{undo.undo} undoes it".

        A command without a key is named by the palette's and its label: 'ctrl+p "undo" undoes it'.
        """
        return _COMMAND_ID.sub(self._say_command, text)

    def _say_command(self, found: re.Match[str]) -> str:
        row = self._by_id.get(found[1])
        if row is None:
            return found[0]
        return row.first or f'{self.name("view.palette")} "{row.label}"'


USUAL = KeyTable()
