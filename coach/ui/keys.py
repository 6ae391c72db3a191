"""Re-export of `coach.key_table` for the modules of the screen, until they import it from there."""

from coach.key_table import KEYS, USUAL, Key, KeyTable, markdown, presets_markdown, read_as

__all__ = ["KEYS", "USUAL", "Key", "KeyTable", "markdown", "presets_markdown", "read_as"]
