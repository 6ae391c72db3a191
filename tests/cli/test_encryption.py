"""Encrypted backups and exports: what goes in comes out, for a key or a passphrase, and nothing readable is left."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from coach.cli.encryption import encrypt_with_passphrase
from coach.cli.main import run_command_line
from coach.errors import InvalidInput
from tests.terminal import COACH, Terminal

pyrage = pytest.importorskip("pyrage")
Out = pytest.CaptureFixture[str]


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """Return a file with a new secret key; its public key stands in the first line, as age-keygen writes it."""
    identity = pyrage.x25519.Identity.generate()
    file = tmp_path / "key.txt"
    file.write_text(f"# public key: {identity.to_public()}\n{identity}\n", encoding="utf-8")
    return file


def public_key(file: Path) -> str:
    return file.read_text(encoding="utf-8").split("\n")[0].removeprefix("# public key: ")


def test_an_encrypted_backup_is_restored(key_file: Path, tmp_path: Path, capsys: Out) -> None:
    run_command_line(["mood", "4", "a secret note"])
    copy = tmp_path / "coach.json.age"
    assert run_command_line(["backup", "--out", str(copy), "--to", public_key(key_file)]) == 0
    assert b"secret" not in copy.read_bytes() and oct(copy.stat().st_mode & 0o777) == "0o600"
    run_command_line(["undo"])
    assert run_command_line(["restore", str(copy), "--yes", "--key-file", str(key_file)]) == 0
    capsys.readouterr()
    run_command_line(["today", "--json"])
    assert "a secret note" in capsys.readouterr().out
    assert list(Path(os.environ["COACH_DATA_DIR"]).glob("*decrypted*")) == []


def test_an_encrypted_export_is_decrypted_to_the_same_text(key_file: Path, tmp_path: Path, capsys: Out) -> None:
    run_command_line(["sent", "Ana", "Lee"])
    closed, opened = tmp_path / "all.json.age", tmp_path / "all.json"
    assert run_command_line(["export", "json", "--out", str(closed), "--to", public_key(key_file)]) == 0
    assert b"Ana" not in closed.read_bytes()
    assert run_command_line(["decrypt", str(closed), "--out", str(opened), "--key-file", str(key_file)]) == 0
    assert [row["name"] for row in json.loads(opened.read_text(encoding="utf-8"))["tables"]["people"].values()] == [
        "Ana Lee"
    ]
    assert pyrage.decrypt(closed.read_bytes(), [pyrage.x25519.Identity.from_str(secret(key_file))])


def secret(file: Path) -> str:
    return file.read_text(encoding="utf-8").split("\n")[1]


@pytest.mark.slow  # a passphrase is made to take a second of computing each time
def test_a_passphrase_of_eight_characters_is_asked_for_twice_and_opens_the_file(tmp_path: Path) -> None:
    copy, opened = tmp_path / "all.age", tmp_path / "all.csv"
    run_command_line(["mood", "4"])
    env = {name: os.environ[name] for name in ("COACH_DATA_DIR", "HOME")}
    words = ["export", "csv", "--table", "moods", "--encrypt", "--out", str(copy)]
    with Terminal(*COACH, *words, env=env) as terminal:
        terminal.wait_for("Passphrase:")
        terminal.press("8letters", "enter")
        terminal.wait_for("Repeat")
        terminal.press("8letters", "enter")
        assert terminal.wait_end() == 0
        assert "8letters" not in terminal.text
    with Terminal(*COACH, "decrypt", str(copy), "--out", str(opened), env=env) as terminal:
        terminal.wait_for("Passphrase:")
        terminal.press("8letters", "enter")
        assert terminal.wait_end() == 0
    assert opened.read_text(encoding="utf-8").startswith('"')


def test_a_passphrase_of_seven_characters_is_refused() -> None:
    with pytest.raises(InvalidInput, match="at least 8 characters"):
        encrypt_with_passphrase(b"a mood", "1234567")


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        (["backup", "--encrypt"], 2, "--out coach.json.age"),
        (["backup", "--out", "x"], 2, "--encrypt"),
        (["export", "json", "--encrypt"], 2, "--out"),
        (["export", "json", "--out", "x.age", "--encrypt"], 1, "--to age1"),
        (["export", "json", "--out", "x.age", "--to", "ana"], 2, "age1"),
        (["decrypt", "no-such-file", "--out", "x"], 1, "could not be read"),
    ],
)
def test_what_cannot_work_gets_one_line(
    words: list[str], code: int, hint: str, capsys: Out, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_command_line(words) == code
    told = capsys.readouterr().err
    assert hint in told and told.count("\n") == 1
    assert not (tmp_path / "x.age").exists()


def test_another_key_or_a_damaged_file_gets_one_line(key_file: Path, tmp_path: Path, capsys: Out) -> None:
    run_command_line(["mood", "3"])
    copy, other = tmp_path / "a.age", tmp_path / "other.txt"
    run_command_line(["backup", "--out", str(copy), "--to", public_key(key_file)])
    other.write_text(f"{pyrage.x25519.Identity.generate()}\n", encoding="utf-8")
    copy_damaged = tmp_path / "b.age"
    copy_damaged.write_bytes(copy.read_bytes()[:-9])
    capsys.readouterr()
    for file, key in ((copy, other), (copy_damaged, key_file), (copy, tmp_path / "none.txt")):
        assert run_command_line(["decrypt", str(file), "--out", str(tmp_path / "out"), "--key-file", str(key)]) == 1
        assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_an_encrypted_file_of_something_else_is_named_as_it_is(key_file: Path, tmp_path: Path, capsys: Out) -> None:
    closed = tmp_path / "letter.age"
    closed.write_bytes(pyrage.encrypt(b"Dear Ana", [pyrage.x25519.Recipient.from_str(public_key(key_file))]))
    run_command_line(["mood", "4"])
    assert run_command_line(["restore", str(closed), "--yes", "--key-file", str(key_file)]) == 1
    assert f"{closed} cannot be read as coach data." in capsys.readouterr().err


def test_without_the_library_a_line_says_how_to_install_it(
    tmp_path: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyrage", None)
    run_command_line(["mood", "3"])
    assert run_command_line(["backup", "--encrypt", "--out", str(tmp_path / "x")]) == 1
    assert "networking-coach[encrypt]" in capsys.readouterr().err
