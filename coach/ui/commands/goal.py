"""Goal: Enter takes the one on offer, `g` writes one's own; an open one ends as done, not today or let go."""

from __future__ import annotations

from coach.ui.screens.today import TodayScreen


def take(screen: TodayScreen) -> None:
    """Enter: skip the question if one is asked, open what has the focus, else take or settle the goal."""
    from coach.ui.commands import focus, mood, outreach

    day = screen.day
    if day is None:
        return
    if day.ask_felt and screen.ask in ("", "felt"):
        focus.felt(screen, None)
    elif screen.focused is screen.outreach and day.rows:
        outreach.open_page(screen)
    elif screen.focused is screen.focus_panel:
        focus.toggle(screen)
    elif screen.focused is screen.mood_panel:
        mood.entries(screen)
    elif day.goal is None or day.goal.state != "open":
        _take_or_write(screen)
    else:
        settle(screen)


def _take_or_write(screen: TodayScreen) -> None:
    from coach.acts.goal import take as act

    goal = screen.day.goal if screen.day else None
    if goal is not None and goal.state == "offered":
        screen.do(act(goal.template))
    else:
        write(screen)


def settle(screen: TodayScreen) -> None:
    """Ask how the open goal went: three equal words, or other words for it."""
    from coach.acts.goal import close
    from coach.domain.goal import STATES
    from coach.ui.dialogs.choice import ChoiceDialog

    def answered(state: str | None) -> None:
        if state == "write":
            write(screen, new=True)
        elif state is not None:
            screen.do(close(next(s for s in STATES if s == state)))

    choices = [*((state, state) for state in STATES), ("write", "another goal")]
    screen.app.push_screen(ChoiceDialog("How did the goal go?", choices), answered)


def write(screen: TodayScreen, *, new: bool = False) -> None:
    """Write a goal of one's own; while one is open, ask first how it went."""
    from coach.acts.goal import own
    from coach.ui.dialogs.line import LineDialog

    goal = screen.day.goal if screen.day else None
    if goal is not None and goal.state == "open" and not new:
        settle(screen)
        return
    screen.app.push_screen(
        LineDialog(
            "goal",
            "A goal of your own",
            placeholder="write to Ana when coffee is made",
            hint='"… when …" gives it a moment · Enter saves · Esc back',
            accept=lambda line: screen.do(own(line), raises=True, draft=("goal", line)),
        )
    )
