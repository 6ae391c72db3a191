"""Command coach completion: print or install the script that lets Tab complete."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from coach.atomic_file import read_text_file, write_private_file
from coach.cli.common import complete_words, print_line, require_consent
from coach.domain.text import format_suggestion
from coach.errors import CoachError, InvalidInput

COMPLETED_SHELLS = ("bash", "zsh", "fish")
COMPLETION_VARIABLE = "_COACH_COMPLETE"
"""The environment variable by which the scripts of a shell ask for completions."""


@click.command("completion")
@click.argument(
    "shell", shell_complete=complete_words(*COMPLETED_SHELLS, ("install", "Write the script where the shell finds it"))
)
@click.argument("which", required=False, metavar="[SHELL]", shell_complete=complete_words(*COMPLETED_SHELLS))
@click.option("--yes", is_flag=True, help="With install: write without asking.")
def print_completion(shell: str, which: str | None, yes: bool) -> None:
    """Print the script that lets Tab complete commands and names in bash, zsh or fish; or install it.

    coach completion install is for the shell you use; for another one: coach completion install zsh. It shows what it
    would write, and where, and asks. Your .bashrc or .zshrc is changed only if the shell has no folder of its own for
    completions. To print the script: coach completion bash.
    """
    if shell == "install":
        _install_completion(which or Path(os.environ.get("SHELL", "")).name, yes)
    else:
        click.echo(_make_completion_script(shell))


def _make_completion_script(shell: str) -> str:
    coach_group = click.get_current_context().find_root().command
    completion_class = get_completion_class(shell) if shell in COMPLETED_SHELLS else None
    if completion_class is None:
        known_shells = f"There are completions for {', '.join(COMPLETED_SHELLS[:-1])} and {COMPLETED_SHELLS[-1]}."
        raise InvalidInput(format_suggestion(shell, [*COMPLETED_SHELLS, "install"]), known_shells)
    shell_completion = completion_class(coach_group, {}, "coach", COMPLETION_VARIABLE)
    return shell_completion.source_template % shell_completion.source_vars()


def _install_completion(shell: str, yes: bool) -> None:
    """Show what would be written for `shell`, ask, and write it."""
    script = f"{_make_completion_script(shell).strip()}\n"
    target = find_completion_target(shell)
    startup_text = _read_startup_file(target.startup_file) if target.startup_file else ""
    changed_files = [target.script] if _read_startup_file(target.script) != script else []
    added_lines = ""
    if target.startup_file and target.startup_lines not in startup_text:
        added_lines = f"{'' if not startup_text or startup_text.endswith(chr(10)) else chr(10)}{target.startup_lines}"
        changed_files.append(target.startup_file)
    if not changed_files:
        print_line(f"Completion for {shell} is installed already: {target.script}.")
        return
    if target.script in changed_files:
        line_count = len(script.splitlines())
        print_line(f"New file: {target.script} ({line_count} lines; coach completion {shell} prints them).")
    if added_lines and target.startup_file:
        print_line(f"At the end of {target.startup_file}, because {shell} loads no completions by itself here:")
        click.echo(added_lines.strip("\n"))
    require_consent(yes, "Write it?")
    try:
        if target.script in changed_files:
            write_private_file(target.script, script.encode())
        if added_lines and target.startup_file:
            with target.startup_file.open("a", encoding="utf-8") as startup_file:  # keeps links, owner and mode
                startup_file.write(added_lines)
    except OSError as error:
        raise CoachError(f"{error.filename} could not be written: {error.strerror}.") from error
    written_files = " and the lines in ".join(map(str, changed_files))
    print_line(f"Installed. It works in the next {shell} you open. To undo it, remove {written_files}.")


@dataclass(frozen=True, slots=True)
class CompletionTarget:
    """Where a completion script goes.

    `startup_file` gets `startup_lines` where the shell does not look there itself.
    """

    script: Path
    startup_file: Path | None = None
    startup_lines: str = ""


BASH_COMPLETION_FILES = (
    "/usr/share/bash-completion/bash_completion",
    "/usr/local/share/bash-completion/bash_completion",
    "/opt/homebrew/etc/profile.d/bash_completion.sh",
    "/usr/local/etc/profile.d/bash_completion.sh",
)
"""Where the package bash-completion lies; with it, bash reads a folder of completions on demand."""


def find_completion_target(shell: str) -> CompletionTarget:
    """Return where the script for `shell` goes: into the shell's own folder for completions, if it has one here."""
    home = Path.home()
    config_folder = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    data_folder = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    if shell == "fish":
        return CompletionTarget(config_folder / "fish" / "completions" / "coach.fish")
    if shell == "bash":
        completions_folder = Path(os.environ.get("BASH_COMPLETION_USER_DIR") or data_folder / "bash-completion")
        script = completions_folder / "completions" / "coach"
        if any(Path(file).exists() for file in BASH_COMPLETION_FILES) and _loads_bash_completion(home):
            return CompletionTarget(script)
        return CompletionTarget(script, home / ".bashrc", _format_startup_lines(f". {shlex.quote(str(script))}"))
    dot_folder = Path(os.environ.get("ZDOTDIR") or home)
    startup_file = dot_folder / ".zshrc"
    for completions_folder in (home / ".zfunc", dot_folder / ".zsh" / "completions"):
        if completions_folder.is_dir() and completions_folder.name in _read_startup_file(startup_file):
            return CompletionTarget(completions_folder / "_coach")
    script = data_folder / "zsh" / "site-functions" / "_coach"
    load = f"(( $+functions[compdef] )) || {{ autoload -Uz compinit && compinit }}; . {shlex.quote(str(script))}"
    return CompletionTarget(script, startup_file, _format_startup_lines(load))


def _loads_bash_completion(home: Path) -> bool:
    """Tell whether a startup file of bash loads bash-completion: the folder of completions is read only then."""
    files = (home / ".bashrc", Path("/etc/bash.bashrc"), Path("/etc/bashrc"), Path("/etc/profile.d/bash_completion.sh"))
    return any(
        "bash_completion" in line and not line.lstrip().startswith("#")
        for file in files
        for line in _read_startup_file(file).splitlines()
    )


def _format_startup_lines(load_command: str) -> str:
    return f"# coach: Tab completes commands and names (coach completion install)\n{load_command}\n"


def _read_startup_file(path: Path) -> str:
    """Return what a file holds, "" if it cannot be read."""
    try:
        return read_text_file(path, errors="surrogateescape")
    except OSError:
        return ""
