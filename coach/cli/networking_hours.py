"""Command coach hours: show or set the networking hours."""

from __future__ import annotations

import click

from coach.actions.settings import set_networking_hours
from coach.cli.common import can_ask, json_option, open_service, print_json, print_line, run_action
from coach.domain.networking_hours import describe_hours_now, format_hours, parse_hours


@click.command("hours")
@click.argument("line", nargs=-1)
@json_option
@click.pass_context
def manage_hours(ctx: click.Context, line: tuple[str, ...], as_json: bool) -> None:
    """Show or set your networking hours: "9-5", "mon-fri 9:00-12:00, 13:30-17:30", or off.

    What was understood is shown before it is saved. Outside the hours nothing rings.
    """
    if line:
        typed = " ".join(line)
        understood = format_hours(parse_hours(typed))
        if typed.strip().lower() != understood and can_ask(ctx):
            print_line(f"Understood: {understood}.")
            click.prompt("Enter saves, ctrl+c cancels", default="", show_default=False, prompt_suffix=" ")
        run_action(ctx, set_networking_hours(typed))
        return
    service = open_service(ctx, read=True)
    settings, now = service.journal.settings, service.now()
    if as_json:
        print_json({"hours": format_hours(settings.hours), "now": describe_hours_now(settings, now)})
    elif settings.hours:
        print_line(f"Networking hours: {format_hours(settings.hours)}. Now: {describe_hours_now(settings, now)}.")
    else:
        print_line('No networking hours. coach hours "mon-fri 9:00-17:30" sets them.')
