"""The tables of keys that the README and docs/keys.md show."""

from __future__ import annotations

from coach.keys import KEY_PRESETS, KEYS, format_key


def render_key_table(*, ids: bool = False) -> str:
    """Return the table of keys as the README shows it; with `ids`, with the name that config.toml knows them by."""
    rows = ["| name | key | does | |", "|---|---|---|---|"] if ids else ["| key | does | |", "|---|---|---|"]
    for key in KEYS:
        named = f"| `{key.id}` " if ids else ""
        rows.append(f"{named}| {_format_code(key.key)} | {key.label} | {key.help} |")
    return "\n".join(rows)


def render_presets() -> str:
    """Return the table of presets: command, usual keys, and those of each preset."""
    rows = [f"| name | usual | {' | '.join(KEY_PRESETS)} |", "|---|---|" + "---|" * len(KEY_PRESETS)]
    for key in KEYS:
        own = [preset.get(key.id, "") for preset in KEY_PRESETS.values()]
        if any(own):
            rows.append(f"| `{key.id}` | {_format_code(key.key)} | {' | '.join(map(_format_code, own))} |")
    return "\n".join(rows)


def _format_code(keys: str) -> str:
    return " ".join(f"`{format_key(part)}`" for part in keys.split(",") if part)
