"""A key of its own for every command, none of which is a usual one."""

from __future__ import annotations

import string

from coach.keys import KEYS

_FREE_KEYS = [*(f"alt+{letter}" for letter in string.ascii_lowercase), *(f"f{n}" for n in range(2, 25))]
OTHER_KEYS = dict(zip((row.id for row in KEYS), _FREE_KEYS[: len(KEYS)], strict=True))
"""Command id → its key."""
OTHER_KEYS_LINES = "\n".join(f'{command} = "{key}"' for command, key in OTHER_KEYS.items())
"""The same as the lines of [keys] in config.toml."""
