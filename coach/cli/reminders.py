"""Commands coach due and coach remind: what is due now, and a timer of the system that asks for it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict

import click

from coach.cli.common import (
    get_chosen_folder,
    json_option,
    open_service,
    print_json,
    print_line,
    print_lines,
    print_notice,
    require_consent,
)
from coach.errors import CoachError
from coach.reminders import system_timers
from coach.reminders.already_announced import release_announcements
from coach.reminders.block_end import announce_block_end
from coach.reminders.desktop_notification import can_notify, send_notification
from coach.reminders.due import take_due_line


@click.command("due")
@click.option("--notify", is_flag=True, help="Show it on the desktop, too.")
@json_option
def show_due(notify: bool, as_json: bool) -> None:
    """Print in one line what is due now, or nothing; each thing once.

    Silent outside your hours, while you are away and once you have closed the day. With coach set hours-end yes, it
    says at the end of your hours that you can stop for today. The exit code is always 0.
    """
    try:
        service = open_service()
        due_line, items = take_due_line(service)
    except CoachError as error:  # a prompt or a timer goes on
        print_notice(str(error))
        due_line, items = "", []
    if as_json:
        print_json({"line": due_line, "items": [{k: v for k, v in asdict(i).items() if k != "key"} for i in items]})
    elif due_line:
        print_line(due_line)
    if due_line and notify and can_notify() and not send_notification(due_line):
        with suppress(CoachError):
            release_announcements(service, [item.key for item in items])  # nobody saw it: the next time says it again


@click.command("block-end", hidden=True)
@click.argument("block")
@click.option("--terminal", default="")
def announce_end_of_block(block: str, terminal: str) -> None:
    """Announce the end of a block; the timer that was set for it calls this."""
    announce_block_end(open_service(read=False), block, terminal)


@click.command("remind")
@click.argument("times", nargs=-1)
@click.option(
    "--with",
    "kind",
    type=click.Choice(system_timers.TIMER_KINDS),
    help="Which timer to use; by default the system's own.",
)
@click.option("--yes", is_flag=True, help="Install without asking.")
def set_reminders(times: tuple[str, ...], kind: str | None, yes: bool) -> None:
    """Install a timer that shows what is due: coach remind 9:00 17:30; coach remind off removes it.

    What would be written is shown first. Without times, shows what is installed.
    """
    if not times:
        no_timer = ["No timer is installed. coach remind 9:00 17:30 installs one."]
        print_lines(system_timers.describe_installed() or no_timer)
        return
    if [word.lower() for word in times] == ["off"]:
        removed_files = system_timers.remove_timer()
        print_line(f"Removed: {', '.join(removed_files)}." if removed_files else "No timer is installed.")
        return
    timer_plan = system_timers.build_timer_plan(system_timers.parse_times(times), kind or "", get_chosen_folder())
    for plan_line in timer_plan.describe():
        click.echo(plan_line)
    require_consent(yes, "Install it?")
    system_timers.install_timer(timer_plan)
    print_line(f"Installed with {timer_plan.kind}. coach remind off removes exactly that.")
