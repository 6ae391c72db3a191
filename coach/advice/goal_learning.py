"""What is learned from a person's own goals: which kinds rest for a while, and which come more often.

Nothing is stored: it follows from the goals and moods of the last half year, newer than the day on which the person
asked to forget. `coach why --all` and the week show all of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from coach.domain.advice_records import AdviceAnswer
from coach.domain.goal import Goal
from coach.domain.journal import Journal, cached_by
from coach.domain.mood import Mood, moods_in_order
from coach.domain.settings import Settings
from coach.domain.wording import format_date

FORGET_TOPIC = "learned"
"""What the wish to forget is remembered as."""
MEMORY_DAYS = 183
FIRST_REST_DAYS, LONGEST_REST_DAYS = 7, 56
FEWEST_GOALS = 4
"""Goals of a kind that are needed before it is said to be finished often or to go with a better evening."""
OFTEN_DONE, SELDOM_DONE = 0.7, 0.3
FEWEST_ERRORS = 2.6
"""Standard errors above the usual evening that are needed besides: chance alone does it for 1 kind in 200."""
_EVENING_WEIGHT = 6.0  # evenings' worth of belief that a kind changes nothing
_EVENING_FROM_HOUR = 17
BETTER_EVENING = 0.2
"""Points of mood, drawn towards none, from which evenings count as better."""

GOAL_LABELS: Mapping[str, str] = {
    "thank": "thanking", "reply": "answering", "reach_out": "reaching out", "invite": "inviting",
    "follow_up": "following up", "give": "giving", "learn": "learning",
    "take_part": "taking part in discussions", "tidy": "tidying", "profile": "your profile", "privacy": "privacy",
    "post": "posting", "jobs": "job search", "prepare": "preparing", "plan": "planning",
    "focus": "focus", "social": "friends", "in_person": "meetups", "reflect": "reflecting",
}  # fmt: skip
"""Kinds of goals in words."""


@dataclass(frozen=True, slots=True)
class KindRecord:
    """What is known of one kind of goal: how many days had one and were settled, and how they went."""

    kind: str
    days: int = 0
    done: int = 0
    rests_until: date | None = None
    """The first day on which it is offered again, or None."""
    evening: float = 0.0
    """How much better evenings were on days on which it was done, in points of mood, drawn towards none."""
    evening_errors: float = 0.0
    """The same, undrawn, in standard errors."""

    @property
    def is_done_often(self) -> bool:
        """Whether most goals of the kind were done."""
        return self.days >= FEWEST_GOALS and self.done / self.days >= OFTEN_DONE

    @property
    def is_done_seldom(self) -> bool:
        """Whether few goals of the kind were done."""
        return self.days >= FEWEST_GOALS and self.done / self.days <= SELDOM_DONE

    @property
    def brings_better_evenings(self) -> bool:
        """Whether evenings went with it that were better than usual."""
        return self.evening >= BETTER_EVENING and self.evening_errors >= FEWEST_ERRORS

    @property
    def bonus(self) -> int:
        """How many places of the order of goals the kind has earned: 0 to 2."""
        return int(self.is_done_often) + int(self.brings_better_evenings)

    def describe(self) -> str:
        """Return what is learned in words, or "" for nothing."""
        words = []
        if self.is_done_often:
            words.append(f"you finish these most often ({self.done} of {self.days}), so they come more often")
        if self.brings_better_evenings:
            words.append("your mood in the evening was higher after these, so they come more often")
        if self.rests_until:
            words.append(f"you let these go, so they are not suggested until {format_date(self.rests_until)}")
        return "; ".join(words)


@dataclass(frozen=True, slots=True)
class Evenings:
    """The last mood of every evening that has one, their mean, and how they vary."""

    moods: Mapping[date, int]
    usual: float = 0.0
    spread: float = 0.0


def learn_from_goals(journal: Journal, today: date) -> dict[str, KindRecord]:
    """Return kind → what is learned of it as of `today`."""
    evenings, since = _collect_evenings(journal), today - timedelta(days=MEMORY_DAYS)
    return {
        kind: _summarize_kind(kind, [goal for goal in goals if goal.day > since], evenings, today)
        for kind, goals in _group_settled_goals(journal).items()
    }


def forgotten_on(journal: Journal) -> date | None:
    """Return the day on which the person asked to forget what was learned, or None."""
    return max((a.day for a in journal.list_records(AdviceAnswer) if a.topic == FORGET_TOPIC), default=None)


@cached_by(Goal, AdviceAnswer)
def _group_settled_goals(journal: Journal) -> dict[str, list[Goal]]:
    """Return kind → its settled goals, oldest first."""
    forgotten = forgotten_on(journal)
    found: dict[str, list[Goal]] = defaultdict(list)
    for goal in sorted(journal.list_records(Goal), key=lambda each: (each.day, each.id)):
        if goal.kind and goal.state != "open" and (forgotten is None or goal.day > forgotten):
            found[goal.kind].append(goal)
    return dict(found)


@cached_by(Mood, Settings)
def _collect_evenings(journal: Journal) -> Evenings:
    settings = journal.settings
    moods = {
        settings.day_of(mood.at): mood.value
        for mood in moods_in_order(journal)
        if mood.at.hour >= _EVENING_FROM_HOUR or mood.at.time() < settings.day_ends
    }
    if not moods:
        return Evenings(moods)
    usual = sum(moods.values()) / len(moods)
    return Evenings(moods, usual, (sum((value - usual) ** 2 for value in moods.values()) / len(moods)) ** 0.5)


def _summarize_kind(kind: str, goals: list[Goal], evenings: Evenings, today: date) -> KindRecord:
    row, last = 0, None
    for goal in reversed(goals):
        if goal.state != "let go":
            break
        row, last = row + 1, last or goal.day
    until = last + timedelta(days=min(LONGEST_REST_DAYS, FIRST_REST_DAYS * 2 ** (row - 1))) if last else None
    done = [goal.day for goal in goals if goal.state == "done"]
    better = [evenings.moods[day] - evenings.usual for day in done if day in evenings.moods]
    spread = evenings.spread
    return KindRecord(
        kind,
        len(goals),
        len(done),
        until if until and until > today else None,
        sum(better) / (len(better) + _EVENING_WEIGHT),
        sum(better) / (spread * len(better) ** 0.5) if better and spread else 0.0,
    )
