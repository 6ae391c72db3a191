"""Command coach where: where the data and the settings file are."""

from __future__ import annotations

import click

from coach.cli.common import json_option, print_json, print_line
from coach.paths import find_config_file, find_data_folder


@click.command("where")
@json_option
@click.pass_context
def show_paths(ctx: click.Context, as_json: bool) -> None:
    """Show where the data and the settings file are."""
    folder = find_data_folder(ctx.find_root().obj)
    values = {"data": str(folder), "file": str(folder / "coach.json"), "config": str(find_config_file())}
    if as_json:
        print_json(values)
        return
    for name, place in values.items():
        print_line(f"{name}: {place}")
