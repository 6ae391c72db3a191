"""Command coach completion, and what Tab offers in bash, zsh and fish: commands, words and names of people.

Blocked people are never offered. While names are hidden (`coach set hide yes`) a name is offered only after its
beginning was typed. Names with characters that a shell may interpret are never offered, because Tab puts them into a
command line.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem, get_completion_class

from coach.actions.settings import SETTING_FIELDS
from coach.advice.contact_search import find_contacts_by_name
from coach.advice.shown_people import list_shown_people
from coach.atomic_file import read_text_file, write_private_file
from coach.cli.common import open_service, print_line, require_consent
from coach.domain.text import format_suggestion
from coach.errors import CoachError, InvalidInput

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_COACH_COMPLETE"
SAFE = frozenset(" -._")
"""Characters besides letters and digits that are safe in a command line."""
MOST_CONTACTS = 50
"""Contacts that Tab offers at most; another letter narrows them."""
Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def complete_people(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Offer people whose names begin with the typed words."""
    before = ctx.params.get(param.name or "") if param.nargs == -1 else None  # NAME, or NAME and TEXT
    words = [*(before[0] if isinstance(before, tuple) else before or "").split(), typed]
    beginning, rest = " ".join(words).casefold(), len(" ".join([*words[:-1], ""])) if words[:-1] else 0
    return [
        CompletionItem(_quote_name(name[rest:], param))
        for name in _list_names(ctx, beginning)
        if name.casefold().startswith(beginning) and name[rest:]
    ]


