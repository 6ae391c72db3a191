"""The facts of one moment, each computed when it is first asked for; a rule that rests on an unknown one is silent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime

from coach.advice.facts import (
    advice_candidates,
    day,
    focus_and_goals,
    moods,
    notes_and_events,
    outreach,
    patterns,
    reasons_to_write,
)
from coach.advice.facts.fact_context import REGISTERED_FACTS, FactContext, FactValue
from coach.domain.journal import Journal

FACT_MODULES = (moods, focus_and_goals, outreach, day, notes_and_events, patterns, reasons_to_write)
"""The modules that register the facts."""
FACT_NAMES = tuple(dict.fromkeys(name for module in FACT_MODULES for name in vars(module) if name in REGISTERED_FACTS))
"""Every fact, in the order of the modules."""
CANDIDATES_BY_RULE: Mapping[str, Callable[[FactContext], tuple[advice_candidates.Candidate, ...]]] = {
    "R11": advice_candidates.list_owed,
    "R12": advice_candidates.list_too_early,
    "R13": advice_candidates.list_follow_ups_due,
    "R14": advice_candidates.list_may_rest,
    "R19": advice_candidates.list_dormant_people,
    "R20": advice_candidates.list_ready_to_meet,
    reasons_to_write.REASON_RULE: reasons_to_write.list_reasons_to_write,
    reasons_to_write.CADENCE_RULE: reasons_to_write.list_cadence_reached,
}
"""Rules that name somebody → whom they may name."""


class FactValues(Mapping[str, FactValue]):
    """The facts of one moment: a read-only mapping from name to value, None where it cannot be known."""

    def __init__(self, context: FactContext) -> None:
        self.context = context
        self._values: dict[str, FactValue] = {}

    @property
    def today(self) -> date:
        """The person's day that the facts are about."""
        return self.context.today

    def __getitem__(self, name: str) -> FactValue:
        if name not in self._values:
            self._values[name] = REGISTERED_FACTS[name].function(self.context)
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(FACT_NAMES)

    def __len__(self) -> int:
        return len(FACT_NAMES)

    def candidates_for(self, rule: str) -> tuple[advice_candidates.Candidate, ...]:
        """Return whom `rule` may name, first choice first; nobody for a rule that names nobody."""
        return self.context.compute_once(CANDIDATES_BY_RULE[rule]) if rule in CANDIDATES_BY_RULE else ()


def compute_facts(journal: Journal, now: datetime) -> FactValues:
    """Return the facts of `journal` at the aware moment `now`; nothing is worked out yet."""
    return FactValues(FactContext(journal, now))
