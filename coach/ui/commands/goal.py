"""Goal: Enter takes the one on offer, `g` writes one's own; an open one ends as done, not today or let go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.ui.screens.today import TodayScreen

if TYPE_CHECKING:
    from coach.ui.dialogs.goal import Offer

OFFERED = 5
"""Goals on offer that are listed, beside the day off."""


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
    """Ask how the open goal went: three equal words, other words for it or, on a low day, a smaller one."""
    from coach.acts.goal import close
    from coach.acts.goal import take as take_act
    from coach.domain.goal import STATES
    from coach.ui.dialogs.choice import ChoiceDialog

    def answered(state: str | None) -> None:
        if state == "write":
            write(screen, new=True)
        elif state == "easier" and goal is not None:
            screen.do(take_act(goal.easier))
        elif state is not None:
            screen.do(close(next(s for s in STATES if s == state)))

    goal = screen.day.goal if screen.day else None
    choices = [*((state, state) for state in STATES), ("write", "another goal")]
    if goal is not None and goal.easier:
        choices.append(("easier", f"a smaller one: {goal.easier_text}"))
    screen.app.push_screen(ChoiceDialog("How did the goal go?", choices), answered)


def write(screen: TodayScreen, *, new: bool = False) -> None:
    """Write a goal of one's own; while one is open, ask first how it went."""
    from coach.acts.asked import mute
    from coach.acts.goal import own
    from coach.acts.goal import take as take_act
    from coach.ui.dialogs.goal import GoalLine

    goal = screen.day.goal if screen.day else None
    if goal is not None and goal.state == "open" and not new:
        settle(screen)
        return
    screen.app.push_screen(
        GoalLine(
            "A goal of your own",
            offers=lambda: _offers(screen),
            write=lambda line: screen.do(own(line), raises=True, draft=("goal", line)),
            take=lambda template: screen.do(take_act(template), raises=True),
            mute=lambda template: screen.do(mute(template, None)),
        )
    )


def _offers(screen: TodayScreen) -> list[Offer]:
    """Return the first goals on offer, and the day off."""
    from coach.advice.boundary import hushed
    from coach.advice.goals import pick, why
    from coach.ui.dialogs.goal import DAY_OFF, Offer
    from coach.ui.text import HIDDEN

    book, now = screen.desk.book, screen.now()
    *fitting, off = pick(book, now)
    return [
        Offer(
            each.id,
            HIDDEN if screen.hidden and not each.id.startswith("G") else hushed(book, each.text),
            f"{each.minutes} min" if each.minutes else DAY_OFF if each is off else "",
            why(book, now, each),
        )
        for each in (*fitting[:OFFERED], off)
    ]
