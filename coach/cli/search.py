"""Command coach find: search people, contacts, notes and texts."""

from __future__ import annotations

import click

from coach.advice import search
from coach.cli.common import json_option, open_service, print_json, print_lines

_KINDS_IN_JSON = {"opportunity": "opening", "post": "draft"}
"""Words that --json has printed since version 0.1.0; scripts may look for them."""


@click.command("find")
@click.argument("query", nargs=-1, required=True)
@json_option
@click.pass_context
def search_everything(ctx: click.Context, query: tuple[str, ...], as_json: bool) -> None:
    """Find people, contacts from imports and address books, notes, opportunities, events, mood notes and texts.

    Any part of a word is enough."""
    hits = open_service(ctx, read=True).with_all_years(
        lambda journal, now: search.search_index(journal, " ".join(query))
    )
    if as_json:
        print_json(
            [
                {"kind": _KINDS_IN_JSON.get(hit.kind, hit.kind), "name": hit.name, "text": hit.text,
                 "at": hit.at and hit.at.isoformat()}
                for hit in hits
            ]
        )  # fmt: skip
        return
    lines = [f"{hit.kind}: {', '.join(filter(None, (hit.name, hit.text)))}" for hit in hits]
    print_lines(lines or [f'Nothing found for "{" ".join(query)}".'])
