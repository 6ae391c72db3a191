"""coach set · coach set limit 30"""

from __future__ import annotations

import click

from coach.cli import completion
from coach.cli.common import as_json, desk, do, say, show_json


@click.command("set")
@click.argument("key", required=False, shell_complete=completion.setting)
@click.argument("value", nargs=-1, shell_complete=completion.setting_value)
@as_json
@click.pass_context
def set_(ctx: click.Context, key: str | None, value: tuple[str, ...], as_json: bool) -> None:
    """List the settings, show one, or change one: coach set limit 30."""
    from coach.acts.settings import SETTINGS, change, named, shown

    if key is not None and value:
        do(ctx, change(key, " ".join(value)))
        return
    settings = desk(ctx, read=True).book.settings
    chosen = SETTINGS if key is None else (named(key),)
    if as_json:
        show_json({s.key: shown(s, settings) for s in chosen})
        return
    for setting in chosen:
        say(f"{setting.key} = {shown(setting, settings)}: {setting.title}. {setting.why}")
