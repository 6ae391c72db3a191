"""The evening review: how the goal went, the mood, a goal for tomorrow, and once a week who was nice to talk to.

One key answers a question and Enter skips it. Each answer is saved at once, so Esc loses none.
"""

from __future__ import annotations

from functools import partial

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input

from coach.actions import goals, reviews
from coach.actions.moods import log_mood
from coach.advice.blocked_people import redact_blocked_names
from coach.advice.goals import is_private_template
from coach.domain.goal import GOAL_STATES
from coach.domain.wording import MOOD_NAMES
from coach.errors import AmbiguousName
from coach.tui.dialogs.choice import ask_which_person
from coach.tui.dialogs.dialog import Dialog
from coach.tui.dialogs.text_input import LinePrompt, TextInputDialog
from coach.tui.session import Session
from coach.tui.text_layout import HEADING_STYLE, QUIET_STYLE, STRONG_STYLE, join_parts, stack_lines, styled, wrap_lines
from coach.tui.widgets.key_hints import render_legend, render_scale
from coach.tui.widgets.line_input import UnsentLineInput
from coach.tui.widgets.wrapped_text import WrapFunction, WrappedText

NICE_PERSON_KEY = "evening.nice"
"""Where a typed name that was not submitted is stored."""


class EveningDialog(Dialog[None]):
    """Asks the questions of the evening, one at a time. A question that has an answer already is skipped."""

    LEAVE_HINT = "Esc leaves; your answers are saved"
    BINDINGS = [("escape", "leave", "back")]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        journal, now = session.journal, session.now()
        goal = goals.find_goal_of_today(journal, now)
        self._goal = goal if goal is not None and goal.state == "open" else None
        self._goal_for_tomorrow = goals.find_goal_of_tomorrow(journal, now)
        self._offered_goal = None if self._goal_for_tomorrow else goals.offer_goal_of_tomorrow(journal, now)
        self._nice_person = ""
        steps: list[tuple[bool, WrapFunction]] = [
            (self._goal is not None, self._ask_goal),
            (not reviews.is_mood_fresh(journal, now), self._ask_mood),
            (bool(self._goal_for_tomorrow or self._offered_goal), self._ask_tomorrow),
            (reviews.is_nice_question_due(journal, now), self._ask_nice_person),
        ]
        self._steps = [step for asks, step in steps if asks]
        """The questions that are left, the one shown first."""
        self._asks_nice_person = self._ask_nice_person in self._steps

    def compose(self) -> ComposeResult:
        with self.make_box("Evening"):
            yield WrappedText(id="question")
            yield UnsentLineInput(self.session.unsent_input, NICE_PERSON_KEY, id="line")

    def on_mount(self) -> None:
        self._show_step()

    def action_leave(self) -> None:
        """Esc closes the dialog; at the weekly last question it skips the question instead."""
        self._go_to_next_step() if self._current_step == self._ask_nice_person else self.dismiss(None)

    @property
    def _current_step(self) -> WrapFunction | None:
        return self._steps[0] if self._steps else None

    def _show_step(self) -> None:
        name_line = self.query_one(Input)
        name_line.display = self._current_step == self._ask_nice_person
        self.set_focus(name_line if name_line.display else None)
        done_text = styled("Done for today.", HEADING_STYLE)
        self.query_one("#question", WrappedText).show(self._current_step or partial(wrap_lines, done_text))

    def _go_to_next_step(self) -> None:
        del self._steps[:1]
        if not self._steps:
            answers = {"nice": self._nice_person} if self._asks_nice_person else None
            self.session.execute(
                reviews.log_review("evening", answers),
                on_saved=lambda _: self.session.notify("Saved: your evening.", undo=True),
            )
            self.session.show_panel("goal")  # below it the coach says "Done for today."
            self.dismiss(None)
        else:
            self._show_step()

    def _ask_goal(self, width: int) -> Content:
        assert self._goal is not None
        text = self.session.hide_text(redact_blocked_names(self.session.journal, self._goal.text))
        question = join_parts(styled("How did the goal go?", STRONG_STYLE), styled(text, QUIET_STYLE), between="  ")
        states = render_scale(dict(enumerate(GOAL_STATES, 1)), width, coloured=False)
        return stack_lines(wrap_lines(question, width), *states, render_legend("Enter skips", width))

    def _ask_mood(self, width: int) -> Content:
        return stack_lines(
            styled("How are you?", STRONG_STYLE),
            *render_scale(MOOD_NAMES, width, coloured=True),
            render_legend("Enter skips", width),
        )

    def _ask_tomorrow(self, width: int) -> Content:
        if self._goal_for_tomorrow is not None:
            goal_text, template_id = self._goal_for_tomorrow.text, self._goal_for_tomorrow.template
            key_legend = "Enter keeps it · g write your own"
        else:
            assert self._offered_goal is not None
            goal_text, template_id = self._offered_goal.text, self._offered_goal.id
            key_legend = "Enter takes it · g write your own · n none"
        goal_text = redact_blocked_names(self.session.journal, goal_text)
        goal_text = self.session.hide_text(goal_text) if is_private_template(template_id) else goal_text
        question = join_parts(styled("For tomorrow:", STRONG_STYLE), styled(goal_text), between=" ")
        return stack_lines(wrap_lines(question, width), render_legend(key_legend, width, letters=True))

    def _ask_nice_person(self, width: int) -> Content:
        return stack_lines(
            styled("Who was nice to talk to?", STRONG_STYLE),
            render_legend("a name, or nothing · Enter goes on", width),
        )

    def on_key(self, event: events.Key) -> None:
        step = self._current_step
        if step is None or step == self._ask_nice_person:
            return
        digit = int(event.character) if event.character and event.character in "12345" else 0
        if step == self._ask_goal and self._goal is not None and 1 <= digit <= 3:
            self.session.execute(goals.close_goal(GOAL_STATES[digit - 1], self._goal.id))
        elif step == self._ask_mood and digit:
            self.session.execute(log_mood(digit))
        elif step == self._ask_tomorrow and event.key == "g":
            self._ask_own_words()
            event.stop()
            return
        elif step == self._ask_tomorrow and event.key == "enter" and self._offered_goal:
            self.session.execute(goals.set_goal_of_tomorrow(self._offered_goal.id))
        elif event.key not in ("enter", "n"):
            return
        event.stop()
        self._go_to_next_step()

    def _ask_own_words(self) -> None:
        prompt = LinePrompt("A goal for tomorrow")
        dialog = TextInputDialog(self.session, "goal.tomorrow", prompt, save=partial(goals.set_goal_of_tomorrow, ""))
        dialog.ask(lambda _: self._go_to_next_step())

    @on(Input.Submitted)
    def _save_nice_person(self, event: Input.Submitted) -> None:
        event.stop()
        name = event.value.strip()
        try:
            self._take_nice_person(reviews.find_nice_person(self.session.journal, name) if name else "")
        except AmbiguousName as error:
            ask_which_person(self.session, error, self._take_nice_person)

    def _take_nice_person(self, who: str) -> None:
        """Take an id, or a name as typed, as the answer to the last question."""
        self._nice_person = who
        self.session.unsent_input.remove_texts(NICE_PERSON_KEY)
        self._go_to_next_step()
