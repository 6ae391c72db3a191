"""Command coach completion: print or install the script that lets Tab complete."""

from __future__ import annotations

import os
import shlex
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
    script_file, startup_file, load_line = find_completion_target(shell)
    startup_text = _read_startup_file(startup_file) if startup_file else ""
    startup_lines = f"# coach: Tab completes commands and names (coach completion install)\n{load_line}\n"
    is_script_new = _read_startup_file(script_file) != script
    changed_files = [script_file] if is_script_new else []
    if startup_file and startup_lines in startup_text:
        startup_file = None
    if startup_file:
        changed_files.append(startup_file)
    if not changed_files:
        print_line(f"Completion for {shell} is installed already: {script_file}.")
        return
    if is_script_new:
        line_count = len(script.splitlines())
        print_line(f"New file: {script_file} ({line_count} lines; coach completion {shell} prints them).")
    if startup_file:
        print_line(f"At the end of {startup_file}, because {shell} loads no completions by itself here:")
        click.echo(startup_lines.strip("\n"))
    require_consent(yes, "Write it?")
    try:
        if is_script_new:
            write_private_file(script_file, script.encode())
        if startup_file:
            line_break = "\n" if startup_text and not startup_text.endswith("\n") else ""
            with startup_file.open("a", encoding="utf-8") as opened_file:  # keeps links, owner and mode
                opened_file.write(line_break + startup_lines)
    except OSError as error:
        raise CoachError(f"{error.filename} could not be written: {error.strerror}.") from error
    written_files = " and the lines in ".join(map(str, changed_files))
    print_line(f"Installed. It works in the next {shell} you open. To undo it, remove {written_files}.")


BASH_COMPLETION_FILES = (
    "/usr/share/bash-completion/bash_completion",
    "/usr/local/share/bash-completion/bash_completion",
    "/opt/homebrew/etc/profile.d/bash_completion.sh",
    "/usr/local/etc/profile.d/bash_completion.sh",
)
"""Where the package bash-completion lies; with it, bash reads a folder of completions on demand."""


def find_completion_target(shell: str) -> tuple[Path, Path | None, str]:
    """Return where the script for `shell` goes: into the shell's own folder for completions, if it has one here.

    Where the shell does not look there itself, its startup file follows, and the line that loads the script.
    """
    home = Path.home()
    config_folder = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    data_folder = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    if shell == "fish":
        return config_folder / "fish" / "completions" / "coach.fish", None, ""
    if shell == "bash":
        completions_folder = Path(os.environ.get("BASH_COMPLETION_USER_DIR") or data_folder / "bash-completion")
        script = completions_folder / "completions" / "coach"
        if any(Path(file).exists() for file in BASH_COMPLETION_FILES) and _loads_bash_completion(home):
            return script, None, ""
        return script, home / ".bashrc", f". {shlex.quote(str(script))}"
    dot_folder = Path(os.environ.get("ZDOTDIR") or home)
    startup_file = dot_folder / ".zshrc"
    for completions_folder in (home / ".zfunc", dot_folder / ".zsh" / "completions"):
        if completions_folder.is_dir() and completions_folder.name in _read_startup_file(startup_file):
            return completions_folder / "_coach", None, ""
    script = data_folder / "zsh" / "site-functions" / "_coach"
    load_line = f"(( $+functions[compdef] )) || {{ autoload -Uz compinit && compinit }}; . {shlex.quote(str(script))}"
    return script, startup_file, load_line


def _loads_bash_completion(home: Path) -> bool:
    """Tell whether a startup file of bash loads bash-completion: the folder of completions is read only then."""
    files = (home / ".bashrc", Path("/etc/bash.bashrc"), Path("/etc/bashrc"), Path("/etc/profile.d/bash_completion.sh"))
    return any(
        "bash_completion" in line and not line.lstrip().startswith("#")
        for file in files
        for line in _read_startup_file(file).splitlines()
    )


def _read_startup_file(path: Path) -> str:
    """Return what a file holds, "" if it cannot be read."""
    try:
        return read_text_file(path, errors="surrogateescape")
    except OSError:
        return ""
