"""The one thing the coach says at a moment, for the screen and for the command line.

After the evening review that is "Done for today." On the second day a question about hours may come first; otherwise
it is the suggestion of the rules. Names of people behind a boundary are kept out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from coach.advice import sentences
from coach.advice.blocked_people import redact_blocked_names
from coach.advice.networking_hours import HOURS_QUESTION, HOURS_QUESTION_REASON, HOURS_TOPIC, is_hours_question_due
from coach.advice.rules.selection import get_rule
from coach.advice.rules.suggestion import choose_suggestions, make_shown_record
from coach.domain.advice_answer import AdviceAnswer, LookBack
from coach.domain.clock import day_of
from coach.domain.journal import Journal

CAREFUL_TIER = 1
"""Rules of this tier and below it, safety and boundaries, go before the question about hours."""


@dataclass(frozen=True, slots=True)
class CoachLine:
    """What is said. `hidden` is the same without names and notes, `why` its reason and source, `rule` the id of
    the rule (or the topic of the question; "" for neither), `person` the id of whom it is about, or "". `shown` is
    False while it has yet to be noted as shown today."""

    text: str = ""
    hidden_text: str = ""
    why: str = ""
    rule: str = ""
    person: str = ""
    is_recorded_shown: bool = True


def choose_coach_line(journal: Journal, now: datetime) -> CoachLine:
    """Return what the coach says at the aware moment `now`; an empty line if there is nothing."""
    if is_evening_done(journal, now):
        done = sentences.short_text("done for today")
        return CoachLine(done, done)
    said = choose_suggestions(journal, now, hide=False).line
    if is_hours_question_due(journal, now) and (said is None or get_rule(said.rule).tier > CAREFUL_TIER):
        return CoachLine(HOURS_QUESTION, HOURS_QUESTION, HOURS_QUESTION_REASON, HOURS_TOPIC)
    if said is None:
        return CoachLine()
    shown = journal.get_record(AdviceAnswer, make_shown_record(said, now).id) is not None
    reason = f"{said.why[:1].upper()}{said.why[1:]} ({said.source})"
    return CoachLine(redact_blocked_names(journal, said.text), said.hidden_text, reason, said.rule, said.person, shown)


def is_evening_done(journal: Journal, now: datetime) -> bool:
    """Return whether today was closed with the evening look."""
    today = day_of(now, journal.settings.day_ends)
    return any(r.kind == "evening" and r.day == today for r in journal.list_records(LookBack))
