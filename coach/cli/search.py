"""Command coach find: search people, contacts, notes and texts."""

from __future__ import annotations

import click

from coach.advice import search
from coach.cli.common import json_option, open_service, print_json, print_line


@click.command("find")
@click.argument("query", nargs=-1, required=True)
@json_option
@click.pass_context
def search_everything(ctx: click.Context, query: tuple[str, ...], as_json: bool) -> None:
    """Find people, contacts, notes, opportunities, events, mood notes and texts by any part of them."""
    hits = open_service(ctx, read=True).with_all_years(
        lambda journal, now: search.search_index(journal, " ".join(query))
    )
    if as_json:
        print_json(
            [{"kind": h.kind, "name": h.name, "text": h.text, "at": h.at and h.at.isoformat()} for h in hits]
        )  # fmt: skip
        return
    if not hits:
        print_line(f'Nothing found for "{" ".join(query)}".')
    for hit in hits:
        print_line(f"{hit.kind}: " + ", ".join(part for part in (hit.name, hit.text) if part))
