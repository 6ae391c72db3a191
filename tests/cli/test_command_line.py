"""Words that the shell does not understand: one calm line with the nearest right one, exit code 2, nothing saved."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st
from textual.theme import BUILTIN_THEMES

from coach.actions.settings import THEME_NAMES
from coach.cli.command_table import COMMANDS, HIDDEN
from coach.cli.main import coach, run_command_line
from coach.tui.themes import THEMES as OURS
from tests.examples import examples
from tests.hostile import HARMFUL

Out = pytest.CaptureFixture[str]
CASES = [
    ("m 3", "Did you mean mood?"),
    ("mod 3", "Did you mean mood?"),
    ("log mood 3", "Did you mean mood?"),
    ("Add Note hi", "Did you mean note?"),
    ("log Ana", "Did you mean sent?"),
    ("follow up Ana", "Did you mean sent?"),
    ("sent\u00a0Ana", "Type it without quotes: coach sent Ana"),
    ("focus 25 write to Ben", 'What a block is for goes after --for: coach focus 25 writing --for "an offer".'),
    ("focus 25 yesterday", "When a block was goes after --at: coach focus 25 reading --at yesterday."),
    ("focus gestern 25", "goes after --at"),
    ("person Ana --company", "--company needs a value after it: --company VALUE."),
    ("mood 3 --at", "--at needs a value after it: --at VALUE."),
    ("week next", "The next week is still to come."),
    ("week Next week", 'coach week "…" writes down one change for it.'),
    ("mood 3,5", '"3,5" is not a mood from 1 to 5.'),
    ("mood ,", "Type a mood from 1 to 5."),
    ("mood 3 --json", "There is no option --json. coach mood --help lists them."),
    ("mood ", "Type a mood from 1 to 5. 1 heavy, 2 low"),
    ("inbox -x", "There is no option -x."),
    ("inbox", "To read a pipe: coach inbox -"),
    ("received Ana", "Did you mean wrote?"),
    ("Stop", "Did you mean focus stop?"),
    ("version", "Did you mean --version?"),
    ("zzz", "coach --all lists them all."),
    ("trends month", 'coach trends takes no "month". Words that belong together need quotes; coach trends --help'),
    ("draft --to Tom Rae", 'coach draft takes no "Rae". Words that belong together need quotes; coach draft'),
    ("draft Hello\u00a0there", 'coach draft takes no "Hello there". coach draft --help'),
    ("xyzzy", "coach --all lists them all."),
    ("help moood", "Did you mean mood?"),
    ("mood", "coach mood needs a little more: coach mood VALUE [NOTE]...\n"),
    ("sent", "coach sent needs a little more: coach sent NAME\n"),
    ("week --back -1", "is not in the range 0 to 2600."),
    ("waiting --tour", "There is no option --tour."),
    ("--demo mood 3", "--demo opens the full screen, and takes no command. Like this: coach --demo."),
    ("--tour undo", "--tour opens the full screen, and takes no command."),
    ("mood -1", "There is no option -1. coach mood --help lists them."),
    ("mood 0", "1 heavy, 3 okay, 5 bright."),
    ("mood 99999999999999999999", "1 heavy, 3 okay, 5 bright."),
    ("mood 3.5", "1 heavy, 2 low, 3 okay, 4 good, 5 bright."),
    ("mood 🙂", "1 heavy, 2 low"),
    ("mood 3 --enrgy 2", "Did you mean --energy?"),
    ("mood 3 --e 2", "Did you mean --energy?"),
    ("mood 3 --data x", "Put --data before the command: coach --data … mood."),
    ("mood 3 --zzz", "coach mood --help lists them."),
    ("mood 3 --energy 9", "1 little, 2 some, 3 plenty."),
    ("mood 3 --energy much", "1 little, 2 some, 3 plenty."),
    ("mood 3 --at 2531-01-01", "is still to come."),
    ("set calendar-file ~nosuch/x.ics", "There is no user nosuch here."),
    ("decrypt coach.json.age", "coach decrypt FILE --out FILE"),
    ("sent #warm", "The name is still empty."),
    ("sent @linkedin", "The name is still empty."),
    ("sent : hello", "The name is still empty."),
    ("sent Ana #hot", "Use new, a little, well or out of touch."),
    ("sent Ana --tie hot", "Use new, a little, well or out of touch."),
    ("goal donne", "Did you mean done?"),
    ("goal tke", "Did you mean take?"),
    ("goal dnoe", "Did you mean done?"),
    ("focus stoop", "Did you mean stop?"),
    ("focus 25 massages", "Did you mean messages?"),
    ("focus juggling", "Kinds: messages"),
    ("focus 0", "1 to 600 minutes"),
    ("undo 5", "coach undo --help shows how."),
    ("set follow-up-gaps 0", '"0" is not understood. A wait is 1 to 60 working days.'),
    ("export csv", "CSV needs a table. --table moods"),
    ("export csv --table mood", 'There is no table "mood". --table moods'),
    ("set theme dracul", "Did you mean dracula?"),
    ("set theme puce", "coach-dark, coach-light"),
    ("set theme list", "Type the name of a theme. Themes: coach-dark, coach-light, ansi-dark"),
]


@pytest.mark.parametrize(("line", "hint"), CASES, ids=[line for line, _ in CASES])
def test_one_line_says_what_was_not_understood_and_what_would_be(capsys: Out, line: str, hint: str) -> None:
    assert run_command_line(line.split(" ")) == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.count("\n") == 1 and told.err.startswith("coach: ")
    assert hint in told.err
    assert not (Path(os.environ["COACH_DATA_DIR"]) / "coach.json").exists()


@pytest.mark.parametrize("value", ["3,", "3:", "okay.", "3 "])
def test_a_mark_after_the_mood_is_no_part_of_it(capsys: Out, value: str) -> None:
    assert run_command_line(["mood", value, "tired"]) == 0
    assert capsys.readouterr().out.startswith("Saved: okay")


@pytest.mark.parametrize("command", ["MOOD", "Mood"])
def test_a_command_may_have_capital_letters(capsys: Out, command: str) -> None:
    assert run_command_line([command, "3"]) == 0
    assert capsys.readouterr().out.startswith("Saved: okay")


def test_a_mood_may_be_named_by_its_word(capsys: Out) -> None:
    assert run_command_line(["mood", "Good"]) == 0
    assert capsys.readouterr().out.startswith("Saved: good")


@pytest.mark.parametrize("words", [["help"], ["help", "mood"], ["--help"], ["mood", "-h"]])
def test_help_is_where_one_looks_for_it(capsys: Out, words: list[str]) -> None:
    assert run_command_line(words) == 0
    assert capsys.readouterr().out.startswith("Usage: coach")


def test_an_empty_data_folder_is_not_taken_for_the_usual_one(capsys: Out) -> None:
    assert run_command_line(["--data", "", "mood", "3"]) == 2
    assert "--data has no folder after it." in capsys.readouterr().err


def test_a_file_in_the_place_of_the_folder_is_named_as_what_it_is(capsys: Out, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("mine")
    assert run_command_line(["--data", str(file), "mood", "3"]) == 1
    assert f"{file} is a file, not a folder." in capsys.readouterr().err
    assert file.read_text() == "mine"


def test_an_empty_path_is_not_the_folder_one_is_in(capsys: Out, tmp_path: Path) -> None:
    assert run_command_line(["--data", str(tmp_path / "data"), "import", ""]) == 2
    for option, value in (("--map", "good"), ("--map", "=4"), ("--who", "ana@lee.example")):
        assert run_command_line(["--data", str(tmp_path / "data"), "import", "x", option, value]) == 2
    assert capsys.readouterr().err.startswith("coach: A path is empty. Name a file or a folder")


def test_the_colours_that_the_shell_knows_are_those_there_are() -> None:
    assert set(THEME_NAMES) == {*BUILTIN_THEMES, *(theme.name for theme in OURS)}


@examples(150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([*COMMANDS, ""]),
    st.lists(st.text(st.characters(exclude_characters="\0"), max_size=12), min_size=1, max_size=3),
)
@example("gave", [" ", "0"])
def test_no_words_at_all_end_in_anything_but_calm_lines(capsys: Out, command: str, words: list[str]) -> None:
    if command in ("erase", "move-data", "git-setup", "merge-driver", "export", "backup", "import", "completion"):
        command = "mood"  # those make files where they are told to
    code = run_command_line([command, *words] if command else words)
    told = capsys.readouterr()
    assert code in (0, 1, 2)
    assert "Something unexpected" not in told.err and "Traceback" not in told.err
    assert not HARMFUL.search(told.out.replace("\n", "")) and not HARMFUL.search(told.err.replace("\n", ""))


def piped(tail: str, *words: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    line = f'set -o pipefail; "$0" -m coach "$@" {tail}'
    return subprocess.run(
        ["bash", "-c", line, sys.executable, *words], env={**os.environ, **env}, capture_output=True, timeout=120
    )


@pytest.mark.parametrize(
    "tail", [*(pytest.param(tail, marks=pytest.mark.slow) for tail in ("| head -c 0", ">&-")), "> /dev/full"]
)
def test_a_status_that_cannot_be_printed_ends_quietly(tail: str) -> None:
    piped("", "status")  # leaves the cache, from which the next one is printed
    for unbuffered in ("", "1"):
        done = piped(tail, "status", PYTHONUNBUFFERED=unbuffered)
        assert (done.returncode, done.stderr) == (0, b"")


def test_whoever_closes_the_pipe_or_the_output_has_seen_enough() -> None:
    for tail in ("| head -c 0", ">&-"):
        done = piped(tail, "keys")
        assert (done.returncode, done.stderr) == (0, b"")


def test_a_full_disk_behind_the_output_is_one_line_and_the_mood_is_saved() -> None:
    done = piped("> /dev/full", "mood", "3")
    assert done.returncode == 1 and done.stderr.count(b"\n") == 1
    assert b"What was saved is safe." in done.stderr
    assert b"okay" in piped("", "today").stdout


def test_a_letter_that_the_terminal_lacks_is_a_question_mark() -> None:
    done = piped("", "sent", "José 🙂", PYTHONIOENCODING="latin-1")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "you wrote to José ?".encode("latin-1") in done.stdout


def test_without_a_home_a_terminal_or_input_the_shell_goes_on() -> None:
    done = subprocess.run(
        ["bash", "-c", '"$0" -m coach mood 3 <&-', sys.executable],
        env={**{name: os.environ[name] for name in ("COACH_DATA_DIR", "XDG_STATE_HOME")}, "LC_ALL": "C"},
        capture_output=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0 and done.stdout.startswith(b"Saved: okay")


def test_the_first_page_of_help_fits_a_small_terminal_and_leads_to_the_rest(capsys: Out) -> None:
    assert run_command_line(["--help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= 23 and max(map(len, lines)) <= 80
    assert "coach --all" in lines[-1]
    shown = [line.split()[0] for line in lines if line.startswith("  ") and line.split()[0] in COMMANDS]
    assert len(shown) <= 12


@pytest.mark.parametrize("words", [["--all"], ["--help", "--all"], ["help", "--all"]])
def test_all_commands_are_listed_when_asked_for(capsys: Out, words: list[str]) -> None:
    assert run_command_line(words) == 0
    text = capsys.readouterr().out
    assert [name for name in COMMANDS if f"\n  {name} " not in text] == []
    assert "--data DIR" in text and "merge-driver" not in text


def test_the_version_is_told_by_a_short_option_too(capsys: Out) -> None:
    assert run_command_line(["-V"]) == 0
    assert capsys.readouterr().out.startswith("coach 0.")


def test_every_command_in_the_table_is_the_one_of_its_name() -> None:
    context = click.Context(coach, info_name="coach")
    for name in (*COMMANDS, *HIDDEN):
        command = coach.get_command(context, name)
        assert command is not None and command.name == name


def test_without_any_output_the_full_screen_is_refused_in_one_line() -> None:
    done = piped(">&-")
    assert done.returncode == 1 and done.stderr.startswith(b"coach: The full screen needs a terminal.")


def test_an_evening_goes_on_after_a_mood_that_is_saved_already(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["mood", "4"]) == 0
    capsys.readouterr()
    assert run_command_line(["evening", "--mood", "4", "--tomorrow", "write to Ana"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Saved already: good")
    assert len(lines) == 3 and "write to Ana" in lines[1]
