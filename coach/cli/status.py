"""Command coach status, where the cache does not answer: read the data, print the line, write the cache."""

from __future__ import annotations

from contextlib import suppress

import click

from coach.cli.common import get_chosen_folder, print_notice
from coach.domain.text import clean_text
from coach.errors import CoachError
from coach.paths import find_missing_folder
from coach.service import CoachService
from coach.status.cache import file_stamp
from coach.status.line import print_status_fields
from coach.status.summary import cache_summary, compute_summary
from coach.store import errors_and_notices


@click.command("status", context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.option("--format", "form", metavar="TEXT", default="", help="{text} {phase} {kind} {clock} {left} {minutes} …")
@click.option("--json", "as_json", is_flag=True, help="All fields as JSON, ready for waybar.")
@click.pass_context
def print_status(ctx: click.Context, form: str, as_json: bool) -> None:
    """Print one line for prompts and status bars, empty while you are away. The exit code is always 0.

    If your data can't be read, a line on standard error says why.

    Fields: text, phase, kind, clock, left (minutes of the block), minutes (of networking today), limit, until.
    """
    for word in ctx.args:
        print_notice(f'status ignores "{clean_text(word, 40)}". It takes --format TEXT or --json.')
    with suppress(CoachError, OSError):
        _print_from_data(get_chosen_folder(), "json" if as_json else form)


def _print_from_data(folder: str | None, form: str) -> None:
    """Read the data, write the cache and print the line."""
    service = CoachService(folder)
    now, stamp_before = service.now(), file_stamp(str(service.store.path))
    loaded_folder = service.store.load_folder()
    is_unreadable = loaded_folder.is_unreadable or (loaded_folder.read_only and not service.store.has_newer_schema)
    if (missing_folder := find_missing_folder(service.folder)) is not None:
        print_notice(errors_and_notices.moved_folder_message(missing_folder))
        return
    if is_unreadable or loaded_folder.damage is not None:
        for message in loaded_folder.messages:
            print_notice(message)
    else:
        with suppress(OSError):
            cache_summary(service.folder, loaded_folder.documents, now, stamp_before)
    if not is_unreadable:  # minutes of data that cannot be read would be wrong
        print_status_fields(compute_summary(loaded_folder.documents, now), now.timestamp(), form)
