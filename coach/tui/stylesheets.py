"""Find the stylesheets: `coach/styles` in an installed wheel, the sibling folder `styles` in a checkout."""

from __future__ import annotations

from pathlib import Path, PurePath

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
    here = find_styles_folder()
    return [here / f"{name}.tcss" for name in STYLESHEET_NAMES]
