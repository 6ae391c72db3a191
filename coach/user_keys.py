"""Reads the user's own keys from `[keys]` in config.toml and checks every line.

    [keys]
    preset = "vim"                 # or "arrows"
    mood.log = "m,ctrl+o"          # a command of `coach keys`, and one key or several
    view.hide = "z"

A line that cannot be used becomes one sentence, and everything else works. Nothing here imports the screen.
"""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coach.atomic_file import read_text_file
from coach.domain.text import clean_text, format_suggestion

PRESETS: Mapping[str, Mapping[str, str]] = {
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
ALWAYS = ("view.quit", "view.help", "view.palette")
"""Commands that never end up without a key."""
RESERVED = {"escape": "Esc always steps back"} | {str(n): "digits answer questions" for n in range(1, 6)}
SAME_KEYS = {
    "ctrl+h": "Backspace",
    "ctrl+i": "Tab",
    "ctrl+j": "Enter",
    "ctrl+m": "Enter",
    "ctrl+left_square_bracket": "Esc",
}
"""Keys that a terminal cannot tell from another one."""
_MODIFIERS = ("ctrl", "alt", "shift", "super", "hyper", "meta")
_SHORT_NAMES = {"solidus": "slash", "reverse_solidus": "backslash", "commercial_at": "at", "hyphen_minus": "minus",
          "plus_sign": "plus", "low_line": "underscore"}  # fmt: skip
"""Textual's names for some characters, where Unicode's are longer."""


def key_name(character: str) -> str:
    """Return the name of the key that types `character`, as Textual calls it: "?" is question_mark, "m" is m."""
    if character.isalnum():
        return character
    long = unicodedata.name(character, character).lower().replace("-", "_").replace(" ", "_")
    return _SHORT_NAMES.get(long, long)


CHARACTERS = {key_name(c): c for c in string.punctuation}
"""Name of a key → the character that it types."""
NAMES = frozenset({*CHARACTERS, "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete",
                   "backspace", "enter", "tab", "escape", "space", *(f"f{n}" for n in range(1, 25))})  # fmt: skip


@dataclass(frozen=True, slots=True)
class UserKeys:
    """`keys` holds the commands whose keys are not the usual ones ("" for none); `problems` what could not be used."""

    keys: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def load_user_keys(file: Path, usual: Mapping[str, str]) -> UserKeys:
    """Return the keys that `file` asks for; without a file, or while it cannot be read, the usual ones."""
    try:
        return parse_user_keys(read_text_file(file, "utf-8-sig"), usual)
    except FileNotFoundError:
        return UserKeys()
    except (OSError, UnicodeDecodeError):
        return UserKeys(problems=("config.toml cannot be read. The usual keys work.",))


def parse_user_keys(text: str, usual: Mapping[str, str]) -> UserKeys:
    """Return the keys that config.toml, as `text`, asks for. `usual` is command id → its usual keys.

    The person's own lines come first, then the preset, then the usual keys; who comes later finds a key taken.
    """
    import tomllib  # most people have no config.toml

    try:
        table = tomllib.loads(text).get("keys", {})
    except tomllib.TOMLDecodeError as error:
        where = str(error).rpartition("(")[2].removesuffix(")")
        return UserKeys(problems=(f"config.toml cannot be read ({where}). The usual keys work.",))
    if not isinstance(table, dict):
        return UserKeys(
            problems=(
                "config.toml: put [keys] on a line of its own, and one key on each line below it. The usual keys work.",
            )
        )
    problems: list[str] = []
    preset = _find_preset(table.pop("preset", ""), problems)
    own = {name: keys for name, value in _flatten_table(table) if (keys := _parse_line(name, value, usual, problems))}
    found, conflicts = _assign_keys(own, preset, usual)
    if not all(found[name] for name in ALWAYS if name in usual):
        problems.append(f"config.toml: {', '.join(ALWAYS)} can't be without a key, so they keep their usual ones.")
        own = {name: keys for name, keys in own.items() if name not in ALWAYS}
        found, conflicts = _assign_keys(own, preset, usual)
    changed = {name: ",".join(found[name]) for name, line in usual.items() if found[name] != _split_keys(line)}
    return UserKeys(changed, (*problems, *conflicts))


def _assign_keys(
    own: Mapping[str, list[str]], preset: Mapping[str, str], usual: Mapping[str, str]
) -> tuple[dict[str, list[str]], list[str]]:
    """Return command id → its keys, each key given out once, and what to say about it."""
    found: dict[str, list[str]] = {}
    taken: dict[str, str] = {}
    problems: list[str] = []

    def claim(name: str, keys: Iterable[str]) -> None:
        found[name] = [key for key in keys if key not in taken]
        taken.update(dict.fromkeys(found[name], name))

    for name in ALWAYS:
        if name in usual and name not in own:
            claim(name, _split_keys(preset.get(name, usual[name])))
    for name, keys in own.items():
        doubled = [key for key in keys if key in taken]
        problems += [f"config.toml: {name} cannot use {key}, because {taken[key]} uses it." for key in doubled]
        if len(doubled) < len(keys):
            claim(name, keys)
    for layer in (preset, usual):
        for name, line in layer.items():
            free = layer is usual or not taken.keys() >= set(_split_keys(line))
            if name in usual and name not in found and free:
                claim(name, _split_keys(line))
    bare = [name for name in usual if not found[name] and name not in ALWAYS]
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
    if not all(m in _MODIFIERS for m in modifiers) or not (len(base) == 1 or base in NAMES):
        raise ValueError(
            f'"{clean_text(word, 20)}" is not a key. {format_suggestion(base, NAMES, cutoff=0.6)}'.rstrip()
        )
    if modifiers == ["shift"] and len(base) == 1 and base.isalpha():
        return base.upper()
    if len(base) == 1 and modifiers:
        base = base.lower()
    name = "+".join([*sorted(modifiers, key=_MODIFIERS.index), base])
    if name in RESERVED:
        raise ValueError(f"{name} stays as it is: {RESERVED[name]}.")
    if name in SAME_KEYS:
        raise ValueError(f"{name} is {SAME_KEYS[name]} in a terminal.")
    return name


def _flatten_table(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield name and value of every line; TOML reads `mood.log = "m"` as a table in a table."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flatten_table(value, f"{above}{name}.")
        else:
            yield above + name, value


def _find_preset(name: object, problems: list[str]) -> Mapping[str, str]:
    if not name or (isinstance(name, str) and name in PRESETS):
        return PRESETS[name] if isinstance(name, str) and name else {}
    problems.append(f'config.toml: there is no preset "{clean_text(str(name), 20)}". Presets: {", ".join(PRESETS)}.')
    return {}


def _parse_line(name: str, value: object, usual: Mapping[str, str], problems: list[str]) -> list[str]:
    """Return the keys of one line, those that are keys, and say what is wrong with the others."""
    if name not in usual:
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
