"""The goal dialog: a line to write a goal, and suggested goals below it that ↓ and Enter choose."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Input

from coach.actions.advice import mute_rule
from coach.actions.backdate import backdate_by_trailing_time
from coach.actions.goals import adopt_goal, set_own_goal
from coach.advice.blocked_people import redact_blocked_names
from coach.advice.goals import explain_goal_offer, rank_goals
from coach.errors import InvalidInput
from coach.tui.dialogs.text_input import LinePrompt, TextInputDialog
from coach.tui.session import Session
from coach.tui.text_layout import (
    KEY_STYLE,
    LOW_HEIGHT,
    QUIET_STYLE,
    find_first_visible,
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
DAY_OFF = "nothing today"
ROWS_AROUND_OFFERS = 3
"""Rows of the frame and of the typed line."""
MOST_OFFERS = 5
"""Goals on offer that are listed, beside the day off."""


@dataclass(frozen=True, slots=True)
class GoalOffer:
    """A suggested goal: its template id, text, length, and the reason for it."""

    template_id: str
    text: str
    length: str
    reason: str


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
        free_height = height if height < LOW_HEIGHT else height * 9 // 10  # as #box in styles/dialogs.tcss
        room = free_height - ROWS_AROUND_OFFERS - len(rows_below.split("\n"))
        offer_rows = [
            self._render_chosen(offer, width) if n == self._highlighted else _render_whole(offer, width)
            for n, offer in enumerate(self._offers)
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
            self._render_chosen(offer, width) if n == highlighted else _render_in_a_row(offer, width)
            for n, offer in list(enumerate(self._offers))[first_offer : first_offer + room]
        ]

    def _render_chosen(self, offer: GoalOffer, width: int) -> Content:
        """Return the highlighted offer in full, and the reason for it."""
        length_and_reason = styled(" · ".join(filter(None, (offer.length, offer.reason))), QUIET_STYLE)
        offer_row = indent_wrapped(Content.styled("› ", KEY_STYLE), styled(offer.text), width)
        return stack_lines(highlight_row(offer_row, width), indent_wrapped(Content("  "), length_and_reason, width))

    def action_choose(self, step: int) -> None:
        """Highlight the next suggestion or the one before; beyond the first and the last, none."""
        self._highlighted = (self._highlighted + 1 + step) % (len(self._offers) + 1) - 1
        self._update_offers()

    def action_mute(self) -> None:
        """Hide the highlighted suggestion; with none highlighted, delete the next letter of the line."""
        if self._highlighted < 0:
            self.query_one(Input).action_delete_right()
        elif self._highlighted < len(self._offers) - 1:
            self.session.execute(mute_rule(self._offers[self._highlighted].template_id, None))
            self._offers = self._list_offers()
            self._update_offers()

    @on(Input.Changed)
    def _clear_highlight(self, event: Input.Changed) -> None:
        if self._highlighted >= 0 and event.value:
            self._highlighted = -1
            self._update_offers()

    def _accept_goal(self, line: str) -> None:
        if self._highlighted >= 0:
            self.session.execute(adopt_goal(self._offers[self._highlighted].template_id), raises=True)
        elif line.strip():
            own_goal = backdate_by_trailing_time(line, set_own_goal)
            self.session.execute(own_goal, raises=True, draft=("goal", line))
        else:
            raise InvalidInput("Nothing is typed yet.", hint="↓ chooses a suggestion, Esc steps back.")

    def _list_offers(self) -> list[GoalOffer]:
        """Return the first goals on offer, and the day off."""
        journal, now = self.session.journal, self.session.now()
        *fitting_goals, day_off = rank_goals(journal, now)
        offers = []
        for goal in (*fitting_goals[:MOST_OFFERS], day_off):
            text = redact_blocked_names(journal, goal.text)
            length = f"{goal.minutes} min" if goal.minutes else DAY_OFF if goal is day_off else ""
            reason = explain_goal_offer(journal, now, goal)
            offers.append(GoalOffer(goal.id, self.session.hide_text(text) if goal.is_private else text, length, reason))
        return offers


def _render_whole(offer: GoalOffer, width: int) -> Content:
    length = styled(offer.length, QUIET_STYLE)
    first, *others = indent_wrapped(Content("  "), styled(offer.text), width - length.cell_length - 2).split("\n")
    return stack_lines(justify(first, length, width), *others)


def _render_in_a_row(offer: GoalOffer, width: int) -> Content:
    length = styled(offer.length, QUIET_STYLE)
    offer_text = styled(shorten_text(offer.text, width - length.cell_length - 4))
    return justify(offer_text.pad_left(2), length, width)
