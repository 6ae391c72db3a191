"""Command coach help-me: where to find help on a hard day."""

from __future__ import annotations

import click

from coach.advice.help_lines import list_help_lines
from coach.cli.common import copy_list_to_edit, edit_option, open_service, print_lines


@click.command("help-me")
@click.option("--country", metavar="CODE", help="List only the help lines of this country.")
@edit_option
@click.pass_context
def show_help_lines(ctx: click.Context, country: str | None, to_edit: bool) -> None:
    """Show where to find help on a hard day. Works offline, with or without data.

    To name a person first: coach set support-person Lea.
    """
    if to_edit:
        copy_list_to_edit(ctx, "help_lines")
        return
    person, folder = "", None
    try:
        service = open_service(ctx, read=True)
        person, folder = service.journal.settings.support_person, service.folder
    except Exception:  # help is shown whatever state the data is in
        pass
    print_lines(list_help_lines(country, person=person, folder=folder))
