"""The argument NAME of commands about somebody, --id for people who have the same name, and what Tab offers for it.

Blocked people are never offered. While names are hidden (`coach set hide yes`) a name is offered only after its
beginning was typed. Names with characters that a shell may interpret are never offered, because Tab puts them into a
command line.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

import click
from click.shell_completion import CompletionItem

from coach.actions.outreach import is_known_name
from coach.actions.typed_names import (
    find_person_by_id,
    refuse_text_before_name,
    refuse_unclear_end_of_name,
    split_name_and_text,
)
from coach.advice.blocked_people import list_shown_people
from coach.advice.contacts_and_companies import find_contacts_by_name
from coach.cli.common import get_typed_time, open_service, refuse_parted_time, take_trailing_time
from coach.cli.completion import COMPLETION_VARIABLE
from coach.domain.days_in_other_languages import translate_days
from coach.domain.outreach_line import split_outreach_line
from coach.domain.person import CHANNEL_NAMES, parse_channel
from coach.domain.text import clean_text
from coach.domain.typed_times import ends_with_coming_time, is_day_word
from coach.errors import CoachError, InvalidInput

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
_PERSON_ID = "coach.person_id"
_MOST_NAME_WORDS = 4
"""Words of the longest name that a colon is looked for behind."""
_WORDS_BETWEEN_NAMES = ("and", "&", "+")


def _take_optional_name(ctx: click.Context, param: click.Parameter, words: tuple[str, ...]) -> str:
    """Return what names somebody; with --id the id in its place."""
    person_id = ctx.meta.get(_PERSON_ID)
    if not person_id:
        return (", " if _are_quoted_names(words) else " ").join(words).strip()
    if find_person_by_id(open_service().journal, person_id) is None:
        hint = "Type the whole name; if several people have it, you see their ids."
        raise InvalidInput(f'Nobody has the id "{clean_text(person_id, 40)}".', hint=hint)
    return str(person_id)


def _are_quoted_names(words: Sequence[str]) -> bool:
    """Tell whether each of several words is a name in quotes of its own: "Ana Lee" "Ben Okri"."""
    return len(words) > 1 and all(
        " " in word.strip()
        and all(each[:1].isupper() for each in word.split())
        and not is_day_word(*word.lower().split()[:2])
        for word in words
    )


def _take_required_name(ctx: click.Context, param: click.Parameter, words: tuple[str, ...]) -> str:
    name = _take_time_behind_name(ctx, _take_optional_name(ctx, param, words))
    if not name and not ctx.resilient_parsing:
        raise click.MissingParameter(ctx=ctx, param=param)
    return name


def _take_time_behind_name(ctx: click.Context, name: str) -> str:
    """Return the name before a time without a mark ("Ana Lee yesterday"), which counts as the time of --at.

    Raises InvalidInput if --at got the first word of a time and the name the others: --at yesterday evening.
    """
    words = name.split()
    has_time = any(command_param.name == "at" for command_param in ctx.command.params)
    if ctx.resilient_parsing or not has_time or split_outreach_line(name)[0] != name:
        return name
    if typed_time := get_typed_time():
        refuse_parted_time(typed_time, words)
        return name
    names_a_day = any(is_day_word(*words[n : n + 2]) for n in range(1, len(words))) or ends_with_coming_time(name)
    has_marked_day = any(each[0] == "@" and is_day_word(translate_days(each[1:].lower())) for each in words[1:])
    if (names_a_day or has_marked_day) and not is_known_name(open_service().journal, name):
        return take_trailing_time(name, bool)
    return name


def _split_name_and_text_words(ctx: click.Context, param: click.Parameter, words: tuple[str, ...]) -> tuple[str, str]:
    if ctx.resilient_parsing:
        return " ".join(words), ""
    if ctx.meta.get(_PERSON_ID):
        return _take_optional_name(ctx, param, words), " ".join(words)
    if not words:
        raise click.MissingParameter(ctx=ctx, param=param)
    if len(words) == 1 and ": " in words[0]:  # all of it in quotes
        words = tuple(words[0].split())
    journal = open_service().journal
    refuse_text_before_name(journal, words)
    for count, word in enumerate(words[:_MOST_NAME_WORDS], start=1):
        name_words = (*words[: count - 1], word.rstrip(":"))
        are_names = all(each[:1].isupper() or each in _WORDS_BETWEEN_NAMES for each in name_words)
        if word.endswith(":") and (are_names or not split_name_and_text(journal, name_words)[1]):
            return " ".join(name_words).strip(), " ".join(words[count:])  # Tom Rae: an intro
    at = next((n for n, word in enumerate(words[1:], start=1) if word.startswith("@")), 0)
    if 0 < at < _MOST_NAME_WORDS and parse_channel(words[at][1:]) in CHANNEL_NAMES:  # Ana @linkedin an intro
        return " ".join(words[: at + 1]), " ".join(words[at + 1 :])
    name, text = split_name_and_text(journal, words)
    if " " not in words[-1]:  # in quotes, it is clear where the text begins
        refuse_unclear_end_of_name(journal, name, text)
    return name, text.removeprefix("- ").removeprefix("– ")


def _add_name_argument(parameter: str, callback: Callable[..., Any], metavar: str | None = None) -> Decorator:
    option = click.option(
        "--id", "person_id", metavar="ID", is_eager=True, expose_value=False,
        callback=lambda ctx, _, person_id: ctx.meta.__setitem__(_PERSON_ID, person_id),
        help="The person's id, if several people have that name.",
    )  # fmt: skip
    argument = click.argument(parameter, nargs=-1, callback=callback, metavar=metavar, shell_complete=complete_people)
    return lambda function: argument(option(function))


SAFE_NAME_CHARACTERS = frozenset(" -._")
"""Characters besides letters and digits that are safe in a command line."""
MOST_COMPLETED_CONTACTS = 50
"""Contacts that Tab offers at most; another letter narrows them."""


def complete_people(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Offer people whose names begin with the typed words."""
    before = ctx.params.get(param.name or "") if param.nargs == -1 else None  # NAME, or NAME and TEXT
    words_before = (before[0] if isinstance(before, tuple) else before or "").split()
    complete_part = "".join(f"{word} " for word in words_before)
    beginning = (complete_part + typed).casefold()
    return [
        CompletionItem(_quote_name(name[len(complete_part) :], param))
        for name in _list_completed_names(ctx, beginning)
        if name.casefold().startswith(beginning) and name[len(complete_part) :]
    ]


