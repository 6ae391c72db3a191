"""Command coach mood: save a mood."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import click

from coach.actions import moods as mood_actions
from coach.actions.backdate import backdate_by_trailing_time
from coach.cli.common import (
    at_option,
    complete_words,
    get_typed_time,
    refuse_parted_time,
    run_action,
    take_trailing_time,
)
from coach.domain.text import clean_text
from coach.domain.typed_times import is_day_word
from coach.domain.wording import ENERGY_NAMES, MOOD_NAMES
from coach.errors import InvalidInput

MOOD_CHOICES = tuple((str(value), name) for value, name in MOOD_NAMES.items())
ENERGY_CHOICES = tuple((str(value), name) for value, name in ENERGY_NAMES.items())
_MOOD_WORD = "mood"


def _parse_scale_value(typed: str | None, what: str, choices: Sequence[tuple[str, str]]) -> int | None:
    """Return the number for a number or its word, None without one. Raises InvalidInput."""
    if typed is None:
        return None
    typed_word = typed.strip().rstrip(",.;:!").strip().lower()
    try:
        return int(next((number for number, name in choices if name == typed_word), typed_word))
    except ValueError:
        known_values = ", ".join(f"{number} {name}" for number, name in choices)
        title = f'"{clean_text(typed, 40)}" is not {what}.' if typed_word else f"Type {what}."
        raise InvalidInput(title, hint=f"{known_values}.") from None


def parse_mood(ctx: click.Context, param: click.Parameter, typed: str | None) -> int | None:
    """Return the mood for a number or its word, None without one. Raises InvalidInput."""
    return _parse_scale_value(typed, "a mood from 1 to 5", MOOD_CHOICES)


def _parse_energy(ctx: click.Context, param: click.Parameter, typed: str | None) -> int | None:
    return _parse_scale_value(typed, "a number from 1 to 3 for energy", ENERGY_CHOICES)


@click.command("mood")
@click.argument("value", callback=parse_mood, shell_complete=complete_words(*MOOD_CHOICES))
@click.argument("note", nargs=-1)
@click.option("--energy", callback=_parse_energy, metavar="1-3", help="1 little, 2 some, 3 plenty.")
@click.option("--word", "words", multiple=True, help="A word for your mood; can be used several times.")
@at_option
def log_mood(value: int, note: tuple[str, ...], energy: int | None, words: tuple[str, ...]) -> None:
    """Log how you are: 1 heavy, 2 low, 3 okay, 4 good, 5 bright."""
    note_line = _take_mood_time(note)
    save_mood = partial(mood_actions.log_mood, value, energy=energy, words=words)
    run_action(backdate_by_trailing_time(note_line, lambda note_text: save_mood(note=note_text)))


def _take_mood_time(note: tuple[str, ...]) -> str:
    """Return the note, "" if it is the time of the mood: coach mood 4 yesterday. Raises InvalidInput."""
    note_line = " ".join(note)
    if typed_time := get_typed_time():
        refuse_parted_time(typed_time, list(note[:1]))
    elif note_line and is_day_word(*note_line.split()[:2]):
        note_line = take_trailing_time(f"{_MOOD_WORD} {note_line}", lambda rest: rest == _MOOD_WORD)
        return note_line.removeprefix(_MOOD_WORD).strip()
    return note_line
