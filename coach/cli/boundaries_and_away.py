"""Commands for boundaries and time away: coach boundary, boundaries, away, back."""

from __future__ import annotations

import click

from coach.actions import boundaries_and_away as actions
from coach.advice import blocked_people
from coach.advice.catalogue import create_editable_list
from coach.advice.checklists_and_help_lines import REPORT_STEPS_FILE, find_report_steps
from coach.cli.common import (
    at_option,
    complete_words,
    date_action,
    json_option,
    open_service,
    print_answer,
    print_line,
    run_action,
    run_hook,
)
from coach.cli.name_argument import optional_name_argument
from coach.domain.wording import format_date


@click.command("boundary")
@optional_name_argument
@click.option("--reason", metavar="WORD", default="", help="What happened: harsh, inappropriate or other.")
@click.option("--note", metavar="TEXT", default="", help="A private note.")
@click.option("--lift", is_flag=True, help="Lift the boundary: the person is in your lists again.")
@click.option("--steps", "channel", metavar="CHANNEL", help="How to block and report on linkedin, x, e-mail, mastodon.")
@click.option("--edit-steps", is_flag=True, help="Copy the list of steps into the data folder, for you to edit.")
@at_option
def draw_boundary(name: str, reason: str, note: str, lift: bool, channel: str | None, edit_steps: bool) -> None:
    """Take someone off every list, because their messages are not okay. coach undo or --lift brings them back.

    To block them on the site, too: coach boundary --steps linkedin.
    """
    if edit_steps:
        steps_file = create_editable_list(REPORT_STEPS_FILE, open_service(read=False).folder)
        print_line(f"You can edit the steps: {steps_file}")
    elif channel is not None:
        _print_steps(channel)
    elif not name:
        raise click.UsageError("Who is it about? coach boundary NAME")
    elif lift:
        run_action(actions.lift_boundary(name))
    else:
        journal = open_service().journal
        blocked_name, reason_word = (name, reason) if reason else actions.parse_boundary_line(name, journal)
        action = actions.set_boundary(blocked_name, actions.parse_reason(reason_word), note=note)
        saved_boundary = open_service(read=False).execute(date_action(action))
        print_line(f"{saved_boundary.message} How to block and report: coach boundary --steps linkedin")


@click.command("boundaries")
@json_option
def list_boundaries(as_json: bool) -> None:
    """List all boundaries, newest first."""
    boundaries = blocked_people.list_boundaries(open_service().journal)
    values = [
        {"person": boundary.person, "name": person.name if person else "", "since": boundary.at,
         "reason": boundary.reason, "steps": boundary.steps, "note": boundary.note}
        for boundary, person in boundaries
    ]  # fmt: skip
    lines = []
    for boundary, person in boundaries:
        name, since = person.name if person else "someone", format_date(boundary.at, year=True)
        note_text = f" · {boundary.note}" if boundary.note else ""
        lines.append(f"{name}: since {since}, {', '.join((boundary.reason, *boundary.steps))}{note_text}")
    print_answer(as_json, values, lines or ["There are no boundaries. coach boundary NAME sets one."])


def _print_steps(channel: str) -> None:
    report_steps = find_report_steps(channel, folder=open_service(read=False).folder)
    for title, step_rows in (("Block", report_steps.block), ("Report", report_steps.report)):
        print_line(f"{title} on {report_steps.title}:")
        for number, step_row in enumerate(step_rows, 1):
            print_line(f"  {number}  {step_row}")
    checked_on = format_date(report_steps.checked_on, year=True)
    print_line(f"Checked on {checked_on}: {report_steps.source}. Sites change their menus.")


@click.command("away")
@click.argument("until", nargs=-1, shell_complete=complete_words("tonight", "tomorrow", "monday"))
def step_away(until: tuple[str, ...]) -> None:
    """Step away until tonight, tomorrow (the default), a weekday or a date. Due dates move too."""
    run_action(actions.step_away(" ".join(until) or "tomorrow"))
    run_hook("on_step_away")


@click.command("back")
def come_back() -> None:
    """Come back before the time away is over."""
    run_action(actions.come_back())
    run_hook("on_back", {"kind": "break", "minutes": 0})
