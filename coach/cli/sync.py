"""Commands for data on several computers: coach move-data, git-setup, and merge-driver, which git calls."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click

from coach.cli.common import open_service, print_line
from coach.errors import CoachError
from coach.paths import DATA_VARIABLE, expand_path, find_local_copy_file, remember_data_folder
from coach.store import Store
from coach.store.git_and_syncthing import MERGE_DRIVER, merge_into_file, prepare_git, prepare_syncthing
from coach.store.move_data import move_data


@click.command("move-data")
@click.argument("directory", metavar="DIR")
@click.pass_context
def move_data_folder(ctx: click.Context, directory: str) -> None:
    """Move the data to another folder and remember it. Data that is already there is merged."""
    source = open_service(ctx, read=True).store
    place = expand_path(directory).absolute()
    target = Store(place, local_copy=find_local_copy_file(place))
    files = move_data(source, target, lambda: remember_data_folder(place))
    print_line(f"Moved {files} files to {place}; they were read back before the old ones were removed.")
    ignored = prepare_syncthing(place)
    if ignored is not None:
        print_line(f"{ignored} tells Syncthing what belongs to this computer alone.")
    if os.environ.get(DATA_VARIABLE):
        print_line(f"{DATA_VARIABLE} still names the old folder: unset it, or set it to {place}.")


@click.command("git-setup")
@click.pass_context
def set_up_git(ctx: click.Context) -> None:
    """Let git merge the data record by record. Run it once on each computer."""
    home = open_service(ctx).store.files.real_folder
    _run_git(home, "rev-parse", "--git-dir")
    try:
        prepare_git(home)
        prepare_syncthing(home)
    except OSError as error:
        raise CoachError(f"{home} cannot be written to.", hint="Allow it again, then try again.") from error
    _run_git(home, "config", f"merge.{MERGE_DRIVER}.name", "coach: record by record, newest wins")
    _run_git(home, "config", f"merge.{MERGE_DRIVER}.driver", f"{_program_command()} merge-driver %O %A %B")
    print_line(f"Git merges {home} record by record now. Add and commit .gitattributes and .gitignore.")


@click.command("merge-driver", hidden=True)
@click.argument("base")
@click.argument("mine")
@click.argument("theirs")
@click.pass_context
def run_merge_driver(ctx: click.Context, base: str, mine: str, theirs: str) -> None:
    """Merge two versions of a data file for git, into the first. BASE is ignored: records know their versions."""
    try:
        merge_into_file(Path(mine), Path(theirs))
    except (OSError, ValueError) as error:
        raise CoachError("Not merged: one of the two versions is not a data file.", hint="git keeps both.") from error


def _program_command() -> str:
    """Return the command by which git calls the coach."""
    return "coach" if shutil.which("coach") else f"{shlex.quote(sys.executable)} -m coach"


def _run_git(folder: Path, *words: str) -> None:
    """Run git in `folder`. Raises CoachError."""
    try:
        done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, timeout=30)
    except FileNotFoundError:
        raise CoachError("git is not installed.", "Nothing was changed.", "Install it, then try again.") from None
    if done.returncode:
        raise CoachError(f"{folder} is not in a git repository.", "Nothing was changed.", "git init makes it one.")
