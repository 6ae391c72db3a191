"""Three small changes for next week, proposed from what the last one holds, and which week that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from coach.advice.blocked_people import list_shown_people
from coach.advice.facts.fact_context import FactContext
from coach.advice.facts.focus_and_goals import after_hours_days_7
from coach.advice.goals import DAY_OFF_TEMPLATE, rank_goals
from coach.advice.patterns.block_feelings import MeanFeeling, compute_mean_feelings
from coach.domain.advice_records import LookBack, collect_nice_names
from coach.domain.focus import FOCUS_KINDS, NETWORKING_KINDS, count_minutes, group_feelings, sum_time_of_days
from coach.domain.journal import Journal
from coach.domain.wording import MOOD_NAMES, format_count, round_half_up

PROPOSAL_COUNT = 3
_FEELING_DAYS, _DAYS_IN_WEEK = 28, 7
_FEWEST_ANSWERS = 3  # answers before a kind of block is said to feel like anything
_HEAVY_FEELING_BELOW, _LIGHT_FEELING_FROM = 2.6, 3.4
_OFTEN_IN_A_WEEK = 2
_BLOCK_KIND_LABELS = {
    "messages": "message blocks",
    "read": "reading blocks",
    "write": "writing blocks",
    "meet": "talks",
    "search": "search blocks",
    "deep work": "deep-work blocks",
}


_BLOCK_ACTIVITY_LABELS = {
    "messages": "messages",
    "read": "reading",
    "write": "writing",
    "meet": "talks",
    "search": "a search",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change, and what in the log it rests on. `name` is a person's, if one stands in `text`."""

    text: str
    why: str
    name: str = ""
    template: str = ""
    kind: str = "own"
    serves: tuple[str, ...] = ()
    minutes: int = 0
    energy: str = ""


def monday_in_review(today: date) -> date:
    """Return the Monday of the week that one looks back at: this week, on a Monday the one that is over."""
    return today - timedelta(days=today.weekday() or 7)


def day_of_change(monday: date) -> date:
    """Return the Monday for which the change of a week is."""
    return monday + timedelta(days=7)


def find_week_review(journal: Journal, monday: date) -> LookBack | None:
    """Return the review of the week that began on `monday`, or None."""
    week_reviews = [
        review
        for review in journal.list_records(LookBack)
        if review.kind == "week" and review.answers.get("week") == monday.isoformat()
    ]
    return max(week_reviews, key=lambda review: (review.at, review.id), default=None)


def nice_names_in_week(journal: Journal, monday: date) -> frozenset[str]:
    """Return who was named as nice to talk to in that week or its review: ids, and names as typed, folded."""
    week_review, sunday = find_week_review(journal, monday), monday + timedelta(days=6)
    return collect_nice_names(
        review
        for review in journal.list_records(LookBack)
        if review is week_review or (review.kind == "evening" and monday <= review.day <= sunday)
    )


def propose_changes(journal: Journal, now: datetime) -> tuple[Proposal, ...]:
    """Return three proposals for the week after the one that one looks back at."""
    context = FactContext(journal, now)
    proposals = [proposal for propose in _PROPOSERS if (proposal := propose(context)) is not None]
    proposals += _propose_small_goals(context)
    return tuple(proposals[:PROPOSAL_COUNT])


def _propose_owed_reply(context: FactContext) -> Proposal | None:
    owed_row = next((row for row in context.open_conversations if row.i_owe), None)
    if owed_row is None:
        return None
    workdays = owed_row.silent_workdays
    days_ago = f"{format_count(workdays, 'working day')} ago" if workdays else "today"
    text, reason = f"Begin the week with your promise to {owed_row.name}", f"you promised it {days_ago}"
    if owed_row.is_reply_owed:
        text, reason = f"Answer {owed_row.name} first", f"they wrote {days_ago}"
    return Proposal(text, reason, owed_row.name, serves=("B1a",))


def _propose_shorter_blocks(context: FactContext) -> Proposal | None:
    heavy_kinds = [feeling for feeling in _list_mean_feelings(context) if feeling.mean <= _HEAVY_FEELING_BELOW]
    heaviest = min(heavy_kinds, key=lambda feeling: feeling.mean, default=None)
    if heaviest is None:
        return None
    return Proposal(
        f"Keep {_BLOCK_KIND_LABELS[heaviest.name]} to 10 minutes", _describe_feeling(heaviest), serves=("B4a",)
    )


