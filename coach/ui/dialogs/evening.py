"""The evening: how the goal went, how it is, a goal for tomorrow, and once a week who was nice to talk to.

Each question takes one key and Enter skips it. What was answered is saved as it is answered; leaving with Esc
keeps it all. The last line is "Done for today."
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from coach.acts import reviews
from coach.acts.goal import close, current
from coach.acts.mood import log
from coach.acts.outreach import who_is
from coach.advice.boundary import hushed
from coach.domain.goal import STATES
from coach.errors import CoachError
from coach.ui.dialogs.dialog import Dialog
from coach.ui.dialogs.field import Field
from coach.ui.dialogs.line import LineDialog
from coach.ui.scale import NAMES, scale
from coach.ui.session import Session
from coach.ui.text import HIDDEN, QUIET, STRONG, TITLE, join, legend, lines, show


class EveningDialog(Dialog[None]):
    """A few questions, one at a time. A step with nothing to ask is skipped."""

    BINDINGS = [("escape", "leave", "back")]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        book, now = session.journal, session.now()
        goal = current(book, now)
        self._goal = goal if goal is not None and goal.state == "open" else None
        self._set = reviews.set_for_tomorrow(book, now)
        self._offer = None if self._set else reviews.offer(book, now)
        self._nice = ""
        steps: list[tuple[bool, Callable[[], Content]]] = [
            (self._goal is not None, self._ask_goal),
            (not reviews.mood_is_fresh(book, now), self._ask_mood),
            (bool(self._set or self._offer), self._ask_tomorrow),
            (reviews.ask_who_was_nice(book, now), self._ask_nice),
        ]
        self._steps = [step for asks, step in steps if asks]
        self._at = 0

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = "Evening"
            yield Static(id="question", markup=False)
            yield Field(id="line", placeholder="")
            yield Static(legend("Esc leaves; what was answered is kept", self.room), markup=False)

    def on_mount(self) -> None:
        self._show()

    def action_leave(self) -> None:
        """Esc closes the dialog; at the weekly last question it skips the question instead."""
        self._next() if self._step == self._ask_nice else self.dismiss(None)

    @property
    def _step(self) -> Callable[[], Content] | None:
        return self._steps[self._at] if self._at < len(self._steps) else None

    def _show(self) -> None:
        typed = self.query_one(Input)
        typed.display = self._step == self._ask_nice
        self.set_focus(typed if typed.display else None)
        step = self._step
        self.query_one("#question", Static).update(step() if step else show("Done for today.", f"{TITLE} bold"))

    def _next(self) -> None:
        self._at += 1
        if self._step is None:
            self._session.execute(reviews.looked("evening", {"nice": self._nice} if self._asked_nice else None))
            self.dismiss(None)
        else:
            self._show()

    @property
    def _asked_nice(self) -> bool:
        return self._ask_nice in self._steps

    def _ask_goal(self) -> Content:
        assert self._goal is not None
        text = HIDDEN if self._session.hidden else hushed(self._session.journal, self._goal.text)
        choices = [join(show(str(n), "$key bold"), show(state), between=" ") for n, state in enumerate(STATES, 1)]
        return lines(
            join(show("How did the goal go?", STRONG), show(text, QUIET), between="  "), Content("   ").join(choices)
        )

    def _ask_mood(self) -> Content:
        return lines(show("How are you?", STRONG), scale(NAMES, 70, coloured=True), legend("Enter skips", self.room))

    def _ask_tomorrow(self) -> Content:
        goal = self._set or self._offer
        assert goal is not None
        keys = "Enter keeps it · g your own words" if self._set else "Enter takes it · g your own words · n none"
        own = self._set is not None and not self._set.template
        text = HIDDEN if own and self._session.hidden else hushed(self._session.journal, goal.text)
        said = join(show("For tomorrow:", STRONG), show(text), between=" ")
        return lines(said, legend(keys, self.room, letters=True))

    def _ask_nice(self) -> Content:
        return lines(show("Who was nice to talk to?", STRONG), legend("a name · Enter skips", self.room))

    def on_key(self, event: events.Key) -> None:
        step = self._step
        if step is None or step == self._ask_nice:
            return
        digit = int(event.character) if event.character and event.character in "12345" else 0
        if step == self._ask_goal and 1 <= digit <= 3:
            self._session.execute(close(STATES[digit - 1]))
        elif step == self._ask_mood and digit:
            self._session.execute(log(digit))
        elif step == self._ask_tomorrow and event.key == "g":
            self._own_words()
            event.stop()
            return
        elif step == self._ask_tomorrow and event.key == "enter" and self._offer:
            self._session.execute(reviews.tomorrow(self._offer.id))
        elif event.key not in ("enter", "n"):
            return
        event.stop()
        self._next()

    def _own_words(self) -> None:
        def accept(line: str) -> None:
            self._session.execute(reviews.tomorrow(line=line), raises=True)

        def done(line: str | None) -> None:
            if line is not None:
                self._next()

        self.app.push_screen(LineDialog("goal.tomorrow", "A goal for tomorrow", accept=accept), done)

    @on(Input.Submitted)
    def _named(self, event: Input.Submitted) -> None:
        event.stop()
        name = event.value.strip()
        if name:
            with suppress(CoachError):  # of somebody who is not in the list, the name as typed is just as good
                name = who_is(self._session.journal, name).id
        self._nice = name
        self._next()
