"""Without: what libraries load and the coach never uses, left out where they themselves know how to do without.

The coach talks to nobody, yet asyncio loads TLS, and pydantic the hashes of OpenSSL and all that reads the data of
installed packages: 5 MB of every open window, and some milliseconds of every start. They are left out as if this
Python had been built without them. Whoever asks for one of them later gets it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from types import ModuleType


@contextmanager
def without(name: str, instead: ModuleType | None = None) -> Iterator[None]:
    """Let the module `name` be missing, or be another, for what is imported meanwhile. One that is loaded stays."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = instead  # type: ignore[assignment]  # None is what Python takes for "there is none"
    try:
        yield
    finally:
        sys.modules.pop(name, None)


def no_tls() -> None:
    """Import asyncio without TLS."""
    with without("ssl"):
        import asyncio  # noqa: F401


def no_openssl() -> None:
    """Import hashlib and hmac with the hashes of Python itself, unless this system leaves some of those out."""
    with suppress(ImportError):
        for own in ("_md5", "_sha1", "_sha3", "_blake2"):
            import_module(own)
        with without("_hashlib"):
            import hashlib  # noqa: F401
            import hmac  # noqa: F401


def no_plugins() -> None:
    """Switch plugins of pydantic off, and import what looks for them without what would find some.

    Nobody else's code looks at what is written here, and the search for it in every installed package costs a fifth of
    `coach mood 3`. Pydantic reads the variable when the first model is built. Whoever has set it otherwise is obeyed.
    """
    if os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__") != "__all__":
        return
    packages = ModuleType("importlib.metadata")
    packages.entry_points = lambda **_: ()  # type: ignore[attr-defined]
    with without("importlib.metadata", packages), suppress(ImportError):
        import pydantic.plugin._loader  # noqa: F401
