"""Command coach mood: save a mood."""

from __future__ import annotations

import click

from coach.actions import moods as mood_actions
from coach.cli.common import at_option, run_action
from coach.cli.complete_words import complete_words
from coach.domain.text import clean_text
from coach.domain.wording import MOOD_NAMES
from coach.errors import InvalidInput

VALUES = tuple((str(value), name) for value, name in MOOD_NAMES.items())


def _parse_mood(ctx: click.Context, param: click.Parameter, typed: str) -> int:
    """Return the mood for a number or its word. Raises InvalidInput."""
    word = typed.strip().lower()
    try:
        return int(next((number for number, name in VALUES if name == word), word))
    except ValueError:
        known = ", ".join(f"{number} {name}" for number, name in VALUES)
        raise InvalidInput(f'"{clean_text(typed, 40)}" is not a mood from 1 to 5.', hint=f"{known}.") from None


@click.command("mood")
@click.argument("value", callback=_parse_mood, shell_complete=complete_words(*VALUES))
@click.argument("note", nargs=-1)
@click.option("--energy", type=int, metavar="1-3", help="1 little, 2 some, 3 plenty.")
@click.option("--word", "words", multiple=True, help="A word for it; may be given several times.")
@at_option
@click.pass_context
def log_mood(
    ctx: click.Context,
    value: int,
    note: tuple[str, ...],
    energy: int | None,
    words: tuple[str, ...],
) -> None:
    """Log how you are: 1 heavy, 2 low, 3 okay, 4 good, 5 bright."""
    run_action(ctx, mood_actions.log_mood(value, energy=energy, words=words, note=" ".join(note)))
