"""Re-export of `coach.key_table` for the modules of the screen, until they import it from there."""

from coach.key_table import KEYS, USUAL, Key, KeyTable, format_key, render_key_table, render_presets

__all__ = ["KEYS", "USUAL", "Key", "KeyTable", "format_key", "render_key_table", "render_presets"]
