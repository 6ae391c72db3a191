"""Messages for words on the command line that click did not understand, with what would work."""

from __future__ import annotations

import re

import click

from coach.domain.text import format_suggestion

_RANGE = re.compile(r"(-?\d+)<=x<=(-?\d+)")
"""A range as click writes it."""
_EXTRA_WORDS = re.compile(r"Got unexpected extra arguments? \((.*)\)", re.DOTALL)
"""How click names the words that a command has no place for."""
_OPTIONS_OF_EVERY_COMMAND = ("--data", "--demo", "--hide")


def explain_usage_error(error: click.ClickException) -> str:
    """Return one line that says what click did not understand, and what would work."""
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    if isinstance(error, click.BadOptionUsage) and "requires an argument" in error.message:
        return f"{error.option_name} needs a value after it: {error.option_name} VALUE."
    if ctx is None:
        return error.format_message()
    path = ctx.command_path
    if isinstance(error, click.NoSuchOption):
        known = [name for param in ctx.command.params for name in param.opts if name.startswith("--")]
        if error.option_name in _OPTIONS_OF_EVERY_COMMAND:
            return f"Put {error.option_name} before the command: coach {error.option_name} … {ctx.info_name}."
        hint = f"{path} --help lists them."
        if error.option_name.startswith("--"):
            hint = format_suggestion(error.option_name, known, hint, cutoff=0.65)
        return f"There is no option {error.option_name}. {hint}"
    if isinstance(error, click.MissingParameter):
        pieces = [piece for piece in ctx.command.collect_usage_pieces(ctx) if piece != "[OPTIONS]"]
        pieces += [
            f"{p.opts[-1]} {p.metavar or 'VALUE'}" for p in ctx.command.params if p.required and p.opts[-1][:1] == "-"
        ]
        needed = " ".join(pieces).replace("[NAME]...", "NAME")
        return f"{path} needs a little more: {path} {needed}"
    if type(error) is click.UsageError and (extra := _EXTRA_WORDS.fullmatch(error.message)):
        has_quotes = "arguments" not in error.message and len(extra[1].split()) > 1
        quotes = "" if has_quotes else "Words that belong together need quotes; "
        return f'{path} takes no "{extra[1]}". {quotes}{path} --help shows how.'
    message = _RANGE.sub(r"\1 to \2", error.format_message())
    message += "" if message.endswith((".", "?")) else "."
    return message if "Did you mean" in message or "--help" in message else f"{message} {path} --help shows how."
