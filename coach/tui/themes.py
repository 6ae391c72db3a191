"""Two calm themes of our own, the variables that every theme has to know, and the stylesheets.

The five mood colours go from slate to gold: told apart by brightness as well as hue, and none of them is red.
Text colours reach 4.5 : 1 against their background (a test computes it).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePath

from textual.theme import BUILTIN_THEMES, Theme

from coach.views.colours import DARK, LIGHT

_DARK_TOKENS = {
    **DARK, "panel-title": "#a9c7bd", "timer": "#d9e4df", "frame-focus": "#8fb8aa", "key": "#a9c7bd",
    "selected": "#2a323a",
}  # fmt: skip
_LIGHT_TOKENS = {
    **LIGHT, "panel-title": "#2c5f52", "timer": "#25332e", "frame-focus": "#3f7a6a", "key": "#2c5f52",
    "selected": "#e4e8e1",
}  # fmt: skip


def _add_textual_tokens(tokens: dict[str, str], *, ink: str, ground: str, scrollbar: str) -> dict[str, str]:
    """Return `tokens`, and Textual's own variables in the same few colours: cursors, chosen rows, scrollbars."""
    selected_names = ("block-cursor-background", "block-cursor-blurred-background", "block-hover-background")
    ink_names = ("input-cursor-background", "block-cursor-foreground", "block-cursor-blurred-foreground")
    ground_names = ("scrollbar-background", "scrollbar-background-hover", "scrollbar-background-active")
    return {
        **tokens,
        **dict.fromkeys(selected_names, tokens["selected"]),
        **dict.fromkeys(ink_names, ink),
        **dict.fromkeys(ground_names, ground),
        **dict.fromkeys(("border", "scrollbar-hover", "scrollbar-active"), tokens["frame-focus"]),
        "border-blurred": tokens["frame"],
        "scrollbar": scrollbar,
    }


THEMES = (
    Theme(
        name="coach-dark", primary="#8fb8aa", secondary="#86a3cf", accent="#e6cf7d", warning="#d9b97c",
        error="#d3a27f", success="#a3c78f", foreground="#dce1e4", background=DARK["ground"], surface="#1b1f24",
        panel="#232930", dark=True,
        variables=_add_textual_tokens(_DARK_TOKENS, ink="#dce1e4", ground="#1b1f24", scrollbar="#5c6772"),
    ),
    Theme(
        name="coach-light", primary="#3f7a6a", secondary="#3f669f", accent="#80640c", warning="#7d5a14",
        error="#8a4a1f", success="#44702c", foreground="#23282c", background=LIGHT["ground"], surface="#efeee8",
        panel="#e6e6de", dark=False,
        variables=_add_textual_tokens(_LIGHT_TOKENS, ink="#23282c", ground="#efeee8", scrollbar="#8d948c"),
    ),
)  # fmt: skip


_ANSI_TOKENS = {
    **dict.fromkeys(
        ("quiet", "panel-title", "timer", "frame-focus", "mood-3", "selected", "link-color"), "ansi_default"
    ),
    **dict.fromkeys(("bar", "mood-2", "key"), "ansi_cyan"),
    "frame": "ansi_bright_black",
    "mood-1": "ansi_blue",
    "mood-4": "ansi_green",
    "mood-5": "ansi_yellow",
}
"""The colours that the person gave their terminal, for the themes that use no others. A bold key, an underlined
title and a mark before the chosen row say the rest."""


def choose_themes(environ: Mapping[str, str] = os.environ) -> tuple[Theme, ...]:
    """Return our themes: in the Linux console, of sixteen colours, those without finer greys, which would be black."""
    if environ.get("TERM") != "linux" or environ.get("COLORTERM") in ("truecolor", "24bit"):
        return THEMES
    return tuple(replace(BUILTIN_THEMES[f"ansi-{t.name.removeprefix('coach-')}"], name=t.name) for t in THEMES)


def get_default_tokens(theme: Theme) -> dict[str, str]:
    """Return our variables for themes that are not ours, so that switching to any of them works."""
    return _ANSI_TOKENS if theme.ansi else _DARK_TOKENS if theme.dark else _LIGHT_TOKENS


STYLESHEET_NAMES = (
    *("base", "header", "goal", "focus", "outreach", "mood", "coach", "responsive"),
    *("trends", "week", "dialogs", "people", "away"),
)
"""The stylesheets in the order in which they are read: later ones win ties."""


def find_styles_folder() -> Path:
    """Return the folder that holds the stylesheets."""
    package = Path(__file__).resolve().parent.parent
    shipped = package / "styles"
    return shipped if shipped.is_dir() else package.parent / "styles"


def list_stylesheets() -> list[PurePath]:
    """Return the paths of all stylesheets, in the order in which they are read."""
    styles_folder = find_styles_folder()
    return [styles_folder / f"{name}.tcss" for name in STYLESHEET_NAMES]
