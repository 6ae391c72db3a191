"""Commands coach doctor and coach where: how the data is kept on this computer, and in which folder."""

from __future__ import annotations

import click

from coach.cli.common import json_option, open_service, print_json, print_lines
from coach.doctor import Finding, examine_installation
from coach.paths import find_config_file, find_data_folder
from coach.sources.connected_sources import find_sources


@click.command("doctor")
@json_option
@click.pass_context
def examine_data(ctx: click.Context, as_json: bool) -> None:
    """Check the data folder: where it is, who can read it, what copies it; and the versions. No name is printed."""
    service = open_service(ctx, read=True, require_data=False)
    found = examine_installation(service.folder, is_readable=not service.is_unreadable)
    kinds = sorted(source.kind for source in find_sources(service))
    found.append(Finding("sources", ", ".join(kinds) if kinds else "none is connected"))
    if as_json:
        print_json([{"topic": f.topic, "text": f.text, "fine": f.fine, "hint": f.hint} for f in found])
        return
    print_lines(f"{f.topic}: {f.text}{f'. {f.hint}' if f.hint else ''}" for f in found)


@click.command("where")
@json_option
@click.pass_context
def show_paths(ctx: click.Context, as_json: bool) -> None:
    """Print where the data and the settings file are."""
    folder = find_data_folder(ctx.find_root().obj)
    values = {"data": str(folder), "file": str(folder / "coach.json"), "config": str(find_config_file())}
    print_json(values) if as_json else print_lines(f"{name}: {place}" for name, place in values.items())
