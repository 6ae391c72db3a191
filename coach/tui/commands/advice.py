"""The coach's line: why it says what it says, and which advice is muted."""

from __future__ import annotations

from functools import partial

from coach.actions import advice as actions
from coach.actions.result import Action
from coach.advice.questions_asked_once import HOURS_TOPIC
from coach.advice.rules.sentences import rule_name
from coach.tui.dialogs.choice import offer_actions
from coach.tui.session import Session

MOST_LISTED_MUTES = 7
"""Muted rules that are listed, the others being few."""


def show_reasons(session: Session) -> None:
    """Show the reasons for the line and the goal on offer, or the line again."""
    day = session.day
    if day is None or not (day.advice_text or (day.goal and day.goal.reason)):
        session.notify("There is no advice right now.")
    else:
        session.toggle_reasons()


def ask_what_to_mute(session: Session) -> None:
    """Mute advice like this for four weeks or for good, or unmute what is muted."""
    day = session.day
    rule_id = day.advice_rule_id if day and day.advice_rule_id != HOURS_TOPIC else ""
    muted_rules = actions.list_muted_rules(session.journal, session.now())[:MOST_LISTED_MUTES]
    if not rule_id and not muted_rules:
        session.notify("There is no advice to mute, and none is muted.")
        return
    offered: list[tuple[str, Action]] = []
    if rule_id:
        name, days = rule_name(rule_id), actions.MUTE_DAYS
        offered.append((f"mute for {days} days: {name}", actions.mute_rule(rule_id, days)))
        offered.append((f"mute until you unmute it: {name}", actions.mute_rule(rule_id, None)))
    for muted_id, name, until in muted_rules:
        offered.append((f"unmute: {name} (muted {until})", actions.unmute_rule(muted_id)))
    offers = [(label, partial(session.execute, action)) for label, action in offered]
    offer_actions(session, "Mute this kind of advice", offers)
