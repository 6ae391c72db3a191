"""Commands coach trends, patterns and experiment: figures over time, what went together with the mood, and a coin."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from coach.actions import patterns as pattern_actions
from coach.advice.patterns import experiments
from coach.advice.patterns.day_markers import describe_marker
from coach.advice.patterns.experiments import TESTABLE_MARKERS
from coach.advice.patterns.mood_patterns import (
    EXPERIMENT_OFFER,
    CheckSummary,
    describe_pattern,
    describe_uncompared,
    describe_withdrawal,
    list_method_lines,
    summarize_checks,
)
from coach.cli.common import (
    complete_words,
    json_option,
    open_service,
    plain_option,
    print_json,
    print_line,
    print_lines,
    run_action,
    write_output_file,
)
from coach.cli.trends_svg import render_svg
from coach.domain.text import clean_text
from coach.domain.wording import MOOD_NAMES, format_count, format_date, format_kind, round_half_up
from coach.errors import InvalidInput
from coach.service import CoachService
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


@click.command("patterns")
@click.option("--method", is_flag=True, help="Explain the method in ten lines.")
@click.option("--ask", metavar="WHAT", help="Choose one of the six questions to be tested first, or none.")
@json_option
@click.pass_context
def show_patterns(ctx: click.Context, method: bool, ask: str | None, as_json: bool) -> None:
    """Show on what kind of days your mood was higher or lower, and how sure that is."""
    if method:
        print_lines(list_method_lines())
        return
    if ask:
        run_action(ctx, pattern_actions.choose_question("" if ask.lower() == "none" else ask))
        return
    service = open_service(ctx, read=True)
    check = service.history.run_due_check()
    if check is not None:
        service.execute(check)
    found = summarize_checks(service.journal, service.journal.settings.day_of(service.now()))
    print_json(serialize_findings(found)) if as_json else print_lines(describe_findings(found, service))


def describe_findings(found: CheckSummary, service: CoachService) -> list[str]:
    """Return the findings as sentences; a withdrawn one is named once."""
    if found.checked_on is None:
        return list(filter(None, (found.describe_needed_days(), found.describe_next_check())))
    lines = []
    for pattern in found.withdrawn:
        if not pattern_actions.is_withdrawal_recorded(service.journal, pattern.name, found.checked_on):
            lines.append(describe_withdrawal(pattern))
            if not service.journal.read_only:
                service.execute(pattern_actions.record_withdrawal(pattern.name, found.checked_on))
    lines += [describe_pattern(pattern) for pattern in found.standing]
    if found.standing:
        lines.append(EXPERIMENT_OFFER)
    if found.silent:
        lines.append(found.describe_silent())
    if found.without_data:
        lines.append(describe_uncompared(found.without_data))
    return list(filter(None, (*lines, found.describe_next_check())))


def serialize_findings(found: CheckSummary) -> dict[str, object]:
    """Return the findings for --json. Markers without a finding carry no numbers."""
    return {
        "rated_days": found.rated_days, "about": found.needed_days, "looked_on": found.checked_on,
        "next_look": found.next_check_on, "told": [asdict(pattern) for pattern in found.standing],
        "taken_back": [pattern.name for pattern in found.withdrawn], "nothing_to_say": list(found.silent),
        "no_days": list(found.without_data), "own_question": found.question,
    }  # fmt: skip


@click.command("experiment")
@click.argument("words", nargs=-1, shell_complete=complete_words("start", "end"))
@click.pass_context
def manage_experiment(ctx: click.Context, words: tuple[str, ...]) -> None:
    """Test whether something changes your mood, on days that a coin picks.

    Without a word, show the experiment. To begin: start screen_free_break (a screen-free break), start
    goal_done (a finished goal) or start voice (talking by voice or in person). To stop: end.
    """
    word = words[0].lower() if words else ""
    if word in ("end", "stop"):
        run_action(ctx, pattern_actions.end_experiment())
    elif word == "start" and len(words) > 1:
        run_action(ctx, pattern_actions.start_experiment(" ".join(words[1:])))
    elif word:
        raise InvalidInput(
            f"coach experiment {clean_text(' '.join(words), 40)} is not understood.",
            hint=f"Use coach experiment start {TESTABLE_MARKERS[-1]}, or coach experiment end.",
        )
    else:
        service = open_service(ctx, read=True)
        today, moods = service.journal.settings.day_of(service.now()), service.history.load_series().moods_by_day()
        lines = experiments.list_experiment_messages(service.journal, today, moods)
        names = " or ".join(f"{name} ({describe_marker(name)})" for name in TESTABLE_MARKERS)
        print_lines(lines or [f"No experiment is running. To start one: coach experiment start {names}."])
