"""A row of the table: figures taken in turn with a floor, their ratio with its spread, and whether the budget is met."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median
from typing import Any

HEAD = f"{'what':36} {'floor':>22} {'coach':>22}   ratio           budget"


@dataclass(frozen=True, slots=True)
class Row:
    """Pairs of figures, `floor[n]` taken next to `ours[n]`, with a budget.

    `goal` is the largest ratio allowed, `limit` the largest figure of ours in `unit`; either may be None. `flat` is
    False for memory that still grows. `processor` is the same ratio in seconds of processor time, a second witness on
    a machine that has other things to do.
    """

    what: str
    goal: float | None
    floor: list[float]
    ours: list[float]
    unit: str = "ms"
    note: str = ""
    flat: bool = True
    processor: float | None = None
    limit: float | None = None

    @property
    def ratios(self) -> list[float]:
        """The ratio of every pair, the smallest first."""
        return sorted(b / a for a, b in zip(self.floor, self.ours, strict=True))

    @property
    def is_met(self) -> bool:
        """Whether the medians, rounded as they are shown, are within the budget."""
        within_goal = self.goal is None or round(median(self.ratios), 2) <= self.goal
        within_limit = self.limit is None or round(median(self.ours), 1) <= self.limit
        return within_goal and within_limit and self.flat

    @property
    def budget(self) -> str:
        """The budget as it is shown."""
        ratio = f"{self.goal} ×" if self.goal is not None else ""
        limit = f"{self.limit:g} {self.unit}" if self.limit is not None else ""
        return " and ".join(part for part in (ratio, limit) if part)

    def __str__(self) -> str:
        ratios, mark = self.ratios, "met" if self.is_met else "not met"
        spread = f"{median(ratios):5.2f} × ({ratios[0]:.2f}–{ratios[-1]:.2f})"
        note = "".join(f"\n{'':6}{line}" for line in self.notes)
        return f"{self.what:36} {_format_figures(self.floor, self.unit):>22} {_format_figures(self.ours, self.unit):>22}  {spread:20} ≤ {self.budget}  {mark}{note}"

    @property
    def notes(self) -> list[str]:
        """What there is to say below the row."""
        by_processor = f"processor time alone: {self.processor:.2f} ×" if self.processor else ""
        return [line for line in (self.note, by_processor) if line]

    def plain(self) -> dict[str, Any]:
        """Return the row for the file of results, figures rounded to three places."""
        return {
            "what": self.what, "goal": self.goal, "limit": self.limit, "unit": self.unit, "reached": self.is_met,
            "note": "; ".join(self.notes),
            "ratio": round(median(self.ratios), 3), "from": round(self.ratios[0], 3), "to": round(self.ratios[-1], 3),
            "floor": [round(n, 3) for n in self.floor], "ours": [round(n, 3) for n in self.ours],
        }  # fmt: skip


def percentile(values: list[float], part: float) -> float:
    """Return the value that `part` of the values, 0 to 1, do not exceed (nearest rank)."""
    return sorted(values)[max(0, math.ceil(part * len(values)) - 1)]


def _format_figures(figures: list[float], unit: str) -> str:
    places = 0 if median(figures) >= 100 else 1 if median(figures) >= 10 else 2
    return f"{median(figures):.{places}f} ({min(figures):.{places}f}–{max(figures):.{places}f}) {unit}"
