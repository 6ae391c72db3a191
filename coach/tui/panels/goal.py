"""The goal panel: today's goal, suggested or chosen, and the key for the next step."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import var

from coach.domain.text import HIDDEN_MARK
from coach.tui.panels.panel import Panel
from coach.tui.text_layout import QUIET_STYLE, STRONG_STYLE, join_parts, put_at_bottom, styled
from coach.tui.widgets.key_hints import render_key_hints
from coach.views.day import DayView, GoalView

SETTLED_GOAL_TEXTS = {
    "done": "Done. That was enough for today.",
    "not today": "Not today. Another day is just as good.",
    "let go": "Let go. That is fine too.",
}
ROOMY_GOAL_HEIGHT = 7
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
        write_hint = ("goal.write", "writes a goal" if goal is None else "writes your own")
        if goal is None:
            no_goal = styled("No goal today, and that is fine.", QUIET_STYLE)
            return put_at_bottom([no_goal, *experiment], render_key_hints(self.keys, width, write_hint), width, height)
        settle_command = "goal.write" if self.enter_is_taken else "goal.take"
        settle_label = "logs how it went" + (", or takes a smaller one" if goal.easier_template else "")
        if goal.state == "offered":
            take_hint = [] if self.enter_is_taken else [("goal.take", "takes it")]
            bottom_rows = render_key_hints(self.keys, width, *take_hint, write_hint)
        elif goal.state == "open":
            bottom_rows = render_key_hints(self.keys, width, (settle_command, settle_label))
        else:
            bottom_rows = styled(SETTLED_GOAL_TEXTS[goal.state], QUIET_STYLE).wrap(width)
        goal_rows = self._draw_goal(goal, roomy=height >= ROOMY_GOAL_HEIGHT, hide=day.hides_names)
        if len(goal_rows[0].wrap(width)) > height - len(bottom_rows):
            # The goal comes before a second key, which the footer names too, and before half a sentence.
            short_hints = render_key_hints(self.keys, width, (settle_command, "logs how it went"))
            bottom_rows = short_hints if goal.state == "open" else bottom_rows[:1]
        return put_at_bottom([*goal_rows, *experiment], bottom_rows, width, height)

    def _draw_goal(self, goal: GoalView, *, roomy: bool, hide: bool) -> list[Content]:
        """Return the goal, its trigger, its length and energy, and the reason for it if that was asked."""
        minutes, energy = f"{goal.minutes} min" * bool(goal.minutes), f"{goal.energy} energy" * bool(goal.energy)
        goal_rows = [styled(goal.displayed_text(hide=hide), STRONG_STYLE if goal.state == "open" else "")]
        if goal.trigger:
            trigger = styled(HIDDEN_MARK if hide else goal.trigger)
            goal_rows.append(join_parts(styled("when", QUIET_STYLE), trigger, between=" "))
        length_and_reason = [
            join_parts(minutes, energy, between=" · "),
            Content(goal.reason if self.shows_reason else ""),
        ]
        details = [detail.stylize(QUIET_STYLE) for detail in length_and_reason if detail]
        return [*goal_rows, *([Content("")] if roomy and details else []), *details]
