"""Command coach decrypt, and what backup, restore and export share about files in the age format.

The library pyrage, which the extra [encrypt] installs, encrypts and decrypts. Encryption is for copies: backups and
exports. The data file itself is not encrypted. A file is for a passphrase, or for one or more public keys (age1…),
whose secret keys stay elsewhere.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType

import click

from coach.atomic_file import FileSystem, read_file, read_text_file, write_private_file
from coach.cli.common import print_line, write_output_file
from coach.errors import CoachError, InvalidInput
from coach.paths import expand_path

_AGE_HEADER = b"age-encryption.org/v1"
SHORTEST_PASSPHRASE = 8


def load_age() -> ModuleType:
    """Return the library pyrage. Raises CoachError where the extra is not installed."""
    try:
        return import_module("pyrage")  # an optional extra
    except ImportError:
        hint = "pip install 'networking-coach[encrypt]' installs it."
        raise CoachError("Encryption needs one more package.", hint=hint) from None


def encrypt_with_passphrase(data: bytes, passphrase: str) -> bytes:
    """Return `data` encrypted with a passphrase. Raises InvalidInput for one that is too short."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        problem = f"A passphrase needs at least {SHORTEST_PASSPHRASE} characters."
        raise InvalidInput(problem, hint="Four or five words are good.")
    encrypted: bytes = load_age().passphrase.encrypt(data, passphrase)
    return encrypted


encrypt_option = click.option("--encrypt", is_flag=True, help="Encrypt the file (age); asks for a passphrase.")
to_option = click.option("--to", "keys", multiple=True, metavar="KEY", help="Encrypt for this public key (age1…).")
key_file_option = click.option(
    "--key-file", metavar="FILE", help="The file with the secret key that opens the encrypted file."
)


def encrypt_output(data: bytes, keys: tuple[str, ...]) -> bytes:
    """Return `data` encrypted for the public keys (age1…) or, without any, with a passphrase that is asked for twice.

    Raises InvalidInput for a word that is no key.
    """
    age = load_age()  # before anything is asked
    if not keys:
        return encrypt_with_passphrase(data, _ask_passphrase("--to age1…", twice=True))
    try:
        recipients = [age.x25519.Recipient.from_str(key.strip()) for key in keys]
    except Exception as error:  # pyrage raises its own RecipientError
        hint = "A public key begins with age1."
        raise InvalidInput("That is not a public key of the tool age.", hint=hint) from error
    encrypted: bytes = age.encrypt(data, recipients)
    return encrypted


def decrypt_input(data: bytes, key_file: str | None) -> bytes:
    """Return what an encrypted file holds, opened with the key file or a passphrase that is asked for.

    Raises CoachError if neither opens it, or it is damaged.
    """
    age = load_age()
    decrypted: bytes
    if not key_file:
        passphrase = _ask_passphrase("--key-file FILE")
        try:
            decrypted = age.passphrase.decrypt(data, passphrase)
        except age.DecryptError as error:
            hint = "It has another passphrase, or it is damaged."
            raise CoachError("The file could not be decrypted.", hint=hint) from error
        return decrypted
    file = expand_path(key_file)
    try:
        lines = read_text_file(file).splitlines()
        secret_keys = [line.strip() for line in lines if line.startswith("AGE-SECRET-KEY-")]
        decrypted = age.decrypt(data, [age.x25519.Identity.from_str(key) for key in secret_keys])
    except OSError as error:
        raise CoachError(f"{file} could not be read: {error.strerror}.") from error
    except Exception as error:  # pyrage raises IdentityError and DecryptError, UnicodeDecodeError comes from the file
        hint = "The file was made for another key, or is damaged."
        raise CoachError("The file could not be decrypted.", hint=hint) from error
    return decrypted


def _ask_passphrase(option: str, *, twice: bool = False) -> str:
    """Ask for a passphrase. Raises CoachError, with the option for scripts, where nobody can type one."""
    if not sys.stdin.isatty():
        raise CoachError("There is no terminal to type a passphrase in.", hint=f"In a script: {option} names a key.")
    return str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=twice))


@contextmanager
def open_decrypted_copy(path: Path, key_file: str | None, folder: Path) -> Iterator[Path]:
    """Yield `path` or, for an encrypted file, a decrypted copy in `folder` that is removed afterwards."""
    try:
        file_content = read_file(FileSystem(), path)
    except OSError:
        file_content = b""  # the caller says what is wrong with the path
    if not file_content.startswith(_AGE_HEADER):
        yield path
        return
    decrypted = folder / ".coach-decrypted.tmp"  # a name that the next start removes if this process is killed
    try:
        write_private_file(decrypted, decrypt_input(file_content, key_file))
        yield decrypted
    except CoachError as error:  # the person knows the file by its own name
        title = error.title.replace(str(decrypted), str(path))
        raise CoachError(title, error.message, error.hint, code=error.code) from error
    finally:
        decrypted.unlink(missing_ok=True)


@click.command("decrypt")
@click.argument("file")
@click.option("--out", metavar="FILE", required=True, help="Write to this file, which only you can read.")
@key_file_option
def decrypt_file(file: str, out: str, key_file: str | None) -> None:
    """Decrypt a backup or an export that was made with --encrypt. The tool age
    (age-encryption.org) opens such a file too."""
    path = expand_path(file)
    try:
        file_content = read_file(FileSystem(), path)
    except OSError as error:
        raise CoachError(f"{file} could not be read: {error.strerror}.") from error
    if not file_content.startswith(_AGE_HEADER):
        raise CoachError(f"{file} is not encrypted.", hint="It can be used as it is.")
    write_output_file(expand_path(out), decrypt_input(file_content, key_file))
    print_line(f"Written: {out}.")
