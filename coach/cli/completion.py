"""Command coach completion, and what Tab offers in bash, zsh and fish: commands, words and names of people.

Blocked people are never offered. While names are hidden (`coach set hide yes`) a name is offered only after its
beginning was typed. Names with characters that a shell may interpret are never offered, because Tab puts them into a
command line.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

import click
from click.shell_completion import CompletionItem, get_completion_class

from coach.actions.settings import SETTING_FIELDS
from coach.advice.people import list_shown_people as everybody
from coach.cli.common import open_service
from coach.errors import CoachError, InvalidInput

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_COACH_COMPLETE"
SAFE = frozenset(" -._")
"""Characters besides letters and digits that are safe in a command line."""
Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def complete_people(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Offer people whose names begin with the typed words."""
    before = ctx.params.get(param.name or "") if param.nargs == -1 else ()
    words = [*(before if isinstance(before, tuple) else ()), typed]
    begun, rest = " ".join(words).casefold(), len(" ".join([*words[:-1], ""])) if words[:-1] else 0
    return [
        CompletionItem(_quote_name(name[rest:], param))
        for name in _list_names(ctx, begun)
        if name.casefold().startswith(begun) and name[rest:]
    ]


def complete_setting(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Offer the names of the settings."""
    return _matching_items(((s.key, s.title) for s in SETTING_FIELDS), typed)


def complete_setting_value(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Offer yes and no where that is the choice."""
    toggles = any(s.can_toggle for s in SETTING_FIELDS if s.key == ctx.params.get("key"))
    return _matching_items(((word, "") for word in ("yes", "no")), typed) if toggles else []


def complete_words(*known: str | tuple[str, str]) -> Complete:
    """Return a completer for fixed words, each with or without its meaning."""
    pairs = [(word, "") if isinstance(word, str) else word for word in known]

    def complete(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
        return [] if ctx.params.get(param.name or "") else _matching_items(pairs, typed)

    return complete


def _list_names(ctx: click.Context, begun: str) -> list[str]:
    root = ctx.find_root()
    root.obj = root.params.get("data")
    try:
        journal = open_service(ctx, read=True).journal
    except CoachError:
        return []
    if journal.settings.hide and not begun:
        return []
    return [
        p.name
        for p in everybody(journal.with_archived_people())
        if p.name and all(c.isalnum() or c in SAFE for c in p.name)
    ]


def _quote_name(name: str, param: click.Parameter) -> str:
    """Return the name in quotes where bash would split it into several arguments."""
    one_word = param.nargs == 1 and " " in name and os.environ.get(VARIABLE) == "bash_complete"
    return f'"{name}"' if one_word else name


def _matching_items(known: Iterable[tuple[str, Any]], typed: str) -> list[CompletionItem]:
    return [CompletionItem(word, help=says or None) for word, says in known if word.startswith(typed.lower())]


@click.command("completion")
@click.argument("shell", shell_complete=complete_words(*SHELLS))
def print_completion(shell: str) -> None:
    """Print the script that lets Tab complete commands and names in bash, zsh or fish.

    bash: eval "$(coach completion bash)" in .bashrc. zsh: the same with zsh in .zshrc. fish: coach completion fish
    into ~/.config/fish/completions/coach.fish.
    """

    from coach.cli.main import coach  # which imports this module when it needs it

    known = get_completion_class(shell) if shell in SHELLS else None
    if known is None:
        raise InvalidInput(f"There are completions for {', '.join(SHELLS[:-1])} and {SHELLS[-1]}.")
    made = known(coach, {}, "coach", VARIABLE)
    click.echo(made.source_template % made.source_vars())
