"""Command for one whole day: coach day 2026-11-12."""

from __future__ import annotations

from datetime import date, datetime

import click

from coach.cli.common import json_option, open_service, print_json, print_lines
from coach.domain.settings import Settings
from coach.domain.text import clean_text
from coach.domain.typed_times import names_a_day, parse_coming_day, parse_past_time
from coach.errors import InvalidInput
from coach.views.day_log import build_day_log, format_day_log


@click.command("day")
@click.argument("when", nargs=-1)
@json_option
@click.pass_context
def show_day(ctx: click.Context, when: tuple[str, ...], as_json: bool) -> None:
    """Show everything of one day in plain text: 2026-11-12, 12 November, yesterday or Monday.

    Without a day, it shows today.
    """
    service = open_service(ctx, read=True)
    day = _parse_day(" ".join(when), service.now(), service.journal.settings)
    entries = service.with_all_years(lambda journal, now: build_day_log(journal, day, now))
    if as_json:
        rows = [{"at": e.at and e.at.isoformat(), "kind": e.kind, "text": e.text} for e in entries]
        print_json({"day": day.isoformat(), "entries": rows})
        return
    print_lines(format_day_log(day, entries))


def _parse_day(words: str, now: datetime, settings: Settings) -> date:
    """Return the day that the words name: the newest one up to today, else one to come."""
    if not words.strip():
        return settings.day_of(now)
    try:
        return settings.day_of(parse_past_time(words, now, settings.day_ends).at)
    except InvalidInput:
        if names_a_day(words):
            return parse_coming_day(words, settings.day_of(now))
        raise InvalidInput(
            f'"{clean_text(words, 40)}" is not a day.', hint="Try 2026-11-12, 12 November, yesterday or Monday."
        ) from None
