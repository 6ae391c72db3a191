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
from coach.domain.journal import Journal
from coach.domain.mood import Mood, moods_by_day
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
    "follow_up": "follow-up", "give": "giving", "learn": "learning", "take_part": "taking-part", "tidy": "tidying",
    "profile": "profile", "privacy": "privacy", "post": "posting", "jobs": "job-search", "prepare": "preparing",
    "plan": "planning", "focus": "focus", "social": "social", "in_person": "meet-up", "reflect": "reflecting",
}  # fmt: skip
"""Kinds of goals in words that stand before "goals"."""


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
            words.append("your evenings were better after these, so they come more often")
        if self.rests_until:
            words.append(f"you let these go, so they are not suggested until {format_date(self.rests_until)}")
        return "; ".join(words)


@dataclass(frozen=True, slots=True)
class GoalDay:
    """One settled goal: its day, how it ended, how much better the evening was than usual, and how evenings vary."""

    day: date
    state: str
    lift: float | None
    spread: float


def learn_from_goals(journal: Journal, today: date) -> dict[str, KindRecord]:
    """Return kind → what is learned of it as of `today`."""
    known = journal.compute_cached(_collect_goal_days, Goal, Mood, AdviceAnswer, Settings)
    return {
        kind: _summarize_kind(kind, [each for each in days if each.day > today - timedelta(days=MEMORY_DAYS)], today)
        for kind, days in known.items()
    }


def forgotten_on(journal: Journal) -> date | None:
    """Return the day on which the person asked to forget what was learned, or None."""
    return max((a.day for a in journal.list_records(AdviceAnswer) if a.topic == FORGET_TOPIC), default=None)


def _collect_goal_days(journal: Journal) -> dict[str, list[GoalDay]]:
    """Return kind → its settled goals, oldest first."""
    since, ends = forgotten_on(journal), journal.settings.day_ends
    evenings: dict[date, int] = {}
    for day, moods in moods_by_day(journal).items():
        for mood in moods:
            if mood.at.hour >= _EVENING_FROM_HOUR or mood.at.time() < ends:
                evenings[day] = mood.value
    usual = sum(evenings.values()) / len(evenings) if evenings else 0.0
    spread = (sum((value - usual) ** 2 for value in evenings.values()) / len(evenings)) ** 0.5 if evenings else 0.0
    found: dict[str, list[GoalDay]] = defaultdict(list)
    for goal in sorted(journal.list_records(Goal), key=lambda each: (each.day, each.id)):
        if goal.kind and goal.state != "open" and (since is None or goal.day > since):
            evening = evenings.get(goal.day)
            lift = None if evening is None else evening - usual
            found[goal.kind].append(GoalDay(goal.day, goal.state, lift, spread))
    return dict(found)


def _summarize_kind(kind: str, days: list[GoalDay], today: date) -> KindRecord:
    row, last = 0, None
    for each in reversed(days):
        if each.state != "let go":
            break
        row, last = row + 1, last or each.day
    until = last + timedelta(days=min(LONGEST_REST_DAYS, FIRST_REST_DAYS * 2 ** (row - 1))) if last else None
    better = [each.lift for each in days if each.state == "done" and each.lift is not None]
    spread = days[-1].spread if days else 0.0
    return KindRecord(
        kind,
        len(days),
        sum(each.state == "done" for each in days),
        until if until and until > today else None,
        sum(better) / (len(better) + _EVENING_WEIGHT),
        sum(better) / (spread * len(better) ** 0.5) if better and spread else 0.0,
    )
