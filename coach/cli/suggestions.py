"""Messages for unknown commands, options and words, each with the closest known one."""

from __future__ import annotations

from collections.abc import Iterable

import click

from coach.domain.text import closest_match


def find_known_word(word: str, known: Iterable[str], cutoff: float = 0.5) -> str:
    """Return the known word that begins with `word` or is most like it, "" if none is (cutoff: 0 any, 1 equal)."""
    words = list(known)
    prefixed = (name for name in words if word and name.startswith(word.lower()))
    return next(prefixed, "") or closest_match(word, words, cutoff)


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return "Did you mean …?" with the closest known word, `otherwise` without one."""
    match = find_known_word(word, known)
    return f"Did you mean {match}?" if match else otherwise


def explain_usage_error(error: click.ClickException) -> str:
    """Return one line that says what click did not understand, and what would work."""
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    if ctx is None:
        return error.format_message()
    path = ctx.command_path
    if isinstance(error, click.NoSuchOption):
        known = [name for param in ctx.command.params for name in param.opts if name.startswith("--")]
        otherwise = f"{path} --help lists them."
        hint = did_you_mean(error.option_name, known, otherwise) if error.option_name.startswith("--") else otherwise
        return f"There is no option {error.option_name}. {hint}"
    if isinstance(error, click.MissingParameter):
        needed = " ".join(piece for piece in ctx.command.collect_usage_pieces(ctx) if piece != "[OPTIONS]")
        return f"{path} needs a little more: {path} {needed}"
    message = error.format_message()
    message += "" if message.endswith((".", "?")) else "."
    return message if "Did you mean" in message or "--help" in message else f"{message} {path} --help shows how."
