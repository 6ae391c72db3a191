"""Goals and moods: Enter takes the goal on offer, `g` writes one's own; `m` and a digit save a mood."""

from __future__ import annotations

from functools import partial

from coach.actions import goals as goals_actions
from coach.actions import moods as moods_actions
from coach.advice.goals import is_private_template
from coach.domain.goal import GOAL_STATES
from coach.domain.mood import parse_words_and_note
from coach.tui.commands import focus, outreach
from coach.tui.commands.people import get_selected_person
from coach.tui.dialogs.choice import Offer, offer_actions
from coach.tui.dialogs.goal_input import GoalInputDialog
from coach.tui.dialogs.mood_history import MoodHistoryDialog
from coach.tui.dialogs.text_input import LinePrompt, TextInputDialog
from coach.tui.session import Session


def open_focused_panel(session: Session) -> None:
    """Enter: skip the question if one is asked, open what has the focus, else take or settle the goal."""
    day = session.day
    if day is None:
        return
    if session.shows_block_question:
        focus.rate_block(session, None)
    elif session.focused_panel == "outreach":
        person = get_selected_person(session)
        if person is not None:
            session.open_person(person.id)
        elif not day.rows:
            outreach.log_sent_message(session)
    elif session.focused_panel == "focus":
        focus.start_or_stop(session)
    elif session.focused_panel == "mood":
        session.push_screen(MoodHistoryDialog(session))
    elif day.goal is not None and day.goal.state == "offered":
        session.execute(goals_actions.adopt_goal(day.goal.template))
    else:
        write_goal(session)


def settle_goal(session: Session) -> None:
    """Ask how the open goal went: three equal words, other words for it or, on a low day, a smaller one."""
    goal = session.day.goal if session.day else None
    goal_id = goal.id if goal is not None else ""
    outcomes: list[Offer] = [
        *((state, partial(session.execute, goals_actions.close_goal(state, goal_id))) for state in GOAL_STATES),
        ("another goal", lambda: session.push_screen(GoalInputDialog(session))),
    ]
    if goal is not None and goal.easier_template:
        is_private = is_private_template(goal.easier_template)
        easier_text = session.hide_text(goal.easier_text) if is_private else goal.easier_text
        adopt_easier_goal = partial(session.execute, goals_actions.adopt_goal(goal.easier_template))
        outcomes.append((f"a smaller one: {easier_text}", adopt_easier_goal))
    offer_actions(session, "How did the goal go?", outcomes)


def write_goal(session: Session) -> None:
    """Write a goal of one's own; while one is open, ask first how it went."""
    goal = session.day.goal if session.day else None
    if goal is not None and goal.state == "open":
        settle_goal(session)
    else:
        session.push_screen(GoalInputDialog(session))


def ask_mood(session: Session) -> None:
    """Ask how it is; the next digit saves."""
    session.question = "mood"


def save_mood(session: Session, value: int) -> None:
    """Save a mood, then offer energy."""
    saved_mood = session.execute(moods_actions.log_mood(value))
    if saved_mood is not None:
        session.question, session.question_record_id = "energy", saved_mood.change.record_id


def save_energy(session: Session, energy: int) -> None:
    """Add energy to the mood just saved. Other digits are no answer and change nothing."""
    if 1 <= energy <= 3:
        session.execute(moods_actions.edit_mood(session.question_record_id, energy=energy))


def ask_words_and_note(session: Session) -> None:
    """Ask for words and a note to the mood just saved."""
    edit_mood, session.question = partial(moods_actions.edit_mood, session.question_record_id), ""
    hint = "#tired #hopeful are words for your mood, the rest is the note · Enter saves"
    prompt = LinePrompt("Words and a note", hint=hint)
    TextInputDialog(session, "mood.note", prompt, save=lambda line: edit_mood(**parse_words_and_note(line))).ask()
