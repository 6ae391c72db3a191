"""coach where · coach keys"""

from __future__ import annotations

import click

from coach.cli.common import as_json, say, show_json


@click.command()
@as_json
@click.pass_context
def where(ctx: click.Context, as_json: bool) -> None:
    """Where the data is."""
    from coach.places import config_file, data_folder

    folder = data_folder(ctx.find_root().obj)
    values = {"data": str(folder), "file": str(folder / "coach.json"), "config": str(config_file())}
    if as_json:
        show_json(values)
        return
    for name, place in values.items():
        say(f"{name}: {place}")


@click.command()
@as_json
def keys(as_json: bool) -> None:
    """All keys of the full screen."""
    from coach.ui.keys import KEYS

    if as_json:
        show_json([{"id": k.id, "key": k.shown, "label": k.label, "help": k.help} for k in KEYS])
        return
    for key in KEYS:
        say(f"{key.shown:8} {key.label:14} {key.help}")
