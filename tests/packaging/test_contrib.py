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


@pytest.mark.parametrize(("word", "expected"), [("wrote", "Ana Lee"), ("sent", "Ben Cole")])
def test_a_letter_of_a_mail_program_is_logged(calls: Path, word: str, expected: str) -> None:
    subprocess.run([CONTRIB / "coach-mail.sh", word], input=LETTER, check=True)
    assert calls.read_text() == f"{word}|--via|e-mail|--|{expected}|\n"


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        ("<ana@lee.example>", "ana@lee.example"),
        ("ana@lee.example", "ana@lee.example"),
        ("=?utf-8?q?Ana_L=C3=A9?= <ana@lee.example>", "ana@lee.example"),
        ("--new <ana@lee.example>", "--new"),
    ],
)
def test_an_odd_sender_is_a_name_and_never_an_option(calls: Path, sender: str, expected: str) -> None:
    subprocess.run([CONTRIB / "coach-mail.sh", "wrote"], input=f"From: {sender}\n\n".encode(), check=True)
    assert calls.read_text() == f"wrote|--via|e-mail|--|{expected}|\n"


@pytest.mark.parametrize("name", ["aerc-binds.conf", "neomuttrc"])
def test_the_keys_of_a_mail_program_log_the_letter_they_are_pressed_on(
    calls: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{CONTRIB}:{os.environ['PATH']}")
    commands = re.findall(r"(?i)(?:pipe-message>|:pipe -m )(.+?)<enter>", (CONTRIB / name).read_text())
    for command in dict.fromkeys(commands):
        subprocess.run(["sh", "-c", command], input=LETTER, check=True)
    assert sorted(calls.read_text().splitlines()) == [
        "sent|--via|e-mail|--|Ben Cole|",
        "wrote|--via|e-mail|--|Ana Lee|",
    ]


def test_the_commands_of_the_bars_run(calls: Path) -> None:
    (module,) = json.loads((CONTRIB / "waybar.json").read_text()).values()
    bar = [module["exec"], module["on-click"], module["on-click-right"]]
    tmux = re.findall(r"#\(([^)]+)\)", (CONTRIB / "tmux.conf").read_text())
    for command in [*bar, *tmux]:
        subprocess.run(["sh", "-c", command], check=True)
    assert calls.read_text().splitlines() == ["status|--json|", "focus|", "focus|stop|", "status|", "due|"]


def test_the_menu_logs_what_was_picked(calls: Path, tmp_path: Path) -> None:
    menu = tmp_path / "bin" / "menu"
    menu.write_text('#!/bin/sh\ncase "$1" in coach) echo mood ;; mood) echo 4 ;; esac\n')
    menu.chmod(0o755)
    subprocess.run([CONTRIB / "rofi-coach.sh"], env={**os.environ, "COACH_MENU": str(menu)}, check=True)
    assert calls.read_text() == "mood|4|\n"


@pytest.mark.parametrize(("kind", "blocked"), [("deep work", True), ("write", True), ("messages", False)])
def test_a_block_is_quiet_and_sites_are_blocked_while_one_writes(tmp_path: Path, kind: str, blocked: bool) -> None:
    program, record, hosts = tmp_path / "bin" / "dunstctl", tmp_path / "calls", tmp_path / "hosts"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$*" >> {record}\n')
    program.chmod(0o755)
    hosts.write_text("127.0.0.1 localhost\n# my own line\n")
    path = f"{program.parent}:{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "HOSTS_FILE": str(hosts), "COACH_KIND": kind}
    for _ in range(2):
        subprocess.run([CONTRIB / "focus-mode.sh", "on"], env=env, check=True)
        lines = hosts.read_text().splitlines()
        assert lines.count("0.0.0.0 www.linkedin.com") == blocked
    subprocess.run([CONTRIB / "focus-mode.sh", "off"], env=env, check=True)
    assert hosts.read_text() == "127.0.0.1 localhost\n# my own line\n"
    assert record.read_text().splitlines() == ["set-paused true", "set-paused true", "set-paused false"]


def test_a_line_of_a_phone_is_one_that_an_inbox_takes(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox.txt"
    env = {**os.environ, "COACH_INBOX": str(inbox)}
    subprocess.run([CONTRIB / "phone-inbox.sh", "sent", "Ana", "@linkedin"], env=env, check=True)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d sent Ana @linkedin\n", inbox.read_text())


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


@pytest.mark.parametrize(
    ("name", "folders"),
    [
        ("mbsyncrc", ["~/Mail"]), ("offlineimaprc", ["~/Mail"]), ("vdirsyncer.conf", ["~/.calendars", "~/.contacts"])
    ],
)  # fmt: skip
def test_a_recipe_connects_the_folders_that_its_piece_writes(name: str, folders: list[str]) -> None:
    (row,) = [line for line in (CONTRIB.parent / "docs" / "sources.md").read_text().splitlines() if f"/{name})" in line]
    assert re.findall(r"`(~/[^`]+)`", row) == folders
    written = re.findall(r"(?m)^(?:Path|localfolders =|path =) \"?(~/[^\"\n]+?)/?\"?$", (CONTRIB / name).read_text())
    assert written == folders
