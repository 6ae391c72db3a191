"""Command coach inbox: take the lines of an inbox file or a pipe."""

from __future__ import annotations

import sys

import click

from coach.cli.common import open_service, print_line
from coach.cli.inbox_runner import run_inbox_line
from coach.cli.sources import print_reports
from coach.domain.text import clean_text
from coach.errors import InvalidInput
from coach.service import CoachService
from coach.sources import service as sources

_PIPE_LIMIT = 1 << 20


@click.command("inbox")
@click.argument("path", required=False, type=str)
@click.pass_context
def take_inbox(ctx: click.Context, path: str | None) -> None:
    """Run the lines of an inbox file now, one command a line; `coach inbox -` reads a pipe.

    Each line is a command, with or without a date in front: 2026-11-28 14:05 sent Ana @linkedin.
    """
    service = open_service(ctx)
    if path == "-":
        _take_pipe(ctx, service)
        return
    known = [s for s in sources.find_sources(service) if s.kind == "inbox"]
    if path is not None or not known:
        preview = sources.preview_inbox(service, path or "")
        print_reports(service, [sources.read_once(service, preview, run_line=run_inbox_line)], False)
        return
    print_reports(service, sources.read_sources(service, only={s.id for s in known}, run_line=run_inbox_line), False)


def _take_pipe(ctx: click.Context, service: CoachService) -> None:
    from coach.sources.inbox import take_lines  # brings every action that a line may be

    text = sys.stdin.buffer.read(_PIPE_LIMIT + 1)
    if len(text) > _PIPE_LIMIT:
        raise InvalidInput("The text is larger than 1 MB.", hint="Nothing was saved. Split it into smaller parts.")
    result = take_lines(service.open_folder(), text.decode("utf-8", "replace").splitlines(), run_line=run_inbox_line)
    for line in result.messages:
        print_line(line)
    for line in result.remarks:
        click.echo(f"coach: {clean_text(line, 400)}", err=True)
    if result.remarks:
        ctx.exit(2)
