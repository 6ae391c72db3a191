"""Commands for lists to read through: coach check, help-me."""

from __future__ import annotations

import click

from coach.actions.reviews import CHECKLISTS, log_review, review_of_checklist
from coach.advice.catalogue import create_editable_list
from coach.advice.checklists_and_help_lines import list_help_lines, load_checklist
from coach.cli.common import at_option, complete_words, open_service, print_line, print_lines, run_action
from coach.domain.text import format_suggestion
from coach.domain.wording import format_date
from coach.errors import CoachError, InvalidInput

_edit_option = click.option(
    "--edit", "to_edit", is_flag=True, help="Copy the list into the data folder, for you to edit."
)


def _copy_list_to_edit(name: str) -> None:
    """Copy a shipped list into the data folder and print where it is."""
    try:
        print_line(f"You can edit it: {create_editable_list(name, open_service(read=False).folder)}")
    except OSError as error:
        problem = f"The list could not be written to the data folder: {error.strerror}."
        raise CoachError(problem, hint="Check the permissions of that file, and the disk.") from error


@click.command("check")
@click.argument("which", default="", shell_complete=complete_words(*CHECKLISTS))
@click.option("--done", is_flag=True, help="Log that you went through the checklist.")
@at_option
@_edit_option
def show_checklist(which: str, done: bool, to_edit: bool) -> None:
    """Show a checklist: privacy, reputation (your own name), post or request.

    One site step by step: privacy-linkedin, privacy-x or privacy-e-mail.
    """
    if to_edit:
        _copy_list_to_edit("checks")
        return
    known_checklists = f"Checks: {', '.join(CHECKLISTS)}."
    if not which:
        print_line(f"{known_checklists} coach check privacy shows one.")
        return
    if which not in CHECKLISTS:
        raise InvalidInput(f'There is no check "{which}".', format_suggestion(which, CHECKLISTS), known_checklists)
    if done and (review := review_of_checklist(which)):
        run_action(log_review(review))
        return
    checklist = load_checklist(which, folder=open_service(read=False).folder)
    print_line(f"{checklist.title} (written on {format_date(checklist.written_on, year=True)})")
    print_lines(f"- {line}" for line in checklist.lines)


@click.command("help-me")
@click.option("--country", metavar="CODE", help="List only the help lines of this country.")
@_edit_option
def show_help_lines(country: str | None, to_edit: bool) -> None:
    """Show where to find help on a hard day. Works offline, with or without data.

    To name a person first: coach set support-person Lea.
    """
    if to_edit:
        _copy_list_to_edit("help_lines")
        return
    support_person, folder = "", None
    try:
        service = open_service()
        support_person, folder = service.journal.settings.support_person, service.folder
    except Exception:  # help is shown whatever state the data is in
        pass
    print_lines(list_help_lines(country, person=support_person, folder=folder))
