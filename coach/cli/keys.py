"""Command coach keys: the keys of the full screen."""

from __future__ import annotations

import click

from coach.cli.common import json_option, print_json, print_lines
from coach.default_keys import USUAL
from coach.hooks import check_hooks
from coach.paths import find_config_file
from coach.user_keys import load_user_keys


@click.command("keys")
@click.option("--check", is_flag=True, help="Check [keys] and [hooks] of config.toml; exit code 2 if one is wrong.")
@json_option
@click.pass_context
def list_keys(ctx: click.Context, check: bool, as_json: bool) -> None:
    """List the keys of the full screen, your own included: id, keys, name, what it does."""
    keymap = load_user_keys(find_config_file(), USUAL.keys())
    if check:
        problems = (*keymap.problems, *check_hooks(find_config_file()))
        print_lines(problems or ("The keys and hooks in config.toml can be used as they are.",))
        ctx.exit(2 if problems else 0)
    table = USUAL.replace_keys(keymap.keys)
    if as_json:
        print_json([{"id": k.id, "key": k.shown, "label": k.label, "help": k.help} for k in table])
        return
    wide = max(len(k.shown) for k in table) + 2
    for k in table:
        click.echo(f"{k.id:18} {k.shown:{wide}}{k.label:14} {k.help}")
