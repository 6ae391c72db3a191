"""Commands that remove data for good: coach forget, erase."""

from __future__ import annotations

import sys

import click

from coach.cli.common import open_service, print_line, require_consent
from coach.cli.name_argument import name_argument
from coach.domain.wording import RECORD_NAMES, format_count
from coach.errors import CoachError, InvalidInput
from coach.forget_person import erase_everything, find_forgettable_person, forget_person, keep_returned_person
from coach.store.errors_and_notices import linked_files_message

ERASE_WORD = "erase"


@click.command("forget")
@name_argument
@click.option("--yes", is_flag=True, help="Remove without asking.")
@click.option("--keep", is_flag=True, help="Bring back a person you removed, who was added again on another computer.")
def forget_named_person(name: str, yes: bool, keep: bool) -> None:
    """Remove a person from every file, backups included. This cannot be undone."""
    service = open_service(answers=False)
    if keep:
        print_line(f"{keep_returned_person(service, name)} is back.")
        return
    person = find_forgettable_person(service, name)
    require_consent(yes, f"Remove {person.name} from every file, backups included? This cannot be undone.")
    linked_count = service.store.files.count_linked_files()
    removal = forget_person(service, person)
    removed = [
        format_count(n, *RECORD_NAMES.get(table, (table, table))) for table, n in sorted(removal.records.items())
    ]
    print_line(f"Removed: {', '.join(removed) or 'nothing'}, from {format_count(len(removal.files), 'file')}.")
    _print_linked_files(linked_count)


@click.command("erase")
@click.option("--word", metavar="WORD", help=f"Confirms without asking, for scripts: --word {ERASE_WORD}.")
def erase_all_data(word: str | None) -> None:
    """Remove everything the coach has stored, after you type a word. This cannot be undone."""
    service = open_service(read=False)
    store = service.store
    if word is None:
        if not sys.stdin.isatty():
            raise CoachError("Nothing was removed.", hint=f"In a script: coach erase --word {ERASE_WORD}.")
        word = click.prompt(
            f"This removes all that the coach has in {store.folder}, backups included. Type {ERASE_WORD} to do it",
            default="",
        )
    if word != ERASE_WORD:
        raise InvalidInput("Nothing was removed.", hint=f"The word is {ERASE_WORD}.")
    linked_count = store.files.count_linked_files()
    file_count = erase_everything(service)
    print_line(f"Removed: {format_count(file_count, 'file')}. Nothing of the coach is left in {store.folder}.")
    _print_linked_files(linked_count)


def _print_linked_files(count: int) -> None:
    if count:
        print_line(linked_files_message(count))
