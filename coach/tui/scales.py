"""Scales that a digit answers: mood, feeling, energy. The words are repeated here because the domain loads pydantic."""

from __future__ import annotations

from textual.content import Content

from coach.tui.markup import join_parts, styled

MOOD_NAMES = {1: "heavy", 2: "low", 3: "okay", 4: "good", 5: "bright"}
ENERGY_NAMES = {1: "little", 2: "some", 3: "plenty"}


def render_scale(names: dict[int, str], width: int, *, coloured: bool) -> list[Content]:
    """Return the choices of a scale, "1 heavy  2 low …", in as many rows as they need; a digit stays with its word."""
    choices = [
        join_parts(styled(str(n), "$key bold"), " ", styled(name, f"$mood-{n}" if coloured else ""))
        for n, name in names.items()
    ]
    wide = sum(choice.cell_length + 3 for choice in choices) - 3 <= width
    rows: list[Content] = []
    for choice in choices:
        if rows and (wide or rows[-1].cell_length + 2 + choice.cell_length <= width):
            rows[-1] = join_parts(rows[-1], "   " if wide else "  ", choice)
        else:
            rows.append(choice)
    return rows
