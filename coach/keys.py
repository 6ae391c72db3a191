"""The keys of the full screen: the table they begin with, presets, and those of [keys] in config.toml.

    [keys]
    preset = "vim"                 # or "arrows"
    mood.log = "m,ctrl+o"          # a command of `coach keys`, and one key or several
    view.hide = "z"

A line that cannot be used becomes one sentence, and everything else works. Nothing here imports the screen.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from coach.atomic_file import read_text_file
from coach.domain.text import clean_text, format_suggestion

KEY_PRESETS: Mapping[str, Mapping[str, str]] = {
    "vim": {
        "view.next": "tab,l",
        "view.previous": "shift+tab,h",
        "view.hide": "z",
        "view.palette": "ctrl+p,colon",
        "undo.redo": "U,ctrl+r",
        "outreach.up": "k,up",
        "outreach.down": "j,down",
    },
    "arrows": {
        "view.next": "right,tab",
        "view.previous": "left,shift+tab",
        "view.help": "f1,question_mark",
        "view.palette": "f2,ctrl+p",
        "view.settings": "f3,comma",
        "view.jump": "f4,semicolon",
        "outreach.up": "up",
        "outreach.down": "down",
    },
}
"""Name → command id → keys. What a preset does not name keeps its usual key."""
COMMANDS_WITH_A_KEY_ALWAYS = ("view.quit", "view.help", "view.palette")
"""Commands that never end up without a key."""
RESERVED_KEYS = {"escape": "Esc always steps back"} | {str(n): "digits answer questions" for n in range(1, 6)}
KEYS_SAME_IN_TERMINALS = {
    "ctrl+h": "Backspace",
    "ctrl+i": "Tab",
    "ctrl+j": "Enter",
    "ctrl+m": "Enter",
    "ctrl+left_square_bracket": "Esc",
}
"""Keys that a terminal cannot tell from another one."""
_KEY_MODIFIERS = ("ctrl", "alt", "shift", "super", "hyper", "meta")
_SHORT_NAMES = {"solidus": "slash", "reverse_solidus": "backslash", "commercial_at": "at", "hyphen_minus": "minus",
          "plus_sign": "plus", "low_line": "underscore"}  # fmt: skip
"""Textual's names for some characters, where Unicode's are longer."""


def key_name(character: str) -> str:
    """Return the name of the key that types `character`, as Textual calls it: "?" is question_mark, "m" is m."""
    if character.isalnum():
        return character
    long = unicodedata.name(character, character).lower().replace("-", "_").replace(" ", "_")
    return _SHORT_NAMES.get(long, long)


KEY_NAME_CHARACTERS = {key_name(c): c for c in string.punctuation}
"""Name of a key → the character that it types."""
KEY_NAMES = frozenset({*KEY_NAME_CHARACTERS, "up", "down", "left", "right", "home", "end", "pageup", "pagedown",
                       "insert", "delete", "backspace", "enter", "tab", "escape", "space",
                       *(f"f{n}" for n in range(1, 25))})  # fmt: skip


@dataclass(frozen=True, slots=True)
class UserKeys:
    """`keys` holds the commands whose keys are not the usual ones ("" for none); `problems` what could not be used."""

    keys: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def load_user_keys(file: Path) -> UserKeys:
    """Return the keys that `file` asks for; without a file, or while it cannot be read, the usual ones."""
    try:
        return parse_user_keys(read_text_file(file, "utf-8-sig"))
    except FileNotFoundError:
        return UserKeys()
    except (OSError, UnicodeDecodeError):
        return UserKeys(problems=("config.toml cannot be read. The usual keys work.",))


def parse_user_keys(text: str) -> UserKeys:
    """Return the keys that config.toml, as `text`, asks for.

    The person's own lines come first, then the preset, then the usual keys; who comes later finds a key taken.
    """
    import tomllib  # most people have no config.toml

    try:
        sections = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = str(error).rpartition("(")[2].removesuffix(")")
        return UserKeys(problems=(f"config.toml cannot be read ({where}). The usual keys work.",))
    table = sections.get("keys", {})
    if not isinstance(table, dict):
        problem = "config.toml: put [keys] on a line of its own, and one key on each line below it."
        return UserKeys(problems=(f"{problem} The usual keys work.",))
    problems = [
        f'config.toml: there is no section "{clean_text(name, 40)}". It has [keys] and [hooks]; '
        "for other settings use coach set."
        for name in sections
        if name not in ("keys", "hooks")
    ]
    preset = _find_preset(table.pop("preset", ""), problems)
    own = {name: keys for name, value in _flatten_table(table) if (keys := _parse_line(name, value, problems))}
    found, conflicts = _assign_keys(own, preset)
    if not all(found[name] for name in COMMANDS_WITH_A_KEY_ALWAYS):
        names = ", ".join(COMMANDS_WITH_A_KEY_ALWAYS)
        problems.append(f"config.toml: {names} can't be without a key, so they keep their usual ones.")
        own = {name: keys for name, keys in own.items() if name not in COMMANDS_WITH_A_KEY_ALWAYS}
        found, conflicts = _assign_keys(own, preset)
    usual = USUAL_KEYS.keys().items()
    changed = {name: ",".join(found[name]) for name, line in usual if found[name] != _split_keys(line)}
    return UserKeys(changed, (*problems, *conflicts))


def _assign_keys(own: Mapping[str, list[str]], preset: Mapping[str, str]) -> tuple[dict[str, list[str]], list[str]]:
    """Return command id → its keys, each key given out once, and what to say about it."""
    usual = USUAL_KEYS.keys()
    found: dict[str, list[str]] = {}
    taken: dict[str, str] = {}
    problems: list[str] = []

    def claim(name: str, keys: Iterable[str]) -> None:
        found[name] = [key for key in keys if key not in taken]
        taken.update(dict.fromkeys(found[name], name))

    for name in COMMANDS_WITH_A_KEY_ALWAYS:
        if name not in own:
            claim(name, _split_keys(preset.get(name, usual[name])))
    for name, keys in own.items():
        doubled = [key for key in keys if key in taken]
        problems += [f"config.toml: {name} cannot use {key}, because {taken[key]} uses it." for key in doubled]
        if len(doubled) < len(keys):
            claim(name, keys)
    for layer in (preset, usual):
        for name, line in layer.items():
            free = layer is usual or not taken.keys() >= set(_split_keys(line))
            if name not in found and free:
                claim(name, _split_keys(line))
    bare = [name for name in usual if not found[name] and name not in COMMANDS_WITH_A_KEY_ALWAYS]
    finds = next(iter(found["view.palette"]), "the list of commands")
    problems += [f"config.toml: {name} has no key now; {finds} finds it." for name in bare]
    return found, problems


def parse_key(word: str) -> str:
    """Return `word` as Textual names the key: "?" and "Question_Mark" are question_mark, "shift+m" is M.

    Raises ValueError, with the reason in words, for what is no key or no free one.
    """
    *modifiers, base = [word] if len(word) == 1 else word.strip().split("+")
    modifiers = [m.strip().lower() for m in modifiers]
    base = key_name(base) if len(base) == 1 and base.isprintable() else base.strip().lower()
    if not all(m in _KEY_MODIFIERS for m in modifiers) or not (len(base) == 1 or base in KEY_NAMES):
        hint = format_suggestion(base, KEY_NAMES, cutoff=0.6)
        raise ValueError(f'"{clean_text(word, 20)}" is not a key. {hint}'.rstrip())
    if modifiers == ["shift"] and len(base) == 1 and base.isalpha():
        return base.upper()
    if len(base) == 1 and modifiers:
        base = base.lower()
    name = "+".join([*sorted(modifiers, key=_KEY_MODIFIERS.index), base])
    if name in RESERVED_KEYS:
        raise ValueError(f"{name} stays as it is: {RESERVED_KEYS[name]}.")
    if name in KEYS_SAME_IN_TERMINALS:
        raise ValueError(f"{name} is {KEYS_SAME_IN_TERMINALS[name]} in a terminal.")
    return name


def _flatten_table(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield name and value of every line; TOML reads `mood.log = "m"` as a table in a table."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flatten_table(value, f"{above}{name}.")
        else:
            yield above + name, value


def _find_preset(name: object, problems: list[str]) -> Mapping[str, str]:
    if isinstance(name, str) and name in KEY_PRESETS:
        return KEY_PRESETS[name]
    if name:
        presets = ", ".join(KEY_PRESETS)
        problems.append(f'config.toml: there is no preset "{clean_text(str(name), 20)}". Presets: {presets}.')
    return {}


def _parse_line(name: str, value: object, problems: list[str]) -> list[str]:
    """Return the keys of one line, those that are keys, and say what is wrong with the others."""
    if name not in (usual := USUAL_KEYS.keys()):
        hint = format_suggestion(name, usual, cutoff=0.6)
        problems.append(f'config.toml: there is no command "{clean_text(name, 40)}". {hint}'.rstrip())
        return []
    if not isinstance(value, str) or not value.strip():
        problems.append(f'config.toml: {name} takes keys in quotes, like "m" or "m,f5".')
        return []
    keys: list[str] = []
    for word in _split_keys(value):
        try:
            keys.append(parse_key(word))
        except ValueError as error:
            problems.append(f"config.toml: {name}: {error}")
    return list(dict.fromkeys(keys))


def _split_keys(line: str) -> list[str]:
    return [part.strip() for part in line.split(",") if part.strip()]


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


_KEY_SYMBOLS = {**KEY_NAME_CHARACTERS, "enter": "Enter", "up": "↑", "down": "↓", "left": "←", "right": "→",
            "tab": "Tab", "escape": "Esc", "space": "Space", "backspace": "Backspace", "pageup": "PgUp",
            "pagedown": "PgDn", **{f"f{n}": f"F{n}" for n in range(1, 25)}}  # fmt: skip
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
    Key("coach.mute", "Y", "mute", "Mute this kind of advice for four weeks, or until you unmute it; or unmute one",
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


USUAL_KEYS = KeyTable()
