"""Goal: Enter takes the one on offer, `g` writes one's own; an open one ends as done, not today or let go."""

from __future__ import annotations

from coach.acts import asked
from coach.acts import goal as acts
from coach.advice.boundary import hushed
from coach.advice.goals import pick, why
from coach.domain.goal import STATES
from coach.ui.commands import focus, mood, outreach
from coach.ui.dialogs.choice import ChoiceDialog
from coach.ui.dialogs.goal import DAY_OFF, GoalLine, Offer
from coach.ui.session import Session
from coach.ui.text import HIDDEN

OFFERED = 5
"""Goals on offer that are listed, beside the day off."""


def open_focused_panel(session: Session) -> None:
    """Enter: skip the question if one is asked, open what has the focus, else take or settle the goal."""
    day = session.day
    if day is None:
        return
    if day.ask_felt and session.question in ("", "felt"):
        focus.rate_block(session, None)
    elif session.focused_panel == "outreach" and day.rows:
        outreach.open_person_page(session)
    elif session.focused_panel == "focus":
        focus.start_or_stop(session)
    elif session.focused_panel == "mood":
        mood.open_earlier_moods(session)
    elif day.goal is not None and day.goal.state == "offered":
        session.execute(acts.take(day.goal.template))
    else:
        write_goal(session)


def settle_goal(session: Session) -> None:
    """Ask how the open goal went: three equal words, other words for it or, on a low day, a smaller one."""
    goal = session.day.goal if session.day else None

    def answer(state: str | None) -> None:
        if state == "write":
            _open_goal_line(session)
        elif state == "easier" and goal is not None:
            session.execute(acts.take(goal.easier))
        elif state is not None:
            session.execute(acts.close(next(s for s in STATES if s == state)))

    choices = [*((state, state) for state in STATES), ("write", "another goal")]
    if goal is not None and goal.easier:
        choices.append(("easier", f"a smaller one: {goal.easier_text}"))
    session.push(ChoiceDialog("How did the goal go?", choices), answer)


def write_goal(session: Session) -> None:
    """Write a goal of one's own; while one is open, ask first how it went."""
    goal = session.day.goal if session.day else None
    if goal is not None and goal.state == "open":
        settle_goal(session)
    else:
        _open_goal_line(session)


def _open_goal_line(session: Session) -> None:
    session.push(
        GoalLine(
            "A goal of your own",
            offers=lambda: _list_offers(session),
            write=lambda line: session.execute(acts.own(line), raises=True, draft=("goal", line)),
            take=lambda template: session.execute(acts.take(template), raises=True),
            mute=lambda template: session.execute(asked.mute(template, None)),
        )
    )


def _list_offers(session: Session) -> list[Offer]:
    """Return the first goals on offer, and the day off."""
    journal, now = session.journal, session.now()
    *fitting, off = pick(journal, now)
    return [
        Offer(
            each.id,
            HIDDEN if session.hidden and not each.id.startswith("G") else hushed(journal, each.text),
            f"{each.minutes} min" if each.minutes else DAY_OFF if each is off else "",
            why(journal, now, each),
        )
        for each in (*fitting[:OFFERED], off)
    ]
