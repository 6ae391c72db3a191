"""The goal panel: today's goal, suggested or chosen, and the key for the next step."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import var

from coach.tui.panels.panel import Panel
from coach.tui.text_layout import HIDDEN_MARK, QUIET_STYLE, STRONG_STYLE, join_parts, put_at_bottom, styled
from coach.tui.widgets.key_hints import render_key_hints
from coach.views.day import DayView, GoalView

SETTLED_TEXTS = {
    "done": "Done. That was enough for today.",
    "not today": "Not today. Another day is just as good.",
    "let go": "Let go. That is fine too.",
}
ROOMY_HEIGHT = 7
"""From so many rows on, an empty row stands between the goal and its length and energy."""


class GoalPanel(Panel):
    """Shows the goal. With `shows_reason` it also says why this goal is suggested."""

    TITLE = "Today's goal"
    shows_reason: var[bool] = var(False)

    def select_drawn_part(self, day: DayView) -> object:
        return day.goal, day.experiment_line, day.hides_names

    def watch_shows_reason(self) -> None:
        self.draw_changed_rows()

    def draw_rows(self, day: DayView, width: int, height: int) -> Sequence[Content]:
        goal, experiment = day.goal, [styled(day.experiment_line, QUIET_STYLE)] if day.experiment_line else []
        own = ("goal.write", "writes a goal" if goal is None else "writes your own")
        if goal is None:
            nothing = styled("No goal today, and that is fine.", QUIET_STYLE)
            return put_at_bottom([nothing, *experiment], render_key_hints(self.keys, width, own), width, height)
        settles = "goal.write" if self.enter_is_taken else "goal.take"
        settle = "logs how it went" + (", or takes a smaller one" if goal.easier_template else "")
        if goal.state == "offered":
            take = [] if self.enter_is_taken else [("goal.take", "takes it")]
            last = render_key_hints(self.keys, width, *take, own)
        elif goal.state == "open":
            last = render_key_hints(self.keys, width, (settles, settle))
        else:
            last = styled(SETTLED_TEXTS[goal.state], QUIET_STYLE).wrap(width)
        rows = self._draw_goal(goal, roomy=height >= ROOMY_HEIGHT, hide=day.hides_names)
        if len(rows[0].wrap(width)) > height - len(last):
            # The goal comes before a second key, which the footer names too, and before half a sentence.
            short = render_key_hints(self.keys, width, (settles, "logs how it went"))
            last = short if goal.state == "open" else last[:1]
        return put_at_bottom([*rows, *experiment], last, width, height)

    def _draw_goal(self, goal: GoalView, *, roomy: bool, hide: bool) -> list[Content]:
        """Return the goal, its trigger, its length and energy, and the reason for it if that was asked."""
        minutes, energy = f"{goal.minutes} min" * bool(goal.minutes), f"{goal.energy} energy" * bool(goal.energy)
        rows = [styled(goal.displayed_text(hide=hide), STRONG_STYLE if goal.state == "open" else "")]
        if goal.trigger:
            trigger = styled(HIDDEN_MARK if hide else goal.trigger)
            rows.append(join_parts(styled("when", QUIET_STYLE), trigger, between=" "))
        about = [join_parts(minutes, energy, between=" · "), Content(goal.reason if self.shows_reason else "")]
        details = [part.stylize(QUIET_STYLE) for part in about if part]
        return [*rows, *([Content("")] if roomy and details else []), *details]
