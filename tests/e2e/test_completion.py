"""Tab in bash, zsh and fish: commands, words and names, through the same door as the real shells use."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from coach.actions.boundaries_and_away import set_boundary
from coach.actions.outreach import log_sent_message
from coach.actions.settings import save_setting
from coach.domain.person import Person
from coach.service import CoachService
from tests.forked import run
from tests.terminal import COACH, Terminal

COMPLETED_SHELLS = ("bash", "zsh", "fish")


@pytest.fixture
def service(tmp_path: Path) -> CoachService:
    service = CoachService(tmp_path / "data")
    for name in ("Ana Lee", "Ana Ruiz", "Priya Raman", "Zoë Ångström", "Mallory Grey"):
        service.execute(log_sent_message(name))
    service.execute(set_boundary("Mallory Grey"))
    return service


def offered(service: CoachService, line: str, shell: str = "bash") -> list[str]:
    """Return what Tab offers at the end of `line`."""
    *before, typed = line.split(" ")
    env = {**os.environ, "COACH_DATA_DIR": str(service.folder), "_COACH_COMPLETE": f"{shell}_complete"}
    if shell == "bash":
        env |= {"COMP_WORDS": "\n".join([*before, typed]), "COMP_CWORD": str(len(before))}
    elif shell == "zsh":
        env |= {"COMP_WORDS": line, "COMP_CWORD": str(len(before))}
    else:
        env |= {"COMP_WORDS": line, "COMP_CWORD": typed}
    done = run(env=env)
    assert done.stderr == "", done.stderr
    lines = [item for item in done.stdout.splitlines() if item]
    if shell == "bash":
        return [item.partition(",")[2] for item in lines]
    return lines[1::3] if shell == "zsh" else [item.partition(",")[2].partition("\t")[0] for item in lines]


@pytest.mark.parametrize("shell", COMPLETED_SHELLS)
def test_commands_are_completed(shell: str, service: CoachService) -> None:
    assert offered(service, "coach answ", shell) == ["answered"]


@pytest.mark.parametrize("shell", COMPLETED_SHELLS)
def test_names_are_completed(shell: str, service: CoachService) -> None:
    assert offered(service, "coach sent p", shell) == ["Priya Raman"]


def test_the_second_word_of_a_name_is_completed_after_the_first(service: CoachService) -> None:
    assert offered(service, "coach sent Ana ") == ["Lee", "Ruiz"]
    assert offered(service, "coach sent Ana R") == ["Ruiz"]
    assert offered(service, "coach sent Ana Lee ") == []


def test_a_name_that_has_to_be_one_word_is_held_together_in_bash(service: CoachService) -> None:
    assert offered(service, "coach same p") == ['"Priya Raman"']
    assert offered(service, "coach same p", "fish") == ["Priya Raman"]


def test_nobody_behind_a_boundary_is_offered(service: CoachService) -> None:
    for line in ("coach sent ", "coach sent m", "coach person Mal", "coach note x --about "):
        assert not any("Mallory" in name for name in offered(service, line))


def test_while_names_are_hidden_one_comes_up_only_when_it_was_begun(service: CoachService) -> None:
    service.execute(save_setting("hide", "yes"))
    assert offered(service, "coach sent ") == []
    assert offered(service, "coach sent Zo") == ["Zoë Ångström"]


def test_a_name_that_a_shell_could_run_is_never_put_into_a_line(service: CoachService) -> None:
    names = ["Eve $(touch x)", "Eve; ls", "Eve `id`", "Eve | cat", "Eve > x", 'Eve "x"', "Eve 'x'"]
    people = [Person(name=name) for name in names]
    service.store.save_documents([(person.table, person.to_document()) for person in people])
    assert offered(service, "coach sent Ev") == []


def test_the_data_folder_of_the_line_is_the_one_that_is_read(service: CoachService, tmp_path: Path) -> None:
    CoachService(tmp_path / "other").execute(log_sent_message("Olga Berg"))
    assert offered(service, f"coach --data {tmp_path / 'other'} sent ") == ["Olga Berg"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("coach set the", ["theme"]),
        ("coach set still ", ["yes", "no"]),
        ("coach set limit ", []),
        ("coach check p", ["privacy", "privacy-linkedin", "privacy-x", "privacy-e-mail", "post"]),
        ("coach mood ", ["1", "2", "3", "4", "5"]),
        ("coach focus am", ["amend"]),
        ("coach completion z", ["zsh"]),
        ("coach mood --en", ["--energy"]),
    ],
)
def test_words_and_options_are_completed(line: str, found: list[str], service: CoachService) -> None:
    assert offered(service, line)[: len(found) + 1] == found


@pytest.mark.parametrize("shell", COMPLETED_SHELLS)
def test_the_script_for_a_shell_is_printed(shell: str) -> None:
    done = subprocess.run([*COACH, "completion", shell], capture_output=True, text=True, timeout=120, check=True)
    assert f"_COACH_COMPLETE={shell}_complete" in done.stdout
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=done.stdout, text=True, timeout=120, check=True)


def test_another_shell_gets_one_line() -> None:
    done = run("completion", "tcsh")
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "bash, zsh and fish" in done.stderr


START = {
    "bash": ("--norc", "--noprofile", "-i"),
    "zsh": ("-f", "-i"),
    "fish": ("--no-config", "-i"),
}
"""How each shell is opened without anybody's own settings."""
LEARN = {
    "bash": 'eval "$(coach completion bash)"',
    "zsh": 'autoload -U compinit; compinit -u -d "$HOME/.zcompdump"; eval "$(coach completion zsh)"',
    "fish": "coach completion fish | source",
}
"""What docs/keys.md says to put into the settings of each."""


