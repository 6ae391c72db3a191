"""What Tab offers for names of people.

Blocked people are never offered. While names are hidden (`coach set hide yes`) a name is offered only after its
beginning was typed. Names with characters that a shell may interpret are never offered, because Tab puts them into a
command line.
"""

from __future__ import annotations

import os

import click
from click.shell_completion import CompletionItem

from coach.advice.contact_search import find_contacts_by_name
from coach.advice.shown_people import list_shown_people
from coach.cli.common import open_service
from coach.cli.completion import VARIABLE
from coach.errors import CoachError

SAFE = frozenset(" -._")
"""Characters besides letters and digits that are safe in a command line."""
MOST_CONTACTS = 50
"""Contacts that Tab offers at most; another letter narrows them."""


def complete_people(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Offer people whose names begin with the typed words."""
    before = ctx.params.get(param.name or "") if param.nargs == -1 else None  # NAME, or NAME and TEXT
    words = [*(before[0] if isinstance(before, tuple) else before or "").split(), typed]
    beginning, rest = " ".join(words).casefold(), len(" ".join([*words[:-1], ""])) if words[:-1] else 0
    return [
        CompletionItem(_quote_name(name[rest:], param))
        for name in _list_names(ctx, beginning)
        if name.casefold().startswith(beginning) and name[rest:]
    ]


def _list_names(ctx: click.Context, beginning: str) -> list[str]:
    root = ctx.find_root()
    root.obj = root.params.get("data")
    try:
        journal = open_service(ctx, read=True, require_data=False).journal
    except CoachError:
        return []
    if journal.settings.hide and not beginning:
        return []
    names = [p.name for p in list_shown_people(journal.with_archived_people())]
    names += [one.name for one in find_contacts_by_name(journal, beginning, MOST_CONTACTS)]
    return [name for name in names if _is_safe(name)]


def _is_safe(name: str) -> bool:
    """Return whether a name has no character that a shell interprets, and no word that looks like an option."""
    safe = all(c.isalnum() or c in SAFE for c in name)
    return bool(name) and safe and not any(word.startswith("-") for word in name.split())


def _quote_name(name: str, param: click.Parameter) -> str:
    """Return the name in quotes where bash would split it into several arguments."""
    one_word = param.nargs == 1 and " " in name and os.environ.get(VARIABLE) == "bash_complete"
    return f'"{name}"' if one_word else name