def _list_completed_names(ctx: click.Context, name_beginning: str) -> list[str]:
    root_context = ctx.find_root()
    root_context.obj = root_context.params.get("data")
    try:
        with ctx.scope(cleanup=False):
            journal = open_service(require_data=False).journal
    except CoachError:
        return []
    if journal.settings.hide and not name_beginning:
        return []
    names = [person.name for person in list_shown_people(journal.with_archived_people())]
    names += [contact.name for contact in find_contacts_by_name(journal, name_beginning, MOST_COMPLETED_CONTACTS)]
    return [name for name in names if _is_safe_name(name)]


def _is_safe_name(name: str) -> bool:
    """Return whether a name has no character that a shell interprets, and no word that looks like an option."""
    has_safe_characters = all(character.isalnum() or character in SAFE_NAME_CHARACTERS for character in name)
    return bool(name) and has_safe_characters and not any(word.startswith("-") for word in name.split())


def _quote_name(name: str, param: click.Parameter) -> str:
    """Return the name in quotes where bash would split it into several arguments."""
    one_word = param.nargs == 1 and " " in name and os.environ.get(COMPLETION_VARIABLE) == "bash_complete"
    return f'"{name}"' if one_word else name


name_argument = _add_name_argument("name", _take_required_name)
"""Adds the argument NAME, and --id for namesakes: the command gets the name as it was typed, or the id."""
optional_name_argument = _add_name_argument("name", _take_optional_name)
"""Adds NAME and --id to a command that does something without them, too."""
name_and_text_arguments = _add_name_argument("words", _split_name_and_text_words, metavar="NAME TEXT...")
"""Adds NAME TEXT and --id: the command gets `words`, a pair of the name or id and the text."""
