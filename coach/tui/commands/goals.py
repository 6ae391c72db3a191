"""Goal: Enter takes the one on offer, `g` writes one's own; an open one ends as done, not today or let go."""

from __future__ import annotations

from coach.actions import advice
from coach.actions import goals as actions
from coach.actions.backdate import backdate_by_trailing_time
from coach.advice.blocked_people import redact_blocked_names
from coach.advice.goals import explain_goal_offer, rank_goals
from coach.domain.goal import GOAL_STATES
from coach.tui.commands import focus, moods, outreach
from coach.tui.dialogs.choice import ChoiceDialog
from coach.tui.dialogs.goal_input import DAY_OFF, GoalInputDialog, GoalOffer
from coach.tui.markup import HIDDEN_MARK
from coach.tui.session import Session

MOST_OFFERS = 5
"""Goals on offer that are listed, beside the day off."""


def open_focused_panel(session: Session) -> None:
    """Enter: skip the question if one is asked, open what has the focus, else take or settle the goal."""
    day = session.day
    if day is None:
        return
    if day.unrated_block_id and session.question in ("", "felt"):
        focus.rate_block(session, None)
    elif session.focused_panel == "outreach":
        if day.rows:
            outreach.open_person_page(session)
        else:
            outreach.log_sent_message(session)
    elif session.focused_panel == "focus":
        focus.start_or_stop(session)
    elif session.focused_panel == "mood":
        moods.open_earlier_moods(session)
    elif day.goal is not None and day.goal.state == "offered":
        session.execute(actions.adopt_goal(day.goal.template))
    else:
        write_goal(session)


def settle_goal(session: Session) -> None:
    """Ask how the open goal went: three equal words, other words for it or, on a low day, a smaller one."""
    goal = session.day.goal if session.day else None

    def answer(state: str | None) -> None:
        if state == "write":
            _open_goal_line(session)
        elif state == "easier" and goal is not None:
            session.execute(actions.adopt_goal(goal.easier_template))
        elif state is not None:
            session.execute(actions.close_goal(next(s for s in GOAL_STATES if s == state)))

    choices = [*((state, state) for state in GOAL_STATES), ("write", "another goal")]
    if goal is not None and goal.easier_template:
        is_private = not goal.easier_template.startswith("G")
        small = HIDDEN_MARK if session.hidden and is_private else goal.easier_text
        choices.append(("easier", f"a smaller one: {small}"))
    session.push_screen(ChoiceDialog("How did the goal go?", choices), answer)


def write_goal(session: Session) -> None:
    """Write a goal of one's own; while one is open, ask first how it went."""
    goal = session.day.goal if session.day else None
    if goal is not None and goal.state == "open":
        settle_goal(session)
    else:
        _open_goal_line(session)


def _open_goal_line(session: Session) -> None:
    session.push_screen(
        GoalInputDialog(
            "A goal of your own",
            offers=lambda: _list_offers(session),
            write=lambda line: session.execute(
                backdate_by_trailing_time(line, actions.set_own_goal), raises=True, draft=("goal", line)
            ),
            take=lambda template: session.execute(actions.adopt_goal(template), raises=True),
            mute=lambda template: session.execute(advice.mute_rule(template, None)),
        )
    )


def _list_offers(session: Session) -> list[GoalOffer]:
    """Return the first goals on offer, and the day off."""
    journal, now = session.journal, session.now()
    *fitting, off = rank_goals(journal, now)
    return [
        GoalOffer(
            each.id,
            HIDDEN_MARK if session.hidden and each.is_private else redact_blocked_names(journal, each.text),
            f"{each.minutes} min" if each.minutes else DAY_OFF if each is off else "",
            explain_goal_offer(journal, now, each),
        )
        for each in (*fitting[:MOST_OFFERS], off)
    ]
