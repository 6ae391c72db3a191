"""Commands coach trends, patterns and experiment: figures over time, what went together with the mood, and a coin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from coach.actions import patterns as pattern_actions
from coach.advice.patterns import experiments
from coach.advice.patterns.block_feelings import MeanFeeling
from coach.advice.patterns.day_markers import describe_marker
from coach.advice.patterns.experiments import TESTABLE_MARKERS
from coach.advice.patterns.mood_patterns import (
    DAYS_BEFORE_FIRST_CHECK,
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
    print_answer,
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
from coach.views.trends import FEWEST_RATED_ANSWERS, TrendsView, build_trends, build_year_grid, format_day_part

_SPANS_BY_WORD = {"weeks": "two weeks", "months": "three months", "year": "a year", "all": "all"}


@click.command("trends")
@click.option(
    "--span",
    type=click.Choice(list(_SPANS_BY_WORD)),
    default="months",
    show_default=True,
    help="How far back: two weeks, three months, a year, or everything.",
)
@click.option(
    "--svg", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write the charts to an SVG file."
)
@plain_option
@json_option
def show_trends(span: str, svg: Path | None, as_json: bool) -> None:
    """Show mood, focus and outreach over weeks, months or years. It prints no names."""
    service = open_service()
    series, today = service.history.load_series(), service.journal.settings.day_of(service.now())
    trends = build_trends(series, today, _SPANS_BY_WORD[span])
    if svg is not None:
        picture = render_svg(trends, build_year_grid(series, today), " ".join(describe_trends(trends)))
        write_output_file(svg, picture)
        print_line(f"Saved: {svg}, a picture of {trends.span}.")
    else:
        print_answer(as_json, serialize_trends(trends), describe_trends(trends))


def serialize_trends(trends: TrendsView) -> dict[str, object]:
    """Return the trends for --json."""

    def round_means(feelings: Iterable[MeanFeeling]) -> list[dict[str, object]]:
        return [{**asdict(feeling), "mean": round(feeling.mean, 3)} for feeling in feelings]

    return {
        "span": trends.span, "step": trends.step, "first": trends.first, "last": trends.last, "starts": trends.starts,
        "rated": trends.rated_days,
        "dots": [{"day": point.day, "mood": round(point.value, 3), "days": point.n} for point in trends.dots],
        "line": [[{"day": point.day, "mood": round(point.value, 3)} for point in piece] for piece in trends.line],
        "minutes": dict(trends.minutes), "gave": trends.contacts_made, "came": trends.contacts_received,
        "parts": round_means(trends.day_part_moods), "felt": round_means(trends.block_feelings),
        "kind_minutes": dict(trends.minutes_by_kind), "all_minutes": trends.total_minutes,
    }  # fmt: skip


def describe_trends(trends: TrendsView) -> list[str]:
    """Return the trends as sentences."""
    first, last = trends.first, trends.last
    sentences = [f"{format_date(first, year=True)} to {format_date(last, year=True)}."]
    if trends.rated_days:
        day_counts = [sum(1 for dot in trends.dots if round_half_up(dot.value) == value) for value in MOOD_NAMES]
        each = "day" if trends.step == "day" or trends.span == "three months" else trends.step
        days_by_mood = ", ".join(f"{name} {n}" for name, n in zip(MOOD_NAMES.values(), day_counts, strict=True) if n)
        sentences.append(f"Mood on {format_count(trends.rated_days, 'day')}; by {each}: {days_by_mood}.")
    else:
        sentences.append("No moods in this period.")
    for kind, minutes in trends.minutes_by_kind:
        sentences.append(f"Focus, {format_kind(kind)}: {format_count(minutes, 'minute')}.")
    if any(trends.contacts_made) or any(trends.contacts_received):
        got = format_count(sum(trends.contacts_received), "message or meeting", "messages or meetings")
        sentences.append(f"Outreach: you wrote {format_count(sum(trends.contacts_made), 'time')}, and got {got}.")
    blocks, day_parts = trends.block_feelings, trends.day_part_moods
    ratings = [(f"After {format_kind(each.name)}", each, format_count(each.n, "rating")) for each in blocks]
    moods = [(f"Mood {format_day_part(each.name)}", each, format_count(each.n, "time")) for each in day_parts]
    for occasion, feeling, count in (*ratings, *moods):
        mood_word = f"{MOOD_NAMES[round_half_up(feeling.mean)]} ({count})"
        sentences.append(f"{occasion}: {mood_word if feeling.n >= FEWEST_RATED_ANSWERS else f'{count} so far'}.")
    return sentences


@click.command("patterns")
@click.option("--method", is_flag=True, help="Explain the method in ten lines.")
@click.option("--ask", metavar="WHAT", help="Choose one of the six questions to be tested first, or none.")
@json_option
def show_patterns(method: bool, ask: str | None, as_json: bool) -> None:
    """Show on what kind of days your mood was higher or lower, and how sure that is."""
    if method:
        print_lines(list_method_lines())
        return
    if ask:
        run_action(pattern_actions.choose_question("" if ask.lower() == "none" else ask))
        return
    service = open_service()
    due_check = service.history.run_due_check()
    if due_check is not None:
        service.execute(due_check)
    findings = summarize_checks(service.journal, service.journal.settings.day_of(service.now()))
    print_json(serialize_findings(findings)) if as_json else print_lines(describe_findings(findings, service))


def describe_findings(findings: CheckSummary, service: CoachService) -> list[str]:
    """Return the findings as sentences; a withdrawn one is named once."""
    if findings.checked_on is None:
        return list(filter(None, (findings.describe_needed_days(), findings.describe_next_check())))
    lines = []
    for pattern in findings.withdrawn:
        if not pattern_actions.is_withdrawal_recorded(service.journal, pattern.name, findings.checked_on):
            lines.append(describe_withdrawal(pattern))
            if not service.journal.read_only:
                service.execute(pattern_actions.record_withdrawal(pattern.name, findings.checked_on))
    lines += [describe_pattern(pattern) for pattern in findings.standing]
    lines += [EXPERIMENT_OFFER] if findings.standing else []
    lines += [findings.describe_silent()] if findings.silent else []
    lines += [describe_uncompared(findings.without_data)] if findings.without_data else []
    return list(filter(None, (*lines, findings.describe_next_check())))


def serialize_findings(findings: CheckSummary) -> dict[str, object]:
    """Return the findings for --json. Markers without a finding carry no numbers."""
    return {
        "rated_days": findings.rated_days, "about": DAYS_BEFORE_FIRST_CHECK, "looked_on": findings.checked_on,
        "next_look": findings.next_check_on, "told": [asdict(pattern) for pattern in findings.standing],
        "taken_back": [pattern.name for pattern in findings.withdrawn], "nothing_to_say": list(findings.silent),
        "no_days": list(findings.without_data), "own_question": findings.question,
    }  # fmt: skip


@click.command("experiment")
@click.argument("words", nargs=-1, shell_complete=complete_words("start", "end"))
def manage_experiment(words: tuple[str, ...]) -> None:
    """Test whether something changes your mood, on days that the coach picks by a coin flip.

    Without a word, show the experiment. To begin: start screen_free_break (a screen-free break), start
    goal_done (a finished goal) or start voice (talking by voice or in person). To stop: end.
    """
    experiment_word = words[0].lower() if words else ""
    if experiment_word in ("end", "stop"):
        run_action(pattern_actions.end_experiment())
    elif experiment_word == "start" and len(words) > 1:
        run_action(pattern_actions.start_experiment(" ".join(words[1:])))
    elif experiment_word:
        hint = f"Use coach experiment start {TESTABLE_MARKERS[-1]}, or coach experiment end."
        raise InvalidInput(f"coach experiment {clean_text(' '.join(words), 40)} is not understood.", hint=hint)
    else:
        service = open_service()
        today, moods = service.journal.settings.day_of(service.now()), service.history.load_series().moods_by_day()
        experiment_lines = experiments.list_experiment_messages(service.journal, today, moods)
        names = " or ".join(f"{name} ({describe_marker(name)})" for name in TESTABLE_MARKERS)
        print_lines(experiment_lines or [f"No experiment is running. To start one: coach experiment start {names}."])
