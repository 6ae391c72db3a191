"""What a good human coach would say from the same log: descriptive sentences with their numbers.

Each has its rule of when it may speak. Most only count what is in the log; three compare, and these check on a few
fixed days, with a level at which few people in whom nothing differs are told something (benchmarks/observations.py).
One stands in the week, and one may be the advice of a day (R35)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from coach.advice.blocked_people import blocked_person_ids
from coach.advice.facts.advice_candidates import list_people_long_unheard, was_asked_about_many
from coach.advice.facts.fact_context import FactContext
from coach.advice.facts.outreach import enough_today
from coach.advice.goals import GOAL_LABELS, KindRecord, learn_from_goals
from coach.advice.outreach.conversations_by_person import is_talk, messages_in_order
from coach.advice.outreach.reply_outcomes import (
    ReplyComparison,
    compare_ties,
    find_distinct_channels,
    list_reply_outcomes,
)
from coach.advice.outreach.working_days import SilenceCalendar, cached_for_day
from coach.advice.patterns.block_feelings import find_block_feeling
from coach.advice.patterns.mood_patterns import higher_or_lower
from coach.advice.rules.sentences import render_message
from coach.domain.focus import group_feelings
from coach.domain.journal import Journal
from coach.domain.person import format_channel
from coach.domain.wording import format_count, format_kind

OBSERVATION_RULE = "R35"
"""The rule that tells one of these sentences as the advice of a day."""
OBSERVATION_RESTS_DAYS = 60
"""Days after which a sentence may be the advice of a day again."""
PROPOSING_OBSERVATIONS = frozenset({"R35.strangers", "R35.owed", "R35.quick", "R35.unheard"})
"""Sentences that propose to do something with people."""
WELCOME_GOAL_KINDS = frozenset(
    {"thank", "reply", "reach_out", "invite", "give", "learn", "take_part", "social", "in_person"}
)
"""Kinds of goals of which more is a good thing; tidying is not done for its own sake."""
FIRST_OBSERVATION_AFTER_DAYS = 14
"""Days of use before the first sentence: the third week."""
FEWEST_OBSERVED_ANSWERS = 10
OFTEN_LOW_SHARE = 0.6
"""The share of answers from which a kind of block felt low often."""
FEWEST_OLD_STRANGERS = 8
OLD_SILENCE_WORKDAYS = 15
"""Working days after which a stranger's silence is called old."""
FEWEST_OWED_REPLIES = 5


@dataclass(frozen=True, slots=True)
class Observation:
    """A sentence by its key in the catalogue, and what goes into its braces."""

    key: str
    arguments: Mapping[str, object] = field(default_factory=dict)

    def describe(self) -> str:
        """Return the sentence."""
        return render_message(self.key, 0, **self.arguments)


def list_observations(context: FactContext) -> tuple[Observation, ...]:
    """Return every sentence that may be said today, in a fixed order."""
    first_use_day = context.first_use_day
    if first_use_day is None or context.days_since(first_use_day) < FIRST_OBSERVATION_AFTER_DAYS:
        return ()
    return tuple(observation for observe in _OBSERVERS if (observation := observe(context)) is not None)


def list_observations_to_tell(context: FactContext) -> tuple[Observation, ...]:
    """Return the sentences that were not the advice of a day in the last sixty days, and that fit the day."""
    keys_told = {
        asked.topic
        for asked in context.advice_answers
        if asked.outcome == "shown" and 0 < context.days_since(asked.day) < OBSERVATION_RESTS_DAYS
    }
    if enough_today(context):
        keys_told |= PROPOSING_OBSERVATIONS
    if was_asked_about_many(context):
        keys_told.add("R35.strangers")
    return tuple(observation for observation in list_observations(context) if observation.key not in keys_told)


