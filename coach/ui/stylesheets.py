"""Where the looks are: `coach/styles` in an installed wheel, the sibling folder `styles` in a checkout."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath

FIRST = ("base", "header", "goal", "focus", "outreach", "mood", "coach", "responsive")
"""What the first screen needs. Later files win ties, so what depends on the size of the window comes last."""
LATER = ("trends", "week", "dialogs", "people", "away")
"""The pages and dialogs, read when the first screen has been painted."""


def folder() -> Path:
    """Return the folder that holds the stylesheets."""
    package = Path(__file__).resolve().parent.parent
    shipped = package / "styles"
    return shipped if shipped.is_dir() else package.parent / "styles"


def stylesheets(names: Sequence[str] = FIRST) -> Sequence[PurePath]:
    """Return the stylesheets of those names, in the order in which they are read."""
    here = folder()
    return [here / f"{name}.tcss" for name in names]
