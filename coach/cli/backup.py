"""Commands for copies of the data: coach backup, restore, merge."""

from __future__ import annotations

import click

from coach.cli.common import json_option, open_service, print_json, print_line, require_consent, write_output_file
from coach.cli.encryption import encrypt_option, encrypt_output, key_file_option, open_decrypted_copy, to_option
from coach.domain.wording import RECORD_NAMES, format_count
from coach.errors import InvalidInput
from coach.paths import expand_path
from coach.store import Store, merge_copies, restore
from coach.store.backups import Backup


@click.command("backup")
@click.option("--out", metavar="FILE", help="With --encrypt: where the encrypted copy goes.")
@encrypt_option
@to_option
def create_backup(out: str | None, encrypt: bool, keys: tuple[str, ...]) -> None:
    """Back up the data file now. A backup is also made every day.

    With --encrypt, an encrypted copy goes to a file you name, such as one on a USB stick or in a synchronised folder.
    """
    if encrypt or keys:
        if out is None:
            raise InvalidInput("An encrypted backup needs a file.", hint="coach backup --encrypt --out coach.json.age")
        data = restore.read_data_file(open_service().store)
        write_output_file(expand_path(out), encrypt_output(data, keys))
        print_line(f"Written: {out}. coach restore {out} reads it.")
        return
    if out is not None:
        raise InvalidInput("--out needs --encrypt.", hint="Without --encrypt the backup goes to the data folder.")
    new_backup = restore.back_up_data(open_service().store)
    print_line(f"Backed up to {new_backup.path}.")


@click.command("restore")
@click.argument("which", required=False)
@click.option("--yes", is_flag=True, help="Restore without asking.")
@key_file_option
@json_option
@click.pass_context
def restore_backup(ctx: click.Context, which: str | None, yes: bool, key_file: str | None, as_json: bool) -> None:
    """List the backups, or restore one: coach restore 1. Current data is backed up first."""
    service = open_service(answers=which is None, require_data=False)
    store = service.store
    backups = store.backups.list_backups()
    if service.is_unreadable and not backups:
        ctx.exit(1)
    if which is None:
        if as_json:
            numbered = enumerate(backups, 1)
            print_json([{"number": n, "file": str(b.path), "day": b.day, "why": b.reason} for n, b in numbered])
            return
        for n, b in enumerate(backups, 1):
            print_line(f"{n:3}  {b.day:%Y-%m-%d}  {b.reason}, {_describe_size(store, b)}  {b.path.name}")
        if not backups:
            print_line("There are no backups yet. coach backup makes one.")
        return
    path = backups[int(which) - 1].path if which.isdecimal() and 0 < int(which) <= len(backups) else expand_path(which)
    with open_decrypted_copy(path, key_file, store.folder) as readable_copy:
        for table, change in restore.preview_restored_copy(store, readable_copy).items():
            changes = [
                (change.returning, "comes back", "come back"),
                (change.removed, "is removed", "are removed"),
                (change.changed, "changes back", "change back"),
            ]
            counts = ", ".join(f"{count} {one if count == 1 else more}" for count, one, more in changes if count)
            if counts:
                print_line(f"{RECORD_NAMES.get(table, (table, table))[1]}: {counts}")
        require_consent(yes, "Restore it?")
        restore.restore_copy(store, readable_copy)
    print_line(f"Restored: {path.name}. Your data from before was backed up first; coach restore lists it.")


def _describe_size(store: Store, backup: Backup) -> str:
    """Return how many records a backup has, or that it cannot be read."""
    try:
        documents = store.backups.read_backup(backup.path).documents
    except (OSError, ValueError):
        return "cannot be read"
    return format_count(sum(map(len, documents.values())), "entry", "entries")


@click.command("merge")
@click.argument("file")
def merge_copy(file: str) -> None:
    """Merge another copy of the data into yours.

    Where both have the same entry, the newer version stays. coach undo undoes it.
    """
    service = open_service(answers=False)
    merge_result = merge_copies.merge_from(service.store, expand_path(file), undoable=True)
    service.open_folder()  # tells what came with it
    changed_count = format_count(merge_result.updated, "changed entry", "changed entries")
    print_line(f"Merged: {format_count(merge_result.added, 'new entry', 'new entries')}, {changed_count}.")
