"""Command coach decrypt, and what backup, restore and export share about encrypted files."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from coach.atomic_file import FileSystem, read_file, write_private_file
from coach.cli.common import print_line, write_output_file
from coach.encryption import (
    decrypt_with_key_file,
    decrypt_with_passphrase,
    encrypt_for_keys,
    encrypt_with_passphrase,
    is_encrypted,
    load_age,
)
from coach.errors import CoachError
from coach.paths import expand_path

encrypt_option = click.option("--encrypt", is_flag=True, help="Encrypt the file (age); asks for a passphrase.")
to_option = click.option("--to", "keys", multiple=True, metavar="KEY", help="Encrypt for this public key (age1…).")
key_file_option = click.option(
    "--key-file", metavar="FILE", help="The file with the secret key that opens the encrypted file."
)


def encrypt_output(data: bytes, keys: tuple[str, ...]) -> bytes:
    """Return `data` encrypted for the keys or, without any, with a passphrase that is asked for twice."""
    load_age()  # before anything is asked
    if keys:
        return encrypt_for_keys(data, keys)
    return encrypt_with_passphrase(data, _ask_passphrase("--to age1…", twice=True))


def decrypt_input(data: bytes, key_file: str | None) -> bytes:
    """Return what an encrypted file holds, opened with the key file or a passphrase that is asked for."""
    load_age()
    if key_file:
        return decrypt_with_key_file(data, expand_path(key_file))
    return decrypt_with_passphrase(data, _ask_passphrase("--key-file FILE"))


def _ask_passphrase(option: str, *, twice: bool = False) -> str:
    """Ask for a passphrase. Raises CoachError, with the option for scripts, where nobody can type one."""
    if not sys.stdin.isatty():
        raise CoachError("There is no terminal to type a passphrase in.", hint=f"In a script: {option} names a key.")
    return str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=twice))


@contextmanager
def open_decrypted_copy(path: Path, key_file: str | None, folder: Path) -> Iterator[Path]:
    """Yield `path` or, for an encrypted file, a decrypted copy in `folder` that is removed afterwards."""
    try:
        data = read_file(FileSystem(), path)
    except OSError:
        data = b""  # the caller says what is wrong with the path
    if not is_encrypted(data):
        yield path
        return
    copy = folder / ".coach-decrypted.tmp"  # by this name it is removed at the next start if this process is killed
    try:
        write_private_file(copy, decrypt_input(data, key_file))
        yield copy
    finally:
        copy.unlink(missing_ok=True)


@click.command("decrypt")
@click.argument("file")
@click.option("--out", metavar="FILE", required=True, help="Write to this file, which only you can read.")
@key_file_option
def decrypt_file(file: str, out: str, key_file: str | None) -> None:
    """Decrypt a backup or an export that was made with --encrypt. The tool age
    (age-encryption.org) opens such a file too."""
    path = expand_path(file)
    try:
        data = read_file(FileSystem(), path)
    except OSError as error:
        raise CoachError(f"{file} could not be read: {error.strerror}.") from error
    if not is_encrypted(data):
        raise CoachError(f"{file} is not encrypted.", hint="It can be used as it is.")
    write_output_file(expand_path(out), decrypt_input(data, key_file))
    print_line(f"Written: {out}.")
