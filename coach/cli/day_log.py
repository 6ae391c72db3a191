"""Command for one whole day: coach day 2026-11-12."""

from __future__ import annotations

from datetime import date, timedelta

import click

from coach.cli.common import json_option, open_service, print_json, print_lines
from coach.domain.typed_times import find_day
from coach.errors import InvalidInput
from coach.views.day_log import build_day_log, format_day_log


@click.command("day")
@click.argument("when", nargs=-1)
@json_option
@click.pass_context
def show_day(ctx: click.Context, when: tuple[str, ...], as_json: bool) -> None:
    """Show everything of one day in plain text: 2026-11-12, 12 November, yesterday or monday.

    Without a day, it shows today.
    """
    service = open_service(ctx, read=True)
    day = _parse_day(" ".join(when), service.journal.settings.day_of(service.now()))
    entries = service.with_all_years(lambda journal, _: build_day_log(journal, day))
    if as_json:
        rows = [{"at": e.at and e.at.isoformat(), "kind": e.kind, "text": e.text} for e in entries]
        print_json({"day": day.isoformat(), "entries": rows})
        return
    print_lines(format_day_log(day, entries))


def _parse_day(words: str, today: date) -> date:
    """Return the newest day that the words name, today or before unless they name a year."""
    low = words.strip().lower()
    if not low or low == "today":
        return today
    if low == "yesterday":
        return today - timedelta(days=1)
    found = find_day(low, today)
    if found is None or found[0] != 0 or found[1] != len(low):
        raise InvalidInput(f'"{words}" is not a day.', hint="Try 2026-11-12, 12 November, yesterday or monday.")
    day = found[2]
    if day <= today or str(day.year) in low:
        return day
    if not any(letter.isdecimal() for letter in low):  # a weekday, which one has just had
        return day - timedelta(days=7)
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day