def _propose_ending_on_time(context: FactContext) -> Proposal | None:
    days = after_hours_days_7(context) or 0
    if days < _OFTEN_IN_A_WEEK:
        return None
    return Proposal(
        "Stop networking when your hours end",
        f"on {days} of the last seven days you networked outside them",
        serves=("B4a",),
    )


def _propose_daily_limit(context: FactContext) -> Proposal | None:
    limit = context.settings.limit_minutes
    minutes_by_day = _networking_minutes_by_day(context)
    days_over_limit = sum(1 for day_minutes in minutes_by_day.values() if day_minutes > limit)
    if not limit or days_over_limit < _OFTEN_IN_A_WEEK:
        return None
    return Proposal(
        f"Stop at {limit} minutes a day", f"{days_over_limit} of the last seven days had more", serves=("B4a",)
    )


def _propose_coffee(context: FactContext) -> Proposal | None:
    nice_names = nice_names_in_week(context.journal, monday_in_review(context.today))
    shown_people = list_shown_people(context.journal)
    name = next((person.name for person in shown_people if {person.id, person.folded_name} & nice_names), None)
    if name is None:
        return None
    text = f"Offer {name} a coffee or a short call"
    return Proposal(text, "you noted that they were nice to talk to", name, serves=("B2b",), minutes=10)


def _propose_light_start(context: FactContext) -> Proposal | None:
    light_kinds = [
        feeling
        for feeling in _list_mean_feelings(context)
        if feeling.mean >= _LIGHT_FEELING_FROM and feeling.name in NETWORKING_KINDS
    ]
    lightest = max(light_kinds, key=lambda feeling: feeling.mean, default=None)
    if lightest is None:
        return None
    return Proposal(
        f"Begin the day with {_BLOCK_ACTIVITY_LABELS[lightest.name]}", _describe_feeling(lightest), serves=("K",)
    )


def _propose_intentions(context: FactContext) -> Proposal | None:
    drifts = sum(block.drifts for block in context.blocks if context.is_within_days(block.started_at, _DAYS_IN_WEEK))
    if drifts <= _OFTEN_IN_A_WEEK:
        return None
    return Proposal(
        "Say what each block is for", f"your attention drifted {drifts} times in seven days", serves=("C4",)
    )


def _propose_days_off(context: FactContext) -> Proposal | None:
    if len(_networking_minutes_by_day(context)) < _DAYS_IN_WEEK:
        return None
    return Proposal(
        "Keep two days free of networking", "you networked on all of the last seven days", serves=("B3a", "B4b")
    )


_PROPOSERS: tuple[Callable[[FactContext], Proposal | None], ...] = (
    _propose_owed_reply,
    _propose_shorter_blocks,
    _propose_ending_on_time,
    _propose_coffee,
    _propose_daily_limit,
    _propose_light_start,
    _propose_intentions,
    _propose_days_off,
)


def _propose_small_goals(context: FactContext) -> Iterator[Proposal]:
    for goal in rank_goals(context.journal, context.now, energy=2):
        if goal.id != DAY_OFF_TEMPLATE:
            proposal_reason = f"a small one, {goal.minutes} min" if goal.minutes else "a small one"
            yield Proposal(
                goal.text, proposal_reason, goal.name, template=goal.id, kind=goal.kind,
                serves=goal.serves, minutes=goal.minutes, energy=goal.energy,
            )  # fmt: skip


def _list_mean_feelings(context: FactContext) -> list[MeanFeeling]:
    """Return how kinds of block felt in four weeks, where there are answers enough to say so."""
    feeling_answers = group_feelings(
        block for block in context.blocks if context.is_within_days(block.started_at, _FEELING_DAYS)
    )
    return [feeling for feeling in compute_mean_feelings(feeling_answers, FOCUS_KINDS) if feeling.n >= _FEWEST_ANSWERS]


def _describe_feeling(feeling: MeanFeeling) -> str:
    return f"they felt {MOOD_NAMES[round_half_up(feeling.mean)]}, rated {feeling.n} times in four weeks"


def _networking_minutes_by_day(context: FactContext) -> dict[date, int]:
    """Return the networking minutes of each day of the last week that had any."""
    first = context.today - timedelta(days=_DAYS_IN_WEEK - 1)
    time_by_day = sum_time_of_days(context.blocks, context.now, context.settings.day_ends, first, context.today)
    minutes_by_day = {day: count_minutes(time_by_kind, NETWORKING_KINDS) for day, time_by_kind in time_by_day.items()}
    return {day: day_minutes for day, day_minutes in minutes_by_day.items() if day_minutes}
