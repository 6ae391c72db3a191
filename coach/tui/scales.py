"""Scales that digits answer: how it is, how it felt, how much energy. Words as in the domain, without its weight."""

from __future__ import annotations

from textual.content import Content

from coach.tui.markup import join_parts, styled

MOOD_NAMES = {1: "heavy", 2: "low", 3: "okay", 4: "good", 5: "bright"}
ENERGY_NAMES = {1: "little", 2: "some", 3: "plenty"}


def render_scale(names: dict[int, str], width: int, *, coloured: bool) -> Content:
    """Return the choices of a scale, "1 heavy  2 low …", with as much air as `width` allows."""
    parts = [
        join_parts(styled(str(n), "$key bold"), " ", styled(name, f"$mood-{n}" if coloured else ""))
        for n, name in names.items()
    ]
    tight = sum(part.cell_length for part in parts) + len(parts) - 1
    return Content("   " if tight + 2 * (len(parts) - 1) <= width else " ").join(parts)
