"""Commands coach patterns and coach experiment: what went together with the mood, and a coin that tests it."""

from __future__ import annotations

from dataclasses import asdict

import click

from coach.actions import patterns as pattern_actions
from coach.advice.patterns import experiments
from coach.advice.patterns.experiments import TESTABLE_MARKERS
from coach.advice.patterns.markers import describe_marker
from coach.advice.patterns.mood_patterns import (
    EXPERIMENT_OFFER,
    describe_pattern,
    describe_uncompared,
    describe_withdrawal,
    list_method_lines,
)
from coach.advice.patterns.pattern_checks import CheckSummary, summarize_checks
from coach.cli.common import complete_words, json_option, open_service, print_json, print_lines, run_action
from coach.domain.text import clean_text
from coach.errors import InvalidInput
from coach.service import CoachService


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
