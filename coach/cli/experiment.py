"""Command coach experiment: try something on days that a coin picks."""

from __future__ import annotations

import click

from coach.actions import experiments as experiment_actions
from coach.advice.patterns import experiment as trials
from coach.advice.patterns.experiment import TESTABLE_MARKERS
from coach.cli import completion
from coach.cli.common import open_service, print_line, run_action
from coach.domain.text import clean_text
from coach.errors import InvalidInput


@click.command("experiment")
@click.argument("words", nargs=-1, shell_complete=completion.complete_words("start", "end"))
@click.pass_context
def manage_experiment(ctx: click.Context, words: tuple[str, ...]) -> None:
    """Try something on days that a coin picks: show the experiment, start WHAT, or end."""
    word = words[0].lower() if words else ""
    if word in ("end", "stop"):
        run_action(ctx, experiment_actions.end_experiment())
    elif word == "start" and len(words) > 1:
        run_action(ctx, experiment_actions.start_experiment(" ".join(words[1:])))
    elif word:
        raise InvalidInput(
            f"coach experiment {clean_text(' '.join(words), 40)} is not understood.",
            hint=f"Use coach experiment start {TESTABLE_MARKERS[-1]}, or coach experiment end.",
        )
    else:
        service = open_service(ctx, read=True)
        today, moods = (
            service.journal.settings.day_of(service.now()),
            service.history.load_series().moods_by_day(),
        )
        lines = trials.list_experiment_messages(service.journal, today, moods)
        for line in lines or [f"No experiment. coach experiment start WHAT: {', '.join(TESTABLE_MARKERS)}."]:
            print_line(line)
