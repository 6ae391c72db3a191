"""Command coach trends: mood, focus and outreach as text, JSON or an SVG picture."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from coach.cli.common import (
    json_option,
    open_service,
    plain_option,
    print_json,
    print_line,
    print_lines,
    write_output_file,
)
from coach.cli.trends_svg import render_svg
from coach.domain.wording import MOOD_NAMES, format_count, format_date, format_kind, round_half_up
from coach.views.trends import FEWEST_ANSWERS, TrendsView, build_trends, build_year_grid, format_day_part

_WORDS = {"weeks": "two weeks", "months": "three months", "year": "a year", "all": "all"}


@click.command("trends")
@click.option(
    "--span",
    type=click.Choice(list(_WORDS)),
    default="months",
    show_default=True,
    help="How far back: two weeks, three months, a year, or everything.",
)
@click.option(
    "--svg", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write the charts to an SVG file."
)
@plain_option
@json_option
@click.pass_context
def show_trends(ctx: click.Context, span: str, svg: Path | None, as_json: bool) -> None:
    """Show mood, focus and outreach over weeks, months or years. It prints no names."""
    service = open_service(ctx, read=True)
    series, today = service.history.load_series(), service.journal.settings.day_of(service.now())
    found = build_trends(series, today, _WORDS[span])
    if svg is not None:
        picture = render_svg(found, build_year_grid(series, today), " ".join(describe_trends(found)))
        write_output_file(svg, picture)
        print_line(f"Saved: {svg}, a picture of {found.span}.")
    elif as_json:
        print_json(serialize_trends(found))
    else:
        print_lines(describe_trends(found))


def serialize_trends(found: TrendsView) -> dict[str, object]:
    """Return the trends for --json."""
    return {
        **asdict(found),
        "minutes": dict(found.minutes),
        "kind_minutes": dict(found.kind_minutes),
        "dots": [{"day": p.day, "mood": round(p.value, 3), "days": p.n} for p in found.dots],
        "line": [[{"day": p.day, "mood": round(p.value, 3)} for p in piece] for piece in found.line],
        "parts": [{**asdict(each), "mean": round(each.mean, 3)} for each in found.parts],
        "felt": [{**asdict(each), "mean": round(each.mean, 3)} for each in found.felt],
    }


def describe_trends(found: TrendsView) -> list[str]:
    """Return the trends as sentences."""
    first, last = found.first, found.last
    sentences = [f"{format_date(first, year=True)} to {format_date(last, year=True)}."]
    if found.rated:
        counts = [sum(1 for p in found.dots if round_half_up(p.value) == value) for value in MOOD_NAMES]
        each = "day" if found.step == "day" or found.span == "three months" else found.step
        days_by_mood = ", ".join(f"{name} {n}" for name, n in zip(MOOD_NAMES.values(), counts, strict=True) if n)
        sentences.append(f"Mood on {format_count(found.rated, 'day')}; by {each}: {days_by_mood}.")
    else:
        sentences.append("No moods in this period.")
    for kind, minutes in found.kind_minutes:
        sentences.append(f"Focus, {format_kind(kind)}: {format_count(minutes, 'minute')}.")
    if any(found.gave) or any(found.came):
        sentences.append(
            f"Outreach: you wrote {format_count(sum(found.gave), 'time')}, and got "
            f"{format_count(sum(found.came), 'message or meeting', 'messages or meetings')}."
        )
    ratings = [(f"After {format_kind(each.name)}", each, format_count(each.n, "rating")) for each in found.felt]
    moods = [(f"Mood {format_day_part(each.name)}", each, format_count(each.n, "time")) for each in found.parts]
    for where, felt, count in (*ratings, *moods):
        word = f"{MOOD_NAMES[round_half_up(felt.mean)]} ({count})"
        sentences.append(f"{where}: {word if felt.n >= FEWEST_ANSWERS else f'{count} so far'}.")
    return sentences
