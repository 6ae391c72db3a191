"""Commands coach patterns and coach experiment."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import click

from coach.acts import experiment as experiment_actions
from coach.advice import experiment as trials
from coach.advice.experiment import CHOICES
from coach.advice.looks import Findings, findings
from coach.advice.patterns import OFFER, method_lines, phrase, sentence, withdrawal
from coach.cli import completion
from coach.cli.common import json_option, open_service, print_json, print_line, run_action
from coach.desk import Desk
from coach.domain.clock import day_of
from coach.domain.wording import format_date
from coach.errors import NotUnderstood


@click.command("patterns")
@click.option("--method", is_flag=True, help="Explain the method in ten lines.")
@click.option("--ask", metavar="WHAT", help="Ask one of the six questions yourself (none withdraws it).")
@json_option
@click.pass_context
def show_patterns(ctx: click.Context, method: bool, ask: str | None, as_json: bool) -> None:
    """Show what went together with your mood, with its range."""
    if method:
        for line in method_lines():
            print_line(line)
        return
    if ask:
        run_action(ctx, experiment_actions.ask("" if ask.lower() == "none" else ask))
        return
    service = open_service(ctx, read=True)
    look = service.past.look()
    if look is not None:
        service.do(look)
    found = findings(service.book, day_of(service.now(), service.book.settings.day_ends))
    if as_json:
        print_json(serialize_findings(found))
        return
    for line in describe_findings(found, service):
        print_line(line)


@click.command("experiment")
@click.argument("words", nargs=-1, shell_complete=completion.complete_words("start", "end"))
@click.pass_context
def manage_experiment(ctx: click.Context, words: tuple[str, ...]) -> None:
    """Try something on days that a coin picks: show the experiment, start WHAT, or end."""
    word = words[0].lower() if words else ""
    if word in ("end", "stop"):
        run_action(ctx, experiment_actions.end())
    elif word == "start" and len(words) > 1:
        run_action(ctx, experiment_actions.start(" ".join(words[1:])))
    elif word:
        raise NotUnderstood("An experiment can start or end.", hint=f"coach experiment start {CHOICES[-1]}")
    else:
        service = open_service(ctx, read=True)
        today, moods = day_of(service.now(), service.book.settings.day_ends), service.past.series().moods()
        lines = trials.said(service.book, today, moods)
        for line in lines or [f"No experiment. coach experiment start WHAT: {', '.join(CHOICES)}."]:
            print_line(line)


def describe_findings(found: Findings, service: Desk) -> list[str]:
    """Return the findings as sentences; a withdrawn one is named once."""
    if found.looked is None:
        lines = [f"{found.rated} of about {found.need} days so far."]
        return [*lines, f"The first look is on {_format_day(found.next_look)}."] if found.next_look else lines
    lines = []
    for pattern in found.withdrawn:
        if not experiment_actions.is_said(service.book, pattern.name, found.looked):
            lines.append(withdrawal(pattern))
            if not service.book.read_only:
                service.do(experiment_actions.said(pattern.name, found.looked))
    lines += [sentence(pattern) for pattern in found.standing]
    if found.standing:
        lines.append(OFFER)
    if found.silent:
        lines.append(f"Nothing to say so far about: {', '.join(phrase(name) for name in found.silent)}.")
    if found.unknown:
        lines.append(f"No days to compare for: {', '.join(map(phrase, found.unknown))}.")
    if found.next_look:
        lines.append(f"The next look is on {_format_day(found.next_look)}.")
    return lines


def serialize_findings(found: Findings) -> dict[str, object]:
    """Return the findings for --json. Markers without a finding carry no numbers."""
    return {
        "rated_days": found.rated,
        "about": found.need,
        "looked_on": found.looked,
        "next_look": found.next_look,
        "told": [asdict(pattern) for pattern in found.standing],
        "taken_back": [pattern.name for pattern in found.withdrawn],
        "nothing_to_say": list(found.silent),
        "no_days": list(found.unknown),
        "own_question": found.question,
    }


def _format_day(day: date) -> str:
    return format_date(day, year=True)
