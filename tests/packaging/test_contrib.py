"""Every ready piece in contrib/ is run, or read by what reads it, and names commands that exist."""

from __future__ import annotations

import configparser
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from coach.cli.command_table import COMMANDS

CONTRIB = Path(__file__).parents[2] / "contrib"
PIECES = sorted(CONTRIB.iterdir())
CALL = re.compile(r"(?:^|[\s\"'`(;&|])coach ([a-z][a-z-]*)")
LETTER = b'From: "Ana Lee" <ana@lee.example>\r\nTo: Ben Cole <ben@cole.example>, me@x.example\r\nSubject: From: me\r\n\r\nTo: x\r\n'


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with every call of a `coach` on PATH that only writes down its words."""
    program, record = tmp_path / "bin" / "coach", tmp_path / "calls"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\nprintf '%s|' \"$@\" >> {record}\necho >> {record}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    return record


def test_every_piece_has_a_recipe() -> None:
    page = (CONTRIB.parent / "docs" / "sources.md").read_text(encoding="utf-8")
    assert [path.name for path in PIECES if f"(../contrib/{path.name})" not in page] == []


@pytest.mark.parametrize("path", PIECES, ids=lambda path: path.name)
def test_every_command_it_names_exists(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    words = {word for line in lines if not line.startswith("#") for word in CALL.findall(line)}
    assert words <= set(COMMANDS)


@pytest.mark.parametrize("path", sorted(CONTRIB.glob("*.sh")), ids=lambda path: path.name)
def test_every_script_is_one_for_a_plain_shell(path: Path) -> None:
    assert subprocess.run(["sh", "-n", str(path)], check=False).returncode == 0
    assert os.access(path, os.X_OK)


@pytest.mark.parametrize(("word", "expected"), [("wrote", "wrote|Ana Lee|"), ("sent", "sent|Ben Cole|")])
def test_a_letter_of_a_mail_program_is_logged(calls: Path, word: str, expected: str) -> None:
    subprocess.run([CONTRIB / "coach-mail.sh", word], input=LETTER, check=True)
    assert calls.read_text() == f"{expected}--via|e-mail|\n"


def test_an_address_stands_for_a_name_that_is_missing(calls: Path) -> None:
    subprocess.run([CONTRIB / "coach-mail.sh", "wrote"], input=b"From: <ana@lee.example>\n\n", check=True)
    assert calls.read_text() == "wrote|ana@lee.example|--via|e-mail|\n"


def test_the_menu_logs_what_was_picked(calls: Path, tmp_path: Path) -> None:
    menu = tmp_path / "bin" / "menu"
    menu.write_text('#!/bin/sh\ncase "$1" in coach) echo mood ;; mood) echo 4 ;; esac\n')
    menu.chmod(0o755)
    subprocess.run([CONTRIB / "rofi-coach.sh"], env={**os.environ, "COACH_MENU": str(menu)}, check=True)
    assert calls.read_text() == "mood|4|\n"


def test_a_line_of_a_phone_is_one_that_an_inbox_takes(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox.txt"
    env = {**os.environ, "COACH_INBOX": str(inbox)}
    subprocess.run([CONTRIB / "phone-inbox.sh", "sent", "Ana", "@linkedin"], env=env, check=True)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d sent Ana @linkedin\n", inbox.read_text())


def test_the_module_for_waybar_is_json_that_asks_for_json() -> None:
    (module,) = json.loads((CONTRIB / "waybar.json").read_text()).values()
    assert module["exec"] == "coach status --json"


@pytest.mark.parametrize("name", ["offlineimaprc", "vdirsyncer.conf", "aerc-binds.conf"])
def test_files_of_sections_can_be_read(name: str) -> None:
    parser = configparser.RawConfigParser(delimiters=("=",))
    parser.read_string((CONTRIB / name).read_text())
    assert parser.sections()


def test_the_lines_of_mbsync_and_neomutt_have_the_form_these_programs_read() -> None:
    lines = [line for line in (CONTRIB / "mbsyncrc").read_text().splitlines() if line and line[0] != "#"]
    assert all(re.fullmatch(r"[A-Z]\w+ \S.*", line) for line in lines)
    macros = [line for line in (CONTRIB / "neomuttrc").read_text().splitlines() if line and line[0] != "#"]
    assert all(re.fullmatch(r'macro index,pager \S+ "<pipe-message>[^"]+<enter>" "[^"]+"', line) for line in macros)


def test_tmux_reads_its_piece(tmp_path: Path) -> None:
    lines = [line for line in (CONTRIB / "tmux.conf").read_text().splitlines() if line and line[0] != "#"]
    assert all(line.split()[0] in ("set", "bind-key") for line in lines)
    if shutil.which("tmux"):
        socket = ["tmux", "-S", str(tmp_path / "tmux"), "-f", str(CONTRIB / "tmux.conf")]
        done = subprocess.run(
            [*socket, "new-session", "-d", "sleep 5", ";", "list-keys", "-T", "prefix", "C", ";", "kill-server"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "display-popup" in done.stdout
