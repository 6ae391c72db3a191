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

VALUES = tuple((str(value), name) for value, name in MOOD_NAMES.items())
ENERGIES = tuple((str(value), name) for value, name in ENERGY_NAMES.items())
_VALUE = "mood"


def parse_mood(ctx: click.Context, param: click.Parameter, typed: str | None) -> int | None:
    """Return the mood for a number or its word, None without one. Raises InvalidInput."""
    return None if typed is None else _parse_value(typed, "a mood from 1 to 5", VALUES)


def _parse_energy(ctx: click.Context, param: click.Parameter, typed: str | None) -> int | None:
    return None if typed is None else _parse_value(typed, "a number from 1 to 3 for energy", ENERGIES)


def _parse_value(typed: str, what: str, values: Sequence[tuple[str, str]]) -> int:
    """Return the number for a number or its word. Raises InvalidInput."""
    word = typed.strip().lower()
    try:
        return int(next((number for number, name in values if name == word), word))
    except ValueError:
        known = ", ".join(f"{number} {name}" for number, name in values)
        raise InvalidInput(f'"{clean_text(typed, 40)}" is not {what}.', hint=f"{known}.") from None


@click.command("mood")
@click.argument("value", callback=parse_mood, shell_complete=complete_words(*VALUES))
@click.argument("note", nargs=-1)
@click.option("--energy", callback=_parse_energy, metavar="1-3", help="1 little, 2 some, 3 plenty.")
@click.option("--word", "words", multiple=True, help="A word for your mood; can be used several times.")
@at_option
@click.pass_context
def log_mood(ctx: click.Context, value: int, note: tuple[str, ...], energy: int | None, words: tuple[str, ...]) -> None:
    """Log how you are: 1 heavy, 2 low, 3 okay, 4 good, 5 bright."""
    line = _take_time(ctx, note)
    save = partial(mood_actions.log_mood, value, energy=energy, words=words)
    run_action(ctx, backdate_by_trailing_time(line, lambda text: save(note=text)))


def _take_time(ctx: click.Context, note: tuple[str, ...]) -> str:
    """Return the note, "" if it is the time of the mood: coach mood 4 yesterday. Raises InvalidInput."""
    line = " ".join(note)
    if typed := get_typed_time(ctx):
        refuse_parted_time(typed, list(note[:1]))
    elif line and is_day_word(*line.split()[:2]):
        line = take_trailing_time(ctx, f"{_VALUE} {line}", lambda rest: rest == _VALUE)
        return line.removeprefix(_VALUE).strip()
    return line
