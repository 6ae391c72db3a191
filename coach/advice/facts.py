"""The facts of one moment, each computed when it is first asked for.

A fact is a function with its unit, its meaning and when it is unknown in the docstring; the modules in COLUMNS
register them. An unknown fact is None, and a rule that rests on it stays silent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType

from coach.advice import contacts, facts_day, facts_focus, facts_goal, facts_mood, facts_outreach, insights
from coach.advice.scene import FACTS, Scene, Value
from coach.domain.book import Book

COLUMNS = (facts_mood, facts_focus, facts_goal, facts_outreach, facts_day, insights)
"""The modules whose import files the facts."""
NAMES = tuple(name for column in COLUMNS for name in vars(column) if name in FACTS)
"""Every fact, in the order of the columns."""
CONTACTS: Mapping[str, Callable[[Scene], tuple[contacts.Contact, ...]]] = MappingProxyType(
    {
        "R11": contacts.owed,
        "R12": contacts.too_early,
        "R13": contacts.due,
        "R14": contacts.resting,
        "R19": contacts.dormant,
        "R20": contacts.ready_to_meet,
    }
)
"""Rules that name somebody → whom they may name."""


class Facts(Mapping[str, Value]):
    """The facts of one moment: a read-only mapping from name to value, None where it cannot be known."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._known: dict[str, Value] = {}

    @property
    def today(self) -> date:
        """The person's day that the facts are about."""
        return self.scene.today

    def __getitem__(self, name: str) -> Value:
        if name not in self._known:
            self._known[name] = FACTS[name].work(self.scene)
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)

    def contacts(self, rule: str) -> tuple[contacts.Contact, ...]:
        """Return whom `rule` may name, first choice first; nobody for a rule that names nobody."""
        return self.scene.once(CONTACTS[rule]) if rule in CONTACTS else ()


def facts(book: Book, now: datetime) -> Facts:
    """Return the facts of `book` at the aware moment `now`; nothing is worked out yet."""
    return Facts(Scene(book, now))
