"""coach sources and coach inbox, in the shell."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from coach.cli.main import coach, run_command_line
from coach.domain.clock import SystemClock
from tests.importers.make_mail import Mail, out
from tests.sources.writers import deliver, write_event

HOUR = timedelta(hours=1)
ANA = "Ana Lee <ana@lee.example>"


def run(*words: str, typed: str | None = None) -> Result:
    """Run a command, its input a pipe."""
    return CliRunner().invoke(coach, list(words), input=typed)


def now() -> datetime:
    """Return the moment, as the shell's clock has it."""
    return SystemClock().now()


@pytest.fixture
def mailbox(tmp_path: Path) -> Path:
    deliver(tmp_path / "Mail" / "Sent", out(now() - 20 * HOUR, ANA))
    return tmp_path / "Mail"


def test_a_source_is_added_listed_read_and_removed(mailbox: Path) -> None:
    run("sent", "Ana Lee", "--via", "linkedin")
    added = run("sources", "add", "mail", str(mailbox), "--yes")
    assert "Reads headers only" in added.output
    assert "Connected: mail, 1 e-mail so far." in added.output
    deliver(mailbox / "INBOX", Mail(now() - HOUR, ANA))
    assert run("sources", "read").output.startswith("Mail: Ana Lee wrote to you.")
    (listed,) = json.loads(run("sources", "--json").output)
    assert (listed["kind"], listed["came"], listed["own"]) == ("mail", 2, ["mara@harbour.example"])
    assert run("sources", "remove", "1").output == "Disconnected: mail. What came from it stays.\n"
    assert json.loads(run("sources", "--json").output) == []


def test_a_coming_meeting_says_whom_one_meets(tmp_path: Path) -> None:
    run("sent", "Ana Lee", "--via", "linkedin")
    at = (now() + timedelta(days=2)).replace(hour=15, minute=0)
    write_event(tmp_path / "calendar", "one", at, "Coffee", ("Ana Lee", "ana@lee.example"), own="me@host.example")
    run("sources", "add", "calendar", str(tmp_path / "calendar"), "--me", "me@host.example", "--yes")
    assert "15:00: Ana Lee (Coffee)" in run("sources").output


def test_without_a_yes_nothing_is_connected(mailbox: Path) -> None:
    assert run("sources", "add", "mail", str(mailbox)).exit_code == 1
    assert json.loads(run("sources", "list", "--json").output) == []


def test_people_are_listed_and_added_by_number(mailbox: Path) -> None:
    deliver(mailbox / "Sent", out(now() - 2 * HOUR, "Ben Cole <ben@cole.example>"))
    run("sources", "add", "mail", str(mailbox), "--yes")
    offers = json.loads(run("sources", "people", "--json").output)
    assert [(offer["number"], offer["name"]) for offer in offers] == [(1, "Ben Cole"), (2, "Ana Lee")]
    assert run("sources", "people", "add", "2").output == "Added: Ana Lee, with the e-mails between you.\n"
    assert run("sources", "people", "not", "1").output == "The coach won't ask about 1 person again.\n"
    assert "Ana Lee" in run("waiting").output
    assert run("sources", "people").output.startswith("Nobody new")


def test_what_came_is_read_after_a_command_that_shows(mailbox: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_command_line(["sources", "add", "mail", str(mailbox), "--yes"])
    run_command_line(["sources", "people", "add", "1"])
    deliver(mailbox / "INBOX", Mail(now() - HOUR, ANA))
    capsys.readouterr()
    run_command_line(["waiting", "--json"])
    json.loads(capsys.readouterr().out)  # what is read afterwards says nothing into a pipe
    run_command_line(["owe"])
    assert "Ana Lee" in capsys.readouterr().out


def test_a_pipe_is_an_inbox_too() -> None:
    done = run("inbox", "-", typed="mood 4 rested\nsent Ana @linkedin\nerase\n")
    assert done.exit_code == 2
    assert "coach erase can't be run from an inbox." in done.output
    assert "Ana" in run("waiting").output


def test_an_inbox_anywhere_is_taken_by_name(tmp_path: Path) -> None:
    path = tmp_path / "inbox.txt"
    path.write_text("sent Ana @linkedin\nmood 3\n", encoding="utf-8")
    assert run("inbox", str(path)).output == "Inbox: 2 lines saved.\n"
    assert path.with_name("inbox.done.txt").read_text(encoding="utf-8").count("\n") == 2


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("sources", "add", "maill", "/tmp"), "Did you mean mail?"),
        (("sources", "add", "mail", "/nowhere/at/all"), "There is nothing at"),
        (("sources", "remove", "9"), "coach sources lists them"),
        (("sources", "people", "add", "7"), "There are no new names."),
        (("sources", "dance"), "is not understood"),
        (("inbox", "/nowhere/inbox.txt"), "There is no inbox"),
    ],
)
def test_what_does_not_fit_gets_one_line(words: tuple[str, ...], line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(words) == 2
    assert line in capsys.readouterr().err


def test_forgetting_somebody_empties_the_lines_that_name_them(tmp_path: Path) -> None:
    path = tmp_path / "inbox.txt"
    run("sources", "add", "inbox", str(path), "--yes")
    path.write_text("sent Ana Lee\nmood 3\n", encoding="utf-8")
    run("inbox")
    run("forget", "Ana", "Lee", "--yes")
    done = path.with_name("inbox.done.txt").read_text(encoding="utf-8")
    assert "Ana" not in done
    assert "mood 3" in done
