"""coach hours "mon-fri 9:00-12:00, 13:30-17:30" · coach hours off"""

from __future__ import annotations

import click

from coach.cli.common import as_json, desk, do, say, show_json


@click.command()
@click.argument("line", nargs=-1)
@as_json
@click.pass_context
def hours(ctx: click.Context, line: tuple[str, ...], as_json: bool) -> None:
    """Show or set when you network; outside it nothing rings. Several spans a day are fine, off is too."""
    from coach.acts.hours import set_hours
    from coach.advice.hours import hours_line, spoken

    if line:
        do(ctx, set_hours(" ".join(line)))
        return
    open_desk = desk(ctx, read=True)
    settings, now = open_desk.book.settings, open_desk.now()
    if as_json:
        show_json({"hours": spoken(settings.hours), "now": hours_line(settings, now)})
    elif settings.hours:
        say(f"Networking hours: {spoken(settings.hours)}. Now: {hours_line(settings, now)}.")
    else:
        say('No networking hours. coach hours "mon-fri 9:00-17:30" sets them.')