@pytest.fixture
def shell_env(service: CoachService) -> dict[str, str]:
    """What a shell needs to find this `coach` and the data of the test."""
    bin_folder = service.folder.parent / "bin"
    bin_folder.mkdir()
    coach = bin_folder / "coach"
    coach.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m coach "$@"\n', encoding="utf-8")
    coach.chmod(0o755)
    env = {"COACH_DATA_DIR": str(service.folder), "PATH": f"{bin_folder}:{os.environ['PATH']}", "PS1": "> "}
    return env | {"PYTHONPATH": str(Path(__file__).parents[2])}


def find_shell(shell: str) -> str:
    """Return the path of a shell; skip the test where it is not installed."""
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    return program


@pytest.mark.parametrize("shell", COMPLETED_SHELLS)
def test_in_a_real_shell_tab_completes_a_name(shell: str, shell_env: dict[str, str]) -> None:
    program = find_shell(shell)
    with Terminal(program, *START[shell], env=shell_env | {"SHELL": program}) as terminal:
        terminal.press(LEARN[shell] + "; echo rea''dy", "enter")
        terminal.wait_for("ready")
        terminal.press("coach sent Pri", "tab")
        terminal.wait_for(r"coach sent Priya\W+Raman")
        terminal.press("\x15")
        terminal.wait_gone("Priya")
        terminal.press("coach answ", "tab")
        terminal.wait_for("coach answered")


@pytest.mark.parametrize("shell", COMPLETED_SHELLS)
def test_an_installed_completion_works_in_the_next_shell(shell: str, shell_env: dict[str, str]) -> None:
    program = find_shell(shell)
    assert run("completion", "install", "--yes", env={**os.environ, "SHELL": program}).returncode == 0
    with Terminal(program, "-i", env=shell_env | {"SHELL": program}) as terminal:
        terminal.press("echo rea''dy", "enter")
        terminal.wait_for("ready")
        terminal.press("coach sent Pri", "tab")
        terminal.wait_for(r"coach sent Priya\W+Raman")


@pytest.mark.parametrize("shell", COMPLETED_SHELLS)
def test_installing_twice_changes_nothing_more(shell: str) -> None:
    home = Path(os.environ["HOME"])
    rc = home / (".zshrc" if shell == "zsh" else ".bashrc")
    rc.write_text("alias ll='ls -l'", encoding="utf-8")
    first = run("completion", "install", shell, "--yes", env=os.environ)
    files = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    second = run("completion", "install", shell, "--yes", env=os.environ)
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == files
    assert "Installed" in first.stdout and "installed already" in second.stdout
    assert rc.read_text(encoding="utf-8").splitlines()[0] == "alias ll='ls -l'"


def test_a_startup_file_is_untouched_where_the_shell_has_a_folder() -> None:
    home = Path(os.environ["HOME"])
    (home / ".zfunc").mkdir()
    rc = home / ".zshrc"
    rc.write_text("fpath=(~/.zfunc $fpath)\nautoload -Uz compinit && compinit\n", encoding="utf-8")
    before = rc.read_bytes()
    assert run("completion", "install", "zsh", "--yes", env=os.environ).returncode == 0
    assert rc.read_bytes() == before
    assert (home / ".zfunc" / "_coach").read_text(encoding="utf-8").startswith("#compdef coach")


def test_nothing_is_written_without_a_yes() -> None:
    done = run("completion", "install", "zsh", env=os.environ)
    assert done.returncode == 1 and "site-functions/_coach" in done.stdout
    assert [path for path in Path(os.environ["HOME"]).rglob("*") if path.is_file()] == []


def test_completing_starts_no_textual(service: CoachService) -> None:
    code = "import sys, coach.cli.completion, coach.cli.main; print('textual' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == "False"
