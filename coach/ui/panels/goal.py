"""Today's goal: the one on offer or the one taken, in a sentence, with the one key that moves it on."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import reactive

from coach.domain.day import Day, GoalView
from coach.ui.panels.panel import Panel
from coach.ui.text import HIDDEN, QUIET, STRONG, foot, hints, join, show

SETTLED = {
    "done": "Done. That was enough for today.",
    "not today": "Not today. Another day is as good.",
    "let go": "Let go. That is an answer too.",
}
AIRY = 7
"""Rows from which there is an empty one between what the goal is and what it takes."""


class GoalPanel(Panel):
    """Enter takes the goal on offer; g writes one's own. With `why` it says why this one is offered."""

    TITLE = "Today's goal"
    why: reactive[bool] = reactive(False)

    def draw(self, day: Day, width: int, height: int) -> Sequence[Content]:
        goal, coin = day.goal, [show(day.coin, QUIET)] if day.coin else []
        own = ("goal.write", "writes a goal" if goal is None else "writes your own")
        if goal is None:
            nothing = show("Nothing is asked of today.", QUIET)
            return foot([nothing, *coin], hints(self.keys, width, own), width, height)
        settle = "when it is settled" + (", or for a smaller one" if goal.easier else "")
        if goal.state == "offered":
            last = hints(self.keys, width, ("goal.take", "takes it"), own)
        elif goal.state == "open":
            last = hints(self.keys, width, ("goal.take", settle))
        else:
            last = [show(SETTLED[goal.state], QUIET)]
        rows = self._goal(goal, airy=height >= AIRY, hide=day.hide)
        return foot([*rows, *coin], last, width, height)

    def _goal(self, goal: GoalView, *, airy: bool, hide: bool) -> list[Content]:
        """Return the goal, when it is to happen, what it takes, and why this one if that was asked."""
        text = HIDDEN if hide and goal.state != "offered" else goal.text
        minutes, energy = f"{goal.minutes} min" * bool(goal.minutes), f"{goal.energy} energy" * bool(goal.energy)
        rows = [show(text, STRONG if goal.state == "open" else "")]
        if goal.cue:
            rows.append(join(show("when", QUIET), show(HIDDEN if hide else goal.cue), between=" "))
        about = [join(minutes, energy, between=" · "), Content(goal.why if self.why else "")]
        details = [part.stylize(QUIET) for part in about if part]
        return [*rows, *([Content("")] if airy and details else []), *details]
