"""What Tab offers for fixed words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def complete_words(*known: str | tuple[str, str]) -> Complete:
    """Return a completer for fixed words, each with or without its meaning."""
    pairs = [(word, "") if isinstance(word, str) else word for word in known]

    def complete(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
        return [] if ctx.params.get(param.name or "") else match_words(pairs, typed)

    return complete


def match_words(known: Iterable[tuple[str, str]], typed: str) -> list[CompletionItem]:
    """Return the words that begin with what was typed, each with its meaning."""
    from click.shell_completion import CompletionItem  # every command loads this module, and only Tab needs that

    return [CompletionItem(word, help=meaning or None) for word, meaning in known if word.startswith(typed.lower())]