def complete_setting(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Offer the names of the settings."""
    return _match_words(((s.key, s.title) for s in SETTING_FIELDS), typed)


def complete_setting_value(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Offer yes and no where that is the choice."""
    toggles = any(s.can_toggle for s in SETTING_FIELDS if s.key == ctx.params.get("key"))
    return _match_words(((word, "") for word in ("yes", "no")), typed) if toggles else []


def complete_words(*known: str | tuple[str, str]) -> Complete:
    """Return a completer for fixed words, each with or without its meaning."""
    pairs = [(word, "") if isinstance(word, str) else word for word in known]

    def complete(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
        return [] if ctx.params.get(param.name or "") else _match_words(pairs, typed)

    return complete


def _list_names(ctx: click.Context, beginning: str) -> list[str]:
    root = ctx.find_root()
    root.obj = root.params.get("data")
    try:
        journal = open_service(ctx, read=True).journal
    except CoachError:
        return []
    if journal.settings.hide and not beginning:
        return []
    names = [p.name for p in list_shown_people(journal.with_archived_people())]
    names += [one.name for one in find_contacts_by_name(journal, beginning, MOST_CONTACTS)]
    return [name for name in names if _is_safe(name)]


def _is_safe(name: str) -> bool:
    """Return whether a name has no character that a shell interprets, and no word that looks like an option."""
    safe = all(c.isalnum() or c in SAFE for c in name)
    return bool(name) and safe and not any(word.startswith("-") for word in name.split())


def _quote_name(name: str, param: click.Parameter) -> str:
    """Return the name in quotes where bash would split it into several arguments."""
    one_word = param.nargs == 1 and " " in name and os.environ.get(VARIABLE) == "bash_complete"
    return f'"{name}"' if one_word else name


def _match_words(known: Iterable[tuple[str, Any]], typed: str) -> list[CompletionItem]:
    return [CompletionItem(word, help=meaning or None) for word, meaning in known if word.startswith(typed.lower())]


@click.command("completion")
@click.argument(
    "shell", shell_complete=complete_words(*SHELLS, ("install", "Write the script where the shell finds it"))
)
@click.argument("which", required=False, metavar="[SHELL]", shell_complete=complete_words(*SHELLS))
@click.option("--yes", is_flag=True, help="With install: write without asking.")
def print_completion(shell: str, which: str | None, yes: bool) -> None:
    """Print the script that lets Tab complete commands and names in bash, zsh or fish; or install it.

    coach completion install shows what it would write, and where, and asks. It takes the shell from SHELL, or name one:
    coach completion install zsh. Your .bashrc or .zshrc is changed only where the shell has no folder of its own for
    completions. To print the script: coach completion bash.
    """
    if shell == "install":
        _install_completion(which or Path(os.environ.get("SHELL", "")).name, yes)
    else:
        click.echo(_make_script(shell))


def _make_script(shell: str) -> str:
    coach = click.get_current_context().find_root().command
    known = get_completion_class(shell) if shell in SHELLS else None
    if known is None:
        known_shells = f"There are completions for {', '.join(SHELLS[:-1])} and {SHELLS[-1]}."
        raise InvalidInput(format_suggestion(shell, [*SHELLS, "install"]), known_shells)
    made = known(coach, {}, "coach", VARIABLE)
    return made.source_template % made.source_vars()


def _install_completion(shell: str, yes: bool) -> None:
    """Show what would be written for `shell`, ask, and write it."""
    script = f"{_make_script(shell).strip()}\n"
    target = find_completion_target(shell)
    startup = _read_text(target.startup_file) if target.startup_file else ""
    changes = [target.script] if _read_text(target.script) != script else []
    lines = ""
    if target.startup_file and target.startup_lines not in startup:
        lines = f"{'' if not startup or startup.endswith(chr(10)) else chr(10)}{target.startup_lines}"
        changes.append(target.startup_file)
    if not changes:
        print_line(f"Completion for {shell} is installed already: {target.script}.")
        return
    if target.script in changes:
        print_line(
            f"New file: {target.script} ({len(script.splitlines())} lines; coach completion {shell} prints them)."
        )
    if lines and target.startup_file:
        print_line(f"At the end of {target.startup_file}, because {shell} loads no completions by itself here:")
        click.echo(lines.strip("\n"))
    require_consent(yes, "Write it?")
    try:
        if target.script in changes:
            write_private_file(target.script, script.encode())
        if lines and target.startup_file:
            with target.startup_file.open("a", encoding="utf-8") as startup_file:  # keeps links, owner and mode
                startup_file.write(lines)
    except OSError as error:
        raise CoachError(f"{error.filename} could not be written: {error.strerror}.") from error
    written = " and the lines in ".join(map(str, changes))
    print_line(f"Installed. It works in the next {shell} you open. To undo it, remove {written}.")


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
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    if shell == "fish":
        return CompletionTarget(config / "fish" / "completions" / "coach.fish")
    if shell == "bash":
        folder = Path(os.environ.get("BASH_COMPLETION_USER_DIR") or data / "bash-completion")
        script = folder / "completions" / "coach"
        if any(Path(file).exists() for file in BASH_COMPLETION_FILES) and _is_mentioned("bash_completion", home):
            return CompletionTarget(script)
        return CompletionTarget(script, home / ".bashrc", _format_startup_lines(f". {shlex.quote(str(script))}"))
    dot_folder = Path(os.environ.get("ZDOTDIR") or home)
    startup_file = dot_folder / ".zshrc"
    for folder in (home / ".zfunc", dot_folder / ".zsh" / "completions"):
        if folder.is_dir() and folder.name in _read_text(startup_file):
            return CompletionTarget(folder / "_coach")
    script = data / "zsh" / "site-functions" / "_coach"
    load = f"(( $+functions[compdef] )) || {{ autoload -Uz compinit && compinit }}; . {shlex.quote(str(script))}"
    return CompletionTarget(script, startup_file, _format_startup_lines(load))


def _is_mentioned(word: str, home: Path) -> bool:
    """Tell whether a startup file of bash loads `word`: the folder of completions is read only then."""
    files = (home / ".bashrc", Path("/etc/bash.bashrc"), Path("/etc/bashrc"), Path("/etc/profile.d/bash_completion.sh"))
    return any(
        word in line and not line.lstrip().startswith("#") for file in files for line in _read_text(file).splitlines()
    )


def _format_startup_lines(load: str) -> str:
    return f"# coach: Tab completes commands and names (coach completion install)\n{load}\n"


def _read_text(path: Path) -> str:
    """Return what a file holds, "" if it cannot be read."""
    try:
        return read_text_file(path, errors="surrogateescape")
    except OSError:
        return ""
