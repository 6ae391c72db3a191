"""coach where · coach keys"""

from __future__ import annotations

import click

from coach.cli.common import as_json, say, show_json


@click.command()
@as_json
@click.pass_context
def where(ctx: click.Context, as_json: bool) -> None:
    """Where the data is."""
    from coach.paths import config_file, data_folder

    folder = data_folder(ctx.find_root().obj)
    values = {"data": str(folder), "file": str(folder / "coach.json"), "config": str(config_file())}
    if as_json:
        show_json(values)
        return
    for name, place in values.items():
        say(f"{name}: {place}")


@click.command()
@click.option("--check", is_flag=True, help="Say what in config.toml cannot be used; exit code 2 if there is anything.")
@as_json
@click.pass_context
def keys(ctx: click.Context, check: bool, as_json: bool) -> None:
    """All keys of the full screen, your own among them: id, keys, name, what it does."""
    from coach.key_table import USUAL
    from coach.keymap import load
    from coach.paths import config_file

    keymap = load(config_file(), USUAL.keys())
    if check:
        for line in keymap.says or ("The keys in config.toml can be used as they are.",):
            say(line)
        ctx.exit(2 if keymap.says else 0)
    table = USUAL.using(keymap.keys)
    if as_json:
        show_json([{"id": k.id, "key": k.shown, "label": k.label, "help": k.help} for k in table])
        return
    wide = max(len(k.shown) for k in table) + 2
    for k in table:
        click.echo(f"{k.id:18} {k.shown:{wide}}{k.label:14} {k.help}")
