"""What Tab offers for fixed words. Nearly every command has some, so nothing else is imported here."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import click
from click.shell_completion import CompletionItem

VARIABLE = "_COACH_COMPLETE"
"""The environment variable by which the scripts of a shell ask for completions."""
Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def complete_words(*known: str | tuple[str, str]) -> Complete:
    """Return a completer for fixed words, each with or without its meaning."""
    pairs = [(word, "") if isinstance(word, str) else word for word in known]

    def complete(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
        return [] if ctx.params.get(param.name or "") else match_words(pairs, typed)

    return complete


def match_words(known: Iterable[tuple[str, str]], typed: str) -> list[CompletionItem]:
    """Return the words that begin with what was typed, each with its meaning."""
    return [CompletionItem(word, help=meaning or None) for word, meaning in known if word.startswith(typed.lower())]
