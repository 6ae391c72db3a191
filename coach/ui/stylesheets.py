"""Where the looks are: `coach/styles` in an installed wheel, the sibling folder `styles` in a checkout."""

from __future__ import annotations

from pathlib import Path, PurePath

ORDER = (
    "base",
    "header",
    "goal",
    "focus",
    "outreach",
    "mood",
    "coach",
    "trends",
    "week",
    "dialogs",
    "people",
    "away",
    "responsive",
)
"""Later files win ties, so what depends on the size of the window comes last."""


def folder() -> Path:
    """Return the folder that holds the stylesheets."""
    package = Path(__file__).resolve().parent.parent
    shipped = package / "styles"
    return shipped if shipped.is_dir() else package.parent / "styles"


def stylesheets() -> list[str | PurePath]:
    """Return the stylesheets in the order in which they are read."""
    here = folder()
    return [here / f"{name}.tcss" for name in ORDER]
