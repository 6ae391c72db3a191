"""Today's goal: the one on offer or the one taken, in a sentence, with the one key that moves it on."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import reactive

from coach.domain.day import Day
from coach.ui.panels.panel import Panel
from coach.ui.text import HIDDEN, QUIET, STRONG, join, show


class GoalPanel(Panel):
    """Enter takes the goal on offer; g writes one's own. With `why` it says why this one is offered."""

    TITLE = "Today's goal"
    why: reactive[bool] = reactive(False)

    def draw(self, day: Day, width: int, height: int) -> Sequence[Content]:
        goal = day.goal
        take, write = self.keys.name("goal.take"), self.keys.name("goal.write")
        coin = [show(day.coin, QUIET)] if day.coin else []
        if goal is None:
            nothing = show("Nothing is asked of today.", QUIET)
            return [nothing, *coin, show(f"{write} writes a goal", QUIET)]
        text = HIDDEN if day.hide and goal.state != "offered" else goal.text
        size = join(
            f"{goal.minutes} min" if goal.minutes else "",
            f"{goal.energy} energy" if goal.energy else "",
            between=" · ",
        )
        rows = [show(text, STRONG if goal.state == "open" else "")]
        if size and height > 3:
            rows.append(size.stylize(QUIET))
        if self.why and goal.why:
            rows.append(show(goal.why, QUIET))
        if goal.cue:
            cue = HIDDEN if day.hide else goal.cue
            rows.append(show(f"when {cue}", QUIET))
        hint = {
            "offered": f"{take} takes it · {write} writes your own",
            "open": f"{take} when it is settled" + (", or for a smaller one" if goal.easier else ""),
            "done": "Done. That was enough for today.",
            "not today": "Not today. Another day is as good.",
            "let go": "Let go. That is an answer too.",
        }[goal.state]
        space = [Content("")] if height > 5 else []
        return [*rows, *space, *coin, show(hint, QUIET)]
