"""Scales that digits answer: how it is, how it felt, how much energy. Words as in the domain, without its weight."""

from __future__ import annotations

from textual.content import Content

from coach.ui.text import join, show

NAMES = {1: "heavy", 2: "low", 3: "okay", 4: "good", 5: "bright"}
ENERGY = {1: "little", 2: "some", 3: "plenty"}


def scale(names: dict[int, str], width: int, *, coloured: bool) -> Content:
    """Return the choices of a scale, "1 heavy  2 low …", with as much air as `width` allows."""
    parts = [
        join(show(str(n), "$key bold"), " ", show(name, f"$mood-{n}" if coloured else "")) for n, name in names.items()
    ]
    tight = sum(part.cell_length for part in parts) + len(parts) - 1
    return Content("   " if tight + 2 * (len(parts) - 1) <= width else " ").join(parts)
