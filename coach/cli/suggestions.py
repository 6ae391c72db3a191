"""What words get that were not understood: one line, with the nearest right word or where it is to be found."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

import click


def nearest(word: str, known: Iterable[str], close: float = 0.5) -> str:
    """Return the known word that begins with `word` or looks most like it, "" if none does (0 anything, 1 the same)."""
    low, words = word.lower(), list(known)
    begun = (name for name in words if low and name.startswith(low))
    return next(begun, "") or next(iter(get_close_matches(low, words, 1, close)), "")


def meant(word: str, known: Iterable[str], else_: str = "") -> str:
    """Return "Did you mean …?" for the nearest known word, `else_` where none is near."""
    near = nearest(word, known)
    return f"Did you mean {near}?" if near else else_


def told(error: click.ClickException) -> str:
    """Return the one line for what click did not understand."""
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    if ctx is None:
        return error.format_message()
    path = ctx.command_path
    if isinstance(error, click.NoSuchOption):
        known = [name for param in ctx.command.params for name in param.opts if name.startswith("--")]
        where = f"{path} --help lists them."
        hint = meant(error.option_name, known, where) if error.option_name.startswith("--") else where
        return f"There is no option {error.option_name}. {hint}"
    if isinstance(error, click.MissingParameter):
        takes = " ".join(piece for piece in ctx.command.collect_usage_pieces(ctx) if piece != "[OPTIONS]")
        return f"{path} needs a little more: {path} {takes}"
    said = error.format_message()
    said += "" if said.endswith((".", "?")) else "."
    return said if "Did you mean" in said or "--help" in said else f"{said} {path} --help shows how."
