"""Commands for the data folder: coach doctor, where, move-data, git-setup."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import click

from coach.cli.common import get_chosen_folder, json_option, open_service, print_answer, print_line
from coach.doctor import Finding, examine_installation
from coach.domain.wording import format_count
from coach.errors import CoachError
from coach.paths import (
    DATA_VARIABLE,
    LEFT_FOLDER_FILE,
    MOVED_FOLDER_FILE,
    expand_path,
    find_config_file,
    find_data_folder,
    find_local_copy_file,
    move_typed_texts,
    read_folder_note,
    remove_folder_note,
    write_folder_note,
)
from coach.sources.connected_sources import find_sources
from coach.store import Store, errors_and_notices
from coach.store.file_format import is_same_data
from coach.store.git_and_syncthing import prepare_git, prepare_syncthing, require_git, set_merge_driver
from coach.store.merge_copies import merge_file_bytes
from coach.store.move_data import move_data


@click.command("doctor")
@json_option
def examine_data(as_json: bool) -> None:
    """Check the data folder: where it is, who can read it, which programs copy it.

    Versions of programs are listed, too. No name is printed.
    """
    service = open_service(require_data=False)
    findings = examine_installation(
        service.folder, is_readable=not service.is_unreadable, unmerged=service.unmerged_copies
    )
    source_kinds = ", ".join(sorted(source.kind for source in find_sources(service)))
    findings.append(Finding("sources", source_kinds or "none is connected"))
    lines = [f"{f.topic}: {f.text}{f'. {f.hint}' if f.hint else ''}" for f in findings]
    print_answer(as_json, list(map(asdict, findings)), lines)


@click.command("where")
@json_option
def show_paths(as_json: bool) -> None:
    """Print where the data and the settings file are."""
    folder = find_data_folder(get_chosen_folder())
    paths = {"data": str(folder), "file": str(folder / "coach.json"), "config": str(find_config_file())}
    print_answer(as_json, paths, [f"{name}: {path}" for name, path in paths.items()])


@click.command("move-data")
@click.argument("directory", metavar="DIR")
def move_data_folder(directory: str) -> None:
    """Move the data to another folder, and use that from now on. Data that is already there is merged."""
    source = open_service(answers=False).store
    new_folder = expand_path(directory).absolute()
    file_count = _finish_last_move(source)
    if file_count == 0 or new_folder != source.folder:
        target = Store(new_folder, local_copy=find_local_copy_file(new_folder))
        try:
            write_folder_note(LEFT_FOLDER_FILE, source.folder)
            file_count = move_data(source, target, lambda: write_folder_note(MOVED_FOLDER_FILE, new_folder))
            move_typed_texts(source.folder, new_folder)
            remove_folder_note(LEFT_FOLDER_FILE)
        except OSError as error:
            raise errors_and_notices.move_refused_error(error, new_folder) from error
    moved_files = format_count(file_count, "file")
    print_line(f"Moved {moved_files} to {new_folder}. The new copies were checked before the old ones were removed.")
    with suppress(OSError):  # the data is moved, whatever happens to Syncthing's list
        if (syncthing_file := prepare_syncthing(new_folder)) is not None:
            print_line(f"{syncthing_file} tells Syncthing what belongs to this computer alone.")
    if os.environ.get(DATA_VARIABLE):
        print_line(f"{DATA_VARIABLE} still names the old folder: unset it, or set it to {new_folder}.")


def _finish_last_move(current: Store) -> int:
    """Empty the folder of a move that was stopped; return how many files were in it, 0 if there is none."""
    left_folder = read_folder_note(LEFT_FOLDER_FILE)
    if left_folder is None or left_folder == current.folder:
        return 0
    left_store = Store(left_folder, local_copy=find_local_copy_file(left_folder))
    left_store.load_folder()
    file_count = 0
    try:
        if left_store.path.exists() and is_same_data(left_store.state.content, current.state.content):
            file_count = move_data(left_store, current, lambda: None)
        move_typed_texts(left_folder, current.folder)
        remove_folder_note(LEFT_FOLDER_FILE)
    except OSError as error:
        raise errors_and_notices.not_moved_error(error, left_folder, current.folder) from error
    return file_count


@click.command("git-setup")
def set_up_git() -> None:
    """Let git merge the data, one entry at a time. Run it once on each computer."""
    real_folder = open_service(read=False).store.files.real_folder
    require_git(real_folder)
    try:
        prepare_git(real_folder)
        prepare_syncthing(real_folder)
    except OSError as error:
        hint = "Give yourself permission to write there, then try again."
        raise CoachError(f"{real_folder} cannot be written to.", hint=hint) from error
    coach_command = "coach" if shutil.which("coach") else f"{shlex.quote(sys.executable)} -m coach"
    set_merge_driver(real_folder, coach_command)
    print_line(f"Git now merges {real_folder} one entry at a time. Add and commit .gitattributes and .gitignore.")


@click.command("merge-driver", hidden=True)
@click.argument("base")
@click.argument("mine")
@click.argument("theirs")
def run_merge_driver(base: str, mine: str, theirs: str) -> None:
    """Merge two versions of a data file for git, into the first. BASE is ignored: records know their versions."""
    our_file = Path(mine)
    try:
        our_file.write_bytes(merge_file_bytes(our_file.read_bytes(), Path(theirs).read_bytes()))
    except (OSError, ValueError) as error:
        raise CoachError("Not merged: one of the two versions is not a data file.", hint="git keeps both.") from error