def describe_learned(journal: Journal, now: datetime) -> list[str]:
    """Return everything that was learned and changes what is offered or told, a line each."""
    context = FactContext(journal, now)
    learned_lines = [
        f"  Goals of the kind '{GOAL_LABELS.get(goal_kind.kind, goal_kind.kind)}': {learned_words}"
        for goal_kind in sorted(learn_from_goals(journal, context.today).values(), key=lambda goal_kind: goal_kind.kind)
        if (learned_words := goal_kind.describe())
    ]
    for channel, comparison in sorted(find_distinct_channels(journal, context.calendar).items()):
        on_channel, elsewhere = comparison.group, comparison.others
        reply_counts = (
            f"{on_channel.replied} of {on_channel.sent} answered, elsewhere {elsewhere.replied} of {elsewhere.sent}"
        )
        learned_lines.append(
            f"  {format_channel(channel)}: {reply_counts}; the chance of a reply there is worked out from these counts"
        )
    return ["Learned from you:", *(learned_lines or ["  nothing so far"])]


def choose_week_observation(journal: Journal, now: datetime) -> str:
    """Return the observation of this week, or "": they take turns week by week."""
    observations = list_observations(FactContext(journal, now))
    if not observations:
        return ""
    week_number = journal.settings.day_of(now).isocalendar().week
    return observations[week_number % len(observations)].describe()


