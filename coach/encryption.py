"""Encrypt and decrypt files in the age format, by the library pyrage, which the extra [encrypt] installs.

Encryption is for copies: backups and exports. The data file itself is not encrypted. A file is for a passphrase, or for
one or more public keys (age1…), whose secret keys stay elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType

from coach.atomic_file import read_text_file
from coach.errors import CoachError, InvalidInput

_HEADER = b"age-encryption.org/v1"
SHORTEST_PASSPHRASE = 8


def load_age() -> ModuleType:
    """Return the library pyrage. Raises CoachError where the extra is not installed."""
    try:
        return import_module("pyrage")  # an optional extra
    except ImportError:
        raise CoachError(
            "Encryption needs one more package.", hint="pip install 'networking-coach[encrypt]' installs it."
        ) from None


def is_encrypted(data: bytes) -> bool:
    """Tell whether `data` is a file in the age format."""
    return data.startswith(_HEADER)


def encrypt_for_keys(data: bytes, keys: Sequence[str]) -> bytes:
    """Return `data` encrypted for public keys (age1…). Raises InvalidInput for a word that is none."""
    age = load_age()
    recipients = []
    for key in keys:
        try:
            recipients.append(age.x25519.Recipient.from_str(key.strip()))
        except Exception as error:  # pyrage raises its own RecipientError
            raise InvalidInput(
                "That is not a public key of the tool age.", hint="A public key begins with age1."
            ) from error
    encrypted: bytes = age.encrypt(data, recipients)
    return encrypted


def encrypt_with_passphrase(data: bytes, passphrase: str) -> bytes:
    """Return `data` encrypted with a passphrase. Raises InvalidInput for one that is too short."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise InvalidInput(
            f"A passphrase needs at least {SHORTEST_PASSPHRASE} characters.", hint="Four or five words are good."
        )
    encrypted: bytes = load_age().passphrase.encrypt(data, passphrase)
    return encrypted


def decrypt_with_passphrase(data: bytes, passphrase: str) -> bytes:
    """Return what was encrypted with a passphrase. Raises CoachError if it is another one or the file is damaged."""
    age = load_age()
    try:
        decrypted: bytes = age.passphrase.decrypt(data, passphrase)
    except age.DecryptError as error:
        raise CoachError(
            "The file could not be decrypted.", hint="It has another passphrase, or it is damaged."
        ) from error
    return decrypted


def decrypt_with_key_file(data: bytes, file: Path) -> bytes:
    """Return what was encrypted for a key whose secret is in `file` (AGE-SECRET-KEY-…). Raises CoachError."""
    age = load_age()
    try:
        lines = read_text_file(file).splitlines()
        identities = [
            age.x25519.Identity.from_str(line.strip()) for line in lines if line.startswith("AGE-SECRET-KEY-")
        ]
        decrypted: bytes = age.decrypt(data, identities)
    except OSError as error:
        raise CoachError(f"{file} could not be read: {error.strerror}.") from error
    except Exception as error:  # pyrage raises IdentityError and DecryptError, UnicodeDecodeError comes from the file
        raise CoachError(
            "The file could not be decrypted.", hint="The file was made for another key, or is damaged."
        ) from error
    return decrypted
