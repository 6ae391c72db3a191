"""The goal dialog: a line to write a goal, and suggested goals below it that ↓ and Enter choose."""

from __future__ import annotations

from textual import on
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Input

from coach.actions.advice import mute_rule
from coach.actions.backdate import backdate_by_trailing_time
from coach.actions.goals import adopt_goal, set_own_goal
from coach.advice.blocked_people import redact_blocked_names
from coach.advice.goals import DAY_OFF_TEMPLATE, GoalTemplate, explain_goal_offer, rank_goals
from coach.errors import InvalidInput
from coach.tui.dialogs.text_input import LinePrompt, TextInputDialog
from coach.tui.session import Session
from coach.tui.text_layout import (
    KEY_STYLE,
    LOW_HEIGHT,
    QUIET_STYLE,
    find_first_visible,
    find_row_again,
    highlight_row,
    indent_wrapped,
    justify,
    shorten_text,
    stack_lines,
    styled,
)
from coach.tui.widgets.key_hints import render_legend
from coach.tui.widgets.wrapped_text import WrappedText

GOAL_LINE_HINT = 'add "when …" for the moment you start · end with * to save it for other days · Enter saves'
OFFERS_HINT, CHOSEN_HINT, HIDE_HINT = "↓ chooses a suggestion", "↑ ↓ choose · Enter takes it", " · Del hides it"
ROWS_AROUND_OFFERS = 3
"""Rows of the frame and of the typed line."""
MOST_OFFERS = 5
"""Goals on offer that are listed, beside the day off."""


class GoalInputDialog(TextInputDialog):
    """Asks for a goal of one's own, or offers some, the day off last. None is highlighted until ↓ or ↑ is pressed."""

    BINDINGS = [
        Binding("down", "choose(1)", show=False, priority=True),
        Binding("up", "choose(-1)", show=False, priority=True),
        Binding("delete", "mute", show=False, priority=True),
    ]

    def __init__(self, session: Session) -> None:
        prompt = LinePrompt("A goal of your own", hint=GOAL_LINE_HINT, placeholder="write to Ana when coffee is made")
        super().__init__(session, "goal", prompt, accept=self._accept_goal, empty="accepted")
        self._offers = self._list_offers()
        self._highlighted = -1

    def on_mount(self) -> None:
        self.query_one("#box").mount(WrappedText(self._wrap_offers, id="offers"), before="#hint")

    def _update_offers(self) -> None:
        self.query_one("#hint").display = self._highlighted < 0  # Enter saves the line, or takes what is highlighted
        self.query_one("#offers", WrappedText).show(self._wrap_offers)

    def _wrap_offers(self, width: int) -> Content:
        is_chosen = self._highlighted >= 0
        can_hide = self._highlighted < len(self._offers) - 1  # a day off is always offered
        legend = render_legend(CHOSEN_HINT + HIDE_HINT * can_hide if is_chosen else OFFERS_HINT, width)
        rows_below = legend if is_chosen else stack_lines(legend, render_legend(GOAL_LINE_HINT, width))
        height = self.app.size.height
        free_height = height if height < LOW_HEIGHT else (height - 1) * 9 // 10  # as #box in styles/dialogs.tcss
        room = free_height - ROWS_AROUND_OFFERS - len(rows_below.split("\n"))
        offer_rows = [
            self._render_chosen(goal, width) if n == self._highlighted else self._render_whole(goal, width)
            for n, goal in enumerate(self._offers)
        ]
        if sum(len(row.split("\n")) for row in offer_rows) > room:
            offer_rows = self._render_shortened(width, room)
        return stack_lines(*offer_rows, legend)

    def _render_shortened(self, width: int, room: int) -> list[Content]:
        """Return as many offers as `room` has rows, with the highlighted one whole and the others in a row each."""
        highlighted = self._highlighted
        if highlighted >= 0:
            room -= len(self._render_chosen(self._offers[highlighted], width).split("\n")) - 1
        room = max(2, room)
        first_offer = find_first_visible(highlighted, room, len(self._offers))
        return [
            self._render_chosen(goal, width) if n == highlighted else self._render_in_a_row(goal, width)
            for n, goal in list(enumerate(self._offers))[first_offer : first_offer + room]
        ]

    def _render_chosen(self, goal: GoalTemplate, width: int) -> Content:
        """Return the highlighted goal in full, and the reason for it."""
        reason = explain_goal_offer(self.session.journal, self.session.now(), goal)
        length_and_reason = styled(" · ".join(filter(None, (_describe_length(goal), reason))), QUIET_STYLE)
        goal_row = indent_wrapped(Content.styled("› ", KEY_STYLE), styled(self._format_text(goal)), width)
        return stack_lines(highlight_row(goal_row, width), indent_wrapped(Content("  "), length_and_reason, width))

    def _render_whole(self, goal: GoalTemplate, width: int) -> Content:
        length = styled(_describe_length(goal), QUIET_STYLE)
        goal_row = indent_wrapped(Content("  "), styled(self._format_text(goal)), width - length.cell_length - 2)
        first, *others = goal_row.split("\n")
        return stack_lines(justify(first, length, width), *others)

    def _render_in_a_row(self, goal: GoalTemplate, width: int) -> Content:
        length = styled(_describe_length(goal), QUIET_STYLE)
        goal_text = styled(shorten_text(self._format_text(goal), width - length.cell_length - 4))
        return justify(goal_text.pad_left(2), length, width)

    def _format_text(self, goal: GoalTemplate) -> str:
        text = redact_blocked_names(self.session.journal, goal.text)
        return self.session.hide_text(text) if goal.is_private else text

    def action_choose(self, step: int) -> None:
        """Highlight the next suggestion or the one before; beyond the first and the last, none."""
        self._highlighted = (self._highlighted + 1 + step) % (len(self._offers) + 1) - 1
        self._update_offers()

    def action_mute(self) -> None:
        """Hide the highlighted suggestion; with none highlighted, delete the next letter of the line."""
        if self._highlighted < 0:
            self.query_one(Input).action_delete_right()
        elif self._highlighted < len(self._offers) - 1:
            self.session.execute(mute_rule(self._offers[self._highlighted].id, None))
            ids_before, self._offers = [goal.id for goal in self._offers], self._list_offers()
            self._highlighted = find_row_again(ids_before, self._highlighted, [goal.id for goal in self._offers])
            self._update_offers()

    @on(Input.Changed)
    def _clear_highlight(self, event: Input.Changed) -> None:
        if self._highlighted >= 0 and event.value:
            self._highlighted = -1
            self._update_offers()

    def _accept_goal(self, line: str) -> None:
        if self._highlighted >= 0:
            self.session.execute(adopt_goal(self._offers[self._highlighted].id), raises=True)
        elif line.strip():
            own_goal = backdate_by_trailing_time(line, set_own_goal)
            self.session.execute(own_goal, raises=True, draft=("goal", line))
        else:
            raise InvalidInput("Nothing is typed yet.", hint="↓ chooses a suggestion, Esc steps back.")

    def _list_offers(self) -> list[GoalTemplate]:
        """Return the first goals on offer, and the day off."""
        *fitting_goals, day_off = rank_goals(self.session.journal, self.session.now())
        return [*fitting_goals[:MOST_OFFERS], day_off]


def _describe_length(goal: GoalTemplate) -> str:
    return f"{goal.minutes} min" if goal.minutes else "nothing today" if goal.id == DAY_OFF_TEMPLATE else ""