def _observe_reply_times(context: FactContext) -> Observation | None:
    outcomes = list_reply_outcomes(context.journal, context.calendar)
    reply_days = sorted(outcome.workdays for outcome in outcomes if outcome.has_reply)
    if len(reply_days) < FEWEST_OBSERVED_ANSWERS:
        return None
    median_days = max(1, reply_days[(len(reply_days) - 1) // 2])
    slots = {
        "days": format_count(median_days, "working day"),
        "k": sum(reply_day <= median_days for reply_day in reply_days),
        "n": len(reply_days),
    }
    return Observation("R35.half", slots)


def _observe_heavy_kind(context: FactContext) -> Observation | None:
    feelings_by_kind = group_feelings(context.blocks).items()
    low_counts = [
        (sum(feeling <= 2 for feeling in feelings), len(feelings), kind)
        for kind, feelings in feelings_by_kind
        if len(feelings) >= FEWEST_OBSERVED_ANSWERS
    ]
    heaviest_kind = max(low_counts, key=lambda low_count: (low_count[0] / low_count[1], low_count[2]), default=None)
    if heaviest_kind is None or heaviest_kind[0] / heaviest_kind[1] < OFTEN_LOW_SHARE:
        return None
    return Observation("R35.low", {"kind": format_kind(heaviest_kind[2]), "k": heaviest_kind[0], "n": heaviest_kind[1]})


def _observe_old_strangers(context: FactContext) -> Observation | None:
    silences = [silence for silence in context.open_conversations if not silence.i_owe]
    old_stranger_count = sum(
        silence.tie == "cold" and silence.silent_workdays >= OLD_SILENCE_WORKDAYS for silence in silences
    )
    if old_stranger_count < FEWEST_OLD_STRANGERS:
        return None
    return Observation("R35.strangers", {"n": len(silences), "m": old_stranger_count})


def _observe_quick_people(context: FactContext) -> Observation | None:
    quick_people, met_people = _collect_quick_people(context.journal, context.calendar)
    never_met = len(quick_people - met_people)
    return Observation("R35.quick", {"n": len(quick_people), "m": never_met}) if never_met >= 3 else None


@cached_for_day
def _collect_quick_people(journal: Journal, calendar: SilenceCalendar) -> tuple[set[str], set[str]]:
    """Return who answered me within two working days three times or more, and who of all I have met or phoned."""
    quick_replies, met_people = defaultdict[str, int](int), set[str]()
    sent_on: dict[str, date] = {}
    blocked_ids = blocked_person_ids(journal)
    for message in messages_in_order(journal):
        if message.person in blocked_ids:
            continue
        if is_talk(message):
            met_people.add(message.person)
        if message.kind not in ("message", "invitation"):
            continue
        message_day = calendar.day_of_moment(message.at)
        if message.direction == "out":
            sent_on[message.person] = message_day
        elif message.person in sent_on:
            quick_replies[message.person] += calendar.workdays.count_days(sent_on.pop(message.person), message_day) <= 2
    return {person for person, reply_count in quick_replies.items() if reply_count >= 3}, met_people


def _observe_long_unheard(context: FactContext) -> Observation | None:
    unheard_count = len(context.compute_once(list_people_long_unheard))
    return Observation("R35.unheard", {"n": unheard_count}) if unheard_count >= 3 else None


def _observe_goals(context: FactContext) -> Observation | None:
    kind_records = learn_from_goals(context.journal, context.today).values()
    goal_kinds = [goal_kind for goal_kind in kind_records if goal_kind.kind in GOAL_LABELS]

    def done_share(goal_kind: KindRecord) -> tuple[float, str]:
        return goal_kind.done / goal_kind.days, goal_kind.kind

    seldom_kinds = (goal_kind for goal_kind in goal_kinds if goal_kind.is_done_seldom)
    welcome_kinds = (
        goal_kind for goal_kind in goal_kinds if goal_kind.is_done_often and goal_kind.kind in WELCOME_GOAL_KINDS
    )
    seldom_done = min(seldom_kinds, key=done_share, default=None)
    often_done = max(welcome_kinds, key=done_share, default=None)
    if seldom_done is None or often_done is None:
        return None
    counts = {"k": often_done.done, "n": often_done.days, "j": seldom_done.done, "m": seldom_done.days}
    return Observation(
        "R35.goals", {"often": GOAL_LABELS[often_done.kind], "seldom": GOAL_LABELS[seldom_done.kind], **counts}
    )


def _observe_owed_replies(context: FactContext) -> Observation | None:
    owed_rows = [owed_row for owed_row in context.open_conversations if owed_row.i_owe]
    longest_owed_workdays = max((owed_row.silent_workdays for owed_row in owed_rows), default=0)
    if len(owed_rows) < FEWEST_OWED_REPLIES or longest_owed_workdays < OLD_SILENCE_WORKDAYS:
        return None
    return Observation("R35.owed", {"n": len(owed_rows)})


def _observe_block_feeling(context: FactContext) -> Observation | None:
    block_feeling = find_block_feeling(context.journal, context.today)
    if block_feeling is None:
        return None
    slots = {
        "kind": format_kind(block_feeling.kind),
        "x": f"{abs(block_feeling.difference):.1f}",
        "n": block_feeling.days,
        "m": block_feeling.other_days,
    }
    return Observation(f"R35.{higher_or_lower(block_feeling.difference)}", slots)


def _observe_ties(context: FactContext) -> Observation | None:
    tie_comparison = compare_ties(context.journal, context.calendar)
    if tie_comparison is None:
        return None
    observation_key = "R35.ties" if tie_comparison.difference < 0 else "R35.ties.new"
    return Observation(observation_key, _count_slots(tie_comparison))


def _observe_channels(context: FactContext) -> Observation | None:
    distinct_channels = find_distinct_channels(context.journal, context.calendar)
    if not distinct_channels:
        return None
    channel, comparison = max(distinct_channels.items(), key=lambda item: (abs(item[1].difference), item[0]))
    return Observation("R35.channel", {"channel": format_channel(channel), **_count_slots(comparison)})


def _count_slots(comparison: ReplyComparison) -> dict[str, object]:
    group, others = comparison.group, comparison.others
    return {"n": group.sent, "k": group.replied, "m": others.sent, "j": others.replied}


_OBSERVERS: tuple[Callable[[FactContext], Observation | None], ...] = (
    _observe_ties,
    _observe_channels,
    _observe_block_feeling,
    _observe_reply_times,
    _observe_heavy_kind,
    _observe_old_strangers,
    _observe_owed_replies,
    _observe_quick_people,
    _observe_long_unheard,
    _observe_goals,
)
