"""Command coach set: list, show and change settings."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from coach.actions.settings import SETTING_FIELDS, find_setting, format_setting, save_setting
from coach.cli.common import json_option, open_service, print_json, print_lines, run_action
from coach.cli.complete_words import match_words


def complete_setting(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Offer the names of the settings."""
    return match_words(((s.key, s.title) for s in SETTING_FIELDS), typed)


def complete_setting_value(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Offer yes and no where that is the choice."""
    toggles = any(s.can_toggle for s in SETTING_FIELDS if s.key == ctx.params.get("key"))
    return match_words(((word, "") for word in ("yes", "no")), typed) if toggles else []


@click.command("set")
@click.argument("key", required=False, shell_complete=complete_setting)
@click.argument("value", nargs=-1, shell_complete=complete_setting_value)
@json_option
@click.pass_context
def change_setting(ctx: click.Context, key: str | None, value: tuple[str, ...], as_json: bool) -> None:
    """List the settings, show one, or change one: coach set limit 30."""
    if key is not None and value:
        run_action(ctx, save_setting(key, " ".join(value)))
        return
    settings = open_service(ctx, read=True).journal.settings
    chosen = SETTING_FIELDS if key is None else (find_setting(key),)
    if as_json:
        print_json({s.key: format_setting(s, settings) for s in chosen})
        return
    print_lines(f"{s.key} = {format_setting(s, settings)}: {s.title}. {s.reason}" for s in chosen)
