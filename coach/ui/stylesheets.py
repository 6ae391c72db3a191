"""Find the stylesheets: `coach/styles` in an installed wheel, the sibling folder `styles` in a checkout."""

from __future__ import annotations

from pathlib import Path, PurePath

NAMES = (
    *("base", "header", "goal", "focus", "outreach", "mood", "coach", "responsive"),
    *("trends", "week", "dialogs", "people", "away"),
)
"""The stylesheets in the order in which they are read: later ones win ties."""


def folder() -> Path:
    """Return the folder that holds the stylesheets."""
    package = Path(__file__).resolve().parent.parent
    shipped = package / "styles"
    return shipped if shipped.is_dir() else package.parent / "styles"


def stylesheets() -> list[PurePath]:
    """Return the paths of all stylesheets, in the order in which they are read."""
    here = folder()
    return [here / f"{name}.tcss" for name in NAMES]
